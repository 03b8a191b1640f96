"""The numbers that moved, week by week, on the publications kept of each week: what a reader saw then."""

from reports import words
from reports.headline import Report
from reports.language import _, ngettext
from reports.layout import Cell, Section, make_table, number_cell
from reports.query import Query, Row

MOVES = Query(
    "marts.verdict_by_week",
    "select week, week_as_of, vintage, n_records, median_days, median_days_lower, median_days_upper, ci_level, typically, on_average, "
    "lag(median_days) over w as median_before_days, lag(n_records) over w as n_records_before, lag(typically) over w as typically_before, "
    "lag(on_average) over w as on_average_before, lag(week) over w as week_before from marts.verdict_by_week "
    "where basis = 'as_seen' and scale_id = 'eci_published' window w as (order by week_as_of) "
    "qualify week_before is not null and (median_days is distinct from median_before_days or n_records <> n_records_before "
    "or typically is distinct from typically_before or on_average is distinct from on_average_before) order by week_as_of desc",
)


def section(report: Report) -> Section:
    """Every week in which the median, the number of records or a verdict was another than in the week before."""
    rows = report.rows(MOVES)
    text = _("No two weeks are kept as they were seen, so nothing is known to have moved.")
    if rows:
        turned = sum(row.typically != row.typically_before for row in rows)
        text = ngettext(
            "As it was seen, the median lag or its n moved in {n} week from {first} to {last}, and the verdict on "
            "“typically” turned in {turned} of them. A new release, a new score and a refit of the index move it alike.",
            "As it was seen, the median lag or its n moved in {n} weeks from {first} to {last}, and the verdict on "
            "“typically” turned in {turned} of them. A new release, a new score and a refit of the index move it alike.",
            len(rows),
        ).format(n=len(rows), first=words.plain(rows[-1].week), last=words.plain(rows[0].week), turned=turned)
    caption = _("Weeks in which the median, its n or a verdict moved, as seen; newest first")
    headers = _("Week | Median | Before | n | Typically | On average")
    table = make_table(MOVES, caption, headers, map(_cells, rows))
    return Section("moves", _("Week by week"), (text,), tables=(table,), data={"moves": report.block(MOVES)})


def _cells(w: Row) -> tuple[Cell, ...]:
    interval = words.span(w.median_days_lower, w.median_days_upper, _("no interval"))
    n, before = words.count(w.n_records), words.count(w.n_records_before)
    return (
        Cell(words.plain(w.week), _("scores of {day}").format(day=words.short_day(w.vintage))),
        number_cell(words.days(w.median_days), interval),
        number_cell(words.days(w.median_before_days)),
        number_cell(n, "" if w.n_records == w.n_records_before else _("before {n}").format(n=before)),
        _verdict(w.typically, w.typically_before),
        _verdict(w.on_average, w.on_average_before),
    )


def _verdict(now: str | None, before: str | None) -> Cell:
    known = _(words.plain(now or words.UNKNOWN))
    was = _(words.plain(before or words.UNKNOWN))
    return Cell(known, "" if now == before else _("before: {verdict}").format(verdict=was))
