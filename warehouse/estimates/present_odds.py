"""
table: core.present_odds
meaning: For each unmatched record of the headline's pairing on the index, what may be already and what is forecast.
grain: one row per unmatched record
key: record_release_id
"""

import polars as pl

from lag import odds
from warehouse.estimates.cohorts import OBSERVED, estimate
from warehouse.estimates.draw_matrix import DRAWS, draw_matrix
from warehouse.estimates.settings import Schema

QUERIES = {
    "records": f"""
        select matches.record_release_id, {OBSERVED}
        from core.matches
        join core.headline using (pairing_id, date_basis, rule_id)
        where matches.scale_id = 'index' and matches.record_released_on >= headline.start_on
        order by matches.record_released_on
    """,  # noqa: S608 - a constant
    "laggards": """
        select scored.release_id
        from core.scored_releases as scored
        join core.headline using (pairing_id, date_basis)
        where scored.scale_id = 'index' and scored.role = 'laggard'
        order by all
    """,
    "draws": DRAWS,
}
SCHEMA: Schema = {
    "record_release_id": pl.String, "follow_up_days": pl.Int64, "probability_now": pl.Float64, "n_draws_known": pl.Int64,
    "state": pl.String, "forecast_share": pl.Float64, "n_records": pl.Int64,
}  # fmt: skip


def make(records: pl.DataFrame, laggards: pl.DataFrame, draws: pl.DataFrame) -> pl.DataFrame:
    """The odds of the records that wait, by the draws and by the curve of all records."""
    waiting = records.filter(~pl.col("is_matched"))
    if waiting.is_empty() or laggards.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    matrix = draw_matrix(draws)
    found = odds.estimate_present_odds(
        matrix.of(waiting["record_release_id"]),
        matrix.of(laggards["release_id"]),
        waiting["observed_days"].to_numpy(),
        estimate(records, 1).curve,
    )
    columns = {
        "record_release_id": waiting["record_release_id"],
        "follow_up_days": waiting["observed_days"].cast(pl.Int64),
        "probability_now": found.probability_now,
        "n_draws_known": found.n_draws_known,
        "state": found.states,
        "forecast_share": found.forecast_share,
        "n_records": [records.height] * waiting.height,
    }
    frame = pl.DataFrame(columns, schema=SCHEMA)
    return frame.with_columns(pl.col("probability_now", "forecast_share").fill_nan(None))
