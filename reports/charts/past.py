"""The weeks of the past in a chart: median, bracket and verdicts as they were seen, and paler where they are reconstructed.

Verdicts stand below the plot by place as well as by colour: above their line, below it, or on it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

import altair as alt

from reports import words
from reports.basis import AS_RECONSTRUCTED, AS_SEEN
from reports.charts.axes import MONTH, Panel, in_months, pointed_columns, six_months_across, time_axis, values
from reports.charts.style import (
    BAND,
    CHINA,
    HAIR,
    INK,
    LABEL_SIZE,
    SOFT,
    Drawing,
    Layer,
    Margins,
    Origin,
    Size,
    draw,
    finish,
    haloed,
    text_width,
)
from reports.headline import START_ON
from reports.language import N_, _, ngettext
from reports.query import Query, Row

WEEK = timedelta(days=7)
READINGS = (("typically", N_("within six months, typically")), ("on_average", N_("within six months, on average")))
SUPPORTED, CONTRADICTED, UNTOLD = "supported", "contradicted", "cannot be told"
# Pixels from the line of its strip, up and down, and the fill.
BARS = {SUPPORTED: (7.0, 0.0, INK), CONTRADICTED: (0.0, 7.0, SOFT), UNTOLD: (1.5, 1.5, BAND)}
SAID = (
    N_("Week"), N_("Basis"), N_("Median"), N_("Interval"), N_("Bracket"), N_("Typically"), N_("On average"), N_("Records"),
)  # fmt: skip
RUN = (N_("Verdict"), N_("Basis"), N_("From"), N_("For"))
BASES = {AS_SEEN: N_("as seen"), AS_RECONSTRUCTED: N_("as reconstructed")}
OPEN_BAND = 0.18  # opacity of a band without an upper end
FADES = (0.13, 0.08, 0.04)
FADE_STEP = 8  # pixels
STRIP = 36  # pixels from one strip of verdicts to the next
SAMPLE = 16  # pixels of a line or bar beside its word
PALE = 0.35  # opacity of what nobody saw
LATE = 0.8  # share of the width


@dataclass(frozen=True, slots=True)
class Frame(Panel):
    """Months upwards over the strips of verdicts, and days from left to right. days: first and last, as numbers. width: pixels."""

    days: tuple[int, int]
    axis: alt.Axis
    width: int

    def day_at(self, pixels: float) -> float:
        """The pixels from the left of the plot as a position on the axis of days."""
        first, last = self.days
        return round(first + (last - first) * pixels / self.width, 3)

    def x(self) -> alt.X:
        return alt.X("on:Q", scale=alt.Scale(domain=list(self.days), nice=False), axis=self.axis)


def draw_past(weeks: Sequence[Row], own: Sequence[Row], query: Query, as_of: date, on: str) -> Drawing:
    """weeks: on the published index, a row a week, in order; own: the same on our own index. query: gave both.

    on: the as-of day in words.
    """
    seen = [week for week in weeks if week.basis == AS_SEEN]
    unreached = sum(week.median_days is None for week in weeks)
    level = words.level_words(weeks[-1].ci_level if weeks else None)
    text = _(
        "Week by week, all of it paler, reconstructed from scores read later, as no reader saw it. Ink: median forward lag "
        "with its {level}, paler where it has no upper end; dashed: on our own index, all reconstructed, hidden where equal. Thin: the "
        "present bracket. Below: the verdict on “within six months”, typically and on average."
    )
    if seen:
        text = _(
            "Week by week, from {first} on as it was seen; before it, paler, reconstructed from scores read later, as no reader saw it. "
            "Ink: median forward lag with its {level}, paler where it has no upper end; dashed: on our own index, all "
            "reconstructed, hidden where equal. Thin: the present bracket. Below: the verdict on “within six months”, "
            "typically and on average."
        )
    counted = _("{day}; n = {n} weeks, {n_seen} of them as seen.")
    if unreached:
        counted = _(
            "{day}; n = {n} weeks, {n_seen} of them as seen; no line in {n_bare} of them, where the median was not reached."
        )
    first = words.long_day(seen[0].week_as_of) if seen else ""
    subtitle = words.told(
        (
            text.format(first=first, level=level),
            counted.format(day=on, n=len(weeks), n_seen=len(seen), n_bare=unreached),
        )
    )
    origin = Origin(query, len(weeks), "weeks", "A, B, C", "The past as it was seen")
    return draw("history", _title(seen, weeks), subtitle, origin, lambda size: _history(weeks, own, as_of, size))


def _title(seen: Sequence[Row], weeks: Sequence[Row]) -> str:
    if not weeks:
        return _("There is no week to look back on")
    if not seen:
        return _("Of the {n} weeks behind us none is kept as it was seen").format(n=len(weeks))
    first = words.month_of(seen[0].week_as_of)
    counts = {verdict: sum(week.typically == verdict for week in seen) for verdict in BARS}
    text = ngettext(
        "That six months is typical was supported in {supported} and contradicted in {contradicted} of the {n} week seen since {first}",
        "That six months is typical was supported in {supported} and contradicted in {contradicted} of the {n} weeks seen since {first}",
        len(seen),
    )
    if counts[UNTOLD] == len(seen):
        text = ngettext(
            "In the one week seen since {first} it could not be told whether six months is typical",
            "In none of the {n} weeks seen since {first} could it be told whether six months is typical",
            len(seen),
        )
    return text.format(supported=counts[SUPPORTED], contradicted=counts[CONTRADICTED], n=len(seen), first=first)


def _history(published: Sequence[Row], own: Sequence[Row], as_of: date, size: Size) -> dict[str, Any]:
    margins = Margins(34, 20, 26, 30)
    frame = _frame((*published, *own), as_of, size, margins)
    layers = [
        *_band(published, frame),
        *six_months_across(frame.y(), frame.width),
        *_line(own, "median_days", frame, "own-median", color=INK, strokeWidth=1.6, strokeDash=[4, 3]),
        *_line(published, "central_days", frame, "central", is_stepped=False, color=CHINA, strokeWidth=1),
        *_line(published, "median_days", frame, "median", color=INK, strokeWidth=2.2),
        *_first_seen(published, frame),
        *_verdicts(published, frame),
        *_legend_of_lines(frame),
        *_legend_of_bars(frame),
        *pointed_columns([_said(week) for week in published], SAID, frame.x(), frame.y(), frame.panel),
    ]
    return finish(layers, margins, size, frame.height)


def _frame(weeks: Sequence[Row], as_of: date, size: Size, margins: Margins) -> Frame:
    first = min([week.week_as_of for week in weeks], default=START_ON)
    until = max(as_of, first) + WEEK
    columns = ("median_days", "median_days_lower", "median_days_upper", "central_days")
    ends = [getattr(week, column) for week in weeks for column in columns]
    last = max([days for days in ends if days is not None] + [7 * MONTH]) / MONTH
    panel = 230 if size.is_narrow else 270
    return Frame(
        days=(first.toordinal(), until.toordinal()),
        axis=time_axis(size, first, until),
        last=last,
        panel=panel,
        height=panel + 33 + STRIP * len(READINGS),
        fading=FADE_STEP * len(FADES),
        width=margins.plot_width(size),
    )


def _runs(weeks: Sequence[Row], kind: Callable[[Row], Any]) -> list[tuple[Any, list[Row], int]]:
    """Weeks in a row of one kind, and the day the run ends on: that of the week after it, as a week holds until the next."""
    runs = [(key, list(found)) for key, found in groupby(weeks, key=kind)]
    ends = [after[0].week_as_of.toordinal() for _, (_, after) in pairwise(runs)]
    ends += [(found[-1].week_as_of + WEEK).toordinal() for _, found in runs[-1:]]
    return [(key, found, end) for (key, found), end in zip(runs, ends, strict=True)]


def _line(
    weeks: Sequence[Row], column: str, frame: Frame, name: str, *, is_stepped: bool = True, **mark: Any
) -> list[Layer]:
    """A line broken where there is no number, and a paler one of the weeks that nobody saw.

    A median stands until the week after, the bracket grows from day to day.
    """
    rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for (is_known, is_seen), run, end in _runs(weeks, lambda week: (getattr(week, column) is not None, is_dark(week))):
        if is_known:
            points = [{"on": w.week_as_of.toordinal(), "y": in_months(getattr(w, column)), "run": end} for w in run]
            rows[is_seen] += [*points, {**points[-1], "on": end}] if is_stepped else points
    shape: Any = "step-after" if is_stepped else "linear"
    lines = [
        alt.Chart(values(rows[is_seen]), name=name if is_seen else f"{name}-reconstructed").mark_line(
            interpolate=shape, opacity=1 if is_seen else PALE, **mark
        )
        for is_seen in (False, True)
    ]
    return [line.encode(x=frame.x(), y=frame.y(), detail=alt.Detail("run:N")) for line in lines]


def is_dark(week: Row) -> bool:
    """Whether it is drawn in full: as it was seen, or on our own index, which is reconstructed throughout and dashed."""
    return bool(week.basis == AS_SEEN or week.scale_id == "index")


def _first_seen(weeks: Sequence[Row], frame: Frame) -> list[Layer]:
    """A line across from which on the weeks are as they were seen."""
    seen = [week.week_as_of.toordinal() for week in weeks if week.basis == AS_SEEN][:1]
    if not seen or len(seen) == len(weeks):
        return []
    base = alt.Chart(values([{"on": seen[0], "name": _("as seen")}]), name="first-seen").encode(x=frame.x())
    first, last = frame.days
    is_late = seen[0] > first + LATE * (last - first)  # where the words would run out of the picture
    side: dict[str, Any] = {"align": "right", "dx": -4} if is_late else {"align": "left", "dx": 4}
    label = base.mark_text(baseline="top", color=SOFT, **side).properties(name="first-seen-label")
    return [
        base.mark_rule(color=SOFT, strokeWidth=1, strokeDash=[2, 3]),
        haloed(label, x=frame.x(), y=alt.YValue(2), text=alt.Text("name:N")),
    ]


def _band(weeks: Sequence[Row], frame: Frame) -> list[Layer]:
    """The interval; where it has no upper end it is paler, and fades out above the highest number of the chart."""
    closed: list[dict[str, Any]] = []
    opened: list[dict[str, Any]] = []
    for kind, run, end in _runs(weeks, _interval_kind):
        if kind == "none":
            continue
        rows = [
            {
                "on": week.week_as_of.toordinal(),
                "y": in_months(week.median_days_lower),
                "y2": in_months(week.median_days_upper),
                "run": end,
            }
            for week in run
        ]
        (closed if kind == "closed" else opened).extend([*rows, {**rows[-1], "on": end}])
    tops = [frame.months_at(FADE_STEP * number) for number in range(len(FADES), -1, -1)]
    slices = [({"y2": tops[0]}, OPEN_BAND)]
    slices += [({"y": low, "y2": high}, opacity) for (low, high), opacity in zip(pairwise(tops), FADES, strict=True)]
    parts = [("band", closed, 0.45)]
    parts += [(f"open-band-{n}", [{**row, **ends} for row in opened], o) for n, (ends, o) in enumerate(slices)]
    return [
        alt.Chart(values(rows), name=name)
        .mark_area(color=BAND, opacity=opacity, interpolate="step-after")
        .encode(x=frame.x(), y=frame.y(), y2=alt.Y2("y2:Q"), detail=alt.Detail("run:N"))
        for name, rows, opacity in parts
    ]


def _interval_kind(week: Row) -> str:
    if week.median_days is None or week.median_days_lower is None:
        return "none"
    return "open" if week.median_days_upper is None else "closed"


def _verdicts(weeks: Sequence[Row], frame: Frame) -> list[Layer]:
    """A strip a reading: one bar for weeks in a row with the same verdict; no bar where there was none."""
    bars, names, lines = [], [], []
    for number, (field, name) in enumerate(READINGS):
        middle = frame.panel + 33 + STRIP * number
        names.append({"y": frame.months_at(middle - 16), "name": _(name)})
        lines.append({"y": frame.months_at(middle)})
        for (verdict, basis), run, end in _runs(weeks, attrgetter(field, "basis")):
            if verdict in BARS:
                place = {"on": run[0].week_as_of.toordinal(), "until": end, "opacity": 1 if basis == AS_SEEN else PALE}
                said = {
                    "Verdict": _(verdict),
                    "Basis": _(BASES[basis]),
                    "For": ngettext("{n} week", "{n} weeks", len(run)).format(n=len(run)),
                    "From": words.long_day(run[0].week_as_of),
                }
                bars.append(place | _bar(verdict, middle, frame) | said)
    tooltip = [alt.Tooltip(f"{column}:N", title=_(column)) for column in RUN]
    label = alt.Chart(values(names), name="readings").mark_text(align="left", baseline="middle", color=INK)
    rule = alt.Chart(values(lines), name="strips").mark_rule(color=HAIR, strokeWidth=1)
    cells = alt.Chart(values(bars), name="verdicts").mark_rect()
    return [
        rule.encode(y=frame.y(), x=alt.XValue(0), x2=alt.X2Value(frame.width)),
        cells.encode(
            x=frame.x(),
            x2=alt.X2("until:Q"),
            y=frame.y(),
            y2=alt.Y2("y2:Q"),
            color=alt.Color("fill:N", scale=None),
            opacity=alt.Opacity("opacity:Q", scale=None),
            tooltip=tooltip,
        ),
        haloed(label, x=alt.XValue(0), y=frame.y(), text=alt.Text("name:N")),
    ]


def _bar(verdict: str, middle: float, frame: Frame) -> dict[str, Any]:
    up, down, fill = BARS[verdict]
    return {"y": frame.months_at(middle - up), "y2": frame.months_at(middle + down), "fill": fill}


def _legend_of_lines(frame: Frame) -> list[Layer]:
    """What the lines are, above the plot at its right; set by hand, so that no font moves it."""
    said: tuple[tuple[str, str, float, list[int]], ...] = (
        (_("median"), INK, 2.2, []),
        (_("on our own index"), INK, 1.6, [4, 3]),
        (_("bracket"), CHINA, 1.0, []),
    )
    left = frame.width - sum(_room(name) for name, *_ in said) + 13
    layers: list[Layer] = []
    for name, color, width, dash in said:
        rows = [{"on": frame.day_at(left), "until": frame.day_at(left + SAMPLE), "name": name}]
        base = alt.Chart(values(rows)).encode(y=alt.YValue(-12))
        rule = base.mark_rule(color=color, strokeWidth=width, strokeDash=dash)
        label = base.mark_text(align="left", baseline="middle", dx=SAMPLE + 5, color=INK)
        layers += [rule.encode(x=frame.x(), x2=alt.X2("until:Q")), label.encode(x=frame.x(), text=alt.Text("name:N"))]
        left += _room(name)
    return layers


def _legend_of_bars(frame: Frame) -> list[Layer]:
    """What the bars say, below the strips."""
    middle = frame.height - 14
    rows, left = [], 0.0
    for verdict in BARS:
        place = {"on": frame.day_at(left), "until": frame.day_at(left + SAMPLE), "middle": frame.months_at(middle)}
        rows.append(place | _bar(verdict, middle, frame) | {"name": _(verdict)})
        left += _room(_(verdict))
    base = alt.Chart(values(rows)).encode(x=frame.x())
    bars = base.mark_rect(opacity=1).encode(
        x2=alt.X2("until:Q"), y=frame.y(), y2=alt.Y2("y2:Q"), color=alt.Color("fill:N", scale=None)
    )
    y = frame.y()
    label = base.mark_text(align="left", baseline="middle", dx=SAMPLE + 5, color=INK)
    words_at = alt.Y("middle:Q", scale=y["scale"], axis=y["axis"])
    return [
        bars.properties(name="legend-bars"),
        label.encode(y=words_at, text=alt.Text("name:N")).properties(name="legend"),
    ]


def _room(name: str) -> float:
    """The pixels a sample and its word take, with the gap to the next."""
    return SAMPLE + 18 + 0.93 * text_width(name, LABEL_SIZE)


def _said(week: Row) -> dict[str, Any]:
    """The week in words."""
    bracket = _(words.UNKNOWN)
    if week.under_days is not None and week.over_days is not None:
        ends = words.between(words.months(week.under_days), words.months(week.over_days))
        bracket = _("{months} months").format(months=ends)
    elif week.under_days is not None:
        bracket = _("at least {months} months").format(months=words.months(week.under_days))
    return {
        "on": week.week_as_of.toordinal(),
        "left": week.week_as_of.toordinal(),
        "until": (week.week_as_of + WEEK).toordinal(),
        "y": in_months(week.median_days),
        "Week": _("{week}, {day}").format(week=week.week, day=words.long_day(week.week_as_of)),
        "Basis": _(BASES[week.basis]),
        "Median": words.lag(week.median_days),
        "Interval": words.lag_interval(
            week.median_days_lower, week.median_days_upper, week.ci_level, week.median_interval_state
        ),
        "Bracket": bracket,
        "Typically": _(week.typically),
        "On average": _(week.on_average or "not tested"),
        "Records": _("n = {n}, {n_matched} matched").format(n=week.n_records, n_matched=week.n_matched),
    }
