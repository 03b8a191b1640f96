"""
table: core.unlabelled_moves
meaning: The headline with one release more that nobody labelled, on the day assumed for it, beside the headline as it is.
grain: one row per unlabelled release and role it may have
key: release_id, role
"""

import polars as pl

from warehouse.estimates.headline_lag import HEADLINE, SCORED, estimate
from warehouse.estimates.settings import frame_of
from warehouse.row_schema import Schema

QUERIES = {
    "headline": HEADLINE,
    "scored": SCORED,
    "unlabelled": """
        select role, release_id, assumed_on as released_on, score
        from core.unlabelled_releases
        order by release_id, role
    """,
}
SCHEMA: Schema = {
    "release_id": pl.String, "role": pl.String, "is_record": pl.Boolean, "matched_record_ids": pl.List(pl.String),
    "is_moving": pl.Boolean, "n_records_now": pl.Int64, "n_records": pl.Int64, "median_days_now": pl.Float64,
    "median_days": pl.Float64, "share_6m_now": pl.Float64, "share_6m": pl.Float64,
}  # fmt: skip


def make(headline: pl.DataFrame, scored: pl.DataFrame, unlabelled: pl.DataFrame) -> pl.DataFrame:
    """The headline anew with each."""
    as_of, start_on = headline.row(0)
    now = estimate(scored, as_of, start_on, n_draws=1)  # the lags, the median and the share alone are read
    rows = []
    for row in unlabelled.iter_rows(named=True):
        added = pl.DataFrame([row], schema=scored.schema)
        then = estimate(pl.concat([scored, added]), as_of, start_on, n_draws=1)
        rows.append(
            {
                "release_id": row["release_id"],
                "role": row["role"],
                "is_record": row["release_id"] in then.lags["record_release_id"],
                "matched_record_ids": then.lags.filter(match_release_id=row["release_id"])[
                    "record_release_id"
                ].to_list(),
                "is_moving": (then.median_days, then.share_6m) != (now.median_days, now.share_6m),
                "n_records_now": now.lags.height,
                "n_records": then.lags.height,
                "median_days_now": now.median_days,
                "median_days": then.median_days,
                "share_6m_now": now.share_6m,
                "share_6m": then.share_6m,
            }
        )
    return frame_of(rows, SCHEMA)
