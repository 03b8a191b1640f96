"""The key of the headline and the names of the comparisons, read from the files that make core.headline and core.pairings.

They are stated there and nowhere else.
"""

from collections.abc import Mapping
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


def _read() -> tuple[Headline, Mapping[str, tuple[str, str]]]:
    key, pairings = (
        (PROJECT / "sql" / "core" / f"{table}.sql").read_text(encoding="utf-8") for table in ("headline", "pairings")
    )
    with duckdb.connect() as connection:
        found = connection.sql(key)
        names = connection.sql(f"select pairing_id, pairing_name, short_name from (\n{pairings}) where role = 'leader'")  # noqa: S608 - our file
        return (
            Headline(**dict(zip(found.columns, found.fetchall()[0], strict=True))),
            {pairing_id: (name, short) for pairing_id, name, short in names.fetchall()},
        )


# PAIRINGS: the name of each comparison, and a short one for charts.
HEADLINE, PAIRINGS = _read()
