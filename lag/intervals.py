"""An interval with its state, and the wider of two, end by end.

Unknown where one of the two is missing; open where an end of one was not reached. *Missing* and *not reached* are two states, and an
end that is None cannot say which of them it is, so that the state goes with the ends from the estimator to the page.

Source: METHOD 6.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lag.chains import MIN_CHAINS_FOR_CI, bound_places
from lag.product_limit import MIN_N_FOR_CI

# Leaves 25 draws outside each end of a 95% interval.
N_DRAWS = 1000
# With four, one draw in 64 holds a single benchmark, and such draws come near to setting the ends of a 95% interval.
MIN_BENCHMARKS_FOR_CI = 5

State = Literal["closed", "open", "unknown"]


@dataclass(frozen=True, slots=True)
class Interval:
    """closed: both ends are known. open: the upper end was not reached, and perhaps the lower. unknown: there is none, and no end."""

    lower: float | None = None
    upper: float | None = None
    state: State = "unknown"


def interval_of_lag(lower: float | None, upper: float | None, *, is_given: bool) -> Interval:
    """An interval in days. An end that is None was not reached by the last day; is_given: whether there is an interval at all."""
    if not is_given:
        return Interval()
    return Interval(lower, upper, "open" if upper is None else "closed")


def whole_interval(lower: float | None, upper: float | None) -> Interval:
    """An interval that has both ends or none, as those of a share, a mean or a ratio."""
    return Interval() if lower is None or upper is None else Interval(lower, upper, "closed")


def reflected(interval: Interval, figure: float) -> Interval:
    """An interval of draws turned about the figure, of days that are never below 0: replicates carry the noise a second time."""
    if interval.state == "unknown":
        return interval
    lower = 0.0 if interval.upper is None else max(0.0, 2 * figure - interval.upper)
    upper = None if interval.lower is None else max(0.0, 2 * figure - interval.lower)
    return interval_of_lag(lower, upper, is_given=True)


def widest(first: Interval, second: Interval) -> Interval:
    """The wider of two intervals of one figure."""
    if "unknown" in (first.state, second.state):
        return Interval()
    lowers = [end for end in (first.lower, second.lower) if end is not None]
    uppers = [end for end in (first.upper, second.upper) if end is not None]
    lower = min(lowers) if lowers else None  # one not reached is the later of the two
    return interval_of_lag(lower, max(uppers) if len(uppers) == 2 else None, is_given=True)


@dataclass(frozen=True, slots=True)
class Shortage:
    """What there is too little of for an interval, and how many of it take one."""

    reason_code: Literal["nothing_to_judge", "too_few_records", "too_few_chains", "too_few_benchmarks"]
    n_needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianAndShare:
    """Median of a lag and share within six months: `*_days` in days, `share_*` 0-1, None is unknown or not reached.

    Each has an interval of its own and one over chains. n_matching_releases does not count the unmatched chain. n_draws is 0 where
    there is no interval from draws.
    """

    n_records: int
    n_matched: int
    n_censored: int
    n_negative: int
    n_matching_releases: int
    median_days: float | None
    median_days_lower: float | None
    median_days_upper: float | None
    share_6m: float | None
    share_6m_lower: float | None
    share_6m_upper: float | None
    chain_median_days_lower: float | None
    chain_median_days_upper: float | None
    chain_share_6m_lower: float | None
    chain_share_6m_upper: float | None
    ci_level: float
    n_draws: int
    n_draws_median_not_reached: int
    n_draws_share_unknown: int
    method: str

    @property
    def n_chains(self) -> int:
        """The chains, with the one of the unmatched."""
        return self.n_matching_releases + int(self.n_censored > 0)

    @property
    def n_clusters(self) -> int | None:
        """The benchmarks that the own interval is over; None if it is over records."""
        return None

    @property
    def shortage(self) -> Shortage | None:
        """Why one of the two intervals is missing, or None if both are there."""
        if not self.n_records:
            return Shortage("nothing_to_judge", 1)
        if self.n_clusters is not None and self.n_clusters < MIN_BENCHMARKS_FOR_CI:
            return Shortage("too_few_benchmarks", MIN_BENCHMARKS_FOR_CI)
        if self.n_records < MIN_N_FOR_CI:
            return Shortage("too_few_records", MIN_N_FOR_CI)
        if self.n_chains < MIN_CHAINS_FOR_CI:
            return Shortage("too_few_chains", MIN_CHAINS_FOR_CI)
        return None

    @property
    def wider_median(self) -> Interval:
        """The wider of the two intervals of the median, in days."""
        is_given = self.shortage is None
        return widest(
            interval_of_lag(self.median_days_lower, self.median_days_upper, is_given=is_given),
            interval_of_lag(self.chain_median_days_lower, self.chain_median_days_upper, is_given=is_given),
        )

    @property
    def wider_share_6m(self) -> Interval:
        """The wider of the two intervals of the share."""
        return widest(
            whole_interval(self.share_6m_lower, self.share_6m_upper),
            whole_interval(self.chain_share_6m_lower, self.chain_share_6m_upper),
        )


def ends_of_draws(draws: NDArray[np.float64], ci_level: float) -> tuple[float | None, float | None]:
    """Percentile bounds over the draws that are known; NaN is unknown, and None is an end that is unknown or infinite."""
    known = np.sort(draws[~np.isnan(draws)])
    if not len(known):
        return None, None
    lower, upper = (float(known[place]) for place in bound_places(len(known), ci_level))
    return lower if np.isfinite(lower) else None, upper if np.isfinite(upper) else None


def check_ci_level(ci_level: float) -> None:
    """Raise ValueError for a level that is none."""
    if not 0 < ci_level < 1:
        raise ValueError(f"ci_level is {ci_level}. Give a share between 0 and 1, such as 0.95.")


def check_draws(n_draws: int) -> None:
    """Raise ValueError for less than one draw."""
    if n_draws < 1:
        raise ValueError(f"n_draws is {n_draws}. Give 1 or more, and {N_DRAWS} for figures that are printed.")
