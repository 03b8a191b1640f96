"""docs/promises.md promises nothing that no test holds."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).parents[1]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> list[str]:
    """The lines of the tables, without their heads."""
    lines = (PROJECT / "docs" / "promises.md").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith("| what happens |")]


def test_every_promise_names_a_test():
    assert len(rows()) > 20
    assert [line for line in rows() if not NAMED.search(line.split("|")[3])] == []


def test_every_test_that_is_named_exists():
    named = {found for line in rows() for found in NAMED.findall(line)}
    there = {
        (file, node.name)
        for file in {file for file, _ in named}
        if (PROJECT / file).is_file()
        for node in ast.walk(ast.parse((PROJECT / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert named - there == set()
