"""Groups, dates, records and matches, one rule a test."""

from datetime import date

SCORED = "pairing_id | role | scale_id | date_basis | release_id | released_on | released_on_basis | score | score_lower | score_upper"


def scored(*lines: str, role: str = "leader") -> str:
    """Rows of core.scored_releases from "release | day | score"."""
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return "\n".join(
        [
            SCORED,
            *(
                f"p | {role} | s | available | {name} | {day} | api_on | {score} | null | null"
                for name, day, score in cells
            ),
        ]
    )


def test_a_record_is_strictly_above_every_earlier_release(warehouse, rows):
    warehouse.given(
        "core.scored_releases",
        scored("a | 2024-01-01 | 10", "b | 2024-02-01 | 10", "c | 2024-03-01 | 9", "d | 2024-04-01 | 10.5"),
    )
    assert warehouse.made("core.records", "release_id, score") == rows("release_id | score \n a | 10.0 \n d | 10.5")


def test_on_one_day_only_the_best_release_counts(warehouse, rows):
    warehouse.given(
        "core.scored_releases", scored("b | 2024-01-01 | 11", "a | 2024-01-01 | 10", "c | 2024-01-02 | 10.5")
    )
    assert warehouse.made("core.records", "release_id") == rows("release_id \n b")


def test_two_equal_releases_of_one_day_are_one_record_named_by_the_first_id(warehouse, rows):
    warehouse.given("core.scored_releases", scored("b | 2024-01-01 | 10", "a | 2024-01-01 | 10"))
    assert warehouse.made("core.records", "release_id") == rows("release_id \n a")


def test_groups_on_different_scales_do_not_hide_each_other(warehouse, rows):
    warehouse.given(
        "core.scored_releases",
        f"{SCORED}\n"
        "p | leader | s | available | a | 2024-01-01 | api_on | 10 | null | null\n"
        "p | leader | t | available | a | 2024-01-01 | api_on | 5 | null | null\n"
        "p | laggard | s | available | b | 2024-02-01 | weights_on | 3 | null | null\n"
        "q | leader | s | available | c | 2024-02-01 | api_on | 2 | null | null",
    )
    assert warehouse.made("core.records", "pairing_id, role, scale_id, release_id") == rows(
        "pairing_id | role | scale_id | release_id \n p | leader | s | a \n p | leader | t | a \n p | laggard | s | b \n q | leader | s | c"
    )


def given_labs(warehouse, lab_of: dict[str, str | None], *lines: str, scale_type: str = "index") -> None:
    """Leader releases with their labs on one scale."""
    warehouse.given("core.scored_releases", scored(*lines))
    warehouse.given("core.scales", f"scale_id | scale_type \n s | {scale_type}")
    of = "\n".join(f"{name} | {lab or 'null'}" for name, lab in lab_of.items())
    warehouse.given("core.releases", f"release_id | organization_id \n{of}")


def test_a_lab_record_is_above_every_earlier_release_of_its_own_lab(warehouse, rows):
    labs = dict.fromkeys(("a", "b", "c", "c2", "d"), "slow") | dict.fromkeys(("x", "y", "z"), "fast")
    given_labs(
        warehouse, labs | dict.fromkeys(("two", "too"), "small") | {"stray": None},
        "x | 2024-01-01 | 50", "y | 2024-01-02 | 50", "z | 2024-01-03 | 51",
        "a | 2024-02-01 | 10", "b | 2024-03-01 | 10", "c | 2024-04-01 | 12", "c2 | 2024-04-01 | 11", "d | 2024-05-01 | 11.5",
        "two | 2024-06-01 | 90", "too | 2024-06-02 | 91", "stray | 2024-07-01 | 99",
    )  # fmt: skip
    assert warehouse.made("core.lab_records", "release_id, organization_id") == rows(
        "r | o \n x | fast \n z | fast \n a | slow \n c | slow"
    )


def test_lab_records_exist_on_an_index_alone(warehouse):
    given_labs(warehouse, dict.fromkeys("abc", "lab"), "a | 2024-01-01 | 1", "b | 2024-01-02 | 2", "c | 2024-01-03 | 3",
               scale_type="proportion")  # fmt: skip
    assert warehouse.made("core.lab_records", "release_id") == []


RULES = "rule_id | scale_id | tolerance | share | origin | draw_share \n"
LAB_RECORDS = "pairing_id | scale_id | date_basis | release_id | released_on | score \n"
PAIRED = "pairing_id | scale_id | date_basis | rule_id | record_release_id | match_release_id | match_released_on | match_score \n"


def given_matches(
    warehouse, leaders: list[str], laggards: list[str], *, censored_on: str = "2026-08-11", tolerance: str = "0"
):
    records = scored(*leaders)
    warehouse.given("core.records", records)
    warehouse.given("core.lab_records", LAB_RECORDS)
    warehouse.given("core.scored_releases", scored(*laggards, role="laggard") if laggards else SCORED + "\n")
    warehouse.given(
        "core.follow_ups", f"pairing_id | scale_id | date_basis | censored_on \n p | s | available | {censored_on}"
    )
    warehouse.given("core.rules", f"{RULES} strict | s | {tolerance} | 1 | 0 | null")
    warehouse.given("core.paired_matches", PAIRED)


MATCH = "record_release_id, match_release_id, lag_days, is_matched, follow_up_days"


def test_the_first_laggard_at_or_above_the_record_is_its_match(warehouse, rows):
    given_matches(
        warehouse, ["a | 2024-01-01 | 10"], ["x | 2024-02-01 | 9.99", "y | 2024-03-01 | 10", "z | 2024-04-01 | 12"]
    )
    assert warehouse.made("core.matches", MATCH) == rows("r | m | l | i | f \n a | y | 60 | true | 953")


def test_a_match_on_the_same_day_has_lag_zero(warehouse, rows):
    given_matches(warehouse, ["a | 2024-01-01 | 10"], ["y | 2024-01-01 | 10"])
    assert warehouse.made("core.matches", MATCH) == rows("r | m | l | i | f \n a | y | 0 | true | 953")


def test_a_laggard_that_was_first_keeps_the_sign_of_its_lag(warehouse, rows):
    given_matches(warehouse, ["a | 2024-01-31 | 10"], ["y | 2024-01-01 | 10"])
    assert warehouse.made("core.matches", MATCH) == rows("r | m | l | i | f \n a | y | -30 | true | 923")


def test_an_unmatched_record_is_censored_and_has_no_lag(warehouse, rows):
    given_matches(warehouse, ["a | 2026-08-01 | 10"], ["y | 2024-01-01 | 9"])
    assert warehouse.made("core.matches", MATCH) == rows("r | m | l | i | f \n a | null | null | false | 10")


def test_a_record_after_the_last_laggard_test_has_no_follow_up_at_all(warehouse, rows):
    given_matches(warehouse, ["a | 2026-08-01 | 10"], ["y | 2024-01-01 | 9"], censored_on="2024-01-01")
    assert warehouse.made("core.matches", MATCH) == rows("r | m | l | i | f \n a | null | null | false | null")


def test_of_two_laggards_on_one_day_the_better_one_is_the_match(warehouse, rows):
    given_matches(warehouse, ["a | 2024-01-01 | 10"], ["x | 2024-02-01 | 10", "y | 2024-02-01 | 11"])
    assert warehouse.made("core.matches", "match_release_id") == rows("m \n y")


def test_a_release_that_is_in_both_cohorts_is_matched_in_both_and_only_records_by_draws(warehouse, rows):
    given_matches(warehouse, ["a | 2024-01-01 | 10"], ["y | 2024-03-01 | 10"])
    warehouse.given(
        "core.lab_records",
        f"{LAB_RECORDS} p | s | available | a | 2024-01-01 | 10 \n p | s | available | own | 2024-02-01 | 9",
    )
    warehouse.given("core.rules", f"{RULES} strict | s | 0 | 1 | 0 | null \n paired_0_5 | s | 0 | 1 | 0 | 0.5")
    warehouse.given("core.paired_matches", f"{PAIRED} p | s | available | paired_0_5 | a | y | 2024-03-01 | 10")
    assert warehouse.made("core.matches", "cohort_id, rule_id, record_release_id, lag_days") == rows(
        "c | k | r | l \n records | strict | a | 60 \n records | paired_0_5 | a | 60 \n lab_records | strict | a | 60 \n"
        "lab_records | strict | own | 29"
    )


def given_censoring(warehouse, scored_until_on: str) -> None:
    """On the index and on a benchmark: a match before the cut, one after it, a record that waits, and one after the cut."""
    warehouse.given("core.scales", "scale_id | scale_type \n s | index \n b | proportion")
    head = (
        "pairing_id | scale_id | date_basis | rule_id | cohort_id | record_release_id | record_released_on | is_matched"
        " | match_release_id | match_released_on | lag_days | follow_up_days | censored_on \n"
    )
    records = (
        "early | 2026-01-01 | true | x | 2026-07-11 | 191 | 222", "late | 2026-02-01 | true | y | 2026-07-12 | 161 | 191",
        "waits | 2026-07-11 | false | null | null | null | 31", "new | 2026-07-12 | true | z | 2026-07-01 | -11 | 30",
    )  # fmt: skip
    rows = [
        f"p | {scale} | available | strict | records | {record} | 2026-08-11" for scale in "sb" for record in records
    ]
    warehouse.given("core.matches", head + "\n".join(rows))
    warehouse.given("core.scored_until", f"scored_until_on | n_records \n {scored_until_on} | 5")


def test_the_cut_at_the_scores_is_a_whole_one(warehouse, rows):
    given_censoring(warehouse, "2026-07-11")
    columns = "record_release_id, scale_id, censoring_id, match_release_id, lag_days, follow_up_days, censored_on"
    made = warehouse.made("core.censored_matches", columns)
    assert [row for row in made if row[2] == "scored"] == rows(
        "r | s | c | m | l | f | o \n early | s | scored | x | 191 | 191 | 2026-07-11 \n"
        "late | s | scored | null | null | 160 | 2026-07-11 \n waits | s | scored | null | null | 0 | 2026-07-11"
    )
    assert len([row for row in made if row[2] == "as_of"]) == 8


def test_where_the_day_of_the_cut_is_unknown_nothing_is_cut(warehouse):
    given_censoring(warehouse, "null")
    assert {row[0] for row in warehouse.made("core.censored_matches", "censoring_id")} == {"as_of"}


def test_a_tolerance_of_one_point_takes_a_score_exactly_one_point_below(warehouse, rows):
    # 147.37 - 1 is 146.37000000000000455 to a computer, and 146.37 lies below it.
    given_matches(warehouse, ["a | 2024-01-01 | 147.37"], ["x | 2024-02-01 | 146.37"], tolerance="1")
    assert warehouse.made("core.matches", "match_release_id") == rows("m \n x")


def test_the_strict_rule_has_no_slack(warehouse, rows):
    given_matches(warehouse, ["a | 2024-01-01 | 147.37"], ["x | 2024-02-01 | 147.3699999999"])
    assert warehouse.made("core.matches", "match_release_id") == rows("m \n null")


def test_a_benchmark_is_followed_to_the_last_laggard_test_and_the_index_to_the_as_of_day(warehouse, rows):
    warehouse.given(
        "core.scored_releases",
        f"{SCORED}\n"
        "p | laggard | eci_published | available | x | 2024-02-01 | weights_on | 1 | null | null\n"
        "p | laggard | b | available | x | 2024-02-01 | weights_on | 1 | null | null\n"
        "p | laggard | b | available | y | 2024-05-01 | weights_on | 0 | null | null\n"
        "p | leader | b | available | z | 2025-05-01 | api_on | 1 | null | null",
    )
    warehouse.given("core.scales", "scale_id | scale_type \n eci_published | index \n b | proportion")
    warehouse.given("core.arena_scores", "vintage \n null")
    assert warehouse.made("core.follow_ups", "scale_id, censored_on") == rows(
        "scale_id | censored_on \n eci_published | 2026-08-11 \n b | 2024-05-01"
    )


PAIRINGS = "pairing_id | role | countries | organization_id | openness_set | is_open_only \n"
RELEASES = "release_id | organization_id | country | openness | announced_on | api_on | weights_on | published_on | exclusion_reason \n"
LEADER = "p | leader | [US] | null | [api, hosted, open_unrestricted] | false"
LAGGARD = "p | laggard | [CN] | null | [open_unrestricted] | true"


def test_a_leader_is_available_from_the_earlier_of_api_and_weights(warehouse, rows):
    warehouse.given("core.pairings", PAIRINGS + LEADER)
    warehouse.given(
        "core.releases",
        RELEASES + "a | o | US | open_unrestricted | null | 2024-02-01 | 2024-03-01 | 2024-01-01 | null \n"
        "b | o | US | api | 2024-01-01 | 2024-02-01 | null | 2024-01-01 | null",
    )
    assert warehouse.made("core.dated_releases", "release_id, date_basis, released_on, released_on_basis") == rows(
        "r | d | o | b \n"
        "a | available | 2024-02-01 | api_on \n a | announced | 2024-02-01 | api_on \n a | published | 2024-01-01 | published_on \n"
        "b | available | 2024-02-01 | api_on \n b | announced | 2024-01-01 | announced_on \n b | published | 2024-01-01 | published_on"
    )


def test_an_open_laggard_counts_from_its_weights_and_never_from_its_api(warehouse, rows):
    warehouse.given("core.pairings", PAIRINGS + LAGGARD)
    warehouse.given(
        "core.releases",
        RELEASES + "x | o | CN | open_unrestricted | null | 2024-02-01 | 2024-03-01 | 2024-01-01 | null",
    )
    assert warehouse.made("core.dated_releases", "date_basis, released_on, released_on_basis") == rows(
        "d | o | b \n available | 2024-03-01 | weights_on \n announced | 2024-03-01 | weights_on \n published | 2024-01-01 | published_on"
    )


def test_a_hosted_release_counts_from_its_announcement(warehouse, rows):
    warehouse.given("core.pairings", PAIRINGS + LEADER)
    warehouse.given("core.releases", RELEASES + "h | o | US | hosted | 2024-02-01 | null | null | null | null")
    assert warehouse.made("core.dated_releases", "date_basis, released_on, released_on_basis") == rows(
        "d | o | b \n available | 2024-02-01 | announced_on \n announced | 2024-02-01 | announced_on"
    )


def test_excluded_releases_and_those_after_the_as_of_day_are_in_no_group(warehouse, rows):
    warehouse.given("core.pairings", PAIRINGS + LEADER)
    warehouse.given(
        "core.releases",
        RELEASES + "a | o | US | api | null | 2026-08-12 | null | null | null \n"
        "b | o | null | api | null | 2024-02-01 | null | null | country unknown \n"
        "c | o | US | api | null | 2026-08-11 | null | null | null",
    )
    assert warehouse.made("core.dated_releases", "release_id, date_basis") == rows(
        "r | d \n c | available \n c | announced"
    )


def test_unknown_country_or_openness_is_in_no_pairing_whatever_its_countries(warehouse, rows):
    warehouse.given("core.pairings", PAIRINGS + "p | leader | null | null | [api] | false")
    warehouse.given(
        "core.releases",
        RELEASES + "a | o | FR | api | null | 2024-02-01 | null | null | null \n"
        "b | o | null | api | null | 2024-02-01 | null | null | country unknown \n"
        "c | o | US | unknown | null | 2024-02-01 | null | null | openness unknown",
    )
    assert warehouse.made("core.dated_releases", "release_id, date_basis") == rows(
        "r | d \n a | available \n a | announced"
    )


def test_the_backward_lag_is_negative_when_the_leader_came_later_and_null_when_it_never_came(warehouse, rows):
    records = scored("a | 2024-01-01 | 10", "b | 2024-06-01 | 20")
    laggards = scored("x | 2024-01-31 | 9", "y | 2024-05-02 | 15", "z | 2024-07-01 | 21", role="laggard").split(
        "\n", 1
    )[1]
    warehouse.given("core.records", f"{records}\n{laggards}")
    warehouse.given(
        "core.releases",
        "release_id | name | organization_id \n a | A | o \n b | B | o \n x | X | o \n y | Y | o \n z | Z | o",
    )
    warehouse.given("staging.organizations", "organization_id | organization_name \n o | O")
    # Before A, the first leader of the table, another may have been there.
    assert warehouse.made("marts.lag_by_release", "name, leader_name, backward_lag_days, is_leader_open") == rows(
        "n | l | b | o \n X | A | 30 | true \n Y | B | -30 | false \n Z | null | null | false"
    )


LOADS = "load_id | source | retrieved_on | finished_at \n"


def test_scores_come_from_epochs_newest_load_by_the_as_of_day_and_from_the_reference_file_while_there_is_none(
    warehouse, rows
):
    warehouse.given(
        "raw.loads",
        LOADS
        + "e1 | epoch | 2026-06-01 | 2026-06-01 00:00:00+00 \n e2 | epoch | 2026-07-01 | 2026-07-01 00:00:00+00 \n"
        "r | reference | 2026-05-15 | 2026-09-01 00:00:00+00 \n h | hub | 2026-06-30 | 2026-06-30 00:00:00+00",
    )
    for as_of, wanted in (("2026-08-11", "e2"), ("2026-06-30", "e1"), ("2026-05-31", "r"), ("2020-01-01", "r")):
        warehouse.as_of = date.fromisoformat(as_of)
        warehouse.made("staging.weeks", "week")
        warehouse.made("staging.score_load_by_week", "week")
        assert warehouse.made("staging.score_load", "load_id") == rows(f"l \n {wanted}"), as_of


def test_every_week_has_the_load_that_a_report_of_its_last_day_would_have_used(warehouse, rows):
    warehouse.as_of = date(2023, 4, 5)
    warehouse.given(
        "raw.loads",
        LOADS + "e1 | epoch | 2023-03-20 | 2023-03-20 00:00:00+00 \n e2 | epoch | 2023-04-05 | 2023-04-05 00:00:00+00",
    )
    # GPT-4 came out on Tuesday of the first week. The last week ends on the as-of day, a Wednesday; the first is older than every load.
    assert warehouse.made("staging.weeks", "week, week_as_of") == rows(
        "w | d \n 2023-W11 | 2023-03-19 \n 2023-W12 | 2023-03-26 \n 2023-W13 | 2023-04-02 \n 2023-W14 | 2023-04-05"
    )
    assert warehouse.made("staging.score_load_by_week", "week, load_id, vintage") == rows(
        "w | l | v \n 2023-W11 | e1 | 2023-03-20 \n 2023-W12 | e1 | 2023-03-20 \n 2023-W13 | e1 | 2023-03-20 \n"
        "2023-W14 | e2 | 2023-04-05"
    )


def test_a_release_that_only_the_score_source_knows_takes_its_labels_and_date(warehouse, rows):
    warehouse.given("staging.score_load", "load_id | source | vintage \n e | epoch | 2026-08-11")
    warehouse.given(
        "staging.releases",
        "release_id | name | family | organization_id | organizations | country | country_source | openness | openness_source | licence"
        " | licence_source | announced_on | announced_on_source | api_on | api_on_source | weights_on | weights_on_source | published_on"
        " | published_on_source | hub_model_id | date_spread_days | read_on | notes \n"
        "a | A | A | o | O | US | s | api | s | null | null | null | null | 2024-03-01 | s | null | null | 2024-01-01 | s | null"
        " | null | 2026-08-11 | null",
    )
    warehouse.given(
        "staging.epoch_releases",
        "load_id | release_id | name | organizations | leading_organization | country_stated | country | openness | published_on \n"
        "e | a | A | O | O | USA | US | api | 2024-02-01 \n e | b | B | O,P | O | China | CN | open_restricted | 2026-08-01 \n"
        "e | c | C | null | null | null | null | unknown | 2026-08-02",
    )
    warehouse.given("staging.organizations", "organization_id | organization_name | country \n o | O | US")
    assert warehouse.made(
        "core.releases", "release_id, country, api_on, weights_on, published_on, is_in_reference, exclusion_reason"
    ) == rows(
        "r | c | a | w | p | i | e \n"
        "a | US | 2024-03-01 | null | 2024-02-01 | true | null \n"
        "b | CN | null | 2026-08-01 | 2026-08-01 | false | null \n"
        "c | null | null | null | 2026-08-02 | false | openness unknown"
    )


HUB_LOADS = "load_id | source | retrieved_on | finished_at | is_snapshot \n"


def test_hub_pulls_are_live_ones_up_to_the_as_of_day(warehouse, rows):
    warehouse.given(
        "raw.loads",
        HUB_LOADS
        + "r | hub | 2026-03-18 | 2026-09-01 00:00:00+00 | true \n a | hub | 2026-08-03 | 2026-08-03 01:00:00+00 | false \n"
        "b | hub | 2026-08-03 | 2026-08-03 09:00:00+00 | false \n c | hub | 2026-08-12 | 2026-08-12 01:00:00+00 | false",
    )
    assert warehouse.made("staging.hub_pulls", "pulled_on, load_id") == rows("d | l \n 2026-08-03 | b")


def test_a_live_hub_pull_after_the_as_of_day_is_better_than_a_snapshot_or_nothing(warehouse, rows):
    warehouse.given(
        "raw.loads",
        HUB_LOADS
        + "r | hub | 2026-03-18 | 2026-09-01 00:00:00+00 | true \n c | hub | 2026-08-12 | 2026-08-12 01:00:00+00 | false",
    )
    assert warehouse.made("staging.hub_pulls", "pulled_on, load_id, is_snapshot") == rows(
        "d | l | r \n 2026-08-12 | c | false"
    )


def test_the_snapshot_stands_in_while_there_is_no_live_hub_pull(warehouse, rows):
    warehouse.given("raw.loads", HUB_LOADS + "r | hub | 2026-03-18 | 2026-09-01 00:00:00+00 | true")
    assert warehouse.made("staging.hub_pulls", "pulled_on, is_snapshot") == rows("d | r \n 2026-03-18 | true")
