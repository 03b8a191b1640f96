"""The pages of other languages: the same pages as the English ones, and no English sentence left in them."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from reports.language import ENGLISH, LANGUAGES
from reports.pages import PAGES
from reports.render import ReportPaths

OTHERS = LANGUAGES[1:]
VOID = {"br", "hr", "img", "input", "link", "meta", "circle", "line", "path", "rect", "use"}
# Four words in a row, the last in small: no name of a release, a lab or a benchmark is written so.
SENTENCE = re.compile(r"(?:[A-Za-z][a-z'’-]*[ ,;:]+){3,}[a-z]+")
# The ids of sources as columns of marts.headline_dates list them.
SOURCE_IDS = re.compile(r"(?:(?:model release dates|models dev|epoch index|epoch archive|thread)(?:, )?)+")


FROM_DATA = {"New in the score table"}  # an item of the invented rows


class Said(HTMLParser):
    """The text of a page that is not marked as being in another language, and the labels that are read aloud."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.open, self.texts = language, [("", False)], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        other = (
            self.open[-1][1] or tag in ("script", "style", "code") or given.get("lang", self.language) != self.language
        )
        if not other and "http-equiv" not in given:
            self.texts += [given[name] for name in ("aria-label", "data-label", "title", "content") if given.get(name)]
        if tag not in VOID:
            self.open.append((tag, other))

    def handle_endtag(self, tag):
        if tag not in VOID:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, text):
        if not self.open[-1][1]:
            self.texts.append(text)


def english_left(page: Path, language: str) -> list[str]:
    said = Said(language)
    said.feed(page.read_text(encoding="utf-8"))
    return [
        found for text in said.texts for found in SENTENCE.findall(SOURCE_IDS.sub("", text)) if found not in FROM_DATA
    ]


def pages(folder: Path) -> list[str]:
    kinds = ("*.html", "releases/*.html", "embed/*.html", "charts/*.png", "charts/*.svg", "charts/*.js", "share.png")
    return sorted(str(path.relative_to(folder)) for kind in kinds for path in folder.glob(kind))


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_has_the_same_pages_pictures_and_releases(written: ReportPaths, code: str) -> None:
    assert pages(written.folder / code) == pages(written.folder)


@pytest.mark.parametrize("code", OTHERS)
def test_no_english_sentence_is_left_in_the_pages_of_another_language(written: ReportPaths, code: str) -> None:
    left = {
        name: english
        for name in pages(written.folder / code)
        if name.endswith(".html") and (english := english_left(written.folder / code / name, code))
    }
    assert left == {}


def test_an_english_sentence_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<html lang="ja"><p>The median lag is long.</p><p lang="en">Quoted as it was said.</p><p>GPT-5 Pro</p>'
    )
    assert english_left(page, "ja") == ["The median lag is long"]


@pytest.mark.parametrize("code", OTHERS)
def test_the_pages_of_a_language_open_from_disk_on_a_phone(written: ReportPaths, browser: Any, code: str) -> None:
    browser.set_width(390)
    browser.requests()
    for page in PAGES:
        browser.open(written.folder / code / page.file)
        assert browser.run("return document.documentElement.scrollWidth") <= 390, page.key
    assert browser.console() == []
    assert not [url for url in browser.requests() if url.startswith(("http", "ws", "ftp"))]
    browser.open(written.folder / code / "index.html")
    browser.run("document.querySelector('.language a').click()")
    browser.wait_for("document.documentElement.lang === 'en'")


@pytest.mark.parametrize("name", ["index.html", "releases/index.html"])
def test_a_page_leads_to_itself_in_every_other_language(written: ReportPaths, name: str) -> None:
    for code in LANGUAGES:
        page = written.folder / ("" if code == ENGLISH else code) / name
        text = page.read_text(encoding="utf-8")
        assert f'<html lang="{code}">' in text
        found = dict(re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)">', text))
        assert set(found) == set(LANGUAGES)
        for other, href in found.items():
            assert (page.parent / href).resolve() == (
                written.folder / ("" if other == ENGLISH else other) / name
            ).resolve()
            assert other == code or f'<a href="{href}" lang="{other}" hreflang="{other}">' in text
