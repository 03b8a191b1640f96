"""Schemas taken from results, and day numbers."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl
import pytest

from warehouse.estimates.settings import day_number, figures, frame_of
from warehouse.row_schema import schema_of


@dataclass(frozen=True)
class Result:
    lag_days: float | None
    n: int
    state: Literal["open", "closed"] | Literal["unknown"]
    is_open: bool
    on: date | None
    curve: tuple[float, ...]
    method: str = "m"


def test_a_schema_is_the_fields_that_a_column_can_hold_in_their_order():
    assert schema_of(Result, leave_out=("method",)) == {
        "lag_days": pl.Float64, "n": pl.Int64, "state": pl.String, "is_open": pl.Boolean, "on": pl.Date,
    }  # fmt: skip


def test_a_field_that_no_column_holds_is_an_error_and_not_left_out_in_silence():
    @dataclass
    class Odd:
        frame: pl.DataFrame

    with pytest.raises(TypeError, match="no column holds"):
        schema_of(Odd)


def test_what_a_row_does_not_say_is_null_and_null_is_not_zero():
    schema = schema_of(Result, leave_out=("method",))
    result = Result(None, 0, "open", False, None, (1.0,))
    frame = frame_of([figures(result, schema), {"n": 1}], schema)
    assert frame.rows() == [(None, 0, "open", False, None), (None, 1, None, None, None)]
    assert frame_of([], schema).schema == frame.schema


def test_a_day_number_counts_from_1970():
    assert (day_number(date(1970, 1, 1)), day_number(date(2023, 3, 14)), day_number(date(1969, 12, 31))) == (
        0,
        19430,
        -1,
    )
