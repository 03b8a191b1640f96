"""Files at an address: how they are fetched, kept and asked for, against a small local server."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from warehouse.landing import SourceError, TransientError
from warehouse.sources.net import one_file
from warehouse.sources.net.one_file import Access, fetch, probe


@pytest.fixture
def access(tmp_path: Path) -> Access:
    return Access("OPENLAG_TEST_URL", "CSV", tmp_path / "cache")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(one_file, "LIMITS", replace(one_file.LIMITS, timeout_seconds=5, first_wait_seconds=0.01))


def read(raw: bytes) -> bytes:
    return raw


def refuse(raw: bytes) -> bytes:
    raise SourceError("It is damaged.")


def stored(access: Access) -> bytes:
    """Everything in the cache's folder."""
    return b"".join(path.read_bytes() for path in sorted(access.cache.rglob("*")) if path.is_file())


@pytest.mark.parametrize(
    ("header", "value", "asked"),
    [
        ("etag", '"v1"', "if-none-match"),
        ("last-modified", "Wed, 22 Jul 2026 08:00:00 GMT", "if-modified-since"),
    ],
)
def test_the_second_request_sends_the_validator_and_no_body_comes_twice(loopback, access, header, value, asked):
    loopback.files["/x.csv"] = b"a,b\n1,2\n"
    loopback.headers = {header: value}
    answers = [fetch(f"{loopback.url}/x.csv", access, read) for _ in range(3)]
    assert answers == [b"a,b\n1,2\n"] * 3
    assert [request.get(asked) for request in loopback.asked] == [None, value, value]
    assert loopback.bodies_sent == 1


def test_the_server_is_asked_every_time_however_long_it_says_its_answer_is_fresh(loopback, access):
    loopback.files["/x.csv"] = b"a\n1\n"
    loopback.headers = {"etag": '"v1"', "cache-control": "max-age=31536000, immutable"}
    fetch(f"{loopback.url}/x.csv", access, read)
    loopback.files["/x.csv"] = b"a\n2\n"
    loopback.headers["etag"] = '"v2"'
    assert fetch(f"{loopback.url}/x.csv", access, read) == b"a\n2\n"
    assert fetch(f"{loopback.url}/x.csv", access, read) == b"a\n2\n"
    assert [request.get("if-none-match") for request in loopback.asked] == [None, '"v1"', '"v2"']
    assert all(request["cache-control"] == "no-cache" for request in loopback.asked)


@pytest.mark.parametrize("headers", [{"etag": '"v1"', "cache-control": "no-store"}, {}])
def test_what_must_not_be_stored_or_has_no_validator_comes_whole_each_time(loopback, access, headers):
    loopback.files["/x.csv"] = b"a\n1\n"
    loopback.headers = headers
    for _ in range(2):
        assert fetch(f"{loopback.url}/x.csv", access, read) == b"a\n1\n"
    assert loopback.bodies_sent == 2


def test_without_a_cache_nothing_is_kept(loopback, tmp_path):
    loopback.files["/x.csv"] = b"a\n1\n"
    loopback.headers = {"etag": '"v1"'}
    for _ in range(2):
        fetch(f"{loopback.url}/x.csv", Access("OPENLAG_TEST_URL", "CSV"), read)
    assert loopback.bodies_sent == 2
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_cannot_be_read_leaves_the_cache(loopback, access):
    loopback.files["/x.csv"] = b"half a fi"
    loopback.headers = {"etag": '"v1"'}
    with pytest.raises(SourceError, match="damaged"):
        fetch(f"{loopback.url}/x.csv", access, refuse)
    loopback.files["/x.csv"] = b"a whole file"
    assert fetch(f"{loopback.url}/x.csv", access, read) == b"a whole file"
    assert [request.get("if-none-match") for request in loopback.asked] == [None, None]


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream"])
def test_a_web_page_is_refused_and_not_kept(loopback, access, content_type):
    loopback.files["/x.csv"] = b" <!doctype html><title>Just a moment"
    loopback.headers = {"etag": '"v1"', "content-type": content_type}
    for _ in range(2):
        with pytest.raises(SourceError, match="answered with a web page and not with CSV; open it in a browser"):
            fetch(f"{loopback.url}/x.csv", access, read)
    assert [request.get("if-none-match") for request in loopback.asked] == [None, None]
    assert b"Just a moment" not in stored(access)


def test_an_answer_that_breaks_off_is_not_kept(loopback, access):
    loopback.answer = lambda handler: loopback.send(handler, 200, b"half", etag='"v1"', content_length="9000")
    with pytest.raises(TransientError, match="no answer"):
        fetch(f"{loopback.url}/x.csv", access, read)
    loopback.answer = None
    loopback.files["/x.csv"] = b"whole"
    assert fetch(f"{loopback.url}/x.csv", access, read) == b"whole"
    assert "if-none-match" not in loopback.asked[-1]


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_busy_server_is_worth_another_try_and_costs_no_kept_answer(loopback, access, status):
    loopback.files["/x.csv"] = b"a\n1\n"
    loopback.headers = {"etag": '"v1"'}
    fetch(f"{loopback.url}/x.csv", access, read)
    loopback.answer = lambda handler: loopback.send(handler, status)
    with pytest.raises(TransientError, match="the server answered "):
        fetch(f"{loopback.url}/x.csv", access, read)
    loopback.answer = None
    assert fetch(f"{loopback.url}/x.csv", access, read) == b"a\n1\n"
    assert loopback.bodies_sent == 1
    assert [request.get("if-none-match") for request in loopback.asked[1:]] == ['"v1"'] * 3


def test_no_secret_reaches_the_cache(loopback, access):
    loopback.files = {"/x.csv": b"public", "/signed.csv?token=hf_of_a_redirect": b"signed"}
    loopback.headers = {"etag": '"v1"', "set-cookie": "session=hf_of_a_cookie"}
    fetch(f"{loopback.url}/x.csv", access, read)
    fetch(f"{loopback.url}/x.csv", access, read)
    assert fetch(f"{loopback.url}/signed.csv?token=hf_of_a_redirect", access, read) == b"signed"
    kept = stored(access)
    assert b"public" in kept
    assert b"hf_of_a" not in kept and b"signed" not in kept


def test_the_signature_of_a_redirect_is_nowhere(loopback, access, caplog):
    """A store of objects is pointed to with a signature in the query, which opens it to whoever has it."""
    caplog.set_level(logging.INFO)
    there = "/store/x.csv?X-Amz-Signature=sekretsignature"
    stored_there = [(200, b"a\n1\n"), (200, b"<html>"), (403, b"refused")]

    def answer(handler):
        if handler.path == "/x.csv":
            loopback.send(handler, 302, location=f"{loopback.url}{there}")
        else:
            loopback.send(handler, *stored_there.pop(0), etag='"v1"')

    loopback.answer = answer
    assert fetch(f"{loopback.url}/x.csv", access, read) == b"a\n1\n"
    assert b"sekret" not in stored(access) and b"a\n1\n" in stored(access)
    for said in ("/store/x.csv: the server answered with a web page", "/x.csv: the server answered 403"):
        with pytest.raises(SourceError, match=said) as told:
            fetch(f"{loopback.url}/x.csv", access, read)
        assert "sekret" not in str(told.value)
    assert "/store/x.csv" in caplog.text and "sekret" not in caplog.text


def test_an_address_with_a_password_is_refused_without_repeating_it(access):
    with pytest.raises(SourceError) as error:
        fetch("https://me:secret@example.org/x.csv", access, read)
    assert str(error.value).startswith("https://example.org/x.csv: the address holds a user or a password")
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "address",
    ["http:/me:sekret@h/x", "https:///x.csv?token=sekret", "me:sek/ret@h?token=sekret", "http://[me:sekret@h"],
)
def test_what_is_no_address_is_refused_without_what_may_be_a_secret_in_it(access, address):
    for ask in (lambda: fetch(address, access, read), lambda: probe(address, access)):
        with pytest.raises(SourceError, match=r"OPENLAG_TEST_URL\.$") as error:
            ask()
        assert "sek" not in str(error.value)


def test_a_cache_that_cannot_be_written_costs_the_saving_only(loopback, access):
    access.cache.write_text("a file where the folder should be", encoding="utf-8")
    loopback.files["/x.csv"] = b"a\n1\n"
    loopback.headers = {"etag": '"v1"'}
    assert fetch(f"{loopback.url}/x.csv", access, read) == b"a\n1\n"


@pytest.mark.parametrize(
    "damage", ["body", "record", "nested", "validator", "other validator", "address", "another's body"]
)
def test_what_was_changed_in_the_cache_is_asked_for_anew_and_never_confirmed(loopback, access, damage):
    """A body changed on disk was once confirmed by a 304 and served."""
    loopback.files["/x.csv"] = b"a\n1\n"
    loopback.headers = {"etag": '"v1"'}
    fetch(f"{loopback.url}/x.csv", access, read)
    (record,), (body,) = access.cache.glob("*.json"), access.cache.glob("*.body")
    if damage == "body":
        body.write_bytes(b"a\n7\n")
    elif damage == "another's body":
        loopback.files["/y.csv"] = b"b\n2\n"
        fetch(f"{loopback.url}/y.csv", access, read)
        (other,) = {*access.cache.glob("*.json")} - {record}
        for mine, theirs in ((record, other), (body, other.with_suffix(".body"))):
            mine.write_bytes(theirs.read_bytes())
        loopback.bodies_sent -= 1
    elif damage in ("record", "nested"):
        record.write_text({"record": "{", "nested": "[" * 100_000}[damage], encoding="utf-8")
    elif damage == "other validator":
        record.write_text(record.read_text(encoding="utf-8").replace("v1", "v2"), encoding="utf-8")
    elif damage == "address":
        record.write_text(record.read_text(encoding="utf-8").replace("x.csv", "y.csv"), encoding="utf-8")
    else:
        record.write_text(record.read_text(encoding="utf-8").replace("v1", "v1\\r\\nX-Evil: 1"), encoding="utf-8")
    assert fetch(f"{loopback.url}/x.csv", access, read) == b"a\n1\n"
    assert "if-none-match" not in loopback.asked[-1]
    assert loopback.bodies_sent == 2


def test_what_a_killed_run_left_in_the_cache_goes_with_the_next_answer_that_is_kept(loopback, access):
    loopback.files["/x.csv"] = b"a\n1\n"
    loopback.headers = {"etag": '"v1"'}
    access.cache.mkdir()
    for name in (f".{0:032}.body.next", f".{1:032}.json.next", f"{2:032}.body", "notes.txt"):
        (access.cache / name).write_bytes(b"half")
    fetch(f"{loopback.url}/x.csv", access, read)
    assert sorted(path.suffix for path in access.cache.iterdir()) == [".body", ".json", ".txt"]


def test_a_dripping_server_and_an_endless_answer_are_cut_off_and_not_kept(loopback, access, monkeypatch):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("etag", '"v1"')
        handler.end_headers()
        for _ in range(200):
            if loopback.is_over.wait(0.02):
                return
            try:
                handler.wfile.write(b"a" * 100)
            except OSError:
                return

    loopback.answer = drip
    monkeypatch.setattr(one_file, "LIMITS", replace(one_file.LIMITS, answer_seconds=0.1))
    with pytest.raises(TransientError, match=r"no whole answer within 0\.1 s"):
        fetch(f"{loopback.url}/x.csv", access, read)
    monkeypatch.setattr(one_file, "LIMITS", replace(one_file.LIMITS, answer_seconds=5, most_bytes=150))
    with pytest.raises(SourceError, match="larger than 150 bytes"):
        fetch(f"{loopback.url}/x.csv", access, read)
    assert b"aaaa" not in stored(access)


def test_a_file_on_disk_is_read_within_its_limit_and_its_absence_named(tmp_path, access, monkeypatch):
    file = tmp_path / "x.csv"
    monkeypatch.setattr(one_file, "LIMITS", replace(one_file.LIMITS, most_bytes=5))
    with pytest.raises(SourceError, match="cannot be read .No such file"):
        fetch(file.as_uri(), access, read)
    with pytest.raises(SourceError, match="cannot be read"):
        probe(file.as_uri(), access)
    file.write_bytes(b"12345")
    assert fetch(file.as_uri(), access, read) == b"12345"
    assert probe(file.as_uri(), access) is None
    file.write_bytes(b"123456")
    with pytest.raises(SourceError, match="larger than 5 bytes"):
        fetch(file.as_uri(), access, read)


def test_the_probe_asks_as_the_fetch_does_and_judges_alike(loopback, access):
    loopback.files["/x.csv"] = b"a,b\n" + b"1,2\n" * 100_000
    loopback.headers = {"etag": '"v1"'}
    assert probe(f"{loopback.url}/x.csv", access).body.startswith(b"a,b\n")
    fetch(f"{loopback.url}/x.csv", access, read)
    assert probe(f"{loopback.url}/x.csv", access).is_unchanged
    by_probe, by_fetch = loopback.asked[0], loopback.asked[1]
    assert by_probe == by_fetch
    loopback.answer = lambda handler: loopback.send(handler, 200, b"<html>", content_type="text/html")
    with pytest.raises(SourceError, match="a web page and not with CSV"):
        probe(f"{loopback.url}/x.csv", access)
