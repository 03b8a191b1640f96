"""The curated catalogue model-release-dates: the day each model opened to the public through an API or as weights, with its evidence.

One JSON file, schema 2: models with identifiers and availability events, each event with one source or more. It states itself that it is
not exhaustive: a model that is missing may exist. The repository has no licence file, so its facts are read and cited by their own
sources, and the file is not passed on.

An event makes one row for each of its sources. Precision is "day" unless the event says "month" or "year", and then `day` is the first
day of it.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.landing import Pull, SourceError
from warehouse.printable import printable
from warehouse.sources.net import one_file
from warehouse.sources.parse import json_rows
from warehouse.sources.parse.json_parts import Parts, RowError, a_list, a_text, an_id
from warehouse.sources.parse.json_rows import Record, Records, a_partial_day
from warehouse.sources.parse.plausible import newest_day

SETTING = "OPENLAG_CATALOGUE_URL"
USUAL_URL = "https://raw.githubusercontent.com/gholtzap/model-release-dates/main/model-release-dates.json"
FILE = "model-release-dates.json"
SCHEMA_VERSION = 2
MODEL_SCHEMA = {
    "model_id": pl.String(),
    "name": pl.String(),
    "provider_id": pl.String(),
    "identifiers": pl.List(pl.Struct({"namespace": pl.String(), "value": pl.String(), "kind": pl.String()})),
}
EVENT_SCHEMA = {
    "model_id": pl.String(),
    "channel": pl.String(),
    "stage": pl.String(),
    "day": pl.Date(),
    "precision": pl.String(),
    "confidence": pl.String(),
    "publisher": pl.String(),
    "url": pl.String(),
    "evidence": pl.String(),
}


def pull(url: str, *, now: datetime, cache: Path | None = None) -> Pull:
    """The catalogue at an http(s):// or file:// address, typed.

    now: aware. Over http(s) the pull speaks of the UTC day of `now`, a file of the day it says it was researched. cache: folder of the
    HTTP cache. Raises TransientError where another try may pass, SourceError otherwise.
    """
    if now.tzinfo is None:
        raise ValueError(f"now={now} has no time zone")
    started = time.monotonic()
    today = now.astimezone(UTC).date()
    content, models, events = one_file.fetch(url, one_file.Access(SETTING, "JSON", cache), partial(_read, today))
    return Pull(
        source="catalogue",
        title="model-release-dates",
        producer="gholtzap/model-release-dates",
        url=url,
        query=f"schema {SCHEMA_VERSION}, version {printable(str(content.get('dataset_version')), 40)}",
        licence="none stated: facts only, the file is not passed on",
        retrieved_on=_file_day(content, events.frame, today) if one_file.is_local(url) else today,
        started_at=now,
        finished_at=now + timedelta(seconds=time.monotonic() - started),
        tables={"catalogue_models": models.frame, "catalogue_events": events.frame},
        rejects=models.rejects + events.rejects,
    )


def probe(url: str, *, cache: Path | None = None) -> None:
    """Ask for the beginning of the file. Raises what `pull` raises."""
    one_file.probe(url, one_file.Access(SETTING, "JSON", cache))


def _read(today: date, raw: bytes) -> tuple[Record, Records, Records]:
    content = json_rows.load(raw, FILE)
    version = content.get("schema_version") if isinstance(content, dict) else None
    if version != SCHEMA_VERSION:
        raise SourceError(f"{FILE}: the schema version is {version!r}, and openlag reads {SCHEMA_VERSION}.")
    records = content.get("models")
    if not isinstance(records, list):
        raise SourceError(f"{FILE}: it has no list of models; the format has changed.")
    models = json_rows.read_records(
        enumerate(records, start=1), _model, file=FILE, table="catalogue_models", key=("model_id",), schema=MODEL_SCHEMA
    )
    events = json_rows.read_records(
        _events(records, models.left_out),
        partial(_event, today),
        file=FILE,
        table="catalogue_events",
        key=("model_id", "channel", "stage", "day", "url"),
        schema=EVENT_SCHEMA,
    )
    if events.frame.is_empty():
        rejects = models.rejects + events.rejects
        first = f"none of its events parses; the first: {rejects[0].reason}." if rejects else "it has no events."
        raise SourceError(f"{FILE}: {first}")
    return content, models, events


def _model(record: Parts) -> Iterator[Record]:
    record.read("availability_events", a_list)
    yield {
        "model_id": record.required("model", an_id),
        "name": record.read("display_name", a_text),
        "provider_id": record.read("provider_id", a_text),
        "identifiers": record.each("identifiers", _identifier),
    }


def _identifier(item: Parts) -> Record:
    return {
        "namespace": item.required("namespace", a_text),
        "value": item.required("value", an_id),
        "kind": item.read("kind", a_text),
    }


def _events(records: list[Any], left_out: set[int]) -> Iterator[tuple[int, Any]]:
    """(number of the model, event with the model's id) for each event of the models that are kept."""
    for number, record in enumerate(records, start=1):
        events = None if number in left_out else record.get("availability_events")
        for event in events if isinstance(events, list) else []:
            yield number, event | {"model": record["model"]} if isinstance(event, dict) else event


def _event(today: date, event: Parts) -> Iterator[Record]:
    day, precision = event.required("date", partial(a_partial_day, today))
    stated = "day" if event.data.get("date_precision") is None else event.required("date_precision", a_text)
    if stated != precision:
        raise RowError(f"date is {event.data['date']!r}, and date_precision says {stated!r}")
    facts = {
        "model_id": event.required("model", an_id),
        "channel": event.required("channel", a_text),
        "stage": event.required("stage", a_text),
        "day": day,
        "precision": precision,
        "confidence": event.read("confidence", a_text),
    }
    sources = event.each("sources", _source)
    if not sources:
        raise RowError("the event names no source that can be used")
    yield from (facts | source for source in sources)


def _source(source: Parts) -> Record:
    return {
        "publisher": source.read("publisher", a_text),
        "url": source.required("url", a_text),
        "evidence": source.read("evidence", a_text),
    }


def _file_day(content: Record, events: pl.DataFrame, today: date) -> date:
    try:
        return min(date.fromisoformat(str(content.get("researched_at"))), today)
    except ValueError:
        return newest_day([events]) or today
