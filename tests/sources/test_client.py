"""The one client: what it bounds, whom it tells what, and what it says when something is wrong; against raw sockets on this machine."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from warehouse.landing import SourceError, TransientError
from warehouse.sources.net import budget, transport
from warehouse.sources.net.client import Answer, Client, Limits, Refused, Token, TooLarge, TooSlow

QUICK = Limits(
    timeout_seconds=0.4, answer_seconds=0.8, tries=1, first_wait_seconds=0.01, longest_wait_seconds=2, most_bytes=10_000
)
TOKEN = Token("hf_invented0123456789abcdef", "HF_TOKEN")


@pytest.fixture(autouse=True)
def _no_settings_of_this_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*transport.CERTIFICATES, *transport.PROXIES):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def client(limits: Limits = QUICK, **options: object) -> Client:
    return Client(limits, setting="OPENLAG_TEST_URL", **options)  # type: ignore[arg-type]


def body(answer: Answer) -> bytes:
    return answer.body


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


def dripping(start: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    def talk(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(2_000):
            connection.sendall(piece)
            time.sleep(0.02)

    return talk


OK = b"HTTP/1.1 200 OK\r\n"


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
        with pytest.raises(TooSlow, match=r"no (whole )?answer within 0\.[48] s, asked once"):
            client().get(address, body)
        assert time.monotonic() - began < 2


def test_a_body_that_is_read_too_slowly_by_the_server_ends_too() -> None:
    def deaf(connection: socket.socket) -> None:
        time.sleep(3)

    with serve(deaf) as address, transport.new_session() as session:
        began = time.monotonic()
        with pytest.raises(httpx2.TimeoutException):
            session.post(
                address,
                content=b"x" * 50_000_000,
                timeout=5,
                extensions={transport.DEADLINE: time.monotonic() + 0.5},
            )
        assert time.monotonic() - began < 2


def test_an_answer_too_large_is_refused_and_says_by_how_much(loopback) -> None:
    loopback.files["/x"] = b"a" * 20_000
    with pytest.raises(TooLarge, match="larger than 10,000 bytes"):
        client().get(f"{loopback.url}/x", body)
    assert client().get(f"{loopback.url}/x", body, first_bytes=100)[:3] == b"aaa"


def test_a_divisible_question_is_given_up_at_the_first_504_and_others_are_asked_again(loopback) -> None:
    loopback.answer = lambda handler: loopback.send(handler, 504)
    patient = replace(QUICK, tries=3)
    with pytest.raises(TooSlow):
        client(patient).get(f"{loopback.url}/x", body, is_divisible=True)
    assert len(loopback.asked) == 1
    with pytest.raises(TooSlow, match="asked 3 times in a row"):
        client(patient).get(f"{loopback.url}/x", body)
    assert len(loopback.asked) == 4


def test_a_redirect_takes_the_token_nowhere_else_and_distant_ones_only_where_allowed(loopback) -> None:
    with serve(dripping(OK + b"Content-Length: 2\r\n\r\n", b"ok")) as address:
        other = address.replace("127.0.0.1", "localhost")
        loopback.answer = lambda handler: loopback.send(handler, 302, location=other)
        home = httpx2.URL(loopback.url)
        with pytest.raises(SourceError, match="points to another host"):
            client(token=TOKEN, home=home).get(f"{loopback.url}/x", body)
        assert loopback.asked[-1]["authorization"] == f"Bearer {TOKEN.secret}"
    loopback.answer = None
    loopback.files["/y"] = b"there"
    headers: list[str] = []

    def note(connection: socket.socket) -> None:
        connection.sendall(
            b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + f"{loopback.url}/y\r\n\r\n".encode()
        )

    with serve(note) as address:
        started = client(token=TOKEN, home=httpx2.URL(address))
        assert started.get(address, body, is_distant_allowed=True) == b"there"
        headers += loopback.asked[-1]
    assert "authorization" not in headers


def test_the_last_words_of_a_long_refusal_are_kept(loopback) -> None:
    options = "|".join(f'\\"option{number}\\"' for number in range(80))
    text = f'{{"error":"✖ Invalid option: expected one of {options} → at expand[8]"}}'.encode()
    loopback.answer = lambda handler: loopback.send(handler, 400, text, content_type="application/json")
    with pytest.raises(Refused) as caught:
        client().get(f"{loopback.url}/x", body)
    assert caught.value.reason.endswith("→ at expand[8]")
    assert "at expand[8]" in str(caught.value) and len(str(caught.value)) < 500


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, {"content_type": "text/html; charset=UTF-8"}),
        (403, {"cf_mitigated": "challenge"}),
        (503, {"cf_mitigated": "challenge"}),
        (405, {"x_amzn_waf_action": "captcha"}),
    ],
)
def test_a_filter_against_bots_is_named_as_one(loopback, status: int, headers: dict[str, str]) -> None:
    loopback.answer = lambda handler: loopback.send(handler, status, b"<html>Just a moment", **headers)
    with pytest.raises(Refused, match="a filter against bots turns openlag away; open the address in a browser"):
        client().get(f"{loopback.url}/x", body)


def test_a_403_without_a_page_is_no_filter_and_speaks_of_a_token_only_where_there_is_one(loopback) -> None:
    loopback.answer = lambda handler: loopback.send(handler, 403, b'{"error":"no"}', content_type="application/json")
    with pytest.raises(Refused) as caught:
        client().get(f"{loopback.url}/x", body)
    assert "token" not in str(caught.value).lower() and "filter" not in str(caught.value)
    with pytest.raises(Refused, match="check the token of HF_TOKEN"):
        client(token=TOKEN, home=httpx2.URL(loopback.url)).get(f"{loopback.url}/x", body)


def test_one_user_agent_names_openlag_and_the_site_that_speaks_for_it(loopback, monkeypatch) -> None:
    loopback.files["/x"] = b"x"
    client().get(f"{loopback.url}/x", body)
    monkeypatch.setenv("OPENLAG_SITE_URL", "https://lag.example.org")
    client().get(f"{loopback.url}/x", body)
    monkeypatch.setenv("OPENLAG_SITE_URL", "https://evil\r\nX-Header: 1")
    client().get(f"{loopback.url}/x", body)
    names = [asked["user-agent"] for asked in loopback.asked]
    assert names[0].startswith("openlag/") and names[1] == f"{names[0]} (+https://lag.example.org)"
    assert names[2] == names[0]


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_certificate_file_that_is_not_there_is_named_with_its_variable(loopback, monkeypatch, name: str) -> None:
    monkeypatch.setenv(name, "/nowhere/ca.pem")
    with pytest.raises(SourceError, match=f"{name}=/nowhere/ca.pem: no certificates can be read there"):
        client().get(f"{loopback.url}/x", body)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed but itself, with its key, in one file."""
    x509 = pytest.importorskip("cryptography.x509")
    from ipaddress import ip_address

    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_certificates_of_a_network_are_honoured_and_their_lack_is_not_try_again(
    certificate: Path, monkeypatch, name: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65_536)
            secure.sendall(OK + b"Content-Length: 2\r\nConnection: close\r\n\r\nok")

    with serve_raw(talk) as address:
        secure_address = address.replace("http://", "https://")
        with pytest.raises(SourceError, match="certificate is not trusted here .*; set SSL_CERT_FILE") as caught:
            client().get(secure_address, body)
        assert not isinstance(caught.value, TransientError)
        monkeypatch.setenv(name, str(certificate))
        assert client().get(secure_address, body) == b"ok"


def test_a_server_that_points_from_https_to_http_is_not_followed(certificate: Path, monkeypatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def talk(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65_536)
            secure.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/x\r\nContent-Length: 0\r\n\r\n")

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serve_raw(talk) as address, pytest.raises(SourceError, match="points from https to http"):
        client().get(address.replace("http://", "https://"), body, is_distant_allowed=True)


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


def without_exceptions(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "")


def test_a_socks_proxy_is_used(loopback, monkeypatch) -> None:
    """ALL_PROXY=socks5://... once gave a traceback, offline too."""
    without_exceptions(monkeypatch)
    loopback.files["/x"] = b"through"
    seen: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        seen.append(connection.recv(16))
        connection.sendall(b"\x05\x00")
        seen.append(connection.recv(262))
        connection.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
        with socket.create_connection(("127.0.0.1", int(loopback.url.rpartition(":")[2]))) as target:
            target.sendall(connection.recv(65_536))
            while data := target.recv(65_536):
                connection.sendall(data)

    with serve_raw(talk) as address:
        monkeypatch.setenv("ALL_PROXY", address.replace("http", "socks5").removesuffix("/x"))
        assert client().get(f"{loopback.url}/x", body) == b"through"
    assert seen[0][:1] == b"\x05" and len(seen) == 2


@pytest.mark.parametrize("value", ["ftp://proxy:1", "socks9://proxy:1", "http://[::1"])
def test_a_proxy_that_is_none_is_named_with_its_variable(loopback, monkeypatch, value: str) -> None:
    without_exceptions(monkeypatch)
    monkeypatch.setenv("HTTP_PROXY", value)
    with pytest.raises(SourceError, match="HTTP_PROXY: no proxy that can be used"):
        client().get(f"{loopback.url}/x", body)


def test_a_proxy_that_is_not_there_is_named_and_only_where_it_was_asked(monkeypatch) -> None:
    without_exceptions(monkeypatch)
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(TransientError, match="no answer through the proxy of ALL_PROXY .ConnectError"):
        client().get("http://example.invalid/x", body)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(TransientError, match="no answer .ConnectError"):
        client().get("http://127.0.0.1:9/x", body)


def test_a_proxy_that_refuses_is_named(monkeypatch, loopback) -> None:
    without_exceptions(monkeypatch)
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with serve(lambda connection: connection.sendall(refusal)) as address:
        monkeypatch.setenv("HTTP_PROXY", address.removesuffix("/x"))
        with pytest.raises(Refused, match="407; check HTTP_PROXY"):
            client().get("http://example.invalid/x", body)
        monkeypatch.setenv("HTTPS_PROXY", address.removesuffix("/x"))
        with pytest.raises(
            SourceError, match="the proxy does not let the request through .*; check HTTPS_PROXY and HTTP_PROXY"
        ):
            client().get("https://example.invalid/x", body)


def test_the_window_of_a_rate_limit_is_kept_by_whoever_asks_next(loopback) -> None:
    """Arena's files once ran into the window that the Hub's listing had used up."""
    loopback.files["/api/x"] = b"x"
    loopback.headers = {"ratelimit": '"api";r=0;t=0', "ratelimit-policy": '"fixed window";"api";q=500;w=300'}
    waits: list[float] = []
    client().get(f"{loopback.url}/api/x", body)
    window = budget.window(httpx2.URL(f"{loopback.url}/api/"))
    assert window is not None and (window.remaining, window.quota, window.seconds) == (0, 500, 300)
    client(on_wait=waits.append).get(f"{loopback.url}/api/x", body)
    assert len(waits) == 1 and 0 < waits[0] <= 1
    asked = len(loopback.asked)
    loopback.headers = {"ratelimit": '"api";r=0;t=60'}
    time.sleep(1.1)
    client().get(f"{loopback.url}/api/x", body)
    with pytest.raises(TransientError, match="asks for a wait of 6[01] s, and openlag waits 2 s at most"):
        client().get(f"{loopback.url}/api/x", body)
    assert len(loopback.asked) == asked + 1


def test_requests_are_counted_by_host_every_redirect_and_try_among_them(loopback) -> None:
    loopback.files["/y"] = b"y"
    host = loopback.url.removeprefix("http://")
    before = budget.REQUESTS[host]

    def answer(handler) -> None:
        if handler.path == "/x":
            loopback.send(handler, 302, location="/y")
        else:
            loopback.send(handler, 500 if budget.REQUESTS[host] - before < 2 else 200, b"y")

    loopback.answer = answer
    assert client(replace(QUICK, tries=2)).get(f"{loopback.url}/x", body) == b"y"
    assert budget.REQUESTS[host] - before == 4


def test_a_token_no_header_can_carry_is_refused_by_where_it_was_found() -> None:
    with pytest.raises(SourceError, match="the login saved in /x holds characters that no token has") as caught:
        client(token=Token("two words", "the login saved in /x"))
    assert "two words" not in str(caught.value)
    assert "two words" not in repr(Token("two words", "x"))
