"""The two frontiers: the staircases of US and Chinese open-weight records, with the lags drawn between them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import time_axis, values
from reports.charts.labels import GAP, Align, Point, choose_labels
from reports.charts.style import CHINA, INK, SOFT, US, Drawing, Layer, Margins, Origin, Size, draw, finish, haloed
from reports.headline import BRACKET, FRONTIERS, LEVEL, START_ON, STARTED, Report
from reports.language import N_, _
from reports.layout import Cell, Section, Table, day_cell, make_table, number_cell, release_cell
from reports.query import Query, Row
from reports.sections.launches import RECORD_LAGS, lag_text

LEADER, LAGGARD = N_("US records"), N_("Chinese open-weight records")
DRAWN = Query(
    FRONTIERS.mart,
    f"select * from marts.records where {LEVEL} and released_on >= {STARTED} order by role desc, released_on",
)
ACCESS = {
    "open_unrestricted": N_("open unrestricted"), "open_restricted": N_("open restricted"),
    "open_noncommercial": N_("open noncommercial"), "api": N_("api"), "hosted": N_("hosted"), "unreleased": N_("unreleased"),
}  # fmt: skip
DAYS = {
    "announced_on": N_("announced day"), "api_on": N_("api day"), "weights_on": N_("weights day"), "published_on": N_("published day"),
}  # fmt: skip
DOT = (N_("Release"), N_("Lab"), N_("Released"), N_("Index"))  # under the pointer
CONNECTOR = (N_("US record"), N_("Match"), N_("Lag"))
MARGINS = Margins(34, 42, 26, 30)
BELOW = 4  # points that the picture shows below the lowest US record


def section(report: Report) -> Section:
    """The staircases drawn, and their records listed group by group."""
    text = _(
        "A record is a release strictly above every earlier one of its group. The space between the stairs, read from left to right, is "
        "the lag. Chinese records more than {points} points below the first US one lie under the picture; they are in the table."
    ).format(points=BELOW)
    leaders, laggards = report.leaders, report.laggards
    tables = (
        _list("leader", _("US records of any access, newest first (n = {n})").format(n=len(leaders)), leaders),
        _list("laggard", _("Chinese open-weight records, newest first (n = {n})").format(n=len(laggards)), laggards),
    )
    data = {"frontiers": report.block(FRONTIERS)}
    return Section("frontiers", _("The two frontiers"), (text,), (draw_frontiers(report),), tables, data=data)


def _list(role: str, caption: str, records: Sequence[Row]) -> Table:
    sql = f"select * from marts.records where {LEVEL} and role = '{role}' order by released_on desc"
    rows = [
        (
            release_cell(r.name, r.organization_name, r.release_id),
            Cell(_(ACCESS.get(r.openness, words.UNKNOWN))),
            day_cell(r.released_on, _(DAYS.get(r.released_on_basis, ""))),
            number_cell(words.points(r.score), words.score_interval(r.score_lower, r.score_upper)),
        )
        for r in reversed(records)
    ]
    headers = _("Release | Access | Released | Index, 90% interval")
    return make_table(Query(FRONTIERS.mart, sql), caption, headers, rows, folded=True)


def draw_frontiers(report: Report) -> Drawing:
    """The two staircases since GPT-4, with a line from each US record to the day of its match."""
    summary = report.summary
    subtitle = _(
        "Capability index ({scale}). A horizontal line runs from each US record to its match, dashed while the clock runs. "
        "{day}; n = {n} US records since {start}."
    ).format(
        scale=report.scale_name(summary.scale_id),
        day=report.on,
        n=summary.n_records,
        start=words.long_day(START_ON),
    )
    origin = Origin(DRAWN, summary.n_records, "US records", "B")
    return draw("frontiers", _frontier_title(report), subtitle, origin, lambda size: _frontiers(report, size))


def _frontier_title(report: Report) -> str:
    bracket = report.first(BRACKET)
    if bracket is None:
        return _("The two frontiers")
    if bracket.under_days == 0:
        return _("The best Chinese open release is level with the US frontier, or ahead of it")
    if bracket.central_days is None:
        text, days = _("The best Chinese open release stands at least {months} months behind"), bracket.under_days
    else:
        text = _("The best Chinese open release stands where the US frontier stood {months} months ago")
        days = bracket.central_days
    return text.format(months=words.months(days))


def _frontiers(report: Report, size: Size) -> dict[str, Any]:
    margins = MARGINS
    height = 400 if size.is_narrow else 430
    first, last = START_ON - timedelta(days=20), report.as_of + timedelta(days=6)
    shown = report.rows(DRAWN)
    scores = [r.score for r in shown if r.role == "leader"] or [r.score for r in shown] or [0.0]
    domain = [min(scores) - BELOW, max([r.score for r in shown] or [1.0]) + 3]
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
        scale=alt.Scale(domain=[_(LEADER), _(LAGGARD)], range=[US, CHINA]),
        legend=alt.Legend(orient="none", legendX=4, legendY=-24, direction="horizontal", symbolType="stroke"),
    )
    picked = alt.selection_point(name="picked", fields=["role"], bind="legend")
    hovered = alt.selection_point(name="hovered", fields=["pair"], on="pointerover", empty=False, clear="pointerout")
    faded = alt.when(picked).then(alt.value(1)).otherwise(alt.value(0.15))
    steps = alt.Chart(values(_steps(report, shown, domain[0])), name="steps").mark_line(
        interpolate="step-after", strokeWidth=2
    )
    points = alt.Chart(values([_dot(r) for r in shown]), name="dots").transform_filter(f"datum.score >= {domain[0]}")
    dots = points.mark_circle(size=34, opacity=1)
    tooltip = [alt.Tooltip(f"{field}:N", title=_(field)) for field in DOT]
    layers = [
        *_connectors(report, x, alt.X("until:Q", scale=days, axis=axis), y, hovered),
        steps.encode(x=x, y=y, color=role, opacity=faded),
        dots.encode(x=x, y=y, color=role, opacity=faded, tooltip=tooltip).add_params(picked, hovered),
        *_names(_labelled(shown, report.short_names, margins.plot_width(size), height, (first, last), domain), x, y),
    ]
    return finish(layers, margins, size, height)


def _dot(record: Row) -> dict[str, Any]:
    return {
        "on": record.released_on.toordinal(),
        "score": record.score,
        "role": _role(record),
        "pair": record.release_id,
        "Release": words.name(record.name),
        "Lab": words.name(record.organization_name),
        "Released": words.long_day(record.released_on),
        "Index": words.points(record.score),
    }


def _role(record: Row) -> str:
    return _(LEADER if record.role == "leader" else LAGGARD)


def _steps(report: Report, shown: Sequence[Row], floor: float) -> list[dict[str, Any]]:
    """Both staircases; one that begins below the picture rises from its floor. To cut it there by a clip takes a picture twice as long."""
    rows = [{"on": r.released_on.toordinal(), "score": r.score, "role": _role(r)} for r in shown]
    steps = []
    for role in (_(LEADER), _(LAGGARD)):
        own = [row for row in rows if row["role"] == role]
        if inside := [row for row in own if row["score"] >= floor]:
            foot = [{**inside[0], "score": floor}] if len(inside) < len(own) else []
            # the last step runs on to the as-of day
            steps += [*foot, *inside, {**inside[-1], "on": report.as_of.toordinal()}]
    return steps


def _connectors(report: Report, x: alt.X, until: alt.X, y: alt.Y, hovered: alt.Parameter) -> list[Layer]:
    rows = [_connector(lag, report.as_of) for lag in report.rows(RECORD_LAGS)]
    source = values(rows)
    tooltip = [alt.Tooltip(f"{field}:N", title=_(field)) for field in CONNECTOR]
    color = alt.when(hovered).then(alt.value(INK)).otherwise(alt.value(SOFT))
    width = alt.when(hovered).then(alt.value(2)).otherwise(alt.value(0.9))
    base = alt.Chart(source).encode(x=x, y=y, color=color, tooltip=tooltip)
    matched = base.transform_filter("datum.matched").mark_rule().encode(x2=alt.X2("until:Q"), strokeWidth=width)
    open_ended = (
        base.transform_filter("!datum.matched")
        .mark_rule(strokeDash=[3, 2])
        .encode(x2=alt.X2("until:Q"), strokeWidth=width)
    )
    ends = base.transform_filter("!datum.matched").mark_point(shape="triangle-right", size=38, filled=True, opacity=1)
    return [
        matched.properties(name="matched"),
        open_ended.properties(name="running"),
        ends.encode(x=until).properties(name="ends"),
    ]


def _connector(lag: Row, as_of: date) -> dict[str, Any]:
    return {
        "on": lag.record_released_on.toordinal(),
        "until": (lag.match_released_on or lag.censored_on or as_of).toordinal(),
        "score": lag.record_score,
        "matched": lag.is_matched,
        "pair": lag.record_release_id,
        "US record": words.name(lag.record_name),
        "Match": words.name(lag.match_name) if lag.is_matched else _("none yet"),
        "Lag": lag_text(lag),
    }


def _labelled(
    shown: Sequence[Row],
    names: Mapping[str, str],
    width: int,
    height: int,
    days: tuple[date, date],
    domain: list[float],
) -> list[tuple[Row, Point]]:
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
        placed.append(
            (r, Point(f"{r.role} {r.release_id}", names.get(r.release_id, words.name(r.name)), x, y, is_above, align))
        )
    inside = [point for _record, point in placed if point.y <= height]
    order = sorted(inside, key=lambda point: -_rise(point, inside))
    chosen = choose_labels(order, left=2, right=width + MARGINS.right, bottom=height - 2, obstacles=inside)
    return [(record, point) for record, point in placed if point.key in chosen]


def _rise(point: Point, points: list[Point]) -> float:
    """How far a point stands above the one before it on its staircase; the newest of each comes first of all."""
    own = [other for other in points if other.is_above == point.is_above]
    place = own.index(point)
    if place in (0, len(own) - 1):
        return 1e6 - place
    return own[place - 1].y - point.y


def _names(labelled: list[tuple[Row, Point]], x: alt.X, y: alt.Y) -> list[Layer]:
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
        layers.append(haloed(mark, x=x, y=y, text=alt.Text("name:N")))
    return layers
