"""The answer in plain English, and the figures it rests on.

Sentences are put together from the marts' verdicts; each carries its day, its n and its interval. Nothing is judged here.
"""

from dataclasses import dataclass
from datetime import date

from reports import words
from reports.data import ReportData
from reports.rows import Bracket, Summary, Verdict

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


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure with all it must be quoted with. value, lower and upper are None when not reached or unknown."""

    figure_id: str
    estimand: str
    value: float | None
    unit: str
    lower: float | None
    upper: float | None
    ci_level: float | None
    n: int
    as_of: date
    text: str
    interval_text: str


def read_verdict(data: ReportData, reading: str) -> Verdict | None:
    """The verdict on one reading of the claim, or None when the mart has none."""
    return next((verdict for verdict in data.verdicts if verdict.reading == reading), None)


def answer_in_short(data: ReportData) -> str:
    """The readings and their verdicts in a line: 'Typically: it cannot be told. Always: no.'"""
    said = [f"{v.reading.capitalize()}: {SHORT.get(v.verdict, v.verdict)}." for v in data.verdicts]
    return " ".join(said) or "There is no verdict this week."


def answer_in_full(data: ReportData) -> tuple[str, str]:
    """The answer in two sentences: how long it takes as a rule, and where the best stands now."""
    return _rule_sentence(data), _bracket_sentence(data)


def _rule_sentence(data: ReportData) -> str:
    """The median and the share are product-limit estimates: clocks still running count, so neither is a plain tally of launches."""
    s, typically, always = data.summary, read_verdict(data, "typically"), read_verdict(data, "always")
    on, launches = words.long_day(data.as_of), f"record launches of US labs since {words.long_day(s.start_on)}"
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


def _bracket_sentence(data: ReportData) -> str:
    b = data.bracket
    if b is None:
        return "Where the best Chinese open release stands now is unknown."
    on = words.long_day(b.on_day)
    best = f"On {on} the best Chinese open release, {words.name(b.laggard_name)},"
    n = f"n = {len(data.leaders)} US records"
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


def list_figures(data: ReportData) -> tuple[Figure, ...]:
    """Every figure of the headline. The first three open the report."""
    s = data.summary
    median = read_verdict(data, "typically")
    share = read_verdict(data, "always")
    return (
        _lag_figure(
            "median_lag",
            "Median forward lag per US record (A)",
            s,
            s.median_days,
            (median.lower, median.upper) if median else (s.median_days_lower, s.median_days_upper),
        ),
        *_bracket_figures(data.bracket, data),
        _share_figure(
            "share_6m",
            "Share of US records matched within six months (A)",
            s,
            s.share_6m,
            (share.lower, share.upper) if share else (s.share_6m_lower, s.share_6m_upper),
        ),
        _lag_figure(
            "median_lag_textbook",
            "Median forward lag (A), textbook interval (log-log band)",
            s,
            s.median_days,
            (s.median_days_lower, s.median_days_upper),
        ),
        _lag_figure(
            "median_lag_chains",
            "Median forward lag (A), chain bootstrap interval",
            s,
            s.median_days,
            (s.chain_median_days_lower, s.chain_median_days_upper),
        ),
        _share_figure(
            "share_6m_textbook",
            "Share within six months (A), textbook interval (log-log band)",
            s,
            s.share_6m,
            (s.share_6m_lower, s.share_6m_upper),
        ),
        _share_figure(
            "share_6m_chains",
            "Share within six months (A), chain bootstrap interval",
            s,
            s.share_6m,
            (s.chain_share_6m_lower, s.chain_share_6m_upper),
        ),
        _point_figure("share_5_5m", "Share within 5.5 months (A)", s, s.share_5_5m, "share"),
        _point_figure("share_6_5m", "Share within 6.5 months (A)", s, s.share_6_5m, "share"),
        _point_figure("rmst_24m", "Mean lag restricted to 24 months (A)", s, s.rmst_24m_days, "days"),
    )


def _lag_figure(
    figure_id: str, estimand: str, s: Summary, value: float | None, ends: tuple[float | None, float | None]
) -> Figure:
    text, interval = words.lag(value), words.lag_interval(*ends, s.ci_level)
    return Figure(figure_id, estimand, value, "days", *ends, s.ci_level, s.n_records, s.as_of, text, interval)


def _share_figure(
    figure_id: str, estimand: str, s: Summary, value: float | None, ends: tuple[float | None, float | None]
) -> Figure:
    text, interval = words.share(value), words.share_interval(*ends, s.ci_level)
    return Figure(figure_id, estimand, value, "share", *ends, s.ci_level, s.n_records, s.as_of, text, interval)


def _point_figure(figure_id: str, estimand: str, s: Summary, value: float | None, unit: str) -> Figure:
    """A figure whose interval nobody has computed."""
    text = words.lag(value, words.UNKNOWN) if unit == "days" else words.share(value)
    return Figure(figure_id, estimand, value, unit, None, None, None, s.n_records, s.as_of, text, "no interval")


def _bracket_figures(bracket: Bracket | None, data: ReportData) -> tuple[Figure, ...]:
    if bracket is None:
        return ()
    under, over = bracket.under_days, bracket.over_days
    span = (
        f"bracket {words.months(under, words.UNKNOWN)} to {words.months(over, words.UNKNOWN)} months "
        f"({words.UNKNOWN if under is None else words.count(under)} to {words.UNKNOWN if over is None else words.count(over)} days)"
    )
    return (
        Figure(
            "present_bracket",
            "Where the best Chinese open release stands now (B)",
            bracket.central_days,
            "days",
            under,
            over,
            None,
            len(data.leaders),
            bracket.on_day,
            words.lag(bracket.central_days, words.UNKNOWN),
            span,
        ),
    )


def headline_words(data: ReportData) -> str:
    """The choices the headline rests on, in a sentence."""
    s = data.summary
    return (
        f"Headline: {words.PAIRINGS.get(s.pairing_id, s.pairing_id)}; {data.scale_name(s.scale_id)}; release day is the "
        f"{words.DATE_BASES.get(s.date_basis, s.date_basis)}; a match is a {words.RULES.get(s.rule_id, s.rule_id)}; US records "
        f"{words.since(s.start_on)}. Six months are {words.SIX_MONTHS_DAYS} days, a month {words.MONTH_DAYS} days. "
        f"Scores of {data.vintage}."
    )
