"""Tables that Python makes: their heads, what they may read, and what goes wrong in them, as if they were SQL."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse.build import heads
from warehouse.build.heads import BuildError, Model, all_models, read_python_models
from warehouse.build.runner import build, in_order

AS_OF = date(2026, 8, 11)
HEAD = '"""\ntable: core.doubled\nmeaning: M.\ngrain: one row per x\nkey: x\n"""\n'
MAKE = "def make(given):\n    return given.select(x=given['x'] * 2)\n"


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A room of a project elsewhere: `room(name, text)` writes a file into it."""
    monkeypatch.setattr(heads, "PROJECT", tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    folder = tmp_path / f"room_{tmp_path.name}"

    def write(text: str, name: str = "doubled") -> list[Model]:
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
        return read_python_models([folder])

    return write


def model(name: str = "core.doubled", key: str = "x", query: str = "from core.given", function=None) -> Model:
    head = {"meaning": "M.", "grain": "g", "key": key}
    file = f"warehouse/estimates/{name.partition('.')[2]}.py"
    return Model(name, head, frozenset(), file, queries={"given": query}, function=function or (lambda given: given))


@pytest.fixture
def connection():
    with duckdb.connect() as made:
        made.execute("create schema core; create table core.given as select unnest([1, 2]) as x")
        yield made


def test_a_python_file_reads_what_its_queries_read(room):
    (found,) = room(HEAD + 'QUERIES = {"given": "select x from core.given join core.other using (x)"}\n' + MAKE)
    assert (found.name, found.reads) == ("core.doubled", {"core.given", "core.other"})
    with pytest.raises(BuildError, match=r"room_\S+/doubled\.py: reads core\.(given|other), which no file makes"):
        in_order([found])


def test_a_python_file_makes_its_table_of_the_frames_of_its_queries(room, connection):
    build(connection, room(HEAD + 'QUERIES = {"given": "select unnest([3, 4]) as x"}\n' + MAKE), as_of=AS_OF)
    assert connection.sql("from core.doubled").fetchall() == [(6,), (8,)]


def test_a_file_without_a_head_is_no_table(room):
    assert room('"""Words about days."""\nDAY = 1\n', name="days") == []


def test_a_file_that_is_not_named_as_its_table_is_refused(room):
    with pytest.raises(BuildError, match=r"tripled\.py: makes core\.doubled, so its name is doubled\.py"):
        room(HEAD + MAKE, name="tripled")


def test_a_head_that_lacks_a_field_is_refused(room):
    with pytest.raises(BuildError, match=r"doubled\.py: the head lacks key"):
        room(HEAD.replace("key: x\n", "") + MAKE)


def test_a_query_that_make_does_not_take_is_refused(room):
    with pytest.raises(BuildError, match=r"doubled\.py: make does not take the frames of QUERIES"):
        room(HEAD + 'QUERIES = {"given": "select 1 as x", "other": "select 2 as x"}\n' + MAKE)


def test_a_query_that_does_not_parse_names_its_file(room):
    with pytest.raises(BuildError, match=r"doubled\.py: .*syntax error"):
        room(HEAD + 'QUERIES = {"given": "selekt 1"}\n' + MAKE)


def test_an_error_of_duckdb_names_the_python_file(connection):
    with pytest.raises(BuildError, match=r"warehouse/estimates/doubled\.py: .*no_such_column"):
        build(connection, [model(query="select no_such_column from core.given")], as_of=AS_OF)


def test_an_error_of_polars_names_the_python_file(connection):
    with pytest.raises(BuildError, match=r"warehouse/estimates/doubled\.py: .*nowhere"):
        build(connection, [model(function=lambda given: given.select("nowhere"))], as_of=AS_OF)


def test_a_repeated_key_names_the_python_file(connection):
    twice = model(function=lambda given: pl.concat([given, given]))
    with pytest.raises(
        BuildError, match=r"warehouse/estimates/doubled\.py: the key \(x\) repeats: x = [12].*; 2 in all"
    ):
        build(connection, [twice], as_of=AS_OF)


def test_a_mart_gets_its_as_of_and_a_core_table_none(connection):
    build(connection, [model(), model("marts.named", "name", "select 'a' as name")], as_of=AS_OF)
    assert connection.sql("from core.doubled").columns == ["x"]
    assert connection.sql("from marts.named").fetchall() == [("a", AS_OF)]


def test_a_model_is_told_how_many_draws_to_make(connection):
    build(connection, [model(query="select getvariable('n_draws') as x")], as_of=AS_OF, n_draws=7)
    assert connection.sql("from core.doubled").fetchall() == [(7,)]


def test_every_table_has_one_file_and_every_file_lies_where_its_messages_say():
    models = all_models()
    assert len({one.name for one in models}) == len(models)
    assert [one.file for one in models if not (Path(heads.PROJECT) / one.file).is_file()] == []
