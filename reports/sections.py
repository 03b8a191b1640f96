"""The report as a list of sections: what each says, its chart and its tables. The page and the Markdown print the same list."""

from reports import choice_tables, tables, words
from reports import data as queries
from reports.choice_sections import certainty_section, history_section, specifications_section
from reports.claim_sections import claims_section, odds_section
from reports.data import ReportData
from reports.date_sections import dates_section
from reports.lag_charts import MIN_RECORDS
from reports.layout import RELEASE_LIST, Cell, Section, Table
from reports.notices import tell_others
from reports.rows import Summary
from reports.source_ages import list_ages
from reports.spread_sections import spread_section

CREDITS = (
    ("Epoch AI, capability index and benchmark scores", "CC BY 4.0", "https://epoch.ai/data"),
    (
        "Arena, leaderboards by people's votes, where landed",
        "CC BY 4.0",
        "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    ),
    ("Hugging Face Hub, metadata of repositories from its public API", "facts", "https://huggingface.co/docs/hub/api"),
    ("models.dev, release days, weights, licences and prices", "MIT", "https://models.dev"),
    ("model-prices, the history of API list prices", "MIT", "https://github.com/wakamex/model-prices"),
    (
        "model-release-dates, a catalogue of availability events with sources",
        "facts only; the repository states no licence",
        "https://github.com/gholtzap/model-release-dates",
    ),
)

METHOD_CAVEATS = (
    "A lag taken at a record is taken at the top of a step, where it is longest; the day-by-day view shows the whole saw-tooth.",
    "A match is a score at or above the record's on one index, by point values; the index's own uncertainty is in the interval over "
    "draws and in no other, and a release that matches on the index can stay behind on a benchmark.",
    "Records that share a match are one chain and not independent; read the chain interval beside the textbook one.",
    "Release days are those of the scored version where a source dates it; days that sources disagree on are in marts.releases "
    "(date_spread_days).",
    "Data-centre area, spending and national income cannot be read from any source here and are not tested. Prices are list "
    "prices of the API, not what an answer costs.",
)


def list_sections(data: ReportData) -> tuple[Section, ...]:
    """Every section after the answer, in the order of the report."""
    return (
        _frontiers(data),
        _launches(data),
        odds_section(data),
        claims_section(data),
        spread_section(data),
        _days(data),
        history_section(data),
        _survival(data),
        _levels(data),
        _benchmarks(data),
        specifications_section(data),
        _changes(data),
        certainty_section(data),
        dates_section(data),
        _caveats(data),
        _sources(data),
    )


def _frontiers(data: ReportData) -> Section:
    text = (
        "A record is a release strictly above every earlier one of its group. The space between the stairs, read from left to right, is "
        "the lag. Chinese records below the first US one lie under the picture; they are in the table."
    )
    leaders, laggards = (queries.FRONTIER_OF[role] for role in ("leader", "laggard"))
    listed = (
        tables.list_frontier(
            leaders, f"US records of any access, newest first (n = {len(data.leaders)})", data.leaders
        ),
        tables.list_frontier(
            laggards, f"Chinese open-weight records, newest first (n = {len(data.laggards)})", data.laggards
        ),
    )
    return Section("frontiers", "The two frontiers", (text,), ("frontiers",), listed)


def _launches(data: ReportData) -> Section:
    s = data.summary
    text = f"{s.n_matched} of {s.n_records} records are matched, by {s.n_matching_releases} different Chinese releases."
    if s.n_negative:
        text += f" {s.n_negative} had been matched before the US launch; such a lag is below zero here and counts as 0 in the median."
    text += " A clock still running is not a lag: it says only that the lag is longer than the days so far."
    listed = (tables.list_record_lags(queries.RECORD_LAGS, data.record_lags),)
    return Section("launches", "Each US launch and its match", (text,), ("lags",), listed)


def _days(data: ReportData) -> Section:
    text = (
        "The line climbs a day every day and falls when a Chinese open release climbs the US stairs. All days are computed from one "
        "vintage of scores, so this is not what a reader saw at the time."
    )
    listed = (
        Table(
            "The last seven days",
            ("Day", "Under", "Central", "Over"),
            [
                (
                    Cell(words.short_day(lag.day), kind="day"),
                    *(
                        Cell(words.lag(days, words.UNKNOWN), kind="number")
                        for days in (lag.under_days, lag.central_days, lag.over_days)
                    ),
                )
                for lag in reversed(data.day_lags[-7:])
            ],
            queries.LAST_DAYS.mart,
            queries.LAST_DAYS.sql,
            is_folded=True,
        ),
        tables.list_backward(queries.BACKWARD, data.backward),
    )
    return Section("days", "The lag, day by day", (text,), ("days",), listed)


def _survival(data: ReportData) -> Section:
    text = (
        f"The curve falls at every match and keeps the records still waiting in the count until their clocks stop "
        f"(n = {data.summary.n_records}). Where it crosses one half is the median; its height at the dashed line is the share of launches "
        f"not matched within six months."
    )
    rows = [
        (
            Cell(words.lag(step.day)),
            Cell(words.share(step.survival), kind="number"),
            Cell(_band(step.survival_lower, step.survival_upper), kind="number"),
            Cell(words.count(step.n_at_risk), kind="number"),
            Cell(words.count(step.n_matched), kind="number"),
            Cell(words.count(step.n_censored), kind="number"),
        )
        for step in data.survival
    ]
    headers = ("After", "Unmatched", "Band", "At risk", "Matched", "Still running")
    listed = (
        Table("The curve, step by step", headers, rows, queries.SURVIVAL.mart, queries.SURVIVAL.sql, is_folded=True),
    )
    return Section("survival", "How long a US launch stays unmatched", (text,), ("survival",), listed)


def _levels(data: ReportData) -> Section:
    text = (
        "A record stands at the top of a step, where the lag is longest. Here every level of the index weighs the same, whoever stands on "
        "it: the answer to how far behind, on average over what models can do. Straight lines through the records and a grid of levels "
        "give two more views; the lines depend on where the records begin, so read them last."
    )
    averages = tables.list_level_averages(queries.LEVEL_AVERAGE, data.level_averages)
    thresholds = tables.list_thresholds(
        queries.THRESHOLDS, f"Thresholds (estimand G), {words.long_day(data.as_of)}", data.thresholds
    )
    if not data.level_averages:
        text += " The average (estimand C) is unknown this week: GPT-4, from whose level it counts, has no score or nobody is above it."
    listed = (
        *((averages,) if data.level_averages else ()),
        thresholds,
        tables.list_trends(queries.TRENDS, data.trends),
    )
    return Section("levels", "Level by level", (text,), tables=listed)


def _band(lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None or lower == upper == 1:  # before the first match there is no spread to speak of
        return words.UNKNOWN
    return f"{words.share(lower)} to {words.share(upper)}"


def _benchmarks(data: ReportData) -> Section:
    enough = [s for s in data.benchmarks if s.n_records >= MIN_RECORDS]
    text = (
        f"The same question on single benchmarks. {len(enough)} have {MIN_RECORDS} US records or more; "
        f"{len(data.benchmarks) - len(enough)} have fewer and are not drawn. Clocks stop at the last Chinese open test on each "
        "benchmark, for many are never run on Chinese models again; US records younger than that test are left out and counted."
    )
    labelled = [(words.plain(data.scale_name(s.scale_id), 60), _benchmark_note(data, s), s) for s in data.benchmarks]
    table = choice_tables.list_summaries(
        queries.BENCHMARKS, tables.dated("Forward lag by benchmark", data), labelled, folded=True
    )
    pooled = tables.list_pooled(
        queries.POOLED, f"Pooled over benchmarks (estimand F), {words.long_day(data.as_of)}", data.pooled
    )
    return Section(
        "benchmarks",
        "Benchmark by benchmark",
        (text, *_pooled_sentence(data)),
        ("domains", "benchmarks"),
        (table, pooled),
    )


def _pooled_sentence(data: ReportData) -> tuple[str, ...]:
    pools = [p for p in data.pooled if p.domain is None and p.has_first_tested]
    everything = next((p for p in pools if p.has_superseded), None)
    if everything is None or everything.median_days is None:
        return ()
    others = [p for p in pools if not p.has_superseded and p.n_records != everything.n_records]
    without = "".join(
        f" Without benchmarks that a second version has superseded ({everything.n_benchmarks - p.n_benchmarks} of them) it is "
        f"{words.NOT_REACHED if p.median_days is None else words.lag(p.median_days)} (n = {p.n_records} records)."
        for p in others
    )
    interval = words.lag_interval(everything.median_days_lower, everything.median_days_upper, everything.ci_level)
    return (
        f"Pooled, the median is {words.lag(everything.median_days)} ({interval} over benchmarks; n = {everything.n_records} records on "
        f"{everything.n_benchmarks} benchmarks, matched by {everything.n_matching_releases} releases; estimand F, "
        f"{words.long_day(everything.as_of)}).{without}",
    )


def _benchmark_note(data: ReportData, s: Summary) -> str:
    domain = words.plain(data.scale_domain(s.scale_id), 40)
    return f"{domain}; {s.n_untested} US record{'' if s.n_untested == 1 else 's'} untested" if s.n_untested else domain


def _changes(data: ReportData) -> Section:
    if not data.changes:
        return Section(
            "changes", "What changed since last week", ("Nothing differs from the same report seven days earlier.",)
        )
    since = words.long_day(data.changes[0].compared_with_on)
    text = f"Compared with the same report as of {since}; both are computed from the landing by today's code."
    return Section(
        "changes",
        "What changed since last week",
        (text,),
        tables=(tables.list_changes(queries.CHANGES, data.changes),),
    )


def _caveats(data: ReportData) -> Section:
    excluded = sum(tally.row_count for tally in data.excluded)
    rejected = sum(tally.row_count for tally in data.rejects)
    text = (
        f"{words.count(excluded)} of {words.count(data.release_count)} known releases are in no group, for the reasons "
        f"below; nothing is guessed. {words.count(rejected)} rows, or parts of rows, of the sources did not parse and were set aside."
    )
    listed = []
    if data.excluded:
        headers = "Reason | Releases"
        listed.append(tables.list_tallies(queries.EXCLUDED, "Releases in no group", data.excluded, headers))
    if data.rejects:
        headers = "Source, file | Reason | Rows"
        listed.append(tables.list_tallies(queries.REJECTS, "Rows set aside", data.rejects, headers))
    if data.caveats:
        listed.append(tables.list_caveats(data.caveats))
    links = (
        ("All known releases, with the day each counts from or why it is in no group", f"releases/{RELEASE_LIST}"),
    )
    return Section("caveats", "Caveats", (text,), points=METHOD_CAVEATS, links=links, tables=tuple(listed))


def _sources(data: ReportData) -> Section:
    listed = (tables.list_sources(queries.SOURCES, data.sources),)
    told = (*list_ages(data), *tell_others(data.notices))
    return Section("sources", "Sources", told, tables=listed, credits=CREDITS)
