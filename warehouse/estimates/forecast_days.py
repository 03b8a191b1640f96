"""The models of `lag.forecasts` on one day, and their answers as rows."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from lag import forecasts
from warehouse.estimates.settings import EPOCH_DAY, SEED, day_number
from warehouse.row_schema import Schema

# Releases of the headline's groups with their scores; a day has only those up to it.
SCORED = """
    select role, release_id, day_number(released_on) as day, score
    from core.headline_scores
    order by role, day, release_id
"""
ANSWERS: Schema = {
    "made_as_of": pl.Date, "record_release_id": pl.String, "horizon": pl.String, "target_on": pl.Date, "model_id": pl.String,
    "is_baseline": pl.Boolean, "probability": pl.Float64,
}  # fmt: skip


def forecast_on(day: date, scored: pl.DataFrame, start_on: date) -> pl.DataFrame:
    """One row per question and model, as of a day, from the releases of SCORED; a silent model's chance is null."""
    known = scored.filter(pl.col("day") <= day_number(day))
    leaders, laggards = (known.filter(role=role) for role in ("leader", "laggard"))
    if leaders.is_empty():
        return pl.DataFrame(schema=ANSWERS)
    arrays = [side[column].to_numpy() for side in (leaders, laggards) for column in ("day", "score")]
    made = forecasts.forecast(
        *arrays, start_day=day_number(start_on), as_of_day=day_number(day), rng=np.random.default_rng(SEED)
    )
    questions = pl.DataFrame(
        {
            "record_release_id": leaders["release_id"].gather(made.record_index),
            "horizon": pl.Series(made.horizons, dtype=pl.String),
            "target_on": [EPOCH_DAY + timedelta(days=target) for target in made.target_day],
        },
        schema={name: ANSWERS[name] for name in ("record_release_id", "horizon", "target_on")},
    )
    models = pl.Series(list(made.chances), dtype=pl.String)
    model_ids = models.gather(np.repeat(np.arange(len(models)), len(questions)))
    answers = pl.concat([questions] * len(models)).with_columns(
        made_as_of=pl.lit(day),
        model_id=model_ids,
        is_baseline=model_ids.is_in(forecasts.BASELINES),
        probability=pl.Series(np.concatenate(list(made.chances.values()))).fill_nan(None),
    )
    return answers.select(pl.col(name).cast(dtype) for name, dtype in ANSWERS.items())
