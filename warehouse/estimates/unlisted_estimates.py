"""What of the headline rests on releases that the reference file lacks, and how it would move by the day of the release one may be."""

from typing import Any

import duckdb
import polars as pl

from warehouse.estimates.date_estimates import Headline, estimate_headline, read_as_of, scored_releases


def weigh_unlisted(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.unlisted_moves: releases of the headline's groups that count from the day the index prints, with the records that rest on each.

    known_on: the day of the release that a renamed one may be; the moves are those of the headline with that day in place of its own.
    """
    as_of = read_as_of(connection)
    scored = scored_releases(connection)
    now = estimate_headline(scored, as_of)
    rows = []
    for row in connection.sql(_UNLISTED).pl().iter_rows(named=True):
        then = None
        if row["known_on"] is not None:
            is_it = pl.col("release_id") == row["release_id"]
            day = pl.when(is_it).then(pl.lit(row["known_on"])).otherwise(pl.col("released_on"))
            then = estimate_headline(scored.with_columns(released_on=day), as_of)
        rows.append(
            row
            | {
                "is_record": row["release_id"] in now.lags["record_release_id"],
                "matched_count": now.lags.filter(match_release_id=row["release_id"]).height,
                "is_moving": then is not None and _shown(then) != _shown(now),
                "median_days_now": now.median_days,
                "median_days": then and then.median_days,
                "share_6m_now": now.share_6m,
                "share_6m": then and then.share_6m,
            }
        )
    return pl.DataFrame(rows, schema=_SCHEMA)


def _shown(headline: Headline) -> list[tuple[Any, ...]]:
    return headline.lags.rows()


_UNLISTED = """
    select scored.release_id, scored.role, scored.released_on, known.headline_on as known_on
    from core.headline_scores as scored
    join core.releases using (release_id)
    left join core.renamed_names as renamed on renamed.own_release_id = scored.release_id
    left join core.headline_days as known on known.release_id = renamed.release_id
    where not releases.is_in_reference
    order by scored.role, scored.released_on, scored.release_id
"""
_SCHEMA: dict[str, Any] = {
    "release_id": pl.String, "role": pl.String, "released_on": pl.Date, "known_on": pl.Date, "is_record": pl.Boolean,
    "matched_count": pl.Int64, "is_moving": pl.Boolean, "median_days_now": pl.Float64, "median_days": pl.Float64,
    "share_6m_now": pl.Float64, "share_6m": pl.Float64,
}  # fmt: skip
