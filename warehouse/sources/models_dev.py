"""models.dev: release days, openness and weight addresses of models, and the labs' own prices.

`models.json` holds what does not depend on who serves a model. On the site it is an object of records by id; copies of it are lists of
records with an `id`: both are read. `api.json` holds providers by id, each with its models and their prices today, and is read for the
labs that serve their own models, because resellers print other release days (436 of 1,783 ids carried more than one in mid 2026); a list
of records with `provider` and `id` is read likewise.

Trap: the file models.json in the root of the project's repository is a dump of OpenRouter's list, and not this file.
A day of which only the month is known is the first of that month with precision "month". Records vanish upstream when a provider drops
a model; earlier pulls keep them.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.landing import Pull, Reject, SourceError
from warehouse.sources.net import one_file
from warehouse.sources.parse import json_rows
from warehouse.sources.parse.json_parts import Parts, RowError, a_flag, a_text, an_id
from warehouse.sources.parse.json_rows import Record, Records, a_partial_day, a_price
from warehouse.sources.parse.plausible import newest_day

SETTING = "OPENLAG_MODELSDEV_URL"
USUAL_URL = "https://models.dev"
MODELS, PRICES = "models.json", "api.json"
# Providers that are labs and serve their own models. Those that end in -cn print prices converted from yuan.
FIRST_PARTY = frozenset({
    "alibaba", "anthropic", "cohere", "deepseek", "google", "llama", "minimax", "mistral", "moonshotai", "nvidia", "openai", "stepfun",
    "xai", "xiaomi", "zai", "zhipuai",
})  # fmt: skip
MODEL_SCHEMA = {
    "model_id": pl.String(),
    "name": pl.String(),
    "family": pl.String(),
    "released_on": pl.Date(),
    "released_precision": pl.String(),
    "open_weights": pl.Boolean(),
    "licence": pl.String(),
    "weight_urls": pl.List(pl.String()),
    "extra": pl.String(),
}
PRICE_SCHEMA = {
    "provider": pl.String(),
    "model_id": pl.String(),
    "name": pl.String(),
    "released_on": pl.Date(),
    "released_precision": pl.String(),
    "input_usd_per_mtok": pl.Float64(),
    "output_usd_per_mtok": pl.Float64(),
    "open_weights": pl.Boolean(),
}
_READ_FIELDS = frozenset({"id", "key", "name", "family", "release_date", "open_weights", "license", "weights"})

Rows = tuple[pl.DataFrame, list[Reject]]


def pull(url: str, *, now: datetime, cache: Path | None = None) -> Pull:
    """Both files below an http(s):// address or a file:// folder, typed.

    now: aware. Over http(s) the pull speaks of the UTC day of `now`, a folder of the newest day printed in its files. cache: folder of the
    HTTP cache. Raises TransientError where another try may pass, SourceError otherwise.
    """
    if now.tzinfo is None:
        raise ValueError(f"now={now} has no time zone")
    started = time.monotonic()
    address = url.rstrip("/")
    today = now.astimezone(UTC).date()
    access = one_file.Access(SETTING, "JSON", cache)
    models, model_rejects = one_file.fetch(f"{address}/{MODELS}", access, partial(_read_models, today))
    prices, price_rejects = one_file.fetch(f"{address}/{PRICES}", access, partial(_read_prices, today))
    return Pull(
        source="models_dev",
        title="models.dev",
        producer="models.dev contributors",
        url=address,
        query=f"{MODELS}, {PRICES} of {len(FIRST_PARTY)} labs",
        licence="MIT; benchmark results in extra: terms of the source that each names",
        retrieved_on=(newest_day((models, prices)) or today) if one_file.is_local(address) else today,
        started_at=now,
        finished_at=now + timedelta(seconds=time.monotonic() - started),
        tables={"models_dev_models": models, "models_dev_prices": prices},
        rejects=model_rejects + price_rejects,
    )


def probe(url: str, *, cache: Path | None = None) -> None:
    """Ask for the beginning of the first file. Raises what `pull` raises."""
    one_file.probe(f"{url.rstrip('/')}/{MODELS}", one_file.Access(SETTING, "JSON", cache))


def _read_models(today: date, raw: bytes) -> Rows:
    content = json_rows.load(raw, MODELS)
    if isinstance(content, dict) and isinstance(content.get("data"), list):
        raise SourceError(
            f'{MODELS}: this is a dump of OpenRouter\'s list ({{"data": [...]}}), which lies in the root of the models.dev repository, '
            f"and not the models.json of the site; mend {SETTING}."
        )
    records = json_rows.read_records(
        enumerate(_by_id(content, MODELS), start=1),
        partial(_model, today),
        file=MODELS,
        table="models_dev_models",
        key=("model_id",),
        schema=MODEL_SCHEMA,
    )
    return _insist(records, MODELS, ("name", "released_on", "open_weights"))


def _read_prices(today: date, raw: bytes) -> Rows:
    content = json_rows.load(raw, PRICES)
    records = json_rows.read_records(
        _offers(content),
        partial(_offer, today),
        file=PRICES,
        table="models_dev_prices",
        key=("provider", "model_id"),
        schema=PRICE_SCHEMA,
    )
    return _insist(records, PRICES, ("released_on", "input_usd_per_mtok", "output_usd_per_mtok"))


def _insist(records: Records, file_name: str, columns: tuple[str, ...]) -> Rows:
    """The rows, if there are any and no column has gone altogether: a renamed field leaves every row without it."""
    frame, rejects, left_out = records
    if frame.is_empty():
        first = (
            f"none of its {len(left_out)} records parses; the first: {rejects[0].reason}." if rejects else "no records."
        )
        raise SourceError(f"{file_name}: {first}")
    for name in columns:
        if frame[name].null_count() == frame.height:
            raise SourceError(f"{file_name}: no record has {name}; the format has changed.")
    return frame, rejects


def _by_id(content: Any, file_name: str) -> Iterator[Any]:
    """Records of a list as they are, records of an object with the id they stand under."""
    if isinstance(content, list):
        yield from content
    elif isinstance(content, dict) and all(isinstance(record, dict) for record in content.values()):
        for model_id, record in content.items():
            yield {"id": model_id} | record | {"key": model_id}
    else:
        raise SourceError(f"{file_name}: neither a list of records nor an object of records by id; has it moved?")


def _offers(content: Any) -> Iterator[tuple[int, Any]]:
    """(number, record with its provider) for each model that a lab serves itself; numbers count the file's models."""
    if isinstance(content, list):
        for number, record in enumerate(content, start=1):
            if not isinstance(record, dict) or str(record.get("provider")) in FIRST_PARTY:
                yield number, record
        return
    if not isinstance(content, dict) or not FIRST_PARTY & content.keys():
        raise SourceError(f"{PRICES}: no provider known as a lab, such as openai, is in it; the format has changed.")
    number = 0
    for provider, facts in content.items():
        models = facts.get("models") if isinstance(facts, dict) else None
        if provider in FIRST_PARTY and not isinstance(models, dict):
            number += 1
            yield number, f"{provider} has no models: {json_rows.as_text(facts)}"
        for model_id, record in (models if isinstance(models, dict) else {}).items():
            number += 1
            if provider in FIRST_PARTY:
                yield number, {"id": model_id} | record | {"provider": provider} if isinstance(record, dict) else record


def _model(today: date, record: Parts) -> Iterator[Record]:
    model_id = record.required("id", an_id)
    if record.data.get("key", model_id) != model_id:
        raise RowError(f"id is {model_id!r} and stands under the key {record.data['key']!r}")
    day, precision = record.read("release_date", partial(a_partial_day, today)) or (None, None)
    extra = {name: value for name, value in record.data.items() if name not in _READ_FIELDS}
    yield {
        "model_id": model_id,
        "name": record.read("name", a_text),
        "family": record.read("family", a_text),
        "released_on": day,
        "released_precision": precision,
        "open_weights": record.read("open_weights", a_flag),
        "licence": record.read("license", a_text),
        "weight_urls": record.each("weights", lambda weights: weights.required("url", a_text)),
        "extra": json_rows.as_text(extra, most_characters=None) if extra else None,
    }


def _offer(today: date, record: Parts) -> Iterator[Record]:
    day, precision = record.read("release_date", partial(a_partial_day, today)) or (None, None)
    cost = record.part("cost")
    yield {
        "provider": record.data["provider"],
        "model_id": record.required("id", an_id),
        "name": record.read("name", a_text),
        "released_on": day,
        "released_precision": precision,
        "input_usd_per_mtok": cost.read("input", a_price),
        "output_usd_per_mtok": cost.read("output", a_price),
        "open_weights": record.read("open_weights", a_flag),
    }
