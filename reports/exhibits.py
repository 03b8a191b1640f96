"""What each figure is as a thing of its own: its rows as CSV, what they are as JSON, and how it is cited.

A reader who runs the query of the JSON gets the rows of the CSV. Both are English in every language of the report.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import escape

from reports import words
from reports.charts.style import Drawing
from reports.headline import SOURCES, Report
from reports.language import _
from reports.layout import https_only
from reports.prose import anchor
from reports.query import Query, Row
from warehouse.licences import CC_BY, ODBL, is_odbl
from warehouse.read.spreadsheet import as_text, csv_line

FORMAT = (
    "UTF-8, comma-separated, with a head of column names. Null is an empty cell, days are ISO 8601, lists are JSON; text that a "
    "spreadsheet could take for a formula has an apostrophe before it."
)
COMMENTS = Query(
    "the marts' comments",
    "select 'marts.' || table_name as mart, column_name, comment from duckdb_columns() where schema_name = 'marts'",
)
FRAME_WORDS = 270  # pixels of an embedded figure for its title, subtitle and credit
BIBTEX_SIGNS = re.compile(r"([&%$#_{}])")
BIBTEX_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A chart with what its files say.

    page: the file of the page that prints it. address: of the folder of the week's pages in their language, if it has one.
    """

    drawing: Drawing
    page: str
    report: Report
    code_version: str
    address: str = ""

    @property
    def url(self) -> str:
        """Where the figure stands on the site; nothing without an address of it."""
        return f"{self.address}/{self.page}#fig-{self.drawing.key}" if self.address else ""

    @property
    def frame(self) -> str:
        """The line of HTML that shows it on another page."""
        base = f"{self.address}/" if self.address else ""
        wide, padding = self.drawing.wide, self.drawing.wide["padding"]
        height = wide["height"] + padding["top"] + padding["bottom"] + FRAME_WORDS
        return (
            f'<iframe src="{escape(base)}embed/{self.drawing.key}.html" title="{escape(self.drawing.title)}" width="100%" '
            f'height="{height}" style="border:0" loading="lazy"></iframe>'
        )

    @property
    def text(self) -> str:
        """A line to cite it by."""
        end = f" {self.url}" if self.url else ""
        text = _("openlag, “{title}”, report of week {week}, data as of {day}. {credit}")
        week, day = self.report.week, self.report.as_of
        return text.format(title=self.drawing.title, week=week, day=day, credit=self.credit) + end

    @property
    def bibtex(self) -> str:
        """An entry to cite it by."""
        fields = {
            "title": f"{{{_for_bibtex(self.drawing.title)}}}",
            "author": "{openlag}",
            "year": str(self.report.as_of.year),
            "note": _for_bibtex(
                _("Report of week {week}, data as of {day}. {credit}").format(
                    week=self.report.week, day=self.report.as_of, credit=self.credit
                )
            ),
            **({"url": self.url} if self.url else {}),
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{openlag-{self.report.week}-{self.drawing.key},\n{lines}}}\n"

    @property
    def credit(self) -> str:
        """Whose numbers these are."""
        scores = _("Scores: Epoch AI, CC BY 4.0, https://epoch.ai/data, of {day}; refitted over time.")
        own = self.drawing.credit or scores.format(day=self.report.vintage)
        named = {(words.name(source["producer"]), source["url"] or "") for source in self._open_databases()}
        if not named:
            return own
        # By its address and not its title, which is English in every language.
        listed = words.all_of(
            [_("{name} ({note})").format(name=who, note=url) if url else who for who, url in sorted(named)]
        )
        return words.told(
            (
                own,
                _("Contains information from {sources}, made available under the Open Database License.").format(
                    sources=listed
                ),
            )
        )

    def _open_databases(self) -> list[dict[str, Any]]:
        """The sources whose licence is that of open databases, by whatever name."""
        return [source for source in self._sources() if is_odbl(source["licence"])]

    def _sources(self) -> list[dict[str, Any]]:
        """The loads that the rows rest on: the listings they name, the Hub's where the picture is of it, or scores and compiled facts."""
        return [
            {
                "title": row.title,
                "producer": row.producer,
                "licence": row.licence,
                "url": https_only(row.url) or None,
                "retrieved_on": row.retrieved_on,
            }
            for row in self.report.rows(SOURCES)
            if self._rests_on(row)
        ]

    def _rests_on(self, source: Row) -> bool:
        if listings := self.report.listings_of(self.drawing.origin.query):
            return source.load_id in listings
        if self.drawing.credit:
            return bool(source.source == "hub")
        return bool(source.is_score_source or source.source == "reference")

    def rows_as_csv(self) -> str:
        """The rows of its query."""
        names = [row.column_name for row in self._columns()]
        rows = self.report.rows(self.drawing.origin.query)
        return csv_line([as_text(name) for name in names]) + "".join(
            csv_line([_cell(row[name]) for name in names]) for row in rows
        )

    def metadata(self) -> Mapping[str, Any]:
        """What the figure and its rows are."""
        drawing, origin = self.drawing, self.drawing.origin
        said = {(row.mart, row.column_name): row.comment for row in self.report.rows(COMMENTS)}
        return {
            "figure": drawing.key,
            "title": drawing.title,
            "subtitle": drawing.subtitle,
            "week": self.report.week,
            "as_of": self.report.as_of,
            "n": origin.n,
            "n_of": origin.n_of,
            "method": {
                "estimand": origin.estimand or None,
                "section": origin.section,
                "page": f"../method.html#{anchor(origin.section)}",
            },
            "query": {"mart": origin.query.mart, "sql": origin.query.sql, "rows": len(self.report.rows(origin.query))},
            "columns": [
                {
                    "name": column.column_name,
                    "type": column.column_type,
                    "description": said.get((origin.query.mart, column.column_name)),
                }
                for column in self._columns()
            ],
            "format": FORMAT,
            "sources": self._sources(),
            "licence": dict(ODBL if self._open_databases() else CC_BY),
            "citation": {"text": self.text, "bibtex": self.bibtex},
            "code_version": self.code_version,
            "url": self.url or None,
            "files": {
                kind: f"{drawing.key}.{kind}" for kind in ("csv", "json", "svg", "png")
            } | {"page": f"../{self.page}#fig-{drawing.key}", "embed": f"../embed/{drawing.key}.html"},
        }  # fmt: skip

    def _columns(self) -> tuple[Row, ...]:
        query = self.drawing.origin.query
        return self.report.rows(Query(query.mart, f"select column_name, column_type from (describe {query.sql})"))


def _cell(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | dict):
        return as_text(json.dumps(value, ensure_ascii=False, default=str))
    return as_text(value) if isinstance(value, str) else str(value)


def _for_bibtex(text: str) -> str:
    escaped = BIBTEX_SIGNS.sub(r"\\\1", text.replace("\\", "\0"))
    return escaped.replace("\0", BIBTEX_WORDS["\\"]).replace("~", BIBTEX_WORDS["~"]).replace("^", BIBTEX_WORDS["^"])
