"""The two groups of each comparison: those that are always there, and those of one's own, in the same words."""

import pytest

from warehouse.build.heads import BuildError, read_checks
from warehouse.build.runner import run_check
from warehouse.groups import Group, GroupError, read_group
from warehouse.headline import BUILT_IN, PAIRINGS

OWN = "pairing_id | pairing_name | short_name | leader | leaders | laggard | laggards | reason"
COLUMNS = "pairing_id, role, group_id, countries, organization_id, is_open_only"


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("US", Group("US", None, "any")),
        ("US:any", Group("US", None, "any")),
        ("CN:open", Group("CN", None, "open")),
        ("any", Group(None, None, "any")),
        ("any:closed", Group(None, None, "closed")),
        ("lab:deepseek", Group(None, "deepseek", "any")),
        ("lab:z-ai:open", Group(None, "z-ai", "open")),
        ("lab:open", Group(None, "open", "any")),  # a lab may bear any name
    ],
)
def test_a_word_means_the_same_group_to_python_and_to_sql(word, group, warehouse):
    assert read_group(word) == group
    warehouse.given("staging.pairings", f"{OWN} \n own | n | s | {word} | a | any | b | r")
    warehouse.made("core.pairings", "role")
    found = warehouse.connection.execute(
        "select group_id, countries, organization_id, openness_set from core.pairings where pairing_id = 'own' and role = 'leader'"
    ).fetchone()
    kinds = {
        "open": ["open_unrestricted", "open_restricted", "open_noncommercial"],
        "closed": ["api", "hosted"],
    }
    kinds["any"] = kinds["open"] + kinds["closed"]
    countries = None if group.country is None else [group.country]
    assert found == (word.removesuffix(":any"), countries, group.organization_id, kinds[group.access])


@pytest.mark.parametrize(
    "word",
    ["", "us", "USA", "US:", "US:weights", "US:open:open", "lab", "lab:", "lab:Deep Seek", "deepseek", "CN;drop"],
)
def test_another_word_is_refused_with_the_grammar(word):
    with pytest.raises(GroupError, match="names no group of releases; write US, CN:open"):
        read_group(word)


def test_the_four_comparisons_of_the_report_are_always_there(warehouse, rows):
    warehouse.given("staging.pairings", OWN)
    assert warehouse.made("core.pairings", COLUMNS) == rows(
        "p | r | g | c | o | i \n"
        "any_closed__any_open | laggard | any:open | null | null | true \n"
        "any_closed__any_open | leader | any:closed | null | null | false \n"
        "us_any__cn_any | laggard | CN | [CN] | null | false \n"
        "us_any__cn_any | leader | US | [US] | null | false \n"
        "us_any__cn_open | laggard | CN:open | [CN] | null | true \n"
        "us_any__cn_open | leader | US | [US] | null | false \n"
        "us_closed__cn_open | laggard | CN:open | [CN] | null | true \n"
        "us_closed__cn_open | leader | US:closed | [US] | null | false"
    )
    assert set(BUILT_IN) == {"us_any__cn_open", "us_closed__cn_open", "us_any__cn_any", "any_closed__any_open"}
    assert PAIRINGS["us_any__cn_open"] == ("US releases of any access, Chinese open weights", "US any, Chinese open")


def test_a_lab_is_a_group_of_its_own_releases_alone(warehouse, rows):
    warehouse.given("staging.pairings", f"{OWN} \n own | n | s | US | a | lab:deepseek:open | b | r")
    warehouse.made("core.pairings", "role")
    warehouse.connection.execute("delete from core.pairings where pairing_id <> 'own'")
    warehouse.given(
        "core.releases",
        "release_id | organization_id | country | openness | announced_on | api_on | weights_on | published_on | exclusion_reason \n"
        "v3 | deepseek | CN | open_unrestricted | null | 2024-12-01 | 2024-12-26 | null | null \n"
        "q3 | alibaba | CN | open_unrestricted | null | null | 2025-04-28 | null | null \n"
        "n1 | null | CN | open_unrestricted | null | null | 2025-04-28 | null | null \n"
        "g5 | openai | US | api | null | 2025-08-07 | null | null | null",
    )
    assert warehouse.made("core.dated_releases", "role, release_id, date_basis, released_on") == rows(
        "r | i | d | o \n laggard | v3 | available | 2024-12-26 \n laggard | v3 | announced | 2024-12-26 \n"
        "leader | g5 | available | 2025-08-07 \n leader | g5 | announced | 2025-08-07"
    )


@pytest.mark.parametrize(("word", "role"), [("JP", "laggard"), ("lab:moonshot:closed", "leader")])
def test_a_pairing_of_ones_own_without_a_scored_release_is_named_with_its_file(warehouse, word, role):
    """The sentence named neither the row nor its file, and advised another day."""
    groups = f"{word} | a | CN" if role == "leader" else f"CN | a | {word}"
    warehouse.given("staging.pairings", f"{OWN} \n own | n | s | {groups} | b | r")
    warehouse.made("core.pairings", "role")
    warehouse.connection.execute(
        "create table core.scored_releases as select *, 'r' as release_id from core.pairings cross join core.headline "
        f"where group_id <> '{word}'"
    )
    (check,) = [one for one in read_checks() if one.name == "fail_empty_pairing"]
    with pytest.raises(BuildError) as stopped:
        run_check(warehouse.connection, check)
    told = str(stopped.value)
    assert (
        "or correct the row of a pairing of one's own in warehouse/reference/pairings.csv. 1 row(s), the first: "
        in told
    )
    assert f"pairing_id = own, role = {role}, group_id = {word}, stands_in = warehouse/reference/pairings.csv" in told
