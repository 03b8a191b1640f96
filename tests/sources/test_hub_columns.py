"""Pages of the Hub's list in columns: every row says what `rows.py` would say of it, the plain ones without an object each."""

import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from warehouse.landing import SourceError
from warehouse.sources.hub.columns import BATCH_COLUMNS, FIELDS, IDS, Place, connect, count_rows, write_pages
from warehouse.sources.hub.rows import MOST_ALIKE, model_frame, parse_models

PLAIN: dict[str, Any] = {
    "_id": "6895f1c2a1b2c3d4e5f60718", "id": "harbour-ai/Kite-2-8B", "createdAt": "2026-08-03T09:12:44.000Z",
    "lastModified": "2026-09-01T07:00:00.000Z", "downloads": 182345, "downloadsAllTime": 240112, "likes": 0,
    "tags": ["transformers", "license:apache-2.0", "base_model:harbour-ai/Kite", "base_model:finetune:harbour-ai/Kite", "region:us"],
    "baseModels": {"relation": "finetune", "models": [{"_id": "6895f0", "id": "harbour-ai/Kite"}]}, "gated": False, "private": False,
    "library_name": "transformers", "pipeline_tag": "text-generation",
    "safetensors": {"parameters": {"BF16": 8_030_261_248, "F32": 12}, "total": 8_030_261_260},
}  # fmt: skip
# Each says nothing of bases, so that the tags do.
EMPTY_BASES: list[Any] = [
    None, "", " ", {}, [], {"models": []}, {"relation": None, "models": []}, {"models": [], "relation": None}, {"models": None},
    {"relation": "", "models": []}, {"models": [None]}, {"models": [{}]}, {"models": [{"id": ""}]}, {"models": {}}, {"models": ""}, [{}],
    {"models": [{"_id": None, "id": " "}], "relation": None},
]  # fmt: skip
# What rows have been, could be and must not break: each in a row of its own.
SHAPES: dict[str, list[Any]] = {
    "_id": [None, "", 5, "XYZ123", "6895f1c2a1b2c3d4e5f60719", "ab", ["6895f1c2"]],
    "id": [None, "gpt2", "a/b/c", "../etc", "..a/.b", "./x", "a" * 97 + "/b", "a/" + "b" * 96, "a/b\n", "ä/b", "a/b ", 7],
    "createdAt": [None, "", "2026-02-30T00:00:00.000Z", "2026-08-03T09:12:44Z", "2026-08-03", 1754212364, "3026-08-03T09:12:44.000Z",
                  "2026-08-03T24:00:00.000Z", "2026-08-03T23:59:60.000Z", "2026-08-03T09:12:44.000z",
                  "2026-08-03T09 12 44 000Z", "2026-08-03 09:12:44.000Z", "20 6-08-03T09:12:44.000Z", "2026-08-03T09:12:44.0 0Z",
                  "2026-08-03T24:12:44.000Z", "2022-03-02T23:29:04.000Z", "2026-08-03T09:12:44.123+02:00", "1949-01-01T00:00:00.000Z",
                  "2022-03-01T23:59:59.999Z", "2022-03-02T00:00:00.000Z", "2009-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z"],
    "lastModified": [None, "yesterday", True],
    "downloads": [None, 0, -1, "5", 5.5, 10**12, 10**12 + 1, 10**30, True, [], 1e3, 999_999_999_999],
    "downloadsAllTime": [None, 0, False],
    "likes": [None, {}, 12],
    "tags": [None, [], {}, "text", [1, "a"], ["a", None], ["license:mit", "license:other"], ["license:"], ["license: mit "], [" a ", ""],
             ["文本", "license:mit"], ["line\nbreak"], ['"quoted"', "back\\slash"], ["x" * 500], ["x" * 501], ["a,b", "c],[d"],
             ["license:" + "x" * 490, "license:" + "y" * 490], ["t"] * 2001, [["a"]], ["a", ["b"]], ["a", ["b"], "c"],
             ["a", 5, "b"], [["a"], "b"], ["\u200b"], ["\x7f"], ["x" * 300, "y" * 300], ["x" * 300, "y" * 501], ["license:", "license:mit"],
             ["license:" + " " * 480], ["a", {"b": "c"}], ["license:mit", "license:mit"]],
    "baseModels": [None, {}, [], "a/b", {"relation": None, "models": [{"id": "a/b"}]}, {"relation": "merge", "models": []},
                   {"relation": "merge"}, {"relation": "merge", "models": [{"id": "a/b"}, {"id": "a/b"}, {"id": "c/d"}]},
                   {"relation": "merge", "models": [{"id": "a/b/c"}, {"id": "c/d"}]}, {"models": [{"id": "gpt2"}]},
                   {"relation": 5, "models": [{"_id": "1", "id": "a/b"}, 7, {"_id": "2"}]}, {"relation": "x" * 41, "models": []},
                   {"relation": "a\nb", "models": [{"id": "a/b", "_id": "00"}]}, {"models": None, "relation": "merge"}, *EMPTY_BASES],
    "gated": [None, True, "auto", "manual", "false", "yes", 0],
    "private": [None, True, "no", 0, False],
    "library_name": [None, "", " ", "x" * 501, "x" * 500, " padded ", "dé", 5, "a\tb"],
    "pipeline_tag": [None, "text generation", ["a"]],
    "safetensors": [None, {}, {"parameters": {}, "total": 5}, {"total": 5}, {"parameters": {"BF16": 5}}, {"parameters": None, "total": 1},
                    {"total": 7, "parameters": {"BF16": 7}}, {"parameters": {"BF16": 10**14}}, {"parameters": {"BF16": 10**14 + 1}},
                    {"parameters": {"BF16": "5"}}, {"parameters": {"BF16": 5, "F32": None}}, [], {"parameters": {"Q-4": 5}, "total": 5},
                    {"parameters": {f"K{n}": 10**13 - 1 for n in range(11)}, "total": -1}, {"parameters": {"I8": 0}, "total": 0}],
}  # fmt: skip
TAGGED = [
    ["base_model:a/b"], ["base_model:a/b", "base_model:finetune:a/b"], ["base_model:merge:a/b", "base_model:merge:c/d", "base_model:a/b"],
    ["base_model:"], ["base_model::a/b", "base_model:merge:a/b"], ["base_model:a:b:c/d"], ["base_model:a b"], ["base_model:gpt2"],
    ["base_model:finetune:" + "a" * 97],
]  # fmt: skip


def odd_rows() -> list[dict[str, Any]]:
    rows = [PLAIN | {name: value} for name, values in SHAPES.items() for value in values]
    rows += [{field: value for field, value in PLAIN.items() if field != name} for name in PLAIN]
    rows += [{k: v for k, v in PLAIN.items() if k != "baseModels"} | {"tags": tags} for tags in TAGGED]
    rows = [{name: row[name] for name in (*IDS, *FIELDS) if name in row} for row in rows]
    # Each with an id of its own, where the id is not what is odd.
    return [row | {"_id": f"{n:024x}"} if row.get("_id") == PLAIN["_id"] else row for n, row in enumerate(rows)]


def without_nulls(text: str) -> str:
    """The text of a row, of which a field that is null may be left out."""
    try:
        return str({name: value for name, value in json.loads(text).items() if value is not None})
    except ValueError:  # of no row, or cut
        return text


def written(tmp_path: Path, *pages: list[Any], asked: tuple[str, ...] = FIELDS) -> tuple[pl.DataFrame, pl.DataFrame]:
    files = [tmp_path / f"{number:06}.json" for number in range(1, len(pages) + 1)]
    for file, page in zip(files, pages, strict=True):
        file.write_text(json.dumps(page), encoding="utf-8")
    place = Place(tmp_path / "batch.parquet", tmp_path / "rejects.parquet")
    with connect() as connection:
        count = write_pages(connection, files, place, asked=asked)
    batch = pl.read_parquet(place.batch, glob=False)
    assert batch.height == count
    return batch, pl.read_parquet(place.rejects, glob=False)


def test_every_row_says_what_the_rules_for_single_rows_say(tmp_path: Path) -> None:
    models, faults = [], []
    for number, row in enumerate(odd_rows(), start=1):
        found, rejects = parse_models([row], namespace="", file="000001")
        models += [model for model in found if not model.is_private]
        faults += [(number, reject.reason, without_nulls(reject.raw_text)) for reject in rejects]
    batch, told = written(tmp_path, odd_rows())
    assert sorted(batch.rows(), key=str) == sorted(model_frame(models).select(*BATCH_COLUMNS).rows(), key=str)
    assert sorted(
        (*rest, without_nulls(text)) for *rest, text in told.select("row_number", "reason", "raw_text").rows()
    ) == sorted(faults)
    assert set(told["file"]) == {"000001"} and set(told["table"]) == {"hub_listing"}


def test_a_usual_row_is_read_in_columns(tmp_path: Path) -> None:
    usual = [
        PLAIN,
        PLAIN | {"baseModels": None, "tags": ["base_model:a/b", "base_model:adapter:a/b"], "safetensors": None},
    ]
    (tmp_path / "1.json").write_text(json.dumps(usual), encoding="utf-8")
    with connect() as connection:
        write_pages(connection, [tmp_path / "1.json"], Place(tmp_path / "b.parquet", tmp_path / "r.parquet"))
        assert connection.execute("select is_plain from plain").fetchall() == [(True,), (True,)]
    batch = pl.read_parquet(tmp_path / "b.parquet", glob=False)
    assert batch.select("base_models", "base_model_relation", "parameter_count").rows() == [
        (["harbour-ai/Kite"], "finetune", 8_030_261_260),
        (["a/b"], "adapter", None),
    ]


@pytest.mark.parametrize("empty", EMPTY_BASES, ids=json.dumps)
def test_empty_bases_are_not_said_and_leave_the_word_to_the_tags(tmp_path: Path, empty: object) -> None:
    """A row with `{"models": []}` beside `base_model:finetune:...` was the root of a lineage of its own."""
    batch, told = written(tmp_path, [PLAIN | {"baseModels": empty}])
    assert batch.select("base_models", "base_model_relation").rows() == [(["harbour-ai/Kite"], "finetune")]
    assert told.is_empty()
    batch, _ = written(tmp_path, [PLAIN | {"baseModels": empty, "tags": ["transformers"]}])
    assert batch.select("base_models", "base_model_relation").rows() == [(None, None)]


def test_what_bases_leave_unsaid_the_tags_say_and_what_they_say_stands(tmp_path: Path) -> None:
    given = [
        {"relation": "merge", "models": []},
        {"models": [{"id": "a/b"}]},
        {"relation": "", "models": [{"id": "a/b"}]},
        {"relation": "merge", "models": [{"id": "a/b"}]},
        {"relation": "merge", "models": [{"id": "no name of a repository"}]},
    ]
    batch, _ = written(tmp_path, [PLAIN | {"_id": f"{n:06}", "baseModels": bases} for n, bases in enumerate(given)])
    assert batch.sort("hub_id").select("base_models", "base_model_relation").rows() == [
        (["harbour-ai/Kite"], "merge"),
        (["a/b"], "finetune"),
        (["a/b"], "finetune"),
        (["a/b"], "merge"),
        (["harbour-ai/Kite"], "merge"),
    ]


def test_a_batch_has_the_columns_that_history_reads_and_no_other(tmp_path: Path) -> None:
    written(tmp_path, [PLAIN])
    described = duckdb.sql(f"describe from '{tmp_path}/batch.parquet'").fetchall()
    kinds = {name: kind.replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ").lower() for name, kind, *_ in described}
    assert kinds == BATCH_COLUMNS
    told = pl.read_parquet(tmp_path / "rejects.parquet")
    assert told.is_empty() and told.columns == ["table", "file", "row_number", "reason", "raw_text"]


def test_rows_keep_their_order_and_their_number_in_their_page(tmp_path: Path) -> None:
    ids = [f"{number:024x}" for number in range(6)]
    batch, told = written(
        tmp_path,
        [PLAIN | {"_id": ids[0]}, PLAIN | {"_id": ids[1]}],
        [PLAIN | {"_id": ids[2]}, PLAIN | {"_id": ids[3], "likes": -1}],
    )
    assert sorted(batch["hub_id"]) == ids[:4]
    assert told.select("file", "row_number", "reason").rows() == [
        ("000002", 2, "likes is no count; the row is kept without it")
    ]


@pytest.mark.parametrize("odd", [5, [PLAIN], "text"])
def test_a_row_that_is_no_object_costs_itself_alone(tmp_path: Path, odd: object) -> None:
    batch, told = written(tmp_path, [PLAIN, odd], [PLAIN | {"_id": "abcdef"}])
    assert batch["hub_id"].to_list() == [PLAIN["_id"], "abcdef"]
    assert told.select("file", "row_number", "reason").rows() == [("000001", 2, "the row is no JSON object")]


def test_rejects_that_say_the_same_are_each_counted_and_the_first_of_a_page_have_their_text(tmp_path: Path) -> None:
    """A field that changed its kind in every row counted as 21 rejects a page, the last of them for all the others."""
    pages = [
        [PLAIN | {"_id": f"{page:03}{n:03}", "likes": "many"} for n in range(rows)] for page, rows in ((1, 50), (2, 7))
    ]
    batch, told = written(tmp_path, *pages, [{}] * 30)
    assert batch.height == 57 and told.height == 57 + 30
    assert told.filter(pl.col("raw_text") != "").group_by("file").len().sort("file").rows() == [
        ("000001", MOST_ALIKE), ("000002", 7), ("000003", MOST_ALIKE),
    ]  # fmt: skip
    assert told.filter(file="000001")["row_number"].to_list() == list(range(1, 51))
    assert told.group_by("reason").len().sort("len").rows() == [
        ("_id is missing", 30), ("likes is no count; the row is kept without it", 57),
    ]  # fmt: skip


def test_half_a_character_costs_its_own_column(tmp_path: Path) -> None:
    batch, told = written(tmp_path, [PLAIN | {"library_name": "\ud800"}])
    assert batch["library"].to_list() == [None] and len(told) == 1


def test_private_repositories_are_left_out_and_their_text_too(tmp_path: Path) -> None:
    batch, told = written(tmp_path, [PLAIN | {"private": True}, PLAIN | {"private": "perhaps", "likes": -1}, PLAIN])
    assert batch["hub_id"].to_list() == [PLAIN["_id"]]
    assert told["raw_text"].to_list() == ["", ""]


def test_a_field_that_no_row_has_any_more_is_told_and_one_that_was_not_asked_for_is_not(tmp_path: Path) -> None:
    row = {name: value for name, value in PLAIN.items() if name not in ("likes", "downloads")}
    _, told = written(
        tmp_path, [row, row | {"_id": "abcdef"}], asked=tuple(name for name in FIELDS if name != "downloads")
    )
    assert told["reason"].to_list() == ["likes: null in every row of 2; the Hub's answer has changed its shape"]


def test_empty_pages_are_a_batch_without_rows(tmp_path: Path) -> None:
    batch, told = written(tmp_path, [], [])
    assert batch.is_empty() and told.is_empty() and batch.columns == list(BATCH_COLUMNS)


def test_a_folder_with_signs_of_a_pattern_is_read_as_it_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "it's [1]*?"
    folder.mkdir()
    assert len(written(folder, [PLAIN])[0]) == 1


@pytest.mark.parametrize(("text", "count"), [("[]", 0), (' \n[{"createdAt":"a"}, {"createdAt":"b"}]\n', 2)])
def test_the_rows_of_a_page_are_counted(text: str, count: int) -> None:
    assert count_rows(text) == count


@pytest.mark.parametrize("text", ["", "{}", "[", '[{"a": 1}', "[1] x", "<html>"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no list"):
        count_rows(text)


@pytest.mark.parametrize("text", ["[nul]", "[" * 100_000 + "]" * 100_000, "[1e999999, NaN]"])
def test_a_page_that_is_no_json_is_told_with_what_to_do(tmp_path: Path, text: str) -> None:
    page = tmp_path / "spool" / "pages" / "000001.json"
    page.parent.mkdir(parents=True)
    page.write_text(text)
    with connect() as connection, pytest.raises(SourceError, match=r"no list in JSON .* remove .*spool to begin"):
        write_pages(connection, [page], Place(tmp_path / "b.parquet", tmp_path / "r.parquet"))
