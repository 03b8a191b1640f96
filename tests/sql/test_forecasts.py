"""Forecasts from the day they are frozen to the day they are scored, over drawn tables and a real landing."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.sql.conftest import Rows, Warehouse
from warehouse.build.heads import BuildError, DamagedLoads, read_checks
from warehouse.build.runner import add_loads, make_raw, run_check
from warehouse.estimates.forecast_registration import as_pull, to_register
from warehouse.landing import Load, find_damage, finished_loads, land
from warehouse.load_records import store, write_record

REGISTERED_ON, LATER = date(2026, 8, 12), date(2026, 12, 20)
SCORED = "role | release_id | released_on | score"
# b waits on 10 August 2026: within six months of its release until 30 December, three months ahead until 9 November.
RELEASES = """
 leader | a | 2026-01-01 | 10
 leader | b | 2026-07-01 | 20
 laggard | k | 2025-12-01 | 5
 laggard | l | 2026-03-01 | 11"""
CHECK = next(check for check in read_checks() if check.name == "fail_forecast_changed")


def on_day(warehouse: Warehouse, as_of: date, loads: list[Load], readings: str = "", scored: str = RELEASES) -> None:
    """A warehouse as of a day: the releases above, what has landed, and readings of the scores ("day | release | score")."""
    warehouse.as_of = as_of
    warehouse.connection.execute("drop schema if exists raw cascade")
    make_raw(warehouse.connection)
    add_loads(warehouse.connection, loads)
    warehouse.given("core.headline_scores", SCORED + scored)
    warehouse.given("core.dated_releases", "pairing_id | date_basis | role | release_id | released_on")
    warehouse.connection.execute(
        "insert into core.dated_releases by name select pairing_id, date_basis, role, release_id, released_on "
        "from core.headline_scores cross join core.headline"
    )
    warehouse.given("core.releases", "release_id | name \n a | A \n b | B")
    warehouse.given("core.scored_until", f"scored_until_on | delay_days \n {as_of} | 31")
    warehouse.given("core.score_vintages", "release_id | first_seen_on | score | standing")
    warehouse.given("core.index_fit", "n_draws")
    warehouse.given("staging.score_load", "load_id \n epoch-1")
    warehouse.given("staging.weeks", "week | week_as_of")
    warehouse.given("readings", "first_seen_on | release_id | score \n" + (readings or "2026-08-01 | b | 20"))
    warehouse.connection.execute(
        "create or replace table core.readings as select first_seen_on, list({release_id: release_id, score: score}) as scores "
        "from readings group by all"
    )
    for table in (
        "core.current_forecasts",
        "core.registered_forecasts",
        "core.forecast_outcomes",
        "core.past_forecasts",
    ):
        warehouse.made(table, "record_release_id")


@pytest.fixture
def registered(warehouse: Warehouse, tmp_path: Path) -> Load:
    """The load in which the forecasts as of 10 August 2026 lie frozen."""
    on_day(warehouse, date(2026, 8, 10), [])
    warehouse.made("marts.forecasts", "forecast_id")
    rows = to_register(warehouse.connection, REGISTERED_ON)
    at = datetime(2026, 8, 12, 6, tzinfo=UTC)
    return land(as_pull(rows, started_at=at, now=at, run_on=REGISTERED_ON), tmp_path, code_version="test")


def forecasts(warehouse: Warehouse, loads: list[Load], as_of: date, readings: str, scored: str = RELEASES) -> Rows:
    on_day(warehouse, as_of, loads, readings, scored)
    columns = "horizon, model_id, registered_on, outcome, resolved_on, match_release_id"
    found = warehouse.made("marts.forecasts", columns)
    warehouse.made("marts.forecast_scores", "model_id")
    return [row for row in found if row[1] == "half"]


def scores(warehouse: Warehouse) -> dict[tuple[str, str], float]:
    found = warehouse.connection.execute(
        "select horizon, model_id, brier from marts.forecast_scores where basis = 'registered'"
    ).fetchall()
    return {(horizon, model): brier for horizon, model, brier in found}


def test_what_is_not_registered_says_so_and_is_scored_by_nobody(warehouse):
    found = forecasts(warehouse, [], date(2026, 8, 10), "2026-08-10 | b | 20")
    assert [row[2:] for row in found] == [(None, None, None, None)] * 4
    assert scores(warehouse) == {}


def test_a_forecast_frozen_by_one_run_is_scored_by_a_later_one_by_the_first_reading_that_is_due(
    warehouse, registered, rows
):
    # By 9 November, and a delay of 31 days: due on 10 December. The reading of the 9th comes too early, that of the 12th decides,
    # and that of the 19th, in which m stands below b, comes too late.
    scored = RELEASES + "\n laggard | m | 2026-10-01 | 21"
    readings = """2026-12-09 | b | 20
        2026-12-12 | b | 20
        2026-12-12 | m | 21
        2026-12-19 | b | 20
        2026-12-19 | m | 19"""
    found = forecasts(warehouse, [registered], LATER, readings, scored)
    assert sorted(found, key=str) == rows(
        """horizon | model_id | registered_on | outcome | resolved_on | match_release_id
        six_months_of_release | half | 2026-08-12 | null | null | null
        next_3_months | half | 2026-08-12 | matched | 2026-12-12 | m
        next_6_months | half | 2026-08-12 | null | null | null
        next_12_months | half | 2026-08-12 | null | null | null"""
    )
    # Of the curve: a was matched after 59 days, b has waited 40, so S is 0 from day 59 on, and the chance was 1. One half gives 0.25.
    due = scores(warehouse)
    assert {horizon for horizon, _ in due} == {"all", "next_3_months"}
    assert due["next_3_months", "conditional_km"] == 0
    assert due["next_3_months", "half"] == due["all", "half"] == 0.25


def test_a_match_after_the_target_day_is_none(warehouse, registered):
    scored = RELEASES + "\n laggard | m | 2026-11-10 | 21"
    readings = "2026-12-12 | b | 20 \n 2026-12-12 | m | 21"
    found = forecasts(warehouse, [registered], LATER, readings, scored)
    assert [row[3:] for row in found if row[0] == "next_3_months"] == [("unmatched", "2026-12-12", None)]
    assert scores(warehouse)["next_3_months", "conditional_km"] == 1


def test_a_record_that_the_reading_does_not_print_is_unknown_and_not_scored(warehouse, registered):
    found = forecasts(warehouse, [registered], LATER, "2026-12-12 | a | 10 \n 2026-12-19 | b | 20")
    assert [row[3:] for row in found if row[0] == "next_3_months" and row[2]] == [("unknown", "2026-12-12", None)]
    assert scores(warehouse) == {}


def test_nothing_due_is_no_score_row(warehouse, registered):
    found = forecasts(warehouse, [registered], date(2026, 12, 9), "2026-12-09 | b | 20")
    assert {row[3] for row in found} == {None}
    assert scores(warehouse) == {}


def test_a_past_day_knows_nothing_of_a_later_registration(warehouse, registered):
    found = forecasts(warehouse, [registered], date(2026, 8, 9), "2026-08-09 | b | 20")
    assert {row[2] for row in found} == {None}


def test_what_is_registered_stays_as_it_was_whatever_the_models_say_later(warehouse, registered):
    before = pl.read_parquet(registered.folder / "registered_forecasts.parquet").sort("forecast_id")
    forecasts(warehouse, [registered], LATER, "2026-12-12 | b | 20", RELEASES.replace("| 11", "| 9"))
    query = "from marts.forecasts where registered_on is not null order by forecast_id"
    after = warehouse.connection.sql(f"select {', '.join(before.columns)} {query}").pl()
    assert after.equals(before)


def test_of_two_registrations_of_a_week_the_first_counts(warehouse, registered, tmp_path):
    on_day(warehouse, date(2026, 8, 11), [])
    warehouse.made("marts.forecasts", "forecast_id")
    rows = to_register(warehouse.connection, REGISTERED_ON)
    at = datetime(2026, 8, 12, 9, tzinfo=UTC)
    second = land(as_pull(rows, started_at=at, now=at, run_on=REGISTERED_ON), tmp_path, code_version="test")
    on_day(warehouse, LATER, [registered, second])
    found = warehouse.connection.execute("select distinct load_id from core.registered_forecasts").fetchall()
    assert found == [(registered.load_id,)]


def test_a_target_day_that_has_come_is_not_registered(warehouse):
    on_day(warehouse, date(2026, 12, 28), [])
    warehouse.made("marts.forecasts", "forecast_id")
    asked = [set(to_register(warehouse.connection, date(2026, 12, day))["horizon"]) for day in (29, 30)]
    assert asked[0] - asked[1] == {"six_months_of_release"}


def test_without_a_known_scoring_delay_nothing_is_registered(warehouse):
    on_day(warehouse, date(2026, 8, 10), [])
    warehouse.connection.execute("update core.scored_until set delay_days = null, scored_until_on = null")
    warehouse.made("marts.forecasts", "forecast_id")
    assert to_register(warehouse.connection, REGISTERED_ON).is_empty()


# A frozen file that was changed.


def flip_a_byte(load: Load) -> None:
    file = load.folder / "registered_forecasts.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def change_a_row(load: Load) -> pl.DataFrame:
    """Make a forecast right afterwards, with the sum that its row then has."""
    file = load.folder / "registered_forecasts.parquet"
    connection = duckdb.connect()
    connection.execute(Path("sql/macros.sql").read_text(encoding="utf-8"))
    connection.register("before", pl.read_parquet(file))
    changed = connection.sql(
        "select * replace (forecast_sum(forecast_id, target_on, due_on, probability, registered_on, load_ids) as sha256) "
        "from (select * replace (if(model_id = 'half', 1.0, probability) as probability) from before)"
    ).pl()
    changed.write_parquet(file)
    return changed


def change_a_row_and_the_record(load: Load) -> None:
    change_a_row(load)
    record = load.folder / "load.json"
    content = json.loads(record.read_text(encoding="utf-8"))
    file = load.folder / "registered_forecasts.parquet"
    stored = store(pl.read_parquet(file), file)
    content["files"]["registered_forecasts"] |= {"sha256": stored.sha256, "size": stored.size}
    record.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (flip_a_byte, "registered_forecasts.parquet does not have the sum with which it was landed."),
        (change_a_row, "registered_forecasts.parquet"),
        (change_a_row_and_the_record, "it does not have the sum with which it was written"),
    ],
)
def test_a_changed_frozen_file_is_refused_with_a_sentence(
    warehouse: Warehouse, registered: Load, tmp_path: Path, change: Callable[[Load], object], sentence: str
) -> None:
    change(registered)
    (load,) = (*finished_loads(tmp_path),) or (registered,)
    if change is change_a_row_and_the_record:
        assert list(finished_loads(tmp_path)) == []
        return
    assert sentence in (find_damage(load) or "")
    with pytest.raises(DamagedLoads, match=r"The load forecasts-2026-08-12-\w+ is damaged: "):
        on_day(warehouse, LATER, [load])


@pytest.mark.parametrize(
    "changed",
    [
        {"probability": 1.0},
        {"record_release_id": "a"},
        {"model_id": "frontier"},
        {"made_as_of": date(2026, 8, 9)},
        {"horizon": None},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_row_without_its_own_sum_stops_the_build_though_the_record_was_written_anew(
    warehouse: Warehouse, registered: Load, changed: dict[str, object]
) -> None:
    file = registered.folder / "registered_forecasts.parquet"
    before = pl.read_parquet(file)
    kept = before.with_columns(pl.lit(value, before[name].dtype).alias(name) for name, value in changed.items())
    registered.files["registered_forecasts"] = store(kept, file)
    write_record(registered, registered.folder)
    on_day(warehouse, LATER, [registered])
    with pytest.raises(
        BuildError, match=r"does not have the sum with which it was registered; .*forecast_id = 2026-08-10"
    ):
        run_check(warehouse.connection, CHECK)


def test_forecasts_as_they_were_registered_pass_the_check(warehouse: Warehouse, registered: Load) -> None:
    on_day(warehouse, LATER, [registered])
    assert run_check(warehouse.connection, CHECK).row_count == 0
