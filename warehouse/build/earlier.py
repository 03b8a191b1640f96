"""Tables that Python made for the warehouse in use: one of which the frames and the code are the same is taken over and not made again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb
import polars as pl

from warehouse.build.inputs import tools


@dataclass(slots=True)
class Earlier:
    """The tables that may be taken over, by the keys of what they were made from, and the keys of those made now.

    connection: one that has the warehouse in use attached as `served`; None where nothing may be taken over.
    """

    connection: duckdb.DuckDBPyConnection | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)

    def take(self, table: str, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
        """The table as it was made from the same frames, less its as-of day; the key of these is written down."""
        self.made[table] = key_of(table, frames)
        if self.connection is None or self.known.get(table) != self.made[table]:
            return None
        found = self.connection.sql(f"from served.{table}").pl()
        return found.drop("as_of") if table.startswith("marts.") else found


def look_into(served: duckdb.DuckDBPyConnection) -> Earlier:
    """What can be taken over from the warehouse that is attached as `served`."""
    try:
        return Earlier(served, dict(served.execute("from served.raw.made_tables").fetchall()))
    except duckdb.Error:  # of before keys were kept
        return Earlier()


def key_of(table: str, frames: Mapping[str, pl.DataFrame]) -> str:
    """A name for what a table is made from: every value of its frames in their order, code and libraries."""
    digest = hashlib.sha256(f"{table} {sorted(tools().items())}".encode())
    for name, frame in sorted(frames.items()):
        digest.update(f"{name} {frame.height} {frame.schema}".encode())
        if frame.height and frame.width:
            digest.update(frame.hash_rows().to_numpy().tobytes())
    return digest.hexdigest()
