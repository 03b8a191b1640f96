"""How numbers, days and names are written: one place, so that the page, the Markdown and the charts say the same.

Censored and unknown are words here, never numbers. Names come from outside the project, so they are cleaned of anything that
is not text before they are printed, and escaped for the form they are printed in.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from warehouse import headline

MONTH_DAYS = 30.4375
SIX_MONTHS_DAYS = 6 * MONTH_DAYS
NOT_REACHED = "not reached"
UNKNOWN = "unknown"
NAME_LIMIT = 80  # characters; the whole name is in report.json

# strftime would follow the machine's locale.
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
]  # fmt: skip

PAIRINGS = {pairing_id: name for pairing_id, (name, _) in headline.PAIRINGS.items()}
DATE_BASES = {
    "available": "first day outsiders could use the version",
    "announced": "announcement day on both sides",
    "published": "date as the score source prints it",
}
RULES = {
    "strict": "score at or above the record",
    "tolerance_1": "score at most one point below",
    "tolerance_0_9": "nine tenths of the record's score (on an index: of its height above GPT-3.5)",
    "paired_0_05": "at or above the record in 5% of paired draws of our own index, the lenient rule",
    "paired_0_5": "at or above the record in half of the paired draws of our own index, the even rule",
}
COHORTS = {
    "records": "every release above all earlier ones",
    "lab_records": "every release above the earlier ones of its own lab",
}
CENSORINGS = {
    "as_of": "counted up to the as-of day",
    "scored": "cut at the day up to which releases have their scores",
}
RULES_DATED = (
    "The readings today, at any time, and typically over benchmarks, and the order that puts at most first, date from 29 November 2026, "
    "after figures had been seen; the rules of the other readings were written before the data."
)
SCALES = {
    "eci_published": "the published index",
    "index": "our own index",
    "arena_text": "Arena's text ratings",
}


def plain(text: object, limit: int | None = None) -> str:
    """Return text on one line, without control, format or bidirectional characters, cut at limit."""
    line = _line(str(text))
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


@lru_cache(maxsize=10_000)  # the pages of releases print the same words thousands of times
def _line(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        text = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    return " ".join(text.split())


def name(text: str | None) -> str:
    """Return a release's or a lab's name as printed."""
    return UNKNOWN if text is None else plain(text, NAME_LIMIT)


def long_day(day: date | None) -> str:
    """Return '11 August 2026'."""
    return UNKNOWN if day is None else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day(day: date | None) -> str:
    """Return '11 Aug 2026'."""
    return UNKNOWN if day is None else f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def months(days: float | None, missing: str = NOT_REACHED) -> str:
    """Return days as months to one decimal, '5.9'; near six months with as many as tell the side: 182 days are '5.98', 183 '6.01'."""
    if days is None:
        return missing
    decimals = 1
    while days != SIX_MONTHS_DAYS and decimals < 4 and float(f"{days / MONTH_DAYS:.{decimals}f}") == 6:
        decimals += 1
    return signed(f"{days / MONTH_DAYS:.{decimals}f}")


def signed(text: str) -> str:
    """Return a number's text with a true minus sign, and no minus before zero."""
    return re.sub(r"^-(?=0*\.?0*$)", "", text).replace("-", "−")


def count(number: float | None) -> str:
    """Return a whole number with thousands separated."""
    return UNKNOWN if number is None else signed(f"{number:,.0f}")


def lag(days: float | None, missing: str = NOT_REACHED) -> str:
    """Return '5.9 months (178 days)'."""
    if days is None:
        return missing
    unit = "day" if round(abs(days)) == 1 else "days"
    return f"{months(days)} months ({count(days)} {unit})"


def share(value: float | None) -> str:
    """Return a share of 0 to 1 in per cent; only an exact 0 or 1 prints as 0% or 100%."""
    if value is None:
        return UNKNOWN
    if 0 < value < 0.005:
        return "under 1%"
    if 0.995 <= value < 1:
        return "over 99%"
    return f"{100 * value:.0f}%"


def ratio(value: float | None) -> str:
    """Return a ratio as '2.3 times', never in per cent; below one with two decimals, since '0.6' would hide much of it."""
    return UNKNOWN if value is None else f"{_factor(value)} times"


def _factor(value: float) -> str:
    if 0 < value < 0.005:
        return "under 0.01"
    if value < 1:
        return signed(f"{value:.2f}")
    return signed(f"{value:,.1f}" if value < 9.95 else f"{value:,.0f}")


def ratio_interval(lower: float | None, upper: float | None, level: float | None) -> str:
    """Return '98% interval 0.58 to 33 times'."""
    if lower is None or upper is None:
        return "no interval"
    return f"{level_words(level)} {_factor(lower)} to {_factor(upper)} times"


def ratio_span(lower: float, upper: float) -> str:
    """Return the ends of single ratios as '0.58 to 33 times'."""
    return f"{_factor(lower)} to {_factor(upper)} times"


def cost(value: float) -> str:
    """Return the cost of one run in dollars, '$0.083', to three digits: an exercise can cost a tenth of a cent."""
    return f"${float(f'{value:.3g}'):,.10g}"


def flop(value: float) -> str:
    """Return an amount of training compute as '2.1e25 FLOP'."""
    digits, _, power = f"{value:.3g}".partition("e+")
    return f"{digits}e{power} FLOP" if power else f"{value:.3e} FLOP"


def dollars(value: float | None) -> str:
    """Return a price of a million tokens, '$0.55'; whole dollars without cents, and fractions of a cent as they are."""
    if value is None:
        return UNKNOWN
    if value == round(value):
        return f"${value:,.0f}"
    return f"${value:,.2f}" if round(value, 2) == round(value, 6) else f"${value:.6f}".rstrip("0")


def moved(value: float | None, scale: float, unit: str) -> str:
    """A move with its sign; a median or share that one of the days leaves unreached is a word."""
    if value is None:
        return NOT_REACHED
    return signed(f"{scale * value:+.0f}") + f" {unit}" if round(scale * value) else "none"


def points(value: float | None) -> str:
    """Return an index value or benchmark score to one decimal."""
    return UNKNOWN if value is None else signed(f"{value:.1f}")


def running(follow_up_days: int | None) -> str:
    """Return the words for a record that is not matched yet."""
    after = "an unknown number of" if follow_up_days is None else count(follow_up_days)
    return f"unmatched after {after} {'day' if follow_up_days == 1 else 'days'} (clock running)"


def lag_interval(lower: float | None, upper: float | None, level: float | None) -> str:
    """Return '95% interval 4.0 to 7.9 months, 122 to 240 days'."""
    if lower is None and upper is None:
        return "interval unknown"
    if upper is None:
        return f"{level_words(level)} {lag(lower)} to {NOT_REACHED}"
    words = f"{level_words(level)} {months(lower)} to {months(upper)} months"
    return f"{words}, {days(lower)} to {days(upper)} days"


def score_interval(lower: float | None, upper: float | None) -> str:
    """Return '155.1 to 158.9'; the two anchors of the index have none."""
    return "no interval" if lower is None or upper is None else f"{points(lower)} to {points(upper)}"


def share_interval(lower: float | None, upper: float | None, level: float | None) -> str:
    """Return '95% interval 20% to 61%'."""
    if lower is None or upper is None:
        return "no interval"
    if lower == upper == 0:  # before the first match the band has no width, which is no certainty
        return "none matched within that time, so no interval"
    return f"{level_words(level)} {share(lower)} to {share(upper)}"


def level_words(level: float | None) -> str:
    """Return '95% interval'."""
    return "interval" if level is None else f"{share(level)} interval"


def markdown(text: object) -> str:
    """Return text that Markdown prints as it stands: no table cell, link, tag, code or list comes out of it."""
    line = plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"([\\`*_{}\[\]|~$])", r"\\\1", line)
    line = line.replace("://", "&#58;//").replace("@", "&#64;").replace("www.", "www&#46;")
    return re.sub(r"^([#+=-]|\d+(?=[.)](?:\s|$)))", _escape_leader, line)


def _escape_leader(match: re.Match[str]) -> str:
    leader = match.group(1)
    return f"&#{ord(leader[0])};{leader[1:]}"


def scale(scale_id: str) -> str:
    """Return the words for a scale of the headline, or a domain of benchmarks as it is called."""
    return SCALES.get(scale_id, plain(scale_id, 60))


def since(start_on: date | None) -> str:
    """Return the words for a start of the cohort."""
    return "from the beginning of the table" if start_on is None else f"since {long_day(start_on)}"


def choices(made: Mapping[str, Any]) -> str:
    """The choices of a row beside its scale and pairing; cohort and censoring where they are not the headline's."""
    said = [DATE_BASES.get(made["date_basis"], made["date_basis"]), RULES.get(made["rule_id"], made["rule_id"])]
    for column, names in (("cohort_id", COHORTS), ("censoring_id", CENSORINGS)):
        if made[column] != getattr(headline.HEADLINE, column):
            said.append(names.get(made[column], made[column]))
    return "; ".join((*said, since(made["start_on"])))


def dated(caption: str, on: date, level: float | None) -> str:
    """A caption with its day and the level of its intervals."""
    return f"{caption}, {long_day(on)}" + (f"; {level_words(level)}s" if level is not None else "")


def days(number: float | None, missing: str = NOT_REACHED) -> str:
    """Return a number of days without its unit."""
    return missing if number is None else count(number)


def span(lower: float | None, upper: float | None, missing: str = UNKNOWN) -> str:
    """Return '163 to 243' days; an end that is absent is a word, and so is a span without ends."""
    if lower is None:
        return missing if upper is None else f"{UNKNOWN} to {days(upper)}"
    return f"{days(lower)} to {days(upper)}"


def bracket(lower: float | None, upper: float | None) -> str:
    """The same of a bracket, where an absent end is unknown: the other side stood there before the data begin."""
    return f"{days(lower, UNKNOWN)} to {days(upper, UNKNOWN)}"


def shares(lower: float | None, upper: float | None) -> str:
    """Return '20% to 61%'."""
    is_missing = lower is None or upper is None or lower == upper == 0  # as in share_interval
    return "no interval" if is_missing else f"{share(lower)} to {share(upper)}"


def capital(text: str) -> str:
    """Return text with its first letter large and the others as they are."""
    return text[:1].upper() + text[1:]
