"""Rows of the Hub's listings: what is kept, what is unknown and what is rejected."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from warehouse.landing import Reject
from warehouse.sources.hub.rows import (
    EXPAND,
    MODEL_SCHEMA,
    MOST_ALIKE,
    Children,
    ModelRow,
    model_frame,
    parse_children,
    parse_models,
)
from warehouse.sources.parse.plausible import MOST_CHILDREN, MOST_COUNT

PAGE = Path(__file__).parents[1] / "fixtures" / "hub" / "models_page.json"
GOOD: dict[str, Any] = {"_id": "6895f1c2a1b2c3d4e5f60718", "id": "lab/m", "createdAt": "2026-08-03T09:12:44.000Z"}


def parse(*rows: object) -> tuple[list[ModelRow], list[Reject]]:
    return parse_models(list(rows), namespace="lab", file="/api/models?author=lab")


def only(**fields: object) -> ModelRow:
    models, rejects = parse(GOOD | fields)
    assert rejects == []
    return models[0]


def test_a_row_in_wire_format_fills_every_column() -> None:
    models, rejects = parse_models(json.loads(PAGE.read_text()), namespace="example-lab", file="page")
    row = model_frame(models).row(0, named=True)
    assert rejects == []
    assert json.loads(row.pop("eval_results_json"))[0]["data"]["value"] == 0.612
    assert json.loads(row.pop("model_index_json"))[0]["results"][0]["metrics"][0]["value"] == 61.2
    assert row == {
        "hub_id": "6895f1c2a1b2c3d4e5f60718",
        "hub_model_id": "example-lab/Orca-8-70B",
        "namespace": "example-lab",
        "created_at": datetime(2026, 8, 3, 9, 12, 44, tzinfo=UTC),
        "last_modified_at": datetime(2026, 9, 1, 7, tzinfo=UTC),
        "downloads_30d": 182345,
        "downloads_all_time": 240112,
        "likes": 913,
        "licence": "apache-2.0",
        "tags": [
            "transformers",
            "safetensors",
            "license:apache-2.0",
            "base_model:example-lab/Orca-8-70B-Base",
            "base_model:finetune:example-lab/Orca-8-70B-Base",
        ],
        "base_models": ["example-lab/Orca-8-70B-Base"],
        "base_model_relation": "finetune",
        "finetune_count": None,  # a listing does not count derived models
        "adapter_count": None,
        "merge_count": None,
        "quantized_count": None,
        "gated": "auto",
        "is_private": False,
        "library": "transformers",
        "task": "text-generation",
        "parameter_count": 70553706496,
        "parameter_count_stated": 70553706496,
    }


def test_an_absent_field_is_unknown_and_a_zero_stays_a_zero() -> None:
    models, _ = parse_models(json.loads(PAGE.read_text()), namespace="example-lab", file="page")
    assert (models[1].downloads_30d, models[1].likes, models[1].gated) == (0, None, "false")
    assert [getattr(models[2], name) for name in list(MODEL_SCHEMA)[3:]] == [None] * 21


def test_the_floor_of_creation_dates_is_kept_as_the_hub_gives_it() -> None:
    assert only(createdAt="2022-03-02T23:29:04.000Z").created_at == datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"tags": ["license:mit"], "cardData": {"license": "apache-2.0"}}, "mit"),
        ({"cardData": {"license": "apache-2.0"}}, "apache-2.0"),
        ({"cardData": {"license": ["mit", "apache-2.0"]}}, "mit, apache-2.0"),
        ({"tags": ["license:other"], "cardData": {"license_name": "qwen-research"}}, "qwen-research"),
        ({"tags": ["license:other"]}, "other"),
        ({"tags": ["license:"], "cardData": {"license": "mit"}}, "mit"),
        ({"tags": ["license: ", "license:other"], "cardData": {"license_name": "qwen-research"}}, "qwen-research"),
        ({"cardData": {"license": 7}}, None),
        ({}, None),
    ],
)
def test_the_licence_is_the_tag_and_else_what_the_card_says(fields: dict[str, object], licence: str | None) -> None:
    assert only(**fields).licence == licence


def test_base_models_come_from_tags_where_the_hub_gives_no_part_for_them() -> None:
    model = only(tags=["base_model:lab/base", "base_model:quantized:lab/base"])
    assert (model.base_models, model.base_model_relation) == (["lab/base"], "quantized")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a string", "the row is no JSON object"),
        (None, "the row is no JSON object"),
        ({"_id": GOOD["_id"]}, "id is missing"),
        (GOOD | {"id": "gpt2"}, "id is not of the form namespace/name"),
        (GOOD | {"id": "lab/m\n"}, "id is not of the form namespace/name"),
        (GOOD | {"id": "lab/\x1b[31mred"}, "id is not of the form namespace/name"),
        (GOOD | {"id": "lab/mödel"}, "id is not of the form namespace/name"),
        (GOOD | {"id": "lab/" + "x" * 100_000}, "id is not of the form namespace/name"),
        (GOOD | {"id": "lab/" + "x" * 300}, "id is not of the form namespace/name"),
        (GOOD | {"id": 'lab/"m"'}, "id is not of the form namespace/name"),
        (GOOD | {"id": "lab/'; drop table raw.loads; --"}, "id is not of the form namespace/name"),
        (GOOD | {"id": "=1+1/m"}, "id is not of the form namespace/name"),
        (GOOD | {"id": "@SUM(A1)/m"}, "id is not of the form namespace/name"),
        (GOOD | {"id": "lab/m,x"}, "id is not of the form namespace/name"),
        (GOOD | {"id": "lab/.."}, "id is not of the form namespace/name"),
        (GOOD | {"id": "lab/../../m"}, "id is not of the form namespace/name"),
        (GOOD | {"id": ["lab/m"]}, "id is not of the form namespace/name"),
        ({"id": "lab/m"}, "_id is missing"),
        (GOOD | {"_id": 5}, "_id is not the Hub's own id"),
    ],
)
def test_a_malformed_row_is_rejected_with_its_text_and_the_others_go_on(row: object, reason: str) -> None:
    models, rejects = parse(GOOD, row, GOOD | {"id": "lab/n"})
    assert [model.hub_model_id for model in models] == ["lab/m", "lab/n"]
    assert [(reject.table, reject.row_number, reject.reason) for reject in rejects] == [("hub_models", 2, reason)]
    assert rejects[0].raw_text == json.dumps(row)[:2000]


@pytest.mark.parametrize(
    ("fields", "column", "value", "reason"),
    [
        ({"createdAt": "03/08/2026"}, "created_at", None, "createdAt is no moment in UTC"),
        ({"createdAt": "2026-08-03"}, "created_at", None, "createdAt is no moment in UTC"),
        ({"createdAt": "0001-01-01T00:00:00+23:00"}, "created_at", None, "createdAt is no moment in UTC"),
        ({"lastModified": 1786000000}, "last_modified_at", None, "lastModified is no moment in UTC"),
        ({"downloads": "182345"}, "downloads_30d", None, "downloads is no count"),
        ({"downloads": True}, "downloads_30d", None, "downloads is no count"),
        ({"downloadsAllTime": 2**63}, "downloads_all_time", None, "downloadsAllTime is no count that can be"),
        ({"likes": 2**62}, "likes", None, "likes is no count that can be, for it is over 1,000,000,000,000"),
        ({"likes": -1}, "likes", None, "likes is no count"),
        ({"likes": float("nan")}, "likes", None, "likes is no count"),
        ({"tags": "safetensors"}, "tags", None, "tags is no list"),
        ({"tags": ["ok", "\x1b[31m", 5]}, "tags", ["ok"], "tags: 2 of 3 are no plain short text"),
        ({"tags": ["x" * 501]}, "tags", [], "tags: 1 of 1 are no plain short text"),
        ({"gated": "perhaps"}, "gated", None, "gated is none of false, auto and manual"),
        ({"gated": True}, "gated", None, "gated is none of false, auto and manual"),
        ({"gated": []}, "gated", None, "gated is none of false, auto and manual"),
        ({"library_name": "x" * 501}, "library", None, "library_name is no plain short text"),
        ({"library_name": {"name": "transformers"}}, "library", None, "library_name is no plain short text"),
        ({"pipeline_tag": "text\x1b[2J"}, "task", None, "pipeline_tag is no plain short text"),
        ({"safetensors": {"total": 7}}, "parameter_count", None, "safetensors: parameters is missing"),
        ({"safetensors": [7]}, "parameter_count", None, "safetensors is no JSON object"),
        ({"safetensors": {"parameters": {}, "total": "7"}}, "parameter_count", None, "safetensors: total is no count"),
        (
            {"safetensors": {"parameters": {"BF16": "8"}, "total": 8}},
            "parameter_count",
            None,
            "safetensors: parameters of BF16 is no count",
        ),
        (
            {"safetensors": {"parameters": {"BF16": 10**14, "F32": 1}}},
            "parameter_count",
            None,
            "safetensors: parameters is no count that can be, for it is over 100,000,000,000,000",
        ),
        (
            {"evalResults": [{"dataset": {"id": "gpqa"}, "value": 1}]},
            "eval_results_json",
            "[]",
            "no dataset, task_id or",
        ),
        ({"evalResults": {"gpqa": 1}}, "eval_results_json", None, "evalResults is no list"),
        ({"evalResults": [{"error": "x" * 200_000}]}, "eval_results_json", None, "longer than 100,000 characters"),
        ({"evalResults": [{"error": "\ud800"}]}, "eval_results_json", None, "cannot be written as JSON"),
        ({"evalResults": [{"error": float("nan")}]}, "eval_results_json", None, "cannot be written as JSON"),
        ({"cardData": "mit"}, "licence", None, "cardData is no JSON object"),
        ({"baseModels": "x/y"}, "base_models", None, "baseModels is no JSON object"),
        ({"baseModels": {"models": "x/y"}}, "base_models", None, "baseModels: models is no list"),
        ({"baseModels": {"relation": "merge"}}, "base_models", None, "baseModels: models is missing"),
        (
            {"baseModels": {"models": [{"id": "a/b"}, {"id": "c\nd"}, "e/f"]}},
            "base_models",
            ["a/b"],
            "baseModels: models: 2 of 3 cannot be used, the first because id is no name of a repository",
        ),
        ({"tags": ["base_model:x y"]}, "base_models", None, "tags: a base model has no usable name"),
    ],
)
def test_an_odd_part_costs_its_own_column_and_a_reject_says_so(
    fields: dict[str, object], column: str, value: object, reason: str
) -> None:
    """A model with a score file, a gate or a library that the Hub wrote in a new way must not vanish from the tables."""
    models, rejects = parse(GOOD, GOOD | {"id": "lab/n"} | fields)
    assert [model.hub_model_id for model in models] == ["lab/m", "lab/n"]
    assert getattr(models[1], column) == value
    ((number, told, text),) = [(reject.row_number, reject.reason, reject.raw_text) for reject in rejects]
    assert number == 2 and reason in told and told.endswith("; the row is kept without it")
    assert text == json.dumps(GOOD | {"id": "lab/n"} | fields)[:2000]


def test_a_row_may_be_odd_in_every_part_and_its_rejects_are_bounded() -> None:
    odd = dict.fromkeys(EXPAND, object.__name__) | {"safetensors": {"parameters": {str(n): -1 for n in range(9_999)}}}
    models, rejects = parse(GOOD | odd | {"createdAt": 5, "library_name": 5, "pipeline_tag": 5})
    assert [model.hub_model_id for model in models] == ["lab/m"]
    assert {getattr(models[0], name) for name in list(MODEL_SCHEMA)[3:] if name != "is_private"} == {None}
    assert 10 < len(rejects) <= 20


def test_the_sum_of_the_parameters_counts_and_the_total_stands_beside_it() -> None:
    """The Hub says 31,577,937,344 of a repository whose kinds of number add up to 32,913,266,240."""
    model = only(safetensors={"parameters": {"F32": 3072, "BF16": 32913263168}, "total": 31577937344})
    assert (model.parameter_count, model.parameter_count_stated) == (32913266240, 31577937344)
    without_total = only(safetensors={"parameters": {"F32": 2, "BF16": 8}})
    assert (without_total.parameter_count, without_total.parameter_count_stated) == (10, None)
    total_alone = only(safetensors={"parameters": {}, "total": 7})
    assert (total_alone.parameter_count, total_alone.parameter_count_stated) == (7, 7)


@pytest.mark.parametrize(
    ("kinds", "count"), [({"BF16": 8, "F32": None}, 8), ({"BF16": None}, 9), ({"F32": 0, "I8": None}, 0)]
)
def test_a_kind_of_number_with_null_is_not_said_as_in_a_snapshot(kinds: dict[str, int | None], count: int) -> None:
    models, rejects = parse(GOOD | {"safetensors": {"parameters": kinds, "total": 9}})
    assert (models[0].parameter_count, models[0].parameter_count_stated) == (count, 9) and rejects == []


def test_an_odd_total_costs_itself_and_not_the_sum() -> None:
    models, rejects = parse(GOOD | {"safetensors": {"parameters": {"BF16": 8}, "total": -1}})
    assert (models[0].parameter_count, models[0].parameter_count_stated) == (8, None)
    assert [reject.reason for reject in rejects] == ["safetensors: total is no count; the row is kept without it"]


def test_counts_as_large_as_any_may_be_add_up_over_five_million_repositories() -> None:
    """A column of likes near 2^62 broke the sum and with it the build."""
    largest = only(likes=MOST_COUNT).likes
    added = "select cast(sum($1::bigint) as bigint), cast(4 * sum($2::bigint) as bigint) from range(5_000_000)"
    assert duckdb.execute(added, [largest, MOST_CHILDREN]).fetchone() == (5 * 10**18, 2 * 10**16)


def test_a_field_that_changed_its_kind_in_every_row_is_told_some_times_and_counted() -> None:
    models, rejects = parse(*(GOOD | {"id": f"lab/m{number}", "gated": "by form"} for number in range(1_000)))
    assert len(models) == 1_000 and len(rejects) == MOST_ALIKE + 1
    assert (rejects[-1].row_number, rejects[-1].reason) == (
        0,
        "gated is none of false, auto and manual; the row is kept without it; 980 further rows likewise",
    )


@pytest.mark.parametrize("odd", ["0001-01-01", "1970-01-01", "2022-03-01", "9999-12-31"])
def test_a_creation_that_cannot_be_is_unknown_and_told_and_the_row_stays(odd: str) -> None:
    models, rejects = parse(GOOD | {"createdAt": f"{odd}T00:00:00.000Z", "likes": 5})
    assert [(model.hub_id, model.created_at, model.likes) for model in models] == [(GOOD["_id"], None, 5)]
    assert [reject.reason.partition(" can be")[0] for reject in rejects] in (
        ["createdAt is no moment that"],
        ["createdAt is no creation that"],
    )


def test_rows_as_the_hub_answers_them_are_read_whole(source_files: Path) -> None:
    rows = json.loads((source_files / "hub-wire" / "list_rows.json").read_text())
    models, rejects = parse(*rows)
    assert [model.hub_model_id for model in models] == [row["id"] for row in rows]
    assert [model.gated for model in models] == ["false", "false", "false", "manual", "false"]
    assert [model.parameter_count == model.parameter_count_stated for model in models] == [
        True,
        False,
        True,
        True,
        True,
    ]
    assert rejects == []


def test_derived_models_are_counted_by_the_answer_about_one_repository() -> None:
    row = GOOD | {"childrenModelCount": {"quantized": 38, "finetune": 12, "merge": 0, "spaces": 4}}
    children, rejects = parse_children(row, file="/api/models/lab/m")
    assert rejects == []
    assert children == Children(GOOD["_id"], "lab/m", 12, None, 0, 38)
    assert parse_children(GOOD, file="f") == (Children(GOOD["_id"], "lab/m", None, None, None, None), [])


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({"finetune": "many", "merge": 2}, "childrenModelCount: finetune is no count"),
        ({"finetune": 2**40, "merge": 2}, "childrenModelCount: finetune is no count that can be, for it is over"),
    ],
)
def test_an_odd_count_of_derived_models_costs_its_kind_alone(counts: object, reason: str) -> None:
    children, (reject,) = parse_children(GOOD | {"childrenModelCount": counts}, file="/api/models/lab/m")
    assert children is not None and (children.finetune_count, children.merge_count) == (None, 2)
    assert (reject.table, reject.file) == ("hub_models", "/api/models/lab/m") and reject.reason.startswith(reason)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([], "the row is no JSON object"),
        ({"error": "Repository not found"}, "_id is missing"),
        (GOOD | {"id": "lab/.."}, "id is not of the form namespace/name"),
    ],
)
def test_an_answer_about_no_repository_counts_nothing(row: object, reason: str) -> None:
    children, rejects = parse_children(row, file="f")
    assert children is None and [reject.reason for reject in rejects] == [reason]


@pytest.mark.parametrize("private", ["no", 1, {}])
def test_a_repository_that_may_be_private_is_taken_as_private_and_told_to_nobody(private: object) -> None:
    models, (reject,) = parse(GOOD | {"private": private})
    assert models[0].is_private is True
    assert (reject.reason, reject.raw_text) == (
        "private is neither true nor false; the row is kept without it",
        "",
    )


def test_a_reject_of_a_private_repository_tells_nothing_of_it() -> None:
    row = GOOD | {"id": "lab/secret", "private": True, "safetensors": "odd"}
    models, rejects = parse_models([row], namespace="lab", file="f")
    assert [model.is_private for model in models] == [True]
    assert rejects and all(reject.raw_text == "" and "secret" not in reject.reason for reject in rejects)


def test_rejects_of_any_text_can_be_written_to_parquet(tmp_path: Path) -> None:
    _, rejects = parse(GOOD | {"id": "lab/\ud800\x00"})
    pl.DataFrame({"raw_text": [reject.raw_text for reject in rejects]}).write_parquet(tmp_path / "rejects.parquet")
    assert pl.read_parquet(tmp_path / "rejects.parquet").height == 1
