"""The verdicts of the whole warehouse: the tally and the shares of days by hand, the order of the readings, both pairings."""

import shutil
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from lag.claims import READINGS
from warehouse.build.selection import select
from warehouse.read.connect import open_warehouse

HEADLINE, OPEN_SOURCE = "us_any__cn_open", "any_closed__any_open"
AS_OF = date(2026, 8, 11)


@pytest.fixture(scope="module")
def frame(built):
    with open_warehouse(built.warehouse) as connection:
        yield lambda sql: connection.sql(sql).pl()


@pytest.fixture(scope="module")
def ask(frame):
    return lambda sql: frame(sql).to_dicts()


@pytest.fixture(scope="module")
def verdicts(ask) -> dict[tuple[str, str | None, str | None, str], dict[str, Any]]:
    rows = ask("from marts.claim_verdicts")
    return {(row["claim_id"], row["pairing_id"], row["cohort_id"], row["reading"]): row for row in rows}


def of_six_months(verdicts, reading, pairing_id=HEADLINE):
    return verdicts["six_months", pairing_id, "records", reading]


@pytest.mark.parametrize("pairing_id", [HEADLINE, OPEN_SOURCE])
def test_the_tally_follows_from_the_records(ask, verdicts, pairing_id):
    records = ask(
        f"from marts.lag_by_record where pairing_id = '{pairing_id}' and scale_id = 'eci_published' and date_basis = 'available' "
        "and rule_id = 'strict' and record_released_on >= date '2023-03-14'"
    )
    in_time = later = over = waiting = 0
    for record in records:
        if record["match_released_on"] is None:
            waited = (AS_OF - record["record_released_on"]).days
            over, waiting = over + (waited > 182.625), waiting + 1
        elif (record["match_released_on"] - record["record_released_on"]).days > 182.625:
            later += 1
        else:
            in_time += 1
    told = of_six_months(verdicts, "at most", pairing_id)
    counted = [told[name] for name in ("n", "n_matched_in_time", "n_later", "n_unmatched", "n_over")]
    assert counted == [len(records), in_time, later, waiting, over]
    assert told["verdict"] == ("contradicted" if later + over else "supported" if not waiting else "cannot be told")
    if pairing_id == HEADLINE:
        assert counted == [21, 6, 11, 4, 0]
        near = {
            record["record_name"]: record["lag_days"]
            for record in records
            if abs((record["lag_days"] or 0) - 182.625) <= 7
        }
        assert near == {"GPT-5 Pro": 183, "Claude 3.5 Sonnet": 189}


@pytest.mark.parametrize("pairing_id", [HEADLINE, OPEN_SOURCE])
@pytest.mark.parametrize("reading", READINGS[2:4])
def test_the_shares_of_days_follow_from_the_days(ask, verdicts, pairing_id, reading):
    rows = ask(
        f"from marts.lag_by_day where pairing_id = '{pairing_id}' and scale_id = 'eci_published' and date_basis = 'available' order by day"
    )
    first = AS_OF - timedelta(days=364) if reading.endswith("twelve months") else rows[0]["day"]
    rows = [row for row in rows if row["day"] >= first]
    within = {
        side: [row[side] <= 182.625 for row in rows if row[side] is not None]
        for side in ("under_days", "central_days", "over_days")
    }
    until = ask("from core.scored_until")[0]["scored_until_on"]
    states = []
    for row in rows:
        is_longer = row["under_days"] is not None and row["under_days"] > 182.625
        is_within = row["over_days"] is not None and row["over_days"] <= 182.625
        states.append("longer" if is_longer else "within" if is_within else "open")
        assert (row["gap_state"], row["is_after_scored"]) == (states[-1], row["day"] > until)
    judged = [state for row, state in zip(rows, states, strict=True) if row["day"] <= until]
    told = of_six_months(verdicts, reading, pairing_id)
    assert (told["n"], told["n_days"], told["n_days_under_known"]) == (
        len(within["central_days"]),
        len(rows),
        len(within["under_days"]),
    )
    shares = [told[f"n_days_{side}_within"] for side in ("under", "central", "over")]
    assert shares == [sum(within[f"{side}_days"]) for side in ("under", "central", "over")]
    assert told["figure"] == sum(within["central_days"]) / len(within["central_days"])
    assert (told["n_days_longer"], told["n_days_open"]) == (judged.count("longer"), judged.count("open"))
    assert told["n_days_unscored"] == len(rows) - len(judged)
    assert told["longest_run_days"] == max(
        map(len, "".join("L" if state == "longer" else " " for state in judged).split())
    )
    assert told["verdict"] == "contradicted" and "longer" in judged


def test_the_shares_of_the_headline_are_those_that_are_known(verdicts):
    told = of_six_months(verdicts, "at any time")
    assert (told["n_days_central_within"], told["n"]) == (281, 1059)
    assert (told["n_days_under_within"], told["n_days_under_known"]) == (504, 1168)
    assert (told["n_days_over_within"], told["scored_until_on"]) == (184, date(2026, 7, 11))


def test_today_is_on_our_own_index_within_its_draws(ask, verdicts):
    told = of_six_months(verdicts, "today")
    (present,) = ask(
        f"from marts.lag_by_day where pairing_id = '{HEADLINE}' and scale_id = 'index' and date_basis = 'available' and day = as_of"
    )
    assert (told["scale_id"], told["figure"]) == ("index", present["central_days"])
    assert told["lower"] <= 2 * told["figure"] - told["upper"] < told["median_drawn_days"] < told["upper"]
    assert (told["n"], told["n_draws"], told["verdict"]) == (22, 500, "cannot be told")


def test_the_readings_stand_in_the_order_of_the_method_on_both_pairings(ask):
    rows = ask(
        "select pairing_id, reading, place from marts.claim_verdicts where claim_id = 'six_months' order by pairing_id, place"
    )
    for pairing_id in (HEADLINE, OPEN_SOURCE):
        told = [(row["place"], row["reading"]) for row in rows if row["pairing_id"] == pairing_id]
        assert told == list(enumerate(READINGS, start=1))


def test_over_benchmarks_is_the_pool_that_is_published(ask, verdicts):
    for pairing_id in (HEADLINE, OPEN_SOURCE):
        (pool,) = ask(
            f"from marts.benchmarks_pooled where pairing_id = '{pairing_id}' and date_basis = 'available' and rule_id = 'strict' "
            "and start_on = date '2023-03-14' and domain is null and has_first_tested and has_superseded"
        )
        told = of_six_months(verdicts, "typically, over benchmarks", pairing_id)
        assert (told["figure"], told["lower"], told["upper"], told["n"]) == (
            pool["median_days"], pool["wider_median_days_lower"], pool["wider_median_days_upper"], pool["n_records"],
        )  # fmt: skip


def test_replicated_has_an_n_of_its_own_for_whatever_a_lab_launches(ask, verdicts):
    (counted,) = ask(
        f"select count(*) as n, count(match_release_id) as n_matched from core.matches where pairing_id = '{HEADLINE}' "
        "and scale_id = 'eci_published' and date_basis = 'available' and rule_id = 'strict' and cohort_id = 'lab_records' "
        "and record_released_on >= date '2023-03-14'"
    )
    for reading in ("ever", "within six months", "within twelve months"):
        told = verdicts["replicated", HEADLINE, "lab_records", reading]
        assert (told["n"], told["n"] - told["n_unmatched"]) == (counted["n"], counted["n_matched"])
        assert verdicts["replicated", HEADLINE, "records", reading]["n"] == 21
    assert counted["n"] > 21


def test_a_verdict_names_the_day_of_its_own_scores(frame):
    """As of a past day the published index is a kept publication; benchmarks and our own index are of the load in use."""
    [model] = select("marts.claim_verdicts")
    queries = {name: sql.replace("getvariable('as_of')", f"date '{AS_OF}'") for name, sql in model.queries.items()}
    frames = {name: frame(sql) for name, sql in queries.items()}
    frames["settings"] = frames["settings"].with_columns(n_resamples=pl.lit(40))
    kept, load = date(2026, 7, 11), date(2026, 8, 11)
    frames["vintages"] = pl.DataFrame({"vintage": [kept], "load_vintage": [load]})
    assert model.function is not None
    made = model.function(**frames).filter(pairing_id=HEADLINE)
    days = {(row["claim_id"], row["reading"]): row["vintage"] for row in made.iter_rows(named=True)}
    assert {reading for (_, reading), day in days.items() if day == load} == {
        "today", "typically, over benchmarks", "pooled over benchmarks",
    }  # fmt: skip
    assert days["six_months", "typically"] == days["six_months", "at any time"] == kept


def test_the_six_month_day_of_the_odds_is_that_of_the_forecasts(ask):
    """It stood a day later, as the first day on which a match is late, under the same name."""
    asked = ask(
        "select distinct record_release_id, target_on from marts.forecasts where horizon = 'six_months_of_release'"
    )
    odds = ask("select record_release_id, six_month_day from marts.present_odds")
    assert {row["record_release_id"]: row["target_on"] for row in asked} == {
        row["record_release_id"]: row["six_month_day"] for row in odds
    }


def test_a_reading_of_which_there_is_nothing_to_judge_gets_a_word_all_the_same(built, tmp_path):
    """Where every benchmark was left out the rows over benchmarks were gone, and with them the reading from the page."""
    [model] = select("marts.claim_verdicts")
    with duckdb.connect(shutil.copy(built.warehouse, tmp_path / "copy.duckdb")) as connection:
        connection.execute(f"set variable n_draws = 20; set variable as_of = date '{AS_OF}'")
        frames = {name: connection.sql(query).pl() for name, query in model.queries.items()}
    assert model.function is not None
    without = frames | {"benchmark_records": frames["benchmark_records"].clear()}
    key = ["claim_id", "pairing_id", "cohort_id", "reading"]
    whole, less = (model.function(**given).select(*key, "verdict", "reason_code", "n") for given in (frames, without))
    assert set(less.select(key).rows()) == set(whole.select(key).rows())
    pools = less.filter(pl.col("reading").is_in(["typically, over benchmarks", "pooled over benchmarks"]))
    assert set(pools.select("verdict", "reason_code", "n").rows()) == {("cannot be told", "nothing_to_judge", 0)}
    assert pools.height == 4
