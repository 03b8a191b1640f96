"""The session under every request: a deadline on the socket, this machine's certificates and proxies, one user agent.

A timeout bounds the silence between two bytes, so a server that sends a byte now and then passes every timeout, in the headers as in the
body, and so does one that sends `103 Early Hints` for ever. The deadline stands below HTTP, where bytes come in and go out, so that it
holds in every phase: connection, handshake, headers, body. Looking up a host's name is the system's and has a limit of its own.
"""

import os
import ssl
import threading
import time
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import httpcore2
import httpx2

from warehouse.landing import SourceError

DEADLINE = "openlag.ends_at"  # the extension of a request that names its deadline, by time.monotonic()
CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
MOST_WRITTEN_AT_ONCE = 65_536


def new_session() -> httpx2.Client:
    """A session without redirects of its own, each of whose requests heeds its deadline. Raises SourceError naming a variable."""
    try:
        session = httpx2.Client(verify=_certificates(), follow_redirects=False, headers={"user-agent": user_agent()})
    except (ValueError, httpx2.InvalidURL, ImportError) as error:
        raise SourceError(
            f"{proxy_variables()}: no proxy that can be used ({error}); write it as http://host:port or socks5://host:port, or unset it."
        ) from None
    return with_deadlines(session)


def with_deadlines(session: httpx2.Client) -> httpx2.Client:
    """The session, made to heed the deadline of each of its requests."""
    # The HTTP library has no argument for this; its pools of connections, with and without a proxy, keep what opens sockets in one place.
    for transport in (session._transport, *session._mounts.values()):
        if isinstance(transport, httpx2.HTTPTransport):
            assert isinstance(transport._pool._network_backend, httpcore2.NetworkBackend)
            transport._pool._network_backend = _Backend()
    session.event_hooks["request"] = [*session.event_hooks["request"], _start_clock]
    return session


def require_usable() -> None:
    """Raises SourceError if the proxies or certificates that the environment names cannot be used by any client of this process."""
    new_session().close()


def settings() -> tuple[tuple[str, str], ...]:
    """What of the environment a session is made from."""
    names = [*CERTIFICATES, *PROXIES, "NO_PROXY", "OPENLAG_SITE_URL"]
    return tuple((name, os.environ[name]) for upper in names for name in (upper, upper.lower()) if name in os.environ)


def user_agent() -> str:
    """How openlag names itself to every server; with OPENLAG_SITE_URL an operator can see who asks."""
    try:
        name = f"openlag/{version('openlag')}"
    except PackageNotFoundError:
        name = "openlag"
    site = os.environ.get("OPENLAG_SITE_URL", "")
    return f"{name} (+{site})" if site.isascii() and site.isprintable() and site else name


def _certificates() -> ssl.SSLContext:
    for name in CERTIFICATES:
        if place := os.environ.get(name):
            try:
                is_folder = Path(place).is_dir()
                return ssl.create_default_context(
                    cafile=None if is_folder else place, capath=place if is_folder else None
                )
            except OSError as error:  # of SSL too
                raise SourceError(
                    f"{name}={place}: no certificates can be read there ({error.strerror or error}); mend it or unset it."
                ) from None
    return httpx2.create_ssl_context()


def proxy_variables() -> str:
    """The variables that name the proxies in use, for a sentence."""
    names = [name for upper in PROXIES for name in (upper, upper.lower()) if os.environ.get(name)]
    return " and ".join(names) or "The proxy of this machine"


def proxy_of(session: httpx2.Client, url: httpx2.URL) -> str:
    """Words for a sentence about a request that got no answer: through which proxy it went, if any."""
    return "" if session._transport_for_url(url) is session._transport else f" through the proxy of {proxy_variables()}"


class _Clock(threading.local):
    ends_at = float("inf")


_CLOCK = _Clock()  # a request and its answer stay in one thread


def _start_clock(request: httpx2.Request) -> None:
    _CLOCK.ends_at = float(request.extensions.get(DEADLINE, "inf"))


def _seconds_left(timeout: float | None, error: type[Exception]) -> float | None:
    left = _CLOCK.ends_at - time.monotonic()
    if left <= 0:
        raise error("the deadline has passed")
    if left == float("inf"):
        return timeout
    return left if timeout is None else min(timeout, left)


class _Backend(httpcore2.NetworkBackend):
    """Opens sockets as the library does, each wrapped so that it heeds the deadline."""

    def __init__(self) -> None:
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        left = _seconds_left(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._sockets.connect_tcp(host, port, left, local_address, socket_options))

    def sleep(self, seconds: float) -> None:
        self._sockets.sleep(seconds)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _seconds_left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), MOST_WRITTEN_AT_ONCE):
            left = _seconds_left(timeout, httpcore2.WriteTimeout)
            self._stream.write(buffer[start : start + MOST_WRITTEN_AT_ONCE], left)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _seconds_left(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left))

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
