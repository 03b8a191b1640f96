"""
table: marts.benchmarks_pooled
meaning: Estimand F: the forward lag pooled over benchmarks with at least five records, with an interval over benchmarks and not records.
grain: one row per pairing, date basis, rule, start, domain (null: all), with or without the first model tested on each benchmark, and with
or without superseded benchmarks
key: pairing_id, date_basis, rule_id, start_on, domain, has_first_tested, has_superseded
beside: yes
not_null: pairing_id, date_basis, rule_id, has_first_tested, has_superseded, n_benchmarks, n_benchmarks_left_out, n_records, n_matched,
n_censored, n_matching_releases, median_interval_state, share_6m_interval_state, ci_level, as_of
in: date_basis (available, announced, published); median_interval_state (closed, open, unknown); share_6m_interval_state (closed,
open, unknown)
refers: pairing_id = core.pairings.pairing_id; rule_id = core.rules.rule_id
caveat: Benchmarks are matched by few releases and are not independent: read the wider of the two intervals, whose state
says whether an end that is null is unknown or not reached.
"""

import numpy as np
import polars as pl

from lag import pooled
from lag.errors import NotEnoughData
from warehouse.estimates.cohorts import GROUP, KEY, MATCHES, WIDER, wider_columns
from warehouse.estimates.settings import SEED, SETTINGS, figures, frame_of
from warehouse.row_schema import schema_of

# An index is no benchmark, and only differences between ratings mean something.
QUERIES = {
    "settings": SETTINGS,
    "matches": f"""
        from ({MATCHES})
        where cohort_id = 'records' and censoring_id = 'as_of' and is_followed and scale_type not in ('index', 'rating')
        order by all
    """,
}
POOL = [name for name in GROUP if name not in ("scale_id", "cohort_id", "censoring_id")]
LEFT_OUT = (
    "n_negative", "n_records_left_out", "n_first_tested_left_out", "n_draws", "n_draws_median_not_reached", "n_draws_share_unknown",
    "method",
)  # fmt: skip
SCHEMA = (
    {name: KEY[name] for name in POOL}
    | {"domain": pl.String, "has_first_tested": pl.Boolean, "has_superseded": pl.Boolean}
    | schema_of(pooled.PooledLag, leave_out=LEFT_OUT)
    | WIDER
)


def make(settings: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """The pools of every choice but the scale; none where no benchmark has enough records."""
    rows = []
    n_resamples = settings["n_resamples"][0]
    for values, every in matches.group_by(POOL, maintain_order=True):
        for has_superseded, records in ((True, every), (False, every.filter(~pl.col("is_superseded")))):
            key = dict(zip(POOL, values, strict=True)) | {"has_superseded": has_superseded}
            found = [lag for lag in pool(records, n_resamples) if lag.n_benchmarks]
            rows += [key | figures(lag, SCHEMA) | wider_columns(lag) for lag in found]
    by = [*POOL, "domain", "has_first_tested", "has_superseded"]
    return frame_of(rows, SCHEMA).sort(by, descending=[name.startswith("has_") for name in by])


def pool(records: pl.DataFrame, n_resamples: int) -> tuple[pooled.PooledLag, ...]:
    """Estimand F of the records of one choice; empty where no benchmark has enough of them."""
    columns = (
        records[name].to_list()
        for name in ("scale_id", "domain", "observed_days", "is_matched", "match_release_id", "is_first_tested")
    )
    benchmarks, domains, observed, is_matched, chains, is_first_tested = columns
    matched, first = (np.array(column, dtype=np.bool_) for column in (is_matched, is_first_tested))
    try:
        return pooled.estimate_pooled_lag(
            benchmarks, domains, observed, matched, chains, first, seed=SEED, n_draws=n_resamples
        )
    except NotEnoughData:
        return ()
