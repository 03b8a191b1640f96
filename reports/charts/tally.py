"""The small picture below the answer: every US record as a mark at its lag, or at its days so far, on either side of six months."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import MONTH, months_axis, six_month_line, values
from reports.charts.lags import STATES, state_of
from reports.charts.style import Drawing, Layer, Margins, Origin, Size, draw, finish
from reports.language import _
from reports.query import Query, Row

STEP = 13  # pixels between marks that stand over each other


def draw_tally(lags: Sequence[Row], query: Query, on: str, said: str) -> Drawing:
    """One mark a record: full where it was matched, open where it waits. query: gave them. on: the day in words; said: the tally."""
    title = _("Every US record model and how long it waited")
    subtitle = _(
        "Months from its launch to the first Chinese open model at its level; open triangles wait still. {day}; n = {n}. {tally}"
    ).format(day=on, n=words.count(len(lags)), tally=said)
    return draw("tally", title, subtitle, Origin(query, len(lags), "US records", "A"), lambda size: _tally(lags, size))


def _tally(lags: Sequence[Row], size: Size) -> dict[str, Any]:
    margins = Margins(12, 14, 22, 32)
    layers, height = strip_of(lags, margins.plot_width(size))
    return finish(layers, margins, size, height)


def strip_of(lags: Sequence[Row], width: int, step: int = STEP, most: int = 1_000) -> tuple[list[Layer], int]:
    """The marks over their axis, and how high they stand. step: pixels between them; most: pixels that there are."""
    months = [(max(lag.lag_days, 0) if lag.is_matched else lag.follow_up_days or 0) / MONTH for lag in lags]
    last = max([*months, 7.0]) * 1.02
    stacked = _stack([at / last * width for at in months], step - 1)
    rows: list[dict[str, Any]] = [
        {"months": at, "row": row, "state": state_of(lag)} for lag, at, row in zip(lags, months, stacked, strict=True)
    ]
    n_rows = max(stacked, default=0) + 1
    height = min(max(n_rows * step + 6, 40), most)
    at_most = height / (n_rows + 0.4)
    scale = alt.Scale(domain=[0, last], nice=False)
    axis = months_axis(_("months after the US launch"))
    x = alt.X("months:Q", scale=scale, axis=axis)
    y = alt.Y("row:Q", scale=alt.Scale(domain=[-0.6, height / min(step, at_most) - 0.6], nice=False), axis=None)
    base = alt.Chart(values(rows)).encode(x=x, y=y)
    marks = [
        base.transform_filter(f"datum.state == '{state}'")
        .mark_point(
            shape=shape, size=60 * (step / STEP) ** 2, filled=True, opacity=1, strokeWidth=1.5, fill=fill, stroke=stroke
        )
        .properties(name=state)
        for state, (_word, shape, stroke, fill) in STATES.items()
    ]
    return [*six_month_line(scale, axis, height), *marks], height


def _stack(places: list[float], apart: int) -> list[int]:
    """The row of each mark: the lowest in which it does not touch one already placed."""
    taken: list[list[float]] = []
    rows = [0] * len(places)
    for index in sorted(range(len(places)), key=lambda i: places[i]):
        row = next((r for r, ends in enumerate(taken) if all(abs(places[index] - end) >= apart for end in ends)), None)
        if row is None:
            taken.append([])
            row = len(taken) - 1
        taken[row].append(places[index])
        rows[index] = row
    return rows
