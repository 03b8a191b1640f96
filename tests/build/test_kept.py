"""A warehouse that is as it was built, from the same, is not built again; whatever else is different, it is."""

import runpy
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from tests import toy as toys
from tests.conftest import Home, copy_home, copy_warehouse, make_home
from tests.history.listed import keep, model
from warehouse import settings as project_settings
from warehouse.build import inputs
from warehouse.build.heads import Check, DamagedLoads, Model, read_checks, read_models
from warehouse.build.swap import Built, rebuild, rebuild_selected
from warehouse.landing import Load, Pull, land, set_aside
from warehouse.read.connect import open_warehouse
from warehouse.settings import PROJECT

DAY = date(2026, 8, 11)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> list[Model]:
    return read_models(toys.write(tmp_path_factory.mktemp("sql")))


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> list[Check]:
    folder = tmp_path_factory.mktemp("checks")
    (folder / "warn_toy.sql").write_text("-- There is a toy.\nselect n from marts.toy", encoding="utf-8")
    return read_checks(folder)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, toy: list[Model], checks: list[Check]) -> Home:
    home = make_home(tmp_path_factory.mktemp("first"))
    land_more(home)
    assert not build(home, toy, checks).is_kept
    return home


@pytest.fixture
def served(tmp_path: Path, first: Home) -> Home:
    return copy_home(first, tmp_path)


def build(home: Home, models: list[Model], checks: list[Check], *, as_of: date = DAY, n_draws: int = 20) -> Built:
    return rebuild(
        home.landing,
        home.reference,
        home.warehouse,
        history=home.warehouse.with_name("history"),
        as_of=as_of,
        n_draws=n_draws,
        may_keep=True,
        models=models,
        checks=checks,
    )


def land_more(home: Home, note: str = "one") -> Load:
    at = datetime(2026, 8, 10, 6, tzinfo=UTC)
    pull = Pull(
        source="invented", title="T", producer="P", url="https://a.example", query="q", licence="l", retrieved_on=at.date(), started_at=at,
        finished_at=at, tables={"rows": pl.DataFrame({"note": [note]})},
    )  # fmt: skip
    return land(pull, home.landing, code_version="test")


def when_made(file: Path) -> tuple[int, int]:
    """Which file it is, and when it was written; when it was read is another matter."""
    return file.stat().st_ino, file.stat().st_mtime_ns


def test_nothing_new_leaves_the_file_and_says_again_what_the_checks_found(served, toy, checks):
    before = when_made(served.warehouse)
    kept = build(served, toy, checks)
    assert kept.is_kept
    assert (kept.as_of, kept.table_count) == (DAY, len(toy))
    assert [(check.name, check.sentence, check.row_count) for check in kept.checks] == [
        ("warn_toy", "There is a toy.", 1)
    ]
    assert when_made(served.warehouse) == before


def test_who_asks_for_a_build_gets_one(served, toy, checks):
    built = rebuild(
        served.landing, served.reference, served.warehouse, as_of=DAY, n_draws=20, models=toy, checks=checks
    )
    assert not built.is_kept


@pytest.mark.parametrize(
    "what", ["as_of", "n_draws", "models", "checks", "code", "libraries", "load", "mark", "listing"]
)
def test_whatever_else_a_warehouse_is_made_from_makes_it_anew(served, toy, checks, what, tmp_path, monkeypatch):
    as_of, n_draws = DAY, 20
    match what:
        case "as_of":
            as_of = date(2026, 8, 10)
        case "n_draws":
            n_draws = 21
        case "models":
            toy = read_models(toys.write(tmp_path / "sql", toy="select 1 as n, as_of from staging.counts"))
        case "checks":
            checks = []
        case "code":
            monkeypatch.setattr(inputs, "code_sum", lambda patterns: "of other files")
        case "libraries":
            monkeypatch.setattr(inputs, "libraries", lambda: "of other names")
        case "load":
            land_more(served, "two")
        case "listing":
            keep(tmp_path, [model("qwen/a")], day=1)
        case "mark":
            set_aside(land_more(served), served.landing, "It is not to be believed.")
    assert not build(served, toy, checks, as_of=as_of, n_draws=n_draws).is_kept
    assert build(served, toy, checks, as_of=as_of, n_draws=n_draws).is_kept


def test_a_warehouse_that_was_changed_is_built_anew(served, toy, checks):
    content = bytearray(served.warehouse.read_bytes())
    content[-1] ^= 1
    served.warehouse.write_bytes(content)
    assert not build(served, toy, checks).is_kept


def test_a_damaged_load_is_found_though_nothing_would_be_built(served, toy, checks):
    file = land_more(served).folder / "rows.parquet"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(DamagedLoads):
        build(served, toy, checks)


def test_a_part_made_by_the_same_code_leaves_known_what_the_whole_is_made_from(built, tmp_path, monkeypatch):
    copy, more = tmp_path / "copy.duckdb", land_more(Home(tmp_path / "landing", tmp_path, built.reference))
    copy_warehouse(built.warehouse, copy)

    def made_from() -> str:
        with open_warehouse(copy) as connection:
            ((text,),) = connection.execute("select made_from from raw.warehouse").fetchall()
        return str(text)

    before = made_from()
    rebuild_selected(copy, "marts.source_ages")
    assert made_from() == before
    rebuild_selected(copy, "marts.source_ages", added=[more])
    assert more.load_id in made_from()
    monkeypatch.setattr(inputs, "code_sum", lambda patterns: "of other files")
    rebuild_selected(copy, "marts.source_ages")
    assert made_from() == "{}"


def test_every_file_that_makes_tables_is_part_of_the_code():
    found = {path for pattern in inputs.CODE for path in PROJECT.glob(pattern)}
    rooms = [path for path in (PROJECT / "warehouse").iterdir() if (path / "__init__.py").is_file()]
    asked = {path for room in (PROJECT / "lag", *rooms) for path in room.rglob("*.py")}
    asked |= {*(PROJECT / "sql").rglob("*.*"), *(PROJECT / "warehouse").glob("*.py")}
    assert asked - found == set() and len(asked) > 100


def test_the_code_of_tables_is_taken_as_it_is_loaded_and_not_when_it_has_run(monkeypatch):
    taken = []
    monkeypatch.setattr(project_settings, "code_sum", taken.append)
    monkeypatch.setattr(project_settings, "libraries", lambda: taken.append("libraries"))
    code = runpy.run_path(str(inputs.__file__))["CODE"]
    assert taken == [code, "libraries"]
