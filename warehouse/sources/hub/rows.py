"""Rows of the Hub's listings, typed: objects as JSON gave them in, models and rejects out. No network, no clock.

A row without a usable name, id, date or count is rejected whole. An odd nested part (safetensors, evalResults, baseModels ...) costs
only its own column: the row stays, the column is unknown, and a reject says so with the row's text. A field that is absent is
unknown, never zero.
"""

import json
import re
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TypeVar

import polars as pl

from warehouse.landing import Reject

EXPAND = (
    "createdAt", "lastModified", "downloads", "downloadsAllTime", "likes", "tags", "cardData", "baseModels", "childrenModelCount",
    "gated", "private", "library_name", "pipeline_tag", "safetensors", "evalResults", "model-index",
)  # fmt: skip
MODEL_ID = re.compile(
    r"(?!\.+/)[\w.-]{1,96}/(?!\.+\Z)[\w.-]{1,96}", re.ASCII
)  # not "..": names become parts of addresses
BASE_MODEL_ID = re.compile(r"[\w.-]{1,96}(/[\w.-]{1,96})?", re.ASCII)  # models of the first years have no namespace
HUB_ID = re.compile(r"[0-9a-f]{6,64}")
COMMIT_ID = re.compile(r"[0-9a-f]{40,64}")
MOST_RAW_CHARACTERS = 2_000
MOST_TEXT_CHARACTERS = 500
MOST_TAGS = 2_000
MOST_EVAL_CHARACTERS = 100_000  # of one repository and list: what is longer is a dump of a benchmark suite
LARGEST_COUNT = 2**63 - 1

MODEL_SCHEMA: dict[str, pl.DataType] = {
    "hub_id": pl.String(),
    "hub_model_id": pl.String(),
    "namespace": pl.String(),
    "created_at": pl.Datetime("us", "UTC"),
    "last_modified_at": pl.Datetime("us", "UTC"),
    "downloads_30d": pl.Int64(),
    "downloads_all_time": pl.Int64(),
    "likes": pl.Int64(),
    "licence": pl.String(),
    "tags": pl.List(pl.String()),
    "base_models": pl.List(pl.String()),
    "base_model_relation": pl.String(),
    "finetune_count": pl.Int64(),
    "adapter_count": pl.Int64(),
    "merge_count": pl.Int64(),
    "quantized_count": pl.Int64(),
    "gated": pl.String(),
    "is_private": pl.Boolean(),
    "library": pl.String(),
    "task": pl.String(),
    "parameter_count": pl.Int64(),
    "eval_results_json": pl.String(),
    "model_index_json": pl.String(),
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One repository, columns as in raw.hub_models."""

    hub_id: str
    hub_model_id: str
    namespace: str
    created_at: datetime | None
    last_modified_at: datetime | None
    downloads_30d: int | None
    downloads_all_time: int | None
    likes: int | None
    licence: str | None
    tags: list[str] | None
    base_models: list[str] | None
    base_model_relation: str | None
    finetune_count: int | None
    adapter_count: int | None
    merge_count: int | None
    quantized_count: int | None
    gated: str | None
    is_private: bool | None
    library: str | None
    task: str | None
    parameter_count: int | None
    eval_results_json: str | None
    model_index_json: str | None


@dataclass(frozen=True, slots=True)
class CommitRow:
    """One commit of a repository's main branch."""

    commit_id: str
    created_at: datetime
    title: str


class RowError(ValueError):
    """The row cannot be used; the message says which field and why."""


def parse_models(rows: list[object], *, namespace: str, file: str) -> tuple[list[ModelRow], list[Reject]]:
    """Typed models of one page, in its order, and a reject for each row or part of a row that did not parse."""
    models: list[ModelRow] = []
    rejects: list[Reject] = []
    for number, row in enumerate(rows, start=1):
        notes: list[str] = []  # what is left out of a row that is kept
        try:
            models.append(_parse_model(row, namespace, notes))
        except RowError as error:
            notes = [str(error)]
        # Of a private repository, which only the token's owner may see, nothing goes on: rejects are exported.
        is_private = isinstance(row, dict) and row.get("private") not in (None, False)
        rejects += [Reject("hub_models", file, number, reason, "" if is_private else raw_text(row)) for reason in notes]
    return models, rejects


def model_frame(models: list[ModelRow]) -> pl.DataFrame:
    """The table hub_models of a pull."""
    names = [column.name for column in fields(ModelRow)]
    return pl.DataFrame(
        [[getattr(model, name) for name in names] for model in models], schema=MODEL_SCHEMA, orient="row"
    )


def parse_commit(row: object) -> CommitRow:
    """One row of a commits listing. Raises RowError."""
    data = _object(row, "the commit")
    commit_id = data.get("id")
    if not isinstance(commit_id, str) or not COMMIT_ID.fullmatch(commit_id):
        raise RowError("a commit has no id")
    created_at = _moment(data, "date")
    if created_at is None:
        raise RowError(f"commit {commit_id[:8]} has no date")
    title = data.get("title")
    return CommitRow(commit_id, created_at, printable(title) if isinstance(title, str) else "")


def parse_file(row: object) -> str | None:
    """The path of a file in a tree listing, None for a folder. Raises RowError."""
    data = _object(row, "the tree's entry")
    path = data.get("path")
    if not isinstance(path, str) or len(path) > 4_096:
        raise RowError("an entry of the tree has no path")
    return printable(path, 4_096) if data.get("type") == "file" else None


def raw_text(row: object) -> str:
    """A row as JSON for its reject, bounded; ASCII, so that half a character from outside cannot stop a file being written."""
    try:
        return json.dumps(row)[:MOST_RAW_CHARACTERS]
    except RecursionError:
        return "nested too deeply to be written; see the page in hub_pages"


def printable(text: str, most: int = MOST_TEXT_CHARACTERS) -> str:
    """Text from outside on one line, without control characters, bounded."""
    return "".join(character if character.isprintable() else " " for character in text[:most]).strip()


def _parse_model(row: object, namespace: str, notes: list[str]) -> ModelRow:
    data = _object(row, "the row")
    name, hub_id = data.get("id"), data.get("_id")
    if not isinstance(name, str) or not MODEL_ID.fullmatch(name):
        raise RowError("id is missing" if name is None else "id is not of the form namespace/name")
    if not isinstance(hub_id, str) or not HUB_ID.fullmatch(hub_id):
        raise RowError("_id is missing" if hub_id is None else "_id is not the Hub's own id")
    card = _part(data, "cardData", dict, notes) or {}
    children = _part(data, "childrenModelCount", dict, notes) or {}
    tags = _tags(data, notes)
    base_models, relation = _base_models(data, tags or [], notes)
    return ModelRow(
        hub_id=hub_id,
        hub_model_id=name,
        namespace=namespace,
        created_at=_moment(data, "createdAt"),
        last_modified_at=_moment(data, "lastModified"),
        downloads_30d=_count(data, "downloads"),
        downloads_all_time=_count(data, "downloadsAllTime"),
        likes=_count(data, "likes"),
        licence=_licence(tags or [], card),
        tags=tags,
        base_models=base_models,
        base_model_relation=relation,
        finetune_count=_noted_count(children, "finetune", "childrenModelCount", notes),
        adapter_count=_noted_count(children, "adapter", "childrenModelCount", notes),
        merge_count=_noted_count(children, "merge", "childrenModelCount", notes),
        quantized_count=_noted_count(children, "quantized", "childrenModelCount", notes),
        gated=_gated(data),
        is_private=_flag(data, "private"),
        library=_text(data, "library_name"),
        task=_text(data, "pipeline_tag"),
        parameter_count=_parameter_count(data, notes),
        eval_results_json=_eval_results(data, notes),
        model_index_json=_as_json("model-index", _part(data, "model-index", list, notes), notes),
    )


def _object(row: object, what: str) -> dict[str, object]:
    if not isinstance(row, dict):
        raise RowError(f"{what} is no JSON object")
    return row


def _moment(data: dict[str, object], name: str) -> datetime | None:
    value = data.get(name)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= 40 else None
        if moment is None or moment.tzinfo is None:
            raise RowError(f"{name} is no moment in UTC")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RowError(f"{name} is no moment in UTC") from error


def _count(data: dict[str, object], name: str) -> int | None:
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_COUNT:
        raise RowError(f"{name} is no count")
    return value


def _noted_count(part: dict[str, object], name: str, where: str, notes: list[str]) -> int | None:
    try:
        return _count(part, name)
    except RowError as error:
        notes.append(f"{where}: {error}; the row is kept without it")
        return None


def _text(data: dict[str, object], name: str) -> str | None:
    value = data.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > MOST_TEXT_CHARACTERS or not value.isprintable():
        raise RowError(f"{name} is no plain short text")
    return value


def _flag(data: dict[str, object], name: str) -> bool | None:
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise RowError(f"{name} is neither true nor false")
    return value


def _gated(data: dict[str, object]) -> str | None:
    value = data.get("gated")
    if value is None:
        return None
    if value is not False and value not in ("auto", "manual"):
        raise RowError("gated is none of false, auto and manual")
    return value if isinstance(value, str) else "false"


def _part(data: dict[str, object], name: str, kind: type[T], notes: list[str]) -> T | None:
    value = data.get(name)
    if value is None or isinstance(value, kind):
        return value
    notes.append(f"{name} is of another type than expected; the row is kept without it")
    return None


def _tags(data: dict[str, object], notes: list[str]) -> list[str] | None:
    tags = data.get("tags")
    if tags is None:
        return None
    if not isinstance(tags, list):
        raise RowError("tags is no list")
    kept = [
        tag for tag in tags[:MOST_TAGS]
        if isinstance(tag, str) and len(tag) <= MOST_TEXT_CHARACTERS and tag.isprintable()
    ]  # fmt: skip
    if len(kept) < len(tags):
        notes.append(f"{len(tags) - len(kept)} tags are no plain short text; the row is kept without them")
    return kept


def _licence(tags: list[str], card: dict[str, object]) -> str | None:
    names = [tag.removeprefix("license:") for tag in tags if tag.startswith("license:")]
    if not names:
        stated = card.get("license")
        names = [name for name in (stated if isinstance(stated, list) else [stated]) if isinstance(name, str)]
    if names == ["other"] and isinstance(card.get("license_name"), str):
        names = [str(card["license_name"])]
    return ", ".join(name for name in map(printable, names) if name)[:MOST_TEXT_CHARACTERS] or None


def _base_models(data: dict[str, object], tags: list[str], notes: list[str]) -> tuple[list[str] | None, str | None]:
    """From baseModels, else from tags such as base_model:finetune:org/name beside the plain base_model:org/name."""
    names: list[object] = [None]
    part = _part(data, "baseModels", dict, notes)
    if part is not None:
        models = part.get("models")
        if isinstance(models, list):
            names = [model.get("id") if isinstance(model, dict) else None for model in models]
        stated = part.get("relation")
        relation = printable(stated, 40) if isinstance(stated, str) else None
    else:
        pieces = [tag.split(":")[1:] for tag in tags if tag.startswith("base_model:")]
        names = [*(piece[-1] for piece in pieces)]
        relation = next((piece[0] for piece in pieces if len(piece) == 2), None)
    known = dict.fromkeys(name for name in names if isinstance(name, str) and BASE_MODEL_ID.fullmatch(name))
    if any(name not in known for name in names):
        notes.append("a base model has no usable name; the row is kept without it")
    return (list(known) or None), (relation or None)


def _parameter_count(data: dict[str, object], notes: list[str]) -> int | None:
    part = _part(data, "safetensors", dict, notes)
    if part is None:
        return None
    if not isinstance(part.get("parameters"), dict):
        notes.append("safetensors has no parameters; the row is kept without its parameter count")
        return None
    return _noted_count(part, "total", "safetensors", notes)


def _eval_results(data: dict[str, object], notes: list[str]) -> str | None:
    """The entries as JSON text. One without dataset or value is left out; one the Hub itself marks with an error stays."""
    part = _part(data, "evalResults", list, notes)
    if part is None:
        return None
    kept = [entry for entry in part if _is_eval_result(entry)]
    if len(kept) < len(part):
        notes.append(
            f"{len(part) - len(kept)} evalResults have no dataset, task_id or value; the row is kept without them"
        )
    return _as_json("evalResults", kept, notes)


def _as_json(name: str, value: list[object] | None, notes: list[str]) -> str | None:
    """A list as JSON text, bounded."""
    if value is None:
        return None
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except (ValueError, RecursionError):  # NaN, half a character, a thousand brackets
        notes.append(f"{name} cannot be written as JSON; the row is kept without it")
        return None
    if len(text) > MOST_EVAL_CHARACTERS:
        notes.append(f"{name} is longer than {MOST_EVAL_CHARACTERS:,} characters; the row is kept without it")
        return None
    return text


def _is_eval_result(entry: object) -> bool:
    if not isinstance(entry, dict):
        return False
    if "error" in entry:
        return True
    data = entry.get("data", entry)
    dataset = data.get("dataset") if isinstance(data, dict) else None
    return isinstance(dataset, dict) and "id" in dataset and "task_id" in dataset and "value" in data
