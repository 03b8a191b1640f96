"""Costs of runs and training compute: that the compiled files say what Epoch's archive says, and the ratios known by hand."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.conftest import Home
from tests.source_files import facts, read_csv
from warehouse.sources.epoch_archive import COSTS, OLD_MODELS


@pytest.fixture(scope="module")
def ratios(built: Home) -> pl.DataFrame:
    with duckdb.connect(str(built.warehouse), read_only=True) as connection:
        return connection.execute("from marts.efficiency_ratios").pl()


def test_every_cost_is_that_of_the_archive(source_files: Path) -> None:
    folder = source_files / "epoch" / "benchmark_data"
    for benchmark_id, (file, score, cost, run_on, setting) in COSTS.items():
        printed = [
            (
                row["Model version"].strip(),
                row.get(setting, "") if setting != "Notes" else "",
                row[score],
                row[cost],
                row.get(run_on, ""),
            )
            for row in read_csv(folder / file)
        ]
        listed = [row for row in facts("run_costs") if row["benchmark_id"] == benchmark_id]
        assert listed and {
            (row["source_name"], row["setting"], row["score"], row["cost_usd"], row["run_on"]) for row in listed
        } <= set(printed)
        assert all(f"epoch/benchmark_data/{file}" in row["source"] for row in listed)


def test_every_estimate_of_compute_is_that_of_the_archive_with_its_confidence(source_files: Path) -> None:
    printed = {
        row["Model version"].strip(): row for row in read_csv(source_files / "epoch" / "benchmark_data" / OLD_MODELS)
    }
    for row in facts("training_compute"):
        theirs = printed[row["source_name"]]
        assert float(row["training_compute_flop"]) == pytest.approx(float(theirs["Training compute (FLOP)"]), rel=1e-9)
        assert row["confidence"] == theirs["Confidence"] != ""


@pytest.mark.parametrize("name", ["run_costs", "training_compute"])
def test_a_name_that_aliases_list_is_the_same_release_in_both_files(name: str) -> None:
    aliases = {row["source_name"]: row["release_id"] for row in facts("aliases") if row["source_id"] == "epoch_archive"}
    listed = [row for row in facts(name) if row["source_name"] in aliases]
    assert listed and all(aliases[row["source_name"]] == row["release_id"] for row in listed)


@pytest.mark.parametrize(
    ("record", "match", "flop", "of_match", "is_speculative"),
    [
        ("gpt-4-mar-2023", "qwen2-5-72b", 2.1e25, 7.8e24, False),
        ("claude-3-5-sonnet", "deepseek-v3", 2.7e25, 3.3e24, True),
    ],
)
def test_the_compute_of_pairs_known_by_hand(
    ratios: pl.DataFrame, record: str, match: str, flop: float, of_match: float, is_speculative: bool
) -> None:
    (row,) = ratios.filter(
        reading_id="training_compute", rule_id="strict", record_release_id=record, match_release_id=match
    ).rows(named=True)
    assert (row["record_value"], row["match_value"]) == (flop, of_match)
    assert row["ratio"] == pytest.approx(flop / of_match)
    assert row["is_counted"] and row["is_speculative"] == is_speculative


def test_the_cost_of_a_pair_known_by_hand(ratios: pl.DataFrame) -> None:
    """Aider prints $18.577 for o1-mini's 225 exercises, and $0.024 for one of DeepSeek-R1."""
    pair = {"rule_id": "tolerance_0_9", "record_release_id": "o1-mini", "match_release_id": "deepseek-r1"}
    of = {row["reading_id"]: row["ratio"] for row in ratios.filter(**pair).rows(named=True)}
    assert of["cost_aider_polyglot"] == pytest.approx(18.577 / 225 / 0.024)
    assert of["cost_weirdml"] == pytest.approx(0.1112749524 / 0.07850552)
    assert of["cost_swe_bench_bash"] is None


def test_a_run_of_another_version_under_the_name_of_a_match_counts_nowhere(ratios: pl.DataFrame) -> None:
    """The archive calls Aider's deepseek-chat of October 2025 the V3.2 of December."""
    assert any(row["source_name"] == "deepseek-chat" and row["run_on"] == "2025-10-03" for row in facts("run_costs"))
    gpt_5 = ratios.filter(reading_id="cost_aider_polyglot", rule_id="tolerance_0_9", record_release_id="gpt-5")
    assert gpt_5["match_release_id"].to_list() == ["deepseek-v3-2"]
    assert gpt_5["match_value"].to_list() == [None]
