"""“Six months at most”, reading by reading: every verdict with its figure, interval and n, and the sentences behind them."""

from reports import coverage, words
from reports.figures import JUDGED, judged, read_verdict
from reports.headline import BRACKET, CHOICE, OPEN_SOURCE_VERDICTS, STARTED, VERDICTS, Report
from reports.language import _
from reports.layout import Cell, Section, make_table
from reports.query import Query, Row
from reports.reasons import reason

NEAR_DAYS = 7
NEAR_THE_LINE = Query(
    "marts.lag_by_record",
    f"select record_name, lag_days from marts.lag_by_record where {CHOICE} and record_released_on >= {STARTED} "
    f"and abs(lag_days - {words.SIX_MONTHS_DAYS}) <= {NEAR_DAYS} order by lag_days, record_name",
)
VERB = {
    "supported": "is supported",
    "contradicted": "is contradicted",
    "cannot be told": "cannot be told from the data",
    "not tested": "is not tested",
}
# What a reading rests on beside its estimand.
RESTS_ON = {
    "today": "on our own index, within its draws",
    "at any time": "as reconstructed",
    "at any time, last twelve months": "as reconstructed",
}


def section(report: Report) -> Section:
    """The verdicts in a table, below the sentences of the median, the share and the bracket."""
    rows = [(_reading(report, v), *judged(report, v)) for v in report.rows(VERDICTS)]
    caption = "“Six months at most”, reading by reading; beside each the same of open source anywhere"
    table = make_table(VERDICTS, caption, f"Reading | {JUDGED}", rows, stacked=True)
    verdicts = (*report.rows(VERDICTS), *(v for v in report.rows(OPEN_SOURCE_VERDICTS) if v.claim_id == "six_months"))
    data = {"verdicts": [v | {"reason": reason(v)} for v in verdicts]}
    paragraphs = (
        rule_sentence(report), bracket_sentence(report), *_near(report), _(words.RULES_DATED), headline_words(report),
    )  # fmt: skip
    return Section("readings", "“Six months at most”, reading by reading", paragraphs, tables=(table,), data=data)


def _reading(report: Report, v: Row) -> Cell:
    notes = [f"estimand {v.estimand}", RESTS_ON.get(v.reading, ""), report.other_scores(v)]
    return Cell(v.reading.capitalize(), ", ".join(note for note in notes if note))


def _near(report: Report) -> tuple[str, ...]:
    """The lags that a week more or less would move over the line."""
    near = [f"{words.name(row.record_name)} ({words.count(row.lag_days)} days)" for row in report.rows(NEAR_THE_LINE)]
    if not near:
        return ()
    return (
        f"Lags within a week of the line ({words.SIX_MONTHS_DAYS} days) on {report.on}: {', '.join(near)} "
        f"(n = {words.count(report.summary.n_records)}).",
    )


def rule_sentence(report: Report) -> str:
    """The median and the share are product-limit estimates: clocks still running count, so neither is a plain tally of launches."""
    s, typically, at_most = report.summary, read_verdict(report, "typically"), read_verdict(report, "at most")
    launches = f"record launches of US labs since {words.long_day(s.start_on)}"
    low, high, level = (typically.lower, typically.upper, typically.ci_level) if typically else (None, None, None)
    interval = f"{coverage.held(words.lag_interval(low, high, level), coverage.MEDIAN)}; n = {s.n_records}"
    if s.median_days is None:
        sentence = (
            f"As of {report.on}, fewer than half of the {s.n_records} {launches} have been matched by a Chinese open release "
            f"({s.n_matched} matched; median not reached; {interval})"
        )
    else:
        sentence = (
            f"As of {report.on}, the median time until a Chinese open release matched one of the {s.n_records} {launches} is "
            f"{words.months(s.median_days)} months ({words.count(s.median_days)} days; {interval})"
        )
    if typically:
        sentence += f", so that “typically within six months” {VERB.get(typically.verdict, typically.verdict)}"
    if at_most:
        known = words.UNKNOWN if at_most.figure is None else f"estimated at {words.share(at_most.figure)}"
        sentence += (
            f"; the share matched within six months is {known} "
            f"({coverage.held(words.share_interval(at_most.lower, at_most.upper, at_most.ci_level), coverage.SHARE_6M)}; n = {at_most.n})"
        )
    return sentence + "."


def bracket_sentence(report: Report) -> str:
    b = report.first(BRACKET)
    if b is None:
        return "Where the best Chinese open release stands now is unknown."
    on = words.long_day(b.on_day)
    best = f"On {on} the best Chinese open release, {words.name(b.laggard_name)},"
    n = f"n = {len(report.leaders)} US records"
    if b.under_days == 0:
        return f"{best} is level with the US frontier or ahead of it ({n})."
    if b.central_days is None or b.over_days is None:
        return (
            f"{best} stands at least {words.lag(b.under_days, words.UNKNOWN)} behind; how much more is unknown ({n})."
        )
    return (
        f"{best} stands where the US frontier stood {words.lag(b.central_days)} before, between "
        f"{words.months(b.under_days)} months ({words.name(b.leader_above_name)}, the first US record at or above it) and "
        f"{words.months(b.over_days)} months ({words.name(b.leader_below_name)}, the last one below it; {n})."
    )


def headline_words(report: Report) -> str:
    """The choices the headline rests on, in a sentence."""
    s = report.summary
    return (
        f"Headline: {words.PAIRINGS.get(s.pairing_id, s.pairing_id)}; {report.scale_name(s.scale_id)}; release day is the "
        f"{words.DATE_BASES.get(s.date_basis, s.date_basis)}; a match is a {words.RULES.get(s.rule_id, s.rule_id)}; US records "
        f"{words.since(s.start_on)}. Six months are {words.SIX_MONTHS_DAYS} days, a month {words.MONTH_DAYS} days. "
        f"Scores of {report.vintage}."
    )
