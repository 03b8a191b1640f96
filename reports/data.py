"""What the report prints: rows of the marts as frozen dataclasses, and nothing computed.

Every query below is the one printed beside its table, so a reader who runs it sees the rows the report was made of. A class names
the columns it needs; a mart that lacks one stops the report with the name of both.
"""

# ruff: noqa: S608 - queries are filled in from the constants of this file, never from outside

from dataclasses import dataclass
from datetime import date

import duckdb

from reports import words
from reports.claim_rows import (
    Adoption,
    DrawnLag,
    Era,
    IndexFit,
    IndexGap,
    Odds,
    OpenShare,
    PriceRatio,
    Replication,
    SpecificationSpread,
)
from reports.date_rows import DateConflict, HeadlineDate, IdentityCoverage, LicenceChange, PublishedDifference
from reports.notices import NOTICES, Notice
from reports.query import Query as Query
from reports.query import ReportError as ReportError
from reports.rows import (
    BackwardLag,
    Bracket,
    Caveat,
    Change,
    DayLag,
    FrontierRecord,
    LevelAverage,
    Pooled,
    RecordLag,
    Scale,
    Source,
    SourceAge,
    Specification,
    SpecificationEffect,
    Summary,
    SurvivalStep,
    Tally,
    Threshold,
    Trend,
    Verdict,
    WeekVerdict,
)

START_ON = date(2023, 3, 14)  # GPT-4; earlier records exist only because the table starts there
HEADLINE = {
    "pairing_id": "us_any__cn_open", "scale_id": "eci_published", "date_basis": "available", "rule_id": "strict",
}  # fmt: skip


def _where(*columns: str) -> str:
    return " and ".join(f"{column} = '{HEADLINE[column]}'" for column in columns)


LEVEL = _where("pairing_id", "scale_id", "date_basis")
CHOICE = _where("pairing_id", "scale_id", "date_basis", "rule_id")
STARTED = f"date '{START_ON}'"

VERDICTS = Query(
    "marts.claim_verdicts",
    f"select * from marts.claim_verdicts where claim_id = 'six_months' and {CHOICE} order by reading desc",
    Verdict,
)
SISTER_VERDICTS = Query(
    "marts.claim_verdicts",
    "select * from marts.claim_verdicts where claim_id <> 'six_months' order by verdict = 'not tested', claim_id, reading",
    Verdict,
)
SUMMARY = Query(
    "marts.lag_summary", f"select * from marts.lag_summary where {CHOICE} and start_on = {STARTED}", Summary
)
BRACKET = Query("marts.bracket", f"select * from marts.bracket where {LEVEL}", Bracket)
FRONTIERS = Query(
    "marts.records", f"select * from marts.records where {LEVEL} order by role desc, released_on", FrontierRecord
)
FRONTIER_OF = {
    role: Query(
        "marts.records",
        f"select * from marts.records where {LEVEL} and role = '{role}' order by released_on desc",
        FrontierRecord,
    )
    for role in ("leader", "laggard")
}
RECORD_LAGS = Query(
    "marts.lag_by_record",
    f"select * from marts.lag_by_record where {CHOICE} and record_released_on >= {STARTED} "
    "order by record_released_on desc",
    RecordLag,
)
DAY_LAGS = Query("marts.lag_by_day", f"select * from marts.lag_by_day where {LEVEL} order by day", DayLag)
LAST_DAYS = Query("marts.lag_by_day", f"select * from marts.lag_by_day where {LEVEL} order by day desc limit 7", DayLag)
BACKWARD = Query(
    "marts.lag_by_release", f"select * from marts.lag_by_release where {LEVEL} order by released_on desc", BackwardLag
)
SURVIVAL = Query(
    "marts.survival_curve",
    f"select * from marts.survival_curve where {CHOICE} and start_on = {STARTED} order by day",
    SurvivalStep,
)
BENCHMARKS = Query(
    "marts.lag_summary",
    f"select * from marts.lag_summary where scale_id not in ('eci_published', 'index', 'arena_text') and "
    f"{_where('pairing_id', 'date_basis', 'rule_id')} and start_on = {STARTED} order by scale_id",
    Summary,
)
CHOICES = Query(
    "marts.lag_summary",
    "select * from marts.lag_summary where scale_id in ('eci_published', 'index') "
    "order by pairing_id, scale_id, date_basis, rule_id, start_on nulls first",
    Summary,
)
SCALES = Query(
    "marts.scores",
    "select scale_id, any_value(scale_name) as scale_name, any_value(domain) as domain from marts.scores "
    "group by scale_id order by scale_id",
    Scale,
)
LEVEL_AVERAGE = Query("marts.level_average", f"select * from marts.level_average where {LEVEL}", LevelAverage)
THRESHOLDS = Query("marts.thresholds", f"select * from marts.thresholds where {LEVEL} order by level desc", Threshold)
TRENDS = Query("marts.trend", f"select * from marts.trend where {LEVEL} order by start_on nulls first", Trend)
POOLED = Query(
    "marts.benchmarks_pooled",
    f"select * from marts.benchmarks_pooled where {_where('pairing_id', 'date_basis', 'rule_id')} "
    f"and start_on = {STARTED} order by domain nulls first, has_superseded desc, has_first_tested desc",
    Pooled,
)
SPECIFICATIONS = Query("marts.specifications", "select * from marts.specifications order by place", Specification)
SHOWN_SPECIFICATIONS = Query(
    "marts.specifications",
    f"select * from marts.specifications where {_where('pairing_id')} order by place",
    Specification,
)
SPREAD = Query(
    "marts.specifications",
    "select count(*) as n_specifications, count(median_days) as n_reached, "
    "count(*) filter (where median_days <= 182.625) as n_within_6m, min(median_days) as median_days_least, "
    "quantile_cont(median_days, 0.25) as median_days_lower_quartile, quantile_cont(median_days, 0.5) as median_days_middle, "
    "quantile_cont(median_days, 0.75) as median_days_upper_quartile, max(median_days) as median_days_most, "
    "any_value(as_of) as as_of from marts.specifications",
    SpecificationSpread,
)
EFFECTS = Query(
    "marts.specification_effects",
    "select * from marts.specification_effects order by median_moved_days desc nulls last, choice",
    SpecificationEffect,
)
WEEKS = Query("marts.verdict_by_week", "select * from marts.verdict_by_week order by week, scale_id", WeekVerdict)
SHOWN_WEEKS = Query(
    "marts.verdict_by_week",
    "select * from marts.verdict_by_week qualify week_as_of = max(week_as_of) over (partition by date_trunc('quarter', week_as_of)) "
    "or dense_rank() over (order by week_as_of desc) <= 4 order by week_as_of desc, scale_id",
    WeekVerdict,
)
ODDS = Query("marts.present_odds", "select * from marts.present_odds order by record_released_on desc", Odds)
ERAS = Query(
    "marts.eras", f"select * from marts.eras where {_where('pairing_id', 'date_basis')} order by scale_id", Era
)
OPEN_SHARES = Query(
    "marts.open_shares", "select * from marts.open_shares order by kind, country, half_year nulls first", OpenShare
)
REPLICATIONS = Query(
    "marts.replication_by_year",
    f"select * from marts.replication_by_year where {CHOICE} order by launch_year desc",
    Replication,
)
PRICE_RATIOS = Query(
    "marts.price_ratios",
    f"select * from marts.price_ratios where {CHOICE} and record_released_on >= {STARTED} order by record_released_on desc",
    PriceRatio,
)
ADOPTION = Query("marts.adoption_weekly", "select * from marts.adoption_weekly order by week, origin", Adoption)
NEWEST_ADOPTION = Query(
    ADOPTION.mart, f"{ADOPTION.sql.partition(' order')[0]} qualify week = max(week) over () order by origin", Adoption
)
DATE_CONFLICTS = Query(
    "marts.date_conflicts",
    "select * from marts.date_conflicts where changed_lag_count > 0 order by abs(moved_median_days) desc nulls first, "
    "abs(moved_share_6m) desc nulls first, changed_lag_count desc, abs(difference_days) desc, release_id, source_id limit 10",
    DateConflict,
)
HEADLINE_DATES = Query(
    "marts.headline_dates", "select * from marts.headline_dates order by released_on desc, release_id", HeadlineDate
)
PUBLISHED_DIFFERENCES = Query(
    "marts.headline_published", "select * from marts.headline_published where is_different", PublishedDifference
)
IDENTITY_COVERAGE = Query(
    "marts.identity_coverage",
    "select * from marts.identity_coverage order by not is_in_use, unjoined_count desc, source",
    IdentityCoverage,
)
LICENCE_CHANGES = Query(
    "marts.licence_changes",
    "select * from marts.licence_changes where headline_part is not null and stretch_number > 1 order by first_seen_on, name",
    LicenceChange,
)
DRAWN_LAGS = Query(
    "marts.drawn_lag", f"select * from marts.drawn_lag where {_where('pairing_id')} order by date_basis", DrawnLag
)
INDEX_FIT = Query("marts.index_fit", "select * from marts.index_fit", IndexFit)
INDEX_GAP = Query(
    "marts.scores",
    "select count(*) as n_releases, max(abs(ours.score - published.score)) as largest_points, any_value(ours.as_of) as as_of "
    "from marts.scores as ours join marts.scores as published using (release_id) "
    "where ours.scale_id = 'index' and published.scale_id = 'eci_published'",
    IndexGap,
)
CHANGES = Query("marts.weekly_changes", "select * from marts.weekly_changes order by kind, item", Change)
SOURCES = Query("marts.sources", "select * from marts.sources order by source", Source)
SOURCE_AGES = Query("marts.source_ages", "select * from marts.source_ages order by source", SourceAge)
EXCLUDED = Query(
    "marts.releases",
    "select null as place, exclusion_reason as reason, count(*) as row_count from marts.releases "
    "where exclusion_reason is not null group by all order by row_count desc, reason",
    Tally,
)
REJECTS = Query(
    "marts.rejects",
    "select source || ', ' || file || if(count(*) = 1, ', row ' || min(row_number), '') as place, reason, count(*) as row_count "
    "from marts.rejects group by source, file, reason order by row_count desc, place, reason",
    Tally,
)
# The caveat: line of each model's head, which the build writes into the table's comment.
CAVEATS = Query(
    "the marts' comments",
    "select 'marts.' || table_name as mart, regexp_extract(comment, ' Caveat: (.*)$', 1) as sentence "
    "from duckdb_tables() where schema_name = 'marts' and contains(comment, ' Caveat: ') order by table_name",
    Caveat,
)


@dataclass(frozen=True, slots=True)
class ReportData:
    as_of: date
    summary: Summary
    verdicts: tuple[Verdict, ...]
    bracket: Bracket | None
    frontiers: tuple[FrontierRecord, ...]
    record_lags: tuple[RecordLag, ...]
    day_lags: tuple[DayLag, ...]
    backward: tuple[BackwardLag, ...]
    survival: tuple[SurvivalStep, ...]
    benchmarks: tuple[Summary, ...]
    choices: tuple[Summary, ...]
    level_averages: tuple[LevelAverage, ...]
    thresholds: tuple[Threshold, ...]
    trends: tuple[Trend, ...]
    pooled: tuple[Pooled, ...]
    sister_verdicts: tuple[Verdict, ...]
    specifications: tuple[Specification, ...]
    shown_specifications: tuple[Specification, ...]
    spread: SpecificationSpread
    effects: tuple[SpecificationEffect, ...]
    weeks: tuple[WeekVerdict, ...]
    shown_weeks: tuple[WeekVerdict, ...]
    odds: tuple[Odds, ...]
    eras: tuple[Era, ...]
    open_shares: tuple[OpenShare, ...]
    replications: tuple[Replication, ...]
    price_ratios: tuple[PriceRatio, ...]
    adoption: tuple[Adoption, ...]
    date_conflicts: tuple[DateConflict, ...]
    headline_dates: tuple[HeadlineDate, ...]
    published_differences: tuple[PublishedDifference, ...]
    identity_coverage: tuple[IdentityCoverage, ...]
    licence_changes: tuple[LicenceChange, ...]
    drawn_lags: tuple[DrawnLag, ...]
    index_fits: tuple[IndexFit, ...]
    index_gap: IndexGap
    scales: tuple[Scale, ...]
    changes: tuple[Change, ...]
    sources: tuple[Source, ...]
    source_ages: tuple[SourceAge, ...]
    notices: tuple[Notice, ...]
    excluded: tuple[Tally, ...]
    rejects: tuple[Tally, ...]
    caveats: tuple[Caveat, ...]
    release_count: int

    @property
    def week(self) -> str:
        """The ISO week of the as-of day, '2026-W33'."""
        year, number, _ = self.as_of.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def vintage(self) -> str:
        """The day of the scores, as the verdicts carry it."""
        return words.long_day(self.verdicts[0].vintage if self.verdicts else None)

    @property
    def leaders(self) -> tuple[FrontierRecord, ...]:
        return tuple(record for record in self.frontiers if record.role == "leader")

    @property
    def laggards(self) -> tuple[FrontierRecord, ...]:
        return tuple(record for record in self.frontiers if record.role == "laggard")

    def scale_name(self, scale_id: str) -> str:
        return next((words.name(scale.scale_name) for scale in self.scales if scale.scale_id == scale_id), scale_id)

    def scale_domain(self, scale_id: str) -> str:
        return next((words.name(scale.domain) for scale in self.scales if scale.scale_id == scale_id), words.UNKNOWN)


def read_report_data(connection: duckdb.DuckDBPyConnection) -> ReportData:
    """Return everything the report prints.

    Raises: ReportError when a mart or a column is absent, or when the headline has no row or several.
    """
    headline = SUMMARY.rows(connection)
    if len(headline) != 1:
        raise ReportError(
            f"marts.lag_summary has {len(headline)} rows for the headline ({CHOICE}, start_on {START_ON}), not one; "
            "run `openlag weekly` to build it again."
        )
    brackets = BRACKET.rows(connection)
    (release_count,) = connection.execute("select count(*) from marts.releases").fetchall()[0]
    return ReportData(
        as_of=headline[0].as_of,
        summary=headline[0],
        verdicts=VERDICTS.rows(connection),
        bracket=brackets[0] if brackets else None,
        frontiers=FRONTIERS.rows(connection),
        record_lags=RECORD_LAGS.rows(connection),
        day_lags=DAY_LAGS.rows(connection),
        backward=BACKWARD.rows(connection),
        survival=SURVIVAL.rows(connection),
        benchmarks=BENCHMARKS.rows(connection),
        choices=CHOICES.rows(connection),
        level_averages=LEVEL_AVERAGE.rows(connection),
        thresholds=THRESHOLDS.rows(connection),
        trends=TRENDS.rows(connection),
        pooled=POOLED.rows(connection),
        sister_verdicts=SISTER_VERDICTS.rows(connection),
        specifications=SPECIFICATIONS.rows(connection),
        shown_specifications=SHOWN_SPECIFICATIONS.rows(connection),
        spread=SPREAD.rows(connection)[0],
        effects=EFFECTS.rows(connection),
        weeks=WEEKS.rows(connection),
        shown_weeks=SHOWN_WEEKS.rows(connection),
        odds=ODDS.rows(connection),
        eras=ERAS.rows(connection),
        open_shares=OPEN_SHARES.rows(connection),
        replications=REPLICATIONS.rows(connection),
        price_ratios=PRICE_RATIOS.rows(connection),
        adoption=ADOPTION.rows(connection),
        date_conflicts=DATE_CONFLICTS.rows(connection),
        headline_dates=HEADLINE_DATES.rows(connection),
        published_differences=PUBLISHED_DIFFERENCES.rows(connection),
        identity_coverage=IDENTITY_COVERAGE.rows(connection),
        licence_changes=LICENCE_CHANGES.rows(connection),
        drawn_lags=DRAWN_LAGS.rows(connection),
        index_fits=INDEX_FIT.rows(connection),
        index_gap=INDEX_GAP.rows(connection)[0],
        scales=SCALES.rows(connection),
        changes=CHANGES.rows(connection),
        sources=SOURCES.rows(connection),
        source_ages=SOURCE_AGES.rows(connection),
        notices=NOTICES.rows(connection),
        excluded=EXCLUDED.rows(connection),
        rejects=REJECTS.rows(connection),
        caveats=CAVEATS.rows(connection),
        release_count=release_count,
    )
