"""Every answer ends in time, whatever the phase in which a server is slow: against raw sockets on this machine."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from tests.sources.talking import OK, QUICK, body, client, dripping, serve, serve_raw, without_exceptions
from warehouse.landing import SourceError, TransientError
from warehouse.sources.hub.api import find_token
from warehouse.sources.net import one_file, transport
from warehouse.sources.net.client import TooSlow

BRIEF = replace(QUICK, timeout_seconds=0.2, answer_seconds=0.4)


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"H", b""),
        (OK + b"X-Slow: ", b"a"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (OK + b"Content-Length: 900000\r\n\r\n", b"a"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n1;", b"x"),  # an extension of a chunk, of which no byte is decoded
        (
            OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\na\r\n\x1f\x8b\x08\x08\0\0\0\0\0\xff\r\n",
            b"1\r\nn\r\n",
        ),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-Trailer: ", b"a"),
    ],
    ids=["silence", "header", "hints", "continue", "body", "chunks", "chunk-extension", "gzip-name", "trailer"],
)
def test_every_phase_of_an_answer_ends_at_the_deadline(start: bytes, piece: bytes) -> None:
    """A header dripped a byte a second and endless 103 answers were once waited for seven minutes where two were promised."""
    with serve(dripping(start, piece)) as address:
        began = time.monotonic()
        with pytest.raises(TooSlow, match=r"no (whole )?answer within 0\.[24] s, asked once"):
            client(BRIEF).get(address, body)
        assert time.monotonic() - began < 2


def test_a_body_that_is_read_too_slowly_by_the_server_ends_too() -> None:
    """A server that takes a little now and then passes every timeout of a single write."""

    def slow(connection: socket.socket) -> None:
        for _ in range(100):
            time.sleep(0.05)
            connection.recv(4_096)

    with serve(slow) as address, transport.new_session() as session:
        began = time.monotonic()
        with pytest.raises(httpx2.TimeoutException):
            session.post(
                address,
                content=b"x" * 50_000_000,
                timeout=5,
                extensions={transport.DEADLINE: time.monotonic() + 0.4},
            )
        assert time.monotonic() - began < 2


def test_a_name_that_nobody_resolves_and_addresses_that_are_silent_end_at_the_deadline(monkeypatch) -> None:
    """The system's resolver waits as long as it likes, and each address of a name once had a whole timeout of its own."""
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(20) and [])
    began = time.monotonic()
    with pytest.raises(TooSlow, match=r"no answer within 0\.2 s"):
        client(BRIEF).get("http://nobody.example/x", body)
    over.set()
    assert time.monotonic() - began < 1.5
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):  # who fill the queue, so that nobody after them is let in
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        port = full.getsockname()[1]
        row = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [row] * 50)
        began = time.monotonic()
        with pytest.raises(TooSlow, match=r"no whole answer within 0\.4 s"):
            client(BRIEF).get(f"http://many.example:{port}/x", body)
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("port", [99_999, 10**23])
def test_a_number_that_is_no_port_ends_in_a_sentence_at_once(port) -> None:
    """The resolver's thread died of a number too large for it, and whoever asked waited until the deadline."""
    with pytest.raises(SourceError, match=rf":{port}/x: (no answer|cannot be asked) \("):
        client(BRIEF).get(f"http://127.0.0.1:{port}/x", body)


def test_a_silent_address_of_a_host_is_passed_over_for_the_next(loopback, monkeypatch) -> None:
    port = int(loopback.url.rpartition(":")[2])
    loopback.files["/x"] = b"there"
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("127.0.0.9", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    assert client().get(f"http://two.example:{port}/x", body) == b"there"


def drip_back(answer: bytes, every: float = 0.02) -> Callable[[socket.socket], None]:
    """A server that says something byte by byte, whatever it hears, and goes on with it."""

    def talk(connection: socket.socket) -> None:
        for _ in range(200):
            for start in range(len(answer)):
                connection.sendall(answer[start : start + 1])
                time.sleep(every)

    return talk


RECORD = b"\x16\x03\x03\x40\x00"  # the head of a TLS record of 16 KB, which never comes whole


@pytest.mark.parametrize(
    "talk", [lambda connection: time.sleep(1.5), drip_back(RECORD + bytes(1_000))], ids=["silent", "drip"]
)
def test_a_handshake_ends_at_the_deadline(talk) -> None:
    with serve_raw(talk) as address:
        began = time.monotonic()
        with pytest.raises(TooSlow, match=r"no (whole )?answer within 0\.[24] s"):
            client(BRIEF).get(address.replace("http://", "https://"), body)
        assert time.monotonic() - began < 1.5


@pytest.mark.parametrize(
    ("scheme", "answer"),
    [
        ("http", b"HTTP/1.1 200 Connection established\r\nX: " + bytes([97]) * 1_000),
        ("http", b"HTTP/1.1 103 Wait\r\n\r\n"),
    ],
    ids=["header", "hints"],
)
def test_a_proxy_that_drips_its_words_ends_at_the_deadline(monkeypatch, scheme: str, answer: bytes) -> None:
    without_exceptions(monkeypatch)
    with serve_raw(drip_back(answer, 0.005)) as address:
        monkeypatch.setenv("HTTPS_PROXY", address.replace("http", scheme, 1).removesuffix("/x"))
        began = time.monotonic()
        with pytest.raises(TooSlow, match=r"no whole answer within 0\.4 s"):
            client(BRIEF).get("https://example.invalid/x", body)
        assert time.monotonic() - began < 2


@pytest.mark.parametrize("words", [b"\x05", b"\x05\x00\x05", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_proxy_that_does_not_speak_socks_is_named(monkeypatch, words: bytes) -> None:
    """What the library asserts of such an answer was once a traceback."""
    without_exceptions(monkeypatch)

    def talk(connection: socket.socket) -> None:
        connection.recv(16)
        connection.sendall(words)
        time.sleep(0.05)

    with serve_raw(talk) as address:
        monkeypatch.setenv("ALL_PROXY", address.replace("http", "socks5").removesuffix("/x"))
        with pytest.raises(TransientError, match="through the proxy of ALL_PROXY"):
            client().get("http://example.invalid/x", body)


def test_a_handshake_within_that_of_a_proxy_ends_at_the_deadline(certificate: Path, monkeypatch) -> None:
    """Such a handshake takes many reads for one of the library's own, and each once had the whole time that was left."""
    without_exceptions(monkeypatch)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65_536)
            secure.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            drip_back(RECORD + bytes(1_000))(secure)  # type: ignore[arg-type]

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serve_raw(talk) as address:
        monkeypatch.setenv("HTTPS_PROXY", address.replace("http://", "https://").removesuffix("/x"))
        began = time.monotonic()
        with pytest.raises(TooSlow, match=r"no whole answer within 0\.4 s"):
            client(BRIEF).get("https://example.invalid/x", body)
        assert time.monotonic() - began < 2


def test_redirects_without_end_are_left_and_share_one_deadline(loopback) -> None:
    loopback.answer = lambda handler: loopback.send(handler, 302, location=f"/{len(loopback.asked)}")
    with pytest.raises(SourceError, match="more than 5 redirects"):
        client().get(f"{loopback.url}/x", body)

    def late(handler) -> None:
        loopback.is_over.wait(0.15)
        loopback.send(handler, 302, location=f"/{len(loopback.asked)}")

    loopback.answer = late
    with pytest.raises(TooSlow, match=r"no whole answer within 0\.4 s"):
        client(BRIEF).get(f"{loopback.url}/x", body)


def test_a_question_whether_a_source_is_there_ends_in_its_own_few_seconds(monkeypatch) -> None:
    monkeypatch.setattr(one_file, "PROBE", replace(one_file.PROBE, answer_seconds=0.4))
    with serve(dripping(OK + b"X-Slow: ", b"a")) as address:
        began = time.monotonic()
        with pytest.raises(TooSlow, match=r"no whole answer within 0\.4 s, asked once"):
            one_file.probe(address, one_file.Access("OPENLAG_TEST_URL", "CSV"))
        assert time.monotonic() - began < 1.5


def test_what_the_hubs_library_asks_by_itself_for_a_token_ends_too(monkeypatch) -> None:
    monkeypatch.setattr(transport, "LONGEST_SECONDS", 0.3)
    with serve(dripping(OK + b"X-Slow: ", b"a")) as address:
        settings = {"HF_OIDC_RESOURCE": "owner/name", "GITHUB_ACTIONS": "true", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "x"}
        for name, value in (settings | {"ACTIONS_ID_TOKEN_REQUEST_URL": address}).items():
            monkeypatch.setenv(name, value)
        began = time.monotonic()
        with pytest.raises(SourceError, match=r"No token can be had from HF_OIDC_RESOURCE \(ReadTimeout\); mend it"):
            find_token()
        assert time.monotonic() - began < 1.5
