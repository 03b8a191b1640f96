"""`openlag build` and `openlag tables --lineage`: what they print, what they make, and which calls make no sense."""

import shutil

import pytest
from typer.testing import CliRunner

from cli.app import app
from warehouse.build.heads import BuildError
from warehouse.read.ask import WarehouseError
from warehouse.read.connect import open_warehouse


@pytest.fixture
def home(built, tmp_path, monkeypatch):
    """A home with a copy of the warehouse of the reference files."""
    shutil.copy(built.warehouse, tmp_path / "openlag.duckdb")
    monkeypatch.setenv("OPENLAG_HOME", str(tmp_path))
    return tmp_path


def run(*arguments: str):
    return CliRunner().invoke(app, arguments)


def test_a_selection_is_built_in_place_and_told_table_by_table(home, built):
    done = run("build", "core.thresholds+")
    assert done.exit_code == 0, done.output
    *tables, last = done.output.strip().splitlines()
    assert [line.split()[-1] for line in tables] == ["core.thresholds", "marts.thresholds"]
    assert all(float(line.split()[0]) >= 0 and line.split()[1] == "s" for line in tables)
    assert last == f"2 table(s) as of 2026-08-11 in {home / 'openlag.duckdb'}"
    with open_warehouse(home / "openlag.duckdb") as new, open_warehouse(built.warehouse) as old:
        ask = "from marts.thresholds order by all"
        assert new.sql(ask).pl().equals(old.sql(ask).pl())


def test_a_selection_is_built_into_a_scratch_file(home):
    before = (home / "openlag.duckdb").read_bytes()
    done = run("build", "marts.eras", "--into", str(home / "scratch.duckdb"))
    assert done.output.strip().endswith(f"1 table(s) as of 2026-08-11 in {home / 'scratch.duckdb'}")
    assert (home / "openlag.duckdb").read_bytes() == before


def test_a_scratch_file_among_what_the_project_keeps_is_refused(home):
    for folder in ("landing", "history", "crawl"):
        (home / folder).mkdir()
    for own in (
        "landing/scratch.duckdb",
        "reports/scratch.duckdb",
        ".openlag.duckdb.next",
        "history/w/x.duckdb",
        "crawl/x.duckdb",
    ):
        failed = run("build", "marts.eras", "--into", str(home / own))
        assert isinstance(failed.exception, WarehouseError) and "openlag's own" in str(failed.exception), own


def test_an_export_into_what_the_project_keeps_is_refused_and_into_its_own_place_is_not(home):
    for own in ("landing/new", "history/new", "cache"):
        failed = run("export", "--output", str(home / own))
        assert isinstance(failed.exception, WarehouseError) and "openlag's own" in str(failed.exception), own
    assert run("export", "--output", str(home / "export")).exit_code == 0


def test_a_table_that_no_file_makes_is_one_sentence(home):
    failed = run("build", "core.nowhere")
    assert isinstance(failed.exception, BuildError) and "core.nowhere: no file makes this table" in str(
        failed.exception
    )


def test_a_part_keeps_its_day(home):
    refused = run("build", "core.matches", "--as-of", "2026-01-01")
    assert (refused.exit_code, "keeps its as-of day" in " ".join(refused.output.split())) == (2, True)


def test_the_lineage_of_a_mart_goes_down_to_the_raw_tables():
    lines = run("tables", "--lineage", "thresholds").output.splitlines()
    assert lines[0] == "marts.thresholds" and "  core.thresholds" in lines
    assert any(line.strip() == "raw.releases" for line in lines)
    assert run("tables", "--lineage").exit_code == 2
