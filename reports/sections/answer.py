"""The answer: in a line, in a few sentences, in three figures, and the verdict on each reading of the claim, as said first.

Sentences are put together from the marts' verdicts; each carries its day, its n and its interval. Nothing is judged here.
"""

from reports import coverage, words
from reports.figures import JUDGED, judged, list_figures, read_verdict
from reports.headline import BRACKET, CHOICE, OPEN_SOURCE_VERDICTS, STARTED, VERDICTS, Report
from reports.layout import Cell, Section, make_table
from reports.query import Query, Row
from reports.reasons import reason

NEAR_DAYS = 7
NEAR_THE_LINE = Query(
    "marts.lag_by_record",
    f"select record_name, lag_days from marts.lag_by_record where {CHOICE} and record_released_on >= {STARTED} "
    f"and abs(lag_days - {words.SIX_MONTHS_DAYS}) <= {NEAR_DAYS} order by lag_days, record_name",
)

SHORT = {
    "supported": "yes",
    "contradicted": "no",
    "cannot be told": "it cannot be told",
    "not tested": "not tested",
}
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
    """The sentences of the answer and the verdicts below them; it opens the page."""
    rows = [(_reading(report, v), *judged(report, v)) for v in report.rows(VERDICTS)]
    caption = "“Six months at most”, reading by reading; beside each the same of open source anywhere"
    table = make_table(VERDICTS, caption, f"Reading | {JUDGED}", rows, stacked=True)
    sentences, bracket = answer_in_full(report), report.first(BRACKET)
    spoken = {"short": answer_in_short(report), "sentences": sentences, "as_of": report.as_of}
    verdicts = (*report.rows(VERDICTS), *(v for v in report.rows(OPEN_SOURCE_VERDICTS) if v.claim_id == "six_months"))
    data = {
        "answer": spoken | {"n": report.summary.n_records},
        "verdicts": [v | {"reason": reason(v)} for v in verdicts],
        "figures": list_figures(report),
        "bracket": bracket | {"n": len(report.leaders)} if bracket else None,
    }
    return Section("answer", "Is it six months?", sentences, tables=(table,), data=data)


def _reading(report: Report, v: Row) -> Cell:
    notes = [f"estimand {v.estimand}", RESTS_ON.get(v.reading, ""), report.other_scores(v)]
    return Cell(v.reading.capitalize(), ", ".join(note for note in notes if note))


def answer_in_short(report: Report) -> str:
    """The readings and their verdicts in a line: 'At most: no. Today: it cannot be told.'"""
    said = [f"{v.reading.capitalize()}: {SHORT.get(v.verdict, v.verdict)}." for v in report.rows(VERDICTS)]
    return " ".join(said) or "There is no verdict this week."


def answer_in_full(report: Report) -> tuple[str, ...]:
    """The claim as it is said, how long it takes as a rule, where the best stands now, and how old the rules are."""
    return *_as_said(report), _rule_sentence(report), _bracket_sentence(report), words.RULES_DATED


def _as_said(report: Report) -> tuple[str, ...]:
    """The tally of the claim's own records, and the lags that one week would move over the line."""
    v = read_verdict(report, "at most")
    if v is None or not v.n:
        return ()
    launches = f"{words.count(v.n)} record {'launch' if v.n == 1 else 'launches'} of US labs since {words.long_day(v.start_on)}"
    if v.n_unmatched:
        over = "none of them" if not v.n_over else f"{words.count(v.n_over)} of them"
        waiting = f"{words.count(v.n_unmatched)} {'is' if v.n_unmatched == 1 else 'are'} still unmatched, {over} for longer than that"
    else:
        waiting = "none is still unmatched"
    sentence = (
        f"As of {report.on}, “at most six months” {VERB.get(v.verdict, v.verdict)}: of {launches} a Chinese open release matched "
        f"{words.count(v.n_matched_in_time)} within six months and {words.count(v.n_later)} later, and {waiting} (n = {words.count(v.n)})."
    )
    near = [f"{words.name(row.record_name)} ({words.count(row.lag_days)} days)" for row in report.rows(NEAR_THE_LINE)]
    listed = f"Lags within a week of the line ({words.SIX_MONTHS_DAYS} days) on {report.on}: {', '.join(near)} (n = {words.count(v.n)})."
    return (sentence, listed) if near else (sentence,)


def _rule_sentence(report: Report) -> str:
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


def _bracket_sentence(report: Report) -> str:
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
