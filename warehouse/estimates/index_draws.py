"""
table: core.index_draws
meaning: Paired draws of the index in long form, of releases and benchmarks alike; null is unknown in that draw.
grain: one row per draw and release or benchmark
key: draw, kind, name_id
"""

import numpy as np
import polars as pl

from warehouse.estimates.fitted_index import INPUTS, KEPT, choose_inputs, fit_of, keep_or_draw
from warehouse.estimates.settings import SETTINGS
from warehouse.row_schema import Schema

QUERIES = {"settings": SETTINGS, "inputs": INPUTS} | KEPT
SCHEMA: Schema = {"draw": pl.Int32, "kind": pl.String, "name_id": pl.String, "value": pl.Float64}


def make(
    settings: pl.DataFrame, inputs: pl.DataFrame, kept_fit: pl.DataFrame, kept_draws: pl.DataFrame
) -> pl.DataFrame:
    """Every draw, or none where there is no fit."""
    fitted = fit_of(inputs)
    if fitted is None:
        return pl.DataFrame(schema=SCHEMA)
    draws = keep_or_draw(
        choose_inputs(inputs), fitted, settings["n_draws"][0], kept_fit=kept_fit, kept_draws=kept_draws
    )
    parts = (("release", draws.releases, draws.capability), ("benchmark", draws.benchmarks, draws.difficulty))
    frames = [
        pl.DataFrame(
            {
                "draw": np.repeat(np.arange(len(values)), len(names)),
                "kind": kind,
                "name_id": list(names) * len(values),
                "value": values.ravel(),
            },
            schema=SCHEMA,
        )
        for kind, names, values in parts
    ]
    return pl.concat(frames).with_columns(pl.col("value").fill_nan(None))
