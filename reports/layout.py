"""What the page is made of, once for the page and the Markdown alike: sections of paragraphs, charts and tables of text.

A censored record prints as words; a missing value prints as words; a name prints as plain text, to be escaped where it is written.
"""

import hashlib
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from markupsafe import Markup, escape

from reports import words
from reports.charts.style import Drawing
from reports.language import ENGLISH, _, ngettext, spoken
from reports.query import Query

Kind = Literal["text", "number", "day", "running"]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ADDRESS = re.compile(r"(?:(?<!\S)|(?<=\s\())https://[^\s\"<>]+")  # after a blank, or after one and a bracket
RELEASE_LIST = "index.html"  # beside the pages of the releases, and so the file of none
LONGEST_SLUG = 100  # characters; file systems take 255 bytes


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed, and below it in small type a note. page: file of the release that the text names, a link where it is written.

    is_evidence: the text is a source's own, in English; an https address within it or its note is a link. is_note_ours: its note is not.
    anchor: what a link to its row ends with.
    """

    text: str
    note: str = ""
    kind: Kind = "text"
    href: str = ""
    page: str = ""
    is_evidence: bool = False
    is_note_ours: bool = False
    anchor: str = ""


# The letters of docs/method.md that the tables of a mart are estimates of; they stand in the foot of a table and in no sentence.
ESTIMANDS = {
    "marts.lag_summary": "A", "marts.lag_by_record": "A", "marts.survival_curve": "A", "marts.replication_by_year": "A",
    "marts.drawn_lag": "A, B", "marts.record_bias": "A", "marts.date_conflicts": "A", "marts.headline_published": "A",
    "marts.headline_dates": "A", "marts.tier_lag_summary": "A", "marts.tier_lag": "A", "marts.price_lag_summary": "A",
    "marts.price_lag": "A", "marts.eras": "A", "marts.bracket": "B", "marts.lag_by_day": "D", "marts.lag_by_release": "D",
    "marts.level_average": "C", "marts.trend": "E", "marts.benchmarks_pooled": "F", "marts.thresholds": "G",
    "marts.specifications": "A, F", "marts.specification_effects": "A, F", "marts.verdict_by_week": "A, B, C",
    "marts.claim_verdicts": "A, B, C, D, F",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """is_stacked: on a phone each row becomes a block, for a table that is read row by row. is_folded: shut until opened.

    mart and sql are empty on the page of a release, which says once how to get its rows.
    """

    caption: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    mart: str = ""
    sql: str = ""
    is_stacked: bool = False
    is_folded: bool = False

    @property
    def estimand(self) -> str:
        """The letters of its estimands, in words; empty where it has none."""
        letters = ESTIMANDS.get(self.mart, "")
        return (
            ngettext("estimand {letters}", "estimands {letters}", len(letters)).format(letters=letters)
            if letters
            else ""
        )

    @property
    def command(self) -> str:
        """The shell line that gives the rows."""
        return f'openlag sql "{self.sql}"'


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: what it says, then its charts, then its points and its tables.

    A table without a row is left out. links: sentences that lead to a file of the report's folder, after the paragraphs. data: what
    report.json holds of it, by key.
    """

    key: str
    title: str
    paragraphs: Sequence[str] = ()
    charts: Sequence[Drawing] = ()
    tables: Sequence[Table] = ()
    points: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    credits: Sequence[tuple[str, str, str]] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", tuple(table for table in self.tables if table.rows))


def make_table(
    query: Query,
    caption: str,
    headers: str,
    rows: Iterable[Sequence[Cell]],
    *,
    stacked: bool = False,
    folded: bool = False,
) -> Table:
    """Return a table; headers are parted by bars."""
    return Table(caption, headers.split(" | "), tuple(rows), query.mart, query.sql, stacked, folded)


def html_rows(table: Table, pages: Container[str], folder: str) -> Markup:
    """The body of a table. Written here and not in the template, which takes three times as long over the pages of all releases.

    pages: the files of releases that there are, in folder; a name is linked to no other.
    """
    labels = [_escaped(header) for header in table.headers]
    lines, is_foreign = [], spoken() != ENGLISH
    for row in table.rows:
        lines.append("<tr>")
        for label, cell in zip(labels, row, strict=False):
            written = _linked if cell.is_evidence else _escaped
            if cell.page in pages:
                text = f'<a href="{_escaped(folder + cell.page)}">{_escaped(cell.text)}</a>'
            elif cell.href:
                text = _anchor(cell.href, cell.text)
            else:
                text = written(cell.text)
            note = written(cell.note) if cell.note else ""
            if is_foreign and cell.is_evidence:
                text = f'<span lang="{ENGLISH}">{text}</span>'
                note = note if cell.is_note_ours or not note else f'<span lang="{ENGLISH}">{note}</span>'
            note = f"<small>{note}</small>" if note else ""
            place = f' id="{_escaped(cell.anchor)}"' if cell.anchor else ""
            lines.append(f'<td class="{cell.kind}" data-label="{label}"{place}><span>{text}{note}</span></td>')
        lines.append("</tr>")
    return Markup("\n".join(lines))  # noqa: S704 - every part is escaped above


def https_only(text: object) -> str:
    """The https address that a text from outside begins with, to be followed; of any other text none."""
    found = re.match(r"https://[^\s\"<>]+(?=\s|$)", str(text or ""))
    return found[0] if found else ""


def _linked(text: str) -> str:
    """Text of evidence as HTML, in which every https address is a link; what ends the sentence around one is none of it."""
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?")
        address = address if "(" in address else address.rstrip(")")
        if href := https_only(address):
            parts += [_escaped(text[end : found.start()]), _anchor(href, address)]
            end = found.start() + len(address)
    return "".join(parts) + _escaped(text[end:])


def _anchor(href: str, text: str) -> str:
    return f'<a href="{_escaped(href)}" rel="noopener noreferrer">{_escaped(text)}</a>'


@lru_cache(maxsize=10_000)  # days, labels and comparisons recur on every page
def _escaped(text: str) -> str:
    return str(escape(text))


def number_cell(text: str, note: str = "") -> Cell:
    return Cell(text, note, "number")


def day_cell(on: date | None, note: str = "") -> Cell:
    return Cell(words.short_day(on), note, "day")


def release_page(release_id: str) -> str:
    """The file of a release's page. An id that is no slug, which could lead out of the folder, gives its digest instead of itself."""
    file = f"{release_id}.html"
    if len(release_id) <= LONGEST_SLUG and SLUG.fullmatch(release_id) and file != RELEASE_LIST:
        return file
    return f"_{hashlib.sha256(release_id.encode()).hexdigest()[:16]}.html"


def named_cell(name: str | None, release_id: str | None, note: str = "") -> Cell:
    """A release by its name, linked to its page."""
    return Cell(words.name(name), note, page=release_page(release_id) if release_id else "")


def release_cell(name: str | None, organization: str | None, release_id: str | None) -> Cell:
    """A release with its lab below."""
    return named_cell(name, release_id, words.name(organization))


def from_where(is_open: bool) -> str:
    """The note on a group's first record that others may have been there before the data begin; nothing where it is not."""
    return _("or earlier: the table starts there") if is_open else ""


def at_least_cell(days: float) -> Cell:
    """A lag that may have begun before the data do."""
    return number_cell(_("at least {lag}").format(lag=words.lag(days)))


def lag_cell(days: float | None) -> Cell:
    if days is None:
        return number_cell(_(words.NOT_REACHED))
    return number_cell(
        _("{months} months").format(months=words.months(days)), _("{days} days").format(days=words.count(days))
    )
