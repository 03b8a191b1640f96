"""The tables of a release's page: rows of `openlag explain` as cells, one function a section.

A name of another release is linked to its page. A value that is missing prints as a word, and a clock still running as words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reports import words
from reports.headline import HEADLINE
from reports.language import N_, _, ngettext
from reports.layout import Cell, Table, at_least_cell, day_cell, from_where, https_only, number_cell

Row = Mapping[str, Any]
Facts = Mapping[str, Sequence[Row]]  # rows by the key of their section, as warehouse/read/explain.py names them
Pages = Mapping[str, str]  # pages of releases by the name they are printed under; one that two have is not among them
INDEXES = ("eci_published", "index")
MANY_PAIRINGS = 3
LONGEST_TEXT = 400  # characters of a cell; `openlag explain` prints all
DATES = {
    "announced_on": N_("Announcement"), "api_on": N_("API"), "weights_on": N_("Weights"), "published_on": N_("As published"),
    "hub_created_on": N_("Repository created"), "hub_first_weights_on": N_("First commit with weights"),
}  # fmt: skip
OPENNESS = {
    "open_unrestricted": N_("open weights, unrestricted licence"),
    "open_restricted": N_("open weights, restricted use"),
    "open_noncommercial": N_("open weights, non-commercial use"),
    "api": N_("closed weights, open API"),
    "hosted": N_("closed weights, hosted without an API"),
    "unreleased": N_("never released"),
    "open": N_("open weights"),
    "closed": N_("closed weights"),
}
GATES = {"false": N_("none"), "auto": N_("consent asked"), "manual": N_("consent asked, granted by hand")}
# Words that the marts hold: sides, why a release is in no group, what came of a forecast, how a label stands to ours.
SAID = (
    N_("leader"), N_("laggard"), N_("never released"), N_("openness unknown"), N_("country unknown"), N_("organisation unknown"),
    N_("no date known"), N_("matched"), N_("unmatched"), N_("as in use"), N_("agrees, without the class"), N_("another group"),
    N_("otherwise"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listing:
    """How the rows of one section are printed. narrow: of a long section the rows that the page shows."""

    key: str
    caption: str
    headers: str
    cells: Callable[[Row, Pages], tuple[Cell, ...]]
    is_folded: bool = False
    narrow: Callable[[Row], bool] | None = None


def list_table(listing: Listing, facts: Facts, pages: Pages) -> Table | None:
    """The table of a section; None where nothing is known."""
    rows = facts.get(listing.key, ())
    shown = [row for row in rows if listing.narrow is None or listing.narrow(row)]
    if not shown:
        return None
    hidden = len(rows) - len(shown)
    caption = _(listing.caption)
    if hidden:
        rest = ngettext(
            "{caption}; {n} further row by the command below",
            "{caption}; {n} further rows by the command below",
            hidden,
        )
        caption = rest.format(caption=caption, n=words.count(hidden))
    cells = tuple(listing.cells(row, pages) for row in shown)
    return Table(caption, _(listing.headers).split(" | "), cells, is_stacked=True, is_folded=listing.is_folded)


def long_text(value: object) -> str:
    return _(words.UNKNOWN) if value is None or value == () else words.plain(value, LONGEST_TEXT)


def openness_words(openness: object) -> str:
    return _(OPENNESS.get(str(openness), "openness unknown"))


def is_near_headline(row: Row) -> bool:
    """Rows on the available days: of both indexes all, of a benchmark those of the headline's comparison and rule."""
    is_plain = row["pairing_id"] == HEADLINE["pairing_id"] and row.get("rule_id", "strict") == HEADLINE["rule_id"]
    return row["date_basis"] == HEADLINE["date_basis"] and (row["scale_id"] in INDEXES or is_plain)


def _named(name: str | None, pages: Pages, note: str = "") -> Cell:
    text = words.name(name)
    return Cell(text, note, page=pages.get(text, ""))


def _pairing(row: Row) -> Cell:
    pairing = str(row["pairing_id"])
    return Cell(words.pairing(pairing), _("headline") if pairing == HEADLINE["pairing_id"] else "")


def _scale(row: Row) -> Cell:
    rule = row.get("rule_id")
    return Cell(words.scale(str(row["scale_id"])), "" if rule is None else _(words.RULES.get(rule, words.plain(rule))))


def score_text(scale_id: object, score: float | None) -> str:
    """An index to one decimal, a share solved to three."""
    if scale_id in INDEXES or score is None:
        return words.points(score)
    return words.number(score, ".3f")


def _score(row: Row, score: str, scale_id: object = None) -> Cell:
    return number_cell(score_text(scale_id or row["scale_id"], row[score]))


def _lag(days: int | None) -> Cell:
    return number_cell(words.lag(days))


def _yes(value: bool | None) -> Cell:
    return Cell(_(words.UNKNOWN) if value is None else _("yes") if value else _("no"))


def _standing(row: Row, pages: Pages) -> tuple[Cell, ...]:
    if row["unmatched_for_days"] is not None:
        outcome = Cell(words.running(row["unmatched_for_days"]), "", "running")
    elif row["matched_by"] is not None:
        outcome = _named(
            row["matched_by"], pages, words.listed((words.lag(row["lag_days"]), words.short_day(row["matched_on"])))
        )
    elif row["match_of"]:
        outcome = Cell(_("match of {names}").format(names=long_text(", ".join(row["match_of"]))))
    else:
        outcome = Cell(_("none"))
    return (
        _pairing(row), Cell(_(words.plain(row["member_of"])), _(words.plain(row["role"] or ""))), day_cell(row["released_on"]),
        _score(row, "score", "eci_published"), _yes(row["is_record"]), outcome,
    )  # fmt: skip


def _day(row: Row, pages: Pages) -> tuple[Cell, ...]:
    return (
        Cell(_(words.DATE_BASES.get(row["date_basis"], words.plain(row["date_basis"])))),
        day_cell(row["released_on"]),
        Cell(_(DATES.get(row["released_on_basis"], words.plain(row["released_on_basis"])))),
        Cell(_(words.plain(row["role"] or ""))),
        _pairings(row["pairings"]),
    )


def _pairings(pairings: Sequence[str]) -> Cell:
    """A few by their words, more by their number; and whether the headline is among them."""
    text = (
        words.listed(map(words.pairing, pairings))
        if len(pairings) < MANY_PAIRINGS
        else _("{n} comparisons").format(n=words.count(len(pairings)))
    )
    return Cell(text, _("the headline among them") if HEADLINE["pairing_id"] in pairings else "")


def _date(row: Row, pages: Pages) -> tuple[Cell, ...]:
    return (
        Cell(_(DATES.get(row["fact"], words.plain(row["fact"])))),
        day_cell(row["value"]),
        Cell(long_text(row["source"] or _("none")), is_evidence=True),
    )


def _claim(row: Row, pages: Pages) -> tuple[Cell, ...]:
    month = _("to the month") if row["day_precision"] == "month" else ""
    is_chosen = row["is_chosen"]
    return (
        Cell(_(DATES.get(row["date_kind"], words.plain(row["date_kind"])))),
        day_cell(row["claimed_on"], month),
        Cell(words.plain(row["source_id"]).replace("_", " "), long_text(row["source_name"] or ""), is_evidence=True),
        Cell(_("in use")) if is_chosen else Cell(_(words.plain(row["agreement"])), _apart(row["difference_days"])),
        _evidence(row["choice_rule"] if is_chosen else row["evidence"], row),
    )


def _apart(days: int | None) -> str:
    return ngettext("{days} day", "{days} days", abs(days)).format(days=words.number(days, "+d")) if days else ""


def _evidence(text: str | None, row: Row) -> Cell:
    read = _("read {day}").format(day=words.short_day(row["read_on"])) if row["read_on"] else ""
    return Cell(
        long_text(text), read, href=https_only(row["source_url"]), is_evidence=text is not None, is_note_ours=True
    )


def _conflict(row: Row, pages: Pages) -> tuple[Cell, ...]:
    return (
        Cell(_(DATES.get(row["date_kind"], words.plain(row["date_kind"])))),
        day_cell(row["chosen_on"]),
        day_cell(row["other_on"], words.plain(row["source_id"]).replace("_", " ")),
        number_cell(words.number(row["difference_days"], "+d")),
        number_cell(words.moved_days(row["moved_median_days"])),
        number_cell(words.moved_share(row["moved_share_6m"])),
    )


def _openness(row: Row, pages: Pages) -> tuple[Cell, ...]:
    return (
        Cell(openness_words(row["claimed_openness"])),
        Cell(long_text(row["claimed_licence"])),
        Cell(words.plain(row["source_id"]).replace("_", " "), long_text(row["source_name"] or ""), is_evidence=True),
        Cell(_(words.plain(row["agreement"]))),
        _evidence(row["evidence"], row),
    )


def _licence(row: Row, pages: Pages) -> tuple[Cell, ...]:
    openness = row["licence_openness"]
    return (
        Cell(long_text(row["licence"])),
        Cell(_(words.UNKNOWN) if openness is None else openness_words(openness)),
        Cell(_(GATES.get(row["gated"], words.UNKNOWN))),
        day_cell(row["first_seen_on"]),
        day_cell(row["last_seen_on"]),
        number_cell(words.count(row["n_pulls"])),
    )


def _scored(row: Row, pages: Pages) -> tuple[Cell, ...]:
    lower, upper = (score_text(row["scale_id"], row[column]) for column in ("score_lower", "score_upper"))
    interval = "" if row["score_lower"] is None or row["score_upper"] is None else words.between(lower, upper)
    return (
        Cell(_(words.name(row["scale_name"])), _(words.plain(row["domain"] or ""))),
        number_cell(score_text(row["scale_id"], row["score"]), interval),
        Cell(long_text(row["source"]), is_evidence=True),
        day_cell(row["vintage"]),
    )


def _as_record(row: Row, pages: Pages) -> tuple[Cell, ...]:
    is_matched = row["is_matched"]
    lag = _lag(row["lag_days"]) if is_matched else Cell(_unmatched(row), "", "running")
    none = Cell(_("none yet") if row["is_running"] else _("none"))
    match = _named(row["match_name"], pages, words.short_day(row["match_released_on"])) if is_matched else none
    return _pairing(row), _scale(row), day_cell(row["record_released_on"]), _score(row, "record_score"), match, lag


def _unmatched(row: Row) -> str:
    """A clock runs to the as-of day; on a benchmark it stops at the last test of a laggard, which may be before the launch."""
    days = row["follow_up_days"]
    last = _("the leaderboard's day") if row["scale_id"] == "arena_text" else _("the last test of a laggard")
    if row["is_running"]:
        return words.running(days)
    if days is None:
        return _("launched after {last}").format(last=last)
    text = ngettext("not matched by {last}, {days} day later", "not matched by {last}, {days} days later", days)
    return text.format(last=last, days=words.count(days))


def _as_match(row: Row, pages: Pages) -> tuple[Cell, ...]:
    record = _named(row["record_name"], pages, words.short_day(row["record_released_on"]))
    scores = (_score(row, "record_score"), _score(row, "match_score"))
    return _pairing(row), _scale(row), record, *scores, _lag(row["lag_days"])


def _backward(row: Row, pages: Pages) -> tuple[Cell, ...]:
    leader, lag = Cell(_("no leader yet")), Cell(_("this release leads"), "", "running")
    if row["backward_lag_days"] is not None:
        notes = words.short_day(row["leader_released_on"]), from_where(row["is_leader_open"])
        leader = _named(row["leader_name"], pages, words.listed(notes))
        lag = (at_least_cell if row["is_leader_open"] else _lag)(row["backward_lag_days"])
    return _pairing(row), _scale(row), day_cell(row["released_on"]), _score(row, "score"), leader, lag


def _odds(row: Row, pages: Pages) -> tuple[Cell, ...]:
    return (
        number_cell(words.share(row["probability_now"]), _("in {n} draws").format(n=words.count(row["n_draws_known"]))),
        number_cell(words.count(row["follow_up_days"])),
        day_cell(row["six_month_day"]),
    )


def _forecast(row: Row, pages: Pages) -> tuple[Cell, ...]:
    return (
        Cell(words.plain(row["model_id"])),
        day_cell(row["target_on"]),
        number_cell(words.share(row["probability"])),
        day_cell(row["made_as_of"]),
        Cell(_("not registered") if row["registered_on"] is None else words.short_day(row["registered_on"])),
        Cell(_("not due") if row["outcome"] is None else _(words.plain(row["outcome"]))),
    )


def _price(row: Row, pages: Pages) -> tuple[Cell, ...]:
    return (
        Cell(words.plain(row["provider"]), words.plain(row["source_model_id"], 80)),
        number_cell(words.dollars(row["input_usd_per_mtok"])),
        number_cell(words.dollars(row["output_usd_per_mtok"])),
        day_cell(row["seen_on"]),
        Cell(long_text(row["source"]), words.plain(row["notes"] or "", LONGEST_TEXT), is_evidence=True),
    )


def _ratio(row: Row, pages: Pages) -> tuple[Cell, ...]:
    values = _("{record} over {match} {unit}").format(
        record=words.number(row["record_value"], ".3g"),
        match=words.number(row["match_value"], ".3g"),
        unit=_(words.plain(row["unit"])),
    )
    return (
        Cell(_(words.plain(row["reading_name"])), words.plain(row["rule_id"])), _named(row["record_name"], pages),
        _named(row["match_name"], pages), number_cell(words.ratio(row["ratio"]), values), _yes(row["is_counted"]),
    )  # fmt: skip


def _fact(row: Row, pages: Pages) -> tuple[Cell, ...]:
    return (
        Cell(words.plain(row["fact"]), is_evidence=True),
        _fact_cell(row),
        Cell(long_text(row["source"] or _("none")), is_evidence=True),
    )


def _fact_cell(row: Row) -> Cell:
    value: str | None = row["value"]
    if value is None or row["fact"] == "country":
        return Cell(words.country(value) if value else _(words.UNKNOWN))
    return Cell(words.plain(value, 1_000), is_evidence=True)


def list_repository(rows: Sequence[Row]) -> Table | None:
    """A repository set down the page, a column a row."""
    cells = tuple(
        (Cell(words.plain(name).replace("_", " "), is_evidence=True), Cell(_loose(value)))
        for row in rows
        for name, value in row.items()
    )
    return (
        Table(_("The repository on the Hub, newest pull"), _("What | Value").split(" | "), cells, is_stacked=True)
        if cells
        else None
    )


def _loose(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return words.count(value)
    if isinstance(value, date):
        return words.short_day(value.date() if isinstance(value, datetime) else value)
    if isinstance(value, list | tuple):
        return long_text(", ".join(map(str, value)) or _("none"))
    return long_text(value)


STANDING = Listing(
    "standing",
    N_("On the published index, available days, strict rule"),
    N_("Compared | Counts among | Day | Index | Record | Match"),
    _standing,
)
LISTINGS: tuple[tuple[str, tuple[Listing, ...]], ...] = (
    (N_("Days"), (
        Listing("dates", N_("The days in use"), N_("Day | On | Source"), _date),
        Listing("days", N_("The day it counts from, by date basis"), N_("Basis | Day | Which | Side | Compared"), _day),
        Listing("release_dates", N_("Every date of every source"), N_("Day | On | Source | Agreement | Evidence, or rule"), _claim),
        Listing("date_conflicts", N_("What another day would move in the headline"),
                N_("Day | In use | Other | Days apart | Median moves | Share moves"), _conflict),
    )),
    (N_("Openness"), (
        Listing("openness", N_("Every source's label"), N_("Label | Licence | Source | Agreement | Evidence"), _openness),
        Listing("licences", N_("Licence and gate of the repository through the pulls of the Hub"),
                N_("Licence | Class of our releases under it | Gate | From | To | Pulls"), _licence),
    )),
    (N_("Scores"), (
        Listing("scores", N_("Scores"), N_("Scale | Score, interval | Source | Vintage"), _scored),
        Listing("left_out", N_("Left out of our own index"), N_("Because"),
                lambda row, _pages: (Cell(long_text(row["reason"]), is_evidence=True),)),
    )),
    (N_("Lags"), (
        Listing("lags_as_record", N_("As a record: its first match"),
                N_("Compared | Scale, rule | Launched | Score | Match | Lag"), _as_record,
                is_folded=True, narrow=is_near_headline),
        Listing("lags_as_match", N_("As a match: the records it reached first"),
                N_("Compared | Scale, rule | Record | Its score | Score here | Lag"), _as_match, is_folded=True, narrow=is_near_headline),
        Listing("backward_lags", N_("Looking back: the first leader at or above it"),
                N_("Compared | Scale | Released | Score | Leader | Behind by"), _backward, is_folded=True, narrow=is_near_headline),
        Listing("odds", N_("Matched already within paired draws of our own index?"), N_("Chance now | Days so far | Six-month day"), _odds),
        Listing("forecasts", N_("Forecasts of its match, no measurements"),
                N_("Model | Matched by | Chance | Made as of | Registered | Came true"),
                _forecast),
    )),
    (N_("Prices and costs"), (
        Listing("prices", N_("List prices, US dollars for a million tokens"), N_("Provider | In | Out | First seen | Source"), _price),
        Listing("efficiency_ratios", N_("What the record costs over what its match costs"),
                N_("By | Record | Match | Ratio | Counted"), _ratio, is_folded=True),
    )),
    (N_("Labels and their sources"), (Listing("facts", N_("Facts"), N_("Fact | Value | Source"), _fact),)),
)  # fmt: skip
# The sections that a page is made of. `openlag explain` has the records besides, which `standing` sums up, and the sources.
PRINTED = frozenset(
    {"standing", "repository", "headline_dates", *(each.key for _title, listed in LISTINGS for each in listed)}
)
