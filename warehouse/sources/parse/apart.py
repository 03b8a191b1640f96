"""A file from the network read in a process of its own, under limits that hold: what a library takes to unfold it, its own do not bound.

A Parquet file of seven kilobytes made DuckDB take sixteen gigabytes beside a memory limit of one.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from warehouse.landing import Reject, SourceError

MOST_BYTES = 3 * 2**30  # of memory, most of it reserved by libraries and never touched
SECONDS = 120.0
ASKED, ROWS, REJECTS, REFUSED = "asked", "rows", "rejects", "refused"
FAULT, NO_MEMORY = 1, 3  # exit codes: of a traceback, which is ours
CHILD = "from warehouse.sources.parse.apart import main; main()"
REJECT_SCHEMA = dict.fromkeys(("table", "file"), pl.String()) | {
    "row_number": pl.Int64(), "reason": pl.String(), "raw_text": pl.String()
}  # fmt: skip

Rows = tuple[pl.DataFrame, list[Reject]]


def read_apart(
    read: Callable[..., Rows], *arguments: Any, what: str, most_bytes: int = MOST_BYTES, seconds: float = SECONDS
) -> Rows:
    """What a function of a module makes of its arguments. what: is read, for the sentence. Raises its SourceError, and one past a limit."""
    with TemporaryDirectory(prefix="openlag-") as place:
        folder = Path(place)
        (folder / ASKED).write_bytes(pickle.dumps((read, arguments, most_bytes)))
        path = os.pathsep.join(filter(None, sys.path))
        watched, held = os.pipe()  # held by this process alone, so that the child sees it end
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter
                [sys.executable, "-c", CHILD, place],
                env=os.environ | {"PYTHONPATH": path},
                timeout=seconds,
                stdin=watched,
                capture_output=True,
            )
        except subprocess.TimeoutExpired:
            raise SourceError(f"{what}: reading it takes longer than {seconds:g} s; it is not read.") from None
        finally:
            os.close(watched)
            os.close(held)
        if (folder / REFUSED).is_file():
            raise SourceError((folder / REFUSED).read_text(encoding="utf-8"))
        if done.returncode == FAULT:
            raise RuntimeError(f"{what}: {done.stderr.decode(errors='replace')}")
        if done.returncode:  # a library that gets no memory ends the process
            raise SourceError(
                f"{what}: reading it takes more than {most_bytes / 2**30:g} GB of memory; it is not read."
            )
        rejects = [Reject(**row) for row in pl.read_ipc((folder / REJECTS).read_bytes()).iter_rows(named=True)]
        return pl.read_ipc((folder / ROWS).read_bytes()), rejects


def main() -> None:
    """The child: limits first, then the reading."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    folder = Path(sys.argv[1])
    read, arguments, most_bytes = pickle.loads((folder / ASKED).read_bytes())  # noqa: S301 - written by our own parent
    with suppress(ImportError, ValueError, OSError):  # a system without such a limit, or with a lower one
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        frame, rejects = read(*arguments)
    except SourceError as error:
        (folder / REFUSED).write_text(str(error), encoding="utf-8")
        return
    except MemoryError:
        sys.exit(NO_MEMORY)
    pl.DataFrame([asdict(reject) for reject in rejects], schema=REJECT_SCHEMA).write_ipc(folder / REJECTS)
    frame.write_ipc(folder / ROWS)


def _end_with_parent() -> None:
    """Without it a child whose parent was killed would read on, for nobody and without a limit of time."""
    os.read(0, 1)
    os._exit(1)
