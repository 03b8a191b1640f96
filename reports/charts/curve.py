"""The specification curve (Simonsohn, Simmons and Nelson 2020): every median, sorted, over the choices that gave it.

Hundreds of lines are drawn as a few paths with breaks in them, and a row of data holds days and the numbers of its choices; the words of
a tooltip are put together by the chart. Otherwise the picture would be megabytes. It stands apart from its section, which would be
longer than a file may be.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import MONTH, Panel, six_months_across, values
from reports.charts.labels import Align
from reports.charts.style import BAND, INK, SOFT, Drawing, Layer, Margins, Origin, Size, draw, finish, haloed
from reports.language import N_, _
from reports.query import Query, Row
from warehouse import headline

SCALES_FIRST = ("eci_published", "index", "all benchmarks")
PAIRINGS = {pairing_id: short for pairing_id, (_, short) in headline.PAIRINGS.items()}
DATE_BASES = {
    "available": N_("first day of use"),
    "announced": N_("announcement"),
    "published": N_("as the source prints it"),
}
RULES = {
    "strict": N_("at or above the record"),
    "tolerance_1": N_("at most one point below"),
    "tolerance_0_9": N_("at nine tenths or above"),
    "paired_0_05": N_("in 5% of paired draws"),
    "paired_0_5": N_("in half of paired draws"),
}
COHORTS = {"records": N_("above all earlier ones"), "lab_records": N_("above its own lab's earlier ones")}
CENSORINGS = {"as_of": N_("the as-of day"), "scored": N_("the day all are scored")}
SCALE, PAIRING, DAY, MATCH = N_("scale or domain"), N_("pairing"), N_("release day"), N_("a match is")
FOLLOWED, COUNTED, RECORDS = N_("followed is a release"), N_("counted up to"), N_("US records")
# Under the pointer: the choices in the order of `_row`, then the figures.
CHOSEN = (
    N_("Scale or domain"), N_("Pairing"), N_("Release day"), N_("A match is"), N_("Followed is"), N_("Counted"), N_("US records"),
)  # fmt: skip
FIGURES = (N_("Median"), N_("Interval"), N_("Records"))
PLACE = re.compile(r"\{(\w+)\}")
ROWS = "specifications"
FADES = (0.75, 0.5, 0.3, 0.14)  # of a line without an upper end, upwards
FADE_STEP = 7  # pixels
TICK = 3.6  # pixels from the middle of a tick to its ends
HEADLINE_TICK = 5.5
NAME_HEIGHT = 11  # pixels from a row of ticks up to its name, where there is no room beside it


def draw_curve(specifications: Sequence[Row], query: Query, on: str) -> Drawing:
    """The medians from the shortest to the longest with their intervals, and under each the choices it was made with.

    query: gave them. on: the as-of day in words.
    """
    reached = [s for s in specifications if s.median_days is not None]
    headline = next((s for s in specifications if s.is_headline), None)
    over = sum(s.median_days > words.SIX_MONTHS_DAYS for s in reached)
    title = _("No specification has a median")
    if reached:
        title = _("{over} of {n} specifications put the median over six months")
        if headline:
            title = _("{over} of {n} specifications put the median over six months; the headline’s is {months}")
    said = title.format(
        over=words.count(over),
        n=words.count(len(reached)),
        months=words.months(headline.median_days) if headline else "",
    )
    level = words.level_words(reached[0].ci_level if reached else None)
    n = len(specifications)
    counted = _("{day}; n = {n} specifications, all with a median.") if reached else _("{day}; n = {n} specifications.")
    if len(reached) < n:
        counted = _("{day}; n = {n} specifications, {n_bare} of them not drawn: their median is not reached.")
    subtitle = _(
        "Median forward lag under every combination of the choices below, from the shortest to the longest; the "
        "headline in ink. Upright lines: {level}, the wider of the textbook and the chain one. A line that fades at the top has no upper "
        "end; a point without a line has no interval."
    ).format(level=level)
    counted = counted.format(day=on, n=words.count(n), n_bare=words.count(n - len(reached)))
    told = words.told((subtitle, counted))
    origin = Origin(query, n, "specifications", "A, F", "Every choice")
    return draw("specifications", said, told, origin, lambda size: _curve(_plan(reached, size), reached, size))


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of the lower panel: the name printed beside it, the name in full, and the pixels from the top of the plot."""

    name: str
    in_full: str
    y: float


@dataclass(frozen=True, slots=True)
class Plan(Panel):
    """Where everything stands. rows: the data. choices: rows of the lower panel. heads: names of groups and the pixels of each."""

    rows: list[dict[str, Any]]
    choices: list[Choice]
    heads: list[tuple[str, float]]


def _groups(reached: Sequence[Row]) -> list[tuple[str, list[tuple[object, str, str]]]]:
    """The choices that occur, group by group: the value in the mart, its short name and its name in full."""

    def listed(found: set[str], short: dict[str, str], full: dict[str, str]) -> list[tuple[object, str, str]]:
        order = [*(key for key in short if key in found), *sorted(found - set(short))]
        names = [(key, _(short.get(key, words.plain(key, 24)))) for key in order]
        return [(key, name, _(full[key]) if key in full else name) for key, name in names]

    scales = {s.scale_or_domain for s in reached}
    names = {key: words.scale(key) for key in SCALES_FIRST}
    starts = sorted({s.start_on for s in reached}, key=lambda day: (day is not None, day))
    return [
        (SCALE, listed(scales, names, {})),
        (PAIRING, listed({s.pairing_id for s in reached}, PAIRINGS, words.PAIRINGS)),
        (DAY, listed({s.date_basis for s in reached}, DATE_BASES, words.DATE_BASES)),
        (MATCH, listed({s.rule_id for s in reached}, RULES, words.RULES)),
        (FOLLOWED, listed({s.cohort_id for s in reached}, COHORTS, words.COHORTS)),
        (COUNTED, listed({s.censoring_id for s in reached}, CENSORINGS, words.CENSORINGS)),
        (RECORDS, [(on, words.since(on) if on else _("all in the table"), words.since(on)) for on in starts]),
    ]


def _plan(reached: Sequence[Row], size: Size) -> Plan:
    ends = [d for s in reached for d in (s.median_days, s.median_days_lower, s.median_days_upper) if d is not None]
    panel = 190 if size.is_narrow else 240
    step, name_height = (26, NAME_HEIGHT - 2) if size.is_narrow else (15, 0)
    choices: list[Choice] = []
    heads: list[tuple[str, float]] = []
    places: dict[tuple[str, object], int] = {}
    y = panel + 12.0
    for head, found in _groups(reached):
        heads.append((head, y + 10))
        y += 18
        for value, short, full in found:
            places[head, value] = len(choices)
            choices.append(Choice(short, full, y + (name_height + step) / 2))
            y += step
        y += 4
    rows = [_row(place, spec, places) for place, spec in enumerate(reached, 1)]
    last = max([*ends, 7 * MONTH]) / MONTH
    return Plan(last, panel, round(y), FADE_STEP * len(FADES), rows, choices, heads)


def _row(place: int, s: Row, places: dict[tuple[str, object], int]) -> dict[str, Any]:
    chosen = (
        (SCALE, s.scale_or_domain),
        (PAIRING, s.pairing_id),
        (DAY, s.date_basis),
        (MATCH, s.rule_id),
        (FOLLOWED, s.cohort_id),
        (COUNTED, s.censoring_id),
        (RECORDS, s.start_on),
    )
    return {
        "i": place,
        "m": s.median_days,
        "l": s.median_days_lower,
        "u": s.median_days_upper,
        "c": [places[choice] for choice in chosen],
        "n": s.n_records,
        "k": s.n_matched,
        "h": int(s.is_headline),
    }


def _curve(plan: Plan, reached: Sequence[Row], size: Size) -> dict[str, Any]:
    margins = Margins(24, 10, 26, 6) if size.is_narrow else Margins(196, 14, 26, 6)
    width = margins.plot_width(size)
    n = max(len(plan.rows), 1)
    x = alt.X("i:Q", scale=alt.Scale(domain=[0.5, n + 0.5], nice=False), axis=None)
    y = plan.y(-20)
    base = alt.Chart(alt.NamedData(ROWS))
    thin = min(max(0.8 * width / n, 0.4), 2.0)
    layers = [
        *_intervals(plan, base, x, y, thin),
        *six_months_across(y, width),
        _points(plan, reached, base, x, y),
        *_ticks(plan, base, x, y, thin),
        *_headline(plan, x, y, width),
        *_names(plan, y, size),
    ]
    drawn = finish(layers, margins, size, plan.height)
    drawn["datasets"][ROWS] = plan.rows  # by name: altair would copy the rows for every layer, several times
    return drawn


def _paths(base: alt.Chart, name: str, ends: str, x: alt.X, y: alt.Y, **mark: Any) -> alt.Chart:
    """One path of many upright lines; ends are expressions of their two ends, and the null after them lifts the pen."""
    lines = base.transform_calculate(y=f"[{ends}, null]").transform_flatten(["y"])
    drawn: alt.Chart = lines.mark_line(**mark).encode(x=x, y=y).properties(name=name)
    return drawn


def _intervals(plan: Plan, base: alt.Chart, x: alt.X, y: alt.Y, thin: float) -> list[Layer]:
    """Closed intervals as they are; open ones to the top of the scale, and on with a fading line that is no number."""
    closed = base.transform_filter("!datum.h && datum.l != null && datum.u != null")
    opened = base.transform_filter("!datum.h && datum.l != null && datum.u == null")
    lower, upper = f"datum.l / {MONTH}", f"datum.u / {MONTH}"
    layers: list[Layer] = [
        _paths(closed, "intervals", f"{lower}, {upper}", x, y, color=BAND, strokeWidth=thin),
        _paths(opened, "open-intervals", f"{lower}, {plan.last}", x, y, color=BAND, strokeWidth=thin),
    ]
    for number, opacity in enumerate(FADES):
        foot = FADE_STEP * (len(FADES) - number)
        ends = f"{plan.months_at(foot)}, {plan.months_at(foot - FADE_STEP)}"
        layers.append(_paths(opened, f"fade-{number}", ends, x, y, color=BAND, strokeWidth=thin, opacity=opacity))
    return layers


def _points(plan: Plan, reached: Sequence[Row], base: alt.Chart, x: alt.X, y: alt.Y) -> Layer:
    """A point a specification, with its words under the pointer."""
    names = json.dumps([words.plain(choice.in_full) for choice in plan.choices])
    level = json.dumps(words.level_words(reached[0].ci_level if reached else None))
    median, low, high = map(_months_of, "mlu")
    closed = _expression(_("{interval} {lower} to {upper} months"), interval=level, lower=low, upper=high)
    opened = _expression(_("{interval} {lower} months to not reached"), interval=level, lower=low)
    figures = (
        _expression(_("{months} months ({days} days)"), months=median, days="format(datum.m, ',.0f')"),
        f"datum.l == null ? {json.dumps(_(words.UNKNOWN))} : datum.u == null ? {opened} : {closed}",
        _expression(_("n = {n}, {n_matched} matched"), n="datum.n", n_matched="datum.k"),
    )
    said = {head: f"{names}[datum.c[{number}]]" for number, head in enumerate(CHOSEN)}
    said |= dict(zip(FIGURES, figures, strict=True))
    tooltip = [alt.Tooltip(f"{field}:N", title=_(field)) for field in said]
    dots = base.transform_calculate(y=f"datum.m / {MONTH}", **said).mark_circle(size=9, color=SOFT, opacity=1)
    drawn: alt.Chart = dots.encode(x=x, y=y, tooltip=tooltip).properties(name="medians")
    return drawn


def _expression(message: str, **places: str) -> str:
    """A sentence as an expression of the chart; places: the expressions its places are filled with."""
    parts = PLACE.split(message)  # text and names of places by turns
    return " + ".join(places[part] if number % 2 else json.dumps(part) for number, part in enumerate(parts))


def _months_of(column: str) -> str:
    """What words.months writes, as an expression of the chart."""
    months = f"datum.{column} / {MONTH}"
    off = f"abs({months} - 6)"
    return f"format({months}, {off} < 0.005 ? '.4f' : {off} < 0.05 ? '.2f' : '.1f')"


def _ticks(plan: Plan, base: alt.Chart, x: alt.X, y: alt.Y, thin: float) -> list[Layer]:
    """The choices behind each median, the headline's in ink."""
    layers: list[Layer] = []
    for is_headline, name in ((False, "ticks"), (True, "headline-ticks")):
        half = HEADLINE_TICK if is_headline else TICK
        ends = [[plan.months_at(choice.y - half), plan.months_at(choice.y + half)] for choice in plan.choices]
        chosen = base.transform_filter("datum.h" if is_headline else "!datum.h").transform_flatten(["c"])
        at = f"{json.dumps(ends)}[datum.c]"
        style = {"color": INK, "strokeWidth": 3} if is_headline else {"color": SOFT, "strokeWidth": thin}
        layers.append(_paths(chosen, name, f"{at}[0], {at}[1]", x, y, **style))
    return layers


def _headline(plan: Plan, x: alt.X, y: alt.Y, width: int) -> list[Layer]:
    """A line from the name above the plot through the headline's interval and point down to its choices."""
    rows = [
        {
            "i": row["i"],
            "y": row["m"] / MONTH,
            "lower": None if row["l"] is None else row["l"] / MONTH,
            "upper": plan.last if row["u"] is None else row["u"] / MONTH,
            "top": plan.months_at(0),
            "bottom": plan.months_at(plan.height - 4),
            "label": _("the headline: {months} months").format(months=words.months(row["m"])),
        }
        for row in plan.rows
        if row["h"]
    ]
    if not rows:
        return []
    place = rows[0]["i"] / len(plan.rows)
    align: Align = "left" if place < 0.3 else "right" if place > 0.7 else "center"
    base = alt.Chart(values(rows)).encode(x=x)
    label = base.properties(name="headline-name").mark_text(
        align=align, baseline="bottom", dy=-6, fontWeight="bold", color=INK
    )
    return [
        base.mark_rule(color=INK, strokeWidth=0.6)
        .encode(y=alt.Y("top:Q", scale=y["scale"], axis=y["axis"]), y2=alt.Y2("bottom:Q"))
        .properties(name="headline-line"),
        base.transform_filter("datum.lower !== null")
        .mark_rule(color=INK, strokeWidth=2.4)
        .encode(y=alt.Y("lower:Q", scale=y["scale"], axis=y["axis"]), y2=alt.Y2("upper:Q"))
        .properties(name="headline-interval"),
        base.mark_circle(size=70, color=INK, opacity=1).encode(y=y).properties(name="headline"),
        haloed(label, y=alt.YValue(0), text=alt.Text("label:N")),
    ]


def _names(plan: Plan, y: alt.Y, size: Size) -> list[Layer]:
    """The names of the choices: beside the ticks, or above them on a narrow picture."""
    narrow = size.is_narrow
    names = [
        {"y": plan.months_at(choice.y - (NAME_HEIGHT if narrow else 0)), "name": choice.name} for choice in plan.choices
    ]
    heads = [{"y": plan.months_at(place), "name": _(head).upper()} for head, place in plan.heads]
    side: dict[str, Any] = {"align": "left" if narrow else "right", "baseline": "middle"}
    edge = alt.XValue(0 if narrow else -12)
    layers: list[Layer] = []
    if names:
        label = alt.Chart(values(names), name="choices").mark_text(limit=320 if narrow else 182, color=INK, **side)
        head = alt.Chart(values(heads), name="groups").mark_text(fontSize=10, fontWeight="bold", color=SOFT, **side)
        layers = [
            haloed(label, x=edge, y=y, text=alt.Text("name:N")),
            haloed(head, x=edge, y=y, text=alt.Text("name:N")),
        ]
    return layers
