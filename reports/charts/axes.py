"""The two charts of releases: the frontiers with the lags drawn between them, and the lag of each US launch.

Each function takes the report's data and returns a Drawing. Nothing is estimated here; positions are days and points of the marts.
"""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from reports import words
from reports.charts.labels import GAP, Align, Point, choose_labels
from reports.charts.style import (
    CHINA,
    FONT,
    INK,
    NARROW,
    PAPER,
    SOFT,
    US,
    WIDE,
    Drawing,
    Layer,
    Margins,
    Size,
    finish,
    haloed,
)
from reports.data import START_ON, ReportData
from reports.rows import FrontierRecord, RecordLag

LEADER, LAGGARD = "US records", "Chinese open-weight records"
MONTH = words.MONTH_DAYS
FRONTIER_MARGINS = Margins(34, 42, 26, 30)


def draw_frontiers(data: ReportData) -> Drawing:
    """The two staircases since GPT-4, with a line from each US record to the day of its match."""
    title = _frontier_title(data)
    subtitle = (
        f"Capability index ({data.scale_name(data.summary.scale_id)}). A horizontal line runs from each US record to its "
        f"match, dashed while the clock runs. {words.long_day(data.as_of)}; n = {data.summary.n_records} US records since "
        f"{words.long_day(START_ON)}."
    )
    description = f"{title}. {subtitle}"
    return Drawing(
        "frontiers",
        title,
        subtitle,
        description,
        wide=_frontiers(data, WIDE, description),
        narrow=_frontiers(data, NARROW, description),
    )


def _frontier_title(data: ReportData) -> str:
    bracket = data.bracket
    if bracket is None:
        return "The two frontiers"
    if bracket.under_days == 0:
        return "The best Chinese open release is level with the US frontier, or ahead of it"
    if bracket.central_days is None:
        return f"The best Chinese open release stands at least {words.months(bracket.under_days)} months behind"
    return f"The best Chinese open release stands where the US frontier stood {words.months(bracket.central_days)} months ago"


def _frontiers(data: ReportData, size: Size, description: str) -> dict[str, Any]:
    margins = FRONTIER_MARGINS
    height = 400 if size.is_narrow else 430
    first, last = START_ON - timedelta(days=20), data.as_of + timedelta(days=6)
    shown = [r for r in data.frontiers if r.released_on >= START_ON]
    scores = [r.score for r in shown if r.role == "leader"] or [r.score for r in shown] or [0.0]
    domain = [min(scores) - 4, max([r.score for r in shown] or [1.0]) + 3]
    days = alt.Scale(domain=[first.toordinal(), last.toordinal()], nice=False)
    axis = time_axis(size, first, last)
    x = alt.X("on:Q", scale=days, axis=axis)
    y = alt.Y(
        "score:Q",
        scale=alt.Scale(domain=domain, nice=False, zero=False),
        axis=alt.Axis(title=None, tickCount=6, domain=False, ticks=False),
    )
    role = alt.Color(
        "role:N",
        scale=alt.Scale(domain=[LEADER, LAGGARD], range=[US, CHINA]),
        legend=alt.Legend(orient="none", legendX=4, legendY=-24, direction="horizontal", symbolType="stroke"),
    )
    picked = alt.selection_point(name="picked", fields=["role"], bind="legend")
    hovered = alt.selection_point(name="hovered", fields=["pair"], on="pointerover", empty=False, clear="pointerout")
    faded = alt.when(picked).then(alt.value(1)).otherwise(alt.value(0.15))
    steps = alt.Chart(values(_steps(data, shown)), name="steps").mark_line(
        interpolate="step-after", strokeWidth=2, clip=True
    )
    dots = alt.Chart(values([_dot(r) for r in shown]), name="dots").mark_circle(size=34, opacity=1, clip=True)
    tooltip = [alt.Tooltip(f"{field}:N", title=field) for field in ("Release", "Lab", "Released", "Index")]
    layers = [
        *_connectors(data, x, alt.X("until:Q", scale=days, axis=axis), y, hovered),
        steps.encode(x=x, y=y, color=role, opacity=faded),
        dots.encode(x=x, y=y, color=role, opacity=faded, tooltip=tooltip).add_params(picked, hovered),
        *_names(_labelled(shown, margins.plot_width(size), height, (first, last), domain), x, y),
    ]
    return finish(alt.layer(*layers), margins, size, height, description)


def time_axis(size: Size, first: date, last: date) -> alt.Axis:
    """Years, and their middles where there is room, on a scale of day numbers: days have no time zone to be off by."""
    names = {}
    for year in range(first.year, last.year + 1):
        for month in (1,) if size.is_narrow else (1, 7):
            day = date(year, month, 1)
            if first <= day <= last:
                names[day.toordinal()] = str(year) if month == 1 else "Jul"
    labels = json.dumps({str(number): label for number, label in names.items()})
    return alt.Axis(title=None, grid=False, values=list(names), labelExpr=f"({labels})[datum.value]", labelFlush=False)


def values(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Rows as data of a chart, with clean text: one control character would abort the converter and this process with it."""
    cleaned = [{key: words.plain(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in rows]
    return alt.InlineData(values=tuple(cleaned) or ({},))  # a list would be copied row by row with every layer


def _dot(record: FrontierRecord) -> dict[str, Any]:
    return {
        "on": record.released_on.toordinal(),
        "score": record.score,
        "role": LEADER if record.role == "leader" else LAGGARD,
        "pair": record.release_id,
        "Release": words.name(record.name),
        "Lab": words.name(record.organization_name),
        "Released": words.long_day(record.released_on),
        "Index": words.points(record.score),
    }


def _steps(data: ReportData, shown: list[FrontierRecord]) -> list[dict[str, Any]]:
    rows = [{"on": r.released_on.toordinal(), "score": r.score, "role": _dot(r)["role"]} for r in shown]
    for role in (LEADER, LAGGARD):
        own = [row for row in rows if row["role"] == role]
        if own:
            rows.append({**own[-1], "on": data.as_of.toordinal()})  # the last step runs on to the as-of day
    return rows


def _connectors(data: ReportData, x: alt.X, until: alt.X, y: alt.Y, hovered: alt.Parameter) -> list[Layer]:
    rows = [_connector(lag, data.as_of) for lag in data.record_lags]
    source = values(rows)
    tooltip = [alt.Tooltip(f"{field}:N", title=field) for field in ("US record", "Match", "Lag")]
    color = alt.when(hovered).then(alt.value(INK)).otherwise(alt.value(SOFT))
    width = alt.when(hovered).then(alt.value(2)).otherwise(alt.value(0.9))
    base = alt.Chart(source).encode(x=x, y=y, color=color, tooltip=tooltip)
    matched = base.transform_filter("datum.matched").mark_rule().encode(x2="until:Q", strokeWidth=width)
    open_ended = (
        base.transform_filter("!datum.matched").mark_rule(strokeDash=[3, 2]).encode(x2="until:Q", strokeWidth=width)
    )
    ends = base.transform_filter("!datum.matched").mark_point(shape="triangle-right", size=38, filled=True, opacity=1)
    return [
        matched.properties(name="matched"),
        open_ended.properties(name="running"),
        ends.encode(x=until).properties(name="ends"),
    ]


def _connector(lag: RecordLag, as_of: date) -> dict[str, Any]:
    return {
        "on": lag.record_released_on.toordinal(),
        "until": (lag.match_released_on or lag.censored_on or as_of).toordinal(),
        "score": lag.record_score,
        "matched": lag.is_matched,
        "pair": lag.record_release_id,
        "US record": words.name(lag.record_name),
        "Match": words.name(lag.match_name) if lag.is_matched else "none yet",
        "Lag": lag_text(lag),
    }


def lag_text(lag: RecordLag) -> str:
    """The lag of one record in words; never a number while the clock runs."""
    return words.lag(lag.lag_days) if lag.is_matched else words.running(lag.follow_up_days)


def _labelled(
    shown: list[FrontierRecord], width: int, height: int, days: tuple[date, date], domain: list[float]
) -> list[tuple[FrontierRecord, Point]]:
    """The records whose names fit beside their points; the newest and the first are tried before those with the largest steps."""
    (first, last), (low, high) = days, domain
    leaders = [r for r in shown if r.role == "leader"]
    placed = []
    for r in shown:
        is_above = r.role == "leader"
        align: Align = "right" if is_above else "left"
        if is_above and r in (leaders[0], leaders[-1]):
            align = "left" if r is leaders[0] else "center"
        x = width * (r.released_on - first).days / (last - first).days
        y = height * (high - r.score) / (high - low)
        placed.append((r, Point(f"{r.role} {r.release_id}", words.plain(r.name, 30), x, y, is_above, align)))
    inside = [point for _, point in placed if point.y <= height]
    order = sorted(inside, key=lambda point: -_rise(point, inside))
    chosen = choose_labels(order, left=2, right=width + FRONTIER_MARGINS.right, bottom=height - 2, obstacles=inside)
    return [(record, point) for record, point in placed if point.key in chosen]


def _rise(point: Point, points: list[Point]) -> float:
    """How far a point stands above the one before it on its staircase; the newest of each comes first of all."""
    own = [other for other in points if other.is_above == point.is_above]
    place = own.index(point)
    if place in (0, len(own) - 1):
        return 1e6 - place
    return own[place - 1].y - point.y


def _names(labelled: list[tuple[FrontierRecord, Point]], x: alt.X, y: alt.Y) -> list[Layer]:
    layers: list[Layer] = []
    shapes: tuple[tuple[bool, Align], ...] = ((True, "left"), (True, "center"), (True, "right"), (False, "left"))
    for is_above, align in shapes:
        rows = [
            {"on": record.released_on.toordinal(), "score": record.score, "name": point.text}
            for record, point in labelled
            if (point.is_above, point.align) == (is_above, align)
        ]
        if not rows:
            continue
        mark = alt.Chart(values(rows), name=f"names-{is_above:d}-{align}").mark_text(
            align=align,
            baseline="middle",
            dx={"left": GAP, "center": 0, "right": -GAP}[align],
            dy={"left": -9, "center": -14, "right": -9}[align] if is_above else 9,
            color=US if is_above else CHINA,
        )
        layers += haloed(mark, x=x, y=y, text="name:N")
    return layers


def draw_lags(data: ReportData) -> Drawing:
    """One line a US launch, newest on top: a full dot where it was matched, an open end where the clock runs."""
    s = data.summary
    title = f"{s.n_matched} of {s.n_records} US launches have been matched by a Chinese open release"
    if s.n_censored:
        title += f"; {s.n_censored} {'clock is' if s.n_censored == 1 else 'clocks are'} still running"
    subtitle = (
        f"Forward lag per US record (estimand A), in months from its launch to the first Chinese open-weight release at or above "
        f"its index. {words.long_day(data.as_of)}; n = {s.n_records}."
    )
    description = f"{title}. {subtitle}"
    return Drawing(
        "lags",
        title,
        subtitle,
        description,
        wide=_lags(data, WIDE, description),
        narrow=_lags(data, NARROW, description),
    )


def _lags(data: ReportData, size: Size, description: str) -> dict[str, Any]:
    narrow = size.is_narrow
    margins = Margins(10, 128, 24, 34) if narrow else Margins(178, 212, 24, 34)
    step = 42 if narrow else 25
    rows = [_lag_row(lag, place, narrow) for place, lag in enumerate(data.record_lags)]
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
        x2="months:Q",
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
        *haloed(names, x=alt.value(0 if narrow else -10), text="US record:N"),
        *haloed(notes, x=x, text="note:N"),
    ]
    return finish(alt.layer(*layers), margins, size, height, description)


def _lag_row(lag: RecordLag, place: int, narrow: bool) -> dict[str, Any]:
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


def in_months(days: float | None) -> float | None:
    """Days as a position on an axis of months."""
    return None if days is None else round(days / MONTH, 3)


def pointed_columns(rows: list[dict[str, Any]], fields: Sequence[str], x: alt.X, y: alt.Y, height: int) -> list[Layer]:
    """A column of days a row, from `left` to `until`, with its words and its point while the pointer is on it.

    Not Vega-Lite's nearest point: its tooltip of several fields reads the wrong object and says undefined.
    """
    if not rows:
        return []
    near = alt.selection_point(name="near", fields=["left"], on="pointerover", empty=False, clear="pointerout")
    base = alt.Chart(values(rows))
    points = base.mark_circle(size=60, color=INK).encode(
        x=x, y=y, opacity=alt.when(near).then(alt.value(1)).otherwise(alt.value(0))
    )
    columns = base.mark_rect(color=INK).encode(
        x=alt.X("left:Q", scale=x["scale"], axis=x["axis"]),
        x2="until:Q",
        y=alt.value(0),
        y2=alt.value(height),
        opacity=alt.when(near).then(alt.value(0.06)).otherwise(alt.value(0)),
        tooltip=[alt.Tooltip(f"{field}:N", title=field) for field in fields],
    )
    return [points.properties(name="pointed"), columns.properties(name="columns").add_params(near)]


def months_axis(title: str, step: int = 6) -> alt.Axis:
    """Ticks every half year, or closer on a short scale."""
    return alt.Axis(
        title=title, values=list(range(-60, 121, step)), format="d", labelFlush=False, domain=False, ticks=False
    )


def six_month_line(scale: alt.Scale, axis: alt.Axis, height: int) -> list[Layer]:
    """The line everything is read against: 182.625 days, drawn upright and named above the plot."""
    at = alt.X("months:Q", scale=scale, axis=axis)
    base = alt.Chart(values([{"months": words.SIX_MONTHS_DAYS / MONTH, "label": "six months"}])).encode(x=at)
    line = base.mark_rule(strokeWidth=1.4, strokeDash=[6, 3], color=INK).encode(y=alt.value(0), y2=alt.value(height))
    label = base.mark_text(baseline="bottom", dy=-5, fontWeight="bold", color=INK, font=FONT)
    return [
        line.properties(name="six-months"),
        label.encode(y=alt.value(0), text="label:N").properties(name="six-months-name"),
    ]
