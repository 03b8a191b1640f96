"""What every estimate is made with: the seed, the number of draws, day numbers, and schemas taken from the result of an estimator."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import date
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import polars as pl

# The seed is part of the published figures: the same inputs give the same bytes.
SEED = 20230314
# Of the index. Leaves 25 draws outside each end of a 90 % interval.
N_DRAWS = 500
EPOCH_DAY = date(1970, 1, 1)
# The bootstraps over chains, benchmarks and releases are cheap, and take twice as many: 1,000, and 25 outside each end of a 95 % interval.
SETTINGS = "select cast(getvariable('n_draws') as bigint) as n_draws, cast(2 * getvariable('n_draws') as bigint) as n_resamples"

Schema = dict[str, Any]
_TYPES = {str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean, date: pl.Date}


def day_number(day: date) -> float:
    """Days since EPOCH_DAY, as the queries count them."""
    return float((day - EPOCH_DAY).days)


def schema_of(result: type, *, leave_out: Collection[str] = ()) -> Schema:
    """The fields of an estimator's result that a column can hold, with their types; None is null in each."""
    hints = get_type_hints(result)
    types = {field.name: _type_of(hints[field.name]) for field in fields(result) if field.name not in leave_out}
    return {name: dtype for name, dtype in types.items() if dtype is not None}


def figures(result: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a result that the schema has."""
    return {field.name: getattr(result, field.name) for field in fields(result) if field.name in schema}


def frame_of(rows: Iterable[Mapping[str, Any]], schema: Schema) -> pl.DataFrame:
    """Rows as a frame in the order of the schema; what a row does not say is null."""
    return pl.DataFrame([[row.get(name) for name in schema] for row in rows], schema=schema, orient="row")


def _type_of(hint: Any) -> Any:
    """The type of a column for a type hint, of `x | None` that of x, of literals that of their values; None for a tuple. Else TypeError."""
    if get_origin(hint) is tuple:
        return None
    if get_origin(hint) is Literal:
        (kind,) = {type(value) for value in get_args(hint)}
        return _TYPES[kind]
    if get_origin(hint) in (Union, UnionType):
        (dtype,) = {_type_of(option) for option in get_args(hint) if option is not type(None)}
        return dtype
    if hint not in _TYPES:
        raise TypeError(f"no column holds {hint}")
    return _TYPES[hint]
