"""The warehouse as a whole, on the real reference files: what it says, and that no accident loses or half-writes it."""

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import groupby, pairwise
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.conftest import checks_of, resting
from tests.source_files import read_csv, write_csv
from warehouse.build.heads import BuildError
from warehouse.build.swap import rebuild
from warehouse.landing import land
from warehouse.read.ask import find_query
from warehouse.read.connect import open_warehouse
from warehouse.sources import epoch

HEADLINE = (
    "pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and date_basis = 'available' and rule_id = 'strict'"
)
COHORT = "cohort_id = 'records' and censoring_id = 'as_of'"

# An early day, on which there is little to compare: where a test only needs another build, it is a quick one.
SMALL = date(2023, 7, 2)


def ask(home, sql: str) -> pl.DataFrame:
    with open_warehouse(home.warehouse) as connection:
        return connection.sql(sql).pl()


def product_limit(observed: list[tuple[int, bool]]) -> Iterator[tuple[int, Fraction]]:
    """Days and S(t) in exact fractions: at each day with matches, S is multiplied by 1 - matches / at risk."""
    survival, at_risk = Fraction(1), len(observed)
    for day, group in groupby(sorted(observed), key=lambda pair: pair[0]):
        here = list(group)
        survival *= 1 - Fraction(sum(matched for _, matched in here), at_risk)
        at_risk -= len(here)
        yield day, survival


def test_the_headline_follows_by_hand_from_lag_by_record(built):
    records = ask(built, f"from marts.lag_by_record where {HEADLINE} and record_released_on >= date '2023-03-14'")
    observed = [
        (max(0, row["lag_days"]) if row["is_matched"] else row["follow_up_days"], row["is_matched"])
        for row in records.iter_rows(named=True)
    ]
    curve = list(product_limit(observed))
    summary = ask(built, f"from marts.lag_summary where {HEADLINE} and {COHORT} and start_on = date '2023-03-14'").row(
        0, named=True
    )
    assert summary["n_records"] == len(observed)
    assert summary["n_matched"] == sum(matched for _, matched in observed)
    assert summary["n_censored"] == len(observed) - summary["n_matched"]
    assert summary["n_matching_releases"] == records["match_release_id"].drop_nulls().n_unique()
    assert summary["median_days"] == next(day for day, survival in curve if survival <= Fraction(1, 2))
    within = [survival for day, survival in curve if day <= 182.625]
    assert summary["share_6m"] == pytest.approx(float(1 - within[-1]))
    assert summary["median_days_lower"] < summary["median_days"] < summary["median_days_upper"]


def test_records_and_matches_of_the_headline_follow_from_the_csv_rows(built):
    folder = Path(__file__).parents[2] / "warehouse" / "reference"
    releases = {row["release_id"]: row for row in read_csv(folder / "releases.csv")}
    scores = {
        row["release_id"]: float(row["score"])
        for row in read_csv(folder / "scores.csv")
        if row["benchmark_id"] == "eci_published"
    }
    leaders, laggards = [], []
    for name, row in releases.items():
        is_open = row["openness"].startswith("open_")
        if row["country"] == "US" and (is_open or row["openness"] in ("api", "hosted")) and name in scores:
            days = [row[column] for column in ("api_on", "weights_on") if row[column]] or [row["announced_on"]]
            leaders.append((min(days), -scores[name], name))
        if row["country"] == "CN" and is_open and name in scores:
            laggards.append((row["weights_on"], -scores[name], name))
    best, expected = float("-inf"), {}
    for day, negative_score, name in sorted(leaders):
        if -negative_score > best:
            best = -negative_score
            expected[name] = next(((on, match) for on, low, match in sorted(laggards) if -low >= best), None)
            assert day <= "2026-08-11"
    found = {
        row["record_release_id"]: (str(row["match_released_on"]), row["match_release_id"])
        if row["is_matched"]
        else None
        for row in ask(built, f"from marts.lag_by_record where {HEADLINE}").iter_rows(named=True)
    }
    assert found == expected
    assert len(found) > 15


def test_the_level_average_follows_by_hand_from_the_records(built):
    where = "pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and date_basis = 'available'"
    records = ask(built, f"from marts.records where {where} order by released_on")
    stairs = {role: records.filter(role=role).select("released_on", "score").rows() for role in ("leader", "laggard")}
    average = ask(built, f"from marts.level_average where {where}").row(0, named=True)
    low, high = average["level_from"], average["level_to"]
    edges = sorted({low, high} | {score for steps in stairs.values() for _, score in steps if low < score < high})
    total = 0.0
    for bottom, top in pairwise(edges):
        first = {role: next(day for day, score in steps if score >= top) for role, steps in stairs.items()}
        total += (top - bottom) * (first["laggard"] - first["leader"]).days
    assert average["mean_days"] == pytest.approx(total / (high - low))
    told = "from marts.claim_verdicts where reading = 'on average over levels' and pairing_id = 'us_any__cn_open'"
    verdict = ask(built, told).row(0, named=True)
    assert (verdict["figure"], verdict["lower"]) == (average["mean_days"], average["mean_days_lower"])
    assert (low, high) == (125.7, max(score for _, score in stairs["laggard"]))
    thresholds = ask(built, f"from marts.thresholds where {where} and state = 'matched'")
    for row in thresholds.iter_rows(named=True):
        first = {role: next(day for day, score in steps if score >= row["level"]) for role, steps in stairs.items()}
        assert row["lag_days"] == (first["laggard"] - first["leader"]).days


@pytest.mark.parametrize("start", [None, "2023-03-14"])
def test_epochs_files_on_their_own_dates_give_the_lags_of_the_method(epochs, epoch_files, start):
    home = epochs
    labels = {
        row["name"]: (row["country"], row["openness"])
        for row in ask(home, "from marts.releases where exclusion_reason is null").iter_rows(named=True)
    }
    leaders, laggards = [], []
    for row in read_csv(epoch_files / "eci_scores.csv"):
        country, openness = labels.get(row["Model"], (None, ""))
        entry = (date.fromisoformat(row["date"]), -float(row["eci"]), row["Model"])
        if country == "US":
            leaders.append(entry)
        if country == "CN" and openness.startswith("open_"):
            laggards.append(entry)
    best, expected = float("-inf"), {}
    for day, low, name in sorted(leaders):
        if -low > best:
            best = -low
            match = next(((on, other) for on, score, other in sorted(laggards) if -score >= best), None)
            if start is None or day >= date.fromisoformat(start):
                expected[name] = (day, match[1], (match[0] - day).days) if match else (day, None, None)
    rows = ask(
        home,
        "from marts.lag_by_record where pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' "
        f"and date_basis = 'published' and rule_id = 'strict' and record_released_on >= date '{start or '2000-01-01'}'",
    )
    found = {
        row["record_name"]: (row["record_released_on"], row["match_name"], row["lag_days"])
        for row in rows.iter_rows(named=True)
    }
    assert found == expected
    n_records = ask(
        home,
        "select n_records from marts.lag_summary where pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' "
        f"and date_basis = 'published' and rule_id = 'strict' and {COHORT} and start_on is not distinct from "
        + (f"date '{start}'" if start else "null"),
    ).item()
    assert n_records == len(expected)


def test_epochs_files_and_the_reference_files_give_the_same_index_to_the_last_draw(built, epochs):
    fits = [
        ask(home, "select input_checksum, objective, n_scores, n_releases from marts.index_fit").row(0)
        for home in (built, epochs)
    ]
    assert fits[0] == fits[1]
    assert fits[0][1] < 13.041411  # the objective at Epoch's own published values, docs/validation.md


def test_every_mart_and_each_of_its_columns_has_a_comment(built):
    bare = ask(
        built,
        "select table_name from duckdb_tables() where schema_name = 'marts' and comment is null union all "
        "select table_name || '.' || column_name from duckdb_columns() where schema_name = 'marts' and comment is null",
    )
    assert bare.is_empty()


def test_small_tables_leave_little_of_the_file_empty(built):
    with duckdb.connect() as connection:
        connection.execute(f"attach '{built.warehouse}' as built (read_only)")
        (columns,) = connection.execute(
            "select sum(column_count) from duckdb_tables() where database_name = 'built'"
        ).fetchone()
    # In blocks of the usual 256 kB it takes more than 20 kB a column, and as DuckDB wrote before 1.2 some 10.
    assert built.warehouse.stat().st_size / columns < 9_000


@pytest.mark.parametrize("name", [path.stem for path in (Path(__file__).parents[2] / "sql" / "queries").glob("*.sql")])
def test_every_named_query_answers(built, name):
    answer = ask(built, find_query(name))
    assert answer.is_empty() == (name == "spread"), "only the spread has nothing to say before the whole Hub was listed"


def test_a_day_in_the_past_knows_nothing_younger(built, tmp_path):
    past = replace(built, warehouse=tmp_path / "past.duckdb")
    made = resting("marts.lag_by_record", "marts.lag_by_day", "marts.scores")
    rebuild(
        past.landing,
        past.reference,
        past.warehouse,
        as_of=date(2025, 6, 30),
        n_draws=20,
        models=made,
        checks=[],
    )
    newest = ask(
        past, "select max(record_released_on), max(match_released_on), max(censored_on) from marts.lag_by_record"
    )
    assert all(day <= date(2025, 6, 30) for day in newest.row(0))
    assert ask(past, "select max(day) from marts.lag_by_day").item() == date(2025, 6, 30)
    assert ask(past, "select distinct vintage from marts.scores").item() == date(2026, 8, 11)


@pytest.mark.parametrize("day", [date(2022, 1, 1), date(2023, 3, 20)])
def test_a_day_before_there_is_anything_to_compare_is_refused_in_words(home, day):
    made = ("core.headline", "core.scored_releases")
    with pytest.raises(BuildError, match="has no leader or no laggard release .* Choose a later as-of day"):
        rebuild(home.landing, home.reference, home.warehouse, as_of=day, models=resting(*made), checks=checks_of(*made))
    assert not home.warehouse.exists()


def test_the_first_day_of_the_calendar_is_refused_in_words(home):
    with pytest.raises(BuildError, match="there is nothing to compare; choose a later day"):
        rebuild(home.landing, home.reference, home.warehouse, as_of=date(1, 1, 1))


def test_a_day_after_the_scores_were_read_is_refused_in_words(home):
    with pytest.raises(BuildError, match=r"As of 2026-08-12 nothing is known: the scores were read on 2026-08-11"):
        rebuild(home.landing, home.reference, home.warehouse, as_of=date(2026, 8, 12))


def epoch_with(epoch_files: Path, folder: Path, name: str, change: Callable[[list[dict[str, str]]], None]) -> str:
    """The address of a copy of Epoch's files, of which one is changed."""
    shutil.copytree(epoch_files, folder, ignore=lambda _, names: {one for one in names if not one.startswith("eci_")})
    rows = read_csv(folder / name)
    change(rows)
    write_csv(folder / name, rows)
    return folder.as_uri()


def test_a_benchmark_with_a_score_outside_its_scale_is_left_out_and_the_week_goes_on(home, tmp_path, epoch_files):
    def add_one(rows: list[dict[str, str]]) -> None:
        row = next(row for row in rows if (row["model"], row["benchmark"]) == ("Amazon Nova Pro", "Lech Mazur Writing"))
        row["performance"] = "1.605"

    url = epoch_with(epoch_files, tmp_path / "e", "eci_benchmarks.csv", add_one)
    land(epoch.pull(url, now=datetime.now(UTC), retrieved_on=date(2026, 8, 11)), home.landing, code_version="test")
    made = resting("core.benchmark_faults", "core.index_inputs", "marts.scores")
    checks = checks_of("core.benchmark_faults", "core.index_inputs", "marts.scores")
    done = rebuild(home.landing, home.reference, home.warehouse, as_of=SMALL, models=made, checks=checks)
    assert {check.name: check.row_count for check in done.checks}["warn_score_outside_scale"] == 1
    faults = ask(home, "select kind, subject, n from core.benchmark_faults").rows()
    assert faults == [("benchmark above its scale", "lech-mazur-writing", 1)]
    assert ask(home, "select count(*) from marts.scores where scale_id = 'lech-mazur-writing'").item() == 0
    loads = ask(home, "select distinct load_id from core.index_inputs where scale_id = 'lech-mazur-writing'")
    assert not any(load_id.startswith("epoch") for load_id in loads["load_id"])


def test_a_bad_load_of_epoch_does_not_outlive_its_correction(home, tmp_path, epoch_files):
    def misprint(rows: list[dict[str, str]]) -> None:
        next(row for row in rows if row["Model"] == "GPT-5.6 Sol")["eci"] = "16l.65"

    bad = epoch_with(epoch_files, tmp_path / "bad", "eci_scores.csv", misprint)
    for url, n_rejects in ((bad, 1), (epoch_files.as_uri(), 0)):
        land(epoch.pull(url, now=datetime.now(UTC), retrieved_on=date(2026, 8, 11)), home.landing, code_version="test")
        done = rebuild(
            home.landing,
            home.reference,
            home.warehouse,
            as_of=SMALL,
            models=resting("marts.rejects"),
            checks=checks_of("marts.rejects"),
        )
        assert [(check.name, check.row_count) for check in done.checks] == [("warn_rejected_rows", n_rejects)]


def test_a_release_that_epoch_adds_enters_with_epochs_date_and_is_named(home, tmp_path, epoch_files):
    invented = {
        "Model": "Invented 1", "Display name": "Invented 1", "eci": "170.0", "eci_ci_low": "165", "eci_ci_high": "175",
        "date": "2026-08-10", "Organization": "DeepSeek", "Country (of organization)": "China",
        "Model accessibility": "Open weights (unrestricted)", "Accessibility group": "Open weights",
    }  # fmt: skip
    url = epoch_with(epoch_files, tmp_path / "epoch", "eci_scores.csv", lambda rows: rows.append(invented))
    pull = epoch.pull(url, now=datetime.now(UTC), retrieved_on=date(2026, 8, 18))
    land(pull, home.landing, code_version="test")
    made = resting("marts.lag_by_record", "marts.weekly_changes")
    checks = checks_of("marts.lag_by_record", "marts.weekly_changes")
    done = rebuild(home.landing, home.reference, home.warehouse, n_draws=20, models=made, checks=checks)
    assert done.as_of == date(2026, 8, 18)
    assert {check.name: check.row_count for check in done.checks}["warn_release_not_in_reference"] == 1
    assert ask(home, f"select count(*) from marts.lag_by_record where {HEADLINE} and not is_matched").item() == 0
    changes = ask(home, "select kind, item from marts.weekly_changes where kind <> 'moved_figure'").rows()
    assert ("new_release", "invented-1") in changes
    assert {kind for kind, _ in changes} == {"new_release", "new_match"}


def test_a_match_by_the_records_own_family_stops_the_build(home, tmp_path):
    from warehouse.sources import reference

    folder = Path(__file__).parents[2] / "warehouse" / "reference"
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        if path.name == "releases.csv":
            rows = read_csv(path)
            gpt4 = next(row for row in rows if row["release_id"] == "gpt-4-mar-2023")
            qwen = next(row for row in rows if row["release_id"] == "qwen2-5-72b")
            qwen["family"], qwen["organization_id"] = gpt4["family"], gpt4["organization_id"]
            with (tmp_path / path.name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)
        else:
            (tmp_path / path.name).write_text(text, encoding="utf-8")
    load = land(reference.read(tmp_path, now=datetime.now(UTC)), home.landing, code_version="test")
    with pytest.raises(
        BuildError, match=r"fail_match_in_family\.sql: A record is matched by a release of its own family"
    ):
        rebuild(home.landing, load, home.warehouse, models=resting("core.matches"), checks=checks_of("core.matches"))
