"""`openlag build`: the warehouse or a part of it, a line a table with its seconds, and the checks that found rows."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.app import new_commands, say
from cli.output import refuse_own
from flows.load_notes import describe_aside
from flows.week import utc_now
from warehouse.build.culprits import without_damaged
from warehouse.build.swap import Built, rebuild, rebuild_selected
from warehouse.landing import Mark, land
from warehouse.settings import code_version, read_settings
from warehouse.sources import reference
from warehouse.sources.registry import REQUIRED

commands = new_commands()


@commands.command(
    epilog="Examples:  openlag build   |   openlag build core.matches+   |   openlag build +marts.trend --into a.duckdb"
)
def build(
    selection: Annotated[
        str | None,
        typer.Argument(help="A table; +TABLE with all it reads, TABLE+ with all that reads it. Default: all."),
    ] = None,
    into: Annotated[Path | None, typer.Option(help="File to write instead of the warehouse in use.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As-of day of a whole build.")] = None,
) -> None:
    """Build every table from the landing, or some of them from what the warehouse holds, and say how long each took."""
    if selection is not None and as_of is not None:
        raise typer.BadParameter("A part of the warehouse keeps its as-of day; leave out --as-of or the selection.")
    settings, marks = read_settings(), list[Mark]()
    if into is not None and into.resolve() != settings.warehouse.resolve():
        refuse_own(into.resolve(), settings)
    with _timed() as on_table:
        if selection is not None:
            built = rebuild_selected(
                settings.warehouse, selection, into=into, memory=settings.memory, on_table=on_table
            )
        else:
            pull = reference.insist(reference.read(settings.reference, now=utc_now()))
            load = land(pull, settings.landing, code_version=code_version())
            place, day = into or settings.warehouse, as_of.date() if as_of else None
            build_all = partial(
                rebuild, settings.landing, load, place, history=settings.history, memory=settings.memory, as_of=day,
                n_draws=settings.draws, on_table=on_table,
            )  # fmt: skip
            built = without_damaged(build_all, settings.landing, load, required=REQUIRED, marks=marks)
    for mark in marks:
        say(describe_aside(settings.landing, mark))
    _tell(built)


@contextmanager
def _timed() -> Iterator[Callable[[str], None]]:
    """A callback for the start of each table that prints the one before with its seconds."""
    name, since = "", time.monotonic()

    def show(following: str) -> None:
        nonlocal name, since
        now = time.monotonic()
        if name:
            print(f"{now - since:7.2f} s  {name}", flush=True)
        name, since = following, now

    yield show
    show("")


def _tell(built: Built) -> None:
    print(f"{built.table_count} table(s) as of {built.as_of} in {built.path}")
    for check in built.checks:
        if check.row_count:
            print(f"{check.name}: {check.row_count} row(s). {check.sentence}")
