"""Scores that repositories state of themselves: both forms of JSON, what is kept and what is rejected."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.hub_server import HubServer, snapshot_world
from warehouse.landing import Reject
from warehouse.sources.hub import listing
from warehouse.sources.hub.results import MOST_REJECTS, MOST_RESULTS, SCHEMA, read_results
from warehouse.sources.hub.rows import parse_models

TODAY = date(2026, 9, 2)
GOOD: dict[str, Any] = {"_id": "6895f1c2a1b2c3d4e5f60718", "id": "lab/m"}
ENTRY: dict[str, Any] = {"dataset": {"id": "lab/quiz", "task_id": "hard"}, "value": 0.612}
METRIC: dict[str, Any] = {"type": "accuracy", "value": 61.2}
RESULT: dict[str, Any] = {
    "task": {"type": "text-generation"},
    "dataset": {"type": "quiz", "name": "Quiz"},
    "metrics": [METRIC],
}


def read(**fields: object) -> tuple[pl.DataFrame, list[Reject]]:
    models, rejects = parse_models([GOOD | fields], namespace="lab", file="page")
    assert rejects == []
    return read_results(models, TODAY)


def index(*results: object) -> list[object]:
    return [{"name": "m", "results": list(results)}]


def test_an_entry_wrapped_in_data_and_a_bare_one_say_the_same() -> None:
    facts = {
        "date": "2026-08-04",
        "source": {"url": "https://example.org/r", "name": "Card", "org": "lab"},
        "notes": "no-tools",
    }
    outside = {"filename": ".eval_results/quiz.yaml", "verified": False, "pullRequest": 7}
    wrapped, bare = outside | {"data": ENTRY | facts}, ENTRY | facts | outside
    frame, rejects = read(evalResults=[wrapped, bare])
    assert rejects == [] and frame.schema == SCHEMA
    expected = (
        "lab/quiz", None, None, None, "hard", None, 0.612, date(2026, 8, 4), "https://example.org/r", "Card",
        ".eval_results/quiz.yaml", False, True, "no-tools",
    )  # fmt: skip
    assert [row[3:-1] for row in frame.rows()] == [expected, expected]
    assert frame.select("hub_model_id", "result_kind", "entry_number").rows() == [
        ("lab/m", "eval_results", 1),
        ("lab/m", "eval_results", 2),
    ]
    assert [json.loads(text) for text in frame["raw_text"]] == [wrapped, bare]


def test_what_the_hub_does_not_say_is_unknown() -> None:
    row = read(evalResults=[ENTRY])[0].row(0, named=True)
    unknown = ("evaluated_on", "source_url", "source_name", "filename", "is_verified", "is_pull_request", "notes")
    assert [row[name] for name in unknown] == [None] * 7
    assert read(evalResults=[ENTRY | {"value": 0, "pullRequest": False}])[0].select("value", "is_pull_request").row(
        0
    ) == (0.0, False)


def test_a_model_index_gives_a_row_a_metric() -> None:
    other = {"type": "f1", "value": 50, "name": "F1", "verified": True}
    result = RESULT | {
        "dataset": {"type": "quiz", "name": "Quiz", "config": "hard", "split": "test"},
        "metrics": [METRIC, other],
        "source": {"name": "Board", "url": "https://example.org/b"},
    }
    frame, rejects = read(**{"model-index": index(result, RESULT)})
    assert rejects == []
    columns = (
        "result_kind",
        "entry_number",
        "dataset_id",
        "dataset_name",
        "dataset_config",
        "dataset_split",
        "task_id",
    )
    assert frame.select(columns).rows() == [
        ("model_index", 1, "quiz", "Quiz", "hard", "test", "text-generation"),
        ("model_index", 2, "quiz", "Quiz", "hard", "test", "text-generation"),
        ("model_index", 3, "quiz", "Quiz", None, None, "text-generation"),
    ]
    assert frame.select("metric", "value", "is_verified", "notes", "source_url").rows() == [
        ("accuracy", 61.2, None, None, "https://example.org/b"),
        ("f1", 50.0, True, "F1", "https://example.org/b"),
        ("accuracy", 61.2, None, None, None),
    ]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"error": "no such dataset\n", "filename": "x.yaml"}, "the Hub marks the entry as invalid: no such dataset"),
        (ENTRY | {"value": None}, "value is missing"),
        (ENTRY | {"value": "61 %"}, "value is no number"),
        (ENTRY | {"value": True}, "value is no number"),
        (ENTRY | {"value": 10**400}, "value is no number"),
        (ENTRY | {"value": 1e300}, "value is no number that can be, for it is beyond 1e+30"),
        (ENTRY | {"dataset": {"id": 5, "task_id": "hard"}}, "dataset: id is no text"),
        (ENTRY | {"dataset": {"id": " ", "task_id": "hard"}}, "dataset: id is missing"),
        (
            ENTRY | {"dataset": {"id": "a\u202eb", "task_id": "hard"}},
            "dataset: id 'a\\u202eb' holds a line break or another character that cannot be printed",
        ),
        (
            ENTRY | {"dataset": {"id": "a", "task_id": "t" * 300}},
            "dataset: task_id has 300 characters; an id has 200 at most",
        ),
    ],
)
def test_an_entry_that_cannot_be_used_is_rejected_and_the_others_go_on(entry: object, reason: str) -> None:
    frame, rejects = read(evalResults=[ENTRY, entry, ENTRY])
    assert frame["entry_number"].to_list() == [1, 3]
    assert rejects == [Reject("hub_eval_results", "lab/m", 2, f"eval_results: {reason}", json.dumps(entry)[:2000])]


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ([7], "the result is no JSON object"),
        ([{"name": "m"}], "the result has no metrics"),
        (index("quiz"), "the result is no JSON object"),
        (index({"task": {}, "dataset": {}}), "the result has no metrics"),
        (index(RESULT | {"metrics": {"value": 1}}), "the result has no metrics"),
        (index(RESULT | {"metrics": ["accuracy"]}), "metric is no JSON object"),
        (index(RESULT | {"metrics": [{"type": "accuracy", "value": "61.2"}]}), "metric: value is no number"),
        (index(RESULT | {"task": None}), "task is missing"),
        (index(RESULT | {"task": "qa"}), "task is no JSON object"),
        (index(RESULT | {"dataset": {"name": "Quiz"}}), "dataset: type is missing"),
    ],
)
def test_a_malformed_model_index_is_rejected_and_says_why(card: list[object], reason: str) -> None:
    frame, rejects = read(**{"model-index": card})
    assert frame.is_empty()
    assert [(reject.row_number, reject.reason) for reject in rejects] == [(1, f"model_index: {reason}")]


@pytest.mark.parametrize(
    ("fields", "column", "words"),
    [
        ({"date": "03/08/2026"}, "evaluated_on", "date is no day"),
        ({"date": "2026-09-03"}, "evaluated_on", "date 2026-09-03 lies in the future"),
        ({"date": 1786000000}, "evaluated_on", "date is no day"),
        ({"source": {"url": "javascript:alert(1)"}}, "source_url", "url is no address"),
        ({"source": {"url": "https://x/" + "a" * 600}}, "source_url", "url is no address"),
        ({"source": "card"}, "source_url", "source is no JSON object"),
        ({"verified": "yes"}, "is_verified", "verified is neither true nor false"),
        ({"filename": 5}, "filename", "filename is no text"),
    ],
)
def test_an_odd_part_costs_only_itself(fields: dict[str, object], column: str, words: str) -> None:
    frame, (reject,) = read(evalResults=[ENTRY | fields])
    assert frame["value"].to_list() == [0.612] and frame[column].to_list() == [None]
    assert words in reject.reason and reject.reason.endswith("; the result is kept without it")


def test_of_a_private_repository_nothing_goes_on() -> None:
    frame, rejects = read(private=True, evalResults=[ENTRY, {"error": "x"}], **{"model-index": index(RESULT)})
    assert frame.is_empty() and rejects == []


def test_a_moment_counts_as_its_day_in_utc() -> None:
    frame, _ = read(evalResults=[ENTRY | {"date": "2026-08-04T23:30:00-05:00"}])
    assert frame["evaluated_on"].to_list() == [date(2026, 8, 5)]


def test_what_one_repository_can_add_is_bounded() -> None:
    frame, rejects = read(**{"model-index": index({**RESULT, "metrics": [METRIC] * (MOST_RESULTS + 5)})})
    assert frame.height == MOST_RESULTS
    assert [reject.reason for reject in rejects] == [
        f"more than {MOST_RESULTS} results in model_index; the rest is not read"
    ]
    frame, rejects = read(evalResults=[{"error": "x"}] * 1000)
    assert (
        len(rejects) == MOST_REJECTS + 1 and rejects[-1].reason == "eval_results: 980 further faults of this repository"
    )
    models, rejects = parse_models([GOOD | {"model-index": ["x" * 200_000]}], namespace="lab", file="page")
    assert models[0].model_index_json is None and "model-index is longer than 100,000 characters" in rejects[0].reason


def test_the_pull_asks_for_both_and_reads_what_the_hub_says_of_them(tmp_path: Path) -> None:
    results, card = json.dumps([ENTRY]), json.dumps(index(RESULT))
    path = tmp_path / "hub_models.csv"
    pl.DataFrame(
        {
            "hub_id": ["", ""], "hub_model_id": ["lab/a", "lab/b"], "created_at": ["2026-01-01", "2026-01-02"], "tags": ["", ""],
            "eval_results_json": [results, ""], "model_index_json": [card, ""], "read_on": ["2026-03-18"] * 2,
        } | dict.fromkeys(
            ("last_modified_at", "downloads_30d", "downloads_all_time", "likes", "licence", "base_models", "base_model_relation", "gated",
             "library", "task", "parameter_count"), ""
        )
    ).write_csv(path)  # fmt: skip
    noon = datetime(2026, 9, 2, 12, tzinfo=UTC)
    with HubServer(snapshot_world(path)) as server:
        pulled = listing.pull_models(["lab"], endpoint=server.endpoint, token=False, now=lambda: noon)
    assert pulled.tables["hub_eval_results"].select("hub_model_id", "result_kind", "value").rows() == [
        ("lab/a", "eval_results", 0.612), ("lab/a", "model_index", 61.2),
    ]  # fmt: skip
    models = {row["hub_model_id"]: row for row in pulled.tables["hub_models"].iter_rows(named=True)}
    assert json.loads(models["lab/a"]["eval_results_json"]) == [ENTRY]
    assert json.loads(models["lab/a"]["model_index_json"]) == index(RESULT)
    assert models["lab/b"]["eval_results_json"] is None and models["lab/b"]["model_index_json"] is None
    assert "expand=evalResults&expand=model-index" in server.requests[0].path
