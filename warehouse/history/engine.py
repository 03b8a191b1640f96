"""DuckDB as the history uses it: within a limit of memory, what does not fit on the disk beside it; and the lock of who writes there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from warehouse import files, lake
from warehouse.landing import SourceError, TransientError
from warehouse.load_records import Stored, stored
from warehouse.processes import QUIET
from warehouse.settings import Catalogue, bytes_of
from warehouse.sql_text import listed, quoted

History = Path | Catalogue

# Keeping a listing of millions takes a minute or two; whoever holds the history for longer is stopped or stuck.
LONGEST_WAIT_SECONDS = 600.0
# With which a listing of three million is worked on within 2 GiB, all else included; more makes it no faster.
MOST_MEMORY = "1500MB"
# As small as by the usual level of zstd, in a sixth less time.
PACKED = "compression zstd, compression_level 1, parquet_version v2"


@contextmanager
def alone(history: Path) -> Iterator[None]:
    """Hold the history for writing, and remove what killed runs left in it. What the system refuses is a sentence."""
    try:
        history.mkdir(parents=True, exist_ok=True)
        with files.alone(history, seconds=LONGEST_WAIT_SECONDS):
            try:
                sweep(history)
                yield
            finally:
                sweep(history)
    except files.Busy as error:
        raise TransientError(
            f"{history}: another run has been writing here for {LONGEST_WAIT_SECONDS:.0f} s; wait for it to end, then run again."
        ) from error
    except OSError as error:
        place, reason = error.filename or history, error.strerror or error
        raise SourceError(f"{place}: cannot be written ({reason}); set OPENLAG_HISTORY elsewhere.") from error


def sweep(history: Path) -> None:
    """Remove what is half written; only who holds the lock may."""
    for path in (
        *history.glob(".*.partial"),
        *history.glob("derived/.*.partial"),
        *history.glob("derived/*/.*.partial"),
    ):
        files.remove(path)


def folder_of(history: History) -> Path:
    """Where this machine keeps what it works out of a history, and with no catalogue the history itself."""
    return history if isinstance(history, Path) else history.folder


def may_hold(history: History) -> bool:
    """Whether there may be listings: a catalogue says so itself, a folder is there once one is kept."""
    return isinstance(history, Catalogue) or history.is_dir()


@contextmanager
def engine(history: History, memory: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for work on listings, with the catalogue attached if there is one. memory: what DuckDB may take, as it writes a size."""
    spill = folder_of(history) / ".spill.partial"
    allowed = min(memory, MOST_MEMORY, key=bytes_of)
    with duckdb.connect(config={"memory_limit": allowed, "temp_directory": str(spill)}) as connection:
        connection.execute(f"{QUIET}; set timezone = 'UTC'")
        if isinstance(history, Catalogue):
            lake.attach(connection, history)
        try:
            yield connection
        except duckdb.OutOfMemoryException as error:
            needs = f"{history}: the work on a listing needs more memory than"
            if bytes_of(memory) < bytes_of(MOST_MEMORY):
                raise SourceError(f"{needs} OPENLAG_MEMORY={memory} allows; allow more.") from error
            raise SourceError(
                f"{needs} the {MOST_MEMORY} that it gets at most, into which five million models fit; look at what was listed."
            ) from error


def scan(paths: Iterable[Path]) -> str:
    """Parquet files as a table in a query."""
    return f"read_parquet({listed(paths)})"


def write(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> Stored:
    """Write the rows of a query and say what was written."""
    ((rows,),) = connection.execute(f"copy ({query}) to {quoted(file)} (format parquet, {PACKED})").fetchall()
    columns = [name for name, *_ in connection.execute(f"describe from {scan([file])}").fetchall()]
    return stored(file, rows=rows, columns=columns)
