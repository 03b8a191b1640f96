"""Two names are of one release only if no version, size or day in them says otherwise, however alike they look."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import few, texts
from warehouse.review.name_keys import LONGEST, contradiction, differences, read_name

DAY = date(2024, 6, 20)
# Parts that mean the same whatever sign is set between them.
PARTS = st.lists(
    st.sampled_from(["kimi", "gpt", "k2.5", "4.1", "3", "7b", "8x22b", "instruct", "coder", "vl"]),
    min_size=1,
    max_size=6,
)
VERSIONS = st.lists(st.integers(1, 9), min_size=1, max_size=3)
DAYS = st.dates(date(2020, 1, 1), date(2029, 12, 31))


def against(name: str, release: str, released_on: date | None = None) -> str | None:
    return contradiction(read_name(name), read_name(release), released_on)


@pytest.mark.parametrize(
    ("name", "release", "reason"),
    [
        ("openai/gpt-4", "GPT-4.1", "version 4 against 4.1"),
        ("gpt-4.1", "GPT-4", "version 4.1 against 4"),
        ("Qwen3.5-Max", "Qwen5.3-Max", "version 3.5 against 5.3"),
        ("kimi-k2", "Kimi K2.5", "version 2 against 2.5"),
        ("Qwen-14B-Chat", "Qwen-7B", "size 14b against 7b"),
        ("Qwen3-235B-A22B", "Qwen3-30B-A3B", "size 235b a22b against 30b a3b"),
        ("gpt-4-0314", "GPT-4 (Jun 2023)", "day 03-14 against 2023-06"),
        ("gpt-4o-2024-08-06", "GPT-4o (May 2024)", "day 2024-08-06 against 2024-05"),
        ("Kimi-K2-Instruct-0905", "Kimi K2 (Jul 2025)", "day 09-05 against 2025-07"),
    ],
)
def test_a_different_version_size_or_day_is_a_different_release(name: str, release: str, reason: str) -> None:
    assert against(name, release) == reason


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("anthropic/claude-sonnet-4-0", "Claude Sonnet 4"),
        ("claude-3-5-sonnet-20241022", "Claude 3.5 Sonnet (October 2024)"),
        ("gpt-4-0314", "GPT-4 (Mar 2023)"),
        ("Qwen3-235B-A22B-Instruct-2507", "Qwen3-235B-A22B-Instruct (Jul 2025)"),
        ("gemini-2.5-flash-lite-preview-09-2025", "Gemini 2.5 Flash Lite (Sep 2025)"),
        ("gemini-2.5-pro-preview-05-06", "Gemini 2.5 Pro (May 2025)"),
        ("Mistral-7B-Instruct-v0.1", "Mistral 7B v0.1"),
        ("llama-4-maverick-17b-128e-instruct", "Llama 4 Maverick"),
        ("gpt-5-mini-2025-08-07_minimal", "GPT-5 mini"),
    ],
)
def test_another_way_to_write_it_contradicts_nothing(name: str, release: str) -> None:
    assert against(name, release) is None
    assert read_name(name).version == read_name(release).version


def test_a_day_in_a_name_far_from_the_release_is_another_version() -> None:
    # Claude 3.5 Sonnet came on 20 June 2024; the version of 22 October is a release of its own, 124 days later.
    assert (
        against("claude-3-5-sonnet-20241022", "Claude 3.5 Sonnet", DAY)
        == "day 2024-10-22 against the release's 2024-06-20"
    )
    assert against("claude-3-5-sonnet-20240620", "Claude 3.5 Sonnet", DAY) is None
    assert against("claude-3-5-sonnet-20241022", "Claude 3.5 Sonnet", None) is None  # no day to hold it against


@pytest.mark.parametrize(("name", "days"), [("x-1231", 1), ("x-0102", 1), ("x-2024-01", 0), ("x-2023-12-29", 3)])
def test_a_day_without_a_year_is_the_nearest_one(name: str, days: int) -> None:
    named = read_name(name).day
    assert named is not None and named.days_from(date(2024, 1, 1)) == days


def test_what_only_one_of_two_names_says_is_told() -> None:
    name, release = read_name("claude-sonnet-4-20250514_16K"), read_name("Claude Sonnet 4 70B Preview")
    assert differences(name, release) == [
        "only the release says preview",
        "only the name gives a day, 2025-05-14",
        "only the release gives the size 70b",
        "the name is of a run with the setting 16k",
    ]
    assert read_name("GLM-4.5V").words - read_name("GLM-4.5").words == {"v"}  # vision, and not the sign of a version


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("Kimi K3 (max)", "max"), ("Kimi K3 [max]", "max"), ("Kimi K3 - max", "max"), ("Kimi K3 \N{EN DASH} max", "max"),
        ("Kimi K3 high", "high"), ("kimi-k3-low", "low"), ("Kimi K3\uff08max\uff09", "max"), ("Kimi K3\u3010thinking\u3011", "thinking"),
        ("kimi-k3_16K", "16k"), ("Kimi K3 (32k)", "32k"), ("KIMI K3 ( HIGH )", "high"),
    ],
)  # fmt: skip
def test_a_setting_is_no_word_of_the_name_however_it_is_set_apart(name: str, setting: str) -> None:
    key, release = read_name(name), read_name("Kimi K3")
    assert (key.text, key.setting) == (release.text, setting)
    assert differences(key, release) == [f"the name is of a run with the setting {setting}"]


@pytest.mark.parametrize(
    "name",
    [
        "Qwen3-Max",
        "Kimi K2 Thinking",
        "Mistral Medium 3",
        "Mistral Medium",
        "Qwen 3.6 Max (Preview)",
        "GPT-4 (Mar 2023)",
        "Kimi K3 (mega)",
    ],
)
def test_a_word_that_products_have_in_their_names_is_no_setting(name: str) -> None:
    assert read_name(name).setting is None


def test_a_setting_in_brackets_hides_no_contradiction() -> None:
    assert against("GPT-4.1 (high)", "GPT-4") == "version 4.1 against 4"
    assert against("Qwen-14B (max)", "Qwen-7B") == "size 14b against 7b"


@pytest.mark.parametrize(
    "name", ["", "/", "\n\x00\u202e", "=1+1", '"<b>', "9" * 300, "x" * 100_000, "模型-3", "٣", "²", "v", "_8K"]
)
def test_no_name_is_too_strange_to_be_read(name: str) -> None:
    key = read_name(name)
    assert len(key.text) <= 2 * LONGEST
    assert contradiction(key, key, DAY) is None


@few
@given(texts(40), texts(40), DAYS)
def test_any_two_names_can_be_held_against_each_other_and_either_way_round(one: str, other: str, day: date) -> None:
    keys = read_name(one), read_name(other)
    assert [contradiction(key, key, day) for key in keys] == [None, None]
    assert differences(keys[0], keys[0]) == (
        [f"the name is of a run with the setting {keys[0].setting}"] * bool(keys[0].setting)
    )
    assert (contradiction(*keys, None) is None) == (contradiction(*keys[::-1], None) is None)


@few
@given(PARTS, st.sampled_from(["-", " ", "--", " - "]), st.sampled_from(["", "openai/", "a/b/"]))
def test_neither_case_nor_separators_nor_the_owner_are_part_of_a_name(parts: list[str], sign: str, owner: str) -> None:
    assert read_name(owner + sign.join(parts).upper()) == read_name("-".join(parts))


@few
@given(VERSIONS, VERSIONS)
def test_two_versions_are_of_one_release_only_if_they_are_the_same(one: list[int], other: list[int]) -> None:
    names = [".".join(map(str, version)) for version in (one, other)]
    found = against(f"model-{names[0]}", f"Model v{names[1]}")
    assert found == (None if one == other else f"version {names[0]} against {names[1]}")


@few
@given(DAYS, DAYS, st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%m-%d", "%m%d", "%b %Y", "%m-%Y"]))
def test_a_day_in_a_name_is_no_day_from_itself_and_no_further_from_another_than_it_is(
    named: date, known: date, form: str
) -> None:
    day = read_name(f"model-{named:{form}}").day
    assert day is not None and day.days_from(named) == 0
    distance = abs((named - known).days)
    assert day.days_from(known) == distance if "%Y" in form and "%d" in form else day.days_from(known) <= distance
