"""The application: which file holds which command, and what the commands share. A command's file is imported when it is called."""

import sys
from enum import StrEnum
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from warehouse.printable import clean

# In the order of the help: what a command is for, in one line, and the file that holds it.
COMMANDS = {
    "weekly": ("weekly", "Pull the sources, build, write the report of the week."),
    "backfill": ("weekly", "Draw the index of every past week that has no draws."),
    "crawl": ("crawl", "List the whole Hub, or read a snapshot, and keep it."),
    "build": ("build", "Build all tables, or some of them, from what has landed."),
    "sql": ("query", "Ask the warehouse, read-only, within limits."),
    "tables": ("query", "List the marts and named queries, or a mart's columns."),
    "lag": ("lag", "Measure the lag of a definition of your own."),
    "explain": ("explain", "Print every fact about one release, with its source."),
    "review": ("review", "Show and answer what a person has to decide."),
    "export": ("share", "Write every mart as Parquet, with a data package."),
    "publish": ("share", "Push the last export to the Hub as a dataset."),
    "doctor": ("doctor", "Say what can be reached, and how old each source is."),
    "serve": ("serve", "Start a local Prefect server with the schedules."),
}


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class AsTyped:
    """How a text, a choice or a path is read from the command line: Typer's own way imports pydantic, which takes longer than a query."""

    def coerce(self, value: Any, *, param: Any, ctx: Any) -> Any:
        kind = param.type_descriptor.annotation
        if value is None or isinstance(value, kind):
            return value
        try:
            return kind(value)
        except ValueError as error:
            choices = ", ".join(repr(choice.value) for choice in kind)
            raise typer.BadParameter(f"{value!r} is not one of {choices}.", ctx=ctx, param=param) from error


class Quick:
    """A command whose parameters are texts, choices, paths and flags, for which nothing more than Typer is imported."""

    def get_params(self, ctx: Any) -> list[Any]:
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for parameter in parameters:
            parameter.get_runtime_param = AsTyped
        return parameters


class QuickCommand(Quick, TyperCommand):
    """Such a command."""


class LazyGroup(Quick, TyperGroup):
    """The commands of COMMANDS: help and a wrong name cost no import of theirs."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            from difflib import get_close_matches

            near = get_close_matches(cmd_name, COMMANDS, n=1, cutoff=0.7)
            ctx.fail(f"No such command {cmd_name[:40]!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
        found: Any = typer.main.get_command(import_module(f"cli.{COMMANDS[cmd_name][0]}").commands)
        return found.commands[cmd_name] if hasattr(found, "commands") else found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


def new_commands() -> typer.Typer:
    """Where the file of a command or family puts them."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


app = typer.Typer(
    cls=LazyGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)


def say(sentence: str) -> None:
    """Print a sentence on standard error, without signs that could rewrite what a terminal shows.

    It is written, since of what is printed while a flow runs Prefect makes a line of its log, which a terminal does not show.
    """
    sys.stderr.write(f"{_cleaned(sentence)}\n")


def tell(text: str) -> None:
    """Print lines on standard output, without such signs."""
    print(_cleaned(text), flush=True)


def _cleaned(text: str) -> str:
    return "\n".join(map(clean, text.split("\n")))


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        from warehouse.settings import code_version

        print(f"openlag {version('openlag')}, code {code_version()}")
        raise typer.Exit


@app.callback()
def describe(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and the commit.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """How many months Chinese open AI releases trail US frontier launches: run it, query it, read it."""
