"""Benchmark by benchmark: the forward lag on each, and pooled over the benchmarks of a domain."""

from collections.abc import Sequence

from reports import words
from reports.charts.intervals import IntervalRow, draw_intervals
from reports.charts.style import Drawing
from reports.figures import list_summaries
from reports.headline import STARTED, Report, where
from reports.layout import Cell, Section, Table, make_table, number_cell
from reports.query import Query, Row

AGENTS = "agents"
MIN_RECORDS = 5  # METHOD F: a benchmark with fewer US records gives no median worth drawing
BENCHMARKS = Query(
    "marts.lag_summary",
    f"select * from marts.lag_summary where scale_id not in ('eci_published', 'index', 'arena_text') and "
    f"{where('pairing_id', 'date_basis', 'rule_id', 'cohort_id', 'censoring_id')} and start_on = {STARTED} order by scale_id",
)
POOLED = Query(
    "marts.benchmarks_pooled",
    f"select * from marts.benchmarks_pooled where {where('pairing_id', 'date_basis', 'rule_id')} "
    f"and start_on = {STARTED} order by domain is not null, domain <> 'agents', domain, has_superseded desc, has_first_tested desc",
)


def section(report: Report) -> Section:
    """Every benchmark by itself, and pooled by domain."""
    benchmarks = report.rows(BENCHMARKS)
    enough = [s for s in benchmarks if s.n_records >= MIN_RECORDS]
    text = (
        f"The same question on single benchmarks. {len(enough)} have {MIN_RECORDS} US records or more; "
        f"{len(benchmarks) - len(enough)} have fewer and are not drawn. Clocks stop at the last Chinese open test on each "
        "benchmark, for many are never run on Chinese models again; US records younger than that test are left out and counted."
    )
    labelled = [(words.plain(report.scale_name(s.scale_id), 60), _note(report, s), s) for s in benchmarks]
    caption = words.dated("Forward lag by benchmark", report.as_of, report.summary.ci_level)
    tables = (list_summaries(BENCHMARKS, caption, labelled, folded=True), _list_pooled(report))
    charts = (draw_domains(report), draw_benchmarks(report))
    pools = [p for p in report.rows(POOLED) if p.domain is None and p.has_first_tested]
    everything = next((p for p in pools if p.has_superseded), None)
    data = {
        "benchmarks": report.block(BENCHMARKS),
        "benchmarks_pooled": report.block(POOLED, everything.n_records if everything else 0),
    }
    return Section(
        "benchmarks",
        "Benchmark by benchmark",
        (text, *_pooled_sentence(everything, pools), *_agents_sentence(report.rows(POOLED))),
        charts,
        tables,
        data=data,
    )


def _agents_sentence(pools: Sequence[Row]) -> tuple[str, ...]:
    """The kind of work that readers ask for first."""
    agents = next((p for p in pools if p.domain == AGENTS and p.has_first_tested and p.has_superseded), None)
    if agents is None or not agents.n_benchmarks:
        return ()
    median = words.NOT_REACHED if agents.median_days is None else words.lag(agents.median_days)
    interval = words.lag_interval(agents.median_days_lower, agents.median_days_upper, agents.ci_level)
    return (
        f"Of the kinds of work agents stand first: on their benchmarks the median is {median} ({interval} over benchmarks; "
        f"n = {agents.n_records} records on {agents.n_benchmarks} benchmarks, matched by {_releases(agents.n_matching_releases)}; "
        f"estimand F, {words.long_day(agents.as_of)}).",
    )


def _pooled_sentence(everything: Row | None, pools: list[Row]) -> tuple[str, ...]:
    if everything is None or everything.median_days is None:
        return ()
    without = "".join(
        f" Without benchmarks that a second version has superseded ({everything.n_benchmarks - p.n_benchmarks} of them) it is "
        f"{words.NOT_REACHED if p.median_days is None else words.lag(p.median_days)} (n = {p.n_records} records)."
        for p in pools
        if not p.has_superseded and p.n_records != everything.n_records
    )
    interval = words.lag_interval(everything.median_days_lower, everything.median_days_upper, everything.ci_level)
    return (
        f"Pooled, the median is {words.lag(everything.median_days)} ({interval} over benchmarks; n = {everything.n_records} records on "
        f"{everything.n_benchmarks} benchmarks, matched by {everything.n_matching_releases} releases; estimand F, "
        f"{words.long_day(everything.as_of)}).{without}",
    )


def _note(report: Report, s: Row) -> str:
    domain = words.plain(report.scale_domain(s.scale_id), 40)
    return f"{domain}; {s.n_untested} US record{'' if s.n_untested == 1 else 's'} untested" if s.n_untested else domain


def _list_pooled(report: Report) -> Table:
    headers = "Domain | Benchmarks | Records | Median lag | Its interval over benchmarks | Within 6 months"
    caption = f"Pooled over benchmarks (estimand F), {report.on}"
    every = {p.domain: p.n_records for p in report.rows(POOLED) if p.has_first_tested and p.has_superseded}
    shown = [
        p
        for p in report.rows(POOLED)
        if p.has_superseded or (p.has_first_tested and p.n_records != every.get(p.domain))
    ]
    return make_table(POOLED, caption, headers, map(_pooled, shown), folded=True)


def _pooled(p: Row) -> tuple[Cell, ...]:
    first = "all records" if p.has_first_tested else "without the first model tested on each"
    kind = first if p.has_superseded else "without superseded benchmarks"
    benchmark = words.lag_interval(p.median_days_lower, p.median_days_upper, p.ci_level)
    chain = words.lag_interval(p.chain_median_days_lower, p.chain_median_days_upper, p.ci_level)
    return (
        Cell(words.plain(p.domain or "all domains", 40).capitalize(), kind),
        number_cell(f"{p.n_benchmarks}"),
        number_cell(f"{p.n_records}", f"{p.n_matched} matched, by {_releases(p.n_matching_releases)}"),
        number_cell(words.lag(p.median_days) if p.median_days is not None else words.NOT_REACHED),
        Cell(benchmark, f"chains: {chain}"),
        number_cell(words.share(p.share_6m), words.share_interval(p.share_6m_lower, p.share_6m_upper, p.ci_level)),
    )


def _releases(n: int) -> str:
    return f"{n} release{'' if n == 1 else 's'}"


def draw_benchmarks(report: Report) -> Drawing:
    """Median lag with its interval, benchmark by benchmark, grouped by what they test."""
    rows = [
        IntervalRow(words.plain(report.scale_name(s.scale_id), 40), report.scale_domain(s.scale_id), s)
        for s in report.rows(BENCHMARKS)
        if s.n_records >= MIN_RECORDS
    ]
    rows.sort(key=lambda row: (row.group, row.label.lower()))
    medians = [row.figures.median_days for row in rows if row.figures.median_days is not None]
    title = "No benchmark has enough US records for a median"
    if medians:
        title = f"The median runs from {words.months(min(medians))} to {words.months(max(medians))} months from benchmark to benchmark"
    elif rows:
        title = "On no benchmark is the median reached"
    subtitle = (
        f"Median forward lag (estimand F: A on each benchmark with {MIN_RECORDS} US records or more), with its textbook interval, "
        f"censored at the last Chinese open test on that benchmark. {report.on}; n = {len(rows)} benchmarks."
    )
    return draw_intervals("benchmarks", title, subtitle, rows)


def draw_domains(report: Report) -> Drawing:
    """The median pooled over the benchmarks of each domain, and over all of them as the diamond at the bottom."""
    pooled = [row for row in report.rows(POOLED) if row.has_first_tested and row.has_superseded and row.n_benchmarks]
    kinds = sorted(
        (row for row in pooled if row.domain is not None), key=lambda row: (row.domain != AGENTS, row.domain.lower())
    )
    domains = [IntervalRow(words.plain(row.domain, 24), "", row) for row in kinds]
    everything = [row for row in pooled if row.domain is None]
    n = (
        f"{everything[0].n_records} US records on {everything[0].n_benchmarks} benchmarks"
        if everything
        else "0 US records"
    )
    level = words.level_words(pooled[0].ci_level if pooled else None)
    subtitle = (
        "Median forward lag pooled over the benchmarks of a domain (estimand F), every record weighing the same, agents first. "
        f"Thick: {level} over "
        "benchmarks, where there are enough of them; thin: over chains of records with one match; an arrow has no upper end. The "
        f"diamond is all domains. {report.on}; n = {n}."
    )
    total = [IntervalRow("all domains", "", row, is_total=True) for row in everything]
    return draw_intervals("domains", _domains_title(domains), subtitle, [*domains, *total], is_pooled=True)


def _domains_title(domains: list[IntervalRow]) -> str:
    reached = [(row.figures.median_days, row.label) for row in domains if row.figures.median_days is not None]
    if not reached:
        return "In no domain is the median reached" if domains else "No domain has a benchmark with enough US records"
    low, high = min(reached)[0], max(reached)[0]
    lowest, highest = (" and ".join(label for days, label in reached if days == end) for end in (low, high))
    if low == high:
        return f"In every domain where the median is reached it is {words.months(low)} months"
    return f"By domain the median runs from {words.months(low)} months ({lowest}) to {words.months(high)} ({highest})"
