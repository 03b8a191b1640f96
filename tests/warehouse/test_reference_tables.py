"""The compiled CSV files: their vocabulary and keys, and that they say what the files they credit say."""

import json
import re
from collections import Counter
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.source_files import COUNTRIES, facts, read_csv
from warehouse.sources import reference

REFERENCE = Path(__file__).parents[2] / "warehouse" / "reference"
HUB_FLOOR = "2022-03-02"  # the Hub has no older creation days
KEYS = {
    "organizations": ("organization_id",),
    "benchmarks": ("benchmark_id",),
    "scores": ("release_id", "benchmark_id"),
    "hub_models": ("hub_model_id",),
    "prices": ("release_id", "provider", "seen_on"),
}
CREDITED = (*KEYS, "run_costs", "training_compute")


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@pytest.mark.parametrize("name", KEYS)
def test_every_key_is_there_once_and_in_order(name: str) -> None:
    keys = [tuple(row[column] for column in KEYS[name]) for row in facts(name)]
    assert keys == sorted(set(keys))
    assert all(part for key in keys for part in key)


@pytest.mark.parametrize("name", CREDITED)
def test_every_row_says_where_it_comes_from_and_when_that_was_read(name: str) -> None:
    for row in facts(name):
        assert row["source"]
        assert date(2026, 1, 1) <= date.fromisoformat(row["read_on"]) <= date(2026, 11, 24)


@pytest.mark.parametrize("name", CREDITED)
def test_files_end_their_lines_with_lf_and_have_no_stray_blanks(name: str) -> None:
    raw = (REFERENCE / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert all(cell == cell.strip() for row in facts(name) for cell in row.values())


def test_the_compiled_files_pass_their_own_contract() -> None:
    pull = reference.read(REFERENCE, now=datetime(2026, 8, 12, tzinfo=UTC))
    assert pull.rejects == []
    assert pull.retrieved_on == date(2026, 8, 11)
    assert all(
        frame["extra"].null_count() == frame.height for name, frame in pull.tables.items() if name != "hub_snapshot"
    )


def test_a_hub_namespace_belongs_to_one_organization() -> None:
    namespaces = [namespace for row in facts("organizations") for namespace in row["hub_namespaces"].split()]
    assert len(namespaces) == len({namespace.lower() for namespace in namespaces})


def test_an_organization_without_country_says_that_no_file_names_one() -> None:
    without = {row["organization_id"]: row["source"] for row in facts("organizations") if not row["country"]}
    assert set(without) == {"deepreinforce", "openlm-research", "stepfun", "tencent", "together", "xiaomi"}
    assert all("country unknown" in source or "no file states a country" in source for source in without.values())


def test_every_leading_organization_of_the_index_is_listed_with_its_country(source_files: Path) -> None:
    iso = {name: code for code, name in COUNTRIES.items()}
    listed = {row["name"]: row["country"] for row in facts("organizations")}
    for row in read_csv(source_files / "epoch" / "eci_scores.csv"):
        if row["Organization"]:
            assert listed[row["Organization"].split(",")[0]] == iso[row["Country (of organization)"]]


def test_benchmarks_are_the_two_indexes_and_all_those_that_have_scores() -> None:
    listed = {row["name"]: row["benchmark_id"] for row in facts("benchmarks")}
    assert listed.pop("Epoch Capabilities Index") == "eci_published"
    assert listed.pop("Capability index of openlag") == "index"
    assert {row["benchmark_id"] for row in facts("scores")} == {"eci_published", *listed.values()}
    assert all(benchmark_id == slug(name) for name, benchmark_id in listed.items())
    assert len(listed) == 57


def test_both_first_versions_of_frontiermath_are_superseded_by_their_second() -> None:
    marked = {row["benchmark_id"]: row["superseded_by"] for row in facts("benchmarks") if row["superseded_by"]}
    assert marked["frontiermath-2025-02-28-private"] == "frontiermath-tiers-1-3-v2-private"
    assert marked["frontiermath-tier-4-2025-07-01-private"] == "frontiermath-tier-4-v2-private"


def test_every_scale_but_the_indexes_is_a_proportion_from_0_to_1() -> None:
    for row in facts("benchmarks"):
        scale = (row["scale_type"], row["floor"], row["ceiling"])
        is_index = row["benchmark_id"] in ("eci_published", "index")
        assert scale == (("index", "", "") if is_index else ("proportion", "0", "1"))
        assert bool(row["released_on"]) == bool(row["released_on_source"])


def test_every_score_is_of_a_known_benchmark_and_inside_its_scale() -> None:
    scales = {row["benchmark_id"]: row for row in facts("benchmarks")}
    for row in facts("scores"):
        scale = scales[row["benchmark_id"]]
        if scale["scale_type"] == "index":
            assert bool(row["score_lower"]) == bool(row["score_upper"])
            assert float(row["score_lower"] or row["score"]) <= float(row["score"])
            assert float(row["score"]) <= float(row["score_upper"] or row["score"])
        else:
            assert float(scale["floor"]) <= float(row["score"]) <= float(scale["ceiling"])
            assert row["score_lower"] == row["score_upper"] == ""


def test_every_score_is_of_a_known_release() -> None:
    assert {row["release_id"] for row in facts("scores")} <= {row["release_id"] for row in facts("releases")}


def test_only_the_two_anchors_of_the_index_carry_no_interval() -> None:
    index = [row for row in facts("scores") if row["benchmark_id"] == "eci_published"]
    assert [row["release_id"] for row in index if not row["score_lower"]] == ["claude-3-5-sonnet", "gpt-5"]


def test_every_published_score_is_there_as_printed_and_no_other(source_files: Path) -> None:
    listed = {row["name"]: row["benchmark_id"] for row in facts("benchmarks")}
    published = {
        (slug(row["model"]), listed[row["benchmark"]]): (row["performance"], "", "")
        for row in read_csv(source_files / "epoch" / "eci_benchmarks.csv")
    }
    index = {
        (slug(row["Model"]), "eci_published"): (row["eci"], row["eci_ci_low"], row["eci_ci_high"])
        for row in read_csv(source_files / "epoch" / "eci_scores.csv")
    }
    ours = {
        (row["release_id"], row["benchmark_id"]): (row["score"], row["score_lower"], row["score_upper"])
        for row in facts("scores")
    }
    assert ours == published | index


def test_known_scores_are_there() -> None:
    scores = {(row["release_id"], row["benchmark_id"]): row for row in facts("scores")}
    assert scores["gpt-5-6-sol", "eci_published"]["score"] == "161.65"
    assert scores["gpt-5-6-sol", "eci_published"]["score_lower"] == "159.11"
    assert scores["amazon-nova-pro", "the-agent-company"]["score"] == "0.017"
    assert scores["amazon-nova-pro", "the-agent-company"]["source"] == (
        "epoch/eci_benchmarks.csv; TheAgentCompany experiment results github"
    )


def prices_of_july(source_files: Path) -> dict[tuple[str, str], tuple[float, float]]:
    """(provider, model id) -> input and output price in the list of models.dev."""
    listed = json.loads((source_files / "modelsdev" / "first_party_prices_2026-07-02.json").read_text(encoding="utf-8"))
    return {
        (row["provider"], row["id"]): (row["cost"]["input"], row["cost"]["output"]) for row in listed if row.get("cost")
    }


def test_a_price_that_credits_the_list_of_july_stands_there(source_files: Path) -> None:
    july = prices_of_july(source_files)
    credited = [row for row in facts("prices") if "modelsdev/first_party_prices_2026-07-02.json" in row["source"]]
    assert len(credited) >= 20
    for row in credited:
        price = (float(row["input_usd_per_mtok"]), float(row["output_usd_per_mtok"]))
        assert july[row["provider"], row["source_model_id"]] == price, row["release_id"]
        assert row["seen_on"] <= "2026-07-02"


def test_a_price_of_the_list_of_july_is_nowhere_contradicted_by_the_row_in_force_that_day(
    source_files: Path,
) -> None:
    # deepseek-reasoner is an alias, which had moved on to a later model by July.
    july = prices_of_july(source_files)
    in_force = {row["release_id"]: row for row in facts("prices") if row["seen_on"] <= "2026-07-02"}
    for row in in_force.values():
        key = (row["provider"], row["source_model_id"])
        if key in july and key != ("deepseek", "deepseek-reasoner"):
            assert july[key] == (float(row["input_usd_per_mtok"]), float(row["output_usd_per_mtok"])), row["release_id"]
            assert "modelsdev/first_party_prices_2026-07-02.json" in row["source"]


def test_every_price_names_the_api_of_its_maker_and_its_model() -> None:
    makers = {
        "anthropic": "anthropic", "openai": "openai", "google-deepmind": "google", "xai": "xai", "alibaba": "alibaba",
        "deepseek": "deepseek", "moonshot": "moonshotai", "z-ai-zhipu-ai": "zai",
    }  # fmt: skip
    owner = {row["release_id"]: row["organization_id"] for row in facts("releases")}
    for row in facts("prices"):
        assert makers[owner[row["release_id"]]] == row["provider"], row["release_id"]
        assert row["source"].startswith(f"PyPI model-prices 0.0.5 {row['provider']} {row['source_model_id']} ")
        assert "https://" in row["source"]
        assert row["notes"].startswith("Base tier.")
        assert "2025-06-01" <= row["seen_on"] <= row["read_on"]  # models.dev's history begins in June 2025


def test_a_later_price_of_a_release_differs_from_the_one_before() -> None:
    by_release: dict[str, list[tuple[str, str]]] = {}
    for row in facts("prices"):
        by_release.setdefault(row["release_id"], []).append((row["input_usd_per_mtok"], row["output_usd_per_mtok"]))
    assert all(one != other for prices in by_release.values() for one, other in pairwise(prices))
    assert by_release["gpt-5-6-sol"] == [("5", "30"), ("4", "20")]
    assert by_release["kimi-k2-5"] == [("0.6", "3")]  # free in its first two days, which is no list price


def test_an_alias_gives_no_price_to_a_version_it_no_longer_named() -> None:
    # By June 2025, when the records of prices begin, gpt-4, deepseek-chat and deepseek-reasoner named later versions.
    priced = {row["release_id"] for row in facts("prices")}
    assert not priced & {"gpt-4-mar-2023", "gpt-4-turbo-nov-2023", "deepseek-v3", "deepseek-r1"}
    named_on = {
        row["release_id"]: row["seen_on"] for row in facts("prices") if row["source_model_id"] == "deepseek-reasoner"
    }
    assert named_on == {"deepseek-r1-may-2025": "2025-06-10", "deepseek-v3-2-exp": "2025-09-29"}


def test_hub_models_belong_to_listed_organizations_and_invent_nothing() -> None:
    namespaces = {namespace for row in facts("organizations") for namespace in row["hub_namespaces"].split()}
    for row in facts("hub_models"):
        assert row["hub_model_id"].split("/")[0] in namespaces
        assert row["hub_id"] == row["downloads_all_time"] == row["library"] == ""
        assert row["gated"] in ("", "false")
        assert row["created_at"] == "" or HUB_FLOOR <= row["created_at"] <= row["read_on"]
        assert int(row["downloads_30d"]) + int(row["likes"]) > 0
        assert bool(row["base_models"]) == bool(row["base_model_relation"])


def test_hub_counts_are_of_two_snapshots() -> None:
    assert Counter(row["read_on"] for row in facts("hub_models")) == {"2026-03-18": 258, "2026-02-16": 37}


def test_hub_counts_are_those_of_the_newer_snapshot_that_has_them(source_files: Path) -> None:
    hub = source_files / "hub"
    older = {row["model_id"]: row for row in json.loads((hub / "hf_top100_2026-02-16.json").read_text())["models"]}
    newer = {
        row["name"]: row
        for row in json.loads((hub / "hf_models_2026-03-18.json").read_text())
        if row["hf_downloads"] or row["hf_likes"]
    }
    for row in facts("hub_models"):
        name = row["hub_model_id"]
        if name in newer:
            counts = (newer[name]["hf_downloads"], newer[name]["hf_likes"], newer[name]["release_date"] or "")
        else:
            counts = (older[name]["downloads"], older[name]["likes"], "")
        assert (int(row["downloads_30d"]), int(row["likes"]), row["created_at"]) == counts
        assert row["licence"] == (older.get(name, {}).get("license") or "")
        assert row["read_on"] == ("2026-03-18" if name in newer else "2026-02-16")


def test_an_entry_the_scraper_typed_by_hand_is_no_hub_model() -> None:
    # "microsoft/Phi-3-medium-14b-instruct" stands in the snapshot with no downloads, no likes and no day: it was never read
    # from the Hub, and a row for it would be a made-up repository.
    names = {row["hub_model_id"] for row in facts("hub_models")}
    assert "microsoft/Phi-3-medium-14b-instruct" not in names
    assert "MiniMaxAI/MiniMax-M2.7" not in names
