"""A query of one mart and the class that holds a row of it; a mart or a column that is absent stops the report with its name."""

import math
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

import duckdb

T = TypeVar("T")


class ReportError(Exception):
    """The report cannot be made or written. The message is one sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """One mart, the rows wanted of it, and the class that holds one."""

    mart: str
    sql: str
    row_type: type[T]

    def rows(self, connection: duckdb.DuckDBPyConnection) -> tuple[T, ...]:
        """Return the rows; columns the class does not name are left out."""
        try:
            result = connection.execute(self.sql)
        except duckdb.CatalogException as error:
            raise ReportError(
                f"{self.mart} is not in the warehouse; run `openlag weekly` to build it again."
            ) from error
        names = [column[0] for column in result.description or ()]
        wanted = [field.name for field in fields(self.row_type)]  # type: ignore[arg-type]
        missing = [column for column in wanted if column not in names]
        if missing:
            raise ReportError(
                f"{self.mart} has no column {', '.join(missing)}; run `openlag weekly` to build it again."
            )
        places = [names.index(column) for column in wanted]
        return tuple(self.row_type(*(_known(row[place]) for place in places)) for row in result.fetchall())


def _known(value: Any) -> Any:
    """Return None for a number that is none: NaN and infinity print as words, like null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
