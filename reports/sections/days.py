"""The lag, day by day: the bracket on every day, and the view back from each Chinese open record."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import MONTH, in_months, pointed_columns, six_months_across, time_axis, upright_months, values
from reports.charts.style import BAND, INK, Drawing, Layer, Margins, Origin, Size, draw, finish
from reports.headline import LEVEL, START_ON, STARTED, Report
from reports.language import _
from reports.layout import (
    Cell,
    Section,
    at_least_cell,
    day_cell,
    from_where,
    lag_cell,
    make_table,
    named_cell,
    number_cell,
    release_cell,
)
from reports.query import Query, Row
from reports.sections.readings import bracket_sentence

DAY_LAGS = Query("marts.lag_by_day", f"select * from marts.lag_by_day where {LEVEL} order by day")
DRAWN_DAYS = Query(
    "marts.lag_by_day",
    f"select * from marts.lag_by_day where {LEVEL} and day >= {STARTED} and under_days is not null order by day",
)
LAST_DAYS = Query("marts.lag_by_day", f"select * from marts.lag_by_day where {LEVEL} order by day desc limit 7")
BACKWARD = Query("marts.lag_by_release", f"select * from marts.lag_by_release where {LEVEL} order by released_on desc")


def section(report: Report) -> Section:
    """The saw-tooth, its last week, and the view back."""
    text = _(
        "The line climbs a day every day and falls when a Chinese open release climbs the US stairs. All days are computed from one "
        "vintage of scores, so this is not what a reader saw at the time."
    )
    last = make_table(
        LAST_DAYS,
        _("The last seven days"),
        _("Day | Under | Central | Over"),
        map(_day, report.rows(LAST_DAYS)),
        folded=True,
    )
    caption = _("The view back: each Chinese open record and how long the US had been there")
    headers = _("Chinese open record | Released | Index | First US record at or above it | Released | Behind by")
    backward = make_table(BACKWARD, caption, headers, map(_backward, report.rows(BACKWARD)), folded=True)
    data = {
        "lag_by_day": report.block(DAY_LAGS, len(report.leaders)),
        "lag_by_release": report.block(BACKWARD),
    }
    return Section(
        "days",
        _("The lag, day by day"),
        (bracket_sentence(report), text),
        (draw_days(report),),
        (last, backward),
        data=data,
    )


def _day(lag: Row) -> tuple[Cell, ...]:
    bracket = (lag.under_days, lag.central_days, lag.over_days)
    return day_cell(lag.day), *(number_cell(words.lag(days, words.UNKNOWN)) for days in bracket)


def _backward(lag: Row) -> tuple[Cell, ...]:
    record = (
        release_cell(lag.name, lag.organization_name, lag.release_id),
        day_cell(lag.released_on),
        number_cell(words.points(lag.score)),
    )
    days = lag.backward_lag_days
    if days is None:
        nothing = (
            Cell(_("no US record yet")),
            Cell(_("none yet")),
            Cell(_("the Chinese release leads"), "", "running"),
        )
        return (*record, *nothing)
    return (
        *record,
        named_cell(lag.leader_name, lag.leader_release_id, from_where(lag.is_leader_open)),
        day_cell(lag.leader_released_on),
        (at_least_cell if lag.is_leader_open else lag_cell)(days),
    )


def draw_days(report: Report) -> Drawing:
    """The present bracket on every day: a band from the youngest to the oldest reading, and the line between."""
    known = [lag for lag in report.rows(DAY_LAGS) if lag.central_days is not None]
    title = _("The gap by day")
    if known:
        title = _("The gap stood at {months} months on {day}").format(
            months=words.months(known[-1].central_days), day=words.long_day(known[-1].day)
        )
    subtitle = _(
        "Present bracket on every day: how old the US record is that the best Chinese open release stands level with; band "
        "from the first US record at or above it to the last below. Scores of one vintage, {vintage}. {day}; n = {n_us} US and {n_chinese} "
        "Chinese records."
    ).format(vintage=report.vintage, day=report.on, n_us=len(report.leaders), n_chinese=len(report.laggards))
    origin = Origin(DRAWN_DAYS, len(report.leaders), "US records", "B")
    return draw("days", title, subtitle, origin, lambda size: _days(report, size))


def _days(report: Report, size: Size) -> dict[str, Any]:
    margins = Margins(34, 20, 26, 30)
    height = 260 if size.is_narrow else 300
    lags = report.rows(DRAWN_DAYS)
    first = lags[0].day if lags else START_ON
    days = alt.Scale(domain=[first.toordinal(), report.as_of.toordinal()], nice=False)
    x = alt.X("on:Q", scale=days, axis=time_axis(size, first, report.as_of))
    tallest = max([lag.over_days or lag.under_days or 0 for lag in lags] + [7 * MONTH]) / MONTH
    scale = alt.Scale(domain=[0, tallest * 1.04], nice=False)
    y = alt.Y("y:Q", scale=scale, axis=upright_months(_("months behind"), range(0, 121, 6)))
    rows = [_day_row(lag) for lag in lags]
    known = [row for row in rows if row["y"] is not None]
    band = alt.Chart(values(known), name="band").mark_area(color=BAND, opacity=0.4, interpolate="linear")
    line = alt.Chart(values(known), name="central").mark_line(color=INK, strokeWidth=2)
    six_months = six_months_across(y, margins.plot_width(size))
    layers = [
        band.encode(x=x, y=alt.Y("under:Q", scale=scale, axis=y["axis"]), y2=alt.Y2("over:Q")),
        six_months[0],
        line.encode(x=x, y=y),
        *six_months[1:],
        *_day_points(known[-1:], x, y),
        *pointed_columns(_weekly(lags, report.as_of), (_("Day"), _("Central"), _("Bracket")), x, y, height),
    ]
    return finish(layers, margins, size, height)


def _day_row(lag: Row) -> dict[str, Any]:
    return {
        "on": lag.day.toordinal(),
        "under": in_months(lag.under_days),
        "y": in_months(lag.central_days),
        "over": in_months(lag.over_days),
    }


def _day_points(rows: list[dict[str, Any]], x: alt.X, y: alt.Y) -> list[Layer]:
    """The last day's point; its figure is in the title."""
    return (
        [alt.Chart(values(rows), name="now").mark_circle(size=60, color=INK, opacity=1).encode(x=x, y=y)]
        if rows
        else []
    )


def _weekly(lags: Sequence[Row], last: date) -> list[dict[str, Any]]:
    """A row a week for the pointer; a row a day would triple the page."""
    known = [lag for lag in lags if lag.central_days is not None]
    return [
        {
            "on": lag.day.toordinal(),
            "left": lag.day.toordinal() - 3.5,
            "until": min(lag.day.toordinal() + 3.5, last.toordinal()),
            "y": in_months(lag.central_days),
            _("Day"): words.long_day(lag.day),
            _("Central"): _("{months} months").format(months=words.months(lag.central_days)),
            _("Bracket"): _("{under} to {over} months").format(
                under=words.months(lag.under_days), over=words.months(lag.over_days)
            ),
        }
        for lag in known[::-7][::-1]
        if lag.over_days is not None
    ]
