"""A page for every release: what is known of it, the answer first, then every fact with its source, day and rule.

The facts are those that `openlag explain` prints. A page opens from disk and loads nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports import html, words
from reports.headline import HEADLINE, Report
from reports.language import N_, _
from reports.layout import RELEASE_LIST, Cell, Section, Table, day_cell, release_page
from reports.releases.tables import DATES, LISTINGS, STANDING, Facts, Row, list_repository, list_table, openness_words
from reports.sections.sources import marks

CHOSEN = {
    "api_on": N_("the day its API opened"), "weights_on": N_("the day its weights were public"), "announced_on": N_("its announcement"),
    "published_on": N_("the day that the score source prints"),
}  # fmt: skip
# What a page without this section has not, true for whatever reason it is absent. A long section is narrowed to the headline's choices.
TITLES = {
    "dates": N_("days in use"),
    "days": N_("day it counts from, for it is in no group"),
    "release_dates": N_("date of any source"),
    "date_conflicts": N_("effect of another day on the headline"),
    "openness": N_("label of openness by a source"),
    "licences": N_("licence and gate read in a pull of the Hub"),
    "scores": N_("score"),
    "left_out": N_("reason for leaving it out of our own index"),
    "lags_as_record": N_("lag as a record by the headline's choices"),
    "lags_as_match": N_("lag as a match by the headline's choices"),
    "backward_lags": N_("look back from it as a laggard's record by the headline's choices"),
    "odds": N_("chance that it is matched already"),
    "forecasts": N_("forecast of its match"),
    "prices": N_("list price"),
    "efficiency_ratios": N_("ratio of its cost to that of a match or record"),
    "facts": N_("labels"),
}


def list_pages(every: Mapping[str, Facts]) -> frozenset[str]:
    """The file of each release that has a page."""
    return frozenset(map(release_page, every))


def names_of(every: Mapping[str, Facts]) -> dict[str, str]:
    """The name of each release, by its id."""
    return {release_id: _fact(facts, "name") or release_id for release_id, facts in every.items()}


def render_release_pages(
    every: Mapping[str, Facts], report: Report, view: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Return the id and the page of each release, in the order of the ids. view: what every page prints."""
    names = names_of(every)
    old = marks(report, "hub")
    shared = Counter(map(words.name, names.values()))
    pages = {words.name(name): release_page(key) for key, name in names.items() if shared[words.name(name)] == 1}
    for release_id in sorted(every):
        facts = every[release_id]
        sections, absent = list_release_sections(facts, pages, old)
        sentences = answer(facts)
        own = {
            "title": words.name(names[release_id]),
            "description": sentences[0],
            "release_id": words.plain(release_id, 120),
            "sentences": sentences,
            "standing": list_table(STANDING, facts, pages),
            "sections": sections,
            "absent": absent,
            "list": RELEASE_LIST,
            "here": f"releases/{release_page(release_id)}",
        }
        page = html.render("release.html.j2", {**view, **own})
        yield release_id, page


def render_release_list(every: Mapping[str, Facts], view: Mapping[str, Any]) -> str:
    """Return the page that leads to all of them."""
    lead = _("Every release that the report knows, each with a page of its own.")
    own = {"title": _("All releases"), "description": lead, "releases": list_releases(every)}
    return html.render("releases.html.j2", {**view, **own})


def list_releases(every: Mapping[str, Facts]) -> Table:
    """Every release by name, with the day it counts from in the headline's basis, or why it is in no group."""
    rows = [
        (
            Cell(words.name(_fact(facts, "name") or release_id), page=release_page(release_id)),
            Cell(words.name(_maker(facts))),
            Cell(_origin(facts)),
            Cell(openness_words(_fact(facts, "openness"))),
            _counts_from(facts),
        )
        for release_id, facts in sorted(every.items())
    ]
    rows.sort(key=lambda row: (row[0].text.casefold(), row[0].text))
    caption = _("All releases, by name (n = {n})").format(n=words.count(len(rows)))
    headers = _("Release | Organisation | Country | Openness | Counts from").split(" | ")
    return Table(caption, headers, rows, is_stacked=True)


def _counts_from(facts: Facts) -> Cell:
    row = _headline_day(facts)
    if reason := _exclusion(facts):
        return Cell(_("none"), _(words.plain(reason, 200)))
    return Cell(_("none"), _("no comparison takes it")) if row is None else day_cell(row["released_on"])


def answer(facts: Facts) -> tuple[str, ...]:
    """Who made it and how open it is; which day counts and why; where it stands in the headline."""
    licence = _fact(facts, "licence")
    made = _("{maker}, {country}; {openness} ({licence}).") if licence else _("{maker}, {country}; {openness}.")
    return (
        made.format(
            maker=words.name(_maker(facts)),
            country=_origin(facts),
            openness=openness_words(_fact(facts, "openness")),
            licence=words.plain(licence or "", 80),
        ),
        _day_sentence(facts),
        _standing_sentence(facts),
    )


def _maker(facts: Facts) -> str | None:
    maker: str | None = _fact(facts, "leading organisation") or _fact(facts, "organisations")
    return maker


def _origin(facts: Facts) -> str:
    country = _fact(facts, "country")
    return words.country(country) if country else _("country unknown")


def _exclusion(facts: Facts) -> str | None:
    reason: str | None = _fact(facts, "excluded because")
    return None if reason == "not excluded" else reason


def _headline_day(facts: Facts) -> Row | None:
    """The day it counts from on the headline's basis: in the headline's comparison, else in the first that takes it."""
    days = [row for row in facts.get("days", ()) if row["date_basis"] == HEADLINE["date_basis"]]
    return next((row for row in days if HEADLINE["pairing_id"] in row["pairings"]), days[0] if days else None)


def _day_sentence(facts: Facts) -> str:
    if excluded := _exclusion(facts):
        return _("It is in no group of the report: {reason}.").format(reason=_(words.plain(excluded, 200)))
    row = _headline_day(facts)
    if row is None:
        return _("No comparison of the report takes it, so no day of it is in use.")
    basis = row["released_on_basis"]
    why = _(CHOSEN.get(basis, DATES.get(basis, words.plain(basis))))
    return _("It counts from {day}, {why}.").format(day=words.long_day(row["released_on"]), why=why)


def _standing_sentence(facts: Facts) -> str:
    row = next((row for row in facts.get("standing", ()) if row["pairing_id"] == HEADLINE["pairing_id"]), None)
    if row is None:
        return _("It is on neither side of the headline.")
    if row["score"] is None:
        return _("It has no score on the published index, so it can be neither a record nor a match of the headline.")
    score = words.points(row["score"])
    is_leader = row["role"] == "leader"
    if not row["is_record"]:
        none = (
            _("With a score of {score} on the published index it was no US record on its day.")
            if is_leader
            else _("With a score of {score} on the published index it was no Chinese open record on its day.")
        )
        return none.format(score=score)
    return _leader_outcome(row, score) if is_leader else _laggard_outcome(row, score)


def _laggard_outcome(row: Row, score: str) -> str:
    if not row["match_of"]:
        return _("With a score of {score} on the published index it was a Chinese open record on its day.").format(
            score=score
        )
    return _(
        "With a score of {score} on the published index it was a Chinese open record on its day and the first match of {records}."
    ).format(score=score, records=words.plain(", ".join(row["match_of"]), 240))


def _leader_outcome(row: Row, score: str) -> str:
    if row["matched_by"] is None:
        return _("With a score of {score} on the published index it was a US record on its day, {running}.").format(
            score=score, running=words.running(row["unmatched_for_days"])
        )
    if row["lag_days"] == 0:
        text = _(
            "With a score of {score} on the published index it was a US record on its day, first matched by {match} on {day}, the same "
            "day."
        )
    elif row["lag_days"] > 0:
        text = _(
            "With a score of {score} on the published index it was a US record on its day, first matched by {match} on {day}, {lag} later."
        )
    else:
        text = _(
            "With a score of {score} on the published index it was a US record on its day, first matched by {match} on {day}, {lag} "
            "earlier."
        )
    return text.format(
        score=score,
        match=words.name(row["matched_by"]),
        day=words.long_day(row["matched_on"]),
        lag=words.lag(abs(row["lag_days"])),
    )


def list_release_sections(
    facts: Facts, pages: Mapping[str, str], old: Sequence[str]
) -> tuple[Sequence[Section], Sequence[str]]:
    """The sections of a page, and what it has not. old: sentences on the age of the Hub's data, to open what rests on it."""
    sections: list[Section] = []
    absent: list[str] = []
    for title, listings in LISTINGS:
        tables: list[Table] = []
        for listing in listings:
            table = list_table(listing, facts, pages)
            if table is not None:
                tables.append(table)
            else:
                absent.append(_(TITLES[listing.key]))
        if tables:
            aged = old if title == "Openness" and facts.get("licences") else ()
            sections.append(Section(title.lower(), _(title), (*aged, *_paragraphs(title, facts)), tables=tables))
    repository = list_repository(facts.get("repository", ()))
    if repository is not None:
        sections.insert(-1, Section("repository", _("Repository"), tuple(old), tables=(repository,)))
    else:
        absent.append(_("repository read from the Hub"))
    return sections, absent


def _paragraphs(title: str, facts: Facts) -> tuple[str, ...]:
    rows = facts.get("headline_dates", ()) if title == "Days" else ()
    text = _("Independent sources that date it within a week of {day}: {n}, {n_same} of them to the day.")
    return tuple(
        text.format(
            day=words.long_day(row["released_on"]),
            n=row["n_sources_within_seven_days"],
            n_same=row["n_sources_same_day"],
        )
        for row in rows
    )


def _fact(facts: Facts, name: str) -> Any:
    return next((row["value"] for row in facts.get("facts", ()) if row["fact"] == name), None)
