"""What the whole Hub costs: `python -m benchmarks.bench_hub crawl 300000 1000000` against an invented Hub on loopback.

Prints for each size how many models a second the crawl takes, by its processor time with all that it does (asking, unpacking, looking for a
token, spooling, parsing, writing), its peak memory and the most of the disk that its spool took. The Hub is a process of its own.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from warehouse.sources.hub.crawl import Asking, Listed, Step, listed

TOKEN = "hf_" + "invented" * 4  # as a run with one: every page is looked through for it


@contextmanager
def served(n_models: int, week: int = 0) -> Iterator[str]:
    """The address of an invented Hub."""
    command = [sys.executable, "-m", "benchmarks.invented_hub", str(n_models), "--week", str(week)]
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

    asking = Asking(now=lambda: datetime.now(UTC), on_step=look)
    with listed(folder, asking, endpoint=endpoint, token=TOKEN) as found:
        yield found, max(most, size_of(folder))


def size_of(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def bench_crawl(n_models: int) -> None:
    """List a Hub of that size in a process of its own, and print what it took."""
    with served(n_models) as endpoint, tempfile.TemporaryDirectory() as folder:
        child = os.fork()
        if child == 0:
            began = time.monotonic()
            with crawled(endpoint, Path(folder)) as (found, disk):
                assert found.rows == n_models
            took = resource.getrusage(resource.RUSAGE_SELF)
            seconds = took.ru_utime + took.ru_stime
            print(
                f"crawl {n_models:>9,}: {n_models / seconds:>7,.0f} models/s, {seconds:.1f} s of processor time, "
                f"{time.monotonic() - began:.0f} s in all, {took.ru_maxrss / 1024:.0f} MB of memory, {disk / 1e6:.0f} MB of disk",
                flush=True,
            )
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["crawl"])
    parser.add_argument("n_models", type=int, nargs="+")
    given = parser.parse_args()
    for n_models in given.n_models:
        bench_crawl(n_models)


if __name__ == "__main__":
    main()
