"""
table: marts.trend
meaning: Estimand E: horizontal offset at the as-of day between one least-squares line per group, and how fast it grows.
grain: one row per pairing, scale, date basis and start
key: pairing_id, scale_id, date_basis, start_on
not_null: pairing_id, scale_id, date_basis, offset_days, velocity_months_per_year, leader_points_per_year, laggard_points_per_year,
n_leader_records, n_laggard_records, ci_level, as_of
in: date_basis (available, announced, published)
refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id
caveat: The index is no straight line, so the offset depends on where the records begin; simulated intervals covered less than they say.
Read it beside the other estimands, not alone.
"""

import numpy as np
import polars as pl

from lag import trend
from lag.errors import NotEnoughData
from warehouse.estimates.index_groups import KEY, RELEASES, arrays, groups
from warehouse.estimates.settings import SEED, SETTINGS, figures, frame_of
from warehouse.row_schema import schema_of

QUERIES = {
    "settings": SETTINGS,
    "releases": RELEASES,
    "starts": "select start_on, day_number(start_on) as start_day from core.starts order by all",
}
SCHEMA = (
    KEY
    | {"start_on": pl.Date}
    | schema_of(
        trend.TrendLag,
        leave_out=("n_leader_dropped", "n_laggard_dropped", "n_draws", "n_draws_without_line", "as_of_day", "method"),
    )
)


def make(settings: pl.DataFrame, releases: pl.DataFrame, starts: pl.DataFrame) -> pl.DataFrame:
    """One line a group and start; a group with fewer than two records on a side has none."""
    rows = []
    for key, *sides in groups(releases):
        as_of_day = sides[0]["as_of_day"][0]
        for start_on, start_day in starts.iter_rows():
            later = sides if start_day is None else [side.filter(pl.col("day") >= start_day) for side in sides]
            try:
                rng, n_draws = np.random.default_rng(SEED), settings["n_resamples"][0]
                lag = trend.estimate_trend_lag(*arrays(*later), as_of_day=as_of_day, rng=rng, n_draws=n_draws)
            except NotEnoughData:
                continue
            rows.append(key | {"start_on": start_on} | figures(lag, SCHEMA))
    return frame_of(rows, SCHEMA).sort(*KEY, "start_on", nulls_last=False)
