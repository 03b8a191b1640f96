"""How long a US launch stays unmatched: the product-limit curve."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from reports import coverage, words
from reports.charts.axes import MONTH, months_axis, six_month_line, values
from reports.charts.style import BAND, INK, Drawing, Margins, Size, draw, finish
from reports.headline import CHOICE, SCORED, STARTED, Report
from reports.layout import Cell, Section, make_table, number_cell
from reports.query import Query, Row

SURVIVAL = Query(
    "marts.survival_curve",
    f"select * from marts.survival_curve where {CHOICE} and start_on = {STARTED} order by day",
)


def section(report: Report) -> Section:
    """The curve, drawn and step by step."""
    s, n = report.summary, report.summary.n_records
    text = (
        f"The curve falls at every match and keeps the records still waiting in the count until their clocks stop "
        f"(n = {n}). Where it crosses one half is the median; its height at the dashed line is the share of launches "
        f"not matched within six months."
    )
    interval = coverage.held(
        words.lag_interval(s.wider_median_days_lower, s.wider_median_days_upper, s.ci_level), coverage.MEDIAN
    )
    crossing = f"The median is {words.lag(s.median_days)} (estimand A; {interval}; n = {n}; {report.on})."
    headers = "After | Unmatched | Band | At risk | Matched | Still running"
    table = make_table(SURVIVAL, "The curve, step by step", headers, map(_cells, report.rows(SURVIVAL)), folded=True)
    data = {"survival_curve": report.block(SURVIVAL, n), "scored": report.block(SCORED)}
    title = "How long a US launch stays unmatched"
    return Section(
        "survival", title, (text, crossing, *_scored_sentences(report)), (draw_survival(report),), (table,), data=data
    )


def _scored_sentences(report: Report) -> tuple[str, ...]:
    """The same cut at the day up to which laggards are scored, with how that day was found."""
    first = report.first(SCORED)
    if first is None:
        return (
            "How long releases wait for a score is not known this week, or is so long that no record is left, so the figures count what "
            "waits for one as not matching.",
        )
    waited, until = (report.as_of - first.scored_until_on).days, words.long_day(first.scored_until_on)
    found = (
        f"A Chinese release that is out and waits for its score cannot match yet. So the same is counted as if nothing after {until} were "
        f"out, on either side: the as-of day less {words.count(waited)} days, the longest wait of the last year's Chinese open records "
        f"(n = {words.count(first.n_delay_records)})."
    )
    return (found, *(_scored_sentence(report, row) for row in report.rows(SCORED)))


def _scored_sentence(report: Report, s: Row) -> str:
    median = words.lag_interval(s.wider_median_days_lower, s.wider_median_days_upper, s.ci_level)
    share = words.share_interval(s.wider_share_6m_lower, s.wider_share_6m_upper, s.ci_level)
    return (
        f"{words.capital(words.PAIRINGS.get(s.pairing_id, s.pairing_id))}, so counted: the median is {words.lag(s.median_days)} "
        f"(estimand A; {median}; n = {s.n_records}, {s.n_matched} matched) and {words.share(s.share_6m)} are matched within six months "
        f"({share}; {report.on})."
    )


def _cells(step: Row) -> tuple[Cell, ...]:
    return (
        Cell(words.lag(step.day)),
        number_cell(words.share(step.survival)),
        number_cell(_band(step.survival_lower, step.survival_upper)),
        number_cell(words.count(step.n_at_risk)),
        number_cell(words.count(step.n_matched)),
        number_cell(words.count(step.n_censored)),
    )


def _band(lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None or lower == upper == 1:  # before the first match there is no spread to speak of
        return words.UNKNOWN
    return f"{words.share(lower)} to {words.share(upper)}"


def draw_survival(report: Report) -> Drawing:
    """The product-limit curve with its band, the six-month line, and a tick for each clock still running."""
    s = report.summary
    title = "Fewer than half of the US launches have been matched so far"
    if s.median_days is not None:
        title = f"The median US launch is matched after {words.months(s.median_days)} months"
    subtitle = (
        "Share of US records not yet matched by a Chinese open release (estimand A, product-limit), with its "
        f"{words.level_words(s.ci_level).removesuffix(' interval')} log-log band; a tick marks a clock still running. "
        f"{report.on}; n = {s.n_records}, {s.n_matched} matched."
    )
    return draw("survival", title, subtitle, lambda size: _survival(report.rows(SURVIVAL), size))


def _survival(steps: Sequence[Row], size: Size) -> dict[str, Any]:
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
        band.encode(x=x, y=alt.Y("lower:Q", scale=shares, axis=share_axis), y2=alt.Y2("upper:Q")),
        *six_month_line(scale, axis, height),
        curve.encode(x=x, y=y),
        dots.transform_filter("datum.matched > 0").encode(x=x, y=y, tooltip=tooltip),
        running.mark_tick(orient="vertical", size=14, thickness=1.6, color=INK).encode(x=x, y=y, tooltip=tooltip),
    ]
    return finish(alt.layer(*layers), margins, size, height)


def _banded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Steps with a band, and the day on which the last of them ends: an area of steps has no width after its last point."""
    known = [place for place, row in enumerate(rows) if row["lower"] is not None and row["upper"] is not None]
    banded = [rows[place] for place in known]
    if known and known[-1] + 1 < len(rows):
        banded.append(banded[-1] | {"months": rows[known[-1] + 1]["months"]})
    return banded


def _step_row(step: Row) -> dict[str, Any]:
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
