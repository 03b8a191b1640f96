"""`openlag explain`: what is known of a release, as sections for people or JSON for programs."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from cli.app import new_commands
from cli.explain_summary import summarise
from cli.output import fits
from warehouse.printable import counted
from warehouse.read.connect import open_warehouse
from warehouse.read.explain import ORDER, Explanation, Section, Value, find_section
from warehouse.read.explain import explain as find_facts
from warehouse.settings import read_settings

commands = new_commands()

MOST_ROWS = 20
MOST_COLUMNS = 4  # of a single row; wider ones are set down the page
MOST_BLOCKS = 8  # rows of a table too wide for the terminal that are set down the page, too
WIDEST = 10_000
PAIR = ("column", "value")  # of a row set down the page, which needs no head
UNKNOWN = "-"


class TextFormat(StrEnum):
    """How what is known is printed."""

    text = "text"
    json = "json"


@commands.command(
    epilog="Examples:  openlag explain DeepSeek-R1   |   openlag explain o3 --section scores   |   openlag explain kimi-k3 --format json"
)
def explain(
    release: Annotated[str, typer.Argument(help="Name or id of a release, as in marts.releases.")],
    section: Annotated[str | None, typer.Option(help="Only this section, as the summary names it.")] = None,
    format: Annotated[TextFormat, typer.Option(help="Text for people, JSON for programs.")] = TextFormat.text,
) -> None:
    """Print every fact about one release, with source, day and rule: dates, labels, scores, lags, prices, repository.

    A summary comes first.
    """

    keys = ORDER if section is None else (find_section(section),)
    with open_warehouse(read_settings().warehouse) as connection:
        explanation = find_facts(connection, release, keys)
    if format is TextFormat.json:
        print(as_json(explanation))
    else:
        show(explanation, summary=summarise(explanation) if section is None else ())


def show(explanation: Explanation, *, summary: Sequence[str] = ()) -> None:
    """Print the summary and every section; of a long section the first rows, with the headline's first, and how many there are."""
    console = Console(highlight=False) if sys.stdout.isatty() else Console(width=200, highlight=False)
    console.print(Text(f"{explanation.name}  ({explanation.release_id}), as of {explanation.as_of}", style="bold"))
    for line in summary[:-1]:
        console.print(Text(line), no_wrap=True, overflow="ellipsis")
    for line in summary[-1:]:
        console.print(Text(line))
    for section in explanation.sections:
        console.print()
        console.print(Text(section.title, style="bold"))
        if not section.rows:
            console.print("  nothing known")
            continue
        for number, table in enumerate(_tables(section, console)):
            if number:
                console.print()
            console.print(table)
        if len(section.rows) > MOST_ROWS:
            console.print(f"  {counted(len(section.rows) - MOST_ROWS, 'more row')}; --format json prints all.")


def as_json(explanation: Explanation) -> str:
    """The same as one JSON object: a list of rows by the key of its section."""
    told = {"release_id": explanation.release_id, "name": explanation.name, "as_of": explanation.as_of}
    rows = {section.key: [dict(row) for row in section.rows] for section in explanation.sections}
    return json.dumps(told | rows, indent=2, default=_text)


def _tables(section: Section, console: Console) -> list[Table]:
    if section.is_list:
        return [_grid(("fact", "value", "source"), [tuple(map(_text, row.values())) for row in section.rows])]
    rows = section.rows[:MOST_ROWS]
    table = _table(rows)
    is_wide = Measurement.get(console, console.options.update(width=WIDEST), table).maximum > console.width
    is_record = len(section.rows) == 1 and len(section.rows[0]) > MOST_COLUMNS
    lines = [tuple(map(_text, row.values())) for row in rows]
    is_lost = not fits(tuple(rows[0]), lines, console.width - 2)  # a blank stands at either end
    if is_record or is_lost or (is_wide and len(section.rows) <= MOST_BLOCKS):
        return [_grid(PAIR, [(name, _text(value)) for name, value in row.items()]) for row in rows]
    return [table]


def _table(rows: Sequence[Mapping[str, Value]]) -> Table:
    numbers = {name for name in rows[0] if all(_is_number(row[name]) for row in rows)}
    return _grid(tuple(rows[0]), [tuple(_text(value) for value in row.values()) for row in rows], numbers)


def _grid(
    names: Sequence[str], lines: Sequence[Sequence[str]], numbers: frozenset[str] | set[str] = frozenset()
) -> Table:
    table = Table(box=None, pad_edge=True, header_style="dim", show_header=len(names) > len(PAIR))
    for name in names:
        table.add_column(Text(name), justify="right" if name in numbers else "left", overflow="fold")
    for line in lines:
        table.add_row(*(Text(cell) for cell in line))
    return table


def _is_number(value: Value) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _text(value: object) -> str:
    if value is None or value == ():
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, date):  # and datetime
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_text(item) for item in value)
    return f"{value:,}" if isinstance(value, int) else str(value)
