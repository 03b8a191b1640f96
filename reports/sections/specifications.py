"""Every choice at once: which choice matters, and where the headline stands among all. The curve is drawn in charts/curve.py."""

from reports import words
from reports.charts.curve import draw_curve
from reports.headline import HEADLINE, Report, where
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
TITLE = "Every choice at once"
EFFECT_WORDS = {
    "scale": "the scale (an index, or a domain of benchmarks)",
    "rule": "the matching rule",
    "date basis": "the release day",
    "pairing": "who is compared with whom",
    "cohort": "which US releases are followed",
    "censoring": "until when they are followed",
    "start": "where the records begin",
}


def section(report: Report) -> Section:
    """The specification curve: which choice matters, and where the headline stands."""
    n, (spread,) = len(report.rows(SPECIFICATIONS)), report.rows(SPREAD)
    data = {
        "specifications": report.block(SPECIFICATIONS),
        "specification_spread": spread | {"as_of": report.as_of, "n": n},
        "effects": report.block(EFFECTS, n),
    }
    if not n:
        return Section("specifications", TITLE, ("No combination of choices gives a figure this week.",), data=data)
    whole = (
        f"The last table holds {len(report.rows(SHOWN_SPECIFICATIONS))} of the {n}: those that compare US releases "
        "of any access with Chinese open weights. The whole is in marts.specifications and in report.json. Rules built on draws "
        "exist on our own index alone, and compare no lab's own records; these and the cut at the scores exist on the two indexes."
    )
    paragraphs = (*_effect_sentence(report), *_place_sentences(report), whole)
    tables = (_list_effects(report), _list_specifications(report))
    return Section(
        "specifications", TITLE, paragraphs, (draw_curve(report.rows(SPECIFICATIONS), report.on),), tables, data=data
    )


def _effect_sentence(report: Report) -> tuple[str, ...]:
    first = report.first(EFFECTS)
    if first is None or first.median_moved_days is None:
        return ("How far each choice moves the median is unknown: no two specifications differ in one choice alone.",)
    choice = EFFECT_WORDS.get(first.choice, words.plain(first.choice))
    return (
        f"The choice that moves the answer most is {choice}: two specifications that differ in it alone have medians "
        f"{words.count(first.median_moved_days)} days apart at the median and {words.count(first.largest_moved_days)} at most "
        f"(n = {words.count(first.n_pairs)} pairs; {words.long_day(first.as_of)}).",
    )


def _place_sentences(report: Report) -> tuple[str, ...]:
    (spread,) = report.rows(SPREAD)
    head = next((s for s in report.rows(SPECIFICATIONS) if s.is_headline), None)
    n, on = spread.n_specifications, report.on
    sentences = []
    if head is not None and head.median_days is not None:
        interval = words.lag_interval(head.median_days_lower, head.median_days_upper, head.ci_level)
        sentences.append(
            f"The headline's median lag, {words.lag(head.median_days)} (estimand A; {interval}; n = {head.n_records} records), "
            f"stands at place {head.place} of {spread.n_reached} with a median, counted from the shortest."
        )
    elif head is not None:
        sentences.append("The headline's median is not reached, so it stands behind all that have one.")
    if not spread.n_reached:
        return (*sentences, f"Under none of the {n} specifications is the median reached ({on}).")
    missing = n - spread.n_reached
    reached = f"in {missing} it is not reached" if missing else "it is reached in all"
    quartiles = f"{words.lag(spread.median_days_lower_quartile)} and {words.lag(spread.median_days_upper_quartile)}"
    sentences.append(
        f"The medians run from {words.lag(spread.median_days_least)} to {words.lag(spread.median_days_most)}; the middle half "
        f"lies between {quartiles}. In {spread.n_within_6m} of {n} specifications ({words.share(spread.n_within_6m / n)}) the median "
        f"is within six months ({words.SIX_MONTHS_DAYS} days), and {reached} ({on}). They rest on the same "
        "releases, so the share is no probability."
    )
    return tuple(sentences)


def _list_effects(report: Report) -> Table:
    rows = [
        (
            Cell(words.capital(EFFECT_WORDS.get(e.choice, words.plain(e.choice)))),
            number_cell(words.lag(e.median_moved_days, words.UNKNOWN)),
            number_cell(words.lag(e.largest_moved_days, words.UNKNOWN)),
            number_cell(words.count(e.n_pairs)),
            number_cell(words.count(e.n_pairs_not_reached)),
        )
        for e in report.rows(EFFECTS)
    ]
    caption = f"How far each choice by itself moves the median lag, {report.on}"
    headers = "Choice | Moved by, at the median | At most | Pairs, n | Pairs not reached"
    return make_table(EFFECTS, caption, headers, rows, stacked=True)


def _list_specifications(report: Report) -> Table:
    specifications = report.rows(SHOWN_SPECIFICATIONS)
    rows = [
        (
            Cell(
                words.capital(words.scale(s.scale_or_domain)) + (", the headline" if s.is_headline else ""),
                words.choices(s),
            ),
            number_cell(words.count(s.place)),
            number_cell(words.count(s.n_records), f"{s.n_matched} matched, by {s.n_matching_releases}"),
            number_cell(words.days(s.median_days), words.span(s.median_days_lower, s.median_days_upper, "no interval")),
            number_cell(words.share(s.share_6m), words.shares(s.share_6m_lower, s.share_6m_upper)),
        )
        for s in specifications
    ]
    pairing = words.PAIRINGS.get(HEADLINE["pairing_id"], HEADLINE["pairing_id"])
    level = f"; {words.level_words(specifications[0].ci_level)}s below each figure" if specifications else ""
    caption = f"The curve for {pairing}, shortest median first, {report.on}{level}"
    return make_table(SHOWN_SPECIFICATIONS, caption, "Of | Place | n | Median, days | In six months", rows, folded=True)
