"""Where things lie: packages come from this checkout, and the tests' own Hub stands alone."""

import ast
import importlib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.conftest import HERE, LONGEST

PROJECT = Path(__file__).parents[1]
PACKAGES = {"lag", "warehouse", "reports", "flows", "cli"}


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_packages_are_imported_from_this_checkout(package):
    assert Path(str(importlib.import_module(package).__file__)).parent == PROJECT / package


def test_the_hub_of_the_tests_is_built_of_nothing_that_is_tested_with_it():
    files = [path for path in (PROJECT / "tests" / "hub_server").glob("*.py") if not path.name.startswith("test_")]
    found = imports(*files)
    assert "tests" in found and not found & PACKAGES


def imports(*files: Path) -> set[str]:
    """The packages that these files import."""
    found = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {name.split(".")[0] for name in names}
    return found


def test_no_file_of_code_is_longer_than_the_house_allows():
    limits = {".py": 400, ".sql": 150}
    files = [path for folder in (*PACKAGES, "sql") for path in (PROJECT / folder).rglob("*") if path.suffix in limits]
    too_long = {
        str(path): count
        for path in files
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > limits[path.suffix]
    }
    assert too_long == {}


def test_every_folder_with_tests_is_looked_into(pytestconfig):
    left_out = pytestconfig.getini("norecursedirs")
    folders = {part for path in HERE.rglob("test_*.py") for part in path.relative_to(HERE).parent.parts}
    assert "build" in folders and [name for name in folders for pattern in left_out if fnmatch(name, pattern)] == []


def test_the_files_that_begin_a_run_of_the_tests_are_there():
    assert [name for name in LONGEST if not (HERE / name).is_file()] == []


def test_the_pins_that_keep_prefect_alive_are_in_the_lock():
    lock = (PROJECT / "uv.lock").read_text(encoding="utf-8")
    versions = dict(
        (block.split('name = "', 1)[1].split('"')[0], block.split('version = "', 1)[1].split('"')[0])
        for block in lock.split("[[package]]")[1:]
        if 'version = "' in block
    )
    assert versions["duckdb"] == "1.5.5"
    assert tuple(map(int, versions["fastapi"].split(".")[:2])) < (0, 151)
    assert tuple(map(int, versions["sqlalchemy"].split(".")[:2])) < (2, 1)
