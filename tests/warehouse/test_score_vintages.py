"""The kept vintages of the index: what is listed, which name is which release, and how long a score takes to come."""

from collections import Counter

import pytest

from tests.source_files import facts
from warehouse.read.connect import open_warehouse

# From 2026-04-29 on one row a model family; with another version of the last two the verdict of 2026-W27 to W30 is another.
FAMILIES = {
    "Qwen3-235B-A22B (Jul 2025)": "qwen3-235b-a22b-thinking-jul-2025",
    "GPT-4o": "gpt-4o-nov-2024",
    "Gemini 2.5 Flash": "gemini-2-5-flash-sep-2025",
    "Kimi K2": "kimi-k2-jul-2025",
    "Kimi K2 (dated 2025-09-05)": "kimi-k2-0905",
}


def ask(home, sql: str) -> list[tuple[object, ...]]:
    with open_warehouse(home.warehouse) as connection:
        return connection.execute(sql).fetchall()


def test_the_last_publication_of_a_day_is_kept_and_the_others_are_refused_with_a_reason():
    listed = facts("vintages")
    assert (len(listed), len({row["first_seen_on"] for row in listed})) == (33, 30)
    kept = {row["first_seen_on"]: row["publication"] for row in listed if not row["refused_reason"]}
    assert kept == {row["first_seen_on"]: row["publication"] for row in listed}
    [broken] = [row for row in listed if row["row_count"] == "2"]
    assert broken["first_seen_on"] == "2026-04-13" and broken["refused_reason"].startswith("broken: two rows")
    counts = Counter(row["publication"] for row in facts("score_vintages"))
    assert counts == {row["publication"]: int(row["row_count"]) for row in listed if not row["refused_reason"]}
    assert all("Epoch AI, CC BY 4.0" in row["source"] for row in listed)


def test_the_only_hole_is_that_of_march_and_lost_22_models():
    [hole] = [row for row in facts("vintages") if row["hole_reason"]]
    assert hole["first_seen_on"] == "2026-03-10" and "22 known models" in hole["hole_reason"]


def test_a_family_is_the_version_whose_score_goes_on_in_it(built):
    listed = {row["source_name"]: row for row in facts("aliases") if row["source_id"] == "epoch_vintage"}
    assert {name: listed[name]["release_id"] for name in FAMILIES} == FAMILIES
    # Over the seam of 2026-04-29 and on 2026-08-06 against Epoch's own file of 2026-08-11, to the last digit either prints.
    moved = """
        select readings.first_seen_on, vintages.release_id
        from core.score_vintages as vintages
        join core.readings as readings using (first_seen_on)
        join raw.scores as own on own.release_id = vintages.release_id and own.benchmark_id = 'eci_published'
        where vintages.first_seen_on = date '2026-08-06' and standing = 'printed' and abs(vintages.score - own.score) > 1e-9
    """
    assert ask(built, moved) == []
    names = ", ".join(f"'{row['release_id']}'" for name, row in listed.items() if "before the seam" in row["reason"])
    seam = f"""
        select release_id
        from core.score_vintages as after
        join core.score_vintages as before using (release_id)
        where after.first_seen_on = date '2026-04-30' and before.first_seen_on = date '2026-04-22' and release_id in ({names})
            and abs(after.score - before.score) > 0.2
    """
    assert ask(built, seam) == [] and len(names.split(", ")) >= 11


def test_in_every_vintage_a_release_has_one_score_and_names_of_no_release_are_counted(built):
    # The key of core.score_vintages holds the first part; these are all that is left out.
    left_out = """
        select names.name from core.source_names as names anti join core.identities using (source, name)
        where source = 'epoch_vintage' order by name
    """
    assert ask(built, left_out) == [("Gemini 1.5 Pro (Feb 2024)",), ("Qwen Plus",)]
    counted = "select name_count, unjoined_count from marts.identity_coverage where source = 'epoch_vintage'"
    assert ask(built, counted) == [(226, 2)]


def test_chinese_open_records_of_the_last_year_had_their_scores_within_31_days(built):
    [row] = ask(built, "select cast(scored_until_on as varchar), delay_days, n_records from core.scored_until")
    assert row == ("2026-07-11", 31, 5)
    slowest = "select name, first_seen_on - released_on from marts.scoring_delays where release_id = 'glm-5-1'"
    assert ask(built, slowest) == [("GLM-5.1", 31)]


@pytest.mark.parametrize(
    ("which", "chinese", "american"),
    [
        # After the first vintage, where a delay is one of all releases: what the report says.
        ("is_measured", (27, 13), (13, 29)),
        # With those of December that the first vintage had not: two and one quick ones are missing from them.
        ("released_on >= date '2025-12-01' and delay_days is not null", (28, 14), (16, 31)),
    ],
)
def test_a_chinese_open_release_waits_about_four_weeks_and_a_us_one_about_two(built, which, chinese, american):
    query = "select median(delay_days), count(*) from marts.scoring_delays where {} and country = {}"
    found = [
        ask(built, query.format(which, f"'{country}'") + more)
        for country, more in (("CN", " and openness like 'open%'"), ("US", ""))
    ]
    assert found == [[chinese], [american]]


def test_quantiles_are_those_of_the_measured_rows(built):
    listed = dict(
        ((country, access), rest) for country, access, *rest in ask(built, "from marts.scoring_delay_quantiles")
    )
    rows = ask(built, "select country, openness, greatest(delay_days, 0) from marts.scoring_delays where is_measured")
    for country in ("CN", "US"):
        days = sorted(days for of, openness, days in rows if of == country and openness.startswith("open"))
        middle = len(days) // 2
        median = days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2
        assert listed[country, "open"][:2] == [len(days), median]
        assert listed[country, "open"][3] == days[-1]
