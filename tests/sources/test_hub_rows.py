"""Rows of the Hub's listings: what is kept, what is unknown and what is rejected."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from warehouse.landing import Reject
from warehouse.sources.hub.rows import MODEL_SCHEMA, ModelRow, model_frame, parse_models

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
        "finetune_count": 12,
        "adapter_count": None,
        "merge_count": 0,
        "quantized_count": 38,
        "gated": "auto",
        "is_private": False,
        "library": "transformers",
        "task": "text-generation",
        "parameter_count": 70553706496,
    }


def test_an_absent_field_is_unknown_and_a_zero_stays_a_zero() -> None:
    models, _ = parse_models(json.loads(PAGE.read_text()), namespace="example-lab", file="page")
    assert (models[1].downloads_30d, models[1].likes, models[1].gated) == (0, None, "false")
    assert [getattr(models[2], name) for name in list(MODEL_SCHEMA)[3:]] == [None] * 20


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
        (GOOD | {"createdAt": "03/08/2026"}, "createdAt is no moment in UTC"),
        (GOOD | {"createdAt": "2026-08-03"}, "createdAt is no moment in UTC"),
        (GOOD | {"createdAt": "0001-01-01T00:00:00+23:00"}, "createdAt is no moment in UTC"),
        (GOOD | {"lastModified": 1786000000}, "lastModified is no moment in UTC"),
        (GOOD | {"downloads": "182345"}, "downloads is no count"),
        (GOOD | {"downloads": True}, "downloads is no count"),
        (GOOD | {"downloadsAllTime": 2**63}, "downloadsAllTime is no count"),
        (GOOD | {"likes": -1}, "likes is no count"),
        (GOOD | {"likes": float("nan")}, "likes is no count"),
        (GOOD | {"tags": "safetensors"}, "tags is no list"),
        (GOOD | {"gated": "perhaps"}, "gated is none of false, auto and manual"),
        (GOOD | {"gated": []}, "gated is none of false, auto and manual"),
        (GOOD | {"private": "no"}, "private is neither true nor false"),
        (GOOD | {"library_name": "x" * 501}, "library_name is no plain short text"),
        (GOOD | {"pipeline_tag": "text\x1b[2J"}, "pipeline_tag is no plain short text"),
    ],
)
def test_a_malformed_row_is_rejected_with_its_text_and_the_others_go_on(row: object, reason: str) -> None:
    models, rejects = parse(GOOD, row, GOOD | {"id": "lab/n"})
    assert [model.hub_model_id for model in models] == ["lab/m", "lab/n"]
    assert [(reject.table, reject.row_number, reject.reason) for reject in rejects] == [("hub_models", 2, reason)]
    is_open = not isinstance(row, dict) or row.get("private") in (None, False)
    assert rejects[0].raw_text == (json.dumps(row)[:2000] if is_open else "")  # what may be private is told to nobody


@pytest.mark.parametrize(
    ("fields", "column", "value", "reason"),
    [
        ({"safetensors": {"total": 7}}, "parameter_count", None, "safetensors has no parameters"),
        ({"safetensors": [7]}, "parameter_count", None, "safetensors is of another type"),
        ({"safetensors": {"parameters": {}, "total": "7"}}, "parameter_count", None, "safetensors: total is no count"),
        (
            {"evalResults": [{"dataset": {"id": "gpqa"}, "value": 1}]},
            "eval_results_json",
            "[]",
            "no dataset, task_id or",
        ),
        ({"evalResults": {"gpqa": 1}}, "eval_results_json", None, "evalResults is of another type"),
        ({"evalResults": [{"error": "x" * 200_000}]}, "eval_results_json", None, "longer than 100,000 characters"),
        ({"evalResults": [{"error": "\ud800"}]}, "eval_results_json", None, "cannot be written as JSON"),
        ({"evalResults": [{"error": float("nan")}]}, "eval_results_json", None, "cannot be written as JSON"),
        ({"cardData": "mit"}, "licence", None, "cardData is of another type"),
        ({"baseModels": {"models": "x/y"}}, "base_models", None, "a base model has no usable name"),
        (
            {"baseModels": {"models": [{"id": "a/b"}, {"id": "c\nd"}]}},
            "base_models",
            ["a/b"],
            "a base model has no usable",
        ),
        (
            {"childrenModelCount": {"finetune": "many"}},
            "finetune_count",
            None,
            "childrenModelCount: finetune is no count",
        ),
        ({"tags": ["ok", "\x1b[31m", 5]}, "tags", ["ok"], "2 tags are no plain short text"),
        ({"tags": ["x" * 501]}, "tags", [], "1 tags are no plain short text"),
    ],
)
def test_an_odd_part_costs_its_own_column_and_a_reject_says_so(
    fields: dict[str, object], column: str, value: object, reason: str
) -> None:
    """A model with a score file that the Hub wrote in a new way must not vanish from the tables."""
    models, rejects = parse(GOOD | fields)
    assert getattr(models[0], column) == value
    assert len(rejects) == 1
    assert reason in rejects[0].reason
    assert "the row is kept without" in rejects[0].reason
    assert len(rejects[0].raw_text) <= 2000


def test_a_reject_of_a_private_repository_tells_nothing_of_it() -> None:
    row = GOOD | {"id": "lab/secret", "private": True, "safetensors": "odd"}
    models, rejects = parse_models([row], namespace="lab", file="f")
    assert [model.is_private for model in models] == [True]
    assert rejects and all(reject.raw_text == "" and "secret" not in reject.reason for reject in rejects)


def test_rejects_of_any_text_can_be_written_to_parquet(tmp_path: Path) -> None:
    _, rejects = parse(GOOD | {"id": "lab/\ud800\x00"})
    pl.DataFrame({"raw_text": [reject.raw_text for reject in rejects]}).write_parquet(tmp_path / "rejects.parquet")
    assert pl.read_parquet(tmp_path / "rejects.parquet").height == 1
