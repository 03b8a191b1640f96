"""What a table rests on, as text and as the picture of docs/lineage.md."""

import pytest

from warehouse.build.heads import BuildError, Model, all_models
from warehouse.build.lineage import PICTURE, describe_lineage, draw_lineage, page


def model(name: str, *reads: str) -> Model:
    return Model(name, {}, frozenset(reads), f"sql/{name}.sql")


MODELS = [
    model("staging.a", "raw.a"),
    model("core.b", "staging.a"),
    model("core.c", "core.b", "staging.a"),
    model("marts.d", "core.c", "core.b"),
]


def test_a_table_is_told_with_all_it_rests_on_and_nothing_twice():
    assert list(describe_lineage("d", MODELS)) == [
        "marts.d", "  core.b", "    staging.a", "      raw.a", "  core.c", "    core.b (above)", "    staging.a (above)",
    ]  # fmt: skip


def test_a_table_that_no_file_makes_is_refused():
    with pytest.raises(BuildError, match=r"marts\.nowhere: no file makes this table"):
        list(describe_lineage("nowhere", MODELS))


def test_the_picture_has_every_table_and_leaves_out_what_other_lines_imply():
    drawn = draw_lineage(MODELS)
    assert all(f"{name.replace('.', '__')}[" in drawn for name in ("raw.a", "staging.a", "core.b", "core.c", "marts.d"))
    lines = {line.strip() for line in drawn.splitlines() if "-->" in line}
    assert lines == {"raw__a --> staging__a", "staging__a --> core__b", "core__b --> core__c", "core__c --> marts__d"}


def test_the_picture_in_the_docs_is_that_of_the_files():
    assert PICTURE.read_text(encoding="utf-8") == page(), "run `make lineage`"


def test_every_mart_rests_on_something_raw():
    for one in all_models():
        if one.name.startswith("marts."):
            assert any(line.strip().startswith("raw.") for line in describe_lineage(one.name)), one.name
