"""
table: marts.price_lag_summary
meaning: Median days until a Chinese open release gave the level of a US record at no more than a share of its launch price.
grain: one row per price_kind (input, output) and price_share (0.1, 0.5)
key: price_kind, price_share
not_null: price_kind, price_share, n_unknown, n_excluded, as_of
in: price_kind (input, output); median_interval_state (closed, open, unknown); share_6m_interval_state (closed, open, unknown)
caveat: Records whose match cannot be known, for want of a price at launch, are left out of the curve and counted (n_unknown), as are those
without a price of their own (n_excluded): read the median with both. Unknown are mostly the older records.
"""

import polars as pl

from lag.survival import SurvivalLag
from warehouse.estimates.cohorts import WIDER, estimate, wider_columns
from warehouse.estimates.settings import SETTINGS, figures, frame_of
from warehouse.estimates.tier_lag_summary import LEFT_OUT
from warehouse.row_schema import schema_of

QUERIES = {
    "settings": SETTINGS,
    "lags": """
        select
            price_kind, price_share, state, cast(coalesce(lag_days, follow_up_days) as double) as observed_days,
            state = 'matched' as is_matched, match_release_id,
        from core.price_lags
        order by price_kind, price_share, record_released_on, record_release_id
    """,
}
SCHEMA = (
    {"price_kind": pl.String, "price_share": pl.Float64, "n_unknown": pl.Int64, "n_excluded": pl.Int64}
    | schema_of(SurvivalLag, leave_out=LEFT_OUT)
    | WIDER
)


def make(settings: pl.DataFrame, lags: pl.DataFrame) -> pl.DataFrame:
    """One estimate a kind and share, over the records of which it is known whether and when they were matched."""
    rows = []
    for (kind, share), records in lags.group_by("price_kind", "price_share", maintain_order=True):
        n = dict(records["state"].value_counts().iter_rows())
        row = {
            "price_kind": kind,
            "price_share": share,
            "n_unknown": n.get("unknown", 0),
            "n_excluded": n.get("excluded", 0),
        }
        known = records.filter(pl.col("state").is_in(["matched", "unmatched"]))
        if known.height:
            lag = estimate(known, settings["n_resamples"][0])
            row |= figures(lag, SCHEMA) | wider_columns(lag)
        rows.append(row)
    return frame_of(rows, SCHEMA)
