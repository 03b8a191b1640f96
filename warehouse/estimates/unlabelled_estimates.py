"""How the headline would move with each scored release that nobody labelled in it, as each role it may have."""

from typing import Any

import duckdb
import polars as pl

from warehouse.estimates.date_estimates import estimate_headline, read_as_of, scored_releases


def try_unlabelled(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.unlabelled_moves: the headline with one unlabelled release more, on the day assumed for it, beside the headline as it is."""
    as_of = read_as_of(connection)
    scored = scored_releases(connection)
    now = estimate_headline(scored, as_of)
    rows = []
    for row in connection.sql(_UNLABELLED).pl().iter_rows(named=True):
        added = pl.DataFrame([row], schema=scored.schema)
        then = estimate_headline(pl.concat([scored, added]), as_of)
        matched = then.lags.filter(match_release_id=row["release_id"])["record_release_id"].to_list()
        rows.append(
            {
                "release_id": row["release_id"],
                "role": row["role"],
                "is_record": row["release_id"] in then.lags["record_release_id"],
                "matched_record_ids": matched,
                "is_moving": (then.median_days, then.share_6m) != (now.median_days, now.share_6m),
                "n_records_now": now.lags.height,
                "n_records": then.lags.height,
                "median_days_now": now.median_days,
                "median_days": then.median_days,
                "share_6m_now": now.share_6m,
                "share_6m": then.share_6m,
            }
        )
    return pl.DataFrame(rows, schema=_SCHEMA)


_UNLABELLED = """
    select role, release_id, assumed_on as released_on, score
    from core.unlabelled_releases
    order by release_id, role
"""
_SCHEMA: dict[str, Any] = {
    "release_id": pl.String, "role": pl.String, "is_record": pl.Boolean, "matched_record_ids": pl.List(pl.String),
    "is_moving": pl.Boolean, "n_records_now": pl.Int64, "n_records": pl.Int64, "median_days_now": pl.Float64,
    "median_days": pl.Float64, "share_6m_now": pl.Float64, "share_6m": pl.Float64,
}  # fmt: skip
