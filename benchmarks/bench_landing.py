"""How landing and reading grow with the loads that are there: `python -m benchmarks.bench_landing --loads 1 301 1201`.

Invented loads, a third each of the Hub's list, its top lists and Epoch's index, a week apart. Prints processor milliseconds, the least
of several: landing one more, landing it checked, finding the newest of a source, and filling the raw tables from all.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import duckdb
import polars as pl

from warehouse.build.runner import load_raw
from warehouse.landing import Pull, finished_loads, land, newest_load
from warehouse.settings import PROJECT
from warehouse.sources import reference
from warehouse.sources.gate import land_checked

LAST_DAY = datetime(2026, 8, 11, 6, tzinfo=UTC)
CODE = "benchmark"
TABLES = {"hub": "hub_models", "hub_top": "hub_top", "epoch": "epoch_index"}
NAME = {"hub": "hub_id", "hub_top": "hub_id", "epoch": "model"}


def invented(source: str, week: int, rows: int) -> Pull:
    """Facts of a source so many weeks before the last."""
    moment = LAST_DAY - timedelta(weeks=week)
    frame = pl.DataFrame({NAME[source]: [f"{source} {week} {row}" for row in range(rows)]})
    return Pull(
        source, "invented", "invented", "invented", "", "none", moment.date(), moment, moment, {TABLES[source]: frame}
    )


def least(work: Callable[[], object], repeats: int) -> float:
    """Processor milliseconds of the quickest of several."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return 1e3 * min(found)


def read_all(landing: Path) -> None:
    """The raw tables of a build, in memory."""
    with duckdb.connect() as connection:
        load_raw(connection, list(finished_loads(landing)))


def measure(landing: Path, rows: int, repeats: int) -> Iterator[float]:
    """The four of a landing, in milliseconds; the loads that landing adds are younger than all."""
    facts, weeks = reference.read(PROJECT / "warehouse" / "reference", now=LAST_DAY), count(-1, -1)
    raw = least(lambda: read_all(landing), 3)
    newest = least(lambda: newest_load(landing, "hub"), repeats)
    yield least(lambda: land(invented("hub", next(weeks), rows), landing, code_version=CODE), repeats)
    yield least(
        lambda: land_checked(invented("hub", next(weeks), rows), landing, lambda: facts, code_version=CODE), repeats
    )
    yield from (newest, raw)


def main() -> None:
    """Time it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--loads", type=int, nargs="+", default=[1, 301, 1201], help="there already (default: %(default)s)"
    )
    parser.add_argument("--rows", type=int, default=100, help="of each load (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=10, help="of each measurement (default: %(default)s)")
    given = parser.parse_args()
    print(f"{'loads':>6} {'land':>8} {'checked':>8} {'newest':>8} {'raw':>8}   processor ms")
    for size in given.loads:
        with tempfile.TemporaryDirectory() as folder:
            for number in range(size):
                land(invented([*TABLES][number % 3], number // 3, given.rows), Path(folder), code_version=CODE)
            print(
                f"{size:>6} " + " ".join(f"{found:>8.1f}" for found in measure(Path(folder), given.rows, given.repeats))
            )


if __name__ == "__main__":
    main()
