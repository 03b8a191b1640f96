"""A page for every release: its facts, its links, and names that try to get out of it."""

import json
import os
import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from reports.layout import release_page
from reports.release_pages import answer
from reports.render import ReportPaths

GOLDEN = Path(__file__).parent / "golden" / "release.html"


class Links(HTMLParser):
    """Tags and addresses of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.events: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self.events += [name for name, _ in attrs if name.startswith("on")]


def page_of(written: ReportPaths, release_id: str) -> Path:
    return written.folder / "releases" / release_page(release_id)


def test_the_page_of_a_release_is_the_golden_file(written: ReportPaths) -> None:
    text = page_of(written, "kite-1-invented").read_text(encoding="utf-8")
    text = re.sub(r"<style>.*?</style>\n", "", text, flags=re.DOTALL)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    assert text == GOLDEN.read_text(encoding="utf-8"), (
        "Look at the difference; if it is meant, run once with UPDATE_GOLDEN=1."
    )


def test_the_answer_comes_first(facts: dict[str, Any]) -> None:
    assert answer(facts["kite-1-invented"]) == (
        "Red Gate, China; open weights, restricted use (kite-licence).",
        "It counts from 1 April 2024, the day its weights were public.",
        "With a score of 121.4 on the published index it was a Chinese open record on its day and the first match of "
        "Aster 2 (invented) (151 days), Bolt 1 (invented) (-17 days).",
    )


LEADER = {"pairing_id": "us_any__cn_open", "role": "leader", "score": 150.0, "is_record": True}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"matched_by": None, "unmatched_for_days": 41},
            "a US record on its day, unmatched after 41 days (clock running).",
        ),
        (
            {"matched_by": "K", "matched_on": date(2026, 1, 27), "lag_days": 286},
            "a US record on its day, first matched by K on 27 January 2026, 9.4 months (286 days) later.",
        ),
        (
            {"matched_by": "K", "matched_on": date(2026, 1, 27), "lag_days": -17},
            "a US record on its day, first matched by K on 27 January 2026, 0.6 months (17 days) earlier.",
        ),
        ({"is_record": False}, "With a score of 150.0 on the published index it was no US record on its day."),
        (
            {"score": None},
            "It has no score on the published index, so it can be neither a record nor a match of the headline.",
        ),
    ],
)
def test_where_a_leader_stands_is_said_in_one_sentence(row: dict[str, Any], sentence: str) -> None:
    assert answer({"standing": [LEADER | row]})[2].endswith(sentence)


def test_of_a_release_that_nothing_is_known_of_nothing_is_said() -> None:
    assert answer({}) == (
        "unknown, country unknown; openness unknown.",
        "No comparison of the report takes it, so no day of it is in use.",
        "It is on neither side of the headline.",
    )


def test_every_link_of_the_report_and_of_its_pages_leads_to_a_file(written: ReportPaths) -> None:
    led = [
        (page, address.partition("#")[0])
        for page in (written.page, *sorted((written.folder / "releases").iterdir()))
        for address in Links(page).addresses
        if not address.startswith(("https://", "data:", "#"))
    ]
    assert [(page.name, address) for page, address in led if not (page.parent / address).is_file()] == []
    assert (written.page, "releases/kite-1-invented.html") in led
    assert (page_of(written, "kite-1-invented"), "aster-2-invented.html") in led
    assert (page_of(written, "kite-1-invented"), "../index.html") in led


def test_a_release_is_linked_wherever_the_report_names_it_in_a_table(
    written: ReportPaths, facts: dict[str, Any]
) -> None:
    text = written.markdown.read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(releases/([a-z0-9-]+)\.html\)", text))
    assert linked <= set(facts) and len(linked) >= 15
    assert "(releases/lone.html)" not in text  # a table names it and nothing is known of it
    rows = json.loads(written.json.read_text(encoding="utf-8"))["releases"]["rows"]
    assert {row["release_id"]: row["page"] for row in rows} == {key: f"releases/{key}.html" for key in facts}


@pytest.mark.parametrize(
    "release_id",
    ["../index", "..", "", "a/b", "a\\b", "C:x", "x.html", "A", "-a", "a\n", "%2e%2e", "e\u0301", "x" * 101, "\x00", "=1+1", "<b>"],
)  # fmt: skip
def test_an_id_that_is_no_slug_never_names_a_file(release_id: str) -> None:
    assert re.fullmatch(r"_[0-9a-f]{16}\.html", release_page(release_id))


def test_a_slug_is_the_name_of_its_file() -> None:
    assert release_page("kimi-k2-5") == "kimi-k2-5.html"


def test_hostile_names_and_ids_stay_text_within_the_folder(written_hostile: ReportPaths, facts: dict[str, Any]) -> None:
    found = sorted((written_hostile.folder / "releases").iterdir())
    assert len(found) == len(facts) + 1
    assert sum(path.name.startswith("_") for path in found) == 1
    assert sorted(path.name for path in written_hostile.folder.parent.parent.iterdir()) == ["index.html", "weekly"]
    for path in found:
        links = Links(path)
        assert "script" not in links.tags and "img" not in links.tags and links.events == []
        assert not [address for address in links.addresses if "evil" in address or "javascript" in address]
        assert not any(sign in path.read_text(encoding="utf-8") for sign in ("\x00", "\x1b", "\u202e", "\u2028"))


def test_a_page_opens_from_disk_and_asks_for_nothing(
    written_hostile: ReportPaths, start_browser: Callable[[], Any]
) -> None:
    with start_browser() as browser:
        for width in (1280, 390):
            browser.set_width(width)
            browser.requests()
            browser.open(page_of(written_hostile, "kite-1-invented"))
            assert browser.console() == []
            assert [url for url in browser.requests() if not url.startswith(("file:", "data:"))] == []
            assert browser.run("return document.documentElement.scrollWidth") <= width
            assert browser.run("return window.pwned === undefined")
