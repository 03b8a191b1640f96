"""Who may import whom, room by room: from flows down to the settings, with no way back."""

import ast
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
GROUND = {
    "warehouse.settings", "warehouse.headline", "warehouse.ids", "warehouse.row_schema", "warehouse.files", "warehouse.printable",
    "warehouse.garbage", "warehouse.groups", "warehouse.processes", "warehouse.sql_text", "warehouse.licences",
}  # fmt: skip
MAY_IMPORT = {
    "lag": set(),
    "warehouse.settings": {"warehouse.printable"},
    "warehouse.headline": {"warehouse.settings"},
    "warehouse.ids": {"warehouse.settings"},
    "warehouse.row_schema": set(),
    "warehouse.groups": set(),
    "warehouse.garbage": set(),
    "warehouse.processes": {"warehouse.garbage"},
    "warehouse.sql_text": set(),
    "warehouse.licences": set(),
    "warehouse.printable": set(),
    "warehouse.files": set(),
    "warehouse.load_records": {"warehouse.printable"},
    "warehouse.lake": {"warehouse.landing"} | GROUND,
    "warehouse.landing": {"warehouse.load_records"} | GROUND,
    "warehouse.reference": GROUND,
    "warehouse.sources": {"warehouse.landing", "warehouse.reference"} | GROUND,
    "warehouse.read": GROUND,
    "warehouse.review": {"warehouse.read", "warehouse.sources", "warehouse.landing"} | GROUND,
    "warehouse.share": {"warehouse.read", "warehouse.sources", "warehouse.landing"} | GROUND,
    "warehouse.history": {"warehouse.lake", "warehouse.landing", "warehouse.load_records"} | GROUND,
    # What a table needs of the landing is the form of a pull, for the draws of past weeks.
    "warehouse.estimates": {"lag", "warehouse.landing", "warehouse.reference"} | GROUND,
    # The tables of review/ are found by their heads, and run like those of estimates/.
    "warehouse.build": {
        "warehouse.estimates", "warehouse.review", "warehouse.read", "warehouse.landing", "warehouse.history",
    } | GROUND,
    "reports": {"warehouse.read"} | GROUND,
    "flows": {
        "reports", "warehouse.build", "warehouse.estimates", "warehouse.review", "warehouse.read", "warehouse.share",
        "warehouse.sources", "warehouse.landing", "warehouse.history",
    } | GROUND,
    "cli": {
        "flows", "reports", "warehouse.build", "warehouse.review", "warehouse.read", "warehouse.share", "warehouse.sources",
        "warehouse.landing", "warehouse.history",
    } | GROUND,
}  # fmt: skip
# The bars of a pull and of a backfill are drawn in cli/progress.py, while the flow runs.
EXCEPTIONS = {("flows", "cli")}
OURS = ("cli", "flows", "lag", "reports", "warehouse")


def imported(path: Path) -> Iterator[str]:
    """Modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from warehouse import landing` names a room, and `from flows import output` a file of one.
            yield from (
                f"{node.module}.{alias.name}" if node.module == "warehouse" else node.module for alias in node.names
            )


def room_of(module: str) -> str:
    """The package, and in warehouse/ the folder or file in it."""
    return ".".join(module.split(".")[: 2 if module.startswith("warehouse.") else 1])


def files(room: str) -> list[Path]:
    place = PROJECT.joinpath(*room.split("."))
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_lies_below_it(room):
    found = {
        (path.name, other)
        for path in files(room)
        if path.exists()
        for other in map(room_of, imported(path))
        if other.split(".")[0] in OURS and other != room
    }
    allowed = MAY_IMPORT[room] | {other for above, other in EXCEPTIONS if above == room}
    assert {(name, other) for name, other in found if other not in allowed} == set()


def test_there_is_no_circle():
    TopologicalSorter(MAY_IMPORT).prepare()


def test_every_room_is_in_the_list():
    rooms = {
        room_of(".".join(path.relative_to(PROJECT).with_suffix("").parts))
        for path in (PROJECT / "warehouse").rglob("*.py")
    }
    rooms -= {"warehouse.__init__"}
    assert rooms - MAY_IMPORT.keys() == set()


def test_the_estimators_import_numpy_scipy_and_polars_and_nothing_else():
    modules = {module.split(".")[0] for path in files("lag") for module in imported(path)}
    assert modules - set(sys.stdlib_module_names) - {"lag"} <= {"numpy", "scipy", "polars"}
