"""What the build takes of the history: a row a listing, and of the full ones their sums and largest roots.

Files are held to their sums where they are read. Of the listings themselves, which the build does not read, the record and the sizes of the
files are looked at: `openlag doctor` reads every byte.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

from warehouse.history import shared
from warehouse.history.engine import History, alone, engine, folder_of, scan
from warehouse.history.records import Kept, every_listing, find_damage
from warehouse.history.sums import COUNTED, LARGEST_ROOTS, Summed, Unsummable, make_spread, spread_of, sum_up, sums_of

SOURCE = "crawl"  # of a listing that is set aside, among the loads


@dataclass(frozen=True, slots=True)
class Aside:
    """A listing that is not read, and why, in a sentence."""

    kept: Kept
    reason: str


@dataclass(frozen=True, slots=True)
class Before:
    """What the listings of one Hub were like before a new one: models of the largest full one and of the last, and when the last listing of
    either kind began, since whatever changed later it may have missed. All are None without a full one."""

    n_most: int | None = None
    n_last: int | None = None
    since: datetime | None = None


def listings_before(history: History, memory: str, url: str) -> Before:
    """The same from a history. url: of the list; that of a mirror or of a test is another Hub's."""
    found = [kept for kept in all_listings(history, memory) if kept.fault is None]
    own = [kept for kept in found if (kept.listing.source, kept.listing.url) == ("hub", url)]
    full = [kept.n_models for kept in own if kept.listing.kind == "full"]
    return Before(max(full), full[-1], max(kept.listing.started_at for kept in own)) if full else Before()


def listings_up_to(history: History, as_of: date, memory: str = "1GB") -> tuple[list[Kept], list[Aside]]:
    """The listings of which a build of a day is made, and those set aside because they are damaged."""
    use, aside = list[Kept](), list[Aside]()
    for kept in all_listings(history, memory):
        if kept.listing.listed_on <= as_of:
            damage = find_damage(kept, read_all=False)
            if damage is None:
                use.append(kept)
            else:
                aside.append(Aside(kept, damage))
    return use, aside


def all_listings(history: History, memory: str) -> list[Kept]:
    """Every listing of a history, wherever it lies, in the order of days."""
    if isinstance(history, Path):
        return every_listing(history)
    with engine(history, memory) as connection:
        shared.make_tables(connection)
        return shared.every_listing(connection, history)


def load_listings(connection: duckdb.DuckDBPyConnection, history: History, as_of: date, *, memory: str) -> None:
    """Fill raw.hub_listings, raw.hub_spread and raw.hub_roots. The connection holds the raw schema, with the organisations in it.

    Sums that are missing are made. Raises SourceError where they have to be and cannot be written.
    """
    use, aside = listings_up_to(history, as_of, memory)
    folder = folder_of(history)
    if not use and not aside:
        return
    rows = connection.execute(_NAMESPACES).fetchall()
    tracked = {namespace for (namespace,) in rows if namespace}
    full = [kept for kept in use if kept.listing.kind == "full"]
    ready = {kept.listing_id: _ready(kept, folder, tracked) for kept in full}
    if missing := [kept for kept in full if ready[kept.listing_id] is None]:
        with alone(folder), engine(history, memory) as working:
            for kept in missing:
                try:
                    summed = sum_up(working, kept, folder)
                    ready[kept.listing_id] = summed, make_spread(working, kept, summed, tracked)
                except Unsummable as error:
                    use.remove(kept)
                    aside.append(Aside(kept, str(error)))
    found = {listing_id: sums for listing_id, sums in ready.items() if sums is not None}
    _insert(connection, use, {listing_id: summed for listing_id, (summed, _) in found.items()})
    if found:
        spreads, roots = (
            [spread for _, spread in found.values()],
            [summed.file(LARGEST_ROOTS) for summed, _ in found.values()],
        )
        connection.execute(f"insert into raw.hub_spread by name from {scan(spreads)}")
        connection.execute(f"insert into raw.hub_roots by name from {scan(roots)}")
    for one in aside:
        row = [one.kept.listing_id, SOURCE, one.kept.listing.listed_on, one.kept.listing.finished_at, one.reason, True]
        connection.execute("insert into raw.loads_set_aside values (?, ?, ?, ?, ?, ?)", row)


def _ready(kept: Kept, history: Path, tracked: Collection[str]) -> tuple[Summed, Path] | None:
    summed = sums_of(kept, history)
    spread = None if summed is None else spread_of(summed, tracked)
    return None if summed is None or spread is None else (summed, spread)


def _insert(connection: duckdb.DuckDBPyConnection, use: Sequence[Kept], summed: dict[str, Summed]) -> None:
    """Insert all listings at once: DuckDB looks for libraries of its own for each parameter, which takes longer than reading the sums."""
    rows = []
    for kept in use:
        told, found = kept.listing, summed.get(kept.listing_id)
        counted = {name: getattr(found, name, None) for name in COUNTED}
        own = {"listing_id": kept.listing_id, "week": told.week, "n_models": kept.n_models}
        rows.append(own | {name: getattr(told, name) for name in _TOLD} | counted)
    if rows:
        connection.register("listings", pl.DataFrame(rows, infer_schema_length=None))
        connection.execute("insert into raw.hub_listings by name from listings")
        connection.unregister("listings")


_TOLD = (
    "listed_on", "kind", "source", "title", "producer", "url", "licence", "started_at", "finished_at", "n_rejects",
)  # fmt: skip
_NAMESPACES = "select distinct unnest(string_split(lower(hub_namespaces), ' ')) from raw.organizations"
