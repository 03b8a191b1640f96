"""What changed since last week."""

import re
from dataclasses import replace
from datetime import date

from reports import words
from reports.headline import Report
from reports.language import N_, _, ngettext
from reports.layout import Cell, Section, Table, make_table, number_cell, release_page
from reports.query import Query, Row
from reports.releases.tables import openness_words

CHANGES = Query(
    "marts.weekly_changes", "select * from marts.weekly_changes where kind <> 'refitted_release' order by kind, item"
)
REFITS = Query(
    "marts.weekly_changes",
    "select count(*) as n, max(abs(after - before)) as most, any_value(compared_with_on) as compared_with_on from marts.weekly_changes "
    "where kind = 'refitted_release'",
)
FIRST_KEPT = Query(
    "marts.verdict_by_week", "select min(vintage) as first_kept_on from marts.verdict_by_week where basis = 'as_seen'"
)
BRIEF_ROWS = 4
TITLE = N_("What changed since last week")
KINDS = {
    "moved_figure": N_("Moved figure"),
    "new_release": N_("New release"),
    "moved_release": N_("Moved release"),
    "gone_release": N_("Gone release"),
    "new_match": N_("New match"),
    "moved_match": N_("Moved match"),
    "gone_match": N_("Gone match"),
}
FIGURES = (
    N_("median lag"), N_("median lag, lower bound"), N_("median lag, upper bound"),
    N_("share matched within six months"), N_("US records"), N_("US records matched"),
    N_("present bracket, under"), N_("present bracket, central"), N_("present bracket, over"),
)  # fmt: skip
FAMILY_ROWS = date(2026, 4, 29), date(2026, 8, 6)
UNITS = {"index points": N_("{n} index points"), "records": N_("{n} records")}
# How core.report_items describes a release and a match.
RELEASE = re.compile(r"(?P<name>.+) \((?P<country>[A-Z]{2}), (?P<openness>\w+)\), released (?P<day>\d{4}-\d\d-\d\d)")
MATCH = re.compile(r"(?P<record>.+) matched by (?P<match>.+) on (?P<day>\d{4}-\d\d-\d\d)")


def section(report: Report) -> Section:
    """Every item that differs from the same report seven days earlier; scores that were merely refitted are counted."""
    first, refits = report.first(CHANGES), report.first(REFITS)
    paragraphs = [_("Nothing differs from the same report seven days earlier.")]
    if first is not None:
        paragraphs = [_compared(report, first.compared_with_on)]
        if first.is_rebased:
            paragraphs[0] = words.told((paragraphs[0], _("A difference may be that of these scores, and no change.")))
    if _has_family_rows(report) and any(
        change.kind == "moved_release" and change.before is None for change in report.rows(CHANGES)
    ):
        paragraphs.append(
            _(
                "A release without a score before is newly scored, or stood in a row of its family: what is kept of the index from "
                "29 April to 6 August 2026 has one row a family."
            )
        )
    if refits is not None and refits.n:
        text = ngettext(
            "{n} more release has another score by a refit alone, by {points} points at most; marts.score_history has them all.",
            "{n} more releases have another score by a refit alone, by {points} points at most; marts.score_history has them all.",
            refits.n,
        )
        paragraphs.append(text.format(n=words.count(refits.n), points=words.points(refits.most)))
    caption = _("What differs from the same report seven days earlier")
    headers = _("Kind | Item | Before | Now")
    tables = (make_table(CHANGES, caption, headers, map(_cells, report.rows(CHANGES)), stacked=True),)
    return Section("changes", _(TITLE), tuple(paragraphs), tables=tables, data={"changes": report.block(CHANGES)})


def _has_family_rows(report: Report) -> bool:
    """Whether either day is one of which what is kept of the index has a row a family."""
    first = report.first(CHANGES)
    return first is not None and first.compared_with_on <= FAMILY_ROWS[1] and report.as_of >= FAMILY_ROWS[0]


def brief(report: Report) -> Section:
    """The same for the first page: the first lines of the table and how many there are."""
    whole = section(report)
    shown = [replace(table, rows=table.rows[:BRIEF_ROWS], caption=_caption(table)) for table in whole.tables]
    return Section("changed", _(TITLE), whole.paragraphs[:1], tables=shown)


def _caption(table: Table) -> str:
    n = len(table.rows)
    if n <= BRIEF_ROWS:
        return table.caption
    return _("{caption}; {n} of {whole}").format(caption=table.caption, n=BRIEF_ROWS, whole=n)


def _compared(report: Report, before: date) -> str:
    """With which day, and which scores of the index each of the two days has."""
    kept = report.first(FIRST_KEPT)
    if kept is not None and kept.first_kept_on is not None and kept.first_kept_on <= before:
        text = _(
            "Compared with the same report as of {day}; both are computed from the landing by today's code, each with the published index "
            "as it stood by its day."
        )
    else:
        text = _(
            "Compared with the same report as of {day}; both are computed from the landing by today's code, and no publication of the "
            "index is kept from {day} or before, so that its scores were read later."
        )
    return text.format(day=words.long_day(before))


def _cells(change: Row) -> tuple[Cell, ...]:
    return (
        Cell(_(KINDS[change.kind])),
        Cell(_item(words.plain(change.description or change.item, 200)), page=release_page(change["item"])),
        number_cell(_changed(change.before, change.unit)),
        number_cell(_changed(change.after, change.unit)),
    )


def _changed(value: object, unit: str | None) -> str:
    if value is None:
        return _("none")
    if not isinstance(value, int | float):
        return _(words.plain(value, 80))
    if unit == "days":
        return words.lag(float(value))
    if unit == "per cent":
        return words.in_percent(float(value) / 100)
    if unit == "share":
        return words.share(float(value))
    text = words.count(float(value)) if float(value).is_integer() else words.points(float(value))
    return _(UNITS[unit]).format(n=text) if unit in UNITS else f"{text} {words.plain(unit or '')}".rstrip()


def _item(text: str) -> str:
    """What differs, as the warehouse describes it; a description of another form is printed as it is."""
    if text in FIGURES:
        return _(text)
    if found := RELEASE.fullmatch(text):
        return _("{name} ({country}, {openness}), released {day}").format(
            name=found["name"],
            country=words.country(found["country"]),
            openness=openness_words(found["openness"]),
            day=words.short_day(date.fromisoformat(found["day"])),
        )
    if found := MATCH.fullmatch(text):
        day = words.short_day(date.fromisoformat(found["day"]))
        return _("{record} matched by {match} on {day}").format(record=found["record"], match=found["match"], day=day)
    return text
