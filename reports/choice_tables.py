"""The tables of what the answer depends on: choices, draws of the index, and weeks of the past."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from reports import words
from reports.claim_rows import DrawnLag
from reports.data import HEADLINE, Query, ReportData
from reports.layout import Cell, Table, lag_cell, make_table, number_cell
from reports.rows import Specification, SpecificationEffect, Summary, WeekVerdict

NO_INTERVAL = "no interval"
CHOICES = {
    "scale": "the scale (an index, or a domain of benchmarks)",
    "rule": "the matching rule",
    "date basis": "the release day",
    "pairing": "who is compared with whom",
    "start": "where the records begin",
}


def list_summaries(
    query: Query[Any], caption: str, labelled: Sequence[tuple[str, str, Summary]], *, folded: bool = False
) -> Table:
    rows = [
        (
            Cell(label, note),
            number_cell(f"{s.n_records}", f"{s.n_matched} matched, {s.n_censored} running"),
            lag_cell(s.median_days),
            number_cell(
                f"{words.months(s.median_days_lower)} to {words.months(s.median_days_upper, _open_end(s))}"
                if s.median_days_lower is not None or s.median_days_upper is not None
                else words.UNKNOWN
            ),
            number_cell(
                words.share(s.share_6m),
                words.share_interval(s.share_6m_lower, s.share_6m_upper, None).removeprefix("interval "),
            ),
            number_cell(words.share(s.share_5_5m)),
            number_cell(words.share(s.share_6_5m)),
        )
        for label, note, s in labelled
    ]
    headers = "Of | n | Median | Its interval, months | Within 6 months | 5.5 | 6.5"
    return make_table(query, caption, headers, rows, folded=folded)


def _open_end(s: Summary) -> str:
    """With no clock running nothing is left to be reached: the band ends where its formula does, and the end is unknown."""
    return words.NOT_REACHED if s.n_censored else words.UNKNOWN


def label_choices(data: ReportData) -> list[tuple[str, str, Summary]]:
    """Every combination of choices, in words."""
    return [
        (
            f"{words.PAIRINGS.get(s.pairing_id, s.pairing_id)}, on {words.scale(s.scale_id)}",
            f"{words.DATE_BASES.get(s.date_basis, s.date_basis)}; {words.RULES.get(s.rule_id, s.rule_id)}; {words.since(s.start_on)}",
            s,
        )
        for s in data.choices
    ]


def list_effects(query: Query[Any], effects: Sequence[SpecificationEffect], as_of: date) -> Table:
    rows = [
        (
            Cell(_capital(CHOICES.get(e.choice, words.plain(e.choice)))),
            number_cell(words.lag(e.median_moved_days, words.UNKNOWN)),
            number_cell(words.lag(e.largest_moved_days, words.UNKNOWN)),
            number_cell(words.count(e.n_pairs)),
            number_cell(words.count(e.n_pairs_not_reached)),
        )
        for e in effects
    ]
    caption = f"How far each choice by itself moves the median lag, {words.long_day(as_of)}"
    headers = "Choice | Moved by, at the median | At most | Pairs, n | Pairs not reached"
    return make_table(query, caption, headers, rows, stacked=True)


def list_specifications(query: Query[Any], specifications: Sequence[Specification], as_of: date) -> Table:
    rows = [
        (
            Cell(
                _capital(words.scale(s.scale_or_domain)) + (", the headline" if s.is_headline else ""),
                f"{words.DATE_BASES.get(s.date_basis, s.date_basis)}; {words.RULES.get(s.rule_id, s.rule_id)}; {words.since(s.start_on)}",
            ),
            number_cell(words.count(s.place)),
            number_cell(words.count(s.n_records), f"{s.n_matched} matched, by {s.n_matching_releases}"),
            number_cell(_days(s.median_days), _span(s.median_days_lower, s.median_days_upper, NO_INTERVAL)),
            number_cell(words.share(s.share_6m), _shares(s.share_6m_lower, s.share_6m_upper)),
        )
        for s in specifications
    ]
    pairing = words.PAIRINGS.get(HEADLINE["pairing_id"], HEADLINE["pairing_id"])
    level = f"; {words.level_words(specifications[0].ci_level)}s below each figure" if specifications else ""
    caption = f"The curve for {pairing}, shortest median first, {words.long_day(as_of)}{level}"
    return make_table(query, caption, "Of | Place | n | Median, days | In six months", rows, folded=True)


def list_drawn_lags(query: Query[Any], drawn: Sequence[DrawnLag], as_of: date) -> Table:
    rows = [
        (
            Cell(_capital(words.DATE_BASES.get(d.date_basis, d.date_basis))),
            number_cell(_span(d.median_days_lower, d.median_days_upper, words.NOT_REACHED)),
            number_cell(_shares(d.share_6m_lower, d.share_6m_upper)),
            number_cell(_bracket(d.central_days_lower, d.central_days_upper)),
            number_cell(words.share(d.share_median_within_6m)),
            number_cell(words.count(d.n_draws), f"{d.n_records_median:g} records at risk in the middle one"),
        )
        for d in drawn
    ]
    level = words.level_words(drawn[0].ci_level) if drawn else "intervals"
    caption = f"{level} over paired draws of our own index, {words.long_day(as_of)}"
    headers = "Release day | Median (A), days | In six months (A) | Bracket (B), days | Draws with the median in six months | Draws, n"
    return make_table(query, caption, headers, rows, stacked=True)


def list_weeks(query: Query[Any], weeks: Sequence[WeekVerdict], as_of: date) -> Table:
    rows = [
        (
            Cell(words.plain(w.week), f"{words.scale(w.scale_id)}, scores of {words.short_day(w.vintage)}"),
            number_cell(words.count(w.n_records)),
            number_cell(_days(w.median_days), _span(w.median_days_lower, w.median_days_upper, NO_INTERVAL)),
            number_cell(_drawn(w), f"{words.count(w.n_draws)} draws" if w.n_draws else ""),
            number_cell(words.share(w.share_6m), _shares(w.share_6m_lower, w.share_6m_upper)),
            number_cell(_days(w.central_days, words.UNKNOWN), _bracket(w.under_days, w.over_days)),
            Cell(words.plain(w.typically), f"average: {words.plain(w.on_average or words.UNKNOWN)}"),
        )
        for w in weeks
    ]
    level = next((f"; {words.level_words(w.ci_level)}s below (A)" for w in weeks if w.ci_level), "")
    caption = f"The last week of each quarter and the last four weeks, computed {words.long_day(as_of)}{level}"
    headers = "Week | n | Median (A), days | Over draws, 90% | In six months (A) | Bracket (B), days | Typically, and on average"
    return make_table(query, caption, headers, rows, folded=True)


def _drawn(w: WeekVerdict) -> str:
    if not w.n_draws:
        return "not drawn" if w.scale_id == "index" else "no draws"
    return _span(w.drawn_median_days_lower, w.drawn_median_days_upper, words.NOT_REACHED)


def _days(days: float | None, missing: str = words.NOT_REACHED) -> str:
    return missing if days is None else words.count(days)


def _span(lower: float | None, upper: float | None, missing: str = words.UNKNOWN) -> str:
    """'163 to 243' days; an end that is absent is a word, and so is a span without ends."""
    if lower is None:
        return missing if upper is None else f"{words.UNKNOWN} to {_days(upper)}"
    return f"{_days(lower)} to {_days(upper)}"


def _bracket(lower: float | None, upper: float | None) -> str:
    """An end of a bracket that is absent is unknown: the other side stood there before the data begin."""
    return f"{_days(lower, words.UNKNOWN)} to {_days(upper, words.UNKNOWN)}"


def _shares(lower: float | None, upper: float | None) -> str:
    return NO_INTERVAL if lower is None or upper is None else f"{words.share(lower)} to {words.share(upper)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
