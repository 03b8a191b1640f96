"""The weekly report: one page that opens without a network, the same in Markdown and JSON, and its charts as files.

The page carries Vega and its own pictures; a content policy lets it load nothing. With scripts off, or on paper, the still pictures
stay. Same database, same provenance: same bytes.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import vl_convert
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import data as queries
from reports import words
from reports.answer import answer_in_full, answer_in_short, headline_words, list_figures
from reports.charts.axes import draw_frontiers, draw_lags
from reports.charts.style import Drawing, titled, to_png, to_svg
from reports.claim_tables import list_verdicts
from reports.data import HEADLINE, START_ON, ReportData, ReportError, read_report_data
from reports.history_charts import draw_history
from reports.lag_charts import draw_benchmarks, draw_choices, draw_days, draw_domains, draw_survival
from reports.layout import RELEASE_LIST, html_rows, release_page
from reports.notices import NOTICES
from reports.provenance import Provenance
from reports.releases.pages import list_pages, render_release_list, render_release_pages
from reports.releases.tables import Facts
from reports.sections import CREDITS, list_sections
from reports.spec_charts import draw_specifications
from reports.spread_charts import draw_spread, newest_week
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
    report = read_report_data(connection)
    drawings = draw_charts(report)
    weekly = out / "weekly"
    with replace_week(weekly, report.week) as folder:
        _write_charts(folder / "charts", drawings, report)
        released = _write_releases(folder / "releases", facts, report)
        view = _view(report, provenance) | {"pages": list_pages(facts)}
        pictures = {drawing.key: _picture(drawing) for drawing in drawings}
        _write(folder / "index.html", render_page(view, pictures))
        _write(folder / "report.md", render_markdown(view, drawings))
        _write(folder / "report.json", _dump(report_as_json(report, provenance) | _json_releases(report, released)))
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


def draw_charts(report: ReportData) -> tuple[Drawing, ...]:
    """Every chart, in the order of the report."""
    makers = (
        draw_frontiers,
        draw_lags,
        draw_days,
        draw_history,
        draw_survival,
        draw_domains,
        draw_benchmarks,
        draw_choices,
        draw_specifications,
    )
    spread = draw_spread(report)
    return (*(make(report) for make in makers), *((spread,) if spread else ()))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _dump(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, default=_json_value) + "\n"


def _json_value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"report.json cannot hold a {type(value).__name__}: {value!r}")


def _write_charts(folder: Path, drawings: Sequence[Drawing], report: ReportData) -> None:
    folder.mkdir()
    scores = f"Scores: Epoch AI, CC BY 4.0, https://epoch.ai/data, of {report.vintage}; refitted over time."
    for drawing in drawings:
        svg = to_svg(titled(drawing, f"openlag, {report.week}. {drawing.credit or scores}"), drawing.key)
        _write(folder / f"{drawing.key}.svg", svg)
        (folder / f"{drawing.key}.png").write_bytes(to_png(svg))


def _write_releases(folder: Path, facts: Mapping[str, Facts], report: ReportData) -> list[dict[str, str]]:
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


def _view(report: ReportData, provenance: Provenance) -> dict[str, Any]:
    """What both the page and the Markdown print."""
    figures = list_figures(report)
    return {
        "report": report,
        "week": report.week,
        "as_of": words.long_day(report.as_of),
        "short": answer_in_short(report),
        "sentences": answer_in_full(report),
        "figures": figures[:3],
        "verdicts": list_verdicts(queries.VERDICTS, report.verdicts),
        "headline": headline_words(report),
        "sections": list_sections(report),
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


def render_markdown(view: Mapping[str, Any], drawings: Sequence[Drawing]) -> str:
    """Return the report as Markdown; every expression is escaped unless it is marked as safe."""
    charts = {drawing.key: drawing for drawing in drawings}
    return _environment(html=False).get_template("report.md.j2").render(**view, charts=charts)


def render_index(weekly: Path) -> str:
    """Return the page that lists every week found in the folder."""
    return _environment(html=True).get_template("index.html.j2").render(weeks=list_weeks(weekly))


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
    )
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


def _params(report: ReportData, provenance: Provenance) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "week": report.week,
        "as_of": report.as_of,
        "vintage": report.verdicts[0].vintage if report.verdicts else None,
        "headline": {**HEADLINE, "start_on": START_ON},
        "load_ids": list(provenance.load_ids),
        "code_version": provenance.code_version,
        "fallbacks": list(provenance.fallbacks),
        "first_lines": list(provenance.first_lines),
        "versions": _versions(provenance),
    }


def report_as_json(report: ReportData, provenance: Provenance) -> dict[str, Any]:
    """Return every figure and row of the report; each stands in an object that says its as_of and its n."""
    n = report.summary.n_records
    first, second = answer_in_full(report)
    return {
        **_params(report, provenance),
        "answer": {"short": answer_in_short(report), "sentences": [first, second], "as_of": report.as_of, "n": n},
        "verdicts": [asdict(verdict) for verdict in report.verdicts],
        "figures": [asdict(figure) for figure in list_figures(report)],
        "bracket": {**asdict(report.bracket), "n": len(report.leaders)} if report.bracket else None,
        "frontiers": _json_rows(queries.FRONTIERS, report.frontiers, report, len(report.frontiers)),
        "record_lags": _json_rows(queries.RECORD_LAGS, report.record_lags, report, n),
        "lag_by_day": _json_rows(queries.DAY_LAGS, report.day_lags, report, len(report.leaders)),
        "lag_by_release": _json_rows(queries.BACKWARD, report.backward, report, len(report.backward)),
        "survival_curve": _json_rows(queries.SURVIVAL, report.survival, report, n),
        "benchmarks": _json_rows(queries.BENCHMARKS, report.benchmarks, report, len(report.benchmarks)),
        "choices": _json_rows(queries.CHOICES, report.choices, report, len(report.choices)),
        **_json_claims(report),
        "changes": _json_rows(queries.CHANGES, report.changes, report, len(report.changes)),
        "sources": _json_rows(queries.SOURCES, report.sources, report, len(report.sources)),
        "source_ages": _json_rows(queries.SOURCE_AGES, report.source_ages, report, len(report.source_ages)),
        "notices": _json_rows(NOTICES, report.notices, report, len(report.notices)),
        "excluded": _json_rows(queries.EXCLUDED, report.excluded, report, report.release_count),
        "rejects": _json_rows(queries.REJECTS, report.rejects, report, sum(t.row_count for t in report.rejects)),
        "credits": [{"what": what, "licence": licence, "url": url} for what, licence, url in CREDITS],
    }


def _json_claims(report: ReportData) -> dict[str, Any]:
    """The claims told beside the six months, every choice, the past weeks, the odds and our own index."""
    weeks, odds, fits, newest = report.weeks, report.odds, report.index_fits, newest_week(report.adoption)
    specifications = len(report.specifications)
    return {
        "sister_verdicts": [asdict(verdict) for verdict in report.sister_verdicts],
        "specifications": _json_rows(queries.SPECIFICATIONS, report.specifications, report, specifications),
        "specification_spread": {**asdict(report.spread), "as_of": report.as_of, "n": specifications},
        "effects": _json_rows(queries.EFFECTS, report.effects, report, specifications),
        "weeks": _json_rows(queries.WEEKS, weeks, report, len(weeks)),
        "odds": _json_rows(queries.ODDS, odds, report, odds[0].n_records if odds else 0),
        "eras": _json_rows(queries.ERAS, report.eras, report, len(report.eras)),
        "open_shares": _json_rows(queries.OPEN_SHARES, report.open_shares, report, len(report.open_shares)),
        "replications": _json_rows(queries.REPLICATIONS, report.replications, report, report.summary.n_records),
        "adoption": _json_rows(queries.ADOPTION, report.adoption, report, sum(a.n_repositories for a in newest)),
        "date_conflicts": _json_rows(queries.DATE_CONFLICTS, report.date_conflicts, report, len(report.date_conflicts)),
        "headline_dates": _json_rows(queries.HEADLINE_DATES, report.headline_dates, report, len(report.headline_dates)),
        "published_differences": _json_rows(
            queries.PUBLISHED_DIFFERENCES, report.published_differences, report, len(report.published_differences)
        ),
        "licence_changes": _json_rows(
            queries.LICENCE_CHANGES, report.licence_changes, report, len(report.licence_changes)
        ),
        "price_ratios": _json_rows(queries.PRICE_RATIOS, report.price_ratios, report, len(report.price_ratios)),
        "drawn_lags": _json_rows(queries.DRAWN_LAGS, report.drawn_lags, report, len(report.drawn_lags)),
        "index_fit": _json_rows(queries.INDEX_FIT, fits, report, (fits[0].n_releases or 0) if fits else 0),
        "index_gap": {**asdict(report.index_gap), "as_of": report.as_of, "n": report.index_gap.n_releases},
    }


def _json_releases(report: ReportData, released: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {"releases": {"as_of": report.as_of, "n": len(released), "rows": released}}


def _json_rows(query: queries.Query[Any], rows: Sequence[Any], report: ReportData, n: int) -> dict[str, Any]:
    """Rows with the mart and query they come from; n is the number of records behind them, and a summary row has its own."""
    listed = []
    for row in rows:
        content = {field.name: getattr(row, field.name) for field in fields(row)}
        if "n_records" in content:
            content["n"] = content["n_records"]
        listed.append(content)
    return {"mart": query.mart, "sql": query.sql, "as_of": report.as_of, "n": n, "rows": listed}
