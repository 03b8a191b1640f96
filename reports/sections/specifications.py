"""Every choice at once: which choice matters, and where the headline stands among all. The curve is drawn in charts/curve.py."""

from reports import words
from reports.charts.curve import draw_curve
from reports.headline import HEADLINE, Report, where
from reports.language import N_, _
from reports.layout import Cell, Section, Table, make_table, number_cell
from reports.query import Query

SPECIFICATIONS = Query("marts.specifications", "select * from marts.specifications order by place")
SHOWN_SPECIFICATIONS = Query(
    "marts.specifications", f"select * from marts.specifications where {where('pairing_id')} order by place"
)
SPREAD = Query(
    "marts.specifications",
    "select count(*) as n_specifications, count(median_days) as n_reached, "
    f"count(*) filter (where median_days <= {words.SIX_MONTHS_DAYS}) as n_within_6m, min(median_days) as median_days_least, "
    "quantile_cont(median_days, 0.25) as median_days_lower_quartile, quantile_cont(median_days, 0.5) as median_days_middle, "
    "quantile_cont(median_days, 0.75) as median_days_upper_quartile, max(median_days) as median_days_most, "
    "any_value(as_of) as as_of from marts.specifications",
)
EFFECTS = Query(
    "marts.specification_effects",
    "select * from marts.specification_effects order by median_moved_days desc nulls last, choice",
)
TITLE = N_("Every choice at once")
EFFECT_WORDS = {
    "scale": N_("the scale (an index, or a domain of benchmarks)"),
    "rule": N_("the matching rule"),
    "date basis": N_("the release day"),
    "pairing": N_("who is compared with whom"),
    "cohort": N_("which US releases are followed"),
    "censoring": N_("until when they are followed"),
    "start": N_("where the records begin"),
}
ALL_BENCHMARKS = N_("all benchmarks")  # a domain of the mart


def section(report: Report) -> Section:
    """The specification curve: which choice matters, and where the headline stands."""
    n, (spread,) = len(report.rows(SPECIFICATIONS)), report.rows(SPREAD)
    data = {
        "specifications": report.block(SPECIFICATIONS),
        "specification_spread": spread | {"as_of": report.as_of, "n": n},
        "effects": report.block(EFFECTS, n),
    }
    if not n:
        nothing = _("No combination of choices gives a figure this week.")
        return Section("specifications", _(TITLE), (nothing,), data=data)
    whole = _(
        "The last table holds {n_shown} of the {n}: those that compare US releases of any access with Chinese open weights. The whole is "
        "in marts.specifications and in report.json. Rules built on draws exist on our own index alone, and compare no lab's own "
        "records; these and the cut at the scores exist on the two indexes."
    ).format(n_shown=words.count(len(report.rows(SHOWN_SPECIFICATIONS))), n=words.count(n))
    paragraphs = (*_effect_sentence(report), *_place_sentences(report), whole)
    tables = (_list_effects(report), _list_specifications(report))
    return Section(
        "specifications",
        _(TITLE),
        paragraphs,
        (draw_curve(report.rows(SPECIFICATIONS), SPECIFICATIONS, report.on),),
        tables,
        data=data,
    )


def _effect_sentence(report: Report) -> tuple[str, ...]:
    first = report.first(EFFECTS)
    if first is None or first.median_moved_days is None:
        return (
            _("How far each choice moves the median is unknown: no two specifications differ in one choice alone."),
        )
    text = _(
        "The choice that moves the answer most is {choice}: two specifications that differ in it alone have medians {days} days apart at "
        "the median and {most} at most (n = {n} pairs; {day})."
    )
    return (
        text.format(
            choice=_(EFFECT_WORDS.get(first.choice, words.plain(first.choice))),
            days=words.count(first.median_moved_days),
            most=words.count(first.largest_moved_days),
            n=words.count(first.n_pairs),
            day=words.long_day(first.as_of),
        ),
    )


def _place_sentences(report: Report) -> tuple[str, ...]:
    (spread,) = report.rows(SPREAD)
    head = next((s for s in report.rows(SPECIFICATIONS) if s.is_headline), None)
    n, on = spread.n_specifications, report.on
    sentences = []
    if head is not None and head.median_days is not None:
        interval = words.lag_interval(head.median_days_lower, head.median_days_upper, head.ci_level)
        text = _(
            "The headline's median lag, {median} ({interval}; n = {n} records), stands at place {place} of {n_reached} with a "
            "median, counted from the shortest."
        )
        sentences.append(
            text.format(
                median=words.lag(head.median_days),
                interval=interval,
                n=head.n_records,
                place=words.count(head.place),
                n_reached=words.count(spread.n_reached),
            )
        )
    elif head is not None:
        sentences.append(_("The headline's median is not reached, so it stands behind all that have one."))
    if not spread.n_reached:
        none = _("Under none of the {n} specifications is the median reached ({day}).")
        return (*sentences, none.format(n=words.count(n), day=on))
    missing = n - spread.n_reached
    text = (
        _(
            "The medians run from {least} to {most}; the middle half lies between {lower} and {upper}. In {n_within} of {n} "
            "specifications ({share}) the median is within six months ({six_months} days), and in {n_missing} it is not reached ({day}). "
            "They rest on the same releases, so the share is no probability."
        )
        if missing
        else _(
            "The medians run from {least} to {most}; the middle half lies between {lower} and {upper}. In {n_within} of {n} "
            "specifications ({share}) the median is within six months ({six_months} days), and it is reached in all ({day}). They rest "
            "on the same releases, so the share is no probability."
        )
    )
    told = text.format(
        least=words.lag(spread.median_days_least),
        most=words.lag(spread.median_days_most),
        lower=words.lag(spread.median_days_lower_quartile),
        upper=words.lag(spread.median_days_upper_quartile),
        n_within=words.count(spread.n_within_6m),
        n=words.count(n),
        share=words.share(spread.n_within_6m / n),
        six_months=words.number(words.SIX_MONTHS_DAYS, "g"),
        n_missing=missing,
        day=on,
    )
    return (*sentences, told)


def _list_effects(report: Report) -> Table:
    rows = [
        (
            Cell(words.capital(_(EFFECT_WORDS.get(e.choice, words.plain(e.choice))))),
            number_cell(words.lag(e.median_moved_days, words.UNKNOWN)),
            number_cell(words.lag(e.largest_moved_days, words.UNKNOWN)),
            number_cell(words.count(e.n_pairs)),
            number_cell(words.count(e.n_pairs_not_reached)),
        )
        for e in report.rows(EFFECTS)
    ]
    caption = _("How far each choice by itself moves the median lag, {day}").format(day=report.on)
    headers = _("Choice | Moved by, at the median | At most | Pairs, n | Pairs not reached")
    return make_table(EFFECTS, caption, headers, rows, stacked=True)


def _list_specifications(report: Report) -> Table:
    specifications = report.rows(SHOWN_SPECIFICATIONS)
    rows = [
        (
            Cell(
                (_("{name}, the headline") if s.is_headline else "{name}").format(
                    name=words.capital(words.scale(s.scale_or_domain))
                ),
                words.choices(s),
            ),
            number_cell(words.count(s.place)),
            number_cell(
                words.count(s.n_records),
                _("{n} matched, by {n_releases}").format(n=s.n_matched, n_releases=s.n_matching_releases),
            ),
            number_cell(
                words.days(s.median_days), words.span(s.median_days_lower, s.median_days_upper, _("no interval"))
            ),
            number_cell(words.share(s.share_6m), words.shares(s.share_6m_lower, s.share_6m_upper)),
        )
        for s in specifications
    ]
    text = (
        _("The curve for {pairing}, shortest median first, {day}; {level} intervals below each figure")
        if specifications
        else _("The curve for {pairing}, shortest median first, {day}")
    )
    caption = text.format(
        pairing=words.pairing(HEADLINE["pairing_id"]),
        day=report.on,
        level=words.share(specifications[0].ci_level if specifications else None),
    )
    headers = _("Of | Place | n | Median, days | In six months")
    return make_table(SHOWN_SPECIFICATIONS, caption, headers, rows, folded=True)
