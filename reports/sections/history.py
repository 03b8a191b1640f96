"""The past as it was: the median and the bracket as every week would have reported them, and the verdicts of the week below."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise, takewhile
from operator import attrgetter
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import MONTH, Panel, in_months, pointed_columns, six_months_across, time_axis, values
from reports.charts.style import (
    BAND,
    CHINA,
    HAIR,
    INK,
    LABEL_SIZE,
    LETTER_WIDTH,
    SOFT,
    Drawing,
    Layer,
    Margins,
    Size,
    draw,
    finish,
    haloed,
)
from reports.headline import START_ON, Report
from reports.layout import Cell, Section, Table, make_table, number_cell
from reports.query import Query, Row

WEEKS = Query("marts.verdict_by_week", "select * from marts.verdict_by_week order by week, scale_id")
SHOWN_WEEKS = Query(
    "marts.verdict_by_week",
    "select * from marts.verdict_by_week qualify week_as_of = max(week_as_of) over (partition by date_trunc('quarter', week_as_of)) "
    "or dense_rank() over (order by week_as_of desc) <= 4 order by week_as_of desc, scale_id",
)
TITLE = "The past as it was"
FIRST_ON = date(2023, 1, 1)
WEEK = timedelta(days=7)
PUBLISHED, OWN = "eci_published", "index"
READINGS = (("typically", "typically"), ("on_average", "on average"))
SUPPORTED, CONTRADICTED, UNTOLD = "supported", "contradicted", "cannot be told"
# A verdict by place, as well as by colour: above its line, below it, or on it. Pixels from the line, up and down.
BARS = {SUPPORTED: (7.0, 0.0, INK), CONTRADICTED: (0.0, 7.0, SOFT), UNTOLD: (1.5, 1.5, BAND)}
SAID = ("Week", "Median", "Interval", "Bracket", "Typically", "On average", "Records")
OPEN_BAND = 0.18  # opacity of a band without an upper end
FADES = (0.13, 0.08, 0.04)
FADE_STEP = 8  # pixels
STRIP = 36  # pixels from one strip of verdicts to the next
SAMPLE = 16  # pixels of a line or bar beside its word


def section(report: Report) -> Section:
    """What each week would have said with what was known then."""
    weeks, data = report.rows(WEEKS), {"weeks": report.block(WEEKS)}
    if not weeks:
        return Section("history", TITLE, ("No past week is computed in this warehouse yet.",), data=data)
    text = (
        "Each week is computed anew from the releases and scores known by then; dates, labels and estimators are today's. The published "
        "index is the newest read by that week, and before the first reading that reading's scores of the releases of the time. Our own "
        "index is fitted again to the scores known by then. A score counts as known from the later of its model's and its benchmark's "
        "release, since no source prints the day of a test: that is a lower bound, and it may lend a week what came later."
    )
    paragraphs = (text, *_sentences([week for week in weeks if week.scale_id == PUBLISHED]))
    return Section("history", TITLE, paragraphs, (draw_history(report),), (_list_weeks(report),), data=data)


def _sentences(weeks: Sequence[Row]) -> tuple[str, ...]:
    if not weeks:
        return ("The published index has no week in it.",)
    newest = reversed(weeks)
    reached = list(takewhile(lambda week: week.median_days is not None, newest))
    if reached:
        medians = [week.median_days for week in reached if week.median_days is not None]
        first, last = reached[-1], reached[0]
        sentence = (
            f"On the published index the median lag (estimand A) has been between {words.lag(min(medians))} and "
            f"{words.lag(max(medians))} in every week since {words.plain(first.week)} ({len(reached)} weeks to "
            f"{words.long_day(last.week_as_of)}; n went from {first.n_records} to {last.n_records} records; intervals in the table)."
        )
    else:
        sentence = "On the published index the median lag (estimand A) is not reached in the newest week."
    typically = Counter(week.typically for week in weeks)
    average = Counter(week.on_average or words.UNKNOWN for week in weeks)
    span = f"the {len(weeks)} weeks from {words.plain(weeks[0].week)} to {words.plain(weeks[-1].week)}"
    counted = (
        f"In {span}, “typically within six months” would have read: {_counted(typically, len(weeks))}. “On average over levels” "
        f"(estimand C): {_counted(average, len(weeks))}."
    )
    return sentence, counted


def _counted(said: Counter[str], n: int) -> str:
    """'supported in 10 weeks, cannot be told in 135 weeks', the words of the verdicts first."""
    order = [*BARS, *sorted(set(said) - set(BARS))]
    parts = []
    for word in order:
        if said[word]:
            how_many = f"all {n}" if said[word] == n else f"{said[word]}"
            parts.append(f"{words.plain(word)} in {how_many}")
    return ", ".join(parts)


def _list_weeks(report: Report) -> Table:
    weeks = report.rows(SHOWN_WEEKS)
    rows = [
        (
            Cell(words.plain(w.week), f"{words.scale(w.scale_id)}, scores of {words.short_day(w.vintage)}"),
            number_cell(words.count(w.n_records)),
            number_cell(words.days(w.median_days), words.span(w.median_days_lower, w.median_days_upper, "no interval")),
            number_cell(_drawn(w), f"{words.count(w.n_draws)} draws" if w.n_draws else ""),
            number_cell(words.share(w.share_6m), words.shares(w.share_6m_lower, w.share_6m_upper)),
            number_cell(words.days(w.central_days, words.UNKNOWN), words.bracket(w.under_days, w.over_days)),
            Cell(words.plain(w.typically), f"average: {words.plain(w.on_average or words.UNKNOWN)}"),
        )
        for w in weeks
    ]
    level = next((f"; {words.level_words(w.ci_level)}s below (A)" for w in weeks if w.ci_level), "")
    caption = f"The last week of each quarter and the last four weeks, computed {report.on}{level}"
    headers = "Week | n | Median (A), days | Over draws, 90% | In six months (A) | Bracket (B), days | Typically, and on average"
    return make_table(SHOWN_WEEKS, caption, headers, rows, folded=True)


def _drawn(w: Row) -> str:
    if not w.n_draws:
        return "not drawn" if w.scale_id == "index" else "no draws"
    return words.span(w.drawn_median_days_lower, w.drawn_median_days_upper, words.NOT_REACHED)


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


def draw_history(report: Report) -> Drawing:
    """Week by week since 2023: the median with its band, the present bracket, and what the verdict would have been."""
    weeks = [week for week in report.rows(WEEKS) if week.week_as_of >= FIRST_ON]
    published = [week for week in weeks if week.scale_id == PUBLISHED]
    own = [week for week in weeks if week.scale_id == OWN]
    unreached = sum(week.median_days is None for week in published)
    level = words.level_words(published[-1].ci_level if published else None)
    bare = f"; no line in {unreached} of them, where the median was not reached" if unreached else ""
    oldest = min((week.vintage for week in published), default=None)
    scores = f" and published scores of {words.long_day(oldest)} or later" if oldest else ""
    subtitle = (
        f"What the report would have said at the end of each week, from releases known by then{scores}. "
        f"Ink: median forward lag (estimand A) with its {level}, paler where it has no upper end; dashed: "
        "on our own index, hidden where equal. Thin: the present bracket (estimand B). Below: the verdict on “within six "
        f"months”, typically (A) and on average (estimand C). {report.on}; n = {len(published)} weeks{bare}."
    )
    return draw("history", _title(published), subtitle, lambda size: _history(published, own, report.as_of, size))


def _title(published: Sequence[Row]) -> str:
    if not published:
        return "There is no week to look back on"
    first = words.MONTHS[published[0].week_as_of.month - 1] + f" {published[0].week_as_of.year}"
    counts = {verdict: sum(week.typically == verdict for week in published) for verdict in BARS}
    if counts[UNTOLD] == len(published):
        return f"In none of the {len(published)} weeks since {first} could it be told whether six months is typical"
    return (
        f"That six months is typical was supported in {counts[SUPPORTED]} and contradicted in {counts[CONTRADICTED]} "
        f"of the {len(published)} weeks since {first}"
    )


def _history(published: Sequence[Row], own: Sequence[Row], as_of: date, size: Size) -> dict[str, Any]:
    margins = Margins(34, 20, 26, 30)
    frame = _frame((*published, *own), as_of, size, margins)
    layers = [
        *_band(published, frame),
        *six_months_across(frame.y(), frame.width),
        _line(own, "median_days", frame, "own-median", color=INK, strokeWidth=1.6, strokeDash=[4, 3]),
        _line(published, "central_days", frame, "central", is_stepped=False, color=CHINA, strokeWidth=1),
        _line(published, "median_days", frame, "median", color=INK, strokeWidth=2.2),
        *_verdicts(published, frame),
        *_legend_of_lines(frame),
        *_legend_of_bars(frame),
        *pointed_columns([_said(week) for week in published], SAID, frame.x(), frame.y(), frame.panel),
    ]
    return finish(alt.layer(*layers), margins, size, frame.height)


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


def _line(weeks: Sequence[Row], column: str, frame: Frame, name: str, *, is_stepped: bool = True, **mark: Any) -> Layer:
    """A line broken where there is no number; a median stands until the week after, the bracket grows from day to day."""
    rows: list[dict[str, Any]] = []
    for is_known, run, end in _runs(weeks, lambda week: getattr(week, column) is not None):
        if is_known:
            rows += [
                {"on": week.week_as_of.toordinal(), "y": in_months(getattr(week, column)), "run": end} for week in run
            ]
            if is_stepped:
                rows.append({**rows[-1], "on": end})
    line = alt.Chart(values(rows), name=name).mark_line(interpolate="step-after" if is_stepped else "linear", **mark)
    drawn: alt.Chart = line.encode(x=frame.x(), y=frame.y(), detail=alt.Detail("run:N"))
    return drawn


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
        names.append({"y": frame.months_at(middle - 16), "name": f"within six months, {name}"})
        lines.append({"y": frame.months_at(middle)})
        for verdict, run, end in _runs(weeks, attrgetter(field)):
            if verdict in BARS:
                said = "1 week" if len(run) == 1 else f"{len(run)} weeks"
                place = {"on": run[0].week_as_of.toordinal(), "until": end}
                since = words.long_day(run[0].week_as_of)
                bars.append(place | _bar(verdict, middle, frame) | {"Verdict": verdict, "For": said, "From": since})
    tooltip = [alt.Tooltip(f"{column}:N", title=column) for column in ("Verdict", "From", "For")]
    label = alt.Chart(values(names), name="readings").mark_text(align="left", baseline="middle", color=INK)
    rule = alt.Chart(values(lines), name="strips").mark_rule(color=HAIR, strokeWidth=1)
    cells = alt.Chart(values(bars), name="verdicts").mark_rect(opacity=1)
    return [
        rule.encode(y=frame.y(), x=alt.XValue(0), x2=alt.X2Value(frame.width)),
        cells.encode(
            x=frame.x(),
            x2=alt.X2("until:Q"),
            y=frame.y(),
            y2=alt.Y2("y2:Q"),
            color=alt.Color("fill:N", scale=None),
            tooltip=tooltip,
        ),
        *haloed(label, x=alt.XValue(0), y=frame.y(), text=alt.Text("name:N")),
    ]


def _bar(verdict: str, middle: float, frame: Frame) -> dict[str, Any]:
    up, down, fill = BARS[verdict]
    return {"y": frame.months_at(middle - up), "y2": frame.months_at(middle + down), "fill": fill}


def _legend_of_lines(frame: Frame) -> list[Layer]:
    """What the lines are, above the plot at its right; set by hand, so that no font moves it."""
    said: tuple[tuple[str, str, float, list[int]], ...] = (
        ("median", INK, 2.2, []),
        ("on our own index", INK, 1.6, [4, 3]),
        ("bracket", CHINA, 1.0, []),
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
        rows.append(place | _bar(verdict, middle, frame) | {"name": verdict})
        left += _room(verdict)
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
    return SAMPLE + 18 + len(name) * LABEL_SIZE * LETTER_WIDTH * 0.93


def _said(week: Row) -> dict[str, Any]:
    """The week in words."""
    bracket = words.UNKNOWN
    if week.under_days is not None and week.over_days is not None:
        bracket = f"{words.months(week.under_days)} to {words.months(week.over_days)} months"
    elif week.under_days is not None:
        bracket = f"at least {words.months(week.under_days)} months"
    return {
        "on": week.week_as_of.toordinal(),
        "left": week.week_as_of.toordinal(),
        "until": (week.week_as_of + WEEK).toordinal(),
        "y": in_months(week.median_days),
        "Week": f"{week.week}, {words.long_day(week.week_as_of)}",
        "Median": words.lag(week.median_days),
        "Interval": words.lag_interval(week.median_days_lower, week.median_days_upper, week.ci_level),
        "Bracket": bracket,
        "Typically": week.typically,
        "On average": week.on_average or "not tested",
        "Records": f"n = {week.n_records}, {week.n_matched} matched",
    }
