"""Tables of the estimators that ask level by level: C (average over levels), E (trend) and G (thresholds), on the capability index.

They stand among the SQL models like those of `warehouse/estimates/models.py`, which lists them.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
import polars as pl

from lag import level, thresholds, trend
from lag.errors import NotEnoughData

# The seed is part of the published figures: the same inputs give the same bytes.
SEED = 20230314
EPOCH_DAY = date(1970, 1, 1)
# The levels of estimand G: fixed, so that a row of one week is the row of the next.
GRID = np.arange(100.0, 201.0, 5.0)
GROUP = ["pairing_id", "scale_id", "date_basis"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Group = tuple[dict[str, Any], float, pl.DataFrame, pl.DataFrame]


def average_levels(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.level_lags: estimand C from GPT-4's level to the laggard's best, for groups that hold both."""
    rows = []
    for group in _groups(connection):
        lag = estimate_group(group)
        if lag is not None:
            rows.append(group[0] | {name: value for name, value in asdict(lag).items() if name in _LEVEL_SCHEMA})
    return pl.DataFrame(rows, schema=_LEVEL_SCHEMA)


def estimate_group(group: Group) -> level.LevelLag | None:
    """Estimand C of one group from GPT-4's level; None without GPT-4, and while no leader is above it."""
    _, as_of_day, leaders, laggards = group
    gpt_4 = leaders.filter(pl.col("release_id") == "gpt-4-mar-2023")
    if gpt_4.is_empty():
        return None
    arrays, rng = _arrays(leaders, laggards), np.random.default_rng(SEED)
    try:
        return level.estimate_level_lag(*arrays, level_from=gpt_4["score"][0], as_of_day=as_of_day, rng=rng)
    except NotEnoughData:
        return None


def read_group(connection: duckdb.DuckDBPyConnection, pairing_id: str, scale_id: str, date_basis: str) -> Group | None:
    """One group on a capability index, or None while one side is empty."""
    wanted = dict(zip(GROUP, (pairing_id, scale_id, date_basis), strict=True))
    return next((group for group in _groups(connection) if group[0] == wanted), None)


def fit_trends(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.trends: estimand E from each start; a group with fewer than two records on a side has none."""
    rows = []
    starts = [start for (start,) in connection.execute("select start_on from core.starts order by all").fetchall()]
    for key, as_of_day, leaders, laggards in _groups(connection):
        for start in starts:
            first_day = -np.inf if start is None else (start - EPOCH_DAY).days
            later = [frame.filter(pl.col("day") >= first_day) for frame in (leaders, laggards)]
            try:
                rng = np.random.default_rng(SEED)
                lag = trend.estimate_trend_lag(*_arrays(*later), as_of_day=as_of_day, rng=rng)
            except NotEnoughData:
                continue
            figures = {name: value for name, value in asdict(lag).items() if name in _TREND_SCHEMA}
            rows.append(key | {"start_on": start} | figures)
    return pl.DataFrame(rows, schema=_TREND_SCHEMA)


def trace_thresholds(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.thresholds: estimand G for the levels of the grid that a group has reached."""
    rows = []
    for key, as_of_day, leaders, laggards in _groups(connection):
        lag = thresholds.estimate_threshold_lag(*_arrays(leaders, laggards), GRID, as_of_day=as_of_day)
        for place, state in enumerate(lag.states):
            if state != "neither":
                row = {
                    "level": lag.levels[place],
                    "state": state,
                    "lag_days": _known(lag.lag_days[place]),
                    "follow_up_days": _known(lag.follow_up_days[place]),
                    "leader_release_id": _release(leaders, lag.leader_index[place]),
                    "laggard_release_id": _release(laggards, lag.laggard_index[place]),
                    "is_leader_open": bool(lag.is_leader_open[place]),
                    "is_laggard_open": bool(lag.is_laggard_open[place]),
                }
                rows.append(key | row)
    return pl.DataFrame(rows, schema=_THRESHOLD_SCHEMA)


def _groups(connection: duckdb.DuckDBPyConnection) -> Iterator[Group]:
    ((as_of,),) = connection.execute("select getvariable('as_of')").fetchall()
    as_of_day = float((as_of - EPOCH_DAY) / timedelta(days=1))
    for values, group in connection.sql(_RELEASES).pl().group_by(GROUP, maintain_order=True):
        leaders, laggards = group.filter(role="leader"), group.filter(role="laggard")
        if not leaders.is_empty() and not laggards.is_empty():
            yield dict(zip(GROUP, values, strict=True)), as_of_day, leaders, laggards


def _arrays(leaders: pl.DataFrame, laggards: pl.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    leader_days, leader_scores = leaders["day"].to_numpy(), leaders["score"].to_numpy()
    return leader_days, leader_scores, laggards["day"].to_numpy(), laggards["score"].to_numpy()


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _release(frame: pl.DataFrame, place: int) -> str | None:
    return None if place < 0 else str(frame["release_id"][int(place)])


_RELEASES = """
    select
        pairing_id, scale_id, date_basis, role, release_id, score,
        cast(released_on - date '1970-01-01' as double) as day,
    from core.scored_releases
    where scale_id in (select scale_id from core.scales where scale_type = 'index')
    order by pairing_id, scale_id, date_basis, role, released_on, release_id
"""
_KEY_SCHEMA: dict[str, Any] = dict.fromkeys(GROUP, pl.String)
_LEVEL_SCHEMA = _KEY_SCHEMA | {
    "level_from": pl.Float64, "level_to": pl.Float64, "leader_best": pl.Float64, "laggard_best": pl.Float64,
    "mean_days": pl.Float64, "mean_days_lower": pl.Float64, "mean_days_upper": pl.Float64,
    "mean_days_at_least": pl.Float64, "median_days": pl.Float64, "median_days_lower": pl.Float64,
    "median_days_upper": pl.Float64, "share_not_reached": pl.Float64, "share_negative": pl.Float64,
    "n_leader_steps": pl.Int64, "n_leader_steps_to_best": pl.Int64, "n_laggard_steps": pl.Int64, "ci_level": pl.Float64,
}  # fmt: skip
_TREND_SCHEMA = _KEY_SCHEMA | {
    "start_on": pl.Date, "offset_days": pl.Float64, "offset_days_lower": pl.Float64, "offset_days_upper": pl.Float64,
    "velocity_months_per_year": pl.Float64, "velocity_months_per_year_lower": pl.Float64,
    "velocity_months_per_year_upper": pl.Float64, "leader_points_per_year": pl.Float64,
    "laggard_points_per_year": pl.Float64, "n_leader_records": pl.Int64, "n_laggard_records": pl.Int64,
    "ci_level": pl.Float64,
}  # fmt: skip
_THRESHOLD_SCHEMA = _KEY_SCHEMA | {
    "level": pl.Float64, "state": pl.String, "lag_days": pl.Float64, "follow_up_days": pl.Float64,
    "leader_release_id": pl.String, "laggard_release_id": pl.String, "is_leader_open": pl.Boolean,
    "is_laggard_open": pl.Boolean,
}  # fmt: skip
