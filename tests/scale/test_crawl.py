"""A crawl whose batches are written by workers of Dask, kept in a catalogue, has the rows of one process, whoever is killed on the way."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.crawl import list_hub
from tests.scale.servers import PROJECT, Postgres, Prefect, clean_environment, dask_workers, invented_hub
from tests.scale.test_history import Raw, at, raw
from warehouse.history.engine import History

N_MODELS, PAGES_A_BATCH = 20_000, 4


@dataclass(frozen=True)
class Machine:
    """One that crawls: what it knows, and where its home is."""

    home: Path
    environment: dict[str, str]

    def start(self, **settings: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.scale.crawler", str(PAGES_A_BATCH)]
        environment = clean_environment() | self.environment | {"OPENLAG_HOME": str(self.home)} | settings
        return subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def crawl(self, **settings: str) -> str:
        """Crawl to the end; what it says."""
        return said_by(self.start(**settings))


@contextmanager
def crawling(machine: Machine, settings: dict[str, str]) -> "Iterator[subprocess.Popen[str]]":
    """A crawl under way, ended however the block ends."""
    process = machine.start(**settings)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said_by(process: "subprocess.Popen[str]") -> str:
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with invented_hub(tmp_path_factory.mktemp("hub"), N_MODELS) as endpoint:
        yield endpoint


@pytest.fixture
def machine(prefect: Prefect, hub: str, tmp_path: Path) -> Callable[[str], Machine]:
    environment = prefect.environment | {
        "HF_ENDPOINT": hub,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_LOGGING_LEVEL": "ERROR",
    }
    return lambda name: Machine(tmp_path / name, environment)


@pytest.fixture
def shared(postgres: Postgres, tmp_path: Path) -> tuple[History, dict[str, str]]:
    """A catalogue, and the settings that name it."""
    catalogue = at(postgres, tmp_path / "files", tmp_path / "reader")
    address = f"ducklake:{postgres.url(catalogue.database)}?files={tmp_path / 'files'}"
    return catalogue, {"OPENLAG_HISTORY": address} | postgres.environment


def but_times(rows: Raw) -> Raw:
    """Without when a listing was made and under which address of this machine."""
    return rows | {"hub_listings": [(row[:5], row[11:]) for row in rows["hub_listings"]]}


@pytest.fixture(scope="module")
def expected(hub: str, tmp_path_factory: pytest.TempPathFactory) -> Raw:
    """What this process lists, in a folder and with no server."""
    home = tmp_path_factory.mktemp("one")
    with pytest.MonkeyPatch.context() as here:
        here.setenv("HF_ENDPOINT", hub)
        here.setenv("OPENLAG_HOME", str(home))
        list_hub.fn(False)
    found = but_times(raw(home / "history"))
    assert found["hub_listings"][0][1][0] == N_MODELS and len(found["hub_roots"]) == 2_000
    return found


def test_two_workers_give_the_rows_of_one_process(machine, shared, expected, tmp_path):
    catalogue, settings = shared
    with dask_workers(tmp_path, 2) as (dask, _):
        said = machine("crawler").crawl(OPENLAG_DASK=dask, **settings)
    assert but_times(raw(catalogue)) == expected
    assert list(tmp_path.glob("crawler/crawl/*")) == [] and settings["PGPASSWORD"] not in said


@pytest.mark.long
def test_a_worker_that_is_killed_in_the_middle_loses_no_batch_and_doubles_none(machine, shared, expected, tmp_path):
    catalogue, settings = shared
    with (
        dask_workers(tmp_path, 2) as (dask, workers),
        crawling(machine("crawler"), settings | {"OPENLAG_DASK": dask}) as process,
    ):
        wait_until(lambda: list(tmp_path.glob("crawler/crawl/full-*/batches/*")), process)
        workers[0].kill()
        said_by(process)
    assert but_times(raw(catalogue)) == expected


@pytest.mark.long
def test_a_lister_that_is_killed_goes_on_where_it_was(machine, shared, expected, tmp_path):
    catalogue, settings = shared
    crawler = machine("crawler")
    with dask_workers(tmp_path, 2) as (dask, _):
        with crawling(crawler, settings | {"OPENLAG_DASK": dask}) as process:
            wait_until(lambda: len(list(tmp_path.glob("crawler/crawl/full-*/pages/*"))) > 6, process)
        said = crawler.crawl(OPENLAG_DASK=dask, **settings)
    assert re.search(r"Going on with the listing begun on .* after \d+ pages", said)
    assert but_times(raw(catalogue)) == expected


@pytest.mark.long
def test_processes_of_this_machine_can_write_the_batches(machine, expected, tmp_path):
    machine("crawler").crawl(OPENLAG_DASK="2")
    assert but_times(raw(tmp_path / "crawler" / "history")) == expected


@pytest.mark.long
def test_a_scheduler_that_does_not_answer_is_told(machine, tmp_path):
    process = machine("crawler").start(OPENLAG_DASK="tcp://127.0.0.1:1")
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 1 and "OPENLAG_DASK=tcp://127.0.0.1:1: no worker of Dask answers there" in said


def wait_until(is_so: Callable[[], object], process: "subprocess.Popen[str]") -> None:
    while not is_so():
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.02)
