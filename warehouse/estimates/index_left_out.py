"""
table: marts.index_left_out
meaning: Releases and benchmarks without a part in the fit of our own index, with the reason.
grain: one row per kind and name
key: kind, name
not_null: kind, name, reason, as_of
in: kind (release, benchmark)
"""

import polars as pl

from lag.score_table import LeftOut
from warehouse.estimates.fitted_index import INPUTS, fit_of
from warehouse.estimates.settings import figures, frame_of
from warehouse.row_schema import schema_of

QUERIES = {"inputs": INPUTS}
SCHEMA = schema_of(LeftOut)


def make(inputs: pl.DataFrame) -> pl.DataFrame:
    """What the fit leaves out."""
    fitted = fit_of(inputs)
    left_out = () if fitted is None else fitted.left_out
    return frame_of((figures(one, SCHEMA) for one in left_out), SCHEMA).sort("kind", "name")
