"""
table: core.pooled
meaning: Estimand F over all benchmarks and by domain, with and without the first model tested on each; all of it with and without
benchmarks that a second version has superseded.
grain: one row per pairing, date basis, rule, start, domain (null: all), with or without the first model tested, and superseded benchmarks
key: pairing_id, date_basis, rule_id, start_on, domain, has_first_tested, has_superseded
"""

from functools import lru_cache

import numpy as np
import polars as pl

from lag import pooled
from lag.errors import NotEnoughData
from warehouse.estimates.cohorts import GROUP, KEY, MATCHES, WIDER, chain_places, wider_columns
from warehouse.estimates.settings import SEED, SETTINGS, figures, frame_of, schema_of

# An index is no benchmark, and only differences between ratings mean something.
QUERIES = {
    "settings": SETTINGS,
    "matches": f"from ({MATCHES}) where is_followed and scale_type not in ('index', 'rating') order by all",
}
POOL = [name for name in GROUP if name != "scale_id"]
SCHEMA = {name: KEY[name] for name in POOL} | {"has_superseded": pl.Boolean} | schema_of(pooled.PooledLag) | WIDER


def make(settings: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """The pools of every choice but the scale; none where no benchmark has enough records."""
    rows = []
    n_resamples = settings["n_resamples"][0]
    for values, every in matches.group_by(POOL, maintain_order=True):
        for has_superseded, records in ((True, every), (False, every.filter(~pl.col("is_superseded")))):
            key = dict(zip(POOL, values, strict=True)) | {"has_superseded": has_superseded}
            rows += [key | figures(lag, SCHEMA) | wider_columns(lag) for lag in pool(records, n_resamples)]
    return frame_of(rows, SCHEMA)


def pool(records: pl.DataFrame, n_resamples: int) -> tuple[pooled.PooledLag, ...]:
    """Estimand F of the records of one choice; empty where no benchmark has enough of them."""
    columns = [
        tuple(records[name]) for name in ("scale_id", "domain", "observed_days", "is_matched", "is_first_tested")
    ]
    try:
        return _pool(*columns, chain_places(records["match_release_id"]), n_resamples)
    except NotEnoughData:
        return ()


@lru_cache(maxsize=256)
def _pool(
    benchmarks: tuple[str, ...],
    domains: tuple[str, ...],
    observed: tuple[float, ...],
    is_matched: tuple[bool, ...],
    is_first_tested: tuple[bool, ...],
    chains: tuple[int, ...],
    n_resamples: int,
) -> tuple[pooled.PooledLag, ...]:
    matched, first = (np.array(column, dtype=np.bool_) for column in (is_matched, is_first_tested))
    rng = np.random.default_rng(SEED)
    return pooled.estimate_pooled_lag(
        benchmarks, domains, observed, matched, chains, first, rng=rng, n_draws=n_resamples
    )
