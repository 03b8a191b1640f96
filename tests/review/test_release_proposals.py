"""From the Hub's listings to proposals: two pulls and the top lists through a server on this machine, the reference files as they are."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.hub_server import Fault, FaultKind, HubServer
from warehouse.build.heads import Model
from warehouse.build.runner import build, load_raw
from warehouse.build.selection import select
from warehouse.ids import proposal_id
from warehouse.landing import Load, SourceError, TransientError, land
from warehouse.review.release_proposals import SCHEMA
from warehouse.settings import PROJECT
from warehouse.sources import reference
from warehouse.sources.hub import listing, top
from warehouse.sources.net.client import Limits

QUICK = Limits(timeout_seconds=0.5, answer_seconds=1, tries=2, first_wait_seconds=0.01, longest_wait_seconds=2)
Row = dict[str, Any]


def model(name: str, number: int, **fields: Any) -> Row:
    """One repository as the Hub writes it, with all that a release states."""
    return {
        "_id": f"{number:024x}", "id": name, "author": name.partition("/")[0], "createdAt": "2026-08-01T09:00:00.000Z", "downloads": 5,
        "likes": 1, "tags": ["transformers", "safetensors", "license:apache-2.0"], "cardData": {"license": "apache-2.0"}, "gated": False,
        "private": False, "library_name": "transformers", "pipeline_tag": "text-generation",
        "safetensors": {"parameters": {"BF16": 7_000_000}, "total": 7_000_000},
    } | fields  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[HubServer]:
    with HubServer() as running:
        yield running


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Load:
    pull = reference.read(PROJECT / "warehouse" / "reference", now=datetime(2026, 8, 11, tzinfo=UTC))
    return land(pull, tmp_path_factory.mktemp("facts"), code_version="test")


@pytest.fixture
def hub_of(server: HubServer, facts: Load, tmp_path: Path) -> "Hub":
    server.faults.clear()
    server.world.models[:] = []
    return Hub(server, facts, tmp_path)


@cache
def needed_models() -> list[Model]:
    """Read once: the files of all tables are parsed for it."""
    return select("+core.release_proposals")


class Hub:
    """A Hub whose repositories a test sets from day to day, and the proposals made of what was pulled."""

    def __init__(self, server: HubServer, facts: Load, landing: Path) -> None:
        self.server, self.landing, self.loads = server, landing, [facts]

    def pull(self, day: int, *models: Row) -> None:
        self.server.world.models[:] = models
        namespaces = sorted({row["author"] for row in models})
        self._land(listing.pull_models, day, namespaces)

    def pull_top(self, day: int, *models: Row) -> None:
        self.server.world.models[:] = models
        self._land(top.pull_top, day)

    def _land(self, pull: Callable[..., Any], day: int, *arguments: Any) -> None:
        now = datetime(2026, 8, day, 4, tzinfo=UTC)
        made = pull(*arguments, endpoint=self.server.endpoint, token=False, now=lambda: now, limits=QUICK)
        self.loads.append(land(made, self.landing, code_version="test"))

    def proposed(self) -> dict[str, Row]:
        """Proposals by subject."""
        with duckdb.connect() as connection:
            load_raw(connection, self.loads)
            build(connection, needed_models(), as_of=date(2026, 8, 11))
            frame = connection.sql("from core.release_proposals").pl()
        assert frame.schema == pl.Schema(SCHEMA)
        return {row["subject"]: row for row in frame.to_dicts()}


def test_a_new_repository_is_proposed_with_all_that_is_known_and_its_reasons(hub_of: Hub) -> None:
    hub_of.pull(10, model("moonshotai/Kimi-K2.7-Code-Next", 1), model("moonshotai/Kimi-K2.7-Code-Next-FP8", 2))
    (found,) = hub_of.proposed().values()
    assert found == {
        "proposal_id": hashlib.sha256(b"release|hub|moonshotai/Kimi-K2.7-Code-Next").hexdigest()[:12],
        "kind": "release",
        "source": "hub",
        "subject": "moonshotai/Kimi-K2.7-Code-Next",
        "suggestion": "moonshotai/Kimi-K2.7-Code-Next looks like a new release of moonshot; review it for releases.csv.",
        "score": 100.0,
        "evidence": "a repository of the tracked maker moonshot; task text-generation; licence apache-2.0; 7,000,000 parameters; "
        "first listed on 2026-08-10; day 2026-08-01: the repository's creation, a lower bound of the release; "
        "openness open_unrestricted, as of every release under apache-2.0 in the reference files; "
        "family Kimi K2.7 Code, with which the name begins; country CN, of moonshot in organizations.csv",
        "suggested_name": "Kimi-K2.7-Code-Next",
        "suggested_family": "Kimi K2.7 Code",
        "suggested_organization_id": "moonshot",
        "suggested_openness": "open_unrestricted",
        "suggested_released_on": date(2026, 8, 1),
        "suggested_country": "CN",
    }


def test_what_is_not_known_is_left_empty_and_said(hub_of: Hub) -> None:
    bare = {
        "_id": "a" * 24,
        "id": "tencent/Hy9",
        "author": "tencent",
        "createdAt": "2022-03-02T23:29:04.000Z",
        "tags": ["license:own"],
    }
    hub_of.pull(10, bare)
    (found,) = hub_of.proposed().values()
    assert found["suggested_openness"] == "unknown"
    assert [found[f"suggested_{name}"] for name in ("family", "released_on", "country")] == [None, None, None]
    assert found["score"] == 50  # no task, no size, and older than a year
    for reason in (
        "doubt: no task stated (-10)",
        "day unknown: created on 2022-03-02 or before, the Hub's oldest day",
        "openness unknown: the reference files place no release under own",
        "family unknown: no known one of tencent begins the name",
        "country unknown: no file states that of tencent",
    ):
        assert reason in found["evidence"].split("; ")


def test_what_the_reference_files_know_is_not_proposed_in_any_spelling_or_namespace_of_its_maker(hub_of: Hub) -> None:
    hub_of.pull(
        10,
        model("Qwen/qwen3-235b-a22b", 1),  # releases.csv
        model("Qwen/Qwen2-1.5B", 2),  # the snapshot
        model("zai-org/glm-4-9b-chat", 3),  # the snapshot, as THUDM's
        model("zai-org/GLM-9", 4),
    )
    assert set(hub_of.proposed()) == {"zai-org/GLM-9"}


def test_a_renamed_repository_is_known_by_the_hubs_own_id(hub_of: Hub) -> None:
    hub_of.pull(3, model("Qwen/Qwen2-1.5B", 1), model("Qwen/Qwen9-Preview", 2))
    first = hub_of.proposed()["Qwen/Qwen9-Preview"]
    hub_of.pull(10, model("Qwen/Qwen2-1.5B-Old", 1), model("Qwen/Qwen9", 2))
    (found,) = hub_of.proposed().values()
    assert (found["subject"], found["proposal_id"]) == (
        "Qwen/Qwen9",
        first["proposal_id"],
    )  # accepted as it is called now
    assert found["suggested_name"] == "Qwen9"
    assert "first listed on 2026-08-03 as Qwen/Qwen9-Preview, now Qwen/Qwen9" in found["evidence"]


def test_a_name_that_two_repositories_had_one_after_the_other_proposes_both(hub_of: Hub) -> None:
    hub_of.pull(3, model("Qwen/Qwen9", 1))
    hub_of.pull(10, model("Qwen/Qwen9-Old", 1), model("Qwen/Qwen9", 2))
    assert set(hub_of.proposed()) == {"Qwen/Qwen9-Old", "Qwen/Qwen9"}


def test_what_vanished_or_turned_private_is_not_proposed(hub_of: Hub) -> None:
    hub_of.pull(3, model("Qwen/Qwen9", 1), model("Qwen/Qwen10", 2), model("Qwen/Qwen11", 3))
    assert len(hub_of.proposed()) == 3
    hub_of.pull(10, model("Qwen/Qwen10", 2, private=True), model("Qwen/Qwen11", 3))
    assert set(hub_of.proposed()) == {"Qwen/Qwen11"}


def test_a_proposal_stays_until_it_is_reviewed_and_keeps_its_bytes(hub_of: Hub) -> None:
    hub_of.pull(3, model("Qwen/Qwen9", 1))
    hub_of.pull(10, model("Qwen/Qwen9", 1))
    (found,) = hub_of.proposed().values()
    assert "first listed on 2026-08-03" in found["evidence"]
    assert hub_of.proposed() == {"Qwen/Qwen9": found}


def test_hostile_names_never_come_so_far(hub_of: Hub) -> None:
    odd = ['Qwen/a"b', "Qwen/a\nb", "Qwen/=1+1", "Qwen/" + "q" * 300, "Qwen/../x", "Qwen/<b>", "Qwen/ü", "=Qwen/x"]
    hub_of.pull(
        10, model("Qwen/-Qwen9", 99), *(model(name, number) | {"author": "Qwen"} for number, name in enumerate(odd, 1))
    )
    hub_of.pull_top(10, model("newlab/Ours-7B", 100), *(model(name, number) for number, name in enumerate(odd, 1)))
    found = hub_of.proposed()
    assert set(found) == {"Qwen/-Qwen9", "newlab"}
    assert all(row["suggestion"].isprintable() and row["evidence"].isprintable() for row in found.values())


def test_a_newcomer_in_either_list_is_proposed_once_with_its_ranks(hub_of: Hub) -> None:
    hub_of.pull(10, model("Qwen/Qwen2-1.5B", 1))
    hub_of.pull_top(
        10,
        model("Qwen/Qwen2-1.5B", 1, downloads=90, trendingScore=1),
        model("New.Lab/Ours-7B", 2, downloads=80, trendingScore=9),
        model("New.Lab/Ours-1B", 3, downloads=70),
        model("packers/Qwen2-1.5B-GGUF", 4, downloads=60, trendingScore=8),
        model(
            "tuners/Ours-Chat",
            5,
            downloads=50,
            tags=["base_model:New.Lab/Ours-7B", "base_model:finetune:New.Lab/Ours-7B"],
        ),
        model("pictures/Ours-VAE", 6, downloads=40, pipeline_tag="text-to-image"),
    )
    found = hub_of.proposed()
    assert set(found) == {"New.Lab"}
    row = found["New.Lab"]
    assert row["proposal_id"] == proposal_id("organization", "hub", "New.Lab")
    assert row["suggestion"] == (
        "New.Lab is not tracked and has 2 releases in the Hub's top lists, the surest at rank 1; review it for organizations.csv."
    )
    assert row["evidence"].startswith(
        "its releases in the lists of 2026-08-10: New.Lab/Ours-7B (rank 1 by trend, rank 2 by downloads), "
        "New.Lab/Ours-1B (rank 3 by downloads); New.Lab/Ours-7B: task text-generation; "
    )
    assert (row["score"], row["suggested_organization_id"], row["suggested_country"]) == (80.0, "new-lab", None)


def test_an_organization_that_is_listed_without_the_namespace_is_named(hub_of: Hub) -> None:
    hub_of.pull(10, model("Qwen/Qwen2-1.5B", 1))
    hub_of.pull_top(10, model("amazon/Nova-Open", 2))
    assert "organizations.csv has amazon without this namespace" in hub_of.proposed()["amazon"]["evidence"]


def test_a_renamed_namespace_of_a_tracked_organization_is_no_newcomer(hub_of: Hub) -> None:
    hub_of.pull(3, model("Qwen/Qwen2-1.5B", 1))
    hub_of.pull_top(10, model("New-Home/Ours-7B", 1), model("qwen/Another", 3))
    assert hub_of.proposed() == {}


def test_without_the_lists_no_newcomer_is_proposed_and_a_later_day_does_not_reach_back(hub_of: Hub) -> None:
    hub_of.pull(10, model("Qwen/Qwen2-1.5B", 1))
    assert hub_of.proposed() == {}
    hub_of.pull_top(25, model("lastlab/Ours-7B", 4))
    hub_of.pull_top(20, model("laterlab/Ours-7B", 3))  # the first after the as-of day, where none is before it
    assert set(hub_of.proposed()) == {"laterlab"}
    hub_of.pull_top(9, model("firstlab/Ours-7B", 5))
    hub_of.pull_top(10, model("newlab/Ours-7B", 2))
    assert set(hub_of.proposed()) == {"newlab"}


def test_the_lists_are_ranked_as_listed_and_bounded(server: HubServer, hub_of: Hub) -> None:
    many = [model(f"lab/m{number}", number, downloads=1_000 - number) for number in range(1, top.TOP_COUNT + 50)]
    server.world.models[:] = many
    pull = top.pull_top(
        endpoint=server.endpoint, token=False, now=lambda: datetime(2026, 8, 10, tzinfo=UTC), limits=QUICK
    )
    listed = pull.tables["hub_top"]
    assert listed.height == top.TOP_COUNT == listed["rank"].max()
    assert listed["hub_model_id"].head(2).to_list() == ["lab/m1", "lab/m2"] and set(listed["list"]) == {"downloads"}
    assert [(reject.file, reject.reason) for reject in pull.rejects] == [
        ("/api/models?sort=trendingScore", "the list is empty")
    ]
    asked = [request.path for request in server.requests][-2:]
    assert all("pipeline_tag=text-generation" in path and "limit=300" in path for path in asked)


def test_a_row_that_does_not_parse_keeps_its_rank_and_a_repeated_one_counts_once(
    server: HubServer, hub_of: Hub
) -> None:
    server.world.models[:] = [model("lab/m1", 1, downloads=9)]
    rows = [7, model("lab/m1", 1), model("lab/m2", 2, downloads=-1), model("lab/m3", 3)]
    server.faults.append(Fault(FaultKind.ROWS, page=1, rows=rows))
    pull = top.pull_top(
        endpoint=server.endpoint, token=False, now=lambda: datetime(2026, 8, 10, tzinfo=UTC), limits=QUICK
    )
    by_downloads = pull.tables["hub_top"].filter(list="downloads")
    assert by_downloads.select("rank", "hub_model_id", "downloads_30d").rows() == [
        (1, "lab/m1", 9), (4, "lab/m2", None), (5, "lab/m3", 5),
    ]  # fmt: skip
    rejected = [(reject.row_number, reject.reason) for reject in pull.rejects if "sort=downloads" in reject.file]
    assert rejected == [
        (2, "the row is no JSON object"), (3, "the repository is listed twice; the first rank is kept"), 
        (4, "downloads is no count; the row is kept without it"),
    ]  # fmt: skip
    assert json.loads(pull.rejects[-1].raw_text)["id"] == "lab/m2"


@pytest.mark.parametrize(
    ("kind", "status", "error"),
    [
        (FaultKind.STATUS, 503, TransientError),
        (FaultKind.STATUS, 400, SourceError),
        (FaultKind.HANG, 200, TransientError),
        (FaultKind.HTML, 200, SourceError),
        (FaultKind.OBJECT, 200, SourceError),
        (FaultKind.TRUNCATED, 200, SourceError),
    ],
)
def test_lists_that_cannot_be_read_are_an_error(
    server: HubServer, hub_of: Hub, kind: FaultKind, status: int, error: type[SourceError]
) -> None:
    server.world.models[:] = [model("lab/m1", 1)]
    server.faults.append(Fault(kind, page=1, status=status))
    with pytest.raises(error):
        top.pull_top(endpoint=server.endpoint, token=False, now=lambda: datetime(2026, 8, 10, tzinfo=UTC), limits=QUICK)


def test_a_hub_without_any_list_is_an_error_and_nothing_lands(server: HubServer, hub_of: Hub) -> None:
    with pytest.raises(SourceError, match="lists no model by trend or downloads; nothing is landed"):
        top.pull_top(endpoint=server.endpoint, token=False, now=lambda: datetime(2026, 8, 10, tzinfo=UTC), limits=QUICK)
