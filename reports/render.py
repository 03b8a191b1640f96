"""The weekly report: a folder of light pages that open without a network, the same in Markdown and JSON, and its charts as files.

A content policy lets a page load nothing but from beside it. With scripts off, or on paper, the still pictures stay. Same database, same
provenance: same bytes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import vl_convert

from reports import dictionary, html, prose, words
from reports.charts.converter import Converter
from reports.exhibits import Exhibit
from reports.explore.data import DATA_FILE, explore_script
from reports.explore.page import explore_view
from reports.feed import write_lists
from reports.figure_files import Drawn, begin_pictures, write_pictures, write_rows
from reports.figures import Figure, list_figures
from reports.headline import HEADLINE, START_ON, VERDICTS, Report
from reports.language import ENGLISH, LANGUAGES, _, folder_of, own_name, speaking, spoken
from reports.layout import RELEASE_LIST, Section, release_page
from reports.markdown import render_markdown
from reports.pages import PAGES, Page, list_sections
from reports.provenance import Provenance, retold
from reports.query import ReportError
from reports.releases.pages import list_pages, names_of, render_release_list, render_release_pages
from reports.releases.tables import Facts
from reports.sections import answer, changes
from reports.sums import MadeFrom
from reports.weeks import REPORT, replace_week
from warehouse.licences import CC_BY

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
    connection: duckdb.DuckDBPyConnection,
    out: Path,
    *,
    provenance: Provenance,
    facts: Mapping[str, Facts],
    languages: Sequence[str] = LANGUAGES,
    kept: Path | None = None,
    made_from: MadeFrom | None = None,
) -> ReportPaths:
    """Write out/weekly/<week>/ from the marts, and what lists the weeks beside it: index.html, feed.xml, changes.json and latest.

    connection: to a built warehouse. out: folder of all reports; made if absent. provenance: what was read, by which code and on which
    day. facts: what is known of each release, by its id; each has a page. languages: those of the pages, English first. kept: a folder
    in which pictures are kept from one report to the next; without one all are drawn. made_from: as `reports.kept` describes it, to be
    written down with the sums of the week.

    Returns the paths written. Raises: ReportError when a mart is absent or a file cannot be written; an older report of the week then
    stays as it was.
    """
    report = Report(connection)
    with Converter(kept) as converter:
        # Pictures are drawn by other processes, while here is made what needs none of them yet.
        editions, begun = {}, {}
        for code in languages:
            with speaking(code):
                told = provenance if code == ENGLISH else retold(provenance, report)
                editions[code] = _make_edition(report, told, facts, languages)
                begun[code] = begin_pictures(editions[code].exhibits, report, converter)
        english, bundle = editions[ENGLISH], converter.bundle()
        with replace_week(out / "weekly", report.week, made_from) as folder:
            for code, edition in editions.items():
                (folder / folder_of(code)).mkdir(exist_ok=True)
                with speaking(code):
                    _write_releases(folder / folder_of(code) / "releases", facts, report, edition.view)
            (folder / "assets").mkdir()
            _write(folder / DATA_FILE, explore_script(report))
            drawn = {code: wait() for code, wait in begun.items()}
            _write(folder / "assets" / "vega.js", "".join(bundle))
            for code, edition in editions.items():
                with speaking(code):
                    _write_pages(folder / folder_of(code), edition, drawn[code], report)
            for code in editions:
                with speaking(code):
                    write_pictures(folder / folder_of(code), drawn[code])
            write_rows(folder / "charts", english.exhibits)
            read = {**english.view, "sections": english.sections, "figures": list_figures(report)[:3]}
            _write(folder / "report.md", render_markdown(read))
            content = report_as_json(report, provenance, english.sections)
            _write(folder / REPORT, _dump(content | {"releases": _list_releases(report, facts)}))
            _write(folder / "params.json", _dump(_params(report, provenance)))
    write_lists(out, provenance.site_url)
    return paths_of(out, report.week)


def paths_of(out: Path, week: str) -> ReportPaths:
    """Where the files of a week lie. out: the folder of all reports."""
    place = out / "weekly" / week
    return ReportPaths(
        week=week,
        folder=place,
        page=place / "index.html",
        markdown=place / "report.md",
        json=place / REPORT,
        params=place / "params.json",
        charts=place / "charts",
        index=out / "index.html",
        latest=out / "latest",
    )


@dataclass(frozen=True, slots=True)
class Edition:
    """The report in one language: what all its pages print, the sections of each, and its figures."""

    view: Mapping[str, Any]
    by_page: Mapping[str, Sequence[Section]]
    exhibits: Sequence[Exhibit]

    @property
    def sections(self) -> list[Section]:
        return [section for page in PAGES for section in self.by_page[page.key]]


def _make_edition(
    report: Report, provenance: Provenance, facts: Mapping[str, Facts], languages: Sequence[str]
) -> Edition:
    """The report in the language spoken."""
    by_page = list_sections(report)
    view = view_of(report, provenance, languages) | {"pages": list_pages(facts)}
    exhibits = [
        Exhibit(drawing, page.file, report, provenance.code_version, view["address"])
        for page in PAGES
        for section in by_page[page.key]
        for drawing in section.charts
    ]
    return Edition(view, by_page, exhibits)


def _write_pages(folder: Path, edition: Edition, drawn: Drawn, report: Report) -> None:
    """Write the pages of the language spoken into its folder: that of the week, or one in it."""
    for page in PAGES:
        shown = {**edition.view, "pictures": drawn.pictures, "sections": edition.by_page[page.key]}
        _write(folder / page.file, render_page(page, shown, report))


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


def _write_releases(folder: Path, facts: Mapping[str, Facts], report: Report, view: Mapping[str, Any]) -> None:
    """Write a page for each release and the list of all."""
    folder.mkdir()
    inside = {
        **view,
        "root": "../",
        "home": f"../{view['home']}",
        "current": "releases",
        "here": f"releases/{RELEASE_LIST}",
        "marked": {},
    }
    _write(folder / RELEASE_LIST, render_release_list(facts, inside))
    for release_id, page in render_release_pages(facts, report, inside):
        _write(folder / release_page(release_id), page)


def _list_releases(report: Report, facts: Mapping[str, Facts]) -> dict[str, Any]:
    """Id, name and page of each release, as report.json holds them."""
    rows = [
        {"release_id": release_id, "name": name, "page": f"releases/{release_page(release_id)}"}
        for release_id, name in sorted(names_of(facts).items())
    ]
    return {"as_of": report.as_of, "n": len(rows), "rows": rows}


def view_of(report: Report, provenance: Provenance, languages: Sequence[str] = LANGUAGES) -> dict[str, Any]:
    """What every page prints, and the Markdown."""
    verdict, week_address = report.first(VERDICTS), _address(report, provenance)
    own = folder_of(spoken())
    return {
        "language": spoken(),
        "week": report.week,
        "as_of": report.on,
        "made_on": words.long_day(provenance.made_on),
        "vintage_day": (verdict.vintage if verdict else report.as_of).isoformat(),
        "short": answer.answer_in_short(report),
        "root": "",
        "home": "../" if own else "",
        "address": f"{week_address}/{own}".rstrip("/") if week_address else "",
        "week_address": week_address,
        "editions": [{"code": code, "name": own_name(code), "folder": folder_of(code)} for code in languages],
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
    """Return every figure and row of the report; each stands in an object with its as_of, its n and, if it has another, its licence."""
    content = _params(report, provenance) | {"licence": CC_BY["name"]}
    for section in sections:
        content |= section.data
    return content
