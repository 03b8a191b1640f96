"""The runner: the models, of SQL and of Python, in the order of what they read, inside one transaction.

A Python model is given the frames of its queries and sees nothing else of the warehouse. Every key is checked, every comment lands in the
database. A check runs as soon as the tables it reads are there, before anything is estimated from them: a failing one stops the build
with a sentence, and the old warehouse stays.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import groupby

import duckdb
import polars as pl

from warehouse.build.beside import Begin, Beside, Frame
from warehouse.build.earlier import Earlier
from warehouse.build.heads import (
    SCHEMAS,
    SQL,
    BrokenTable,
    BuildError,
    Check,
    DamagedLoads,
    Model,
    UnreadableLoad,
    raw_schema,
    read_columns,
)
from warehouse.build.promises import PromiseError, check_promises
from warehouse.landing import Load, Mark, find_damage
from warehouse.settings import N_DRAWS
from warehouse.sql_text import listed, quoted

# What a model runs into over values that nobody thought of.
BROKEN = (duckdb.Error, pl.exceptions.PolarsError, ArithmeticError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The rows that a check found; a warning with rows is shown, a failure never gets this far."""

    name: str
    sentence: str
    row_count: int


def in_order(models: Iterable[Model], there: Collection[str] = ()) -> list[Model]:
    """Models with each one after those it reads. there: tables that need not be made.

    Raises BuildError for a table that nothing makes, or for a circle.
    """
    by_name = {model.name: model for model in models}
    for model in by_name.values():
        for table in sorted(model.reads):
            if table not in by_name and table not in there and not table.startswith("raw."):
                raise BuildError(f"{model.file}: reads {table}, which no file makes. Correct the name.")
    try:
        order = TopologicalSorter({name: sorted(model.reads & by_name.keys()) for name, model in by_name.items()})
        return [by_name[name] for name in order.static_order()]
    except CycleError as error:
        raise BuildError(f"sql/: these tables read one another in a circle: {' -> '.join(error.args[1])}.") from error


def make_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the raw schema with no row in it."""
    connection.execute("create schema raw")
    connection.execute(raw_schema())


def make_kept(connection: duckdb.DuckDBPyConnection) -> None:
    """Make room for the draws of the warehouse that is replaced, in one that holds the rest of the raw schema already."""
    connection.execute((SQL / "raw" / "kept_draws.sql").read_text(encoding="utf-8"))


def drop_kept(connection: duckdb.DuckDBPyConnection) -> None:
    """They are in core.index_draws now, or were of no use."""
    connection.execute("drop table raw.kept_fit; drop table raw.kept_draws")


def load_raw(connection: duckdb.DuckDBPyConnection, loads: Sequence[Load], aside: Iterable[Mark] = ()) -> None:
    """Make the raw schema from finished loads; of those set aside only that they are, and why.

    Raises DamagedLoads before it makes a table if any of the loads is not as it was landed.
    """
    refuse_damaged(loads)
    make_raw(connection)
    for mark in aside:
        load = mark.load
        row = [load.load_id, load.source, load.retrieved_on, load.finished_at, mark.reason, mark.is_damaged]
        connection.execute("insert into raw.loads_set_aside values (?, ?, ?, ?, ?, ?)", row)
    _read_rows(connection, loads)


def add_loads(connection: duckdb.DuckDBPyConnection, loads: Sequence[Load]) -> None:
    """Read more loads into a raw schema that is there. Raises DamagedLoads as `load_raw` does."""
    refuse_damaged(loads)
    _read_rows(connection, loads)


def refuse_damaged(loads: Sequence[Load]) -> None:
    """Raise DamagedLoads if any of the loads is not as it was landed."""
    damaged = [(load, reason) for load in loads if (reason := find_damage(load)) is not None]
    if damaged:
        raise DamagedLoads(damaged)


def _read_rows(connection: duckdb.DuckDBPyConnection, loads: Sequence[Load]) -> None:
    columns = [name for name, *_ in connection.execute("describe raw.loads").fetchall()]
    # A frame and no parameters, each of which DuckDB looks at for a quarter of a millisecond.
    connection.register("finished", pl.DataFrame({name: [getattr(load, name) for load in loads] for name in columns}))
    connection.execute("insert into raw.loads by name from finished")
    connection.unregister("finished")
    for (name,) in connection.execute(_RAW_TABLES).fetchall():
        holding = [load for load in loads if name in load.tables]
        try:
            _fill(connection, name, holding)
        except duckdb.Error as error:
            raise _blame(name, holding, error) from error


def _fill(connection: duckdb.DuckDBPyConnection, name: str, loads: Sequence[Load]) -> None:
    """Fill a raw table from loads in their order, those in a row whose files have the same columns and types in one go.

    Files that differ are not read as one: what one type has for another is for the table to say, file by file, and no wider one of both.
    """
    shapes: dict[str, list[object]] = {str(load.folder / f"{name}.parquet"): [] for load in loads}
    if loads:
        query = f"select file_name, * exclude file_name from parquet_schema({listed(shapes)})"  # noqa: S608
        for file, *column in connection.execute(query).fetchall():
            shapes[file].append(column)
    for _, alike in groupby(shapes, key=shapes.__getitem__):
        # Under a load's folder lies its table: the name before the file's is the load's.
        connection.execute(f"""
            insert into raw.{name} by name
            select * exclude landed_in, parse_path(landed_in)[-2] as load_id
            from read_parquet({listed(alike)}, filename = 'landed_in')
        """)  # noqa: S608


def _blame(name: str, loads: Sequence[Load], error: duckdb.Error) -> BuildError:
    """The first load from which a raw table cannot be filled alone; a failed transaction cannot be asked any more."""
    for load in loads:
        with duckdb.connect() as trial:
            trial.execute("set timezone = 'UTC'")
            make_raw(trial)
            try:
                _fill(trial, name, [load])
            except duckdb.Error as own:
                file, reason = load.folder / f"{name}.parquet", str(own).splitlines()[0]
                if isinstance(own, duckdb.OutOfMemoryException):
                    return _short_of_memory(str(file), own)
                message = f"{file}: cannot be read ({reason}); move {load.folder} away and run again."
                return UnreadableLoad(message, load.load_id)
    return BuildError(f"raw.{name}: cannot be filled ({error}), though from each load alone it can; run again.")


def build(
    connection: duckdb.DuckDBPyConnection,
    models: Iterable[Model],
    *,
    as_of: date,
    n_draws: int = N_DRAWS,
    checks: Iterable[Check] = (),
    earlier: Earlier | None = None,
    beside: Beside | None = None,
    on_table: Callable[[str], None] = lambda name: None,
) -> list[CheckResult]:
    """Make every table of the models, with promises checked, and run the checks.

    The connection already holds the raw schema, and perhaps other tables that are read and not made. as_of: the day up to which the data
    speak, n_draws: how many draws of the index are made; `getvariable('as_of')` and `getvariable('n_draws')` in the files,
    and `published_draws` beside it, from which another number is told. earlier: tables of Python that may be taken over. beside: a
    process for those that take long.
    """
    waiting, results = list(checks), []
    # The tables are small: a second thread costs more of the processor than it saves by the clock, which gets longer, too.
    connection.execute("set threads = 1")
    connection.execute("set variable as_of = ?::date", [as_of])
    connection.execute("set variable n_draws = ?::int", [n_draws])
    connection.execute("set variable published_draws = ?::int", [N_DRAWS])
    connection.execute(_MACROS.read_text(encoding="utf-8"))
    for schema in SCHEMAS:
        connection.execute(f"create schema if not exists {schema}")
    there = {name for (name,) in connection.execute(_TABLES).fetchall()}
    beside = beside or Beside()
    order = beside.arrange(in_order(models, there))
    built = there - {model.name for model in order}
    for model in order:
        on_table(model.name)
        make_table(connection, model, earlier, beside)
        try:
            check_promises(connection, model.name, model.head)
        except duckdb.OutOfMemoryException as error:
            raise _short_of_memory(str(model.file), error) from error
        except (PromiseError, duckdb.Error) as error:
            raise BrokenTable(f"{model.file}: {error}", model.name) from error
        built.add(model.name)
        ready = [check for check in waiting if check.reads <= built]
        waiting = [check for check in waiting if check.reads - built]
        results += [run_check(connection, check) for check in ready]
        for long in beside.ready(built):
            with _blaming(long):
                beside.begun[long.name] = begin_frame(connection, long, earlier, beside.begin)
    if waiting:
        missing = ", ".join(sorted(waiting[0].reads - built))
        raise BuildError(f"sql/checks/{waiting[0].name}.sql: reads {missing}, which no file makes. Correct the name.")
    return results


def make_table(
    connection: duckdb.DuckDBPyConnection, model: Model, earlier: Earlier | None = None, beside: Beside | None = None
) -> None:
    """Make one table. A Python-made mart gets its as_of here. Raises BrokenTable with the file for whatever it runs into."""
    with _blaming(model):
        if model.function is None:
            connection.execute(f"create or replace table {model.name} as\n{model.sql}")
            return
        connection.register("result", make_frame(connection, model, earlier, beside))
        as_of = ", getvariable('as_of') as as_of" if model.name.startswith("marts.") else ""
        connection.execute(f"create or replace table {model.name} as select *{as_of} from result")  # noqa: S608
        connection.unregister("result")


def _short_of_memory(file: str, error: duckdb.Error) -> BuildError:
    """No fault of the table and of no load, which would else be set aside for it."""
    reason = str(error).splitlines()[0]
    return BuildError(f"{file}: DuckDB may take too little memory for it; allow more with OPENLAG_MEMORY. ({reason})")


@contextmanager
def _blaming(model: Model) -> Iterator[None]:
    """Whatever is run into is of this model."""
    try:
        yield
    except BuildError as error:
        raise BrokenTable(str(error), model.name) from error
    except duckdb.OutOfMemoryException as error:
        raise _short_of_memory(str(model.file), error) from error
    except BROKEN as error:
        said = str(error) if isinstance(error, duckdb.Error) else f"{type(error).__name__}: {error}"
        raise BrokenTable(f"{model.file}: {said}", model.name) from error


def make_frame(
    connection: duckdb.DuckDBPyConnection, model: Model, earlier: Earlier | None = None, beside: Beside | None = None
) -> pl.DataFrame:
    """What a Python model makes of the frames of its queries, or has made of the same; of one that was begun beside, what became of it."""
    beside = beside or Beside()
    begun = beside.begun.pop(model.name, None) or begin_frame(connection, model, earlier, beside.here)
    return begun()


def begin_frame(connection: duckdb.DuckDBPyConnection, model: Model, earlier: Earlier | None, begin: Begin) -> Frame:
    """What gives the frame that a Python model makes, unless it has made one of the same."""
    assert model.function is not None
    frames = {name: connection.sql(query).pl() for name, query in model.queries.items()}
    taken = None if earlier is None else earlier.take(model.name, frames)
    return begin(model.function, frames) if taken is None else lambda: taken


def run_check(connection: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    """Run one check. Raises BuildError with its sentence and its first row if it must not fail and does."""
    found = connection.sql(check.sql)
    rows = found.fetchall()
    if rows and check.name.startswith("fail_"):
        first = ", ".join(f"{name} = {value}" for name, value in zip(found.columns, rows[0], strict=True))
        message = f"sql/checks/{check.name}.sql: {check.sentence} {len(rows)} row(s), the first: {first}."
        raise BrokenTable(message, check.name)
    return CheckResult(check.name, check.sentence, len(rows))


_MACROS = SQL / "macros.sql"
_TABLES = "select schema_name || '.' || table_name from duckdb_tables() where not internal"
_COLUMNS = "select schema_name || '.' || table_name, column_name from duckdb_columns() where not internal order by column_index"
_RAW_TABLES = "select table_name from duckdb_tables() where schema_name = 'raw' and table_name not like 'loads%'"


def comment_tables(connection: duckdb.DuckDBPyConnection, models: Iterable[Model]) -> None:
    """Write what the heads and sql/columns.toml say into the database. Raises BuildError for a column of a mart that nothing describes.

    A step of its own, since it takes as long as the making of a table without rows: only a file that is kept needs it.
    """
    described = read_columns()
    columns: dict[str, list[str]] = {}
    for table, column in connection.execute(_COLUMNS).fetchall():
        columns.setdefault(table, []).append(column)
    for model in models:
        head = f"{model.head['meaning']} Grain: {model.head['grain']}. Key: {model.head['key']}."
        if "caveat" in model.head:
            head += f" Caveat: {model.head['caveat']}"
        statements = [f"comment on table {model.name} is {quoted(head)}"]
        for column in columns[model.name]:
            text = described.get(f"{model.name}.{column}", described.get(column))
            if text is not None:
                statements.append(f'comment on column {model.name}."{column}" is {quoted(text)}')
            elif model.name.startswith("marts."):
                raise BuildError(f"{model.file}: the column {column} has no description. Add it to sql/columns.toml.")
        connection.execute(";\n".join(statements))
