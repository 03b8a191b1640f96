"""A history that several machines share: the same tables as in the folder of one, in a DuckLake catalogue (warehouse/lake.py).

A listing comes in one transaction, which also counts itself in the one row of `turn`: of two that are kept at once, the later one is
refused and works out anew which versions are not there yet. So each version stands there once, whoever wrote first. The catalogue holds
its files to its own records; that no row of a listing is missing is seen where it is summed.
"""

from dataclasses import astuple, fields
from datetime import UTC

import duckdb

from warehouse.history.records import (
    ATTRIBUTES,
    COLUMNS,
    COUNTED,
    COUNTS,
    VERSIONED,
    Kept,
    Listing,
    folder_names,
    is_again,
)
from warehouse.lake import in_transaction
from warehouse.settings import Catalogue

VERSIONS = f"lake.{ATTRIBUTES}"


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of a new catalogue."""
    if connection.execute(
        "select 1 from duckdb_tables() where database_name = 'lake' and table_name = 'turn'"
    ).fetchall():
        return
    own = {"listing_id": "VARCHAR", "hub_id": COLUMNS["hub_id"], "attributes_key": "UBIGINT"}
    tables = {
        COUNTS: own | {name: COLUMNS[name] for name in COUNTED} | {"last_modified_on": "DATE"},
        ATTRIBUTES: own | {name: COLUMNS[name] for name in VERSIONED},
        "listings": dict.fromkeys((one.name for one in fields(Listing)), "VARCHAR")
        | {"listed_on": "DATE", "started_at": "TIMESTAMPTZ", "finished_at": "TIMESTAMPTZ", "n_rejects": "BIGINT"}
        | {"listing_id": "VARCHAR", "n_models": "BIGINT", "checksum": "VARCHAR", "code_version": "VARCHAR"},
        "turn": {"n": "BIGINT"},
    }

    def make() -> None:
        for table, held in tables.items():
            listed = ", ".join(f"{name} {kind}" for name, kind in held.items())
            connection.execute(f"create table if not exists lake.{table} ({listed})")
        for table in (COUNTS, ATTRIBUTES):
            connection.execute(f"alter table lake.{table} set partitioned by (listing_id)")
        connection.execute("insert into lake.turn select 0 where not exists (from lake.turn)")

    in_transaction(connection, make)


def every_listing(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> list[Kept]:
    """Every listing of the catalogue, in the order of days and, within a day, of finishing."""
    names = [one.name for one in fields(Listing)]
    rows = connection.execute(
        f"""select listing_id, n_models, checksum, code_version, {", ".join(names)} from lake.listings
        order by listed_on, finished_at, listing_id"""  # noqa: S608 - names of our fields
    ).fetchall()
    found = []
    for listing_id, n_models, checksum, code_version, *told in rows:
        given = dict(zip(names, told, strict=True))
        given |= {name: given[name].astimezone(UTC) for name in ("started_at", "finished_at")}
        folder = catalogue.folder / listing_id.removeprefix("hub-")
        found.append(Kept(listing_id, Listing(**given), n_models, checksum, code_version, folder, is_shared=True))
    return found


def keep(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, listing: Listing, n_models: int, checksum: str, code_version: str,
    counts: str, versions: str,
) -> Kept:  # fmt: skip
    """Keep a listing, or find it there already. counts: a query of its rows; versions: of its versions that are not in VERSIONS."""

    def add() -> Kept:
        earlier = every_listing(connection, catalogue)
        if (again := next((one for one in earlier if is_again(one, listing, checksum)), None)) is not None:
            return again
        taken = {one.listing_id for one in earlier}
        name = next(name for name in folder_names(listing, checksum) if f"hub-{name}" not in taken)
        kept = Kept(f"hub-{name}", listing, n_models, checksum, code_version, catalogue.folder / name, is_shared=True)
        connection.execute("update lake.turn set n = n + 1")
        row = (*astuple(listing), kept.listing_id, n_models, checksum, code_version)
        connection.execute(f"insert into lake.listings values ({', '.join('?' * len(row))})", row)  # noqa: S608 - marks alone
        for table, query in ((COUNTS, counts), (ATTRIBUTES, versions)):
            connection.execute(f"insert into lake.{table} select ?, * from ({query})", [kept.listing_id])  # noqa: S608
        return kept

    return in_transaction(connection, add)


def counts_of(kept: Kept) -> str:
    """The counts of a listing as a table in a query, numbered in order of hub_id as the rows of its file are."""
    return f"""(select * exclude (listing_id), row_number() over (order by hub_id) - 1 as file_row_number
        from lake.{COUNTS} where listing_id = '{kept.listing_id}')"""  # noqa: S608 - ids are made of days and checksums
