"""The odds of today and the forecasts: each in a section of its own, and skill only where there is some."""

import hashlib
from typing import Any

import duckdb
import pytest


def test_the_odds_are_of_today_and_hold_no_forecast(section: Any, table: Any, printed: Any) -> None:
    part = section("odds")
    odds = table(part, "Unmatched US records")
    assert odds.headers[-1] == "Reached already?"
    assert printed(odds) == [
        ["Bolt 3 (invented)", "1 Jul 2026", "147.1", "41", "31 Dec 2026", "unknown (no draws)"],
        ["Aster 4 (invented)", "26 Feb 2026", "141.3", "166", "28 Aug 2026", "12% (in 498 draws)"],
    ]
    assert "forecast" not in " ".join([*part.paragraphs, odds.caption, *odds.headers]).lower()


def test_no_unmatched_record_and_no_index_are_told_apart(marts: duckdb.DuckDBPyConnection, section: Any) -> None:
    marts.execute("delete from marts.present_odds")
    assert "no US record on our own index is unmatched" in section("odds").paragraphs[0]
    marts.execute("update marts.index_fit set state = 'gpt-5 has no score', n_releases = null")
    part = section("odds")
    assert part.paragraphs == ("Our own index is not fitted this week (gpt-5 has no score), so there are no odds.",)
    assert not part.tables


def test_the_forecasts_stand_by_record_and_day_with_the_best_of_the_back_test_first(
    section: Any, table: Any, printed: Any
) -> None:
    part = table(section("forecasts"), "Forecasts, no measurements")
    assert part.headers[3] == "Paths of the Chinese best"
    assert "11 August 2026; n = 2 unmatched US records" in part.caption
    bolt, aster = "Bolt 3 (invented) (launched 1 Jul 2026)", "Aster 4 (invented) (launched 26 Feb 2026)"
    assert printed(part) == [
        [bolt, "30 Dec 2026", "within six months of its launch", "45%", "35%", "50%", "50%", "25%"],
        [bolt, "11 Aug 2027", "12 months ahead", "100%", "90%", "silent", "50%", "25%"],
        [aster, "27 Aug 2026", "within six months of its launch", "30%", "20%", "35%", "50%", "25%"],
        [aster, "10 Nov 2026", "3 months ahead", "60%", "50%", "65%", "50%", "25%"],
    ]


def test_the_best_by_back_test_is_named_first_with_its_n_and_no_skill_where_there_is_none(section: Any) -> None:
    best, registered, standing, newest = section("forecasts").paragraphs[1:]
    assert "Paths of the Chinese best, skill (Brier score 0.160 against 0.250" in best
    assert "skill 0.36, 90% interval 0.21 to 0.50; n = 1,200 forecasts of 12 records, matched by 5 releases" in best
    assert "120 of 1,200 rest on scores as they then stood" in best
    assert "six-month day alone the best is Kaplan-Meier, given the wait, no skill (Brier score 0.240" in best
    assert "90% interval −0.30 to 0.35" in best
    assert registered == "Of 9 registered forecasts 5 have come due. The next is due on 11 May 2027."
    assert "not registered: nobody will score them" in standing
    assert newest == (
        "Forecast for the newest record, Bolt 3 (invented), by the model Paths of the Chinese best, with its skill in the back-test of "
        "such forecasts: 45% by 30 December 2026 (no skill), 100% by 11 August 2027 (no back-test)."
    )


def test_registered_forecasts_stand_apart_from_the_back_test(section: Any, table: Any, printed: Any) -> None:
    rows = printed(table(section("forecasts"), "How good forecasts were"))
    assert [row[0] for row in rows] == ["registered"] + ["back-test"] * 5
    assert rows[0][2:] == [
        "Paths of the Chinese best",
        "0.040",
        "0.062 (Share of past records)",
        "too few records (0.36, no interval)",
        "20%, 0% (reliability 0.040)",
        "1 (1 record, 0 matching releases)",
    ]
    assert rows[-1][5] == "no skill (−0.08, 90% interval below any bound to 0.14)"


def test_a_registered_week_says_when_it_was_frozen(marts: duckdb.DuckDBPyConnection, section: Any) -> None:
    marts.execute(
        "update marts.forecasts set registered_on = date '2026-08-12', sha256 = sha256(forecast_id) where made_as_of = date '2026-08-11'"
    )
    part = section("forecasts")
    assert "The forecasts below were registered on 12 August 2026: frozen" in part.paragraphs[3]
    sums = {row["forecast_id"]: row["sha256"] for row in part.data["registered_now"]["rows"]}
    assert len(sums) == 19
    assert all(sum_of == hashlib.sha256(name.encode()).hexdigest() for name, sum_of in sums.items())


@pytest.mark.parametrize(
    ("deleted", "words"),
    [
        (
            "forecast_scores",
            "There is no back-test: of no past week a forecast has come due, or it is not known how long a score takes.",
        ),
        ("forecasts", "no US record of the headline is unmatched, so there is nothing to forecast."),
    ],
)
def test_without_rows_there_are_sentences(
    marts: duckdb.DuckDBPyConnection, section: Any, deleted: str, words: str
) -> None:
    marts.execute(f"delete from marts.{deleted}")
    part = section("forecasts")
    assert words in " ".join(part.paragraphs)
    assert len(part.tables) == 1


def test_what_the_scores_no_longer_print_is_counted(marts: duckdb.DuckDBPyConnection, section: Any) -> None:
    marts.execute("update marts.forecasts set outcome = 'unknown' where outcome = 'unmatched' and model_id = 'half'")
    assert (
        "5 have come due, 1 of them on a record that the scores no longer print" in section("forecasts").paragraphs[2]
    )
