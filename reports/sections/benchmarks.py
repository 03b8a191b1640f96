"""Benchmark by benchmark: the forward lag on each, and pooled over the benchmarks of a domain."""

from collections.abc import Sequence

from reports import words
from reports.charts.intervals import IntervalRow, draw_intervals
from reports.charts.style import Drawing, Origin
from reports.figures import list_summaries
from reports.headline import STARTED, Report, where
from reports.language import N_, _, ngettext
from reports.layout import Cell, Section, Table, make_table, number_cell
from reports.query import Query, Row

AGENTS = "agents"
ALL_DOMAINS = N_("all domains")
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

DRAWN = Query(
    "marts.lag_summary", f"select * from ({BENCHMARKS.sql}) where n_records >= {MIN_RECORDS} order by scale_id"
)
DRAWN_POOLED = Query(
    "marts.benchmarks_pooled",
    f"select * from ({POOLED.sql}) where has_first_tested and has_superseded and n_benchmarks > 0 "
    "order by domain is not null, domain <> 'agents', domain",
)


def section(report: Report) -> Section:
    """Every benchmark by itself, and pooled by domain."""
    benchmarks = report.rows(BENCHMARKS)
    enough = [s for s in benchmarks if s.n_records >= MIN_RECORDS]
    text = _(
        "The same question on single benchmarks. {n} have {least} US records or more; {n_fewer} have fewer and are not drawn. Clocks "
        "stop at the last Chinese open test on each benchmark, for many are never run on Chinese models again; US records younger than "
        "that test are left out and counted."
    ).format(n=len(enough), least=MIN_RECORDS, n_fewer=len(benchmarks) - len(enough))
    labelled = [(words.plain(report.scale_name(s.scale_id), 60), _note(report, s), s) for s in benchmarks]
    caption = words.dated(_("Forward lag by benchmark"), report.as_of, report.summary.ci_level)
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
        _("Benchmark by benchmark"),
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
    text = _(
        "Of the kinds of work agents stand first: on their benchmarks the median is {median} ({interval} over benchmarks; n = {n} "
        "records on {n_benchmarks} benchmarks, matched by {releases}, {day})."
    )
    return (text.format(**_pool(agents)),)


def _pool(p: Row) -> dict[str, object]:
    """What a sentence says of a pool."""
    return {
        "median": words.lag(p.median_days),
        "interval": words.lag_interval(p.median_days_lower, p.median_days_upper, p.ci_level),
        "n": p.n_records,
        "n_benchmarks": p.n_benchmarks,
        "releases": _releases(p.n_matching_releases),
        "day": words.long_day(p.as_of),
    }


def _pooled_sentence(everything: Row | None, pools: list[Row]) -> tuple[str, ...]:
    if everything is None or everything.median_days is None:
        return ()
    text = _(
        "Pooled, the median is {median} ({interval} over benchmarks; n = {n} records on {n_benchmarks} benchmarks, matched by {releases}; "
        "{day})."
    )
    without = _(
        "Without benchmarks that a second version has superseded ({n_left_out} of them) it is {median} (n = {n} records)."
    )
    others = (
        without.format(
            n_left_out=everything.n_benchmarks - p.n_benchmarks, median=words.lag(p.median_days), n=p.n_records
        )
        for p in pools
        if not p.has_superseded and p.n_records != everything.n_records
    )
    return (words.told((text.format(**_pool(everything)), *others)),)


def _note(report: Report, s: Row) -> str:
    domain = words.plain(_(report.scale_domain(s.scale_id)), 40)
    untested = ngettext("{n} US record untested", "{n} US records untested", s.n_untested).format(n=s.n_untested)
    return words.listed((domain, untested if s.n_untested else ""))


def _list_pooled(report: Report) -> Table:
    headers = _("Domain | Benchmarks | Records | Median lag | Its interval over benchmarks | Within 6 months")
    caption = _("Pooled over benchmarks, {day}").format(day=report.on)
    every = {p.domain: p.n_records for p in report.rows(POOLED) if p.has_first_tested and p.has_superseded}
    shown = [
        p
        for p in report.rows(POOLED)
        if p.has_superseded or (p.has_first_tested and p.n_records != every.get(p.domain))
    ]
    return make_table(POOLED, caption, headers, map(_pooled, shown), folded=True)


def _pooled(p: Row) -> tuple[Cell, ...]:
    first = _("all records") if p.has_first_tested else _("without the first model tested on each")
    kind = first if p.has_superseded else _("without superseded benchmarks")
    benchmark = words.lag_interval(p.median_days_lower, p.median_days_upper, p.ci_level)
    chain = words.lag_interval(p.chain_median_days_lower, p.chain_median_days_upper, p.ci_level)
    return (
        Cell(words.capital(_(words.plain(p.domain or ALL_DOMAINS, 40))), kind),
        number_cell(f"{p.n_benchmarks}"),
        number_cell(
            f"{p.n_records}",
            _("{n} matched, by {releases}").format(n=p.n_matched, releases=_releases(p.n_matching_releases)),
        ),
        number_cell(words.lag(p.median_days)),
        Cell(benchmark, _("chains: {interval}").format(interval=chain)),
        number_cell(words.share(p.share_6m), words.share_interval(p.share_6m_lower, p.share_6m_upper, p.ci_level)),
    )


def _releases(n: int) -> str:
    return ngettext("{n} release", "{n} releases", n).format(n=n)


def draw_benchmarks(report: Report) -> Drawing:
    """Median lag with its interval, benchmark by benchmark, grouped by what they test."""
    rows = [
        IntervalRow(words.plain(report.scale_name(s.scale_id), 40), _(domain), s)
        for domain, s in sorted(
            ((report.scale_domain(s.scale_id), s) for s in report.rows(DRAWN)),
            key=lambda pair: (pair[0], report.scale_name(pair[1].scale_id).lower()),
        )
    ]
    medians = [row.figures.median_days for row in rows if row.figures.median_days is not None]
    title = _("No benchmark has enough US records for a median")
    if medians:
        title = _("The median runs from {shortest} to {longest} months from benchmark to benchmark").format(
            shortest=words.months(min(medians)), longest=words.months(max(medians))
        )
    elif rows:
        title = _("On no benchmark is the median reached")
    subtitle = _(
        "Median forward lag (on each benchmark with {least} US records or more), with its textbook interval, censored at "
        "the last Chinese open test on that benchmark. {day}; n = {n} benchmarks."
    ).format(least=MIN_RECORDS, day=report.on, n=len(rows))
    return draw_intervals("benchmarks", title, subtitle, Origin(DRAWN, len(rows), "benchmarks", "F"), rows)


def draw_domains(report: Report) -> Drawing:
    """The median pooled over the benchmarks of each domain, and over all of them as the diamond at the bottom."""
    pooled = report.rows(DRAWN_POOLED)
    kinds = sorted(
        (row for row in pooled if row.domain is not None), key=lambda row: (row.domain != AGENTS, row.domain.lower())
    )
    domains = [IntervalRow(_(words.plain(row.domain, 24)), "", row) for row in kinds]
    everything = [row for row in pooled if row.domain is None]
    subtitle = _(
        "Median forward lag pooled over the benchmarks of a domain, every record weighing the same, agents first. Thick: "
        "{interval} over benchmarks, where there are enough of them; thin: over chains of records with one match; an arrow has no upper "
        "end. The diamond is all domains. {day}; n = {n} US records on {n_benchmarks} benchmarks."
    ).format(
        interval=words.level_words(pooled[0].ci_level if pooled else None),
        day=report.on,
        n=everything[0].n_records if everything else 0,
        n_benchmarks=everything[0].n_benchmarks if everything else 0,
    )
    total = [IntervalRow(_(ALL_DOMAINS), "", row, is_total=True) for row in everything]
    origin = Origin(DRAWN_POOLED, everything[0].n_records if everything else 0, "US records", "F")
    return draw_intervals("domains", _domains_title(domains), subtitle, origin, [*domains, *total], is_pooled=True)


def _domains_title(domains: list[IntervalRow]) -> str:
    reached = [(row.figures.median_days, row.label) for row in domains if row.figures.median_days is not None]
    if not reached:
        if domains:
            return _("In no domain is the median reached")
        return _("No domain has a benchmark with enough US records")
    low, high = min(reached)[0], max(reached)[0]
    lowest, highest = (words.all_of([label for days, label in reached if days == end]) for end in (low, high))
    if low == high:
        return _("In every domain where the median is reached it is {months} months").format(months=words.months(low))
    return _("By domain the median runs from {low} months ({lowest}) to {high} ({highest})").format(
        low=words.months(low), lowest=lowest, high=words.months(high), highest=highest
    )
