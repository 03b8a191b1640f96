"""The door for people's SQL: reading only, nothing but the warehouse, every type in every format, and within limits."""

import csv
import io
import json
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from warehouse.read.answer import CELL_CHARACTERS, TABLE_ROWS, write_result
from warehouse.read.ask import QueryError, WarehouseError, ask, find_query
from warehouse.read.connect import SCHEMA_VERSION, open_warehouse
from warehouse.settings import read_settings

FORMATS = ("table", "csv", "json", "parquet")
# What each type of DuckDB is asked for, extremes first; a type that has none here fails the test below.
EXAMPLES = {
    "ARRAY": ["[1, null]::int[2]", "[interval 1 day]::interval[1]"],
    "BIGINT": ["9223372036854775807", "(-9223372036854775807 - 1)::bigint"],
    "BIGNUM": ["'-123456789012345678901234567890123456789012345678901234567890'::bignum"],
    "BIT": ["'0101'::bit", r"'\xff'::blob::bit"],
    "BLOB": [r"'\xAA\x00\x1b'::blob", "''::blob"],
    "BOOLEAN": ["true", "null::boolean"],
    "DATE": ["'infinity'::date", "'-infinity'::date", "date '290000-01-01'", "date '0044-03-15 (BC)'"],
    "DECIMAL": ["99999999999999999999999999999999999999::decimal(38, 0)", "-0.0000000001::decimal(38, 10)"],
    "DOUBLE": ["'nan'::double", "'inf'::double", "'-inf'::double", "1e308::double", "-0.0::double", "5e-324::double"],
    "ENUM": ["'=a'::enum('=a', 'b')"],
    "FLOAT": ["'nan'::float", "0.1::float"],
    "GEOMETRY": ["'POINT(1 2)'::geometry"],
    "HUGEINT": ["99999999999999999999999999999999999999::hugeint", "sum(1)"],
    "INTEGER": ["1", "(-2147483648)::integer"],
    "INTERVAL": ["interval '1 month -2 days'", "timestamp '2026-08-11' - timestamp '1970-01-01'"],
    "LIST": ["['a', null, '']", "[[1], []]", "[]", "[interval 1 day]", "['nan'::double]"],
    "MAP": ["map {'a': 1}", "map {1: [interval 1 day]}", "map {}"],
    "NULL": ["null"],
    "SMALLINT": ["1::smallint"],
    "STRUCT": ["{'a': 1, 'b': {'c': 'nan'::double}}", "{'say \"NaN\"': 'NaN', 'n': 'nan'::double}", "row(1, 'x')"],
    "TIME": ["time '24:00:00'"],
    "TIME WITH TIME ZONE": ["'01:02:03+14:59'::timetz"],
    "TIMESTAMP": ["'infinity'::timestamp", "'-infinity'::timestamp", "timestamp '2026-08-11 01:02:03.5'"],
    "TIMESTAMP WITH TIME ZONE": ["'infinity'::timestamptz", "timestamptz '2026-08-11 01:02:03+02'"],
    "TIMESTAMP_MS": ["'2026-08-11 01:02:03.5'::timestamp_ms"],
    "TIMESTAMP_NS": ["'2026-08-11 01:02:03.123456789'::timestamp_ns"],
    "TIMESTAMP_S": ["'2026-08-11 01:02:03'::timestamp_s"],
    "TIMESTAMPTZ_NS": ["'2026-08-11 01:02:03.123456789+00'::timestamptz_ns"],
    "TIME_NS": ["'12:00:00.123456789'::time_ns"],
    "TINYINT": ["(-128)::tinyint"],
    "TUPLE": ["(1, 'x')"],
    "TYPE": [],  # the type of a type; no column has it
    "UBIGINT": ["18446744073709551615::ubigint"],
    "UHUGEINT": ["99999999999999999999999999999999999999::uhugeint"],
    "UINTEGER": ["4294967295::uinteger"],
    "UNION": ["union_value(num := 2)", "[union_value(s := 'a')]"],
    "USMALLINT": ["65535::usmallint"],
    "UTINYINT": ["255::utinyint"],
    "UUID": ["'00000000-0000-0000-0000-00000000000f'::uuid"],
    "VARCHAR": ["chr(27) || '[31m'", "chr(0)", "''", "'a,\"b\"' || chr(10)", "'=1+1'", "'\N{RIGHT-TO-LEFT OVERRIDE}模型'"],
    "VARIANT": ["1::variant", "{'a': [interval 1 day]}::variant"],
}  # fmt: skip
AROUND = {"before": 7, "after": "x"}
REFUSED_IN_PARQUET = ("[1::hugeint]", "{'a': 1::uhugeint}", "340282366920938463463374607431768211455::uhugeint",
                      "interval '1 month -2 days'", "{'a': [interval 1 day]}::variant")  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answer") / "openlag.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema raw; create table raw.warehouse as select ? as schema_version", [SCHEMA_VERSION]
        )
        connection.execute("create schema marts; create table marts.t as select 1 as x")
    return path


@pytest.fixture(scope="module")
def answered(file: Path):
    """Ask in this process: SQL and a format to what was written."""
    target = file.with_name("answer")
    with open_warehouse(file, writes=target) as connection:

        def answered(sql: str, format: str = "json", rows: int = 100) -> bytes:
            write_result(connection, sql, format, target, memory="1GB", rows=rows, size="1MB")
            return target.read_bytes()

        yield answered


@pytest.fixture
def limited(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Ask in a process of its own, with limits: SQL to the file that was written."""

    def limited(sql: str, format: str = "csv", **limits: str) -> Path:
        monkeypatch.setenv("OPENLAG_HOME", str(file.parent))
        for name, value in limits.items():
            monkeypatch.setenv(f"OPENLAG_SQL_{name.upper()}", value)
        ask(sql, format, tmp_path / "out", read_settings())
        return tmp_path / "out"

    return limited


def rows_of(parquet: bytes) -> list[dict]:
    return pq.read_table(io.BytesIO(parquet)).to_pylist()


def test_a_select_gives_its_rows(answered):
    sql = "select x, date '2026-08-11' as d, null as n from marts.t"
    assert answered(sql) == b'[\n{"x":1,"d":"2026-08-11","n":null}\n]\n'
    assert answered(sql, "csv") == b"x,d,n\n1,2026-08-11,\n"
    assert rows_of(answered(sql, "parquet")) == [{"x": 1, "d": date(2026, 8, 11), "n": None}]
    assert answered(sql, "table").splitlines()[1] == b'["1", "2026-08-11", null]'


def test_a_moment_is_written_alike_for_every_program(answered):
    """JSON had it as DuckDB casts it, with a blank and +00."""
    moments = ("'2026-01-01 00:00:00+00'", "'2026-08-11 01:02:03.5+02'", "'infinity'", "null")
    sql = f"select unnest([{', '.join(f'{moment}::timestamptz' for moment in moments)}]) as at, timestamp '2026-01-01' as local"
    written = ["2026-01-01T00:00:00Z", "2026-08-10T23:02:03.5Z", "infinity", None]
    assert json.loads(answered(sql)) == [{"at": moment, "local": "2026-01-01 00:00:00"} for moment in written]
    assert [line.split(",")[0] or None for line in answered(sql, "csv").decode().splitlines()[1:]] == written


@pytest.mark.parametrize("kind", ["timestamptz", "timestamp"])
def test_a_list_of_moments_is_json_in_csv_as_every_list(answered, kind):
    """It was taken for a moment itself, and written as DuckDB shows a list."""
    sql = f"select ['2026-01-01 00:00:00'::{kind}] as many"
    (line,) = list(csv.reader(answered(sql, "csv").decode().splitlines()))[1:]
    assert json.loads(line[0]) == json.loads(answered(sql))[0]["many"]


@pytest.mark.parametrize(
    "sql",
    [
        "insert into marts.t values (2)", "drop table marts.t", "create table u as select 1", "create temp table u as select 1",
        "copy marts.t to '/tmp/openlag_test_leak.csv'", "attach ':memory:' as m", "set memory_limit = '10GB'", "pragma threads = 9",
        "install httpfs", "load httpfs", "export database '/tmp/openlag_test_leak'", "checkpoint", "call pragma_version()",
        "select * from read_csv('/etc/passwd')", "select * from read_text('/etc/passwd')", "select * from glob('/*')",
        "select * from '/etc/passwd'", "select 1; drop table marts.t", "", "selekt 1", "select nothing from marts.t",
        "with x as (select 1) select * from read_parquet('x.parquet')", "reset memory_limit", "select getenv('HOME')",
        "select 1) as a, (select 2", "select 1 --", ";", "pivot marts.t on x; drop table marts.t", "explain drop table marts.t; select 1",
    ],
)  # fmt: skip
def test_anything_but_reading_the_warehouse_is_refused_in_one_sentence(file, answered, sql):
    if sql == "select 1 --":  # a comment does not swallow what we put behind it
        assert answered(sql) == b'[\n{"1":1}\n]\n'
        return
    before = file.read_bytes()
    with pytest.raises(QueryError) as refusal:
        answered(sql)
    assert "\n" not in str(refusal.value)
    assert file.read_bytes() == before
    assert not Path("/tmp/openlag_test_leak.csv").exists()


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("pivot (select 'x' as b, 1 as a) on b using sum(a)", [{"x": 1}]),
        ("select * from (pivot (select 'ä;' as b, 1 as a) on b using sum(a)) /* ; */ ; -- end;", [{"ä;": 1}]),
        ("unpivot (select 1 as p, 2 as q) on p, q into name n value v;", [{"n": "p", "v": 1}, {"n": "q", "v": 2}]),
        ("values (2), (1)", [{"col0": 2}, {"col0": 1}]),
        ("from range(3) as t (i) order by i desc", [{"i": 2}, {"i": 1}, {"i": 0}]),
        ("select 1 as a, 2 as a", [{"a": 1, "a_1": 2}]),
        ("select 1 where false", []),
        ("select name from (show tables from marts)", [{"name": "t"}]),
    ],
)
def test_whatever_reads_is_answered_in_its_order(answered, sql, rows):
    assert json.loads(answered(sql)) == rows


def test_a_plan_is_told_line_by_line(answered):
    lines = json.loads(answered("explain select x from marts.t"))
    assert len(lines) > 3 and all("\n" not in line["explain_value"] for line in lines)


@pytest.mark.parametrize("format", FORMATS)
def test_every_type_of_duckdb_has_a_form_in_every_format(answered, format):
    types = json.loads(answered("select distinct logical_type as t from duckdb_types()"))
    assert {row["t"] for row in types} - EXAMPLES.keys() == set()
    known = {row["t"] for row in types}
    for kind, examples in EXAMPLES.items():
        refused = REFUSED_IN_PARQUET if format == "parquet" else ()
        for example in (one for one in examples if kind in known and one not in refused):
            written = answered(f"select 7 as before, {example} as cell, 'x' as after", format)
            if format == "parquet":
                assert pq.read_table(io.BytesIO(written), columns=["before", "after"]).to_pylist() == [AROUND], example
            elif format == "csv":
                (fields,) = list(csv.reader(io.StringIO(written.decode(), newline="")))[1:]
                assert fields[0] == "7" and fields[2] == "x" and not fields[1].startswith(("=", "+", "@")), example
            elif format == "json":
                (row,) = json.loads(written, parse_constant=pytest.fail)
                assert {name: row[name] for name in AROUND} == AROUND, example
            else:
                assert len(json.loads(written.splitlines()[1])) == 3, example


@pytest.mark.parametrize("example", REFUSED_IN_PARQUET)
def test_what_would_lose_something_in_parquet_is_refused(answered, example):
    with pytest.raises(QueryError, match="cast it to|onversion|Parquet"):
        answered(f"select {example} as cell", "parquet")


def test_values_stay_what_they_are(answered):
    sql = "select 'nan'::double as a, ['-inf'::double, 1] as b, 'NaN' as c, 170141183460469231731687303715884105727::hugeint as d"
    assert json.loads(answered(sql)) == [
        {"a": "NaN", "b": ["-Infinity", 1.0], "c": "NaN", "d": 170141183460469231731687303715884105727}
    ]
    sql = "select interval '1 month 2 days' as i, '' as empty, null as nothing, -1.5 as n, '-1.5' as t, ['=a'] as l"
    assert answered(sql, "csv") == b'i,empty,nothing,n,t,l\n1 month 2 days,"",,-1.5,\'-1.5,"[""=a""]"\n'
    assert rows_of(answered("select sum(x) as s from marts.t", "parquet")) == [{"s": 1}]


def test_a_name_that_a_pivot_made_of_a_value_is_no_formula_in_csv(answered):
    assert answered("pivot (select '=1+1' as b, 1 as a) on b using sum(a)", "csv") == b"'=1+1\n1\n"


def test_a_cell_of_a_table_is_cut_and_its_rows_are_bounded(answered):
    lines = answered(f"select repeat('x', {CELL_CHARACTERS + 1}) as a", "table").splitlines()
    assert json.loads(lines[1])[0] == "x" * CELL_CHARACTERS + " …"
    many = answered("from range(100000)", "table", rows=10**6).splitlines()
    assert len(many) == 1 + TABLE_ROWS + 1


@pytest.mark.parametrize("format", FORMATS)
def test_more_rows_than_allowed_are_refused_and_not_cut(answered, format):
    answered("from range(5)", format, rows=5)
    with pytest.raises(QueryError, match=r"more than 5 rows; OPENLAG_SQL_ROWS raises"):
        answered("from range(6)", format, rows=5)


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*) from range(100000000) a, range(100000000) b",
        "select length(replace(repeat('ab', 400000000), 'b', 'cd'))",  # one call, in which nothing can be interrupted
    ],
)
def test_a_query_that_takes_too_long_is_stopped_wherever_it_is(limited, sql):
    with pytest.raises(QueryError, match=r"took longer than 0\.2 s .*OPENLAG_SQL_SECONDS"):
        limited(sql, seconds="0.2", memory="4GB")


@pytest.mark.parametrize(
    "sql",
    [
        "select list(range) from range(100000000)",
        "select repeat('x', 2000000000)",
        "select repeat('x', 3000000) from range(200)",  # little to DuckDB, much to whoever fetches it
    ],
)
def test_a_query_holds_no_more_memory_than_allowed(limited, sql):
    with pytest.raises(QueryError, match=r"more memory than 50MB; OPENLAG_SQL_MEMORY raises"):
        limited(sql, memory="50MB", size="1GB")


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
def test_a_result_larger_than_allowed_is_refused(limited, format):
    with pytest.raises(QueryError, match=r"larger than 20KB, .*; OPENLAG_SQL_SIZE raises"):
        limited("select hash(range), uuid() from range(20000)", format, size="20KB")


def test_a_process_that_ends_without_an_answer_is_told(limited, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WarehouseError, match="ended without an answer"):
        limited("select 1")


def test_the_process_of_a_query_ends_at_its_deadline_though_nobody_waits(file, tmp_path):
    question = {"warehouse": str(file), "sql": "select count(*) from range(100000000) a, range(100000000) b", "format": "csv",
                "target": str(tmp_path / "out"), "seconds": 0.3, "memory": "1GB", "rows": 1, "size": "1MB"}  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, "-m", "warehouse.read.answer"], stdin=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert child.stdin is not None
    child.stdin.write(json.dumps(question).encode())
    child.stdin.close()
    assert child.wait(timeout=60) == -signal.SIGALRM


def test_a_name_finds_its_file_and_an_unknown_one_lists_them():
    assert find_query("headline").startswith("-- ")
    assert find_query("select 1") == "select 1"
    with pytest.raises(QueryError, match="No query is named 'nonsense'; there are .*headline"):
        find_query("nonsense")
