"""The session under every request: a deadline on the socket, this machine's certificates and proxies, one user agent.

A timeout bounds the silence between two bytes, so a server that sends a byte now and then passes every timeout, in the headers as in the
body, and so does one that sends `103 Early Hints` for ever. The deadline stands below HTTP, at each single read and write of a socket, so
that it holds in every phase: looking up the host, connecting to each of its addresses, the proxy's words, handshakes (one within another
too), what is sent, headers, body.
"""

import contextlib
import logging
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import httpcore2
import httpx2
from httpcore2._backends.sync import SyncStream
from httpcore2._exceptions import map_exceptions

from warehouse.landing import SourceError

DEADLINE = "openlag.ends_at"  # the extension of a request that names its deadline, by time.monotonic()
CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
LONGEST_SECONDS = 120.0  # of an exchange that names no deadline of its own


def new_session() -> httpx2.Client:
    """A session without redirects of its own, each of whose requests heeds its deadline. Raises SourceError naming a variable."""
    try:
        session = httpx2.Client(verify=_certificates(), follow_redirects=False, headers={"user-agent": user_agent()})
    except (ValueError, httpx2.InvalidURL, ImportError) as error:
        # Of an address that cannot be taken apart the library may name a part, and a password may hold the sign that it broke at.
        reason = "it is no address" if isinstance(error, httpx2.InvalidURL) else error
        raise SourceError(
            f"{proxy_variables()}: no proxy that can be used ({reason}); write it as http://host:port or socks5://host:port, or unset it."
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


class _WithoutQueries(logging.Filter):
    """Takes query and fragment from the addresses that the HTTP library logs: where a store is pointed to, they are a signature."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                part.copy_with(query=None, fragment=None) if isinstance(part, httpx2.URL) else part
                for part in record.args
            )
        return True


logging.getLogger("httpx2").addFilter(_WithoutQueries())


class _Clock(threading.local):
    ends_at = float("inf")


_CLOCK = _Clock()  # a request and its answer stay in one thread


def _start_clock(request: httpx2.Request) -> None:
    # Kept with the request, so that one which is redirected goes on under the same deadline.
    _CLOCK.ends_at = float(request.extensions.setdefault(DEADLINE, time.monotonic() + LONGEST_SECONDS))


def _seconds_left(timeout: float | None) -> float:
    left = _CLOCK.ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left if timeout is None else min(timeout, left)


class _Backend(httpcore2.SyncBackend):
    """Opens sockets as the library does, each wrapped so that it heeds the deadline."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        with map_exceptions({TimeoutError: httpcore2.ConnectTimeout, OSError: httpcore2.ConnectError}):
            *others, last = _look_up(host, port, _seconds_left(timeout))
            for address in others:
                with contextlib.suppress(OSError):
                    return _connect(address, timeout)
            return _connect(last, timeout)


Address = tuple[Any, Any, int, str, Any]


def _look_up(host: str, port: int, seconds: float) -> list[Address]:
    """The addresses of a host, at least one. The system's resolver cannot be stopped, so it is left behind in a thread of its own."""
    found: Future[list[Address]] = Future()

    def ask() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, ValueError, OverflowError) as error:  # what is no name of a host, and what is no port
            found.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    return found.result(seconds)


def _connect(address: Address, timeout: float | None) -> httpcore2.NetworkStream:
    family, kind, protocol, _, place = address
    opened = _Socket(family, kind, protocol)
    opened.settimeout(_seconds_left(timeout))
    opened.connect(place)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _Stream(opened)


class _Heeding:
    """What makes a socket heed the deadline at every single read and write, of which the library makes many for one of its own."""

    def recv(self, *arguments: Any) -> Any:
        self._heed()
        return super().recv(*arguments)  # type: ignore[misc]

    def send(self, *arguments: Any) -> Any:
        self._heed()
        return super().send(*arguments)  # type: ignore[misc]

    def do_handshake(self, *arguments: Any) -> Any:
        self._heed()
        return super().do_handshake(*arguments)  # type: ignore[misc]

    def _heed(self: Any) -> None:
        self.settimeout(_seconds_left(self.gettimeout()))

    def __del__(self: Any) -> None:
        with contextlib.suppress(AttributeError):  # of one that could not be opened
            self.close()  # the library leaves one open whose proxy it does not understand


class _Socket(_Heeding, socket.socket):
    pass


class _SecureSocket(_Heeding, ssl.SSLSocket):
    pass


class _Stream(SyncStream):
    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        ssl_context.sslsocket_class = _SecureSocket
        return super().start_tls(ssl_context, server_hostname, timeout)
