"""The tables of the report as cells of text, once for the page and the Markdown alike.

A censored record prints as words; a missing value prints as words; a name prints as plain text, to be escaped where it is written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from reports import data as queries
from reports import words
from reports.answer import Figure
from reports.charts import lag_text
from reports.data import Query, ReportData
from reports.rows import (
    BackwardLag,
    Caveat,
    Change,
    FrontierRecord,
    LevelAverage,
    Pooled,
    RecordLag,
    Source,
    Summary,
    Tally,
    Threshold,
    Trend,
    Verdict,
)

Kind = Literal["text", "number", "day", "running"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed, and below it in small type a note."""

    text: str
    note: str = ""
    kind: Kind = "text"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """is_stacked: on a phone each row becomes a block, for a table that is read row by row. is_folded: shut until opened."""

    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    mart: str
    sql: str
    is_stacked: bool = False
    is_folded: bool = False

    @property
    def command(self) -> str:
        """The shell line that gives the rows."""
        return f'openlag sql "{self.sql}"'


def _table(
    query: Query[object],
    caption: str,
    headers: str,
    rows: Iterable[Sequence[Cell]],
    *,
    stacked: bool = False,
    folded: bool = False,
) -> Table:
    return Table(caption, headers.split(" | "), tuple(rows), query.mart, query.sql, stacked, folded)


def _number(text: str, note: str = "") -> Cell:
    return Cell(text, note, "number")


def _day(day: date | None, note: str = "") -> Cell:
    return Cell(words.short_day(day), note, "day")


def _release(name: str | None, organization: str | None) -> Cell:
    return Cell(words.name(name), words.name(organization))


def list_verdicts(query: Query[object], verdicts: Sequence[Verdict]) -> Table:
    rows = []
    for v in verdicts:
        if v.figure_unit == "days":
            figure, interval = words.lag(v.figure), words.lag_interval(v.lower, v.upper, v.ci_level)
        else:
            figure, interval = words.share(v.figure), words.share_interval(v.lower, v.upper, v.ci_level)
        rows.append(
            (
                Cell(v.reading.capitalize(), f"estimand {v.estimand}"),
                Cell(words.plain(v.verdict)),
                _number(figure, interval),
                _number(words.count(v.n)),
                Cell(words.plain(v.reason), f"as of {words.long_day(v.as_of)}"),
            )
        )
    return _table(
        query, "“Within six months”, reading by reading", "Reading | Verdict | Figure | n | Why", rows, stacked=True
    )


def list_frontier(query: Query[object], caption: str, records: Sequence[FrontierRecord]) -> Table:
    rows = [
        (
            _release(r.name, r.organization_name),
            Cell(words.plain(r.openness or words.UNKNOWN).replace("_", " ")),
            _day(r.released_on, words.plain(r.released_on_basis or "").replace("_on", " day")),
            _number(words.points(r.score), words.score_interval(r.score_lower, r.score_upper)),
        )
        for r in reversed(records)
    ]
    return _table(query, caption, "Release | Access | Released | Index, 90% interval", rows, folded=True)


def list_record_lags(query: Query[object], lags: Sequence[RecordLag]) -> Table:
    rows = []
    for lag in lags:
        match = _release(lag.match_name, lag.match_organization) if lag.is_matched else Cell("none yet")
        matched_on = _day(lag.match_released_on) if lag.is_matched else Cell("clock running")
        length = _number(f"{words.months(lag.lag_days)} months", f"{words.count(lag.lag_days)} days")
        rows.append(
            (
                _release(lag.record_name, lag.record_organization),
                _day(lag.record_released_on),
                _number(words.points(lag.record_score)),
                match,
                matched_on,
                _number(words.points(lag.match_score)) if lag.is_matched else Cell("none yet"),
                length if lag.is_matched else Cell(lag_text(lag), "", "running"),
            )
        )
    headers = "US record | Launched | Index | First Chinese open release at or above it | Released | Its index | Lag"
    return _table(query, "Each US record since GPT-4 and its match, newest first", headers, rows, stacked=True)


def list_backward(query: Query[object], lags: Sequence[BackwardLag]) -> Table:
    rows = []
    for lag in lags:
        reached = lag.backward_lag_days is not None
        rows.append(
            (
                _release(lag.name, lag.organization_name),
                _day(lag.released_on),
                _number(words.points(lag.score)),
                Cell(words.name(lag.leader_name)) if reached else Cell("no US record yet"),
                _day(lag.leader_released_on) if reached else Cell("none yet"),
                _number(f"{words.months(lag.backward_lag_days)} months", f"{words.count(lag.backward_lag_days)} days")
                if reached
                else Cell("the Chinese release leads", "", "running"),
            )
        )
    headers = "Chinese open record | Released | Index | First US record at or above it | Released | Behind by"
    return _table(
        query, "The view back: each Chinese open record and how long the US had been there", headers, rows, folded=True
    )


def list_summaries(
    query: Query[object], caption: str, labelled: Sequence[tuple[str, str, Summary]], *, folded: bool = False
) -> Table:
    rows = [
        (
            Cell(label, note),
            _number(f"{s.n_records}", f"{s.n_matched} matched, {s.n_censored} running"),
            _lag_cell(s.median_days),
            _number(
                f"{words.months(s.median_days_lower)} to {words.months(s.median_days_upper, _open_end(s))}"
                if s.median_days_lower is not None or s.median_days_upper is not None
                else words.UNKNOWN
            ),
            _number(
                words.share(s.share_6m),
                words.share_interval(s.share_6m_lower, s.share_6m_upper, None).removeprefix("interval "),
            ),
            _number(words.share(s.share_5_5m)),
            _number(words.share(s.share_6_5m)),
        )
        for label, note, s in labelled
    ]
    headers = "Of | n | Median | Its interval, months | Within 6 months | 5.5 | 6.5"
    return _table(query, caption, headers, rows, folded=folded)


def _open_end(s: Summary) -> str:
    """With no clock running nothing is left to be reached: the band ends where its formula does, and the end is unknown."""
    return words.NOT_REACHED if s.n_censored else words.UNKNOWN


def list_level_averages(query: Query[object], averages: Sequence[LevelAverage]) -> Table:
    rows = []
    for a in averages:
        n = _number(f"{a.n_leader_steps}", f"and {a.n_laggard_steps} Chinese")
        to = f"levels {words.points(a.level_from)} to {words.points(a.level_to)}"
        best = f"levels {words.points(a.level_from)} to {words.points(a.leader_best)}"
        mean = words.lag_interval(a.mean_days_lower, a.mean_days_upper, a.ci_level)
        median = words.lag_interval(a.median_days_lower, a.median_days_upper, a.ci_level)
        waiting = f"{words.share(a.share_not_reached)} of them not reached yet, counted with their days so far"
        day = _day(a.as_of)
        rows += [
            (Cell("Mean, reached by both", to), _number(words.lag(a.mean_days), mean), n, day),
            (Cell("Median up to the US best", best), _number(words.lag(a.median_days), median), n, day),
            (Cell("Mean up to the US best, at least", best), _number(words.lag(a.mean_days_at_least), waiting), n, day),
        ]
    return _table(query, "Level average (estimand C)", "Over | Days behind | US releases | As of", rows, stacked=True)


def list_thresholds(query: Query[object], caption: str, thresholds: Sequence[Threshold]) -> Table:
    said = {"censored": "clock running", "laggard_only": "no US release yet"}
    rows = []
    for t in thresholds:
        leader = Cell(words.name(t.leader_name), "or earlier: the table starts there" if t.is_leader_open else "")
        reached = t.state == "matched"
        waiting = f"not reached after {words.count(t.follow_up_days)} days (clock running)"
        length = (
            _number(words.lag(t.lag_days)) if reached else Cell(waiting if t.state == "censored" else said[t.state])
        )
        laggard = Cell(words.name(t.laggard_name)) if t.laggard_name else Cell("none yet")
        rows.append((_number(words.points(t.level)), leader, laggard, length))
    return _table(query, caption, "Index level | First US | First Chinese open | Lag", rows, folded=True)


def list_trends(query: Query[object], trends: Sequence[Trend]) -> Table:
    rows = []
    for t in trends:
        since = "from the beginning of the table" if t.start_on is None else f"since {words.long_day(t.start_on)}"
        offset = words.lag_interval(t.offset_days_lower, t.offset_days_upper, t.ci_level)
        low, high = t.velocity_months_per_year_lower, t.velocity_months_per_year_upper
        speed = words.UNKNOWN if low is None or high is None else f"{low:+.1f} to {high:+.1f}"
        rows.append(
            (
                Cell(f"records {since}"),
                _number(words.lag(t.offset_days), offset),
                _number(f"{t.velocity_months_per_year:+.1f}", speed),
                _number(f"{t.n_leader_records}", f"and {t.n_laggard_records} Chinese"),
                _day(t.as_of),
            )
        )
    headers = "Lines through | Offset | Months gained a year | US records | As of"
    return _table(query, "Trend (estimand E)", headers, rows, folded=True)


def list_pooled(query: Query[object], caption: str, pooled: Sequence[Pooled]) -> Table:
    rows = []
    for p in pooled:
        first = "all records" if p.has_first_tested else "without the first model tested on each"
        benchmark = words.lag_interval(p.median_days_lower, p.median_days_upper, p.ci_level)
        chain = words.lag_interval(p.chain_median_days_lower, p.chain_median_days_upper, p.ci_level)
        rows.append(
            (
                Cell(words.plain(p.domain or "all domains", 40).capitalize(), first),
                _number(f"{p.n_benchmarks}"),
                _number(f"{p.n_records}", f"{p.n_matched} matched, by {p.n_matching_releases} releases"),
                _number(words.lag(p.median_days) if p.median_days is not None else words.NOT_REACHED),
                Cell(benchmark, f"chains: {chain}"),
                _number(words.share(p.share_6m)),
            )
        )
    headers = "Domain | Benchmarks | Records | Median lag | Its interval over benchmarks | Within 6 months"
    return _table(query, caption, headers, rows, folded=True)


def _lag_cell(days: float | None) -> Cell:
    if days is None:
        return _number(words.NOT_REACHED)
    return _number(f"{words.months(days)} months", f"{words.count(days)} days")


def list_all_figures(query: Query[object], figures: Sequence[Figure]) -> Table:
    rows = [
        (Cell(f.estimand), _number(f.text), Cell(f.interval_text), _number(words.count(f.n)), _day(f.as_of))
        for f in figures
    ]
    return _table(query, "The figures of the headline", "Estimand | Figure | Interval | n | As of", rows, stacked=True)


def list_changes(query: Query[object], changes: Sequence[Change]) -> Table:
    rows = [
        (
            Cell(change.kind.replace("_", " ").capitalize()),
            Cell(words.plain(change.description or change.item, 200)),
            _number(_changed(change.before, change.unit)),
            _number(_changed(change.after, change.unit)),
        )
        for change in changes
    ]
    return _table(
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


def list_tallies(query: Query[object], caption: str, tallies: Sequence[Tally], headers: str) -> Table:
    rows = [
        (
            *((Cell(words.plain(t.place, 60)),) if t.place else ()),
            Cell(words.plain(t.reason, 160)),
            _number(words.count(t.row_count)),
        )
        for t in tallies
    ]
    return _table(query, caption, headers, rows, stacked=True)


def list_caveats(caveats: Sequence[Caveat]) -> Table:
    rows = [(Cell(words.plain(c.mart)), Cell(words.plain(c.sentence))) for c in caveats]
    return _table(queries.CAVEATS, "What to know of each table", "Table | Caveat", rows, folded=True)  # type: ignore[arg-type]


def list_sources(query: Query[object], sources: Sequence[Source]) -> Table:
    rows = [
        (
            Cell(words.plain(s.title, 90), _maker(s), href=s.url if s.url.startswith("https://") else ""),
            _day(s.retrieved_on, _age(s.age_days)),
            _number(words.count(s.row_count), f"{words.count(s.reject_count)} rejected"),
            Cell(words.plain(s.licence, 200)),
            Cell(words.plain(s.load_id, 80)),
        )
        for s in sources
    ]
    return _table(
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


def label_choices(data: ReportData) -> list[tuple[str, str, Summary]]:
    """Every combination of choices, in words."""
    return [
        (
            words.PAIRINGS.get(s.pairing_id, s.pairing_id),
            f"{words.DATE_BASES.get(s.date_basis, s.date_basis)}; {words.RULES.get(s.rule_id, s.rule_id)}; {words.since(s.start_on)}",
            s,
        )
        for s in data.choices
    ]
