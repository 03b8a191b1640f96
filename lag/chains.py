"""Bootstrap of a product-limit curve over chains: how far do the median and a share move if whole chains are drawn anew?

A chain is the set of leader records matched by one release: they rose and fell together, and an interval that takes
them for independent is too narrow. All unmatched records are one more chain. A draw takes as many chains as there
are, with replacement; the bounds are percentiles of the draws.

Every draw counts. A draw whose median is not reached lies beyond every day, and a bound that falls on such a draw is
None. A draw whose share is unknown (it ends before the horizon in censored records) counts as the least the share can
be for the lower bound, and as 1 for the upper: leaving such draws out would keep only those in which matches came
late enough to be seen.

Wrong with few chains: percentile intervals are then too narrow. With 12 chains of four simulated records the 95%
interval of the median held the truth in 90% of runs, with 8 chains of two in 87%; the textbook interval in 59% and 80%.
Below MIN_CHAINS_FOR_CI the caller gives none.

Source: Davison and Hinkley 1997, Bootstrap Methods and their Application, 100-102 (resampling clusters), 202
(percentiles).
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lag.product_limit import HALF, Floats

# With two chains half of all draws hold one of them alone: the bounds are those two chains, not a spread.
MIN_CHAINS_FOR_CI = 3


@dataclass(frozen=True, slots=True)
class ChainInterval:
    """Percentile bounds; None is not reached, or that no interval is given (then n_draws is 0)."""

    median_days_lower: float | None = None
    median_days_upper: float | None = None
    share_lower: float | None = None
    share_upper: float | None = None
    n_draws: int = 0
    n_median_not_reached: int = 0
    n_share_unknown: int = 0


def count_by_chain(
    distinct: Floats, days: Floats, is_matched: NDArray[np.bool_], chain_ids: Sequence[Hashable]
) -> tuple[Floats, Floats]:
    """Matched records by matching release (rows) and distinct day, and unmatched records by distinct day.

    Chains are put in the order of their contents: the order of the records and the names of the chains move no draw.
    """
    day_place = np.searchsorted(distinct, days)
    ids = [chain for chain, is_one in zip(chain_ids, is_matched, strict=True) if is_one]
    place = {chain: i for i, chain in enumerate(dict.fromkeys(ids))}
    chain_place = np.array([place[chain] for chain in ids], dtype=np.intp)
    matched = np.zeros((len(place), len(distinct)))
    np.add.at(matched, (chain_place, day_place[is_matched]), 1.0)
    censored = np.bincount(day_place[~is_matched], minlength=len(distinct)).astype(np.float64)
    return matched[np.lexsort(matched.T)], censored


def bootstrap_chains(
    days: Floats,
    matched: Floats,
    censored: Floats,
    *,
    horizon: float,
    rng: np.random.Generator,
    ci_level: float,
    n_draws: int,
) -> ChainInterval:
    """Percentile interval of the median and of the share within the horizon; all draws at once, draws by distinct days.

    days: (t,) distinct days, ascending. matched: (c, t) counts by chain. censored: (t,) counts of the unmatched chain.
    """
    n_chains = len(matched) + int(censored.any())
    picks = rng.integers(n_chains, size=(n_draws, n_chains)) + n_chains * np.arange(n_draws)[:, None]
    drawn = np.bincount(picks.ravel(), minlength=n_draws * n_chains).reshape(n_draws, n_chains).T.astype(np.float64)
    n_matched = matched.T @ drawn[: len(matched)]
    leaving = n_matched + np.multiply.outer(censored, drawn[-1])
    return read_draws(days, n_matched, leaving, horizon=horizon, ci_level=ci_level)


def read_draws(days: Floats, matched: Floats, leaving: Floats, *, horizon: float, ci_level: float) -> ChainInterval:
    """Percentile interval of the median and of the share, from the product-limit curve of each draw.

    days: (t,) distinct days, ascending. matched, leaving: (t, draws) records matched on a day, and matched or censored on it.
    Day by day over all draws, and in place: that takes half the time of going along the days of each draw.
    """
    at_risk = leaving.copy()
    for day in range(len(days) - 2, -1, -1):
        at_risk[day] += at_risk[day + 1]
    survival = np.maximum(at_risk, 1.0)
    np.subtract(1.0, np.divide(matched, survival, out=survival), out=survival)
    for day in range(1, len(days)):
        survival[day] *= survival[day - 1]
    n_draws = survival.shape[1]
    # The place len(days) lies past every day: not reached.
    median_place = np.sort(np.count_nonzero(survival > HALF, axis=0))
    share, is_unknown = share_within(days, survival, at_risk, horizon)
    below, above = bound_places(n_draws, ci_level)
    return ChainInterval(
        median_days_lower=day_at(days, int(median_place[below])),
        median_days_upper=day_at(days, int(median_place[above])),
        share_lower=float(np.sort(share)[below]),
        share_upper=float(np.sort(np.where(is_unknown, 1.0, share))[above]),
        n_draws=n_draws,
        n_median_not_reached=int((median_place == len(days)).sum()),
        n_share_unknown=int(is_unknown.sum()),
    )


def share_within(days: Floats, survival: Floats, at_risk: Floats, horizon: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Least share matched within the horizon in each draw, and whether the draw leaves open that it is larger."""
    step = int(np.searchsorted(days, horizon, side="right")) - 1
    share = 1.0 - survival[step] if step >= 0 else np.zeros(survival.shape[1])
    beyond = int(np.searchsorted(days, horizon, side="left"))
    has_ended = at_risk[beyond] == 0 if beyond < len(days) else np.ones(survival.shape[1], dtype=np.bool_)
    return share, has_ended & (share < 1)


def day_at(days: Floats, place: int) -> float | None:
    return float(days[place]) if place < len(days) else None


def bound_places(n_draws: int, ci_level: float) -> tuple[int, int]:
    """Places of both bounds among the sorted draws: as many draws lie outside the one as outside the other."""
    n_outside = int(n_draws * (1 - ci_level) / 2 + 1e-9)  # in floats 1 - 0.9 is less than 0.1
    return n_outside, n_draws - 1 - n_outside
