"""Rows of the Hub's listings, typed: objects as JSON gave them in, models and rejects out. No network, no clock.

A row without a usable name or id of the Hub's own is rejected whole. Any other odd part (a date, a count, gated, safetensors, evalResults
...) costs only its own column: the row stays, the column is unknown, and a reject says so with the row's text. A field that is absent is
unknown, never zero. Of how many parameters a repository has, the sum over its kinds of number counts; the total that the Hub states beside
it stands in a column of its own, since the two differ.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

import polars as pl

from warehouse.landing import Reject
from warehouse.printable import printable
from warehouse.row_schema import schema_of
from warehouse.sources.parse.json_parts import (
    MOST_TEXT_CHARACTERS,
    Parts,
    RowError,
    a_count,
    a_flag,
    a_list,
    a_moment,
    a_plain_text,
    an_object,
)
from warehouse.sources.parse.json_text import dumps
from warehouse.sources.parse.plausible import MOST_CHILDREN, MOST_PARAMETERS

# What the listing can be asked for. The counts of derived models are not among it: see parse_children.
EXPAND = (
    "createdAt", "lastModified", "downloads", "downloadsAllTime", "likes", "tags", "cardData", "baseModels", "gated", "private",
    "library_name", "pipeline_tag", "safetensors", "evalResults", "model-index",
)  # fmt: skip
EXPAND_ONE = ("childrenModelCount",)  # asked of one repository, at /api/models/{id}
MODEL_ID = re.compile(
    r"(?!\.+/)[\w.-]{1,96}/(?!\.+\Z)[\w.-]{1,96}", re.ASCII
)  # not "..": names become parts of addresses
BASE_MODEL_ID = re.compile(r"[\w.-]{1,96}(/[\w.-]{1,96})?", re.ASCII)  # models of the first years have no namespace
HUB_ID = re.compile(r"[0-9a-f]{6,64}")
COMMIT_ID = re.compile(r"[0-9a-f]{40,64}")
# The createdAt of all older repositories: of a day before, a list of models tells nothing.
FIRST_DAY = date(2022, 3, 2)
MOST_RAW_CHARACTERS = 2_000
MOST_TAGS = 2_000
MOST_ALIKE = 20  # rejects of one page that say the same and are told whole
MOST_EVAL_CHARACTERS = 100_000  # of one repository and list: what is longer is a dump of a benchmark suite

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One repository, columns as in raw.hub_models. The counts of derived models are not in a listing: Children has them."""

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
    finetune_count: int | None = None
    adapter_count: int | None = None
    merge_count: int | None = None
    quantized_count: int | None = None
    gated: str | None
    is_private: bool | None
    library: str | None
    task: str | None
    parameter_count: int | None
    parameter_count_stated: int | None
    eval_results_json: str | None
    model_index_json: str | None


MODEL_SCHEMA = schema_of(ModelRow)


@dataclass(frozen=True, slots=True)
class Children:
    """How many models on the Hub are derived from a repository, by kind, with the names of their columns in ModelRow."""

    hub_id: str
    hub_model_id: str
    finetune_count: int | None
    adapter_count: int | None
    merge_count: int | None
    quantized_count: int | None


@dataclass(frozen=True, slots=True)
class CommitRow:
    """One commit of a repository's main branch."""

    commit_id: str
    created_at: datetime
    title: str


def parse_models(rows: list[object], *, namespace: str, file: str) -> tuple[list[ModelRow], list[Reject]]:
    """Typed models of one page, in its order, and rejects of the rows and parts of rows that did not parse.

    Of those that say the same, the first MOST_ALIKE are there, and one that counts the others.
    """
    models, faults = parse_all(rows, namespace=namespace, file=file)
    told: Counter[str] = Counter()
    rejects: list[Reject] = []
    for fault in faults:
        told[fault.reason] += 1
        rejects += [fault] if told[fault.reason] <= MOST_ALIKE else []
    further = {reason: n - MOST_ALIKE for reason, n in told.items() if n > MOST_ALIKE}
    rejects += [
        Reject("hub_models", file, 0, f"{reason}; {n} further rows likewise", "") for reason, n in further.items()
    ]
    return models, rejects


def parse_all(rows: list[object], *, namespace: str, file: str) -> tuple[list[ModelRow], list[Reject]]:
    """The same with every reject; of those that say the same, the first MOST_ALIKE have the row's text."""
    models: list[ModelRow] = []
    rejects: list[Reject] = []
    told: Counter[str] = Counter()  # a field that changed its kind is odd in every row
    for number, row in enumerate(rows, start=1):
        model, faults = _parse(row, partial(_model, namespace), file, number)
        models += [] if model is None else [model]
        told.update(fault.reason for fault in faults)
        rejects += [fault if told[fault.reason] <= MOST_ALIKE else replace(fault, raw_text="") for fault in faults]
    return models, rejects


def parse_children(row: object, *, file: str) -> tuple[Children | None, list[Reject]]:
    """What `GET /api/models/{id}?expand=childrenModelCount` says of one repository; a kind that it does not name is unknown.

    The row names the repository that answered, after a redirect another one: compare hub_id.
    """
    return _parse(row, _children, file, 1)


def model_frame(models: list[ModelRow]) -> pl.DataFrame:
    """The table hub_models of a pull."""
    rows = [[getattr(model, name) for name in MODEL_SCHEMA] for model in models]
    return pl.DataFrame(rows, schema=MODEL_SCHEMA, orient="row")


def parse_commit(row: object) -> CommitRow:
    """One row of a commits listing. Raises RowError."""
    commit = Parts(_object("the commit", row), "commit")
    commit_id = commit.data.get("id")
    if not isinstance(commit_id, str) or not COMMIT_ID.fullmatch(commit_id):
        raise RowError("a commit has no id")
    title = commit.data.get("title")
    return CommitRow(commit_id, commit.required("date", a_moment), printable(title) if isinstance(title, str) else "")


def parse_file(row: object) -> str | None:
    """The path of a file in a tree listing, None for a folder. Raises RowError."""
    data = _object("the tree's entry", row)
    path = data.get("path")
    if not isinstance(path, str) or len(path) > 4_096:
        raise RowError("an entry of the tree has no path")
    return printable(path, 4_096) if data.get("type") == "file" else None


def raw_text(row: object) -> str:
    """A row as JSON for its reject, bounded; ASCII, so that half a character from outside cannot stop a file being written."""
    try:
        return dumps(row)[:MOST_RAW_CHARACTERS]
    except ValueError as error:
        return f"not written, because {error}; see the page in hub_pages"


def _parse(row: object, read: Callable[[Parts], T], file: str, number: int) -> tuple[T | None, list[Reject]]:
    """What `read` makes of a row, None if that is nothing, and the rejects of its odd parts or of the whole."""
    result: T | None = None
    notes: list[str] = []
    try:
        result = read(Parts(_object("the row", row), "row", notes))
    except RowError as error:
        notes = [str(error)]
    # Of a private repository, which only the token's owner may see, nothing goes on: rejects are exported.
    is_private = isinstance(row, dict) and row.get("private") not in (None, False)
    text = "" if is_private or not notes else raw_text(row)
    return result, [Reject("hub_models", file, number, reason, text) for reason in notes]


def _model(namespace: str, row: Parts) -> ModelRow:
    tags = row.read("tags", a_list)
    kept = None if tags is None else _plain(tags, row)
    base_models, relation = _base_models(row, kept or [])
    summed, stated = _parameter_counts(row)
    return ModelRow(
        hub_id=row.required("_id", _hub_id),
        hub_model_id=row.required("id", _model_id),
        namespace=namespace,
        created_at=row.read("createdAt", _creation),
        last_modified_at=row.read("lastModified", a_moment),
        downloads_30d=row.read("downloads", a_count),
        downloads_all_time=row.read("downloadsAllTime", a_count),
        likes=row.read("likes", a_count),
        licence=_licence(kept or [], row.part("cardData").data),
        tags=kept,
        base_models=base_models,
        base_model_relation=relation,
        gated=row.read("gated", _gated),
        is_private=_is_private(row),
        library=row.read("library_name", a_plain_text),
        task=row.read("pipeline_tag", a_plain_text),
        parameter_count=summed,
        parameter_count_stated=stated,
        eval_results_json=_eval_results(row),
        model_index_json=_as_json("model-index", row.read("model-index", a_list), row),
    )


def _children(row: Parts) -> Children:
    counts = row.part("childrenModelCount")
    count = partial(a_count, most=MOST_CHILDREN)
    return Children(
        hub_id=row.required("_id", _hub_id),
        hub_model_id=row.required("id", _model_id),
        finetune_count=counts.read("finetune", count),
        adapter_count=counts.read("adapter", count),
        merge_count=counts.read("merge", count),
        quantized_count=counts.read("quantized", count),
    )


def _object(name: str, value: object) -> dict[str, Any]:
    try:
        return an_object(name, value)
    except ValueError as error:
        raise RowError(str(error)) from None


def _model_id(name: str, value: Any) -> str:
    if not isinstance(value, str) or not MODEL_ID.fullmatch(value):
        raise ValueError(f"{name} is not of the form namespace/name")
    return value


def _hub_id(name: str, value: Any) -> str:
    if not isinstance(value, str) or not HUB_ID.fullmatch(value):
        raise ValueError(f"{name} is not the Hub's own id")
    return value


def _creation(name: str, value: Any) -> datetime:
    moment = a_moment(name, value)
    if moment.date() < FIRST_DAY:
        raise ValueError(f"{name} is no creation that can be, for the Hub says {FIRST_DAY} of whatever is older")
    return moment


def _gated(name: str, value: Any) -> str:
    if value is not False and value not in ("auto", "manual"):
        raise ValueError(f"{name} is none of false, auto and manual")
    return value if isinstance(value, str) else "false"


def _is_private(row: Parts) -> bool | None:
    """Whether only its owner may see it. What is not understood here may be private, and is told to nobody."""
    is_private = row.read("private", a_flag)
    return True if is_private is None and row.data.get("private") is not None else is_private


def _plain(tags: list[Any], row: Parts) -> list[str]:
    kept = [
        tag for tag in tags[:MOST_TAGS]
        if isinstance(tag, str) and len(tag) <= MOST_TEXT_CHARACTERS and tag.isprintable()
    ]  # fmt: skip
    if len(kept) < len(tags):
        row.note(f"tags: {len(tags) - len(kept)} of {len(tags)} are no plain short text")
    return kept


def _licence(tags: list[str], card: dict[str, Any]) -> str | None:
    names = [name for tag in tags if tag.startswith("license:") and (name := tag.removeprefix("license:").strip())]
    if not names:
        stated = card.get("license")
        names = [name for name in (stated if isinstance(stated, list) else [stated]) if isinstance(name, str)]
    if names == ["other"] and isinstance(card.get("license_name"), str):
        names = [str(card["license_name"])]
    return ", ".join(name for name in map(printable, names) if name)[:MOST_TEXT_CHARACTERS] or None


def _base_models(row: Parts, tags: list[str]) -> tuple[list[str] | None, str | None]:
    """From baseModels; what it does not say, from tags such as base_model:finetune:org/name beside the plain base_model:org/name."""
    names: list[str] = []
    relation = ""
    if _says_something(row.data.get("baseModels")):
        part = row.part("baseModels")
        if part.data and part.data.get("models") is None:
            part.note("baseModels: models is missing")
        names = part.each("models", lambda model: model.required("id", _base_model_id))
        stated = part.data.get("relation")
        relation = printable(stated, 40) if isinstance(stated, str) else ""
    pieces = [tag.split(":")[1:] for tag in tags if tag.startswith("base_model:")]
    if not names:
        names = [piece[-1] for piece in pieces if BASE_MODEL_ID.fullmatch(piece[-1])]
        if len(names) < len(pieces):
            row.note("tags: a base model has no usable name")
    relation = relation or next((piece[0] for piece in pieces if len(piece) == 2), "")
    return (list(dict.fromkeys(names)) or None), (relation or None)


def _says_something(value: Any, depth: int = 5) -> bool:
    """Whether there is anything in a value but blanks and nulls. What is nested deeper than a list of bases says something."""
    if isinstance(value, (dict, list)) and depth:
        parts = value.values() if isinstance(value, dict) else value
        return any(_says_something(part, depth - 1) for part in parts)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _base_model_id(name: str, value: Any) -> str:
    if not isinstance(value, str) or not BASE_MODEL_ID.fullmatch(value):
        raise ValueError(f"{name} is no name of a repository")
    return value


def _parameter_counts(row: Parts) -> tuple[int | None, int | None]:
    """The sum over the kinds of number, and the total that the Hub states. Where it lists no kind, nothing speaks against its total."""
    part = row.part("safetensors")
    stated = part.read("total", _parameters)
    if isinstance(kinds := part.data.get("parameters"), dict) and not _says_something(kinds):
        return stated, stated
    if part.data and part.data.get("parameters") is None:
        part.note("safetensors: parameters is missing")
    return part.read("parameters", _sum_of_parameters), stated


def _parameters(name: str, value: Any) -> int:
    return a_count(name, value, most=MOST_PARAMETERS)


def _sum_of_parameters(name: str, value: Any) -> int:
    kinds = an_object(name, value)
    known = {kind: n for kind, n in kinds.items() if n is not None}
    return _parameters(name, sum(_parameters(f"{name} of {printable(kind, 40)}", n) for kind, n in known.items()))


def _eval_results(row: Parts) -> str | None:
    """The entries as JSON text. One without dataset or value is left out; one the Hub itself marks with an error stays."""
    entries = row.read("evalResults", a_list)
    if entries is None:
        return None
    kept = [entry for entry in entries if _is_eval_result(entry)]
    if len(kept) < len(entries):
        row.note(f"evalResults: {len(entries) - len(kept)} of {len(entries)} have no dataset, task_id or value")
    return _as_json("evalResults", kept, row)


def _as_json(name: str, value: list[Any] | None, row: Parts) -> str | None:
    """A list as JSON text, bounded."""
    if value is None:
        return None
    try:
        text = dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except ValueError:  # NaN, half a character, a thousand brackets
        row.note(f"{name} cannot be written as JSON")
        return None
    if len(text) > MOST_EVAL_CHARACTERS:
        row.note(f"{name} is longer than {MOST_EVAL_CHARACTERS:,} characters")
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
