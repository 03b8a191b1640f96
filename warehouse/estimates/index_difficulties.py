"""
table: core.index_difficulties
meaning: Difficulty and slope of every benchmark in the fit.
grain: one row per benchmark
key: scale_id
"""

import polars as pl

from warehouse.estimates.fitted_index import INPUTS, fit_of

QUERIES = {"inputs": INPUTS}


def make(inputs: pl.DataFrame) -> pl.DataFrame:
    """Benchmarks, their difficulty and slope."""
    fitted = fit_of(inputs)
    columns = ((), (), ()) if fitted is None else (fitted.benchmarks, fitted.difficulty, fitted.slope)
    return pl.DataFrame(columns, schema={"scale_id": pl.String, "difficulty": pl.Float64, "slope": pl.Float64})
