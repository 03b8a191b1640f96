"""Scores that repositories on the Hub state of themselves: evalResults (files .eval_results/*.yaml) and model-index (of model cards).

Two forms of JSON in, one table of results out; the whole text stays in hub_models. An evalResults entry is bare or wrapped in `data`, and
can come from a pull request that nobody has merged. A result without dataset, task or a number for its value is rejected; an odd part
besides costs only itself, and a reject says so. The scale of a value is the benchmark's own (20.9 or 0.209), so none is compared here.
"""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import polars as pl

from warehouse.landing import Reject
from warehouse.printable import printable
from warehouse.row_schema import schema_of
from warehouse.sources.hub.rows import ModelRow, raw_text
from warehouse.sources.parse.json_parts import (
    MOST_MOMENT_CHARACTERS,
    Parts,
    RowError,
    a_flag,
    a_number,
    an_id,
    an_object,
)
from warehouse.sources.parse.json_text import loads
from warehouse.sources.parse.plausible import day_fault

TABLE = "hub_eval_results"
# What one repository may add: no card lists so many by hand, and of what is wrong the first few tell enough.
MOST_RESULTS = 500
MOST_REJECTS = 20
LONGEST_URL = 500


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


SCHEMA = schema_of(Result)


def read_results(models: list[ModelRow], today: date) -> tuple[pl.DataFrame, list[Reject]]:
    """The table hub_eval_results of a pull, and a reject for each result or part of one that cannot be used."""
    results: list[Result] = []
    rejects: list[Reject] = []
    for model in models:
        if model.is_private:  # a token sees its own: neither their results nor what is wrong with them goes on
            continue
        for kind, text in (("eval_results", model.eval_results_json), ("model_index", model.model_index_json)):
            if text:
                found, faults = _read_list(model.hub_model_id, kind, loads(text), today)
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
            results.append(read(name, number, Parts(an_object("the result", entry), "result", notes), today))
        except ValueError as error:
            notes = [str(error)]
        faults += [(number, f"{kind}: {note}", entry) for note in notes]
    if len(faults) > MOST_REJECTS:
        number, left = faults[MOST_REJECTS][0], len(faults) - MOST_REJECTS
        faults[MOST_REJECTS:] = [(number, f"{kind}: {left} further faults of this repository", None)]
    rejects = [Reject(TABLE, name, number, reason, _as_text(entry)) for number, reason, entry in faults]
    return results, rejects


def _read_entry(name: str, number: int, entry: Parts, today: date) -> Result:
    """One entry of evalResults, bare or in data."""
    if "error" in entry.data:
        raise RowError(f"the Hub marks the entry as invalid: {printable(str(entry.data['error']), 200)}")
    facts = entry.required_part("data") if "data" in entry.data else entry
    dataset, source = facts.required_part("dataset"), facts.part("source")
    pull_request = entry.data.get("pullRequest")
    return Result(
        hub_model_id=name,
        result_kind="eval_results",
        entry_number=number,
        dataset_id=dataset.required("id", an_id),
        dataset_name=None,
        dataset_config=None,
        dataset_split=None,
        task_id=dataset.required("task_id", an_id),
        metric=None,
        value=facts.required("value", a_number),
        evaluated_on=facts.read("date", partial(_day, today)),
        source_url=source.read("url", _url),
        source_name=source.read("name", _text),
        filename=entry.read("filename", _text),
        is_verified=entry.read("verified", a_flag),
        # A flag, a number or an address: whatever stands there says that it comes from one.
        is_pull_request=None if pull_request is None else pull_request is not False,
        notes=facts.read("notes", _text),
        raw_text=_as_text(entry.data),
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


def _read_metric(name: str, number: int, entry: Parts, today: date) -> Result:
    """One metric of a model-index, as _metrics gives it."""
    if "metric" not in entry.data:
        raise RowError("the result has no metrics")
    task, dataset, metric = map(entry.required_part, ("task", "dataset", "metric"))
    source = entry.part("source")
    return Result(
        hub_model_id=name,
        result_kind="model_index",
        entry_number=number,
        dataset_id=dataset.required("type", an_id),
        dataset_name=dataset.read("name", _text),
        dataset_config=dataset.read("config", _text),
        dataset_split=dataset.read("split", _text),
        task_id=task.required("type", an_id),
        metric=metric.read("type", _text),
        value=metric.required("value", a_number),
        evaluated_on=None,
        source_url=source.read("url", _url),
        source_name=source.read("name", _text),
        filename=None,
        is_verified=metric.read("verified", a_flag),
        is_pull_request=None,
        notes=metric.read("name", _text),
        raw_text=_as_text(entry.data),
    )


def _text(name: str, value: Any) -> str | None:
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    return printable(value) or None


def _url(name: str, value: Any) -> str:
    is_address = isinstance(value, str) and value.startswith(("https://", "http://"))
    if not is_address or len(value) > LONGEST_URL or not value.isprintable():
        raise ValueError(f"{name} is no address")
    return str(value)


def _day(today: date, name: str, value: Any) -> date:
    """The day of an ISO day or moment, in UTC where it names a zone."""
    try:
        moment = (
            datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= MOST_MOMENT_CHARACTERS else None
        )
        day = None if moment is None else (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        day = None
    if day is None:
        raise ValueError(f"{name} is no day")
    if fault := day_fault(name, day, today):
        raise ValueError(fault)
    return day


def _as_text(entry: object) -> str:
    return "" if entry is None else raw_text(entry)
