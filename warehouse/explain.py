"""Every fact of the warehouse about one release: each section is a query of `sql/explain/`, its rows as they stand, with their sources.

Nothing is judged here. Text from outside is freed of control characters, because it ends on a terminal.
"""

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from warehouse.connect import QueryError, WarehouseError
from warehouse.sql_files import SQL

QUERIES = SQL / "explain"  # one file a section; its first line is the title
LISTS = {"facts", "dates"}
ORDER = (
    "facts", "dates", "days", "standing", "scores", "records", "lags_as_record", "lags_as_match", "backward_lags", "odds", "prices",
    "price_ratios", "repository", "left_out", "sources",
)  # fmt: skip
LATER = {
    "release_dates": "Every date of every source",
    "date_conflicts": "Dates that disagree",
    "openness_conflicts": "Labels of openness that disagree",
    "headline_dates": "How many sources agree with its day in the headline",
}
MOST_SUGGESTIONS = 5
LONGEST_SHOWN = 100  # characters of a name that nothing has, in the sentence about it

Value = str | int | float | bool | date | datetime | None | tuple["Value", ...]
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Section:
    """Facts of one kind. is_list: one fact a row (fact, value, source) and not a table of many columns."""

    key: str
    title: str
    rows: tuple[Row, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """One release and what is known of it; sections without a row are kept, so that a reader sees what is not known."""

    release_id: str
    name: str
    as_of: date
    sections: tuple[Section, ...]


def explain(connection: duckdb.DuckDBPyConnection, wanted: str) -> Explanation:
    """All sections of the release with this id or name. Raises QueryError with suggestions when there is none.

    Raises WarehouseError when the warehouse is older than this code and lacks a table.
    """
    release_id, name = _find(connection, wanted)
    ((as_of,),) = connection.execute("select as_of from raw.warehouse").fetchall()
    *sections, sources = (_section(connection, key, release_id) for key in ORDER)
    every = (*sections, *_found_later(connection, release_id), sources)
    return Explanation(clean(release_id), clean(name), as_of, every)


def clean(text: str) -> str:
    """Text from outside without signs that could rewrite what a terminal shows."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _find(connection: duckdb.DuckDBPyConnection, wanted: str) -> tuple[str, str]:
    releases: list[tuple[str, str]] = connection.execute(
        "select release_id, coalesce(name, release_id) from marts.releases order by release_id"
    ).fetchall()
    for column in (0, 1):
        found = [release for release in releases if release[column] == wanted]
        if len(found) > 1:
            ids = ", ".join(clean(release_id) for release_id, _ in found[:MOST_SUGGESTIONS])
            raise QueryError(f"{_shown(wanted)} is the name of {len(found)} releases; give one of their ids: {ids}.")
        if found:
            return found[0]
    near = _near(releases, wanted)
    hint = (
        f"did you mean {', '.join(near)}?"
        if near
        else 'all are in `openlag sql "select release_id, name from marts.releases"`.'
    )
    raise QueryError(f"There is no release {_shown(wanted)}; {hint}")


def _near(releases: list[tuple[str, str]], wanted: str) -> list[str]:
    known: dict[str, tuple[str, str]] = {}
    for release in releases:
        for text in release:
            known.setdefault(text.casefold(), release)
    close = difflib.get_close_matches(wanted.casefold(), list(known), n=2 * MOST_SUGGESTIONS)
    distinct = list(dict.fromkeys(known[text] for text in close))[:MOST_SUGGESTIONS]
    return [f"{clean(name)[:LONGEST_SHOWN]} ({clean(release_id)[:LONGEST_SHOWN]})" for release_id, name in distinct]


def _shown(text: str) -> str:
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "...")


def _section(connection: duckdb.DuckDBPyConnection, key: str, release_id: str) -> Section:
    sql = (QUERIES / f"{key}.sql").read_text(encoding="utf-8")
    title = sql.splitlines()[0].removeprefix("-- ")
    return Section(key, title, _rows(connection, sql, release_id), is_list=key in LISTS)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, release_id: str) -> tuple[Row, ...]:
    given = {"release_id": release_id} if "$release_id" in sql else {}
    try:
        result = connection.execute(sql, given)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = clean(" ".join(str(error).splitlines()[0].split()))
        raise WarehouseError(
            f"The warehouse lacks a table or column ({reason}); run `openlag weekly` to build it again."
        ) from error
    names = [column[0] for column in result.description or ()]
    return tuple(dict(zip(names, (_value(value) for value in row), strict=True)) for row in result.fetchall())


def _value(value: object) -> Value:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple):
        return tuple(_value(item) for item in value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, int | float | date):
        return value
    return clean(str(value))


def _found_later(connection: duckdb.DuckDBPyConnection, release_id: str) -> list[Section]:
    """Sections of marts that not every warehouse has: any of LATER whose columns name a release."""
    columns = connection.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where schema_name = 'marts' and list_contains(?, table_name) group by table_name",
        [list(LATER)],
    ).fetchall()
    tables: dict[str, list[str]] = dict(columns)
    every = "select * from marts.{} where release_id = $release_id order by all"
    return [
        Section(name, title, _rows(connection, every.format(name), release_id))
        for name, title in LATER.items()
        if "release_id" in tables.get(name, [])
    ]
