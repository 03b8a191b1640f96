"""The weekly report: one page that opens without a network, the same in Markdown and JSON, and its charts as files.

The page carries Vega and its own pictures; a content policy lets it load nothing. With scripts off, or on paper, the still pictures
stay. Same database, same provenance: same bytes.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import words
from reports.charts.style import Drawing, titled, to_png, to_svg
from reports.figures import Figure, list_figures
from reports.headline import HEADLINE, START_ON, VERDICTS, Report
from reports.language import _, ngettext
from reports.layout import RELEASE_LIST, Section, html_rows, release_page
from reports.provenance import Provenance
from reports.query import ReportError
from reports.releases.pages import list_pages, render_release_list, render_release_pages
from reports.releases.tables import Facts
from reports.sections import answer, list_sections
from reports.weeks import list_weeks, replace_week, write_file

__all__ = ["Provenance", "ReportError", "ReportPaths", "write_report"]

SCHEMA_VERSION = "1"
TEMPLATES = Path(__file__).parent / "templates"
LIBRARIES = ("altair", "duckdb", "jinja2", "vl-convert-python")


@dataclass(frozen=True, slots=True)
class ReportPaths:
    """Where the files of a report lie."""

    week: str
    folder: Path
    page: Path
    markdown: Path
    json: Path
    params: Path
    charts: Path
    index: Path


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in every form the page needs."""

    drawing: Drawing
    wide: Markup
    narrow: Markup


def write_report(
    connection: duckdb.DuckDBPyConnection, out: Path, *, provenance: Provenance, facts: Mapping[str, Facts]
) -> ReportPaths:
    """Write out/weekly/<week>/ and out/index.html from the marts.

    connection: to a built warehouse. out: folder of all reports; made if absent. provenance: what was read and by which code.
    facts: what is known of each release, by its id; each has a page.

    Returns the paths written. Raises: ReportError when a mart is absent or a file cannot be written; an older report of the week then
    stays as it was.
    """
    report = Report(connection)
    head, sections = answer.section(report), list_sections(report)
    drawings = [drawing for section in sections for drawing in section.charts]
    view = _view(report, provenance, head, sections) | {"pages": list_pages(facts)}
    weekly = out / "weekly"
    with replace_week(weekly, report.week) as folder:
        _write_charts(folder / "charts", drawings, report)
        released = _write_releases(folder / "releases", facts, report)
        pictures = {drawing.key: _picture(drawing) for drawing in drawings}
        _write(folder / "index.html", render_page(view, pictures))
        _write(folder / "report.md", render_markdown(view))
        content = report_as_json(report, provenance, (head, *sections))
        listed = {"as_of": report.as_of, "n": len(released), "rows": released}
        _write(folder / "report.json", _dump(content | {"releases": listed}))
        _write(folder / "params.json", _dump(_params(report, provenance)))
    index = out / "index.html"
    write_file(index, render_index(weekly))
    place = weekly / report.week
    return ReportPaths(
        week=report.week,
        folder=place,
        page=place / "index.html",
        markdown=place / "report.md",
        json=place / "report.json",
        params=place / "params.json",
        charts=place / "charts",
        index=index,
    )


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


def _write_charts(folder: Path, drawings: Sequence[Drawing], report: Report) -> None:
    folder.mkdir()
    scores = f"Scores: Epoch AI, CC BY 4.0, https://epoch.ai/data, of {report.vintage}; refitted over time."
    for drawing in drawings:
        svg = to_svg(titled(drawing, f"openlag, {report.week}. {drawing.credit or scores}"), drawing.key, drawing.title)
        _write(folder / f"{drawing.key}.svg", svg)
        (folder / f"{drawing.key}.png").write_bytes(to_png(svg))


def _write_releases(folder: Path, facts: Mapping[str, Facts], report: Report) -> list[dict[str, str]]:
    """Write a page for each release and the list of all; return its id, name and file."""
    folder.mkdir()
    environment = _environment(html=True)
    template = environment.get_template("release.html.j2")
    _write(folder / RELEASE_LIST, render_release_list(environment.get_template("releases.html.j2"), facts, report))
    rows = []
    for release_id, name, page in render_release_pages(template, facts, report):
        file = release_page(release_id)
        _write(folder / file, page)
        rows.append({"release_id": release_id, "name": name, "page": f"{folder.name}/{file}"})
    return rows


def _picture(drawing: Drawing) -> Picture:
    wide, narrow = (
        to_svg(spec, f"{drawing.key}-{name}") for spec, name in ((drawing.wide, "wide"), (drawing.narrow, "narrow"))
    )
    return Picture(drawing, Markup(wide), Markup(narrow))  # noqa: S704 - the converter escapes text


def _view(report: Report, provenance: Provenance, head: Section, sections: Sequence[Section]) -> dict[str, Any]:
    """What both the page and the Markdown print."""
    return {
        "week": report.week,
        "as_of": report.on,
        "short": answer.answer_in_short(report),
        "head": head,
        "figures": list_figures(report)[:3],
        "headline": answer.headline_words(report),
        "sections": sections,
        "provenance": provenance,
        "versions": _versions(provenance),
    }


def render_page(view: Mapping[str, Any], pictures: Mapping[str, Picture]) -> str:
    """Return the page: one file, no address in it that a browser would fetch."""
    specs = {key: {"wide": picture.drawing.wide, "narrow": picture.drawing.narrow} for key, picture in pictures.items()}
    scripts = (vega_bundle(), (TEMPLATES / "embed.js").read_text(encoding="utf-8"))
    return (
        _environment(html=True)
        .get_template("page.html.j2")
        .render(
            **view,
            pictures=pictures,
            specs=json_for_script(specs),
            scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own file and the library's
            policy=" ".join(f"'sha256-{_digest(script)}'" for script in scripts),
        )
    )


def render_markdown(view: Mapping[str, Any]) -> str:
    """Return the report as Markdown; every expression is escaped unless it is marked as safe."""
    return _environment(html=False).get_template("report.md.j2").render(**view)


def render_index(weekly: Path) -> str:
    """Return the page that lists every week found in the folder."""
    return (
        _environment(html=True).get_template("index.html.j2").render(weeks=list_weeks(weekly), dated=words.RULES_DATED)
    )


@cache
def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed in one script, as the converter carries them."""
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    if "</script" in bundle.lower() or "<!--" in bundle:
        raise ReportError(
            "The bundled Vega script holds a tag that would end it inside a page; check the release of vl-convert-python."
        )
    return bundle


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def json_for_script(content: object) -> Markup:
    """Return JSON that neither ends a script element nor opens a comment in it, and that is also JavaScript."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False, default=_json_value)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - escaped above


class SafeMarkdown(str):
    """Markdown that is meant as such."""

    __slots__ = ()


def _environment(*, html: bool) -> Environment:
    """Templates whose every expression is escaped: for HTML by Jinja, for Markdown on its way out."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=html,  # noqa: S701 - Markdown is escaped by finalize
        finalize=None if html else _finalize_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined] # from the extension
    environment.filters["code"] = _code
    environment.filters["safe_markdown"] = SafeMarkdown
    environment.filters["long_day"] = words.long_day
    environment.filters["html_rows"] = html_rows
    return environment


def _finalize_markdown(value: object) -> str:
    return value if isinstance(value, SafeMarkdown) else words.markdown(value)


def _code(text: str) -> SafeMarkdown:
    """Return one line of code between enough backticks."""
    line = words.plain(text)
    fence = "`" * (1 + max((len(run) for run in line.split() if set(run) == {"`"}), default=0))
    return SafeMarkdown(f"{fence}{line}{fence}")


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
        "vintage": verdict.vintage if verdict else None,
        "headline": {**HEADLINE, "start_on": START_ON},
        "load_ids": list(provenance.load_ids),
        "code_version": provenance.code_version,
        "fallbacks": list(provenance.fallbacks),
        "first_lines": list(provenance.first_lines),
        "versions": _versions(provenance),
    }


def report_as_json(report: Report, provenance: Provenance, sections: Sequence[Section]) -> dict[str, Any]:
    """Return every figure and row of the report; each stands in an object that says its as_of and its n."""
    content = _params(report, provenance)
    for section in sections:
        content |= section.data
    return content
