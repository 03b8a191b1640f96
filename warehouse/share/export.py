"""Export every mart as files: Parquet, `datapackage.json` beside it, a dataset card, and CSV for spreadsheets if asked for.

The folder is written under a hidden name beside its place and exchanged with it at the end; a run killed before leaves the old export, and
the next one removes what it left. The same warehouse gives the same bytes: no clock is read, and the settings of the Parquet writer stand
here.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse import files
from warehouse.read.answer import write_csv
from warehouse.read.ask import WarehouseError
from warehouse.share.datapackage import NAME, ExportedFile, Mart, Package, card, descriptor, read_marts, read_sources

DESCRIPTOR = "datapackage.json"
CARD = "README.md"
ROW_GROUP = 100_000


class ExportError(WarehouseError):
    """The marts cannot be exported. The message is one sentence with the next action."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    folder: Path
    as_of: date
    table_count: int
    file_count: int
    size_bytes: int


def export(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    with_csv: bool = False,
    on_mart: Callable[[str, int, int], None] = lambda name, number, total: None,
) -> Exported:
    """Write every mart of an open warehouse into a folder, in the place of an older export.

    on_mart: called before each mart with its name, its number from 1 and how many there are.
    Raises ExportError for a folder that holds something else or cannot be written.
    """
    ((as_of, code_version),) = connection.execute("select as_of, code_version from raw.warehouse").fetchall()
    marts = read_marts(connection)
    if not marts:
        raise ExportError("The warehouse has no marts; run `openlag weekly` to build it again.")
    with _replaced(folder) as fresh:
        exported: list[ExportedFile] = []
        for number, mart in enumerate(marts, start=1):
            on_mart(mart.name, number, len(marts))
            table = connection.sql(f'select * from marts."{mart.name}"').to_arrow_table()  # noqa: S608
            exported.append(_write_parquet(table, mart, fresh))
            if with_csv:
                exported.append(_write_csv(connection, mart, fresh))
        package = Package(as_of, code_version, read_sources(connection), tuple(exported))
        (fresh / DESCRIPTOR).write_text(descriptor(package), encoding="utf-8", newline="\n")
        (fresh / CARD).write_text(card(package), encoding="utf-8", newline="\n")
        written = [path.stat().st_size for path in fresh.iterdir()]
    return Exported(_place(folder), as_of, len(marts), len(written), sum(written))


def _write_parquet(table: pa.Table, mart: Mart, folder: Path) -> ExportedFile:
    path = folder / f"{mart.name}.parquet"
    pq.write_table(
        table.combine_chunks(),
        path,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=9,
        row_group_size=ROW_GROUP,
    )
    return _describe(path, mart)


def _write_csv(connection: duckdb.DuckDBPyConnection, mart: Mart, folder: Path) -> ExportedFile:
    path = folder / f"{mart.name}.csv"
    write_csv(connection, f'from marts."{mart.name}"', path, mart.row_count)
    return _describe(path, mart)


def _describe(path: Path, mart: Mart) -> ExportedFile:
    content = path.read_bytes()
    return ExportedFile(mart, path.name, len(content), hashlib.sha256(content).hexdigest())


def _place(folder: Path) -> Path:
    return Path(os.path.abspath(folder.expanduser())).resolve()


@contextmanager
def _replaced(folder: Path) -> Iterator[Path]:
    """Give a hidden folder to write into, and put it in the place of the old export when the block ends well."""
    place = _place(folder)
    try:
        _refuse_foreign(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        with files.alone(place.parent), files.replaced(place, family="openlag-") as fresh:
            yield fresh
            _refuse_foreign(place)  # again, for what was put there meanwhile
    except files.Busy as error:
        raise ExportError(f"{place.parent}: another export is being written here; wait for it to end.") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ExportError(
            f"{place}: the export cannot be written ({reason}); give another folder with --output."
        ) from error


def _refuse_foreign(place: Path) -> None:
    """A folder with anything in it that an export did not put there is not ours to replace."""
    if not place.exists():
        return
    if not place.is_dir():
        raise ExportError(f"{place}: not a folder; give another one with --output.")
    held = {path.name for path in place.iterdir()}
    foreign = sorted(held - _own_files(place)) if held else []
    if foreign:
        raise ExportError(
            f"{place}: holds {foreign[0]!r}, which is not of an export, so it is not replaced; give another folder with --output."
        )


def _own_files(place: Path) -> set[str]:
    try:
        package = json.loads((place / DESCRIPTOR).read_text(encoding="utf-8"))
        if package["name"] != NAME:
            return set()
        return {DESCRIPTOR, CARD} | {str(resource["path"]) for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
