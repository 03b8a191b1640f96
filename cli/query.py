"""`openlag sql` and `openlag tables`: the warehouse for whoever asks it."""

from pathlib import Path
from typing import Annotated

import typer

from cli import output as printing
from cli.app import Format, QuickCommand, new_commands
from warehouse.read.ask import ask, find_query, named_queries
from warehouse.settings import read_settings

commands = new_commands()
SHORT = 80


@commands.command(
    cls=QuickCommand,
    epilog='Examples:  openlag sql headline   |   openlag sql "select * from marts.sources" --format csv',
)
def sql(
    query: Annotated[
        str, typer.Argument(help="A select, or the name of a file in sql/queries/ (see `openlag tables`).")
    ],
    format: Annotated[
        Format | None,
        typer.Option(
            help="How to print the result; csv is safe to open in a spreadsheet. Default: table, and to a file what its name ends in, "
            "else csv."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="File to write instead of the terminal; - is standard output, without a table.")
    ] = None,
) -> None:
    """Ask the warehouse: read-only, without access to files or network, within limits of time, memory, rows and size (OPENLAG_SQL_*)."""

    settings = read_settings()
    text = find_query(query)
    if output is not None:
        format = _format_of(output, format)
        if str(output) != "-":
            with printing.replaced(output, settings) as target:
                ask(text, format, target, settings)
            return
    format = format or Format.table
    if format is Format.parquet and printing.is_terminal():
        raise typer.BadParameter("Parquet is not for a terminal; name a file with --output.")
    with printing.scratch() as target:
        ask(text, format, target, settings)
        if format is Format.table:
            printing.show_answer(target)
        else:
            printing.pour(target)


def _format_of(file: Path, asked: Format | None) -> Format:
    """What is written to a file: what is asked for, else what its name ends in, else CSV. A table is for a terminal alone."""
    named = next((one for one in (Format.csv, Format.json, Format.parquet) if file.suffix.lower() == f".{one}"), None)
    if asked is None or asked is Format.table:
        return named or Format.csv
    if named is not None and named is not asked:
        raise typer.BadParameter(
            f"--format is {asked}, and {file.name} ends in .{named}; name one or leave --format out."
        )
    return asked


@commands.command(
    cls=QuickCommand,
    epilog="Examples:  openlag tables --short   |   openlag tables lag_by_record   |   openlag tables --lineage lag_by_record",
)
def tables(
    name: Annotated[str | None, typer.Argument(help="A mart, to see its columns.")] = None,
    lineage: Annotated[bool, typer.Option("--lineage", help="Show what the table rests on instead.")] = False,
    short: Annotated[
        bool, typer.Option("--short", help="Within 80 columns, and of each mart only what it means.")
    ] = False,
) -> None:
    """List the marts and named queries, or the columns of one mart, from the comments in the warehouse."""

    if lineage:
        from warehouse.build.lineage import describe_lineage  # imports every estimator, for which no other query waits

        if name is None:
            raise typer.BadParameter("Name the table, as in `openlag tables --lineage lag_by_record`.")
        print("\n".join(describe_lineage(name)))
        return
    from warehouse.read.connect import describe_mart, describe_marts, open_warehouse

    width = SHORT if short else None
    with open_warehouse(read_settings().warehouse) as connection:
        if name is not None:
            columns = describe_mart(connection, name.removeprefix("marts."))
            printing.show(("column", "type", "meaning"), columns, width=width)
            return
        marts = describe_marts(connection)
    if short:
        lines = [
            (str(mart).removeprefix("marts."), str(comment).partition(" Grain: ")[0]) for mart, _, comment in marts
        ]
        printing.show(("marts.", "meaning"), lines, width=width)
    else:
        printing.show(("mart", "row_count", "meaning"), marts)
    printing.show(("query", "answers"), named_queries(), width=width)
