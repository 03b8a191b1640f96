"""How numbers, days and names are written."""

import re
from datetime import date
from pathlib import Path

import pytest

from reports import markdown, words
from reports.language import speaking

PROJECT = Path(__file__).parents[2]


def test_months_are_printed_to_one_decimal_with_the_days_beside_them() -> None:
    # 178 / 30.4375 = 5.848
    assert words.lag(178) == "5.8 months (178 days)"
    assert words.lag(1) == "0.0 months (1 day)"


def test_months_near_six_say_on_which_side_of_them_they_are() -> None:
    """183 days stood as "6.0 months" beside "not within six months"."""
    assert (words.lag(182), words.lag(183)) == ("5.98 months (182 days)", "6.01 months (183 days)")
    assert [words.months(days) for days in (181, 184, 182.5, 182.625, 182.63)] == [
        "5.9",
        "6.05",
        "5.996",
        "6.0",
        "6.0002",
    ]


def test_a_percentage_is_written_without_a_space_everywhere() -> None:
    """With a space it stood beside the other in one sentence. The tests of the sources read what others wrote.

    What was generated is left out: the report of an older version may lie there.
    """
    generated = {PROJECT / "reports" / "weekly", PROJECT / "reports" / "latest", PROJECT / "reports" / "export"}
    files = [
        path
        for pattern in ("*.md", "*/**/*.md", "*/**/*.sql", "*/**/*.toml", "*/**/*.py", "*/**/*.j2", "*/**/*.po")
        for path in PROJECT.glob(pattern)
        if not path.relative_to(PROJECT).parts[0].startswith(".")
        and path.parent != PROJECT / "tests" / "sources"
        and not generated & set(path.parents)
    ]
    parted = re.compile(r"[0-9}] %(?![0-9A-Za-z_({])")
    found = [
        f"{path.name}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if parted.search(line)
    ]
    assert len(files) > 300 and found == []


def test_a_lag_below_zero_keeps_its_sign_and_zero_has_none() -> None:
    assert words.lag(-17) == "−0.6 months (−17 days)"
    assert words.lag(-0.2) == "0.0 months (0 days)"


def test_a_missing_value_is_a_word() -> None:
    assert words.lag(None) == "not reached"
    assert words.share(None) == "unknown"
    assert words.points(None) == "unknown"
    assert words.long_day(None) == "unknown"
    assert words.days_interval(122, None, 0.95) == "95% interval 122 days to not reached"
    assert words.days_interval(122, 240, 0.95) == "95% interval 122 to 240 days"
    assert words.lag_interval(None, None, 0.95) == "interval unknown"
    assert words.lag_interval(None, None, 0.95, "open") == "95% interval not reached"
    assert words.lag_interval(122, None, 0.95) == "95% interval 4.0 months (122 days) to not reached"
    assert words.share_interval(0.2, None, 0.95) == "no interval"


def test_a_share_that_is_none_so_far_has_no_interval_without_width() -> None:
    assert words.shares(0.0, 0.0) == "no interval" and words.shares(0.0, 0.3) == "0% to 30%"
    assert words.share_interval(0.0, 0.0, 0.95) == "none matched within that time, so no interval"


def test_a_share_near_an_end_does_not_print_as_the_end() -> None:
    assert [words.share(value) for value in (0.0, 0.001, 0.255, 0.999, 1.0)] == [
        "0%",
        "under 1%",
        "26%",
        "over 99%",
        "100%",
    ]


def test_a_running_clock_says_so() -> None:
    assert words.running(33) == "unmatched after 33 days (clock running)"
    assert words.running(None) == "unmatched after an unknown number of days (clock running)"


def test_days_are_written_the_same_in_every_locale() -> None:
    assert (words.long_day(date(2026, 8, 1)), words.short_day(date(2026, 12, 31))) == ("1 August 2026", "31 Dec 2026")


def test_a_name_is_one_line_without_invisible_characters() -> None:
    assert words.name("a\nb\u202ec\u2028d\x00\u200be") == "a b c d e"
    assert words.name("x" * 300) == "x" * 79 + "…"
    assert words.name(None) == "unknown"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("`code`", r"\`code\`"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("# head", "&#35; head"),
        ("- item", "&#45; item"),
        ("1. item", "&#49;. item"),
        ("6.5 months", "6.5 months"),
        ("https://evil.example", "https&#58;//evil.example"),
        ("two\nlines", "two lines"),
    ],
)
def test_markdown_prints_text_as_it_stands(text: str, escaped: str) -> None:
    assert markdown.escaped(text) == escaped


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(None, "unknown"), (0.001, "under 0.01 times"), (0.5833, "0.58 times"), (2.27, "2.3 times"), (33.33, "33 times")],
)
def test_a_ratio_is_so_many_times(ratio: float | None, text: str) -> None:
    assert words.ratio(ratio) == text


def test_a_ratio_without_one_end_has_no_interval() -> None:
    assert words.ratio_interval(0.58, 33.3, 0.984375) == "98% interval 0.58 to 33 times"
    assert words.ratio_interval(0.58, None, 0.95) == "no interval"


def test_prices_keep_their_cents_and_no_empty_ones() -> None:
    assert [words.dollars(price) for price in (3.0, 1.4, 0.075, 1200.0, None)] == [
        "$3",
        "$1.40",
        "$0.075",
        "$1,200",
        "unknown",
    ]


def test_japanese_writes_days_numbers_and_intervals_its_own_way() -> None:
    with speaking("ja"):
        assert (words.long_day(date(2026, 8, 11)), words.short_day(date(2026, 8, 11))) == ("2026年8月11日", "2026/8/11")
        assert (words.lag(199), words.lag(None), words.long_day(None)) == ("6.5か月（199日）", "未到達", "不明")
        assert words.lag_interval(122, 240, 0.95) == "95%区間 4.0〜7.9か月、122〜240日"
        assert words.lag_interval(None, None, 0.95, "open") == "95%区間 未到達"
        assert words.lag_interval(122, None, 0.95) == "95%区間 4.0か月（122日）〜未到達"
        assert words.days_interval(122, None, 0.95) == "95%区間 122日〜未到達"
        assert (words.share(0.001), words.share_interval(0.2, 0.61, 0.95)) == ("1%未満", "95%区間 20%〜61%")
        assert (words.running(33), words.running(None)) == (
            "33日たっても未到達（計測中）", "未到達、経過日数は不明（計測中）",
        )  # fmt: skip
        assert (words.ratio_interval(0.58, 33.3, 0.98), words.dollars(1.4)) == ("98%区間 0.58〜33倍", "1.40ドル")
        assert (words.moved_days(-3), words.moved_share(None)) == ("−3日", "未到達")


def test_a_language_parts_and_points_numbers_as_its_readers_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "spoken", lambda: "de")
    assert (words.count(-1234567), words.points(155.25)) == ("−1.234.567", "155,2")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (15, "0 months"),
        (16, "1 month"),
        (30.4375, "1 month"),
        (182, "6 months"),
        (183, "6.01 months"),
        (196, "6.4 months"),
        (558, "18 months"),
    ],
)
def test_whole_months_are_the_nearest(days: float, said: str) -> None:
    assert words.whole_months(days) == said
