"""The stored snapshot, warehouse/reference/hub_models.csv, as rows of a Hub, so that it comes through the live code path.

A blank cell is a field that is absent, never zero. Two things are made up because the format needs them: a day without a time becomes
midnight UTC, and a model whose hub_id is blank gets an invented `_id`.
"""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

from tests.hub_server.world import Json, World, invented_id

SNAPSHOT = Path(__file__).parents[2] / "warehouse" / "reference" / "hub_models.csv"
COUNTS = {
    "downloads": "downloads_30d",
    "downloadsAllTime": "downloads_all_time",
    "likes": "likes",
    "trendingScore": "trending_score",
}


def snapshot_world(path: Path = SNAPSHOT) -> World:
    """A Hub of the rows of such a file; it knows of no commits."""
    with path.open(encoding="utf-8", newline="") as file:
        return World([_row(row) for row in csv.DictReader(file, restval="")])


def _row(row: Mapping[str, str]) -> Json:
    name, tags, licence = row["hub_model_id"], row["tags"].split(), row["licence"]
    card = {"license": "other", "license_name": licence} if "license:other" in tags else {"license": licence}
    bases = [{"_id": invented_id(base), "id": base} for base in row["base_models"].split()]
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
        "safetensors": {"parameters": {}, "total": int(row["parameter_count"])} if row["parameter_count"] else None,
        "evalResults": _json_cell(row, "eval_results_json"),
        "model-index": _json_cell(row, "model_index_json"),
    } | {field: int(row[column]) for field, column in COUNTS.items() if row.get(column)}
    known = {field: value for field, value in found.items() if value is not None}
    return {"_id": row["hub_id"] or invented_id(name), "id": name, **known}


def _json_cell(row: Mapping[str, str], column: str) -> object:
    text = row.get(column)
    return json.loads(text) if text else None


def _moment(text: str) -> str | None:
    return f"{text}T00:00:00.000Z" if len(text) == 10 else text or None
