"""Commits, trees and files, against what the real Hub was recorded to answer."""

import hashlib
from urllib.parse import urlsplit

import pytest
from huggingface_hub import HfApi, close_session, hf_hub_download

from tests.hub_server import Commit, HubServer, Repository, World, invented_model, invented_repository
from tests.hub_server.ask import Got, ask
from tests.hub_server.invented import WITH_ACCESS, WITHOUT_ACCESS

KITE = "harbour-ai/Kite-2-8B"
LOCKED = "sealed-lab/Vault-4B-it"
WEIGHTS = "model-00001-of-00002.safetensors"


def at(commit: int) -> str:
    return f"{commit:040x}"


def hub_of(*files: str, contents: dict[str, bytes] | None = None, commits: int = 1) -> HubServer:
    history = [Commit(at(n), "2026-01-01T00:00:00.000Z", "x", files) for n in range(commits)]
    return HubServer(World(repositories={"lab/m": Repository(history, contents or {})}))


def test_commits_come_fifty_a_page_with_their_count_and_a_link() -> None:
    with hub_of(commits=120) as hub:
        first = ask(hub, "/api/models/lab/m/commits/main")
        assert (len(first.content), first.headers["x-total-count"]) == (50, "120")
        assert first.next == f"{hub.endpoint}/api/models/lab/m/commits/main?p=1"
        last = ask(hub, ask(hub, first.next).next)
        assert [commit["id"] for commit in last.content] == [at(n) for n in range(19, -1, -1)]
        assert "link" not in last.headers and last.headers["x-total-count"] == "120"


def test_commits_come_by_the_thousand_to_those_who_ask() -> None:
    with hub_of(commits=1200) as hub:
        whole = ask(hub, "/api/models/lab/m/commits/main?limit=1000")
        assert len(whole.content) == len(ask(hub, "/api/models/lab/m/commits/main?limit=5000").content) == 1000
        one = ask(hub, "/api/models/lab/m/commits/main?limit=1")
        assert one.next == f"{hub.endpoint}/api/models/lab/m/commits/main?p=1&limit=1"  # in the recorded order
        for odd in ("limit=0", "limit=x", "p=-1", "p=x"):
            assert ask(hub, f"/api/models/lab/m/commits/main?{odd}").status == 400


def test_a_commit_has_the_recorded_parts(hub: HubServer) -> None:
    newest, *_, oldest = ask(hub, f"/api/models/{KITE}/commits/main").content
    assert list(newest) == ["id", "title", "message", "authors", "date"]
    assert newest["authors"][0].keys() == {"user", "avatar"} and len(newest["id"]) == 40
    assert (oldest["title"], oldest["date"]) == ("initial commit", "2026-05-28T09:43:54.000Z")


def test_a_tree_lists_files_and_directories_as_recorded() -> None:
    contents = {"README.md": b"hello\n", "onnx/model.onnx": b"weights"}
    with hub_of("README.md", "onnx/model.onnx", contents=contents) as hub:
        readme, folder, weights = ask(hub, "/api/models/lab/m/tree/main?recursive=true").content
        assert [entry["path"] for entry in ask(hub, "/api/models/lab/m/tree/main").content] == ["README.md", "onnx"]
        assert ask(hub, "/api/models/lab/m/tree/main/onnx").content == [weights]
    # `git hash-object` of a file that says hello
    assert readme == {
        "type": "file",
        "oid": "ce013625030ba8dba906f756967f9e9ca394464a",
        "size": 6,
        "path": "README.md",
    }
    assert list(folder) == ["oid", "path", "size", "type"]
    assert (folder["path"], folder["size"], folder["type"]) == ("onnx", 0, "directory")
    assert list(weights) == ["type", "oid", "size", "path", "lfs", "xetHash"]
    # The pointer: 43 characters of version, 76 of the digest, 7 of "size 7" with its line end; the recorded 134 has nine digits.
    assert weights["lfs"] == {"oid": hashlib.sha256(b"weights").hexdigest(), "size": 7, "pointerSize": 126}
    assert weights["size"] == 7 and len(weights["xetHash"]) == 64 and weights["oid"] != weights["lfs"]["oid"]


def test_a_tree_comes_a_thousand_entries_a_page_and_with_details_fifty() -> None:
    with hub_of(*(f"{n:04}.json" for n in range(1001))) as hub:
        for query, count in (("recursive=true", 1000), ("recursive=true&expand=true", 50)):
            got = ask(hub, f"/api/models/lab/m/tree/main?{query}")
            assert len(got.content) == count
            assert ask(hub, got.next).content[0]["path"] == f"{count:04}.json"


def test_a_tree_is_that_of_its_commit(hub: HubServer) -> None:
    commits = hub.world.repositories[KITE].commits
    for commit in commits:
        tree = ask(hub, f"/api/models/{KITE}/tree/{commit.commit_id}?recursive=true").content
        assert {entry["path"] for entry in tree if entry["type"] == "file"} == set(commit.files)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (f"/api/models/{KITE}/tree/{'0' * 40}", "RevisionNotFound"),
        (f"/api/models/{KITE}/commits/dev", "RevisionNotFound"),
        (f"/{KITE}/resolve/dev/config.json", "RevisionNotFound"),
        (f"/{KITE}/resolve/main/gone.json", "EntryNotFound"),
        (f"/api/models/{KITE}/tree/main/gone", "EntryNotFound"),
    ],
)
def test_what_a_repository_does_not_have_is_named(hub: HubServer, address: str, code: str) -> None:
    got = ask(hub, address)
    assert (got.status, got.headers["x-error-code"]) == (404, code)


@pytest.mark.parametrize("what", ["commits/main", "tree/main?recursive=true", "resolve"])
def test_a_gated_repository_shows_its_metadata_and_nothing_else(hub: HubServer, what: str) -> None:
    address = f"/{LOCKED}/resolve/main/{WEIGHTS}" if what == "resolve" else f"/api/models/{LOCKED}/{what}"
    assert ask(hub, f"/api/models/{LOCKED}?expand=gated").content["gated"] == "manual"
    got = ask(hub, address)
    assert (got.status, got.headers["x-error-code"]) == (401, "GatedRepo")
    assert got.content == {
        "error": f"Access to model {LOCKED} is restricted. You must have access to it and be authenticated to access it. Please log in."
    }
    refused = ask(hub, address, token=WITHOUT_ACCESS)
    assert (refused.status, refused.headers["x-error-code"]) == (403, "GatedRepo")
    assert ask(hub, address, token=WITH_ACCESS).status in (200, 302)


def test_a_gated_repository_is_closed_even_where_nobody_knows_its_commits() -> None:
    row = invented_model("lab/m", "2026-01-01T00:00:00.000Z", gated="auto")
    with HubServer(World([row, row | {"id": "lab/open", "gated": False}])) as hub:
        assert ask(hub, "/api/models/lab/m/commits/main").headers["x-error-code"] == "GatedRepo"
        assert "x-error-code" not in ask(hub, "/api/models/lab/open/commits/main").headers


def test_a_large_file_lies_on_another_host(hub: HubServer) -> None:
    commit = hub.world.repositories[KITE].commits[-1].commit_id
    content = hub.world.repositories[KITE].content(WEIGHTS)
    tree = ask(hub, f"/api/models/{KITE}/tree/main?recursive=true").content
    (xet,) = [entry["xetHash"] for entry in tree if entry["path"] == WEIGHTS]
    for method in ("GET", "HEAD"):
        got = ask(hub, f"/{KITE}/resolve/main/{WEIGHTS}", method=method, token=WITH_ACCESS)
        assert got.status == 302 and got.headers["x-repo-commit"] == commit
        assert got.headers["x-linked-etag"] == f'"{hashlib.sha256(content).hexdigest()}"'
        assert got.headers["x-linked-size"] == str(len(content))
        auth, rebuilt = got.headers["link"].split(", ")
        assert auth == f'</api/models/{KITE}/xet-read-token/{commit}>; rel="xet-auth"'
        assert rebuilt == (f'<https://cas-server.xethub.hf.co/v1/reconstructions/{xet}>; rel="xet-reconstruction-info"')
    assert "ratelimit" in got.headers and got.body == b""
    assert urlsplit(got.headers["location"]).hostname != urlsplit(hub.endpoint).hostname
    stored = ask(hub, got.headers["location"])
    assert (stored.status, stored.body) == (200, content)
    assert "ratelimit" not in stored.headers


def test_a_token_that_reaches_the_other_host_is_seen(hub: HubServer) -> None:
    location = ask(hub, f"/{KITE}/resolve/main/{WEIGHTS}", token=WITH_ACCESS).headers["location"]
    ask(hub, location)
    assert hub.tokens_at_cdn == []
    ask(hub, location, token=WITH_ACCESS)
    assert hub.tokens_at_cdn == [f"Bearer {WITH_ACCESS}"]


def test_a_small_file_is_sent_at_once(hub: HubServer) -> None:
    got = ask(hub, f"/{KITE}/resolve/main/config.json")
    assert (got.status, got.body) == (200, b"invented: config.json\n")
    assert got.headers["etag"] and got.headers["x-repo-commit"] and "location" not in got.headers


def test_datasets_have_commits_trees_and_files_too(hub: HubServer) -> None:
    name, path = "board-lab/boards", "text/full-00000-of-00001.parquet"
    (commit,) = ask(hub, f"/api/datasets/{name}/commits/main?limit=1").content
    tree = ask(hub, f"/api/datasets/{name}/tree/{commit['id']}?recursive=true").content
    assert [entry["path"] for entry in tree] == ["text", path]
    got = ask(hub, f"/datasets/{name}/resolve/{commit['id']}/{path}")
    assert (got.status, got.headers["link"].partition(">")[0]) == (
        302,
        f"</api/datasets/{name}/xet-read-token/{commit['id']}",
    )
    assert ask(hub, f"/api/models/{name}/commits/main").status == 401


def test_a_dataset_is_not_gated_by_a_model_of_its_name(hub: HubServer) -> None:
    hub.world.repositories[f"datasets/{LOCKED}"] = invented_repository(LOCKED, "2026-01-01T00:00:00.000Z")
    assert ask(hub, f"/api/datasets/{LOCKED}/commits/main").status == 200


def test_a_repository_in_another_case_shows_the_same(hub: HubServer) -> None:
    def ids(got: Got) -> list[str]:
        return [commit["id"] for commit in got.content]

    shown = ids(ask(hub, f"/api/models/{KITE}/commits/main"))
    assert shown and ids(ask(hub, f"/api/models/{KITE.upper()}/commits/main")) == shown


def test_huggingface_hub_reads_commits_trees_and_files(
    hub: HubServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    api = HfApi(endpoint=hub.endpoint, token=False)
    commits = api.list_repo_commits(KITE)
    assert [commit.commit_id for commit in commits] == [
        commit.commit_id for commit in reversed(hub.world.repositories[KITE].commits)
    ]
    entries = list(api.list_repo_tree(KITE, recursive=True))
    assert {entry.path for entry in entries} >= {WEIGHTS, "onnx", "onnx/model.onnx"}
    cache = tmp_path_factory.mktemp("cache")
    for path in ("config.json", "onnx/model.onnx"):
        found = hf_hub_download(KITE, path, endpoint=hub.endpoint, token=False, cache_dir=cache)
        with open(found, "rb") as file:
            assert file.read() == f"invented: {path}\n".encode()
    close_session()
