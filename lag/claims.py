"""The decision rule for "Chinese open releases trail US launches by six months at most", written down before any number.

Claim `six_months` is put in three readings: two to estimand A, the forward lag per leader record, and one to estimand C, the mean
gap over capability levels (`lag.level`). Six months: 182.625 days.

*typically*: the median lag is within six months.
- supported: the upper end of the median's interval is at most six months;
- contradicted: its lower end lies past six months;
- cannot be told: otherwise. The interval holds six months, or an end of it is unknown, or there is none.
*always*: every record was matched within six months. The share within six months is printed with it.
- contradicted: there is a counterexample, matched after more than six months, or unmatched with longer follow-up;
- supported: every record was matched within six months;
- cannot be told: otherwise. There is no counterexample yet, but some clocks still run.
*on average over levels*: the mean gap, over the levels both groups have reached, is within six months.
- supported: the upper end of its interval is at most six months, and so is the least that the mean up to the leaders' best can be:
  levels not reached yet are not in the mean, and must not support the claim by their absence;
- contradicted: the lower end lies past six months. Levels are missing from the mean for taking long, so it errs on the short side;
- cannot be told: otherwise.

For estimand A the interval is the wider of the textbook and the chain one, end by end: records matched by one release are not
independent, and the textbook interval takes them to be. Where either is missing (too few records or chains) there is
none. An upper end that is not reached is open. A lower end that is not reached lies past every day followed, so it
lies past six months if the curve is known at six months and its lower band is above one half there, which the
interval of the share shows.

Estimand C has one interval, over the releases of both sides.

Wrong when the records are not those of the claim: pairing, scale, date basis and vintage stand beside every verdict. And
slower to contradict than to support: the unmatched are one chain, which a third of the draws do not hold. Of 300 simulated
sets of 20 records, *typically* was supported in 97 % with a true median of 60 days, and contradicted in 28 % with one of 700
days (75 % by the textbook interval alone).

Source: METHOD 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.intervals import Interval, MedianAndShare, State, whole_interval
from lag.level import LevelLag
from lag.product_limit import Floats
from lag.reasons import Answer, explain_always, explain_median, explain_on_average
from lag.survival import SurvivalLag
from lag.units import SIX_MONTHS_DAYS

CLAIM_ID = "six_months"
ESTIMAND = "A"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One reading of a claim against one estimate. figure, lower, upper: in figure_unit; None is unknown or not reached.

    interval_state says which of the two an end that is None is. ci_level may be None where there is no interval.
    """

    claim_id: str
    reading: str
    estimand: str
    verdict: Answer | Literal["not tested"]
    figure: float | None
    figure_unit: Literal["days", "share", "ratio"]
    lower: float | None
    upper: float | None
    interval_state: State
    ci_level: float | None
    n: int
    reason: str


@dataclass(frozen=True, slots=True)
class MedianInterval:
    """One interval of a median lag, in days; None is not reached. share_6m_upper: of the share within six months."""

    lower_days: float | None
    upper_days: float | None
    share_6m_upper: float | None

    def is_past_six_months(self) -> bool:
        if self.lower_days is not None:
            return self.lower_days > SIX_MONTHS_DAYS
        return self.share_6m_upper is not None and self.share_6m_upper < 0.5


def judge_median(wider: Interval, intervals: Sequence[MedianInterval]) -> Answer:
    """Whether a median lag is within six months. wider: of the intervals.

    Assumes, and refers to, the rule of *typically* in the module.
    """
    if wider.state == "unknown":
        return "cannot be told"
    if wider.upper is not None and wider.upper <= SIX_MONTHS_DAYS:
        return "supported"
    return "contradicted" if all(interval.is_past_six_months() for interval in intervals) else "cannot be told"


def count_exceptions(days: Floats, is_matched: NDArray[np.bool_], within_days: float) -> tuple[int, int, int]:
    """Records matched too late, unmatched for too long, and unmatched with the clock still running, in this order."""
    is_late = days > within_days
    return int((is_late & is_matched).sum()), int((is_late & ~is_matched).sum()), int((~is_late & ~is_matched).sum())


def judge_typically(
    lag: MedianAndShare,
    *,
    claim_id: str = CLAIM_ID,
    reading: str = "typically",
    estimand: str = ESTIMAND,
    subject: str = "The median lag",
) -> Verdict:
    """Whether the median lag is within six months.

    lag: the estimate over the records of the claim. claim_id, reading, estimand, subject: for a claim with the same rule
    over other matches; subject begins the reason.

    Returns a Verdict with the median in days and its wider interval. Assumes, and refers to, the rule in the module.
    """
    wider = lag.wider_median
    answer = judge_median(
        wider,
        (
            MedianInterval(lag.median_days_lower, lag.median_days_upper, lag.share_6m_upper),
            MedianInterval(lag.chain_median_days_lower, lag.chain_median_days_upper, lag.chain_share_6m_upper),
        ),
    )
    return Verdict(
        claim_id=claim_id,
        reading=reading,
        estimand=estimand,
        verdict=answer,
        figure=lag.median_days,
        figure_unit="days",
        lower=wider.lower,
        upper=wider.upper,
        interval_state=wider.state,
        ci_level=lag.ci_level,
        n=lag.n_records,
        reason=explain_median(lag, answer, subject=subject),
    )


def judge_always(lag_days: ArrayLike, is_matched: ArrayLike, survival: SurvivalLag) -> Verdict:
    """Whether every record was matched within six months.

    lag_days: (n,) float, days, signed lag or follow-up. is_matched: (n,) bool. survival: the estimate over these records.

    Returns a Verdict with the share within six months and its wider interval. Raises ValueError if survival is an
    estimate over other records. Assumes, and refers to, the rule in the module.
    """
    days, matched = np.asarray(lag_days, dtype=np.float64), np.asarray(is_matched, dtype=bool)
    if days.shape != matched.shape or (len(days), int(matched.sum())) != (survival.n_records, survival.n_matched):
        given = f"{len(days)} records, {int(matched.sum())} of them matched"
        estimated = f"{survival.n_records} and {survival.n_matched}"
        raise ValueError(f"{given}; survival was estimated over {estimated}. Give both the same records.")
    n_late, n_waiting, n_running = count_exceptions(days, matched, SIX_MONTHS_DAYS)
    answer: Answer = "contradicted" if n_late + n_waiting else "cannot be told" if n_running else "supported"
    wider = survival.wider_share_6m
    return Verdict(
        claim_id=CLAIM_ID,
        reading="always",
        estimand=ESTIMAND,
        verdict=answer,
        figure=survival.share_6m,
        figure_unit="share",
        lower=wider.lower,
        upper=wider.upper,
        interval_state=wider.state,
        ci_level=survival.ci_level,
        n=survival.n_records,
        reason=explain_always(len(days), n_late, n_waiting, n_running),
    )


def judge_on_average(level: LevelLag) -> Verdict:
    """Whether the mean gap over capability levels is within six months.

    level: the estimate over the releases of the claim.

    Returns a Verdict with the mean in days and its interval; n is the number of leader releases in the mean. Assumes, and
    refers to, the rule in the module.
    """
    lower, upper = level.mean_days_lower, level.mean_days_upper
    answer: Answer = "cannot be told"
    if upper is not None and max(upper, level.mean_days_at_least) <= SIX_MONTHS_DAYS:
        answer = "supported"
    elif lower is not None and lower > SIX_MONTHS_DAYS:
        answer = "contradicted"
    return Verdict(
        claim_id=CLAIM_ID,
        reading="on average over levels",
        estimand="C",
        verdict=answer,
        figure=level.mean_days,
        figure_unit="days",
        lower=lower,
        upper=upper,
        interval_state=whole_interval(lower, upper).state,
        ci_level=level.ci_level,
        n=level.n_leader_steps,
        reason=explain_on_average(level, answer),
    )
