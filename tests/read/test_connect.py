"""The door for people's SQL: reading only, nothing but the warehouse, and not for ever."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from warehouse.read.connect import SCHEMA_VERSION, QueryError, WarehouseError, find_query, open_warehouse, query


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema raw; create table raw.warehouse as select ? as schema_version", [SCHEMA_VERSION]
        )
        connection.execute("create schema marts; create table marts.t as select 1 as x")
    return path


def ask(file: Path, sql: str, seconds: float = 10):
    with open_warehouse(file) as connection:
        return query(connection, sql, seconds=seconds)


def test_a_select_gives_its_rows(file):
    assert ask(file, "select x, date '2026-08-11' as d from marts.t").rows() == [(1, date(2026, 8, 11))]


@pytest.mark.parametrize(
    "sql",
    [
        "insert into marts.t values (2)", "drop table marts.t", "create table u as select 1", "create temp table u as select 1",
        "copy marts.t to '/tmp/openlag_test_leak.csv'", "attach ':memory:' as m", "set memory_limit = '10GB'", "pragma threads = 9",
        "install httpfs", "load httpfs", "export database '/tmp/openlag_test_leak'", "checkpoint", "call pragma_version()",
        "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "select * from glob('/*')",
        "select * from '/etc/passwd'", "select 1; drop table marts.t", "", "selekt 1", "select nothing from marts.t",
        "with x as (select 1) select * from read_parquet('x.parquet')", "reset memory_limit", "select getenv('HOME')",
    ],
)  # fmt: skip
def test_anything_but_reading_the_warehouse_is_refused_in_one_sentence(file, sql):
    before = file.read_bytes()
    with pytest.raises(QueryError) as refusal:
        ask(file, sql)
    assert "\n" not in str(refusal.value)
    assert file.read_bytes() == before
    assert not Path("/tmp/openlag_test_leak.csv").exists()


def test_a_query_that_takes_too_long_is_stopped(file):
    with pytest.raises(QueryError, match=r"took longer than 0\.2 s .*OPENLAG_SQL_SECONDS"):
        ask(file, "select count(*) from range(100000000) a, range(100000000) b", seconds=0.2)


def test_a_query_that_takes_too_much_memory_fails_in_words(file):
    with open_warehouse(file, memory="50MB") as connection, pytest.raises(QueryError, match="(?i)memory"):
        query(connection, "select list(range) from range(100000000)", seconds=60)


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


def test_a_name_finds_its_file_and_an_unknown_one_lists_them():
    assert find_query("headline").startswith("-- ")
    assert find_query("select 1") == "select 1"
    with pytest.raises(QueryError, match="No query is named 'nonsense'; there are .*headline"):
        find_query("nonsense")
