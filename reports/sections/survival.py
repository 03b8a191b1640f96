"""How long a US launch stays unmatched: the product-limit curve."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import MONTH, months_axis, six_month_line, values
from reports.charts.style import BAND, INK, PAPER, SOFT, Drawing, Layer, Margins, Origin, Size, draw, finish, haloed
from reports.headline import CHOICE, SCORED, STARTED, Report
from reports.language import _, ngettext
from reports.layout import Cell, Section, make_table, number_cell
from reports.query import Query, Row
from reports.sections.readings import rule_sentence

SURVIVAL = Query(
    "marts.survival_curve",
    f"select * from marts.survival_curve where {CHOICE} and start_on = {STARTED} order by day",
)


def section(report: Report) -> Section:
    """The curve, drawn and step by step."""
    n = report.summary.n_records
    text = _(
        "The curve falls at every match and keeps the records still waiting in the count until their clocks stop (n = {n}). Where it "
        "crosses one half is the median; its height at the dashed line is the share of launches not matched within six months."
    ).format(n=n)
    headers = _("After | Unmatched | Band | At risk | Matched | Still running")
    table = make_table(SURVIVAL, _("The curve, step by step"), headers, map(_cells, report.rows(SURVIVAL)), folded=True)
    data = {"survival_curve": report.block(SURVIVAL, n), "scored": report.block(SCORED)}
    title = _("How long a US launch stays unmatched")
    return Section(
        "survival",
        title,
        (rule_sentence(report), text, *_scored_sentences(report)),
        (draw_survival(report),),
        (table,),
        data=data,
    )


def waiting(steps: Sequence[Row]) -> int:
    """How many clocks still run where the curve ends at zero, which then is no "all matched"; 0 where it does not end so."""
    return sum(step.n_censored for step in steps) if steps and steps[-1].survival == 0 else 0


def end_words(steps: Sequence[Row]) -> str:
    """Why a curve ends at zero while records are unmatched; nothing where it does not."""
    if not (n := waiting(steps)):
        return ""
    longest = max(step.day for step in steps if step.n_censored)
    return ngettext(
        "The curve ends at zero because the last record followed that long was matched, not because all are: {n} is still unmatched, "
        "after {days} days.",
        "The curve ends at zero because the last record followed that long was matched, not because all are: {n} are still unmatched, the "
        "longest after {days} days.",
        n,
    ).format(n=words.count(n), days=words.count(longest))


def _scored_sentences(report: Report) -> tuple[str, ...]:
    """The same cut at the day up to which laggards are scored, with how that day was found."""
    first = report.first(SCORED)
    if first is None:
        return (
            _(
                "How long releases wait for a score is not known this week, or is so long that no record is left, so the figures count "
                "what waits for one as not matching."
            ),
        )
    waited, until = (report.as_of - first.scored_until_on).days, words.long_day(first.scored_until_on)
    found = _(
        "A Chinese release that is out and waits for its score cannot match yet. So the same is counted as if nothing after {until} were "
        "out, on either side: the as-of day less {days} days, the longest wait of the last year's Chinese open records (n = {n})."
    ).format(until=until, days=words.count(waited), n=words.count(first.n_delay_records))
    return (found, *(_scored_sentence(report, row) for row in report.rows(SCORED)))


def _scored_sentence(report: Report, s: Row) -> str:
    ends = s.wider_median_days_lower, s.wider_median_days_upper
    median = words.lag_interval(*ends, s.ci_level, s.median_interval_state)
    share = words.share_interval(s.wider_share_6m_lower, s.wider_share_6m_upper, s.ci_level)
    return _(
        "{pairing}, so counted: the median is {median} ({interval}; n = {n}, {n_matched} matched) and {share} are matched "
        "within six months ({share_interval}; {day})."
    ).format(
        pairing=words.capital(words.pairing(s.pairing_id)),
        median=words.lag(s.median_days),
        interval=median,
        n=s.n_records,
        n_matched=s.n_matched,
        share=words.share(s.share_6m),
        share_interval=share,
        day=report.on,
    )


def _cells(step: Row) -> tuple[Cell, ...]:
    return (
        Cell(words.lag(step.day)),
        number_cell(words.share(step.survival), "" if step.survival else _("of those followed so long")),
        number_cell(_band(step.survival_lower, step.survival_upper)),
        number_cell(words.count(step.n_at_risk)),
        number_cell(words.count(step.n_matched)),
        number_cell(words.count(step.n_censored)),
    )


def _band(lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None or lower == upper == 1:  # before the first match there is no spread to speak of
        return _(words.UNKNOWN)
    return words.between(words.share(lower), words.share(upper))


def draw_survival(report: Report) -> Drawing:
    """The product-limit curve with its band, the six-month line, and a tick for each clock still running."""
    s = report.summary
    title = _("Fewer than half of the US launches have been matched so far")
    if s.median_days is not None:
        title = _("The median US launch is matched after {months} months").format(months=words.months(s.median_days))
    subtitle = _(
        "Share of US records not yet matched by a Chinese open release (product-limit), with its {level} log-log band; a tick "
        "marks a clock still running. {day}; n = {n}, {n_matched} matched."
    ).format(level=words.share(s.ci_level), day=report.on, n=s.n_records, n_matched=s.n_matched)
    ending = end_words(report.rows(SURVIVAL))
    return draw(
        "survival",
        title,
        words.told((subtitle, ending)) if ending else subtitle,
        Origin(SURVIVAL, s.n_records, "US records", "A"),
        lambda size: _survival(report.rows(SURVIVAL), size),
    )


def _survival(steps: Sequence[Row], size: Size) -> dict[str, Any]:
    margins = Margins(44, 20, 26, 78)
    height = 270 if size.is_narrow else 310
    rows = [_step_row(step) for step in steps]
    last = max([row["months"] for row in rows] + [7.0])
    scale, axis = alt.Scale(domain=[0, last * 1.02], nice=False), months_axis(_("months after the US launch"))
    x = alt.X("months:Q", scale=scale, axis=axis)
    shares = alt.Scale(domain=[0, 1], nice=False)
    share_axis = alt.Axis(title=None, format=".0%", values=[0, 0.25, 0.5, 0.75, 1], domain=False, ticks=False)
    y = alt.Y("share:Q", scale=shares, axis=share_axis)
    banded = _banded(rows)
    band = alt.Chart(values(banded), name="band").mark_area(color=BAND, opacity=0.4, interpolate="step-after")
    still = waiting(steps)
    solid = [*rows[:-1], {**rows[-1], "share": rows[-2]["share"]}] if still and len(rows) > 1 else rows
    curve = alt.Chart(values(solid), name="curve").mark_line(color=INK, strokeWidth=2, interpolate="step-after")
    running = alt.Chart(values([row for row in rows if row["running"]]), name="running")
    tooltip = [
        alt.Tooltip(f"{field}:N", title=field)
        for field in (_("After"), _("Unmatched"), _("At risk"), _("Matched here"), _("Running"))
    ]
    dots = alt.Chart(values(rows), name="steps").mark_circle(size=40, color=INK, opacity=1)
    layers = [
        band.encode(x=x, y=alt.Y("lower:Q", scale=shares, axis=share_axis), y2=alt.Y2("upper:Q")),
        *six_month_line(scale, axis, height),
        curve.encode(x=x, y=y),
        *(_end(solid[-1], rows[-1], max([row["upper"] or 0 for row in rows[-2:]]), still, x, y) if still else []),
        dots.transform_filter(f"datum.matched > 0 && {'datum.share > 0' if still else 'true'}").encode(
            x=x, y=y, tooltip=tooltip
        ),
        running.mark_tick(orient="vertical", size=14, thickness=1.6, color=INK).encode(x=x, y=y, tooltip=tooltip),
        *_at_risk(steps, scale, axis, last, height),
    ]
    return finish(layers, margins, size, height)


def _end(before: dict[str, Any], end: dict[str, Any], band: float, still: int, x: alt.X, y: alt.Y) -> list[Layer]:
    """The last fall, dashed and with an open end: nobody is followed for longer, and some wait. band: the top of it there."""
    fall = alt.Chart(
        values([{"months": end["months"], "share": before["share"], "foot": end["share"]}]), name="last-fall"
    )
    said = _("0% of those\nfollowed so long;\n{n} still wait").format(n=words.count(still)).split("\n")
    top = max(before["share"], band)
    label = alt.Chart(values([{"months": end["months"], "share": top, "label": said}]), name="end").mark_text(
        align="right", baseline="bottom", dy=-6 - 14 * (len(said) - 1), dx=4, lineHeight=14, color=INK
    )
    mark = alt.Chart(values([end]), name="open-end").mark_point(size=46, filled=True, fill=PAPER, stroke=INK, opacity=1)
    return [
        fall.mark_rule(color=INK, strokeWidth=2, strokeDash=[3, 3]).encode(x=x, y=y, y2=alt.Y2("foot:Q")),
        mark.encode(x=x, y=y),
        haloed(label, x=x, y=y, text=alt.Text("label:N")),
    ]


def _at_risk(steps: Sequence[Row], scale: alt.Scale, axis: alt.Axis, last: float, height: int) -> list[Layer]:
    """Below each number of the axis how many records were followed that long and unmatched till then."""
    ticks = [months for months in range(0, 121, 6) if months <= last * 1.02]
    rows = [{"months": tick, "n": words.count(_followed(steps, tick * MONTH))} for tick in ticks]
    head = alt.Chart(values([{"text": _("at risk: unmatched so far, and followed that long")}]), name="at-risk-head")
    return [
        head.mark_text(align="left", color=SOFT).encode(
            x=alt.XValue(0), y=alt.YValue(height + 47), text=alt.Text("text:N")
        ),
        alt.Chart(values(rows), name="at-risk")
        .mark_text(color=INK)
        .encode(x=alt.X("months:Q", scale=scale, axis=axis), y=alt.YValue(height + 64), text=alt.Text("n:N")),
    ]


def _followed(steps: Sequence[Row], day: float) -> int:
    """The records at risk on a day: those of the first step from then on, and none after the last."""
    return next((step.n_at_risk for step in steps if step.day >= day), 0)


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
        _("After"): words.lag(step.day),
        _("Unmatched"): _("{share} of US records").format(share=words.share(step.survival)),
        _("At risk"): words.count(step.n_at_risk),
        _("Matched here"): words.count(step.n_matched),
        _("Running"): words.count(step.n_censored),
    }
