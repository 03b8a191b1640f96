"""Scores that repositories state on the Hub: of which pull, and whose."""

REST = (
    "dataset_name", "dataset_config", "dataset_split", "task_id", "metric", "source_url", "source_name", "filename", "is_verified",
    "is_pull_request", "notes", "raw_text",
)  # fmt: skip
RESULTS = "load_id | hub_model_id | result_kind | entry_number | dataset_id | value | evaluated_on \n"


def given_results(warehouse, *results: str) -> None:
    """Results from "load | repository | kind | entry | dataset | value | day" in pulls of two days."""
    warehouse.given("raw.hub_eval_results", RESULTS + "\n".join(results), entry_number="bigint", value="double")
    for column in REST:
        warehouse.connection.execute(f"alter table raw.hub_eval_results add column {column} varchar")
    warehouse.given(
        "staging.hub_pulls", "pulled_on | load_id | is_snapshot \n 2026-08-01 | old | false \n 2026-08-08 | new | false"
    )
    warehouse.given("staging.releases", "release_id | name \n a-1 | A 1 \n c-1 | C 1")
    warehouse.given("core.identities", "source | name | release_id \n hub | Lab/A | a-1 \n models_dev | lab/b | c-1")
    warehouse.made("staging.hub_eval_results", "hub_model_id")


def test_results_of_a_pull_not_in_use_are_left_out(warehouse, rows):
    given_results(
        warehouse,
        "new | Lab/A | eval_results | 1 | quiz | 0.5 | null",
        "other | Lab/A | eval_results | 1 | quiz | 0.7 | null",
    )
    assert warehouse.made("staging.hub_eval_results", "hub_model_id, value") == rows("m | v \n Lab/A | 0.5")


def test_the_newest_pull_counts_and_a_repository_of_no_release_stays_without_one(warehouse, rows):
    given_results(
        warehouse,
        "old | Lab/A | eval_results | 1 | quiz | 0.4 | null",
        "new | Lab/A | eval_results | 1 | quiz | 0.5 | 2026-08-04",
        "new | Lab/A | eval_results | 2 | quiz | 0.6 | null",
        "new | lab/b | model_index | 1 | quiz | 61.2 | null",
    )
    assert warehouse.made(
        "marts.hub_eval_results", "hub_model_id, release_id, name, entry_number, value, evaluated_on"
    ) == rows(
        "m | r | n | e | v | d \n Lab/A | a-1 | A 1 | 1 | 0.5 | 2026-08-04 \n Lab/A | a-1 | A 1 | 2 | 0.6 | null \n"
        "lab/b | null | null | 1 | 61.2 | null"
    )
