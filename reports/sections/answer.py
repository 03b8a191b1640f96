"""The answer: in a line, in two sentences, in three figures, and the verdict on each reading of the claim.

Sentences are put together from the marts' verdicts; each carries its day, its n and its interval. Nothing is judged here.
"""

from reports import words
from reports.figures import judged, list_figures, read_verdict
from reports.headline import BRACKET, VERDICTS, Report
from reports.layout import Cell, Section, make_table
from reports.reasons import reason

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


def section(report: Report) -> Section:
    """The two sentences of the answer and the verdicts below them; it opens the page."""
    rows = [(Cell(v.reading.capitalize(), f"estimand {v.estimand}"), *judged(v)) for v in report.rows(VERDICTS)]
    headers = "Reading | Verdict | Figure | n | Why"
    table = make_table(VERDICTS, "“Within six months”, reading by reading", headers, rows, stacked=True)
    sentences, bracket = answer_in_full(report), report.first(BRACKET)
    spoken = {"short": answer_in_short(report), "sentences": sentences, "as_of": report.as_of}
    data = {
        "answer": spoken | {"n": report.summary.n_records},
        "verdicts": [v | {"reason": reason(v)} for v in report.rows(VERDICTS)],
        "figures": list_figures(report),
        "bracket": bracket | {"n": len(report.leaders)} if bracket else None,
    }
    return Section("answer", "Is it six months?", sentences, tables=(table,), data=data)


def answer_in_short(report: Report) -> str:
    """The readings and their verdicts in a line: 'Typically: it cannot be told. Always: no.'"""
    said = [f"{v.reading.capitalize()}: {SHORT.get(v.verdict, v.verdict)}." for v in report.rows(VERDICTS)]
    return " ".join(said) or "There is no verdict this week."


def answer_in_full(report: Report) -> tuple[str, str]:
    """The answer in two sentences: how long it takes as a rule, and where the best stands now."""
    return _rule_sentence(report), _bracket_sentence(report)


def _rule_sentence(report: Report) -> str:
    """The median and the share are product-limit estimates: clocks still running count, so neither is a plain tally of launches."""
    s, typically, always = report.summary, read_verdict(report, "typically"), read_verdict(report, "always")
    on, launches = report.on, f"record launches of US labs since {words.long_day(s.start_on)}"
    low, high, level = (typically.lower, typically.upper, typically.ci_level) if typically else (None, None, None)
    interval = f"{words.lag_interval(low, high, level)}; n = {s.n_records}"
    if s.median_days is None:
        sentence = (
            f"As of {on}, fewer than half of the {s.n_records} {launches} have been matched by a Chinese open release "
            f"({s.n_matched} matched; median not reached; {interval})"
        )
    else:
        sentence = (
            f"As of {on}, the median time until a Chinese open release matched one of the {s.n_records} {launches} is "
            f"{words.months(s.median_days)} months ({words.count(s.median_days)} days; {interval})"
        )
    if typically:
        sentence += f", so that “typically within six months” {VERB.get(typically.verdict, typically.verdict)}"
    if always:
        known = words.UNKNOWN if always.figure is None else f"estimated at {words.share(always.figure)}"
        sentence += (
            f"; “always within six months” {VERB.get(always.verdict, always.verdict)}, and the share matched in time is {known} "
            f"({words.share_interval(always.lower, always.upper, always.ci_level)}; n = {always.n})"
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
