"""Pages made from the project's own texts: the method, the changelog and the glossary, each written once in Markdown.

They are English. A language may have a text of its own beside its catalogue, each heading with its English anchor: `## 日付 {#dates}`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from reports.language import ENGLISH, _, spoken
from reports.query import ReportError
from warehouse.settings import PROJECT

METHOD, CHANGELOG, GLOSSARY = "docs/method.md", "CHANGELOG.md", "GLOSSARY.md"
# Where a link between the texts leads on the site; a link to any other file of the project is left as its words.
PAGES: Mapping[str, str] = {
    "method.md": "method.html",
    "docs/method.md": "method.html",
    "../GLOSSARY.md": "glossary.html",
    "GLOSSARY.md": "glossary.html",
    "../CHANGELOG.md": "changes.html",
    "CHANGELOG.md": "changes.html",
}
HEADING = re.compile(r"(?P<text>.+) \{#(?P<anchor>[\w-]+)\}")
SQUARE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
ROW = re.compile(r"\| (?P<term>[^|]+?) \| (?P<meaning>.+?) \|")


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of the glossary. key: its anchor; meaning: as Markdown."""

    key: str
    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the project as HTML below its own title, and the language it is in."""

    html: Markup
    language: str


def page_of(file: str) -> Text:
    """A text in the language spoken where there is one, else in English. Raises ReportError where it is absent."""
    own = f"reports/locale/{spoken()}/{Path(file).name}"
    return Text(_as_html(own), spoken()) if (PROJECT / own).is_file() else Text(_as_html(file), ENGLISH)


@cache
def _as_html(file: str) -> Markup:
    tokens = _parser().parse(_read(file))
    if tokens and tokens[0].tag == "h1":
        tokens = tokens[3:]
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _taken_anchor(tokens[place + 1]))
        elif token.type == "table_open":  # wider than a phone, so that it scrolls, by the keys too
            token.attrSet("tabindex", "0")
    return Markup(_parser().renderer.render(tokens, _parser().options, {}))  # noqa: S704 - HTML in the text is escaped


def _taken_anchor(heading: Token) -> str:
    """The anchor of a heading: the one written after it, which is taken out, else that of its words."""
    if not (found := HEADING.fullmatch(heading.content)):
        return anchor(heading.content)
    heading.content = found["text"]
    heading.children = _parser().parseInline(found["text"])[0].children
    return found["anchor"]


def inline(markdown: str) -> Markup:
    """A line of Markdown as HTML without a paragraph around it."""
    return Markup(_parser().renderInline(markdown))  # noqa: S704 - HTML in the text is escaped


@cache
def glossary() -> tuple[Entry, ...]:
    """The words of the glossary, in its order. Raises ReportError where it has none."""
    rows = [ROW.fullmatch(line) for line in _read(GLOSSARY).splitlines()]
    found = tuple(Entry(anchor(row["term"]), row["term"], row["meaning"]) for row in rows if row)[1:]
    if not found or found[0].key == "word":
        raise ReportError(f"{GLOSSARY} holds no table of words; put it back from the repository.")
    return tuple(entry for entry in found if set(entry.term) != {"-"})


def spoken_glossary() -> tuple[Entry, ...]:
    """The words of the glossary in the language spoken, under the anchors that they have in English."""
    return tuple(Entry(entry.key, _(entry.term), _(entry.meaning)) for entry in glossary())


def anchor(text: str) -> str:
    """The anchor of a heading or a word: letters and digits, in small, parted by hyphens."""
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-")


def _read(file: str) -> str:
    try:
        return (PROJECT / file).read_text(encoding="utf-8")
    except OSError as error:
        raise ReportError(f"{file} cannot be read ({error.strerror}); put it back from the repository.") from error


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.core.ruler.push("site_links", _lead_to_pages)
    parser.core.ruler.push("square_lines", _join_square_lines)
    return parser


def _join_square_lines(state: object) -> None:
    """Leave no blank where a line ends beside a letter of a language that writes without them."""
    for block in state.tokens:  # type: ignore[attr-defined]
        parts = block.children or []
        for before, line_end, after in zip(parts, parts[1:], parts[2:], strict=False):
            if line_end.type == "softbreak" and SQUARE.search(before.content[-1:] + after.content[:1]):
                line_end.type = "text"  # of no letters


def _lead_to_pages(state: object) -> None:
    """Turn links between the texts into links between the pages, and drop those that lead to no page."""
    for block in state.tokens:  # type: ignore[attr-defined]
        dropped = False
        for token in block.children or ():
            if token.type == "link_open":
                href = str(token.attrs["href"])
                path, _hash, part = href.partition("#")
                if href.startswith("https://") or (href.startswith("#")):
                    token.attrSet("rel", "noopener noreferrer")
                elif path in PAGES:
                    token.attrSet("href", PAGES[path] + (f"#{part}" if part else ""))
                else:
                    token.tag, token.attrs, dropped = "span", {}, True
            elif token.type == "link_close" and dropped:
                token.tag, dropped = "span", False
