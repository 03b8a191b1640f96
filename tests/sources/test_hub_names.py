"""What the Hub calls tracked repositories now: renames followed, names given away refused, derivatives counted."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.hub_server import Fault, FaultKind, HubServer, World
from warehouse.landing import Pull, SourceError
from warehouse.sources.hub import names
from warehouse.sources.net.client import Limits, Refused

NOON = datetime(2026, 8, 11, 12, tzinfo=UTC)
QUICK = Limits(timeout_seconds=1.0, tries=2, first_wait_seconds=0.01)
OLD, NEW, OTHER = "6" * 24, "7" * 24, "8" * 24


@pytest.fixture
def server() -> Iterator[HubServer]:
    rows = [
        {"_id": OLD, "id": "lab/Orca-8B", "childrenModelCount": {"finetune": 3, "adapter": 2, "quantized": 7}},
        {"_id": NEW, "id": "lab/Llama-3.1-8B-Instruct", "childrenModelCount": {"finetune": "many", "merge": 0}},
        {"_id": OTHER, "id": "stranger/Model"},
    ]
    renames = {"lab/Meta-Llama-3.1-8B-Instruct": "lab/Llama-3.1-8B-Instruct", "lab/Given": "stranger/Model"}
    with HubServer(World(models=rows, renames=renames)) as running:
        yield running


def pull(server: HubServer, *asked: str, **known: str) -> Pull:
    given = {name.replace("__", "/").replace("_", "-"): hub_id for name, hub_id in known.items()}
    (one,) = names.pull_names(asked, given, endpoint=server.endpoint, token=False, now=lambda: NOON, limits=QUICK)
    return one


def rows(pulled: Pull) -> dict[str, tuple[str, str | None]]:
    table = pulled.tables["hub_names"]
    return {
        name: (outcome, present)
        for name, outcome, present in table.select("asked_name", "outcome", "hub_model_id").rows()
    }


def test_a_renamed_repository_is_followed_to_its_present_name_and_counts_its_derivatives(server: HubServer) -> None:
    pulled = pull(server, "lab/Meta-Llama-3.1-8B-Instruct", "lab/Orca-8B")
    assert rows(pulled) == {
        "lab/Meta-Llama-3.1-8B-Instruct": ("renamed", "lab/Llama-3.1-8B-Instruct"),
        "lab/Orca-8B": ("same", "lab/Orca-8B"),
    }
    counts = pulled.tables["hub_names"].select("hub_id", *names.COUNTS).rows()
    assert counts == [(NEW, None, None, 0, None), (OLD, 3, 2, None, 7)]
    assert "finetune is no count" in pulled.rejects[0].reason
    assert {dict(request.query).get("expand") for request in server.requests} == {"childrenModelCount"}


def test_a_name_given_away_is_told_and_not_credited(server: HubServer) -> None:
    (pulled,) = names.pull_names(
        ["lab/Given", "lab/Orca-8B"], {"lab/given": OLD, "lab/orca-8b": OLD}, endpoint=server.endpoint, token=False,
        now=lambda: NOON, limits=QUICK,
    )  # fmt: skip
    assert rows(pulled)["lab/Given"] == ("given_away", "stranger/Model") and rows(pulled)["lab/Orca-8B"][0] == "same"
    (reject,) = pulled.rejects
    assert (
        reject.reason
        == f"the name leads to stranger/Model ({OTHER}), not to the repository known by it ({OLD}); not credited"
    )


def test_a_repository_made_anew_under_its_old_name_is_another_one(server: HubServer) -> None:
    (pulled,) = names.pull_names(
        ["lab/Orca-8B"],
        {"lab/orca-8b": "9" * 24},
        endpoint=server.endpoint,
        token=False,
        now=lambda: NOON,
        limits=QUICK,
    )
    assert rows(pulled)["lab/Orca-8B"][0] == "given_away"


def test_one_that_is_gone_or_fails_for_ever_costs_itself_alone(server: HubServer) -> None:
    server.faults.append(Fault(FaultKind.STATUS, status=504, path="/api/models/lab/Orca-8B"))
    server.faults.append(Fault(FaultKind.ROWS, path="/api/models/lab/Llama-3.1-8B-Instruct", times=0))
    pulled = pull(server, "lab/nowhere", "lab/Orca-8B", "no name", "lab/Llama-3.1-8B-Instruct")
    assert {name: outcome for name, (outcome, _) in rows(pulled).items()} == {
        "lab/nowhere": "gone",
        "lab/Orca-8B": "failed",
        "no name": "failed",
        "lab/Llama-3.1-8B-Instruct": "same",
    }


def test_a_token_that_is_refused_ends_the_pull(server: HubServer) -> None:
    with pytest.raises(Refused, match="Invalid credentials"):
        next(
            names.pull_names(
                ["lab/Orca-8B"], {}, endpoint=server.endpoint, token="hf_nobody_knows", now=lambda: NOON, limits=QUICK
            )
        )


def test_names_are_asked_about_every_four_weeks_and_those_that_failed_the_next_day() -> None:
    today = date(2026, 8, 11)
    asked = [
        (name, outcome, today - timedelta(days=days))
        for name, outcome, days in (
            ("a/old", "same", 28), ("a/recent", "renamed", 27), ("a/mended", "failed", 2), ("a/failed", "failed", 1),
            ("a/mended", "same", 1), ("a/failed-now", "failed", 0), ("a/new", "same", 0),
        )
    ]  # fmt: skip
    tracked = {name for name, _, _ in asked} | {"a/never"}
    assert names.due_names(tracked, asked, today) == ["a/never", "a/old", "a/failed"]


def test_a_hub_that_is_away_ends_the_pull_after_a_few_names_and_those_land(server: HubServer) -> None:
    server.faults.append(Fault(FaultKind.STATUS, status=500))
    asked = [f"lab/m{number}" for number in range(20)]
    pulls = names.pull_names(asked, {}, endpoint=server.endpoint, token=False, now=lambda: NOON, limits=QUICK)
    assert {name: outcome for name, (outcome, _) in rows(next(pulls)).items()} == dict.fromkeys(asked[:5], "failed")
    with pytest.raises(
        SourceError, match="5 names one after another could not be asked about, so the other 15 are not tried"
    ):
        next(pulls)
    assert len(server.requests) == 5 * QUICK.tries
    tried = [(name, "failed", date(2026, 8, 11)) for name in asked[:5]]
    assert names.due_names({*asked}, tried, date(2026, 8, 12)) == [*sorted(asked[5:]), *asked[:5]]


def test_names_that_fail_at_the_end_of_a_list_end_nothing(server: HubServer) -> None:
    server.faults.append(Fault(FaultKind.STATUS, status=500))
    assert len(rows(pull(server, *(f"lab/m{number}" for number in range(6, 11))))) == 5
