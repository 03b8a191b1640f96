"""The raw tables, which are read from the files of all loads at once: order, columns that a load lacks, and whose fault it is."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse.build.heads import BuildError, UnreadableLoad
from warehouse.build.runner import load_raw
from warehouse.landing import Load, Pull, land

NEVER_EXACT = 2**53 + 1  # as a floating-point number it is another


def top(landing: Path, *frames: pl.DataFrame) -> list[Load]:
    """Top lists landed a day apart."""
    moments = [datetime(2026, 8, 1 + day, tzinfo=UTC) for day in range(len(frames))]
    return [
        land(
            Pull("hub_top", "", "", "u", "", "", moment.date(), moment, moment, {"hub_top": frame}),
            landing,
            code_version="test",
        )
        for moment, frame in zip(moments, frames, strict=True)
    ]


def read(loads: Sequence[Load], settings: str = "") -> list[tuple[object, ...]]:
    """Rows in the order in which they lie: the place of the load, then what it says."""
    with duckdb.connect() as connection:
        connection.execute(f"set timezone = 'UTC'; {settings}")
        load_raw(connection, loads)
        assert connection.execute("select load_id, finished_at::varchar from raw.loads").fetchall() == [
            (load.load_id, f"{load.finished_at:%F %T}+00") for load in loads
        ]
        rows = connection.execute("select load_id, list, rank, likes, gated from raw.hub_top").fetchall()
    place = {load.load_id: number for number, load in enumerate(loads)}
    return [(place[str(load_id)], *row) for load_id, *row in rows]


def test_rows_lie_in_the_order_of_their_loads_and_a_column_that_a_load_lacks_is_null(tmp_path):
    newer = {"rank": [2, 1], "list": ["b", "a"], "likes": [NEVER_EXACT, None]}
    frames = (
        pl.DataFrame({"list": ["z", "y"], "rank": [1, 2]}),
        pl.DataFrame(newer),
        pl.DataFrame(newer | {"likes": [3.0, 4.0]}),
        pl.DataFrame(newer | {"gated": ["auto", "manual"]}),
        pl.DataFrame(newer | {"list": ["d", "c"]}),
    )
    rows = read(top(tmp_path / "it's [here]", *frames))
    assert rows == [
        (0, "z", 1, None, None), (0, "y", 2, None, None),
        (1, "b", 2, NEVER_EXACT, None), (1, "a", 1, None, None),
        (2, "b", 2, 3, None), (2, "a", 1, 4, None),
        (3, "b", 2, NEVER_EXACT, "auto"), (3, "a", 1, None, "manual"),
        (4, "d", 2, NEVER_EXACT, None), (4, "c", 1, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (pl.DataFrame({"list": ["a"], "rank": ["first"]}), "Could not convert string 'first'"),
        (pl.DataFrame({"list": ["a"], "rank": ["1"], "no_column": [1]}), "no_column"),
    ],
)
def test_of_loads_that_are_read_together_the_one_at_fault_is_named(tmp_path, frame, reason):
    alike = pl.DataFrame({"list": ["a"], "rank": ["1"]})
    loads = top(tmp_path, alike, alike.with_columns(rank=pl.lit("2")), frame, alike.with_columns(rank=pl.lit("3")))
    with pytest.raises(
        UnreadableLoad, match=rf"{loads[2].load_id}/hub_top\.parquet: cannot be read .*{reason}"
    ) as told:
        read(loads)
    assert told.value.load_id == loads[2].load_id


def test_where_the_fault_is_no_loads_none_is_named(tmp_path):
    loads = top(tmp_path, pl.DataFrame({"list": [f"{number:040}" for number in range(100_000)]}))
    with pytest.raises(BuildError, match=r"raw\.hub_top: cannot be filled \(Out of Memory") as told:
        read(loads, "set memory_limit = '5MB'; set temp_directory = ''")
    assert not isinstance(told.value, UnreadableLoad)
