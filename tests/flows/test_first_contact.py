"""The first week against a Hub that is as strict as the real one, and as unkind: what it asks, what it lands, and what a reader is told.

One repository never answers, one organisation refuses, the rate limit runs out, one name was given away and one repository renamed, and
three are gated for whoever has no token. The second run of the week finds a source whose labels are gone.
"""

import contextlib
import io
import re
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from prefect.client.orchestration import get_client

from benchmarks import count_requests
from flows import ingest as ingest_module
from flows.ingest import ingest, land_source
from flows.weekly import WeeklyRun, weekly
from tests.flows.conftest import SETTINGS, report_in_short
from tests.hub_server import Fault, FaultKind, HubServer, Request, World, invented_id, tracked_world
from warehouse.landing import Pull, finished_loads, land, landed_table
from warehouse.read.connect import open_warehouse
from warehouse.settings import PROJECT
from warehouse.sources import reference
from warehouse.sources.hub import listing, names, top, weights
from warehouse.sources.net import client
from warehouse.sources.net.client import Exchange, Limits
from warehouse.sources.registry import SOURCES

QUICK = Limits(timeout_seconds=5.0, tries=2, first_wait_seconds=0.01, longest_wait_seconds=60.0)
QUOTA, WINDOW_SECONDS = 150, 2
SILENT, REFUSING = "Qwen/Qwen2-72B-Instruct", "tiiuae"
RENAMED, PRESENT = "meta-llama/Meta-Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct"
GIVEN_AWAY, STRANGER = "microsoft/phi-2", "microsoft/invented-thing"
GATED = ("google/gemma-2-27b-it", "google/gemma-2-9b-it", "meta-llama/Llama-3.1-405B")
ARCHIVE = "Model version,Release date,Organization,Country,Model accessibility,Display name\n"


def facts() -> Pull:
    return reference.insist(reference.read(PROJECT / "warehouse" / "reference", now=datetime.now(UTC)))


def unkind_world() -> World:
    pull = facts()
    world = tracked_world(reference.tracked_namespaces(pull), reference.tracked_repositories(pull), commits=4)
    for row in world.models:
        if row["id"] in GATED:
            row["gated"] = "manual"
    for old, new in ((RENAMED, PRESENT), (GIVEN_AWAY, STRANGER)):
        row = world.row(old)
        assert row is not None
        row |= {"id": new, "_id": invented_id(new)}
        world.repositories[new] = world.repositories.pop(old)
        world.renames[old] = new
    return world


def land_known_name(home: Path) -> None:
    """What a pull of two months ago knew of the name that was given away since."""
    moment = datetime.now(UTC) - timedelta(days=60)
    row = dict.fromkeys(names.SCHEMA) | {
        "asked_name": GIVEN_AWAY, "outcome": "same", "hub_id": invented_id(GIVEN_AWAY), "hub_model_id": GIVEN_AWAY,
    }  # fmt: skip
    tables = {"hub_names": pl.DataFrame([row], schema=names.SCHEMA)}
    pull = Pull("hub_names", "", "", "https://example.org", "", "", moment.date(), moment, moment, tables)
    land(pull, home / "landing", code_version="test")


@dataclass
class Contact:
    """An ingest, the week after it, and an ingest of the next day: requests, statuses and words of each."""

    home: Path
    week: WeeklyRun
    requests: list[list[Request]]
    statuses: Counter[int]
    told: list[str]
    artifact: str

    def asked(self, kind: str, repository: str = "", *, run: int = 0) -> list[Request]:
        return [
            request
            for request in self.requests[run]
            if request.kind == kind and repository.lower() in ("", request.repository.lower())
        ]

    def landed(self, source: str, table: str, *columns: str) -> list[tuple[Any, ...]]:
        return landed_table(self.home / "landing", source, table, columns)

    def report(self) -> str:
        return (self.week.report.parent / "report.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def contact(prefect_server, epoch_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Contact:
    home, archive = tmp_path_factory.mktemp("contact"), tmp_path_factory.mktemp("archive")
    statuses: Counter[int] = Counter()

    def note(exchange: Exchange) -> None:
        statuses[exchange.status] += 1

    faults = [
        Fault(FaultKind.STATUS, path="/api/models/*/tree/*", repository=SILENT, status=504),
        Fault(FaultKind.STATUS, author=REFUSING, status=451),
    ]
    with (
        pytest.MonkeyPatch.context() as patch,
        HubServer(unkind_world(), faults=faults, quotas={"api": QUOTA}, window_seconds=WINDOW_SECONDS) as server,
    ):
        for name, value in ({
            "OPENLAG_HOME": str(home), "HF_ENDPOINT": server.endpoint, "OPENLAG_EPOCH_URL": epoch_folder.as_uri(),
            "OPENLAG_EPOCH_DATE": str(datetime.now(UTC).date()),
        } | SETTINGS | {"OPENLAG_ARCHIVE_URL": archive.as_uri()}).items():  # fmt: skip
            patch.setenv(name, value)
        patch.delenv("HF_TOKEN", raising=False)
        be_quick(patch)
        patch.setattr(client, "OBSERVERS", [note])
        land_known_name(home)
        write_archive(archive, "2025-04-07", "Alpha Lab", "China")
        parts = [run_and_listen(server, ingest)]
        write_archive(archive, "2025-04-14", "", "")
        report_in_short(patch)
        parts.append(run_and_listen(server, weekly))
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        patch.setattr(ingest_module, "utc_now", lambda: tomorrow)
        parts.append(run_and_listen(server, lambda: ingest(sources=["hub"], since=tomorrow.date())))
    results, requests, told = zip(*parts, strict=True)
    return Contact(home, results[1], list(requests), statuses, list(told), artifacts())


def be_quick(patch: pytest.MonkeyPatch) -> None:
    for function in (listing.pull_models, names.pull_names, weights.pull_first_weights, top.pull_top):
        patch.setitem(function.__kwdefaults__, "limits", QUICK)
    for name, source in SOURCES.items():
        patch.setitem(SOURCES, name, replace(source, retry_seconds=(0.0,) * len(source.retry_seconds)))


def write_archive(folder: Path, day: str, organization: str, country: str) -> None:
    line = f"alpha-1,{day},{organization},{country},Open weights (unrestricted),Alpha 1\n"
    (folder / "epoch_capabilities_index.csv").write_text(ARCHIVE + line, encoding="utf-8")


def run_and_listen(server: HubServer, run: Any) -> tuple[Any, list[Request], str]:
    before, told = len(server.requests), io.StringIO()
    with contextlib.redirect_stderr(told):
        result = run()
    return result, list(server.requests)[before:], told.getvalue()


def artifacts() -> str:
    with get_client(sync_client=True) as api:
        return "\n".join(str(item.data) for item in api.read_artifacts() if item.key == "ingest")


def test_the_week_ends_well_and_everything_that_can_be_read_has_landed(contact):
    assert not contact.week.is_behind
    sources = {load.source for load in finished_loads(contact.home / "landing")}
    assert {"hub", "hub_names", "hub_weights", "hub_top", "epoch", "archive", "reference"} <= sources
    outcomes = {name: outcome for name, outcome, _ in contact.landed("hub", "hub_namespaces", "namespace", "outcome")}
    assert Counter(outcomes.values()) == {"listed": len(outcomes) - 1, "failed": 1}
    assert outcomes[REFUSING] == "failed"


def test_no_list_is_asked_for_what_the_hub_does_not_take(contact):
    lists = contact.asked("list")
    assert len(lists) > 30
    assert not any("childrenModelCount" in request.path or "direction" in request.path for request in lists)
    assert contact.statuses[400] == 0


def test_the_rate_limit_runs_out_and_is_waited_for_and_never_overrun(contact):
    first = [request for request in contact.requests[0] if request.place.startswith("/api/")]
    assert len(first) > 2 * QUOTA
    assert contact.statuses[429] == 0


def test_one_repository_that_never_answers_costs_its_own_date_alone_and_is_asked_for_once(contact):
    assert len(contact.asked("commits", SILENT)) == 1
    assert len(contact.asked("tree", SILENT)) <= 10  # smaller and smaller pages
    tries = contact.landed("hub_weights", "hub_weight_tries", "hub_model_id", "outcome")
    first = {name: outcome for name, outcome, _ in tries[: len(tries) - 1]}  # the last one is of the next day
    assert Counter(first.values()) == {"found": len(first) - len(GATED) - 1, "gated": len(GATED), "failed": 1}
    assert first[SILENT] == "failed"


def test_a_renamed_repository_is_followed_and_a_name_that_was_given_away_is_not(contact):
    answers = {
        name: (outcome, present)
        for name, outcome, present, _ in contact.landed(
            "hub_names", "hub_names", "asked_name", "outcome", "hub_model_id"
        )
    }
    assert answers[RENAMED] == ("renamed", PRESENT)
    assert answers[GIVEN_AWAY] == ("given_away", STRANGER)
    assert not contact.asked("commits", GIVEN_AWAY) and not contact.asked("commits", STRANGER)


def test_gated_repositories_cost_one_request_each_and_are_not_asked_again(contact):
    for name in GATED:
        assert [len(contact.asked(kind, name)) for kind in ("commits", "tree")] == [1, 0]
        assert not contact.asked("commits", name, run=2)


def test_the_run_says_before_the_first_look_ups_what_they_take_and_at_the_end_what_it_took(contact):
    count = len(reference.tracked_repositories(facts())) - 1  # less the name that was given away
    plan = next(line for line in contact.told[0].splitlines() if line.startswith("Hub: the first weights"))
    assert plan.startswith(
        f"Hub: the first weights of {count} repositories take about {count * 5} requests, with waits of about "
    )
    assert plan.endswith(f" of {QUOTA} are left in this window.")
    assert f"Requests: {len(contact.requests[0]):,} ({len(contact.requests[0]):,} to 127.0.0.1:" in contact.artifact


def test_the_second_run_of_the_week_asks_the_hub_nothing_and_the_next_day_little(contact):
    assert contact.requests[1] == []
    kinds = Counter(request.kind for request in contact.requests[2])
    assert kinds["list"] <= 40 and kinds["info"] == 0
    assert kinds["commits"] == 1 and contact.asked("commits", SILENT, run=2)


def test_an_optional_source_that_lost_its_labels_is_set_aside_and_the_pull_before_stays(contact):
    assert (
        "archive: The pull of 2025-04-14 has lost values that were there before: archive_models.country"
        in contact.told[1]
    )
    with open_warehouse(contact.home / "openlag.duckdb") as connection:
        used = connection.execute("select retrieved_on from raw.loads where source = 'archive'").fetchall()
    assert [str(day) for (day,) in used] == ["2025-04-07"]


def test_the_requests_of_the_reference_files_are_those_that_the_documents_name():
    counts = count_requests.count(commits=20, first_weights=2)
    first, again, later = counts.values()
    text = (PROJECT / "docs" / "performance.md").read_text(encoding="utf-8")
    lists, tops = f"{len(reference.tracked_namespaces(facts()))} listings", f"{len(top.LISTS)} top lists"
    parts = f"{first['info']} names, {first['commits']} histories, {first['tree']} trees"
    assert f"| the first, into an empty landing | {first.total()} | {lists}, {tops}, {parts} |" in text
    assert again.total() == 0 and f"| a later day | {later.total()} | {lists}, {tops} |" in text


def test_the_report_says_in_a_line_each_what_is_missing(contact):
    missing = f"1 of the organisations tracked could not be read on the Hub on .*: {REFUSING}\\."
    assert any(re.match(missing, line) for line in contact.week.first_lines)
    archive = next(line for line in contact.week.first_lines if "archive" in line)
    assert archive.startswith("The newest load of archive is not in use. The pull of 2025-04-14 has lost values")
    assert archive.endswith("In use is the load of 2025-04-07, 7 days older.")
    head, _, sources = contact.report().partition("## Sources")
    assert re.search(missing, head) and "The newest load of archive is not in use." in head.partition("**")[0]
    for told in (
        f"{len(GATED)} of the repositories tracked are gated",
        f"first weights is unknown, since .*: {SILENT}",
    ):
        assert re.search(told, sources) and not re.search(told, head)
    assert re.search(f"1 of the names tracked lead to another repository .*: {GIVEN_AWAY}", sources)


def test_a_run_that_broke_off_goes_on_with_what_is_left(prefect_server, openlag_home, monkeypatch):
    """The machine stops after the first batch of weights; the next run lists nothing again and asks about the others alone."""
    be_quick(monkeypatch)
    make = weights._batch
    made: list[Pull] = []

    def stop_at_second(*arguments: Any) -> Pull:
        if made:
            raise KeyError("the invented end of the machine")
        made.append(make(*arguments))
        return made[0]

    with HubServer(unkind_world(), quotas={"api": 10_000}) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        monkeypatch.setattr(weights, "_batch", stop_at_second)
        with pytest.raises(KeyError):
            ingest(sources=["hub"])
        done = set(made[0].tables["hub_weight_tries"]["hub_model_id"])
        monkeypatch.setattr(weights, "_batch", make)
        _, requests, told = run_and_listen(server, lambda: ingest(sources=["hub"]))
    commits = {request.repository for request in requests if request.kind == "commits"} - {PRESENT, STRANGER}
    assert len(done) == weights.BATCH and not commits & done
    assert len(commits) == len(reference.tracked_repositories(facts())) - len(done)
    assert not any("author" in request.path or request.kind == "info" for request in requests)
    assert f"the first weights of {len(commits)} repositories" in told


def test_scores_that_lost_their_labels_are_set_aside_and_the_run_says_so_first_and_exits_with_3(
    prefect_server, command, epoch_folder, tmp_path, monkeypatch
):
    folder = tmp_path / "epoch"
    shutil.copytree(epoch_folder, folder)
    settings = {"HF_ENDPOINT": "http://127.0.0.1:9", "OPENLAG_EPOCH_URL": folder.as_uri()}
    for name, value in (settings | {"OPENLAG_HOME": str(tmp_path / "home")}).items():
        monkeypatch.setenv(name, value)
    land_source.fn("epoch")
    report_in_short(monkeypatch)
    index = folder / "eci_scores.csv"
    text = index.read_text(encoding="utf-8")
    for label in ("API access", "Closed weights", "Open weights (unrestricted)", "Open weights", "China", "DeepSeek"):
        text = text.replace(label, "")
    index.write_text(text + "Invented 4,Invented 4,127.0,120,130,2024-03-22,,,,,\n", encoding="utf-8")
    run = command("weekly", "--fallback")
    assert run.returncode == 3, run.stderr
    lost = "The newest load of epoch is not in use. The pull of 2024-03-22 has lost values that were there before: "
    lines = run.stdout.splitlines()
    (told,) = [number for number, line in enumerate(lines) if line.startswith(lost)]
    assert lines[told].endswith("In use is the load of 2024-03-15, 7 days older.")
    assert any("As of 15 March 2024" in line for line in lines[told:])  # the answer follows, of the day that is in use
    assert "set aside: epoch" in command("doctor").stdout
