"""The small picture below the answer: every US record as a mark at its lag, or at its days so far, on either side of six months."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import MONTH, months_axis, six_month_line, values
from reports.charts.style import CHINA, INK, PAPER, US, Drawing, Margins, Size, draw, finish
from reports.language import _
from reports.query import Row

STEP = 13  # pixels between marks that stand over each other
WIDE_AS = 12  # pixels that a mark takes along the axis


def draw_tally(lags: Sequence[Row], on: str, said: str) -> Drawing:
    """One mark a record: full where it was matched, open where it waits. on: the day in words; said: the tally."""
    title = _("Every US record model and how long it waited")
    subtitle = _(
        "Months from its launch to the first Chinese open model at its level; open triangles wait still. {day}; n = {n}. {tally}"
    ).format(day=on, n=words.count(len(lags)), tally=said)
    return draw("tally", title, subtitle, lambda size: _tally(lags, size))


def _tally(lags: Sequence[Row], size: Size) -> dict[str, Any]:
    margins = Margins(12, 14, 22, 32)
    months = [(max(lag.lag_days, 0) if lag.is_matched else lag.follow_up_days or 0) / MONTH for lag in lags]
    last = max([*months, 7.0]) * 1.02
    width = margins.plot_width(size)
    stacked = _stack([at / last * width for at in months])
    rows: list[dict[str, Any]] = [
        {"months": at, "row": row, "state": _state(lag)} for lag, at, row in zip(lags, months, stacked, strict=True)
    ]
    n_rows = max(stacked, default=0) + 1
    height = max(n_rows * STEP + 6, 40)
    scale = alt.Scale(domain=[0, last], nice=False)
    axis = months_axis(_("months after the US launch"))
    x = alt.X("months:Q", scale=scale, axis=axis)
    y = alt.Y("row:Q", scale=alt.Scale(domain=[-0.6, height / STEP - 0.6], nice=False), axis=None)
    base = alt.Chart(values(rows)).encode(x=x, y=y)
    marks = [
        base.transform_filter(f"datum.state == '{state}'").mark_point(
            shape=shape, size=60, filled=True, opacity=1, strokeWidth=1.5, fill=fill, stroke=stroke
        ).properties(name=state.replace(" ", "-"))
        for state, shape, fill, stroke in (
            ("in time", "circle", INK, INK), ("later", "diamond", CHINA, CHINA), ("running", "triangle-right", PAPER, US),
        )
    ]  # fmt: skip
    return finish(alt.layer(*six_month_line(scale, axis, height), *marks), margins, size, height)


def _state(lag: Row) -> str:
    if not lag.is_matched:
        return "running"
    return "in time" if lag.lag_days <= words.SIX_MONTHS_DAYS else "later"


def _stack(places: list[float]) -> list[int]:
    """The row of each mark: the lowest in which it does not touch one already placed."""
    taken: list[list[float]] = []
    rows = [0] * len(places)
    for index in sorted(range(len(places)), key=lambda i: places[i]):
        row = next(
            (r for r, ends in enumerate(taken) if all(abs(places[index] - end) >= WIDE_AS for end in ends)), None
        )
        if row is None:
            taken.append([])
            row = len(taken) - 1
        taken[row].append(places[index])
        rows[index] = row
    return rows
