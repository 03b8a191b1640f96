"""What releases cost by each reading of "efficient", and the ratios of matched pairs, one rule a test."""

from datetime import date

import pytest

TYPES = {"origin": "varchar", "cost_usd": "double", "training_compute_flop": "double", "value": "double"}
COSTS = "load_id | benchmark_id | model_version | setting | score | cost_usd | run_on \n"
FILE = "benchmark_id | source_name | release_id | setting | score | cost_usd | run_on \n"
STAGED = "origin | benchmark_id | source_name | setting | score | cost_usd | run_on \n"
RUN = "benchmark_id, release_id, cost_usd, source_name"


def given_costs(warehouse, *lines: str, archive: tuple[str, ...] = (), pulled_on: str = "2026-08-01") -> None:
    warehouse.given("staging.name_loads", f"source | load_id | retrieved_on \n archive | new | {pulled_on}")
    warehouse.given("raw.archive_costs", COSTS + "\n".join(archive), **TYPES)
    warehouse.given("raw.run_costs", FILE + "\n".join(lines), **TYPES)


def test_aiders_rows_of_a_day_print_the_whole_run_and_the_others_one_exercise(warehouse, rows):
    given_costs(
        warehouse,
        "aider-polyglot | o1-mini | o1-mini | whole | 32.9 | 18.577 | 2024-12-22",
        "aider-polyglot | r1 | r1 | diff | 56.9 | 0.024 | null",
        "swe-bench-bash | o3 | o3 | 1.0.0 | 0.58 | 0.33 | 2025-07-26",
    )
    assert warehouse.made("staging.run_costs", "source_name, setting, cost_usd, run_on") == rows(
        f"n | s | c | d \n o1-mini | whole | {18.577 / 225} | 2024-12-22 \n r1 | diff | 0.024 | null \n o3 | 1.0.0 | 0.33 | 2025-07-26"
    )


def test_a_run_without_a_cost_a_score_or_a_price_is_left_out(warehouse, rows):
    archive = (
        "new | weirdml | a | null | 0.5 | 0 | null",
        "new | weirdml | b | null | null | 2 | null",
        "new | weirdml | c | null | 0.5 | 2 | null",
    )
    given_costs(warehouse, archive=archive)
    assert warehouse.made("staging.run_costs", "origin, source_name, setting") == [("archive", "c", "")]


def test_what_is_next_to_nothing_is_no_cost_and_no_estimate(warehouse):
    """A cost of 1e-320 makes a ratio that no number holds, and one such cell took the whole archive with it."""
    archive = (
        "new | weirdml | a | null | 0.5 | 1e-320 | null",
        "new | weirdml | a | null | 0.5 | 3 | null",
        "new | weirdml | b | null | 0.5 | 1e-6 | null",
    )
    given_costs(warehouse, archive=archive)
    assert warehouse.made("staging.run_costs", "source_name, cost_usd") == [("a", "3.0"), ("b", "1e-06")]
    head = "load_id | model_version | training_compute_flop | confidence \n"
    warehouse.given("raw.archive_compute", head + "new | a | 1e-300 | null \n new | b | 1 | null", **TYPES)
    warehouse.given("raw.training_compute", "source_name | training_compute_flop | confidence", **TYPES)
    assert warehouse.made("staging.training_compute", "source_name, training_compute_flop") == [("b", "1.0")]


def test_what_a_younger_archive_says_was_not_known_yet(warehouse):
    line = "new | weirdml | a | null | 0.5 | 2 | null"
    given_costs(warehouse, archive=(line,), pulled_on="2026-08-12")
    assert warehouse.made("staging.run_costs", "origin") == []
    warehouse.as_of = date(2026, 8, 12)
    assert warehouse.made("staging.run_costs", "origin") == [("archive",)]


def given_runs(warehouse, *lines: str) -> None:
    """Releases a and b are out since January 2026; a name a-high is a."""
    warehouse.given("staging.run_costs", STAGED + "\n".join(lines), **TYPES)
    warehouse.given(
        "core.identities",
        "source | name | release_id \n epoch_archive | a | a \n epoch_archive | a-high | a \n epoch_archive | b | b \n arena | c | b",
    )
    warehouse.given(
        "core.releases",
        "release_id | api_on | weights_on | announced_on \n a | 2026-01-10 | null | 2026-01-01 \n b | null | 2026-01-05 | 2026-01-01",
    )


def test_of_several_runs_the_best_score_counts_whatever_it_cost_and_of_equal_ones_the_cheaper(warehouse, rows):
    given_runs(
        warehouse,
        "reference | weirdml | a | x | 0.5 | 1 | null",
        "reference | weirdml | a-high | x | 0.6 | 9 | null",
        "reference | weirdml | a | y | 0.6 | 7 | null",
        "reference | weirdml | b | x | 0.4 | 3 | null",
        "reference | swe-bench-bash | a | x | 0.2 | 4 | null",
        "reference | weirdml | c | x | 0.9 | 2 | null",
    )
    assert warehouse.made("core.run_costs", RUN) == rows(
        "s | r | c | n \n weirdml | a | 7.0 | a \n weirdml | b | 3.0 | b \n swe-bench-bash | a | 4.0 | a"
    )


def test_the_archive_in_use_goes_before_the_reference_file(warehouse, rows):
    given_runs(
        warehouse, "reference | weirdml | a | x | 0.6 | 9 | null", "archive | weirdml | a-high | x | 0.5 | 1 | null",
        "reference | weirdml | b | x | 0.4 | 3 | null",
    )  # fmt: skip
    assert warehouse.made("core.run_costs", RUN) == rows(
        "s | r | c | n \n weirdml | a | 1.0 | a-high \n weirdml | b | 3.0 | b"
    )


@pytest.mark.parametrize(("day", "n"), [("2026-01-09", 0), ("2026-01-10", 1), ("2026-08-11", 1), ("2026-08-12", 0)])
def test_a_run_before_the_release_was_of_another_version_and_one_after_the_as_of_day_is_not_known_yet(
    warehouse, day, n
):
    """deepseek-reasoner of October 2025 was no V3.2, which Epoch's archive calls it."""
    given_runs(warehouse, f"reference | aider-polyglot | a | x | 0.6 | 9 | {day}")
    assert len(warehouse.made("core.run_costs", RUN)) == n


def given_compute(warehouse, *lines: str) -> None:
    warehouse.given(
        "staging.training_compute",
        "origin | source_name | training_compute_flop | confidence \n" + "\n".join(lines),
        **TYPES,
    )
    warehouse.given(
        "core.identities", "source | name | release_id \n epoch_archive | a | a \n epoch_archive | a-high | a"
    )


@pytest.mark.parametrize(
    ("lines", "flop", "confidence"),
    [
        (("reference | a | 2e25 | Likely",), "2e+25", "Likely"),
        (("reference | a | 2e25 | Speculative", "reference | a-high | 3e25 | Confident"), "3e+25", "Confident"),
        (("reference | a | 2e25 | Likely", "archive | a | 4e25 | Speculative"), "4e+25", "Speculative"),
        (("reference | a | 2e25 | Speculative", "archive | a | 4e25 | null"), "4e+25", "Speculative"),
        (("archive | a | 2e25 | confident", "archive | a-high | 3e25 | LIKELY"), "2e+25", "confident"),
        (("archive | a | 4e25 | null",), "4e+25", "not stated"),
    ],
)
def test_an_estimate_of_compute_keeps_its_confidence(warehouse, lines, flop, confidence):
    given_compute(warehouse, *lines)
    assert warehouse.made("core.training_compute", "release_id, training_compute_flop, confidence") == [
        ("a", flop, confidence)
    ]


MATCHES = (
    "cohort_id | pairing_id | scale_id | date_basis | rule_id | record_release_id | record_released_on | match_release_id"
    " | match_released_on | is_matched \n"
)
PAIR = "records | us_any__cn_open | eci_published | available | strict | a | 2026-01-01 | x | 2026-03-01 | true"
VALUES = "reading_id | release_id | value | basis | is_countable | is_speculative | seen_on \n"


def given_pairs(warehouse, *matches: str, values: tuple[str, ...]) -> None:
    """The names of releases are their ids in upper case. values: rows of core.efficiency_values."""
    warehouse.given("core.releases", "release_id | name \n a | A \n b | B \n x | X \n y | Y")
    warehouse.given("core.matches", MATCHES + "\n".join(matches))
    warehouse.given("core.efficiency_values", VALUES + "\n".join(values), **TYPES)
    warehouse.made("core.efficiency_readings", "reading_id")


def ratios(warehouse, columns: str, reading_id: str = "input_price") -> list[tuple[str | None, ...]]:
    """Rows of the mart for one reading, made from the core table that holds the arithmetic."""
    warehouse.made("core.efficiency_ratios", "record_release_id")
    found = warehouse.made("marts.efficiency_ratios", f"reading_id, {columns}")
    return [row[1:] for row in found if row[0] == reading_id]


def test_a_ratio_is_the_value_of_the_record_over_that_of_its_match(warehouse, rows):
    values = (
        "input_price | a | 10 | at launch | true | false | 2026-01-02", "input_price | x | 2 | at launch | true | false | 2026-03-05",
        "training_compute | a | 6e25 | Speculative | true | true | null", "training_compute | x | 4e24 | Likely | true | false | null",
    )  # fmt: skip
    given_pairs(warehouse, PAIR, values=values)
    columns = (
        "record_name, match_name, record_value, match_value, ratio, is_counted, is_speculative, record_seen_on, as_of"
    )
    assert ratios(warehouse, columns) == rows(
        "r | m | v | w | q | c | s | d | o \n A | X | 10.0 | 2.0 | 5.0 | true | false | 2026-01-02 | 2026-08-11"
    )
    assert ratios(
        warehouse, "ratio, record_basis, match_basis, is_counted, is_speculative", "training_compute"
    ) == rows("q | b | c | i | s \n 15.0 | Speculative | Likely | true | true")
    assert ratios(warehouse, "ratio, is_counted, unit", "cost_weirdml") == rows(
        "q | i | u \n null | false | USD per run"
    )


@pytest.mark.parametrize(
    ("values", "ratio"),
    [
        (("input_price | a | 10 | at launch | true | false | null",), "null"),
        (("input_price | x | 10 | at launch | true | false | null",), "null"),
        ((), "null"),
        (
            (
                "input_price | a | 10 | first seen later | false | false | null",
                "input_price | x | 2 | at launch | true | false | null",
            ),
            "5.0",
        ),
    ],
)
def test_a_pair_with_a_value_missing_or_not_of_the_launch_keeps_its_row_and_is_not_counted(
    warehouse, rows, values, ratio
):
    given_pairs(warehouse, PAIR, values=values)
    assert ratios(warehouse, "record_name, ratio, is_counted") == rows(f"n | r | c \n A | {ratio} | false")


def test_only_matched_pairs_of_the_headline_by_its_two_rules_have_a_row(warehouse, rows):
    values = (
        "input_price | a | 10 | at launch | true | false | null",
        "input_price | x | 2 | at launch | true | false | null",
    )
    given_pairs(
        warehouse,
        PAIR,
        PAIR.replace("strict", "tolerance_0_9").replace("| x |", "| y |"),
        PAIR.replace("strict", "tolerance_1"),
        PAIR.replace("us_any__cn_open", "us_any__cn_any"),
        PAIR.replace("eci_published", "index"),
        PAIR.replace("records |", "lab_records |").replace("| a |", "| b |"),
        PAIR.replace("available", "announced"),
        PAIR.replace("2026-01-01", "2023-03-13").replace("| a |", "| b |"),
        "records | us_any__cn_open | eci_published | available | strict | b | 2026-02-01 | null | null | false",
        values=values,
    )
    assert ratios(warehouse, "rule_id, record_name, match_name, ratio") == rows(
        "u | n | m | r \n strict | A | X | 5.0 \n tolerance_0_9 | A | Y | null"
    )


def test_prices_costs_and_compute_are_one_list_of_values(warehouse, rows):
    warehouse.given(
        "core.launch_prices",
        "release_id | input_usd_per_mtok | output_usd_per_mtok | is_at_launch | seen_on \n a | 1 | 5 | false | 2026-02-02",
    )
    warehouse.given(
        "core.run_costs", "benchmark_id | release_id | cost_usd | source_name | setting | run_on \n"
        "weirdml | a | 2 | a-high |  | null \n swe-bench-bash | a | 3 | a | 2.0.0 | 2026-02-01", **TYPES,
    )  # fmt: skip
    warehouse.given(
        "core.training_compute", "release_id | training_compute_flop | confidence \n a | 6e25 | speculative", **TYPES
    )
    warehouse.made("core.efficiency_readings", "reading_id")
    assert warehouse.made(
        "core.efficiency_values", "reading_id, value, basis, is_countable, is_speculative, seen_on"
    ) == rows(
        "r | v | b | c | s | d \n input_price | 1.0 | first seen later | false | false | 2026-02-02 \n"
        "output_price | 5.0 | first seen later | false | false | 2026-02-02 \n cost_weirdml | 2.0 | a-high | true | false | null \n"
        "cost_swe_bench_bash | 3.0 | a; 2.0.0 | true | false | 2026-02-01 \n"
        "training_compute | 6e+25 | speculative | true | true | null"
    )
