"""How many times dearer was a record than its match, by API list price, over all matched pairs?

For each pair the ratio is the price of the record over the price of its match, dollars a token over dollars a token: above 1 the record
was dearer. The estimate is the median of the ratios. Its interval is made of two of the ratios themselves: of n ratios in order of
size, the r-th from below and the r-th from above hold the median of all such pairs between them with probability

    1 - 2 P(B <= r - 1),  B binomial with n trials and chance 1/2,

whatever the distribution of the ratios; ties only make it larger. The largest r whose coverage is at least the level asked for gives
the narrowest such pair, and ci_level is the coverage it has. With fewer than MIN_N_FOR_CI ratios there is no interval: at 95 % even the
smallest and the largest would not reach it.

Nothing is censored: a pair without a price on both sides has no ratio, and is left out and counted by the caller.

Wrong when pairs are not independent: records matched by one release share its price, so that the true coverage is lower. Wrong as a
measure of efficiency: a list price holds a margin, a discount or a loss, and is not the cost of the compute. Wrong as the price of an
answer: a reasoning model writes more tokens for the same question, and a price per token does not see it. Wrong as a launch
price when the price was first seen later, since prices are cut over time. A match is launched after its record, when every maker may sell
the same level for less: part of the ratio is time. With an even n the median is the mean of the two ratios in the middle, so that the
median of the ratios turned over is not quite one over it; the interval turns over exactly.

Sources: Conover 1999, Practical Nonparametric Statistics, third edition, section 3.2 (interval of a quantile). Hahn and Meeker 1991,
Statistical Intervals, section 5.2 (distribution-free intervals by order statistics).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.errors import NotEnoughData
from lag.intervals import check_ci_level

CLAIMED_RATIO = 100.0  # "a hundred times more efficient"
MIN_N_FOR_CI = 6  # with 5, smallest and largest hold the median with 1 - 2 / 2^5 = 0.9375


@dataclass(frozen=True, slots=True)
class PriceRatio:
    """Median ratio of record to match. ci_level is the coverage of the interval, at least the level asked for; None without one."""

    median: float
    median_lower: float | None
    median_upper: float | None
    smallest: float
    largest: float
    n: int
    n_at_least_hundred: int
    ci_level: float | None
    method: str


def estimate_price_ratio(ratios: ArrayLike, *, ci_level: float = 0.95) -> PriceRatio:
    """Median of the price ratios, with an interval that assumes no distribution.

    ratios: (n,) float, price of the record over price of its match, one a pair, above 0, no unit. ci_level: least coverage of the
    interval, in (0, 1).

    Returns a PriceRatio; the order of the ratios does not move it. Raises NotEnoughData without a ratio; ValueError for bad input.
    Assumes that the pairs are independent draws of one distribution. Reference: see the module.
    """
    ordered = _check_inputs(ratios, ci_level)
    n = len(ordered)
    if n == 0:
        raise NotEnoughData(0, 1)
    rank, coverage = _rank_of_bounds(n, ci_level)
    return PriceRatio(
        median=float(np.median(ordered)),
        median_lower=float(ordered[rank - 1]) if rank else None,
        median_upper=float(ordered[n - rank]) if rank else None,
        smallest=float(ordered[0]),
        largest=float(ordered[-1]),
        n=n,
        n_at_least_hundred=int((ordered >= CLAIMED_RATIO).sum()),
        ci_level=coverage if rank else None,
        method="median; interval by order statistics, binomial, symmetric",
    )


def _rank_of_bounds(n: int, ci_level: float) -> tuple[int, float]:
    """The largest r at which the r-th ratio from either end cover the median, and their coverage; (0, 0.0) if none does."""
    best = (0, 0.0)
    if n < MIN_N_FOR_CI:
        return best
    below = 0  # of the 2^n equally likely splits, those with fewer than r ratios below the median
    for rank in range(1, n // 2 + 1):
        below += math.comb(n, rank - 1)
        coverage = 1 - 2 * below / 2**n
        if coverage < ci_level:
            break
        best = (rank, coverage)
    return best


def _check_inputs(ratios: ArrayLike, ci_level: float) -> NDArray[np.float64]:
    values = np.asarray(ratios, dtype=np.float64)
    if values.ndim != 1:
        raise ValueError(f"ratios has shape {values.shape}. Give one value a pair.")
    for row in np.flatnonzero(~np.isfinite(values) | (values <= 0)):
        raise ValueError(f"ratios[{row}] is {values[row]}. Leave pairs without two prices above 0 out and count them.")
    check_ci_level(ci_level)
    return np.sort(values)
