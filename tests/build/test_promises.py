"""What a head promises of its rows is checked as soon as the table is made, and broken promises name file, row and number."""

from datetime import date

import duckdb
import pytest

from warehouse.build.heads import BuildError, Model, read_models
from warehouse.build.runner import build, in_order

HEAD = {"meaning": "M.", "grain": "g", "key": "x"}
ROWS = "select * from (values (1, 'a', null), (2, 'b', 'one'), (3, null, null)) as t (x, y, z)"


def made(sql: str = ROWS, **promises: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema other; create table other.t as select unnest(['a', 'b', null]) as y")
        build(
            connection,
            [Model("core.a", HEAD | promises, frozenset(), "sql/core/a.sql", sql=sql)],
            as_of=date(2026, 8, 11),
        )


@pytest.mark.parametrize(
    "promises",
    [
        {"not_null": "x"},
        {"unique": "y; z"},  # nulls are no repetition
        {"unique": "y, z"},
        {"in": "y (a, b); x (1, 2, 3)"},  # null is in every set
        {"refers": "y = other.t.y"},  # null refers to nothing, and a null there hides nothing
        {"key": "x, y"},
    ],
)
def test_a_promise_that_holds_is_passed_over(promises):
    made(**promises)


@pytest.mark.parametrize(
    ("promises", "message"),
    [
        (
            {"not_null": "x, y"},
            r"sql/core/a\.sql: y is said to be not null and is null: y = None, x = 3.*; 1 in all",
        ),
        ({"not_null": "z"}, r"z is said to be not null and is null: z = None, x = [13].*; 2 in all"),
        ({"in": "y (a)"}, r"y is said to be in \(a\) and is not: y = b, x = 2.*; 1 in all"),
        ({"in": "y (a, b); z (two, o'ne)"}, r"z is said to be in \(two, o'ne\) and is not: .*; 1 in all"),
        (
            {"refers": "z = other.t.y"},
            r"z is said to be a y of other\.t and is not: z = one, x = 2.*; 1 in all",
        ),
        ({"not_null": "nowhere"}, r"sql/core/a\.sql: .*nowhere"),
        ({"in": "y"}, r"in: 'y' is not `column \(value, value\)`"),
    ],
)
def test_a_broken_promise_names_file_column_number_and_first_row(promises, message):
    with pytest.raises(BuildError, match=message):
        made(**promises)


def test_a_repeated_pair_is_told_and_a_pair_with_a_null_is_none():
    rows = "select * from (values (1, 'a', 'b'), (2, 'a', 'b'), (3, 'a', null), (4, 'a', null)) as t (x, y, z)"
    with pytest.raises(
        BuildError,
        match=r"\(y, z\) is said to be unique and repeats: y = a, z = b, row_count = 2.*; 1 in all",
    ):
        made(rows, unique="y, z")
    made(rows + " where x > 2", unique="y, z")


def test_a_table_of_one_row_has_no_second():
    made("select 1 as x", key="none")
    made("select 1 as x where false", key="none")
    with pytest.raises(BuildError, match=r"it has a key of `none` and a second row: .*; 1 in all"):
        made("select unnest([1, 2]) as x", key="none")


def test_a_table_comes_after_those_it_refers_to(tmp_path):
    for name, text in {
        "core/a": "-- meaning: M.\n-- grain: g\n-- key: x\n-- refers: x = core.b.x\nselect 1 as x",
        "core/b": "-- meaning: M.\n-- grain: g\n-- key: x\nselect 1 as x",
    }.items():
        path = tmp_path / f"{name}.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert [model.name for model in in_order(read_models(tmp_path))] == ["core.b", "core.a"]
    (tmp_path / "core" / "a.sql").write_text(
        "-- meaning: M.\n-- grain: g\n-- key: x\n-- refers: x core.b\nselect 1 as x"
    )
    with pytest.raises(
        BuildError, match=r"sql/core/a\.sql: refers: 'x core\.b' is not `column = schema\.table\.column`"
    ):
        read_models(tmp_path)
