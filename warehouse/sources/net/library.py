"""huggingface_hub's own calls: in the session of every source, and under the client's guards where a dataset is pushed.

A timeout and a deadline on every request with its redirects, an end to waiting, to asking again and to the bytes of an answer, openlag's
user agent, and no token to any host but the Hub's.
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
    _http,
    are_progress_bars_disabled,
    disable_progress_bars,
    enable_progress_bars,
)

from warehouse.printable import counted
from warehouse.sources.net import budget, transport
from warehouse.sources.net.client import Client


class Refusal(Exception):
    """A guard stopped a call of the library. The message is half a sentence."""


def bounded_session() -> httpx2.Client:
    """A session for the library, under the deadlines, proxies and certificates of every source."""
    session = transport.new_session()
    session.follow_redirects = True
    session.event_hooks["request"] = [_http.hf_request_event_hook, *session.event_hooks["request"]]
    return session


@contextmanager
def guarded(client: Client, home: httpx2.URL) -> Iterator[None]:
    """Give huggingface_hub a session with the guards of a client, its log and bars quiet, and put all back. home: where its token goes."""
    guards = _Guards(client, home)

    def factory() -> httpx2.Client:
        session = bounded_session()
        session.event_hooks = {"request": [guards.before, *session.event_hooks["request"]], "response": [guards.after]}
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
        set_client_factory(bounded_session)


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
        request.extensions.setdefault(transport.DEADLINE, time.monotonic() + limits.answer_seconds)
        request.headers["user-agent"] = transport.user_agent()
        request.headers["accept-encoding"] = "identity"  # the library unpacks whatever comes, and to any size
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
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise Refusal("the Hub packed its answer, which was not asked for")
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = _Bounded(response.stream, self.client.limits.most_bytes)
        status = response.status_code
        if status not in (408, 409, 429) and status < 500:
            return
        limits, key = self.client.limits, (response.request.method, response.request.url.path)
        with self.lock:
            self.failures[key] += 1
            self.waited += budget.asked_seconds(status, response.headers)
        if self.failures[key] >= limits.tries and status != 409:
            said = "429, too many requests" if status == 429 else f"{status}, the Hub is in trouble"
            raise Refusal(f"{said}; run again later, asked {counted(self.failures[key], 'time')}")
        if self.waited > limits.longest_wait_seconds:
            raise Refusal(
                f"{status}, the Hub asks for a wait of {self.waited:,.0f} s, and openlag waits {limits.longest_wait_seconds:,.0f} s at most"
            )
        if status == 409:  # while another repository is being made, the library asks again at once
            if self.failures[key] > limits.tries:
                raise Refusal("409, somebody else changed the repository at the same time; run again")
            time.sleep(limits.first_wait_seconds if self.failures[key] > 1 else 0.0)


class _Bounded(httpx2.SyncByteStream):
    """The bytes of an answer, which the library reads whole, to a limit."""

    def __init__(self, stream: httpx2.SyncByteStream, most_bytes: int) -> None:
        self.stream, self.most_bytes = stream, most_bytes

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self.stream:
            size += len(chunk)
            if size > self.most_bytes:
                raise Refusal(f"an answer of the Hub is larger than {self.most_bytes:,} bytes; it is not read")
            yield chunk

    def close(self) -> None:
        self.stream.close()
