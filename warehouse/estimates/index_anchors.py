"""
table: staging.index_anchors
meaning: Releases that fix the scale of the index, and their points, for the checks of loads that have landed.
grain: one row per anchor
key: release_id
"""

import polars as pl

from warehouse.reference.anchors import ANCHORS, TOLERANCE

QUERIES: dict[str, str] = {}
SCHEMA = {"release_id": pl.String, "points": pl.Float64, "tolerance": pl.Float64}


def make() -> pl.DataFrame:
    """The anchors as a table."""
    return pl.DataFrame([(name, points, TOLERANCE) for name, points in ANCHORS.items()], schema=SCHEMA, orient="row")
