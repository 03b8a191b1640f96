"""Forward lag per leader record (estimand A): how long until a laggard release reaches it, if it has done so?

S(t) is the share of leader records still unmatched t days after their release, by the product-limit formula. A record
not matched by the as-of day is censored: it is at risk up to its follow-up and then leaves. A negative lag (laggard
first) enters as 0 and is counted. What is read off the curve (`lag.product_limit`):
- median: first day with S <= 0.5; its interval: first days on which the lower and the upper end of the band are so. Where S is 0 the band
  has no upper end: one that was not met before counts as not reached, since all that is known is that it is not earlier;
- share within six months: 1 - S(182.625), with the band's ends; restricted mean: area under S up to 12 and 24 months.

None is unknown or not reached, never a number. Beside the textbook interval stands one over chains (`lag.chains`):
records matched by one release are not independent.

Wrong when follow-up depends on the lag (a benchmark no longer run on laggards): censor at the last test then. Where S
is 1 the band is [1, 1] and the share's interval [0, 0], which says that nothing was matched and not that nothing
could be.

Sources: Kaplan and Meier 1958, JASA 53, 457-481, and those of `lag.product_limit` and `lag.chains`; METHOD 3A and 7.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.chains import MIN_CHAINS_FOR_CI, ChainInterval, bootstrap_chains, count_by_chain
from lag.errors import NotEnoughData
from lag.intervals import N_DRAWS, MedianAndShare, check_ci_level, check_draws
from lag.product_limit import MIN_N_FOR_CI, Floats, SurvivalStep, fit_product_limit
from lag.units import DAYS_PER_MONTH, SIX_MONTHS_DAYS, to_numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class SurvivalLag(MedianAndShare):
    """Forward lag of a group of leader records; its own interval is the textbook one.

    n_draws is 0 where no chain interval is given. The curve has one step a distinct day, from day 0 on; S is 1 there unless records
    were matched on day 0.
    """

    share_5_5m: float | None
    share_6_5m: float | None
    rmst_12m_days: float | None
    rmst_24m_days: float | None
    curve: tuple[SurvivalStep, ...]


def estimate_survival_lag(
    lag_days: ArrayLike,
    is_matched: ArrayLike,
    chain_ids: Sequence[Hashable],
    *,
    rng: np.random.Generator,
    ci_level: float = 0.95,
    n_draws: int = N_DRAWS,
) -> SurvivalLag:
    """Median, share within six months and restricted mean of the lag, with the textbook and the chain interval.

    lag_days: (n,) float, days: signed lag of a matched record, follow-up of an unmatched one. is_matched: (n,) bool.
    chain_ids: (n,) id of the matching release, not looked at where unmatched. ci_level: in (0, 1), for both intervals.
    rng, n_draws: for the chain interval; rng is left alone where none is given.

    Returns a SurvivalLag; neither the order of the records nor the names of the chains move it. Intervals are None below
    MIN_N_FOR_CI records, chain intervals also below MIN_CHAINS_FOR_CI chains and where the estimate is unknown.
    Raises NotEnoughData without records; ValueError for bad input.
    Assumes that follow-up says nothing about the lag. Reference: see the module.
    """
    lags, matched = _check_inputs(lag_days, is_matched, chain_ids, ci_level, n_draws)
    n = len(lags)
    has_ci = n >= MIN_N_FOR_CI
    days = np.where(lags > 0, lags, 0.0)
    curve = fit_product_limit(days, matched, ci_level=ci_level, has_band=has_ci)
    by_chain, unmatched = count_by_chain(curve.days, days, matched, chain_ids)
    n_chains = len(by_chain) + int(not matched.all())
    share = curve.share_within(SIX_MONTHS_DAYS, curve.survival)
    chain = ChainInterval()
    if has_ci and n_chains >= MIN_CHAINS_FOR_CI:
        chain = bootstrap_chains(
            curve.days, by_chain, unmatched, horizon=SIX_MONTHS_DAYS, rng=rng, ci_level=ci_level, n_draws=n_draws
        )
    return SurvivalLag(
        n_records=n,
        n_matched=int(matched.sum()),
        n_censored=n - int(matched.sum()),
        n_negative=int((lags < 0).sum()),
        n_matching_releases=len(by_chain),
        median_days=curve.first_day_at_half(curve.survival),
        median_days_lower=curve.first_day_at_half(curve.lower),
        median_days_upper=curve.first_day_at_half(curve.upper),
        share_6m=share,
        share_6m_lower=curve.share_within(SIX_MONTHS_DAYS, curve.upper),
        share_6m_upper=curve.share_within(SIX_MONTHS_DAYS, curve.lower),
        share_5_5m=curve.share_within(5.5 * DAYS_PER_MONTH, curve.survival),
        share_6_5m=curve.share_within(6.5 * DAYS_PER_MONTH, curve.survival),
        rmst_12m_days=curve.restricted_mean(12 * DAYS_PER_MONTH),
        rmst_24m_days=curve.restricted_mean(24 * DAYS_PER_MONTH),
        ci_level=ci_level,
        chain_median_days_lower=chain.median_days_lower,
        chain_median_days_upper=chain.median_days_upper,
        chain_share_6m_lower=None if share is None else chain.share_lower,
        chain_share_6m_upper=None if share is None else chain.share_upper,
        n_draws=chain.n_draws,
        n_draws_median_not_reached=chain.n_median_not_reached,
        n_draws_share_unknown=chain.n_share_unknown,
        method="product-limit, log-log band; percentile bootstrap of whole chains",
        curve=curve.steps(),
    )


def _check_inputs(
    lag_days: ArrayLike, is_matched: ArrayLike, chain_ids: Sequence[Hashable], ci_level: float, n_draws: int
) -> tuple[Floats, NDArray[np.bool_]]:
    lags, matched = to_numbers("lag_days", lag_days), np.asarray(is_matched)
    if lags.ndim != 1 or lags.shape != matched.shape or len(lags) != len(chain_ids):
        shapes = f"{lags.shape}, {matched.shape} and ({len(chain_ids)},)"
        raise ValueError(f"lag_days, is_matched and chain_ids have shapes {shapes}. Give one value of each a record.")
    if not len(lags):
        raise NotEnoughData(0, 1)
    check_records(lags, matched, chain_ids)
    check_ci_level(ci_level)
    check_draws(n_draws)
    return lags, matched


def check_records(lags: Floats, matched: NDArray[Any], chain_ids: Sequence[Hashable]) -> None:
    """Raise ValueError for the first record with a lag, a flag or a chain that is none."""
    if matched.dtype != np.bool_:
        raise ValueError(
            f"is_matched has dtype {matched.dtype}. Give booleans: a match that is unknown is no match yet."
        )
    for row in np.flatnonzero(~np.isfinite(lags)):
        raise ValueError(
            f"lag_days[{row}] is {lags[row]}. Leave records without a lag or a follow-up out and count them."
        )
    for row in np.flatnonzero(~matched & (lags < 0)):
        why = "the record is younger than its censoring day. Leave it out and count it as untested."
        raise ValueError(f"lag_days[{row}] is {lags[row]} and unmatched: {why}")
    if any(is_one and chain is None for is_one, chain in zip(matched, chain_ids, strict=True)):
        raise ValueError("chain_ids is None for a matched record. Give the id of the release that matched it.")
