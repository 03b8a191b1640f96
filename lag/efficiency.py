"""How many times dearer was a record than its match, over all matched pairs of one reading of "efficient"?

A pair's ratio is the value of the record over that of its match (list price, cost of a run, training compute): above 1 the record cost
more. The estimate is the median of the ratios, with two intervals of which the wider is read, end by end:

- by order statistics: of n ratios in order of size, the r-th from below and the r-th from above hold the median of all such pairs
  between them with probability 1 - 2 P(B <= r - 1), B binomial with n trials and chance 1/2, whatever the distribution; ties only make
  it larger. The largest r whose coverage is at least the level asked for gives the narrowest such pair. With the fewest pairs allowed,
  MIN_PAIRS = 5, the smallest and the largest ratio hold it with 0.9375, which is then the level of the interval;
- over matches: records matched by one release share its value and are not independent, so that matches are drawn with all their pairs,
  with replacement, as many as there are (a cluster bootstrap, as in lag/chains.py), and the ends are percentiles of the medians.

Under MIN_PAIRS pairs or MIN_CHAINS_FOR_CI distinct matches there is no interval.

Nothing is censored: a pair without a value on both sides has no ratio, and is left out and counted by the caller.

Wrong with few matches: percentiles over three clusters hold the truth less often than they say. Wrong as a measure of efficiency: a list
price holds a margin, a discount or a loss; what a run cost depends on its harness, its effort and the provider's price of that day; and
training compute is spent once, whatever the model is used for. A match is launched after its record, when every maker may give the same
level for less: part of the ratio is time. With an even n the median is the mean of the two ratios in the middle, so that the median of
the ratios turned over is not quite one over it; the interval by order statistics turns over exactly.

Sources: Conover 1999, Practical Nonparametric Statistics, third edition, section 3.2 (interval of a quantile). Hahn and Meeker 1991,
Statistical Intervals, section 5.2 (distribution-free intervals by order statistics). Davison and Hinkley 1997, Bootstrap Methods and
their Application, 100-102 (resampling clusters), 202 (percentiles). METHOD 6 (the fewest pairs and matches).
"""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.chains import MIN_CHAINS_FOR_CI, bound_places
from lag.errors import NotEnoughData
from lag.intervals import N_DRAWS, Interval, check_ci_level, check_draws, whole_interval, widest

CLAIMED_RATIO = 100.0  # "a hundred times more efficient"
MIN_PAIRS = 5


@dataclass(frozen=True, slots=True)
class EfficiencyRatio:
    """Median ratio of record to match. ci_level: coverage of the interval by order statistics, or the level asked for if that is less.

    An end that is None is missing: there are too few pairs or matches. n_draws is 0 where there is no interval from draws.
    """

    median: float
    median_lower: float | None
    median_upper: float | None
    chain_median_lower: float | None
    chain_median_upper: float | None
    smallest: float
    largest: float
    n_pairs: int
    n_matches: int
    n_at_least_hundred: int
    ci_level: float | None
    n_draws: int
    method: str

    @property
    def wider_median(self) -> Interval:
        """The wider of the two intervals."""
        return widest(
            whole_interval(self.median_lower, self.median_upper),
            whole_interval(self.chain_median_lower, self.chain_median_upper),
        )


def estimate_efficiency_ratio(
    ratios: ArrayLike,
    match_ids: Sequence[Hashable],
    *,
    rng: np.random.Generator,
    ci_level: float = 0.95,
    n_draws: int = N_DRAWS,
) -> EfficiencyRatio:
    """Median of the ratios, with an interval that assumes no distribution and one over matches.

    ratios: (n,) float, value of the record over that of its match, one a pair, above 0, no unit. match_ids: (n,) the matching release.
    ci_level: least coverage of the interval, in (0, 1). rng, n_draws: for the interval over matches.

    Returns an EfficiencyRatio; neither the order of the pairs nor the names of the matches move it. Raises NotEnoughData without a
    ratio; ValueError for bad input. Assumes that matches are independent draws. Reference: see the module.
    """
    values = _check_inputs(ratios, match_ids, ci_level, n_draws)
    ordered, n = np.sort(values), len(values)
    if n == 0:
        raise NotEnoughData(0, 1)
    rank, coverage = _rank_of_bounds(n, ci_level)
    clusters = _by_match(values, match_ids)
    has_draws = n >= MIN_PAIRS and len(clusters) >= MIN_CHAINS_FOR_CI
    lower, upper = _ends_over_matches(ordered, clusters, rng, ci_level, n_draws) if has_draws else (None, None)
    return EfficiencyRatio(
        median=float(np.median(ordered)),
        median_lower=float(ordered[rank - 1]) if rank else None,
        median_upper=float(ordered[n - rank]) if rank else None,
        chain_median_lower=lower,
        chain_median_upper=upper,
        smallest=float(ordered[0]),
        largest=float(ordered[-1]),
        n_pairs=n,
        n_matches=len(clusters),
        n_at_least_hundred=int((ordered >= CLAIMED_RATIO).sum()),
        ci_level=min(coverage, ci_level) if rank else None,
        n_draws=n_draws if has_draws else 0,
        method="median; intervals by order statistics and by a cluster bootstrap over matches",
    )


def _by_match(values: NDArray[np.float64], match_ids: Sequence[Hashable]) -> list[list[float]]:
    """The ratios of each match, in the order of their contents: names and the order of the pairs move no draw."""
    of: dict[Hashable, list[float]] = {}
    for match, value in zip(match_ids, values.tolist(), strict=True):
        of.setdefault(match, []).append(value)
    return sorted(sorted(ratios) for ratios in of.values())


def _ends_over_matches(
    ordered: NDArray[np.float64], clusters: list[list[float]], rng: np.random.Generator, ci_level: float, n_draws: int
) -> tuple[float, float]:
    """Percentiles of the median over draws of matches; all draws at once, as counts of each ratio."""
    counts = np.zeros((len(clusters), len(ordered)))
    for row, ratios in enumerate(clusters):
        np.add.at(counts[row], np.searchsorted(ordered, ratios), 1.0)
    n = len(clusters)
    picks = rng.integers(n, size=(n_draws, n)) + n * np.arange(n_draws)[:, None]
    drawn = np.bincount(picks.ravel(), minlength=n_draws * n).reshape(n_draws, n) @ counts
    below = np.cumsum(drawn, axis=1)
    n_drawn = below[:, -1:]
    # Of m ratios the median lies between the one at place (m + 1) // 2 and the one at m // 2 + 1, counted from 1.
    middle = [ordered[(below < place).sum(axis=1)] for place in ((n_drawn + 1) // 2, n_drawn // 2 + 1)]
    medians = np.sort((middle[0] + middle[1]) / 2)
    first, last = bound_places(n_draws, ci_level)
    return float(medians[first]), float(medians[last])


def _rank_of_bounds(n: int, ci_level: float) -> tuple[int, float]:
    """The largest r at which the r-th ratio from either end cover the median, and their coverage; (0, 0.0) if none does."""
    best = (1, 1 - 2 / 2**n) if n == MIN_PAIRS else (0, 0.0)
    if n < MIN_PAIRS:
        return best
    below = 0  # of the 2^n equally likely splits, those with fewer than r ratios below the median
    for rank in range(1, n // 2 + 1):
        below += math.comb(n, rank - 1)
        coverage = 1 - 2 * below / 2**n
        if coverage < ci_level:
            break
        best = (rank, coverage)
    return best


def _check_inputs(
    ratios: ArrayLike, match_ids: Sequence[Hashable], ci_level: float, n_draws: int
) -> NDArray[np.float64]:
    values = np.asarray(ratios, dtype=np.float64)
    if values.ndim != 1 or len(match_ids) != len(values):
        raise ValueError(f"ratios has shape {values.shape} and match_ids {len(match_ids)}. Give one of each a pair.")
    for row in np.flatnonzero(~np.isfinite(values) | (values <= 0)):
        raise ValueError(f"ratios[{row}] is {values[row]}. Leave pairs without two values above 0 out and count them.")
    check_ci_level(ci_level)
    check_draws(n_draws)
    return values
