"""The live pulls against a Hub as strict as the real one: what they ask for is taken, and what it does is borne."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.hub_server import HubServer, invented_repository, invented_world
from tests.hub_server.invented import WITH_ACCESS, WITHOUT_ACCESS
from warehouse.landing import Pull
from warehouse.sources.hub import listing, top
from warehouse.sources.hub.weights import pull_first_weights
from warehouse.sources.net.client import Limits, Refused

NOON = datetime(2026, 10, 11, 12, tzinfo=UTC)
LABS = ("harbour-ai", "north-gate", "quillwork", "sealed-lab")
LIMITS = Limits(timeout_seconds=5.0, tries=3, first_wait_seconds=0.01, longest_wait_seconds=5)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(invented_world(), page_size=3) as server:
        yield server


def pull(hub: HubServer, *labs: str, token: str | bool = False) -> Pull:
    return listing.pull_models(labs or LABS, endpoint=hub.endpoint, token=token, now=lambda: NOON, limits=LIMITS)


def weights(hub: HubServer, *names: str, token: str | bool = False) -> tuple[dict[str, str], dict[str, str]]:
    """The commit by repository, and what came of asking about each."""
    (pulled,) = pull_first_weights(names, endpoint=hub.endpoint, token=token, now=lambda: NOON, limits=LIMITS)
    found = dict(pulled.tables["hub_first_weights"].select("hub_model_id", "commit_id").rows())
    return found, dict(pulled.tables["hub_weight_tries"].select("hub_model_id", "outcome").rows())


def test_the_lists_take_every_field_that_is_asked_for(hub: HubServer) -> None:
    """The list endpoint knows fewer fields than that of one model, and one that it does not know costs the whole page."""
    pulled = pull(hub)
    top.pull_top(endpoint=hub.endpoint, token=False, now=lambda: NOON, limits=LIMITS)
    assert pulled.tables["hub_models"].height == 8
    assert [reject.reason for reject in pulled.rejects] == [
        "eval_results: the Hub marks the entry as invalid: Invalid eval result: no benchmark"
    ]
    assert hub.kinds.keys() == {"list"} and hub.statuses.keys() == {200}
    asked = " ".join(request.path for request in hub.requests)
    assert "childrenModelCount" not in asked and "direction" not in asked


def test_the_page_size_changes_no_model(hub: HubServer) -> None:
    frames = []
    for hub.page_size in (1, 2, 1000):
        frames.append(pull(hub).tables["hub_models"])
    assert frames[0].equals(frames[1]) and frames[0].equals(frames[2])


def test_a_window_that_runs_out_is_waited_out_and_costs_no_model() -> None:
    with HubServer(invented_world(), page_size=1, quotas={"api": 4}, window_seconds=0.9) as hub:
        began = time.monotonic()
        pulled = pull(hub, "harbour-ai", "quillwork")
    assert pulled.tables["hub_models"].height == 5 and time.monotonic() - began >= 0.9
    assert hub.statuses == {200: 5}  # and none of them refused


def test_a_history_of_many_pages_is_read_to_its_beginning(hub: HubServer) -> None:
    hub.page_size = 1000  # the Hub gives fifty commits, unless asked for more
    repository = invented_repository("north-gate/Long", "2026-01-01T00:00:00.000Z", commits=120, first_weights=3)
    hub.world.repositories["north-gate/Long"] = repository
    assert weights(hub, "north-gate/Long") == (
        {"north-gate/Long": repository.commits[3].commit_id},
        {"north-gate/Long": "found"},
    )


def test_gated_and_missing_repositories_are_told_apart_and_the_rest_lands(hub: HubServer) -> None:
    found, outcomes = weights(hub, "sealed-lab/Vault-4B-it", "north-gate/Ferry-30B-A3B", "quillwork/gone")
    assert found.keys() == {"north-gate/Ferry-30B-A3B"}
    assert outcomes == {
        "sealed-lab/Vault-4B-it": "gated",
        "north-gate/Ferry-30B-A3B": "found",
        "quillwork/gone": "gone",
    }
    for token, outcome in ((WITHOUT_ACCESS, "gated"), (WITH_ACCESS, "found")):
        _, outcomes = weights(hub, "sealed-lab/Vault-4B-it", "quillwork/gone", token=token)
        assert outcomes == {"sealed-lab/Vault-4B-it": outcome, "quillwork/gone": "gone"}


def test_a_token_that_is_none_is_refused_in_one_sentence_without_it(hub: HubServer) -> None:
    with pytest.raises(Refused, match="answered 401: Invalid credentials in Authorization header; check") as caught:
        pull(hub, token="hf_nobody0123456789")
    assert "hf_nobody" not in str(caught.value)


def test_a_mirror_under_a_path_gives_what_the_hub_gives(hub: HubServer) -> None:
    with HubServer(hub.world, page_size=3, prefix="/hf") as mirror:
        assert pull(mirror).tables["hub_models"].equals(pull(hub).tables["hub_models"])
        assert weights(mirror, "quillwork/Quill-3.5-9B") == weights(hub, "quillwork/Quill-3.5-9B")
