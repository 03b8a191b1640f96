"""What a reader must know first: scored releases that nobody labelled, and how the headline would move with them in it."""

import pytest

PAIRINGS = (
    "pairing_id | role | countries | openness_set | is_open_only \n"
    "us_any__cn_open | leader | [US] | [open_unrestricted, api, hosted] | false \n"
    "us_any__cn_open | laggard | [CN] | [open_unrestricted] | true"
)
# Two US records, of which the first is matched after 300 days and the second not yet: on the as-of day its clock has run 192 days.
SCORED = (
    "role | release_id | released_on | score \n"
    "leader | us-1 | 2025-01-01 | 140 \n"
    "leader | us-2 | 2026-01-31 | 150 \n"
    "laggard | cn-1 | 2025-10-28 | 141"
)
HEAD = (
    "release_id | name | country | openness | organization_id | organizations | api_on | weights_on | announced_on | published_on | "
    "is_in_reference \n"
)
KNOWN = (
    "us-1 | US 1 | US | api | a | A | 2025-01-01 | null | null | 2025-01-01 | true \n"
    "us-2 | US 2 | US | api | a | A | 2026-01-31 | null | null | 2026-01-31 | true \n"
    "cn-1 | CN 1 | CN | open_unrestricted | b | B | null | 2025-10-28 | null | 2025-10-28 | true \n"
)
SCORES = "release_id | scale_id | score | vintage \n" + "".join(
    f"{name} | eci_published | {score} | 2026-08-11 \n" for name, score in (("us-1", 140), ("us-2", 150), ("cn-1", 141))
)
OWN, PRINTED, AS_OF = "its own day", "the day its source prints", "the as-of day"
MOVES = "release_id, role, is_record, matched_record_ids, is_moving, n_records_now, n_records, median_days_now, median_days, share_6m"


@pytest.fixture
def told(warehouse):
    """A function that draws one more release with its score, and builds up to the notices."""

    def draw(release: str, score: float | None, vintage: str = "2026-08-11"):
        warehouse.given(
            "core.pairings", PAIRINGS, countries="varchar[]", openness_set="varchar[]", is_open_only="boolean"
        )
        warehouse.given("core.headline_scores", SCORED)
        warehouse.given("core.releases", HEAD + KNOWN + release, is_in_reference="boolean")
        release_id = release.partition(" ")[0]
        scored = "" if score is None else f"{release_id} | eci_published | {score} | {vintage}"
        warehouse.given("core.source_scores", SCORES + scored)
        for table in ("core.unlabelled_releases", "core.unlabelled_moves", "core.unlabelled_notices"):
            warehouse.made(table, "release_id")
        return warehouse

    return draw


def read(warehouse, table, columns):
    casts = ", ".join(f"cast({name.strip()} as varchar)" for name in columns.split(","))
    return sorted(warehouse.connection.execute(f"select {casts} from {table}").fetchall(), key=str)


def test_a_top_release_without_a_label_stands_in_the_first_lines_with_both_roles_tried(told, rows):
    drawn = told("top | Top 9 | null | unknown | null | null | null | null | null | 2026-07-30 | false", 160)
    # As a record it is a third clock, run for 12 days; as an open match it ends that of US 2 after 180 days, at the half: S = 1/2.
    assert read(drawn, "core.unlabelled_moves", MOVES) == rows(
        "release_id | role | is_record | matched | is_moving | n_now | n | median_now | median | share \n"
        "top | laggard | false | [us-2] | true | 2 | 2 | 300.0 | 180.0 | 0.5 \n"
        "top | leader | true | [] | false | 2 | 3 | 300.0 | 300.0 | 0.0"
    )
    assert read(drawn, "core.unlabelled_notices", "kind, source, subject, is_first_line, known_on, detail") == [(
        "unlabelled_release", "epoch", "Top 9", "true", "2026-08-11",
        "No country, no access, no organisation is known, and its score stands above every score of either group. "
        "As a US record: 3 records (2 now), median 300 days (300 now), share within six months 0.0% (0.0% now); counted from 2026-07-30, "
        "the day its source prints. As a Chinese open release it would match US 2: 2 records (2 now), median 180 days (300 now), share "
        "within six months 50.0% (0.0% now); counted from 2026-07-30, the day its source prints.",
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        # A blank date, but labelled: the as-of day is assumed.
        ("US | api | a | A | null | null | null | null | false", ("leader", "day", "2026-08-11", AS_OF)),
        ("CN | open_unrestricted | a | A | null | null | null | null | false", ("laggard", "day", "2026-08-11", AS_OF)),
        # The access alone is unknown, or the country, or the organisation.
        ("US | unknown | a | A | null | null | null | 2026-02-02 | false", ("leader", "access", "2026-02-02", PRINTED)),
        ("null | api | a | A | 2026-02-02 | null | null | 2026-02-01 | true", ("leader", "country", "2026-02-02", OWN)),
        ("US | api | null | null | 2026-02-02 | null | null | 2026-02-02 | false", ("leader", "organisation", "2026-02-02", OWN)),
        # A release of the reference file whose channel has no day.
        ("CN | open_unrestricted | a | A | null | null | 2026-01-01 | 2026-02-02 | true", ("laggard", "day", "2026-02-02", PRINTED)),
        # What is known keeps it out of both groups: a closed Chinese release, a French one, one that was never released.
        ("CN | api | a | A | null | null | null | 2026-02-02 | false", None),
        ("FR | unknown | a | A | null | null | null | 2026-02-02 | false", None),
        ("US | unreleased | a | A | null | null | null | 2026-02-02 | false", None),
        # Not out yet on the as-of day.
        ("US | unknown | a | A | null | null | null | 2026-09-01 | false", None),
    ],
)  # fmt: skip
def test_what_is_known_keeps_a_release_out_of_a_role_and_what_is_not_known_out_of_none(told, release, expected):
    drawn = told(f"x | X | {release}", 151)
    found = read(drawn, "core.unlabelled_releases", "role, missing, assumed_on, assumed_on_basis")
    assert found == ([] if expected is None else [expected])
    assert len(read(drawn, "core.unlabelled_notices", "subject")) == len(found)


def test_a_release_that_nobody_scored_is_not_told(told):
    assert (
        read(
            told("x | X | null | unknown | null | null | null | null | null | null | false", None),
            "core.unlabelled_notices",
            "subject",
        )
        == []
    )


def test_a_release_without_a_day_in_a_load_younger_than_the_as_of_day_is_not_known_to_be_out(told):
    undated = "x | X | US | unknown | a | A | null | null | null | null | false"
    assert read(told(undated, 151, vintage="2026-08-12"), "core.unlabelled_releases", "release_id") == []
    assert read(told(undated, 151), "core.unlabelled_releases", "release_id") == [("x",)]


def test_one_that_would_match_below_the_top_is_named_and_stands_first_only_if_the_headline_would_move(told):
    # As good as US 1 after a day more than the match it has: nothing changes, and nothing is said.
    late = "x | X | CN | unknown | b | B | null | null | null | 2025-10-29 | false"
    assert read(told(late, 140), "core.unlabelled_notices", "subject") == []
    # A hundred days earlier it would be the match: the median falls.
    early = "x | X | CN | unknown | b | B | null | null | null | 2025-07-20 | false"
    drawn = told(early, 140)
    assert read(drawn, "core.unlabelled_notices", "subject, is_first_line") == [("X", "true")]
    assert "it would match US 1" in read(drawn, "core.unlabelled_notices", "detail")[0][0]
    # A third clock, run for 222 days and not ended, leaves median and share as they are: told, and not first.
    waiting = "x | X | US | unknown | a | A | null | null | null | 2026-01-01 | false"
    drawn = told(waiting, 145)
    assert read(drawn, "core.unlabelled_notices", "subject, is_first_line") == [("X", "false")]
    assert (
        "As a US record: 3 records (2 now), median 300 days (300 now)"
        in read(drawn, "core.unlabelled_notices", "detail")[0][0]
    )


def test_a_release_below_every_record_of_its_day_is_not_told(told):
    low = "x | X | null | unknown | null | null | null | null | null | 2026-02-02 | false"
    drawn = told(low, 100)
    assert len(read(drawn, "core.unlabelled_moves", "role")) == 2
    assert read(drawn, "core.unlabelled_notices", "subject") == []


@pytest.fixture
def drawn(warehouse):
    """Two new names, one of them turned down as a question; a record and a match that rest on days as printed."""
    warehouse.given("staging.score_load", "vintage \n 2026-08-18")
    warehouse.given("staging.review_rejections", "proposal_id \n no")
    warehouse.given("core.releases", "release_id | name \n k | K (max) \n g | G (high) \n o | O")
    warehouse.given(
        "core.renamed_names",
        "proposal_id | name | own_release_id | release_name | evidence \n yes | K (max) | k | K | e \n no | G (high) | g | G | e \n"
        "low | Low | low | L | e",
    )
    warehouse.given(
        "core.unlisted_moves",
        "release_id | released_on | known_on | is_record | matched_count | is_moving | median_days_now | median_days \n"
        "k | 2026-07-16 | 2026-07-27 | false | 2 | true | 199 | 210 \n g | 2026-07-01 | null | true | 0 | false | 199 | null \n"
        "o | 2026-06-01 | null | false | 0 | false | 199 | null",
        matched_count="bigint",
    )
    return warehouse


def test_a_new_name_stands_first_where_the_headline_rests_on_it_and_nowhere_once_turned_down(drawn, rows):
    columns = "subject, is_first_line, n, value_before, value_after, detail"
    assert drawn.made("core.renamed_notices", columns) == rows(
        "s | f | n | b | a | d \n"
        "K (max) | true | 2 | 199.0 | 210.0 | It may be K under another name: e. It counts from 2026-07-16, the day the index prints; "
        "K counts from 2026-07-27. \n Low | false | 0 | null | null | It may be L under another name: e.".replace(
            "\\\n", "\n"
        )
    )


def test_what_rests_on_printed_days_is_one_notice_with_its_count_and_none_without(drawn, rows):
    assert drawn.made("core.printed_day_notices", "subject, is_first_line, n, detail") == rows(
        "s | f | n | d \n headline | true | 3 | G (high) from 2026-07-01 (a record), K (max) from 2026-07-16 (2 matches)"
    )
    drawn.connection.execute("delete from core.unlisted_moves where release_id <> 'o'")
    assert drawn.made("core.printed_day_notices", "subject") == []


REJECTS = (
    "load_id | table | file | row_number | reason | raw_text \n"
    "e1 | epoch_index | f | 9 | date is '2026-7-9', which is not a day. | Zeus 1,Zeus 1,170 \n"
    "e1 | epoch_index | f | 3 | eci is blank. | Old 1,, \n"
)


@pytest.mark.parametrize(
    ("more", "n", "detail"),
    [
        ("", 2, "line 3 (Old 1,,): eci is blank; line 9 (Zeus 1,Zeus 1,170): date is '2026-7-9', which is not a day"),
        ("e1 | epoch_index | f | 10 | 5 rows have no Model and are left out. | ,, \n", 2, ""),
        ("e1 | epoch_scores | f | 10 | score is blank. | x \n e0 | epoch_index | f | 2 | eci is blank. | x", 2, ""),
    ],
)
def test_rows_of_the_index_in_use_that_did_not_parse_stand_first(warehouse, more, n, detail):
    """A record whose day was printed as 2026-7-9 was a line of a check, among those of every other source."""
    warehouse.given("staging.score_load", "load_id | source | vintage \n e1 | epoch | 2026-08-18")
    warehouse.given("raw.rejects", REJECTS + more)
    ((told, first, text),) = warehouse.made("core.rejected_notices", "n, is_first_line, detail")
    assert (told, first) == (str(n), "true") and text.startswith(detail)


def test_an_index_whose_rows_all_parse_needs_no_word(warehouse):
    warehouse.given("staging.score_load", "load_id | source | vintage \n e1 | epoch | 2026-08-18")
    warehouse.given("raw.rejects", REJECTS.replace("epoch_index", "epoch_scores"))
    assert warehouse.made("core.rejected_notices", "n") == []


@pytest.mark.parametrize(
    ("n_draws", "told"),
    [(20, [("true", "20", "500")]), (501, [("true", "501", "500")]), (500, [])],
)
def test_a_build_with_another_number_of_draws_than_published_figures_says_so_first(warehouse, n_draws, told):
    warehouse.n_draws = n_draws
    rows = warehouse.made("core.draw_notices", "is_first_line, n, detail")
    assert rows == told


def test_every_kind_of_notice_is_listed_first_lines_above_the_others(drawn):
    drawn.given("core.unlabelled_notices", "kind | source | subject | is_first_line | known_on | n | value_before | value_after | detail \n"
                "unlabelled_release | epoch | U | false | 2026-08-18 | null | null | null | d", n="bigint", value_before="double",
                value_after="double")  # fmt: skip
    none = (
        "core.draw_notices",
        "core.load_notices",
        "core.hub_notices",
        "core.one_index_notices",
        "core.rejected_notices",
        "core.vintage_notices",
    )
    for table in none:
        drawn.given(
            table, "kind | source | subject | is_first_line | known_on | n | value_before | value_after | detail"
        )
    for table in ("core.renamed_notices", "core.printed_day_notices", "marts.notices"):
        drawn.made(table, "kind")
    found = drawn.connection.execute("select kind, subject from marts.notices").fetchall()
    assert found == [
        ("printed_days", "headline"), ("renamed", "K (max)"), ("renamed", "Low"), ("unlabelled_release", "U"),
    ]  # fmt: skip
