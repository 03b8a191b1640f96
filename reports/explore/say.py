"""The headline of a definition, in the language spoken: for the command line, and as messages that the page's script fills.

A test holds both to the same sentence.
"""

from collections.abc import Mapping
from datetime import date

from reports import words
from reports.language import ENGLISH, _, ngettext, spoken
from warehouse.groups import read_group

WITH_ARTICLE = ("United ", "Netherlands", "Philippines")  # in English


def group(word: str, labs: Mapping[str, str]) -> str:
    """A group in words: 'Chinese open-weight releases'. labs: names by id."""
    found, said = read_group(word), phrases()
    if found.organization_id is not None:
        lab = words.name(labs.get(found.organization_id, found.organization_id))
        return said["lab"][found.access].format(lab=lab)
    if found.country is None:
        return said["any"][found.access]
    return said.get(found.country, said["country"])[found.access].format(country=country(found.country))


def country(code: str) -> str:
    """The name of a country as it stands within a sentence."""
    name = words.country(code)
    return f"the {name}" if spoken() == ENGLISH and name.startswith(WITH_ARTICLE) else name


def phrases() -> dict[str, dict[str, str]]:
    """Groups in words, by access: of any country, of a lab, of two countries that have words of their own, and of any other."""
    return {
        "any": {
            "any": _("releases of any country and access"),
            "open": _("open-weight releases of any country"),
            "closed": _("closed releases of any country"),
        },
        "US": {
            "any": _("US releases of any access"),
            "open": _("US open-weight releases"),
            "closed": _("US closed releases"),
        },
        "CN": {
            "any": _("Chinese releases of any access"),
            "open": _("Chinese open-weight releases"),
            "closed": _("Chinese closed releases"),
        },
        "country": {
            "any": _("releases of any access from {country}"),
            "open": _("open-weight releases from {country}"),
            "closed": _("closed releases from {country}"),
        },
        "lab": {
            "any": _("releases of {lab}"),
            "open": _("open-weight releases of {lab}"),
            "closed": _("closed releases of {lab}"),
        },
    }


def sentences() -> dict[str, list[str]]:
    """Each in both forms, of one record and of several."""
    return {
        "reached": [
            ngettext(
                "On {scale}, {laggards} have matched {matched} of {n} record of {leaders} {since}; the median lag is {median}.",
                "On {scale}, {laggards} have matched {matched} of {n} records of {leaders} {since}; the median lag is {median}.",
                n,
            )
            for n in (1, 2)
        ],
        "not_reached": [
            ngettext(
                "On {scale}, {laggards} have matched {matched} of {n} record of {leaders} {since}; the median lag is not reached.",
                "On {scale}, {laggards} have matched {matched} of {n} records of {leaders} {since}; the median lag is not reached.",
                n,
            )
            for n in (1, 2)
        ],
        **{key: [said] * 2 for key, said in refusals().items()},
        "no_leaders": [_("No score on {scale} is known of {leaders}, so that there is no record to follow.")] * 2,
        "no_laggards": [_("No score on {scale} is known of {laggards}, so that there is nothing that could match.")]
        * 2,
        "no_records": [_("On {scale}, {leaders} have set no record {since} that could be followed.")] * 2,
    }


def refusals() -> dict[str, str]:
    """Why a rule means nothing on a scale, as warehouse/build/own_lag.py refuses it: there is then no figure."""
    return {
        "no_points": _("{rule} means nothing on {scale}, which has no points; take “{strict}”."),
        "no_zero": _(
            "{rule} means nothing on {scale}, which has no zero from which a share could be counted; take “{strict}”."
        ),
    }


def sentence(
    *,
    leader: str,
    laggard: str,
    labs: Mapping[str, str],
    scale_id: str,
    scale_name: str,
    start_on: date | None,
    n_leaders: int,
    n_laggards: int,
    n_records: int,
    n_matched: int,
    median_days: float | None,
) -> str:
    """The headline of a definition. A median of None is not reached."""
    if not n_leaders:
        key = "no_leaders"
    elif not n_laggards:
        key = "no_laggards"
    elif not n_records:
        key = "no_records"
    else:
        key = "not_reached" if median_days is None else "reached"
    return sentences()[key][n_records != 1].format(
        scale=scale(scale_id, scale_name),
        leaders=group(leader, labs),
        laggards=group(laggard, labs),
        since=words.since(start_on),
        n=words.count(n_records),
        matched=words.count(n_matched),
        median=words.lag(median_days),
    )


def scale(scale_id: str, name: str) -> str:
    """A scale as it stands within a sentence."""
    return words.scale(scale_id) if scale_id in words.SCALES else words.name(name)


def interval(lower: float | None, upper: float | None) -> str:
    """An interval in days; an end of None is not reached."""
    if lower is None:
        return _(words.NOT_REACHED)
    form = interval_forms()[upper is None]
    return form.format(lower=words.count(lower), upper=words.days(upper))


def interval_forms() -> tuple[str, str]:
    """With both ends, and without the upper one."""
    return _("{lower} to {upper} days"), _("{lower} days to {upper}")


def rule(rule_id: str) -> str:
    """When a score counts as a match, with a tolerance of one's own too."""
    if rule_id in words.RULES:
        return _(words.RULES[rule_id])
    amount = float(rule_id.removeprefix("tolerance_").replace("_", "."))
    if amount == 1:
        return _(words.RULES["tolerance_1"])
    if amount < 1:
        return _("at least {share} of the record's score (on an index: of its height above GPT-3.5)").format(
            share=words.in_percent(amount, 0 if 100 * amount == round(100 * amount) else 1)
        )
    return _("score at most {points} points below").format(points=words.number(amount, ",.10g"))
