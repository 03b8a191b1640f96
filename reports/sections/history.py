"""The past: median, bracket and verdicts of every week as it was seen, and reconstructed where nothing is kept."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby, takewhile

from reports import words
from reports.basis import AS_SEEN
from reports.charts.past import BARS, CONTRADICTED, SUPPORTED, draw_past
from reports.charts.style import Drawing
from reports.headline import LEVEL, Report
from reports.language import N_, _
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
TITLE = N_("The past as it was seen")
FIRST_ON = date(2023, 1, 1)
PUBLISHED, OWN = "eci_published", "index"
# A week of the published index as it was seen, and reconstructed only where it is not kept so.
DRAWN_WEEKS = Query(
    "marts.verdict_by_week",
    f"select * from marts.verdict_by_week where week_as_of >= date '{FIRST_ON}' qualify scale_id <> '{PUBLISHED}' or basis = '{AS_SEEN}' "
    f"or not bool_or(scale_id = '{PUBLISHED}' and basis = '{AS_SEEN}') over (partition by week) order by week, scale_id, basis",
)


def section(report: Report) -> Section:
    """What each week read on the scores that stood then, and on today's where nothing is kept."""
    weeks = report.rows(WEEKS)
    data = {"weeks": report.block(WEEKS), "scoring_delays": report.block(DELAYS), "refits": report.block(REFITS)}
    if not weeks:
        nothing = _("No past week is computed in this warehouse yet.")
        return Section("history", _(TITLE), (nothing,), data=data)
    published = [week for week in weeks if week.scale_id == PUBLISHED]
    seen = [week for week in published if week.basis == AS_SEEN]
    paragraphs = (
        _method(seen),
        *(_sentences(seen) if seen else (_("Of no week is kept what was seen, so that nothing is said of one."),)),
        *_compare(seen, published),
        *_tell_delays(report),
    )
    return Section(
        "history", _(TITLE), paragraphs, (draw_history(report),), (_list_weeks(report), _list_refits(report)), data=data
    )


def _method(seen: Sequence[Row]) -> str:
    as_seen = _(
        "A week as seen is on the published index as it stood on its Sunday, in the newest publication kept or file read by then, and on "
        "the releases known by then; dates, labels and estimators are today's. A verdict that is another with every score carried that "
        "had vanished by then cannot be told. What is kept of 29 April to 6 August 2026 has one row a model family."
    )
    reconstructed = (
        _(
            "Before {day} no publication is kept: such a week, and every one on our own index, is reconstructed from scores read later, "
            "as no reader saw it."
        ).format(day=words.long_day(seen[0].vintage))
        if seen
        else _(
            "No publication is kept of the time: every week is reconstructed from scores read later, as no reader saw it."
        )
    )
    bound = _(
        "There a score counts as known from the later of its model's and its benchmark's release, since no source prints the day of a "
        "test: that is a lower bound, and it may lend a week what came later."
    )
    return words.told((as_seen, reconstructed, bound))


def _sentences(seen: Sequence[Row]) -> tuple[str, ...]:
    """What the weeks said: the range of the median, the verdicts, and the weeks in which one was given."""
    reached = list(takewhile(lambda week: week.median_days is not None, reversed(seen)))
    if reached:
        medians = [week.median_days for week in reached if week.median_days is not None]
        first, last = reached[-1], reached[0]
        least, most = words.lag(min(medians)), words.lag(max(medians))
        text = (
            _(
                "As seen, the median lag was {least} in every week since {week} ({n_weeks} weeks to {day}; n went from "
                "{n_first} to {n_last} records; intervals in the table)."
            )
            if least == most
            else _(
                "As seen, the median lag was between {least} and {most} in every week since {week} ({n_weeks} weeks to "
                "{day}; n went from {n_first} to {n_last} records; intervals in the table)."
            )
        )
        sentence = text.format(
            least=least,
            most=most,
            week=words.plain(first.week),
            n_weeks=len(reached),
            day=words.long_day(last.week_as_of),
            n_first=first.n_records,
            n_last=last.n_records,
        )
    else:
        sentence = _("As seen, the median lag is not reached in the newest week.")
    counted = _(
        "In the {n} weeks from {first} to {last}, “typically within six months” read: {typically}. “On average over levels”: "
        "{average}."
    ).format(
        n=len(seen),
        first=words.plain(seen[0].week),
        last=words.plain(seen[-1].week),
        typically=_counted(Counter(week.typically for week in seen), len(seen)),
        average=_counted(Counter(week.on_average or words.UNKNOWN for week in seen), len(seen)),
    )
    told = [
        _tell_run(answer, list(run))
        for answer, run in groupby(seen, key=lambda week: week.typically)
        if answer in (SUPPORTED, CONTRADICTED)
    ]
    return (sentence, counted, *told)


def _tell_run(answer: str, run: Sequence[Row]) -> str:
    """Weeks in a row with one answer, and the numbers it rested on."""
    weeks = words.plain(run[0].week)
    if len(run) > 1:
        weeks = words.between(weeks, words.plain(run[-1].week))
    column = "median_days_upper" if answer == SUPPORTED else "median_days_lower"
    ends = [week[column] for week in run if week[column] is not None]
    if answer == SUPPORTED:
        text = _(
            "In {weeks} “typically” was supported: a median of {median} days, the upper end of its interval {end} (n = {n} records), and "
            "{carried} with {n_carried} vanished scores carried."
        )
    else:
        text = _(
            "In {weeks} “typically” was contradicted: a median of {median} days, the lower end of its interval {end} (n = {n} records), "
            "and {carried} with {n_carried} vanished scores carried."
        )
    medians, carried, counts, n = (
        _range([week[name] for week in run])
        for name in ("median_days", "median_days_carried", "n_carried", "n_records")
    )
    end = _range(ends) if ends else _(words.UNKNOWN)
    return text.format(weeks=weeks, median=medians, end=end, n=n, carried=carried, n_carried=counts)


def _range(numbers: Sequence[float | None]) -> str:
    """'220' or '183 to 188', of numbers that are all known; else the word for one that is not."""
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or not known:
        return _(words.NOT_REACHED)
    low, high = words.days(min(known)), words.days(max(known))
    return low if low == high else words.between(low, high)


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
    mean = sum(difference for difference, _week in both) / len(both)
    most, week = max(both, key=lambda pair: abs(pair[0]))
    least = min(difference for difference, _week in both)
    n_longer = sum(difference < 0 for difference, _week in both)
    text = {
        (True, True): _(
            "Reconstructed today, the present bracket (central) of these weeks is {mean} days shorter on average than it was "
            "seen (n = {n} weeks; in {n_longer} of them longer, by {least} at most), and {most} in {week}, which read {then} days and "
            "reads {now} now: a score comes weeks after its release, and refits move it. So nothing is said here of what a report would "
            "have said in a week that was not kept."
        ),
        (True, False): _(
            "Reconstructed today, the present bracket (central) of these weeks is {mean} days shorter on average than it was "
            "seen (n = {n} weeks), and {most} in {week}, which read {then} days and reads {now} now: a score comes weeks after its "
            "release, and refits move it. So nothing is said here of what a report would have said in a week that was not kept."
        ),
        (False, True): _(
            "Reconstructed today, the present bracket (central) of these weeks is {mean} days longer on average than it was "
            "seen (n = {n} weeks; in {n_longer} of them longer, by {least} at most), and {most} in {week}, which read {then} days and "
            "reads {now} now: a score comes weeks after its release, and refits move it. So nothing is said here of what a report would "
            "have said in a week that was not kept."
        ),
        (False, False): _(
            "Reconstructed today, the present bracket (central) of these weeks is {mean} days longer on average than it was "
            "seen (n = {n} weeks), and {most} in {week}, which read {then} days and reads {now} now: a score comes weeks after its "
            "release, and refits move it. So nothing is said here of what a report would have said in a week that was not kept."
        ),
    }[mean > 0, least < 0]
    return (
        text.format(
            mean=words.days(abs(mean)),
            n=len(both),
            n_longer=n_longer,
            least=words.days(-least),
            most=words.days(abs(most)),
            week=words.plain(week.week),
            then=words.days(week.central_days),
            now=words.days(again[week.week]),
        ),
    )


def _tell_delays(report: Report) -> tuple[str, ...]:
    named = {
        "CN": _(
            "Since the first publication kept, a Chinese open release has waited {days} days in the median for its score (nine tenths at "
            "most {most} days; n = {n})."
        ),
        "US": _(
            "A US release of any access has waited {days} days in the median for its score (nine tenths at most {most} days; n = {n})."
        ),
    }
    waits = [
        named[delay.country].format(
            days=words.days(delay.median_delay_days), most=words.days(delay.delay_90_days), n=delay.n_releases
        )
        for delay in report.rows(DELAYS)
    ]
    if not waits:
        return ()
    complete = report.first(COMPLETE)
    if complete is not None and complete.scored_until_on is not None:
        until = complete.scored_until_on
        text = _(
            "The slowest Chinese open record of the last year waited {days} days: what came out by {day} has its score if it was no "
            "slower."
        )
        waits.append(text.format(days=words.days((complete.as_of - until).days), day=words.long_day(until)))
    return (words.told((*waits, _("Releases that wait still are in none of these figures."))),)


def _counted(said: Counter[str], n: int) -> str:
    """'supported in 10, cannot be told in 135', the words of the verdicts first."""
    order = [*BARS, *sorted(set(said) - set(BARS))]
    return _(", ").join(
        (_("{word} in all {n}") if said[word] == n else _("{word} in {n}")).format(
            word=_(words.plain(word)), n=said[word]
        )
        for word in order
        if said[word]
    )


def _list_weeks(report: Report) -> Table:
    weeks = report.rows(SHOWN_WEEKS)
    rows = [
        (
            Cell(words.plain(w.week), _(", ").join((words.scale(w.scale_id), _basis(w)))),
            number_cell(words.count(w.n_records)),
            number_cell(
                words.days(w.median_days), words.span(w.median_days_lower, w.median_days_upper, _("no interval"))
            ),
            number_cell(_other_medians(w), _other_basis(w)),
            number_cell(words.share(w.share_6m), words.shares(w.share_6m_lower, w.share_6m_upper)),
            number_cell(words.days(w.central_days, words.UNKNOWN), words.bracket(w.under_days, w.over_days)),
            Cell(
                _(words.plain(w.typically)),
                _("average: {verdict}").format(verdict=_(words.plain(w.on_average or words.UNKNOWN))),
            ),
        )
        for w in weeks
    ]
    level = next((w.ci_level for w in weeks if w.ci_level), None)
    text = (
        _("The last week of each quarter and the last four weeks, computed {day}; {level} intervals below")
        if level
        else _("The last week of each quarter and the last four weeks, computed {day}")
    )
    caption = text.format(day=report.on, level=words.share(level))
    headers = _(
        "Week | n | Median, days | All carried, or draws, 90% | In six months | Bracket, days | Typically, and on average"
    )
    return make_table(SHOWN_WEEKS, caption, headers, rows, folded=True)


def _basis(w: Row) -> str:
    text = _("as seen, scores of {day}") if w.basis == AS_SEEN else _("reconstructed, scores of {day}")
    return text.format(day=words.short_day(w.vintage))


def _other_medians(w: Row) -> str:
    if w.basis == AS_SEEN:
        return words.days(w.median_days_carried)
    if not w.n_draws:
        return _("not drawn") if w.scale_id == OWN else _("no draws")
    return words.span(w.drawn_median_days_lower, w.drawn_median_days_upper, words.NOT_REACHED)


def _other_basis(w: Row) -> str:
    if w.basis == AS_SEEN:
        return _("{n} carried").format(n=words.count(w.n_carried))
    return _("{n} draws").format(n=words.count(w.n_draws)) if w.n_draws else ""


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
    caption = _("Records of either group whose score refits moved most since it was first seen, up to {day}")
    headers = _("Release | First seen | Score then | Score now | Points")
    return make_table(REFITS, caption.format(day=report.on), headers, rows, folded=True)


def draw_history(report: Report) -> Drawing:
    """Week by week since 2023: the median with its band, the present bracket, and the verdict; as seen where that is kept."""
    weeks = report.rows(DRAWN_WEEKS)
    published, own = ([week for week in weeks if week.scale_id == scale_id] for scale_id in (PUBLISHED, OWN))
    return draw_past(published, own, DRAWN_WEEKS, report.as_of, report.on)
