"""Tables made in a process beside the build: what is made where and in which order, and what ends in the other process."""

import os
from datetime import date

import duckdb
import polars as pl
import pytest

from warehouse.build.beside import MIN_DRAWS, Beside, process_beside
from warehouse.build.earlier import Earlier
from warehouse.build.heads import BrokenTable, BuildError, Model, all_models
from warehouse.build.runner import build, in_order

AS_OF = date(2026, 8, 11)
HERE = os.getpid()


def sql(name: str, text: str, *reads: str) -> Model:
    return Model(name, {"meaning": "M.", "grain": "g", "key": "none"}, frozenset(reads), f"sql/{name}.sql", sql=text)


def made(name: str, query: str, function, *reads: str, **head: str) -> Model:
    head = {"meaning": "M.", "grain": "g", "key": "none"} | head
    return Model(name, head, frozenset(reads), f"{name}.py", queries={"given": query}, function=function)


def process_of(given: pl.DataFrame) -> pl.DataFrame:
    return given.with_columns(process=pl.lit(os.getpid()))


def divide(given: pl.DataFrame) -> pl.DataFrame:
    return given.with_columns(x=pl.lit(1 // 0))


def end(given: pl.DataFrame) -> pl.DataFrame:
    os._exit(9)


def models(function) -> list[Model]:
    return [
        sql("core.after", "from core.long", "core.long"),
        sql("core.apart", "select 1 as x"),
        made("core.long", "from core.before", function, "core.before", beside="yes"),
        made("core.short", "from core.before", process_of, "core.before"),
        sql("core.before", "select 7 as x"),
    ]


def build_beside(function, earlier: Earlier | None = None) -> tuple[duckdb.DuckDBPyConnection, list[str]]:
    connection, order = duckdb.connect(), list[str]()
    with process_beside(MIN_DRAWS) as beside:
        build(connection, models(function), as_of=AS_OF, earlier=earlier, beside=beside, on_table=order.append)
    return connection, order


def test_a_long_table_is_made_beside_and_all_that_does_not_rest_on_it_meanwhile():
    connection, order = build_beside(process_of)
    assert order == ["core.before", "core.apart", "core.short", "core.long", "core.after"]
    ((there, x),) = connection.sql("select process, x from core.after").fetchall()
    assert there != HERE and x == 7
    assert connection.sql("select process from core.short").fetchall() == [(HERE,)]


def test_with_few_draws_all_is_made_in_one_process_in_the_order_of_what_is_read():
    with process_beside(MIN_DRAWS - 1) as beside, duckdb.connect() as connection:
        build(connection, models(process_of), as_of=AS_OF, beside=beside)
        assert connection.sql("select process from core.after").fetchall() == [(HERE,)]


class Own(ValueError):
    """Of more arguments than it keeps, so that it cannot be made again in another process."""

    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"{what} at {where}")


def refuse(given: pl.DataFrame) -> pl.DataFrame:
    raise Own("a hole", "x")


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (divide, "ZeroDivisionError: "),
        (refuse, "ValueError: Own: a hole at x$"),
    ],
)
def test_what_goes_wrong_beside_names_the_file(function, said):
    with pytest.raises(BrokenTable, match=rf"^core\.long\.py: {said}") as caught:
        build_beside(function)
    assert caught.value.table == "core.long"


def test_a_query_that_fails_before_anything_is_begun_names_the_file():
    broken = made("core.long", "select no_such from core.before", process_of, "core.before", beside="yes")
    with process_beside(MIN_DRAWS) as beside, duckdb.connect() as connection:
        with pytest.raises(BrokenTable, match=r"^core\.long\.py: Binder Error"):
            build(connection, [*models(process_of)[4:], broken], as_of=AS_OF, beside=beside)
        assert not beside.is_started


def test_a_process_that_is_ended_is_one_sentence_and_the_fault_of_no_load():
    with pytest.raises(
        BuildError, match="A process that made tables beside the build was ended, .*run again"
    ) as caught:
        build_beside(end)
    assert not isinstance(caught.value, BrokenTable)


def test_what_is_taken_over_starts_no_process():
    class Known(Earlier):
        def take(self, table, frames):
            return pl.DataFrame({"x": [3]})

    with process_beside(MIN_DRAWS) as beside, duckdb.connect() as connection:
        build(connection, models(end), as_of=AS_OF, earlier=Known(), beside=beside)
        assert not beside.is_started
        assert connection.sql("from core.after").fetchall() == [(3,)]


def test_the_order_stays_one_in_which_everything_is_read_after_it_is_made():
    order = in_order(all_models())
    beside = Beside(pool=object())
    arranged = beside.arrange(order)
    assert sorted(model.name for model in arranged) == sorted(model.name for model in order)
    places = {model.name: place for place, model in enumerate(arranged)}
    for model in arranged:
        assert all(places[table] < places[model.name] for table in model.reads if table in places), model.name
    long = {model.name for model in order if "beside" in model.head}
    assert len(long) > 1 and long == beside.waiting.keys()


def test_of_two_long_tables_one_on_the_other_the_second_is_made_as_any_other():
    chain = [
        made("core.first", "select 1 as x", process_of, beside="yes"),
        made("core.second", "from core.first", process_of, "core.first", beside="yes"),
    ]
    beside = Beside(pool=object())
    assert [model.name for model in beside.arrange(in_order(chain))] == ["core.first", "core.second"]
    assert beside.waiting.keys() == {"core.first"}
