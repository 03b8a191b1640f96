"""Servers that say what a test lets them, byte by byte, and the limits under which they are asked."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from warehouse.sources.net.client import Answer, Client, Limits

QUICK = Limits(
    timeout_seconds=0.4, answer_seconds=0.8, tries=1, first_wait_seconds=0.01, longest_wait_seconds=2, most_bytes=10_000
)
OK = b"HTTP/1.1 200 OK\r\n"


def client(limits: Limits = QUICK, **options: object) -> Client:
    return Client(limits, setting="OPENLAG_TEST_URL", **options)  # type: ignore[arg-type]


def body(answer: Answer) -> bytes:
    return answer.body


def without_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")


@contextmanager
def serve(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that says to each connection what `talk` does, byte by byte if it likes."""
    over = threading.Event()

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=handle, args=(connection,), daemon=True).start()

    def handle(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65_536)
                talk(connection)
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        over.set()


@contextmanager
def serve_raw(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """As `serve`, for what speaks first itself."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    try:
                        talk(connection)
                    except OSError:
                        continue

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/x"


def dripping(start: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(2_000):
            connection.sendall(piece)
            time.sleep(0.02)

    return talk
