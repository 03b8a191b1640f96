"""The door to the warehouse: what is no warehouse of ours, or none that can be read, is named."""

from pathlib import Path

import duckdb
import pytest

from warehouse.read.ask import WarehouseError
from warehouse.read.connect import SCHEMA_VERSION, open_warehouse


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema raw; create table raw.warehouse as select ? as schema_version", [SCHEMA_VERSION]
        )
        connection.execute("create schema marts; create table marts.t as select 1 as x")
    return path


def test_no_warehouse_says_what_to_run(tmp_path):
    with pytest.raises(WarehouseError, match="there is no warehouse yet; run `openlag weekly` first"):
        open_warehouse(tmp_path / "none.duckdb")


def test_a_file_that_is_not_duckdb_is_named(tmp_path):
    path = tmp_path / "w.duckdb"
    path.write_bytes(b"name,score\n" * 1000)
    with pytest.raises(WarehouseError, match="not a DuckDB file"):
        open_warehouse(path)


def test_a_duckdb_file_of_somebody_else_is_named(tmp_path):
    path = tmp_path / "w.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(WarehouseError, match="cannot be opened as a warehouse"):
        open_warehouse(path)


def test_a_warehouse_of_a_newer_openlag_is_refused(file):
    with duckdb.connect(str(file)) as connection:
        connection.execute("update raw.warehouse set schema_version = 99")
    with pytest.raises(WarehouseError, match="written by a newer openlag"):
        open_warehouse(file)


def test_a_file_of_a_newer_duckdb_is_refused():
    # Made by `duckdb.connect(path)` of DuckDB 2.0.0, whose default storage version 1.5 cannot read.
    path = Path(__file__).parents[1] / "fixtures" / "written_by_duckdb_2.duckdb"
    expected = "written by a newer DuckDB" if duckdb.__version__.startswith("1.") else "cannot be opened as a warehouse"
    with pytest.raises(WarehouseError, match=expected):
        open_warehouse(path)


def test_a_damaged_file_is_named(file):
    file.write_bytes(file.read_bytes()[:12_000])  # the three headers are whole, the tables are gone
    with pytest.raises(WarehouseError, match="cannot be opened as a warehouse"):
        open_warehouse(file)


def test_a_file_somebody_is_writing_says_so(file):
    import subprocess
    import sys

    script = f"import duckdb, sys; c = duckdb.connect({str(file)!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with pytest.raises(WarehouseError, match="another process is writing to it"):
            open_warehouse(file)
        writer.terminate()
