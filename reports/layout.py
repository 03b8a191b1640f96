"""What the page is made of, once for the page and the Markdown alike: sections of paragraphs, charts and tables of text.

A censored record prints as words; a missing value prints as words; a name prints as plain text, to be escaped where it is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from reports import words
from reports.data import Query

Kind = Literal["text", "number", "day", "running"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed, and below it in small type a note."""

    text: str
    note: str = ""
    kind: Kind = "text"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """is_stacked: on a phone each row becomes a block, for a table that is read row by row. is_folded: shut until opened."""

    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    mart: str
    sql: str
    is_stacked: bool = False
    is_folded: bool = False

    @property
    def command(self) -> str:
        """The shell line that gives the rows."""
        return f'openlag sql "{self.sql}"'


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: what it says, then its charts by key, then its points and its tables."""

    key: str
    title: str
    paragraphs: Sequence[str] = ()
    charts: Sequence[str] = ()
    tables: Sequence[Table] = ()
    points: Sequence[str] = ()
    credits: Sequence[tuple[str, str, str]] = ()


def make_table(
    query: Query[Any],
    caption: str,
    headers: str,
    rows: Iterable[Sequence[Cell]],
    *,
    stacked: bool = False,
    folded: bool = False,
) -> Table:
    """Return a table; headers are parted by bars."""
    return Table(caption, headers.split(" | "), tuple(rows), query.mart, query.sql, stacked, folded)


def number_cell(text: str, note: str = "") -> Cell:
    return Cell(text, note, "number")


def day_cell(on: date | None, note: str = "") -> Cell:
    return Cell(words.short_day(on), note, "day")


def release_cell(name: str | None, organization: str | None) -> Cell:
    """A release with its lab below."""
    return Cell(words.name(name), words.name(organization))


def lag_cell(days: float | None) -> Cell:
    if days is None:
        return number_cell(words.NOT_REACHED)
    return number_cell(f"{words.months(days)} months", f"{words.count(days)} days")
