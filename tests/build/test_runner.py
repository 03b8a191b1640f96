"""The SQL runner: heads, order, keys, comments, checks."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from warehouse.build.heads import BrokenTable, BuildError, Model, all_models, read_checks, read_columns, read_models
from warehouse.build.runner import build, comment_tables, in_order, run_check
from warehouse.read.connect import open_warehouse

HEAD = "-- meaning: M.\n-- grain: one row\n-- key: none\n"
AS_OF = date(2026, 8, 11)


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path = path.with_suffix(".sql")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_models_run_after_what_they_read(tmp_path):
    write(
        tmp_path,
        core__a=f"{HEAD}select x from staging.z",
        marts__b=f"{HEAD}select x from core.a",
        staging__z=f"{HEAD}select 1 as x",
    )
    assert [model.name for model in in_order(read_models(tmp_path))] == ["staging.z", "core.a", "marts.b"]


def test_a_dotted_name_is_a_table_and_a_bare_one_is_a_step(tmp_path):
    write(
        tmp_path,
        core__a=f"{HEAD}with z as (select 1 as x), y as (select * from z join staging.t using (x)) select x from y",
    )
    (model,) = read_models(tmp_path)
    assert model.reads == {"staging.t"}


def test_a_table_that_nothing_makes_is_named_with_its_file(tmp_path):
    write(tmp_path, core__a=f"{HEAD}select x from staging.nowhere")
    with pytest.raises(BuildError, match=r"sql/core/a\.sql: reads staging\.nowhere, which no file makes"):
        in_order(read_models(tmp_path))


def test_tables_that_read_one_another_are_named(tmp_path):
    write(tmp_path, core__a=f"{HEAD}select x from core.b", core__b=f"{HEAD}select x from core.a")
    with pytest.raises(BuildError, match=r"circle: core\.[ab] -> core\.[ab]"):
        in_order(read_models(tmp_path))


def test_a_file_without_a_head_is_refused(tmp_path):
    write(tmp_path, core__a="-- meaning: M.\nselect 1 as x")
    with pytest.raises(BuildError, match=r"sql/core/a\.sql: the head lacks grain, key"):
        read_models(tmp_path)


def test_sql_that_does_not_parse_names_its_file(tmp_path):
    write(tmp_path, core__a=f"{HEAD}selekt 1")
    with pytest.raises(BuildError, match=r"sql/core/a\.sql: .*syntax error"):
        read_models(tmp_path)


def test_a_key_that_repeats_stops_the_build_with_its_value():
    model = Model(
        "core.a",
        {"meaning": "M.", "grain": "g", "key": "x, y"},
        frozenset(),
        "sql/a.sql",
        sql="select 1 as x, null as y from range(2)",
    )
    with (
        duckdb.connect() as connection,
        pytest.raises(BuildError, match=r"the key \(x, y\) repeats: x = 1, y = None.*; 1 in all"),
    ):
        build(connection, [model], as_of=AS_OF)


def test_too_little_memory_is_no_fault_of_a_table_for_which_a_load_would_be_set_aside():
    """A table that does not fit was taken for one that a load breaks."""
    sql = "select list(x) as x from (select repeat('x', 1000) || x as x from range(1_000_000) as t (x))"
    model = Model("core.a", {"meaning": "M.", "grain": "g", "key": "x"}, frozenset(), "sql/core/a.sql", sql=sql)
    with duckdb.connect(config={"memory_limit": "20MB", "max_temp_directory_size": "0B"}) as connection:
        with pytest.raises(
            BuildError, match=r"^sql/core/a\.sql: .* too little memory for it; allow more with OPENLAG_MEMORY"
        ) as told:
            build(connection, [model], as_of=date(2026, 8, 11))
        assert not isinstance(told.value, BrokenTable)


def test_a_mart_column_without_a_description_stops_the_build():
    model = Model(
        "marts.a",
        {"meaning": "M.", "grain": "g", "key": "none"},
        frozenset(),
        "sql/a.sql",
        sql="select 1 as nobody_knows",
    )
    with duckdb.connect() as connection:
        build(connection, [model], as_of=AS_OF)
        with pytest.raises(BuildError, match=r"nobody_knows has no description"):
            comment_tables(connection, [model])


def test_comments_land_in_the_database_with_their_quotes():
    model = Model(
        "marts.a",
        {"meaning": "It's.", "grain": "g", "key": "none", "caveat": "Don't."},
        frozenset(),
        "sql/marts/a.sql",
        sql="select 1 as name",
    )
    with duckdb.connect() as connection:
        build(connection, [model], as_of=AS_OF)
        comment_tables(connection, [model])
        ((comment,),) = connection.execute("select comment from duckdb_tables()").fetchall()
        assert comment == "It's. Grain: g. Key: none. Caveat: Don't."


def test_a_failing_check_stops_with_its_sentence_and_first_row(tmp_path):
    (tmp_path / "fail_x.sql").write_text("-- Readers would see\n-- nonsense.\nselect 7 as bad", encoding="utf-8")
    with (
        duckdb.connect() as connection,
        pytest.raises(BuildError, match=r"Readers would see nonsense\. 1 row\(s\), the first: bad = 7"),
    ):
        [run_check(connection, check) for check in read_checks(tmp_path)]


def test_a_warning_is_counted_and_does_not_stop(tmp_path):
    (tmp_path / "warn_x.sql").write_text("-- Odd.\nselect 7 as odd from range(3)", encoding="utf-8")
    with duckdb.connect() as connection:
        (result,) = [run_check(connection, check) for check in read_checks(tmp_path)]
    assert (result.name, result.row_count) == ("warn_x", 3)


def test_every_described_column_is_used_by_a_mart(built):
    with open_warehouse(built.warehouse) as connection:
        columns = connection.execute(
            "select schema_name || '.' || table_name || '.' || column_name, column_name from duckdb_columns() where schema_name = 'marts'"
        ).fetchall()
    assert read_columns().keys() - {name for names in columns for name in names} == set()


def test_no_model_asks_the_clock_or_throws_dice():
    forbidden = ("current_date", "now()", "today()", "random()", "current_timestamp")
    assert [(model.name, word) for model in all_models() for word in forbidden if word in model.sql.lower()] == []


def test_the_files_use_no_spelling_that_changed_in_duckdb_2():
    assert [model.name for model in all_models() if "->" in model.sql or " ~ " in model.sql] == []
