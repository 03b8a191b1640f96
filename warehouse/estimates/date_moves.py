"""
table: core.date_moves
meaning: How far each other day of one release, put in place of its own, would move the headline.
grain: one row per release in a group of the headline and other day that a source gives it
key: release_id, other_on
"""

import polars as pl

from warehouse.estimates.headline_lag import HEADLINE, SCORED, HeadlineLag, estimate
from warehouse.estimates.settings import frame_of
from warehouse.row_schema import Schema

QUERIES = {
    "headline": HEADLINE,
    "scored": SCORED,
    "disputed": """
        select distinct release_id, other_on
        from core.date_disagreements
        where is_headline_kind and role is not null
        order by all
    """,
}
SCHEMA: Schema = {
    "release_id": pl.String, "other_on": pl.Date, "moved_median_days": pl.Float64, "moved_share_6m": pl.Float64,
    "changed_lag_count": pl.Int64,
}  # fmt: skip


def make(headline: pl.DataFrame, scored: pl.DataFrame, disputed: pl.DataFrame) -> pl.DataFrame:
    """The headline anew for every other day."""
    as_of, start_on = headline.row(0)
    now = estimate(scored, as_of, start_on, n_draws=1)  # the median and the share alone are read, and no interval
    before = _lags(now)
    rows = []
    for release_id, other_on in disputed.iter_rows():
        is_it = pl.col("release_id") == release_id
        moved = scored.with_columns(released_on=pl.when(is_it).then(pl.lit(other_on)).otherwise(pl.col("released_on")))
        then = estimate(moved, as_of, start_on, n_draws=1)
        after = _lags(then)
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        rows.append(
            {
                "release_id": release_id,
                "other_on": other_on,
                "moved_median_days": _difference(then.median_days, now.median_days),
                "moved_share_6m": _difference(then.share_6m, now.share_6m),
                "changed_lag_count": len(changed),
            }
        )
    return frame_of(rows, SCHEMA)


def _lags(found: HeadlineLag) -> dict[str, tuple[float, bool]]:
    columns = found.lags.select("record_release_id", "observed_days", "is_matched")
    return {name: (days, is_matched) for name, days, is_matched in columns.iter_rows()}


def _difference(then: float | None, now: float | None) -> float | None:
    return None if then is None or now is None else then - now
