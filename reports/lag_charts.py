"""The five charts of the lag itself: day by day, the survival curve, and the median by benchmark, by domain and under other choices."""

from datetime import date
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import MONTH, in_months, months_axis, pointed_columns, six_month_line, time_axis, values
from reports.charts.intervals import IntervalRow, draw_intervals
from reports.charts.style import BAND, INK, NARROW, WIDE, Drawing, Layer, Margins, Size, finish, haloed
from reports.data import START_ON, ReportData
from reports.rows import DayLag, SurvivalStep

MIN_RECORDS = 5  # METHOD F: a benchmark with fewer US records gives no median worth drawing


def draw_days(data: ReportData) -> Drawing:
    """The present bracket on every day: a band from the youngest to the oldest reading, and the line between."""
    known = [lag for lag in data.day_lags if lag.central_days is not None]
    last = known[-1] if known else None
    title = (
        f"The gap stood at {words.months(last.central_days)} months on {words.long_day(last.day)}"
        if last
        else "The gap by day"
    )
    subtitle = (
        "Present bracket (estimand B) on every day: how old the US record is that the best Chinese open release stands level with; band "
        f"from the first US record at or above it to the last below. Scores of one vintage, {data.vintage}. "
        f"{words.long_day(data.as_of)}; n = {len(data.leaders)} US and {len(data.laggards)} Chinese records."
    )
    description = f"{title}. {subtitle}"
    return Drawing(
        "days",
        title,
        subtitle,
        description,
        wide=_days(data, WIDE, description),
        narrow=_days(data, NARROW, description),
    )


def _days(data: ReportData, size: Size, description: str) -> dict[str, Any]:
    margins = Margins(34, 20, 26, 30)
    height = 260 if size.is_narrow else 300
    lags = [lag for lag in data.day_lags if lag.day >= START_ON and lag.under_days is not None]
    first = lags[0].day if lags else START_ON
    days = alt.Scale(domain=[first.toordinal(), data.as_of.toordinal()], nice=False)
    x = alt.X("on:Q", scale=days, axis=time_axis(size, first, data.as_of))
    tallest = max([lag.over_days or lag.under_days or 0 for lag in lags] + [7 * MONTH]) / MONTH
    scale = alt.Scale(domain=[0, tallest * 1.04], nice=False)
    axis = alt.Axis(
        title="months behind",
        titleAngle=0,
        titleAlign="left",
        titleBaseline="bottom",
        titleX=-28,
        titleY=-6,
        values=list(range(0, 121, 6)),
        format="d",
        domain=False,
        ticks=False,
    )
    y = alt.Y("central:Q", scale=scale, axis=axis)
    rows = [_day_row(lag) for lag in lags]
    known = [row for row in rows if row["central"] is not None]
    band = alt.Chart(values(known), name="band").mark_area(color=BAND, opacity=0.4, interpolate="linear")
    line = alt.Chart(values(known), name="central").mark_line(color=INK, strokeWidth=2)
    half_year = alt.Chart(values([{"central": 6, "label": "six months"}]), name="six-months")
    rule = half_year.mark_rule(strokeWidth=1.4, strokeDash=[6, 3], color=INK).encode(
        y=y, x=alt.value(0), x2=alt.value(margins.plot_width(size))
    )
    label = half_year.properties(name="six-months-name").mark_text(
        align="left", baseline="bottom", dx=3, dy=-4, fontWeight="bold", color=INK
    )
    layers = [
        band.encode(x=x, y=alt.Y("under:Q", scale=scale, axis=axis), y2="over:Q"),
        rule,
        line.encode(x=x, y=y),
        *haloed(label, x=alt.value(0), y=y, text="label:N"),
        *_day_points(known[-1:], x, y),
        *pointed_columns(_weekly(known, data.as_of), ("Day", "Central", "Bracket"), x, y, height),
    ]
    return finish(alt.layer(*layers), margins, size, height, description)


def _day_row(lag: DayLag) -> dict[str, Any]:
    return {
        "on": lag.day.toordinal(),
        "under": in_months(lag.under_days),
        "central": in_months(lag.central_days),
        "over": in_months(lag.over_days),
    }


def _day_points(rows: list[dict[str, Any]], x: alt.X, y: alt.Y) -> list[Layer]:
    """The last day's point; its figure is in the title."""
    return (
        [alt.Chart(values(rows), name="now").mark_circle(size=60, color=INK, opacity=1).encode(x=x, y=y)]
        if rows
        else []
    )


def _weekly(rows: list[dict[str, Any]], last: date) -> list[dict[str, Any]]:
    """A row a week for the pointer; a row a day would triple the page."""
    return [
        {
            "on": row["on"],
            "left": row["on"] - 3.5,
            "until": min(row["on"] + 3.5, last.toordinal()),
            "central": row["central"],
            "Day": words.long_day(date.fromordinal(row["on"])),
            "Central": f"{row['central']:.1f} months",
            "Bracket": f"{row['under']:.1f} to {row['over']:.1f} months",
        }
        for row in rows[::-7][::-1]
        if row["over"] is not None
    ]


def draw_survival(data: ReportData) -> Drawing:
    """The product-limit curve with its band, the six-month line, and a tick for each clock still running."""
    s = data.summary
    if s.median_days is None:
        title = "Fewer than half of the US launches have been matched so far"
    else:
        title = f"The median US launch is matched after {words.months(s.median_days)} months"
    subtitle = (
        "Share of US records not yet matched by a Chinese open release (estimand A, product-limit), with its "
        f"{words.level_words(s.ci_level).removesuffix(' interval')} log-log band; a tick marks a clock still running. "
        f"{words.long_day(data.as_of)}; n = {s.n_records}, {s.n_matched} matched."
    )
    description = f"{title}. {subtitle}"
    return Drawing(
        "survival",
        title,
        subtitle,
        description,
        wide=_survival(data.survival, WIDE, description),
        narrow=_survival(data.survival, NARROW, description),
    )


def _survival(steps: tuple[SurvivalStep, ...], size: Size, description: str) -> dict[str, Any]:
    margins = Margins(44, 20, 26, 42)
    height = 270 if size.is_narrow else 310
    rows = [_step_row(step) for step in steps]
    last = max([row["months"] for row in rows] + [7.0])
    scale, axis = alt.Scale(domain=[0, last * 1.02], nice=False), months_axis("months after the US launch")
    x = alt.X("months:Q", scale=scale, axis=axis)
    shares = alt.Scale(domain=[0, 1], nice=False)
    share_axis = alt.Axis(title=None, format=".0%", values=[0, 0.25, 0.5, 0.75, 1], domain=False, ticks=False)
    y = alt.Y("share:Q", scale=shares, axis=share_axis)
    banded = _banded(rows)
    band = alt.Chart(values(banded), name="band").mark_area(color=BAND, opacity=0.4, interpolate="step-after")
    curve = alt.Chart(values(rows), name="curve").mark_line(color=INK, strokeWidth=2, interpolate="step-after")
    running = alt.Chart(values([row for row in rows if row["running"]]), name="running")
    tooltip = [
        alt.Tooltip(f"{field}:N", title=field) for field in ("After", "Unmatched", "At risk", "Matched here", "Running")
    ]
    dots = alt.Chart(values(rows), name="steps").mark_circle(size=40, color=INK, opacity=1)
    layers = [
        band.encode(x=x, y=alt.Y("lower:Q", scale=shares, axis=share_axis), y2="upper:Q"),
        *six_month_line(scale, axis, height),
        curve.encode(x=x, y=y),
        dots.transform_filter("datum.matched > 0").encode(x=x, y=y, tooltip=tooltip),
        running.mark_tick(orient="vertical", size=14, thickness=1.6, color=INK).encode(x=x, y=y, tooltip=tooltip),
    ]
    return finish(alt.layer(*layers), margins, size, height, description)


def _banded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps with a band, and the day on which the last of them ends: an area of steps has no width after its last point."""
    known = [place for place, row in enumerate(rows) if row["lower"] is not None and row["upper"] is not None]
    banded = [rows[place] for place in known]
    if known and known[-1] + 1 < len(rows):
        banded.append(banded[-1] | {"months": rows[known[-1] + 1]["months"]})
    return banded


def _step_row(step: SurvivalStep) -> dict[str, Any]:
    return {
        "months": step.day / MONTH,
        "share": step.survival,
        "lower": step.survival_lower,
        "upper": step.survival_upper,
        "matched": step.n_matched,
        "running": step.n_censored,
        "After": words.lag(step.day),
        "Unmatched": f"{words.share(step.survival)} of US records",
        "At risk": words.count(step.n_at_risk),
        "Matched here": words.count(step.n_matched),
        "Running": words.count(step.n_censored),
    }


def draw_benchmarks(data: ReportData) -> Drawing:
    """Median lag with its interval, benchmark by benchmark, grouped by what they test."""
    rows = [
        IntervalRow(words.plain(data.scale_name(s.scale_id), 40), data.scale_domain(s.scale_id), s)
        for s in data.benchmarks
        if s.n_records >= MIN_RECORDS
    ]
    rows.sort(key=lambda row: (row.group, row.label.lower()))
    medians = [row.figures.median_days for row in rows if row.figures.median_days is not None]
    title = "No benchmark has enough US records for a median"
    if medians:
        title = f"The median runs from {words.months(min(medians))} to {words.months(max(medians))} months from benchmark to benchmark"
    elif rows:
        title = "On no benchmark is the median reached"
    subtitle = (
        f"Median forward lag (estimand F: A on each benchmark with {MIN_RECORDS} US records or more), with its textbook interval, "
        f"censored at the last Chinese open test on that benchmark. {words.long_day(data.as_of)}; n = {len(rows)} benchmarks."
    )
    return draw_intervals("benchmarks", title, subtitle, rows)


def draw_domains(data: ReportData) -> Drawing:
    """The median pooled over the benchmarks of each domain, and over all of them as the diamond at the bottom."""
    pooled = [row for row in data.pooled if row.has_first_tested and row.has_superseded and row.n_benchmarks]
    domains = [IntervalRow(words.plain(row.domain, 24), "", row) for row in pooled if row.domain is not None]
    domains.sort(key=lambda row: row.label.lower())
    everything = [row for row in pooled if row.domain is None]
    n = (
        f"{everything[0].n_records} US records on {everything[0].n_benchmarks} benchmarks"
        if everything
        else "0 US records"
    )
    level = words.level_words(pooled[0].ci_level if pooled else None)
    subtitle = (
        f"Median forward lag pooled over the benchmarks of a domain (estimand F), every record weighing the same. Thick: {level} over "
        "benchmarks, where there are enough of them; thin: over chains of records with one match; an arrow has no upper end. The "
        f"diamond is all domains. {words.long_day(data.as_of)}; n = {n}."
    )
    total = [IntervalRow("all domains", "", row, is_total=True) for row in everything]
    return draw_intervals("domains", _domains_title(domains), subtitle, [*domains, *total])


def _domains_title(domains: list[IntervalRow]) -> str:
    reached = [(row.figures.median_days, row.label) for row in domains if row.figures.median_days is not None]
    if not reached:
        return "In no domain is the median reached" if domains else "No domain has a benchmark with enough US records"
    low, high = min(reached)[0], max(reached)[0]
    lowest, highest = (" and ".join(label for days, label in reached if days == end) for end in (low, high))
    if low == high:
        return f"In every domain where the median is reached it is {words.months(low)} months"
    return f"By domain the median runs from {words.months(low)} months ({lowest}) to {words.months(high)} ({highest})"


def draw_choices(data: ReportData) -> Drawing:
    """The headline's median, and what it becomes when one choice is changed."""
    rows = _one_change_rows(data)
    medians = [row.figures.median_days for row in rows if row.figures.median_days is not None]
    title = "Under no choice is the median reached"
    if medians:
        title = f"Changing one choice moves the median between {words.months(min(medians))} and {words.months(max(medians))} months"
    subtitle = (
        f"Median forward lag (estimand A) on the capability index with its textbook interval: the headline, and each "
        f"choice changed by itself. {words.long_day(data.as_of)}; n beside each line."
    )
    return draw_intervals("choices", title, subtitle, rows)


# Labels beside the lines are cut after some forty letters, and these say the most important last.
SHORT_RULES = {
    "tolerance_0_9": "nine tenths of the record's height",
    "paired_0_05": "5% of paired draws of our own index",
    "paired_0_5": "half of paired draws of our own index",
}


def _one_change_rows(data: ReportData) -> list[IntervalRow]:
    head = data.summary
    rows = [IntervalRow("the headline", "", head, is_headline=True)]
    for other in data.choices:
        changed = [
            (group, names.get(value, value))
            for group, value, own, names in (
                ("pairing", other.pairing_id, head.pairing_id, words.PAIRINGS),
                ("release day", other.date_basis, head.date_basis, words.DATE_BASES),
                ("a match is", other.rule_id, head.rule_id, words.RULES | SHORT_RULES),
            )
            if value != own
        ]
        # The rules over draws exist on our own index alone: with them the scale is no second choice.
        if other.scale_id != head.scale_id and not other.rule_id.startswith("paired"):
            changed.append(("scale", words.SCALES.get(other.scale_id, other.scale_id)))
        if other.start_on != head.start_on:
            changed.append(("US records", words.since(other.start_on)))
        if len(changed) == 1:
            rows.append(IntervalRow(changed[0][1], changed[0][0], other))
    order = ("", "scale", "pairing", "release day", "a match is", "US records")
    return sorted(rows, key=lambda row: order.index(row.group))
