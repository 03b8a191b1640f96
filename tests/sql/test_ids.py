"""Ids of names: one rule in SQL and in Python, no two names with one id, none without."""

import re

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.strategies import few, texts
from warehouse.ids import slug
from warehouse.settings import PROJECT
from warehouse.sources.parse.csv_rows import decode, split_rows
from warehouse.sources.reference_contract import ID

REFERENCE = PROJECT / "warehouse" / "reference"
HOSTILE = (
    "", "-->", "--", "+",
    "\n", "a\x00b", "模型", "模型-3", "\u212a3", "İstanbul", "é", "e\u0301", "😀",
    "ß", "٣", "Kimi K3 [max]", "Kimi K3",
    "a'b", "$1", "\\1", "%", "x" * 1000, "\u202e", "(", "Kimi K3\u00a0", "Kimi K3", "Kimi K3+", "KIMI K3 +", "GPT-4 (Mar 2023)",
)  # fmt: skip
SIGNS = "aZ09 ._/(),:-+é模\u212a\u0130\n\x00'\"\\%[]ß"
# Of few signs, so that ids meet; and of any.
NAMES = st.one_of(st.text(SIGNS, max_size=4), texts(12))


def names_of(file: str, column: str) -> list[str]:
    (_, _, header), *rows = split_rows(decode((REFERENCE / f"{file}.csv").read_bytes(), file), file)
    return sorted({cells[header.index(column)] for _, _, cells in rows})


@pytest.fixture(scope="module")
def macros():
    with duckdb.connect() as connection:
        connection.execute((PROJECT / "sql" / "macros.sql").read_text())
        yield connection


@few
@given(names=st.lists(NAMES, max_size=60))
@example(names=list(HOSTILE))
def test_sql_and_python_make_the_same_ids(macros, names):
    query = "select slug(name) from (select unnest($1::varchar[]) as name, generate_subscripts($1, 1) as place) order by place"
    assert [made for (made,) in macros.execute(query, [names]).fetchall()] == [slug(name) for name in names]


def test_no_name_has_no_id(macros):
    assert macros.execute("select slug(null)").fetchall() == [(None,)]


@few
@given(names=st.lists(NAMES, max_size=60))
@example(names=list(HOSTILE))
def test_no_two_names_that_differ_by_more_than_case_and_separators_have_one_id_and_none_is_empty(names):
    by_id: dict[str, str] = {}
    for name in names:
        made = slug(name)
        assert ID.pattern is not None and re.fullmatch(ID.pattern, made), (name, made)
        plain = re.fullmatch(r"[A-Za-z0-9 ._/(),:-]*[A-Za-z0-9][A-Za-z0-9 ._/(),:-]*", name)
        said = re.sub(r"[^a-z0-9]+", " ", name.lower()).strip() if plain else name
        assert by_id.setdefault(made, said) == said, (name, by_id[made])


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("releases", "name"), ("benchmarks", "name"), ("organizations", "name"), ("aliases", "source_name"),
        ("date_claims", "source_name"), ("openness_claims", "source_name"), ("hub_models", "hub_model_id"),
    ],
)  # fmt: skip
def test_every_name_of_the_reference_files_keeps_the_id_it_had(file, column):
    for name in names_of(file, column):
        if not name.startswith("https://"):
            assert slug(name) == re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def test_a_sign_that_tells_two_models_apart_tells_their_ids_apart():
    assert (slug("Kimi K3"), slug("kimi_k3"), slug("Kimi K3+")) == ("kimi-k3", "kimi-k3", "kimi-k3-80d72237")


@pytest.fixture
def loads(warehouse):
    """Two loads of Epoch's files, and a reference file that knows GPT-5 and an alias of it."""
    warehouse.given("raw.loads", "load_id | retrieved_on \n one | 2026-08-01 \n two | 2026-08-08")
    warehouse.given("raw.epoch_scores", "load_id | model")
    warehouse.given("staging.releases", "release_id | name \n gpt-5 | GPT-5")
    warehouse.given("staging.aliases", "source_id | source_name | release_id \n epoch_index | GPT-5 of August | gpt-5")
    return warehouse


def made(loads, index: str, scores: str = "") -> dict[str, tuple[str, bool]]:
    loads.given("raw.epoch_index", "load_id | model \n" + index)
    loads.given("raw.epoch_scores", "load_id | model \n" + scores)
    return {
        name: (made, second == "true")
        for name, made, second in loads.made("staging.epoch_names", "epoch_name, release_id, is_second")
    }


def test_of_two_names_with_one_id_in_one_file_the_second_has_an_id_of_its_own(loads):
    found = made(loads, "two | Kimi K4 \n two | kimi-k4")
    assert found["Kimi K4"] == ("kimi-k4", False)  # printed on the same day: the first in the order of names
    (second, is_second) = found["kimi-k4"]
    assert is_second and re.fullmatch(r"kimi-k4-[0-9a-f]{8}", second)


def test_the_first_printed_keeps_its_id_when_another_writing_of_it_turns_up(loads):
    alone = made(loads, "one | kimi-k4")
    both = made(loads, "one | kimi-k4 \n two | kimi-k4 \n two | Kimi K4")
    assert alone["kimi-k4"] == both["kimi-k4"] == ("kimi-k4", False)
    assert both["Kimi K4"][1] and both["Kimi K4"][0] != "kimi-k4"
    backwards = made(loads, "two | Kimi K4 \n two | kimi-k4 \n one | kimi-k4")
    assert backwards == both


def test_a_name_that_is_only_written_otherwise_in_a_later_load_stays_the_release_it_was(loads):
    assert made(loads, "one | kimi-k4 \n two | Kimi K4") == {
        "kimi-k4": ("kimi-k4", False),
        "Kimi K4": ("kimi-k4", False),
    }


def test_the_name_of_the_reference_file_comes_before_an_alias_and_an_alias_before_another_writing(loads):
    found = made(loads, "one | gpt 5 \n two | GPT-5 \n two | GPT-5 of August \n two | gpt 5")
    assert found["GPT-5"] == ("gpt-5", False)
    assert found["GPT-5 of August"][1] and found["gpt 5"][1]
    assert len({release_id for release_id, _ in found.values()}) == 3
    found = made(loads, "one | gpt 5 \n two | GPT-5 of August \n two | gpt 5")
    assert found["GPT-5 of August"] == ("gpt-5", False) and found["gpt 5"][1]


def test_two_names_of_the_file_of_scores_alone_are_told_apart_too(loads):
    found = made(loads, "two | Kimi K4", "two | Kimi K4 \n two | KIMI K4")
    assert sorted(second for _, second in found.values()) == [False, True]
