"""
table: core.unlisted_moves
meaning: Releases of the headline's groups that count from the day the index prints, with the records that rest on each.
grain: one row per release and role that the reference file lacks
key: release_id, role
caveat: known_on is the day of the release that a renamed one may be; the moves are those of the headline with that day in place of its own.
"""

import polars as pl

from warehouse.estimates.headline_lag import HEADLINE, SCORED, estimate
from warehouse.estimates.settings import frame_of
from warehouse.row_schema import Schema

QUERIES = {
    "headline": HEADLINE,
    "scored": SCORED,
    "unlisted": """
        select scored.release_id, scored.role, scored.released_on, known.headline_on as known_on
        from core.headline_scores as scored
        join core.releases using (release_id)
        left join core.renamed_names as renamed on renamed.own_release_id = scored.release_id
        left join core.headline_days as known on known.release_id = renamed.release_id
        where not releases.is_in_reference
        order by scored.role, scored.released_on, scored.release_id
    """,
}
SCHEMA: Schema = {
    "release_id": pl.String, "role": pl.String, "released_on": pl.Date, "known_on": pl.Date, "is_record": pl.Boolean,
    "matched_count": pl.Int64, "is_moving": pl.Boolean, "median_days_now": pl.Float64, "median_days": pl.Float64,
    "share_6m_now": pl.Float64, "share_6m": pl.Float64,
}  # fmt: skip


def make(headline: pl.DataFrame, scored: pl.DataFrame, unlisted: pl.DataFrame) -> pl.DataFrame:
    """What rests on each, and the headline by its known day."""
    as_of, start_on = headline.row(0)
    now = estimate(scored, as_of, start_on, n_draws=1)  # the lags, the median and the share alone are read
    rows = []
    for row in unlisted.iter_rows(named=True):
        then = None
        if row["known_on"] is not None:
            is_it = pl.col("release_id") == row["release_id"]
            day = pl.when(is_it).then(pl.lit(row["known_on"])).otherwise(pl.col("released_on"))
            then = estimate(scored.with_columns(released_on=day), as_of, start_on, n_draws=1)
        moves = {
            "is_record": row["release_id"] in now.lags["record_release_id"],
            "matched_count": now.lags.filter(match_release_id=row["release_id"]).height,
            "is_moving": then is not None and not then.lags.equals(now.lags),
            "median_days_now": now.median_days,
            "median_days": then and then.median_days,
            "share_6m_now": now.share_6m,
            "share_6m": then and then.share_6m,
        }
        rows.append(row | moves)
    return frame_of(rows, SCHEMA)
