"""A page for every release: its facts, its links, and names that try to get out of it."""

import json
import os
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports import html
from reports.headline import Report
from reports.layout import release_page
from reports.releases.pages import TITLES, answer, list_release_sections, list_releases, render_release_pages
from reports.releases.tables import LISTINGS, STANDING, list_repository
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


WAITING = {
    "pairing_id": "us_any__cn_open", "scale_id": "puzzles", "date_basis": "available", "rule_id": "strict", "record_score": 0.5,
    "record_released_on": date(2026, 1, 27), "is_matched": False, "is_running": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"follow_up_days": 113}, "not matched by the last test of a laggard, 113 days later"),
        ({"follow_up_days": 1}, "not matched by the last test of a laggard, 1 day later"),
        ({"follow_up_days": None}, "launched after the last test of a laggard"),
        ({"scale_id": "arena_text", "follow_up_days": 9}, "not matched by the leaderboard's day, 9 days later"),
        ({"follow_up_days": 113, "is_running": True}, "unmatched after 113 days (clock running)"),
    ],
)
def test_a_clock_runs_only_while_a_match_could_be_seen(row: dict[str, Any], sentence: str) -> None:
    sections, _ = list_release_sections({"lags_as_record": [WAITING | row]}, {}, ())
    assert sections[0].tables[0].rows[0][-1].text == sentence


def test_a_section_that_rests_on_the_hub_opens_with_its_age(
    marts: duckdb.DuckDBPyConnection, facts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    marts.execute("delete from marts.source_ages where source = 'hub'")
    marts.execute(
        "insert into marts.source_ages values "
        "('hub', true, date '2026-03-18', 146, 14, true, true, 'downloads', 'r', date '2026-08-11')"
    )
    kite = facts["kite-1-invented"]
    every = {"kite": kite, "unlicensed": kite | {"licences": []}}
    monkeypatch.setattr(
        html,
        "render",
        lambda template, view: "".join(f"{s.key}: {s.paragraphs[0][:9]}. " for s in view["sections"] if s.paragraphs),
    )
    pages = dict(render_release_pages(every, Report(marts), {}))
    assert pages == {
        "kite": "days: Independe. openness: Old data:. repository: Old data:. ",
        "unlicensed": "days: Independe. repository: Old data:. ",
    }


def test_an_empty_list_of_a_repository_is_none_and_no_empty_cell() -> None:
    table = list_repository([{"former_names": (), "base_models": ("a", "b"), "likes": None}])
    assert table is not None and [value.text for _, value in table.rows] == ["none", "a, b", "unknown"]


def test_what_a_page_lacks_is_named_whatever_the_reason() -> None:
    _, absent = list_release_sections({}, {}, ())
    keys = {listing.key for _, listings in LISTINGS for listing in listings}
    assert set(TITLES) == keys and list(absent) == [*TITLES.values(), "repository read from the Hub"]


def test_the_list_of_releases_leads_to_every_page_in_the_order_of_the_names(
    written: ReportPaths, facts: dict[str, Any]
) -> None:
    place = written.folder / "releases" / "index.html"
    text = place.read_text(encoding="utf-8")
    rows = re.findall(r'data-label="Release"><span><a href="([^"]+)">([^<]+)</a>', text)
    assert {file for file, _ in rows} == {release_page(key) for key in facts} and len(rows) == len(facts)
    assert [name for _, name in rows] == sorted((name for _, name in rows), key=str.casefold)
    assert "open weights, restricted use</span>" in text and "1 Apr 2024" in text
    assert "(releases/index.html)" in written.markdown.read_text(encoding="utf-8")
    assert "releases/index.html" in Links(written.page).addresses
    assert "index.html" in Links(page_of(written, "kite-1-invented")).addresses
    assert release_page("index") != "index.html"


def test_a_release_in_no_group_is_listed_with_the_reason() -> None:
    excluded = {"facts": [{"fact": "excluded because", "value": "openness unknown", "source": None}]}
    table = list_releases({"b": excluded, "a": {}})
    assert [(row[0].text, row[4].text, row[4].note) for row in table.rows] == [
        ("a", "none", "no comparison takes it"),
        ("b", "none", "openness unknown"),
    ]


def test_of_a_release_that_nothing_is_known_of_nothing_is_said() -> None:
    assert answer({}) == (
        "unknown, country unknown; openness unknown.",
        "No comparison of the report takes it, so no day of it is in use.",
        "It is on neither side of the headline.",
    )


def test_every_link_of_the_report_and_of_its_pages_leads_to_a_file(written: ReportPaths) -> None:
    led = [
        (page, address.partition("#")[0])
        for page in (*written.folder.glob("*.html"), written.index, *sorted((written.folder / "releases").iterdir()))
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
    linked.remove("index")  # the list of all
    assert linked <= set(facts) and len(linked) >= 15
    assert "(releases/lone.html)" not in text  # a table names it and nothing is known of it
    rows = json.loads(written.json.read_text(encoding="utf-8"))["releases"]["rows"]
    assert {row["release_id"]: row["page"] for row in rows} == {key: f"releases/{key}.html" for key in facts}


@pytest.mark.parametrize(
    "release_id",
    ["index", "../index", "..",
     "", "a/b", "a\\b", "C:x", "x.html", "A", "-a", "a\n", "%2e%2e", "e\u0301", "x" * 101, "\x00", "=1+1", "<b>"],
)  # fmt: skip
def test_an_id_that_is_no_slug_never_names_a_file(release_id: str) -> None:
    assert re.fullmatch(r"_[0-9a-f]{16}\.html", release_page(release_id))


def test_a_slug_is_the_name_of_its_file() -> None:
    assert release_page("kimi-k2-5") == "kimi-k2-5.html"


def test_hostile_names_and_ids_stay_text_within_the_folder(written_hostile: ReportPaths, facts: dict[str, Any]) -> None:
    found = sorted((written_hostile.folder / "releases").iterdir())
    assert len(found) == len(facts) + 2  # the release with the hostile id, and the list
    assert sum(path.name.startswith("_") for path in found) == 1
    assert sorted(path.name for path in written_hostile.folder.parent.parent.iterdir()) == [
        "changes.json", "feed.xml", "index.html", "latest", "weekly",
    ]  # fmt: skip
    for path in found:
        links = Links(path)
        assert "img" not in links.tags and links.events == []
        assert not [address for address in links.addresses if "evil" in address or "javascript" in address]
        assert not any(sign in path.read_text(encoding="utf-8") for sign in ("\x00", "\x1b", "\u202e", "\u2028"))


def test_a_page_opens_from_disk_and_asks_for_nothing(written_hostile: ReportPaths, browser: Any) -> None:
    for width in (1280, 390):
        browser.set_width(width)
        browser.requests()
        browser.open(page_of(written_hostile, "kite-1-invented"))
        assert browser.console() == []
        assert [url for url in browser.requests() if not url.startswith(("file:", "data:"))] == []
        assert browser.run("return document.documentElement.scrollWidth") <= width
        assert browser.run("return window.pwned === undefined")


def test_a_release_that_matched_nothing_and_is_no_record_stands_in_its_group_with_none(facts: dict[str, Any]) -> None:
    row = facts["kite-1-invented"]["standing"][0] | {"unmatched_for_days": None, "matched_by": None}
    for match_of, told in ((None, "none"), ([], "none"), (["Kite 0 (3 days)"], "match of Kite 0 (3 days)")):
        assert STANDING.cells(row | {"match_of": match_of}, {})[-1].text == told
