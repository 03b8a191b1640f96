"""What every estimate is made with: the seed, the number of draws, day numbers, and frames of the results of an estimator."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import polars as pl

from warehouse.row_schema import Schema

# The seed is part of the published figures: the same inputs give the same bytes.
SEED = 20230314
EPOCH_DAY = date(1970, 1, 1)
# The bootstraps over chains, benchmarks and releases are cheap, and take twice as many: 1,000, and 25 outside each end of a 95% interval.
SETTINGS = "select cast(getvariable('n_draws') as bigint) as n_draws, cast(2 * getvariable('n_draws') as bigint) as n_resamples"


def day_number(day: date) -> float:
    """Days since EPOCH_DAY, as the queries count them."""
    return float((day - EPOCH_DAY).days)


def figures(result: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a result that the schema has."""
    return {field.name: getattr(result, field.name) for field in fields(result) if field.name in schema}


def frame_of(rows: Iterable[Mapping[str, Any]], schema: Schema) -> pl.DataFrame:
    """Rows as a frame in the order of the schema; what a row does not say is null."""
    return pl.DataFrame([[row.get(name) for name in schema] for row in rows], schema=schema, orient="row")
