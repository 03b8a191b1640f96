"""What changed since last week."""

from reports import words
from reports.headline import Report
from reports.layout import Cell, Section, make_table, number_cell, release_page
from reports.query import Query, Row

CHANGES = Query("marts.weekly_changes", "select * from marts.weekly_changes order by kind, item")
TITLE = "What changed since last week"


def section(report: Report) -> Section:
    """Every item that differs from the same report seven days earlier."""
    first = report.first(CHANGES)
    text = "Nothing differs from the same report seven days earlier."
    if first is not None:
        since = words.long_day(first.compared_with_on)
        text = f"Compared with the same report as of {since}; both are computed from the landing by today's code."
    caption, headers = "What differs from the same report seven days earlier", "Kind | Item | Before | Now"
    tables = (make_table(CHANGES, caption, headers, map(_cells, report.rows(CHANGES)), stacked=True),)
    return Section("changes", TITLE, (text,), tables=tables, data={"changes": report.block(CHANGES)})


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
