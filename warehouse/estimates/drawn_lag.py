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

import polars as pl

from lag import drawn
from lag.errors import NotEnoughData
from warehouse.estimates.draw_matrix import DRAWS, draw_matrix
from warehouse.estimates.index_groups import KEY, groups
from warehouse.estimates.settings import figures, frame_of
from warehouse.row_schema import schema_of

QUERIES = {
    "releases": """
        select
            pairing_id, scale_id, date_basis, role, release_id,
            day_number(released_on) as day,
            day_number((select start_on from core.headline)) as start_day,
            day_number(getvariable('as_of')) as as_of_day,
        from core.scored_releases
        where scale_id = 'index'
        order by pairing_id, scale_id, date_basis, role, released_on, release_id
    """,
    "draws": DRAWS,
}
SCHEMA = KEY | schema_of(drawn.DrawnLag, leave_out=("n_draws_under_unknown", "start_day", "as_of_day", "method"))


def make(releases: pl.DataFrame, draws: pl.DataFrame) -> pl.DataFrame:
    """Every pairing and date basis from GPT-4 on, by the strict rule; none where no draw has a record."""
    rows = []
    matrix = draw_matrix(draws)
    for key, leaders, laggards in groups(releases):
        try:
            found = drawn.estimate_drawn_lag(
                leaders["day"].to_numpy(),
                matrix.of(leaders["release_id"]),
                laggards["day"].to_numpy(),
                matrix.of(laggards["release_id"]),
                start_day=leaders["start_day"][0],
                as_of_day=leaders["as_of_day"][0],
            )
        except NotEnoughData:
            continue
        rows.append(key | figures(found, SCHEMA))
    return frame_of(rows, SCHEMA)
