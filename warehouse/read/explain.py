"""Every fact of the warehouse about one release: each section is a query of `sql/explain/`, its rows as they stand, with their sources.

Nothing is judged here. Text from outside is freed of control characters, because it ends on a terminal.
"""

import difflib
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from warehouse.printable import clean
from warehouse.read.ask import QueryError, WarehouseError
from warehouse.settings import PROJECT

QUERIES = (
    PROJECT / "sql" / "explain"
)  # one file a section; its first line is the title, and its first column the release
LISTS = {"facts", "dates"}
ORDER = (
    "facts", "dates", "days", "standing", "scores", "records", "lags_as_record", "lags_as_match", "backward_lags", "odds", "forecasts",
    "prices", "efficiency_ratios", "repository", "licences", "left_out", "release_dates", "date_conflicts", "openness",
    "headline_dates", "sources",
)  # fmt: skip
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


def explain(connection: duckdb.DuckDBPyConnection, wanted: str, keys: Collection[str] = ORDER) -> Explanation:
    """The sections of the release with this id or name. Raises QueryError with suggestions when there is none.

    keys: the sections wanted. Raises WarehouseError when the warehouse is older than this code and lacks a table.
    """
    release_id, name = _find(connection, wanted)
    return _explain(connection, [(release_id, name)], [key for key in ORDER if key in keys])[release_id]


def find_section(wanted: str) -> str:
    """The key of the section that is called so, however it is written. Raises QueryError with near names when there is none."""
    key = wanted.strip().casefold().replace("-", "_").replace(" ", "_")
    if key in ORDER:
        return key
    near = difflib.get_close_matches(key, ORDER, n=MOST_SUGGESTIONS) or [name for name in ORDER if key and key in name]
    hint = f"did you mean {', '.join(near[:MOST_SUGGESTIONS])}?" if near else f"there are {', '.join(ORDER)}."
    raise QueryError(f"There is no section {_shown(wanted)}; {hint}")


def explain_all(connection: duckdb.DuckDBPyConnection, keys: Collection[str] = ORDER) -> dict[str, Explanation]:
    """The same of every release, by its id as it stands; each query is asked once for all of them. Raises as explain does.

    keys: the sections wanted.
    """
    return _explain(connection, _releases(connection), [key for key in ORDER if key in keys])


def _explain(
    connection: duckdb.DuckDBPyConnection, releases: Sequence[tuple[str, str]], keys: Sequence[str]
) -> dict[str, Explanation]:
    """Explanations of releases (id, name) by their ids."""
    if not releases:
        return {}
    ((as_of,),) = connection.execute("select as_of from raw.warehouse").fetchall()
    release_ids = [release_id for release_id, _ in releases]
    connection.execute("set variable release_ids = $release_ids", {"release_ids": release_ids})
    found = [_sections(connection, key, release_ids) for key in keys]
    return {
        release_id: Explanation(
            clean(release_id), clean(name), as_of, tuple(sections[release_id] for sections in found)
        )
        for release_id, name in releases
    }


def _releases(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return connection.execute(
        "select release_id, coalesce(name, release_id) from marts.releases order by release_id"
    ).fetchall()


def _find(connection: duckdb.DuckDBPyConnection, wanted: str) -> tuple[str, str]:
    releases = _releases(connection)
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
    asked = wanted.strip().casefold()
    begun = sorted(
        (text for text in known if asked and text.startswith(asked)),
        key=lambda text: (_nearness(text[len(asked) :]), len(text), text),
    )
    close = begun + difflib.get_close_matches(asked, list(known), n=2 * MOST_SUGGESTIONS)
    distinct = list(dict.fromkeys(known[text] for text in close))[:MOST_SUGGESTIONS]
    return [f"{clean(name)[:LONGEST_SHOWN]} ({clean(release_id)[:LONGEST_SHOWN]})" for release_id, name in distinct]


def _nearness(rest: str) -> int:
    """How far what follows a name that was asked for leads away: nothing, a bracket, further words, or the rest of a word as in GPT-4.1."""
    if not rest:
        return 0
    if rest.lstrip().startswith("("):
        return 1
    return 2 if rest[0].isspace() else 3


def _shown(text: str) -> str:
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "...")


def _sections(connection: duckdb.DuckDBPyConnection, key: str, release_ids: Sequence[str]) -> dict[str, Section]:
    """The section of this key of each release. A query that takes no releases says the same of all."""
    sql = (QUERIES / f"{key}.sql").read_text(encoding="utf-8")
    title = sql.splitlines()[0].removeprefix("-- ")
    rows: dict[str, list[Row]] = {release_id: [] for release_id in release_ids}
    try:
        result = connection.execute(sql)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = clean(" ".join(str(error).splitlines()[0].split()))
        raise WarehouseError(
            f"The warehouse lacks a table or column ({reason}); run `openlag weekly` to build it again."
        ) from error
    names = [column[0] for column in result.description or ()]
    values = zip(*map(_cleaned, zip(*result.fetchall(), strict=True)), strict=True)  # by column: most values recur
    if names[0] == "release_id":
        for release_id, *others in values:
            rows[release_id].append(dict(zip(names[1:], others, strict=True)))
    else:
        same: list[Row] = [dict(zip(names, others, strict=True)) for others in values]
        rows = dict.fromkeys(release_ids, same)
    return {release_id: Section(key, title, tuple(listed), is_list=key in LISTS) for release_id, listed in rows.items()}


def _cleaned(column: Sequence[object]) -> Sequence[Value]:
    if isinstance(next((value for value in column if value is not None), None), list):
        return [_value(value) for value in column]
    known = {value: _value(value) for value in set(column)}
    return [known[value] for value in column]


def _value(value: object) -> Value:
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, int | date):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return tuple(_value(item) for item in value)
    return clean(str(value))
