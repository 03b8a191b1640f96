"""
table: marts.present_odds
meaning: For each unmatched US record on our own index: may the best Chinese open release stand at its level already?
grain: one row per unmatched record
key: record_release_id
not_null: record_release_id, record_released_on, record_score, follow_up_days, six_month_day, n_draws_known, as_of
refers: record_release_id = core.releases.release_id
caveat: It speaks of the errors of the scores alone; by the scores themselves the record stands unmatched. Whether it will be matched by a
later day is in marts.forecasts.
"""

import polars as pl

from lag import odds
from warehouse.estimates.cohorts import OBSERVED
from warehouse.estimates.draw_matrix import DRAWS, draw_matrix
from warehouse.row_schema import Schema

QUERIES = {
    "records": f"""
        select
            matches.record_release_id, records.name as record_name, matches.record_released_on, matches.record_score,
            matches.record_released_on + cast(floor(six_months()) as integer) as six_month_day, {OBSERVED}
        from core.matches
        join core.headline using (pairing_id, date_basis, rule_id, cohort_id)
        join core.releases as records on records.release_id = matches.record_release_id
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
    "record_release_id": pl.String, "record_name": pl.String, "record_released_on": pl.Date, "record_score": pl.Float64,
    "follow_up_days": pl.Int64, "six_month_day": pl.Date, "probability_now": pl.Float64, "n_draws_known": pl.Int64,
}  # fmt: skip


def make(records: pl.DataFrame, laggards: pl.DataFrame, draws: pl.DataFrame) -> pl.DataFrame:
    """The odds of the records that wait, by the draws."""
    waiting = records.filter(~pl.col("is_matched"))
    if waiting.is_empty() or laggards.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    matrix = draw_matrix(draws)
    found = odds.estimate_present_odds(matrix.of(waiting["record_release_id"]), matrix.of(laggards["release_id"]))
    columns = {
        **{name: waiting[name] for name in SCHEMA if name in waiting.columns},
        "follow_up_days": waiting["observed_days"].cast(pl.Int64),
        "probability_now": found.probability_now,
        "n_draws_known": found.n_draws_known,
    }
    frame = pl.DataFrame(columns, schema=SCHEMA).with_columns(pl.col("probability_now").fill_nan(None))
    return frame.sort("record_released_on", descending=True)
