"""The pages in a browser, opened from disk."""

from pathlib import Path
from typing import Any

import pytest

from reports.pages import PAGES
from reports.render import ReportPaths

ASKED = (
    "document.querySelectorAll('[data-live]').forEach(button => button.click());"
    "return document.querySelectorAll('[data-live]').length"
)


def live(browser: Any, page: Path) -> int:
    """Open a page and ask for each of its live charts; return how many there are."""
    browser.open(page)
    n: int = browser.run(ASKED)
    browser.wait_for(f"document.querySelectorAll('.vega-embed svg').length === {n}")
    return n


def test_every_page_opens_from_disk_without_errors_requests_or_sideways_scroll(
    written: ReportPaths, browser: Any
) -> None:
    for width in (1280, 390, 320):
        browser.set_width(width)
        browser.requests()
        for page in PAGES:
            browser.open(written.folder / page.file)
            assert browser.run("return document.documentElement.scrollWidth") <= width, (page.key, width)
        assert browser.console() == []
        asked = browser.requests()
        assert not [url for url in asked if url.startswith(("http", "ws", "ftp"))]
        assert not [url for url in asked if url.endswith(".js") and "/explore-data" not in url], (
            "nobody asked for a live chart"
        )


def test_the_index_opens_from_disk_and_leads_to_the_week(written: ReportPaths, browser: Any) -> None:
    browser.set_width(390)
    browser.open(written.index)
    assert browser.run("return document.documentElement.scrollWidth") <= 390
    browser.run("document.querySelector('.weeks a').click()")
    browser.wait_for("document.querySelector('[data-chart]') !== null")
    assert browser.run("return document.querySelector('h1').textContent").split("”")[1].strip() == "No."


def test_hostile_names_run_nothing_and_break_nothing(written_hostile: ReportPaths, browser: Any) -> None:
    browser.set_width(390)
    browser.requests()
    for page in PAGES:
        live(browser, written_hostile.folder / page.file)
        assert browser.run("return window.pwned === undefined")
        assert browser.run("return document.documentElement.scrollWidth") <= 390, page.key
    assert browser.console() == []
    assert not [url for url in browser.requests() if url.startswith("http")]


def test_a_live_chart_comes_when_it_is_asked_for_and_tells_what_is_under_the_pointer(
    written: ReportPaths, browser: Any
) -> None:
    browser.set_width(1280)
    assert live(browser, written.page) == 3  # the small picture of the answer, the stairs, the lags
    place = browser.run(
        "const dots = document.querySelectorAll('[data-chart=lags] .wide .vega-embed .mark-symbol path');"
        "dots[0].scrollIntoView({block: 'center'}); const box = dots[0].getBoundingClientRect();"
        "return [box.x + box.width / 2, box.y + box.height / 2]"
    )
    browser.devtools("Input.dispatchMouseEvent", type="mouseMoved", x=place[0], y=place[1])
    browser.wait_for("document.querySelector('#vg-tooltip-element.visible') !== null")
    assert "invented" in browser.run("return document.querySelector('#vg-tooltip-element').textContent")


@pytest.mark.parametrize("dark", [False, True])
def test_the_live_charts_follow_the_light_and_the_dark_screen(written: ReportPaths, browser: Any, dark: bool) -> None:
    browser.set_width(1280, dark=dark)
    live(browser, written.page)
    colours = browser.run(
        "const line = document.querySelector('[data-chart=frontiers] .vega-embed [stroke=\"#0b639c\"]');"
        "return [getComputedStyle(line).stroke, getComputedStyle(document.body).backgroundColor]"
    )
    assert colours == (
        ["rgb(116, 183, 230)", "rgb(22, 21, 19)"] if dark else ["rgb(11, 99, 156)", "rgb(254, 253, 251)"]
    )


def test_without_scripts_the_still_pictures_stand_in_their_place(written: ReportPaths, browser: Any) -> None:
    browser.set_width(1280)
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    shown = 0
    for page in PAGES:
        browser.open(written.folder / page.file)
        browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
        assert browser.run("return document.querySelectorAll('[data-live]:not([hidden])').length") == 0
        shown += browser.run(
            "return [...document.querySelectorAll('.picture .wide > svg')].filter(svg => svg.getBoundingClientRect().height > 40).length"
        )
        browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
    assert shown == len(list(written.charts.glob("*.svg")))


def test_the_first_screen_of_a_phone_has_the_answer_and_every_claim(written: ReportPaths, browser: Any) -> None:
    browser.set_width(390)
    browser.open(written.page)
    assert browser.run("return document.querySelector('.beside li:last-child').getBoundingClientRect().bottom") <= 844
    assert browser.run("return document.documentElement.scrollHeight") <= 6 * 844


OUTSIDE = """
    const chart = document.documentElement.querySelector("svg"), whole = document.documentElement.getBoundingClientRect();
    const [left, top, width, height] = chart.getAttribute("viewBox").split(" ").map(Number), y = Number(chart.getAttribute("y"));
    const drawn = [...chart.querySelectorAll("path, line, text, rect")].map(mark => [mark, mark.getBoundingClientRect()]);
    const isAside = (mark, box) => mark.tagName !== "text" && (box.left < -1 || box.right > whole.width + 1);  // a reader's font is wider
    const outside = drawn.filter(([mark, box]) => box.width + box.height
        && (isAside(mark, box) || box.top < y - 1 || box.bottom > y + height + 1));
    return [chart.getAttribute("overflow"), drawn.length, ...outside.map(([mark]) => mark.outerHTML.slice(0, 200))];
"""


def test_nothing_of_a_chart_lies_outside_it_where_it_is_set_into_a_picture_uncut(
    written: ReportPaths, browser: Any
) -> None:
    pictures = sorted(written.charts.glob("*.svg"))
    assert pictures
    for picture in pictures:
        browser.open(picture)
        overflow, n_drawn, *found = browser.run(OUTSIDE)
        assert (overflow, found) == ("visible", []) and n_drawn, picture.name


def test_a_word_of_the_glossary_opens_its_meaning_on_a_tap(written: ReportPaths, browser: Any) -> None:
    browser.set_width(390)
    browser.open(written.page)
    browser.run("document.querySelector('a.term[data-term=record]').click()")
    said = browser.run("return document.querySelector('.meaning:not([hidden])').textContent")
    assert said.startswith("record") and "strictly above every earlier release" in said
    browser.run("document.body.click()")
    assert browser.run("return document.querySelector('.meaning').hidden")
    browser.run("location.href = document.querySelector('a.term[data-term=record]').href")
    browser.wait_for("location.hash === '#record'")
    assert browser.run("return document.querySelector(':target').textContent") == "record"


def test_the_sentence_to_copy_names_its_day_and_whom_to_cite(written: ReportPaths, browser: Any) -> None:
    browser.set_width(390)
    browser.open(written.page)
    copied = browser.run(
        "let text = ''; navigator.clipboard.writeText = given => { text = given; return Promise.resolve(); };"
        "document.querySelector('[data-copy=\"#sentence\"]').click(); return text"
    )
    assert copied.startswith("“Open source is at most six months behind”: No. Of 9 US record models")
    assert copied.endswith("(openlag, report of week 2026-W33, data as of 11 August 2026; scores: Epoch AI)")
    browser.wait_for("document.querySelector('[data-copied]').textContent === 'Copied.'")


def test_the_page_says_how_old_the_scores_are_when_it_is_read(written: ReportPaths, browser: Any) -> None:
    browser.open(written.page)
    days = browser.run("return Math.floor((Date.now() - Date.UTC(2026, 7, 11)) / 864e5)")
    said = browser.run("return document.querySelector('[data-scores-of]').textContent")
    assert days > 0 and said == (
        "Today the scores are one day old." if days == 1 else f"Today the scores are {days} days old."
    )
