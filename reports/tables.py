"""The tables of records, levels, benchmarks and sources."""

from collections.abc import Sequence
from typing import Any

from reports import data as queries
from reports import words
from reports.answer import Figure
from reports.charts.axes import lag_text
from reports.data import Query, ReportData
from reports.layout import Cell, Table, day_cell, make_table, named_cell, number_cell, release_cell, release_page
from reports.rows import (
    BackwardLag,
    Caveat,
    Change,
    FrontierRecord,
    LevelAverage,
    Pooled,
    RecordLag,
    Source,
    Tally,
    Threshold,
    Trend,
)


def list_frontier(query: Query[Any], caption: str, records: Sequence[FrontierRecord]) -> Table:
    rows = [
        (
            release_cell(r.name, r.organization_name, r.release_id),
            Cell(words.plain(r.openness or words.UNKNOWN).replace("_", " ")),
            day_cell(r.released_on, words.plain(r.released_on_basis or "").replace("_on", " day")),
            number_cell(words.points(r.score), words.score_interval(r.score_lower, r.score_upper)),
        )
        for r in reversed(records)
    ]
    return make_table(query, caption, "Release | Access | Released | Index, 90% interval", rows, folded=True)


def list_record_lags(query: Query[Any], lags: Sequence[RecordLag]) -> Table:
    rows = []
    for lag in lags:
        match = release_cell(lag.match_name, lag.match_organization, lag.match_release_id)
        matched_on = day_cell(lag.match_released_on) if lag.is_matched else Cell("clock running")
        length = number_cell(f"{words.months(lag.lag_days)} months", f"{words.count(lag.lag_days)} days")
        rows.append(
            (
                release_cell(lag.record_name, lag.record_organization, lag.record_release_id),
                day_cell(lag.record_released_on),
                number_cell(words.points(lag.record_score)),
                match if lag.is_matched else Cell("none yet"),
                matched_on,
                number_cell(words.points(lag.match_score)) if lag.is_matched else Cell("none yet"),
                length if lag.is_matched else Cell(lag_text(lag), "", "running"),
            )
        )
    headers = "US record | Launched | Index | First Chinese open release at or above it | Released | Its index | Lag"
    return make_table(query, "Each US record since GPT-4 and its match, newest first", headers, rows, stacked=True)


def list_backward(query: Query[Any], lags: Sequence[BackwardLag]) -> Table:
    rows = []
    for lag in lags:
        reached = lag.backward_lag_days is not None
        rows.append(
            (
                release_cell(lag.name, lag.organization_name, lag.release_id),
                day_cell(lag.released_on),
                number_cell(words.points(lag.score)),
                named_cell(lag.leader_name, lag.leader_release_id) if reached else Cell("no US record yet"),
                day_cell(lag.leader_released_on) if reached else Cell("none yet"),
                number_cell(
                    f"{words.months(lag.backward_lag_days)} months", f"{words.count(lag.backward_lag_days)} days"
                )
                if reached
                else Cell("the Chinese release leads", "", "running"),
            )
        )
    headers = "Chinese open record | Released | Index | First US record at or above it | Released | Behind by"
    return make_table(
        query, "The view back: each Chinese open record and how long the US had been there", headers, rows, folded=True
    )


def list_level_averages(query: Query[Any], averages: Sequence[LevelAverage]) -> Table:
    rows = []
    for a in averages:
        n = number_cell(f"{a.n_leader_steps}", f"and {a.n_laggard_steps} Chinese")
        n_to_best = number_cell(f"{a.n_leader_steps_to_best}", f"and {a.n_laggard_steps} Chinese")
        to = f"levels {words.points(a.level_from)} to {words.points(a.level_to)}"
        best = f"levels {words.points(a.level_from)} to {words.points(a.leader_best)}"
        mean = words.lag_interval(a.mean_days_lower, a.mean_days_upper, a.ci_level)
        median = words.lag_interval(a.median_days_lower, a.median_days_upper, a.ci_level)
        waiting = f"{words.share(a.share_not_reached)} of them not reached yet, counted with their days so far"
        day = day_cell(a.as_of)
        rows += [
            (Cell("Mean, reached by both", to), number_cell(words.lag(a.mean_days), mean), n, day),
            (Cell("Median up to the US best", best), number_cell(words.lag(a.median_days), median), n_to_best, day),
            (
                Cell("Mean up to the US best, at least", best),
                number_cell(words.lag(a.mean_days_at_least), waiting),
                n_to_best,
                day,
            ),
        ]
    return make_table(
        query, "Level average (estimand C)", "Over | Days behind | US releases | As of", rows, stacked=True
    )


def list_thresholds(query: Query[Any], caption: str, thresholds: Sequence[Threshold]) -> Table:
    said = {"censored": "clock running", "laggard_only": "no US release yet"}
    rows = []
    for t in thresholds:
        earlier = "or earlier: the table starts there" if t.is_leader_open else ""
        leader = named_cell(t.leader_name, t.leader_release_id, earlier)
        reached = t.state == "matched"
        waiting = f"not reached after {words.count(t.follow_up_days)} days (clock running)"
        length = (
            number_cell(words.lag(t.lag_days)) if reached else Cell(waiting if t.state == "censored" else said[t.state])
        )
        laggard = named_cell(t.laggard_name, t.laggard_release_id) if t.laggard_name else Cell("none yet")
        rows.append((number_cell(words.points(t.level)), leader, laggard, length))
    return make_table(query, caption, "Index level | First US | First Chinese open | Lag", rows, folded=True)


def list_trends(query: Query[Any], trends: Sequence[Trend]) -> Table:
    rows = []
    for t in trends:
        since = "from the beginning of the table" if t.start_on is None else f"since {words.long_day(t.start_on)}"
        offset = words.lag_interval(t.offset_days_lower, t.offset_days_upper, t.ci_level)
        low, high = t.velocity_months_per_year_lower, t.velocity_months_per_year_upper
        speed = words.UNKNOWN if low is None or high is None else f"{low:+.1f} to {high:+.1f}"
        rows.append(
            (
                Cell(f"records {since}"),
                number_cell(words.lag(t.offset_days), offset),
                number_cell(f"{t.velocity_months_per_year:+.1f}", speed),
                number_cell(f"{t.n_leader_records}", f"and {t.n_laggard_records} Chinese"),
                day_cell(t.as_of),
            )
        )
    headers = "Lines through | Offset | Months gained a year | US records | As of"
    return make_table(query, "Trend (estimand E)", headers, rows, folded=True)


def list_pooled(query: Query[Any], caption: str, pooled: Sequence[Pooled]) -> Table:
    """Each domain with and without the first model tested, and without superseded benchmarks where it has some."""
    every = {p.domain: p.n_records for p in pooled if p.has_first_tested and p.has_superseded}
    rows = []
    for p in pooled:
        if not p.has_superseded and (not p.has_first_tested or p.n_records == every.get(p.domain)):
            continue
        first = "all records" if p.has_first_tested else "without the first model tested on each"
        kind = first if p.has_superseded else "without superseded benchmarks"
        benchmark = words.lag_interval(p.median_days_lower, p.median_days_upper, p.ci_level)
        chain = words.lag_interval(p.chain_median_days_lower, p.chain_median_days_upper, p.ci_level)
        rows.append(
            (
                Cell(words.plain(p.domain or "all domains", 40).capitalize(), kind),
                number_cell(f"{p.n_benchmarks}"),
                number_cell(f"{p.n_records}", f"{p.n_matched} matched, by {_releases(p.n_matching_releases)}"),
                number_cell(words.lag(p.median_days) if p.median_days is not None else words.NOT_REACHED),
                Cell(benchmark, f"chains: {chain}"),
                number_cell(
                    words.share(p.share_6m), words.share_interval(p.share_6m_lower, p.share_6m_upper, p.ci_level)
                ),
            )
        )
    headers = "Domain | Benchmarks | Records | Median lag | Its interval over benchmarks | Within 6 months"
    return make_table(query, caption, headers, rows, folded=True)


def _releases(n: int) -> str:
    return f"{n} release{'' if n == 1 else 's'}"


def list_all_figures(query: Query[Any], figures: Sequence[Figure]) -> Table:
    rows = [
        (Cell(f.estimand), number_cell(f.text), Cell(f.interval_text), number_cell(words.count(f.n)), day_cell(f.as_of))
        for f in figures
    ]
    return make_table(
        query, "The figures of the headline", "Estimand | Figure | Interval | n | As of", rows, stacked=True
    )


def list_changes(query: Query[Any], changes: Sequence[Change]) -> Table:
    rows = [
        (
            Cell(change.kind.replace("_", " ").capitalize()),
            Cell(words.plain(change.description or change.item, 200), page=release_page(change.item)),
            number_cell(_changed(change.before, change.unit)),
            number_cell(_changed(change.after, change.unit)),
        )
        for change in changes
    ]
    return make_table(
        query, "What differs from the same report seven days earlier", "Kind | Item | Before | Now", rows, stacked=True
    )


def _changed(value: object, unit: str | None) -> str:
    if value is None:
        return "none"
    if not isinstance(value, int | float):
        return words.plain(value, 80)
    if unit == "days":
        return words.lag(float(value))
    if unit == "per cent":
        return f"{float(value):.0f}%"
    if unit == "share":
        return words.share(float(value))
    text = words.count(float(value)) if float(value).is_integer() else words.points(float(value))
    return f"{text} {words.plain(unit or '')}".rstrip()


def list_tallies(query: Query[Any], caption: str, tallies: Sequence[Tally], headers: str) -> Table:
    rows = [
        (
            *((Cell(words.plain(t.place, 60)),) if t.place else ()),
            Cell(words.plain(t.reason, 160)),
            number_cell(words.count(t.row_count)),
        )
        for t in tallies
    ]
    return make_table(query, caption, headers, rows, stacked=True)


def list_caveats(caveats: Sequence[Caveat]) -> Table:
    rows = [(Cell(words.plain(c.mart)), Cell(words.plain(c.sentence))) for c in caveats]
    return make_table(queries.CAVEATS, "What to know of each table", "Table | Caveat", rows, folded=True)


def list_sources(query: Query[Any], sources: Sequence[Source]) -> Table:
    rows = [
        (
            Cell(words.plain(s.title, 90), _maker(s), href=s.url if s.url.startswith("https://") else ""),
            day_cell(s.retrieved_on, _age(s.age_days)),
            number_cell(words.count(s.row_count), f"{words.count(s.reject_count)} rejected"),
            Cell(words.plain(s.licence, 200)),
            Cell(words.plain(s.load_id, 80)),
        )
        for s in sources
    ]
    return make_table(
        query,
        "What was read, and how old it was on the as-of day",
        "Source | Read | Rows | Licence | Load",
        rows,
        stacked=True,
    )


def _maker(source: Source) -> str:
    notes = [words.plain(source.producer, 60)]
    notes += ["the scores in use"] if source.is_score_source else []
    notes += ["stored snapshot, not read live"] if source.is_replay else []
    return "; ".join(notes)


def _age(days: int) -> str:
    if days == 0:
        return "on the as-of day"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days} {unit} old" if days > 0 else f"{-days} {unit} after the as-of day"


def dated(caption: str, data: ReportData) -> str:
    """A caption with its day and the level of its intervals."""
    level = data.summary.ci_level
    return f"{caption}, {words.long_day(data.as_of)}" + (f"; {words.level_words(level)}s" if level is not None else "")
