"""`openlag sql` and `openlag tables`: the warehouse for whoever asks it."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli import output as printing
from cli.app import Format, new_commands
from warehouse.read.connect import describe_mart, describe_marts, find_query, named_queries, open_warehouse
from warehouse.read.connect import query as run_query
from warehouse.settings import read_settings

commands = new_commands()


@commands.command(epilog='Examples:  openlag sql headline   |   openlag sql "select * from marts.sources" --format csv')
def sql(
    query: Annotated[
        str, typer.Argument(help="A select, or the name of a file in sql/queries/ (see `openlag tables`).")
    ],
    format: Annotated[Format, typer.Option(help="How to print the result.")] = Format.table,
    output: Annotated[Path | None, typer.Option(help="File to write instead of the terminal.")] = None,
) -> None:
    """Ask the warehouse: read-only, without access to files or network, stopped after OPENLAG_SQL_SECONDS."""

    settings = read_settings()
    text = find_query(query)
    if format is Format.parquet and output is None and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal; name a file with --output.")
    with open_warehouse(settings.warehouse, memory=settings.sql_memory) as connection:
        frame = run_query(connection, text, seconds=settings.sql_seconds)
    printing.write(frame, format.value, output)


@commands.command(
    epilog="Examples:  openlag tables   |   openlag tables lag_by_record   |   openlag tables --lineage lag_by_record"
)
def tables(
    name: Annotated[str | None, typer.Argument(help="A mart, to see its columns.")] = None,
    lineage: Annotated[bool, typer.Option("--lineage", help="Show what the table rests on instead.")] = False,
) -> None:
    """List the marts and named queries, or the columns of one mart, from the comments in the warehouse."""

    if lineage:
        from warehouse.build.lineage import describe_lineage  # imports every estimator, for which no other query waits

        if name is None:
            raise typer.BadParameter("Name the table, as in `openlag tables --lineage lag_by_record`.")
        print("\n".join(describe_lineage(name)))
        return
    with open_warehouse(read_settings().warehouse) as connection:
        if name is not None:
            printing.show(describe_mart(connection, name.removeprefix("marts.")))
            return
        printing.show(describe_marts(connection))
    printing.show(named_queries())
