"""What the head of a model promises of its rows, checked as soon as the table is made.

key: a, b                            no two rows have the same; `none` for a table of one row. Nulls count as equal
unique: a; b, c                      the same of a, and of b with c; nulls apart
not_null: a, b                       there is always a value
in: a (x, y); b (z)                  a is x or y, b is z, or null
refers: a = core.releases.release_id; b = core.scales.scale_id      a value of the other column, or null
"""

import re
from collections.abc import Iterator, Mapping

import duckdb

from warehouse.sql_text import quoted

PROMISES = ("not_null", "unique", "in", "refers")
_IN = re.compile(r"(\w+) \((.+)\)")
_REFERS = re.compile(r"(\w+) = (\w+\.\w+)\.(\w+)")


class PromiseError(Exception):
    """A promise that is not kept, or cannot be read: one sentence without the file."""


def referred(head: Mapping[str, str]) -> frozenset[str]:
    """The tables that a head refers to."""
    return frozenset(table for _, table, _ in _references(head))


def check_promises(connection: duckdb.DuckDBPyConnection, table: str, head: Mapping[str, str]) -> None:
    """Raise PromiseError for the first promise that the rows break, with how many do and the first of them."""
    queries = list(_queries(table, head))
    # All in one statement, and only what is broken on its own: most of a query of nothing is its planning.
    looks = (f"(select {place} from ({query}) limit 1)" for place, (_, query) in enumerate(queries))  # noqa: S608
    for (place,) in sorted(connection.execute(" union all ".join(looks)).fetchall()):
        sentence, query = queries[place]
        found = connection.sql(query)
        rows = found.fetchall()
        first = ", ".join(f"{name} = {value}" for name, value in zip(found.columns, rows[0], strict=True))
        raise PromiseError(f"{sentence}: {first}; {len(rows)} in all.")


def _queries(table: str, head: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is broken, in words, and the rows that break it."""
    if head["key"] == "none":
        yield "it has a key of `none` and a second row", f"from {table} offset 1"
    else:
        # A key column may be null where null has a meaning (start_on: from the beginning); group by takes nulls for equal.
        yield f"the key ({head['key']}) repeats", _repeated(table, head["key"])
    for columns in _parts(head.get("unique", "")):
        some_null = " or ".join(f"{column.strip()} is null" for column in columns.split(","))
        yield f"({columns}) is said to be unique and repeats", _repeated(f"{table} where not ({some_null})", columns)
    key = "" if head["key"] == "none" else f", {head['key']}"
    for column in _parts(head.get("not_null", ""), ","):
        yield (
            f"{column} is said to be not null and is null",
            f"select {column}{key} from {table} where {column} is null",  # noqa: S608 - names of the model files, as below
        )
    for part in _parts(head.get("in", "")):
        found = _IN.fullmatch(part)
        if found is None:
            raise PromiseError(f"in: {part!r} is not `column (value, value)`. Correct the head.")
        column, values = found[1], ", ".join(map(quoted, _parts(found[2], ",")))
        yield (
            f"{column} is said to be in ({found[2]}) and is not",
            f"select {column}{key} from {table} where {column} not in ({values})",  # noqa: S608
        )
    for column, other, name in _references(head):
        # A semi join by hand: `not in` is never true beside a null.
        missing = f"not exists (from {other} as referred where referred.{name} = asked.{column})"
        yield (
            f"{column} is said to be a {name} of {other} and is not",
            f"select {column}{key} from {table} as asked where {column} is not null and {missing}",  # noqa: S608
        )


def _repeated(rows: str, columns: str) -> str:
    return f"select {columns}, count(*) as row_count from {rows} group by all having count(*) > 1"  # noqa: S608


def _references(head: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for part in _parts(head.get("refers", "")):
        found = _REFERS.fullmatch(part)
        if found is None:
            raise PromiseError(f"refers: {part!r} is not `column = schema.table.column`. Correct the head.")
        yield found[1], found[2], found[3]


def _parts(text: str, separator: str = ";") -> Iterator[str]:
    return (part.strip() for part in text.split(separator) if part.strip())
