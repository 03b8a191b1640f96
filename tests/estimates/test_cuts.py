"""The cut at the scores and the labs' own records on the figures of 2026-08-11, each by a slow way of its own."""

from datetime import date

import pytest

from tests.conftest import Home
from warehouse.read.connect import open_warehouse

KEY = (
    "pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and date_basis = 'available' and rule_id = 'strict'"
)
START = "date '2023-03-14'"


def ask(home: Home, query: str) -> list[tuple[object, ...]]:
    with open_warehouse(home.warehouse) as connection:
        return connection.execute(query).fetchall()


def product_limit(lags: list[tuple[int, bool]]) -> tuple[int | None, float]:
    """Median and share within six months of (days, is matched), from the definition."""
    survival, share, median = 1.0, 0.0, None
    for day in sorted({days for days, is_matched in lags if is_matched}):
        at_risk = sum(days >= day for days, _ in lags)
        survival *= 1 - sum(days == day and is_matched for days, is_matched in lags) / at_risk
        share = 1 - survival if day <= 182.625 else share
        median = day if median is None and survival <= 0.5 + 1e-9 else median
    return median, share


def test_the_median_is_220_days_by_the_whole_cut_and_199_if_only_the_clocks_of_the_unmatched_stop(built: Home):
    ((until, longest, n),) = ask(built, "select scored_until_on, delay_days, n_records from core.scored_until")
    assert (until, longest, n) == (date(2026, 7, 11), 31, 5)
    rows = ask(
        built,
        f"select record_released_on, match_released_on, lag_days from marts.lag_by_record where {KEY} and record_released_on >= {START}",
    )
    cut = [
        (max(lag, 0), True) if matched_on is not None and matched_on <= until else ((until - released_on).days, False)
        for released_on, matched_on, lag in rows
        if released_on <= until
    ]
    median, share = product_limit(cut)
    assert (median, round(100 * share, 1)) == (220, 24.2)
    half = [(max(lag, 0), True) if matched_on else (max((until - on).days, 0), False) for on, matched_on, lag in rows]
    assert product_limit(half)[0] == 199
    columns = "median_days, share_6m, n_records, n_matched, scored_until_on, n_delay_records"
    (made,) = ask(
        built,
        f"select {columns} from marts.lag_summary where {KEY} and start_on = {START} and cohort_id = 'records' and censoring_id = 'scored'",
    )
    assert made == (220, pytest.approx(share), len(cut), sum(is_matched for _, is_matched in cut), until, 5)


def test_the_labs_own_records_are_found_by_hand(built: Home):
    releases = ask(
        built,
        "select released.organization_id, dated.released_on, dated.release_id, scores.score from core.dated_releases as dated "
        "join core.releases as released using (release_id) join core.scores as scores using (release_id) where "
        "pairing_id = 'us_any__cn_open' and role = 'leader' and date_basis = 'available' and scale_id = 'eci_published'",
    )
    by_lab: dict[object, list[tuple[date, float, str]]] = {}
    for lab, released_on, name, score in releases:
        by_lab.setdefault(lab, []).append((released_on, -score, name))  # type: ignore[arg-type, operator]
    expected = set()
    for lab, own in by_lab.items():
        best, last = float("-inf"), date.min
        for released_on, low, name in sorted(own):
            if lab is not None and len(own) >= 3 and released_on > last and -low > best:
                expected.add(name)
            best, last = max(best, -low), released_on
    found = ask(built, f"select record_release_id from core.matches where {KEY} and cohort_id = 'lab_records'")
    assert {name for (name,) in found} == expected
    assert len(expected) == 55


def test_the_bias_of_the_median_is_some_three_weeks_at_both_truths(built: Home):
    rows = ask(
        built,
        "select truth, truth_median_days, bias_days, bias_days_lower, bias_days_upper, n_records, n_draws from marts.record_bias "
        "where pairing_id = 'us_any__cn_open' order by truth",
    )
    assert [(row[0], row[1], row[5], row[6]) for row in rows] == [("as_fitted", 199, 21, 100), ("shrunk", 199, 21, 100)]
    for _, _, bias, lower, upper, *_ in rows:
        assert 7 <= lower <= bias <= upper <= 40  # type: ignore[operator]


def test_a_specification_differs_in_its_censoring_on_the_indexes_alone(built: Home):
    (counts,) = ask(
        built,
        "select count(*) filter (where censoring_id = 'as_of'), count(*) filter (where censoring_id = 'scored'), "
        "count(*) filter (where censoring_id = 'scored' and scale_or_domain not in ('eci_published', 'index')) from marts.specifications",
    )
    assert counts == (844, 336, 0)
