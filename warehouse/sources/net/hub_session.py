"""A session for huggingface_hub's own calls, with the guards that the library lacks.

A timeout on every request, an end to waiting and to asking again, no token to any host but the Hub's, and for downloads an end to bytes
and to seconds. Files go by plain HTTP and not through Xet, whose client makes its requests outside that session.
"""

import logging
import re
import threading
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2
from huggingface_hub import constants, set_client_factory
from huggingface_hub.utils import (  # type: ignore[attr-defined]
    are_progress_bars_disabled,
    disable_progress_bars,
    enable_progress_bars,
    parse_ratelimit_headers,
)
from huggingface_hub.utils._http import default_client_factory

from warehouse.sources.net.hub_client import HubClient, Limits

# What becomes the name of a file in the library's cache: a server that answers "../x" would choose the folder.
NAMING_HEADERS = {
    "etag": re.compile(r'(W/)?"?(?!\.+"?$)[^/\\"\s]{1,200}"?'),
    "x-linked-etag": re.compile(r'(W/)?"?(?!\.+"?$)[^/\\"\s]{1,200}"?'),
    "x-repo-commit": re.compile(r"[0-9a-f]{40,64}"),
}


class Refusal(Exception):
    """A guard stopped a call of the library. The message is half a sentence. is_transient: another run may pass."""

    def __init__(self, message: str, *, is_transient: bool = False) -> None:
        super().__init__(message)
        self.is_transient = is_transient


@dataclass(frozen=True, slots=True)
class Download:
    """What one answer may hold when files are fetched; every request is then asked `Limits.tries` times at most."""

    most_bytes: int
    most_seconds: float


@contextmanager
def guarded(client: HubClient, limits: Limits, download: Download | None = None) -> Iterator[None]:
    """Give huggingface_hub a session with guards, keep its log and bars quiet, and put all back."""
    guards = _Guards(client, limits, download)

    def factory() -> httpx2.Client:
        session = default_client_factory()
        hooks = session.event_hooks
        session.event_hooks = {
            "request": [*hooks["request"], guards.before],
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
    constants.HF_HUB_DISABLE_XET = True
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

    def __init__(self, client: HubClient, limits: Limits, download: Download | None) -> None:
        self.client, self.limits, self.download = client, limits, download
        self.asked: Counter[tuple[str, str]] = Counter()
        self.failures: Counter[tuple[str, str]] = Counter()
        self.waited = 0.0
        self.lock = threading.Lock()

    def before(self, request: httpx2.Request) -> None:
        client, limits = self.client, self.limits
        request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), limits.timeout_seconds)
        same = (request.url.scheme, request.url.host, request.url.port) == (
            client.base.scheme,
            client.base.host,
            client.base.port,
        )
        if "authorization" in request.headers and not same:
            raise Refusal(f"the Hub points to the host {request.url.host}, and the token is not sent there")
        if client.clean(str(request.url)) != str(request.url):
            raise Refusal("the Hub put the token into an address")
        if self.download is None:
            return
        key = (request.method, request.url.path)
        with self.lock:
            self.asked[key] += 1
        if self.asked[key] > limits.tries:
            raise Refusal(
                f"no whole answer within {limits.timeout_seconds:g} s, asked {limits.tries} times", is_transient=True
            )

    def after(self, response: httpx2.Response) -> None:
        if self.download is not None:
            self._bound(response, self.download)
        if response.status_code not in (408, 409, 429) and response.status_code < 500:
            return
        limits, key = self.limits, (response.request.method, response.request.url.path)
        with self.lock:
            self.failures[key] += 1
            self.waited += asked_seconds(response)
        if self.failures[key] >= limits.tries and response.status_code != 409:
            raise Refusal(f"{_say_status(response)}, asked {self.failures[key]} times", is_transient=True)
        if self.waited > limits.longest_wait_seconds:
            raise Refusal(
                f"{response.status_code}, the Hub asks for a wait of {self.waited:,.0f} s, and openlag waits "
                f"{limits.longest_wait_seconds:,.0f} s at most",
                is_transient=True,
            )
        if response.status_code == 409:  # while another repository is being made, the library asks again at once
            if self.failures[key] > limits.tries:
                raise Refusal("409, somebody else changed the repository at the same time; run again")
            time.sleep(limits.first_wait_seconds if self.failures[key] > 1 else 0.0)

    @staticmethod
    def _bound(response: httpx2.Response, download: Download) -> None:
        for name, form in NAMING_HEADERS.items() if response.request.method == "HEAD" else ():
            if name in response.headers and not form.fullmatch(response.headers[name]):
                raise Refusal(f"the Hub's header {name} holds what no Hub sends")
        response.stream = _Bounded(response.stream, download)


class _Bounded(httpx2.SyncByteStream):
    """A body that ends with a refusal when it grows or drips beyond what a file may."""

    def __init__(self, stream: object, download: Download) -> None:
        assert isinstance(stream, httpx2.SyncByteStream)
        self.stream, self.download = stream, download

    def __iter__(self) -> Iterator[bytes]:
        ends_at, size = time.monotonic() + self.download.most_seconds, 0
        for chunk in self.stream:
            size += len(chunk)
            if size > self.download.most_bytes:
                raise Refusal(f"the answer is larger than {self.download.most_bytes:,} bytes")
            if time.monotonic() > ends_at:
                raise Refusal(f"no whole answer within {self.download.most_seconds:g} s", is_transient=True)
            yield chunk

    def close(self) -> None:
        self.stream.close()


def asked_seconds(response: httpx2.Response) -> float:
    """How long an answer asks us to wait."""
    text = response.headers.get("retry-after", "").strip()
    if text.isdecimal():
        return float(text[:10])
    budget = parse_ratelimit_headers(response.headers)
    return float(budget.reset_in_seconds) if budget is not None and budget.remaining == 0 else 0.0


def _say_status(response: httpx2.Response) -> str:
    if response.status_code == 429:
        return "429, too many requests; run again later"
    return f"{response.status_code}, the Hub is in trouble; run again later"
