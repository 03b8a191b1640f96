"""Charts of medians, a line each: the point, its interval, an arrow where the interval is open, and the figures in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import in_months, months_axis, six_month_line, values
from reports.charts.style import BAND, INK, PAPER, SOFT, Drawing, Layer, Margins, Origin, Size, draw, finish, haloed
from reports.language import N_, _, ngettext
from reports.query import Row

DIAMOND = 7  # pixels: half the height of the diamond
BAND_ABOVE, BAND_BELOW = 7, 11  # pixels around a line of a narrow picture, where no words stand
CHAIN = N_("Chain interval")
SAID = (N_("Of"), N_("Median"), N_("Interval"), CHAIN, N_("Records"))  # under the pointer


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One line of a chart of medians: what it is of, the group it stands in, and its figures.

    is_headline: the point is filled. is_total: the interval is a diamond, as in a forest plot.
    """

    label: str
    group: str
    figures: Row
    is_headline: bool = False
    is_total: bool = False


def draw_intervals(
    key: str, title: str, subtitle: str, origin: Origin, rows: Sequence[IntervalRow], *, is_pooled: bool = False
) -> Drawing:
    """A chart of the rows, in their order; a pooled median has its chain interval too, as a thin line."""
    return draw(key, title, subtitle, origin, lambda size: _intervals(rows, size, is_pooled))


def _intervals(rows: Sequence[IntervalRow], size: Size, is_pooled: bool) -> dict[str, Any]:
    narrow = size.is_narrow
    margins = _margins(narrow, is_pooled)
    plotted, place = _place(rows, narrow, is_pooled)
    height = round((42 if narrow else 26) * max(place, 1.0))
    columns = ("median", "lower", "upper", "chain_lower", "chain_upper")
    ends = [line[column] for line in plotted for column in columns if line.get(column) is not None]
    last = max([*ends, 7.0]) * 1.04
    for line in plotted:
        line["from"], line["to"] = line["lower"], last if line["is_open"] else line["upper"]
        if is_pooled:
            line["chain_to"] = last if line["is_chain_open"] else line["chain_upper"]
    scale, axis = alt.Scale(domain=[0, last], nice=False), months_axis(_("median lag in months"), 3 if last < 12 else 6)
    rows_scale = alt.Scale(domain=[0, max(place, 1.0)], reverse=True, nice=False)
    base = alt.Chart(values(plotted)).encode(y=alt.Y("row:Q", scale=rows_scale, axis=None))
    fields = [field for field in SAID if is_pooled or field != CHAIN]
    tooltip = [alt.Tooltip(f"{field}:N", title=_(field)) for field in fields]
    pixels = [line["row"] * height / max(place, 1.0) for line in plotted] if narrow else []
    layers = [
        *six_month_line(scale, axis, height, [(y - BAND_ABOVE, y + BAND_BELOW) for y in pixels]),
        *_ranges(base, scale, axis, tooltip, 5 if is_pooled else 3),
        *(_chains(base, scale, axis, tooltip) if is_pooled else []),
        *_medians(base, scale, axis, tooltip),
        *(_diamonds(plotted, max(place, 1.0) / height, scale, axis, rows_scale, tooltip) if is_pooled else []),
        *_interval_words(base, margins, narrow, margins.plot_width(size)),
    ]
    return finish(layers, margins, size, height)


def _margins(narrow: bool, is_pooled: bool) -> Margins:
    """A pooled line has a short name and, on a wide picture, long figures."""
    if is_pooled:
        return Margins(10, 76, 24, 40) if narrow else Margins(130, 206, 24, 40)
    return Margins(10, 96, 24, 40) if narrow else Margins(270, 118, 24, 40)


def _place(rows: Sequence[IntervalRow], narrow: bool, is_pooled: bool) -> tuple[list[dict[str, Any]], float]:
    """The lines as rows of data, each at its height, and the height of them all."""
    plotted, place = [], 0.0
    for number, row in enumerate(rows):
        starts_group = bool(row.group) and (number == 0 or rows[number - 1].group != row.group)
        place += 0.85 if starts_group else 0.4 if row.is_total else 0
        line = _interval_row(row, place + (0.7 if narrow else 0.5), row.group if starts_group else "")
        plotted.append(line | _pooled_row(row.label, row.figures, narrow) if is_pooled else line)
        place += 1
    return plotted, place


def _ranges(base: alt.Chart, scale: alt.Scale, axis: alt.Axis, tooltip: list[alt.Tooltip], width: float) -> list[Layer]:
    lines = base.transform_filter("datum.from !== null && datum.to !== null && !datum.has_diamond").mark_rule(
        strokeWidth=width, color=BAND
    )
    arrows = base.transform_filter("datum.is_open").mark_point(
        shape="triangle-right", size=50, filled=True, color=BAND, opacity=1
    )
    return [
        lines.encode(x=alt.X("from:Q", scale=scale, axis=axis), x2=alt.X2("to:Q"), tooltip=tooltip).properties(
            name="intervals"
        ),
        arrows.encode(x=alt.X("to:Q", scale=scale, axis=axis)).properties(name="open-ends"),
    ]


def _chains(base: alt.Chart, scale: alt.Scale, axis: alt.Axis, tooltip: list[alt.Tooltip]) -> list[Layer]:
    """The chain interval as a thin line over the thick one."""
    lines = base.transform_filter("datum.chain_lower !== null && datum.chain_to !== null").mark_rule(
        strokeWidth=1, color=SOFT
    )
    arrows = base.transform_filter("datum.is_chain_open").mark_point(
        shape="triangle-right", size=30, filled=True, color=SOFT, opacity=1
    )
    return [
        lines.encode(
            x=alt.X("chain_lower:Q", scale=scale, axis=axis), x2=alt.X2("chain_to:Q"), tooltip=tooltip
        ).properties(name="chain-intervals"),
        arrows.encode(x=alt.X("chain_to:Q", scale=scale, axis=axis)).properties(name="chain-open-ends"),
    ]


def _medians(base: alt.Chart, scale: alt.Scale, axis: alt.Axis, tooltip: list[alt.Tooltip]) -> list[Layer]:
    dots = base.transform_filter("datum.median !== null && !datum.has_diamond").mark_point(
        size=64, shape="circle", filled=True, opacity=1, stroke=INK
    )
    fill = alt.when("datum.is_headline").then(alt.value(INK)).otherwise(alt.value(PAPER))
    return [
        dots.encode(x=alt.X("median:Q", scale=scale, axis=axis), fill=fill, tooltip=tooltip).properties(name="medians")
    ]


def _diamonds(
    plotted: list[dict[str, Any]],
    pixel: float,
    scale: alt.Scale,
    axis: alt.Axis,
    rows_scale: alt.Scale,
    tooltip: list[alt.Tooltip],
) -> list[Layer]:
    """The total as wide as its interval, widest up and down at its median; pixel is one of them, in lines."""
    corners = [
        {**line, "at": line[column], "top": line["row"] - half * pixel, "foot": line["row"] + half * pixel}
        for line in plotted
        if line["has_diamond"]
        for column, half in (("lower", 0), ("median", DIAMOND), ("upper", 0))
    ]
    if not corners:
        return []
    diamond = alt.Chart(values(corners), name="diamond").mark_area(color=INK, opacity=1)
    y = alt.Y("top:Q", scale=rows_scale, axis=None)
    return [diamond.encode(x=alt.X("at:Q", scale=scale, axis=axis), y=y, y2=alt.Y2("foot:Q"), tooltip=tooltip)]


def _interval_words(base: alt.Chart, margins: Margins, narrow: bool, width: int) -> list[Layer]:
    side: dict[str, Any] = {"align": "left", "dy": -14} if narrow else {"align": "right"}
    edge = alt.XValue(0 if narrow else -12)
    names = base.properties(name="names").mark_text(
        fontSize=12, limit=330 if narrow else margins.left - 18, color=INK, **side
    )
    groups = base.properties(name="groups").mark_text(
        fontSize=10, fontWeight="bold", color=SOFT, **{**side, "dy": -32 if narrow else -23}
    )
    figures = base.properties(name="figures").mark_text(align="left", dx=8, limit=margins.right - 10, color=SOFT)
    return [
        haloed(names, x=edge, text=alt.Text("name:N")),
        haloed(groups, x=edge, text=alt.Text("group:N")),
        haloed(figures, x=alt.XValue(width), text=alt.Text("note:N")),
    ]


def _interval_row(row: IntervalRow, place: float, group: str) -> dict[str, Any]:
    f = row.figures
    is_known = f.median_days_lower is not None and f.median_days_upper is not None
    return {
        "row": place,
        "group": group.upper(),
        "median": in_months(f.median_days),
        "lower": in_months(f.median_days_lower),
        "upper": in_months(f.median_days_upper),
        "is_open": f.median_days_upper is None and f.median_days_lower is not None,
        "is_headline": row.is_headline,
        "has_diamond": row.is_total and f.median_days is not None and is_known,
        "name": row.label,
        "note": _("{median}, n = {n}").format(median=words.months(f.median_days), n=f.n_records),
        "Of": row.label,
        "Median": words.lag(f.median_days),
        "Interval": words.lag_interval(f.median_days_lower, f.median_days_upper, f.ci_level),
        "Records": _("n = {n}, {n_matched} matched, {n_running} running").format(
            n=f.n_records, n_matched=f.n_matched, n_running=f.n_records - f.n_matched
        ),
    }


def _pooled_row(label: str, f: Row, narrow: bool) -> dict[str, Any]:
    """What a pooled median adds to its line, or says in other words; a narrow picture has the counts beside the name."""
    counts = ngettext("n = {n} on {benchmarks} benchmark", "n = {n} on {benchmarks} benchmarks", f.n_benchmarks).format(
        n=f.n_records, benchmarks=f.n_benchmarks
    )
    median = words.months(f.median_days)
    lower, upper = f.chain_median_days_lower, f.chain_median_days_upper
    return {
        "chain_lower": in_months(lower),
        "chain_upper": in_months(upper),
        "is_chain_open": lower is not None and upper is None,
        "name": _("{name}: {counts}").format(name=label, counts=counts) if narrow else label,
        "note": median if narrow else _("{median}, {counts}").format(median=median, counts=counts),
        CHAIN: words.lag_interval(lower, upper, f.ci_level),
        "Records": _("{counts}, {n_matched} matched by {n_releases} releases").format(
            counts=counts, n_matched=f.n_matched, n_releases=f.n_matching_releases
        ),
    }
