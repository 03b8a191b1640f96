"""
table: marts.efficiency_summary
meaning: How many times a US record costs what its Chinese match costs: the median ratio by each reading, with its interval and range.
grain: one row per reading, benchmark (null: all of the reading) and rule; the cost of the same work pooled, and each benchmark apart
key: claim_reading, reading_id, rule_id
not_null: claim_reading, rule_id, n_matched_pairs, n_pairs, n_matches, n_speculative, n_at_least_hundred, interval_state, as_of
in: claim_reading (input price, output price, cost of the same work, training compute); interval_state (closed, open, unknown)
refers: rule_id = core.rules.rule_id
caveat: Pairs with one match share its value and are not independent: the interval is the wider of one by order statistics and one
over matches, and there is none under five pairs or three matches. A pair that ran on several benchmarks counts once in the cost of
the same work, with the geometric mean of its ratios.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from lag.efficiency import EfficiencyRatio, estimate_efficiency_ratio
from warehouse.estimates.settings import SEED, SETTINGS, figures, frame_of
from warehouse.row_schema import schema_of

RATIOS = """
    select
        readings.claim_reading, ratios.reading_id, ratios.rule_id, ratios.record_release_id, ratios.match_release_id, ratios.ratio,
        ratios.is_counted, ratios.is_speculative,
    from core.efficiency_ratios as ratios
    join core.efficiency_readings as readings using (reading_id)
    order by readings.place, ratios.rule_id, ratios.record_released_on, ratios.record_release_id
"""
QUERIES = {"settings": SETTINGS, "ratios": RATIOS}
SCHEMA = (
    {"claim_reading": pl.String, "reading_id": pl.String, "rule_id": pl.String, "n_matched_pairs": pl.Int64}
    | schema_of(EfficiencyRatio, leave_out=("n_draws", "method"))
    | {
        "n_speculative": pl.Int64,
        "wider_median_lower": pl.Float64,
        "wider_median_upper": pl.Float64,
        "interval_state": pl.String,
    }
)


def make(settings: pl.DataFrame, ratios: pl.DataFrame) -> pl.DataFrame:
    """Every reading by every rule, and the benchmarks of the cost of the same work apart."""
    rows = []
    for (reading, rule), every in ratios.group_by("claim_reading", "rule_id", maintain_order=True):
        parts: list[tuple[str | None, pl.DataFrame]] = [(None, every)]
        if every["reading_id"].n_unique() > 1:
            parts += [(part["reading_id"][0], part) for part in every.partition_by("reading_id", maintain_order=True)]
        for reading_id, part in parts:
            key = {"claim_reading": reading, "reading_id": reading_id, "rule_id": rule}
            rows.append(key | dict(_figures(part, settings["n_resamples"][0])))
    return frame_of(rows, SCHEMA)


def _figures(part: pl.DataFrame, n_resamples: int) -> Iterator[tuple[str, Any]]:
    pairs = counted_pairs(part)
    yield "n_matched_pairs", part["record_release_id"].n_unique()
    yield from {"n_pairs": 0, "n_matches": 0, "n_at_least_hundred": 0, "interval_state": "unknown"}.items()
    yield "n_speculative", int(pairs["is_speculative"].sum())
    if pairs.height:
        ratio = estimate(pairs, n_resamples)
        wider = ratio.wider_median
        yield from figures(ratio, SCHEMA).items()
        yield from zip(list(SCHEMA)[-3:], (wider.lower, wider.upper, wider.state), strict=True)


def counted_pairs(ratios: pl.DataFrame) -> pl.DataFrame:
    """One row a pair with a ratio: the geometric mean over the benchmarks where both were run."""
    return (
        ratios.filter("is_counted")
        .group_by("record_release_id", "match_release_id", maintain_order=True)
        .agg(pl.col("ratio").product() ** (1 / pl.len()), pl.col("is_speculative").any())
    )


def estimate(pairs: pl.DataFrame, n_resamples: int) -> EfficiencyRatio:
    """The median ratio of such pairs, with an interval of so many draws. Raises NotEnoughData without a pair."""
    rng = np.random.default_rng(SEED)
    return estimate_efficiency_ratio(
        pairs["ratio"].to_numpy(), pairs["match_release_id"].to_list(), rng=rng, n_draws=n_resamples
    )
