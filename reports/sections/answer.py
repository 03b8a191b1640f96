"""The answer, as the first page and the Markdown begin: the claim as it is said, a word, the tally, and the gap today and on any day.

Words and sentences follow the marts' verdicts; each figure carries its n and its interval. Nothing is judged here.
"""

from dataclasses import dataclass

from reports import words
from reports.charts.tally import draw_tally
from reports.figures import list_figures, read_verdict
from reports.headline import BRACKET, OWN_BRACKET, START_ON, VERDICTS, Report
from reports.language import N_, _, ngettext, spoken
from reports.layout import Section
from reports.query import Row
from reports.sections.claims import SISTER_VERDICTS
from reports.sections.launches import RECORD_LAGS

CLAIM = N_("Open source is at most six months behind")
TALK = "オープンソースは最大でも6ヶ月はクローズドソースに遅れるだけ"  # as it is said where the claim comes from
TOO_FEW = "too few"
WORDS = {
    "supported": N_("Yes."),
    "contradicted": N_("No."),
    "cannot be told": N_("It cannot be told."),
    TOO_FEW: N_("Too few to tell."),
}
SHORT = {
    "supported": N_("yes"),
    "contradicted": N_("no"),
    "cannot be told": N_("cannot be told"),
    "not tested": N_("not tested"),
    TOO_FEW: N_("too few to tell"),
}
TOO_FEW_CODES = {"nothing_to_judge", "too_few_records", "too_few_benchmarks", "too_few_chains", "too_few_pairs"}
# The claims told beside it: the readings that are the claim as it is said, the name of their row, and what the word rests on.
BESIDE = {
    "replicated": (("within six months",), N_("Every US launch copied openly"), N_("in six months")),
    "ninety_per_cent": (
        ("on the index, above GPT-3.5",),
        N_("Ninety per cent as good"),
        N_("in six months, on the index"),
    ),
    "hundred_times": (
        ("input price", "output price"),
        N_("A hundred times more efficient"),
        N_("by list price"),
    ),
    "china_open_us_closed": (
        ("Chinese releases are open", "US releases are closed"),
        N_("China open, the US closed"),
        N_("by releases"),
    ),
    "spread": (
        ("Chinese open models spread over the world",),
        N_("Spread over the world"),
        N_("by downloads"),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One reading below the answer: its name, its verdict in a word, and its figure in a sentence."""

    name: str
    verdict: str
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A claim told beside it. href: where its verdict is explained."""

    claim: str
    verdict: str
    word: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the first page opens with. talk: the claim in the words of the talk it comes from, where the page is in its language."""

    claim: str
    talk: str
    verdict: str
    word: str
    tally: str
    lines: tuple[Line, ...]
    why: tuple[str, ...]
    beside: tuple[Beside, ...]
    quote: str
    dated: str


def first_page(report: Report) -> Answer:
    """The answer as the first page lays it out."""
    return Answer(
        claim=_(CLAIM),
        talk=TALK if spoken() == "ja" else "",
        verdict=verdict_of(read_verdict(report, "at most")),
        word=word(report),
        tally=tally(report),
        lines=list_lines(report),
        why=why_they_differ(report),
        beside=list_beside(report),
        quote=quote(report),
        dated=_(words.RULES_DATED),
    )


def section(report: Report) -> Section:
    """The sentences of the answer; on the first page they are laid out by its own template."""
    sentences, bracket = answer_in_full(report), report.first(BRACKET)
    spoken = {"short": answer_in_short(report), "sentences": sentences, "as_of": report.as_of}
    data = {
        "answer": spoken | {"n": report.summary.n_records},
        "figures": list_figures(report),
        "bracket": bracket | {"n": len(report.leaders)} if bracket else None,
    }
    return Section(
        "answer",
        _("Is it six months?"),
        sentences,
        (draw_tally(report.rows(RECORD_LAGS), RECORD_LAGS, report.on, tally(report)),),
        data=data,
    )


def verdict_of(v: Row | None) -> str:
    """The verdict, or that there are too few to judge, which is a state of its own. A verdict that is missing cannot be told."""
    if v is None:
        return "cannot be told"
    if v.reason_code in TOO_FEW_CODES:
        return TOO_FEW
    verdict: str = v.verdict
    return verdict


def word(report: Report) -> str:
    """The claim as it is said, answered in a word or as few as it takes."""
    verdict = verdict_of(read_verdict(report, "at most"))
    return _(WORDS[verdict]) if verdict in WORDS else words.plain(verdict, 40)


def answer_in_short(report: Report) -> str:
    """The readings and their verdicts in a line: 'At most: no. Today: cannot be told.'"""
    said = [
        _("{reading}: {word}.").format(reading=words.capital(words.reading(v.reading)), word=short(verdict_of(v)))
        for v in report.rows(VERDICTS)
    ]
    return " ".join(said) or _("There is no verdict this week.")


def short(verdict: str) -> str:
    return _(SHORT[verdict]) if verdict in SHORT else words.plain(verdict, 40)


def answer_in_full(report: Report) -> tuple[str, ...]:
    """The claim with its word, the tally, the lines of today and of any day, why they differ from the median, and how old the rules are."""
    on = _("As of {day}.").format(day=report.on)
    claimed = _("“{claim}”: {word}").format(claim=_(CLAIM), word=word(report))
    lines = [
        _("{reading}, {word}: {text}").format(reading=line.name, word=line.word, text=line.text)
        for line in list_lines(report)
    ]
    return claimed, f"{tally(report)} {on}", *lines, *why_they_differ(report), _(words.RULES_DATED)


def tally(report: Report) -> str:
    """Of how many records how many were matched in time and later, and how many are not."""
    v = read_verdict(report, "at most")
    if v is None:
        return _("There is no verdict this week.")
    if not v.n:
        return _("There is no US record model to count this week.")
    counted = {
        "n": words.count(v.n), "in_time": words.count(v.n_matched_in_time), "later": words.count(v.n_later),
        "start": _("since GPT-4") if v.start_on == START_ON else words.since(v.start_on),
    }  # fmt: skip
    first = ngettext(
        "Of {n} US record model {start}, Chinese open models matched {in_time} within six months and {later} later",
        "Of {n} US record models {start}, Chinese open models matched {in_time} within six months and {later} later",
        v.n,
    ).format(**counted)
    slowest = _slowest(report)
    if v.n_later and slowest is not None:
        last = _("the slowest after {months}").format(months=words.whole_months(slowest))
        return _("{matched}, {last}; {waiting}.").format(matched=first, last=last, waiting=_waiting(v))
    return _("{matched}; {waiting}.").format(matched=first, waiting=_waiting(v))


def _slowest(report: Report) -> float | None:
    lags = [row.lag_days for row in report.rows(RECORD_LAGS) if row.is_matched and row.lag_days is not None]
    return max(lags, default=None)


def _waiting(v: Row) -> str:
    n, over = v.n_unmatched, v.n_over
    if not n:
        return _("none is still unmatched")
    counted = {"n": words.count(n), "over": words.count(over)}
    if not over:
        said = ngettext(
            "{n} is still unmatched, not for six months yet", "{n} are still unmatched, none for six months yet", n
        )
    elif over == n:
        said = ngettext(
            "{n} is still unmatched, for longer than six months",
            "{n} are still unmatched, all for longer than six months", n,
        )  # fmt: skip
    else:
        said = ngettext(
            "{n} are still unmatched, {over} of them for longer than six months",
            "{n} are still unmatched, {over} of them for longer than six months", over,
        )  # fmt: skip
    return said.format(**counted)


def list_lines(report: Report) -> tuple[Line, ...]:
    """The gap on the as-of day, and on any day."""
    lines = []
    for reading, say in (("today", _today), ("at any time", _any_time)):
        v = read_verdict(report, reading)
        if v is not None:
            verdict = verdict_of(v)
            lines.append(Line(words.capital(words.reading(reading)), verdict, short(verdict), say(v)))
    return tuple(lines)


def _today(v: Row) -> str:
    drawn = v.n_draws is not None
    if v.figure == 0:
        return _today_level(v)
    if v.figure is None:
        return (
            _("how far behind on our own index is unknown.")
            if not drawn
            else _("how far behind on our own index is unknown, though there are draws.")
        )
    if not drawn:
        return _("{lag} behind on our own index, of which no interval is known (n = {n} US records).").format(
            lag=words.lag(v.figure), n=words.count(v.n)
        )
    return _("{lag} behind on our own index ({interval}, over {n_draws} draws; n = {n} US records).").format(
        lag=words.lag(v.figure), interval=words.days_interval(v.lower, v.upper, v.ci_level),
        n_draws=words.count(v.n_draws), n=words.count(v.n),
    )  # fmt: skip


def _today_level(v: Row) -> str:
    """The same where nobody is behind."""
    if v.n_draws is None:
        return _(
            "level with the US frontier on our own index, or ahead of it, of which no interval is known (n = {n} US records)."
        ).format(n=words.count(v.n))
    return _(
        "level with the US frontier on our own index, or ahead of it ({interval} behind, over {n_draws} draws; n = {n} US records)."
    ).format(
        interval=words.days_interval(v.lower, v.upper, v.ci_level), n_draws=words.count(v.n_draws), n=words.count(v.n)
    )  # fmt: skip


def _any_time(v: Row) -> str:
    if v.n_days is None or v.n_days_unscored is None:
        return _("no day can be judged.")
    judged = v.n_days - v.n_days_unscored
    counted = {
        "longer": words.count(v.n_days_longer), "judged": words.count(judged), "day": words.long_day(v.longest_on),
        "open": words.count(v.n_days_open),
    }  # fmt: skip
    if v.n_days_longer and v.longest_days is not None:
        return _(
            "on {longer} of the {judged} days judged the gap was longer than six months, on {day} at least {longest} (as reconstructed)."
        ).format(**counted, longest=words.day_count(v.longest_days))
    if v.n_days_open:
        return _(
            "on none of the {judged} days judged was the gap surely longer than six months, but {open} are open (as reconstructed)."
        ).format(**counted)
    if not judged:
        return _("no day can be judged.")
    return _("on every one of the {judged} days judged the gap was within six months (as reconstructed).").format(
        **counted
    )


def why_they_differ(report: Report) -> tuple[str, ...]:
    """Why the gap of today and the median wait are two numbers, and the gap on the published index where that is another."""
    today = read_verdict(report, "today")
    if today is None:
        return ()
    return tuple(said for said in (_why(report, today), _published_gap(report, today)) if said)


def _why(report: Report, today: Row) -> str:
    s, own = report.summary, report.first(OWN_BRACKET)
    if not today.figure or s.median_days is None:
        return ""
    best = _("the best Chinese open model on our own index")
    if own is not None:
        best = _("{name}, the best Chinese open model on our own index,").format(name=words.name(own.laggard_name))
    return _(
        "The {gap} months are how old the level is that {best} has now; half of the records were matched within "
        "{median} months ({days} days; {interval}; n = {n}), and a record is the top of a step, where the wait is longest."
    ).format(
        gap=words.months(today.figure), best=best, median=words.months(s.median_days), days=words.count(s.median_days),
        interval=words.days_interval(s.wider_median_days_lower, s.wider_median_days_upper, s.ci_level), n=words.count(s.n_records),
    )  # fmt: skip


def _published_gap(report: Report, today: Row) -> str:
    """Nothing where the published index says the same days of the same model."""
    b, own = report.first(BRACKET), report.first(OWN_BRACKET)
    if b is None:
        return ""
    is_same_best = own is None or own.laggard_release_id == b.laggard_release_id
    if is_same_best and words.count(today.figure) == words.count(b.central_days):
        return ""
    if b.central_days is None:
        said = _("On the published index {name} is the best Chinese open model, how far behind is unknown.")
    elif b.central_days == 0:
        said = _(
            "On the published index {name} is the best Chinese open model, level with the US frontier or ahead of it."
        )
    else:
        said = _(
            "On the published index {name} is the best Chinese open model, {lag} behind (bracket {span} days; n = {n} US records)."
        )
    return said.format(
        name=words.name(b.laggard_name), lag=words.lag(b.central_days), span=words.bracket(b.under_days, b.over_days),
        n=words.count(len(report.leaders)),
    )  # fmt: skip


def list_beside(report: Report) -> tuple[Beside, ...]:
    """The claims told beside it, a word each: contradicted where one of the readings that make it is, supported where all are."""
    listed = []
    for claim_id, (readings, name, note) in BESIDE.items():
        rows = [
            v
            for v in report.rows(SISTER_VERDICTS)
            if v.claim_id == claim_id and v.reading in readings and v.cohort_id in (None, "records")
        ]
        verdict = both([verdict_of(v) if v.verdict != "not tested" else "not tested" for v in rows], len(readings))
        listed.append(Beside(_(name), verdict, short(verdict), _(note), f"claims.html#{claim_id}"))
    return tuple(listed)


def both(verdicts: list[str], n_readings: int) -> str:
    """The verdict on a claim that several readings make together. One without a verdict has nothing to judge, and cannot be told."""
    if "contradicted" in verdicts:
        return "contradicted"
    if len(verdicts) < n_readings:
        return "cannot be told"
    return next((v for v in (TOO_FEW, "not tested", "cannot be told") if v in verdicts), "supported")


def quote(report: Report) -> str:
    """The sentence to copy: claim, word and tally, with the day and whom to cite."""
    return _("“{claim}”: {word} {tally} (openlag, report of week {week}, data as of {day}; scores: Epoch AI)").format(
        claim=_(CLAIM), word=word(report), tally=tally(report), week=report.week, day=report.on
    )
