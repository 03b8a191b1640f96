"""Which tables a selection holds."""

import re

import pytest

from warehouse.build.heads import BuildError, Model
from warehouse.build.selection import select


def model(name: str, *reads: str) -> Model:
    return Model(name, {}, frozenset(reads), f"sql/{name}.sql")


MODELS = [
    model("staging.a", "raw.a"),
    model("core.b", "staging.a"),
    model("core.c", "core.b"),
    model("core.alone", "raw.a"),
    model("marts.d", "core.c", "core.alone"),
]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("core.b", {"core.b"}),
        ("+core.b", {"staging.a", "core.b"}),
        ("core.b+", {"core.b", "core.c", "marts.d"}),
        ("+core.c+", {"staging.a", "core.b", "core.c", "marts.d"}),
        ("+marts.d", {"staging.a", "core.b", "core.c", "core.alone", "marts.d"}),
        ("staging.a+", {"staging.a", "core.b", "core.c", "marts.d"}),
        ("d", {"marts.d"}),
        ("+d", {"staging.a", "core.b", "core.c", "core.alone", "marts.d"}),
    ],
)
def test_a_plus_before_takes_what_it_reads_and_a_plus_behind_what_reads_it(wanted, found):
    assert {one.name for one in select(wanted, MODELS)} == found


@pytest.mark.parametrize("name", ["core.nowhere", "+b", "raw.a", "core.b core.c", " "])
def test_a_table_that_no_file_makes_is_refused_with_the_next_action(name):
    with pytest.raises(BuildError, match=r"no file makes"):
        select(name, MODELS)


@pytest.mark.parametrize("name", ["", "+", "++", "++core.b", "core.b++", "core.b+core.c"])
def test_what_names_no_table_is_refused_with_how_to_write_one(name):
    with pytest.raises(
        BuildError, match=rf"^'{re.escape(name)}' names no table; write core.matches, \+core.matches with all"
    ):
        select(name, MODELS)
