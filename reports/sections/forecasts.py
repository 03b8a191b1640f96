"""Forecasts of the unmatched records, and how good such forecasts were: the best by back-test first, and "no skill" where there is none."""

from collections.abc import Sequence

from reports import words
from reports.headline import Report
from reports.language import N_, _, ngettext
from reports.layout import Cell, Section, day_cell, make_table, named_cell, number_cell
from reports.query import Query, Row

MODELS = {
    "frontier": N_("Paths of the Chinese best"),
    "conditional_km": N_("Kaplan-Meier, given the wait"),
    "weibull": N_("Weibull, given the wait"),
    "half": N_("One half, always"),
    "share_so_far": N_("Share of past records"),
}
HORIZONS = {
    "six_months_of_release": N_("within six months of its launch"),
    "next_3_months": N_("3 months ahead"),
    "next_6_months": N_("6 months ahead"),
    "next_12_months": N_("12 months ahead"),
    "all": N_("all together"),
}
BASES = {"registered": N_("registered"), "back_test": N_("back-test")}
STATES = {
    "skill": N_("skill"),
    "no_skill": N_("no skill"),
    "too_few": N_("too few records"),
    "baseline": N_("baseline"),
}
FORECASTS = Query(
    "marts.forecasts",
    "select record_release_id, record_name, record_released_on, horizon, target_on, made_as_of, registered_on, "
    + ", ".join(f"max(probability) filter (model_id = '{name}') as {name}" for name in MODELS)
    + " from marts.forecasts where made_as_of = as_of group by all order by record_released_on desc, record_release_id, target_on, horizon",
)
SCORES = Query(
    "marts.forecast_scores",
    "select * from marts.forecast_scores order by basis desc, horizon <> 'all', horizon, skill desc nulls last, model_id",
)
DUE = Query(
    "marts.forecasts",
    "select count(*) as n_registered, count(*) filter (outcome is not null) as n_due, "
    "count(*) filter (outcome = 'unknown') as n_unknown, min(due_on) filter (outcome is null) as next_due_on "
    "from marts.forecasts where registered_on is not null",
)
# What an outsider keeps, to tell later that nothing was changed.
SUMS = Query(
    "marts.forecasts",
    "select forecast_id, target_on, due_on, probability, registered_on, load_ids, load_id, sha256 from marts.forecasts "
    "where registered_on is not null and made_as_of = as_of order by forecast_id",
)


def section(report: Report) -> Section:
    """What may come, apart from every measurement, below how far it may be trusted."""
    asked, scores = report.rows(FORECASTS), report.rows(SCORES)
    best = _best(scores, "all")
    paragraphs = [
        _(
            "No chance in this section is a measurement. Each is a forecast: that a Chinese open release stands at or above a US record, "
            "unmatched so far, by a target day."
        )
    ]
    paragraphs += [_back_test(scores, best), _registered(report)]
    if asked:
        paragraphs += [_standing(asked[0]), _newest(asked, scores, best)]
    else:
        nothing = _("On {day} no US record of the headline is unmatched, so there is nothing to forecast.")
        paragraphs.append(nothing.format(day=report.on))
    order = sorted(MODELS, key=lambda name: name != (best.model_id if best else None))
    headers = " | ".join([_("US record | Matched by | Which is"), *(_(MODELS[name]) for name in order)])
    n = len({a.record_release_id for a in asked})
    caption = ngettext(
        "Forecasts, no measurements, {day}; n = {n} unmatched US record",
        "Forecasts, no measurements, {day}; n = {n} unmatched US records",
        n,
    ).format(day=report.on, n=words.count(n))
    tables = (
        make_table(
            FORECASTS, caption, headers, (_cells(a, order) for a in asked),
            stacked=True,
        ),
        make_table(
            SCORES, _("How good forecasts were, {day}; n in each row").format(day=report.on),
            _("Forecasts | Horizon | Model | Brier score | Best baseline | Skill | Said and came true | n"),
            map(_score, scores), stacked=True, folded=True,
        ),
    )  # fmt: skip
    data = {
        "forecasts": report.block(FORECASTS),
        "forecast_scores": report.block(SCORES),
        "registered": report.block(DUE),
        "registered_now": report.block(SUMS),
    }
    title = _("What may come: forecasts, and how good they were")
    return Section("forecasts", title, paragraphs, tables=tables, data=data)


def _best(scores: Sequence[Row], horizon: str) -> Row | None:
    """The model of the back-test with the most skill; the query has it first."""
    return next((s for s in scores if (s.basis, s.horizon) == ("back_test", horizon) and s.skill is not None), None)


def _back_test(scores: Sequence[Row], best: Row | None) -> str:
    if best is None:
        return _(
            "There is no back-test: of no past week a forecast has come due, or it is not known how long a score takes."
        )
    text = _(
        "Best in the back-test of past weeks: {best}. It says what each model would have said, of which {n_as_seen} of {n} rest on "
        "scores as they then stood, and the rest on today's scores of the releases of the time, which knew some scores too early; models "
        "were chosen after a look at it."
    ).format(best=_named(best), n_as_seen=words.count(best.n_as_seen), n=words.count(best.n_forecasts))
    alone = _best(scores, "six_months_of_release")
    if alone is None:
        return text
    return words.told((text, _("For the six-month day alone the best is {best}.").format(best=_named(alone))))


def _named(score: Row) -> str:
    """A model with its score, and its skill in words."""
    return _(
        "{model}, {state} (Brier score {brier} against {baseline} of the best baseline; skill {skill}; n = {forecasts} of {records}, "
        "matched by {releases})"
    ).format(
        model=_(MODELS[score.model_id]),
        state=_(STATES[score.state]),
        brier=words.number(score.brier, ".3f"),
        baseline=words.number(score.baseline_brier, ".3f"),
        skill=_skill(score),
        forecasts=ngettext("{n} forecast", "{n} forecasts", score.n_forecasts).format(n=words.count(score.n_forecasts)),
        records=_records(score),
        releases=ngettext("{n} release", "{n} releases", score.n_matching_releases).format(
            n=words.count(score.n_matching_releases)
        ),
    )


def _records(score: Row) -> str:
    return ngettext("{n} record", "{n} records", score.n_records).format(n=words.count(score.n_records))


def _skill(score: Row) -> str:
    if score.skill is None:
        return _("no skill of its own")
    skill = words.number(score.skill, ".2f")
    if score.state == "too_few":
        return _("{skill}, no interval").format(skill=skill)
    lower = _("below any bound") if score.skill_lower is None else words.number(score.skill_lower, ".2f")
    ends = words.between(lower, words.number(score.skill_upper, ".2f"))
    interval = _("{interval} {ends}").format(interval=words.level_words(score.ci_level), ends=ends)
    return _("{skill}, {interval}").format(skill=skill, interval=interval)


def _registered(report: Report) -> str:
    due = report.rows(DUE)[0]
    if not due.n_registered:
        return _("No forecast has been registered yet.")
    text = (
        _(
            "Of {n} registered forecasts {n_due} have come due, {n_unknown} of them on a record that the scores no longer print."
        )
        if due.n_unknown
        else _("Of {n} registered forecasts {n_due} have come due.")
    ).format(n=words.count(due.n_registered), n_due=words.count(due.n_due), n_unknown=words.count(due.n_unknown))
    if not due.next_due_on:
        return text
    return words.told((text, _("The next is due on {day}.").format(day=words.long_day(due.next_due_on))))


def _standing(asked: Row) -> str:
    if asked.registered_on is None:
        return _(
            "The forecasts below are not registered: nobody will score them, and another run may say something else."
        )
    return _(
        "The forecasts below were registered on {day}: frozen, to be scored once, by the first reading of the scores after each target "
        "day and the longest scoring delay. report.json holds the sum of each."
    ).format(day=words.long_day(asked.registered_on))


def _newest(asked: Sequence[Row], scores: Sequence[Row], best: Row | None) -> str:
    """When the newest record is expected to be matched, as a forecast and nothing else."""
    model = best.model_id if best else "conditional_km"
    states = {s.horizon: _(STATES[s.state]) for s in scores if (s.basis, s.model_id) == ("back_test", model)}
    chances = [
        _("{share} by {day} ({state})").format(
            share=words.share(a[model]),
            day=words.long_day(a.target_on),
            state=states.get(a.horizon, _("no back-test")),
        )
        for a in asked
        if a.record_release_id == asked[0].record_release_id and a[model] is not None
    ]
    said = _(", ").join(chances) or _("nothing, as it is silent")
    return _(
        "Forecast for the newest record, {record}, by the model {model}, with its skill in the back-test of such forecasts: {chances}."
    ).format(record=words.name(asked[0].record_name), model=_(MODELS[model]), chances=said)


def _cells(a: Row, order: Sequence[str]) -> tuple[Cell, ...]:
    return (
        named_cell(
            a.record_name, a.record_release_id, _("launched {day}").format(day=words.short_day(a.record_released_on))
        ),
        day_cell(a.target_on),
        Cell(_(HORIZONS[a.horizon])),
        *(Cell(_("silent")) if a[name] is None else number_cell(words.share(a[name])) for name in order),
    )


def _score(s: Row) -> tuple[Cell, ...]:
    matching = ngettext("{n} matching release", "{n} matching releases", s.n_matching_releases)
    n = _(", ").join((_records(s), matching.format(n=words.count(s.n_matching_releases))))
    silent = _("silent on {n}").format(n=words.count(s.n_silent)) if s.n_silent else ""
    return (
        Cell(_(BASES[s.basis])),
        Cell(_(HORIZONS[s.horizon])),
        Cell(_(MODELS[s.model_id]), silent),
        number_cell(words.number(s.brier, ".3f")),
        number_cell(words.number(s.baseline_brier, ".3f"), _(MODELS[s.baseline_id])),
        Cell(_(STATES[s.state]), "" if s.skill is None else _skill(s)),
        number_cell(f"{words.share(s.mean_probability)}, {words.share(s.matched_share)}",
                    _("reliability {number}").format(number=words.number(s.reliability, ".3f"))),
        number_cell(words.count(s.n_forecasts), n),
    )  # fmt: skip
