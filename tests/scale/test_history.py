"""A history in a catalogue says what one in a folder says, and two machines that keep listings at once lose and double nothing."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.history.listed import MEMORY, TRACKED, Row, listing, model, write_batch
from tests.scale.servers import Postgres
from warehouse import lake
from warehouse.build.runner import make_raw
from warehouse.history import shared
from warehouse.history.engine import History
from warehouse.history.listings import add_listing
from warehouse.history.read import load_listings
from warehouse.settings import Catalogue, read_catalogue

Raw = dict[str, list[tuple[Any, ...]]]
BASE = [model("Qwen/One", downloads_30d=100), model("meta-llama/Two", downloads_30d=70, parameter_count=8 * 10**9)]


def rows(week: int, n_models: int = 300) -> list[Row]:
    """A listing of which most is as in other weeks: every tenth repository has changed its licence."""
    tunes = [
        model(
            f"me/Tune-{n}", base_models=["qwen/one", "meta-llama/two", "gone/base"][n % 3 : n % 3 + 1 + n % 2],
            base_model_relation="finetune", downloads_30d=n + week, licence=f"week-{week}" if n % 10 == 0 else "mit",
        )
        for n in range(n_models)
    ]  # fmt: skip
    return BASE + tunes


@pytest.fixture
def catalogue(postgres: Postgres, tmp_path: Path) -> Catalogue:
    """An empty catalogue with its files in a folder."""
    return at(postgres, tmp_path / "files", tmp_path / "own")


def at(postgres: Postgres, files: object, folder: Path) -> Catalogue:
    address = f"ducklake:{postgres.url(postgres.create(), with_password=True)}?files={files}"
    return read_catalogue(address, folder)


def keep(history: History, batch: Path, day: int) -> None:
    add_listing([batch], listing(day), history, memory=MEMORY, code_version="test")


def keep_and_die(history: History, batch: Path, day: int) -> None:
    """Keep a listing in a process that is killed when all is written and nothing is committed."""
    in_transaction = shared.in_transaction
    shared.in_transaction = lambda connection, work: in_transaction(  # type: ignore[assignment]
        connection, lambda: (work(), os.kill(os.getpid(), signal.SIGKILL))
    )
    keep(history, batch, day)


def at_once(*given: tuple[Any, ...], work: Callable[..., None] = keep) -> list[int | None]:
    """The exit codes of processes that each keep a listing, and begin together."""
    spawn = multiprocessing.get_context("spawn")
    started = [spawn.Process(target=work, args=each) for each in given]
    for process in started:
        process.start()
    for process in started:
        process.join(120)
    return [process.exitcode for process in started]


def elsewhere(catalogue: Catalogue, folder: Path) -> Catalogue:
    """The same catalogue as another machine sees it: with a folder of its own."""
    return replace(catalogue, folder=folder)


def raw(history: History) -> Raw:
    """What a build reads of a history."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        make_raw(connection)
        for organization, namespaces in TRACKED.items():
            connection.execute(
                "insert into raw.organizations (organization_id, hub_namespaces) values (?, ?)",
                [organization, namespaces],
            )
        load_listings(connection, history, date(2026, 12, 31), memory=MEMORY)
        return {
            table: connection.execute(f"from raw.{table} order by all").fetchall()
            for table in ("hub_listings", "hub_spread", "hub_roots")
        }


@pytest.mark.parametrize("place", ["folder", pytest.param("s3", marks=pytest.mark.long)])
def test_a_catalogue_says_what_a_folder_says(postgres, request, monkeypatch, tmp_path, place):
    for name, value in request.getfixturevalue("s3_environment").items() if place == "s3" else ():
        monkeypatch.setenv(name, value)
    catalogue = at(postgres, tmp_path / "files" if place == "folder" else "s3://openlag/history", tmp_path / "own")
    assert raw(catalogue) == {"hub_listings": [], "hub_spread": [], "hub_roots": []}
    for day in (25, 18):
        batch = write_batch(rows(day), tmp_path / f"{day}.parquet")
        for history in (catalogue, catalogue, tmp_path / "history"):
            keep(history, batch, day)
    expected = raw(tmp_path / "history")
    assert raw(catalogue) == expected and len(expected["hub_listings"]) == 2 and expected["hub_spread"]
    # Another machine has none of the sums, and makes the same ones.
    assert raw(elsewhere(catalogue, tmp_path / "another")) == expected


def test_two_machines_that_keep_listings_at_once_lose_nothing_and_double_nothing(catalogue, tmp_path):
    batches = {day: write_batch(rows(day), tmp_path / f"{day}.parquet") for day in (18, 25)}
    both = [(elsewhere(catalogue, tmp_path / f"machine-{day}"), batch, day) for day, batch in batches.items()]
    again = (elsewhere(catalogue, tmp_path / "third"), batches[18], 18)
    assert at_once(*both, again) == [0, 0, 0]
    for day, batch in batches.items():
        keep(tmp_path / "history", batch, day)
    assert raw(elsewhere(catalogue, tmp_path / "reader")) == raw(tmp_path / "history")
    with duckdb.connect() as connection:
        lake.attach(connection, catalogue)
        held = connection.execute(
            "select count(*), count(distinct (hub_id, attributes_key)) from lake.attributes"
        ).fetchall()
        counted = connection.execute(
            "select count(*), count(distinct (listing_id, hub_id)) from lake.counts"
        ).fetchall()
    # 302 repositories, of which every tenth tune has another version in the other week.
    assert held == [(332, 332)] and counted == [(604, 604)]


def test_of_a_machine_that_is_killed_before_the_end_nothing_is_read(catalogue, tmp_path):
    batch = write_batch(rows(18), tmp_path / "18.parquet")
    keep(catalogue, write_batch(rows(25), tmp_path / "25.parquet"), 25)
    before = raw(catalogue)
    assert at_once((elsewhere(catalogue, tmp_path / "killed"), batch, 18), work=keep_and_die) == [-signal.SIGKILL]
    assert raw(catalogue) == before
    keep(elsewhere(catalogue, tmp_path / "next"), batch, 18)
    assert [row[0][:14] for row in raw(catalogue)["hub_listings"]] == ["hub-2026-08-18", "hub-2026-08-25"]
