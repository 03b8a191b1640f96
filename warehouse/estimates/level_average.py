"""
table: marts.level_average
meaning: Estimand C: days behind on average over index levels from GPT-4's to the laggard's best, every level weighing the same.
grain: one row per pairing, scale and date basis
key: pairing_id, scale_id, date_basis
not_null: pairing_id, scale_id, date_basis, level_from, level_to, leader_best, mean_days_at_least, share_not_reached, n_leader_steps,
n_leader_steps_to_best, n_laggard_steps, ci_level, as_of
in: date_basis (available, announced, published)
refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id
caveat: Levels that the laggard has not reached are in no mean: share_not_reached counts them and mean_days_at_least takes them at their
follow-up. Gaps are signed.
"""

import polars as pl

from lag.level import LevelLag
from warehouse.estimates.index_groups import KEY, RELEASES, average, groups
from warehouse.estimates.settings import SETTINGS, figures, frame_of
from warehouse.row_schema import schema_of

QUERIES = {"settings": SETTINGS, "releases": RELEASES}
SCHEMA = KEY | schema_of(
    LevelLag,
    leave_out=(
        "points_ahead", "n_leader_dropped", "n_laggard_dropped", "n_draws", "n_draws_empty", "n_draws_median_not_reached", "as_of_day",
        "method",
    ),
)  # fmt: skip


def make(settings: pl.DataFrame, releases: pl.DataFrame) -> pl.DataFrame:
    """From GPT-4's level to the laggard's best, for groups that hold both."""
    n_resamples = settings["n_resamples"][0]
    rows = [
        (key, average(leaders["as_of_day"][0], leaders, laggards, n_resamples))
        for key, leaders, laggards in groups(releases)
    ]
    return frame_of((key | figures(lag, SCHEMA) for key, lag in rows if lag is not None), SCHEMA)
