"""The Chinese share of what US and Chinese roots have together, from one full listing of the Hub to the next.

It stands apart from its section, which would be longer than a file may be.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import day_axis, pointed_columns, values
from reports.charts.style import CHINA, INK, LABEL_SIZE, SOFT, Layer, Margins, Size, finish, haloed
from reports.language import N_, _
from reports.query import Row

# The column of each line, its name, and how it is drawn: one colour and two greys, told apart by their dashes too.
LINES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("share_downloads_30d_of_two", N_("downloads"), CHINA, {"strokeWidth": 2.4}),
    ("share_likes_of_two", N_("likes"), SOFT, {"strokeWidth": 1.6, "strokeDash": [6, 3]}),
    ("share_new_derivatives_of_two", N_("new derivatives"), INK, {"strokeWidth": 1.4, "strokeDash": [2, 3]}),
)
WEEK = timedelta(days=7)
NAME_HEIGHT = LABEL_SIZE + 3
DOT = 14  # small, or a point a week would hide how the lines are told apart


def plot_shares(china: Sequence[Row], unknown: Sequence[Row], size: Size) -> dict[str, Any]:
    """The specification. china, unknown: the rows of Chinese and of unknown roots, one a listing, oldest first; there are two or more."""
    margins, height = Margins(40, 96, 14, 30), 240 if size.is_narrow else 280
    days = [row.listed_on for row in china]
    first, last = days[0].toordinal(), days[-1].toordinal()
    x = alt.X("on:Q", scale=alt.Scale(domain=[first - 4, last + 4], nice=False), axis=day_axis(days, size))
    lines = {column: _points(china, column) for column, *_style in LINES}
    is_high = any(point["share"] > 0.5 for points in lines.values() for point in points)
    top, ticks = (1, [0, 0.25, 0.5, 0.75, 1]) if is_high else (0.5, [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(title=None, values=ticks, format=".0%", domain=False, ticks=False),
    )
    layers: list[Layer] = []
    ends: list[tuple[str, dict[str, Any], str]] = []
    for column, name, color, stroke in LINES:
        points = lines[column]
        faint = alt.Chart(values(points), name=f"between-{column}").mark_line(color=color, strokeWidth=0.7, opacity=0.6)
        line = alt.Chart(values(points), name=f"line-{column}").mark_line(color=color, **stroke)
        dots = alt.Chart(values(points), name=f"dots-{column}").mark_circle(color=color, size=DOT, opacity=1)
        layers += [faint.encode(x=x, y=y), line.encode(x=x, y=y, detail=alt.Detail("run:N")), dots.encode(x=x, y=y)]
        if points:
            ends.append((column, points[-1] | {"name": _(name)}, color))
    places = _apart([point["share"] / top for _column, point, _color in ends], height)
    for (column, point, color), place in zip(ends, places, strict=True):
        label = alt.Chart(values([point | {"share": place * top}]), name=f"name-{column}").mark_text(
            align="left", baseline="middle", dx=8, color=color
        )
        layers.append(haloed(label, x=x, y=y, text=alt.Text("name:N")))
    layers += pointed_columns(list(map(_said, china, unknown)), _heads(), x, y, height)
    return finish(layers, margins, size, height)


def _points(china: Sequence[Row], column: str) -> list[dict[str, Any]]:
    """Points of one line; a new run after a week without a full listing or without the share."""
    points: list[dict[str, Any]] = []
    run, before = 0, None
    for row in china:
        if row[column] is None:
            continue
        monday = row.listed_on - timedelta(days=row.listed_on.weekday())
        run += before is not None and monday - before != WEEK
        points.append({"on": row.listed_on.toordinal(), "share": round(row[column], 5), "run": run})
        before = monday
    return points


def _apart(shares: Sequence[float], height: int) -> list[float]:
    """Where names stand beside the ends of their lines: at their shares, or as far from the next as a line of letters is high."""
    least = NAME_HEIGHT / height
    order = sorted(range(len(shares)), key=lambda place: shares[place])
    placed = dict.fromkeys(order, 0.0)
    lowest = -least
    for place in order:
        lowest = placed[place] = max(shares[place], lowest + least)
    over = max(0.0, max(placed.values(), default=0) - 1)
    return [placed[place] - over for place in range(len(shares))]


def _heads() -> tuple[str, ...]:
    return _("Listing"), *(words.capital(_(name)) for _column, name, _color, _stroke in LINES), _("Unknown root")


def _said(row: Row, unknown: Row) -> dict[str, Any]:
    """The listing in words, and the column of days that says them: half a week to either side."""
    on: date = row.listed_on
    said = (
        f"{row.week}, {words.long_day(on)}",
        *(words.share(row[column]) for column, _name, _color, _stroke in LINES),
        words.share(unknown.share_downloads_30d),
    )
    return {
        "on": on.toordinal(),
        "left": on.toordinal() - 3.5,
        "until": on.toordinal() + 3.5,
        "share": row.share_downloads_30d_of_two,
        **dict(zip(_heads(), said, strict=True)),
    }
