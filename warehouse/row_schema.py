"""The schema of a table whose rows are objects of one class: names, order and types are those of its fields, and stated nowhere else."""

from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import polars as pl

Schema = dict[str, Any]
_TYPES = {
    str: pl.String, int: pl.Int64, float: pl.Float64, bool: pl.Boolean, date: pl.Date, datetime: pl.Datetime("us", "UTC"),
    list[str]: pl.List(pl.String),
}  # fmt: skip


def schema_of(row: type, *, leave_out: Collection[str] = ()) -> Schema:
    """The fields that a column can hold, with their types; None is null in each."""
    hints = get_type_hints(row)
    types = {field.name: _type_of(hints[field.name]) for field in fields(row) if field.name not in leave_out}
    return {name: dtype for name, dtype in types.items() if dtype is not None}


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
