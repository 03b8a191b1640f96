"""What is kept of a listing beside its rows: the record, and whether the listing is still what it says.

A listing lies in a folder of its own, `<history>/week=2026-W34/2026-08-18-full-<checksum>/`, and is never rewritten. Its record names each
file with its SHA-256, its size and its rows, and holds a sum of itself.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from warehouse.load_records import Stored, find_difference, read_summed, write_summed

LISTING_RECORD = "listing.json"
COUNTS, ATTRIBUTES = "counts", "attributes"
KINDS = ("full", "partial")
# A batch, as whoever reads the Hub writes it: these columns and no others.
COLUMNS = {
    "hub_id": "VARCHAR", "hub_model_id": "VARCHAR", "created_at": "TIMESTAMP WITH TIME ZONE",
    "last_modified_at": "TIMESTAMP WITH TIME ZONE", "downloads_30d": "BIGINT", "downloads_all_time": "BIGINT", "likes": "BIGINT",
    "licence": "VARCHAR", "tags": "VARCHAR[]", "base_models": "VARCHAR[]", "base_model_relation": "VARCHAR", "library": "VARCHAR",
    "task": "VARCHAR", "gated": "VARCHAR", "parameter_count": "BIGINT",
}  # fmt: skip
COUNTED = ("downloads_30d", "downloads_all_time", "likes")
# last_modified_at moves with every edit of a page, so it stands with the counts, as a day.
VERSIONED = tuple(name for name in COLUMNS if name not in ("hub_id", "last_modified_at", *COUNTED))


@dataclass(frozen=True, slots=True)
class Listing:
    """One read of the Hub's list of models, as whoever read it tells.

    kind: full, or partial where it lists what changed since another: only from a full one follows that something is gone. source: hub, or
    hub_stats for a file of the public layout of that name. n_rejects: rows, or parts of rows, that did not parse.
    """

    listed_on: date
    kind: str
    source: str
    title: str
    producer: str
    url: str
    query: str
    licence: str
    started_at: datetime
    finished_at: datetime
    n_rejects: int = 0

    @property
    def week(self) -> str:
        """The ISO week of its day."""
        return f"{self.listed_on:%G-W%V}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A listing in the history.

    fault: what is wrong with its record; of the listing then only the day and the kind are known, from its folder, and where there is no
    such day that of its week. is_shared: it lies in a catalogue, which holds its tables, and there is no folder of it.
    """

    listing_id: str
    listing: Listing
    n_models: int
    checksum: str
    code_version: str
    folder: Path
    files: dict[str, Stored] = field(default_factory=dict)
    fault: str | None = None
    is_shared: bool = False

    def file(self, table: str) -> Path:
        """Where one of its tables lies."""
        return self.folder / f"{table}.parquet"


def folder_name(listing: Listing, checksum: str) -> str:
    """The folder of a listing below that of its week."""
    return f"{listing.listed_on}-{listing.kind}-{checksum[:12]}"


def folder_names(listing: Listing, checksum: str) -> Iterator[str]:
    """The same, and with a number after it: for one that was damaged and came again, or that says the same and is from elsewhere."""
    own = folder_name(listing, checksum)
    return (own if number == 1 else f"{own}-{number}" for number in count(1))


def is_again(kept: Kept, listing: Listing, checksum: str) -> bool:
    """Whether a listing was kept before: the same rows of the same day, from the same place and under the same licence."""
    same = all(getattr(kept.listing, name) == getattr(listing, name) for name in _TOLD_APART_BY)
    return same and kept.checksum == checksum


def write_listing(kept: Kept, folder: Path) -> None:
    """Write the record into a folder."""
    told = {"listing_id": kept.listing_id, **asdict(kept.listing), "n_models": kept.n_models, "checksum": kept.checksum}
    stored = {name: asdict(one) for name, one in kept.files.items()}
    write_summed(told | {"code_version": kept.code_version, "files": stored}, folder / LISTING_RECORD)


def every_listing(history: Path) -> list[Kept]:
    """Every finished listing, those with a fault too, in the order of days and, within a day, of finishing."""
    folders = (path for path in history.glob("week=*/*") if _NAME.fullmatch(path.name) and path.is_dir())
    return sorted(
        map(_read_listing, folders),
        key=lambda kept: (kept.listing.listed_on, kept.listing.finished_at.timestamp(), kept.listing_id),
    )


def find_damage(kept: Kept, *, read_all: bool = True) -> str | None:
    """What of a listing is not as it was kept, in a sentence. read_all: hold every byte to its sum, not the files' sizes alone."""
    if kept.fault is not None or kept.is_shared:
        return kept.fault
    named = {LISTING_RECORD, *(kept.file(table).name for table in kept.files)}
    try:
        found = {path.name for path in kept.folder.iterdir() if not path.name.startswith(".")}
        for names, what in ((named - found, "is gone"), (found - named, "was not kept with it")):
            if names:
                return f"{min(names)!r} {what}."
        for table, stored in kept.files.items():
            if (damage := find_file_damage(kept.file(table), stored, read_all=read_all)) is not None:
                return damage
    except OSError as error:
        return f"{Path(error.filename or kept.folder).name} cannot be read ({error.strerror or error})."
    return None


def find_file_damage(file: Path, stored: Stored, *, read_all: bool = True) -> str | None:
    """What a file differs in from what was written. Raises OSError for one that cannot be read."""
    if read_all:
        return find_difference(file, stored)
    size = file.stat().st_size
    return None if size == stored.size else f"{file.name} is {size:,} bytes long, and {stored.size:,} were kept."


def _read_listing(folder: Path) -> Kept:
    try:
        return _kept(read_summed(folder / LISTING_RECORD), folder)
    except RecursionError:
        fault = "it is nested too deeply"
    except OSError as error:
        fault = (error.strerror or str(error)).lower()
    except (ValueError, TypeError, KeyError) as error:
        fault = str(error)
    day = _day(folder.name[:10])
    if day is None:
        fault = f"its folder is of {folder.name[:10]}, and there is no such day"
        day = _day(folder.parent.name.removeprefix("week=")) or date.min
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    kind = folder.name[11:].partition("-")[0]
    listing = Listing(day, kind, "", "", "", "", "", "", start, start)
    return Kept(f"hub-{folder.name}", listing, 0, "", "", folder, fault=f"{LISTING_RECORD} does not hold: {fault}.")


def _day(text: str) -> date | None:
    """A day, or the first of a week, if there is one of that name."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _kept(record: dict[str, Any], folder: Path) -> Kept:
    told = {one.name: record[one.name] for one in fields(Listing)}
    told |= {"listed_on": date.fromisoformat(told["listed_on"])}
    told |= {name: datetime.fromisoformat(told[name]) for name in ("started_at", "finished_at")}
    listing = Listing(**told)
    files = {str(table): Stored(**stored) for table, stored in record["files"].items()}
    kept = Kept(
        record["listing_id"],
        listing,
        int(record["n_models"]),
        record["checksum"],
        record["code_version"],
        folder,
        files,
    )
    own = re.escape(folder_name(listing, kept.checksum))
    is_own = kept.listing_id == f"hub-{folder.name}" and re.fullmatch(rf"{own}(-\d{{1,4}})?", folder.name)
    if not is_own or folder.parent.name != f"week={listing.week}" or files.keys() != {COUNTS, ATTRIBUTES}:
        raise ValueError(
            f"it is of the listing {kept.listing_id!r}, and its folder is {folder.parent.name}/{folder.name}"
        )
    return kept


_TOLD_APART_BY = ("listed_on", "kind", "source", "url", "licence")
_NAME = re.compile(rf"\d{{4}}-\d\d-\d\d-({'|'.join(KINDS)})-[0-9a-f]{{12}}(-\d{{1,4}})?")
