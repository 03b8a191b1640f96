"""The compiled CSV files: their vocabulary and keys, and that they say what the files they credit say."""

import csv
import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.sources import reference

REFERENCE = Path(__file__).parents[2] / "warehouse" / "reference"
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
HUB_FLOOR = "2022-03-02"  # the Hub has no older creation days
KEYS = {
    "organizations": ("organization_id",),
    "benchmarks": ("benchmark_id",),
    "scores": ("release_id", "benchmark_id"),
    "hub_models": ("hub_model_id",),
}


def rows(name: str) -> list[dict[str, str]]:
    path = REFERENCE / f"{name}.csv"
    if not path.is_file():
        pytest.skip(f"{name}.csv is not compiled yet")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shared_csv(name: str) -> list[dict[str, str]]:
    with _shared(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _shared(name: str) -> Path:
    if not (SHARED / name).is_file():
        pytest.skip(f"../shared/data is absent: {name} cannot be compared")
    return SHARED / name


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def american_records(benchmark: str) -> int:
    """Days on which a US model beat every US score of an earlier day: counted again by comparing all pairs of days."""
    index = {row["Model"]: row for row in shared_csv("epoch/eci_scores.csv")}
    tests = [
        (index[row["model"]]["date"], float(row["performance"]))
        for row in shared_csv("epoch/eci_benchmarks.csv")
        if row["benchmark"] == benchmark
        and index[row["model"]]["Country (of organization)"] == "United States of America"
    ]
    return len({day for day, score in tests if all(score > other for earlier, other in tests if earlier < day)})


@pytest.mark.parametrize("name", KEYS)
def test_every_key_is_there_once_and_in_order(name: str) -> None:
    keys = [tuple(row[column] for column in KEYS[name]) for row in rows(name)]
    assert keys == sorted(set(keys))
    assert all(part for key in keys for part in key)


@pytest.mark.parametrize("name", KEYS)
def test_every_row_says_where_it_comes_from_and_when_that_was_read(name: str) -> None:
    for row in rows(name):
        assert row["source"]
        assert date(2026, 1, 1) <= date.fromisoformat(row["read_on"]) <= date(2026, 11, 24)


@pytest.mark.parametrize("name", KEYS)
def test_files_end_their_lines_with_lf_and_have_no_stray_blanks(name: str) -> None:
    raw = (REFERENCE / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert all(cell == cell.strip() for row in rows(name) for cell in row.values())


def test_the_compiled_files_pass_their_own_contract() -> None:
    pull = reference.read(REFERENCE, now=datetime(2026, 8, 12, tzinfo=UTC))
    assert pull.rejects == []
    assert pull.retrieved_on == date(2026, 8, 11)
    assert all(frame["extra"].null_count() == frame.height for frame in pull.tables.values())


def test_a_hub_namespace_belongs_to_one_organization() -> None:
    namespaces = [namespace for row in rows("organizations") for namespace in row["hub_namespaces"].split()]
    assert len(namespaces) == len({namespace.lower() for namespace in namespaces})


def test_an_organization_without_country_says_that_no_file_names_one() -> None:
    without = {row["organization_id"]: row["source"] for row in rows("organizations") if not row["country"]}
    assert set(without) == {"deepreinforce", "openlm-research", "stepfun", "tencent", "together", "xiaomi"}
    assert all("country unknown" in source or "no file states a country" in source for source in without.values())


def test_every_leading_organization_of_the_index_is_listed_with_its_country() -> None:
    iso = {"China": "CN", "United States of America": "US", "France": "FR", "United Arab Emirates": "AE"}
    iso["United Kingdom of Great Britain and Northern Ireland"] = "GB"
    listed = {row["name"]: row["country"] for row in rows("organizations")}
    for row in shared_csv("epoch/eci_scores.csv"):
        if row["Organization"]:
            assert listed[row["Organization"].split(",")[0]] == iso[row["Country (of organization)"]]


def test_benchmarks_are_those_with_five_us_records() -> None:
    names = {row["benchmark"] for row in shared_csv("epoch/eci_benchmarks.csv")}
    expected = {name for name in names if american_records(name) >= 5}
    listed = {row["name"]: row["benchmark_id"] for row in rows("benchmarks")}
    assert listed.pop("Epoch Capabilities Index") == "eci_published"
    assert set(listed) == expected
    assert all(benchmark_id == slug(name) for name, benchmark_id in listed.items())
    assert american_records("WeirdML") == 17
    assert american_records("GPQA diamond") == 16
    assert american_records("Fiction.LiveBench") == 4


def test_every_scale_but_the_index_is_a_proportion_from_0_to_1() -> None:
    for row in rows("benchmarks"):
        scale = (row["scale_type"], row["floor"], row["ceiling"])
        assert scale == (("index", "", "") if row["benchmark_id"] == "eci_published" else ("proportion", "0", "1"))
        assert bool(row["released_on"]) == bool(row["released_on_source"])


def test_every_score_is_of_a_known_benchmark_and_inside_its_scale() -> None:
    scales = {row["benchmark_id"]: row for row in rows("benchmarks")}
    for row in rows("scores"):
        scale = scales[row["benchmark_id"]]
        if scale["scale_type"] == "index":
            assert bool(row["score_lower"]) == bool(row["score_upper"])
            assert float(row["score_lower"] or row["score"]) <= float(row["score"])
            assert float(row["score"]) <= float(row["score_upper"] or row["score"])
        else:
            assert float(scale["floor"]) <= float(row["score"]) <= float(scale["ceiling"])
            assert row["score_lower"] == row["score_upper"] == ""


def test_every_score_is_of_a_known_release() -> None:
    assert {row["release_id"] for row in rows("scores")} <= {row["release_id"] for row in rows("releases")}


def test_only_the_two_anchors_of_the_index_carry_no_interval() -> None:
    index = [row for row in rows("scores") if row["benchmark_id"] == "eci_published"]
    assert [row["release_id"] for row in index if not row["score_lower"]] == ["claude-3-5-sonnet", "gpt-5"]


def test_every_published_score_of_a_listed_benchmark_is_there_as_printed() -> None:
    listed = {row["name"]: row["benchmark_id"] for row in rows("benchmarks")}
    published = {
        (slug(row["model"]), listed[row["benchmark"]]): (row["performance"], "", "")
        for row in shared_csv("epoch/eci_benchmarks.csv")
        if row["benchmark"] in listed
    }
    index = {
        (slug(row["Model"]), "eci_published"): (row["eci"], row["eci_ci_low"], row["eci_ci_high"])
        for row in shared_csv("epoch/eci_scores.csv")
    }
    assert len(index) == 222
    ours = {
        (row["release_id"], row["benchmark_id"]): (row["score"], row["score_lower"], row["score_upper"])
        for row in rows("scores")
    }
    assert ours == published | index


def test_known_scores_are_there() -> None:
    scores = {(row["release_id"], row["benchmark_id"]): row for row in rows("scores")}
    assert scores["gpt-5-6-sol", "eci_published"]["score"] == "161.65"
    assert scores["gpt-5-6-sol", "eci_published"]["score_lower"] == "159.11"
    assert scores["amazon-nova-pro", "the-agent-company"]["score"] == "0.017"
    assert scores["amazon-nova-pro", "the-agent-company"]["source"] == (
        "epoch/eci_benchmarks.csv; TheAgentCompany experiment results github"
    )


def test_hub_models_belong_to_listed_organizations_and_invent_nothing() -> None:
    namespaces = {namespace for row in rows("organizations") for namespace in row["hub_namespaces"].split()}
    for row in rows("hub_models"):
        assert row["hub_model_id"].split("/")[0] in namespaces
        assert row["hub_id"] == row["downloads_all_time"] == row["library"] == ""
        assert row["gated"] in ("", "false")
        assert row["created_at"] == "" or HUB_FLOOR <= row["created_at"] <= row["read_on"]
        assert int(row["downloads_30d"]) + int(row["likes"]) > 0
        assert bool(row["base_models"]) == bool(row["base_model_relation"])


def test_hub_counts_are_those_of_the_newer_snapshot_that_has_them() -> None:
    older = {row["model_id"]: row for row in json.loads(_shared("hub/hf_top100_2026-02-16.json").read_text())["models"]}
    newer = {
        row["name"]: row
        for row in json.loads(_shared("hub/hf_models_2026-03-18.json").read_text())
        if row["hf_downloads"] or row["hf_likes"]
    }
    days = Counter[str]()
    for row in rows("hub_models"):
        name = row["hub_model_id"]
        if name in newer:
            counts = (newer[name]["hf_downloads"], newer[name]["hf_likes"], newer[name]["release_date"] or "")
        else:
            counts = (older[name]["downloads"], older[name]["likes"], "")
        assert (int(row["downloads_30d"]), int(row["likes"]), row["created_at"]) == counts
        assert row["licence"] == (older.get(name, {}).get("license") or "")
        assert row["read_on"] == ("2026-03-18" if name in newer else "2026-02-16")
        days[row["read_on"]] += 1
    assert days == {"2026-03-18": 258, "2026-02-16": 37}


def test_an_entry_the_scraper_typed_by_hand_is_no_hub_model() -> None:
    # "microsoft/Phi-3-medium-14b-instruct" stands in the snapshot with no downloads, no likes and no day: it was never read
    # from the Hub, and a row for it would be a made-up repository.
    names = {row["hub_model_id"] for row in rows("hub_models")}
    assert "microsoft/Phi-3-medium-14b-instruct" not in names
    assert "MiniMaxAI/MiniMax-M2.7" not in names
