"""The weekly report: a folder of light pages that open without a network, the same in Markdown and JSON, and its charts as files.

A content policy lets a page load nothing but from beside it. With scripts off, or on paper, the still pictures stay. Same database, same
provenance: same bytes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import vl_convert

from reports import dictionary, html, prose, words
from reports.exhibits import Exhibit
from reports.explore.data import DATA_FILE, explore_script
from reports.explore.page import explore_view
from reports.feed import write_lists
from reports.figure_files import write_pictures, write_rows, write_share
from reports.figures import Figure, list_figures
from reports.headline import HEADLINE, START_ON, VERDICTS, Report
from reports.language import _
from reports.layout import RELEASE_LIST, Section, release_page
from reports.markdown import render_markdown
from reports.pages import PAGES, Page, list_sections
from reports.provenance import Provenance
from reports.query import ReportError
from reports.releases.pages import list_pages, render_release_list, render_release_pages
from reports.releases.tables import Facts
from reports.sections import answer, changes
from reports.weeks import replace_week

__all__ = ["Provenance", "ReportError", "ReportPaths", "write_report"]

SCHEMA_VERSION = "1"
LIBRARIES = ("altair", "duckdb", "jinja2", "vl-convert-python")


@dataclass(frozen=True, slots=True)
class ReportPaths:
    """Where the files of a report lie. latest: the link to the newest week."""

    week: str
    folder: Path
    page: Path
    markdown: Path
    json: Path
    params: Path
    charts: Path
    index: Path
    latest: Path


def write_report(
    connection: duckdb.DuckDBPyConnection, out: Path, *, provenance: Provenance, facts: Mapping[str, Facts]
) -> ReportPaths:
    """Write out/weekly/<week>/ from the marts, and what lists the weeks beside it: index.html, feed.xml, changes.json and latest.

    connection: to a built warehouse. out: folder of all reports; made if absent. provenance: what was read, by which code and on which
    day. facts: what is known of each release, by its id; each has a page.

    Returns the paths written. Raises: ReportError when a mart is absent or a file cannot be written; an older report of the week then
    stays as it was.
    """
    report = Report(connection)
    by_page = list_sections(report)
    sections = [section for page in PAGES for section in by_page[page.key]]
    exhibits = [
        Exhibit(drawing, page.file, report, provenance.code_version, _address(report, provenance))
        for page in PAGES
        for section in by_page[page.key]
        for drawing in section.charts
    ]
    view = view_of(report, provenance) | {"pages": list_pages(facts)}
    with replace_week(out / "weekly", report.week) as folder:
        pictures = write_pictures(folder, exhibits)
        write_rows(folder / "charts", exhibits)
        write_share(folder, report)
        (folder / "assets").mkdir()
        _write(folder / "assets" / "vega.js", html.vega_bundle())
        _write(folder / DATA_FILE, explore_script(report))
        for page in PAGES:
            shown = view | {"pictures": pictures, "sections": by_page[page.key]}
            _write(folder / page.file, render_page(page, shown, report))
        released = _write_releases(folder / "releases", facts, report, view)
        _write(
            folder / "report.md", render_markdown(view | {"sections": sections, "figures": list_figures(report)[:3]})
        )
        content = report_as_json(report, provenance, sections)
        listed = {"as_of": report.as_of, "n": len(released), "rows": released}
        _write(folder / "report.json", _dump(content | {"releases": listed}))
        _write(folder / "params.json", _dump(_params(report, provenance)))
    write_lists(out, provenance.site_url)
    place = out / "weekly" / report.week
    return ReportPaths(
        week=report.week,
        folder=place,
        page=place / "index.html",
        markdown=place / "report.md",
        json=place / "report.json",
        params=place / "params.json",
        charts=place / "charts",
        index=out / "index.html",
        latest=out / "latest",
    )


def _address(report: Report, provenance: Provenance) -> str:
    """Where the folder of the week is served, if anywhere."""
    return f"{provenance.site_url}/weekly/{report.week}" if provenance.site_url else ""


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _dump(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, default=_json_value) + "\n"


def _json_value(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Figure):
        return asdict(value)
    raise TypeError(f"report.json cannot hold a {type(value).__name__}: {value!r}")


def _write_releases(
    folder: Path, facts: Mapping[str, Facts], report: Report, view: Mapping[str, Any]
) -> list[dict[str, str]]:
    """Write a page for each release and the list of all; return its id, name and file."""
    folder.mkdir()
    inside = {
        **view,
        "root": "../",
        "home": "../",
        "current": "releases",
        "here": f"releases/{RELEASE_LIST}",
        "marked": {},
    }
    _write(folder / RELEASE_LIST, render_release_list(facts, inside))
    rows = []
    for release_id, name, page in render_release_pages(facts, report, inside):
        file = release_page(release_id)
        _write(folder / file, page)
        rows.append({"release_id": release_id, "name": name, "page": f"{folder.name}/{file}"})
    return rows


def view_of(report: Report, provenance: Provenance) -> dict[str, Any]:
    """What every page prints, and the Markdown."""
    verdict = report.first(VERDICTS)
    return {
        "language": "en",
        "week": report.week,
        "as_of": report.on,
        "made_on": words.long_day(provenance.made_on),
        "vintage_day": (verdict.vintage if verdict else report.as_of).isoformat(),
        "short": answer.answer_in_short(report),
        "root": "",
        "home": "",
        "address": _address(report, provenance),
        "navigation": [
            *({"key": page.key, "name": _(page.name), "href": page.file} for page in PAGES),
            {"key": "releases", "name": _("Releases"), "href": f"releases/{RELEASE_LIST}"},
        ],
        "provenance": provenance,
        "first_lines": provenance.first_lines,
        "versions": _versions(provenance),
    }


def render_page(page: Page, view: Mapping[str, Any], report: Report) -> str:
    """Return a page of the report: it opens from disk and asks no network for anything."""
    own: dict[str, Any] = {
        "current": page.key,
        "here": page.file,
        "title": _(page.title),
        "lead": _(page.lead) if page.lead else "",
        "description": _(page.lead) if page.lead else " ".join(answer.answer_in_full(report)[:2]),
        "marked": {},
    }
    match page.key:
        case "index":
            own |= {
                "answer": answer.first_page(report),
                "sections": view["sections"][1:],
                "changed": changes.brief(report),
            }
        case "data":
            own |= {"dictionary": dictionary.list_tables(report)}
        case "method":
            own |= {"text": prose.page_of(prose.METHOD)}
        case "changes":
            own |= {"text": prose.page_of(prose.CHANGELOG)}
        case "glossary":
            own |= {"glossary": prose.spoken_glossary()}
        case "explore":
            own |= explore_view(report, view["home"])
    scripts = (html.script("explore.js"),) if page.key == "explore" else ()
    return html.render(page.template, {**view, **own}, scripts)


def _versions(provenance: Provenance) -> dict[str, str]:
    libraries = {name: version(name) for name in LIBRARIES}
    return dict(
        sorted(
            {**libraries, "vega-lite": vl_convert.get_vegalite_versions()[-1], **(provenance.versions or {})}.items()
        )
    )


def _params(report: Report, provenance: Provenance) -> dict[str, Any]:
    verdict = report.first(VERDICTS)
    return {
        "schema_version": SCHEMA_VERSION,
        "week": report.week,
        "as_of": report.as_of,
        "made_on": provenance.made_on,
        "vintage": verdict.vintage if verdict else None,
        "headline": {**HEADLINE, "start_on": START_ON},
        "load_ids": list(provenance.load_ids),
        "code_version": provenance.code_version,
        "fallbacks": list(provenance.fallbacks),
        "first_lines": list(provenance.first_lines),
        "versions": _versions(provenance),
    }


def report_as_json(report: Report, provenance: Provenance, sections: Iterable[Section]) -> dict[str, Any]:
    """Return every figure and row of the report; each stands in an object that says its as_of and its n."""
    content = _params(report, provenance)
    for section in sections:
        content |= section.data
    return content
