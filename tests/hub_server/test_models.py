"""Lists and metadata of models, against what the real Hub was recorded to answer."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from huggingface_hub import HfApi, close_session

from tests.hub_server import HubServer, World, invented_model
from tests.hub_server.ask import ask
from tests.hub_server.invented import WITH_ACCESS, WITHOUT_ACCESS

# What the list endpoint was recorded to take.
TAKEN = (
    "author", "baseModels", "cardData", "config", "createdAt", "disabled", "downloads", "downloadsAllTime", "evalResults", "gated", "gguf",
    "inference", "inferenceProviderMapping", "lastModified", "library_name", "likes", "mask_token", "model-index", "pipeline_tag",
    "private", "resourceGroup", "safetensors", "sha", "siblings", "spaces", "tags", "transformersInfo", "trendingScore", "widgetData",
)  # fmt: skip
EIGHT = "&".join(f"expand={name}" for name in TAKEN[:8])


def rows(count: int) -> World:
    return World([{"_id": f"{n:024x}", "id": f"lab/m{n:04}", "createdAt": f"2026-01-01T{n:06}"} for n in range(count)])


@pytest.mark.parametrize("name", ["childrenModelCount", "usedStorage", "colour", "createdat", ""])
@pytest.mark.parametrize("form", ["expand", "expand[]"])
def test_a_list_refuses_an_option_that_it_does_not_know_with_its_number(hub: HubServer, name: str, form: str) -> None:
    got = ask(hub, f"/api/models?author=harbour-ai&{EIGHT}&{form}={name}&expand=tags&limit=2")
    known = "|".join(f'"{option}"' for option in TAKEN)
    assert (got.status, got.content) == (400, {"error": f"✖ Invalid option: expected one of {known} → at expand[8]"})


def test_each_unknown_option_has_its_sentence(hub: HubServer) -> None:
    sentences = ask(hub, "/api/models?expand=usedStorage&expand=likes&expand=childrenModelCount").content["error"]
    assert [sentence.partition("→")[2] for sentence in sentences.split("\n")] == [" at expand[0]", " at expand[2]"]


def test_a_list_takes_every_option_recorded_in_both_forms(hub: HubServer) -> None:
    query = "&".join(f"{form}={name}" for form in ("expand", "expand%5B%5D") for name in TAKEN)
    (row,) = ask(hub, f"/api/models?author=quillwork&search=gguf&{query}").content
    assert {"_id", "id", "baseModels", "gguf", "model-index", "downloadsAllTime"} <= row.keys()
    assert row.keys() - {"_id", "id"} <= set(TAKEN)


def test_with_options_a_row_has_them_and_its_two_names_alone(hub: HubServer) -> None:
    found = ask(hub, "/api/models?author=quillwork&sort=downloads&expand[]=baseModels&expand[]=downloads").content
    assert found == [
        {"_id": found[0]["_id"], "id": "quillwork/Quill-3.5-9B", "downloads": 9282840},  # no baseModels, not null
        {
            "_id": found[1]["_id"],
            "id": "quillwork/Quill-3.5-9B-GGUF",
            "downloads": 9061265,
            "baseModels": {
                "relation": "quantized",
                "models": [{"_id": found[0]["_id"], "id": "quillwork/Quill-3.5-9B"}],
            },
        },
    ]


def test_what_nobody_has_said_has_the_recorded_forms(hub: HubServer) -> None:
    query = "author=sealed-lab&sort=createdAt&expand=evalResults&expand=model-index&expand=gated"
    rest: dict[str, Any] = {"evalResults": [], "model-index": None}
    found = ask(hub, f"/api/models?{query}").content
    assert [{name: row[name] for name in row if name not in ("_id", "id")} for row in found] == [
        rest | {"gated": "manual"},
        rest | {"gated": "auto"},
    ]
    assert ask(hub, "/api/models?author=north-gate&expand=gated").content[0]["gated"] is False


def test_a_row_says_of_scores_what_recorded_rows_say(hub: HubServer) -> None:
    (row,) = ask(hub, "/api/models?search=kite-2-8b&author=harbour-ai&sort=likes&limit=1&expand=evalResults").content
    own, asked_in = row["evalResults"]
    assert list(own) == ["filename", "verified", "data"] and list(asked_in) == [*own, "pullRequest"]
    assert own["data"].keys() == {"dataset", "value", "date", "source"}
    (broken,) = ask(hub, "/api/models?author=quillwork&sort=likes&limit=1&expand=evalResults").content
    assert broken["evalResults"][1].keys() == {"filename", "error"}


def test_without_options_a_row_has_what_needs_no_asking(hub: HubServer) -> None:
    row = ask(hub, "/api/models?author=north-gate").content[0]
    assert row["modelId"] == row["id"] and "downloads" in row and "tags" in row
    assert not {"evalResults", "safetensors", "downloadsAllTime", "cardData"} & row.keys()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("sort=siblings", "✖ Invalid option: expected one of "),
        ("sort=createdat", " → at sort"),
        ("sort=", " → at sort"),
        ("limit=0", " → at limit"),
        ("limit=all", " → at limit"),
        ("limit=-5", " → at limit"),
        ("limit=", " → at limit"),
        ("limit=٣", " → at limit"),
        ("cursor=mine", "cursor"),
        ("cursor=" + base64.b64encode(b"7").decode(), "cursor"),
        ("cursor=" + base64.b64encode(b'{"start": -5}').decode(), "cursor"),
        ("cursor=" + base64.b64encode(b'{"start": true}').decode(), "cursor"),
    ],
)
def test_an_odd_value_is_refused(hub: HubServer, query: str, sentence: str) -> None:
    got = ask(hub, f"/api/models?{query.replace('٣', '%D9%A3')}")
    assert got.status == 400 and sentence in got.content["error"]


def test_a_parameter_that_nobody_knows_changes_nothing_and_neither_does_a_direction(hub: HubServer) -> None:
    plain = ask(hub, "/api/models?sort=downloads&expand=downloads")
    for more in ("&direction=1", "&direction=-1", "&colour=red", "&direction=sideways"):
        assert ask(hub, f"/api/models?sort=downloads&expand=downloads{more}").content == plain.content
    counts = [row["downloads"] for row in plain.content]
    assert counts == sorted(counts, reverse=True) and len(set(counts)) > 3


def test_a_parameter_that_the_hub_knows_and_the_stand_in_does_not_is_not_passed_over(hub: HubServer) -> None:
    got = ask(hub, "/api/models?num_parameters=min:6B")
    assert got.status == 501 and "num_parameters" in got.content["error"]


def test_a_page_has_a_thousand_rows_however_many_are_asked_for() -> None:
    with HubServer(rows(1003)) as hub:
        for query in ("limit=1000", "limit=5000", "sort=createdAt"):
            got = ask(hub, f"/api/models?{query}")
            assert len(got.content) == 1000 and len(ask(hub, got.next).content) == 3


def test_pages_are_linked_by_absolute_addresses_with_an_opaque_cursor() -> None:
    with HubServer(rows(5)) as hub:
        first = ask(hub, "/api/models?author=lab&sort=createdAt&expand=createdAt&expand=likes&limit=2")
        asked = f"{hub.endpoint}/api/models?author=lab&sort=createdAt&expand=createdAt&expand=likes&limit=2&cursor="
        assert first.next.startswith(asked)
        second = ask(hub, first.next)
        third = ask(hub, second.next)
        assert first.ids + second.ids + third.ids == [f"lab/m{n:04}" for n in (4, 3, 2, 1, 0)]
        assert "link" not in third.headers


def test_a_list_is_of_one_author_by_its_present_name(hub: HubServer) -> None:
    assert ask(hub, "/api/models?author=quillwork&sort=createdAt").ids == [
        "quillwork/Quill-3.5-9B-GGUF",
        "quillwork/Quill-3.5-9B",
    ]
    for name in ("old-quill", "nobody"):
        got = ask(hub, f"/api/models?author={name}")
        assert (got.status, got.content) == (200, [])


def test_lists_are_chosen_by_task_tag_and_words_of_the_name(hub: HubServer) -> None:
    assert ask(hub, "/api/models?pipeline_tag=image-text-to-text").ids == ["quillwork/Quill-3.5-9B"]
    assert ask(hub, "/api/models?search=VAULT&sort=createdAt").ids == ["sealed-lab/Vault-4B-it", "sealed-lab/Vault-4B"]
    assert ask(hub, "/api/models?filter=license:other&filter=base_model:finetune:harbour-ai/Kite-2-8B-Base").ids == [
        "harbour-ai/Kite-2-8B"
    ]


def test_a_private_model_is_there_for_its_owner_alone(hub: HubServer) -> None:
    for token, count in (("", 3), (WITHOUT_ACCESS, 3), (WITH_ACCESS, 4)):
        assert len(ask(hub, "/api/models?author=harbour-ai", token=token).content) == count
    assert ask(hub, "/api/models/harbour-ai/Unready").status == 401
    assert ask(hub, "/api/models/harbour-ai/Unready", token=WITHOUT_ACCESS).status == 404
    assert ask(hub, "/api/models/harbour-ai/Unready", token=WITH_ACCESS).content["private"] is True


def test_a_list_by_trend_has_no_place_for_a_model_without_one() -> None:
    with HubServer(World([invented_model("lab/a", "2026-01-01T00:00:00.000Z", trendingScore=...)])) as hub:
        assert ask(hub, "/api/models?sort=trendingScore").content == []
        assert ask(hub, "/api/models").ids == ["lab/a"]


def test_an_odd_value_of_a_row_is_no_trouble_for_the_order() -> None:
    models = [
        invented_model(f"lab/{n}", "2026-01-01T00:00:00.000Z", downloads=value)
        for n, value in enumerate((None, "x", 3))
    ]
    with HubServer(World(models)) as hub:
        assert [row["downloads"] for row in ask(hub, "/api/models?sort=downloads").content] == [3, "x", None]


def test_metadata_of_one_model_counts_its_children_and_its_bytes(hub: HubServer) -> None:
    got = ask(hub, "/api/models/harbour-ai/Kite-2-8B?expand=childrenModelCount&expand=usedStorage&expand=gated")
    assert got.content == {
        "_id": got.content["_id"],
        "id": "harbour-ai/Kite-2-8B",
        "gated": False,
        "childrenModelCount": {"finetune": 14, "adapter": 6, "merge": 1, "quantized": 40},
        "usedStorage": 16_000_000_000,
    }


def test_metadata_too_refuses_what_it_does_not_know(hub: HubServer) -> None:
    got = ask(hub, "/api/models/harbour-ai/Kite-2-8B?expand=likes&expand=colour")
    assert got.status == 400 and got.content["error"].endswith(" → at expand[1]")
    assert '"usedStorage"' in got.content["error"] and '"childrenModelCount"' in got.content["error"]


def test_metadata_without_options_has_what_needs_no_asking(hub: HubServer) -> None:
    row = ask(hub, "/api/models/harbour-ai/Kite-2-8B").content
    assert row["safetensors"]["total"] == 8467856832 and row["cardData"]["license"] == "other"
    assert {"sha", "siblings", "model-index", "modelId"} <= row.keys()
    assert not {"childrenModelCount", "evalResults", "downloadsAllTime", "baseModels"} & row.keys()


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/api/models/harbour-ai/Kite-2-8B-Chat", "/api/models/harbour-ai/Kite-2-8B"),
        ("/api/models/HARBOUR-AI/kite-2-8b-chat?expand=likes", "/api/models/harbour-ai/Kite-2-8B?expand=likes"),
        ("/api/models/old-quill/Quill-3.5-9B", "/api/models/quillwork/Quill-3.5-9B"),
        ("/api/models/old-quill/Any/commits/main?limit=1000", "/api/models/quillwork/Any/commits/main?limit=1000"),
        ("/old-quill/Any/resolve/main/old-quill/Any", "/quillwork/Any/resolve/main/old-quill/Any"),
    ],
)
def test_a_renamed_model_answers_with_its_new_address(hub: HubServer, address: str, location: str) -> None:
    got = ask(hub, address)
    assert (got.status, got.headers["location"]) == (307, location)
    assert "ratelimit" in got.headers and "ratelimit-policy" in got.headers


def test_a_model_of_the_first_years_moves_to_an_owner(hub: HubServer) -> None:
    hub.world.renames["kite"] = "harbour-ai/Kite-2-8B"
    got = ask(hub, "/api/models/kite?expand=likes")
    assert (got.status, got.headers["location"]) == (307, "/api/models/harbour-ai/Kite-2-8B?expand=likes")


def test_a_name_can_lead_to_another_repository_than_the_one_that_was_meant(hub: HubServer) -> None:
    location = ask(hub, "/api/models/sealed-lab/Vault-4B-Preview").headers["location"]
    found = ask(hub, location).content
    assert found["id"] == "north-gate/Ferry-30B-A3B"
    assert found["_id"] != ask(hub, "/api/models/sealed-lab/Vault-4B").content["_id"]


def test_a_name_that_is_taken_again_leads_nowhere_else(hub: HubServer) -> None:
    hub.world.models.append(invented_model("old-quill/Quill-3.5-9B", "2026-10-01T00:00:00.000Z"))
    assert ask(hub, "/api/models/old-quill/Quill-3.5-9B").content["createdAt"] == "2026-10-01T00:00:00.000Z"


def test_a_name_in_another_case_answers_with_the_present_one(hub: HubServer) -> None:
    got = ask(hub, "/api/models/Harbour-AI/KITE-2-8b?expand=likes")
    assert (got.status, got.content["id"]) == (200, "harbour-ai/Kite-2-8B")


@pytest.mark.parametrize(
    "path", ["", "/commits/main", "/tree/main", "/tree/main?recursive=true", "resolve"], ids=lambda path: path or "info"
)
def test_what_is_missing_looks_to_anybody_like_a_wrong_password(hub: HubServer, path: str) -> None:
    address = "/harbour-ai/gone/resolve/main/x" if path == "resolve" else f"/api/models/harbour-ai/gone{path}"
    got = ask(hub, address)
    assert (got.status, got.content) == (401, {"error": "Invalid username or password."})
    assert got.headers["x-error-message"] == "Invalid username or password." and "x-error-code" not in got.headers
    got = ask(hub, address, token=WITHOUT_ACCESS)
    assert (got.status, got.headers["x-error-code"]) == (404, "RepoNotFound")


@pytest.mark.parametrize(
    "address", ["/api/models", "/api/models/harbour-ai/Kite-2-8B", "/api/models/harbour-ai/Kite-2-8B/commits/main"]
)
def test_a_token_that_is_none_is_refused_everywhere(hub: HubServer, address: str) -> None:
    got = ask(hub, address, token="hf_nobody")
    assert got.status == 401 and "x-error-code" not in got.headers
    assert ask(hub, address, token=WITHOUT_ACCESS).status == 200


def test_the_parser_of_huggingface_hub_reads_the_answers(hub: HubServer) -> None:
    api = HfApi(endpoint=hub.endpoint, token=False)
    fields: list[Any] = ["createdAt", "downloads", "safetensors", "baseModels", "gated", "cardData", "tags", "likes"]
    models = list(api.list_models(author="quillwork", sort="created_at", expand=fields))
    assert [(model.id, model.downloads, model.gated) for model in models] == [
        ("quillwork/Quill-3.5-9B-GGUF", 9061265, False),
        ("quillwork/Quill-3.5-9B", 9282840, False),
    ]
    renamed = api.model_info("harbour-ai/Kite-2-8B-Chat")
    assert (renamed.id, renamed.created_at) == ("harbour-ai/Kite-2-8B", datetime(2026, 5, 28, 9, 43, 54, tzinfo=UTC))
    close_session()
