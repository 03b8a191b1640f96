"""A table of Python that rests on the same frames is taken over from the warehouse in use, value by value as it was made."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests import toy as toys
from tests.conftest import Home, make_home
from warehouse.build import inputs
from warehouse.build.earlier import key_of
from warehouse.build.heads import Model, read_models
from warehouse.build.swap import rebuild, rebuild_selected
from warehouse.read.connect import open_warehouse

DAY = date(2026, 8, 11)
FRAME = pl.DataFrame({"day": [DAY, None], "value": [1.5, float("nan")]})
HEAD = {"meaning": "M.", "grain": "g", "key": "none"}


class Maker:
    """A table of Python that counts how often it is made. Each time it says so in its rows, as no estimate does."""

    def __init__(self, query: str) -> None:
        self.times = 0
        self.query = query

    def make(self, counted: pl.DataFrame) -> pl.DataFrame:
        self.times += 1
        return pl.DataFrame(
            {"n_draws": [self.times], "n_records": counted["n"], "median_days": [float("nan")], "mean_days": [None]}
        )

    def model(self) -> Model:
        reads = frozenset({"staging.counts"})
        return Model("marts.made", HEAD, reads, "made.py", queries={"counted": self.query}, function=self.make)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


def build(home: Home, maker: Maker, as_of: date = DAY) -> tuple[Any, ...]:
    """Build, and the one row of the table."""
    models = [*read_models(toys.write(home.landing.parent / "sql")), maker.model()]
    rebuild(home.landing, home.reference, home.warehouse, as_of=as_of, n_draws=20, models=models, checks=[])
    with open_warehouse(home.warehouse) as connection:
        ((time, n, gap, none, day),) = connection.sql("from marts.made").fetchall()
    assert gap != gap and none is None and n > 0
    return time, day


def test_the_same_frames_are_not_worked_on_again_and_a_mart_speaks_of_the_day_of_its_build(home):
    maker = Maker("select n_releases as n from staging.counts")
    assert build(home, maker) == (1, DAY)
    assert build(home, maker) == (1, DAY)
    assert build(home, maker, as_of=date(2026, 8, 10)) == (1, date(2026, 8, 10))


def test_a_frame_that_hangs_on_the_day_makes_the_table_anew(home):
    maker = Maker("select n_releases as n, as_of from staging.counts")
    assert [build(home, maker, as_of=day)[0] for day in (DAY, date(2026, 8, 10), date(2026, 8, 10))] == [1, 2, 2]


def test_other_code_and_a_warehouse_that_was_changed_make_it_anew(home, monkeypatch):
    maker = Maker("select n_releases as n from staging.counts")
    build(home, maker)
    monkeypatch.setattr(inputs, "code_sum", lambda patterns: "of other files")
    assert build(home, maker)[0] == 2
    home.warehouse.with_name("openlag.duckdb.sha256").unlink()
    assert build(home, maker)[0] == 3


def test_a_part_that_is_asked_for_is_always_made_and_then_taken_over(home):
    maker = Maker("select n_releases as n from staging.counts")
    build(home, maker)
    models = [*read_models(home.landing.parent / "sql"), maker.model()]
    rebuild_selected(home.warehouse, "marts.made", models=models, checks=[])
    assert maker.times == 2
    assert build(home, maker)[0] == 2


@pytest.mark.parametrize(
    "other",
    [
        FRAME.reverse(),
        FRAME.with_columns(value=pl.Series([1.5, None])),
        FRAME.with_columns(value=pl.Series([1.5, 2.0])),
        FRAME.rename({"value": "values"}),
        FRAME.cast({"value": pl.Float32}),
        FRAME.head(1),
        FRAME.clear(),
    ],
)
def test_frames_that_differ_in_anything_have_keys_of_their_own(other):
    one = key_of("core.made", {"rows": FRAME})
    assert one == key_of("core.made", {"rows": FRAME.clone()})
    assert one != key_of("core.made", {"rows": other})
    assert one != key_of("core.other", {"rows": FRAME}) and one != key_of("core.made", {"others": FRAME})
