"""The readings of "six months at most" that speak of the gap on a day: of the as-of day, and of every day. Six months: 182.625 days.

They date from 2026-11-29, after figures had been seen, unlike those of `lag.claims`.

*today*: the gap on the as-of day is within six months (estimand B on our own index, within its paired draws). The interval is the wider,
end by end, of the percentile interval of `central` and of that interval turned about the estimate: a draw carries the noise of the
scores twice, and neither of the two is right alone. A draw with the laggard ahead counts 0, one without a `central` as longer than any.
- supported: the upper end is at most six months;
- contradicted: the lower end lies past six months;
- cannot be told: otherwise, and where the estimate or the draws are missing.
*at any time*, and *at any time, last twelve months*: the gap on every day since the laggards' first release (estimand D), and on the last
365 of them. A day is longer if `under` is more than six months, within if `over` is known and at most six months, or the laggard leads
(then all sides are 0), and else open.
- contradicted: one day is longer;
- supported: all days are within;
- cannot be told: otherwise.
Days after the one up to which a release would have its score by now neither support nor contradict; where that day is unknown, so is
the verdict. The shares are of all days, with their denominators. Every day is computed from today's scores: it is as reconstructed,
and not what was seen.

Wrong when the days are read as independent: the line climbs a day every day, and one late release makes hundreds of longer days.

Source: METHOD 6.
"""

from typing import Any

import polars as pl

from lag.claims import CLAIM_ID, Answer, ReasonCode, Verdict, say_side
from lag.drawn import DrawnLag
from lag.intervals import interval_of_lag, reflected, widest
from lag.units import SIX_MONTHS_DAYS

LAST_DAYS = 365


def judge_today(central_days: float | None, drawn: DrawnLag | None, n_records: int) -> Verdict:
    """Whether the gap on the as-of day is within six months.

    central_days: the estimate on the scale that is drawn. drawn: of its draws on the as-of day; None if there are none. n_records: leader
    records behind the bracket.

    Returns a Verdict with the estimate in days and the wider interval. Assumes, and refers to, the rule in the module.
    """
    answer: Answer = "cannot be told"
    code: ReasonCode = "nothing_to_judge" if drawn is None else "estimate_unknown"
    wider = interval_of_lag(None, None, is_given=False)
    if central_days is not None and drawn is not None:
        percentiles = interval_of_lag(drawn.gap_days_lower, drawn.gap_days_upper, is_given=True)
        wider = widest(percentiles, reflected(percentiles, central_days))
        if wider.upper is not None and wider.upper <= SIX_MONTHS_DAYS:
            answer = "supported"
        elif wider.lower is not None and wider.lower > SIX_MONTHS_DAYS:
            answer = "contradicted"
        code = say_side(answer)
    return Verdict(
        claim_id=CLAIM_ID,
        reading="today",
        estimand="B",
        verdict=answer,
        figure=central_days,
        figure_unit="days",
        lower=wider.lower,
        upper=wider.upper,
        interval_state=wider.state,
        ci_level=None if drawn is None else drawn.ci_level,
        n=n_records,
        reason_code=code,
        within_days=SIX_MONTHS_DAYS,
        n_draws=None if drawn is None else drawn.n_draws,
        median_drawn_days=None if drawn is None else drawn.gap_days_median,
    )


def gap_state(under_days: str, over_days: str) -> pl.Expr:
    """longer, within or open, from two columns in which null is unknown; 0 on both sides is a laggard that leads."""
    is_longer, is_within = pl.col(under_days) > SIX_MONTHS_DAYS, pl.col(over_days) <= SIX_MONTHS_DAYS
    return pl.when(is_longer).then(pl.lit("longer")).when(is_within).then(pl.lit("within")).otherwise(pl.lit("open"))


def judge_any_time(days: pl.DataFrame) -> tuple[Verdict, Verdict]:
    """Whether the gap was within six months on every day, and on every one of the last 365.

    days: one row a day, without holes, ascending: day; under_days, central_days, over_days, null is unknown; gap_state as above;
    scored_until_on, the same in every row, or null.

    Returns Verdicts of *at any time* and *at any time, last twelve months*, with the share of days whose centre is within six months.
    Assumes, and refers to, the rule in the module.
    """
    return _judge_days(days, "at any time"), _judge_days(days.tail(LAST_DAYS), "at any time, last twelve months")


def _judge_days(days: pl.DataFrame, reading: str) -> Verdict:
    scored_until_on = days["scored_until_on"].max()
    judged = days.filter(pl.col("day") <= pl.col("scored_until_on"))
    longer, is_open = judged.filter(gap_state="longer"), judged.filter(gap_state="open")
    answer: Answer = "cannot be told"
    code: ReasonCode = "scored_until_unknown" if scored_until_on is None and days.height else "nothing_to_judge"
    if judged.height:
        answer, code = ("supported", "days_within") if longer.is_empty() else ("contradicted", "longer_days")
        if longer.is_empty() and is_open.height:
            answer, code = "cannot be told", "days_open"
    known = days.filter(pl.col("central_days").is_not_null())
    n_central_within, n_under_within, n_over_within = (
        int((days[side] <= SIX_MONTHS_DAYS).sum()) for side in ("central_days", "under_days", "over_days")
    )
    return Verdict(
        claim_id=CLAIM_ID,
        reading=reading,
        estimand="D",
        verdict=answer,
        figure=n_central_within / known.height if known.height else None,
        figure_unit="share",
        n=known.height,
        reason_code=code,
        within_days=SIX_MONTHS_DAYS,
        n_days=days.height,
        n_days_central_within=n_central_within,
        n_days_under_known=days["under_days"].count(),
        n_days_under_within=n_under_within,
        n_days_over_within=n_over_within,
        scored_until_on=scored_until_on,  # type: ignore[arg-type]
        n_days_unscored=None if scored_until_on is None else days.height - judged.height,
        n_days_longer=None if scored_until_on is None else longer.height,
        n_days_open=None if scored_until_on is None else is_open.height,
        **_longest(judged, longer),
    )


def _longest(judged: pl.DataFrame, longer: pl.DataFrame) -> dict[str, Any]:
    """The most longer days in a row, and the day with the longest under side; the later of two alike."""
    if longer.is_empty():
        return {}
    runs = (
        judged.with_columns(run=pl.col("gap_state").rle_id())
        .filter(gap_state="longer")
        .group_by("run")
        .agg(pl.len().alias("n"), pl.col("day").max())
        .sort("n", "day")
    )
    worst = longer.sort("under_days", "day")
    return {
        "longest_run_days": runs["n"][-1],
        "longest_run_until": runs["day"][-1],
        "longest_days": worst["under_days"][-1],
        "longest_on": worst["day"][-1],
    }
