"""A query of one mart and the rows it gives; a mart or a column that is absent stops the report with its name."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb


class ReportError(Exception):
    """The report cannot be made or written. The message is one sentence for the reader."""


class Row(dict[str, Any]):
    """A row as its query gave it; a column is an attribute too, and one that the mart lacks stops the report.

    A value that is None is unknown or was not reached; it is printed as a word.
    """

    __slots__ = ("_mart",)

    def __init__(self, mart: str, columns: Iterable[tuple[str, Any]]) -> None:
        super().__init__(columns)
        self._mart = mart

    def __getattr__(self, column: str) -> Any:
        if column in self:
            return self[column]
        if column.startswith("__"):  # what Python itself asks of an object
            raise AttributeError(column)
        raise ReportError(f"{self._mart} has no column {column}; run `openlag weekly` to build it again.")


@dataclass(frozen=True, slots=True)
class Query:
    """The rows wanted of one mart. It is the query printed beside its table, so a reader who runs it sees the rows of the report."""

    mart: str
    sql: str

    def rows(self, connection: duckdb.DuckDBPyConnection) -> tuple[Row, ...]:
        """Return the rows with every column that the query gives."""
        try:
            result = connection.execute(self.sql)
        except duckdb.CatalogException as error:
            raise ReportError(
                f"{self.mart} is not in the warehouse; run `openlag weekly` to build it again."
            ) from error
        except duckdb.BinderException as error:
            reason = str(error).splitlines()[0]
            raise ReportError(
                f"{self.mart} has other columns than the report asks for ({reason}); run `openlag weekly` to build it again."
            ) from error
        names = [column[0] for column in result.description or ()]
        return tuple(Row(self.mart, zip(names, map(_known, row), strict=True)) for row in result.fetchall())


def _known(value: Any) -> Any:
    """Return None for a number that is none: NaN and infinity print as words, like null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
