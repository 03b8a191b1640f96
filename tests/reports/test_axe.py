"""axe looks at a page of every kind: nothing serious or critical is found. It comes from npm: `npm ci --prefix .ci/axe`."""

import os
from pathlib import Path
from typing import Any

import pytest

from reports.language import LANGUAGES, folder_of
from reports.pages import PAGES
from reports.render import ReportPaths

AXE = Path(__file__).parents[2] / ".ci" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
FOUND = (
    "return axe.run(document, {resultTypes: ['violations']}).then(found => found.violations"
    ".filter(rule => ['serious', 'critical'].includes(rule.impact))"
    ".map(rule => rule.id + ': ' + rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')))"
)


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe; absent, the test is skipped, except in CI, where it fails."""
    if AXE.is_file():
        return AXE.read_text(encoding="utf-8")
    reason = "axe is absent: npm ci --prefix .ci/axe"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def list_pages(written: ReportPaths) -> list[Path]:
    """Every page of the week in every language, two of each folder of them (releases, figures), and the page of all weeks."""
    editions = [written.folder / folder_of(code) for code in LANGUAGES]
    kinds = [sorted((edition / name).glob("*.html"))[:2] for edition in editions for name in ("embed", "releases")]
    pages = [page for edition in editions for page in sorted(edition.glob("*.html"))]
    return [*pages, *(page for kind in kinds for page in kind), written.index]


def test_no_page_has_a_serious_fault_of_accessibility(written: ReportPaths, browser: Any, axe: str) -> None:
    pages = list_pages(written)
    assert len(pages) == len(LANGUAGES) * (len(PAGES) + 4) + 1
    found = {}
    for page in pages:
        browser.set_width(390, dark=page.parent.name == "embed" or page.name == "index.html")
        browser.open(page)
        browser.run(axe)
        if faults := browser.run(FOUND):
            found[page.relative_to(written.folder.parent).as_posix() if page != written.index else "weeks"] = faults
    assert found == {}


def test_axe_finds_a_picture_without_a_name(browser: Any, axe: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!doctype html><html lang="en"><title>t</title><main><h1>t</h1><svg role="img"><path d="M0 0h9"/></svg></main>',
        encoding="utf-8",
    )
    browser.open(page)
    browser.run(axe)
    assert any(fault.startswith("svg-img-alt") for fault in browser.run(FOUND))
