"""The cohorts of estimand A: leader records with their lags, for every pairing, scale, date basis, rule, cohort, censoring and start.

A record younger than the last laggard test has no follow-up and is not in a cohort: it is counted as untested.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from lag import pooled, survival
from warehouse.estimates.settings import SEED
from warehouse.row_schema import Schema

GROUP = ["pairing_id", "scale_id", "date_basis", "rule_id", "cohort_id", "censoring_id", "start_on"]
KEY: Schema = {name: pl.String for name in GROUP} | {"start_on": pl.Date}
WIDER: Schema = {
    "wider_median_days_lower": pl.Float64, "wider_median_days_upper": pl.Float64, "median_interval_state": pl.String,
    "wider_share_6m_lower": pl.Float64, "wider_share_6m_upper": pl.Float64, "share_6m_interval_state": pl.String,
}  # fmt: skip
# Day and state of one row of core.matches or core.censored_matches.
OBSERVED = """
    cast(coalesce(matches.lag_days, matches.follow_up_days) as double) as observed_days, matches.is_matched, matches.match_release_id,
    day_number(matches.record_released_on) as record_day,
"""
MATCHES = f"""
    select
        matches.pairing_id, matches.scale_id, matches.date_basis, matches.rule_id, matches.cohort_id, matches.censoring_id,
        starts.start_on, {OBSERVED}
        matches.is_matched or matches.follow_up_days is not null as is_followed,
        scales.domain, scales.scale_type, scales.superseded_by is not null as is_superseded,
        matches.record_released_on = min(matches.record_released_on) over (
            partition by matches.pairing_id, matches.scale_id, matches.date_basis, matches.cohort_id
        ) as is_first_tested,
    from core.censored_matches as matches
    join core.scales using (scale_id)
    join core.starts on starts.start_on is null or matches.record_released_on >= starts.start_on
    order by all
"""  # noqa: S608 - a constant of this file


def cohorts(matches: pl.DataFrame) -> Iterator[tuple[dict[str, Any], pl.DataFrame, int]]:
    """Key, followed records and number of untested ones of each group of MATCHES."""
    matches = matches.sort(GROUP, nulls_last=True, maintain_order=True)
    followed, first = matches.filter("is_followed"), 0
    sizes = matches.group_by(GROUP, maintain_order=True).agg(pl.len(), pl.col("is_followed").sum())
    for *values, n_records, n_followed in sizes.iter_rows():
        yield dict(zip(GROUP, values, strict=True)), followed.slice(first, n_followed), n_records - n_followed
        first += n_followed


def wider_columns(lag: survival.SurvivalLag | pooled.PooledLag) -> dict[str, Any]:
    """The columns of WIDER."""
    median, share = lag.wider_median, lag.wider_share_6m
    return dict(
        zip(WIDER, (median.lower, median.upper, median.state, share.lower, share.upper, share.state), strict=True)
    )


def estimate(records: pl.DataFrame, n_resamples: int) -> survival.SurvivalLag:
    """Estimand A of one cohort, with a chain interval of so many draws. Raises NotEnoughData without records."""
    observed, is_matched = (tuple(records[name].to_list()) for name in ("observed_days", "is_matched"))
    return _estimate(observed, is_matched, chain_places(records["match_release_id"]), n_resamples)


def chain_places(chains: pl.Series) -> tuple[int, ...]:
    """Chains by number and not by name: groups with the same lags then share one estimate."""
    places: dict[str | None, int] = {}
    return tuple(places.setdefault(name, len(places)) for name in chains.to_list())


# Many groups differ in a choice that moves none of their lags: each estimate is made once.
@lru_cache(maxsize=4096)
def _estimate(
    observed: tuple[float, ...], is_matched: tuple[bool, ...], chains: tuple[int, ...], n_resamples: int
) -> survival.SurvivalLag:
    return survival.estimate_survival_lag(
        observed, np.array(is_matched, dtype=np.bool_), chains, rng=np.random.default_rng(SEED), n_draws=n_resamples
    )
