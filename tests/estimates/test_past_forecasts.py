"""The back-test on the real scores: recomputed by slow plain Python, and the figures that docs/validation.md prints."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from statistics import mean

import pytest

from warehouse.read.connect import open_warehouse

VALIDATION = Path(__file__).parents[2] / "docs" / "validation.md"
HEADLINE = (
    "pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and date_basis = 'available' and rule_id = 'strict' "
    "and record_released_on >= date '2023-03-14'"
)


@pytest.fixture(scope="module")
def ask(built):
    with open_warehouse(built.warehouse) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def staircase(releases):
    """The records of (day, score) pairs, best of a day first."""
    best, records = float("-inf"), []
    for day, score in sorted(releases, key=lambda one: (one[0], -one[1])):
        if score > best:
            best = score
            records.append((day, score))
    return records


def conditional(lags, waited, target):
    """Kaplan-Meier by the book: (days, is matched) of the cohort; None where the curve does not reach the target."""

    def survival(until):
        product = 1.0
        for day in sorted({day for day, is_one in lags if is_one and day <= until}):
            product *= 1 - sum(d == day and is_one for d, is_one in lags) / sum(d >= day for d, _ in lags)
        return product

    last = max(day for day, _ in lags)
    if survival(waited) == 0 or (target > last and any(day == last and not is_one for day, is_one in lags)):
        return None
    return 1 - survival(target) / survival(waited)


def test_what_came_of_a_forecast_is_what_the_lags_say(ask):
    matched_on = dict(ask(f"select record_release_id, match_released_on from marts.lag_by_record where {HEADLINE}"))
    asked = ask("select distinct record_release_id, target_on, is_matched from core.past_forecasts")
    known = [(matched_on[record], target, is_matched) for record, target, is_matched in asked if record in matched_on]
    assert len(known) > 200
    for day, target, is_matched in known:
        assert is_matched == (day is not None and day <= target)
    assert max(target for _, target, _ in asked) <= ask("select scored_until_on from core.scored_until")[0][0]


@pytest.mark.parametrize(
    ("week", "knowledge", "known"),
    [
        ("2025-06-01", "as_reconstructed", "select role, released_on, score from core.headline_scores"),
        (
            "2026-03-01",
            "as_seen",
            """
            select role, released_on, score from core.score_vintages join core.dated_releases using (release_id)
            where pairing_id = 'us_any__cn_open' and date_basis = 'available' and standing <> 'vanished'
            and first_seen_on = (select max(first_seen_on) from core.score_vintages where first_seen_on <= date '2026-03-01')
            """,
        ),
    ],
)
def test_a_past_week_says_what_the_book_says_of_what_was_then_known(ask, week, knowledge, known):
    day = date.fromisoformat(week)
    then = [row for row in ask(known) if row[1] <= day]
    leaders, laggards = (
        staircase((on, score) for role, on, score in then if role == side) for side in ("leader", "laggard")
    )
    lags, waiting = [], []
    for on, score in leaders:
        if on >= date(2023, 3, 14):
            match = next((other for other, reached in laggards if reached >= score), None)
            lags.append((max(((match or day) - on).days, 0), match is not None))
            waiting += [on] if match is None else []
    expected = {
        (on, horizon): conditional(lags, (day - on).days, target)
        for on in waiting
        for horizon, target in (
            ("six_months_of_release", 182), ("next_3_months", (day - on).days + 91), ("next_6_months", (day - on).days + 182),
            ("next_12_months", (day - on).days + 365),
        )
    }  # fmt: skip
    found = ask(
        f"select released_on, horizon, probability, knowledge from core.past_forecasts join core.headline_scores "
        f"on release_id = record_release_id and role = 'leader' where made_as_of = date '{week}' and model_id = 'conditional_km'"
    )
    assert len(found) >= 4
    for on, horizon, chance, of in found:
        assert of == knowledge
        assert chance == (None if expected[on, horizon] is None else pytest.approx(expected[on, horizon]))


def test_every_score_of_the_back_test_is_the_mean_over_records(ask):
    losses = defaultdict(lambda: defaultdict(list))
    for horizon, model, record, chance, is_matched in ask(
        "select horizon, model_id, record_release_id, coalesce(probability, 0.5), is_matched from core.past_forecasts"
    ):
        for one in (horizon, "all"):
            losses[one, model][record].append((chance - is_matched) ** 2)
    scores = ask("select horizon, model_id, brier, n_records from marts.forecast_scores where basis = 'back_test'")
    assert len(scores) == len(losses) == 25
    for horizon, model, brier, n_records in scores:
        of_record = losses[horizon, model]
        assert (brier, n_records) == (pytest.approx(mean(map(mean, of_record.values()))), len(of_record))


def test_the_conditional_curve_is_no_better_than_one_half_as_an_outside_back_test_found(ask):
    # There: 0.276 against 0.25 of a constant, over 12 records.
    ((brier, baseline, state, n_records),) = ask(
        "select brier, baseline_brier, state, n_records from marts.forecast_scores "
        "where basis = 'back_test' and horizon = 'all' and model_id = 'conditional_km'"
    )
    assert (baseline, state) == (pytest.approx(0.25), "no_skill")
    assert 0.25 < brier < 0.28
    assert n_records >= 12


def test_no_model_has_skill_on_a_match_within_six_months(ask):
    states = ask(
        "select state from marts.forecast_scores where basis = 'back_test' and horizon = 'six_months_of_release' and not is_baseline"
    )
    assert states == [("no_skill",)] * 3


def test_the_table_of_the_docs_is_that_of_the_warehouse(ask):
    horizons = {
        "within six months of release": "six_months_of_release", "3 months ahead": "next_3_months", "6 months ahead": "next_6_months",
        "12 months ahead": "next_12_months", "all together": "all",
    }  # fmt: skip
    text = VALIDATION.read_text(encoding="utf-8")
    for words, horizon in horizons.items():
        rows = ask(
            "select brier, skill, skill_lower, skill_upper, n_forecasts, n_records from marts.forecast_scores where basis = 'back_test' "
            f"and horizon = '{horizon}' and not is_baseline order by model_id"
        )
        cells = [f"{brier:.3f}, {skill:.2f} ({lower:.2f} to {upper:.2f})" for brier, skill, lower, upper, *_ in rows]
        assert f"| {words} | {rows[0][4]:,}, {rows[0][5]} | {' | '.join(cells)} |" in text
    ((n, n_seen, n_records, n_releases),) = ask(
        "select n_forecasts, n_as_seen, n_records, n_matching_releases from marts.forecast_scores "
        "where basis = 'back_test' and horizon = 'all' and model_id = 'half'"
    )
    assert f"{n:,} questions on {n_records} US records, matched by {n_releases} releases; {n_seen} of them" in text
    assert re.search(rf"Weibull is silent on \d+ of the {n:,} ", text)
