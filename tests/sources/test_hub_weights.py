"""The first commit with weights: invented histories on a server on this machine, read by the real client."""

import contextlib
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.hub_server import Commit, Fault, FaultKind, HubServer, Repository, World
from warehouse.landing import Pull, SourceError
from warehouse.sources.hub import weights
from warehouse.sources.hub.api import Hub
from warehouse.sources.hub.pulls import Progress
from warehouse.sources.net.client import Limits, Refused

NOON = datetime(2026, 8, 11, 12, tzinfo=UTC)
QUICK = Limits(timeout_seconds=2.0, tries=2, first_wait_seconds=0.01)
TOKEN = "hf_invented0123456789abcdef"


def commit(number: int, *files: str) -> Commit:
    return Commit(f"{number:040x}", f"2026-01-{number + 1:02}T08:00:00.000Z", f"commit {number}", files)


def history(length: int, first: int) -> list[Commit]:
    """Commits 0 to length - 1, of which `first` and all later ones hold weights."""
    return [commit(n, "README.md", *(["model-1.safetensors"] if n >= first else [])) for n in range(length)]


@pytest.fixture
def server() -> Iterator[HubServer]:
    with HubServer(World(tokens={TOKEN: ()})) as server:
        yield server


def find(server: HubServer, repository: str = "lab/m") -> weights.FirstWeights | None:
    return weights.first_weights(Hub(server.endpoint, False, QUICK), repository)


def pull(server: HubServer, *repositories: str, token: str | bool = False, **options: Any) -> Pull:
    """The one batch of a pull of few repositories."""
    (batch,) = weights.pull_first_weights(
        repositories, endpoint=server.endpoint, token=token, now=lambda: NOON, limits=QUICK, **options
    )
    return batch


@pytest.mark.parametrize(("length", "first"), [(n, k) for n in (1, 2, 3, 7, 12) for k in range(n)])
def test_the_first_commit_with_weights_is_found_with_few_requests(server: HubServer, length: int, first: int) -> None:
    server.world.repositories["lab/m"] = Repository(history(length, first))
    found = find(server)
    assert found == weights.FirstWeights(
        "lab/m",
        datetime(2026, 1, first + 1, 8, tzinfo=UTC),
        f"{first:040x}",
        f"commit {first}",
        ["model-1.safetensors"],
    )
    assert len(server.requests) <= 2 + 2 * math.ceil(math.log2(first + 2))


def test_histories_and_trees_of_several_pages_are_read_whole(server: HubServer) -> None:
    server.page_size = 2
    files = [f"config-{n}.json" for n in range(5)]
    commits = [commit(n, *files, *(["z.gguf"] if n >= 3 else [])) for n in range(5)]
    server.world.repositories["lab/m"] = Repository(commits)
    found = find(server)
    assert found is not None
    assert (found.commit_id, found.weight_files) == (f"{3:040x}", ["z.gguf"])


def test_a_squashed_history_gives_its_one_commit(server: HubServer) -> None:
    server.world.repositories["lab/m"] = Repository([commit(9, "b/model.bin", "a.PTH", "README.md")])
    found = find(server)
    assert found is not None
    assert (found.commit_id, found.weight_files) == (f"{9:040x}", ["a.PTH", "b/model.bin"])


@pytest.mark.parametrize(
    "name", ["README.md", "training_args.bin", "run/optimizer.pt", "rng_state_0.pth", "a.bin.json"]
)
def test_a_repository_without_weights_has_no_first_weights(server: HubServer, name: str) -> None:
    server.world.repositories["lab/m"] = Repository([commit(0), commit(1, name)])
    assert find(server) is None


def test_a_pull_keeps_a_row_a_repository_and_rejects_those_it_cannot_read(server: HubServer) -> None:
    server.world.repositories |= {
        "lab/m": Repository(history(3, 1)),
        "lab/empty": Repository(history(2, 2)),
        "lab/odd": Repository([Commit("not a commit", "2026-01-01T00:00:00.000Z", "", ())]),
        "lab/undated": Repository([Commit("a" * 40, "yesterday", "", ())]),
        "lab/nothing": Repository([]),
    }
    told: list[Progress] = []
    asked = ["lab/m", "lab/empty", "lab/odd", "lab/undated", "lab/nothing", "lab/gone", "no name\x1b[31m", "lab/.."]
    pulled = pull(server, *asked, on_progress=told.append)
    assert pulled.source == "hub_weights"
    assert pulled.tables["hub_first_weights"].rows() == [
        ("lab/m", datetime(2026, 1, 2, 8, tzinfo=UTC), f"{1:040x}", "commit 1", ["model-1.safetensors"])
    ]
    assert [(reject.raw_text, reject.reason) for reject in pulled.rejects] == [
        ("lab/empty", "the repository holds no weight file"),
        ("lab/odd", "a commit has no id"),
        ("lab/undated", "date is no moment in UTC"),
        ("lab/nothing", "the repository has no commit"),
        ("lab/gone", "status 401: Invalid username or password"),
        ("no name [31m", "the repository's name is not of the form namespace/name"),
        ("lab/..", "the repository's name is not of the form namespace/name"),
    ]
    assert (told[-1].done, told[-1].total, told[-1].found) == (8, 8, 1)
    assert pulled.tables["hub_weight_tries"].select("hub_model_id", "outcome", "has_token").rows() == [
        ("lab/m", "found", False),
        ("lab/empty", "none", False),
        ("lab/odd", "malformed", False),
        ("lab/undated", "malformed", False),
        ("lab/nothing", "malformed", False),
        ("lab/gone", "gone", False),
        ("no name\x1b[31m", "malformed", False),
        ("lab/..", "malformed", False),
    ]


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (403, {"X-Error-Code": "GatedRepo"}, "status 403: invented"),
        (401, {"X-Error-Code": "RepoNotFound"}, "status 401: invented"),
        (
            403,
            {"X-Error-Message": "Access to this resource is disabled."},
            "status 403: Access to this resource is dis",
        ),
        (410, {}, "status 410: invented"),
    ],
)
def test_a_gated_private_or_disabled_repository_is_a_reject(
    server: HubServer, status: int, headers: dict[str, str], reason: str
) -> None:
    server.world.repositories["lab/m"] = Repository(history(3, 1))
    server.faults.append(Fault(FaultKind.STATUS, status=status, headers=headers, page=1))
    pulled = pull(server, "lab/m", token=TOKEN)
    assert [reject.reason[: len(reason)] for reject in pulled.rejects] == [reason]
    assert pulled.tables["hub_first_weights"].is_empty()
    assert pulled.tables["hub_first_weights"].schema["weight_files"] == pl.List(pl.String())


def test_a_refused_token_fails_the_pull_and_not_each_repository(server: HubServer) -> None:
    server.world.repositories["lab/m"] = Repository(history(3, 1))
    server.faults.append(Fault(FaultKind.STATUS, status=401, page=1))
    with pytest.raises(Refused, match="answered 401: invented; check the token of the token"):
        pull(server, "lab/m", token=TOKEN)


def test_a_repository_that_always_fails_costs_itself_alone(server: HubServer) -> None:
    """One whose tree answered 504 for ever once cost 2,071 requests, 65 good results and the week."""
    server.world.repositories |= {f"lab/m{number}": Repository(history(3, 1)) for number in range(5)}
    server.faults.append(Fault(FaultKind.STATUS, status=504, repository="lab/m2", path="*/tree/*"))
    pulled = pull(server, *(f"lab/m{number}" for number in range(5)))
    outcomes = dict(pulled.tables["hub_weight_tries"].select("hub_model_id", "outcome").rows())
    assert outcomes == {f"lab/m{number}": "failed" if number == 2 else "found" for number in range(5)}
    (reject,) = pulled.rejects
    assert reject.raw_text == "lab/m2" and "the server answered 504" in reject.reason
    # The page halves from 1,000 to 50 before the tries of the smallest.
    assert len([asked for asked in server.requests if "lab/m2/tree" in asked.path]) == 5 + QUICK.tries


def test_batches_come_as_they_are_read_so_that_an_interruption_loses_one_at_most(server: HubServer) -> None:
    repositories = [f"lab/m{number:02}" for number in range(weights.BATCH + 3)]
    server.world.repositories |= {name: Repository(history(1, 0)) for name in repositories}
    pulls = weights.pull_first_weights(
        repositories, endpoint=server.endpoint, token=False, now=lambda: NOON, limits=QUICK
    )
    first = next(pulls)
    assert first.tables["hub_first_weights"].height == weights.BATCH
    assert not [asked for asked in server.requests if repositories[-1] in asked.path]
    assert next(pulls).tables["hub_first_weights"].height == 3


def test_who_is_asked_again_and_when() -> None:
    today = date(2026, 8, 11)
    tries = [
        ("lab/found", "found", False, date(2026, 1, 1)),
        ("lab/failed-today", "failed", False, today),
        ("lab/failed-yesterday", "failed", False, today - timedelta(days=1)),
        ("lab/gated", "gated", False, today - timedelta(days=3)),
        ("lab/gated-long-ago", "gated", True, today - timedelta(days=28)),
        ("lab/empty", "none", False, today - timedelta(days=27)),
        ("lab/failed-then-found", "failed", False, date(2026, 1, 1)),
        ("lab/failed-then-found", "found", False, date(2026, 1, 2)),
    ]
    tracked = {name for name, *_ in tries} | {"lab/new"}
    due = weights.due_repositories(tracked, tries, has_token=False, today=today)
    assert due == ["lab/gated-long-ago", "lab/new", "lab/failed-yesterday"]
    with_token = weights.due_repositories(tracked, tries, has_token=True, today=today)
    assert set(with_token) - set(due) == {"lab/gated"}


def test_weights_that_were_taken_away_again_count_from_their_first_day(server: HubServer) -> None:
    server.world.repositories["lab/m"] = Repository(
        [commit(0), commit(1, "m.safetensors"), commit(2), commit(3, "m.bin")]
    )
    found = find(server)
    assert found is not None and found.commit_id == f"{1:040x}"


def test_a_long_history_is_asked_for_in_one_page_and_weights_of_its_beginning_cost_few_trees(server: HubServer) -> None:
    server.world.repositories["lab/m"] = Repository(
        [commit(n % 28, *(["m.bin"] if n else [])) for n in range(1)]
        + [Commit(f"{n:040x}", "2026-01-02T08:00:00.000Z", "", ("m.bin",)) for n in range(1, 400)]
    )
    found = find(server)
    assert found is not None and found.commit_id == f"{1:040x}"
    assert len(server.requests) == 3


def test_the_token_stays_with_the_hub_while_reading_histories(server: HubServer) -> None:
    server.world.repositories["lab/m"] = Repository(history(3, 1))
    with HubServer() as other:
        server.faults.append(
            Fault(FaultKind.LINK, target=other.endpoint + "/api/models/lab/m/commits/main?p=1", page=1)
        )
        pulled = pull(server, "lab/m", token=TOKEN)
        assert "points to another host" in pulled.rejects[0].reason
        assert not other.requests


def test_one_repository_asked_for_by_itself_says_when_it_is_gone(server: HubServer) -> None:
    with pytest.raises(
        Refused, match="/api/models/lab/gone/commits/main: the server answered 401: Invalid username or password"
    ):
        find(server, "lab/gone")


def test_a_hub_that_is_away_ends_the_pull_after_a_few_repositories_and_what_was_found_before_is_there(
    server: HubServer,
) -> None:
    found = [f"lab/a{number}" for number in range(weights.BATCH)]
    server.world.repositories |= {name: Repository(history(2, 1)) for name in found}
    pulls = weights.pull_first_weights(
        [*found, *(f"lab/b{number}" for number in range(20))],
        endpoint=server.endpoint,
        token=False,
        now=lambda: NOON,
        limits=QUICK,
    )
    assert next(pulls).tables["hub_first_weights"].height == weights.BATCH
    server.faults.append(Fault(FaultKind.STATUS, status=500))
    before = len(server.requests)
    tries = next(pulls).tables["hub_weight_tries"]
    assert tries["hub_model_id"].to_list() == [f"lab/b{number}" for number in range(5)]
    assert set(tries["outcome"]) == {"failed"}
    with pytest.raises(
        SourceError, match="5 repositories one after another could not be asked about, so the other 15 are not tried"
    ):
        next(pulls)
    assert len(server.requests) - before == 5 * QUICK.tries


def test_a_few_neighbours_that_always_fail_do_not_end_every_pull_before_the_others_are_asked(server: HubServer) -> None:
    failing, sound = [f"lab/b{number}" for number in range(6)], [f"lab/c{number}" for number in range(3)]
    server.world.repositories |= {name: Repository(history(2, 1)) for name in sound}
    for name in failing:
        server.faults.append(Fault(FaultKind.STATUS, status=500, repository=name))
    tries: list[tuple[str, str, bool, date]] = []
    for day in range(1, 3):
        today = date(2026, 8, day)
        due = weights.due_repositories({*failing, *sound}, tries, has_token=False, today=today)
        pulls = weights.pull_first_weights(due, endpoint=server.endpoint, token=False, now=lambda: NOON, limits=QUICK)
        with contextlib.suppress(SourceError):
            for pulled in pulls:
                tried = pulled.tables["hub_weight_tries"].select("hub_model_id", "outcome", "has_token").rows()
                tries += [(*one, today) for one in tried]
    assert {name for name, outcome, *_ in tries if outcome == "found"} == {*sound}
