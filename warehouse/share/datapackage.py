"""Describe exported marts: `datapackage.json` after Frictionless Data Package v1, and the card that a dataset page shows.

Everything comes from the warehouse: meanings from its comments, sources from marts.sources, the day from its as-of day. No clock is read,
so one warehouse always gives the same text.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse.headline import HEADLINE
from warehouse.licences import CC_BY, ODBL, is_odbl
from warehouse.printable import clean

NAME = "openlag"
TITLE = "openlag: how long Chinese open AI releases trail US frontier launches"
DESCRIPTION = (
    "How many months Chinese open-weight AI releases trail US frontier launches: releases with their dates and labels, scores, records, "
    "matches and lags under every rule, with intervals and the claims tested on them."
)
# With rows that are sums over listings.
LISTED_MARTS = ("derivatives", "largest_roots", "review_queue", "spread_weekly")
CREDIT = (
    "Please name Epoch AI for scores and dates, Arena for its ratings, and openlag with the as-of day for everything computed "
    "from them."
)
FIRST_SHOWN = "lag_by_record"  # the table that a dataset page opens with
COMMENT = re.compile(
    r"(?P<meaning>.*?) Grain: (?P<grain>.*?)\. Key: (?P<key>[\w, ]+)\.(?: Caveat: (?P<caveat>.*))?", re.DOTALL
)
TYPES = {
    "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP WITH TIME ZONE": "datetime", "TIMESTAMP": "datetime", "VARCHAR": "string",
    "DOUBLE": "number", "FLOAT": "number",
}  # fmt: skip
INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a mart."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Mart:
    """A mart as the warehouse describes it.

    has_null_key: a column of the key is null somewhere, where null has a meaning. odbl_credit: whose listings under the ODbL its rows are
    sums of, for which it is under the ODbL itself; else empty.
    """

    name: str
    meaning: str
    grain: str
    caveat: str
    key: tuple[str, ...]
    has_null_key: bool
    row_count: int
    fields: tuple[Field, ...]
    odbl_credit: str = ""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of an export that holds a mart."""

    mart: Mart
    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Source:
    """A row of marts.sources."""

    title: str
    producer: str
    url: str
    licence: str
    retrieved_on: date


@dataclass(frozen=True, slots=True)
class Package:
    """What an export says of itself."""

    as_of: date
    code_version: str
    sources: tuple[Source, ...]
    files: tuple[ExportedFile, ...]


def read_marts(connection: duckdb.DuckDBPyConnection) -> list[Mart]:
    """Every mart with the comments of the warehouse, by name."""
    tables = connection.execute(
        "select table_name, coalesce(comment, '') from duckdb_tables() where schema_name = 'marts' order by table_name"
    ).fetchall()
    credit = _read_odbl_credit(connection)
    return [_read_mart(connection, name, comment, credit if name in LISTED_MARTS else "") for name, comment in tables]


def _read_odbl_credit(connection: duckdb.DuckDBPyConnection) -> str:
    rows = connection.execute("select distinct title, producer, licence from marts.sources order by all").fetchall()
    names = (clean(f"{title} ({producer})") for title, producer, licence in rows if is_odbl(licence))
    return "; ".join(dict.fromkeys(names))


def read_sources(connection: duckdb.DuckDBPyConnection) -> tuple[Source, ...]:
    """The loads in use, without their counts."""
    rows = connection.execute(
        "select distinct title, producer, url, licence, retrieved_on from marts.sources order by all"
    ).fetchall()
    return tuple(
        Source(clean(title or ""), clean(producer or ""), clean(url or ""), clean(licence or ""), retrieved_on)
        for title, producer, url, licence, retrieved_on in rows
    )


def descriptor(package: Package) -> str:
    """The text of datapackage.json."""
    told = {
        "profile": "data-package",
        "name": NAME,
        "title": TITLE,
        "description": f"{DESCRIPTION} As of {package.as_of}, computed by openlag {package.code_version}. {CREDIT}",
        "version": f"{package.as_of.year}.{package.as_of.month}.{package.as_of.day}",
        "created": f"{package.as_of}T00:00:00Z",
        "keywords": ["AI", "benchmarks", "open weights", "release dates", "survival analysis"],
        "licenses": [CC_BY, ODBL] if _under_odbl(package) else [CC_BY],
        "sources": [_tell_source(source) for source in package.sources],
        "contributors": _contributors(package.sources),
        "resources": [_resource(file) for file in package.files],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _under_odbl(package: Package) -> list[Mart]:
    return sorted(
        {file.mart.name: file.mart for file in package.files if file.mart.odbl_credit}.values(),
        key=lambda mart: mart.name,
    )


def card(package: Package) -> str:
    """The text of README.md: a dataset card."""
    parquet = [file for file in package.files if file.path.endswith(".parquet")]
    parquet.sort(key=lambda file: (file.mart.name != FIRST_SHOWN, file.mart.name))
    odbl = _under_odbl(package)
    head = [
        "---",
        *(["license:", "- cc-by-4.0", "- odbl"] if odbl else ["license: cc-by-4.0"]),
        f"pretty_name: {json.dumps(TITLE)}",
        "language:",
        "- en",
        "tags:",
        *(f"- {tag}" for tag in ("ai", "benchmarks", "open-weights", "release-dates", "survival-analysis")),
        "configs:",
        *(line for file in parquet for line in _config(file)),
        "---",
    ]
    body = [
        f"# {TITLE}",
        f"{DESCRIPTION}",
        f"Data as of {package.as_of}, computed by openlag {package.code_version}. A row's `as_of` is the day up to which it speaks; scores "
        "are of one vintage and are refitted at every update, so figures of another export differ.",
        "Each mart is one Parquet file. `datapackage.json` describes every column, with sizes and checksums.",
        "    select record_name, match_name, lag_days from 'lag_by_record.parquet'\n"  # noqa: S608 - an example, of constants
        f"    where pairing_id = '{HEADLINE.pairing_id}' and scale_id = '{HEADLINE.scale_id}'\n"
        f"        and date_basis = '{HEADLINE.date_basis}' and rule_id = '{HEADLINE.rule_id}'",
    ]
    if len(parquet) < len(package.files):
        body.append(
            "The CSV files are for spreadsheets: text that a spreadsheet could take for a formula has an apostrophe before it, and lists "
            "are JSON. Parquet holds the text as it is."
        )
    body += ["## Marts", *(_chapter(file) for file in sorted(parquet, key=lambda file: file.mart.name))]
    body += ["## Sources", "\n".join(f"- {_line(source)}" for source in package.sources), "## Licence", CREDIT]
    if odbl:
        names = ", ".join(f"`{mart.name}`" for mart in odbl)
        body.append(
            f"The tables {names} are under the [{ODBL['title']}]({ODBL['path']}), because they have rows that are sums over "
            f"{odbl[0].odbl_credit}; what is made of them as a database is to be shared under it too. Figures of other tables that come "
            "of them, such as the verdict on spread, are produced works, with this notice."
        )
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"


def _read_mart(connection: duckdb.DuckDBPyConnection, name: str, comment: str, odbl_credit: str) -> Mart:
    columns = connection.execute(
        "select column_name, data_type, coalesce(comment, '') from duckdb_columns() "
        "where schema_name = 'marts' and table_name = ? order by column_index",
        [name],
    ).fetchall()
    told = COMMENT.fullmatch(comment)
    names = {column for column, *_ in columns}
    key = tuple(part.strip() for part in told["key"].split(",")) if told else ()
    key = key if set(key) <= names else ()  # `none`: a table of one row
    is_null = " or ".join(f'"{column}" is null' for column in key) or "false"
    ((row_count, null_count),) = connection.execute(
        f'select count(*), count(*) filter (where {is_null}) from marts."{name}"'  # noqa: S608 - names of the catalogue
    ).fetchall()
    return Mart(
        name=name,
        meaning=told["meaning"] if told else comment,
        grain=told["grain"] if told else "",
        caveat=(told["caveat"] or "") if told else "",
        key=key,
        has_null_key=null_count > 0,
        row_count=row_count,
        fields=tuple(Field(column, _type(data_type), text) for column, data_type, text in columns),
        odbl_credit=odbl_credit,
    )


def _type(data_type: str) -> str:
    if data_type.endswith("[]"):
        return "array"
    if data_type in INTEGERS:
        return "integer"
    if data_type.startswith("DECIMAL"):
        return "number"
    return TYPES.get(data_type, "any")


def _resource(file: ExportedFile) -> dict[str, object]:
    mart, is_csv = file.mart, file.path.endswith(".csv")
    told: dict[str, object] = {
        "name": f"{mart.name}-csv" if is_csv else mart.name,
        "path": file.path,
        "profile": "tabular-data-resource" if is_csv else "data-resource",
        "title": mart.name.replace("_", " "),
        "description": " ".join(
            part
            for part in (mart.meaning, mart.grain and f"Grain: {mart.grain}.", mart.caveat and f"Caveat: {mart.caveat}")
            if part
        ),
        "format": "csv" if is_csv else "parquet",
        "mediatype": "text/csv" if is_csv else "application/vnd.apache.parquet",
    }
    if mart.odbl_credit:
        told["licenses"] = [ODBL]
    if is_csv:
        told["encoding"] = "utf-8"
    schema: dict[str, object] = {"fields": [_field(field) for field in mart.fields]}
    if mart.key and not mart.has_null_key:
        schema["primaryKey"] = list(mart.key)
    elif mart.key:  # a primary key may hold no null; here null is a value of its own
        schema["uniqueKeys"] = [list(mart.key)]
    return told | {"bytes": file.size_bytes, "hash": f"sha256:{file.sha256}", "schema": schema}


def _field(field: Field) -> dict[str, str]:
    told = {"name": field.name, "type": field.type, "description": field.description}
    return told | {"format": "any"} if field.type == "datetime" else told


def _tell_source(source: Source) -> dict[str, str]:
    told = {"title": f"{source.title} ({source.producer}), read on {source.retrieved_on}; licence: {source.licence}"}
    return told | {"path": source.url} if _is_public(source.url) else told


def _is_public(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _contributors(sources: Sequence[Source]) -> list[dict[str, str]]:
    producers = sorted({source.producer for source in sources} - {NAME, ""})
    return [{"title": NAME, "role": "author"}, *({"title": name, "role": "contributor"} for name in producers)]


def _config(file: ExportedFile) -> list[str]:
    lines = [f"- config_name: {file.mart.name}", f"  data_files: {json.dumps(file.path)}"]
    return [*lines, "  default: true"] if file.mart.name == FIRST_SHOWN else lines


def _chapter(file: ExportedFile) -> str:
    mart = file.mart
    key = f" Key: {', '.join(f'`{column}`' for column in mart.key)}." if mart.key else ""
    caveat = f"\n\nCaveat: {mart.caveat}" if mart.caveat else ""
    licence = f"\n\nLicence: {ODBL['title']}." if mart.odbl_credit else ""
    return f"### {mart.name}\n\n{mart.meaning}\n\nGrain: {mart.grain}; {mart.row_count:,} rows.{key}{caveat}{licence}"


def _line(source: Source) -> str:
    where = f", <{source.url}>" if _is_public(source.url) else ""
    return f"{source.title} ({source.producer}), read on {source.retrieved_on}{where}. {source.licence.rstrip('.')}."
