"""What every source claims of dates and openness: the rows say what the files say, and the known conflicts are found."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.source_files import claims_of, facts, read_csv
from warehouse.read.connect import open_warehouse
from warehouse.sources import reference
from warehouse.sources.reference_contract import DATE_KINDS, KEYS, PAGE_SOURCES

REFERENCE = Path(__file__).parents[2] / "warehouse" / "reference"
WORDS = {
    "Open weights (unrestricted)": "open_unrestricted", "Open weights (restricted use)": "open_restricted",
    "Open weights (non-commercial)": "open_noncommercial", "API access": "api", "Hosted access (no API)": "hosted",
    "Unreleased": "unreleased", "Unknown": "unknown", "": "unknown",
}  # fmt: skip
HEADLINE = (
    "pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and date_basis = 'available' and rule_id = 'strict' "
    "and record_released_on >= date '2023-03-14'"
)
ARCHIVE = "epoch/benchmark_data/epoch_capabilities_index.csv"


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@pytest.mark.parametrize("name", ["aliases", "date_claims", "date_precedence", "openness_claims", "review_rejections"])
def test_keys_are_there_once_and_in_order_and_lines_are_clean(name: str) -> None:
    raw = (REFERENCE / f"{name}.csv").read_bytes()
    assert b"\r" not in raw and raw.endswith(b"\n")
    found = facts(name)
    keys = [tuple(row[column] for column in KEYS[name]) for row in found]
    assert len(keys) == len(set(keys))
    order = [(row["kind"], int(row["rank"])) for row in found] if name == "date_precedence" else keys
    assert order == sorted(order)
    assert all(cell == cell.strip() for row in found for cell in row.values())


def test_the_files_pass_their_contract_and_every_release_has_a_claim() -> None:
    pull = reference.read(REFERENCE, now=datetime(2026, 8, 12, tzinfo=UTC))
    assert pull.rejects == []
    releases = {row["release_id"] for row in facts("releases")}
    assert {row["release_id"] for row in facts("date_claims")} == releases
    kept_whole = [
        table for table in pull.tables.values() if "extra" in table.columns
    ]  # of hub_models.csv two columns are read
    assert len(kept_whole) == len(KEYS) - 1 and all(table["extra"].null_count() == table.height for table in kept_whole)


def test_ranks_run_from_the_hand_checked_cell_without_ties() -> None:
    for kind in DATE_KINDS:
        ranks = [(int(row["rank"]), row["source_id"]) for row in facts("date_precedence") if row["kind"] == kind]
        assert [rank for rank, _ in ranks] == list(range(1, len(ranks) + 1))
        assert ranks[0] == (1, "releases")
    origins = {(row["source_id"], row["origin"]) for row in facts("date_precedence")}
    assert {source for source, origin in origins if origin == "epoch"} == {"epoch_index", "epoch_archive"}
    assert len(origins) == len({source for source, _ in origins})


def test_every_alias_is_used_and_is_one_name_of_one_release() -> None:
    used = {
        (row["source_id"], row["source_name"]) for name in ("date_claims", "openness_claims") for row in facts(name)
    }
    used |= {("epoch_vintage", row["name"]) for row in facts("score_vintages")}
    compiled = [row for row in facts("aliases") if not row["reason"].startswith("accepted in review")]
    assert {(row["source_id"], row["source_name"]) for row in compiled} <= used


def test_an_alias_is_proved_by_the_files_and_not_by_likeness(source_files: Path) -> None:
    scored = {
        row["model_version"].lower(): row["model"] for row in read_csv(source_files / "epoch" / "eci_benchmarks.csv")
    }
    no_effort = {re.sub(r"_(\w+)$", "", name): model for name, model in scored.items()} | scored
    releases = {row["release_id"]: row for row in facts("releases")}
    catalogue = {
        row["model"]: row for row in read_json(source_files / "release-dates" / "model-release-dates.json")["models"]
    }
    for row in facts("aliases"):
        # Proved by the reviewer, or by scores (test_score_vintages.py).
        if row["reason"].startswith("accepted in review") or row["source_id"] == "epoch_vintage":
            continue
        release, name = releases[row["release_id"]], row["source_name"]
        if "scores this version id" in row["reason"]:
            version = name.partition("/")[2].lower() if row["source_id"] == "models_dev" else name.lower()
            assert row["reason"].endswith(f"under the name {release['name']}")
            assert release["name"] in (scored.get(version), no_effort.get(re.sub(r"_(\w+)$", "", version)))
        elif "is the version id that" in row["reason"]:
            version = row["reason"].split()[2]
            assert version in [identifier["value"] for identifier in catalogue[name]["identifiers"]]
            assert release["name"] == no_effort[version.split("/")[-1].lower()]
        elif "hub_repository" in row["reason"]:
            assert release["hub_repository"] in row["reason"]
        else:
            column = row["reason"].removeprefix("releases.csv, read by hand, names this entry in ").removeprefix("its ")
            assert re.search(rf"(?<![\w./-]){re.escape(name)}(?![\w/-])", release[column])


def test_epochs_index_is_all_there_as_printed(source_files: Path) -> None:
    printed = read_csv(source_files / "epoch" / "eci_scores.csv")
    days = {(row["release_id"], row["source_name"], row["day"]) for row in claims_of("epoch_index")}
    assert days == {(slug(row["Model"]), row["Model"], row["date"]) for row in printed}
    labels = {(row["source_name"], row["openness"]) for row in claims_of("epoch_index", "openness_claims")}
    assert labels == {(row["Model"], WORDS[row["Model accessibility"]]) for row in printed}


def test_epochs_archive_says_what_is_claimed(source_files: Path) -> None:
    versions = {row["Model version"]: row for row in read_csv(source_files / ARCHIVE)}
    for row in claims_of("epoch_archive"):
        assert versions[row["source_name"]]["Release date"] == row["day"]
        for other in re.findall(r"The same day under (.+)\.$", row["notes"]):
            assert {versions[name]["Release date"] for name in other.split(", ")} == {row["day"]}
    for row in claims_of("epoch_archive", "openness_claims"):
        assert WORDS[versions[row["source_name"]]["Model accessibility"]] == row["openness"]


def test_every_version_that_epoch_scores_and_its_archive_dates_is_claimed(source_files: Path) -> None:
    scored = {
        row["model_version"]: slug(row["model"]) for row in read_csv(source_files / "epoch" / "eci_benchmarks.csv")
    }
    claimed = {(row["release_id"], row["day"]) for row in claims_of("epoch_archive")}
    left_out = {
        row["Model version"]
        for row in read_csv(source_files / ARCHIVE)
        if row["Release date"]
        and row["Model version"] in scored
        and (scored[row["Model version"]], row["Release date"]) not in claimed
    }
    # Other versions by the notes of releases.csv, and entries of hosts.
    assert left_out == {
        "falcon-40b-instruct", "gemini-exp-1206", "gpt-4-0125-preview", "Qwen2.5-Coder-7B-Instruct", "Yi-34B-Chat",
        "chutes/Gemma-3-27b-It", "chutes/Llama-4-Maverick-17B-128E-Instruct", "chutes/Llama-4-Scout-17B-16E Instruct",
        "chutes/Qwen3-235B-A22B", "parasail-qwen3-235b-a22b-instruct-2507",
    }  # fmt: skip


def test_models_dev_says_what_is_claimed(source_files: Path) -> None:
    models = {row["id"]: row for row in read_json(source_files / "modelsdev" / "models_2026-07-02.json")}
    prices = read_json(source_files / "modelsdev" / "first_party_prices_2026-07-02.json")
    listed = {f"{row['provider']}/{row['id']}": row for row in prices}
    for row in claims_of("models_dev"):
        file = models if row["evidence"].startswith("modelsdev/models_") else listed
        printed = file[row["source_name"]]["release_date"]
        assert (printed, row["precision"]) == (row["day"][: len(printed)], "day" if len(printed) == 10 else "month")
    for row in claims_of("models_dev", "openness_claims"):
        model = models[row["source_name"]]
        assert (row["openness"], row["licence"]) == (
            ("closed", "open")[model["open_weights"]],
            model.get("license") or "",
        )


def test_the_catalogue_says_what_is_claimed(source_files: Path) -> None:
    catalogue = read_json(source_files / "release-dates" / "model-release-dates.json")["models"]
    events = {
        (row["model"], f"{event['channel']}_on", event["date"], event["sources"][0]["url"])
        for row in catalogue
        for event in row["availability_events"]
        if event["stage"] in ("public", "public_preview")
    }
    claimed = {
        (row["source_name"], row["kind"], row["day"], row["evidence"].split("; ")[1])
        for row in claims_of("model_release_dates")
    }
    assert claimed <= events
    assert len(claimed) > 100


def test_the_hub_says_what_is_claimed(source_files: Path) -> None:
    created = {
        row["name"]: row["release_date"] for row in read_json(source_files / "hub" / "hf_models_2026-03-18.json")
    }
    for row in claims_of("hub"):
        assert (row["kind"], row["day"]) == ("hub_created_on", created[row["source_name"]])
    tags = {
        row["model_id"]: row["license"]
        for row in read_json(source_files / "hub" / "hf_top100_2026-02-16.json")["models"]
    }
    for row in claims_of("hub", "openness_claims"):
        assert row["licence"] == tags[row["source_name"]]


def test_a_page_that_a_cell_of_releases_csv_cites_is_in_the_ledger_with_its_day_and_of_the_makers_pages_all_are() -> (
    None
):
    pages = [row for row in facts("date_claims") if row["source_id"] in PAGE_SOURCES]
    assert len(pages) > 60
    cited = {
        (row["release_id"], row[kind], row[f"{kind}_source"].partition(" (")[0])
        for row in facts("releases")
        for kind in DATE_KINDS
        if row[f"{kind}_source"].startswith("http")
    }
    assert cited <= {(row["release_id"], row["day"], row["source_url"]) for row in pages}
    assert {(row["release_id"], row["day"], row["source_url"]) for row in claims_of("maker_page")} <= cited


def test_every_link_of_the_evidence_is_an_https_address() -> None:
    links = [row["source_url"] for name in ("date_claims", "openness_claims") for row in facts(name)]
    assert links and [link for link in links if not re.fullmatch(r"https://[\w.-]+/\S+", link)] == []


@pytest.fixture(scope="module")
def ask(built):
    with open_warehouse(built.warehouse) as connection:
        yield lambda sql: connection.sql(sql).pl()


def test_the_known_conflicts_of_dates_are_found(ask) -> None:
    found = {
        (row["release_id"], str(row["chosen_on"]), str(row["other_on"]), row["source_id"]): row
        for row in ask("from marts.date_conflicts").iter_rows(named=True)
    }
    for conflict in (
        ("o3", "2025-04-16", "2024-12-20", "epoch_index"),
        ("o1", "2024-12-17", "2024-12-05", "epoch_index"),
        ("o1", "2024-12-17", "2024-12-05", "models_dev"),
        ("gemini-1-5-flash-sep-2024", "2024-09-24", "2024-05-10", "epoch_index"),
        ("grok-2-dec-2024", "2024-12-12", "2024-08-13", "epoch_index"),
        ("kimi-k2-5", "2026-01-27", "2026-02-02", "epoch_index"),
    ):
        assert found[conflict]["changed_lag_count"] >= 1, conflict
    assert found["o3", "2025-04-16", "2024-12-20", "epoch_index"]["moved_median_days"] == 21
    assert not found["kimi-k2-5", "2026-01-27", "2026-02-02", "epoch_index"]["is_over_seven_days"]


def test_conflicts_are_sorted_by_the_move(ask) -> None:
    moves = ask(
        "select abs(moved_median_days) as median, abs(moved_share_6m) as share from marts.date_conflicts"
    ).rows()
    assert moves == sorted(moves, reverse=True)
    assert moves[0][0] > 0


def test_a_move_starts_from_the_headline_itself(ask) -> None:
    headline = ask(
        "select median_days, share_6m, n_records from marts.lag_summary where pairing_id = 'us_any__cn_open' and "
        "scale_id = 'eci_published' and date_basis = 'available' and rule_id = 'strict' and cohort_id = 'records' "
        "and censoring_id = 'as_of' and start_on = date '2023-03-14'"
    )
    repaired = ask(
        "select any_value(median_days), any_value(share_6m), count(distinct record_release_id) from marts.headline_published "
        "where is_record"
    )
    assert headline.rows() == repaired.rows()
    lags = ask(
        "select record_release_id, coalesce(lag_days, follow_up_days), match_release_id from marts.lag_by_record "
        f"where {HEADLINE} order by 1"
    )
    ours = ask(
        "select distinct record_release_id, cast(observed_days as bigint), match_release_id from marts.headline_published "
        "where is_record order by 1"
    )
    assert lags.rows() == ours.rows()


def test_the_known_conflicts_of_openness_are_found(ask) -> None:
    found = {
        (row["release_id"], row["source_id"], row["claimed_openness"]): row
        for row in ask("from marts.openness_conflicts").iter_rows(named=True)
    }
    blank = found["glm-5-1", "epoch_index", "unknown"]
    assert (blank["is_blank"], blank["is_deciding_group"], blank["headline_part"]) == (True, True, "match")
    kimi = found["kimi-k2-5", "epoch_index", "open_unrestricted"]
    assert (kimi["openness"], kimi["is_blank"], kimi["is_deciding_group"]) == ("open_restricted", False, False)
    assert found["o3-pro", "epoch_index", "unknown"]["headline_part"] == "record"


def test_every_release_of_the_headline_has_two_agreeing_sources_or_is_named(ask) -> None:
    rows = ask("from marts.headline_dates")
    pairs = ask(f"select record_release_id, match_release_id from marts.lag_by_record where {HEADLINE}")
    parts = {name for pair in pairs.iter_rows() for name in pair if name is not None}
    assert set(rows["release_id"]) == parts
    assert set(rows.filter("is_resting_on_one")["release_id"]) == {
        "gpt-4-turbo-apr-2024",
        "gpt-5-3-codex",
    }
    assert (rows["n_sources_same_day"] >= 1).all()
    (o1,) = rows.filter(release_id="o1").to_dicts()
    assert (o1["n_sources_same_day"], o1["sources_same_day"]) == (2, "model_release_dates, epoch_archive")
    assert o1["sources_otherwise"] == "epoch_index 2024-12-05, models_dev 2024-12-05"


def test_every_difference_of_the_published_headline_is_traced_to_a_row(ask) -> None:
    rows = ask("from marts.headline_published")
    assert rows.filter("is_different")["cause_release_id"].null_count() == 0
    assert rows.filter(~rows["is_different"])["cause_release_id"].is_null().all()
    causes = {
        (row["record_release_id"], row["cause_release_id"], row["cause_field"], row["in_use"], row["as_published"])
        for row in rows.iter_rows(named=True)
    }
    assert {
        ("o3", "o3", "day", "2025-04-16", "2024-12-20"),
        ("o3-pro", "o3-pro", "openness", "api", "unknown"),
        ("gpt-5", "glm-5-1", "openness", "open_unrestricted", "unknown"),
        ("gpt-4o-may-2024", "gemini-1-5-flash-sep-2024", "day", "2024-09-24", "2024-05-10"),
        ("gemini-2-5-pro-mar-2025", "o3", "day", "2025-04-16", "2024-12-20"),
    } <= causes
    counted = rows.filter("published_is_record")["record_release_id"].n_unique()
    assert rows["published_n_records"].unique().to_list() == [counted]
    lower, median, upper = rows.select(
        "published_median_days_lower", "published_median_days", "published_median_days_upper"
    ).row(0)
    assert lower < median < upper
    medians = rows.select("median_days", "published_median_days").unique().rows()
    assert medians == [(199.0, 228.0)]


def test_a_day_in_use_says_which_rule_chose_it(ask) -> None:
    rows = ask("from marts.release_dates where release_id = 'o3' and date_kind = 'api_on'")
    assert rows["choice_rule"].unique().to_list() == [
        "rank 1, the cell of releases.csv (model-release-dates openai/o3 api public "
        "https://openai.com/index/introducing-o3-and-o4-mini/); first of the sources: model_release_dates 2025-04-16 (rank 3)"
    ]
    assert rows["n_independent_sources"].unique().to_list() == [4]
    assert rows["date_spread_days"].unique().to_list() == [117]
    agreement = dict(rows.select("source_id", "agreement").iter_rows())
    assert agreement["epoch_index"] == "differs"
    assert agreement["epoch_archive"] == agreement["models_dev"] == "same day"


def test_a_chosen_day_stands_once_for_every_release_and_date(ask) -> None:
    chosen = ask("select count(*) from marts.release_dates where is_chosen").item()
    cells = sum(bool(row[kind]) for row in facts("releases") for kind in DATE_KINDS)
    assert chosen == cells


def test_epochs_own_files_give_the_same_published_headline(ask, epochs) -> None:
    # The two were built with different numbers of draws, on which the ends of a chain interval hang.
    ends = (
        "published_median_days_lower, published_median_days_upper, published_share_6m_lower, published_share_6m_upper"
    )
    sql = f"select * exclude (as_of, {ends}) from marts.headline_published order by all"
    with open_warehouse(epochs.warehouse) as connection:
        assert connection.sql(sql).pl().rows() == ask(sql).rows()
