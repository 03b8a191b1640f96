"""What the report says of the past weeks, of every choice at once, and of how sure the answer is."""

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from reports import choice_tables, tables, words
from reports import data as queries
from reports.answer import list_figures
from reports.data import HEADLINE, ReportData
from reports.layout import Section, Table
from reports.rows import WeekVerdict

VERDICTS = ("supported", "contradicted", "cannot be told")


def history_section(data: ReportData) -> Section:
    """What each week would have said with what was known then."""
    title = "The past as it was"
    if not data.weeks:
        return Section("history", title, ("No past week is computed in this warehouse yet.",))
    text = (
        "Each week is computed anew from the releases and scores known by then; dates, labels and estimators are today's. The published "
        "index is the newest read by that week, and before the first reading that reading's scores of the releases of the time. Our own "
        "index is fitted again to the scores known by then. A score counts as known from the later of its model's and its benchmark's "
        "release, since no source prints the day of a test: that is a lower bound, and it may lend a week what came later."
    )
    headline = [week for week in data.weeks if week.scale_id == HEADLINE["scale_id"]]
    listed = (choice_tables.list_weeks(queries.SHOWN_WEEKS, data.shown_weeks, data.as_of),)
    return Section("history", title, (text, *_history_sentences(headline)), ("history",), listed)


def _history_sentences(weeks: Sequence[WeekVerdict]) -> tuple[str, ...]:
    if not weeks:
        return ("The published index has no week in it.",)
    newest = reversed(weeks)
    reached = list(takewhile(lambda week: week.median_days is not None, newest))
    if reached:
        medians = [week.median_days for week in reached if week.median_days is not None]
        first, last = reached[-1], reached[0]
        sentence = (
            f"On the published index the median lag (estimand A) has been between {words.lag(min(medians))} and "
            f"{words.lag(max(medians))} in every week since {words.plain(first.week)} ({len(reached)} weeks to "
            f"{words.long_day(last.week_as_of)}; n went from {first.n_records} to {last.n_records} records; intervals in the table)."
        )
    else:
        sentence = "On the published index the median lag (estimand A) is not reached in the newest week."
    typically = Counter(week.typically for week in weeks)
    average = Counter(week.on_average or words.UNKNOWN for week in weeks)
    span = f"the {len(weeks)} weeks from {words.plain(weeks[0].week)} to {words.plain(weeks[-1].week)}"
    counted = (
        f"In {span}, “typically within six months” would have read: {_counted(typically, len(weeks))}. “On average over levels” "
        f"(estimand C): {_counted(average, len(weeks))}."
    )
    return sentence, counted


def _counted(said: Counter[str], n: int) -> str:
    """'supported in 10 weeks, cannot be told in 135 weeks', the words of the verdicts first."""
    order = [*VERDICTS, *sorted(set(said) - set(VERDICTS))]
    parts = []
    for word in order:
        if said[word]:
            how_many = f"all {n}" if said[word] == n else f"{said[word]}"
            parts.append(f"{words.plain(word)} in {how_many}")
    return ", ".join(parts)


def specifications_section(data: ReportData) -> Section:
    """The specification curve: which choice matters, and where the headline stands."""
    title = "Every choice at once"
    if not data.specifications:
        return Section("specifications", title, ("No combination of choices gives a figure this week.",))
    listed = []
    if data.effects:
        listed.append(choice_tables.list_effects(queries.EFFECTS, data.effects, data.as_of))
    if data.shown_specifications:
        listed.append(
            choice_tables.list_specifications(queries.SHOWN_SPECIFICATIONS, data.shown_specifications, data.as_of)
        )
    whole = (
        f"The last table holds {len(data.shown_specifications)} of the {len(data.specifications)}: those that compare US releases "
        "of any access with Chinese open weights. The whole is in marts.specifications and in report.json."
    )
    paragraphs = (*_effect_sentence(data), *_place_sentences(data), whole)
    return Section("specifications", title, paragraphs, ("specifications",), tuple(listed))


def _effect_sentence(data: ReportData) -> tuple[str, ...]:
    first = data.effects[0] if data.effects else None
    if first is None or first.median_moved_days is None:
        return ("How far each choice moves the median is unknown: no two specifications differ in one choice alone.",)
    choice = choice_tables.CHOICES.get(first.choice, words.plain(first.choice))
    return (
        f"The choice that moves the answer most is {choice}: two specifications that differ in it alone have medians "
        f"{words.count(first.median_moved_days)} days apart at the median and {words.count(first.largest_moved_days)} at most "
        f"(n = {words.count(first.n_pairs)} pairs; {words.long_day(first.as_of)}).",
    )


def _place_sentences(data: ReportData) -> tuple[str, ...]:
    spread, head = data.spread, next((s for s in data.specifications if s.is_headline), None)
    n, on = spread.n_specifications, words.long_day(data.as_of)
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
    quartiles = f"{words.lag(spread.median_days_lower_quartile)} and {words.lag(spread.median_days_upper_quartile)}"
    sentences.append(
        f"The medians run from {words.lag(spread.median_days_least)} to {words.lag(spread.median_days_most)}; the middle half "
        f"lies between {quartiles}. In {spread.n_within_6m} of {n} specifications ({words.share(spread.n_within_6m / n)}) the median "
        f"is within six months ({words.SIX_MONTHS_DAYS} days), and {_not_reached(n - spread.n_reached)} ({on}). They rest on the same "
        "releases, so the share is no probability."
    )
    return tuple(sentences)


def _not_reached(n: int) -> str:
    return f"in {n} it is not reached" if n else "it is reached in all"


def certainty_section(data: ReportData) -> Section:
    """The headline's intervals, what the scores' own errors add, and every choice on the two indices."""
    medians = [s.median_days for s in data.choices if s.median_days is not None]
    text = (
        "The interval in the answer is the wider of two, end by end: the textbook one, and one that resamples whole chains of records "
        "sharing a match. Shares at 5.5 and 6.5 months stand beside the one at six, because lags of 182 and 183 days both occur. In "
        "simulations with 20 records in 6 to 7 chains the wider interval of the median holds the true one in about 89% of runs, not 95%, "
        "and errs towards short lags (docs/validation.md)."
    )
    spread = (
        f"All {len(data.choices)} combinations of scale, pairing, release day, rule and start are in the last table"
    )
    if medians:
        spread += f"; their medians run from {words.lag(min(medians))} to {words.lag(max(medians))}"
        not_reached = len(data.choices) - len(medians)
        spread += f", and {not_reached} are not reached" if not_reached else ""
    choices = choice_tables.list_summaries(
        queries.CHOICES,
        tables.dated("Forward lag on the two indices under every choice", data),
        choice_tables.label_choices(data),
        folded=True,
    )
    listed: list[Table] = [tables.list_all_figures(queries.SUMMARY, list_figures(data))]
    if data.drawn_lags:
        listed.append(choice_tables.list_drawn_lags(queries.DRAWN_LAGS, data.drawn_lags, data.as_of))
    paragraphs = (text, _drawn_sentence(data), _fit_sentence(data), *_era_sentences(data), f"{spread}.")
    return Section(
        "certainty", "How sure, and under which choices it differs", paragraphs, ("choices",), (*listed, choices)
    )


def _drawn_sentence(data: ReportData) -> str:
    drawn = next((d for d in data.drawn_lags if d.date_basis == HEADLINE["date_basis"]), None)
    if drawn is None:
        return "There is no interval over draws this week: our own index has no draws, so the errors of the scores are in no interval."
    interval = words.lag_interval(drawn.median_days_lower, drawn.median_days_upper, drawn.ci_level)
    return (
        f"How far the errors of the scores move the median (estimand A, on our own index): {interval} over "
        f"{words.count(drawn.n_draws)} paired draws (n = {drawn.n_records_median:g} records at risk in the middle draw; "
        f"{words.long_day(drawn.as_of)}). Each draw makes its own records, so the centre of the draws need not be the estimate. It is "
        "not to be added to the chain interval, which carries such errors already: trust the wider of the two."
    )


def _fit_sentence(data: ReportData) -> str:
    fit = data.index_fits[0] if data.index_fits else None
    if fit is None or fit.state != "fitted":
        state = "no fit is known" if fit is None else words.plain(fit.state)
        return f"Our own index is not fitted this week: {state}."
    gap = data.index_gap
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


def _era_sentences(data: ReportData) -> tuple[str, ...]:
    if not data.eras:
        return ()
    tests = [
        f"p = {words.UNKNOWN if era.p_value is None else f'{era.p_value:.2f}'} on {words.scale(era.scale_id)} "
        f"(n = {era.n_before} + {era.n_after})"
        for era in data.eras
    ]
    notes = dict.fromkeys(words.plain(era.power_note) for era in data.eras)
    first = data.eras[0]
    return (
        f"Do lags differ before and from {words.long_day(first.split_on)}, the day of DeepSeek-R1? Log-rank test of estimand A, "
        f"{words.long_day(first.as_of)}: {'; '.join(tests)}. {' '.join(notes)}",
    )
