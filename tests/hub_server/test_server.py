"""The server as such: who asked what, mirrors, compression, the stored snapshot, and the start by hand."""

import argparse
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.hub_server import Fault, FaultKind, HubServer, invented_model, invented_world, snapshot_world
from tests.hub_server.__main__ import parse_fault, parse_quota
from tests.hub_server.ask import ask
from tests.hub_server.snapshot import SNAPSHOT

PROJECT = Path(__file__).parents[2]
KITE = "/api/models/harbour-ai/Kite-2-8B"
COLUMNS = (
    "hub_id,hub_model_id,created_at,last_modified_at,downloads_30d,downloads_all_time,likes,licence,tags,base_models,"
    "base_model_relation,gated,library,task,parameter_count,source,read_on\n"
)
ROWS = (
    "6895f1c2a1b2c3d4e5f60718,lab/full,2026-01-03T09:12:44.000Z,2026-02-01T00:00:00.000Z,5,9,0,apache-2.0,"
    "safetensors license:apache-2.0,lab/base,finetune,auto,transformers,text-generation,70553706496,invented,2026-03-18\n"
    ",lab/bare,2026-01-02,,,,,,,,,,,,,invented,2026-02-16\n"
)


def test_who_asked_what_is_kept(hub: HubServer) -> None:
    asked = (
        "/api/models?limit=1", KITE, "/api/models/gpt2", f"{KITE}/commits/main?limit=1", f"{KITE}/tree/main",
        f"{KITE}/tree/main?recursive=true", "/harbour-ai/Kite-2-8B/resolve/main/config.json", "/datasets/board-lab/boards/resolve/main/x",
        "/api/datasets/board-lab/boards/tree/main", "/elsewhere", "/api/agent-harnesses", "/cdn/0/x",
    )  # fmt: skip
    for address in asked:
        ask(hub, address, **{"X-Colour": "red"})
    assert hub.kinds == {"list": 1, "info": 2, "commits": 1, "tree": 3, "resolve": 2, "other": 2, "cdn": 1}
    assert hub.counts[f"{KITE}/tree/main"] == 2 and hub.counts["/api/models"] == 1
    assert [request.path for request in hub.requests] == list(asked)
    assert hub.statuses == {200: 7, 404: 4, 401: 1}
    assert {request.headers["x-colour"] for request in hub.requests} == {"red"}


def test_an_answer_is_compressed_for_those_who_ask(hub: HubServer) -> None:
    plain, packed = ask(hub, "/api/models"), ask(hub, "/api/models", **{"Accept-Encoding": "gzip"})
    assert plain.content == packed.content and len(packed.body) < len(plain.body)
    assert ("content-encoding" in plain.headers, packed.headers["content-encoding"]) == (False, "gzip")


def test_a_head_has_no_body(hub: HubServer) -> None:
    got = ask(hub, KITE, method="HEAD")
    assert (got.status, got.body) == (200, b"") and int(got.headers["content-length"]) > 100


@pytest.mark.parametrize("address", ["/elsewhere", "/", "/api", "/api/spaces", f"{KITE}/refs", f"{KITE}/commits"])
def test_an_address_that_the_hub_does_not_have_is_404_without_a_code(hub: HubServer, address: str) -> None:
    got = ask(hub, address)
    assert got.status == 404 and "x-error-code" not in got.headers


def test_a_mirror_lies_under_its_prefix_and_nowhere_else() -> None:
    with HubServer(invented_world(), prefix="/hf") as hub:
        assert urlsplit(hub.endpoint).path == "/hf"
        first = ask(hub, f"{hub.endpoint}/api/models?limit=5&sort=createdAt")
        assert first.next.startswith(f"{hub.endpoint}/api/models?") and len(ask(hub, first.next).ids) == 3
        assert ask(hub, "/api/models?limit=5").status == 404 == ask(hub, "/hfx/api/models").status
        moved = ask(hub, f"/hf{KITE}-Chat?expand=likes")
        assert moved.headers["location"] == f"/hf{KITE}?expand=likes"
        stored = ask(hub, ask(hub, "/hf/harbour-ai/Kite-2-8B/resolve/main/onnx/model.onnx").headers["location"])
        assert stored.status == 200
        assert hub.counts["/api/models"] == 3  # two under the prefix and one beside it


def test_a_mirror_that_passes_answers_on_links_to_the_canonical_hub() -> None:
    with HubServer(invented_world(), prefix="/hf", is_mirror=True) as hub:
        got = ask(hub, "/hf/api/models?limit=1&sort=createdAt")
        assert got.next.startswith("https://huggingface.co/api/models?limit=1&sort=createdAt&cursor=")
        commits = ask(hub, f"/hf{KITE}/commits/main?limit=1")
        assert commits.next == f"https://huggingface.co{KITE}/commits/main?p=1&limit=1"


def test_a_world_can_change_while_it_is_served(hub: HubServer) -> None:
    hub.world.models[:] = [invented_model("new-lab/a", "2026-01-01T00:00:00.000Z")]
    assert ask(hub, "/api/models").ids == ["new-lab/a"]


def test_an_empty_hub_lists_nothing() -> None:
    with HubServer() as hub:
        assert ask(hub, "/api/models").content == []


def test_the_snapshot_is_served_as_it_is_in_the_file_and_a_blank_cell_never(tmp_path: Path) -> None:
    path = tmp_path / "hub_models.csv"
    path.write_text(COLUMNS + ROWS, encoding="utf-8")
    with HubServer(snapshot_world(path)) as hub:
        assert ask(hub, "/api/models?author=lab&sort=createdAt&expand=downloads&expand=likes&expand=gated").content == [
            {"_id": "6895f1c2a1b2c3d4e5f60718", "id": "lab/full", "downloads": 5, "likes": 0, "gated": "auto"},
            {"_id": "45fd28c441dfb5175504e474", "id": "lab/bare"},
        ]  # fmt: skip
        model = ask(
            hub, "/api/models/lab/full?expand=safetensors&expand=baseModels&expand=cardData&expand=createdAt"
        ).content
        assert model["safetensors"] == {"parameters": {}, "total": 70553706496}
        assert model["baseModels"]["relation"] == "finetune" and model["cardData"] == {"license": "apache-2.0"}
        assert ask(hub, "/api/models/lab/bare?expand=createdAt").content["createdAt"] == "2026-01-02T00:00:00.000Z"
        assert ask(hub, "/api/models/lab/full/commits/main").status == 401  # it knows of no commits


def test_the_stored_snapshot_of_the_project_is_served() -> None:
    world = snapshot_world()
    assert len(world.models) == SNAPSHOT.read_text(encoding="utf-8").count("\n") - 1
    assert len({row["_id"] for row in world.models}) == len(world.models)


def test_a_fault_is_written_as_its_kind_and_conditions() -> None:
    text = "STATUS,status=504,repository=lab/m,limit_over=500,times=2"
    assert parse_fault(text) == Fault(FaultKind.STATUS, status=504, repository="lab/m", limit_over=500, times=2)
    assert parse_fault("HANG") == Fault(FaultKind.HANG)
    assert parse_quota("api=20") == ("api", 20)


@pytest.mark.parametrize("text", ["NOISE", "STATUS,colour=red", "STATUS,status=many", "STATUS,rows=7", "status", ""])
def test_a_fault_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        parse_fault(text)


@pytest.mark.parametrize("text", ["api", "api=x", "cdn=5"])
def test_a_quota_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        parse_quota(text)


def test_the_server_runs_in_the_foreground_and_prints_what_to_set() -> None:
    command = [
        sys.executable,
        "-m",
        "tests.hub_server",
        "--fault",
        "STATUS,status=451,author=north-gate",
        "--quota",
        "api=2",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process:
        try:
            assert process.stdout is not None
            setting = process.stdout.readline().strip()
            assert "Serving 9 models" in process.stdout.readline()
            name, _, endpoint = setting.partition("=")
            assert (name, urlsplit(endpoint).hostname) == ("HF_ENDPOINT", "127.0.0.1")
            statuses = [ask(None, f"{endpoint}/api/models?author=north-gate").status for _ in range(3)]
            assert statuses == [451, 451, 429]
        finally:
            process.terminate()


@pytest.mark.parametrize("option", ["--snapshot", "--saved"])
def test_a_start_without_what_is_to_be_served_is_one_sentence(tmp_path: Path, option: str) -> None:
    command = [sys.executable, "-m", "tests.hub_server", option, str(tmp_path / "nothing")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, timeout=60, check=False)
    assert done.returncode == 1 and "nothing" in done.stderr and "Traceback" not in done.stderr
