"""The anchors of the index as a table, for the checks of loads that have landed."""

import duckdb
import polars as pl

from warehouse.reference.anchors import ANCHORS, TOLERANCE


def list_anchors(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """staging.index_anchors: the anchors as a table, for the checks of loads that have landed."""
    rows = [(release_id, points, TOLERANCE) for release_id, points in ANCHORS.items()]
    return pl.DataFrame(
        rows, schema={"release_id": pl.String, "points": pl.Float64, "tolerance": pl.Float64}, orient="row"
    )
