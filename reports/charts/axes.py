"""Axes, the six-month line, and the column under the pointer: what charts over days and months have in common.

Nothing is estimated in a chart; positions are days and points of the marts.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from reports import words
from reports.charts.style import INK, Layer, Size, haloed
from reports.language import _, pgettext

MONTH = words.MONTH_DAYS
SIX_MONTHS = words.SIX_MONTHS_DAYS / MONTH


def values(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Rows as data of a chart, with clean text: one control character would abort the converter and this process with it."""
    cleaned = [{key: words.plain(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in rows]
    return alt.InlineData(values=tuple(cleaned) or ({},))  # a list would be copied row by row with every layer


def in_months(days: float | None) -> float | None:
    """Days as a position on an axis of months."""
    return None if days is None else round(days / MONTH, 3)


def time_axis(size: Size, first: date, last: date) -> alt.Axis:
    """Years, and their middles where there is room, on a scale of day numbers: days have no time zone to be off by."""
    names = {}
    for year in range(first.year, last.year + 1):
        for month in (1,) if size.is_narrow else (1, 7):
            day = date(year, month, 1)
            if first <= day <= last:
                names[day.toordinal()] = str(year) if month == 1 else pgettext("on an axis of years", "Jul")
    labels = json.dumps({str(number): label for number, label in names.items()})
    return alt.Axis(title=None, grid=False, values=list(names), labelExpr=f"({labels})[datum.value]", labelFlush=False)


def day_axis(days: Sequence[date], size: Size) -> alt.Axis:
    """The first and the last of some days, and between them as many as have room; on a scale of day numbers."""
    apart = (days[-1] - days[0]) / (2 if size.is_narrow else 6)
    shown = [days[0]]
    for on in days[1:]:
        if on - shown[-1] >= apart:
            shown.append(on)
    if len(shown) > 1:
        shown.pop()
    shown.append(days[-1])
    names = "({" + ", ".join(f'"{on.toordinal()}": "{words.short_day(on)}"' for on in shown) + "})"
    numbers = [on.toordinal() for on in shown]
    return alt.Axis(title=None, grid=False, values=numbers, labelExpr=f"{names}[datum.value]", labelFlush=True)


def months_axis(title: str, step: int = 6) -> alt.Axis:
    """Ticks every half year, or closer on a short scale."""
    return alt.Axis(
        title=title, values=list(range(-60, 121, step)), format="d", labelFlush=False, domain=False, ticks=False
    )


def upright_months(title: str, numbers: Sequence[int], title_x: int = -28) -> alt.Axis:
    """Months upwards, their title lying above the axis."""
    return alt.Axis(
        title=title,
        titleAngle=0,
        titleAlign="left",
        titleBaseline="bottom",
        titleX=title_x,
        titleY=-6,
        values=list(numbers),
        format="d",
        domain=False,
        ticks=False,
    )


@dataclass(frozen=True, slots=True)
class Panel:
    """Months upwards over a lower panel: the axis goes on below zero, and above its highest number there is room to fade out in.

    last: the highest number, in months. panel: pixels from the top of the plot to zero. height: pixels of all. fading: pixels above
    the highest number.
    """

    last: float
    panel: float
    height: int
    fading: int

    def months_at(self, pixels: float) -> float:
        """The pixels from the top of the plot as a position on the axis of months."""
        return round(self.last * (1 - (pixels - self.fading) / (self.panel - self.fading)), 4)

    def y(self, title_x: int = -28) -> alt.Y:
        axis = upright_months(_("months"), range(0, 121, 3 if self.last < 15 else 6), title_x)
        domain = [self.months_at(self.height), self.months_at(0)]
        return alt.Y("y:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=axis)


def six_month_line(
    scale: alt.Scale, axis: alt.Axis, height: float, bands: Sequence[tuple[float, float]] = ()
) -> list[Layer]:
    """The line everything is read against: six months, drawn upright and named above the plot.

    bands: the pixels from and to which it is drawn, where words stand between them; else it runs through.
    """
    rows = [{"months": SIX_MONTHS, "top": top, "foot": foot} for top, foot in bands or [(0, height)]]
    line = alt.Chart(values(rows)).mark_rule(strokeWidth=1.4, strokeDash=[6, 3], color=INK)
    at = alt.X("months:Q", scale=scale, axis=axis)
    label = alt.Chart(values([{"months": SIX_MONTHS, "label": _("six months")}])).mark_text(
        baseline="bottom", dy=-5, fontWeight="bold", color=INK
    )
    return [
        line.encode(x=at, y=alt.Y("top:Q", scale=None, axis=None), y2=alt.Y2("foot:Q")).properties(name="six-months"),
        label.encode(x=at, y=alt.YValue(0), text=alt.Text("label:N")).properties(name="six-months-name"),
    ]


def six_months_across(y: alt.Y, width: int) -> list[Layer]:
    """The same line where months go upwards, named at its left."""
    base = alt.Chart(values([{"y": SIX_MONTHS, "label": _("six months")}]), name="six-months")
    rule = base.mark_rule(strokeWidth=1.4, strokeDash=[6, 3], color=INK)
    label = base.properties(name="six-months-name").mark_text(
        align="left", baseline="bottom", dx=3, dy=-4, fontWeight="bold", color=INK
    )
    return [
        rule.encode(y=y, x=alt.XValue(0), x2=alt.X2Value(width)),
        haloed(label, x=alt.XValue(0), y=y, text=alt.Text("label:N")),
    ]


def pointed_columns(
    rows: list[dict[str, Any]], fields: Sequence[str], x: alt.X, y: alt.Y, height: float
) -> list[Layer]:
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
        x2=alt.X2("until:Q"),
        y=alt.YValue(0),
        y2=alt.Y2Value(height),
        opacity=alt.when(near).then(alt.value(0.06)).otherwise(alt.value(0)),
        tooltip=[alt.Tooltip(f"{field}:N", title=_(field)) for field in fields],
    )
    return [points.properties(name="pointed"), columns.properties(name="columns").add_params(near)]
