"""A shared bucket of requests is asked for where the server of a run has one, and nowhere else. Two processes share it in tests/scale."""

import httpx2
import pytest
from prefect import flow
from prefect.client.orchestration import get_client

from flows import turns
from warehouse.settings import SettingError
from warehouse.sources.net.client import TURNS


@flow
@turns.in_turn
def count_turns() -> int:
    """How many take a turn before each request of this flow."""
    return len(TURNS)


def set_limit(slots: int, per_second: float | None) -> None:
    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(turns.HUB_LIMIT, slots, per_second)


def test_requests_take_turns_where_the_server_has_the_limit_and_only_while_the_flow_runs(prefect_server, monkeypatch):
    assert not turns.has_limit() and count_turns() == 0
    set_limit(2, 0.5)
    assert count_turns() == 1 and TURNS == []
    taken: list[str] = []
    monkeypatch.setattr(turns, "rate_limit", lambda name, *, strict: taken.append(name))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:8000/hf")
    for address in ("http://127.0.0.1:8000/hf/api/models", "http://127.0.0.1:8001/api/models", "https://epoch.ai/data"):
        turns.take_turn(httpx2.URL(address))
    assert taken == [turns.HUB_LIMIT]
    with get_client(sync_client=True) as client:
        client.delete_global_concurrency_limit_by_name(turns.HUB_LIMIT)


def test_a_limit_that_never_fills_again_is_refused(prefect_server):
    set_limit(2, 0.0)
    try:
        with pytest.raises(SettingError, match="gcl update openlag-hub --slot-decay-per-second"):
            turns.has_limit()
    finally:
        with get_client(sync_client=True) as client:
            client.delete_global_concurrency_limit_by_name(turns.HUB_LIMIT)


def test_outside_a_run_no_server_is_asked():
    assert count_turns.fn() == 0
