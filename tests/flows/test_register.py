"""When forecasts are registered, and every time they are not."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from flows import register
from flows.register import register_forecasts, why_not
from warehouse.build.heads import all_models, read_models
from warehouse.build.swap import Built, rebuild
from warehouse.landing import Load, Pull, land, set_aside
from warehouse.read.connect import open_warehouse
from warehouse.settings import read_settings

MONDAY = date(2026, 8, 10)


@pytest.fixture
def landed(tmp_path: Path) -> Callable[..., Load]:
    """Land a reading of the scores, by default of Monday, over the network."""

    def land_one(day: date = MONDAY, *, source: str = "epoch", landing: Path = tmp_path, **changes: object) -> Load:
        at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
        pull = Pull(
            source=source, title="T", producer="P", url="https://epoch.ai/data", query="q", licence="l", retrieved_on=day, started_at=at,
            finished_at=at, tables={"rows": pl.DataFrame({"day": [day]})},
        )  # fmt: skip
        return land(replace(pull, **changes), landing, code_version="test")  # type: ignore[arg-type]

    return land_one


def reason(
    landing: Path,
    *,
    run_on: date = MONDAY,
    as_of: date = MONDAY,
    chosen: date | None = None,
    snapshot_for: Collection[str] = (),
) -> str | None:
    return why_not(landing, run_on, as_of, chosen, snapshot_for)


def test_the_first_live_run_of_a_week_registers(tmp_path, landed):
    landed()
    assert reason(tmp_path) is None


def test_a_run_as_of_a_chosen_day_never_registers_even_if_it_is_the_newest(tmp_path, landed):
    landed()
    assert "the as-of day 2026-08-10 was chosen" in reason(tmp_path, chosen=MONDAY)


def test_a_run_on_stored_snapshots_never_registers(tmp_path, landed):
    landed()
    everything = ("archive", "arena", "catalogue", "epoch", "hub", "models_dev")
    assert reason(tmp_path, snapshot_for=everything) == "the stored stand-in was used for epoch and hub"  # --offline
    for source in ("epoch", "hub"):  # --fallback
        assert reason(tmp_path, snapshot_for=[source]) == f"the stored stand-in was used for {source}"


def test_a_source_that_the_headline_does_without_may_be_left_out(tmp_path, landed):
    landed()
    assert reason(tmp_path, snapshot_for=["arena"]) is None


def test_a_run_on_the_scores_of_the_reference_files_never_registers(tmp_path):
    assert "and not the newest that were read" in reason(tmp_path)


def test_a_run_on_an_older_reading_than_the_newest_never_registers(tmp_path, landed):
    landed(date(2026, 8, 9))
    newest = landed()
    assert "the scores in use are of 2026-08-09" in reason(tmp_path, as_of=date(2026, 8, 9))
    set_aside(newest, tmp_path, "A column went blank.")
    assert reason(tmp_path, as_of=date(2026, 8, 9)) == "what was read last is set aside of epoch"


def test_a_run_on_an_older_listing_of_the_hub_than_the_newest_never_registers(tmp_path, landed):
    landed()
    landed(date(2026, 8, 9), source="hub")
    newest = landed(source="hub")
    assert reason(tmp_path) is None
    set_aside(newest, tmp_path, "A column went blank.")
    assert reason(tmp_path) == "what was read last is set aside of hub"


def test_scores_from_a_folder_or_a_stored_copy_are_not_live(tmp_path, landed):
    landed(url="file:///somewhere")
    assert reason(tmp_path) == "the scores were read from file:///somewhere, and not live"
    landed(date(2026, 8, 11), is_snapshot=True)
    assert "and not live" in reason(tmp_path, as_of=date(2026, 8, 11))


def test_scores_older_than_seven_days_are_too_old(tmp_path, landed):
    landed()
    assert reason(tmp_path, run_on=date(2026, 8, 17)) is None
    assert "more than seven days before the run of 2026-08-18" in reason(tmp_path, run_on=date(2026, 8, 18))


def test_the_second_run_of_an_iso_week_never_registers_and_the_next_week_does(tmp_path, landed):
    landed()
    first = landed(source="forecasts")
    for day in (MONDAY, date(2026, 8, 16)):
        assert reason(tmp_path, run_on=day) == "those of the week of 2026-08-10 are registered already"
    assert reason(tmp_path, run_on=date(2026, 8, 17)) is None
    set_aside(first, tmp_path, "It was changed.", is_damaged=True)  # which makes no room for another
    assert reason(tmp_path) is not None


# What the forecasts rest on, in small: a US record of July waits, the Chinese best stood still.
TOY = {
    "core/headline_scores": """
        select * from (values
            ('leader', 'a', date '2026-01-01', 10.0), ('leader', 'b', date '2026-07-01', 20.0), ('laggard', 'k', date '2026-03-01', 11.0)
        ) as scored (role, release_id, released_on, score)""",
    "core/dated_releases": "select scores.*, pairing_id, date_basis from core.headline_scores as scores cross join core.headline",
    "core/releases": "select release_id, upper(release_id) as name from core.headline_scores",
    "core/scored_until": "select getvariable('as_of') - 31 as scored_until_on, 31 as delay_days",
    "core/score_vintages": """
        select release_id, released_on as first_seen_on, score, 'printed' as standing from core.headline_scores where false""",
    "core/readings": """
        select date '2026-08-11' as first_seen_on, list({release_id: release_id, score: score}) as scores from core.headline_scores""",
    "core/index_fit": "select null::varchar as draw_key, 20 as n_draws",
    "staging/score_load": "select load_id from raw.loads where source = 'epoch'",
    "staging/weeks": "select '2026-W10' as week, date '2026-03-08' as week_as_of",
}  # fmt: skip
KEYS = {name: "role, release_id" for name in ("core/headline_scores", "core/dated_releases")} | {
    name: "release_id" for name in ("core/releases", "core/score_vintages")
}
REAL = (
    "core.headline", "core.current_forecasts", "core.registered_forecasts", "core.forecast_outcomes", "core.past_forecasts",
    "marts.forecasts", "marts.forecast_scores",
)  # fmt: skip


def test_a_registration_is_shown_at_once_as_the_next_build_shows_it(tmp_path, landed, monkeypatch):
    monkeypatch.setenv("OPENLAG_HOME", str(tmp_path))
    home = read_settings()
    for name, text in TOY.items():
        file = tmp_path / "sql" / f"{name}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"-- meaning: M.\n-- grain: g\n-- key: {KEYS.get(name, 'none')}\n{text}", encoding="utf-8")
    models = [model for model in all_models() if model.name in REAL]
    models += read_models(tmp_path / "sql")
    at = datetime(2026, 8, 12, 6, tzinfo=UTC)
    monkeypatch.setattr(register, "utc_now", lambda: at)
    monkeypatch.setattr(register, "run_day", lambda: at.date())
    reference = landed(source="reference", landing=home.landing)
    landed(landing=home.landing)

    def rows(table: str) -> pl.DataFrame:
        with open_warehouse(home.warehouse) as connection:
            return connection.sql(f"from marts.{table}").pl()

    def build() -> Built:
        return rebuild(home.landing, reference, home.warehouse, models=models, checks=())

    built = build()
    before, scores = rows("forecasts"), rows("forecast_scores")
    assert before["registered_on"].null_count() == before.height > 0
    said = register_forecasts.fn(built, None, ())
    assert said.startswith(f"{before.height} registered as forecasts-2026-08-12-")
    registered = rows("forecasts")
    assert registered["registered_on"].unique().to_list() == [date(2026, 8, 12)]
    columns = ["forecast_id", "target_on", "due_on", "load_ids"]
    assert registered.select(columns).equals(before.select(columns))
    assert registered["sha256"].n_unique() == before.height
    assert register_forecasts.fn(built, None, ()) == (
        "not registered: those of the week of 2026-08-10 are registered already."
    )
    build()
    assert rows("forecasts").equals(registered)
    assert rows("forecast_scores").equals(scores)
