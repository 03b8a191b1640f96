"""A chart of what the days leave open of each lag: a line a lag, in days from the lag in use."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import values
from reports.charts.style import BAND, INK, PAPER, SOFT, Drawing, Margins, Origin, Size, draw, finish, haloed
from reports.language import N_, _
from reports.query import Row

LEAST_DAYS = 7  # either side of the lag in use
SAID = (N_("US record"), N_("Match"), N_("Lag"), N_("By its days"))  # under the pointer


def draw_ranges(
    key: str, title: str, subtitle: str, origin: Origin, lags: Sequence[Row], short: Mapping[str, str]
) -> Drawing:
    """A chart of matched lags in their order; a hollow dot has no interval, because an end of it is not known.

    short: names for where there is little room, by the id of the release.
    """
    return draw(key, title, subtitle, origin, lambda size: _ranges(lags, short, size))


def range_words(lag: Row) -> str:
    """Return '118 days' where the days agree, '116 to 122 days' where they do not, and words where an end is not known."""
    lower, upper = lag.lag_days_lower, lag.lag_days_upper
    if lower is None or upper is None:
        return _("{days} days, no interval known").format(days=words.days(lag.lag_days))
    return words.day_count(lower) if lower == upper else _("{days} days").format(days=words.span(lower, upper))


def _ranges(lags: Sequence[Row], short: Mapping[str, str], size: Size) -> dict[str, Any]:
    narrow = size.is_narrow
    margins = Margins(10, 10, 12, 40) if narrow else Margins(178, 212, 12, 40)
    height = (42 if narrow else 25) * max(len(lags), 1)
    rows = [_range_row(lag, short, place + (0.68 if narrow else 0.5), narrow) for place, lag in enumerate(lags)]
    reach = (
        max([LEAST_DAYS, *(abs(row[end]) for row in rows for end in ("lower", "upper") if row[end] is not None)]) + 1
    )
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    axis = alt.Axis(title=_("days from the lag in use"), format="+d", tickCount=5, domain=False, ticks=False)
    y = alt.Y("row:Q", scale=alt.Scale(domain=[0, max(len(lags), 1)], reverse=True, nice=False), axis=None)
    base = alt.Chart(values(rows)).encode(y=y)
    tooltip = [alt.Tooltip(f"{field}:N", title=_(field)) for field in SAID]
    bands = base.transform_filter("datum.is_known").mark_rule(strokeWidth=6, color=BAND)
    dots = base.mark_point(size=64, shape="circle", filled=True, opacity=1, stroke=INK)
    fill = alt.when("datum.is_known").then(alt.value(INK)).otherwise(alt.value(PAPER))
    names = base.properties(name="names").mark_text(
        align="left" if narrow else "right",
        dy=-14 if narrow else 0,
        fontSize=12,
        limit=320 if narrow else 166,
        color=INK,
    )
    notes = base.properties(name="notes").mark_text(align="left", dx=8, limit=margins.right - 10, color=SOFT)
    layers = [
        bands.encode(x=alt.X("lower:Q", scale=scale, axis=axis), x2=alt.X2("upper:Q"), tooltip=tooltip).properties(
            name="intervals"
        ),
        dots.encode(x=alt.X("zero:Q", scale=scale, axis=axis), fill=fill, tooltip=tooltip).properties(name="lags"),
        haloed(names, x=alt.XValue(0 if narrow else -10), text=alt.Text("name:N")),
        *([] if narrow else [haloed(notes, x=alt.XValue(margins.plot_width(size)), text=alt.Text("By its days:N"))]),
    ]
    return finish(layers, margins, size, height)


def _range_row(lag: Row, short: Mapping[str, str], place: float, narrow: bool) -> dict[str, Any]:
    lower, upper = lag.lag_days_lower, lag.lag_days_upper
    is_known, told = lower is not None and upper is not None, range_words(lag)
    name = short.get(lag.record_release_id, words.name(lag.record_name))
    return {
        "row": place,
        "zero": 0,
        "lower": lower - lag.lag_days if is_known else None,
        "upper": upper - lag.lag_days if is_known else None,
        "is_known": is_known,
        "name": _("{name}: {days}").format(name=name, days=told) if narrow else name,
        "US record": words.name(lag.record_name),
        "Match": words.name(lag.match_name),
        "Lag": words.lag(lag.lag_days),
        "By its days": told,
    }
