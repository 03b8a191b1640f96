"""“Six months at most”, reading by reading: every verdict with its figure, interval and n, and the sentences behind them."""

from reports import coverage, words
from reports.figures import JUDGED, judged, read_verdict
from reports.headline import BRACKET, CHOICE, OPEN_SOURCE_VERDICTS, STARTED, VERDICTS, Report
from reports.language import N_, _
from reports.layout import Cell, Section, make_table
from reports.query import Query, Row
from reports.reasons import reason

NEAR_DAYS = 7
NEAR_THE_LINE = Query(
    "marts.lag_by_record",
    f"select record_name, lag_days from marts.lag_by_record where {CHOICE} and record_released_on >= {STARTED} "
    f"and abs(lag_days - {words.SIX_MONTHS_DAYS}) <= {NEAR_DAYS} order by lag_days, record_name",
)
# What a reading rests on, where it is not the scores of the published index.
RESTS_ON = {
    "today": N_("on our own index, within its draws"),
    "at any time": N_("as reconstructed"),
    "at any time, last twelve months": N_("as reconstructed"),
}
# The verdict on “typically” as the sentence of the median ends with it.
TYPICALLY = {
    "supported": N_("{said}, so that “typically within six months” is supported"),
    "contradicted": N_("{said}, so that “typically within six months” is contradicted"),
    "cannot be told": N_("{said}, so that “typically within six months” cannot be told from the data"),
    "not tested": N_("{said}, so that “typically within six months” is not tested"),
}


def section(report: Report) -> Section:
    """The verdicts in a table, below the lags near the line and the choices that they rest on."""
    rows = [(_reading(report, v), *judged(report, v)) for v in report.rows(VERDICTS)]
    caption = _("“Six months at most”, reading by reading; beside each the same of open source anywhere")
    table = make_table(VERDICTS, caption, f"{_('Reading')} | {_(JUDGED)}", rows, stacked=True)
    verdicts = (*report.rows(VERDICTS), *(v for v in report.rows(OPEN_SOURCE_VERDICTS) if v.claim_id == "six_months"))
    data = {"verdicts": [v | {"reason": reason(v)} for v in verdicts]}
    paragraphs = (*_near(report), _(words.RULES_DATED), headline_words(report))
    title = _("“Six months at most”, reading by reading")
    return Section("readings", title, paragraphs, tables=(table,), data=data)


def _reading(report: Report, v: Row) -> Cell:
    notes = (_(RESTS_ON.get(v.reading, "")), report.other_scores(v))
    return Cell(words.capital(words.reading(v.reading)), _(", ").join(note for note in notes if note))


def _near(report: Report) -> tuple[str, ...]:
    """The lags that a week more or less would move over the line."""
    near = [
        _("{name} ({days} days)").format(name=words.name(row.record_name), days=words.count(row.lag_days))
        for row in report.rows(NEAR_THE_LINE)
    ]
    if not near:
        return ()
    text = _("Lags within a week of the line ({days} days) on {day}: {near} (n = {n}).")
    days, n = words.number(words.SIX_MONTHS_DAYS, ".3f"), words.count(report.summary.n_records)
    return (text.format(days=days, day=report.on, near=_(", ").join(near), n=n),)


def rule_sentence(report: Report) -> str:
    """The median and the share are product-limit estimates: clocks still running count, so neither is a plain tally of launches."""
    s, typically, at_most = report.summary, read_verdict(report, "typically"), read_verdict(report, "at most")
    ends = (None, None, None, "unknown")
    if typically is not None:
        ends = (typically.lower, typically.upper, typically.ci_level, typically.interval_state)
    told = {
        "day": report.on,
        "n": s.n_records,
        "start": words.long_day(s.start_on),
        "interval": coverage.held(words.lag_interval(*ends), coverage.MEDIAN),
    }
    if s.median_days is None:
        said = _(
            "As of {day}, fewer than half of the {n} record launches of US labs since {start} have been matched by a Chinese open release "
            "({n_matched} matched; median not reached; {interval}; n = {n})"
        ).format(**told, n_matched=s.n_matched)
    else:
        said = _(
            "As of {day}, the median time until a Chinese open release matched one of the {n} record launches of US labs since {start} is "
            "{months} months ({days} days; {interval}; n = {n})"
        ).format(**told, months=words.months(s.median_days), days=words.count(s.median_days))
    if typically:
        said = _(TYPICALLY[typically.verdict]).format(said=said)
    if at_most:
        said = _share_said(said, at_most)
    return _("{said}.").format(said=said)


def _share_said(said: str, at_most: Row) -> str:
    interval = words.share_interval(at_most.lower, at_most.upper, at_most.ci_level)
    held = coverage.held(interval, coverage.SHARE_6M)
    if at_most.figure is None:
        text = _("{said}; the share matched within six months is unknown ({interval}; n = {n})")
        return text.format(said=said, interval=held, n=at_most.n)
    text = _("{said}; the share matched within six months is estimated at {share} ({interval}; n = {n})")
    return text.format(said=said, share=words.share(at_most.figure), interval=held, n=at_most.n)


def bracket_sentence(report: Report) -> str:
    """Where the best Chinese open release stands on the staircase of the US, as far as it is known."""
    b = report.first(BRACKET)
    if b is None:
        return _("Where the best Chinese open release stands now is unknown.")
    told = {"day": words.long_day(b.on_day), "name": words.name(b.laggard_name), "n": len(report.leaders)}
    if b.under_days == 0:
        text = _(
            "On {day} the best Chinese open release, {name}, is level with the US frontier or ahead of it (n = {n} US records)."
        )
        return text.format(**told)
    if b.central_days is None or b.over_days is None:
        text = _(
            "On {day} the best Chinese open release, {name}, stands at least {lag} behind; how much more is unknown (n = {n} US records)."
        )
        return text.format(**told, lag=words.lag(b.under_days, words.UNKNOWN))
    return _(
        "On {day} the best Chinese open release, {name}, stands where the US frontier stood {lag} before, between {under} months "
        "({above}, the first US record at or above it) and {over} months ({below}, the last one below it; n = {n} US records)."
    ).format(
        **told,
        lag=words.lag(b.central_days),
        under=words.months(b.under_days),
        above=words.name(b.leader_above_name),
        over=words.months(b.over_days),
        below=words.name(b.leader_below_name),
    )


def headline_words(report: Report) -> str:
    """The choices the headline rests on, in a sentence."""
    s = report.summary
    return _(
        "Headline: {pairing}; {scale}; release day is the {basis}; a match is a {rule}; US records {since}. Six months are {days} days, "
        "a month {month} days. Scores of {vintage}."
    ).format(
        pairing=words.pairing(s.pairing_id),
        scale=report.scale_name(s.scale_id),
        basis=_(words.DATE_BASES.get(s.date_basis, s.date_basis)),
        rule=_(words.RULES.get(s.rule_id, s.rule_id)),
        since=words.since(s.start_on),
        days=words.number(words.SIX_MONTHS_DAYS, ".3f"),
        month=words.number(words.MONTH_DAYS, ".4f"),
        vintage=report.vintage,
    )
