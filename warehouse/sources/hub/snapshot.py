"""The stored snapshot of the Hub, warehouse/reference/hub_models.csv, which stands in for a listing that cannot be asked for.

Its rows are written as the Hub writes them and parsed as a page is, so both give the same columns. What the snapshot does not know is
absent, never zero. Two things are made up because the columns need them: a day without a time becomes midnight UTC, and a repository whose
hub_id is blank gets the first 24 hexadecimal digits of the SHA-256 of its name, the same at every reading.
"""

import csv
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from warehouse.landing import Pull, SourceError
from warehouse.sources.hub.pulls import LICENCE, PRODUCER, TITLE, utc
from warehouse.sources.hub.results import read_results
from warehouse.sources.hub.rows import model_frame, parse_models

FILE = "hub_models.csv"
ADDRESS = "https://huggingface.co/api/models"

Json = dict[str, Any]


def pull_snapshot(folder: Path, namespaces: Sequence[str], *, now: Callable[[], datetime]) -> Pull:
    """The repositories of these namespaces that the snapshot in a folder lists, as a Pull of its own day. Raises SourceError."""
    started_at = utc(now)
    rows, snapshot_on = read_snapshot(folder / FILE)
    models, rejects = [], []
    for namespace in dict.fromkeys(namespaces):
        listed: list[Any] = [row for row in rows if row["author"] == namespace]
        listed.sort(key=lambda row: (row.get("createdAt", ""), row["id"]), reverse=True)
        found, rejected = parse_models(listed, namespace=namespace, file=FILE)
        models += found
        rejects += rejected
    results, result_rejects = read_results(models, started_at.date())
    return Pull(
        source="hub",
        title=f"{TITLE}, stored snapshot of {snapshot_on}",
        producer=PRODUCER,
        url=ADDRESS,
        query=f"author in ({' '.join(dict.fromkeys(namespaces))}), from {FILE}",
        licence=LICENCE,
        retrieved_on=snapshot_on,
        started_at=started_at,
        finished_at=utc(now),
        tables={"hub_models": model_frame(models), "hub_eval_results": results},
        rejects=rejects + result_rejects,
        is_snapshot=True,
    )


def read_snapshot(file: Path) -> tuple[list[Json], date]:
    """The rows as the Hub writes them, and the day they were read. Raises SourceError."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, restval=""))
        return [as_listed(row) for row in rows], max(date.fromisoformat(row["read_on"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{file}: no stored snapshot ({error!r}); take the file from git again.") from error


def as_listed(row: Mapping[str, str]) -> Json:
    """One row of the CSV as the Hub writes it. A blank cell is a field that is not there."""
    name, tags, licence = row["hub_model_id"], row["tags"].split(), row["licence"]
    card = {"license": "other", "license_name": licence} if "license:other" in tags else {"license": licence}
    bases = [{"_id": _hub_id(base), "id": base} for base in row["base_models"].split()]
    numbers = {"downloads": "downloads_30d", "downloadsAllTime": "downloads_all_time", "likes": "likes"}
    parameters = int(row["parameter_count"]) if row["parameter_count"] else None
    found: Json = {
        "author": name.partition("/")[0],
        "createdAt": _moment(row["created_at"]),
        "lastModified": _moment(row["last_modified_at"]),
        "tags": tags or None,
        "cardData": card if licence else None,
        "baseModels": {"relation": row["base_model_relation"], "models": bases} if bases else None,
        "gated": {"": None, "false": False}.get(row["gated"], row["gated"]),
        "library_name": row["library"] or None,
        "pipeline_tag": row["task"] or None,
        "safetensors": {"parameters": {"unknown": parameters}, "total": parameters} if parameters is not None else None,
        "evalResults": _json_cell(row, "eval_results_json"),
        "model-index": _json_cell(row, "model_index_json"),
    } | {field: int(row[column]) for field, column in numbers.items() if row.get(column)}
    known = {field: value for field, value in found.items() if value is not None}
    return {"_id": row["hub_id"] or _hub_id(name), "id": name, **known}


def _json_cell(row: Mapping[str, str], column: str) -> object:
    """The JSON in a cell; a snapshot without the column knows nothing of it."""
    text = row.get(column)
    return json.loads(text) if text else None


def _hub_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def _moment(text: str) -> str | None:
    return f"{text}T00:00:00.000Z" if len(text) == 10 else text or None
