"""
table: core.thresholds
meaning: Estimand G: days from the first leader to the first laggard to reach each level of a fixed grid.
grain: one row per pairing, scale, date basis and level that a group has reached
key: pairing_id, scale_id, date_basis, level
"""

import numpy as np
import polars as pl

from lag import thresholds
from warehouse.estimates.index_groups import KEY, RELEASES, arrays, groups
from warehouse.estimates.settings import frame_of

QUERIES = {"releases": RELEASES}
# Fixed, so that a row of one week is the row of the next.
GRID = np.arange(100.0, 201.0, 5.0)
SCHEMA = KEY | {
    "level": pl.Float64, "state": pl.String, "lag_days": pl.Float64, "follow_up_days": pl.Float64,
    "leader_release_id": pl.String, "laggard_release_id": pl.String, "is_leader_open": pl.Boolean,
    "is_laggard_open": pl.Boolean,
}  # fmt: skip


def make(releases: pl.DataFrame) -> pl.DataFrame:
    """The levels of the grid that a group has reached."""
    rows = []
    for key, leaders, laggards in groups(releases):
        lag = thresholds.estimate_threshold_lag(*arrays(leaders, laggards), GRID, as_of_day=leaders["as_of_day"][0])
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
    return frame_of(rows, SCHEMA)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _release(frame: pl.DataFrame, place: int) -> str | None:
    return None if place < 0 else str(frame["release_id"][int(place)])
