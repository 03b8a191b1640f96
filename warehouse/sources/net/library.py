"""huggingface_hub's own calls under the client's guards, for pushing a dataset: the one thing that its session is needed for.

A timeout and a deadline on every request, an end to waiting and to asking again, openlag's user agent, and no token to any host but the
Hub's.
"""

import logging
import threading
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from huggingface_hub import constants, set_client_factory
from huggingface_hub.utils import (  # type: ignore[attr-defined]
    are_progress_bars_disabled,
    disable_progress_bars,
    enable_progress_bars,
)
from huggingface_hub.utils._http import default_client_factory

from warehouse.sources.net import budget, transport
from warehouse.sources.net.client import Client


class Refusal(Exception):
    """A guard stopped a call of the library. The message is half a sentence."""


@contextmanager
def guarded(client: Client, home: httpx2.URL) -> Iterator[None]:
    """Give huggingface_hub a session with the guards of a client, its log and bars quiet, and put all back. home: where its token goes."""
    guards = _Guards(client, home)

    def factory() -> httpx2.Client:
        session = transport.with_deadlines(default_client_factory())
        hooks = session.event_hooks
        session.event_hooks = {
            "request": [guards.before, *hooks["request"]],
            "response": [*hooks["response"], guards.after],
        }
        return session

    log, had_bars, had_xet = (
        logging.getLogger("huggingface_hub"),
        not are_progress_bars_disabled(),
        constants.HF_HUB_DISABLE_XET,
    )
    level = log.level
    set_client_factory(factory)
    disable_progress_bars()
    log.setLevel(logging.CRITICAL)  # its warnings print addresses that are signed, and what the server says
    constants.HF_HUB_DISABLE_XET = True  # whose client makes its requests outside the session
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the library, with the server's words in them
            yield
    finally:
        constants.HF_HUB_DISABLE_XET = had_xet
        log.setLevel(level)
        if had_bars:
            enable_progress_bars()
        set_client_factory(default_client_factory)


class _Guards:
    """The hooks around each request of one session."""

    def __init__(self, client: Client, home: httpx2.URL) -> None:
        self.client, self.home = client, home
        self.failures: Counter[tuple[str, str]] = Counter()
        self.waited = 0.0
        self.lock = threading.Lock()

    def before(self, request: httpx2.Request) -> None:
        limits = self.client.limits
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), limits.timeout_seconds)
        request.extensions[transport.DEADLINE] = time.monotonic() + limits.answer_seconds
        request.headers["user-agent"] = transport.user_agent()
        is_home = (request.url.scheme, request.url.host, request.url.port) == (
            self.home.scheme,
            self.home.host,
            self.home.port,
        )
        if "authorization" in request.headers and not is_home:
            raise Refusal(f"the Hub points to the host {request.url.host}, and the token is not sent there")
        if self.client.clean(str(request.url)) != str(request.url):
            raise Refusal("the Hub put the token into an address")

    def after(self, response: httpx2.Response) -> None:
        status = response.status_code
        if status not in (408, 409, 429) and status < 500:
            return
        limits, key = self.client.limits, (response.request.method, response.request.url.path)
        with self.lock:
            self.failures[key] += 1
            self.waited += budget.asked_seconds(status, response.headers)
        if self.failures[key] >= limits.tries and status != 409:
            said = "429, too many requests" if status == 429 else f"{status}, the Hub is in trouble"
            raise Refusal(f"{said}; run again later, asked {self.failures[key]} times")
        if self.waited > limits.longest_wait_seconds:
            raise Refusal(
                f"{status}, the Hub asks for a wait of {self.waited:,.0f} s, and openlag waits {limits.longest_wait_seconds:,.0f} s at most"
            )
        if status == 409:  # while another repository is being made, the library asks again at once
            if self.failures[key] > limits.tries:
                raise Refusal("409, somebody else changed the repository at the same time; run again")
            time.sleep(limits.first_wait_seconds if self.failures[key] > 1 else 0.0)
