"""The key of the headline and the names of the comparisons, read from the files that make core.headline and core.pairings.

They are stated there and nowhere else; what a comparison of one's own may not be, warehouse/sources/reference.py says.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse.settings import PROJECT


@dataclass(frozen=True, slots=True)
class Headline:
    """Columns of core.headline. start_on: the day from which a record is in the cohort."""

    pairing_id: str
    scale_id: str
    date_basis: str
    rule_id: str
    cohort_id: str
    censoring_id: str
    start_on: date


OWN = ("pairing_id", "pairing_name", "short_name", "leader", "leaders", "laggard", "laggards")


def _read() -> tuple[Headline, Mapping[str, tuple[str, str]]]:
    key, pairings = (
        (PROJECT / "sql" / "core" / f"{table}.sql").read_text(encoding="utf-8") for table in ("headline", "pairings")
    )
    with duckdb.connect() as connection:
        found = connection.sql(key)
        connection.execute("create schema staging")
        connection.execute(f"create table staging.pairings ({', '.join(f'{name} varchar' for name in OWN)})")
        names = connection.sql(f"select pairing_id, pairing_name, short_name from (\n{pairings}) where role = 'leader'")  # noqa: S608 - our file
        return (
            Headline(**dict(zip(found.columns, found.fetchall()[0], strict=True))),
            {pairing_id: (name, short) for pairing_id, name, short in names.fetchall()},
        )


def _read_own() -> Iterator[tuple[str, tuple[str, str]]]:
    """Names of the comparisons of one's own. A row or a file that is broken stops the pull of the reference files, and nothing here."""
    with (PROJECT / "warehouse" / "reference" / "pairings.csv").open(encoding="utf-8", errors="replace") as file:
        for row in csv.DictReader(file):
            pairing_id, name, short = (row.get(column) or "" for column in OWN[:3])
            yield pairing_id.strip(), (name.strip(), short.strip())


HEADLINE, BUILT_IN = _read()
# The name of each comparison, and a short one for charts; BUILT_IN: of those that are always there.
PAIRINGS: Mapping[str, tuple[str, str]] = {**dict(_read_own()), **BUILT_IN}
