"""How sure the answer is, and under which choices it differs: intervals, draws of our own index, and every choice on the indices."""

from reports import coverage, words
from reports.charts.curve import CENSORINGS, COHORTS
from reports.charts.intervals import IntervalRow, draw_intervals
from reports.charts.style import Drawing, Origin
from reports.figures import list_figures, list_summaries
from reports.headline import HEADLINE, STARTED, SUMMARY, Report, where
from reports.language import N_, _
from reports.layout import Cell, Section, Table, day_cell, make_table, number_cell
from reports.query import Query, Row

IN_ORDER = "order by pairing_id, scale_id, date_basis, rule_id, cohort_id desc, censoring_id, start_on nulls first"
CHOICES = Query(
    "marts.lag_summary", f"select * from marts.lag_summary where scale_id in ('eci_published', 'index') {IN_ORDER}"
)
# The headline and what differs from it in one choice; the rules over draws exist on our own index alone, which is no second choice there.
DRAWN_CHOICES = Query(
    "marts.lag_summary",
    f"select * from marts.lag_summary where scale_id in ('eci_published', 'index') and "
    f"(scale_id <> '{HEADLINE['scale_id']}' and not starts_with(rule_id, 'paired'))::int"
    + "".join(
        f" + ({column} <> '{HEADLINE[column]}')::int"
        for column in ("pairing_id", "date_basis", "rule_id", "cohort_id", "censoring_id")
    )
    + f" + (start_on is distinct from {STARTED})::int <= 1 {IN_ORDER}",
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
# What a choice is of, in the order of the picture.
CHANGED = (
    N_("scale"), N_("pairing"), N_("release day"), N_("a match is"), N_("followed is a release"), N_("counted up to"),
    N_("US records"),
)  # fmt: skip
SIGNIFICANT, POWER = 0.05, 0.8  # of the test of two eras, as in lag/eras.py
# Labels beside the lines are cut after some forty letters, and these say the most important last.
SHORT_RULES = {
    "tolerance_0_9": N_("nine tenths of the record's height"),
    "paired_0_05": N_("5% of paired draws of our own index"),
    "paired_0_5": N_("half of paired draws of our own index"),
}


def section(report: Report) -> Section:
    """The headline's intervals, what the scores' own errors add, and every choice on the two indices."""
    text = _(
        "The interval in the answer is the wider of two, end by end: the textbook one, and one that resamples whole chains of records "
        "sharing a match. Shares at 5.5 and 6.5 months stand beside the one at six, because lags of 182 and 183 days both occur. In our "
        "simulations of {size} the wider 95% interval holds the true median in {median} of runs and the true share in {share}; that of "
        "the median errs towards short lags (docs/validation.md)."
    ).format(
        size=_(coverage.SIZE),
        median=words.in_percent(coverage.MEDIAN, 1),
        share=words.in_percent(coverage.SHARE_6M, 1),
    )
    sentences = (
        _drawn_sentence(report),
        _bias_sentence(report),
        _fit_sentence(report),
        *_era_sentences(report),
        _choice_sentence(report),
    )
    caption = _("Forward lag on the two indices, {pairing}").format(pairing=words.pairing(HEADLINE["pairing_id"]))
    caption = words.dated(caption, report.as_of, report.summary.ci_level)
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
    title = _("How sure, and under which choices it differs")
    return Section("certainty", title, (text, *sentences), (draw_choices(report),), tables, data=data)


def _drawn_sentence(report: Report) -> str:
    drawn = next((d for d in report.rows(DRAWN_LAGS) if d.date_basis == HEADLINE["date_basis"]), None)
    if drawn is None:
        return _(
            "There is no interval over draws this week: our own index has no draws, so the errors of the scores are in no interval."
        )
    return _(
        "How far the errors of the scores move the median (on our own index): {interval} over {n_draws} paired draws (n = "
        "{n_records} records in the cohort of the middle draw; {day}). Each draw makes its own records, so the centre of the draws need "
        "not be the estimate. It is not to be added to the chain interval, which carries such errors already: trust the wider of the two."
    ).format(
        interval=words.lag_interval(drawn.median_days_lower, drawn.median_days_upper, drawn.ci_level),
        n_draws=words.count(drawn.n_draws),
        n_records=words.number(drawn.n_records_median, "g"),
        day=words.long_day(drawn.as_of),
    )


def _bias_sentence(report: Report) -> str:
    truths = report.rows(RECORD_BIAS)
    known = [truth.bias_days for truth in truths if truth.bias_days is not None]
    if not truths or len(known) < len(truths):
        return _(
            "How far noise in the scores moves the median, because a record is the best of many scores, is not known this week."
        )
    lower, upper = [truth.bias_days_lower for truth in truths], [truth.bias_days_upper for truth in truths]
    spread = _("{lower} days to {upper}").format(lower=words.days(min(lower)), upper=_(words.NOT_REACHED))
    if None not in upper:
        ends = words.between(words.days(min(lower)), words.days(max(upper)))
        spread = _("{days} days").format(days=ends)
    is_one = len(set(map(round, known))) == 1
    size = words.count(known[0]) if is_one else words.between(words.count(min(known)), words.count(max(known)))
    first = truths[0]
    return _(
        "The winner's curse: a record is the best of many noisy scores. In simulations on our own index, from fitted capabilities and "
        "from shrunk ones, noise moves the strict median by {size} days (Monte Carlo {interval} {spread}; n = {n_draws} simulated draws "
        "of {n_records} records; {day}). Above zero the median as printed is too long. It is a first-order figure: no verdict rests on a "
        "median corrected by it."
    ).format(
        size=size,
        interval=words.level_words(first.ci_level),
        spread=spread,
        n_draws=words.count(sum(truth.n_draws for truth in truths)),
        n_records=first.n_records,
        day=words.long_day(first.as_of),
    )


def _fit_sentence(report: Report) -> str:
    fit = report.first(INDEX_FIT)
    if fit is None or fit.state != "fitted":
        state = _("no fit is known") if fit is None else words.plain(fit.state)
        return _("Our own index is not fitted this week: {state}.").format(state=state)
    (gap,) = report.rows(INDEX_GAP)
    text = (
        _(
            "Our own index is fitted to {n_scores} scores of {n_releases} releases on {n_benchmarks} benchmarks, with {n_draws} draws, of "
            "which {n_failed} failed ({day}); how far it is from the published index is unknown."
        )
        if gap.largest_points is None
        else _(
            "Our own index is fitted to {n_scores} scores of {n_releases} releases on {n_benchmarks} benchmarks, with {n_draws} draws, of "
            "which {n_failed} failed ({day}). It differs from the published index by at most {points} points (n = {n_both} releases with "
            "both)."
        )
    )
    return text.format(
        n_scores=words.count(fit.n_scores),
        n_releases=words.count(fit.n_releases),
        n_benchmarks=words.count(fit.n_benchmarks),
        n_draws=words.count(fit.n_draws),
        n_failed=words.count(fit.n_draws_failed),
        day=words.long_day(fit.as_of),
        points=words.number(gap.largest_points or 0, ".2f"),
        n_both=words.count(gap.n_releases),
    )


def _era_sentences(report: Report) -> tuple[str, ...]:
    eras, first = report.rows(ERAS), report.first(ERAS)
    if first is None:
        return ()
    tests = [
        _("p = {p_value} on {scale} (n = {n_before} + {n_after})").format(
            p_value=_(words.UNKNOWN) if era.p_value is None else words.number(era.p_value, ".2f"),
            scale=words.scale(era.scale_id),
            n_before=era.n_before,
            n_after=era.n_after,
        )
        for era in eras
    ]
    text = _(
        "Do lags differ before and from {split}, the day of DeepSeek-R1? Log-rank test of the lags, {day}: {tests}."
    ).format(split=words.long_day(first.split_on), day=words.long_day(first.as_of), tests=words.listed(tests))
    return (words.told((text, *dict.fromkeys(_power_sentence(era) for era in eras))),)


def _power_sentence(era: Row) -> str:
    """What so few records can show: power_note of the mart, in the language spoken."""
    have = {"n_before": era.n_before, "n_after": era.n_after, "n_matched": era.n_matched_before + era.n_matched_after}
    if era.detectable_hazard_ratio is None:
        return _(
            "With {n_before} records before and {n_after} from the day on, {n_matched} of them matched, nothing can be compared."
        ).format(**have)
    if era.p_value is None:
        shown = _("It has no value here: no match came while records of both eras waited, or all were matched at once.")
    elif era.p_value > SIGNIFICANT:
        shown = _("That it shows no break here (p > {level}) does not show that there was none.")
    else:
        shown = _("It shows a break here (p <= {level}), whose size so few records leave open.")
    found = _(
        "With {n_before} records before and {n_after} from the day on, {n_matched} of them matched, the test would find in {power} of "
        "cases only a matching rate at least {ratio} times as high in one era as in the other, and records matched by one release make "
        "it weaker still."
    ).format(**have, power=words.share(POWER), ratio=words.number(era.detectable_hazard_ratio, ".1f"))
    return words.told((found, shown.format(level=words.number(SIGNIFICANT, "g"))))


def _choice_sentence(report: Report) -> str:
    medians = [s.median_days for s in report.rows(CHOICES) if s.median_days is not None]
    n = len(report.rows(CHOICES))
    sentences = [
        _(
            "Of the {n} combinations of scale, pairing, release day, rule, cohort, censoring and start the last table holds the "
            "{n_shown} of the headline's pairing; the whole is in marts.lag_summary and in report.json."
        ).format(n=n, n_shown=len(report.rows(SHOWN_CHOICES)))
    ]
    if medians:
        run = (
            _("The medians of all run from {shortest} to {longest}, and {n_not} are not reached.")
            if n > len(medians)
            else _("The medians of all run from {shortest} to {longest}.")
        )
        shortest, longest = words.lag(min(medians)), words.lag(max(medians))
        sentences.append(run.format(shortest=shortest, longest=longest, n_not=n - len(medians)))
    return words.told(sentences)


def _list_all_figures(report: Report) -> Table:
    rows = [
        (Cell(f.estimand), number_cell(f.text), Cell(f.interval_text), number_cell(words.count(f.n)), day_cell(f.as_of))
        for f in list_figures(report)
    ]
    headers = _("Estimand | Figure | Interval | n | As of")
    return make_table(SUMMARY, _("The figures of the headline"), headers, rows, stacked=True)


def _list_drawn_lags(report: Report) -> Table:
    drawn = report.rows(DRAWN_LAGS)
    rows = [
        (
            Cell(words.capital(_(words.DATE_BASES.get(d.date_basis, d.date_basis)))),
            number_cell(words.span(d.median_days_lower, d.median_days_upper, words.NOT_REACHED)),
            number_cell(words.shares(d.share_6m_lower, d.share_6m_upper)),
            number_cell(words.bracket(d.central_days_lower, d.central_days_upper)),
            number_cell(
                words.count(d.n_draws),
                _("{n} records in the cohort of the middle one").format(n=words.number(d.n_records_median, "g")),
            ),
        )
        for d in drawn
    ]
    level = words.level_words(drawn[0].ci_level if drawn else None)
    caption = _("{interval} over paired draws of our own index, {day}").format(interval=level, day=report.on)
    headers = _("Release day | Median, days | In six months | Bracket, days | Draws, n")
    return make_table(DRAWN_LAGS, caption, headers, rows, stacked=True)


def _labelled(report: Report) -> list[tuple[str, str, Row]]:
    """Every combination of choices with the headline's pairing, in words."""
    return [
        (_("On {scale}").format(scale=words.scale(s.scale_id)), words.choices(s), s) for s in report.rows(SHOWN_CHOICES)
    ]


def draw_choices(report: Report) -> Drawing:
    """The headline's median, and what it becomes when one choice is changed."""
    rows = _one_change_rows(report)
    medians = [row.figures.median_days for row in rows if row.figures.median_days is not None]
    title = _("Under no choice is the median reached")
    if medians:
        title = _("Changing one choice moves the median between {shortest} and {longest} months").format(
            shortest=words.months(min(medians)), longest=words.months(max(medians))
        )
    subtitle = _(
        "Median forward lag on the capability index with its textbook interval: the headline, and each choice changed by "
        "itself. {day}; n beside each line."
    ).format(day=report.on)
    origin = Origin(DRAWN_CHOICES, report.summary.n_records, "US records of the headline", "A", "Every choice")
    return draw_intervals("choices", title, subtitle, origin, rows)


def _one_change_rows(report: Report) -> list[IntervalRow]:
    head = report.summary
    rows = [IntervalRow(_("the headline"), "", head, is_headline=True)]
    for other in report.rows(DRAWN_CHOICES):
        changed = [
            (group, _(names.get(value, value)))
            for group, value, own, names in (
                ("pairing", other.pairing_id, head.pairing_id, words.PAIRINGS),
                ("release day", other.date_basis, head.date_basis, words.DATE_BASES),
                ("a match is", other.rule_id, head.rule_id, words.RULES | SHORT_RULES),
                ("followed is a release", other.cohort_id, head.cohort_id, COHORTS),
                ("counted up to", other.censoring_id, head.censoring_id, CENSORINGS),
            )
            if value != own
        ]
        # The rules over draws exist on our own index alone: with them the scale is no second choice.
        if other.scale_id != head.scale_id and not other.rule_id.startswith("paired"):
            changed.append(("scale", words.scale(other.scale_id)))
        if other.start_on != head.start_on:
            changed.append(("US records", words.since(other.start_on)))
        if len(changed) == 1:
            rows.append(IntervalRow(changed[0][1], _(changed[0][0]), other))
    order = ["", *map(_, CHANGED)]
    return sorted(rows, key=lambda row: order.index(row.group))
