"""The past: median, bracket and verdicts of every week as it was seen, and reconstructed where nothing is kept."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby, takewhile

from reports import words
from reports.charts.past import AS_SEEN, BARS, CONTRADICTED, SUPPORTED, draw_past
from reports.charts.style import Drawing
from reports.headline import LEVEL, Report
from reports.layout import Cell, Section, Table, make_table, number_cell, release_page
from reports.query import Query, Row

WEEKS = Query("marts.verdict_by_week", "select * from marts.verdict_by_week order by week, scale_id, basis")
SHOWN_WEEKS = Query(
    "marts.verdict_by_week",
    "select * from marts.verdict_by_week qualify week_as_of = max(week_as_of) over (partition by date_trunc('quarter', week_as_of)) "
    "or dense_rank() over (order by week_as_of desc) <= 4 order by week_as_of desc, scale_id, basis desc",
)
DELAYS = Query(
    "marts.scoring_delay_quantiles",
    "select * from marts.scoring_delay_quantiles where (country, access) in (('CN', 'open'), ('US', 'any')) order by country",
)
COMPLETE = Query(
    "marts.scoring_delays",
    "select any_value(scored_until_on) as scored_until_on, any_value(as_of) as as_of from marts.scoring_delays",
)
REFITS = Query(
    "marts.score_history",
    "select * from marts.score_history where score_before is null and moved_since is not null "
    f"and release_id in (select release_id from marts.records where {LEVEL}) order by abs(moved_since) desc, release_id limit 10",
)
TITLE = "The past as it was seen"
FIRST_ON = date(2023, 1, 1)
PUBLISHED, OWN = "eci_published", "index"


def section(report: Report) -> Section:
    """What each week read on the scores that stood then, and on today's where nothing is kept."""
    weeks = report.rows(WEEKS)
    data = {"weeks": report.block(WEEKS), "scoring_delays": report.block(DELAYS), "refits": report.block(REFITS)}
    if not weeks:
        return Section("history", TITLE, ("No past week is computed in this warehouse yet.",), data=data)
    published = [week for week in weeks if week.scale_id == PUBLISHED]
    seen = [week for week in published if week.basis == AS_SEEN]
    paragraphs = (
        _method(seen),
        *(_sentences(seen) if seen else ("Of no week is kept what was seen, so that nothing is said of one.",)),
        *_compare(seen, published),
        *_tell_delays(report),
    )
    return Section(
        "history", TITLE, paragraphs, (draw_history(report),), (_list_weeks(report), _list_refits(report)), data=data
    )


def _method(seen: Sequence[Row]) -> str:
    kept, such = "No publication is kept of the time", "every week"
    if seen:
        kept, such = (
            f"Before {words.long_day(seen[0].vintage)} no publication is kept",
            "such a week, and every one on our own index,",
        )
    return (
        "A week as seen is on the published index as it stood on its Sunday, in the newest publication kept or file read by then, and on "
        "the releases known by then; dates, labels and estimators are today's. A verdict that is another with every score carried that had "
        "vanished by then cannot be told. What is kept of 29 April to 6 August 2026 has one row a model family. "
        f"{kept}: {such} is reconstructed from scores read later, as no reader saw it. There a score "
        "counts as known from the later of its model's and its benchmark's release, since no source prints the day of a test: that is a "
        "lower bound, and it may lend a week what came later."
    )


def _sentences(seen: Sequence[Row]) -> tuple[str, ...]:
    """What the weeks said: the range of the median, the verdicts, and the weeks in which one was given."""
    reached = list(takewhile(lambda week: week.median_days is not None, reversed(seen)))
    if reached:
        medians = [week.median_days for week in reached if week.median_days is not None]
        first, last = reached[-1], reached[0]
        least, most = words.lag(min(medians)), words.lag(max(medians))
        sentence = (
            f"As seen, the median lag (estimand A) was {least if least == most else f'between {least} and {most}'} in every week since "
            f"{words.plain(first.week)} ({len(reached)} weeks to {words.long_day(last.week_as_of)}; n went from {first.n_records} to "
            f"{last.n_records} records; intervals in the table)."
        )
    else:
        sentence = "As seen, the median lag (estimand A) is not reached in the newest week."
    typically = Counter(week.typically for week in seen)
    average = Counter(week.on_average or words.UNKNOWN for week in seen)
    span = f"the {len(seen)} weeks from {words.plain(seen[0].week)} to {words.plain(seen[-1].week)}"
    counted = (
        f"In {span}, “typically within six months” read: {_counted(typically, len(seen))}. “On average over levels” "
        f"(estimand C): {_counted(average, len(seen))}."
    )
    told = [
        _tell_run(answer, list(run))
        for answer, run in groupby(seen, key=lambda week: week.typically)
        if answer in (SUPPORTED, CONTRADICTED)
    ]
    return (sentence, counted, *told)


def _tell_run(answer: str, run: Sequence[Row]) -> str:
    """Weeks in a row with one answer, and the numbers it rested on."""
    until = f" to {words.plain(run[-1].week)}" if len(run) > 1 else ""
    lowers = [week.median_days_lower for week in run if week.median_days_lower is not None]
    uppers = [week.median_days_upper for week in run if week.median_days_upper is not None]
    ends = uppers if answer == SUPPORTED else lowers
    end = f", the {'upper' if answer == SUPPORTED else 'lower'} end of its interval {_range(ends)}" if ends else ""
    medians, carried, counts = (
        _range([week[column] for week in run]) for column in ("median_days", "median_days_carried", "n_carried")
    )
    return (
        f"In {words.plain(run[0].week)}{until} “typically” was {answer}: a median of {medians} days{end} "
        f"(n = {_range([week.n_records for week in run])} records), and {carried} with {counts} vanished scores carried."
    )


def _range(numbers: Sequence[float | None]) -> str:
    """'220' or '183 to 188', of numbers that are all known; else the word for one that is not."""
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or not known:
        return words.NOT_REACHED
    low, high = words.days(min(known)), words.days(max(known))
    return low if low == high else f"{low} to {high}"


def _compare(seen: Sequence[Row], published: Sequence[Row]) -> tuple[str, ...]:
    """How far the bracket of a week as reconstructed lies from that seen."""
    again = {week.week: week.central_days for week in published if week.basis != AS_SEEN}
    both = [
        (week.central_days - again[week.week], week)
        for week in seen
        if week.central_days is not None and again.get(week.week) is not None
    ]
    if not both:
        return ()
    mean = sum(difference for difference, _ in both) / len(both)
    most, week = max(both, key=lambda pair: abs(pair[0]))
    least = min(difference for difference, _ in both)
    longer = f"; in {sum(d < 0 for d, _ in both)} of them longer, by {words.days(-least)} at most" if least < 0 else ""
    return (
        f"Reconstructed today, the present bracket (estimand B, central) of these weeks is {words.days(abs(mean))} days "
        f"{'shorter' if mean > 0 else 'longer'} on average than it was seen (n = {len(both)} weeks{longer}), and "
        f"{words.days(abs(most))} in {words.plain(week.week)}, which read {words.days(week.central_days)} days and reads "
        f"{words.days(again[week.week])} now: a score comes weeks after its release, and refits move it. So nothing is said here of what a "
        "report would have said in a week that was not kept.",
    )


def _tell_delays(report: Report) -> tuple[str, ...]:
    named = {"CN": "a Chinese open release", "US": "a US release of any access"}
    waits = [
        f"{named[delay.country]} has waited {words.days(delay.median_delay_days)} days in the median for its score (nine tenths at most "
        f"{words.days(delay.delay_90_days)}; n = {delay.n_releases})"
        for delay in report.rows(DELAYS)
    ]
    if not waits:
        return ()
    slowest, complete = "", report.first(COMPLETE)
    if complete is not None and complete.scored_until_on is not None:
        until = complete.scored_until_on
        slowest = (
            f" The slowest Chinese open record of the last year waited {words.days((complete.as_of - until).days)} days: what came out by "
            f"{words.long_day(until)} has its score if it was no slower."
        )
    return (
        f"Since the first publication kept, {' and '.join(waits)}.{slowest} Releases that wait still are in none of these figures.",
    )


def _counted(said: Counter[str], n: int) -> str:
    """'supported in 10, cannot be told in 135', the words of the verdicts first."""
    order = [*BARS, *sorted(set(said) - set(BARS))]
    parts = []
    for word in order:
        if said[word]:
            how_many = f"all {n}" if said[word] == n else f"{said[word]}"
            parts.append(f"{words.plain(word)} in {how_many}")
    return ", ".join(parts)


def _list_weeks(report: Report) -> Table:
    weeks = report.rows(SHOWN_WEEKS)
    rows = [
        (
            Cell(words.plain(w.week), f"{words.scale(w.scale_id)}, {_basis(w)} of {words.short_day(w.vintage)}"),
            number_cell(words.count(w.n_records)),
            number_cell(words.days(w.median_days), words.span(w.median_days_lower, w.median_days_upper, "no interval")),
            number_cell(_other_medians(w), _other_basis(w)),
            number_cell(words.share(w.share_6m), words.shares(w.share_6m_lower, w.share_6m_upper)),
            number_cell(words.days(w.central_days, words.UNKNOWN), words.bracket(w.under_days, w.over_days)),
            Cell(words.plain(w.typically), f"average: {words.plain(w.on_average or words.UNKNOWN)}"),
        )
        for w in weeks
    ]
    level = next((f"; {words.level_words(w.ci_level)}s below (A)" for w in weeks if w.ci_level), "")
    caption = f"The last week of each quarter and the last four weeks, computed {report.on}{level}"
    headers = "Week | n | Median (A), days | All carried, or draws, 90% | In six months (A) | Bracket (B), days | Typically, and on average"
    return make_table(SHOWN_WEEKS, caption, headers, rows, folded=True)


def _basis(w: Row) -> str:
    return "as seen, scores" if w.basis == AS_SEEN else "reconstructed, scores"


def _other_medians(w: Row) -> str:
    if w.basis == AS_SEEN:
        return words.days(w.median_days_carried)
    if not w.n_draws:
        return "not drawn" if w.scale_id == OWN else "no draws"
    return words.span(w.drawn_median_days_lower, w.drawn_median_days_upper, words.NOT_REACHED)


def _other_basis(w: Row) -> str:
    if w.basis == AS_SEEN:
        return f"{words.count(w.n_carried)} carried"
    return f"{words.count(w.n_draws)} draws" if w.n_draws else ""


def _list_refits(report: Report) -> Table:
    rows = [
        (
            Cell(words.name(r.name), page=release_page(r.release_id)),
            Cell(words.short_day(r.first_seen_on)),
            number_cell(words.points(r.score_then)),
            number_cell(words.points(r.score_now)),
            number_cell(words.points(r.moved_since)),
        )
        for r in report.rows(REFITS)
    ]
    caption = f"Records of either group whose score refits moved most since it was first seen, up to {report.on}"
    return make_table(REFITS, caption, "Release | First seen | Score then | Score now | Points", rows, folded=True)


def draw_history(report: Report) -> Drawing:
    """Week by week since 2023: the median with its band, the present bracket, and the verdict; as seen where that is kept."""
    weeks = [week for week in report.rows(WEEKS) if week.week_as_of >= FIRST_ON]
    published = [week for week in weeks if week.scale_id == PUBLISHED]
    seen = {week.week for week in published if week.basis == AS_SEEN}
    shown = [week for week in published if week.basis == AS_SEEN or week.week not in seen]
    own = [week for week in weeks if week.scale_id == OWN]
    return draw_past(shown, own, report.as_of, report.on)
