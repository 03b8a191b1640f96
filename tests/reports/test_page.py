"""The page in a browser, opened from disk."""

from typing import Any

import pytest

from reports.render import ReportPaths

DRAWN = "document.querySelectorAll('.vega-embed svg').length === 11"


def test_the_page_opens_from_disk_without_errors_requests_or_sideways_scroll(
    written: ReportPaths, browser: Any
) -> None:
    for width in (1280, 390, 320):
        browser.set_width(width)
        browser.requests()
        browser.open(written.page)
        browser.wait_for(DRAWN)
        assert browser.console() == []
        assert [url for url in browser.requests() if url.startswith(("http", "ws", "ftp"))] == []
        assert browser.run("return document.documentElement.scrollWidth") <= width


def test_the_index_opens_from_disk_and_leads_to_the_week(written: ReportPaths, browser: Any) -> None:
    browser.set_width(390)
    browser.open(written.index)
    assert browser.run("return document.documentElement.scrollWidth") <= 390
    browser.run("document.querySelector('.weeks a').click()")
    browser.wait_for("document.querySelector('[data-chart]') !== null")
    assert browser.run("return document.querySelector('h1').textContent") == "Is it six months?"


def test_hostile_names_run_nothing_and_break_nothing(written_hostile: ReportPaths, browser: Any) -> None:
    browser.set_width(390)
    browser.requests()
    browser.open(written_hostile.page)
    browser.wait_for(DRAWN)
    assert browser.run("return window.pwned === undefined")
    assert browser.console() == []
    assert not [url for url in browser.requests() if url.startswith("http")]
    assert browser.run("return document.documentElement.scrollWidth") <= 390


def test_a_tooltip_shows_the_release_under_the_pointer(written: ReportPaths, browser: Any) -> None:
    browser.set_width(1280)
    browser.open(written.page)
    browser.wait_for(DRAWN)
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
    browser.open(written.page)
    browser.wait_for(DRAWN)
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
    browser.open(written.page)
    browser.devtools("Emulation.setScriptExecutionDisabled", value=False)
    assert browser.run("return document.querySelectorAll('.vega-embed').length") == 0
    seen = "[...document.querySelectorAll('.picture .wide > svg')].filter(svg => svg.getBoundingClientRect().height > 100).length"
    assert browser.run(f"return {seen}") == 11
