"""Promises of warehouse/reference/releases.csv: every fact has a source, and the dates are those of the version."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.source_files import COUNTRIES, PRINTED_COUNTRY, claims_of, facts, read_csv

ROOT = Path(__file__).parents[2]
RELEASES = ROOT / "warehouse" / "reference" / "releases.csv"

COLUMNS = [
    "release_id",
    "name",
    "short_name",
    "family",
    "organization_id",
    "organizations",
    "country",
    "country_source",
    "tier",
    "openness",
    "openness_source",
    "licence",
    "licence_source",
    "announced_on",
    "announced_on_source",
    "api_on",
    "api_on_source",
    "weights_on",
    "weights_on_source",
    "published_on",
    "published_on_source",
    "hub_repository",
    "hub_repository_source",
    "date_spread_days",
    "read_on",
    "notes",
]
DATES = ("announced_on", "api_on", "weights_on", "published_on")
SOURCED = (*DATES, "country", "openness", "licence", "hub_repository")
OPEN = {"open_unrestricted", "open_restricted", "open_noncommercial"}
OPENNESS = OPEN | {"api", "hosted", "unreleased", "unknown"}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# Epoch prints another day for each of these; the day here is that of the scored version.
REPAIRED = {
    "Cerebras-GPT-13B": ("weights_on", "2023-03-20"),
    "Claude 3 Haiku": ("api_on", "2024-03-13"),
    "Claude 3.5 Haiku": ("api_on", "2024-11-04"),
    "DeepSeek Coder 33B": ("weights_on", "2023-11-02"),
    "DeepSeek-V3": ("weights_on", "2024-12-26"),
    "GPT-3.5 Turbo (Jan 2024)": ("api_on", "2024-01-25"),
    "GPT-3.5 Turbo (Nov 2023)": ("api_on", "2023-11-06"),
    "GPT-4 (Mar 2023)": ("api_on", "2023-03-14"),
    "GPT-4o (Aug 2024)": ("api_on", "2024-08-06"),
    "GPT-4o (Nov 2024)": ("api_on", "2024-11-20"),
    "GPT-5 Pro": ("api_on", "2025-10-06"),
    "GPT-5.1-Codex-Max": ("api_on", "2025-12-04"),
    "GPT-5.3 Codex": ("api_on", "2026-02-24"),
    "Gemini 1.0 Pro": ("api_on", "2023-12-13"),
    "Gemini 1.5 Flash (May 2024)": ("api_on", "2024-05-23"),
    "Gemini 1.5 Flash (Sep 2024)": ("api_on", "2024-09-24"),
    "Gemini 2.0 Flash (Feb 2025)": ("api_on", "2025-02-05"),
    "Gemini 2.0 Pro": ("announced_on", "2025-02-05"),
    "Grok 3": ("api_on", "2025-04-09"),
    "Grok 4.20": ("api_on", "2026-03-09"),
    "Grok-2 (Dec 2024)": ("api_on", "2024-12-12"),
    "Grok-3 mini": ("api_on", "2025-04-09"),
    "Kimi K2.5": ("weights_on", "2026-01-27"),
    "Kimi K3": ("weights_on", "2026-07-27"),
    "MiniMax-M2.7": ("weights_on", "2026-04-12"),
    "Mistral 7B v0.1": ("weights_on", "2023-09-27"),
    "Mistral Large 2 (Nov 2024)": ("weights_on", "2024-11-18"),
    "Qwen2.5-Coder-32B": ("weights_on", "2024-11-08"),
    "Qwen3-Max": ("api_on", "2025-09-24"),
    "XGen-7B": ("weights_on", "2023-06-27"),
    "o1": ("api_on", "2024-12-17"),
    "o3": ("api_on", "2025-04-16"),
}
# Both Gemini 1.5 Pro rows and GLM-5.1 were checked, and Epoch's day is right.
CONFIRMED = {
    "GLM-5.1": ("weights_on", "2026-04-07"),
    "Gemini 1.5 Pro (May 2024)": ("api_on", "2024-05-14"),
    "Gemini 1.5 Pro (Sept 2024)": ("api_on", "2024-09-24"),
}
# Epoch says Unknown for all but Kimi K2.5, Kimi K3, Qwen2-72B and Qwen2.5-72B, which it puts in another class.
RELABELLED = {
    "CodeQwen1.5-7B": "open_noncommercial",
    "internlm-7b": "open_restricted",
    "DeepSeek-Coder-V2-Lite-Base": "open_restricted",
    "GLM-5.1": "open_unrestricted",
    "Kimi K2.5": "open_restricted",
    "Kimi K3": "open_restricted",
    "Qwen 3.5 Flash (hosted 35B-A3B)": "api",
    "Qwen 3.5 Plus (hosted 397B-A17B)": "api",
    "Qwen 3.6 Flash": "api",
    "Qwen 3.6 Max (Preview)": "api",
    "Qwen2.5-Coder-0.5B": "open_unrestricted",
    "Qwen-1_8B": "open_noncommercial",
    "Qwen2-72B": "open_restricted",
    "Qwen2.5-72B": "open_restricted",
    "Qwen2.5-Coder-14B": "open_unrestricted",
    "Qwen2.5-Coder-3B": "open_noncommercial",
    "Yi-9B": "open_restricted",
    "chatglm2-6b": "open_restricted",
    "internlm-20b": "open_restricted",
    "o3-pro": "api",
}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return facts("releases")


@pytest.fixture(scope="module")
def by_name(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in rows}


def failing(rows: list[dict[str, str]], good: list[bool]) -> list[str]:
    return [row["name"] for row, is_good in zip(rows, good, strict=True) if not is_good]


def test_columns_are_those_of_the_contract_and_no_cell_breaks_a_line(rows: list[dict[str, str]]) -> None:
    assert list(rows[0]) == COLUMNS
    assert all(None not in row and None not in row.values() for row in rows)
    assert len(RELEASES.read_text(encoding="utf-8").split("\n")) == len(rows) + 2
    assert failing(rows, [all(value == value.strip() for value in row.values()) for row in rows]) == []


def test_release_ids_are_unique_sorted_slugs_of_the_names(rows: list[dict[str, str]]) -> None:
    ids = [row["release_id"] for row in rows]
    assert ids == sorted(set(ids))
    slugs = [re.sub(r"[^a-z0-9]+", "-", row["name"].lower()).strip("-") for row in rows]
    assert ids == slugs


@pytest.mark.parametrize("column", SOURCED)
def test_every_fact_has_a_source_and_no_source_stands_alone(rows: list[dict[str, str]], column: str) -> None:
    assert failing(rows, [bool(row[column]) == bool(row[f"{column}_source"]) for row in rows]) == []


def test_dates_are_iso_days_not_after_the_day_of_reading(rows: list[dict[str, str]]) -> None:
    for row in rows:
        read_on = date.fromisoformat(row["read_on"])
        for column in DATES:
            if row[column]:
                assert ISO_DAY.fullmatch(row[column]), f"{row['name']} {column} {row[column]}"
                assert date.fromisoformat(row[column]) <= read_on, f"{row['name']} {column} {row[column]}"


def test_openness_and_country_keep_to_their_vocabularies(rows: list[dict[str, str]]) -> None:
    assert {row["openness"] for row in rows} <= OPENNESS
    assert failing(rows, [bool(re.fullmatch(r"[A-Z]{2}|", row["country"])) for row in rows]) == []
    assert failing(rows, [bool(re.fullmatch(r"[a-z0-9-]+|", row["organization_id"])) for row in rows]) == []


def test_open_rows_have_weights_api_rows_an_api_and_hosted_rows_an_announcement(rows: list[dict[str, str]]) -> None:
    wanted = {"api": "api_on", "hosted": "announced_on"} | dict.fromkeys(OPEN, "weights_on")
    assert failing(rows, [row["openness"] not in wanted or bool(row[wanted[row["openness"]]]) for row in rows]) == []
    assert failing(rows, [row["openness"] in OPEN | {"unknown"} or not row["weights_on"] for row in rows]) == []


def test_an_announcement_is_never_later_than_access(rows: list[dict[str, str]]) -> None:
    access = [min([day for day in (row["api_on"], row["weights_on"]) if day], default="9999") for row in rows]
    assert failing(rows, [row["announced_on"] <= day for row, day in zip(rows, access, strict=True)]) == []


def test_a_spread_of_more_than_a_week_is_explained(rows: list[dict[str, str]]) -> None:
    wide = [row for row in rows if int(row["date_spread_days"] or 0) > 7]
    assert len(wide) >= 25
    assert failing(wide, ["Sources:" in row["notes"] and "Chosen:" in row["notes"] for row in wide]) == []


def test_a_day_other_than_the_published_one_is_explained(rows: list[dict[str, str]]) -> None:
    moved = [
        row
        for row in rows
        if row["published_on"] and (row["weights_on"] or row["api_on"] or row["announced_on"]) != row["published_on"]
    ]
    assert failing(moved, ["Chosen:" in row["notes"] for row in moved]) == []


@pytest.mark.parametrize("name", sorted(REPAIRED))
def test_a_repaired_release_has_the_day_of_its_version_and_says_why(
    by_name: dict[str, dict[str, str]], name: str
) -> None:
    column, day = REPAIRED[name]
    assert by_name[name][column] == day
    assert by_name[name]["published_on"] != day
    assert by_name[name]["notes"]


@pytest.mark.parametrize("name", sorted(CONFIRMED))
def test_a_checked_release_keeps_the_published_day(by_name: dict[str, dict[str, str]], name: str) -> None:
    column, day = CONFIRMED[name]
    assert by_name[name][column] == by_name[name]["published_on"] == day


@pytest.mark.parametrize("name", sorted(RELABELLED))
def test_a_changed_openness_label_is_sourced_outside_the_score_table(
    by_name: dict[str, dict[str, str]], name: str
) -> None:
    assert by_name[name]["openness"] == RELABELLED[name]
    assert not by_name[name]["openness_source"].startswith("epoch/eci_scores.csv")


def test_every_release_of_the_index_is_here_with_its_printed_date(by_name: dict[str, dict[str, str]]) -> None:
    printed = {row["source_name"]: row["day"] for row in claims_of("epoch_index")}
    assert len(printed) == 222
    assert {name: row["published_on"] for name, row in by_name.items() if row["published_on"]} == printed


def test_a_label_that_the_index_does_not_give_says_so(by_name: dict[str, dict[str, str]]) -> None:
    unknown = [
        row["source_name"] for row in claims_of("epoch_index", "openness_claims") if row["openness"] == "unknown"
    ]
    filled = [by_name[name] for name in unknown if by_name[name]["openness"] != "unknown"]
    assert len(filled) >= 10
    assert failing(filled, ["Epoch: Unknown" in row["openness_source"] for row in filled]) == []


def test_labels_of_the_index_are_kept_unless_the_change_is_listed(by_name: dict[str, dict[str, str]]) -> None:
    printed = {row["source_name"]: row["openness"] for row in claims_of("epoch_index", "openness_claims")}
    assert {name for name, label in printed.items() if by_name[name]["openness"] != label} == set(RELABELLED)


def test_a_country_is_credited_to_the_index_where_it_prints_one_and_nowhere_else(
    by_name: dict[str, dict[str, str]], source_files: Path
) -> None:
    printed = {
        row["Model"]: row["Country (of organization)"] for row in read_csv(source_files / "epoch" / "eci_scores.csv")
    }
    credited = {name for name, row in by_name.items() if row["country_source"] == PRINTED_COUNTRY}
    assert credited == {name for name, country in printed.items() if country}
    assert {name: COUNTRIES[by_name[name]["country"]] for name in credited} == {
        name: printed[name] for name in credited
    }
