"""Arena's ratings as a scale: which load and leaderboard count, whose they are, and a lag that can be worked out by hand."""

LOADS = "load_id | source | retrieved_on | finished_at \n"
RATINGS = "load_id | config | model_name | rating | rating_lower | rating_upper | leaderboard_on \n"
NUMBERS = {name: "double" for name in ("rating", "rating_lower", "rating_upper", "variance")}
REST = ("organization", "licence", "variance", "vote_count", "arena_rank", "category")
IDENTITIES = """
    source     | name        | release_id
    arena      | one         | l1
    arena      | two         | l2
    arena      | hundred     | c1
    arena      | hundred-max | c1
    models_dev | stranger    | c2
"""


def given_arena(warehouse, *ratings: str, loads: str = "new | arena | 2026-08-10 | 2026-08-10") -> None:
    """Ratings from "load | config | name | rating | lower | upper | day", through the tables that know whose they are."""
    warehouse.given("raw.loads", LOADS + loads)
    warehouse.given("raw.arena_ratings", RATINGS + "\n".join(ratings), **NUMBERS)
    for column in REST:
        warehouse.connection.execute(f"alter table raw.arena_ratings add column {column} varchar")
    warehouse.given("core.identities", IDENTITIES)
    for table in ("staging.name_loads", "staging.arena_ratings", "core.arena_ratings"):
        warehouse.made(table, "load_id")
    warehouse.made("core.arena_scores", "release_id")


def test_the_load_of_the_as_of_day_counts_and_else_the_first_after_it(warehouse, rows):
    days = [
        "old | arena | 2026-08-01 | 2026-08-01",
        "now | arena | 2026-08-10 | 2026-08-10",
        "new | arena | 2026-09-01 | 2026-09-01",
    ]
    warehouse.given("raw.loads", LOADS + "\n".join([*days, "other | epoch | 2026-08-11 | 2026-08-11"]))
    assert warehouse.made("staging.name_loads", "load_id") == rows("l \n now")
    warehouse.given("raw.loads", LOADS + "\n".join([days[2], "newer | arena | 2026-10-01 | 2026-10-01"]))
    assert warehouse.made("staging.name_loads", "load_id") == rows("l \n new")
    warehouse.given("raw.loads", LOADS)
    assert warehouse.made("staging.name_loads", "load_id") == []


def test_a_leaderboard_after_the_as_of_day_is_not_known_yet(warehouse, rows):
    given_arena(
        warehouse,
        "new | text | one | 1400 | null | null | 2026-08-11",
        "new | text | one | 1410 | null | null | 2026-08-12",
    )
    assert warehouse.made("core.arena_ratings", "model_name, release_id, rating") == rows(
        "m | r | n \n one | l1 | 1400.0"
    )


def test_a_name_of_arena_that_is_joined_to_none_is_no_release(warehouse, rows):
    given_arena(
        warehouse,
        "new | text | stranger | 1400 | null | null | 2026-07-01",
        "new | text | two | 1390 | 1380 | 1400 | 2026-07-01",
    )
    assert warehouse.made("core.arena_ratings", "model_name, release_id") == rows(
        "m | r \n stranger | null \n two | l2"
    )
    assert warehouse.made("core.arena_scores", "release_id, score, score_lower, vintage") == rows(
        "r | s | l | v \n l2 | 1390.0 | 1380.0 | 2026-07-01"
    )


def test_the_first_day_of_a_release_is_that_of_any_of_its_names_and_leaderboards(warehouse, rows):
    given_arena(
        warehouse,
        "new | text | hundred | 1400 | null | null | 2026-05-01",
        "new | text_style_control | hundred-max | 1390 | null | null | 2026-04-20",
        "new | text | hundred-max | 1390 | null | null | 2026-05-01",
    )
    assert warehouse.made("core.arena_first_days", "release_id, arena_first_on, arena_first_name") == rows(
        "r | d | n \n c1 | 2026-04-20 | hundred-max"
    )


def test_of_several_settings_the_highest_counts_and_only_on_the_newest_leaderboard(warehouse, rows):
    given_arena(
        warehouse,
        "new | text | hundred | 1420 | null | null | 2026-07-01",
        "new | text | hundred-max | 1425 | null | null | 2026-07-01",
        "new | text | two | 1500 | null | null | 2026-06-01",
        "new | text_style_control | one | 1500 | null | null | 2026-07-15",
    )
    assert warehouse.made("core.arena_scores", "release_id, score, source") == rows(
        "r | s | o \n c1 | 1425.0 | Arena, text leaderboard, as hundred-max"
    )


DATED = "pairing_id | role | date_basis | release_id | released_on | released_on_basis \n"


def given_scales(warehouse) -> None:
    head = "scale_id | scale_name | domain | scale_type | floor | ceiling | scale_released_on | superseded_by \n"
    warehouse.given("staging.benchmarks", head + "eci_published | ECI | index | index | null | null | null | null")
    warehouse.given(
        "core.source_scores", "release_id | scale_id | score | score_lower | score_upper | source | vintage \n"
    )
    warehouse.given("core.index_scores", "release_id | score | score_lower | score_upper \n")
    warehouse.given("staging.score_load", "vintage \n 2026-08-11")
    warehouse.made("core.scales", "scale_id")
    warehouse.made("core.scores", "release_id")


def test_without_a_rating_of_a_known_release_there_is_no_such_scale(warehouse, rows):
    given_arena(warehouse, "new | text | stranger | 1400 | null | null | 2026-07-01")
    given_scales(warehouse)
    assert warehouse.made("core.scales", "scale_id") == rows("s \n eci_published")
    assert warehouse.made("core.scores", "release_id") == []


def test_the_lag_on_ratings_is_that_worked_out_by_hand(warehouse, rows):
    """US: l1 of 10 January at 1400, l2 of 1 March at 1450. China: c1 of 10 April at 1420.

    c1 is above l1: 10 January to 10 April 2026 is 21 + 28 + 31 + 10 = 90 days. l2 waits: 1 March to the leaderboard of 1 July is
    31 + 30 + 31 + 30 = 122 days. On the leaderboard of May c1 stood at 1460, above l2, and that is of another vintage.
    """
    given_arena(
        warehouse,
        "new | text | one | 1400 | 1395 | 1405 | 2026-07-01",
        "new | text | two | 1450 | 1445 | 1455 | 2026-07-01",
        "new | text | hundred | 1420 | 1415 | 1425 | 2026-07-01",
        "new | text | two | 1455 | 1450 | 1460 | 2026-05-01",
        "new | text | hundred | 1460 | 1455 | 1465 | 2026-05-01",
    )
    given_scales(warehouse)
    warehouse.given(
        "core.dated_releases",
        DATED
        + "p | leader | available | l1 | 2026-01-10 | api_on \n p | leader | available | l2 | 2026-03-01 | api_on \n"
        "p | laggard | available | c1 | 2026-04-10 | weights_on",
    )
    warehouse.given("core.paired_matches", "pairing_id | scale_id | date_basis | rule_id | record_release_id | match_release_id"
                    " | match_released_on | match_score \n")  # fmt: skip
    warehouse.given("core.lab_records", "pairing_id | scale_id | date_basis | release_id | released_on | score \n")
    for table in ("core.scored_releases", "core.records", "core.rules", "core.follow_ups"):
        warehouse.made(table, "scale_id")
    assert warehouse.made("core.rules", "rule_id, scale_id, tolerance") == rows(
        "r | s | t \n strict | arena_text | 0.00 \n strict | eci_published | 0.00 \n tolerance_1 | eci_published | 1.00"
    )
    columns = "scale_id, rule_id, record_release_id, match_release_id, lag_days, follow_up_days, is_matched"
    assert warehouse.made("core.matches", columns) == rows(
        "s | r | record | match | lag | follow | m \n arena_text | strict | l1 | c1 | 90 | 172 | true \n"
        "arena_text | strict | l2 | null | null | 122 | false"
    )
