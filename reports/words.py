"""How numbers, days and names are written in the language spoken: one place, so that the page, the Markdown and the charts say the same.

Censored and unknown are words here, never numbers. Names come from outside the project, so they are cleaned of anything that
is not text before they are printed, and escaped for the form they are printed in.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache, reduce
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from reports.language import N_, _, ngettext, pgettext, spoken
from warehouse import headline

MONTH_DAYS = 30.4375
SIX_MONTHS_DAYS = 6 * MONTH_DAYS
NOT_REACHED = N_("not reached")
UNKNOWN = N_("unknown")
NAME_LIMIT = 80  # characters; the whole name is in report.json

PAIRINGS = {pairing_id: name for pairing_id, (name, _) in headline.PAIRINGS.items()}
DATE_BASES = {
    "available": N_("first day outsiders could use the version"),
    "announced": N_("announcement day on both sides"),
    "published": N_("date as the score source prints it"),
}
RULES = {
    "strict": N_("score at or above the record"),
    "tolerance_1": N_("score at most one point below"),
    "tolerance_0_9": N_("nine tenths of the record's score (on an index: of its height above GPT-3.5)"),
    "paired_0_05": N_("at or above the record in 5% of paired draws of our own index, the lenient rule"),
    "paired_0_5": N_("at or above the record in half of the paired draws of our own index, the even rule"),
}
COHORTS = {
    "records": N_("every release above all earlier ones"),
    "lab_records": N_("every release above the earlier ones of its own lab"),
}
CENSORINGS = {
    "as_of": N_("counted up to the as-of day"),
    "scored": N_("cut at the day up to which releases have their scores"),
}
RULES_DATED = N_(
    "The readings today, at any time, and typically over benchmarks, and the order that puts at most first, date from 29 November 2026, "
    "after figures had been seen; the rules of the other readings were written before the data."
)
SCALES = {
    "eci_published": N_("the published index"),
    "index": N_("our own index"),
    "arena_text": N_("Arena's text ratings"),
}
# Words that the marts hold as they are printed; what they mean stands in GLOSSARY.md.
VERDICTS = (N_("supported"), N_("contradicted"), N_("cannot be told"), N_("not tested"))
READINGS = (
    N_("at most"), N_("today"), N_("at any time"), N_("at any time, last twelve months"), N_("typically"),
    N_("typically, over benchmarks"), N_("on average over levels"), N_("ever"), N_("within six months"),
    N_("within twelve months"), N_("on the index, above GPT-3.5"), N_("pooled over benchmarks"), N_("input price"),
    N_("input price, strict pairs"), N_("output price"), N_("output price, strict pairs"), N_("cost of the same work"),
    N_("cost of the same work, strict pairs"), N_("training compute"), N_("training compute, strict pairs"),
    N_("Chinese frontier records are open"), N_("US frontier records are closed"), N_("Chinese releases are open"),
    N_("US releases are closed"), N_("data-centre area"), N_("spending"), N_("national income"),
)  # fmt: skip
SCALE_NAMES = (N_("Epoch Capabilities Index"), N_("Capability index of openlag"))  # those of benchmarks are names
DOMAINS = (
    N_("index"), N_("agents"), N_("coding"), N_("knowledge"), N_("long context"), N_("mathematics"), N_("reasoning"),
    N_("vision"), N_("writing"),
)  # fmt: skip


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
    return _(UNKNOWN) if text is None else plain(text, NAME_LIMIT)


def country(code: str) -> str:
    """Return what a country is called in the language spoken, 'United Arab Emirates' for AE; a code of no country as it is."""
    return _("United States") if code == "US" else plain(Locale.parse(spoken()).territories.get(code, code))


def long_day(day: date | None) -> str:
    """Return '11 August 2026'."""
    return _(UNKNOWN) if day is None else _day(day, pgettext("day, as CLDR patterns are written", "d MMMM y"), spoken())


def short_day(day: date | None) -> str:
    """Return '11 Aug 2026'."""
    return _(UNKNOWN) if day is None else _day(day, pgettext("day, as CLDR patterns are written", "d MMM y"), spoken())


def month_of(day: date) -> str:
    """Return 'August 2026'."""
    return _day(day, pgettext("day, as CLDR patterns are written", "MMMM y"), spoken())


@lru_cache(maxsize=10_000)
def _day(day: date, pattern: str, code: str) -> str:
    return format_date(day, pattern, locale=code)  # strftime would follow the machine's locale


def months(days: float | None, missing: str = NOT_REACHED) -> str:
    """Return days as months to one decimal, '5.9'; near six months with as many as tell the side: 182 days are '5.98', 183 '6.01'."""
    if days is None:
        return _(missing)
    return number_beside(days / MONTH_DAYS, SIX_MONTHS_DAYS / MONTH_DAYS)


def number_beside(value: float, limit: float, decimals: int = 1) -> str:
    """Return a number with so many decimals, or as many as tell it from a limit that it is beside: 5.04 beside 5 is no '5.0'."""
    while value != limit and decimals < 4 and float(f"{value:.{decimals}f}") == limit:
        decimals += 1
    return number(value, f".{decimals}f")


def number(value: float, form: str = ",.0f") -> str:
    """Return a number in a form of Python's, parted and pointed as in the language spoken, with a true minus."""
    return signed(format(value, form).translate(_separators(spoken())))


@cache
def _separators(code: str) -> dict[int, str]:
    return {ord(","): get_group_symbol(code), ord("."): get_decimal_symbol(code)}


def signed(text: str) -> str:
    """Return a number's text with a true minus sign, and no minus before zero."""
    return re.sub(r"^-(?=0*\D?0*$)", "", text).replace("-", "−")


def count(value: float | None) -> str:
    """Return a whole number with thousands separated."""
    return _(UNKNOWN) if value is None else number(value)


def lag(days: float | None, missing: str = NOT_REACHED) -> str:
    """Return '5.9 months (178 days)'."""
    if days is None:
        return _(missing)
    text = ngettext("{months} months ({days} day)", "{months} months ({days} days)", round(abs(days)))
    return text.format(months=months(days), days=count(days))


def share(value: float | None) -> str:
    """Return a share of 0 to 1 in per cent; only an exact 0 or 1 prints as 0% or 100%."""
    if value is None:
        return _(UNKNOWN)
    if 0 < value < 0.005:
        return _("under {share}").format(share=in_percent(0.01))
    if 0.995 <= value < 1:
        return _("over {share}").format(share=in_percent(0.99))
    return in_percent(value)


def in_percent(value: float, decimals: int = 0, beside: float = math.nan) -> str:
    """Return '88.7%'. beside: a share that it is held against, from which its decimals tell it."""
    return _("{number}%").format(number=number_beside(100 * value, 100 * beside, decimals))


def ratio(value: float | None) -> str:
    """Return a ratio as '2.3 times', never in per cent; below one with two decimals, since '0.6' would hide much of it."""
    return _(UNKNOWN) if value is None else _("{ratio} times").format(ratio=_factor(value))


def _factor(value: float) -> str:
    if 0 < value < 0.005:
        return _("under {ratio}").format(ratio=number(0.01, ".2f"))
    if value < 1:
        return number(value, ".2f")
    return number(value, ",.1f" if value < 9.95 else ",.0f")


def ratio_interval(lower: float | None, upper: float | None, level: float | None) -> str:
    """Return '98% interval 0.58 to 33 times'."""
    if lower is None or upper is None:
        return _("no interval")
    return _("{interval} {ends}").format(interval=level_words(level), ends=ratio_span(lower, upper))


def ratio_span(lower: float, upper: float) -> str:
    """Return the ends of single ratios as '0.58 to 33 times'."""
    return _("{lower} to {upper} times").format(lower=_factor(lower), upper=_factor(upper))


def cost(value: float) -> str:
    """Return the cost of one run in dollars, '$0.083', to three digits: an exercise can cost a tenth of a cent."""
    return _dollars(number(float(f"{value:.3g}"), ",.10g"))


def _dollars(amount: str) -> str:
    return _("${amount}").format(amount=amount)


def flop(value: float) -> str:
    """Return an amount of training compute as '2.1e25 FLOP'."""
    digits, _e, power = f"{value:.3g}".partition("e+")
    return f"{digits}e{power} FLOP" if power else f"{value:.3e} FLOP"


def dollars(value: float | None) -> str:
    """Return a price of a million tokens, '$0.55'; whole dollars without cents, and fractions of a cent as they are."""
    if value is None:
        return _(UNKNOWN)
    if value == round(value):
        return _dollars(number(value))
    return _dollars(number(value, ",.2f") if round(value, 2) == round(value, 6) else number(value, ".6f").rstrip("0"))


def moved_days(days: float | None) -> str:
    """A move of a median with its sign; where one of the days leaves it unreached that is a word."""
    if days is None:
        return _(NOT_REACHED)
    return _("{move} days").format(move=number(days, "+.0f")) if round(days) else _("none")


def moved_share(share: float | None) -> str:
    """The same of a share, in points."""
    if share is None:
        return _(NOT_REACHED)
    return _("{move} points").format(move=number(100 * share, "+.0f")) if round(100 * share) else _("none")


def points(value: float | None) -> str:
    """Return an index value or benchmark score to one decimal."""
    return _(UNKNOWN) if value is None else number(value, ".1f")


def running(follow_up_days: int | None) -> str:
    """Return the words for a record that is not matched yet."""
    if follow_up_days is None:
        return _("unmatched after an unknown number of days (clock running)")
    text = ngettext(
        "unmatched after {days} day (clock running)", "unmatched after {days} days (clock running)", follow_up_days
    )
    return text.format(days=count(follow_up_days))


def lag_interval(lower: float | None, upper: float | None, level: float | None, state: str = "unknown") -> str:
    """Return '95% interval 4.0 to 7.9 months, 122 to 240 days'. state: that of the interval; an open one without ends reached neither."""
    interval = level_words(level)
    if lower is None and upper is None:
        reached_none = _("{interval} {ends}").format(interval=interval, ends=_(NOT_REACHED))
        return reached_none if state == "open" else _("interval unknown")
    if upper is None:
        return _("{interval} {lower} to {upper}").format(interval=interval, lower=lag(lower), upper=_(NOT_REACHED))
    return _("{interval} {lower} to {upper} months, {lower_days} to {upper_days} days").format(
        interval=interval, lower=months(lower), upper=months(upper), lower_days=days(lower), upper_days=days(upper)
    )


def score_interval(lower: float | None, upper: float | None) -> str:
    """Return '155.1 to 158.9'; the two anchors of the index have none."""
    return _("no interval") if lower is None or upper is None else between(points(lower), points(upper))


def between(lower: str, upper: str) -> str:
    """Return two ends as '20% to 61%'."""
    return _("{lower} to {upper}").format(lower=lower, upper=upper)


def share_interval(lower: float | None, upper: float | None, level: float | None) -> str:
    """Return '95% interval 20% to 61%'; without a level, '20% to 61%'."""
    if lower is None or upper is None:
        return _("no interval")
    if lower == upper == 0:  # before the first match the band has no width, which is no certainty
        return _("none matched within that time, so no interval")
    ends = between(share(lower), share(upper))
    return ends if level is None else _("{interval} {ends}").format(interval=level_words(level), ends=ends)


def level_words(level: float | None) -> str:
    """Return '95% interval'."""
    return _("interval") if level is None else _("{level} interval").format(level=share(level))


def scale(scale_id: str) -> str:
    """Return the words for a scale of the headline, or a domain of benchmarks as it is called."""
    return _(SCALES.get(scale_id, plain(scale_id, 60)))


def pairing(pairing_id: str) -> str:
    """Return the name of a comparison."""
    return _(PAIRINGS.get(pairing_id, plain(pairing_id)))


def since(start_on: date | None) -> str:
    """Return the words for a start of the cohort."""
    return _("from the beginning of the table") if start_on is None else _("since {day}").format(day=long_day(start_on))


def choices(made: Mapping[str, Any]) -> str:
    """The choices of a row beside its scale and pairing; cohort and censoring where they are not the headline's."""
    said = [DATE_BASES.get(made["date_basis"], made["date_basis"]), RULES.get(made["rule_id"], made["rule_id"])]
    for column, names in (("cohort_id", COHORTS), ("censoring_id", CENSORINGS)):
        if made[column] != getattr(headline.HEADLINE, column):
            said.append(names.get(made[column], made[column]))
    return listed((*map(_, said), since(made["start_on"])))


def told(sentences: Iterable[str]) -> str:
    """Return sentences one after the other; some languages leave no space between them."""
    return reduce(lambda said, then: _("{said} {then}").format(said=said, then=then), sentences)


def out_of(n: int, whole: int) -> str:
    """Return '9 of 21'."""
    return _("{n} of {whole}").format(n=count(n), whole=count(whole))


def all_of(names: Sequence[str]) -> str:
    """Return names in a row, 'a, b and c'."""
    if len(names) < 2:
        return "".join(names)
    return _("{names} and {last}").format(names=_(", ").join(names[:-1]), last=names[-1])


def listed(parts: Iterable[str]) -> str:
    """Return parts in a row, 'a; b'; an empty one is left out."""
    return _("; ").join(part for part in parts if part)


def dated(caption: str, on: date, level: float | None) -> str:
    """A caption with its day and the level of its intervals."""
    if level is None:
        return _("{caption}, {day}").format(caption=caption, day=long_day(on))
    return _("{caption}, {day}; {level} intervals").format(caption=caption, day=long_day(on), level=share(level))


def days(value: float | None, missing: str = NOT_REACHED) -> str:
    """Return a number of days without its unit."""
    return _(missing) if value is None else count(value)


def span(lower: float | None, upper: float | None, missing: str = UNKNOWN) -> str:
    """Return '163 to 243' days; an end that is absent is a word, and so is a span without ends."""
    if lower is None:
        return _(missing) if upper is None else between(_(UNKNOWN), days(upper))
    return between(days(lower), days(upper))


def bracket(lower: float | None, upper: float | None) -> str:
    """The same of a bracket, where an absent end is unknown: the other side stood there before the data begin."""
    return between(days(lower, UNKNOWN), days(upper, UNKNOWN))


def shares(lower: float | None, upper: float | None) -> str:
    """Return '20% to 61%'."""
    is_missing = lower is None or upper is None or lower == upper == 0  # as in share_interval
    return _("no interval") if is_missing else between(share(lower), share(upper))


def capital(text: str) -> str:
    """Return text with its first letter large and the others as they are."""
    return text[:1].upper() + text[1:]


def reading(text: str) -> str:
    """Return the words for a reading of the six months."""
    return _(text) if text in READINGS else plain(text, NAME_LIMIT)


def whole_months(number: float) -> str:
    """Return '18 months', of a lag that need not be exact; what is longer than six months and would be six has the decimals that tell."""
    n = round(number / MONTH_DAYS)
    if n == 6 and number > SIX_MONTHS_DAYS:
        return _("{months} months").format(months=months(number))
    return ngettext("{n} month", "{n} months", n).format(n=count(n))


def days_interval(lower: float | None, upper: float | None, level: float | None) -> str:
    """Return '95% interval 83 to 245 days'; an end that is not reached is a word, and where both are missing there is no interval."""
    if lower is None and upper is None:
        return _("interval unknown")
    form = _("{level} {lower} days to {upper}") if upper is None else _("{level} {lower} to {upper} days")
    return form.format(level=level_words(level), lower=days(lower), upper=days(upper))


def day_count(number: float) -> str:
    """Return '554 days'."""
    n = round(number)
    return ngettext("{n} day", "{n} days", n).format(n=count(n))
