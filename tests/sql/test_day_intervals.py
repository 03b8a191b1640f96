"""A day as an interval of what its channels say, the lag that carries it, and how far each channel lies from days known well."""

import pytest

DATES = (
    "release_id | date_kind | chosen_on | channel | origin | bound | claim_kind | claimed_on | day_precision | is_explained"
    " | is_evidence"
)
TYPES = {"origin": "varchar", "day_lower": "date", "day_upper": "date"}


def given_claims(warehouse, *claims: str, chosen: str = "2026-03-10") -> None:
    """Claims of the release a from "channel | origin | bound | day", a fifth cell for the precision and a sixth for is_explained."""
    lines = [f"a | api_on | {chosen} | reference | releases | exact | api_on | {chosen} | day | false | false"]
    for claim in claims:
        channel, origin, bound, day, *rest = claim.split(" | ")
        precision, explained = [*rest, *("day", "false")[len(rest) :]]
        is_evidence = str(bound == "exact").lower()
        lines.append(
            f"a | api_on | {chosen} | {channel} | {origin} | {bound} | k | {day} | {precision} | {explained} | {is_evidence}"
        )
    warehouse.given("core.release_dates", "\n".join([DATES, *lines]), **TYPES)


@pytest.mark.parametrize(
    ("claims", "lower", "upper"),
    [
        # One source, whatever it says, has nobody to disagree with it.
        (["score_source | epoch | exact | 2026-03-10"], None, None),
        (["score_source | epoch | exact | 2026-03-04"], None, None),
        (["score_source | epoch | exact | 2026-03-10", "score_source | epoch | exact | 2026-03-14"], None, None),
        # Two that agree make it a point; two that do not, an interval with the day in use in it.
        (["score_source | epoch | exact | 2026-03-10", "price_list | m | exact | 2026-03-10"], "2026-03-10", "2026-03-10"),
        (["score_source | epoch | exact | 2026-03-10", "price_list | m | exact | 2026-03-12"], "2026-03-10", "2026-03-12"),
        (["score_source | epoch | exact | 2026-03-12", "price_list | m | exact | 2026-03-14"], "2026-03-10", "2026-03-14"),
        (["score_source | epoch | exact | 2026-03-06", "thread | t | exact | 2026-03-08"], "2026-03-06", "2026-03-10"),
        # Two threads are two sources of one channel.
        (["thread | t | exact | 2026-03-10", "thread | u | exact | 2026-03-09"], "2026-03-09", "2026-03-10"),
        # The announcement of a release is no other day of its API, a month no day, and a listing says nothing.
        (["score_source | epoch | exact | 2026-03-10", "price_list | m | exact | 2025-12-20 | day | true"], None, None),
        (["score_source | epoch | exact | 2026-03-10", "price_list | m | exact | 2026-02-01 | month"], None, None),
        (["score_source | epoch | exact | 2026-03-10", "recipe | r | none | 2026-02-01"], None, None),
        # Bounds alone make an end each; the end without a bound is not known.
        (["repository | hub | lower | 2026-03-01"], "2026-03-01", None),
        (["thread | t | upper | 2026-03-15"], None, "2026-03-15"),
        (["repository | hub | lower | 2026-03-01", "thread | t | upper | 2026-03-15"], "2026-03-01", "2026-03-15"),
        (["repository | hub | lower | 2026-03-01", "repository | hub | lower | 2026-03-03"], "2026-03-03", None),
        # A bound counts as a second source and cuts an interval that the days leave wider.
        (["score_source | epoch | exact | 2026-03-06", "repository | hub | lower | 2026-03-08"], "2026-03-08", "2026-03-10"),
        (["score_source | epoch | exact | 2026-03-19", "thread | t | upper | 2026-03-12"], "2026-03-10", "2026-03-12"),
        # A bound that the day in use breaks is a day that disagrees with it.
        (["score_source | epoch | exact | 2026-03-10", "repository | hub | lower | 2026-03-13"], "2026-03-10", "2026-03-13"),
        (["score_source | epoch | exact | 2026-03-10", "thread | t | upper | 2026-03-05"], "2026-03-05", "2026-03-10"),
    ],
)  # fmt: skip
def test_a_day_is_an_interval_where_its_channels_disagree(warehouse, claims, lower, upper):
    given_claims(warehouse, *claims)
    found = warehouse.made("core.day_intervals", "chosen_on, day_lower, day_upper")
    assert found == [("2026-03-10", lower, upper)]


def test_a_date_that_no_channel_speaks_of_has_no_row(warehouse):
    given_claims(warehouse, "recipe | r | none | 2026-03-01")
    assert warehouse.made("core.day_intervals", "release_id") == []


def test_a_date_without_a_day_in_use_has_no_interval(warehouse):
    given_claims(
        warehouse, "score_source | epoch | exact | 2026-03-10", "thread | t | exact | 2026-03-12", chosen="null"
    )
    assert warehouse.made("core.day_intervals", "release_id") == []


def lags(warehouse, intervals: str):
    """The lag of the record l (2026-01-01) and of the running record r, by the drawn intervals of l, r and the match g (2026-03-02)."""
    warehouse.given(
        "core.matches",
        "pairing_id | scale_id | date_basis | rule_id | record_release_id | record_released_on | record_score | match_release_id"
        " | match_released_on | match_score | is_matched | lag_days | follow_up_days | censored_on | cohort_id \n"
        "p | s | available | strict | l | 2026-01-01 | 1 | g | 2026-03-02 | 1 | true | 60 | 200 | 2026-08-11 | records \n"
        "p | s | available | strict | r | 2026-02-01 | 2 | null | null | null | false | null | 190 | 2026-08-11 | records",
    )
    warehouse.given(
        "core.dated_releases",
        "pairing_id | date_basis | role | release_id | released_on_basis \n p | available | leader | l | api_on \n"
        "p | available | leader | r | api_on \n p | available | laggard | g | weights_on \n p | announced | laggard | g | announced_on",
    )
    warehouse.given("core.day_intervals", f"release_id | date_kind | day_lower | day_upper {intervals}", **TYPES)
    warehouse.given("core.releases", "release_id | name | organization_id \n l | L | o \n r | R | o \n g | G | o")
    warehouse.given("staging.organizations", "organization_id | organization_name \n o | O")
    return warehouse.made("marts.lag_by_record", "record_release_id, lag_days, lag_days_lower, lag_days_upper")


@pytest.mark.parametrize(
    ("intervals", "lower", "upper"),
    [
        ("\n l | api_on | 2026-01-01 | 2026-01-01 \n g | weights_on | 2026-03-02 | 2026-03-02", "60", "60"),
        ("\n l | api_on | 2025-12-30 | 2026-01-01 \n g | weights_on | 2026-03-02 | 2026-03-05", "60", "65"),
        ("\n l | api_on | 2026-01-01 | 2026-01-06 \n g | weights_on | 2026-03-01 | 2026-03-02", "54", "60"),
        # Of a match with no interval the lag has none; of one with an end alone, that end; an interval of another date is not its own.
        ("\n l | api_on | 2026-01-01 | 2026-01-01", None, None),
        ("\n l | api_on | 2026-01-01 | 2026-01-01 \n g | weights_on | 2026-02-25 | null", "55", None),
        ("\n l | api_on | null | 2026-01-04 \n g | weights_on | 2026-03-02 | 2026-03-02", "57", None),
        ("\n l | api_on | 2026-01-01 | 2026-01-01 \n g | announced_on | 2026-03-02 | 2026-03-02", None, None),
    ],
)  # fmt: skip
def test_a_lag_carries_the_intervals_of_its_two_days(warehouse, intervals, lower, upper):
    assert lags(warehouse, intervals) == [("l", "60", lower, upper), ("r", None, None, None)]


def channels(warehouse, *claims: str):
    """marts.date_channels of claims from "release | channel | origin | kind | bound | day"; the day in use is of the API."""
    lines = []
    for claim in claims:
        release, channel, origin, kind, bound, day, *explained = claim.split(" | ")
        is_evidence = str(bound == "exact").lower()
        lines.append(
            f"{release} | api_on | 2026-03-10 | {channel} | {origin} | {bound} | {kind} | {day} | day | {(*explained, 'false')[0]}"
            f" | {is_evidence}"
        )
    warehouse.given("core.release_dates", "\n".join([DATES, *lines]), **TYPES)
    names = sorted({claim.split(" | ")[0] for claim in claims})
    warehouse.given(
        "core.headline_days", "release_id | headline_kind \n" + "\n".join(f"{name} | api_on" for name in names)
    )
    return warehouse.made(
        "marts.date_channels", "channel, claim_kind, n_claims, n, bias_days, spread_days, first_days, last_days, same_day_share"
    )  # fmt: skip


def test_a_channel_is_measured_against_days_that_two_others_agree_on(warehouse):
    # By hand: the score source and a thread agree on the 10th of a, b, c and d, so the list's differences there are 0, 2, 4 and -10:
    # median 1, quartiles -2.5 and 2.5. Of e the two do not agree, so no day is known for the list: 5 claims, n = 4.
    listed = {"a": "10", "b": "12", "c": "14", "d": "2026-02-28", "e": "10"}
    claims = [
        claim
        for name, day in listed.items()
        for claim in (
            f"{name} | score_source | epoch | published_on | exact | 2026-03-10",
            f"{name} | thread | {name} | api_on | exact | {'2026-03-11' if name == 'e' else '2026-03-10'}",
            f"{name} | price_list | models_dev | announced_on | exact | {day if len(day) > 2 else f'2026-03-{day}'}",
        )
    ]
    found = {row[:2]: row[2:] for row in channels(warehouse, *claims)}
    assert found["price_list", "announced_on"] == ("5", "4", "1.0", "5.0", "-10", "4", "0.25")
    # The score source is known by thread and list together: on a the 10th; on b to e the two differ. One day has no spread.
    assert found["score_source", "published_on"] == ("5", "1", "0.0", None, "0", "0", "1.0")
    assert found["thread", "api_on"] == ("5", "2", "0.5", "0.5", "0", "1", "0.5")


def test_a_channel_does_not_vouch_for_itself_and_a_bound_vouches_for_none(warehouse):
    found = channels(
        warehouse,
        "a | thread | t | api_on | exact | 2026-03-10",
        "a | thread | u | api_on | exact | 2026-03-10",
        "a | repository | hub | hub_created_on | lower | 2026-03-10",
        "a | price_list | models_dev | listed_on | none | 2026-03-20",
    )
    # Two threads agree, so the repository and the list are measured by them; no two others say a day for the threads.
    assert found == [
        ("price_list", "listed_on", "1", "1", "10.0", None, "10", "10", "0.0"),
        ("repository", "hub_created_on", "1", "1", "0.0", None, "0", "0", "1.0"),
        ("thread", "api_on", "2", "0", None, None, None, None, None),
    ]


def test_a_day_that_others_dispute_two_against_two_is_not_known_well(warehouse):
    found = channels(
        warehouse,
        *(f"a | thread | {page} | api_on | exact | 2026-03-{day}" for page, day in zip("tuvw", (10, 10, 11, 11), strict=True)),
        "a | price_list | models_dev | announced_on | exact | 2026-03-20",
    )  # fmt: skip
    assert [row[3] for row in found if row[0] == "price_list"] == ["0"]


def test_an_announcement_does_not_make_a_day_known(warehouse):
    """o3 was announced on 2024-12-20 and opened on 2025-04-16: two sources that print the first day do not date the API."""
    found = channels(
        warehouse,
        "a | score_source | epoch | published_on | exact | 2024-12-20 | true",
        "a | thread | t | announced_on | exact | 2024-12-20 | true",
        "a | maker_page | p | api_on | exact | 2026-03-10",
    )
    assert [row[3] for row in found if row[0] == "maker_page"] == ["0"]
