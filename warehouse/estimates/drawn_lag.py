"""
table: marts.drawn_lag
meaning: How far the errors of the scores move the lag: estimands A and B computed anew within every paired draw of the index.
grain: one row per pairing, scale and date basis
key: pairing_id, scale_id, date_basis
not_null: pairing_id, scale_id, date_basis, share_median_within_6m, n_records_median, n_draws, n_draws_without_records,
n_draws_median_not_reached, n_draws_share_unknown, n_draws_bracket_unknown, ci_level, as_of
in: date_basis (available, announced, published)
refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id
caveat: Every draw makes its own records, so the centre of the draws need not be the estimate. Not to be added to the chain interval; trust
the wider of the two.
"""

from contextlib import suppress

import polars as pl

from lag import drawn
from lag.errors import NotEnoughData
from warehouse.estimates.draw_matrix import DRAWS, DrawMatrix, draw_matrix
from warehouse.estimates.index_groups import KEY, groups
from warehouse.estimates.settings import figures, frame_of
from warehouse.row_schema import schema_of

RELEASES = """
    select
        pairing_id, scale_id, date_basis, role, release_id,
        day_number(released_on) as day,
        day_number((select start_on from core.headline)) as start_day,
        day_number(getvariable('as_of')) as as_of_day,
    from core.scored_releases
    where scale_id = 'index'
    order by pairing_id, scale_id, date_basis, role, released_on, release_id
"""
QUERIES = {"releases": RELEASES, "draws": DRAWS}
# The gap and the counterexamples are those of marts.claim_verdicts, at the level of its intervals.
LEFT_OUT = (
    "n_draws_under_unknown", "start_day", "as_of_day", "gap_days_median", "gap_days_lower", "gap_days_upper", "n_counterexamples_least",
    "method",
)  # fmt: skip
SCHEMA = KEY | schema_of(drawn.DrawnLag, leave_out=LEFT_OUT)


def make(releases: pl.DataFrame, draws: pl.DataFrame) -> pl.DataFrame:
    """Every pairing and date basis from GPT-4 on, by the strict rule; none where no draw has a record."""
    rows = []
    matrix = draw_matrix(draws)
    for key, leaders, laggards in groups(releases):
        with suppress(NotEnoughData):
            rows.append(key | figures(estimate(leaders, laggards, matrix), SCHEMA))
    return frame_of(rows, SCHEMA)


def estimate(
    leaders: pl.DataFrame, laggards: pl.DataFrame, matrix: DrawMatrix, *, ci_level: float = 0.9
) -> drawn.DrawnLag:
    """A and B of one group of RELEASES within its draws. Raises NotEnoughData where no draw has a record."""
    return drawn.estimate_drawn_lag(
        leaders["day"].to_numpy(),
        matrix.of(leaders["release_id"]),
        laggards["day"].to_numpy(),
        matrix.of(laggards["release_id"]),
        start_day=leaders["start_day"][0],
        as_of_day=leaders["as_of_day"][0],
        ci_level=ci_level,
    )
