"""Forecasts of the unmatched records, and how good such forecasts were: the best by back-test first, and "no skill" where there is none."""

from collections.abc import Sequence

from reports import words
from reports.headline import Report
from reports.layout import Cell, Section, day_cell, make_table, named_cell, number_cell
from reports.query import Query, Row

MODELS = {
    "frontier": "Paths of the Chinese best",
    "conditional_km": "Kaplan-Meier, given the wait",
    "weibull": "Weibull, given the wait",
    "half": "One half, always",
    "share_so_far": "Share of past records",
}
HORIZONS = {
    "six_months_of_release": "within six months of its launch",
    "next_3_months": "3 months ahead",
    "next_6_months": "6 months ahead",
    "next_12_months": "12 months ahead",
    "all": "all together",
}
BASES = {"registered": "registered", "back_test": "back-test"}
STATES = {"skill": "skill", "no_skill": "no skill", "too_few": "too few records", "baseline": "baseline"}
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
        "No chance in this section is a measurement. Each is a forecast: that a Chinese open release stands at or above a US record, "
        "unmatched so far, by a target day."
    ]
    paragraphs += [_back_test(scores, best), _registered(report)]
    if asked:
        paragraphs += [_standing(asked[0]), _newest(asked, scores, best)]
    else:
        paragraphs.append(f"On {report.on} no US record of the headline is unmatched, so there is nothing to forecast.")
    order = sorted(MODELS, key=lambda name: name != (best.model_id if best else None))
    headers = " | ".join(["US record", "Matched by", "Which is", *(MODELS[name] for name in order)])
    n = _counted(len({a.record_release_id for a in asked}), "unmatched US record")
    tables = (
        make_table(
            FORECASTS, f"Forecasts, no measurements, {report.on}; n = {n}", headers, (_cells(a, order) for a in asked),
            stacked=True,
        ),
        make_table(
            SCORES, f"How good forecasts were, {report.on}; n in each row", "Forecasts | Horizon | Model | Brier score | Best baseline | "
            "Skill | Said and came true | n", map(_score, scores), stacked=True, folded=True,
        ),
    )  # fmt: skip
    data = {
        "forecasts": report.block(FORECASTS),
        "forecast_scores": report.block(SCORES),
        "registered": report.block(DUE),
        "registered_now": report.block(SUMS),
    }
    return Section(
        "forecasts", "What may come: forecasts, and how good they were", paragraphs, tables=tables, data=data
    )


def _best(scores: Sequence[Row], horizon: str) -> Row | None:
    """The model of the back-test with the most skill; the query has it first."""
    return next((s for s in scores if (s.basis, s.horizon) == ("back_test", horizon) and s.skill is not None), None)


def _back_test(scores: Sequence[Row], best: Row | None) -> str:
    if best is None:
        return (
            "There is no back-test: of no past week a forecast has come due, or it is not known how long a score takes."
        )
    text = (
        f"Best in the back-test of past weeks: {_named(best)}. It says what each model would have said, of which "
        f"{words.count(best.n_as_seen)} of {words.count(best.n_forecasts)} rest on scores as they then stood, and the rest on today's "
        "scores of the releases of the time, which knew some scores too early; models were chosen after a look at it."
    )
    alone = _best(scores, "six_months_of_release")
    return text if alone is None else f"{text} For the six-month day alone the best is {_named(alone)}."


def _named(score: Row) -> str:
    """A model with its score, and its skill in words."""
    return (
        f"{MODELS[score.model_id]}, {STATES[score.state]} (Brier score {score.brier:.3f} against {score.baseline_brier:.3f} of the best "
        f"baseline; skill {_skill(score)}; n = {_counted(score.n_forecasts, 'forecast')} of "
        f"{_counted(score.n_records, 'record')}, matched by {_counted(score.n_matching_releases, 'release')})"
    )


def _skill(score: Row) -> str:
    if score.skill is None:
        return "none of its own"
    if score.state == "too_few":
        return f"{score.skill:.2f}, no interval".replace("-", "−")
    lower = "below any bound" if score.skill_lower is None else f"{score.skill_lower:.2f}"
    interval = f"{words.level_words(score.ci_level)} {lower} to {score.skill_upper:.2f}"
    return f"{score.skill:.2f}, {interval}".replace("-", "−")


def _registered(report: Report) -> str:
    due = report.rows(DUE)[0]
    if not due.n_registered:
        return "No forecast has been registered yet."
    text = f"Of {words.count(due.n_registered)} registered forecasts {words.count(due.n_due)} have come due"
    if due.n_unknown:
        text += f", {words.count(due.n_unknown)} of them on a record that the scores no longer print"
    return f"{text}; the next is due on {words.long_day(due.next_due_on)}." if due.next_due_on else f"{text}."


def _standing(asked: Row) -> str:
    if asked.registered_on is None:
        return "The forecasts below are not registered: nobody will score them, and another run may say something else."
    return (
        f"The forecasts below were registered on {words.long_day(asked.registered_on)}: frozen, to be scored once, by the first reading "
        "of the scores after each target day and the longest scoring delay. report.json holds the sum of each."
    )


def _newest(asked: Sequence[Row], scores: Sequence[Row], best: Row | None) -> str:
    """When the newest record is expected to be matched, as a forecast and nothing else."""
    model = best.model_id if best else "conditional_km"
    states = {s.horizon: STATES[s.state] for s in scores if (s.basis, s.model_id) == ("back_test", model)}
    chances = [
        f"{words.share(a[model])} by {words.long_day(a.target_on)} ({states.get(a.horizon, 'no back-test')})"
        for a in asked
        if a.record_release_id == asked[0].record_release_id and a[model] is not None
    ]
    said = ", ".join(chances) or "nothing, as it is silent"
    return (
        f"Forecast for the newest record, {words.name(asked[0].record_name)}, by the model {MODELS[model]}, with its skill in the "
        f"back-test of such forecasts: {said}."
    )


def _counted(n: int, noun: str) -> str:
    return f"{words.count(n)} {noun}{'' if n == 1 else 's'}"


def _cells(a: Row, order: Sequence[str]) -> tuple[Cell, ...]:
    return (
        named_cell(a.record_name, a.record_release_id, f"launched {words.short_day(a.record_released_on)}"),
        day_cell(a.target_on),
        Cell(HORIZONS[a.horizon]),
        *(Cell("silent") if a[name] is None else number_cell(words.share(a[name])) for name in order),
    )


def _score(s: Row) -> tuple[Cell, ...]:
    n = f"{_counted(s.n_records, 'record')}, {_counted(s.n_matching_releases, 'matching release')}"
    silent = f"silent on {words.count(s.n_silent)}" if s.n_silent else ""
    return (
        Cell(BASES[s.basis]),
        Cell(HORIZONS[s.horizon]),
        Cell(MODELS[s.model_id], silent),
        number_cell(f"{s.brier:.3f}"),
        number_cell(f"{s.baseline_brier:.3f}", MODELS[s.baseline_id]),
        Cell(STATES[s.state], "" if s.skill is None else _skill(s)),
        number_cell(f"{words.share(s.mean_probability)}, {words.share(s.matched_share)}", f"reliability {s.reliability:.3f}"),
        number_cell(words.count(s.n_forecasts), n),
    )  # fmt: skip
