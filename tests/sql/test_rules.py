"""The matching rules and the scores that the index is fitted to, one rule a test."""

import pytest

SCALES = "scale_id | scale_type | point | has_true_zero \n"
RULES = "rule_id | scale_id | tolerance | share | origin | draw_share \n"
RECORDS = "pairing_id | role | scale_id | date_basis | release_id | released_on | score \n"
LAB_RECORDS = "pairing_id | scale_id | date_basis | release_id | released_on | score \n"
MATCH = "record_release_id, match_release_id, lag_days, is_matched"


def given_rules(warehouse, *scores: str) -> None:
    warehouse.given(
        "core.scales",
        SCALES + "index | index | 1 | false \n eci_published | index | 1 | false \n b | proportion | 0.01 | true \n"
        "metr | proportion | 0.01 | false",
        has_true_zero="boolean",
    )
    warehouse.given("core.scores", "release_id | scale_id | score \n" + "\n".join(scores))


PREDECESSOR = "gpt-3-5-turbo-jun-2023 | index | 112", "gpt-3-5-turbo-jun-2023 | eci_published | 112.5"


def test_nine_tenths_count_from_zero_on_a_share_solved_and_from_gpt_3_5_on_an_index(warehouse, rows):
    given_rules(warehouse, *PREDECESSOR)
    made = warehouse.made("core.rules", "rule_id, scale_id, tolerance, share, origin, draw_share")
    assert [row for row in made if row[0] == "tolerance_0_9"] == rows(
        "r | s | t | h | o | d \n tolerance_0_9 | b | 0.0 | 0.9 | 0.0 | null \n"
        "tolerance_0_9 | eci_published | 0.0 | 0.9 | 112.5 | null \n tolerance_0_9 | index | 0.0 | 0.9 | 112.0 | null"
    )


def test_without_gpt_3_5_nine_tenths_cannot_be_defined_on_an_index(warehouse, rows):
    given_rules(warehouse, "other | index | 112")
    made = warehouse.made("core.rules", "rule_id, scale_id")
    assert [row for row in made if row[0] == "tolerance_0_9"] == rows("r | s \n tolerance_0_9 | b")


def test_rules_of_draws_exist_on_our_own_index_alone(warehouse, rows):
    given_rules(warehouse, *PREDECESSOR)
    made = warehouse.made("core.rules", "rule_id, scale_id, draw_share")
    assert [row for row in made if row[0].startswith("paired")] == rows(
        "r | s | d \n paired_0_05 | index | 0.05 \n paired_0_5 | index | 0.50"
    )


def given_matches(warehouse, rule: str, records: str, laggards: str, *, paired: str = "") -> None:
    warehouse.given("core.records", RECORDS + records)
    warehouse.given("core.lab_records", LAB_RECORDS)
    head = "pairing_id | role | scale_id | date_basis | release_id | released_on | score \n"
    warehouse.given("core.scored_releases", head + laggards)
    warehouse.given(
        "core.follow_ups", "pairing_id | scale_id | date_basis | censored_on \n p | s | available | 2026-08-11"
    )
    warehouse.given("core.rules", RULES + rule)
    names = "pairing_id | scale_id | date_basis | rule_id | record_release_id | match_release_id | match_released_on | match_score \n"
    warehouse.given("core.paired_matches", names + paired)


def leader(name: str, score: float) -> str:
    return f"p | leader | s | available | {name} | 2024-01-01 | {score}"


def laggard(name: str, day: str, score: float) -> str:
    return f"p | laggard | s | available | {name} | {day} | {score}"


@pytest.mark.parametrize(("score", "match"), [(0.72, "x"), (0.7199, "y")])
def test_nine_tenths_of_the_record_are_a_match(warehouse, rows, score, match):
    # 0.9 * 0.8 is 0.7200000000000001 to a computer, and 0.72 is nine tenths of it all the same.
    given_matches(
        warehouse, "tolerance_0_9 | s | 0 | 0.9 | 0 | null", leader("a", 0.8),
        "\n".join([laggard("x", "2024-01-31", score), laggard("y", "2024-03-01", 0.8)]),
    )  # fmt: skip
    days = {"x": 30, "y": 60}[match]
    assert warehouse.made("core.matches", MATCH) == rows(f"r | m | l | i \n a | {match} | {days} | true")


def test_on_an_index_nine_tenths_are_of_the_height_above_the_origin(warehouse, rows):
    # 112 + 0.9 * (132 - 112) = 130
    given_matches(
        warehouse, "tolerance_0_9 | s | 0 | 0.9 | 112 | null", leader("a", 132),
        "\n".join([laggard("x", "2024-01-31", 129.9), laggard("y", "2024-03-01", 130)]),
    )  # fmt: skip
    assert warehouse.made("core.matches", MATCH) == rows("r | m | l | i \n a | y | 60 | true")


def test_a_record_at_or_below_the_origin_is_outside_the_rule(warehouse, rows):
    given_matches(
        warehouse, "tolerance_0_9 | s | 0 | 0.9 | 112 | null \n strict | s | 0 | 1 | 0 | null", leader("a", 112),
        laggard("x", "2024-01-31", 112),
    )  # fmt: skip
    assert warehouse.made("core.matches", f"rule_id, {MATCH}") == rows(
        "k | r | m | l | i \n strict | a | x | 30 | true"
    )


def test_a_rule_of_draws_takes_its_matches_from_the_draws_and_not_from_the_scores(warehouse, rows):
    given_matches(
        warehouse, "paired_0_5 | s | 0 | 1 | 0 | 0.5", "\n".join([leader("a", 10), leader("b", 12)]),
        "\n".join([laggard("x", "2024-01-31", 9), laggard("y", "2024-03-01", 12)]),
        paired="p | s | available | paired_0_5 | a | x | 2024-01-31 | 9",
    )  # fmt: skip
    assert warehouse.made("core.matches", MATCH) == rows(
        "r | m | l | i \n a | x | 30 | true \n b | null | null | false"
    )


SOUND = "load_id | release_id | scale_id | scale_type | score | benchmark_released_on \n"
INPUT = "release_id, scale_id, score, known_on, is_benchmark_dated"


def given_inputs(warehouse, *scores: str) -> None:
    warehouse.given("staging.score_load_by_week", "week | load_id \n w1 | r \n w2 | r")
    warehouse.given(
        "raw.benchmarks",
        "load_id | benchmark_id | scale_type | released_on \n r | b | proportion | 2024-06-01 \n r | undated | proportion | null \n"
        "r | eci_published | index | null",
    )
    warehouse.given("staging.benchmarks", "scale_id | scale_released_on \n b | 2024-06-01 \n undated | null")
    warehouse.given("raw.scores", "load_id | release_id | benchmark_id | score \n" + "\n".join(scores))
    warehouse.given("core.sound_scores", SOUND)
    warehouse.given(
        "core.releases",
        "release_id | api_on | weights_on | announced_on | published_on \n old | 2024-01-05 | 2024-01-03 | 2023-12-01 | 2023-11-01 \n"
        "new | 2024-09-01 | null | null | 2024-09-01 \n hosted | null | null | 2024-07-01 | 2024-07-05",
    )


def test_a_score_is_known_from_the_later_of_its_model_and_its_benchmark(warehouse, rows):
    given_inputs(warehouse, "r | old | b | 0.5", "r | new | b | 0.6", "r | hosted | b | 0.7", "r | old | undated | 0.1")
    assert warehouse.made("core.index_inputs", INPUT) == rows(
        "r | s | v | k | d \n old | b | 0.5 | 2024-06-01 | true \n new | b | 0.6 | 2024-09-01 | true \n"
        "hosted | b | 0.7 | 2024-07-01 | true \n old | undated | 0.1 | 2024-01-03 | false"
    )


def test_neither_the_index_itself_nor_a_load_that_no_week_uses_enters_the_fit(warehouse, rows):
    given_inputs(warehouse, "r | old | eci_published | 120", "unused | old | b | 0.5", "r | old | b | 0.5")
    assert warehouse.made("core.index_inputs", "load_id, scale_id") == rows("l | s \n r | b")


def test_a_benchmark_that_nobody_listed_is_in_the_fit_and_one_that_is_no_proportion_is_not(warehouse, rows):
    given_inputs(warehouse, "r | old | b | 0.5")
    warehouse.given(
        "core.sound_scores",
        SOUND + "r | old | new-bench | proportion | 0.4 | 2024-02-01 \n r | old | minutes | log | 0.7 | 2024-02-01",
    )
    assert warehouse.made("core.index_inputs", "release_id, scale_id, known_on") == rows(
        "r | s | k \n old | b | 2024-06-01 \n old | new-bench | 2024-02-01"
    )


def test_an_anchor_has_no_interval_and_every_other_release_has(warehouse, rows):
    warehouse.given("core.index_capabilities", "release_id | score \n low | 130 \n m | 140 \n high | 150")
    draws = [f"{draw} | release | {name} | {value}" for draw in range(21) for name, value in
             (("low", 130), ("m", 130 + draw), ("high", 150))]  # fmt: skip
    warehouse.given(
        "core.index_draws", "draw | kind | name_id | value \n" + "\n".join(draws), draw="int", value="double"
    )
    warehouse.given("core.index_fit", "low_anchor_release_id | high_anchor_release_id \n low | high")
    # Of 130, 131 ... 150 the 5% quantile is 131 and the 95% one 149.
    assert warehouse.made("core.index_scores", "release_id, score, score_lower, score_upper") == rows(
        "r | s | l | u \n low | 130.0 | null | null \n m | 140.0 | 131.0 | 149.0 \n high | 150.0 | null | null"
    )


SURVIVAL = (
    "scale_id | pairing_id | date_basis | rule_id | cohort_id | censoring_id | start_on | n_records | n_matched | n_matching_releases"
    " | median_days | wider_median_days_lower | wider_median_days_upper | median_interval_state | share_6m | wider_share_6m_lower"
    " | wider_share_6m_upper | share_6m_interval_state | ci_level \n"
)
POOLED = (
    "domain | has_first_tested | has_superseded | n_benchmarks | n_benchmarks_left_out | n_censored | pairing_id"
    " | date_basis | rule_id | start_on | n_records | n_matched | n_matching_releases | median_days"
    " | wider_median_days_lower | wider_median_days_upper | median_interval_state | share_6m | wider_share_6m_lower | wider_share_6m_upper"
    " | share_6m_interval_state | ci_level \n"
)


def given_specifications(warehouse) -> None:
    warehouse.given("core.scales", "scale_id | scale_type \n eci_published | index \n b | proportion")
    group, cohort = "us_any__cn_open | available | strict", "records | as_of"
    warehouse.given(
        "core.survival",
        SURVIVAL
        + f"eci_published | {group} | {cohort} | 2023-03-14 | 21 | 17 | 7 | 199 | 163 | 243 | closed | .3 | .1 | .6 | closed | .95 \n"
        f"eci_published | {group} | {cohort} | null | 22 | 18 | 8 | 210 | 163 | null | open | .3 | .1 | .6 | closed | .95 \n"
        f"b | {group} | {cohort} | null | 22 | 18 | 8 | 1 | 1 | 1 | closed | .3 | .1 | .6 | closed | .95",
    )
    warehouse.given(
        "marts.benchmarks_pooled",
        POOLED + f"coding | true | true | 4 | 0 | 1 | {group} | 2023-03-14 | 4 | 3 | 2 | 180 | null | null | unknown"
        f" | .3 | null | null | unknown | .95 \n"
        f"coding | false | true | 5 | 0 | 1 | {group} | 2023-03-14 | 40 | 30 | 9 | 181 | 1 | 1 | closed | .3 | .1 | .6 | closed | .95 \n"
        f"coding | true | false | 4 | 0 | 1 | {group} | 2023-03-14 | 30 | 30 | 9 | 182 | 1 | 1 | closed | .3 | .1 | .6 | closed | .95 \n"
        f"null | true | true | 9 | 0 | 1 | {group} | 2023-03-14 | 40 | 30 | 9 | null | 1 | 1 | closed | .3 | .1 | .6 | closed | .95",
    )


def test_specifications_are_indexes_and_domains_sorted_by_median_with_the_wider_interval(warehouse, rows):
    given_specifications(warehouse)
    columns = "place, scale_or_domain, start_on, median_days, median_days_lower, median_days_upper, median_interval_state, is_headline"
    assert warehouse.made("marts.specifications", columns) == rows(
        "p | s | t | m | l | u | i | h \n 1 | coding | 2023-03-14 | 180.0 | null | null | unknown | false \n"
        "2 | eci_published | 2023-03-14 | 199.0 | 163.0 | 243.0 | closed | true \n"
        "3 | eci_published | null | 210.0 | 163.0 | null | open | false \n"
        "4 | all benchmarks | 2023-03-14 | null | 1.0 | 1.0 | closed | false"
    )


def test_a_choice_is_judged_by_pairs_that_differ_in_it_alone(warehouse, rows):
    given_specifications(warehouse)
    warehouse.made("marts.specifications", "place")
    # Scale: published against coding 19 days; against all benchmarks, and coding against it, not reached. Start: 11 days. Coding
    # against the published index from the beginning differs in two choices.
    assert warehouse.made(
        "marts.specification_effects", "choice, n_pairs, n_pairs_not_reached, median_moved_days, largest_moved_days"
    ) == rows("c | n | r | m | l \n scale | 1 | 2 | 19.0 | 19.0 \n start | 1 | 0 | 11.0 | 11.0")


def test_replication_counts_late_matches_waiting_and_running_records_by_year(warehouse, rows):
    warehouse.given("core.scales", "scale_id | scale_type \n s | index \n b | proportion")
    head = "pairing_id | scale_id | date_basis | rule_id | cohort_id | record_released_on | is_matched | lag_days | follow_up_days \n"
    group = "p | s | available | strict | records"
    warehouse.given(
        "core.matches",
        head + f"{group} | 2024-01-01 | true | 182 | 900 \n {group} | 2024-02-01 | true | 183 | 900 \n"
        f"{group} | 2024-03-01 | false | null | 183 \n {group} | 2024-04-01 | false | null | 182 \n"
        f"{group} | 2025-01-01 | true | -5 | 100 \n {group} | 2023-01-01 | true | 5 | 100 \n"
        "p | b | available | strict | records | 2024-01-01 | true | 1 | 900",
    )
    columns = "launch_year, n_records, n_matched, n_matched_6m, n_waiting, n_running, share_matched, share_matched_6m"
    assert warehouse.made("marts.replication_by_year", columns) == rows(
        "y | n | m | s | w | r | a | b \n 2024 | 4 | 2 | 1 | 1 | 1 | 0.5 | 0.25 \n 2025 | 1 | 1 | 1 | 0 | 0 | 1.0 | 1.0"
    )


def test_open_releases_are_those_since_gpt_4_and_records_are_counted_apart(warehouse, rows):
    warehouse.given(
        "core.dated_releases",
        "pairing_id | role | date_basis | release_id | released_on \n us_any__cn_any | leader | available | a | 2024-01-01 \n"
        "us_any__cn_any | laggard | available | x | 2024-02-01 \n us_any__cn_any | laggard | available | old | 2023-01-01 \n"
        "us_any__cn_any | laggard | published | x | 2024-02-02 \n us_any__cn_open | laggard | available | x | 2024-02-01",
    )
    warehouse.given(
        "core.releases",
        "release_id | country | openness \n a | US | api \n x | CN | open_restricted \n old | CN | open_restricted",
    )
    warehouse.given(
        "core.records",
        "pairing_id | role | date_basis | scale_id | release_id \n us_any__cn_any | laggard | available | eci_published | x \n"
        "us_any__cn_any | leader | available | b | a",
    )
    assert warehouse.made("core.open_releases", "kind, release_id, country, is_open") == rows(
        "k | r | c | o \n release | a | US | false \n release | x | CN | true \n frontier record | x | CN | true"
    )


def test_draws_of_a_week_are_the_newest_landed_under_its_key(warehouse, rows):
    names = (
        "n_draws | n_draws_failed | n_draws_median_not_reached | n_draws_bracket_unknown | median_days_lower | median_days_upper"
        " | share_6m_lower | share_6m_upper | central_days_lower | central_days_upper | share_median_within_6m | ci_level"
    )
    values = "500 | 0 | 0 | 0 | {} | 9 | 0.1 | 0.9 | 1 | 2 | 0.5 | 0.9"
    warehouse.given(
        "raw.backfilled_weeks",
        f"load_id | inputs_key | {names} \n l1 | k | {values.format(5)} \n l2 | k | {values.format(6)} \n l1 | j | {values.format(7)}",
        central_days_lower="double", central_days_upper="double",
    )  # fmt: skip
    assert warehouse.made("core.week_draws", "inputs_key, median_days_lower") == rows("k | m \n k | 6.0 \n j | 7.0")
