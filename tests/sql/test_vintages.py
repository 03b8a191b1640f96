"""Readings of the index, what each of them shows or carries, and how long releases wait for a score."""

from datetime import date

import pytest

from warehouse.build.heads import BuildError, read_checks
from warehouse.build.runner import run_check

KEPT = "publication | first_seen_on | row_count | refused_reason | hole_reason \n"
NAMES = "source | name | release_id \n epoch_vintage | A | a \n epoch_vintage | B | b \n epoch_vintage | C | c"
TYPES = {"publication": "bigint", "score": "double"}
ONE_RELEASE = next(check for check in read_checks() if check.name == "fail_release_twice_in_vintage")


@pytest.fixture
def kept(warehouse):
    """No load and no publication; three names that are known to be releases."""
    warehouse.given("core.identities", NAMES)
    warehouse.given("raw.loads", "load_id | source | retrieved_on | finished_at")
    warehouse.given("raw.scores", "load_id | release_id | benchmark_id | score | read_on")
    warehouse.given("raw.epoch_index", "load_id | model | score")
    warehouse.given("staging.epoch_names", "epoch_name | release_id")
    warehouse.given("staging.vintages", KEPT, publication="bigint", row_count="bigint")
    warehouse.given("staging.vintage_scores", "name | publication | score", **TYPES)
    return warehouse


def seen(warehouse):
    warehouse.made("core.readings", "first_seen_on")
    return warehouse.made("core.score_vintages", "first_seen_on, release_id, score, scored_on, standing")


def publications(warehouse, vintages, scores):
    warehouse.given("staging.vintages", KEPT + vintages, publication="bigint", row_count="bigint")
    warehouse.given("staging.vintage_scores", "name | publication | score \n" + scores, **TYPES)


def test_a_refused_publication_is_not_read_and_a_name_of_no_release_joins_nothing(kept, rows):
    publications(
        kept,
        "1 | 2026-01-01 | 2 | null | null \n 2 | 2026-01-08 | 1 | broken | null",
        "A | 1 | 10 \n Nobody | 1 | 12 \n A | 2 | 99",
    )
    assert seen(kept) == rows("d | r | s | o | t \n 2026-01-01 | a | 10.0 | 2026-01-01 | printed")


def test_two_names_of_a_publication_that_are_one_release_stop_the_build(kept):
    """By an alias too many A and A+ were one release, and which of their scores it had was chance."""
    publications(kept, "1 | 2026-01-01 | 2 | null | null", "A | 1 | 10 \n A+ | 1 | 12 \n B | 1 | 11")
    assert run_check(kept.connection, ONE_RELEASE).row_count == 0
    kept.given("core.identities", f"{NAMES} \n epoch_vintage | A+ | a \n arena | A+ | b")
    with pytest.raises(BuildError, match=r"publication = 1, release_id = a, first_name = A, last_name = A\+"):
        run_check(kept.connection, ONE_RELEASE)


def test_a_score_in_the_hole_is_carried_as_seen_only_if_it_returns(kept, rows):
    publications(
        kept,
        "1 | 2026-01-01 | 3 | null | null \n 2 | 2026-01-08 | 1 | null | blank cells \n 3 | 2026-01-15 | 2 | null | null \n"
        "4 | 2026-01-22 | 1 | null | null",
        "A | 1 | 10 \n B | 1 | 20 \n C | 1 | 30 \n A | 2 | 11 \n A | 3 | 12 \n B | 3 | 21 \n A | 4 | 13",
    )
    found = [row for row in seen(kept) if row[1] != "a"]
    # B vanishes again after the hole, for another reason: that is not carried across it.
    assert found == rows(
        "d | r | s | o | t \n 2026-01-01 | b | 20.0 | 2026-01-01 | printed \n 2026-01-01 | c | 30.0 | 2026-01-01 | printed \n"
        "2026-01-08 | b | 20.0 | 2026-01-01 | in_hole \n 2026-01-08 | c | 30.0 | 2026-01-01 | vanished \n"
        "2026-01-15 | b | 21.0 | 2026-01-15 | printed \n 2026-01-15 | c | 30.0 | 2026-01-01 | vanished \n"
        "2026-01-22 | b | 21.0 | 2026-01-15 | vanished \n 2026-01-22 | c | 30.0 | 2026-01-01 | vanished"
    )


def test_a_day_of_the_past_sees_no_later_vintage_and_knows_that_the_hole_was_one(kept, rows):
    publications(
        kept,
        "1 | 2026-01-01 | 1 | null | null \n 2 | 2026-01-08 | 1 | null | blank cells \n 3 | 2026-01-15 | 2 | null | null",
        "B | 1 | 20 \n A | 2 | 11 \n A | 3 | 12 \n B | 3 | 21",
    )
    kept.as_of = date(2026, 1, 10)
    found = seen(kept)
    assert max(row[0] for row in found) == "2026-01-08"
    assert [row for row in found if row[1] == "b"] == rows(
        "d | r | s | o | t \n 2026-01-01 | b | 20.0 | 2026-01-01 | printed \n 2026-01-08 | b | 20.0 | 2026-01-01 | in_hole"
    )


def test_a_pull_whose_scores_changed_is_a_vintage_and_one_that_says_the_same_is_none(kept, rows):
    publications(kept, "1 | 2026-01-01 | 1 | null | null", "A | 1 | 10")
    kept.given("staging.epoch_names", "epoch_name | release_id \n A v1 | a \n New | new")
    kept.given(
        "raw.loads",
        "load_id | source | retrieved_on | finished_at \n same | epoch | 2026-01-08 | 2026-01-08 06:00:00+00 \n"
        "morning | epoch | 2026-01-15 | 2026-01-15 06:00:00+00 \n evening | epoch | 2026-01-15 | 2026-01-15 18:00:00+00 \n"
        "again | epoch | 2026-01-22 | 2026-01-22 06:00:00+00",
    )
    kept.given(
        "raw.epoch_index",
        "load_id | model | score \n same | A v1 | 10 \n morning | A v1 | 10.5 \n evening | A v1 | 11 \n evening | New | 12 \n"
        "again | A v1 | 11 \n again | New | 12",
    )
    assert seen(kept) == rows(
        "d | r | s | o | t \n 2026-01-01 | a | 10.0 | 2026-01-01 | printed \n 2026-01-15 | a | 11.0 | 2026-01-15 | printed \n"
        "2026-01-15 | new | 12.0 | 2026-01-15 | printed"
    )
    assert kept.made("core.readings", "first_seen_on, origin, load_id, is_vintage") == rows(
        "d | o | l | v \n 2026-01-01 | republished | null | true \n 2026-01-08 | epoch | same | false \n"
        "2026-01-15 | epoch | evening | true \n 2026-01-22 | epoch | again | false"
    )


def test_epochs_own_file_stands_before_what_another_republished_that_day_and_before_the_reference_file(kept, rows):
    publications(kept, "1 | 2026-01-01 | 1 | null | null", "A | 1 | 10")
    reading = "load_id | source | retrieved_on | finished_at \n r | reference | 2026-01-02 | 2026-01-02 06:00:00+00"
    kept.given("raw.loads", reading)
    kept.given(
        "raw.scores",
        "load_id | release_id | benchmark_id | score | read_on \n r | a | eci_published | 10.2 | 2026-01-01 \n"
        "r | a | quiz | 0.5 | 2026-01-02",
    )
    origin = "d | o \n 2026-01-01 | "
    assert kept.made("core.readings", "first_seen_on, origin") == rows(origin + "reference")
    kept.given("raw.loads", f"{reading} \n e | epoch | 2026-01-01 | 2026-01-01 06:00:00+00")
    kept.given("raw.epoch_index", "load_id | model | score \n e | A v1 | 10.4")
    kept.given("staging.epoch_names", "epoch_name | release_id \n A v1 | a")
    assert kept.made("core.readings", "first_seen_on, origin") == rows(origin + "epoch")


DAYS = (
    "release_id | role | headline_on \n old | laggard | 2025-12-01 \n slow | laggard | 2025-12-20 \n quick | laggard | 2026-01-02 \n"
    "early | laggard | 2026-02-10 \n us | leader | 2026-02-01"
)
VINTAGES = (
    "release_id | first_seen_on | standing \n old | 2025-12-24 | printed \n old | 2026-02-01 | printed \n slow | 2026-02-01 | printed \n"
    "quick | 2026-02-01 | printed \n early | 2026-02-01 | printed \n us | 2026-03-01 | printed \n nameless | 2026-03-01 | printed"
)


@pytest.fixture
def waited(warehouse):
    warehouse.given("core.headline_days", DAYS)
    warehouse.given("core.score_vintages", VINTAGES)
    warehouse.given(
        "core.dated_releases",
        "pairing_id | date_basis | role | release_id | released_on \n"
        + "\n".join(
            f"us_any__cn_open | available | {role} | {name} | {day}"
            for name, role, day in (line.split(" | ") for line in DAYS.split("\n")[1:])
        ).replace(" \n", "\n"),
    )
    warehouse.given(
        "core.records",
        "pairing_id | scale_id | date_basis | role | release_id | released_on \n"
        "us_any__cn_open | eci_published | available | laggard | quick | 2026-01-02 \n"
        "us_any__cn_open | eci_published | available | laggard | early | 2026-02-10 \n"
        "us_any__cn_open | index | available | laggard | slow | 2025-12-20 \n"
        "us_any__cn_open | eci_published | available | leader | us | 2026-02-01",
    )
    warehouse.made("core.headline", "start_on")
    return warehouse


def test_a_delay_is_unknown_where_the_first_vintage_has_the_score_and_counts_only_after_it(waited, rows):
    assert waited.made("core.scoring_delays", "release_id, delay_days, is_measured") == rows(
        "r | d | m \n old | null | false \n slow | 43 | false \n quick | 30 | true \n early | -9 | true \n us | 28 | true"
    )


def test_scores_are_complete_up_to_the_longest_wait_of_a_chinese_record_of_the_last_year(waited, rows):
    waited.made("core.scoring_delays", "release_id")
    columns = "scored_until_on, delay_days, n_records, delay_90_days, n_releases"
    # 90% of 0 (early, seen before it was out) and 30 days is 27: linear between the two.
    assert waited.made("core.scored_until", columns) == rows("u | d | n | q | m \n 2026-07-12 | 30 | 2 | 27.0 | 2")


def test_without_a_known_delay_no_day_is_said_to_be_complete(waited, rows):
    waited.given("core.score_vintages", "release_id | first_seen_on | standing \n old | 2025-12-24 | printed")
    waited.made("core.scoring_delays", "release_id")
    columns = "scored_until_on, delay_days, n_records, delay_90_days, n_releases"
    assert waited.made("core.scored_until", columns) == rows("u | d | n | q | m \n null | null | 0 | null | 0")


@pytest.fixture
def in_use(kept):
    """A reference load read on 2026-02-01 with two scales, and a vintage kept of 2026-01-08, in whose hole B is."""
    publications(
        kept,
        "1 | 2026-01-01 | 2 | null | null \n 2 | 2026-01-08 | 1 | null | blank cells \n 3 | 2026-01-15 | 2 | null | null",
        "A | 1 | 10 \n B | 1 | 20 \n A | 2 | 11 \n A | 3 | 12 \n C | 3 | 30",
    )
    reference = "r | a | eci_published | 13 | 2026-02-01 \n r | b | eci_published | 23 | 2026-02-01 \n r | a | quiz | 0.5 | 2026-02-01"
    kept.given("raw.scores", f"load_id | release_id | benchmark_id | score | read_on \n {reference}")
    kept.given(
        "raw.loads",
        "load_id | source | retrieved_on | finished_at \n r | reference | 2026-02-01 | 2026-02-01 06:00:00+00",
    )
    kept.given("staging.score_load", "load_id | source | vintage \n r | reference | 2026-02-01")
    kept.given(
        "staging.reference_scores",
        "release_id | scale_id | score | score_lower | score_upper | source | load_id \n"
        "a | eci_published | 13 | 12 | 14 | s | r \n b | eci_published | 23 | 22 | 24 | s | r \n a | quiz | 0.5 | null | null | s | r",
    )
    kept.given("staging.epoch_releases", "release_id | score | score_lower | score_upper | load_id")
    kept.given("core.sound_scores", "release_id | scale_id | score | source | load_id | is_listed")
    return kept


def used(warehouse, day):
    warehouse.as_of = day
    for table in ("core.readings", "core.score_vintages", "core.index_in_use"):
        warehouse.made(table, "is_republished" if table.endswith("in_use") else "first_seen_on")
    return warehouse.made("core.source_scores", "release_id, scale_id, score, score_lower, vintage")


QUIZ = "a | quiz | 0.5 | null | 2026-02-01"


def test_a_day_with_a_vintage_has_its_scores_of_the_index_alone_and_says_so(in_use, rows):
    assert used(in_use, date(2026, 1, 10)) == rows(
        f"r | i | s | l | v \n a | eci_published | 11.0 | null | 2026-01-08 \n b | eci_published | 20.0 | null | 2026-01-08 \n {QUIZ}"
    )
    notice = in_use.made("core.vintage_notices", "kind, is_first_line, known_on, detail")
    assert notice == rows("k | f | o | d \n index_as_seen | true | 2026-01-08 | 2026-02-01")


def test_a_day_before_every_publication_says_that_its_scores_were_read_later(in_use, rows):
    used(in_use, date(2025, 12, 1))
    notice = in_use.made("core.vintage_notices", "kind, is_first_line, known_on, detail")
    assert notice == rows("k | f | o | d \n index_read_later | true | 2026-02-01 | 2025-12-01")


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2026, 3, 1), date(2025, 12, 1)])
def test_before_the_first_vintage_and_from_a_newer_load_on_nothing_changes(in_use, rows, day):
    assert used(in_use, day) == rows(
        f"r | i | s | l | v \n a | eci_published | 13.0 | 12.0 | 2026-02-01 \n b | eci_published | 23.0 | 22.0 | 2026-02-01 \n {QUIZ}"
    )
    told = [] if day >= date(2026, 2, 1) else rows("kind \n index_read_later")
    assert in_use.made("core.vintage_notices", "kind") == told
