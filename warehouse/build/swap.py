"""Build the warehouse from the landing into a new file, and swap it in at the end.

An open connection, even a reader's, would block a writer, so the served file is never written: the new one is built beside it and
renamed over it. Readers keep the file they opened; a crash leaves the old one. One build runs at a time, held by a lock on
`<warehouse>.lock` that the system releases when the process ends, however it ends.

What lies beside the old file (the log of a program that wrote to it and was killed) goes with it: DuckDB would replay it onto the new one.
The SHA-256 of the file as it was built stands in `<warehouse>.sha256`, and a build takes nothing over from a file that was changed since.
The file says what it was made from (raw.warehouse), so that the same need not be built twice.
"""

import fcntl
import json
import os
import platform
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from warehouse import files
from warehouse.build import inputs
from warehouse.build.beside import process_beside
from warehouse.build.earlier import Earlier, look_into
from warehouse.build.heads import SCHEMAS, BuildError, Check, Model, all_models, read_checks
from warehouse.build.runner import (
    CheckResult,
    add_loads,
    build,
    comment_tables,
    drop_kept,
    load_raw,
    make_kept,
    refuse_damaged,
)
from warehouse.build.selection import select
from warehouse.history.engine import History, may_hold
from warehouse.history.read import load_listings
from warehouse.landing import Load, SourceError, loads_set_aside, loads_to_check
from warehouse.read.connect import SCHEMA_VERSION, open_warehouse
from warehouse.settings import N_DRAWS, code_version
from warehouse.sql_text import quoted

# Every load of these holds the whole past, so what a newer load of before the as-of day replaces is not read.
WHOLE_HISTORIES = ("arena",)
# Two hundred small tables leave a block of 256 kB mostly empty, and as DuckDB wrote before 1.2, each is looked at on opening the file.
FILE_FORMAT: dict[str, Any] = {"default_block_size": 16_384, "storage_compatibility_version": "v1.2.0"}
# Before any release of the score sources.
EARLIEST = date(2017, 1, 1)
ELSEWHERE = "choose another place (--into, or OPENLAG_HOME for the warehouse in use)"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did. is_kept: nothing, since the file that is there was made from the same, and these are its checks."""

    path: Path
    as_of: date
    table_count: int
    checks: list[CheckResult]
    is_kept: bool = False


def rebuild(
    landing: Path,
    reference: Load,
    warehouse: Path,
    *,
    history: History | None = None,
    memory: str | None = None,
    as_of: date | None = None,
    n_draws: int = N_DRAWS,
    may_keep: bool = False,
    on_table: Callable[[str], None] = lambda name: None,
    models: Sequence[Model] | None = None,
    checks: Sequence[Check] | None = None,
) -> Built:
    """Build and swap. Raises BuildError, and the old file stays.

    may_keep: nothing is built where the file that is there is as it was built, from the same.

    reference: the load of the reference files as they are in the checkout; older loads of them stay in the landing unread.
    history: where listings of the whole Hub lie; default, none are read. memory: what DuckDB may take; default, as DuckDB has it.
    as_of: default, the newest retrieval day of Epoch's files, or of the reference scores while there is no load of Epoch's. A later
    day is refused: counting days that nobody looked at would make every open lag longer than it is. models, checks: default, all there are.
    """
    loads = usable_loads(landing, reference)
    day = chosen_day(loads, reference, as_of)
    used, aside = without_superseded(loads, day), loads_set_aside(landing)
    listings = inputs.describe_listings(history, day)
    made_from = inputs.describe(used, aside, listings, as_of=day, n_draws=n_draws, models=models, checks=checks)
    if may_keep and (kept := _find_kept(warehouse, made_from)) is not None:
        refuse_damaged(used)
        return kept
    models = all_models() if models is None else models
    checks = read_checks() if checks is None else checks
    with (
        process_beside(n_draws) as beside,
        _next_file(warehouse) as path,
        duckdb.connect(str(path), config=FILE_FORMAT) as connection,
        duckdb.connect() as served,
    ):
        connection.execute("set timezone = 'UTC'")
        # To look whether this would make a text smaller takes half of the commit, and the file is no smaller for it.
        connection.execute("set disabled_compression_methods = 'fsst'")
        earlier = look_into(served) if attach_served(served, warehouse) else Earlier()
        limit_memory(connection, memory)
        connection.execute("begin")
        load_raw(connection, used, aside)
        load_history(connection, history, day, memory)
        keep_draws(connection, warehouse)
        results = build(
            connection,
            models,
            as_of=day,
            n_draws=n_draws,
            checks=checks,
            earlier=earlier,
            beside=beside,
            on_table=on_table,
        )
        comment_tables(connection, models)
        drop_kept(connection)
        connection.execute(_SIGNATURE)
        row = [SCHEMA_VERSION, day, code_version(), inputs.as_text(made_from), len(models)]
        connection.execute("insert into raw.warehouse values (?, ?, ?, ?, ?)", row)
        _write_down(connection, results, earlier)
        connection.execute("commit")
        connection.execute("checkpoint")
    return Built(warehouse, day, len(models), results)


def limit_memory(connection: duckdb.DuckDBPyConnection, memory: str | None) -> None:
    """Let DuckDB take so much; what does not fit goes to the disk beside the warehouse."""
    if memory is not None:
        connection.execute("set memory_limit = ?", [memory])


def load_history(
    connection: duckdb.DuckDBPyConnection, history: History | None, as_of: date, memory: str | None
) -> None:
    """Read what the listings of the whole Hub sum up to, if there are any. Raises BuildError."""
    if history is not None and may_hold(history):
        try:
            load_listings(connection, history, as_of, memory=memory or "1GB")
        except SourceError as error:
            raise BuildError(str(error)) from error


def usable_loads(landing: Path, reference: Load) -> list[Load]:
    """Every load that is not set aside, of the reference files this one alone; those with a fault too, which the build then names."""
    return [load for load in loads_to_check(landing) if load.source != "reference" or load.label == reference.label]


def chosen_day(loads: list[Load], reference: Load, as_of: date | None) -> date:
    """The day up to which a build of these loads speaks. Raises BuildError for one of which nothing is known."""
    newest = max((load.retrieved_on for load in loads if load.source == "epoch"), default=reference.retrieved_on)
    day = as_of or newest
    if day > newest:
        raise BuildError(
            f"As of {day} nothing is known: the scores were read on {newest}. Choose that day or an earlier one."
        )
    if day < EARLIEST:
        raise BuildError(f"As of {day} there is nothing to compare; choose a later day.")
    return day


def rebuild_selected(
    warehouse: Path,
    wanted: str,
    *,
    into: Path | None = None,
    memory: str | None = None,
    added: Sequence[Load] = (),
    on_table: Callable[[str], None] = lambda name: None,
    models: Sequence[Model] | None = None,
    checks: Sequence[Check] | None = None,
) -> Built:
    """Make the tables of a selection anew from what the warehouse holds, in a copy that takes its place, or that of `into`.

    wanted: as in `selection.select`. added: loads that have landed since, which tables of the selection alone read. As-of day and number of
    draws stay those of the warehouse. A check runs if it reads a table of the selection. Raises BuildError, or WarehouseError for a file
    that is no warehouse, and every file stays.
    """
    chosen = select(wanted, models)
    names = {model.name for model in chosen}
    asked = [check for check in (read_checks() if checks is None else checks) if check.reads & names]
    if not warehouse.is_file():
        raise BuildError(f"{warehouse}: there is no warehouse to build a part of; run `openlag build` first.")
    _refuse_foreign_file(warehouse)
    open_warehouse(warehouse).close()
    if was_changed(warehouse):
        raise BuildError(
            f"{warehouse}: was changed since it was built; run `openlag build` to make all of it anew first."
        )
    with _next_file(into or warehouse) as path:
        shutil.copyfile(warehouse, path)
        with duckdb.connect(str(path)) as connection:
            # Where DuckDB takes over what it knows of a table that stays, none before 1.5 finds that table.
            connection.execute("set timezone = 'UTC'; set experimental_metadata_reuse = false")
            limit_memory(connection, memory)
            (day, made_from), anew = _signature(connection, warehouse), Earlier()
            ((n_draws,),) = connection.execute("select max(n_draws) from core.index_fit").fetchall()
            connection.execute("begin")
            make_kept(connection)
            add_loads(connection, added)
            keep_draws(connection, warehouse)
            results = build(
                connection, chosen, as_of=day, n_draws=n_draws or N_DRAWS, checks=asked, earlier=anew, on_table=on_table
            )
            comment_tables(connection, chosen)
            drop_kept(connection)
            _write_down(connection, results, anew)
            is_whole = models is None and checks is None and inputs.tools().items() <= made_from.items()
            whole = made_from | {"loads": made_from["loads"] | inputs.by_id(added)} if is_whole else {}
            connection.execute("update raw.warehouse set made_from = ?", [inputs.as_text(whole)])
            connection.execute("commit")
            connection.execute("checkpoint")
    return Built(into or warehouse, day, len(chosen), results)


def _find_kept(warehouse: Path, made_from: inputs.MadeFrom) -> Built | None:
    """The warehouse that is there, if it is as it was built and was made from the same."""
    with duckdb.connect() as connection:
        if not attach_served(connection, warehouse):
            return None
        try:
            query = "select as_of, n_tables from served.raw.warehouse where made_from = ?"
            found = connection.execute(query, [inputs.as_text(made_from)]).fetchall()
            results = connection.execute("from served.raw.check_results").fetchall()
        except duckdb.Error:  # of before a warehouse said what it was made from
            return None
    return next((Built(warehouse, day, n, [CheckResult(*row) for row in results], True) for day, n in found), None)


def _signature(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> tuple[date, inputs.MadeFrom]:
    """The as-of day of a warehouse, and what it was made from."""
    try:
        ((day, made_from),) = connection.execute("select as_of, made_from from raw.warehouse").fetchall()
    except duckdb.BinderException:
        raise BuildError(
            f"{warehouse}: was built by an earlier openlag; run `openlag build` to make all of it anew first."
        ) from None
    return day, json.loads(made_from)


def _write_down(connection: duckdb.DuckDBPyConnection, results: Sequence[CheckResult], earlier: Earlier) -> None:
    """Keep what checks found and what tables of Python were made from, over what is kept of the same."""
    for table, rows in (
        ("check_results", [[result.name, result.sentence, result.row_count] for result in results]),
        ("made_tables", [[name, key] for name, key in earlier.made.items()]),
    ):
        if rows:
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert or replace into raw.{table} values ({places})", rows)  # noqa: S608


def without_superseded(loads: list[Load], as_of: date) -> list[Load]:
    """The loads of which something can be used: of a source that tells its whole past, none but the newest up to the day and later ones."""
    newest = {
        load.source: load.load_id for load in loads if load.source in WHOLE_HISTORIES and load.retrieved_on <= as_of
    }
    return [
        load
        for load in loads
        if load.source not in newest or load.retrieved_on > as_of or load.load_id == newest[load.source]
    ]


def attach_served(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> bool:
    """Let a connection look into the warehouse in use, as `served`. False if there is none that can be read and is as it was built."""
    if not is_as_built(warehouse):
        return False
    connection.execute("set timezone = 'UTC'")
    try:
        connection.execute(f"attach {quoted(warehouse)} as served (read_only)")
    except duckdb.Error:  # of a newer DuckDB, or damaged
        return False
    return True


def keep_draws(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Hand the draws of the warehouse in use to the build: those that are there already are not made again."""
    with duckdb.connect() as served:
        if not attach_served(served, warehouse):
            return
        try:
            frames = {name: served.sql(query).pl() for name, query in _KEPT.items()}
        except duckdb.Error:  # one without draws, or that keeps them otherwise: every draw is made anew
            return
    for name, frame in frames.items():
        connection.register("kept", frame)
        connection.execute(f"insert into raw.{name} by name from kept")
        connection.unregister("kept")


def is_as_built(warehouse: Path) -> bool:
    """Whether a file is the one that a build put there, to the last byte, with nothing beside it that DuckDB would add to it."""
    try:
        kept = _sum_file(warehouse).read_text(encoding="ascii").split()
        return kept[:1] == [files.sum_of(warehouse)] and not files.sidecars(warehouse)
    except (OSError, ValueError):
        return False


def was_changed(warehouse: Path) -> bool:
    """Whether a file is known not to be the one that a build put there; one of before sums were kept is not known."""
    return _sum_file(warehouse).exists() and not is_as_built(warehouse)


def _sum_file(warehouse: Path) -> Path:
    """Where the sum of a warehouse stands, in the form that `sha256sum --check` reads."""
    return warehouse.with_name(warehouse.name + ".sha256")


def _refuse_foreign_file(warehouse: Path) -> None:
    """A file that is no DuckDB database, or one that no build made, is somebody else's and not ours to replace."""
    if not warehouse.exists():
        return
    if warehouse.is_dir():
        raise BuildError(f"{warehouse}: a folder and no file; name a file in it, or {ELSEWHERE}.")
    with warehouse.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise BuildError(f"{warehouse}: not a DuckDB file; move it away, or {ELSEWHERE}.")
    if not _sum_file(warehouse).exists() and not _holds_loads(warehouse):
        fault = "a DuckDB file that no build of openlag made, or that cannot be read any more"
        raise BuildError(f"{warehouse}: {fault}; move it away, or {ELSEWHERE}.")


def _holds_loads(database: Path) -> bool:
    """Whether a DuckDB file is a warehouse, of whatever age."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return bool(
                connection.execute("from duckdb_tables() where schema_name = 'raw' and table_name = 'loads'").fetchall()
            )
    except duckdb.Error:
        return False


@contextmanager
def _next_file(warehouse: Path) -> Iterator[Path]:
    name = warehouse.name.partition(".")[0].lower()  # by which DuckDB calls the database
    if name in ("raw", *SCHEMAS):
        raise BuildError(
            f"{warehouse}: a warehouse cannot be called {name}, as a schema in it is; choose another name."
        )
    _refuse_foreign_file(warehouse)
    try:
        warehouse.parent.mkdir(parents=True, exist_ok=True)
        lock = warehouse.with_name(warehouse.name + ".lock").open("a")
    except OSError as error:
        raise BuildError(f"{warehouse.parent}: cannot be written ({error.strerror}); {ELSEWHERE}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BuildError(f"{warehouse}: another build is running; wait for it to end, then run again.") from error
        path = files.hidden(warehouse, "next")
        _remove_all(path)  # of a build that was killed: nobody else holds the lock
        try:
            yield path
            sum_line = f"{files.sum_of(path)}  {warehouse.name}\n"
            for sidecar in files.sidecars(warehouse):
                files.remove(sidecar)
            os.replace(path, warehouse)
            files.write_whole(_sum_file(warehouse), sum_line.encode())
        finally:
            _remove_all(path)


def _remove_all(database: Path) -> None:
    for path in (database, *files.sidecars(database)):
        files.remove(path)


def versions() -> dict[str, str]:
    """The versions that figures can depend on."""
    import numpy
    import polars
    import scipy

    modules = (duckdb, numpy, polars, scipy)
    return {"python": platform.python_version()} | {module.__name__: module.__version__ for module in modules}


_SIGNATURE = """
    create table raw.warehouse (schema_version int, as_of date, code_version varchar, made_from varchar, n_tables int);
    create table raw.check_results (name varchar primary key, sentence varchar, row_count bigint);
    create table raw.made_tables (table_name varchar primary key, made_from varchar)
"""
_KEPT = {
    "kept_fit": "select draw_key, n_draws_failed, n_unplaced, n_undrawn from served.core.index_fit where draw_key is not null",
    "kept_draws": "select draw, kind, name_id, value from served.core.index_draws",
}
