"""Small listings for tests: batches drawn as rows, kept in a history, and read as a build reads them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from warehouse.build.runner import make_raw
from warehouse.history.listings import add_listing
from warehouse.history.read import load_listings
from warehouse.history.records import COLUMNS, Kept, Listing

MEMORY = "300MB"
TRACKED = {"qwen": "Qwen", "meta": "meta-llama facebook"}
TYPES = {
    "VARCHAR": pl.String, "BIGINT": pl.Int64, "VARCHAR[]": pl.List(pl.String), "TIMESTAMP WITH TIME ZONE": pl.Datetime("us", "UTC"),
}  # fmt: skip
Row = dict[str, Any]


def model(name: str, **given: Any) -> Row:
    """A repository; its id is made of its name, and it is from the first of July."""
    usual = {
        "hub_id": f"id-{name.lower()}", "hub_model_id": name, "created_at": datetime(2026, 7, 1, tzinfo=UTC), "downloads_30d": 10,
        "likes": 1, "licence": "mit", "tags": ["x"], "base_models": [],
    }  # fmt: skip
    return dict.fromkeys(COLUMNS) | usual | given


def write_batch(rows: Iterable[Row], file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    schema = {name: TYPES[kind] for name, kind in COLUMNS.items()}
    pl.DataFrame(list(rows), schema=schema).write_parquet(file)
    return file


def listing(day: int = 18, kind: str = "full", **given: Any) -> Listing:
    """A listing of August 2026; day 18 is in week 34, 25 in week 35."""
    on = date(2026, 8, 1) + timedelta(days=day - 1)
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    usual = {
        "listed_on": on, "kind": kind, "source": "hub", "title": "Models", "producer": "Hugging Face", "url": "https://hub.example",
        "query": "", "licence": "terms", "started_at": at, "finished_at": at,
    }  # fmt: skip
    return Listing(**(usual | given))


def keep(home: Path, rows: Iterable[Row], day: int = 18, kind: str = "full", **given: Any) -> Kept:
    """Keep a listing of one batch in `home/history`."""
    batch = write_batch(rows, home / "batches" / f"{day}-{kind}.parquet")
    return add_listing([batch], listing(day, kind, **given), home / "history", memory=MEMORY, code_version="test")


def loaded(home: Path, as_of: date = date(2026, 12, 31)) -> duckdb.DuckDBPyConnection:
    """The raw tables as a build fills them, for the organisations of TRACKED."""
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    make_raw(connection)
    for organization, namespaces in TRACKED.items():
        connection.execute(
            "insert into raw.organizations (organization_id, hub_namespaces) values (?, ?)", [organization, namespaces]
        )
    load_listings(connection, home / "history", as_of, memory=MEMORY)
    return connection


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()
