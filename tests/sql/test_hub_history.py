"""What is kept of a repository through the pulls: its names, its licence and gate, and what its creation says."""

import pytest

PULLS = "pulled_on | load_id | is_snapshot \n "
LISTED = "pulled_on | hub_id | hub_model_id | licence | gated | tags | created_at \n "
RELEASES = "release_id | hub_model_id | openness | licence | weights_on \n "


ANSWERS = "asked_name | outcome | hub_id"


def given(warehouse, listed, releases="", days=("2026-08-03", "2026-08-10", "2026-08-17"), weights="", answers=ANSWERS):
    """Pulls, the repositories they list, and releases; tables made of them are built."""
    warehouse.given("staging.hub_pulls", PULLS + " \n ".join(f"{day} | {day} | false" for day in days))
    warehouse.given("staging.hub_models", LISTED + listed, tags="varchar[]")
    for table in ("core.releases", "staging.releases"):
        warehouse.given(table, RELEASES + releases if releases else RELEASES.strip())
    warehouse.given("staging.openness_claims", "claimed_licence | claimed_openness")
    warehouse.made("core.licence_classes", "licence")
    head = "hub_model_id | hub_first_weights_on"
    warehouse.given("staging.hub_first_weights", f"{head} \n {weights}" if weights else head)
    warehouse.given("staging.hub_names", answers)
    for table in ("core.hub_presence", "core.release_repositories", "core.hub_creations"):
        warehouse.made(table, "hub_id")


CREATED = "2026-08-01 00:00:00+00"


def test_a_repository_that_vanished_keeps_its_row_and_is_not_in_the_newest_pull(warehouse, rows):
    given(
        warehouse,
        f"2026-08-03 | a | o/a | mit | false | [] | {CREATED} \n 2026-08-10 | a | o/a | mit | false | [] | {CREATED} \n"
        f"2026-08-17 | b | o/b | mit | false | [] | {CREATED}",
    )
    assert warehouse.made("core.hub_presence", "hub_id, first_seen_on, last_seen_on, is_in_newest_pull") == rows(
        "h | f | l | n \n a | 2026-08-03 | 2026-08-10 | false \n b | 2026-08-17 | 2026-08-17 | true"
    )


def test_a_newest_pull_that_lists_nothing_loses_nothing(warehouse, rows):
    given(warehouse, f"2026-08-03 | a | o/a | mit | false | [] | {CREATED}")
    assert warehouse.made("core.hub_presence", "hub_id, is_in_newest_pull") == rows("h | n \n a | false")


def test_a_renamed_repository_is_one_and_its_release_follows_it(warehouse, rows):
    given(
        warehouse,
        f"2026-08-03 | a | old/a | mit | false | [] | {CREATED} \n 2026-08-10 | a | new/a | mit | false | [] | {CREATED} \n"
        f"2026-08-17 | a | new/A | mit | false | [] | {CREATED}",
        "r | OLD/a | open_unrestricted | mit | 2026-08-02",
    )
    assert warehouse.made("core.hub_presence", "hub_id, hub_model_id, former_names, is_in_newest_pull") == rows(
        "h | n | f | i \n a | new/A | [new/a, old/a] | true"
    )
    assert warehouse.made("core.release_repositories", "release_id, hub_id") == rows("r | h \n r | a")


def test_a_name_given_to_another_repository_belongs_to_the_one_that_had_it_last(warehouse, rows):
    given(
        warehouse,
        f"2026-08-03 | a | o/a | mit | false | [] | {CREATED} \n 2026-08-10 | a | o/moved | mit | false | [] | {CREATED} \n"
        f"2026-08-10 | b | o/a | mit | false | [] | {CREATED}",
        "r | o/a | open_unrestricted | mit | 2026-08-02",
    )
    assert warehouse.made("core.release_repositories", "release_id, hub_id") == rows("r | h \n r | b")


def test_the_hubs_answer_to_a_name_says_which_repository_it_is_listed_or_not(warehouse, rows):
    listed = f"2026-08-10 | b | o/a | mit | false | [] | {CREATED}"
    release = "r | o/a | open_unrestricted | mit | 2026-08-02"
    given(warehouse, listed, release, answers=f"{ANSWERS} \n o/a | renamed | c")
    assert warehouse.made("core.release_repositories", "release_id, hub_id") == rows("r | h \n r | c")
    given(warehouse, listed, release, answers=f"{ANSWERS} \n O/A | given_away | b")
    assert warehouse.made("core.release_repositories", "release_id, hub_id") == rows("r | h")
    given(warehouse, listed, release, answers=f"{ANSWERS} \n o/a | failed | null")
    assert warehouse.made("core.release_repositories", "release_id, hub_id") == rows("r | h \n r | b")


def test_a_licence_that_changes_and_changes_back_is_three_stretches(warehouse, rows):
    given(
        warehouse,
        f"2026-08-03 | a | o/a | mit | false | [] | {CREATED} \n 2026-08-10 | a | o/a | own | false | [] | {CREATED} \n"
        f"2026-08-17 | a | o/a | mit | false | [] | {CREATED}",
        "r | o/a | open_unrestricted | mit | 2026-08-02",
    )
    assert warehouse.made(
        "core.licence_changes",
        "licence, gated, licence_openness, licence_before, first_seen_on, last_seen_on, stretch_number, is_newest",
    ) == rows(
        "l | g | o | b | f | t | n | i \n mit | false | open_unrestricted | null | 2026-08-03 | 2026-08-03 | 1 | false \n"
        "own | false | null | mit | 2026-08-10 | 2026-08-10 | 2 | false \n"
        "mit | false | open_unrestricted | own | 2026-08-17 | 2026-08-17 | 3 | true"
    )


def test_a_gate_that_goes_up_is_a_change_and_the_class_stays(warehouse, rows):
    given(
        warehouse,
        f"2026-08-03 | a | o/a | mit | false | [] | {CREATED} \n 2026-08-10 | a | o/a | mit | auto | [] | {CREATED}",
        "r | o/a | open_unrestricted | mit | 2026-08-02",
    )
    assert warehouse.made("core.licence_changes", "licence, gated, gated_before, licence_openness, n_pulls") == rows(
        "l | g | b | o | n \n mit | false | null | open_unrestricted | 1 \n mit | auto | false | open_unrestricted | 1"
    )


def test_what_a_pull_did_not_read_is_no_change_and_neither_is_an_absence(warehouse, rows):
    given(
        warehouse,
        f"2026-08-03 | a | o/a | null | null | null | {CREATED} \n 2026-08-10 | a | o/a | mit | null | null | {CREATED} \n"
        f"2026-08-17 | a | o/a | null | auto | null | {CREATED} \n 2026-08-31 | a | o/a | mit | auto | [] | {CREATED}",
        days=("2026-08-03", "2026-08-10", "2026-08-17", "2026-08-24", "2026-08-31"),
    )
    assert warehouse.made("core.licence_changes", "licence, gated, first_seen_on, last_seen_on, n_pulls") == rows(
        "l | g | f | t | n \n mit | auto | 2026-08-10 | 2026-08-31 | 3"
    )


def test_tags_that_name_no_licence_say_so_and_losing_one_is_a_change(warehouse, rows):
    given(
        warehouse,
        f"2026-08-03 | a | o/a | mit | false | [] | {CREATED} \n 2026-08-10 | a | o/a | null | false | [x] | {CREATED}",
    )
    assert warehouse.made("core.licence_changes", "licence, licence_before") == rows(
        "l | b \n mit | null \n none stated | mit"
    )


def test_a_licence_whose_releases_differ_in_class_has_none(warehouse, rows):
    given(
        warehouse,
        f"2026-08-03 | a | o/a | MIT | false | [] | {CREATED}",
        "r | o/a | open_unrestricted | mit | null \n s | null | open_restricted | mit | null \n t | null | api | mit | null",
    )
    assert warehouse.made("core.licence_changes", "licence, licence_openness") == rows("l | o \n MIT | null")


@pytest.mark.parametrize(
    ("created", "weights_on", "first_weights_on", "kind", "days"),
    [
        ("2026-08-01", "2026-08-08", "null", "lower bound", "7"),
        ("2026-08-01", "2026-08-09", "null", "created before it was public", "8"),
        ("2026-08-01", "2026-08-01", "2026-08-20", "created before it was public", "19"),
        ("2026-08-01", "null", "2026-08-02", "lower bound", "1"),
        ("2026-08-01", "null", "null", "lower bound", "null"),
        ("2026-08-02", "2026-08-01", "null", "created after its release day", "-1"),
        ("2022-03-02", "2023-01-01", "null", "no information: the floor of the Hub's dates", "null"),
        ("2022-03-03", "2022-03-04", "null", "lower bound", "1"),
    ],
)  # fmt: skip
def test_what_the_creation_of_a_repository_says(warehouse, rows, created, weights_on, first_weights_on, kind, days):
    given(
        warehouse,
        f"2026-08-17 | a | o/a | mit | false | [] | {created} 23:29:04+00",
        f"r | o/a | open_unrestricted | mit | {weights_on}",
        weights=f"o/a | {first_weights_on}" if first_weights_on != "null" else "",
    )
    assert warehouse.made("core.hub_creations", "hub_created_on, hub_created_on_kind, days_before_public") == rows(
        f"c | k | d \n {created} | {kind} | {days}"
    )


def test_a_repository_without_a_creation_says_nothing(warehouse, rows):
    given(warehouse, "2026-08-17 | a | o/a | mit | false | [] | null")
    assert warehouse.made("core.hub_creations", "hub_id") == []
