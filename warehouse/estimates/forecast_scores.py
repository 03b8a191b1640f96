"""
table: marts.forecast_scores
meaning: How good the forecasts were: Brier score, skill over the best baseline and calibration of every model, of registered forecasts that
have come due, and apart from them of the back-test.
grain: one row per basis, horizon and model
key: basis, horizon, model_id
not_null: basis, horizon, model_id, is_baseline, n_forecasts, n_as_seen, n_silent, n_records, n_matched, n_matching_releases, brier,
baseline_id, baseline_brier, ci_level, state, mean_probability, matched_share, reliability, as_of
in: basis (registered, back_test); state (skill, no_skill, too_few, baseline); horizon (all, six_months_of_release, next_3_months,
next_6_months, next_12_months)
caveat: No row where nothing has come due. Models and horizons were chosen after a look at the back-test, and of its forecasts only
n_as_seen rest on scores as they then stood; the registered ones alone were made before what they speak of. Records matched by one release
come true together, so that the interval, over records, is too narrow.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from lag.forecast_scores import ForecastScore, score_forecasts
from lag.forecasts import BASELINES, HORIZONS, MODELS
from warehouse.estimates.settings import SEED, SETTINGS, frame_of
from warehouse.row_schema import Schema, schema_of

QUESTION = ("made_as_of", "record_release_id", "horizon")
QUERIES = {
    "settings": SETTINGS,
    "back_test": """
        select made_as_of, record_release_id, horizon, model_id, probability, is_matched, match_release_id, knowledge = 'as_seen' as is_seen
        from core.past_forecasts
        order by all
    """,
    "registered": """
        select
            made_as_of, record_release_id, horizon, model_id, probability, outcome = 'matched' as is_matched, match_release_id,
            true as is_seen
        from marts.forecasts
        where registered_on is not null and outcome in ('matched', 'unmatched')
        order by all
    """,
}
SCHEMA: Schema = (
    {"basis": pl.String, "horizon": pl.String, "is_baseline": pl.Boolean, "n_as_seen": pl.Int64} | schema_of(ForecastScore)
)  # fmt: skip


def make(settings: pl.DataFrame, back_test: pl.DataFrame, registered: pl.DataFrame) -> pl.DataFrame:
    """Every horizon by itself and all of them together."""
    n_draws = settings["n_resamples"][0]
    rows = [
        {"basis": basis, "horizon": horizon} | row
        for basis, answers in (("registered", registered), ("back_test", back_test))
        for horizon in ("all", *HORIZONS)
        for row in _rows(answers if horizon == "all" else answers.filter(horizon=horizon), n_draws)
    ]
    return frame_of(rows, SCHEMA)


def _rows(answers: pl.DataFrame, n_draws: int) -> Iterator[dict[str, Any]]:
    if answers.is_empty():
        return
    # A model that is no more, or was not yet, is silent.
    asked = answers.select(*QUESTION, "is_matched", "match_release_id", "is_seen").unique(QUESTION, maintain_order=True)
    chances = {
        name: asked.join(answers.filter(model_id=name), on=QUESTION, how="left", maintain_order="left")["probability"]
        for name in MODELS
    }
    scores = score_forecasts(
        {name: values.to_numpy() for name, values in chances.items()},
        asked["is_matched"],
        asked["record_release_id"].to_list(),
        asked["match_release_id"].to_list(),
        baselines=BASELINES,
        rng=np.random.default_rng(SEED),
        n_draws=n_draws,
    )
    for score in scores:
        yield asdict(score) | {"is_baseline": score.model_id in BASELINES, "n_as_seen": int(asked["is_seen"].sum())}
