"""One bucket of requests for every machine that asks the Hub: Prefect's global rate limit `openlag-hub`, where its server has one.

The Hub counts a token's requests, or those of an address, whoever makes them. With a server that several machines share, each request to
the Hub first takes a slot of the limit, which fills again by so many a second; `prefect gcl create` makes it (docs/scale.md). Without one
nothing is asked of the server but whether there is one, and each process keeps to the windows that the Hub's headers tell.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import httpx2
from prefect.client.orchestration import get_client
from prefect.concurrency.sync import rate_limit
from prefect.context import FlowRunContext
from prefect.exceptions import ObjectNotFound

from warehouse.settings import SettingError, hub_url
from warehouse.sources.net.client import TURNS

HUB_LIMIT = "openlag-hub"

P = ParamSpec("P")
R = TypeVar("R")


def in_turn(function: Callable[P, R]) -> Callable[P, R]:
    """The function of a flow that asks the Hub: while it runs, each request takes a slot where the server has the limit."""

    @wraps(function)
    def run(*arguments: P.args, **named: P.kwargs) -> R:
        if FlowRunContext.get() is None or not has_limit():
            return function(*arguments, **named)
        TURNS.append(take_turn)
        try:
            return function(*arguments, **named)
        finally:
            TURNS.remove(take_turn)

    return run


def has_limit() -> bool:
    """Whether the server has the limit, and has it on. Raises SettingError for one that never fills again."""
    with get_client(sync_client=True) as client:
        try:
            found = client.read_global_concurrency_limit_by_name(HUB_LIMIT)
        except ObjectNotFound:
            return False
    if found.active and not found.slot_decay_per_second:
        raise SettingError(
            f"Prefect's limit {HUB_LIMIT} never fills again, so requests to the Hub would wait for ever; give it a rate: "
            f"`prefect gcl update {HUB_LIMIT} --slot-decay-per-second 1.5`."
        )
    return bool(found.active)


def take_turn(url: httpx2.URL) -> None:
    """Wait for a slot before a request to the Hub; other servers have limits of their own."""
    hub = httpx2.URL(hub_url())
    if (url.host, url.port) == (hub.host, hub.port):
        rate_limit(HUB_LIMIT, strict=True)
