"""The key of the headline and its start, read from the file that makes core.headline: they are stated there and nowhere else."""

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
    start_on: date


def _read() -> Headline:
    text = (PROJECT / "sql" / "core" / "headline.sql").read_text(encoding="utf-8")
    with duckdb.connect() as connection:
        found = connection.sql(text)
        return Headline(**dict(zip(found.columns, found.fetchall()[0], strict=True)))


HEADLINE = _read()
