"""The webhook: whom it is sent to, what ends it, and that its address is said nowhere."""

import json
import logging
import time
import traceback
from collections.abc import Callable

import pytest

from tests.sources.talking import dripping, serve
from warehouse.share import webhook
from warehouse.share.webhook import SETTING, WebhookError, escaped, require_usable, send

SECRET = "T0SECRET/B0SECRET/xyzzy0123456789"
CONTENT = {"text": "Käfer & co", "changes": [{"from": "supported"}]}


@pytest.fixture
def name(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda address: monkeypatch.setenv(SETTING, f"{address}/{SECRET}?key=alsosecret")


@pytest.fixture
def failing(name: Callable[[str], None], caplog: pytest.LogCaptureFixture) -> Callable[[str], str]:
    """What is said of a sending to this address, which fails; nothing that can be printed of it holds a part of the address."""

    def fail(address: str) -> str:
        name(address)
        caplog.set_level(logging.DEBUG)
        with pytest.raises(WebhookError) as caught:
            send(CONTENT)
        printed = "".join(traceback.format_exception(caught.value)) + caplog.text
        assert caught.value.__context__ is None  # which would keep the request
        for part in ("SECRET", "xyzzy", "alsosecret", address.partition("://")[2]):
            assert part not in printed
        return str(caught.value)

    return fail


def test_one_post_of_json_arrives_and_any_success_is_enough(loopback, name, caplog):
    caplog.set_level(logging.DEBUG)
    loopback.answer = lambda handler: loopback.send(handler, 204)
    name(loopback.url)
    send(CONTENT)
    ((path, body),) = loopback.posted
    assert path == f"/{SECRET}?key=alsosecret" and json.loads(body) == CONTENT
    assert loopback.asked[0]["content-type"] == "application/json"
    assert loopback.asked[0]["user-agent"].startswith("openlag/")
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize(
    ("status", "said"),
    [(500, "the server answered 500"), (404, "answered 404"), (429, "answered 429"), (304, "answered 304")],
)
def test_a_refusal_is_told_by_its_status_and_not_asked_again(loopback, failing, status, said):
    loopback.answer = lambda handler: loopback.send(handler, status, b"xyzzy " + handler.path.encode())
    assert said in failing(loopback.url)
    assert len(loopback.posted) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(loopback, failing, status):
    loopback.answer = lambda handler: loopback.send(handler, status, location=f"{loopback.url}/elsewhere")
    assert "redirects are not followed" in failing(loopback.url)
    assert len(loopback.asked) == 1


@pytest.mark.parametrize("talk", [dripping(b"", b""), dripping(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n")])
def test_a_server_that_hangs_or_drips_is_left_after_the_deadline(monkeypatch, failing, talk):
    monkeypatch.setattr(webhook, "SECONDS", 0.3)
    with serve(talk) as address:
        started = time.monotonic()
        assert "no answer within 0.3 s" in failing(address)
    assert time.monotonic() - started < 3


def test_an_answer_of_any_size_is_not_read(name):
    sent = []

    def talk(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000000000\r\n\r\n")
        while True:
            sent.append(connection.send(bytes(65_536)))

    with serve(talk) as address:
        name(address)
        send(CONTENT)
    assert sum(sent) < 50_000_000


def test_nobody_there_is_one_sentence(failing):
    assert failing("http://127.0.0.1:9") == f"{SETTING}: no answer (ConnectError)."


def test_a_message_beyond_the_limit_is_not_sent(loopback, name):
    name(loopback.url)
    with pytest.raises(WebhookError, match="larger than 262,144 bytes"):
        send({"text": "x" * 300_000})
    assert not loopback.posted


@pytest.mark.parametrize(
    "address",
    ["http://hooks.example/xyzzy", "http://127.0.0.1.example/xyzzy", "http://10.0.0.1/xyzzy", "ftp://127.0.0.1/xyzzy", "xyzzy", "https://",
     "file:///tmp/xyzzy", "http://[::1/xyzzy", "http://localhost.example/xyzzy"],
)  # fmt: skip
def test_an_address_that_is_neither_https_nor_of_this_machine_is_refused_unnamed(monkeypatch, address):
    monkeypatch.setenv(SETTING, address)
    with pytest.raises(WebhookError, match=SETTING) as caught:
        require_usable()
    assert "xyzzy" not in "".join(traceback.format_exception(caught.value)) and "mend it or unset it" in str(
        caught.value
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.example/x",
        "http://127.0.0.1:1/x",
        "http://[::1]:1/x",
        "http://localhost/x",
        " https://a.example/x\n",
    ],
)
def test_https_and_this_machine_are_taken(monkeypatch, address):
    monkeypatch.setenv(SETTING, address)
    assert require_usable().host


@pytest.mark.parametrize(("value", "is_set"), [("", False), (" \n", False), ("x", True)])
def test_a_blank_address_is_none(monkeypatch, value, is_set):
    monkeypatch.setenv(SETTING, value)
    assert webhook.is_set() == is_set


def test_no_sign_of_a_name_makes_a_link_or_a_mention():
    assert escaped("<!channel> & <https://a.example|b>") == "&lt;!channel&gt; &amp; &lt;https://a.example|b&gt;"
