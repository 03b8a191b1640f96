"""What changed since last week."""

from dataclasses import replace
from datetime import date

from reports import words
from reports.headline import Report
from reports.layout import Cell, Section, Table, make_table, number_cell, release_page
from reports.query import Query, Row

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
TITLE = "What changed since last week"


def section(report: Report) -> Section:
    """Every item that differs from the same report seven days earlier; scores that were merely refitted are counted."""
    first, refits = report.first(CHANGES), report.first(REFITS)
    paragraphs = ["Nothing differs from the same report seven days earlier."]
    if first is not None:
        since = words.long_day(first.compared_with_on)
        paragraphs = [
            f"Compared with the same report as of {since}; both are computed from the landing by today's code, "
            f"{_index_of(report, first.compared_with_on)}."
        ]
    if any(change.kind == "moved_release" and change.before is None for change in report.rows(CHANGES)):
        paragraphs.append(
            "A release without a score before is newly scored, or stood in a row of its family: what is kept of the index from 29 April to "
            "6 August 2026 has one row a family."
        )
    if refits is not None and refits.n:
        paragraphs.append(
            f"{words.count(refits.n)} more releases have another score by a refit alone, by {words.points(refits.most)} points at most; "
            "marts.score_history has them all."
        )
    caption, headers = "What differs from the same report seven days earlier", "Kind | Item | Before | Now"
    tables = (make_table(CHANGES, caption, headers, map(_cells, report.rows(CHANGES)), stacked=True),)
    return Section("changes", TITLE, tuple(paragraphs), tables=tables, data={"changes": report.block(CHANGES)})


def brief(report: Report) -> Section:
    """The same for the first page: the first lines of the table and how many there are."""
    whole = section(report)
    shown = [replace(table, rows=table.rows[:BRIEF_ROWS], caption=_caption(table)) for table in whole.tables]
    return Section("changed", TITLE, whole.paragraphs[:1], tables=shown)


def _caption(table: Table) -> str:
    n = len(table.rows)
    return table.caption if n <= BRIEF_ROWS else f"{table.caption}; {BRIEF_ROWS} of {n}"


def _index_of(report: Report, before: date) -> str:
    """Which scores of the index each of the two days has."""
    kept = report.first(FIRST_KEPT)
    if kept is not None and kept.first_kept_on is not None and kept.first_kept_on <= before:
        return "each with the published index as it stood by its day"
    return f"and no publication of the index is kept from {words.long_day(before)} or before, so that its scores were read later"


def _cells(change: Row) -> tuple[Cell, ...]:
    return (
        Cell(change.kind.replace("_", " ").capitalize()),
        Cell(words.plain(change.description or change.item, 200), page=release_page(change["item"])),
        number_cell(_changed(change.before, change.unit)),
        number_cell(_changed(change.after, change.unit)),
    )


def _changed(value: object, unit: str | None) -> str:
    if value is None:
        return "none"
    if not isinstance(value, int | float):
        return words.plain(value, 80)
    if unit == "days":
        return words.lag(float(value))
    if unit == "per cent":
        return f"{float(value):.0f}%"
    if unit == "share":
        return words.share(float(value))
    text = words.count(float(value)) if float(value).is_integer() else words.points(float(value))
    return f"{text} {words.plain(unit or '')}".rstrip()
