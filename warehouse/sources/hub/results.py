"""Scores that repositories on the Hub state of themselves: evalResults (files .eval_results/*.yaml) and model-index (of model cards).

Two forms of JSON in, one table of results out; the whole text stays in hub_models. An evalResults entry is bare or wrapped in `data`, and
can come from a pull request that nobody has merged. A result without dataset, task or a number for its value is rejected; an odd part
besides costs only itself, and a reject says so. The scale of a value is the benchmark's own (20.9 or 0.209), so none is compared here.
"""

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

import polars as pl

from warehouse.landing import Reject
from warehouse.sources.hub.rows import MOST_RAW_CHARACTERS, ModelRow, RowError, printable
from warehouse.sources.parse.plausible import day_fault, id_fault

TABLE = "hub_eval_results"
# What one repository may add: no card lists so many by hand, and of what is wrong the first few tell enough.
MOST_RESULTS = 500
MOST_REJECTS = 20
LONGEST_URL = 500
SCHEMA: dict[str, pl.DataType] = {
    "hub_model_id": pl.String(),
    "result_kind": pl.String(),
    "entry_number": pl.Int64(),
    "dataset_id": pl.String(),
    "dataset_name": pl.String(),
    "dataset_config": pl.String(),
    "dataset_split": pl.String(),
    "task_id": pl.String(),
    "metric": pl.String(),
    "value": pl.Float64(),
    "evaluated_on": pl.Date(),
    "source_url": pl.String(),
    "source_name": pl.String(),
    "filename": pl.String(),
    "is_verified": pl.Boolean(),
    "is_pull_request": pl.Boolean(),
    "notes": pl.String(),
    "raw_text": pl.String(),
}

Object = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """One stated score, columns as in raw.hub_eval_results. entry_number: its place in the list it stands in, from 1."""

    hub_model_id: str
    result_kind: str
    entry_number: int
    dataset_id: str
    dataset_name: str | None
    dataset_config: str | None
    dataset_split: str | None
    task_id: str
    metric: str | None
    value: float
    evaluated_on: date | None
    source_url: str | None
    source_name: str | None
    filename: str | None
    is_verified: bool | None
    is_pull_request: bool | None
    notes: str | None
    raw_text: str


def read_results(models: list[ModelRow], today: date) -> tuple[pl.DataFrame, list[Reject]]:
    """The table hub_eval_results of a pull, and a reject for each result or part of one that cannot be used."""
    results: list[Result] = []
    rejects: list[Reject] = []
    for model in models:
        if model.is_private:  # a token sees its own: neither their results nor what is wrong with them goes on
            continue
        for kind, text in (("eval_results", model.eval_results_json), ("model_index", model.model_index_json)):
            if text:
                found, faults = _read_list(model.hub_model_id, kind, json.loads(text), today)
                results += found
                rejects += faults
    return pl.DataFrame([astuple(result) for result in results], schema=SCHEMA, orient="row"), rejects


def _read_list(name: str, kind: str, content: list[object], today: date) -> tuple[list[Result], list[Reject]]:
    results: list[Result] = []
    faults: list[tuple[int, str, object]] = []
    entries = _metrics(content) if kind == "model_index" else enumerate(content, start=1)
    for number, entry in entries:
        if len(results) == MOST_RESULTS:
            faults.insert(0, (number, f"more than {MOST_RESULTS} results in {kind}; the rest is not read", None))
            break
        notes: list[str] = []
        try:
            read = _read_metric if kind == "model_index" else _read_entry
            results.append(read(name, number, entry, today, notes))
        except RowError as error:
            notes = [str(error)]
        faults += [(number, f"{kind}: {note}", entry) for note in notes]
    if len(faults) > MOST_REJECTS:
        number, left = faults[MOST_REJECTS][0], len(faults) - MOST_REJECTS
        faults[MOST_REJECTS:] = [(number, f"{kind}: {left} further faults of this repository", None)]
    rejects = [Reject(TABLE, name, number, reason, _as_text(entry)) for number, reason, entry in faults]
    return results, rejects


def _read_entry(name: str, number: int, entry: object, today: date, notes: list[str]) -> Result:
    """One entry of evalResults."""
    whole = _object(entry, "the entry")
    if "error" in whole:
        raise RowError(f"the Hub marks the entry as invalid: {printable(str(whole['error']), 200)}")
    data = _object(whole.get("data", whole), "data")
    dataset, source = _object(data.get("dataset"), "dataset"), _part(data, "source", notes)
    pull_request = whole.get("pullRequest")
    return Result(
        hub_model_id=name,
        result_kind="eval_results",
        entry_number=number,
        dataset_id=_id(dataset, "id"),
        dataset_name=None,
        dataset_config=None,
        dataset_split=None,
        task_id=_id(dataset, "task_id"),
        metric=None,
        value=_value(data),
        evaluated_on=_day(data, today, notes),
        source_url=_url(source, notes),
        source_name=_text(source, "name", notes),
        filename=_text(whole, "filename", notes),
        is_verified=_flag(whole, "verified", notes),
        # A flag, a number or an address: whatever stands there says that it comes from one.
        is_pull_request=None if pull_request is None else pull_request is not False,
        notes=_text(data, "notes", notes),
        raw_text=_as_text(entry),
    )


def _metrics(content: list[object]) -> Iterator[tuple[int, object]]:
    """Each metric of a model-index with the task, dataset and source that it stands under; what is no such thing, as it is."""
    number = 0
    for card in content:
        results = card.get("results") if isinstance(card, dict) else None
        for result in results if isinstance(results, list) else [card]:
            metrics = result.get("metrics") if isinstance(result, dict) else None
            for metric in metrics if isinstance(metrics, list) else [None]:
                number += 1
                if not isinstance(result, dict) or metric is None:
                    yield number, result
                else:
                    above = {name: result.get(name) for name in ("task", "dataset", "source")}
                    yield number, above | {"metric": metric}


def _read_metric(name: str, number: int, entry: object, today: date, notes: list[str]) -> Result:
    """One metric of a model-index, as _metrics gives it."""
    whole = _object(entry, "the result")
    if "metric" not in whole:
        raise RowError("the result has no metrics")
    task, dataset, metric = (_object(whole.get(part), part) for part in ("task", "dataset", "metric"))
    source = _part(whole, "source", notes)
    return Result(
        hub_model_id=name,
        result_kind="model_index",
        entry_number=number,
        dataset_id=_id(dataset, "type"),
        dataset_name=_text(dataset, "name", notes),
        dataset_config=_text(dataset, "config", notes),
        dataset_split=_text(dataset, "split", notes),
        task_id=_id(task, "type"),
        metric=_text(metric, "type", notes),
        value=_value(metric),
        evaluated_on=None,
        source_url=_url(source, notes),
        source_name=_text(source, "name", notes),
        filename=None,
        is_verified=_flag(metric, "verified", notes),
        is_pull_request=None,
        notes=_text(metric, "name", notes),
        raw_text=_as_text(entry),
    )


def _object(value: object, what: str) -> Object:
    if not isinstance(value, dict):
        raise RowError(f"{what} is no JSON object")
    return value


def _part(data: Object, name: str, notes: list[str]) -> Object:
    value = data.get(name)
    if value is not None and not isinstance(value, dict):
        notes.append(f"{name} is no JSON object; the result is kept without it")
    return value if isinstance(value, dict) else {}


def _id(data: Object, name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip():
        raise RowError(f"{name} is missing or no text")
    fault = id_fault(name, value.strip())
    if fault:
        raise RowError(fault)
    return value.strip()


def _value(data: Object) -> float:
    value = data.get("value")
    try:
        number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    except OverflowError:
        number = None
    if number is None or not isfinite(number):
        raise RowError("value is missing or no number")
    return number


def _text(data: Object, name: str, notes: list[str]) -> str | None:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        notes.append(f"{name} is no text; the result is kept without it")
    return (printable(value) or None) if isinstance(value, str) else None


def _flag(data: Object, name: str, notes: list[str]) -> bool | None:
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        notes.append(f"{name} is neither true nor false; the result is kept without it")
    return value if isinstance(value, bool) else None


def _url(source: Object, notes: list[str]) -> str | None:
    url = source.get("url")
    if url is None:
        return None
    is_address = isinstance(url, str) and url.startswith(("https://", "http://"))
    if not is_address or len(url) > LONGEST_URL or not url.isprintable():
        notes.append("the source's url is no address; the result is kept without it")
        return None
    return str(url)


def _day(data: Object, today: date, notes: list[str]) -> date | None:
    """The day of an ISO day or moment, in UTC where it names a zone."""
    value = data.get("date")
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
        day = None if moment is None else (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        day = None
    fault = "date is no day" if day is None else day_fault("date", day, today)
    if fault:
        notes.append(f"{fault.rstrip('.')}; the result is kept without it")
        return None
    return day


def _as_text(entry: object) -> str:
    return "" if entry is None else json.dumps(entry)[:MOST_RAW_CHARACTERS]
