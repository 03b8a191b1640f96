"""A landed load that was changed since: it is told by name and set aside, and no row of it is read."""

import shutil
from functools import partial
from pathlib import Path

import duckdb
import polars as pl
import pytest

from cli.doctor import _describe_warehouse, _landed, _unchecked
from flows.ingest import set_damaged_aside
from tests.conftest import REFERENCE, Home, now
from tests.toy import write
from warehouse.build.culprits import without_damaged
from warehouse.build.heads import BuildError, DamagedLoads, read_models
from warehouse.build.runner import load_raw
from warehouse.build.swap import Built, rebuild
from warehouse.landing import Load, Mark, Pull, every_load, land, loads_set_aside, loads_to_check, newest_load
from warehouse.read.connect import open_warehouse
from warehouse.settings import PROJECT, read_settings
from warehouse.sources import reference


@pytest.fixture
def build(home: Home, tmp_path: Path):
    """Build a small warehouse, and return it with the loads that were set aside for it."""
    models = read_models(write(tmp_path / "sql"))

    def made(*required: str) -> tuple[Built, list[Mark]]:
        marks: list[Mark] = []
        build_all = partial(rebuild, home.landing, home.reference, home.warehouse, models=models, checks=[])
        return without_damaged(build_all, home.landing, home.reference, required=required, marks=marks), marks

    return made


def land_top(home: Home, rank: int, *, days: int = 0) -> Load:
    moment = home.reference.finished_at.replace(day=1 + days)
    frame = pl.DataFrame({"list": ["trend"], "rank": [rank], "hub_id": ["x"]})
    pull = Pull("hub_top", "", "", "https://example.org", "", "", moment.date(), moment, moment, {"hub_top": frame})
    return land(pull, home.landing, code_version="test")


def damage(load: Load) -> None:
    """One bit of its first file, as a disk loses it: the length stays."""
    file = load.folder / f"{load.tables[0]}.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def ask(home: Home, sql: str) -> list[tuple[object, ...]]:
    with open_warehouse(home.warehouse) as connection:
        return connection.execute(sql).fetchall()


def test_a_damaged_load_is_set_aside_by_name_and_the_build_goes_on_from_the_one_before(home, build):
    """One score raised in a landed file once moved the headline from 6.5 to 5.0 months, without a word."""
    before, bad = land_top(home, 1), land_top(home, 2, days=1)
    damage(bad)
    _, (mark,) = build()
    assert (mark.load, mark.reason) == (bad, "hub_top.parquet does not have the sum with which it was landed.")
    assert set(ask(home, "select load_id from raw.loads")) == {(before.load_id,), (home.reference.load_id,)}
    assert ask(home, "select load_id, reason, is_damaged from raw.loads_set_aside") == [
        (bad.load_id, mark.reason, True)
    ]
    assert ask(home, "select rank from raw.hub_top") == [(1,)]
    assert loads_set_aside(home.landing) == [mark] and bad.folder.is_dir()


def test_where_the_newest_load_of_a_needed_source_is_damaged_the_build_stops_until_the_facts_are_landed_again(
    home, build
):
    land_top(home, 1)
    bad = land_top(home, 2, days=1)
    damage(bad)
    for _ in range(2):
        with pytest.raises(
            BuildError, match=rf"newest load of hub_top, {bad.load_id}, is damaged .* nothing is built; .* move"
        ):
            build("hub_top")
    assert not home.warehouse.exists()
    again = land_top(home, 2, days=1)
    assert again.load_id == f"{bad.load_id}-2"
    assert build("hub_top")[1] == []
    assert ask(home, "select load_id from raw.hub_top order by all")[-1] == (again.load_id,)
    assert [mark.load for mark in loads_set_aside(home.landing)] == [bad]


def test_an_older_load_of_a_needed_source_that_is_damaged_is_set_aside_and_the_build_goes_on(home, build):
    bad = land_top(home, 1)
    (bad.folder / "load.json").write_text("[]", encoding="utf-8")
    land_top(home, 2, days=1)
    _, (mark,) = build("hub_top")
    assert (mark.load.load_id, mark.reason) == (bad.load_id, "load.json does not hold: it is no object.")


@pytest.mark.parametrize("place", ["hub_top/2099-01-01", "hub_names/{day}", "hub_top/2020-01-01"])
def test_a_copy_of_a_load_elsewhere_is_set_aside_and_the_load_stays_in_use(home, build, monkeypatch, place):
    """The mark had the load's id alone, so a copied day once took the original out of use, and kept it out when the copy was gone."""
    monkeypatch.setenv("OPENLAG_HOME", str(home.landing.parent))
    load = land_top(home, 1)
    copy = home.landing / place.format(day=load.retrieved_on) / load.load_id
    shutil.copytree(load.folder, copy)
    _, (mark,) = build("hub_top", "hub_names")
    assert (mark.load.folder, mark.load.label) == (copy, copy.relative_to(home.landing).as_posix())
    assert mark.reason.startswith(f"load.json does not hold: it is of the load {load.load_id!r}, and its folder is")
    assert ask(home, "select load_id from raw.hub_top") == [(load.load_id,)]
    assert newest_load(home.landing, "hub_top") == load and loads_set_aside(home.landing) == [mark]
    assert [name for name, _ in _landed(read_settings(), load.retrieved_on) if name.startswith("set aside")] == [
        f"set aside: {mark.load.source}"
    ]
    shutil.rmtree(copy.parent)
    assert loads_set_aside(home.landing) == [] and build("hub_top")[1] == []
    assert ask(home, "select count(*) from raw.loads_set_aside") == [(0,)]
    land_top(home, 2, days=1)
    assert not mark.file.exists()


def test_a_copy_of_the_reference_files_is_no_cause_to_land_them_anew(home, build):
    copy = home.landing / "reference" / "2099-01-01" / home.reference.load_id
    shutil.copytree(home.reference.folder, copy)
    assert build()[1] == []
    assert ask(home, "select load_id from raw.loads") == [(home.reference.load_id,)]


def test_two_copies_of_a_load_that_is_gone_are_two_marks_and_one_notice(home, build):
    load = land_top(home, 1)
    for day in ("2020-01-01", "2020-01-02"):
        shutil.copytree(load.folder, home.landing / "hub_top" / day / load.load_id)
    shutil.rmtree(load.folder)
    land_top(home, 2, days=1)
    assert len(build()[1]) == 2 and len(loads_set_aside(home.landing)) == 2
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("set variable as_of = date '2026-08-11'")
        notices = (PROJECT / "sql" / "core" / "load_notices.sql").read_text(encoding="utf-8")
        kinds = connection.execute(f"select kind, subject from ({notices}\n)").fetchall()
    assert kinds == [("load_damaged", load.load_id)]


def test_a_mark_goes_with_its_folder_and_does_not_meet_what_comes_there_later(home, build, tmp_path):
    bad = land_top(home, 1)
    whole = shutil.copytree(bad.folder, tmp_path / "whole")
    damage(bad)
    _, (mark,) = build()
    bad.folder.rename(tmp_path / "away")
    land_top(home, 2, days=1)
    assert not mark.file.exists()
    shutil.copytree(whole, bad.folder)
    assert next(loads_to_check(home.landing, "hub_top")).load_id == bad.load_id and build()[1] == []


def test_reference_files_that_are_damaged_are_never_built_from_and_are_landed_anew(home, build):
    damage(home.reference)
    with pytest.raises(BuildError, match=rf"{home.reference.load_id} is damaged: .*run again, and it is landed anew"):
        build()
    again = land(reference.read(REFERENCE, now=now()), home.landing, code_version="test")
    assert again.load_id == f"{home.reference.load_id}-2"


def test_no_row_of_a_landing_is_read_before_all_of_it_is_checked(home):
    damage(land_top(home, 1))
    with duckdb.connect() as connection:
        with pytest.raises(DamagedLoads, match=r"hub_top\.parquet does not have the sum"):
            load_raw(connection, every_load(home.landing))
        assert connection.execute("from duckdb_tables()").fetchall() == []


def test_a_run_sets_aside_what_is_damaged_before_it_asks_what_is_fresh(home, monkeypatch, capsys):
    """The newest load of a source would else be taken for fresh, and the build would stop."""
    monkeypatch.setenv("OPENLAG_HOME", str(home.landing.parent))
    bad = land_top(home, 1)
    damage(bad)
    reason = "hub_top.parquet does not have the sum with which it was landed."
    told = f"hub_top: {reason} {bad.load_id} is set aside; there is none before it."
    assert set_damaged_aside.fn() == [told]
    assert capsys.readouterr().err == f"{told}\n"
    assert newest_load(home.landing, "hub_top", since=bad.retrieved_on) is None


def test_doctor_says_of_a_warehouse_that_it_was_changed_and_of_one_without_a_sum_nothing(home, build, monkeypatch):
    monkeypatch.setenv("OPENLAG_HOME", str(home.landing.parent))
    build()
    assert _describe_warehouse().startswith(f"{home.warehouse}, as of") and "changed" not in _describe_warehouse()
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("update raw.releases set family = 'changed'")
    assert _describe_warehouse().endswith("; it was changed since it was built, and `openlag build` makes it anew")
    home.warehouse.with_name("openlag.duckdb.sha256").unlink()
    assert "changed" not in _describe_warehouse()


def test_doctor_names_what_is_damaged_and_what_has_no_sums(home, monkeypatch):
    monkeypatch.setenv("OPENLAG_HOME", str(home.landing.parent))
    assert list(_unchecked(read_settings())) == []
    damage(land_top(home, 1))
    old = home.reference.folder / "load.json"
    text = old.read_text(encoding="utf-8")
    old.write_text(text[: text.index(',\n  "files"')] + "}", encoding="utf-8")
    told = dict(_unchecked(read_settings()))
    assert told["damaged: hub_top"].endswith("The next run sets it aside.")
    assert told["landed without sums"].startswith(
        f"1 load, the newest {home.reference.load_id}: landed before sums were kept"
    )
