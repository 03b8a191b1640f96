"""Records on one index without a score on the other: what stands above the answer, and when nothing does."""

RECORDS = (
    "pairing_id | scale_id | date_basis | release_id | released_on | score \n"
    "us_any__cn_open | eci_published | available | old | 2023-02-24 | 100 \n"
    "us_any__cn_open | eci_published | available | both | 2024-01-01 | 130 \n"
    "us_any__cn_open | eci_published | available | kimi-k9 | 2026-08-01 | 170 \n"
    "us_any__cn_open | eci_published | published | elsewhere | 2026-08-01 | 175 \n"
    "us_any__cn_open | index | available | both | 2024-01-01 | 131 \n"
    "us_any__cn_open | index | available | gone-1 | 2025-01-01 | 151 \n"
    "us_any__cn_open | index | available | gone-2 | 2026-01-01 | 155 \n"
    "us_closed__cn_open | index | available | closed | 2026-01-01 | 155"
)
SCORES = (
    "release_id | scale_id | score \n"
    "old | eci_published | 100 \n"
    "both | eci_published | 130 \n"
    "kimi-k9 | eci_published | 170 \n"
    "both | index | 131 \n"
    "gone-1 | index | 151 \n"
    "gone-2 | index | 155"
)
NAMES = "release_id | name \n" + "".join(
    f"{name} | The {name} \n" for name in ("old", "both", "kimi-k9", "gone-1", "gone-2", "closed")
)


def made(warehouse, scores: str = SCORES, is_republished: str = "false"):
    warehouse.given("core.records", RECORDS)
    warehouse.given("core.scores", scores)
    warehouse.given("core.releases", NAMES)
    warehouse.given("core.index_in_use", f"is_republished \n {is_republished}", is_republished="boolean")
    warehouse.given("staging.score_load", "vintage \n 2026-08-11")
    return warehouse.made("core.one_index_notices", "kind, subject, is_first_line, known_on, n, detail")


def test_records_without_a_score_on_the_other_index_are_named_the_highest_first(warehouse, rows):
    assert made(warehouse) == rows(
        "kind | subject | is_first_line | known_on | n | detail \n"
        "no_own_score | index | true | 2026-08-11 | 1 | The kimi-k9 \n"
        "no_published_score | eci_published | true | 2026-08-11 | 2 | The gone-2, The gone-1"
    )


def test_more_than_five_are_counted(warehouse):
    many = [f"gone-{number}" for number in range(3, 9)]
    more = "".join(f"\nus_any__cn_open | index | available | {name} | 2026-02-01 | 160" for name in many)
    warehouse.given("core.records", RECORDS + more)
    warehouse.given("core.scores", SCORES)
    warehouse.given("core.releases", NAMES + "".join(f"{name} | {name} \n" for name in many))
    warehouse.given("core.index_in_use", "is_republished \n false", is_republished="boolean")
    warehouse.given("staging.score_load", "vintage \n 2026-08-11")
    (_, (n, detail)) = warehouse.made("core.one_index_notices", "n, detail")
    assert (n, detail) == ("8", "gone-3, gone-4, gone-5, gone-6, gone-7 and 3 more")


def test_a_past_publication_and_an_index_without_any_score_lack_nothing(warehouse):
    assert made(warehouse, is_republished="true") == []
    published_alone = "\n".join(line for line in SCORES.splitlines() if "| index |" not in line)
    assert made(warehouse, published_alone) == [
        ("no_published_score", "eci_published", "true", "2026-08-11", "2", "The gone-2, The gone-1")
    ]
