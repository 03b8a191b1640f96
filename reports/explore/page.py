"""The explorer as a page of the report."""

from collections.abc import Mapping
from typing import Any

from reports import words
from reports.explore.data import DATA_FILE, DATE_BASES, RELEASES, SCALES, VERDICTS
from reports.explore.say import country, interval_forms, phrases, sentences
from reports.headline import START_ON, Report
from reports.language import _, ngettext, pgettext, spoken


def explore_view(report: Report, home: str = "") -> Mapping[str, Any]:
    """What the template prints of its own. home: the way from the page to the folder of the week."""
    countries = tuple(sorted({row.country for row in report.rows(RELEASES) if row.country is not None}))
    domains = tuple(sorted({row.domain for row in report.rows(SCALES)}))
    return {
        "explore_words": script_words(countries, domains, report.summary.ci_level, home + DATA_FILE),
        "dates": {key: words.capital(_(words.DATE_BASES[key])) for key in DATE_BASES},
        "cohorts": {key: words.capital(_(said)) for key, said in words.COHORTS.items()},
        "censorings": {key: words.capital(_(said)) for key, said in words.CENSORINGS.items()},
        "start_on": words.long_day(START_ON),
    }


def script_words(countries: tuple[str, ...], domains: tuple[str, ...], level: float, data: str) -> dict[str, Any]:
    """What the script of the page says, with places that it fills. data: the address of the data, from the page."""
    return {
        "language": spoken(),
        "data": data,
        "groups": phrases(),
        "countries": {code: country(code) for code in countries},
        "country_names": {code: words.capital(words.country(code)) for code in countries},
        "sentences": sentences(),
        "strict": _("a score at or above the record"),
        "scales": {scale_id: words.scale(scale_id) for scale_id in words.SCALES},
        "domains": {domain: words.capital(_(domain)) for domain in domains},
        "any_country": _("any country"),
        "labs": _("One lab"),
        "places": _("Countries"),
        "bad_address": _("The address of this page names “{part}”, which is no choice here; this is the headline."),
        "no_data": _("The data of this page could not be read; assets/explore-data.js belongs beside it."),
        **_number_words(),
        **_figure_words(words.share(level)),
        "six_months": _("six months"),
        "at_risk": _("at risk"),
        "stairs": _("Records of {leaders} and {laggards}"),
        "lags": _("Days from each record to its match"),
        "curve": _("Share of records still unmatched, by days since their release"),
        "nothing": _("There is nothing to draw."),
    }


def _number_words() -> dict[str, str | list[str]]:
    """How the script writes numbers: the messages of reports/words.py."""
    running = "unmatched after {days} day (clock running)", "unmatched after {days} days (clock running)"
    return {
        "lag": [ngettext("{months} months ({days} day)", "{months} months ({days} days)", n) for n in (1, 2)],
        "days_only": [ngettext("{days} day", "{days} days", n) for n in (1, 2)],
        "running": [ngettext(*running, n) for n in (1, 2)],
        "since": _("since {day}"),
        "beginning": words.since(None),
        "percent": _("{number}%"),
        "under": _("under {share}"),
        "over": _("over {share}"),
        "between": _("{lower} to {upper}"),
        "unknown": _(words.UNKNOWN),
        "not_reached": _(words.NOT_REACHED),
        "no_interval": _("no interval"),
        "none_matched": _("none matched within that time, so no interval"),
    }


def _figure_words(level: str) -> dict[str, str | list[str]]:
    """What stands at the figures."""
    textbook, wider = (
        _("{level} textbook interval {ends}"),
        _("{level} interval {ends}, the wider of textbook and chain interval"),
    )
    return {
        "counts": [ngettext("{matched} of {n} record", "{matched} of {n} records", n) for n in (1, 2)],
        "untested": [
            ngettext(
                "{n} more was set after the last laggard test, and is not followed",
                "{n} more were set after the last laggard test, and are not followed",
                n,
            )
            for n in (1, 2)
        ],
        "untested_record": _("not followed: no laggard was tested after it"),
        "first": [
            ngettext(
                "{n} matched before its release, counted as 0 days",
                "{n} matched before their releases, counted as 0 days",
                n,
            )
            for n in (1, 2)
        ],
        "interval_days": list(interval_forms()),
        "interval_textbook": textbook.replace("{level}", level),
        "interval_wider": wider.replace("{level}", level),
        "interval_few": _("no interval under {n} records"),
        "interval_chains": _("no interval: too few matching releases"),
        "verdicts": [_(said) for said in VERDICTS],
        "verdict_none": pgettext("explorer", "none"),
        "verdict_judged": _("“typically within six months”, judged from the wider interval"),
        "verdict_not_judged": _("this definition is not among those that are judged every week"),
        "place": _("{place} of {n}"),
        "place_judged": _("among all choices of the specification curve, the shortest median first"),
        "place_between": [
            ngettext(
                "{n} of the {all} choices of the specification curve has a shorter median; this one is not among them",
                "{n} of the {all} choices of the specification curve have a shorter median; this one is not among them",
                n,
            )
            for n in (1, 2)
        ],
        "place_none": _("the specification curve has {all} choices, and this one is not among them"),
    }
