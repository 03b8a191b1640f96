"""The lags one by one: a line a US launch, and by colour and by shape whether it was matched in time.

The six-month line runs between names and words, never through them: on a wide picture both stand beside the plot, on a narrow one above
their line, and six months are drawn beside the lines alone.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import MONTH, months_axis, six_month_line, values
from reports.charts.style import (
    EDGE,
    IN_TIME,
    INK,
    LABEL_SIZE,
    LATE,
    PAPER,
    SOFT,
    TEXT_SIZE,
    Layer,
    Margins,
    Size,
    finish,
    haloed,
    text_width,
)
from reports.language import N_, _
from reports.query import Row

IN_TIME_STATE, LATE_STATE, RUNNING, OVER = "in_time", "later", "running", "over"
# Its word in the legend, shape, outline and fill.
STATES = {
    IN_TIME_STATE: (N_("{n} matched within six months"), "circle", IN_TIME, IN_TIME),
    LATE_STATE: (N_("{n} matched later"), "diamond", LATE, LATE),
    RUNNING: (N_("{n} unmatched, clock running"), "triangle-right", SOFT, PAPER),
    OVER: (N_("{n} unmatched for longer"), "square", INK, PAPER),
}
SIZES = {"circle": 70, "diamond": 95, "triangle-right": 85, "square": 70}
SAMPLE = 16  # pixels from the middle of a mark of the legend to the gap after its words, without the words
LINE = 17  # pixels from one line of the legend to the next
TOOLTIP = (N_("US record"), N_("Launched"), N_("Match"), N_("Matched on"), N_("Lag"))


def state_of(lag: Row) -> str:
    """In time, later, or unmatched so far and for how long."""
    if lag.is_matched:
        return IN_TIME_STATE if lag.lag_days <= words.SIX_MONTHS_DAYS else LATE_STATE
    return OVER if (lag.follow_up_days or 0) > words.SIX_MONTHS_DAYS else RUNNING


def list_rows(lags: Sequence[Row], short: dict[str, str]) -> list[dict[str, Any]]:
    """The lags as data of the picture. short: names for where there is little room, by the id of the release."""
    return [_row(lag, short) for lag in lags]


def _row(lag: Row, short: dict[str, str]) -> dict[str, Any]:
    days = lag.lag_days if lag.is_matched else lag.follow_up_days
    match = short.get(lag.match_release_id, words.name(lag.match_name)) if lag.is_matched else ""
    return {
        "zero": 0,
        "months": (days or 0) / MONTH,
        "state": state_of(lag),
        "matched": lag.is_matched,
        "name": short.get(lag.record_release_id, words.name(lag.record_name)),
        "note": f"{words.months(days)} · {match}" if lag.is_matched else words.running(lag.follow_up_days),
        "bare": words.months(days) if lag.is_matched else _("{n} days so far").format(n=words.count(days)),
        "US record": words.name(lag.record_name),
        "Launched": words.long_day(lag.record_released_on),
        "Match": words.name(lag.match_name) if lag.is_matched else _("none yet"),
        "Matched on": words.long_day(lag.match_released_on) if lag.is_matched else _("clock running"),
        "Lag": words.lag(lag.lag_days) if lag.is_matched else words.running(lag.follow_up_days),
    }


def plot_lags(lags: Sequence[dict[str, Any]], size: Size) -> dict[str, Any]:
    """The picture of the rows of `list_rows`, in their order."""
    narrow = size.is_narrow
    counts = Counter(row["state"] for row in lags)
    legend = _legend_rows(counts, size.width - 2 * EDGE)
    top = 32 + LINE * (1 + max((row["line"] for row in legend), default=0))
    margins = Margins(10, 10, top, 34) if narrow else Margins(186, 222, top, 34)
    width, step = margins.plot_width(size), 36 if narrow else 25
    height = step * max(len(lags), 1)
    rows = [row | {"row": (place + (0.7 if narrow else 0.5)) * step} for place, row in enumerate(lags)]
    for row in rows if narrow else ():
        row["note"] = _that_fits(row, width)
    ends = [row["months"] for row in rows] + [7.0]
    scale = alt.Scale(domain=[min(0.0, *ends), max(ends) * 1.02], nice=False)
    axis = months_axis(_("months after the US launch"))
    bands = [(row["row"] - 8, row["row"] + 8) for row in rows] if narrow else []
    base = alt.Chart(values(rows)).encode(
        y=alt.Y("row:Q", scale=alt.Scale(domain=[0, height], reverse=True), axis=None)
    )
    layers = [
        *six_month_line(scale, axis, height, bands),
        *_marks(base, scale, axis),
        *_texts(base, narrow, width),
        *_legend(legend, margins, top),
    ]
    return finish(layers, margins, size, height)


def _that_fits(row: dict[str, Any], width: int) -> str:
    """The words beside the name on one line: without the match where there is no room for it."""
    room = width - 8 - 0.93 * text_width(row["name"], TEXT_SIZE)
    note: str = row["note"] if row["matched"] else row["bare"]
    return note if 0.93 * text_width(note, LABEL_SIZE) <= room else str(row["bare"])


def _marks(base: alt.Chart, scale: alt.Scale, axis: alt.Axis) -> list[Layer]:
    tooltip = [alt.Tooltip(f"{field}:N", title=_(field)) for field in TOOLTIP]
    x = alt.X("months:Q", scale=scale, axis=axis)
    layers: list[Layer] = []
    for state, (_word, shape, stroke, fill) in STATES.items():
        own = base.transform_filter(f"datum.state == '{state}'")
        bars = own.mark_rule(strokeWidth=1.6, color=stroke, strokeDash=[1, 0] if fill != PAPER else [3, 2])
        points = own.mark_point(
            shape=shape, size=SIZES[shape], strokeWidth=1.6, filled=True, fill=fill, stroke=stroke, opacity=1
        )
        layers += [
            bars.encode(x=alt.X("zero:Q", scale=scale, axis=axis), x2=alt.X2("months:Q"), tooltip=tooltip).properties(name=f"{state}-bars"),
            points.encode(x=x, tooltip=tooltip).properties(name=state),
        ]  # fmt: skip
    return layers


def _texts(base: alt.Chart, narrow: bool, width: int) -> list[Layer]:
    """Names at the left and words at the right: beside the plot, or above each line."""
    up: dict[str, Any] = {"dy": -15} if narrow else {}
    names = base.properties(name="names").mark_text(
        align="left" if narrow else "right", fontSize=TEXT_SIZE, color=INK, limit=width if narrow else 174, **up
    )
    notes = base.properties(name="notes").mark_text(
        align="right" if narrow else "left", color=SOFT, limit=width if narrow else 206, **up
    )
    return [
        haloed(names, x=alt.XValue(0 if narrow else -12), text=alt.Text("name:N")),
        haloed(notes, x=alt.XValue(width if narrow else width + 12), text=alt.Text("note:N")),
    ]


def _legend_rows(counts: Counter[str], room: int) -> list[dict[str, Any]]:
    """The states that occur with their numbers, in as many lines as they need; left and line say where each stands."""
    rows: list[dict[str, Any]] = []
    left, line = 0.0, 0
    for state, (word, *_look) in STATES.items():
        if not counts[state]:
            continue
        text = _(word).format(n=words.count(counts[state]))
        needed = 2 * SAMPLE + text_width(text, LABEL_SIZE)
        if left and left + needed - SAMPLE > room:
            left, line = 0.0, line + 1
        rows.append({"state": state, "text": text, "left": left, "line": line})
        left += needed
    return rows


def _legend(rows: Sequence[dict[str, Any]], margins: Margins, top: int) -> list[Layer]:
    """What colours and shapes say, above the plot from the left edge of the picture on; set by hand, so that no font moves it."""
    layers: list[Layer] = []
    for row in rows:
        _word, shape, stroke, fill = STATES[row["state"]]
        place = row["left"] + EDGE - margins.left
        base = alt.Chart(values([{"text": row["text"]}])).encode(y=alt.YValue(LINE * row["line"] + 8 - top))
        mark = base.mark_point(
            shape=shape, size=SIZES[shape], strokeWidth=1.6, filled=True, fill=fill, stroke=stroke, opacity=1
        )
        label = base.mark_text(align="left", baseline="middle", color=INK)
        layers += [
            mark.encode(x=alt.XValue(place + 6)).properties(name=f"legend-{row['state']}"),
            label.encode(x=alt.XValue(place + 6 + SAMPLE - 3), text=alt.Text("text:N")).properties(name=f"legend-{row['state']}-word"),
        ]  # fmt: skip
    return layers
