"""
table: core.brackets
meaning: Estimands B and D: the bracket on every day from the laggard's first release to the last day of its follow-up.
grain: one row per pairing, scale, date basis and day
key: pairing_id, scale_id, date_basis, day
"""

from typing import Any

import numpy as np
import polars as pl

from lag import bracket, gap_claims
from warehouse.estimates.index_groups import KEY, groups
from warehouse.row_schema import Schema

QUERIES = {
    "records": """
        select
            records.pairing_id, records.scale_id, records.date_basis, records.role, records.release_id, records.score,
            day_number(records.released_on) as day, day_number(follow_ups.censored_on) as censored_day,
            scales.space,
        from core.records
        join core.follow_ups using (pairing_id, scale_id, date_basis)
        join core.scales using (scale_id)
        order by records.pairing_id, records.scale_id, records.date_basis, records.role, records.released_on
    """,
}
SCHEMA: Schema = {
    "day": pl.Date, "under_days": pl.Float64, "central_days": pl.Float64, "over_days": pl.Float64, "gap_state": pl.String,
    "laggard_release_id": pl.String, "leader_above_release_id": pl.String, "leader_below_release_id": pl.String,
} | KEY  # fmt: skip


def make(records: pl.DataFrame) -> pl.DataFrame:
    """Every day of every group with a record on both sides; names are looked up once, for all groups together."""
    records = records.with_row_index("place")
    days = [_days_of(leaders, laggards) for _, leaders, laggards in groups(records)]
    if not days:
        return pl.DataFrame(schema=SCHEMA)
    frame = pl.DataFrame({name: np.concatenate([part[name] for part in days]) for name in days[0]})

    def named(name: str, place: str) -> pl.Series:
        places = frame[place]
        return records[name].gather(places.set(places < 0, None))

    numbers = pl.col("under_days", "central_days", "over_days").fill_nan(None)
    return frame.select(pl.col("day").cast(pl.Int32).cast(pl.Date), numbers).with_columns(
        gap_claims.gap_state("under_days", "over_days").alias("gap_state"),
        named("release_id", "laggard").alias("laggard_release_id"),
        named("release_id", "leader_above").alias("leader_above_release_id"),
        named("release_id", "leader_below").alias("leader_below_release_id"),
        *(named(name, "group") for name in KEY),
    )


def _days_of(leaders: pl.DataFrame, laggards: pl.DataFrame) -> dict[str, Any]:
    on_days = np.arange(laggards["day"][0], laggards["censored_day"][0] + 1)
    lag = bracket.estimate_bracket_lag(
        leaders["day"].to_numpy(),
        leaders["score"].to_numpy(),
        laggards["day"].to_numpy(),
        laggards["score"].to_numpy(),
        on_days,
        space=laggards["space"][0],
    )
    return {
        "day": on_days,
        "under_days": lag.under_days,
        "central_days": lag.central_days,
        "over_days": lag.over_days,
        "group": np.full(len(on_days), laggards["place"][0]),
        "laggard": _places_of(laggards, lag.laggard_index),
        "leader_above": _places_of(leaders, lag.leader_above_index),
        "leader_below": _places_of(leaders, lag.leader_below_index),
    }


def _places_of(records: pl.DataFrame, index: Any) -> Any:
    """Places in the whole table of a group's records; -1, which says none, stays."""
    return np.append(records["place"].to_numpy().astype(np.int64), -1)[index]
