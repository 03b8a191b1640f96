"""The whole Hub in columns: pages of its list of models in, Parquet out, without an object of Python for each model.

DuckDB takes a page apart once, into the text of each field. A row whose fields are all plain goes on in columns; what is plain is told
narrowly below. Any other row, one in some hundreds, is read by `rows.py`, whose rules hold for both and which says what of it is odd.
The licence is that of the tags, where the Hub repeats what a model card says: cards themselves are not asked for, so that a licence that
a card calls `other` has no name here. Private repositories, which only the owner of a token sees, are left out.
"""

import glob
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from typing import Any

import duckdb
import polars as pl

from warehouse import files
from warehouse.landing import Reject, SourceError, TransientError
from warehouse.printable import printable
from warehouse.processes import QUIET
from warehouse.sources.hub.listing import NEVER_BLANK
from warehouse.sources.hub.rows import FIRST_DAY, ModelRow, model_frame, parse_all
from warehouse.sources.parse.apart import REJECT_SCHEMA
from warehouse.sources.parse.json_text import loads
from warehouse.sql_text import quoted

# What the list is asked for beside _id and id.
FIELDS = (
    "createdAt", "lastModified", "downloads", "downloadsAllTime", "likes", "tags", "baseModels", "gated", "private", "library_name",
    "pipeline_tag", "safetensors",
)  # fmt: skip
IDS = ("_id", "id")
TABLE = "hub_listing"  # of a reject
# One thread keeps the order of rows, and so the bytes.
READING: dict[str, Any] = {"memory_limit": "256MB", "threads": 1}

_TEXT = r"[!#-\[\]-~][ !#-\[\]-~]{0,499}"  # ASCII without quotes and backslashes, and no blank first
_BASE = r"[\w.-]{1,96}(?:/[\w.-]{1,96})?"
_BASE_TAG = rf"'\"base_model:(?:[^\":]*:)?({_BASE})\"'"
_MODELS = rf"\"models\":\[(?:\{{(?:\"_id\":\"[0-9a-f]*\",)?\"id\":\"{_BASE}\"\}},?)+\]"
_RELATION = r"\"relation\":(?:\"[\w-]{1,40}\"|null)"
_COUNT = "'[0-9]{1,12}'"
_KINDS = r"\"parameters\":\{\"\w+\":[0-9]{1,13}(?:,\"\w+\":[0-9]{1,13}){0,9}\}"
# A tag of more than 500 signs would fill one of these pieces of the text, and leave no quote in it.
_SHORT = " and ".join(
    f"(strlen(tags) < {end} or contains(substr(tags, {end - 249}, 250), '\"'))" for end in range(500, 2001, 250)
)


def _full(field: str, pattern: str) -> str:
    return f"({field} is null or regexp_full_match({field}, {pattern}))"


def _moment(field: str) -> str:
    return f"try_cast(substr({field}, 2, 24) as timestamptz)"


# What several of the rules and columns below need. A list with a backslash is not plain, so that quotes stand at the ends of tags alone.
PARTS = {
    "tag_list": "case when tags = '[]' then [] else string_split(substr(tags, 3, length(tags) - 4), '\",\"') end",
    "licence_at": "strpos(tags, '\"license:')",
    "bases": """case when baseModels not in ('{}', '[]', '{"models":[]}', '{"relation":null,"models":[]}') then baseModels end""",
    "base_names": rf"""case when bases is not null then json_extract_string(bases, '$.models[*].id')
        when contains(tags, '"base_model:') then regexp_extract_all(tags, {_BASE_TAG}, 1) end""",
}
# A row is plain where each of these holds. Each is narrower than the rule of rows.py, or the same.
PLAIN = {
    "_id": "_id is not null and regexp_full_match(_id, '\"[0-9a-f]{6,64}\"')",
    "id": r"id is not null and length(id) <= 98 and regexp_full_match(id, '\"[\w-][\w.-]*/[\w-][\w.-]*\"')",
    **{
        name: f"""({name} is null or ({name} like '\"20__-__-__T__:__:__.___Z\"' and substr({name}, 13, 2) <> '24'
            and {name} >= '\"{first}' and {_moment(name)} is not null))"""
        for name, first in {"createdAt": FIRST_DAY, "lastModified": ""}.items()
    },
    **{name: _full(name, _COUNT) for name in ("downloads", "downloadsAllTime", "likes")},
    "tags": rf"""(tags is null or tags = '[]' or (tags like '["%"]' and strlen(tags) = length(tags) and not contains(tags, '\')
        and not contains(tags, chr(127)) and len(string_split(tags, '"')) = 2 * len(tag_list) + 1
        and not contains(substr(tags, licence_at + 9), '"license:') and strlen(tags) <= 2000 and {_SHORT}))""",
    "baseModels": rf"""case when bases is not null
        then regexp_full_match(bases, '\{{(?:{_RELATION},)?{_MODELS}(?:,{_RELATION})?\}}')
        else tags is null or not contains(tags, '"base_model:')
            or len(regexp_extract_all(tags, '"base_model:')) = len(regexp_extract_all(tags, {_BASE_TAG})) end""",
    "gated": "(gated is null or gated in ('false', '\"auto\"', '\"manual\"'))",
    "private": "(private is null or private in ('true', 'false'))",
    **{name: _full(name, f"'\"{_TEXT}\"'") for name in ("library_name", "pipeline_tag")},
    "safetensors": rf"""(nullif(safetensors, '{{}}') is null or regexp_full_match(safetensors,
        '\{{(?:"total":[0-9]{{1,13}},)?{_KINDS}(?:,"total":[0-9]{{1,13}})?\}}'))""",
}  # fmt: skip
# What a plain row gives: type and expression of each column of a batch, in their order.
COLUMNS = {
    "hub_id": ("varchar", "substr(_id, 2, length(_id) - 2)"),
    "hub_model_id": ("varchar", "substr(id, 2, length(id) - 2)"),
    "created_at": ("timestamptz", _moment("createdAt")),
    "last_modified_at": ("timestamptz", _moment("lastModified")),
    "downloads_30d": ("bigint", "try_cast(downloads as bigint)"),
    "downloads_all_time": ("bigint", "try_cast(downloadsAllTime as bigint)"),
    "likes": ("bigint", "try_cast(likes as bigint)"),
    "licence": (
        "varchar",
        "case when licence_at > 0 then nullif(trim(split_part(substr(tags, licence_at + 9, 502), '\"', 1)), '') end",
    ),
    "tags": ("varchar[]", "tag_list"),
    "base_models": (
        "varchar[]",
        """case when len(base_names) = 1 then base_names
        when len(base_names) > 1 then list_filter(base_names, lambda name, i: list_position(base_names, name) = i) end""",
    ),
    "base_model_relation": (
        "varchar",
        r"""coalesce(json_extract_string(bases, '$.relation'), case when contains(tags, '"base_model:')
        then nullif(regexp_extract(tags, '"base_model:([^":]*):[^":]*"', 1), '') end)""",
    ),
    "library": ("varchar", "substr(library_name, 2, length(library_name) - 2)"),
    "task": ("varchar", "substr(pipeline_tag, 2, length(pipeline_tag) - 2)"),
    "gated": ("varchar", "case gated when 'false' then 'false' when '\"auto\"' then 'auto' when '\"manual\"' then 'manual' end"),
    "parameter_count": (
        "bigint",
        r"""list_sum(regexp_extract_all(regexp_extract(safetensors, '"parameters":\{([^}]*)\}', 1), ':([0-9]+)', 1)::bigint[])""",
    ),
}  # fmt: skip
CHANGED = "the Hub's answer has changed its shape"
BATCH_COLUMNS = {name: kind for name, (kind, _) in COLUMNS.items()}

_parts = ", ".join(f"{part} as {name}" for name, part in PARTS.items())
_values = ", ".join(f"({value})::{kind} as {name}" for name, (kind, value) in COLUMNS.items())
_texts = ", ".join(f"'\"{name}\":' || {name}" for name in (*IDS, *FIELDS))
_RAW = f"(select *, {_parts} from raw)"  # noqa: S608 - names and rules of ours, as below
IS_PLAIN = f"select {' and '.join(f'({rule})' for rule in PLAIN.values())} as is_plain from {_RAW}"  # noqa: S608
PLAIN_ROWS = f"""select {_values} from {_RAW} positional join plain
    where is_plain and private is distinct from 'true' union all by name"""  # noqa: S608
ODD_ROWS = f"""select page, n - first_n + 1, '{{' || concat_ws(',', {_texts}) || '}}'
    from raw positional join plain join (select page, min(n) as first_n from raw group by page) using (page)
    where is_plain is distinct from true order by n"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Place:
    """Where a batch goes, and what of it did not parse. The batch comes last: where it is, all are whole."""

    batch: Path
    rejects: Path

    @property
    def sums(self) -> Path:
        """The sums of both, as sha256sum writes and checks them."""
        return self.batch.with_suffix(".sha256")

    def are_as_written(self) -> bool:
        """Whether both are there and have their sums. Reads every byte."""
        try:
            return self.sums.read_bytes() == self.sums_of(self.batch, self.rejects)
        except OSError:
            return False

    def sums_of(self, batch: Path, rejects: Path) -> bytes:
        """What stands in `sums` for two files that have these places, or will have."""
        return "".join(
            f"{files.sum_of(file)}  {place.name}\n" for file, place in ((batch, self.batch), (rejects, self.rejects))
        ).encode()


def connect(folder: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory to read with. folder: where it puts what does not fit, and takes it away; the system's for such if not given.

    Otherwise that would go to the folder in which the command was given.
    """
    spill = (folder or Path(gettempdir())) / f".spill-{token_hex(8)}"
    connection = duckdb.connect(config=READING | {"temp_directory": str(spill)})
    connection.execute(QUIET)
    return connection


def count_rows(text: str) -> int:
    """How many rows a page has, as the field that none lacks says. Raises ValueError for what is no list from its first sign to its last.

    Whether all between them is JSON shows when the batch is read: a page that came whole, as its sums say, is what the Hub sent.
    """
    if not (text.lstrip()[:1] == "[" and text.rstrip()[-1:] == "]"):
        raise ValueError("no list")
    return text.count('"createdAt":')


def write_pages(
    connection: duckdb.DuckDBPyConnection, pages: Sequence[Path], place: Place, *, asked: Sequence[str] = FIELDS
) -> int:
    """Write pages as one batch, and return how many models it holds. Raises SourceError for a page that is no JSON.

    asked: the fields that the Hub was asked for.
    """
    kinds = dict.fromkeys((*IDS, *FIELDS), "json")
    listed = f"""select {", ".join(f"{name}::varchar as {name}" for name in kinds)}, filename as page, row_number() over () as n
        from read_json($files, columns = {kinds}, format = 'array', filename = true)"""  # noqa: S608 - names of ours
    try:
        return write(connection, listed, {"files": [glob.escape(str(page)) for page in pages]}, place, asked=asked)
    except duckdb.Error:  # a row that is no object, among others, ends the whole reading
        rows = ((str(page), _load(page)) for page in pages)
        return _store(connection, "", *_read_rows(rows), place)


def write(
    connection: duckdb.DuckDBPyConnection,
    listed: str,
    given: dict[str, Any],
    place: Place,
    *,
    asked: Sequence[str],
    blank: str = CHANGED,
) -> int:
    """Write a batch of what a query gives: IDS and FIELDS, each as its JSON text, the file of their page, and n, which grows by one.

    given: the parameters of the query. blank: what a field says that is null in every row.
    """
    # In steps: in one, DuckDB takes the text of a field out of its page again for each use, which costs a quarter more.
    connection.execute(f"create or replace temp table raw as {listed}", given)
    connection.execute(f"create or replace temp table plain as {IS_PLAIN}")
    models, rejects = _read_odd(connection)
    return _store(connection, PLAIN_ROWS, models, rejects + _blank_fields(connection, asked, blank), place)


def _load(page: Path) -> list[tuple[int, object]]:
    try:
        return list(enumerate(loads(page.read_text(encoding="utf-8")), start=1))
    except (ValueError, TypeError) as error:
        raise SourceError(
            f"{page}: the page came whole and is no list in JSON ({error}); remove {page.parents[1]} to begin the listing anew."
        ) from None


def _read_odd(connection: duckdb.DuckDBPyConnection) -> tuple[list[ModelRow], list[Reject]]:
    """The rows that are not plain, page by page, as rows.py reads them."""
    odd = connection.execute(ODD_ROWS).fetchall()
    pages: dict[str, list[tuple[int, object]]] = {}
    for page, number, text in odd:
        pages.setdefault(page, []).append((number, _parsed(text)))
    return _read_rows(pages.items())


def _parsed(text: str) -> object:
    try:
        return loads(text)
    except ValueError:  # DuckDB takes more for a number than JSON does
        return text


def _read_rows(pages: Iterable[tuple[str, list[tuple[int, object]]]]) -> tuple[list[ModelRow], list[Reject]]:
    """Models and rejects of the numbered rows of pages."""
    models: list[ModelRow] = []
    rejects: list[Reject] = []
    for page, rows in pages:
        found, faults = parse_all([row for _, row in rows], namespace="", file=Path(page).stem)
        models += found
        numbers = [0, *(number for number, _ in rows)]
        rejects += [replace(fault, table=TABLE, row_number=numbers[fault.row_number]) for fault in faults]
    return models, rejects


def _blank_fields(connection: duckdb.DuckDBPyConnection, asked: Sequence[str], blank: str) -> list[Reject]:
    """A field that no row of a batch has, though none lacks it: in an answer of the Hub it has changed its name or its meaning."""
    fields = [name for name in NEVER_BLANK if name in asked]
    counts = ", ".join(f"count({name})" for name in fields)
    ((total, first, *counted),) = connection.execute(
        f"select count(*), coalesce(min(page), ''), {counts} from raw"  # noqa: S608 - names of ours
    ).fetchall()
    return [
        Reject(TABLE, Path(first).stem, 0, f"{name}: null in every row of {total:,}; {blank}", name)
        for name, count in zip(fields, counted, strict=True)
        if total and not count
    ]


def _store(
    connection: duckdb.DuckDBPyConnection, plain: str, models: list[ModelRow], rejects: list[Reject], place: Place
) -> int:
    """Put a batch into its place: the plain rows of a query, if there is one, and models that were read one by one."""
    frame = model_frame([model for model in models if not model.is_private]).select(*BATCH_COLUMNS)
    rows = [[getattr(reject, name) for name in REJECT_SCHEMA] for reject in rejects]
    told = pl.DataFrame(rows, schema=REJECT_SCHEMA, orient="row")
    own = f"{token_hex(8)}.next"  # of a worker that is given up and not dead, another may write the same batch
    fresh, fresh_rejects, fresh_sums = (files.hidden(path, own) for path in (place.batch, place.rejects, place.sums))
    with _writing(place, fresh, fresh_rejects, fresh_sums):
        told.write_parquet(fresh_rejects)
        connection.register("odd_models", frame)
        ((count,),) = connection.execute(
            f"copy ({plain} select {', '.join(BATCH_COLUMNS)} from odd_models) to {quoted(fresh)} (format parquet, compression snappy)"  # noqa: S608 - names of ours
        ).fetchall()
        connection.unregister("odd_models")
        fresh_sums.write_bytes(place.sums_of(fresh, fresh_rejects))
        fresh_rejects.replace(place.rejects)
        fresh_sums.replace(place.sums)
        fresh.replace(place.batch)
    return int(count)


@contextmanager
def _writing(place: Place, *fresh: Path) -> Iterator[None]:
    """Take away what has not come to its place, and tell a disk that is full, or whatever else keeps a batch from being written."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        reason = printable(str(error).splitlines()[0], 200)
        raise TransientError(
            f"{place.batch.parent}: a batch cannot be written here ({reason}); make room, and run it again."
        ) from error
    finally:
        for path in fresh:
            path.unlink(missing_ok=True)
