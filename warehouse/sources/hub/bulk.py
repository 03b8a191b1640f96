"""The whole Hub of a past day, from a Parquet file in the public hub-stats layout, in the same columns as a crawl.

Such files exist for every week since July 2024, and their columns have changed: one that is absent is told, and unknown in every row; one
that is text where it was nested, or the other way round, is read either way. A file says neither who is gated nor who is private: it lists
what was public. It is read in a process of its own, under limits, row group by row group.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.landing import SourceError
from warehouse.printable import printable
from warehouse.sources.hub.columns import FIELDS, IDS, Place, connect, write
from warehouse.sources.hub.crawl import Listed, counted
from warehouse.sources.hub.spool import alone, discard
from warehouse.sources.parse.apart import Rows, read_apart
from warehouse.sql_text import quoted

TITLE = "Hub weekly snapshots, in the hub-stats layout"
PRODUCER = "hfmlsoc, from cfahlgren1/hub-stats"
URL = "https://huggingface.co/datasets/hfmlsoc/hub_weekly_snapshots"
LICENCE = "ODbL-1.0"
FOLDER = ".from-parquet"
ROWS_A_BATCH = 50_000
MOST_ROWS = 50_000_000  # ten times what is planned for
SECONDS = 1_800.0  # a file of three million rows takes two minutes
# The Hub's own files name every kind of number and every base with null where there is none.
_NULL_MEMBERS = r"""regexp_replace(regexp_replace({text}, '"[^"\\]*":null,?', '', 'g'), ',\}}', '}}', 'g')"""
NESTED = ("tags", "baseModels", "safetensors")
MOMENTS = ("createdAt", "lastModified")
_DAYS_OF_NANOSECONDS = (date(1678, 1, 1), date(2262, 4, 11))


@contextmanager
def listed_in_file(file: Path, spools: Path, day: date) -> Iterator[Listed]:
    """A snapshot as a whole listing, in batches that go when the block ends. Raises SourceError."""
    if fault := _fault(file):
        raise SourceError(
            f"{file}: {fault}; give a file in the hub-stats layout, such as models.parquet of a weekly snapshot."
        )
    with alone(spools):
        for old in sorted(spools.glob(f".*{FOLDER.removeprefix('.')}*")):  # of runs that were killed
            discard(old)
        folder = spools / f"{FOLDER}-{token_hex(8)}"  # what a killed run left at work may still write into its own
        (folder / "batches").mkdir(parents=True)
        try:
            told, _ = read_apart(read_file, file.resolve(), folder, what=str(file), seconds=SECONDS)
            places = [Place(*map(Path, row)) for row in told.select("batch", "rejects").rows()]
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
            absent = list(told["absent"][0])
            rows, rejects = counted(places)
            yield Listed(
                kind="full", url=URL, query=f"{file.name}, of {day}", batches=[place.batch for place in places],
                rejects=[place.rejects for place in places], rows=rows, reject_count=rejects + len(absent), refused=absent, pages=0,
                requests=0, started_at=moment, finished_at=moment, file=file,
            )  # fmt: skip
        finally:
            discard(folder)


def _fault(file: Path) -> str | None:
    try:
        if file.is_file():
            return None
        return "it is a folder" if file.is_dir() else "it is no file" if file.exists() else "there is no such file"
    except OSError as error:
        return f"it cannot be read ({error.strerror})"


def read_file(file: Path, folder: Path) -> Rows:
    """Write the batches of a file, and name them with the columns that it does not have. Raises SourceError."""
    written: list[tuple[str, str, list[str]]] = []
    try:
        with pq.ParquetFile(file, coerce_int96_timestamp_unit="us") as parquet:
            names = parquet.schema_arrow.names
            if missing := [name for name in IDS if name not in names]:
                raise SourceError(
                    f"{file}: the column {missing[0]} is missing; this is no file in the hub-stats layout."
                )
            if not 0 < parquet.metadata.num_rows <= MOST_ROWS:
                raise SourceError(
                    f"{file}: it says that it holds {parquet.metadata.num_rows:,} rows; one to {MOST_ROWS:,} are read."
                )
            asked = [name for name in FIELDS if name in names]
            absent = [name for name in FIELDS if name not in names]
            parts = parquet.iter_batches(ROWS_A_BATCH, columns=[*IDS, *asked], use_threads=False)
            for number, part in enumerate(parts, start=1):
                place = Place(
                    folder / "batches" / f"{number:06}.parquet", folder / "batches" / f"{number:06}-rejects.parquet"
                )
                with connect(folder) as connection:
                    connection.execute("set timezone = 'UTC'")
                    connection.register("part", _bounded(file, pa.Table.from_batches([part])))
                    listed = _as_json(connection, f"{file.stem}-{number:06}")
                    write(connection, listed, {}, place, asked=asked, blank=f"{file.name} says nothing of it here")
                written.append((str(place.batch), str(place.rejects), absent))
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise SourceError(_tell_want(file, folder, error)) from error
    except (pa.ArrowException, OSError, duckdb.Error) as error:
        raise SourceError(f"{file}: it cannot be read as Parquet ({_first_line(error)}).") from error
    schema = {"batch": pl.String(), "rejects": pl.String(), "absent": pl.List(pl.String())}
    return pl.DataFrame(written, schema=schema, orient="row"), []


def _bounded(file: Path, part: pa.Table) -> pa.Table:
    """Its moments brought within what DuckDB can hold: the first and the last are as little believed as what lies beyond.

    Raises SourceError for numbers in their place.
    """
    for place, (name, kind) in enumerate(zip(part.schema.names, part.schema.types, strict=True)):
        if name not in MOMENTS:
            continue
        moments = part.column(place)
        is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        if is_number and moments.null_count < len(moments):
            raise SourceError(
                f"{file}: the column {name} holds numbers ({kind}), and nothing says in which unit they count from when; write it as "
                "timestamps, and read that file."
            )
        if pa.types.is_timestamp(kind):
            moments = moments.cast(pa.timestamp(kind.unit))  # in UTC, of whatever zone they are
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            days = _DAYS_OF_NANOSECONDS if moments.type == pa.timestamp("ns") else (date.min, date.max)
            first, last = (pa.scalar(day).cast(moments.type) for day in days)
            moments = pc.min_element_wise(moments, last, skip_nulls=False)
            part = part.set_column(place, name, pc.max_element_wise(moments, first, skip_nulls=False))
    return part


def _tell_want(file: Path, folder: Path, error: duckdb.Error) -> str:
    """Whether room or memory is wanting. The rows come from Arrow, so that DuckDB writes and reads what does not fit in memory alone."""
    if isinstance(error, duckdb.IOException) or "failed to offload" in str(error):
        return f"{folder.parent}: what does not fit in memory cannot be written here ({_first_line(error)}); make room, and run it again."
    return f"{file}: {ROWS_A_BATCH:,} of its rows take more memory than a batch is given ({_first_line(error)}); it is not read."


def _first_line(error: Exception) -> str:
    return printable(str(error).splitlines()[0], 200)


def _as_json(connection: duckdb.DuckDBPyConnection, page: str) -> str:
    """The query that gives every field of the table `part` as the Hub would write it."""
    kinds = {name: kind for name, kind, *_ in connection.execute("describe part").fetchall()}
    texts = ", ".join(f"{_text(name, kinds.get(name))} as {name}" for name in (*IDS, *FIELDS))
    return f"select {texts}, {quoted(page)} as page, row_number() over () as n from part"  # noqa: S608 - names of ours


def _text(name: str, kind: str | None) -> str:
    if kind is None:
        return "null::varchar"
    if kind.startswith(("TIMESTAMP", "DATE")):
        return f"strftime({name}::timestamptz::timestamp, '\"%Y-%m-%dT%H:%M:%S.%gZ\"')"
    text = f"to_json({name})::varchar"
    if kind in ("DOUBLE", "FLOAT"):  # of a table whose numbers had gaps
        whole = f"case when {name} = trunc({name}) and abs({name}) < 1e15 then {name}::bigint::varchar else {text} end"
        text = f"case when isfinite({name}) then {whole} else to_json({name}::varchar)::varchar end"
    elif kind == "VARCHAR" and name == "gated":
        text = f"case when lower({name}) = 'false' then 'false' else {text} end"
    elif name in NESTED:
        given = f"json({name})::varchar" if kind == "VARCHAR" else text
        bare = given if name == "tags" else _NULL_MEMBERS.format(text=given)  # a tag may look like such a member
        text = f"case when json_valid({name if kind == 'VARCHAR' else given}) and json_valid({bare}) then {bare} else {text} end"
    return f"case when {name} is not null then {text} end"
