"""Fill rates: what counts as a value, which fall is told, and the columns that the kept list asks of each source."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from warehouse.build.heads import raw_schema
from warehouse.landing import Pull
from warehouse.sources import catalogue, epoch, epoch_archive, models_dev, reference
from warehouse.sources.parse.fills import Fall, fallen, measure
from warehouse.sources.registry import ASKED

REFERENCE = Path(__file__).parents[2] / "warehouse" / "reference"
NOW = datetime.fromisoformat("2026-11-29T12:00:00Z")
# A source that no figure and no label rests on has no column that must not go blank, and no limit of age.
FIGURES_REST_ON = {"epoch", "hub", "models_dev", "catalogue", "archive", "arena"}


@pytest.mark.parametrize(
    ("values", "share"),
    [
        (["a", "b"], 1.0),
        (["a", None], 0.5),
        (["", " \t"], 0.0),
        ([0, 0], 1.0),  # a zero is a value
        ([0, None], 0.5),
        ([False, None], 0.5),
        ([[], ["a"]], 0.5),
        ([[], None], 0.0),
        ([float("nan"), 1.0], 0.5),
        ([date(2026, 1, 1), None], 0.5),
        ([None, None], 0.0),
    ],
)
def test_a_null_a_blank_and_an_empty_list_are_no_value(values: list[Any], share: float) -> None:
    assert measure({"t": pl.DataFrame({"x": values})}, ["t.x"]) == {"t.x": share}


def test_a_column_or_a_table_that_is_gone_has_no_value_in_any_row() -> None:
    tables = {"t": pl.DataFrame({"x": [1]}), "empty": pl.DataFrame({"x": []})}
    assert measure(tables, {"t.x", "t.y", "empty.x", "gone.x"}) == {
        "empty.x": 0.0,
        "gone.x": 0.0,
        "t.x": 1.0,
        "t.y": 0.0,
    }


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        (1.0, 0.0, True),
        (1.0, 0.8999, True),
        (1.0, 0.9, False),  # ten points, and not more
        (0.3, 0.2, False),
        (0.5, 0.9, False),
        (0.05, 0.0, False),
    ],
)
def test_a_fall_of_more_than_ten_points_is_told_with_both_figures(before: float, now: float, is_told: bool) -> None:
    assert fallen({"t.x": now}, {"t.x": before}) == ([Fall("t.x", before, now)] if is_told else [])


def test_the_deepest_fall_comes_first_and_what_was_never_measured_is_not_compared() -> None:
    before, now = (
        {"t.a": 0.5, "t.b": 1.0, "t.c": 0.4, "t.old": 1.0},
        {"t.a": 0.3, "t.b": 0.0, "t.c": 0.39, "t.new": 0.0},
    )
    falls = fallen(now, before)
    assert [fall.column for fall in falls] == ["t.b", "t.a"]
    assert str(falls[1]) == "t.a has a value in 30.0% of its rows, and had one in 50.0%"
    assert [fall.column for fall in fallen(now, before, most_points=0.5)] == ["t.b", "t.a", "t.c"]


def test_every_needed_column_is_one_of_the_warehouse_and_every_live_source_has_some() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        connection.execute(raw_schema())
        found = connection.sql(
            "select table_name, column_name from duckdb_columns() where schema_name = 'raw'"
        ).fetchall()
    listed = kept().tables["source_columns"]
    whole = {("archive_benchmarks", column) for column in epoch_archive.BENCHMARK_COLUMNS}  # stays in the landing
    assert set(listed.select("table_name", "column_name").rows()) <= {*found, *whole}
    assert set(listed["source"]) == FIGURES_REST_ON | {"hub_top"}
    assert set(kept().tables["source_limits"]["source"]) == FIGURES_REST_ON <= {source.name for source in ASKED}


def test_the_kept_shares_are_those_of_the_real_files(source_files: Path, tmp_path: Path) -> None:
    for name, file in (("models.json", "models_2026-07-02.json"), ("api.json", "first_party_prices_2026-07-02.json")):
        (tmp_path / name).write_bytes((source_files / "modelsdev" / file).read_bytes())
    pulls = [
        epoch.pull((source_files / "epoch").as_uri(), now=NOW),
        models_dev.pull(tmp_path.as_uri(), now=NOW),
        catalogue.pull((source_files / "release-dates" / "model-release-dates.json").as_uri(), now=NOW),
    ]
    for pull in pulls:
        needed = reference.needed_columns(kept(), pull.source)
        assert measure(pull.tables, needed) == pytest.approx(needed, abs=0.00005)


def test_an_index_that_lost_its_dates_organisations_and_labels_is_told(epoch_files: Path) -> None:
    """Epoch's table has once come with all three blank, and no word was said."""
    tables = epoch.pull(epoch_files.as_uri(), now=NOW).tables
    lost = ["published_on", "organizations", "country", "accessibility"]
    blank = tables | {"epoch_index": tables["epoch_index"].with_columns(pl.lit(None).alias(name) for name in lost)}
    needed = reference.needed_columns(kept(), "epoch")
    before = {name: share for name, share in needed.items() if share is not None}
    assert fallen(measure(tables, needed), before) == []
    assert {fall.column for fall in fallen(measure(blank, needed), before)} == {f"epoch_index.{name}" for name in lost}


def kept() -> Pull:
    return reference.insist(reference.read(REFERENCE, now=NOW))
