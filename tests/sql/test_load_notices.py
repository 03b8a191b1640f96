"""What a reader must know of loads set aside and of what the Hub did not give, row by row; and as sentences."""

import pytest

from reports.notices import tell_first, tell_others
from reports.query import Row

LOADS = "load_id | source | retrieved_on | finished_at | is_snapshot \n"
ASIDE = "load_id | source | retrieved_on | finished_at | reason \n"
FIELDS = "source, subject, is_first_line, known_on, detail"
REFERENCE = "r | reference | 2026-08-11 | 2026-08-11 04:00:00+00 | false \n"


@pytest.fixture
def told(warehouse):
    """A function that draws loads in use and loads set aside, and reads the notices."""

    def draw(loads: str, aside: str):
        warehouse.given("raw.loads", LOADS + REFERENCE + loads)
        warehouse.given("raw.loads_set_aside", ASIDE + aside)
        warehouse.connection.execute("alter table raw.loads_set_aside add column is_damaged boolean default false")
        warehouse.connection.execute("update raw.loads_set_aside set is_damaged = true where reason like 'x.parquet %'")
        return warehouse.made("core.load_notices", FIELDS)

    return draw


def test_a_source_whose_newest_load_is_set_aside_is_told_with_the_age_of_the_one_in_use(told, rows):
    found = told(
        "e1 | epoch | 2026-08-11 | 2026-08-11 04:00:00+00 | false",
        "e2 | epoch | 2026-08-18 | 2026-08-18 04:00:00+00 | Labels went. \n e0 | epoch | 2026-08-12 | 2026-08-12 04:00:00+00 | Other.",
    )
    assert found == rows(
        "source | subject | is_first_line | known_on | detail \n"
        "epoch | e2 | true | 2026-08-18 | Labels went. In use is the load of 2026-08-11, 7 days older."
    )


@pytest.mark.parametrize(("day", "age"), [(18, "of the same day"), (17, "1 day older"), (16, "2 days older")])
def test_the_age_of_the_load_in_use_is_said_in_whole_words(told, day, age):
    ((*_, detail),) = told(
        f"c1 | catalogue | 2026-08-{day} | 2026-08-{day} 03:00:00+00 | false",
        "c2 | catalogue | 2026-08-18 | 2026-08-18 04:00:00+00 | Broken.",
    )
    assert detail == f"Broken. In use is the load of 2026-08-{day}, {age}."


@pytest.mark.parametrize(
    ("finished_at", "is_told"), [("2026-08-18 05:00:00+00", False), ("2026-08-18 03:00:00+00", True)]
)
def test_a_newer_load_in_use_ends_the_notice_also_within_a_day(told, finished_at, is_told):
    found = told(
        f"c1 | catalogue | 2026-08-18 | {finished_at} | false",
        "c2 | catalogue | 2026-08-18 | 2026-08-18 04:00:00+00 | Broken.",
    )
    assert bool(found) == is_told


def test_a_registration_of_forecasts_that_is_damaged_is_told_first_and_no_other_is_said_to_stand_in_for_it(told, rows):
    found = told(
        "f1 | forecasts | 2026-08-10 | 2026-08-10 04:00:00+00 | false",
        "f2 | forecasts | 2026-08-11 | 2026-08-11 04:00:00+00 | x.parquet is gone. \n b | backfill | 2026-08-11 | 2026-08-11 04:00:00+00 | "
        "x.parquet is gone.",
    )
    rest = "x.parquet is gone. It is set aside, and what no other load holds of it is in no table."
    assert found == rows(
        "source | subject | is_first_line | known_on | detail \n"
        f"forecasts | f2 | true | 2026-08-11 | {rest} \n backfill | b | false | 2026-08-11 | {rest}"
    )


def test_an_older_load_that_is_damaged_is_told_among_the_sources_until_its_facts_are_landed_again(told, rows):
    found = told(
        "w-2026-08-11-b | w | 2026-08-11 | 2026-08-11 04:00:00+00 | false \n"
        "a-2026-08-02-c-2 | a | 2026-08-02 | 2026-08-02 05:00:00+00 | false",
        "w-2026-08-04-a | w | 2026-08-04 | 2026-08-04 04:00:00+00 | x.parquet is gone. \n"
        "w-2026-08-03-z | w | 2026-08-03 | 2026-08-03 04:00:00+00 | Not believed. \n"
        "a-2026-08-02-c | a | 2026-08-02 | 2026-08-02 04:00:00+00 | x.parquet is gone.",
    )
    assert found == rows(
        "source | subject | is_first_line | known_on | detail \n w | w-2026-08-04-a | false | 2026-08-04 | "
        "x.parquet is gone. It is set aside, and what no other load holds of it is in no table."
    )


def test_a_source_without_any_load_in_use_is_told_and_a_stored_snapshot_is_none(told):
    found = told(
        "h | hub | 2026-08-19 | 2026-08-19 04:00:00+00 | true",
        "h2 | hub | 2026-08-18 | 2026-08-18 04:00:00+00 | Blank.",
    )
    assert [row[4] for row in found] == ["Blank. There is none before it."]


def test_where_the_first_load_of_scores_is_set_aside_the_reader_is_told_whose_scores_are_used(told):
    found = told("", "e | epoch | 2026-08-11 | 2026-08-11 05:00:00+00 | Blank.")
    assert [row[4] for row in found] == [
        "Blank. There is none before it, and the scores are those of warehouse/reference, read on 2026-08-11."
    ]


def test_a_build_of_a_past_day_does_not_tell_of_what_came_after_it(told):
    loads = "e1 | epoch | 2026-08-18 | 2026-08-18 04:00:00+00 | false"
    assert told(loads, "a | arena | 2026-08-15 | 2026-08-15 04:00:00+00 | Broken.") == []  # as of 2026-08-11
    assert len(told(loads, "a | arena | 2026-08-10 | 2026-08-10 04:00:00+00 | Broken.")) == 1


def test_what_the_hub_did_not_give_is_one_notice_a_kind_and_a_missing_organisation_comes_first(warehouse, rows):
    warehouse.given(
        "core.hub_missing",
        "kind | name | known_on | reason \n"
        "gated | lab/b | 2026-11-28 | status 401 \n"
        "gated | lab/a | 2026-11-29 | status 401 \n"
        "organisation_missing | north | 2026-11-29 | answered 451 \n"
        "weights_failed | lab/c | 2026-11-29 | answered 504",
    )
    assert warehouse.made("core.hub_notices", "kind, is_first_line, known_on, n, detail") == rows(
        "kind | is_first_line | known_on | n | detail \n"
        "gated | false | 2026-11-29 | 2 | lab/a, lab/b \n"
        "organisation_missing | true | 2026-11-29 | 1 | north \n"
        "weights_failed | false | 2026-11-29 | 1 | lab/c"
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            "index_rows_rejected",
            "2 of the rows of the index did not parse, and nothing of them is in the figures",
        ),
        ("load_set_aside", "The newest load of hub is not in use. lab/<a>"),
        ("organisation_missing", "2 of the organisations tracked could not be read on the Hub on 29 November 2026"),
        ("repository_failed", "2 of the repositories tracked did not answer to their name on the Hub: lab/<a>."),
        ("name_given_away", "2 of the names tracked lead to another repository on the Hub"),
        ("weights_failed", "Of 2 of the repositories tracked the day of the first weights is unknown"),
        ("gated", "2 of the repositories tracked are gated: without access"),
    ],
)
def test_each_kind_has_its_sentence(kind, words):
    from datetime import date

    fields = {
        "kind": kind, "source": "hub", "subject": "x", "is_first_line": True, "known_on": date(2026, 11, 29), "n": 2,
        "value_before": None, "value_after": None, "detail": "lab/<a>\u202e",
    }  # fmt: skip
    notice = Row("marts.notices", fields.items())
    (sentence,) = tell_first([notice])
    assert sentence.startswith(words) and "lab/<a>" in sentence and "\u202e" not in sentence
    assert tell_others([notice]) == ()
