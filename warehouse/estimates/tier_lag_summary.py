"""
table: marts.tier_lag_summary
meaning: Estimand A by tier of the US release: median days until a Chinese open release of any tier is at or above its records.
grain: one row per tier with a record since the headline's start
key: tier
not_null: tier, n_records, n_matched, n_censored, n_matching_releases, median_interval_state, share_6m_interval_state, ci_level, as_of
in: tier (top, middle, small); median_interval_state (closed, open, unknown); share_6m_interval_state (closed, open, unknown)
caveat: Tiers are the labs' own product lines (docs/review.md). Records matched by one release are not independent: read the wider of
the two intervals, whose state says whether an end that is null is unknown or not reached.
"""

import polars as pl

from lag.survival import SurvivalLag
from warehouse.estimates.cohorts import WIDER, estimate, wider_columns
from warehouse.estimates.settings import SETTINGS, figures, frame_of
from warehouse.row_schema import schema_of

QUERIES = {
    "settings": SETTINGS,
    "lags": """
        select tier, cast(coalesce(lag_days, follow_up_days) as double) as observed_days, is_matched, match_release_id,
        from core.tier_lags
        order by tier desc, record_released_on, record_release_id
    """,
}
LEFT_OUT = (
    "curve",
    "n_draws",
    "n_draws_median_not_reached",
    "n_draws_share_unknown",
    "method",
    "share_5_5m",
    "share_6_5m",
    "rmst_12m_days",
    "rmst_24m_days",
)
SCHEMA = {"tier": pl.String} | schema_of(SurvivalLag, leave_out=LEFT_OUT) | WIDER


def make(settings: pl.DataFrame, lags: pl.DataFrame) -> pl.DataFrame:
    """One estimate a tier."""
    rows = []
    for (tier,), records in lags.group_by("tier", maintain_order=True):
        lag = estimate(records, settings["n_resamples"][0])
        rows.append({"tier": tier} | figures(lag, SCHEMA) | wider_columns(lag))
    return frame_of(rows, SCHEMA)
