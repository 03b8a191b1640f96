"""How far the errors of the scores move the lag: estimands A and B, computed anew within every draw of the index.

A draw of the paired bootstrap (`lag.index`) gives every release another score. With the scores of one draw at a time, and the
releases and their dates as they are:
- records: leader releases strictly above all earlier ones, on one day only the best; from a start day on they are at risk;
- match: the first laggard release at or above the record (rule `strict`; same day is lag 0, earlier enters as 0);
- median and share within six months of the product-limit curve, as in `lag.survival`;
- under and central of the bracket on the as-of day, on the linear scale, as in `lag.bracket`.
Bounds are percentiles of the draws. A release whose score is unknown in a draw is not there in that draw.

Censored is a record not matched by the as-of day. A draw whose median is not reached lies beyond every day, and a bound that falls on
it is None. A draw whose share is unknown counts as the least the share can be for the lower bound and as 1 for the upper, as in
`lag.chains`. Draws without a record at risk are in neither. The bounds of the bracket are over draws in which it is known. All are counted.
The gap is central in every draw: one in which it is unknown counts as longer than any, so that no draw is left out.

What it measures is one source of error: what the scores would be with other questions. It is not to be added to the chain interval of
`lag.survival`, which asks what other releases would have come: the chains as seen carry the errors of the scores in them already,
and these would count twice. Print both, and trust the wider.

Wrong when its centre is read as the estimate. Each draw makes its own records: an upward error makes a false record and hides true ones
after it, and a laggard with an upward error matches too soon. The draws add such errors to scores that have them already, so their
centre need not be the point estimate. In simulations with 120 leaders and 70 laggards, whose true scores scatter by 5 points about a
trend and are known to 2, draws held 13.5 records at risk, the scores as estimated 14.5 and the true ones 14.9, and the draws' median
was 5 days longer than the estimated one. The 90% bounds held the median of the true scores in 91% of these runs, central in 88%.

Too short for the bracket, if n_draws_bracket_unknown is large: left out are then the draws in which the laggards stand at or below the
leaders' first record.

Sources: METHOD 3A, 3B and 5; Davison and Hinkley 1997, Bootstrap Methods and their Application, 202 (percentiles), and those of
`lag.survival` and `lag.bracket`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.chains import ChainInterval, read_draws
from lag.errors import NotEnoughData
from lag.intervals import check_ci_level, ends_of_draws
from lag.paired import Floats, to_paired_draws
from lag.product_limit import HALF
from lag.thresholds import to_finite
from lag.units import SIX_MONTHS_DAYS, check_day

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class DrawnLag:
    """Percentile bounds over draws: `*_days` in days, `share_*` 0-1. A bound that is None is not reached, or never known.

    share_median_within_6m: of the draws with records, those whose median is reached within six months; one not reached is not.
    n_records_median: median over all draws of the records at risk. n_draws_median_not_reached and n_draws_share_unknown count draws
    with records. n_draws_bracket_unknown: without central; n_draws_under_unknown of them also without under.
    n_counterexamples_least: over draws with records, the smallest number of records matched after six months, or unmatched for longer.
    """

    median_days_lower: float | None
    median_days_upper: float | None
    share_6m_lower: float | None
    share_6m_upper: float | None
    under_days_lower: float | None
    under_days_upper: float | None
    central_days_lower: float | None
    central_days_upper: float | None
    share_median_within_6m: float
    n_records_median: float
    n_draws: int
    n_draws_without_records: int
    n_draws_median_not_reached: int
    n_draws_share_unknown: int
    n_draws_bracket_unknown: int
    ci_level: float
    n_draws_under_unknown: int
    start_day: float
    as_of_day: float
    gap_days_median: float | None
    gap_days_lower: float | None
    gap_days_upper: float | None
    n_counterexamples_least: int
    method: str


@dataclass(frozen=True, slots=True, eq=False)
class _Stairs:
    """One group in all draws, by its distinct days: (k,) days rising, (d, k) best score so far (-inf for none), whether a record."""

    days: Floats
    best: Floats
    is_record: Bools


def estimate_drawn_lag(
    leader_days: ArrayLike,
    leader_draws: ArrayLike,
    laggard_days: ArrayLike,
    laggard_draws: ArrayLike,
    *,
    start_day: float,
    as_of_day: float,
    ci_level: float = 0.9,
) -> DrawnLag:
    """Bounds of the median, of the share within six months and of the bracket over draws of the scores.

    leader_days: (n,) float, days of all leader releases, in any order, day numbers from any epoch. leader_draws: (d, n) float, d draws
    of their scores, in points of a scale on which higher is better; NaN is unknown in that draw. laggard_days (m,),
    laggard_draws (d, m): the same of all laggard releases, in the same draws; m may be 0. start_day: same epoch, records from it on
    are at risk; earlier releases still decide what a record is. as_of_day: same epoch, no earlier than any release. ci_level: in (0, 1);
    with fewer than 2 / (1 - ci_level) draws the bounds are the least and the largest draw.

    Returns a DrawnLag; neither the order of the releases nor of the draws moves it. Raises NotEnoughData without draws, or if no draw
    has a record at risk; ValueError for bad input. Assumes that row i of both is one draw. Reference: see the module.
    """
    check_ci_level(ci_level)
    check_day("start_day", start_day)
    check_day("as_of_day", as_of_day)
    draws = to_paired_draws(leader_draws=leader_draws, laggard_draws=laggard_draws)
    leaders = _climb("leader", leader_days, draws[0], as_of_day)
    laggards = _climb("laggard", laggard_days, draws[1], as_of_day)
    n_records = (leaders.is_record & (leaders.days >= start_day)).sum(axis=1)
    if not n_records.any():
        raise NotEnoughData(0, 1)
    interval, share_median_within, n_counterexamples_least = _survival(
        leaders, laggards, start_day, as_of_day, ci_level
    )
    under, central = _bracket(leaders, laggards, as_of_day)
    under_ends, central_ends = ends_of_draws(under, ci_level), ends_of_draws(central, ci_level)
    gap = np.where(np.isnan(central), np.inf, central)
    gap_ends, gap_median = ends_of_draws(gap, ci_level), float(np.median(gap))
    return DrawnLag(
        median_days_lower=interval.median_days_lower,
        median_days_upper=interval.median_days_upper,
        share_6m_lower=interval.share_lower,
        share_6m_upper=interval.share_upper,
        under_days_lower=under_ends[0],
        under_days_upper=under_ends[1],
        central_days_lower=central_ends[0],
        central_days_upper=central_ends[1],
        share_median_within_6m=share_median_within,
        n_records_median=float(np.median(n_records)),
        ci_level=ci_level,
        n_draws=len(n_records),
        n_draws_without_records=int((n_records == 0).sum()),
        n_draws_median_not_reached=interval.n_median_not_reached,
        n_draws_share_unknown=interval.n_share_unknown,
        n_draws_bracket_unknown=int(np.isnan(central).sum()),
        n_draws_under_unknown=int(np.isnan(under).sum()),
        start_day=float(start_day),
        as_of_day=float(as_of_day),
        gap_days_median=gap_median if np.isfinite(gap_median) else None,
        gap_days_lower=gap_ends[0],
        gap_days_upper=gap_ends[1],
        n_counterexamples_least=n_counterexamples_least,
        method="product-limit and linear bracket within each paired draw; percentiles of the draws",
    )


def _climb(group: str, days: ArrayLike, draws: Floats, as_of_day: float) -> _Stairs:
    day = to_finite(f"{group}_days", days)
    if len(day) != draws.shape[1]:
        raise ValueError(f"{group}_days has {len(day)} values, {group}_draws {draws.shape[1]} columns. Give one each.")
    for place in np.flatnonzero(day > as_of_day):
        raise ValueError(f"{group}_days[{place}] is {day[place]}, after the as-of day {as_of_day}. Leave it out.")
    order = np.argsort(day)
    distinct, first = np.unique(day[order], return_index=True)
    known = np.where(np.isnan(draws), -np.inf, draws)[:, order]
    of_day = np.maximum.reduceat(known, first, axis=1) if len(day) else known
    best = np.maximum.accumulate(of_day, axis=1)
    before = np.full_like(best, -np.inf)
    before[:, 1:] = best[:, :-1]
    return _Stairs(distinct, best, best > before)


def _survival(
    leaders: _Stairs, laggards: _Stairs, start_day: float, as_of_day: float, ci_level: float
) -> tuple[ChainInterval, float, int]:
    """Over draws with records: bounds of the median and the share, share with a median within six months, fewest counterexamples."""
    is_at_risk = leaders.is_record & (leaders.days >= start_day)
    match_place = np.zeros(leaders.best.shape, dtype=np.int64)
    for best in laggards.best.T:
        match_place += best[:, None] < leaders.best
    until = np.append(laggards.days, as_of_day)[match_place]
    is_matched = (match_place < len(laggards.days))[is_at_risk]
    observed = until - leaders.days
    days, place = np.unique(np.maximum(observed, 0.0)[is_at_risk], return_inverse=True)

    has_records = is_at_risk.any(axis=1)
    n_counterexamples = (is_at_risk & (observed > SIX_MONTHS_DAYS)).sum(axis=1)[has_records]
    n_draws = int(has_records.sum())
    cell = place * n_draws + (np.cumsum(has_records) - 1)[np.nonzero(is_at_risk)[0]]
    matched, leaving = (
        np.bincount(cells, minlength=n_draws * len(days)).reshape(-1, n_draws).astype(np.float64)
        for cells in (cell[is_matched], cell)
    )
    interval = read_draws(days, matched, leaving, horizon=SIX_MONTHS_DAYS, ci_level=ci_level)
    matched, left = (counts[days <= SIX_MONTHS_DAYS] for counts in (matched, leaving))
    at_risk = leaving.sum(axis=0) - np.cumsum(left, axis=0) + left
    survival = np.prod(1.0 - matched / np.maximum(at_risk, 1.0), axis=0)
    return interval, float((survival <= HALF).mean()), int(n_counterexamples.min())


def _bracket(leaders: _Stairs, laggards: _Stairs, as_of_day: float) -> tuple[Floats, Floats]:
    """Under and central of every draw on the as-of day; NaN where unknown."""
    n_draws, n_days = leaders.best.shape
    row = np.arange(n_draws)
    level = laggards.best.max(axis=1, initial=-np.inf)
    is_known = (level > -np.inf) & (leaders.best[:, -1] > -np.inf)
    n_below = (leaders.best < level[:, None]).sum(axis=1)
    is_leading = is_known & (n_below == n_days)
    last_record = np.maximum.accumulate(np.where(leaders.is_record, np.arange(n_days), -1), axis=1)
    above = np.where(is_known & ~is_leading, n_below, -1)
    below = np.where(n_below > 0, last_record[row, n_below - 1], -1)

    # NaN at place -1, where there is no such record
    day = np.append(leaders.days, np.nan)
    score = np.hstack((leaders.best, np.full((n_draws, 1), np.nan)))
    low, high = score[row, below], score[row, above]
    under, over = as_of_day - day[above], as_of_day - day[below]
    crossing = over + (level - low) / (high - low) * (under - over)
    central = np.clip(crossing, under, over)  # rounding may carry it past an end
    return np.where(is_leading, 0.0, under), np.where(is_leading, 0.0, central)
