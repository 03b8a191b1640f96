"""The stored snapshot over HTTP: the Hub's wire format, as the real client and huggingface_hub's own parser read it."""

import gzip
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi, close_session

from warehouse.landing import Pull, SourceError, land
from warehouse.replay import SNAPSHOT, ReplayServer
from warehouse.replay_faults import Fault, FaultKind
from warehouse.sources.hub import listing

COLUMNS = (
    "hub_id,hub_model_id,created_at,last_modified_at,downloads_30d,downloads_all_time,likes,licence,tags,base_models,"
    "base_model_relation,gated,library,task,parameter_count,source,read_on\n"
)
ROWS = (
    "6895f1c2a1b2c3d4e5f60718,lab/full,2026-01-03T09:12:44.000Z,2026-02-01T00:00:00.000Z,5,9,0,apache-2.0,"
    "safetensors license:apache-2.0,lab/base,finetune,auto,transformers,text-generation,70553706496,invented,2026-03-18\n"
    ",lab/bare,2026-01-02,,,,,,,,,,,,,invented,2026-02-16\n"
    ",lab/open,2026-01-01,,4,,,orca-community,license:other,,,false,,,,invented,2026-02-16\n"
    ",other/m,,,3,,,mit,,,,,,,,invented,2026-02-16\n"
)
NOW = datetime(2026, 8, 11, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "hub_models.csv").write_text(COLUMNS + ROWS)
    return tmp_path / "hub_models.csv"


@pytest.fixture
def server(path: Path) -> Iterator[ReplayServer]:
    with ReplayServer(path, page_size=2) as server:
        yield server
        close_session()


def get(server: ReplayServer, address: str, **headers: str) -> tuple[Any, dict[str, str]]:
    """Any HTTP client will do: this one knows nothing of the Hub."""
    url = address if address.startswith("http") else server.endpoint + address
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=5) as response:
        body, given = response.read(), dict(response.headers.items())
    return json.loads(gzip.decompress(body) if given.get("Content-Encoding") == "gzip" else body), given


def status_of(server: ReplayServer, address: str) -> tuple[int, str | None]:
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(server, address)
    caught.value.close()
    return caught.value.code, caught.value.headers.get("X-Error-Code")


def pull(server: ReplayServer, *namespaces: str) -> Pull:
    return listing.pull_models(namespaces or ("lab", "other"), endpoint=server.endpoint, token=False, now=lambda: NOW)


def test_a_listing_is_paged_by_absolute_links_with_an_opaque_cursor(server: ReplayServer) -> None:
    first, headers = get(server, "/api/models?author=lab&sort=createdAt&expand=createdAt&expand=likes&limit=1000")
    link, relation = headers["Link"].split(";")
    second, last = get(server, link.strip("<>"))
    assert relation.strip() == 'rel="next"'
    assert link.startswith(f"<{server.endpoint}/api/models?author=lab&sort=createdAt&expand=createdAt&expand=likes&")
    assert [row["id"] for row in first + second] == ["lab/full", "lab/bare", "lab/open"]
    assert "Link" not in last


def test_the_limit_and_the_direction_are_obeyed(server: ReplayServer) -> None:
    rows, headers = get(server, "/api/models?author=lab&sort=createdAt&direction=1&limit=1")
    assert [row["id"] for row in rows] == ["lab/open"]
    assert "limit=1&cursor=" in headers["Link"]


def test_every_answer_carries_the_rate_limit(server: ReplayServer) -> None:
    headers = get(server, "/api/models")[1]
    assert headers["RateLimit"] == '"api";r=499;t=300'
    assert headers["RateLimit-Policy"] == '"fixed window";"api";q=500;w=300'


def test_an_answer_is_compressed_for_those_who_ask(server: ReplayServer) -> None:
    plain, headers = get(server, "/api/models?author=lab")
    packed, packed_headers = get(server, "/api/models?author=lab", **{"Accept-Encoding": "gzip"})
    assert plain == packed
    assert "Content-Encoding" not in headers
    assert packed_headers["Content-Encoding"] == "gzip"


def test_only_the_fields_asked_for_are_sent_and_a_blank_one_never(server: ReplayServer) -> None:
    rows, _ = get(server, "/api/models?author=lab&expand=downloads&expand=likes&expand=gated")
    assert rows == [
        {"_id": "6895f1c2a1b2c3d4e5f60718", "id": "lab/full", "downloads": 5, "likes": 0, "gated": "auto"},
        {"_id": "45fd28c441dfb5175504e474", "id": "lab/bare"},
    ]  # fmt: skip


def test_one_model_is_answered_in_full(server: ReplayServer) -> None:
    model, _ = get(server, "/api/models/lab/full")
    assert model["safetensors"] == {"parameters": {}, "total": 70553706496}
    assert model["baseModels"]["relation"] == "finetune"
    assert model["cardData"] == {"license": "apache-2.0"}


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/models/lab/gone", 404, "RepoNotFound"),
        ("/api/models/lab/full/commits/main", 404, "RepoNotFound"),
        ("/api/models/lab/full/tree/main", 404, "RepoNotFound"),
        ("/elsewhere", 404, None),
        ("/api/models?expand=colour", 400, None),
        ("/api/models?sort=siblings", 400, None),
        ("/api/models?limit=0", 400, None),
        ("/api/models?cursor=mine", 400, None),
    ],
)
def test_what_is_not_known_is_refused_as_the_hub_does(
    server: ReplayServer, address: str, status: int, code: str | None
) -> None:
    assert status_of(server, address) == (status, code)


def test_the_parser_of_huggingface_hub_reads_the_answers(server: ReplayServer) -> None:
    api = HfApi(endpoint=server.endpoint, token=False)
    fields: list[Any] = ["createdAt", "downloads", "safetensors", "baseModels", "gated", "cardData", "tags", "likes"]
    models = list(api.list_models(author="lab", sort="created_at", expand=fields))
    assert [(model.id, model.downloads, model.gated) for model in models] == [
        ("lab/full", 5, "auto"),
        ("lab/bare", None, None),
        ("lab/open", 4, False),
    ]
    assert api.model_info("lab/full").created_at == datetime(2026, 1, 3, 9, 12, 44, tzinfo=UTC)


def test_the_snapshot_comes_back_through_the_live_code_as_it_is_in_the_file(server: ReplayServer) -> None:
    models = pull(server).tables["hub_models"]
    columns = [
        "hub_model_id",
        "downloads_30d",
        "likes",
        "licence",
        "base_models",
        "gated",
        "parameter_count",
        "is_private",
    ]
    assert models.select(columns).rows() == [
        ("lab/full", 5, 0, "apache-2.0", ["lab/base"], "auto", 70553706496, None),
        ("lab/bare", None, None, None, None, None, None, None),
        ("lab/open", 4, None, "orca-community", None, "false", None, None),
        ("other/m", 3, None, "mit", None, None, None, None),
    ]
    assert models["created_at"][1] == datetime(2026, 1, 2, tzinfo=UTC)
    assert models["created_at"][3] is None


def test_the_snapshot_day_is_the_newest_of_the_file(server: ReplayServer) -> None:
    assert server.snapshot_on == date(2026, 3, 18)


def test_a_replay_is_marked_and_lands_once_however_often_it_runs(path: Path, tmp_path: Path) -> None:
    loads = []
    for _ in range(2):
        with ReplayServer(path) as server:
            marked = server.mark(pull(server))
        loads.append(land(marked, tmp_path / "landing", code_version="test"))
    assert (marked.is_replay, marked.retrieved_on) == (True, date(2026, 3, 18))
    assert (marked.url, marked.title[-29:]) == ("https://huggingface.co/api/models", "stored snapshot of 2026-03-18")
    assert loads[0] == loads[1]


def test_the_page_size_changes_no_model(path: Path) -> None:
    found = []
    for page_size in (1, 3, 1000):
        with ReplayServer(path, page_size=page_size) as server:
            found.append(pull(server).tables["hub_models"])
    assert found[0].equals(found[1])
    assert found[0].equals(found[2])


def test_a_fault_strikes_its_page_and_as_often_as_it_says(path: Path) -> None:
    with ReplayServer(path, page_size=2, faults={2: Fault(FaultKind.STATUS, times=1, status=502)}) as server:
        _, headers = get(server, "/api/models?author=lab")
        second = headers["Link"].split(";")[0].strip("<>").removeprefix(server.endpoint)
        assert status_of(server, second) == (502, None)
        assert [row["id"] for row in get(server, second)[0]] == ["lab/open"]


def test_a_server_that_ends_leaves_no_thread_behind(path: Path) -> None:
    before = threading.active_count()
    with ReplayServer(path, faults={1: Fault(FaultKind.HANG)}) as server:
        listing.is_reachable(server.endpoint, token=False, timeout_seconds=0.1)
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and "process_request" in thread.name:
            thread.join(2)
    assert threading.active_count() <= before


@pytest.mark.parametrize(
    "text", ["", "hub_model_id\nlab/m\n", COLUMNS, COLUMNS + ",lab/m,,,many,,,,,,,,,,,x,2026-01-01\n"]
)
def test_a_snapshot_that_cannot_be_read_is_an_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hub_models.csv"
    path.write_text(text)
    with pytest.raises(SourceError, match=r"hub_models\.csv: no stored snapshot"):
        ReplayServer(path)


def test_the_server_runs_in_the_foreground_and_prints_what_to_set(path: Path) -> None:
    command = [sys.executable, "-m", "warehouse.replay", "--csv", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            setting = process.stdout.readline().strip()
            assert "Serving 4 models as of 2026-03-18" in process.stdout.readline()
            name, _, endpoint = setting.partition("=")
            assert (name, urlsplit(endpoint).hostname) == ("HF_ENDPOINT", "127.0.0.1")
            assert listing.is_reachable(endpoint, token=False) is None
        finally:
            process.terminate()
            close_session()


def test_the_stored_snapshot_of_the_project_replays_without_a_reject() -> None:
    if not SNAPSHOT.is_file():
        pytest.skip("warehouse/reference/hub_models.csv is absent")
    with ReplayServer() as server:
        namespaces = sorted({model["author"] for model in server.models})
        pulled = pull(server, *namespaces)
        close_session()
    assert pulled.tables["hub_models"].height == len(server.models)
    assert pulled.rejects == []
