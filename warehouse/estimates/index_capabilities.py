"""
table: core.index_capabilities
meaning: The index of every release in the fit.
grain: one row per release
key: release_id
"""

import polars as pl

from warehouse.estimates.fitted_index import INPUTS, fit_of

QUERIES = {"inputs": INPUTS}


def make(inputs: pl.DataFrame) -> pl.DataFrame:
    """Releases and their capability."""
    fitted = fit_of(inputs)
    columns = ((), ()) if fitted is None else (fitted.releases, fitted.capability)
    return pl.DataFrame(columns, schema={"release_id": pl.String, "score": pl.Float64})
