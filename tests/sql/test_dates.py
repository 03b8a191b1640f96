"""Dates and labels of many sources, one rule a test: what counts as agreement, as a conflict, and as a cause."""

import pytest

RELEASES = (
    "release_id | name | announced_on | announced_on_source | api_on | api_on_source | weights_on | weights_on_source"
    " | published_on | is_in_reference | openness | licence | notes | country \n"
)
CLAIMS = "release_id | claim_kind | claimed_on | day_precision | source_id | source_name | source_url | evidence | read_on \n"
PRECEDENCE = """
    date_kind    | source_id           | claim_kind      | claim_rank | origin              | channel      | bound
    api_on       | releases            | api_on          | 1          | releases            | reference    | exact
    api_on       | maker_page          | api_on          | 2          | each_page           | maker_page   | exact
    api_on       | thread              | api_on          | 2          | each_page           | thread       | exact
    api_on       | model_release_dates | api_on          | 3          | model_release_dates | maker_page   | exact
    api_on       | epoch_archive       | published_on    | 4          | epoch               | score_source | exact
    api_on       | epoch_index         | published_on    | 5          | epoch               | score_source | exact
    api_on       | models_dev          | announced_on    | 6          | models_dev          | price_list   | exact
    weights_on   | releases            | weights_on      | 1          | releases            | reference    | exact
    weights_on   | model_release_dates | weights_on      | 3          | model_release_dates | maker_page   | exact
    weights_on   | epoch_index         | published_on    | 5          | epoch               | score_source | exact
    weights_on   | hub                 | hub_created_on  | 7          | hub                 | repository   | lower
    weights_on   | thread              | weights_seen_on | 8          | each_page           | thread       | upper
    weights_on   | recipe              | listed_on       | 9          | each_page           | recipe       | none
    announced_on | releases            | announced_on    | 1          | releases            | reference    | exact
    announced_on | models_dev          | announced_on    | 5          | models_dev          | price_list   | exact
    published_on | releases            | published_on    | 1          | releases            | reference    | exact
    published_on | epoch_index         | published_on    | 2          | epoch               | score_source | exact
    published_on | epoch_archive       | published_on    | 3          | epoch               | score_source | exact
"""
API = "a | A | null | null | 2026-03-10 | cell | null | null | null | true | api | null | n | US"
OPEN = "a | A | null | null | null | null | 2026-03-10 | cell | null | true | open_restricted | null | n | CN"


def given_dates(warehouse, release: str, *claims: str) -> None:
    """Claims from "kind | day | precision | source | name"."""
    warehouse.given("core.releases", RELEASES + release)
    warehouse.given("staging.releases", "release_id | read_on \n a | 2026-08-11")
    warehouse.given("staging.date_precedence", PRECEDENCE, origin="varchar")
    lines = [f"a | {claim} | https://x | e | 2026-08-11" for claim in claims]
    warehouse.given("core.date_claims", CLAIMS + "\n".join(lines))


def release_dates(warehouse, columns: str):
    return warehouse.made("core.release_dates", columns)


def test_a_claim_without_a_channel_stands_under_every_date_the_release_has(warehouse, rows):
    release = (
        "a | A | null | null | 2026-03-10 | cell | 2026-03-12 | cell | null | true | open_restricted | null | n | CN"
    )
    given_dates(warehouse, release, "published_on | 2026-03-11 | day | epoch_index | A")
    assert release_dates(warehouse, "date_kind, source_id, claimed_on, difference_days, is_chosen") == rows(
        "k | s | d | f | c \n api_on | releases | 2026-03-10 | 0 | true \n api_on | epoch_index | 2026-03-11 | 1 | false \n"
        "weights_on | releases | 2026-03-12 | 0 | true \n weights_on | epoch_index | 2026-03-11 | -1 | false \n"
        "published_on | epoch_index | 2026-03-11 | null | false"
    )


def test_a_claim_of_the_api_says_nothing_of_the_weights(warehouse, rows):
    given_dates(warehouse, OPEN, "api_on | 2026-03-01 | day | model_release_dates | lab/a")
    assert release_dates(warehouse, "date_kind, source_id, agreement") == rows(
        "k | s | a \n weights_on | releases | same day \n api_on | model_release_dates | no day in use"
    )


@pytest.mark.parametrize(
    ("claim", "days", "agreement"),
    [
        ("published_on | 2026-03-10 | day | epoch_index | A", 0, "same day"),
        ("published_on | 2026-03-17 | day | epoch_index | A", 7, "within seven days"),
        ("published_on | 2026-03-02 | day | epoch_index | A", -8, "differs"),
        ("hub_created_on | 2026-01-01 | day | hub | lab/a", -68, "lower bound"),
        ("hub_created_on | 2026-03-11 | day | hub | lab/a", 1, "later than it can be"),
        ("weights_seen_on | 2026-03-20 | day | thread | https://x", 10, "upper bound"),
        ("weights_seen_on | 2026-03-09 | day | thread | https://x", -1, "earlier than it can be"),
        ("listed_on | 2026-03-10 | day | recipe | https://x", 0, "says nothing of it"),
    ],
)
def test_how_far_a_claim_agrees(warehouse, rows, claim, days, agreement):
    given_dates(warehouse, OPEN, claim)
    found = release_dates(warehouse, "date_kind, is_chosen, difference_days, agreement")
    assert [row[2:] for row in found if row[:2] == ("weights_on", "false")] == [(str(days), agreement)]


@pytest.mark.parametrize(
    ("month", "days", "agreement"),
    [("2026-03-01", 0, "same month"), ("2026-02-01", -10, "differs"), ("2026-04-01", 22, "differs")],
)
def test_a_month_counts_by_its_nearest_day(warehouse, rows, month, days, agreement):
    given_dates(warehouse, API, f"announced_on | {month} | month | models_dev | lab/a")
    found = release_dates(warehouse, "date_kind, source_id, difference_days, agreement, date_spread_days")
    assert ("api_on", "models_dev", str(days), agreement, None) in found


def test_epochs_two_files_are_one_source_and_every_thread_is_its_own(warehouse, rows):
    claims = [
        "published_on | 2026-03-09 | day | epoch_index | A",
        "published_on | 2026-03-10 | day | epoch_archive | a-1",
    ]
    threads = [
        "api_on | 2026-03-10 | day | thread | https://x",
        "api_on | 2026-03-11 | day | thread | https://y",
    ]
    for extra, count, spread in (([], "1", "1"), (threads, "3", "2")):
        given_dates(warehouse, API, *claims, *extra)
        found = set(release_dates(warehouse, "date_kind, n_independent_sources, date_spread_days"))
        assert ("api_on", count, spread) in found


def test_a_bound_a_recipe_and_the_cell_itself_are_no_source(warehouse, rows):
    given_dates(
        warehouse,
        OPEN,
        "hub_created_on | 2026-03-10 | day | hub | lab/a",
        "weights_seen_on | 2026-03-10 | day | thread | https://x",
        "listed_on | 2026-03-10 | day | recipe | https://y",
    )
    assert set(release_dates(warehouse, "n_independent_sources, date_spread_days, first_by_rank_on")) == {
        ("0", None, None)
    }


def test_the_rule_names_the_cell_and_what_the_sources_alone_would_say(warehouse, rows):
    given_dates(
        warehouse,
        API,
        "announced_on | 2026-01-01 | month | models_dev | lab/a",
        "published_on | 2026-03-09 | day | epoch_index | A",
        "published_on | 2026-03-14 | day | epoch_archive | a-1",
        "published_on | 2026-03-12 | day | epoch_archive | a-2",
    )
    found = release_dates(warehouse, "date_kind, is_chosen, chosen_on, first_by_rank_on, choice_rule")
    rule = "rank 1, the cell of releases.csv (cell); first of the sources: epoch_archive 2026-03-12 (rank 4)"
    assert ("api_on", "true", "2026-03-10", "2026-03-12", rule) in found


def test_a_release_the_reference_does_not_know_rests_on_the_score_source(warehouse, rows):
    release = "a | A | null | null | 2026-03-10 | as printed | null | null | 2026-03-10 | false | api | null | n | US"
    given_dates(warehouse, release, *[])
    assert release_dates(warehouse, "date_kind, source_id, claim_kind, n_independent_sources, is_chosen") == rows(
        "k | s | c | n | i \n api_on | epoch_index | published_on | 1 | true \n published_on | epoch_index | published_on | 1 | true"
    )


def test_the_headlines_day_is_that_of_the_group_or_else_of_the_first_access(warehouse, rows):
    warehouse.given(
        "core.dated_releases",
        "pairing_id | role | date_basis | release_id | released_on | released_on_basis \n"
        "us_any__cn_open | laggard | available | a | 2026-03-12 | weights_on \n"
        "us_any__cn_open | laggard | published | a | 2026-03-01 | published_on \n"
        "us_any__cn_any | laggard | available | b | 2026-03-01 | api_on",
    )
    warehouse.given(
        "core.releases",
        "release_id | announced_on | api_on | weights_on \n a | null | 2026-03-01 | 2026-03-12 \n"
        "b | 2026-02-01 | 2026-03-01 | null \n c | null | 2026-03-05 | 2026-03-01 \n d | 2026-02-01 | null | null \n"
        "e | null | null | null",
    )
    assert warehouse.made("core.headline_days", "release_id, role, headline_on, headline_kind") == rows(
        "i | r | d | k \n a | laggard | 2026-03-12 | weights_on \n b | null | 2026-03-01 | api_on \n"
        "c | null | 2026-03-01 | weights_on \n d | null | 2026-02-01 | announced_on"
    )


DATES = (
    "release_id | date_kind | source_id | claim_kind | claimed_on | nearest_on | difference_days | is_evidence | chosen_on"
    " | chosen_evidence | source_name | day_precision | evidence \n"
)


def disagreements(warehouse, *dates: str):
    """Dates from "kind | source | claim kind | day | difference | is_evidence"; the day in use is 2026-03-10, of the API."""
    lines = []
    for line in dates:
        kind, source, claim, day, days, is_evidence = (cell.strip() for cell in line.split("|"))
        lines.append(
            f"a | {kind} | {source} | {claim} | {day} | {day} | {days} | {is_evidence} | 2026-03-10 | c | n | day | e"
        )
    warehouse.given("core.release_dates", DATES + "\n".join(lines))
    warehouse.given("core.headline_days", "release_id | role | headline_kind \n a | leader | api_on")
    return warehouse.made("core.date_disagreements", "date_kind, source_id, is_headline_kind, difference_days")


def test_a_claim_is_compared_with_the_headlines_day_where_it_speaks_of_it(warehouse, rows):
    found = disagreements(
        warehouse,
        "api_on | models_dev | announced_on | 2026-03-01 | -9 | true",
        "announced_on | models_dev | announced_on | 2026-03-01 | -9 | true",
        "weights_on | model_release_dates | weights_on | 2026-04-01 | 22 | true",
        "weights_on | epoch_index | published_on | 2026-04-01 | 22 | true",
    )
    assert found == rows(
        "k | s | h | d \n api_on | models_dev | true | -9 \n weights_on | model_release_dates | false | 22"
    )


def test_the_same_day_a_lower_bound_and_a_printed_day_are_no_disagreement(warehouse, rows):
    found = disagreements(
        warehouse,
        "api_on | epoch_index | published_on | 2026-03-10 | 0 | true",
        "api_on | models_dev | announced_on | 2026-03-10 | null | true",
        "weights_on | hub | hub_created_on | 2026-01-01 | -68 | false",
        "published_on | epoch_archive | published_on | 2026-01-01 | -68 | true",
    )
    assert found == []


def test_conflicts_are_over_seven_days_or_move_a_lag_and_the_largest_move_is_first(warehouse):
    head = (
        "release_id | date_kind | is_headline_kind | role | chosen_on | chosen_evidence | source_id | source_name | claim_kind"
        " | claimed_on | day_precision | evidence | other_on | difference_days \n"
    )
    lines = [
        f"{name} | api_on | true | leader | 2026-03-20 | c | s | n | published_on | {day} | day | e | {day} | {days}"
        for name, day, days in (
            ("far", "2026-03-12", -8), ("near", "2026-03-13", -7), ("near-moves", "2026-03-19", -1),
            ("most", "2026-03-10", -10), ("not-reached", "2026-03-09", -11), ("no-group", "2026-03-01", -19),
        )
    ]  # fmt: skip
    warehouse.given("core.date_disagreements", head + "\n".join(lines))
    warehouse.given(
        "core.date_moves",
        "release_id | other_on | moved_median_days | moved_share_6m | changed_lag_count \n"
        "far | 2026-03-12 | 0 | 0 | 0 \n near | 2026-03-13 | 0 | 0 | 0 \n near-moves | 2026-03-19 | 0 | -0.1 | 1 \n"
        "most | 2026-03-10 | -20 | 0.1 | 2 \n not-reached | 2026-03-09 | null | 0.1 | 2",
        moved_median_days="double",
        moved_share_6m="double",
    )
    names = [line.split(" | ")[0] for line in lines]
    warehouse.given("core.releases", "release_id | name | notes \n" + "\n".join(f"{name} | N | n" for name in names))
    warehouse.made("marts.date_conflicts", "release_id")
    found = warehouse.connection.sql(
        "select release_id, moved_median_days, changed_lag_count, is_over_seven_days from marts.date_conflicts"
    ).fetchall()
    assert found == [
        ("not-reached", None, 2, True),
        ("most", -20, 2, True),
        ("near-moves", 0, 1, False),
        ("no-group", 0, 0, True),
        ("far", 0, 0, True),
    ]


def test_another_day_of_one_release_moves_what_it_should(warehouse, rows):
    # Records l1 (score 10, day 0) and l2 (20, day 100) are matched by g1 (10) on day 50 and by g2 (20) on day 250: lags 50 and 150.
    warehouse.given(
        "core.headline_scores",
        "role | release_id | released_on | score \n"
        + "\n".join(
            f"{role} | {name} | {day} | {score}"
            for role, name, day, score in (
                ("leader", "l1", "2024-01-01", 10), ("leader", "l2", "2024-04-10", 20),
                ("laggard", "g1", "2024-02-20", 10), ("laggard", "g2", "2024-09-07", 20),
            )
        ),
    )  # fmt: skip
    warehouse.given(
        "core.date_disagreements",
        "release_id | other_on | is_headline_kind | role \n g1 | 2024-02-25 | true | laggard \n"
        "l2 | 2023-12-01 | true | leader \n l1 | 2022-12-01 | true | leader \n g2 | 2027-01-01 | true | laggard \n"
        "x | 2024-01-01 | true | leader \n g1 | 2020-01-01 | false | laggard \n y | 2020-01-01 | true | null",
    )
    # g1 five days later: the median, the lag of l1, is 55. l2 in December hides l1: one record of 281 days is left. l1 before GPT-4
    # is no record of the cohort: 150 days. g2 after the as-of day: l2 is unmatched. x is not scored.
    assert warehouse.made(
        "core.date_moves", "release_id, other_on, moved_median_days, moved_share_6m, changed_lag_count"
    ) == rows(
        "r | o | m | s | c \n g1 | 2024-02-25 | 5.0 | 0.0 | 1 \n l2 | 2023-12-01 | 231.0 | -1.0 | 2 \n"
        "l1 | 2022-12-01 | 100.0 | 0.0 | 1 \n g2 | 2027-01-01 | 0.0 | -0.5 | 1 \n x | 2024-01-01 | 0.0 | 0.0 | 0"
    )


@pytest.mark.parametrize(
    ("openness", "claimed", "found"),
    [
        ("open_restricted", "open_restricted", None),
        ("open_restricted", "open", None),
        ("open_restricted", "open_unrestricted", ("false", "false")),
        ("open_restricted", "closed", ("false", "true")),
        ("open_restricted", "unknown", ("true", "true")),
        ("api", "closed", None),
        ("hosted", "api", ("false", "false")),
        ("api", "open", ("false", "true")),
        ("unreleased", "closed", None),
        ("unknown", "unknown", None),
        ("unknown", "open_restricted", ("false", "true")),
        ("null", "api", ("false", "true")),
    ],
)
def test_a_label_that_says_otherwise(warehouse, openness, claimed, found):
    warehouse.given("core.releases", f"release_id | openness | licence \n a | {openness} | null")
    warehouse.given(
        "core.openness_claims",
        "release_id | claimed_openness | claimed_licence | source_id | source_name | evidence \n"
        f"a | {claimed} | null | epoch_index | A | e",
    )
    rows = warehouse.made("core.openness_disagreements", "is_blank, is_deciding_group")
    assert rows == ([] if found is None else [found])


def test_records_and_matches_of_the_headline_since_gpt_4(warehouse, rows):
    head = "pairing_id | scale_id | date_basis | rule_id | cohort_id | record_released_on | record_release_id | match_release_id \n"
    key = "us_any__cn_open | eci_published | available | strict | records"
    warehouse.given(
        "core.matches",
        f"{head} {key} | 2023-03-14 | a | x \n {key} | 2024-01-01 | b | x \n {key} | 2024-02-01 | c | null \n"
        f"{key} | 2023-03-13 | early | y \n us_any__cn_open | index | available | strict | records | 2024-01-01 | d | z",
    )
    assert warehouse.made("core.headline_releases", "release_id, headline_part") == rows(
        "r | p \n a | record \n b | record \n c | record \n x | match"
    )


def test_a_release_of_the_headline_counts_independent_sources_near_its_day(warehouse, rows):
    warehouse.given("core.headline_releases", "release_id | headline_part \n a | record \n b | match")
    warehouse.given("core.releases", "release_id | name | notes \n a | A | n \n b | B | null")
    warehouse.given(
        "core.headline_days",
        "release_id | headline_on | headline_kind \n a | 2026-03-10 | api_on \n b | 2026-03-10 | weights_on",
    )
    head = "release_id | date_kind | source_id | claimed_on | claim_rank | origin | is_evidence | day_precision | difference_days \n"
    lines = (
        "a | api_on | releases | 2026-03-10 | 1 | releases | false | day | 0",
        "a | api_on | epoch_archive | 2026-03-10 | 4 | epoch | true | day | 0",
        "a | api_on | epoch_index | 2026-03-10 | 5 | epoch | true | day | 0",
        "a | api_on | models_dev | 2026-03-03 | 6 | models_dev | true | day | -7",
        "a | announced_on | maker_page | 2026-03-10 | 2 | https://x | true | day | 0",
        "b | weights_on | epoch_index | 2026-03-10 | 5 | epoch | true | day | 0",
        "b | weights_on | models_dev | 2026-03-01 | 6 | models_dev | true | month | 0",
        "b | weights_on | hub | 2026-03-10 | 7 | hub | false | day | 0",
    )
    warehouse.given("core.release_dates", head + "\n".join(lines), origin="varchar")
    warehouse.given(
        "core.day_intervals",
        "release_id | date_kind | day_lower | day_upper | n_channels | channels \n"
        "a | api_on | 2026-03-03 | 2026-03-10 | 3 | maker_page, price_list, score_source",
        day_lower="date", day_upper="date",
    )  # fmt: skip
    columns = "release_id, n_sources_same_day, n_sources_within_seven_days, sources_same_day, sources_within_seven_days"
    columns = f"{columns}, sources_otherwise, is_resting_on_one, day_lower, day_upper, n_channels"
    assert warehouse.made("marts.headline_dates", columns) == rows(
        "r | s | w | ss | sw | so | one | l | u | n \n"
        "a | 1 | 2 | epoch_archive, epoch_index | models_dev 2026-03-03 | null | false | 2026-03-03 | 2026-03-10 | 3 \n"
        "b | 1 | 1 | epoch_index | null | models_dev 2026-03 | true | null | null | 0"
    )


def test_what_epoch_publishes_comes_from_its_load_and_else_from_the_claims(warehouse, rows):
    warehouse.given(
        "staging.epoch_releases", "release_id | published_on | openness | country \n a | 2026-03-01 | api | US"
    )
    warehouse.given(
        "staging.date_claims",
        "release_id | claim_kind | claimed_on | source_id \n a | published_on | 2026-01-01 | epoch_index \n"
        "b | published_on | 2026-02-01 | epoch_index \n c | published_on | 2026-02-02 | epoch_index \n"
        "c | published_on | 2026-02-03 | epoch_archive",
    )
    warehouse.given("staging.openness_claims", "release_id | claimed_openness | source_id \n b | unknown | epoch_index")
    country = "epoch/eci_scores.csv Country (of organization)"
    warehouse.given(
        "staging.releases",
        f"release_id | country | country_source \n a | US | {country} \n b | CN | {country} \n c | US | {country} of OpenAI",
    )
    warehouse.given(
        "core.releases",
        "release_id | openness | country | notes \n a | api | US | n \n b | api | CN | n \n c | api | US | n \n d | api | US | n",
    )
    warehouse.given("core.headline_days", "release_id | headline_on \n a | 2026-03-02")
    columns = "release_id, published_on, published_openness, published_country, headline_on"
    assert warehouse.made("core.published_releases", columns) == rows(
        "r | p | o | c | h \n a | 2026-03-01 | api | US | 2026-03-02 \n b | 2026-02-01 | unknown | CN | null \n"
        "c | 2026-02-02 | null | null | null"
    )


def test_a_difference_of_the_two_headlines_is_traced_to_what_differs(warehouse, rows):
    head = "release_id | headline_on | published_on | openness | published_openness | country | published_country | notes \n"
    lines = (
        "same | 2024-01-01 | 2024-01-01 | api | api | US | US | n",
        "moved | 2024-02-01 | 2023-12-01 | api | api | US | US | why",
        "blank | 2024-03-01 | 2024-03-01 | open_restricted | unknown | CN | null | other",
        "hidden | 2024-01-15 | 2024-01-15 | api | api | US | US | n",
    )
    warehouse.given("core.published_releases", head + "\n".join(lines))
    columns = ("is_record", "observed_days", "match_release_id", "hidden_by")
    head = " | ".join(
        ["record_release_id", *(f"{side}_{name}" for side in ("repaired", "published") for name in columns)]
    )
    lines = (
        "same | true | 60 | x | null | true | 60 | x | null",
        "moved | true | 29 | blank | null | true | 91 | x | null",
        "hidden | true | 46 | blank | null | false | null | null | moved",
    )
    types = {f"{side}_{name}": dtype for side in ("repaired", "published") for name, dtype in
             (("is_record", "boolean"), ("observed_days", "double"))}  # fmt: skip
    warehouse.given("core.published_lags", head + "\n" + "\n".join(lines), **types)
    columns = "record_release_id, is_same, cause_release_id, cause_part, cause_field, in_use, as_published, notes"
    assert warehouse.made("core.published_differences", columns) == rows(
        "r | s | c | p | f | u | a | n \n same | true | null | null | null | null | null | null \n"
        "moved | false | moved | record | day | 2024-02-01 | 2023-12-01 | why \n"
        "moved | false | blank | match | openness | open_restricted | unknown | other \n"
        "moved | false | blank | match | country | CN | null | other \n"
        "hidden | false | blank | match | openness | open_restricted | unknown | other \n"
        "hidden | false | blank | match | country | CN | null | other \n"
        "hidden | false | moved | hides the record as published | day | 2024-02-01 | 2023-12-01 | why"
    )


def test_the_published_headline_takes_epochs_days_and_labels(warehouse, rows):
    # By Epoch l2 (20 points) is out before l1 (10) and hides it; g1 has no label there, so that l2 stays unmatched.
    warehouse.given(
        "core.headline_scores",
        "role | release_id | released_on | score \n"
        + "\n".join(
            line
            for line in (
                "leader | l1 | 2024-01-01 | 10",
                "leader | l2 | 2024-04-10 | 20",
                "laggard | g1 | 2024-06-01 | 20",
            )
        ),
    )
    warehouse.given("core.scores", "release_id | scale_id | score \n l1 | eci_published | 10 \n l2 | eci_published | 20 \n"
                    "g1 | eci_published | 20 \n l1 | index | 99")  # fmt: skip
    warehouse.given(
        "core.published_releases",
        "release_id | published_on | published_openness | published_country \n l1 | 2024-01-01 | api | US \n"
        "l2 | 2023-12-01 | api | US \n g1 | 2024-06-01 | unknown | CN",
    )
    warehouse.connection.execute(
        "create table core.pairings as select * from (values ('us_any__cn_open', 'leader', ['US'], ['api']), "
        "('us_any__cn_open', 'laggard', ['CN'], ['open_restricted'])) as p (pairing_id, role, countries, openness_set)"
    )
    columns = (
        "record_release_id, repaired_observed_days, repaired_match_release_id, published_is_record, published_is_matched, "
        "published_record_on, published_hidden_by, repaired_median_days, published_median_days"
    )
    assert warehouse.made("core.published_lags", columns) == rows(
        "r | o | m | p | pm | d | h | med | pmed \n l1 | 152.0 | g1 | false | null | null | l2 | 52.0 | null \n"
        "l2 | 52.0 | g1 | true | false | 2023-12-01 | null | 52.0 | null"
    )
