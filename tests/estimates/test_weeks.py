"""The index in the warehouse, the past as it was, and the draws of past weeks."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import duckdb
import numpy as np
import polars as pl
import pytest

from lag.index import fit_index
from tests.conftest import copy_warehouse, resting
from warehouse.build.runner import make_frame, make_raw
from warehouse.build.selection import select
from warehouse.build.swap import rebuild
from warehouse.estimates import fitted_index, week_draws
from warehouse.estimates.fitted_index import EARLY_ANCHORS, UNIT_BENCHMARK, choose_inputs
from warehouse.estimates.week_draws import as_pull, draw_group, draw_weeks, read_weeks, weeks_to_draw
from warehouse.estimates.weeks import Week
from warehouse.landing import finished_loads, land
from warehouse.read.connect import open_warehouse
from warehouse.reference.anchors import ANCHORS

PAIRING = "pairing_id = 'us_any__cn_open'"
HEADLINE = "pairing_id = 'us_any__cn_open' and date_basis = 'available'"
# Sunday of 2024-W26, six weeks before either usual anchor pair is out, and of 2025-W39, after both are.
SUNDAYS = (date(2024, 6, 30), date(2025, 9, 28))


COMPARED = (
    "marts.lag_summary", "marts.bracket", "marts.level_average", "marts.claim_verdicts", "marts.verdict_by_week", "marts.index_fit",
)  # fmt: skip


def ask(home, sql: str) -> pl.DataFrame:
    with open_warehouse(home.warehouse) as connection:
        return connection.sql(sql).pl()


@pytest.fixture(scope="module")
def trial(tmp_path_factory, built):
    """A home with the tables that a week is compared with, of 20 draws, as of the day of the reference scores.

    What does not rest on the draws is taken over, as a run does it.
    """
    place = tmp_path_factory.mktemp("trial") / "openlag.duckdb"
    copy_warehouse(built.warehouse, place)
    models = resting(*COMPARED, "core.index_draws")
    rebuild(built.landing, built.reference, place, as_of=date(2026, 8, 11), n_draws=20, models=models, checks=[])
    return replace(built, warehouse=place)


@pytest.fixture(scope="module")
def past(tmp_path_factory, built):
    """Warehouses of the same landing as of two earlier Sundays, with the tables that a week is compared with."""
    homes = {}
    for day in SUNDAYS:
        place = tmp_path_factory.mktemp("past") / "openlag.duckdb"
        rebuild(built.landing, built.reference, place, as_of=day, n_draws=20, models=resting(*COMPARED), checks=[])
        homes[day] = place
    return homes


def test_the_index_of_the_warehouse_is_the_fit_to_its_own_scores(built):
    scores = ask(built, "select release_id, scale_id, score from marts.scores where domain <> 'index'")
    fitted = fit_index(
        scores["release_id"].to_list(), scores["scale_id"].to_list(), scores["score"].to_numpy(), anchors=ANCHORS,
        unit_benchmark=UNIT_BENCHMARK,
    )  # fmt: skip
    listed = dict(ask(built, "select release_id, score from marts.scores where scale_id = 'index'").iter_rows())
    assert listed == pytest.approx(dict(zip(fitted.releases, fitted.capability, strict=True)), abs=1e-6)
    assert len(listed) == 222
    assert [listed[name] for name in ANCHORS] == pytest.approx([130, 150])


def test_the_index_stays_beside_the_published_one_where_models_are_strong(built):
    differences = ask(
        built,
        "select max(abs(ours.score - published.score)) from marts.scores as ours join marts.scores as published "
        "using (release_id) where ours.scale_id = 'index' and published.scale_id = 'eci_published' and published.score >= 120",
    )
    assert differences.item() < 0.02


def test_every_draw_of_every_release_is_kept_with_its_seed_and_checksum(built):
    fit = ask(built, "from marts.index_fit").row(0, named=True)
    assert (fit["state"], fit["n_draws"], fit["seed"], fit["n_scores"]) == ("fitted", 500, 20230314, 2249)
    counts = ask(
        built,
        "select kind, count(*), count(distinct draw), count(distinct name_id) from core.index_draws group by kind order by kind",
    )
    assert counts.rows() == [("benchmark", 500 * 57, 500, 57), ("release", 500 * 222, 500, 222)]
    assert len(fit["draw_key"]) == len(fit["input_checksum"]) == 64


def test_draws_of_another_input_are_not_taken_over(built, tmp_path, monkeypatch):
    place = tmp_path / "openlag.duckdb"
    copy_warehouse(built.warehouse, place)

    def refuse(inputs: fitted_index.Inputs, n_draws: int) -> None:
        raise RuntimeError("a draw was made")

    monkeypatch.setattr(fitted_index, "draw", refuse)
    with pytest.raises(RuntimeError, match="a draw was made"):
        rebuild(built.landing, built.reference, place, as_of=date(2026, 5, 1), n_draws=20)


def test_the_last_week_says_what_the_report_says(built):
    for scale_id in ("eci_published", "index"):
        last = f"from marts.verdict_by_week where scale_id = '{scale_id}' order by week desc, basis desc limit 1"
        week = ask(built, last).row(0, named=True)
        assert week["basis"] == ("as_seen" if scale_id == "eci_published" else "as_reconstructed")
        compare(week, built.warehouse, scale_id)
        assert (week["week"], week["week_as_of"]) == ("2026-W33", date(2026, 8, 11))


@pytest.mark.parametrize("day", SUNDAYS)
@pytest.mark.parametrize("scale_id", ["eci_published", "index"])
def test_a_run_as_of_a_past_sunday_gives_the_figures_of_that_week(trial, past, day, scale_id):
    found = ask(trial, f"from marts.verdict_by_week where scale_id = '{scale_id}' and week_as_of = date '{day}'")
    week = found.row(0, named=True)
    assert week["n_records"] >= 5
    compare(week, past[day], scale_id)
    with open_warehouse(past[day]) as connection:
        again = connection.sql(f"from marts.verdict_by_week where scale_id = '{scale_id}' order by week").pl()
    assert again.row(-1, named=True) | {"as_of": None} == week | {"as_of": None}


def test_a_run_as_of_a_sunday_with_a_vintage_is_that_week_as_it_was_seen(built, tmp_path):
    place, day = tmp_path / "openlag.duckdb", date(2026, 7, 12)
    models = resting("marts.bracket", "marts.records", "core.vintage_notices")
    rebuild(built.landing, built.reference, place, as_of=day, n_draws=20, models=models, checks=[])
    week = ask(built, f"from marts.verdict_by_week where basis = 'as_seen' and week_as_of = date '{day}'").row(
        0, named=True
    )
    with open_warehouse(place) as connection:
        bracket = (
            connection.sql(f"from marts.bracket where {HEADLINE} and scale_id = 'eci_published'")
            .pl()
            .row(0, named=True)
        )
        records = connection.execute(
            f"select count(*) from marts.records where {HEADLINE} and scale_id = 'eci_published' and role = 'leader' "
            "and released_on >= date '2023-03-14'"
        ).fetchall()
        notices = connection.execute("select kind, known_on from core.vintage_notices").fetchall()
    assert records == [(week["n_records"],)] == [(18,)]
    for name in ("under_days", "central_days", "over_days", "laggard_name"):
        assert week[name] == bracket[name], name
    assert notices == [("index_as_seen", week["vintage"])] == [("index_as_seen", date(2026, 7, 11))]


def compare(week, warehouse, scale_id) -> None:
    with open_warehouse(warehouse) as connection:

        def row(sql):
            return connection.sql(sql).pl().row(0, named=True)

        summary = row(
            f"from marts.lag_summary where {HEADLINE} and scale_id = '{scale_id}' and rule_id = 'strict' and start_on is not null "
            "and cohort_id = 'records' and censoring_id = 'as_of'"
        )
        bracket = row(f"from marts.bracket where {HEADLINE} and scale_id = '{scale_id}'")
        average = row(f"from marts.level_average where {HEADLINE} and scale_id = '{scale_id}'")
        verdicts = dict(
            connection.sql(
                f"select reading, verdict from marts.claim_verdicts where claim_id = 'six_months' and {PAIRING}"
            )
            .pl()
            .rows()
        )
        headline = row(f"from marts.claim_verdicts where reading = 'typically' and {PAIRING}")
    for name in ("n_records", "n_matched", "n_censored", "n_matching_releases", "median_days", "share_6m"):
        assert week[name] == summary[name], name
    for name in ("under_days", "central_days", "over_days", "laggard_name"):
        assert week[name] == bracket[name], name
    assert (week["mean_days"], week["mean_days_lower"]) == (average["mean_days"], average["mean_days_lower"])
    if scale_id == "eci_published":
        assert (week["typically"], week["at_most"]) == (verdicts["typically"], verdicts["at most"])
        assert week["on_average"] == verdicts["on average over levels"]
        assert (week["median_days_lower"], week["median_days_upper"]) == (headline["lower"], headline["upper"])


def test_before_gpt_5_the_index_hangs_on_two_early_releases(past):
    with open_warehouse(past[SUNDAYS[0]]) as connection:
        fit = connection.sql("from marts.index_fit").pl().row(0, named=True)
    assert {fit["low_anchor_release_id"], fit["high_anchor_release_id"]} == set(EARLY_ANCHORS)
    assert fit["n_scores"] < 600


def test_as_of_the_first_summer_the_index_is_empty_or_small_and_nothing_can_be_told(built, tmp_path):
    """All tables of that day are built by tests/flows/test_weekly.py."""
    place, models = tmp_path / "openlag.duckdb", resting("marts.verdict_by_week", "marts.index_fit")
    rebuild(built.landing, built.reference, place, as_of=date(2023, 7, 2), n_draws=20, models=models, checks=[])
    with open_warehouse(place) as connection:
        weeks = connection.sql("select scale_id, n_records, n_matched, typically from marts.verdict_by_week").pl()
    assert set(weeks["n_records"]) == {1}
    assert set(weeks["typically"]) == {"cannot be told"}


def test_weeks_drawn_by_a_backfill_show_in_the_mart_and_the_build_makes_no_draw_again(trial, tmp_path, monkeypatch):
    with open_warehouse(trial.warehouse) as connection:
        groups = weeks_to_draw(connection)
        weeks = [week for week in read_weeks(connection) if week.scale_id == "index"]
    assert sum(len(group) for group in groups) == len(weeks)
    chosen = groups[20:22]
    rows = [row for group in draw_weeks(chosen, processes=1) for row in group]
    assert sorted(row["week"] for row in rows) == sorted(week.week for group in chosen for week in group)
    again = draw_group(chosen[0])
    assert [row for row in rows if row["week"] == again[0]["week"]] == again[:1]  # the same bytes in another process
    landing = tmp_path / "landing"
    shutil.copytree(trial.landing, landing)
    now = datetime(2026, 8, 12, tzinfo=UTC)
    land(as_pull(rows, started_at=now, now=now, run_on=now.date()), landing, code_version="test")
    assert [load.source for load in finished_loads(landing)].count("backfill") == 1
    place = tmp_path / "openlag.duckdb"
    copy_warehouse(trial.warehouse, place)
    monkeypatch.setattr(fitted_index, "draw", lambda inputs, n_draws: pytest.fail("a draw was made"))
    models = resting("marts.verdict_by_week", "marts.index_fit", "core.index_draws")
    rebuild(landing, trial.reference, place, as_of=date(2026, 8, 11), n_draws=20, models=models, checks=[])
    with open_warehouse(place) as connection:
        assert (
            connection.sql("from core.index_draws order by all")
            .pl()
            .equals(ask(trial, "from core.index_draws order by all"))
        )
        assert connection.sql("from marts.index_fit").pl().equals(ask(trial, "from marts.index_fit"))
        drawn = connection.sql("from marts.verdict_by_week where n_draws is not null order by week").pl()
        left = weeks_to_draw(connection)
    assert drawn["week"].to_list() == sorted(row["week"] for row in rows)
    assert set(drawn["scale_id"]) == {"index"}
    assert sum(len(group) for group in left) == len(weeks) - len(rows)
    row = next(row for row in rows if row["week"] == drawn["week"][0])
    assert drawn["drawn_central_days_lower"][0] == row["central_days_lower"]


def test_weeks_that_differ_in_what_the_fit_leaves_out_share_their_draws(monkeypatch):
    rng = np.random.default_rng(1)
    scores = sorted((f"r{release:02}", f"b{test}", rng.uniform(0.1, 0.9)) for release in range(12) for test in range(5))
    scores += [(name, f"b{test}", rng.uniform(0.1, 0.9)) for name in EARLY_ANCHORS for test in range(5)]
    few = [*scores, ("too-few", "b0", 0.5)]
    moved = [*scores[:-1], (*scores[-1][:2], 0.95)]
    side = pl.DataFrame({"release_id": ["r00"], "day": [1.0]})
    weeks = [
        Week(f"2026-W{number}", date(2026, 8, number), "index", "as_reconstructed", date(2026, 8, 1), side, side, 0.0, 20,
             fitted_index.Inputs(*zip(*rows, strict=True)))
        for number, rows in enumerate((scores, few, moved), start=10)
    ]  # fmt: skip
    monkeypatch.setattr(week_draws, "read_weeks", lambda connection: iter(weeks))
    with duckdb.connect() as connection:
        connection.execute("create schema core; create table core.week_draws (inputs_key varchar)")
        groups = [[week.week for week in group] for group in weeks_to_draw(connection)]
    assert groups == [["2026-W10", "2026-W11"], ["2026-W12"]]
    matrices = [fitted_index.draw(week.inputs, 20).capability for week in weeks]
    assert np.array_equal(*matrices[:2], equal_nan=True) and not np.array_equal(*matrices[1:], equal_nan=True)


def made(connection, table) -> pl.DataFrame:
    return make_frame(connection, *select(table))


@pytest.fixture
def inputs():
    """A connection with a drawn core.index_inputs: `given(rows)`."""
    connection = duckdb.connect()
    connection.execute("set variable as_of = date '2026-08-11'; set variable n_draws = 20")
    make_raw(connection)
    connection.execute(
        "create schema core; create schema staging; create table staging.score_load as select 'r' as load_id"
    )

    def given(rows):
        frame = pl.DataFrame(rows, schema=["release_id", "scale_id", "score"], orient="row")
        frame = frame.with_columns(load_id=pl.lit("r"), known_on=pl.lit(date(2024, 1, 1)))
        connection.register("drawn", frame)
        connection.execute("create table core.index_inputs as from drawn")
        return connection

    yield given
    connection.close()


def test_without_its_anchors_there_is_no_index_and_the_fit_says_why(inputs):
    rng = np.random.default_rng(1)
    connection = inputs([(f"r{i}", f"b{j}", float(rng.random())) for i in range(6) for j in range(5)])
    fit = made(connection, "core.index_fit").row(0, named=True)
    assert "anchor 'llama-13b' is not in the fit: it has no score" in fit["state"]
    assert (fit["n_scores"], fit["objective"], fit["draw_key"]) == (30, None, None)
    assert made(connection, "core.index_draws").is_empty()


def test_without_a_score_there_is_no_fit_at_all(inputs):
    connection = inputs([("a", "b", 0.5)])
    connection.execute("delete from core.index_inputs")
    assert made(connection, "core.index_fit").is_empty()
    assert made(connection, "core.index_draws").is_empty()


def test_the_order_of_the_rows_does_not_move_the_draws():
    frame = pl.DataFrame({"release_id": ["b", "a", "a"], "scale_id": ["x", "y", "x"], "score": [0.1, 0.2, 0.3]})
    assert choose_inputs(frame) == choose_inputs(frame.reverse())


def test_a_served_warehouse_that_keeps_its_draws_otherwise_is_passed_over(built, tmp_path):
    place = tmp_path / "openlag.duckdb"
    with duckdb.connect(str(place)) as served:
        served.execute("create schema core; create table core.index_fit as select 'key' as another_name")
        served.execute("create schema raw; create table raw.loads (load_id varchar)")
    rebuild(built.landing, built.reference, place, models=select("+core.starts"), checks=[])
    assert ask(replace(built, warehouse=place), "select count(*) from core.starts").item() == 2
