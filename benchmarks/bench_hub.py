"""What the whole Hub costs: `python -m benchmarks.bench_hub crawl 300000 1000000` against an invented Hub on loopback, and
`python -m benchmarks.bench_hub history 300000 --weeks 52` over invented listings.

Prints for each size how many models a second the crawl takes by the clock from its first request to its last batch, and by the processor
time of its two processes with all that they do (importing, asking, unpacking, looking for a token, spooling, parsing, writing), their peak
memory together and the most of the disk that the spool took. The Hub is a process of its own, whose pages are made beforehand.

Of the history: for each week what it takes to keep its listing, sums by root included, and to build the tables that rest on it; each in a
process of its own. The disk is that of the whole history so far.
"""

import argparse
import importlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from benchmarks.invented_weeks import write_week
from warehouse.build.heads import Model
from warehouse.build.runner import build, make_raw
from warehouse.build.selection import select
from warehouse.history.listings import add_listing
from warehouse.history.read import load_listings
from warehouse.history.records import Listing
from warehouse.settings import read_settings
from warehouse.sources.hub.crawl import Asking, Listed, Step, listed

TOKEN = "hf_" + "invented" * 4  # as a run with one: every page is looked through for it


@contextmanager
def served(n_models: int, week: int = 0) -> Iterator[str]:
    """The address of an invented Hub."""
    command = [sys.executable, "-m", "benchmarks.invented_hub", str(n_models), "--week", str(week), "--made"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own interpreter
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip().partition("=")[2]
        finally:
            server.terminate()


@contextmanager
def crawled(endpoint: str, folder: Path) -> Iterator[tuple[Listed, int]]:
    """A listing in a folder, and the most bytes that its spool took."""
    most = 0

    def look(step: Step) -> None:
        nonlocal most
        if step.pages % 25 == 0:
            most = max(most, size_of(folder))

    from flows.cluster import writers

    with writers("") as (write, wait):
        asking = Asking(now=lambda: datetime.now(UTC), on_step=look, write=write, wait=wait)
        with listed(folder, asking, endpoint=endpoint, token=TOKEN) as found:
            yield found, max(most, size_of(folder))


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder, some of which may go meanwhile."""
    sizes = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            sizes += path.stat().st_size if path.is_file() else 0
    return sizes


def bench_crawl(n_models: int) -> None:
    """List a Hub of that size in a process of its own, and print what it took."""
    with served(n_models) as endpoint, tempfile.TemporaryDirectory() as folder:
        child = os.fork()
        if child == 0:
            importlib.import_module("flows.cluster")  # Prefect, which the writer need not import to find this file
            began = time.monotonic()
            with crawled(endpoint, Path(folder)) as (found, disk):
                assert found.rows == n_models
            clock = time.monotonic() - began
            took = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            lister, writer = (one.ru_utime + one.ru_stime for one in took)
            print(
                f"crawl {n_models:>9,}: {n_models / clock:>7,.0f} models/s by the clock ({clock:.1f} s), "
                f"{n_models / (lister + writer):>7,.0f} models/s of one core ({lister:.1f} s listing, {writer:.1f} s writing), "
                f"{sum(one.ru_maxrss for one in took) / 1024:.0f} MB of memory, {disk / 1e6:.0f} MB of disk",
                flush=True,
            )
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0


def bench_history(n_models: int, weeks: int) -> None:
    """Keep so many weekly listings of a Hub of that size, build over them, and print what each step took."""
    first = date(2026, 8, 18)
    wanted = ("marts.spread_weekly", "marts.derivatives", "core.spread_shares")
    models = list({model.name: model for name in wanted for model in select(f"+{name}")}.values())
    with tempfile.TemporaryDirectory() as folder:
        history, batches = Path(folder) / "history", Path(folder) / "batches"
        batches.mkdir()
        for week in range(weeks):
            rows = write_week(n_models, week, batches)
            day = first + timedelta(weeks=week)
            kept = _measured(lambda rows=rows, day=day: _keep(rows, day, history))
            built = _measured(lambda: _build(models, history, first + timedelta(weeks=weeks)))
            print(
                f"history {n_models:>9,} week {week + 1:>2}: kept {kept}; built {built}; {size_of(history) / 1e6:,.0f} MB",
                flush=True,
            )


def _keep(rows: list[Path], day: date, history: Path) -> None:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    listing = Listing(day, "full", "hub", "invented", "invented", "http://127.0.0.1", "", "none", at, at)
    add_listing(rows, listing, history, memory=read_settings().memory, code_version="bench")


def _build(models: Iterable[Model], history: Path, as_of: date) -> None:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        make_raw(connection)
        connection.execute(
            "insert into raw.organizations (organization_id, name, country, hub_namespaces) values ('q', 'Q', 'CN', 'Qwen deepseek-ai'), "
            "('m', 'M', 'US', 'meta-llama google')"
        )
        load_listings(connection, history, as_of, memory=read_settings().memory)
        build(connection, models, as_of=as_of)
        found = connection.execute(
            "select count(*), count(share_downloads_30d_of_two) from core.spread_shares"
        ).fetchall()
        assert found[0][0] == found[0][1] > 0


def _measured(work: Callable[[], None]) -> str:
    """What some work takes in a process of its own."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        work()
        took = resource.getrusage(resource.RUSAGE_SELF)
        os.write(write, f"{took.ru_utime + took.ru_stime:.1f} s, {took.ru_maxrss / 1024:.0f} MB".encode())
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    os.close(write)
    with os.fdopen(read) as said:
        return said.read()


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["crawl", "history"])
    parser.add_argument("n_models", type=int, nargs="+")
    parser.add_argument("--weeks", type=int, default=1)
    given = parser.parse_args()
    for n_models in given.n_models:
        if given.what == "crawl":
            bench_crawl(n_models)
        else:
            bench_history(n_models, given.weeks)


if __name__ == "__main__":
    main()
