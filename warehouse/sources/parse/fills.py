"""How full the columns of a load are, and which have gone blank since the one before: a source can drop a column and still answer.

A share is of the rows that have a value; a null, a blank text and an empty list are none. Where there is no row, or no such column any
more, nothing has a value, and the share is 0. Pure: who sets a load aside for it, and says so, is the caller.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import polars as pl

MOST_POINTS = 10.0


class Fall(NamedTuple):
    """A needed column, "table.column", that has lost more of its values than a source loses from load to load."""

    column: str
    before: float
    now: float

    def __str__(self) -> str:
        return f"{self.column} has a value in {self.now:.1%} of its rows, and had one in {self.before:.1%}"


def measure(tables: Mapping[str, pl.DataFrame], needed: Collection[str]) -> dict[str, float]:
    """Share of rows with a value, 0 to 1, of each needed column, "table.column", in the order of the names."""
    return {name: _share(tables, *name.split(".", maxsplit=1)) for name in sorted(needed)}


def fallen(now: Mapping[str, float], before: Mapping[str, float], *, most_points: float = MOST_POINTS) -> list[Fall]:
    """Columns whose share is more than most_points of a hundred below what it was, the deepest fall first.

    A column that was not measured on either side is not compared: nothing is known of its fall.
    """
    falls = [Fall(name, before[name], now[name]) for name in now.keys() & before.keys()]
    deep = [fall for fall in falls if round(100 * (fall.before - fall.now), 6) > most_points]
    return sorted(deep, key=lambda fall: (fall.now - fall.before, fall.column))


def _share(tables: Mapping[str, pl.DataFrame], table: str, column: str) -> float:
    frame = tables.get(table)
    if frame is None or frame.is_empty() or column not in frame.columns:
        return 0.0
    values = frame[column]
    has_value = values.is_not_null()
    if values.dtype == pl.String:
        has_value &= values.str.strip_chars() != ""
    elif values.dtype == pl.List:
        has_value &= values.list.len() > 0
    elif values.dtype.is_float():
        has_value &= values.is_not_nan()
    return int(has_value.sum()) / frame.height
