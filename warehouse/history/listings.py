"""Keep a listing of the whole Hub: counts of every repository, and of its attributes those versions that no listing has yet.

A listing stands on its own: its counts name the version of every repository by a key of what the version says, so that listings may
come in any order and none is ever rewritten. A version holds from the first listing that names it until the next one names another.
The folder is written under a hidden name and renamed when it is whole. The same listing again finds itself there and changes nothing,
unless it is damaged: then it is kept anew beside itself, as is one with the same rows from another source, Hub or licence.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from warehouse import files
from warehouse.history import shared
from warehouse.history.engine import History, alone, engine, folder_of, scan, write
from warehouse.history.records import (
    ATTRIBUTES,
    COLUMNS,
    COUNTED,
    COUNTS,
    KINDS,
    VERSIONED,
    Kept,
    Listing,
    every_listing,
    find_damage,
    find_file_damage,
    folder_names,
    is_again,
    write_listing,
)
from warehouse.history.sums import sum_up
from warehouse.landing import SourceError
from warehouse.settings import Catalogue


def add_listing(batches: Sequence[Path], listing: Listing, history: History, *, memory: str, code_version: str) -> Kept:
    """Keep a listing, or find it there already, and sum up a full one.

    batches: Parquet files with COLUMNS; of rows with the same hub_id the last one in the last file counts. Raises SourceError for files
    that hold no row or are no batches, and where the history cannot be written.
    """
    if listing.kind not in KINDS:
        raise ValueError(f"a listing is {' or '.join(KINDS)}, and not {listing.kind!r}")
    with alone(folder_of(history)), engine(history, memory) as connection:
        try:
            kept = _keep(connection, batches, listing, history, code_version)
        except (duckdb.IOException, duckdb.InvalidInputException) as error:  # a batch, or an earlier listing
            raise SourceError(f"{history}: the listing cannot be kept ({str(error).splitlines()[0]}).") from error
        if kept.listing.kind == "full":
            sum_up(connection, kept, folder_of(history))
        return kept


def _keep(
    connection: duckdb.DuckDBPyConnection,
    batches: Sequence[Path],
    listing: Listing,
    history: History,
    code_version: str,
) -> Kept:
    _refuse_other_columns(connection, batches)
    connection.execute(f"create or replace temp table listed as {_LISTED.format(batches=scan(batches))}")
    connection.execute(_WITHOUT_REPEATED)
    ((n_models, total),) = connection.execute(_CHECKSUM).fetchall()
    checksum = f"{total:032x}"
    if n_models == 0:
        raise SourceError(f"{listing.url}: the listing holds no repository, so nothing was kept.")
    if isinstance(history, Catalogue):
        shared.make_tables(connection)
        told = (listing, n_models, checksum, code_version)
        return shared.keep(
            connection, history, *told, _COUNTS, _versions(batches, f"({_FRESH.format(known=shared.VERSIONS)})")
        )
    earlier = every_listing(history)
    for kept in earlier:
        if is_again(kept, listing, checksum) and find_damage(kept) is None:
            return kept
    week = history / f"week={listing.week}"
    folder = next(week / name for name in folder_names(listing, checksum) if not (week / name).exists())
    partial = files.hidden(history / folder.name, "partial")
    partial.mkdir()
    known = [kept.file(ATTRIBUTES) for kept in earlier if _has_versions(kept)]
    connection.execute(f"create or replace temp table fresh as {_fresh(known)}")
    kept = Kept(
        f"hub-{folder.name}", listing, n_models, checksum, code_version, folder,
        {
            COUNTS: write(connection, _COUNTS, partial / f"{COUNTS}.parquet"),
            ATTRIBUTES: write(connection, _versions(batches, "fresh"), partial / f"{ATTRIBUTES}.parquet"),
        },
    )  # fmt: skip
    connection.execute("drop table listed; drop table fresh")
    write_listing(kept, partial)
    week.mkdir(exist_ok=True)
    partial.rename(folder)
    return kept


def _refuse_other_columns(connection: duckdb.DuckDBPyConnection, batches: Sequence[Path]) -> None:
    for batch in batches:
        found = {name: kind for name, kind, *_ in connection.execute(f"describe from {scan([batch])}").fetchall()}
        if found != COLUMNS:
            names = sorted(name for name, _ in found.items() ^ COLUMNS.items())
            raise SourceError(
                f"{batch}: the column {names[0]!r} is missing, too many, or of another type; this is no batch of a listing."
            )


def _has_versions(kept: Kept) -> bool:
    """Whether the versions that a listing holds can be relied on: a later one is not to rest on what is damaged."""
    try:
        return kept.fault is None and find_file_damage(kept.file(ATTRIBUTES), kept.files[ATTRIBUTES]) is None
    except OSError:
        return False


def _versions(batches: Sequence[Path], fresh: str) -> str:
    """The versions at the positions of `fresh`. The query is whole: it holds paths, in which braces mean themselves."""
    return _ATTRIBUTES.format(batches=scan(batches), fresh=fresh)


def _fresh(known: Sequence[Path]) -> str:
    """Where the versions stand that no listing has: the few of past weeks pass by the many of this one, so that memory stays flat."""
    return _FRESH.format(known=scan(known)) if known else "select position, attributes_key from listed"


def _text(name: str) -> str:
    """A column as text, the same in every version of DuckDB, with null apart from nothing."""
    kind = COLUMNS[name]
    if kind.endswith("[]"):
        return f"coalesce(array_to_string({name}, chr(30)) || chr(29) || len({name}), chr(0))"
    number = f"epoch_us({name})" if kind.startswith("TIMESTAMP") else name
    return f"coalesce(cast({number} as varchar), chr(0))"


_POSITION = "(cast(file_index as bigint) << 40) + file_row_number"
# The lower half of the MD5: 64 bits are enough to tell the versions of one repository apart.
_KEY = f"md5_number_lower(concat_ws(chr(31), {', '.join(map(_text, VERSIONED))}))"
_LISTED = f"""
    select hub_id, {_POSITION} as position, {_KEY} as attributes_key, {", ".join(COUNTED)},
        cast(last_modified_at as date) as last_modified_on,
    from {{batches}}
"""  # noqa: S608 - names of columns and our own files, as below
_WITHOUT_REPEATED = """
    delete from listed where position in (
        select position
        from listed
        where hub_id in (select hub_id from listed group by hub_id having count(*) > 1)
        qualify position < max(position) over (partition by hub_id)
    )
"""
_CHECKSUM = f"""
    select count(*), coalesce(bit_xor(md5_number(concat_ws(chr(31), hub_id, attributes_key,
        {", ".join(f"coalesce(cast({name} as varchar), chr(0))" for name in (*COUNTED, "last_modified_on"))}))), 0)
    from listed
"""  # noqa: S608
_FRESH = """
    select position, attributes_key
    from listed
    anti join (select hub_id, attributes_key from {known}) as known using (hub_id, attributes_key)
"""
_COUNTS = f"select hub_id, attributes_key, {', '.join(COUNTED)}, last_modified_on from listed order by hub_id"  # noqa: S608
_ATTRIBUTES = f"""
    select hub_id, attributes_key, {", ".join(VERSIONED)}
    from (select *, {_POSITION} as position from {{batches}})
    join {{fresh}} using (position)
"""  # noqa: S608
