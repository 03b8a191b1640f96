"""The blocks of code in docs/use.md, so that tests run what a reader would copy."""

import re

from warehouse.settings import PROJECT

USE = (PROJECT / "docs" / "use.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Every block of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", USE, re.MULTILINE | re.DOTALL)


def block(language: str, mark: str = "") -> str:
    """The one block of a language that holds a mark."""
    (found,) = [text for text in blocks(language) if mark in text]
    return found
