"""The report as one Markdown file; every expression is escaped unless it is marked as safe."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports import words

TEMPLATES = Path(__file__).parent / "templates"


class SafeMarkdown(str):
    """Markdown that is meant as such."""

    __slots__ = ()


def render_markdown(view: Mapping[str, Any]) -> str:
    """Return the report as Markdown."""
    return _environment().get_template("report.md.j2").render(**view)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701 - Markdown is escaped by finalize
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["code"] = _code
    environment.filters["safe_markdown"] = SafeMarkdown
    environment.filters["long_day"] = words.long_day
    return environment


def _finalize(value: object) -> str:
    return value if isinstance(value, SafeMarkdown) else escaped(value)


def escaped(text: object) -> str:
    """Return text that Markdown prints as it stands: no table cell, link, tag, code or list comes out of it."""
    line = words.plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"([\\`*_{}\[\]|~$])", r"\\\1", line)
    line = line.replace("://", "&#58;//").replace("@", "&#64;").replace("www.", "www&#46;")
    return re.sub(r"^([#+=-]|\d+(?=[.)](?:\s|$)))", _escape_leader, line)


def _escape_leader(match: re.Match[str]) -> str:
    leader = match.group(1)
    return f"&#{ord(leader[0])};{leader[1:]}"


def _code(text: str) -> SafeMarkdown:
    """Return one line of code between enough backticks."""
    line = words.plain(text)
    fence = "`" * (1 + max((len(run) for run in line.split() if set(run) == {"`"}), default=0))
    return SafeMarkdown(f"{fence}{line}{fence}")
