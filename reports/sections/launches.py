"""Each US launch and its match: the lag of every record, or its clock."""

from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import MONTH, months_axis, six_month_line, values
from reports.charts.style import CHINA, INK, PAPER, SOFT, US, Drawing, Margins, Size, draw, finish, haloed
from reports.headline import CHOICE, STARTED, Report
from reports.layout import Cell, Section, day_cell, make_table, number_cell, release_cell
from reports.query import Query, Row

RECORD_LAGS = Query(
    "marts.lag_by_record",
    f"select * from marts.lag_by_record where {CHOICE} and record_released_on >= {STARTED} "
    "order by record_released_on desc",
)
HEADERS = "US record | Launched | Index | First Chinese open release at or above it | Released | Its index | Lag"


def section(report: Report) -> Section:
    """How many are matched, and by whom each."""
    s = report.summary
    text = f"{s.n_matched} of {s.n_records} records are matched, by {s.n_matching_releases} different Chinese releases."
    if s.n_negative:
        text += f" {s.n_negative} had been matched before the US launch; such a lag is below zero here and counts as 0 in the median."
    text += " A clock still running is not a lag: it says only that the lag is longer than the days so far."
    caption = "Each US record since GPT-4 and its match, newest first"
    table = make_table(RECORD_LAGS, caption, HEADERS, map(_cells, report.rows(RECORD_LAGS)), stacked=True)
    data = {"record_lags": report.block(RECORD_LAGS, s.n_records)}
    return Section("launches", "Each US launch and its match", (text,), (draw_lags(report),), (table,), data=data)


def _cells(lag: Row) -> tuple[Cell, ...]:
    launch = (
        release_cell(lag.record_name, lag.record_organization, lag.record_release_id),
        day_cell(lag.record_released_on),
        number_cell(words.points(lag.record_score)),
    )
    none = Cell("none yet")
    if not lag.is_matched:
        return (*launch, none, Cell("clock running"), none, Cell(lag_text(lag), "", "running"))
    return (
        *launch,
        release_cell(lag.match_name, lag.match_organization, lag.match_release_id),
        day_cell(lag.match_released_on),
        number_cell(words.points(lag.match_score)),
        number_cell(f"{words.months(lag.lag_days)} months", f"{words.count(lag.lag_days)} days"),
    )


def lag_text(lag: Row) -> str:
    """The lag of one record in words; never a number while the clock runs."""
    return words.lag(lag.lag_days) if lag.is_matched else words.running(lag.follow_up_days)


def draw_lags(report: Report) -> Drawing:
    """One line a US launch, newest on top: a full dot where it was matched, an open end where the clock runs."""
    s = report.summary
    title = f"{s.n_matched} of {s.n_records} US launches have been matched by a Chinese open release"
    if s.n_censored:
        title += f"; {s.n_censored} {'clock is' if s.n_censored == 1 else 'clocks are'} still running"
    subtitle = (
        f"Forward lag per US record (estimand A), in months from its launch to the first Chinese open-weight release at or above "
        f"its index. {report.on}; n = {s.n_records}."
    )
    return draw("lags", title, subtitle, lambda size: _lags(report, size))


def _lags(report: Report, size: Size) -> dict[str, Any]:
    narrow = size.is_narrow
    margins = Margins(10, 128, 24, 34) if narrow else Margins(178, 212, 24, 34)
    step = 42 if narrow else 25
    rows = [_lag_row(lag, place, narrow) for place, lag in enumerate(report.rows(RECORD_LAGS))]
    height = step * max(len(rows), 1)
    ends = [row["months"] for row in rows] + [7.0]
    scale = alt.Scale(domain=[min(0.0, *ends), max(ends)], nice=False)
    axis = months_axis("months after the US launch")
    x = alt.X("months:Q", scale=scale, axis=axis)
    y = alt.Y("row:Q", scale=alt.Scale(domain=[0, max(len(rows), 1)], reverse=True, nice=False), axis=None)
    base = alt.Chart(values(rows)).encode(y=y)
    tooltip = [
        alt.Tooltip(f"{field}:N", title=field) for field in ("US record", "Launched", "Match", "Matched on", "Lag")
    ]
    bars = base.mark_rule(strokeWidth=1.6).encode(
        x=alt.X("zero:Q", scale=scale, axis=axis),
        x2=alt.X2("months:Q"),
        color=alt.when("datum.matched").then(alt.value(CHINA)).otherwise(alt.value(US)),
        strokeDash=alt.when("datum.matched").then(alt.value([1, 0])).otherwise(alt.value([3, 2])),
        tooltip=tooltip,
    )
    matched = (
        base.transform_filter("datum.matched").mark_circle(size=70, opacity=1, color=CHINA).encode(x=x, tooltip=tooltip)
    )
    running = base.transform_filter("!datum.matched").mark_point(
        shape="triangle-right", size=80, strokeWidth=1.6, filled=True, fill=PAPER, stroke=US, opacity=1
    )
    names = base.properties(name="names").mark_text(
        align="left" if narrow else "right",
        dy=-14 if narrow else 0,
        fontSize=12,
        limit=300 if narrow else 166,
        color=INK,
    )
    notes = base.properties(name="notes").mark_text(align="left", dx=9, limit=margins.right - 8, color=SOFT)
    layers = [
        *six_month_line(scale, axis, height),
        bars.properties(name="bars"),
        matched.properties(name="matched"),
        running.encode(x=x, tooltip=tooltip).properties(name="running"),
        *haloed(names, x=alt.XValue(0 if narrow else -10), text="US record:N"),
        *haloed(notes, x=x, text=alt.Text("note:N")),
    ]
    return finish(alt.layer(*layers), margins, size, height)


def _lag_row(lag: Row, place: int, narrow: bool) -> dict[str, Any]:
    days = lag.lag_days if lag.is_matched else lag.follow_up_days
    if lag.is_matched:
        note = f"{words.months(lag.lag_days)} · {words.plain(lag.match_name, 30)}"
    else:
        note = f"running, {words.count(lag.follow_up_days)} days" if narrow else words.running(lag.follow_up_days)
    return {
        "row": place + (0.68 if narrow else 0.5),
        "zero": 0,
        "months": (days or 0) / MONTH,
        "matched": lag.is_matched,
        "note": note,
        "US record": words.name(lag.record_name),
        "Launched": words.long_day(lag.record_released_on),
        "Match": words.name(lag.match_name) if lag.is_matched else "none yet",
        "Matched on": words.long_day(lag.match_released_on) if lag.is_matched else "clock running",
        "Lag": lag_text(lag),
    }
