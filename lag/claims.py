"""The decision rules for "Chinese open releases trail US launches by six months at most", written down before any number.

Claim `six_months` is put in seven readings, the claim as it is said first. Four are here; the three about the gap on a day, which came
later, are in `lag.gap_claims`. Six months: 182.625 days.

*at most*: every record was matched within six months (estimand A, the forward lag per leader record). The share within six months is
printed with it, and the smallest number of counterexamples over the draws of the index.
- contradicted: there is a counterexample, matched after more than six months, or unmatched with longer follow-up;
- supported: every record was matched within six months;
- cannot be told: otherwise. There is no counterexample yet, but some clocks still run.
*typically*: the median lag is within six months (A).
- supported: the upper end of the median's interval is at most six months;
- contradicted: its lower end lies past six months;
- cannot be told: otherwise. The interval holds six months, or an end of it is unknown, or there is none.
*typically, over benchmarks*: the same of the records of all benchmarks (estimand F), by the same rule.
*on average over levels*: the mean gap, over the levels both groups have reached, is within six months (estimand C).
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
sets of 20 records, *typically* was supported in 97% with a true median of 60 days, and contradicted in 28% with one of 700
days (75% by the textbook interval alone).

Source: METHOD 6.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.intervals import Interval, MedianAndShare, State, whole_interval
from lag.level import MIN_STEPS_FOR_CI, LevelLag
from lag.product_limit import Floats
from lag.survival import SurvivalLag
from lag.units import SIX_MONTHS_DAYS, to_numbers

CLAIM_ID = "six_months"
ESTIMAND = "A"
# In the order of METHOD 6: the claim as it is said, then the weaker readings of it.
READINGS = (
    "at most", "today", "at any time", "at any time, last twelve months", "typically", "typically, over benchmarks",
    "on average over levels",
)  # fmt: skip

Answer = Literal["supported", "contradicted", "cannot be told"]
ReasonCode = Literal[
    "nothing_to_judge",
    "too_few_records", "too_few_chains", "too_few_benchmarks", "too_few_steps", "too_few_pairs",
    "interval_below", "interval_above", "interval_across",
    "levels_waiting",
    "counterexamples", "clocks_running", "all_in_time",
    "estimate_unknown",
    "longer_days", "days_within", "days_open", "scored_until_unknown",
    "no_listing", "one_listing", "listings_too_close", "roots_unknown", "moved_more", "moved_less",
    "no_source",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One reading of a claim against one estimate. figure, lower, upper: in figure_unit; None is unknown or not reached.

    interval_state says which of the two an end that is None is. ci_level may be None where there is no interval. reason_code says
    why the verdict is what it is, and the fields after it with which numbers; one that has no part in the reading is None.

    Codes: nothing_to_judge (no record, pair or release), too_few_* (n_needed of them for an interval), interval_* (where it lies to the
    line of the claim: six months, a hundred times, one half), levels_waiting (within, but not with the levels that wait),
    counterexamples, clocks_running (none so far), all_in_time, estimate_unknown (of what the draws are about), longer_days, days_within
    (all of them), days_open (none longer so far), scored_until_unknown (so that no day can be judged), no_listing, one_listing and
    listings_too_close (of the whole Hub), roots_unknown (of more than half of the downloads), moved_more and moved_less (than the points of
    the rule), no_source.
    within_days: the horizon of a lag. Of n records n_matched_in_time are matched within it, n_later after it, and n_unmatched not at
    all, n_over of these with longer follow-up than it. n_chains, n_benchmarks: what the interval is over beside records.
    level_from, level_to: levels of the mean gap. n_laggard_steps: laggard releases it hangs on. mean_days_at_least: the least it is with
    the share_not_reached of levels that only leaders have reached.
    n_pairs_reached: ratios that are at least the claimed one, of single ones from smallest to largest. n_exceptions: releases that are
    not as the claim has them. first_share: of the first of two listings, on first_on; the last was on last_on.
    first_unknown_share, last_unknown_share: of all downloads in each, what models of unknown root have.
    n_counterexamples_least_drawn: the smallest number over the draws of the index. n_draws, median_drawn_days: of the gap within draws.
    Of n_days days n are those with a known centre of the bracket, n_days_central_within of them within within_days; the under side is
    known on n_days_under_known and within on n_days_under_within; the over side is within on n_days_over_within. n_days_unscored are
    after scored_until_on and not judged; of the others n_days_longer are longer and n_days_open are open. longest_run_days: the most
    longer days in a row, to longest_run_until; longest_days: the longest under side, on longest_on.
    """

    claim_id: str
    reading: str
    estimand: str
    verdict: Answer | Literal["not tested"]
    figure: float | None = None
    figure_unit: Literal["days", "share", "ratio"]
    lower: float | None = None
    upper: float | None = None
    interval_state: State = "unknown"
    ci_level: float | None = None
    n: int = 0
    reason_code: ReasonCode
    n_needed: int | None = None
    within_days: float | None = None
    n_matched_in_time: int | None = None
    n_later: int | None = None
    n_unmatched: int | None = None
    n_over: int | None = None
    n_chains: int | None = None
    n_benchmarks: int | None = None
    level_from: float | None = None
    level_to: float | None = None
    n_laggard_steps: int | None = None
    mean_days_at_least: float | None = None
    share_not_reached: float | None = None
    smallest: float | None = None
    largest: float | None = None
    n_pairs_reached: int | None = None
    n_exceptions: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    first_share: float | None = None
    first_unknown_share: float | None = None
    last_unknown_share: float | None = None
    n_counterexamples_least_drawn: int | None = None
    n_draws: int | None = None
    median_drawn_days: float | None = None
    n_days: int | None = None
    n_days_central_within: int | None = None
    n_days_under_known: int | None = None
    n_days_under_within: int | None = None
    n_days_over_within: int | None = None
    scored_until_on: date | None = None
    n_days_unscored: int | None = None
    n_days_longer: int | None = None
    n_days_open: int | None = None
    longest_run_days: int | None = None
    longest_run_until: date | None = None
    longest_days: float | None = None
    longest_on: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Of some records, and how many lie within a horizon: the fields of a Verdict that have these names."""

    n: int
    within_days: float
    n_matched_in_time: int
    n_later: int
    n_unmatched: int
    n_over: int


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


def tally(days: Floats, is_matched: NDArray[np.bool_], within_days: float) -> Tally:
    """days: signed lag of a matched record, follow-up of an unmatched one."""
    is_late = days > within_days
    return Tally(
        n=len(days),
        within_days=within_days,
        n_matched_in_time=int((~is_late & is_matched).sum()),
        n_later=int((is_late & is_matched).sum()),
        n_unmatched=int((~is_matched).sum()),
        n_over=int((is_late & ~is_matched).sum()),
    )


def judge_every(counted: Tally) -> tuple[Answer, ReasonCode]:
    """Whether every record was matched in time, of any claim that says so of all of them."""
    if counted.n_later + counted.n_over:
        return "contradicted", "counterexamples"
    if counted.n_unmatched:
        return "cannot be told", "clocks_running"
    return ("supported", "all_in_time") if counted.n else ("cannot be told", "nothing_to_judge")


def say_side(answer: Answer) -> ReasonCode:
    """Where an interval lies that ends at the line of a claim of at most so much."""
    sides: dict[Answer, ReasonCode] = {"supported": "interval_below", "contradicted": "interval_above"}
    return sides.get(answer, "interval_across")


def cannot_judge(reading: str, estimand: str, *, claim_id: str = CLAIM_ID) -> Verdict:
    """The verdict on a reading in days of which there is nothing to judge: it gets a word as every other does."""
    return Verdict(
        claim_id=claim_id,
        reading=reading,
        estimand=estimand,
        verdict="cannot be told",
        figure_unit="days",
        reason_code="nothing_to_judge",
        within_days=SIX_MONTHS_DAYS,
    )


def judge_typically(
    lag: MedianAndShare,
    *,
    claim_id: str = CLAIM_ID,
    reading: str = "typically",
    estimand: str = ESTIMAND,
) -> Verdict:
    """Whether the median lag is within six months.

    lag: the estimate over the records of the claim. claim_id, reading, estimand: for a claim with the same rule over other matches.

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
    code = say_side(answer) if lag.shortage is None else lag.shortage.reason_code
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
        reason_code=code,
        n_needed=None if lag.shortage is None else lag.shortage.n_needed,
        within_days=SIX_MONTHS_DAYS,
        n_chains=lag.n_chains,
        n_benchmarks=lag.n_clusters,
    )


def judge_at_most(
    lag_days: ArrayLike, is_matched: ArrayLike, survival: SurvivalLag, n_counterexamples_least_drawn: int | None = None
) -> Verdict:
    """Whether every record was matched within six months.

    lag_days: (n,) float, days, signed lag or follow-up. is_matched: (n,) bool. survival: the estimate over these records.
    n_counterexamples_least_drawn: of `lag.drawn`, None without draws; it is printed and decides nothing.

    Returns a Verdict with the share within six months and its wider interval. Raises ValueError if survival is an
    estimate over other records. Assumes, and refers to, the rule in the module.
    """
    days, matched = to_numbers("lag_days", lag_days), np.asarray(is_matched, dtype=bool)
    if days.shape != matched.shape or (len(days), int(matched.sum())) != (survival.n_records, survival.n_matched):
        given = f"{len(days)} records, {int(matched.sum())} of them matched"
        estimated = f"{survival.n_records} and {survival.n_matched}"
        raise ValueError(f"{given}; survival was estimated over {estimated}. Give both the same records.")
    counted = tally(days, matched, SIX_MONTHS_DAYS)
    answer, code = judge_every(counted)
    wider = survival.wider_share_6m
    return Verdict(
        claim_id=CLAIM_ID,
        reading="at most",
        estimand=ESTIMAND,
        verdict=answer,
        figure=survival.share_6m,
        figure_unit="share",
        lower=wider.lower,
        upper=wider.upper,
        interval_state=wider.state,
        ci_level=survival.ci_level,
        reason_code=code,
        n_counterexamples_least_drawn=n_counterexamples_least_drawn,
        **asdict(counted),
    )


def judge_on_average(level: LevelLag) -> Verdict:
    """Whether the mean gap over capability levels is within six months.

    level: the estimate over the releases of the claim.

    Returns a Verdict with the mean in days and its interval; n is the number of leader releases in the mean. Assumes, and
    refers to, the rule in the module.
    """
    lower, upper = level.mean_days_lower, level.mean_days_upper
    answer: Answer = "cannot be told"
    code: ReasonCode = "nothing_to_judge" if level.mean_days is None else "too_few_steps"
    if lower is not None and upper is not None:
        if upper <= SIX_MONTHS_DAYS:
            answer = "supported" if level.mean_days_at_least <= SIX_MONTHS_DAYS else answer
        elif lower > SIX_MONTHS_DAYS:
            answer = "contradicted"
        is_waiting = answer == "cannot be told" and upper <= SIX_MONTHS_DAYS
        code = "levels_waiting" if is_waiting else say_side(answer)
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
        reason_code=code,
        n_needed=MIN_STEPS_FOR_CI if code == "too_few_steps" else None,
        within_days=SIX_MONTHS_DAYS,
        level_from=level.level_from,
        level_to=level.level_to,
        n_laggard_steps=level.n_laggard_steps,
        mean_days_at_least=level.mean_days_at_least,
        share_not_reached=level.share_not_reached,
    )
