"""What the headline rests on, and what every section may ask of the warehouse."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import duckdb

from reports import words
from reports.language import _
from reports.query import Query, ReportError, Row
from reports.weeks import week_of
from warehouse import headline
from warehouse.licences import ODBL, is_odbl

HEADLINE: Mapping[str, Any] = asdict(headline.HEADLINE)
START_ON = headline.HEADLINE.start_on


def where(*columns: str) -> str:
    """The headline's choice of these columns, as a condition."""
    return " and ".join(f"{column} = '{HEADLINE[column]}'" for column in columns)


LEVEL = where("pairing_id", "scale_id", "date_basis")
CHOICE = where("pairing_id", "scale_id", "date_basis", "rule_id")
COHORT = where("cohort_id", "censoring_id")
STARTED = f"date '{START_ON}'"

SUMMARY = Query(
    "marts.lag_summary", f"select * from marts.lag_summary where {CHOICE} and {COHORT} and start_on = {STARTED}"
)
OPEN_SOURCE = "any_closed__any_open"  # the claim is told of open source as such, too
# The same with nothing after the day up to which laggards are scored; of open source anywhere too, as the talk says it.
SCORED = Query(
    "marts.lag_summary",
    f"select * from marts.lag_summary where {where('scale_id', 'date_basis', 'rule_id', 'cohort_id')} and censoring_id = 'scored' "
    f"and start_on = {STARTED} and ({where('pairing_id')} or pairing_id = '{OPEN_SOURCE}') "
    f"order by {where('pairing_id')} desc",
)
VERDICTS = Query(
    "marts.claim_verdicts",
    f"select * from marts.claim_verdicts where claim_id = 'six_months' and {where('pairing_id')} order by place",
)
OPEN_SOURCE_VERDICTS = Query(
    "marts.claim_verdicts",
    f"select * from marts.claim_verdicts where pairing_id = '{OPEN_SOURCE}' order by claim_id, place",
)
SOURCES = Query(
    "marts.sources",
    "select source, title, producer, url, licence, retrieved_on, is_score_source, load_id from marts.sources "
    "order by not is_score_source, source, load_id",
)
BRACKET = Query("marts.bracket", f"select * from marts.bracket where {LEVEL}")
# The same on the index that has draws, on which the gap of today is judged.
OWN_BRACKET = Query(
    "marts.bracket",
    f"select * from marts.bracket where {where('pairing_id', 'date_basis')} and scale_id = 'index'",
)
FRONTIERS = Query("marts.records", f"select * from marts.records where {LEVEL} order by role desc, released_on")
SCALES = Query(
    "marts.scores",
    "select scale_id, any_value(scale_name) as scale_name, any_value(domain) as domain from marts.scores "
    "group by scale_id order by scale_id",
)

SHORT_NAMES = Query(
    "marts.releases",
    "select release_id, short_name from marts.releases where short_name is not null order by release_id",
)


class Report:
    """A warehouse as the sections read it: each query runs once, and what several sections need has a name here."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Raises: ReportError when the headline has no row or several, or its mart is absent."""
        self._connection = connection
        self._read: dict[Query, tuple[Row, ...]] = {}
        if (n := len(self.rows(SUMMARY))) != 1:
            raise ReportError(
                f"marts.lag_summary has {n} rows for the headline ({CHOICE}, start_on {START_ON}), not one; "
                "run `openlag weekly` to build it again."
            )

    def rows(self, query: Query) -> tuple[Row, ...]:
        """The rows of a query. Raises: ReportError when its mart is absent."""
        if query not in self._read:
            self._read[query] = query.rows(self._connection)
        return self._read[query]

    def first(self, query: Query) -> Row | None:
        """The first row of a query, or the only one."""
        return next(iter(self.rows(query)), None)

    def block(self, query: Query, n: int | None = None) -> Mapping[str, Any]:
        """The rows of a query as report.json holds them: with their mart, their query, the day and an n.

        n: records behind the rows, where they are not one a row; a row with records of its own has its own n beside. Rows that are sums of
        listings under the licence of open databases are under it too, and name them; all others are under that of the report.
        """
        rows = [row | {"n": row["n_records"]} if "n_records" in row else row for row in self.rows(query)]
        n = len(rows) if n is None else n
        block = {"mart": query.mart, "sql": query.sql, "as_of": self.as_of, "n": n, "rows": rows}
        return block | self._licence_of(query)

    def listings_of(self, query: Query) -> set[str]:
        """The listings of the Hub that the rows of a query name."""
        return {row["listing_id"] for row in self.rows(query) if "listing_id" in row}

    def _licence_of(self, query: Query) -> dict[str, Any]:
        listings = self.listings_of(query)
        named = [
            {name: source[name] for name in ("title", "producer", "url", "licence")}
            for source in (self.rows(SOURCES) if listings else ())
            if source.load_id in listings and is_odbl(source.licence)
        ]
        return {"licence": ODBL["name"], "sources": named} if named else {}

    @property
    def summary(self) -> Row:
        return self.rows(SUMMARY)[0]

    @property
    def as_of(self) -> date:
        day: date = self.summary.as_of
        return day

    @property
    def on(self) -> str:
        """The as-of day in words."""
        return words.long_day(self.as_of)

    @property
    def week(self) -> str:
        """The ISO week of the as-of day, '2026-W33'."""
        return week_of(self.as_of)

    @property
    def vintage(self) -> str:
        """The day of the scores, as the verdicts carry it."""
        verdict = self.first(VERDICTS)
        return words.long_day(verdict.vintage if verdict else None)

    def other_scores(self, verdict: Row) -> str:
        """Of which day the scores of a verdict are, where they are not of the vintage of the report."""
        day = words.long_day(verdict.vintage)
        return "" if day == self.vintage else _("from scores read on {day}").format(day=day)

    @property
    def leaders(self) -> tuple[Row, ...]:
        return self._frontier("leader")

    @property
    def laggards(self) -> tuple[Row, ...]:
        return self._frontier("laggard")

    def _frontier(self, role: str) -> tuple[Row, ...]:
        return tuple(record for record in self.rows(FRONTIERS) if record.role == role)

    @property
    def short_names(self) -> dict[str, str]:
        """Names for where there is little room, of the releases whose own are long."""
        return {row.release_id: words.name(row.short_name) for row in self.rows(SHORT_NAMES)}

    def scale_name(self, scale_id: str) -> str:
        scale = self._scale(scale_id)
        return scale_id if scale is None else _(words.name(scale.scale_name))

    def scale_domain(self, scale_id: str) -> str:
        """What a scale tests, in English: the order of domains is the same in every language."""
        scale = self._scale(scale_id)
        return words.UNKNOWN if scale is None else words.name(scale.domain)

    def _scale(self, scale_id: str) -> Row | None:
        return next((scale for scale in self.rows(SCALES) if scale.scale_id == scale_id), None)
