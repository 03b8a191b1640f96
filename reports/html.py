"""The pages as HTML: one look, one navigation, one content policy, and pictures in the page.

A page loads nothing but from beside it: data and libraries are scripts that its own script adds when they are asked for, which the policy
allows to scripts that it knows by their SHA-256 alone.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports import words
from reports.charts.style import Drawing
from reports.exhibits import Exhibit
from reports.language import _, ngettext, spoken
from reports.layout import html_rows
from reports.prose import inline
from reports.query import ReportError
from reports.terms import mark

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Picture:
    """The still pictures of a chart, for a wide page and a narrow one."""

    exhibit: Exhibit
    wide: Markup
    narrow: Markup

    @property
    def drawing(self) -> Drawing:
        return self.exhibit.drawing


def render(template: str, view: Mapping[str, Any], scripts: Sequence[str] = ()) -> str:
    """Return a page. view: what it prints; its `root` leads to the folder of the pages in its language, its `home` to that of the week.

    scripts: its own, after the one that every page has; each is known to the content policy by its digest.
    """
    every = (script("site.js"), *scripts)
    policy = " ".join(["'strict-dynamic'", *(f"'sha256-{_digest(script)}'" for script in every)])
    return environment().get_template(template).render(**view, scripts=list(map(Markup, every)), policy=policy)


def render_embed(shown: Picture) -> str:
    """Return a page of one figure, to stand in a frame on another page."""
    return environment().get_template("embed.html.j2").render(picture=shown, language=spoken())


@cache
def script(name: str) -> str:
    """A script of the pages, by the name of its file."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def chart_script(drawing: Drawing) -> str:
    """The specifications of a chart as a script that a page adds when somebody asks for the live chart."""
    specs = {"wide": drawing.wide, "narrow": drawing.narrow}
    return f"(window.openlagCharts = window.openlagCharts || {{}})[{json_for_script(drawing.key)}] = {json_for_script(specs)};\n"


def _digest(script: str) -> str:
    if "</script" in script.lower() or "<!--" in script:
        raise ReportError("A script of the page holds a tag that would end it; look at reports/templates/*.js.")
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def json_for_script(content: object) -> Markup:
    """Return JSON that neither ends a script element nor opens a comment in it, and that is also JavaScript."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False, default=str)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - escaped above


@cache
def environment() -> Environment:
    """Templates whose every expression is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined] # from the extension
    made.filters["capital"] = words.capital
    made.filters["told"] = words.told
    made.filters["terms"] = mark
    made.filters["html_rows"] = html_rows
    made.filters["inline"] = inline
    made.filters["script_json"] = json_for_script
    return made
