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

from warehouse.landing import Pull, Reject, SourceError
from warehouse.sources.net import web
from warehouse.sources.parse import json_rows
from warehouse.sources.parse.json_rows import Record
from warehouse.sources.parse.plausible import newest_day

SETTING = "OPENLAG_CATALOGUE_URL"
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

Rows = tuple[pl.DataFrame, list[Reject]]


def pull(url: str, *, now: datetime, cache: Path | None = None) -> Pull:
    """The catalogue at an http(s):// or file:// address, typed.

    now: aware. Over http(s) the pull speaks of the UTC day of `now`, a file of the day it says it was researched. cache: folder of the
    HTTP cache. Raises TransientError where another try may pass, SourceError otherwise.
    """
    if now.tzinfo is None:
        raise ValueError(f"now={now} has no time zone")
    started = time.monotonic()
    today = now.astimezone(UTC).date()
    content, models, events = web.fetch(url, web.Access(SETTING, "JSON", cache), partial(_read, today))
    return Pull(
        source="catalogue",
        title="model-release-dates",
        producer="gholtzap/model-release-dates",
        url=url,
        query=f"schema {SCHEMA_VERSION}, version {content.get('dataset_version')}",
        licence="none stated: facts only, the file is not passed on",
        retrieved_on=_file_day(content, events[0], today) if web.is_local(url) else today,
        started_at=now,
        finished_at=now + timedelta(seconds=time.monotonic() - started),
        tables={"catalogue_models": models[0], "catalogue_events": events[0]},
        rejects=models[1] + events[1],
    )


def is_reachable(url: str) -> str | None:
    """None if the catalogue answers, else the sentence that says why not."""
    return web.is_reachable(url, web.Access(SETTING, "JSON"))


def _read(today: date, raw: bytes) -> tuple[Record, Rows, Rows]:
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
    bad = {reject.row_number for reject in models[1]}
    events = json_rows.read_records(
        _events(records, bad),
        partial(_event, today),
        file=FILE,
        table="catalogue_events",
        key=("model_id", "channel", "stage", "day", "url"),
        schema=EVENT_SCHEMA,
    )
    if events[0].is_empty():
        rejects = models[1] + events[1]
        first = f"none of its events parses; the first: {rejects[0].reason}" if rejects else "it has no events."
        raise SourceError(f"{FILE}: {first}")
    return content, models, events


def _model(record: Record) -> Iterator[Record]:
    identifiers = [
        {
            "namespace": json_rows.text(item, "namespace", is_required=True),
            "value": json_rows.required_id(item, "value"),
            "kind": json_rows.text(item, "kind"),
        }
        for item in json_rows.objects(record, "identifiers")
    ]
    json_rows.objects(record, "availability_events")
    yield {
        "model_id": json_rows.required_id(record, "model"),
        "name": json_rows.text(record, "display_name"),
        "provider_id": json_rows.text(record, "provider_id", is_required=True),
        "identifiers": identifiers,
    }


def _events(records: list[Any], bad: set[int]) -> Iterator[tuple[int, Record]]:
    """(number of the model, event with the model's id) for each event of the models that parse."""
    for number, record in enumerate(records, start=1):
        if number not in bad:
            for event in json_rows.objects(record, "availability_events"):
                yield number, event | {"model": record["model"]}


def _event(today: date, event: Record) -> Iterator[Record]:
    day, precision = json_rows.partial_day(event, "date", today)
    if day is None:
        raise ValueError("date is missing or blank.")
    stated = json_rows.text(event, "date_precision") or "day"
    if stated != precision:
        raise ValueError(f"date is {event['date']!r}, and date_precision says {stated!r}.")
    sources = json_rows.objects(event, "sources")
    if not sources:
        raise ValueError("the event names no source.")
    for source in sources:
        yield {
            "model_id": json_rows.required_id(event, "model"),
            "channel": json_rows.text(event, "channel", is_required=True),
            "stage": json_rows.text(event, "stage", is_required=True),
            "day": day,
            "precision": precision,
            "confidence": json_rows.text(event, "confidence"),
            "publisher": json_rows.text(source, "publisher"),
            "url": json_rows.text(source, "url", is_required=True),
            "evidence": json_rows.text(source, "evidence"),
        }


def _file_day(content: Record, events: pl.DataFrame, today: date) -> date:
    try:
        return min(date.fromisoformat(str(content.get("researched_at"))), today)
    except ValueError:
        return newest_day([events]) or today
