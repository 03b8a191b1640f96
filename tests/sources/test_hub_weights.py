"""The first commit with weights: invented histories on a server on this machine, read by the real client."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from huggingface_hub import close_session
from warehouse.sources.net.hub_client import Limits, Refused

from warehouse.landing import Pull, SourceError, TransientError
from warehouse.replay import ReplayServer
from warehouse.replay_faults import Commit, Fault, FaultKind
from warehouse.sources.hub import listing

NOON = datetime(2026, 8, 11, 12, tzinfo=UTC)
QUICK = Limits(timeout_seconds=0.3, tries=2, first_wait_seconds=0.01)
TOKEN = "hf_invented0123456789abcdef"
SNAPSHOT = (
    "hub_id,hub_model_id,created_at,last_modified_at,downloads_30d,downloads_all_time,likes,licence,tags,base_models,"
    "base_model_relation,gated,library,task,parameter_count,source,read_on\n"
    ",lab/m,2026-01-01,,,,,,,,,,,,,invented,2026-03-18\n"
)


def commit(number: int, *files: str) -> Commit:
    return Commit(f"{number:040x}", f"2026-01-{number + 1:02}T08:00:00.000Z", f"commit {number}", files)


def history(length: int, first: int) -> list[Commit]:
    """Commits 0 to length - 1, of which `first` and all later ones hold weights."""
    return [commit(n, "README.md", *(["model-1.safetensors"] if n >= first else [])) for n in range(length)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReplayServer]:
    (tmp_path / "hub_models.csv").write_text(SNAPSHOT)
    with ReplayServer(tmp_path / "hub_models.csv") as server:
        yield server
        close_session()


def find(server: ReplayServer, repository: str = "lab/m") -> listing.FirstWeights | None:
    return listing.first_weights(repository, endpoint=server.endpoint, token=False, limits=QUICK)


def pull(server: ReplayServer, *repositories: str, token: str | bool = False) -> Pull:
    return listing.pull_first_weights(
        repositories, endpoint=server.endpoint, token=token, now=lambda: NOON, limits=QUICK
    )


@pytest.mark.parametrize(("length", "first"), [(n, k) for n in (1, 2, 3, 7, 12) for k in range(n)])
def test_the_first_commit_with_weights_is_found_with_few_requests(
    server: ReplayServer, length: int, first: int
) -> None:
    server.histories["lab/m"] = history(length, first)
    found = find(server)
    assert found == listing.FirstWeights(
        "lab/m",
        datetime(2026, 1, first + 1, 8, tzinfo=UTC),
        f"{first:040x}",
        f"commit {first}",
        ["model-1.safetensors"],
    )
    assert len(server.requests) <= 2 + math.ceil(math.log2(length))


def test_histories_and_trees_of_several_pages_are_read_whole(server: ReplayServer) -> None:
    server.page_size = 2
    files = [f"config-{n}.json" for n in range(5)]
    server.histories["lab/m"] = [commit(n, *files, *(["z.gguf"] if n >= 3 else [])) for n in range(5)]
    found = find(server)
    assert found is not None
    assert (found.commit_id, found.weight_files) == (f"{3:040x}", ["z.gguf"])


def test_a_squashed_history_gives_its_one_commit(server: ReplayServer) -> None:
    server.histories["lab/m"] = [commit(9, "b/model.bin", "a.PTH", "README.md")]
    found = find(server)
    assert found is not None
    assert (found.commit_id, found.weight_files) == (f"{9:040x}", ["a.PTH", "b/model.bin"])


@pytest.mark.parametrize(
    "name", ["README.md", "training_args.bin", "run/optimizer.pt", "rng_state_0.pth", "a.bin.json"]
)
def test_a_repository_without_weights_has_no_first_weights(server: ReplayServer, name: str) -> None:
    server.histories["lab/m"] = [commit(0), commit(1, name)]
    assert find(server) is None


def test_a_pull_keeps_a_row_a_repository_and_rejects_those_it_cannot_read(server: ReplayServer) -> None:
    server.histories |= {
        "lab/m": history(3, 1),
        "lab/empty": history(2, 2),
        "lab/odd": [Commit("not a commit", "2026-01-01T00:00:00.000Z", "", ())],
        "lab/undated": [Commit("a" * 40, "yesterday", "", ())],
        "lab/nothing": [],
    }
    told: list[listing.Progress] = []
    asked = ["lab/m", "lab/empty", "lab/odd", "lab/undated", "lab/nothing", "lab/gone", "no name\x1b[31m", "lab/.."]
    pulled = listing.pull_first_weights(
        asked, endpoint=server.endpoint, token=False, now=lambda: NOON, on_progress=told.append, limits=QUICK
    )
    assert pulled.source == "hub_weights"
    assert pulled.tables["hub_first_weights"].rows() == [
        ("lab/m", datetime(2026, 1, 2, 8, tzinfo=UTC), f"{1:040x}", "commit 1", ["model-1.safetensors"])
    ]
    assert [(reject.raw_text, reject.reason) for reject in pulled.rejects] == [
        ("lab/empty", "the repository holds no weight file"),
        ("lab/odd", "a commit has no id"),
        ("lab/undated", "date is no moment in UTC"),
        ("lab/nothing", "the repository has no commit"),
        ("lab/gone", "status 404: gone, renamed or private"),
        ("no name [31m", "the repository's name is not of the form namespace/name"),
        ("lab/..", "the repository's name is not of the form namespace/name"),
    ]
    assert (told[-1].namespaces_done, told[-1].namespaces_total, told[-1].models) == (8, 8, 1)


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (403, {"X-Error-Code": "GatedRepo"}, "status 403: gated, and this token has no access"),
        (401, {"X-Error-Code": "RepoNotFound"}, "status 401: gone, renamed or private"),
        (
            403,
            {"X-Error-Message": "Access to this resource is disabled."},
            "status 403: Access to this resource is dis",
        ),
        (410, {}, "status 410: invented"),
    ],
)
def test_a_gated_private_or_disabled_repository_is_a_reject(
    server: ReplayServer, status: int, headers: dict[str, str], reason: str
) -> None:
    server.histories["lab/m"] = history(3, 1)
    server.faults[1] = Fault(FaultKind.STATUS, status=status, headers=headers)
    pulled = pull(server, "lab/m", token=TOKEN)
    assert [reject.reason[: len(reason)] for reject in pulled.rejects] == [reason]
    assert pulled.tables["hub_first_weights"].is_empty()
    assert pulled.tables["hub_first_weights"].schema["weight_files"] == pl.List(pl.String())


def test_a_refused_token_fails_the_pull_and_not_each_repository(server: ReplayServer) -> None:
    server.histories["lab/m"] = history(3, 1)
    server.faults[1] = Fault(FaultKind.STATUS, status=401)
    with pytest.raises(Refused, match="status 401: invented; check HF_TOKEN"):
        pull(server, "lab/m", token=TOKEN)


def test_trouble_of_the_hub_fails_the_pull_and_may_pass(server: ReplayServer) -> None:
    server.histories["lab/m"] = history(3, 1)
    server.faults[1] = Fault(FaultKind.STATUS, status=503)
    with pytest.raises(TransientError, match="/api/models/lab/m/commits/main: status 503, asked 2 times in a row"):
        pull(server, "lab/m")


def test_the_token_stays_with_the_hub_while_reading_histories(server: ReplayServer, tmp_path: Path) -> None:
    server.histories["lab/m"] = history(3, 1)
    with ReplayServer(tmp_path / "hub_models.csv") as other:
        server.faults[1] = Fault(FaultKind.LINK, target=other.endpoint + "/api/models/lab/m/commits/main?p=1")
        with pytest.raises(SourceError, match="points to another host"):
            pull(server, "lab/m", token=TOKEN)
        assert not other.requests


def test_one_repository_asked_for_by_itself_says_when_it_is_gone(server: ReplayServer) -> None:
    with pytest.raises(Refused, match="/api/models/lab/gone/commits/main: status 404: gone, renamed or private; check"):
        find(server, "lab/gone")
