"""What a report was made from: the loads in use, and in words which of them are not the live source.

Read from the warehouse alone, so that a report stays a function of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from reports import words
from reports.headline import Report
from reports.language import _
from reports.notices import NOTICES, tell_first
from reports.query import Query, Row

FROM_SNAPSHOT = Query("marts.sources", "select retrieved_on from marts.sources where source = 'hub' and is_snapshot")
COMPILED = Query(
    "marts.sources", "select retrieved_on from marts.sources where source = 'reference' and is_score_source"
)
LOADS = "select load_id from marts.sources order by load_id"


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a report was made from, beyond the marts themselves.

    made_on: the UTC day for which the run was scheduled that makes it, which the same run again has too.
    fallbacks: sentences for the reader about sources that were not read live, such as "The Hub could not be reached; its metadata
    is the snapshot of 2026-03-18." notices: sentences of what the reader must know before the figures.
    """

    load_ids: tuple[str, ...]
    code_version: str
    made_on: date
    fallbacks: tuple[str, ...] = ()
    versions: Mapping[str, str] | None = None
    notices: tuple[str, ...] = ()
    site_url: str = ""

    @property
    def first_lines(self) -> tuple[str, ...]:
        """What stands above the answer."""
        return self.fallbacks + self.notices


def read_provenance(
    connection: duckdb.DuckDBPyConnection,
    *,
    code_version: str,
    versions: Mapping[str, str],
    made_on: date,
    site_url: str = "",
) -> Provenance:
    """Loads, fallbacks and first notices of a built warehouse.

    Versions are those of the libraries that figures depend on. site_url: where the folder of all reports is served, if anywhere.
    """
    fallbacks = _tell_fallbacks(FROM_SNAPSHOT.rows(connection), COMPILED.rows(connection))
    load_ids = tuple(load_id for (load_id,) in connection.execute(LOADS).fetchall())
    return Provenance(
        load_ids,
        code_version,
        made_on,
        fallbacks,
        versions,
        notices=tell_first(NOTICES.rows(connection)),
        site_url=site_url,
    )


def retold(provenance: Provenance, report: Report) -> Provenance:
    """The same in the language spoken."""
    return replace(
        provenance,
        fallbacks=_tell_fallbacks(report.rows(FROM_SNAPSHOT), report.rows(COMPILED)),
        notices=tell_first(report.rows(NOTICES)),
    )


def _tell_fallbacks(snapshots: Sequence[Row], compiled: Sequence[Row]) -> tuple[str, ...]:
    hub = _("The Hub was not read; its metadata is the stored snapshot of {day}.")
    scores = _("Epoch's files were not read; scores are those compiled into the reference files on {day}.")
    return (
        *(hub.format(day=words.long_day(row.retrieved_on)) for row in snapshots),
        *(scores.format(day=words.long_day(row.retrieved_on)) for row in compiled),
    )
