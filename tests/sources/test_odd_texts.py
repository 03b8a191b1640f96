"""Nothing from outside reaches a terminal, a log or a sentence raw: each way in is tried with each kind of odd text."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from cli.app import say
from tests.sources.talking import body, client, serve
from warehouse.landing import Pull, Reject, SourceError, land, loads_set_aside, set_aside
from warehouse.printable import MOST_SENTENCE
from warehouse.sources import arena, catalogue, epoch, models_dev
from warehouse.sources.hub.results import read_results
from warehouse.sources.hub.rows import parse_models
from warehouse.sources.parse.csv_rows import Column, read_rows
from warehouse.sources.parse.zip_members import read_zip

ODD = {
    "escape": "\x1b[2J\x1b]0;owned\x07",
    "C1": "\x9b31m\x85",
    "bidi": "\u202egnp.\u2066x",
    "zero width": "a\u200bb\ufeffc\u00ad",
    "NUL": "a\0b",
    "lines": "a\u2028b\u2029c\x0bd\r\ne",
    "surrogate": "a\ud83db",
    "tag": "a\U000e0041b\ue000",
    "long": "\x1b[31m" * 20_000,
}
NOW = datetime(2026, 8, 11, tzinfo=UTC)
TODAY = NOW.date()


def told(read: Callable[[], tuple[object, list[Reject]]]) -> Iterator[str]:
    """What a reading says: its refusal, or the reasons of its rejects."""
    try:
        _, rejects = read()
    except SourceError as error:
        yield str(error)
    else:
        yield from (text for reject in rejects for text in (reject.reason, reject.file))


def as_csv(text: str) -> str:
    return '"' + text.replace('"', '""').encode("utf-8", "ignore").decode() + '"'


def from_csv(text: str) -> Iterator[str]:
    columns = {"a": Column("number"), "b": Column(one_of=("x",)), "c": Column(pattern="x+")}
    cell = as_csv(text)
    for content in (f"{cell},b,c\n1,x,x\n", f"a,b,c\n{cell},,\n1,x,x\n", f"a,b,c\n,{cell},\n1,x,x\n", f"a,b,c\n,,{cell}\n1,x,x\n",
                    f"a,b,c,{cell},{cell}\n", f"a,b,c\n{cell}\n1,x,x\n", f"a,b,c\n1,x,x\n1,x,x,{cell}\n"):  # fmt: skip
        yield from told(lambda content=content: read_rows(content, "x.csv", columns, table="t", key=("a",)))  # type: ignore[misc]
    key = {"a": Column(is_required=True)}
    yield from told(lambda: read_rows(f"a\n{cell}\n{cell}\n", "x.csv", key, table="t", key=("a",)))
    yield from told(lambda: epoch._read("epoch_scores", TODAY, epoch_file(cell))[:2])


def epoch_file(cell: str) -> bytes:
    header = "model,model_version,Model,benchmark,performance,benchmark_release_date,date,source\n"
    return (header + f"{cell},,,{cell},0.5,,2027-01-01,\n{cell},,,{cell} !,0.5,,,\n" * 2).encode()


def from_catalogue(raw: bytes) -> tuple[object, list[Reject]]:
    head, models, events = catalogue._read(TODAY, raw)
    return head, models.rejects + events.rejects


def from_json(text: str) -> Iterator[str]:
    record = {
        "id": text,
        "name": text,
        "release_date": text,
        "open_weights": text,
        "weights": [text, {"url": 1}],
        "license": 7,
    }
    for content in (
        {text: record},
        {text: 1},
        [record, record],
        [record | {"id": "a", "key": text}],
        [text],
        {"a": record},
        text,
    ):
        raw = json.dumps(content).encode()
        yield from told(lambda raw=raw: models_dev._read_models(TODAY, raw))  # type: ignore[misc]
        yield from told(lambda raw=raw: models_dev._read_prices(TODAY, raw))  # type: ignore[misc]
        yield from told(lambda raw=raw: from_catalogue(raw))  # type: ignore[misc]
    twice = json.dumps({text: 1})[:-1] + "," + json.dumps({text: 1})[1:]
    yield from told(lambda: models_dev._read_models(TODAY, twice.encode()))


def from_hub(text: str) -> Iterator[str]:
    row = {"_id": "0" * 24, "id": "lab/a"}
    card = [{"results": [{"task": {"type": text}, "dataset": {"type": text}, "metrics": [{"value": text}]}]}]
    odd = ("createdAt", "downloads", "gated", "library_name", "pipeline_tag", "private", "safetensors", "tags")
    rows = [
        row | {"_id": text},
        row | {"id": text},
        row | {"safetensors": {"parameters": {text: -1}}},
        row | {"model-index": card},
    ]
    rows += [row | {name: text} for name in odd] + [row | {"evalResults": [{"error": text}]}, text]
    models, rejects = parse_models(list(rows), namespace="lab", file=text)
    yield from told(lambda: ((), rejects))
    yield from told(lambda: read_results(models, TODAY))


def from_zip(text: str) -> Iterator[str]:
    raw = io.BytesIO()
    name = text[:30_000].encode("utf-8", "ignore").decode()
    with zipfile.ZipFile(raw, "w") as made:
        made.writestr(f"{name}.csv", "a\n")
    yield from told(lambda: (read_zip(raw.getvalue(), "x.zip"), []))


def from_parquet(text: str, folder: Path) -> Iterator[str]:
    name = text[:30_000].encode("utf-8", "ignore").decode()
    sound = {
        "model_name": [name, "m"], "organization": [name, "o"], "license": [name, "l"], "rating": [1.0, 1.0], "rating_lower": [1.0, 1.0],
        "rating_upper": [1.0, 1.0], "category": ["overall"] * 2, "leaderboard_publish_date": [date(2026, 1, 1)] * 2,
    }  # fmt: skip
    for number, columns in enumerate(({name or "x": [1]}, sound | {"rating": [name, "1"]})):
        files = {}
        for config in arena.CONFIGS:
            path = folder / f"{number}-{config}.parquet"
            pl.DataFrame(columns).write_parquet(path)
            files[f"{config}/full-1.parquet"] = path
        yield from told(lambda files=files: arena._read(files, TODAY))  # type: ignore[misc]


def from_http(text: str) -> Iterator[str]:
    raw = text.encode("utf-8", "surrogatepass")
    for answer in (
        b"HTTP/1.1 400 " + raw + b"\r\n\r\n",
        raw + b"\r\n\r\n",
        b"HTTP/1.1 400 Bad\r\nX-Error-Message: " + raw + b"\r\nX-Error-Code: " + raw + b"\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 400 Bad\r\n" + raw + b": x\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: " + raw + b"\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://" + raw + b"/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: " + raw + b"\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + raw + b"\r\n\r\n",
        b"HTTP/1.1 429 Slow\r\nRetry-After: " + raw + b"\r\nRateLimit: " + raw + b"\r\nContent-Length: 0\r\n\r\n",
    ):
        with serve(lambda connection, answer=answer: connection.sendall(answer)) as address:  # type: ignore[misc]
            yield from told(lambda address=address: (client().get(address, body), []))  # type: ignore[misc]


@pytest.mark.parametrize("kind", ODD)
def test_what_is_said_of_an_odd_text_can_be_printed_and_is_bounded(kind: str, tmp_path) -> None:
    """A header of 100,000 characters with codes for the terminal reached it raw."""
    text = ODD[kind]
    ways = (
        from_csv(text),
        from_json(text),
        from_hub(text),
        from_zip(text),
        from_parquet(text, tmp_path),
        from_http(text),
    )
    counts = []
    for way in ways:
        sentences = list(way)
        counts.append(len(sentences))
        for sentence in sentences:
            assert sentence.isprintable() and len(sentence) <= MOST_SENTENCE, sentence[:300]
    assert all(count >= 1 for count in counts[:3]) and counts[5] >= 4, counts


@pytest.mark.parametrize("kind", ODD)
def test_a_load_is_set_aside_and_an_error_printed_in_words_that_can_be_printed(kind: str, tmp_path, capsys) -> None:
    pull = Pull("epoch", "", "", "u", "", "", TODAY, NOW, NOW, {"t": pl.DataFrame({"a": [1]})})
    set_aside(land(pull, tmp_path, code_version="test"), tmp_path, f"It names {ODD[kind]}.")
    (mark,) = loads_set_aside(tmp_path)
    assert mark.reason.isprintable() and len(mark.reason) <= MOST_SENTENCE
    say(f"one {ODD[kind]} line\nand another")
    lines = capsys.readouterr().err.rstrip("\n").split("\n")
    assert all(line.isprintable() for line in lines) and lines[-1] == "and another"
