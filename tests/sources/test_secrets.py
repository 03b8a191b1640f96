"""A token that a server echoes is not printed and does not land, in any of the forms in which it can be echoed."""

import base64
import json
import urllib.parse
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import polars as pl
import pytest
from huggingface_hub import constants

from tests.sources.talking import body, client
from warehouse.landing import Pull, Reject, SourceError, land
from warehouse.sources import gate, recorded
from warehouse.sources.hub import api
from warehouse.sources.hub.api import Hub
from warehouse.sources.net import secrets
from warehouse.sources.net.client import Exchange, Token
from warehouse.sources.net.one_file import Access, fetch
from warehouse.sources.net.secrets import PLACE, forms, hider

SECRET = "hf_Invented-0123.jKl_0/+"  # every sign that a token has been seen with, and some more
NO_COLUMNS = pl.DataFrame(
    schema=dict.fromkeys(("source", "table_name", "column_name"), pl.String()) | {"fill_share": pl.Float64()}
)
HUB_SECRET = "hf_inventedAbCdEf0123456789"


def escaped(text: str, how: str) -> str:
    return "".join(how.format(ord(sign)) for sign in text)


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


FORMS = {
    "as it is": str,
    "upper": str.upper,
    "lower": str.lower,
    "JSON": lambda text: escaped(text, "\\u{:04x}"),
    "JSON in capitals": lambda text: escaped(text, "\\u{:04X}"),
    "JSON in JSON": lambda text: escaped(text, "\\\\u{:04x}"),
    "half in JSON": lambda text: text[:9] + escaped(text[9], "\\u{:04x}") + text[10:],
    "bytes": lambda text: escaped(text, "\\x{:02x}"),
    "address": lambda text: escaped(text, "%{:02x}"),
    "quoted": lambda text: urllib.parse.quote(text, safe=""),
    "address twice over": lambda text: escaped(text, "%25{:02X}"),
    "HTML": lambda text: escaped(text, "&#{};"),
    "HTML in hex": lambda text: escaped(text, "&#x{:X};"),
    "HTML with zeros": lambda text: escaped(text, "&#x00{:x}"),
    "hex": lambda text: text.encode().hex(),
    "base64": in_base64,
    "Basic": lambda text: in_base64(f"u:{text}"),
    "Basic of another name": lambda text: in_base64(f"us:{text}@"),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(f"Bearer {text}".encode()).decode(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", [SECRET, HUB_SECRET])
def test_every_form_of_a_secret_is_found_by_python_and_by_polars(form: str, secret: str) -> None:
    echoed = FORMS[form](secret)
    shown = hider(secret)(f"a {echoed} b")
    assert PLACE in shown and len(shown) < len("a [token] b") + 20  # base64 of what stands around it stays
    assert pl.Series([echoed]).str.contains(forms(secret)).all()
    other = secret.replace("0123", "9876")
    assert hider(secret)(FORMS[form](other)) == FORMS[form](other)


def test_what_is_too_short_to_be_a_token_tears_no_page() -> None:
    assert hider("")("a page") == hider("page")("a page") == "a page"


@pytest.mark.parametrize("form", FORMS)
def test_a_page_in_which_the_token_is_echoed_is_read_without_it(loopback, form: str) -> None:
    """A token echoed in JSON escapes landed decoded, and would have been published."""
    echoed = FORMS[form](HUB_SECRET)
    loopback.files["/api/x?limit=1"] = b'[{"note": "' + echoed.encode() + b'", "' + echoed.encode() + b'": 1}]'
    if form == "bytes":  # no JSON
        return
    page = Hub(loopback.url, HUB_SECRET).page("/api/x", [("limit", "1")])
    hide = hider(HUB_SECRET)
    for text in (page.text, json.dumps(page.rows), *page.rows[0], str(page.rows[0]["note"])):
        assert hide(text) == text and HUB_SECRET.lower() not in text.lower()


def test_a_token_is_hidden_before_a_text_is_cut() -> None:
    """The end of a cut was once the beginning of a token."""
    shown = client(token=Token(HUB_SECRET, "HF_TOKEN")).show(httpx2.URL("https://h/" + "a" * 270 + HUB_SECRET))
    assert "hf_" not in shown and shown.endswith("[token]")


@pytest.mark.parametrize("place", ["x-error-message", "reason", "location", "status line"])
def test_a_refusal_repeats_no_part_of_a_token(loopback, place: str) -> None:
    long = "x" * 280 + HUB_SECRET + "y" * 400

    def answer(handler) -> None:
        if place == "location":
            loopback.send(handler, 302, location=f"http://[{HUB_SECRET}")
        elif place == "reason":
            loopback.send(handler, 400, json.dumps({"error": long}).encode(), content_type="application/json")
        elif place == "status line":
            handler.wfile.write(f"HTTP/1.1 {HUB_SECRET}\r\n\r\n".encode())
        else:
            loopback.send(handler, 400, x_error_message=long)

    loopback.answer = answer
    with pytest.raises(SourceError) as caught:
        client(token=Token(HUB_SECRET, "HF_TOKEN"), home=httpx2.URL(loopback.url)).get(f"{loopback.url}/x", body)
    assert "hf_" not in str(caught.value)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("origin", ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "saved login", "given"])
def test_who_is_sent_no_token_prints_none_either(loopback, tmp_path, monkeypatch, origin: str, form: str) -> None:
    """A server that was not the Hub had the token of the machine printed by repeating it."""
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    if origin == "saved login":
        (tmp_path / "token").write_text(f"{HUB_SECRET}\n")
    elif origin == "given":  # for a job, or in place of one that has run out
        monkeypatch.setattr(api, "get_token", lambda: HUB_SECRET)
        monkeypatch.setattr(secrets, "GIVEN", set())
        api.find_token()
    else:
        monkeypatch.setenv(origin, HUB_SECRET)
    echoed, hide = FORMS[form](HUB_SECRET), hider(HUB_SECRET)

    def refuse(answer) -> str:
        loopback.answer = answer
        with pytest.raises(SourceError) as caught:
            fetch(f"{loopback.url}/x.csv", Access("OPENLAG_TEST_URL", "CSV"), parse)
        return str(caught.value)

    def parse(content: bytes) -> bytes:
        raise SourceError(f"the column {content.decode()} is none.")

    said = [
        refuse(lambda handler: loopback.send(handler, 400, x_error_message=f"no {echoed}")),
        refuse(lambda handler: loopback.send(handler, 302, location=f"/{echoed}")),
        refuse(lambda handler: loopback.send(handler, 200, echoed.encode())),
    ]
    assert [hide(text) for text in said] == said and PLACE in said[0] and PLACE in said[2]
    assert not any("authorization" in asked for asked in loopback.asked)


def test_an_address_of_a_source_that_holds_the_token_is_not_asked(loopback, monkeypatch) -> None:
    monkeypatch.setenv("HF_TOKEN", HUB_SECRET)
    with pytest.raises(SourceError, match="the address holds the token of this machine; check OPENLAG_TEST_URL"):
        client().get(f"{loopback.url}/{HUB_SECRET}/x", body)
    assert loopback.asked == []


def test_of_two_tokens_neither_is_left_in_part() -> None:
    assert hider(HUB_SECRET, f"{HUB_SECRET}more", "")(f"{HUB_SECRET}more {HUB_SECRET}") == f"{PLACE} {PLACE}"


def whole(folder: Path) -> str:
    frames = [pl.read_parquet(path) for path in folder.rglob("*.parquet")]
    return "".join(path.read_text() for path in folder.rglob("*.json")) + "".join(map(str, (f.rows() for f in frames)))


def test_nothing_lands_in_which_the_token_stands(tmp_path, monkeypatch) -> None:
    """Whatever the way in: a Parquet file, a name, a list, an object in a list, a reject, an address, a fault."""
    monkeypatch.setenv("HF_TOKEN", HUB_SECRET)
    now = datetime(2026, 8, 11, tzinfo=UTC)
    part = {"namespace": "x", "value": HUB_SECRET}
    frame = pl.DataFrame({
        "name": [HUB_SECRET, None], "tags": [["a", FORMS["Basic"](HUB_SECRET)], None], "parts": [[part], None], "alone": [part, None],
        "count": [1, None],
    })  # fmt: skip
    rejects = [Reject("models", f"{HUB_SECRET}.csv", 1, f"odd {HUB_SECRET}", FORMS["JSON"](HUB_SECRET))]
    pull = Pull(
        "arena", "", "", f"https://h/{HUB_SECRET}", f"q={HUB_SECRET}", "", now.date(), now, now, {"models": frame}, rejects,
        faults=(f"It is {HUB_SECRET}.",),
    )  # fmt: skip
    load, mark = gate.land_checked(
        pull, tmp_path, lambda: replace(pull, tables={"source_columns": NO_COLUMNS}), code_version="test"
    )
    assert mark is not None and mark.reason == "It is [token]."
    landed = whole(tmp_path)
    assert "hf_" not in landed and FORMS["Basic"](HUB_SECRET)[8:-4] not in landed and landed.count(PLACE) >= 7
    kept = pl.read_parquet(load.folder / "models.parquet")
    assert kept.schema == frame.schema and kept.null_count().row(0) == frame.null_count().row(0)


def test_without_a_token_what_is_pulled_lands_as_it_came(tmp_path) -> None:
    now = datetime(2026, 8, 11, tzinfo=UTC)
    pull = Pull("arena", "", "", "u", "", "", now.date(), now, now, {"models": pl.DataFrame({"name": [HUB_SECRET]})})
    load, _ = gate.land_checked(
        pull, tmp_path, lambda: replace(pull, tables={"source_columns": NO_COLUMNS}), code_version="test"
    )
    assert load.load_id == land(pull, tmp_path, code_version="test").load_id


def test_no_saved_answer_holds_the_token_in_any_form(tmp_path) -> None:
    keep = recorded.keep_in(tmp_path / "saved", "h", HUB_SECRET)
    for form, make in FORMS.items():
        url = httpx2.URL("https://h/x", params={"form": form})
        content = json.dumps({"a": make(HUB_SECRET)}).encode()
        keep(Exchange(url, True, 200, httpx2.Headers({"etag": make(HUB_SECRET)}), content))
    saved = "".join(path.read_text() for path in (tmp_path / "saved").rglob("*.json"))
    assert hider(HUB_SECRET)(saved) == saved
