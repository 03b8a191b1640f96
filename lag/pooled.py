"""Pooled benchmarks (estimand F): over all benchmarks of a domain, how long until a laggard reaches a leader's record?

The forward lag of `lag.survival` on every benchmark with at least MIN_RECORDS_PER_BENCHMARK leader records, all records
put into one product-limit curve, each weighing the same. What is observed and what is censored, and when, the caller says:
a record unmatched is censored at the last laggard test on its benchmark, not at the as-of day, since many benchmarks are
never run on laggards again. Negative lags enter as 0.

Interval: benchmarks are drawn with replacement, each with all its records, matched and not; the bounds are percentiles of the
draws. Records of one benchmark share its scale, its date and its testers: drawing records instead would count a benchmark of
twenty records as twenty. Draws with a median not reached or a share unknown are kept, as in `lag.chains`. There is no interval
below MIN_BENCHMARKS_FOR_CI.

Every figure comes twice: with and without the first model ever tested on each benchmark, which is a record only because
nothing was tested before it. And for all domains together and for each. A benchmark is let in by the number of its records with
the first model among them, so that both figures are over the same benchmarks. Each figure is drawn from the seed anew: the same
records have the same interval, whatever other domains stand beside them.

Wrong when the benchmarks are not independent either: one release often matches the records of many at once. The interval over
chains (records matched by one release on whatever benchmark) stands beside the other; trust the wider. Wrong with few
benchmarks: percentiles are then too narrow. In simulations with independent benchmarks of 5 to 12 records each, the 95%
interval of the median held the truth in 87% of runs with 5 benchmarks, in 91% with 8 and in 94% with 20; that of the share in
82%, 91% and 92%.

Sources: METHOD 3F; Davison and Hinkley 1997, Bootstrap Methods and their Application, 100-102 (resampling clusters), 202
(percentiles), and those of `lag.survival`.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.chains import ChainInterval, read_draws
from lag.errors import NotEnoughData
from lag.intervals import MIN_BENCHMARKS_FOR_CI, N_DRAWS, MedianAndShare
from lag.product_limit import Floats
from lag.survival import SurvivalLag, check_records, estimate_survival_lag
from lag.units import SIX_MONTHS_DAYS, to_numbers

# METHOD 3F.
MIN_RECORDS_PER_BENCHMARK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledLag(MedianAndShare):
    """One domain (None: all of them), with or without first-tested records. Days and shares as in `lag.survival`.

    Figures are None where unknown, not reached or (with n_records 0) where no benchmark of the domain is let in.
    n_benchmarks are those with a record in the curve; n_benchmarks_left_out had too few records, n_records_left_out of them.
    n_first_tested_left_out: records taken out because they were the first model tested. n_draws is 0 where there is no interval.
    """

    domain: str | None
    has_first_tested: bool
    n_benchmarks: int
    n_benchmarks_left_out: int
    n_records_left_out: int
    n_first_tested_left_out: int

    @property
    def n_clusters(self) -> int:
        """The own interval is over benchmarks."""
        return self.n_benchmarks


@dataclass(frozen=True, slots=True, eq=False)
class _Records:
    benchmark: NDArray[np.int64]
    domain: tuple[str, ...]
    lag_days: Floats
    is_matched: NDArray[np.bool_]
    chain: tuple[Hashable, ...]
    is_first_tested: NDArray[np.bool_]

    def only(self, keep: NDArray[np.bool_]) -> "_Records":
        places = np.flatnonzero(keep)
        domain, chain = tuple(self.domain[i] for i in places), tuple(self.chain[i] for i in places)
        matched, first = self.is_matched[keep], self.is_first_tested[keep]
        return _Records(self.benchmark[keep], domain, self.lag_days[keep], matched, chain, first)


def estimate_pooled_lag(
    benchmark_ids: Sequence[Hashable],
    domains: Sequence[str],
    lag_days: ArrayLike,
    is_matched: ArrayLike,
    chain_ids: Sequence[Hashable],
    is_first_tested: ArrayLike,
    *,
    seed: int,
    ci_level: float = 0.95,
    n_draws: int = N_DRAWS,
) -> tuple[PooledLag, ...]:
    """Median and share within six months, for all domains and for each, with and without first-tested records.

    One value a leader record: benchmark_ids (n,), domains (n,) of the benchmark; lag_days (n,) float, days: signed lag of a
    matched record, follow-up to the benchmark's last laggard test of an unmatched one; is_matched (n,) bool; chain_ids (n,) id of
    the matching release, not looked at where unmatched; is_first_tested (n,) bool: the first model ever tested on the benchmark.
    ci_level: in (0, 1). seed, n_draws: for the intervals.

    Returns two PooledLag (with, then without first-tested) for all domains, then for each in alphabetical order; neither
    the order of the records nor the names of benchmarks and chains move them. Raises NotEnoughData if no benchmark has
    MIN_RECORDS_PER_BENCHMARK; ValueError for bad input. Assumes that benchmarks are independent. Reference: see the module.
    """
    records = _check_inputs(benchmark_ids, domains, lag_days, is_matched, chain_ids, is_first_tested)
    sizes = np.bincount(records.benchmark)
    if not len(sizes) or sizes.max() < MIN_RECORDS_PER_BENCHMARK:
        raise NotEnoughData(int(sizes.max(initial=0)), MIN_RECORDS_PER_BENCHMARK)
    is_in = sizes[records.benchmark] >= MIN_RECORDS_PER_BENCHMARK
    rows = []
    for domain in (None, *sorted(set(records.domain))):
        is_here = np.array([domain is None or d == domain for d in records.domain])
        here, out = records.only(is_here & is_in), records.only(is_here & ~is_in)
        for has_first in (True, False):
            rows.append(_pool(domain, has_first, here, out, seed, ci_level, n_draws))
    return tuple(rows)


def _pool(
    domain: str | None,
    has_first: bool,
    here: _Records,
    out: _Records,
    seed: int,
    ci_level: float,
    n_draws: int,
) -> PooledLag:
    records = here if has_first else here.only(~here.is_first_tested)
    lag: SurvivalLag | None = None
    interval = ChainInterval()
    n_benchmarks = len(np.unique(records.benchmark))
    if n_benchmarks:
        chains = [chain if is_one else None for chain, is_one in zip(records.chain, records.is_matched, strict=True)]
        lag, interval = _estimate(
            _places(records.benchmark.tolist()), tuple(records.lag_days.tolist()), tuple(records.is_matched.tolist()),
            _places(chains), seed, ci_level, n_draws,
        )  # fmt: skip
    share = lag.share_6m if lag else None
    return PooledLag(
        domain=domain,
        has_first_tested=has_first,
        n_benchmarks=n_benchmarks,
        n_benchmarks_left_out=len(np.unique(out.benchmark)),
        n_records=len(records.lag_days),
        n_records_left_out=len(out.lag_days),
        n_first_tested_left_out=len(here.lag_days) - len(records.lag_days),
        n_matched=lag.n_matched if lag else 0,
        n_censored=lag.n_censored if lag else 0,
        n_negative=lag.n_negative if lag else 0,
        n_matching_releases=lag.n_matching_releases if lag else 0,
        median_days=lag.median_days if lag else None,
        median_days_lower=interval.median_days_lower,
        median_days_upper=interval.median_days_upper,
        share_6m=share,
        share_6m_lower=None if share is None else interval.share_lower,
        share_6m_upper=None if share is None else interval.share_upper,
        chain_median_days_lower=lag.chain_median_days_lower if lag else None,
        chain_median_days_upper=lag.chain_median_days_upper if lag else None,
        chain_share_6m_lower=lag.chain_share_6m_lower if lag else None,
        chain_share_6m_upper=lag.chain_share_6m_upper if lag else None,
        ci_level=ci_level,
        n_draws=interval.n_draws,
        n_draws_median_not_reached=interval.n_median_not_reached,
        n_draws_share_unknown=interval.n_share_unknown,
        method="product-limit over the records of all benchmarks; percentile bootstrap of whole benchmarks",
    )


def _places(names: Sequence[Hashable]) -> tuple[int, ...]:
    """Names by number, in the order in which they are met: the same records under other names are the same."""
    places: dict[Hashable, int] = {}
    return tuple(places.setdefault(name, len(places)) for name in names)


# Many choices move no record of a domain, and most domains no record by leaving out the first model tested: each is estimated once.
@lru_cache(maxsize=2048)
def _estimate(
    benchmarks: tuple[int, ...],
    lag_days: tuple[float, ...],
    is_matched: tuple[bool, ...],
    chains: tuple[int, ...],
    seed: int,
    ci_level: float,
    n_draws: int,
) -> tuple[SurvivalLag, ChainInterval]:
    """The forward lag of records, and the interval over their benchmarks if these are enough."""
    lags, matched, rng = np.array(lag_days), np.array(is_matched, dtype=np.bool_), np.random.default_rng(seed)
    lag = estimate_survival_lag(lags, matched, chains, rng=rng, ci_level=ci_level, n_draws=n_draws)
    if max(benchmarks) + 1 < MIN_BENCHMARKS_FOR_CI:
        return lag, ChainInterval()
    return lag, _bootstrap_benchmarks(np.array(benchmarks), lags, matched, rng, ci_level, n_draws)


def _bootstrap_benchmarks(
    benchmarks: NDArray[np.int64],
    lags: Floats,
    matched: NDArray[np.bool_],
    rng: np.random.Generator,
    ci_level: float,
    n_draws: int,
) -> ChainInterval:
    """As `lag.chains.bootstrap_chains`, over clusters that hold matched and censored records both."""
    days, day_place = np.unique(np.where(lags > 0, lags, 0.0), return_inverse=True)
    n = int(benchmarks.max()) + 1
    counts = np.zeros((n, 2, len(days)))  # matched, then censored, by benchmark and day
    np.add.at(counts, (benchmarks, np.where(matched, 0, 1), day_place), 1.0)
    # in the order of their contents, so that the names of the benchmarks move no draw
    flat = counts.reshape(n, -1)
    flat = flat[np.lexsort(flat.T)]
    picks = rng.multinomial(n, np.full(n, 1 / n), size=n_draws).T.astype(np.float64)
    n_matched, n_censored = (flat.T @ picks).reshape(2, len(days), n_draws)
    return read_draws(days, n_matched, n_matched + n_censored, horizon=SIX_MONTHS_DAYS, ci_level=ci_level)


def _check_inputs(
    benchmark_ids: Sequence[Hashable],
    domains: Sequence[str],
    lag_days: ArrayLike,
    is_matched: ArrayLike,
    chain_ids: Sequence[Hashable],
    is_first_tested: ArrayLike,
) -> _Records:
    """The records, those that will be left out too: what is wrong with a lag, a match or a chain, `lag.survival` says."""
    lags, matched, first = to_numbers("lag_days", lag_days), np.asarray(is_matched), np.asarray(is_first_tested)
    lengths = [len(benchmark_ids), len(domains), lags.size, matched.size, len(chain_ids), first.size]
    if len(set(lengths)) > 1 or {lags.ndim, matched.ndim, first.ndim} != {1}:
        names = "benchmark_ids, domains, lag_days, is_matched, chain_ids and is_first_tested"
        raise ValueError(f"{names} have lengths {lengths}. Give one value of each a record, in one dimension.")
    if not len(lags):
        raise NotEnoughData(0, MIN_RECORDS_PER_BENCHMARK)
    check_records(lags, matched, chain_ids)
    if first.dtype != np.bool_:
        raise ValueError(f"is_first_tested has dtype {first.dtype}. Give booleans.")
    domain_of: dict[Hashable, str] = {}
    for benchmark, domain in zip(benchmark_ids, domains, strict=True):
        if domain_of.setdefault(benchmark, domain) != domain:
            both = f"{domain_of[benchmark]!r} and {domain!r}"
            raise ValueError(f"benchmark {benchmark!r} is in the domains {both}. Give each benchmark one.")
    place = {benchmark: i for i, benchmark in enumerate(domain_of)}
    numbers = np.array([place[benchmark] for benchmark in benchmark_ids], dtype=np.int64)
    return _Records(numbers, tuple(domains), lags, matched, tuple(chain_ids), first)
