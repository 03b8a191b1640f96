"""The one client: what it bounds, whom it tells what, and what it says when something is wrong; against raw sockets on this machine."""

import gzip
import socket
import ssl
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from tests.sources.talking import OK, QUICK, body, client, dripping, serve, serve_raw, without_exceptions
from warehouse.landing import SourceError, TransientError
from warehouse.sources.hub.api import Hub
from warehouse.sources.net import budget
from warehouse.sources.net.client import Refused, Token, TooLarge, TooSlow

TOKEN = Token("hf_invented0123456789abcdef", "HF_TOKEN")


def packed_answer(content: bytes, packing: str = "gzip") -> Callable[[socket.socket], None]:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {packing}\r\nContent-Length: {len(content)}\r\n\r\n"
    return lambda connection: connection.sendall(head.encode() + content)


def test_a_packed_answer_that_is_cut_off_never_passes_for_the_whole() -> None:
    """Half a packed file came through as a shorter one, without a word."""
    whole = gzip.compress(b"a,b\n" + b"1,2\n" * 1_000)
    for cut in (1, 15, len(whole) // 2, len(whole) - 1):
        with serve(packed_answer(whole[:cut])) as address, pytest.raises(SourceError, match="its end is missing"):
            client().get(address, body)
    with serve(packed_answer(whole + gzip.compress(b"3,4\n"))) as address:
        assert client().get(address, body).endswith(b"1,2\n3,4\n")
    with serve(packed_answer(whole + b"more")) as address, pytest.raises(SourceError, match="damaged"):
        client().get(address, body)


@pytest.mark.parametrize("packing", ["br", "zstd", "deflate", "gzip, gzip", "identity, br"])
def test_a_packing_that_was_not_asked_for_is_refused_by_its_name(packing: str) -> None:
    with serve(packed_answer(b"x", packing)) as address, pytest.raises(SourceError, match=f"packed as {packing}"):
        client().get(address, body)


def test_a_small_answer_that_unfolds_to_any_size_stops_at_the_limit() -> None:
    bomb = gzip.compress(bytes(30 * 2**20), 9)
    with serve(packed_answer(bomb)) as address:
        tracemalloc.start()
        with pytest.raises(TooLarge, match="larger than 10,000 bytes"):
            client().get(address, body)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert len(bomb) < 32_000 and most < 4 * 2**20


@pytest.mark.parametrize("wait", ["999999999999", "9" * 5_000, "Fri, 31 Dec 9999 23:59:59 GMT", "31536000"])
def test_a_wait_of_years_is_not_begun(loopback, wait: str) -> None:
    loopback.answer = lambda handler: loopback.send(handler, 429, retry_after=wait)
    with pytest.raises(TransientError, match="asks for a wait of [0-9,]+ s, and openlag waits 2 s at most"):
        client(replace(QUICK, tries=3)).get(f"{loopback.url}/x", body)
    assert len(loopback.asked) == 1


@pytest.mark.parametrize(
    "limit", ['"api";r=0;t=' + "9" * 5_000, '"api";r=0;t=' + "9" * 400, '"api";r=' + "9" * 400 + ";t=" + "9" * 400]
)
def test_a_rate_limit_of_numbers_beyond_all_measure_is_no_traceback(loopback, limit: str) -> None:
    loopback.answer = lambda handler: loopback.send(handler, 429, ratelimit=limit)
    with pytest.raises(TransientError):
        client().get(f"{loopback.url}/api/x", body)


def test_an_unchanged_that_nobody_asked_for_is_no_answer(loopback) -> None:
    loopback.answer = lambda handler: loopback.send(handler, 304, etag='"v1"')
    with pytest.raises(Refused, match="the server answered 304"):
        client(replace(QUICK, tries=3)).get(f"{loopback.url}/x", body)
    assert len(loopback.asked) == 1


@pytest.mark.parametrize(
    ("status", "part", "said"),
    [
        (206, "bytes 0-999/9999", " (bytes 0-999/9999)"),
        (206, "bytes 0-9998/9999", ""),
        (206, None, ""),
        (200, "bytes 0-999/9999", " (bytes 0-999/9999)"),
        (200, "bytes 0-999/*", " (bytes 0-999/*)"),
        (203, "Bytes 1-9998/9999", " (Bytes 1-9998/9999)"),
    ],
)
def test_a_part_that_nobody_asked_for_never_passes_for_the_whole(loopback, tmp_path, status, part, said) -> None:
    """The first lines of a CSV came through as a shorter one, and landed."""
    headers = {} if part is None else {"content_range": part}
    loopback.answer = lambda handler: loopback.send(handler, status, b"a,b\n1,2\n", **headers)
    for into in (None, tmp_path / "file"):
        with pytest.raises(SourceError) as caught:
            client(replace(QUICK, tries=2)).get(f"{loopback.url}/x", body, into=into)
        assert str(caught.value) == (
            f"{loopback.url}/x: the server answered {status} with a part alone{said}, which nobody asked for, asked 2 times in a row; "
            "check OPENLAG_TEST_URL."
        )


@pytest.mark.parametrize(
    ("status", "part"), [(203, None), (200, "bytes 0-3/4"), (200, "items 0-9/100"), (200, "bytes */4")]
)
def test_a_whole_answer_is_one_whatever_else_it_says_of_itself(loopback, status, part) -> None:
    headers = {} if part is None else {"content_range": part}
    loopback.answer = lambda handler: loopback.send(handler, status, b"a\n1\n", **headers)
    assert client().get(f"{loopback.url}/x", body) == b"a\n1\n"


def test_a_connection_that_died_while_it_was_kept_costs_a_try_at_most() -> None:
    def once(connection: socket.socket) -> None:
        connection.sendall(OK + b"Content-Length: 2\r\n\r\nok")

    with serve(once) as address:
        assert [client(replace(QUICK, tries=2)).get(address, body) for _ in range(3)] == [b"ok"] * 3


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


@pytest.mark.parametrize("userinfo", ["user:secret", "user", ":secret", "%75ser:secret", "a%40b:secret"])
@pytest.mark.parametrize("is_distant_allowed", [True, False])
def test_a_user_and_a_password_in_a_redirect_are_not_sent(loopback, userinfo: str, is_distant_allowed: bool) -> None:
    """A server could make openlag log in somewhere, this machine among others, as whom it liked."""
    loopback.files["/y"] = b"there"
    for target in (f"{loopback.url.replace('//', f'//{userinfo}@')}/y", f"//{userinfo}@{loopback.url[7:]}/y"):
        asked = len(loopback.asked)

        def answer(handler, target=target) -> None:
            loopback.send(handler, *((302,) if handler.path == "/x" else (200, b"there")), location=target)

        loopback.answer = answer
        with pytest.raises(SourceError) as caught:
            client().get(f"{loopback.url}/x", body, is_distant_allowed=is_distant_allowed)
        assert str(caught.value) == (
            f"{loopback.url}/y: the address holds a user or a password, which is not sent; check OPENLAG_TEST_URL."
        )
        assert len(loopback.asked) == asked + 1


def test_a_user_and_a_password_in_a_link_to_the_next_page_are_not_sent(loopback) -> None:
    link = f"<{loopback.url.replace('//', '//user:secret@')}/api/x?limit=1&cursor=2>; rel=next"
    loopback.files["/api/x?limit=1"], loopback.headers = b"[1]", {"link": link}
    pages = Hub(loopback.url, TOKEN).pages("/api/x", [], page_size=1)
    assert next(pages).rows == [1]
    with pytest.raises(SourceError, match="/api/x: the address holds a user or a password, which is not sent"):
        next(pages)
    assert len(loopback.asked) == 1


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


@pytest.mark.parametrize("value", ["http://me:sek/ret@proxy:1", "ftp://me:sekret@proxy:1"])
def test_a_proxy_that_is_none_is_named_without_its_password(loopback, monkeypatch, value: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", value)
    without_exceptions(monkeypatch)
    with pytest.raises(SourceError, match="HTTP_PROXY: no proxy that can be used") as told:
        client().get(f"{loopback.url}/x", body)
    assert "sek" not in str(told.value)


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
