"""How sure the answer is, and under which choices it differs: intervals, draws of our own index, and every choice on the indices."""

from reports import coverage, words
from reports.charts.intervals import IntervalRow, draw_intervals
from reports.charts.style import Drawing
from reports.figures import list_figures, list_summaries
from reports.headline import HEADLINE, SUMMARY, Report, where
from reports.layout import Cell, Section, Table, day_cell, make_table, number_cell
from reports.query import Query, Row

IN_ORDER = "order by pairing_id, scale_id, date_basis, rule_id, cohort_id desc, censoring_id, start_on nulls first"
CHOICES = Query(
    "marts.lag_summary", f"select * from marts.lag_summary where scale_id in ('eci_published', 'index') {IN_ORDER}"
)
SHOWN_CHOICES = Query(
    "marts.lag_summary",
    f"select * from marts.lag_summary where scale_id in ('eci_published', 'index') and {where('pairing_id')} {IN_ORDER}",
)
RECORD_BIAS = Query(
    "marts.record_bias", f"select * from marts.record_bias where {where('pairing_id', 'date_basis')} order by truth"
)
DRAWN_LAGS = Query("marts.drawn_lag", f"select * from marts.drawn_lag where {where('pairing_id')} order by date_basis")
ERAS = Query("marts.eras", f"select * from marts.eras where {where('pairing_id', 'date_basis')} order by scale_id")
INDEX_FIT = Query("marts.index_fit", "select * from marts.index_fit")
INDEX_GAP = Query(
    "marts.scores",
    "select count(*) as n_releases, max(abs(ours.score - published.score)) as largest_points, any_value(ours.as_of) as as_of "
    "from marts.scores as ours join marts.scores as published using (release_id) "
    "where ours.scale_id = 'index' and published.scale_id = 'eci_published'",
)
# Labels beside the lines are cut after some forty letters, and these say the most important last.
SHORT_RULES = {
    "tolerance_0_9": "nine tenths of the record's height",
    "paired_0_05": "5% of paired draws of our own index",
    "paired_0_5": "half of paired draws of our own index",
}


def section(report: Report) -> Section:
    """The headline's intervals, what the scores' own errors add, and every choice on the two indices."""
    text = (
        "The interval in the answer is the wider of two, end by end: the textbook one, and one that resamples whole chains of records "
        "sharing a match. Shares at 5.5 and 6.5 months stand beside the one at six, because lags of 182 and 183 days both occur. In our "
        f"simulations of {coverage.SIZE} the wider 95% interval holds the true median in {words.in_percent(coverage.MEDIAN, 1)} of runs "
        f"and the true share in {words.in_percent(coverage.SHARE_6M, 1)}; that of the median errs towards short lags (docs/validation.md)."
    )
    sentences = (
        _drawn_sentence(report),
        _bias_sentence(report),
        _fit_sentence(report),
        *_era_sentences(report),
        _choice_sentence(report),
    )
    pairing = words.PAIRINGS.get(HEADLINE["pairing_id"], HEADLINE["pairing_id"])
    caption = words.dated(f"Forward lag on the two indices, {pairing}", report.as_of, report.summary.ci_level)
    tables = (
        _list_all_figures(report),
        _list_drawn_lags(report),
        list_summaries(SHOWN_CHOICES, caption, _labelled(report), folded=True),
    )
    fit, (gap,) = report.first(INDEX_FIT), report.rows(INDEX_GAP)
    data = {
        "choices": report.block(CHOICES),
        "drawn_lags": report.block(DRAWN_LAGS),
        "record_bias": report.block(RECORD_BIAS),
        "eras": report.block(ERAS),
        "index_fit": report.block(INDEX_FIT, (fit.n_releases if fit else None) or 0),
        "index_gap": gap | {"as_of": report.as_of, "n": gap.n_releases},
    }
    title = "How sure, and under which choices it differs"
    return Section("certainty", title, (text, *sentences), (draw_choices(report),), tables, data=data)


def _drawn_sentence(report: Report) -> str:
    drawn = next((d for d in report.rows(DRAWN_LAGS) if d.date_basis == HEADLINE["date_basis"]), None)
    if drawn is None:
        return "There is no interval over draws this week: our own index has no draws, so the errors of the scores are in no interval."
    interval = words.lag_interval(drawn.median_days_lower, drawn.median_days_upper, drawn.ci_level)
    return (
        f"How far the errors of the scores move the median (estimand A, on our own index): {interval} over "
        f"{words.count(drawn.n_draws)} paired draws (n = {drawn.n_records_median:g} records in the cohort of the middle draw; "
        f"{words.long_day(drawn.as_of)}). Each draw makes its own records, so the centre of the draws need not be the estimate. It is "
        "not to be added to the chain interval, which carries such errors already: trust the wider of the two."
    )


def _bias_sentence(report: Report) -> str:
    truths = report.rows(RECORD_BIAS)
    known = [truth.bias_days for truth in truths if truth.bias_days is not None]
    if not truths or len(known) < len(truths):
        return "How far noise in the scores moves the median, because a record is the best of many scores, is not known this week."
    lower, upper = [truth.bias_days_lower for truth in truths], [truth.bias_days_upper for truth in truths]
    spread = f"{words.days(min(lower))} days to {words.NOT_REACHED}"
    if None not in upper:
        spread = f"{words.days(min(lower))} to {words.days(max(upper))} days"
    size = (
        words.count(known[0])
        if len(set(map(round, known))) == 1
        else f"{words.count(min(known))} to {words.count(max(known))}"
    )
    first = truths[0]
    return (
        "The winner's curse: a record is the best of many noisy scores. In simulations on our own index, from fitted capabilities and from "
        f"shrunk ones, noise moves the strict median by {size} days (Monte Carlo {words.level_words(first.ci_level)} {spread}; "
        f"n = {words.count(sum(truth.n_draws for truth in truths))} simulated draws of {first.n_records} records; "
        f"{words.long_day(first.as_of)}). Above zero the median as printed is too long. It is a first-order figure: no verdict rests on a "
        "median corrected by it."
    )


def _fit_sentence(report: Report) -> str:
    fit = report.first(INDEX_FIT)
    if fit is None or fit.state != "fitted":
        state = "no fit is known" if fit is None else words.plain(fit.state)
        return f"Our own index is not fitted this week: {state}."
    (gap,) = report.rows(INDEX_GAP)
    sentence = (
        f"Our own index is fitted to {words.count(fit.n_scores)} scores of {words.count(fit.n_releases)} releases on "
        f"{words.count(fit.n_benchmarks)} benchmarks, with {words.count(fit.n_draws)} draws, of which "
        f"{words.count(fit.n_draws_failed)} failed ({words.long_day(fit.as_of)})"
    )
    if gap.largest_points is None:
        return f"{sentence}; how far it is from the published index is unknown."
    return (
        f"{sentence}. It differs from the published index by at most {gap.largest_points:.2f} points "
        f"(n = {words.count(gap.n_releases)} releases with both)."
    )


def _era_sentences(report: Report) -> tuple[str, ...]:
    eras, first = report.rows(ERAS), report.first(ERAS)
    if first is None:
        return ()
    tests = [
        f"p = {words.UNKNOWN if era.p_value is None else f'{era.p_value:.2f}'} on {words.scale(era.scale_id)} "
        f"(n = {era.n_before} + {era.n_after})"
        for era in eras
    ]
    notes = dict.fromkeys(words.plain(era.power_note) for era in eras)
    return (
        f"Do lags differ before and from {words.long_day(first.split_on)}, the day of DeepSeek-R1? Log-rank test of estimand A, "
        f"{words.long_day(first.as_of)}: {'; '.join(tests)}. {' '.join(notes)}",
    )


def _choice_sentence(report: Report) -> str:
    medians = [s.median_days for s in report.rows(CHOICES) if s.median_days is not None]
    n = len(report.rows(CHOICES))
    text = (
        f"Of the {n} combinations of scale, pairing, release day, rule, cohort, censoring and start the last table holds the "
        f"{len(report.rows(SHOWN_CHOICES))} of the headline's pairing; the whole is in marts.lag_summary and in report.json"
    )
    if medians:
        text += f". The medians of all run from {words.lag(min(medians))} to {words.lag(max(medians))}"
        text += f", and {n - len(medians)} are not reached" if n > len(medians) else ""
    return f"{text}."


def _list_all_figures(report: Report) -> Table:
    rows = [
        (Cell(f.estimand), number_cell(f.text), Cell(f.interval_text), number_cell(words.count(f.n)), day_cell(f.as_of))
        for f in list_figures(report)
    ]
    headers = "Estimand | Figure | Interval | n | As of"
    return make_table(SUMMARY, "The figures of the headline", headers, rows, stacked=True)


def _list_drawn_lags(report: Report) -> Table:
    drawn = report.rows(DRAWN_LAGS)
    rows = [
        (
            Cell(words.capital(words.DATE_BASES.get(d.date_basis, d.date_basis))),
            number_cell(words.span(d.median_days_lower, d.median_days_upper, words.NOT_REACHED)),
            number_cell(words.shares(d.share_6m_lower, d.share_6m_upper)),
            number_cell(words.bracket(d.central_days_lower, d.central_days_upper)),
            number_cell(words.count(d.n_draws), f"{d.n_records_median:g} records in the cohort of the middle one"),
        )
        for d in drawn
    ]
    level = words.level_words(drawn[0].ci_level) if drawn else "intervals"
    caption = f"{level} over paired draws of our own index, {report.on}"
    headers = "Release day | Median (A), days | In six months (A) | Bracket (B), days | Draws, n"
    return make_table(DRAWN_LAGS, caption, headers, rows, stacked=True)


def _labelled(report: Report) -> list[tuple[str, str, Row]]:
    """Every combination of choices with the headline's pairing, in words."""
    return [(f"On {words.scale(s.scale_id)}", words.choices(s), s) for s in report.rows(SHOWN_CHOICES)]


def draw_choices(report: Report) -> Drawing:
    """The headline's median, and what it becomes when one choice is changed."""
    rows = _one_change_rows(report)
    medians = [row.figures.median_days for row in rows if row.figures.median_days is not None]
    title = "Under no choice is the median reached"
    if medians:
        title = f"Changing one choice moves the median between {words.months(min(medians))} and {words.months(max(medians))} months"
    subtitle = (
        f"Median forward lag (estimand A) on the capability index with its textbook interval: the headline, and each "
        f"choice changed by itself. {report.on}; n beside each line."
    )
    return draw_intervals("choices", title, subtitle, rows)


def _one_change_rows(report: Report) -> list[IntervalRow]:
    head = report.summary
    rows = [IntervalRow("the headline", "", head, is_headline=True)]
    for other in report.rows(CHOICES):
        changed = [
            (group, names.get(value, value))
            for group, value, own, names in (
                ("pairing", other.pairing_id, head.pairing_id, words.PAIRINGS),
                ("release day", other.date_basis, head.date_basis, words.DATE_BASES),
                ("a match is", other.rule_id, head.rule_id, words.RULES | SHORT_RULES),
                ("followed is", other.cohort_id, head.cohort_id, words.COHORTS),
                ("counted", other.censoring_id, head.censoring_id, words.CENSORINGS),
            )
            if value != own
        ]
        # The rules over draws exist on our own index alone: with them the scale is no second choice.
        if other.scale_id != head.scale_id and not other.rule_id.startswith("paired"):
            changed.append(("scale", words.SCALES.get(other.scale_id, other.scale_id)))
        if other.start_on != head.start_on:
            changed.append(("US records", words.since(other.start_on)))
        if len(changed) == 1:
            rows.append(IntervalRow(changed[0][1], changed[0][0], other))
    order = ("", "scale", "pairing", "release day", "a match is", "followed is", "counted", "US records")
    return sorted(rows, key=lambda row: order.index(row.group))
