"""
table: core.current_forecasts
meaning: The chance, by every model, that a US record of the headline, unmatched on the as-of day, is matched by each target day.
grain: one row per model, record and horizon; none where the model is silent
key: model_id, record_release_id, horizon
caveat: Forecasts, made anew at every build and registered by nobody.
"""

import polars as pl

from warehouse.estimates.forecast_days import ANSWERS, SCORED, forecast_on

QUERIES = {
    "scored": SCORED,
    "headline": "select start_on, getvariable('as_of') as as_of from core.headline",
}
SCHEMA = ANSWERS


def make(scored: pl.DataFrame, headline: pl.DataFrame) -> pl.DataFrame:
    """What every model says today."""
    start_on, as_of = headline.row(0)
    return forecast_on(as_of, scored, start_on).drop_nulls("probability")
