"""A load that breaks a build: which one it is, what becomes of it, and what the build goes on with."""

import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from cli.doctor import _landed, examine
from tests.conftest import checks_of, resting
from warehouse.build import swap
from warehouse.build.culprits import rebuild_without_broken
from warehouse.build.heads import BuildError
from warehouse.build.swap import Built
from warehouse.landing import (
    Load,
    Mark,
    Pull,
    SourceError,
    finished_loads,
    land,
    landed_table,
    loads_set_aside,
    set_aside,
)
from warehouse.read.connect import open_warehouse
from warehouse.settings import read_settings

# An early day, on which there is little to compare: every build is a quick one.
SMALL = date(2023, 7, 2)
OPTIONAL = ("catalogue", "arena", "models_dev", "hub_top", "hub_names", "hub_weights", "archive")
MOMENT = datetime(2023, 6, 1, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _few_tables(monkeypatch):
    """Of all tables those that the loads of these tests break, and what the headline is made of."""
    made = ("staging.hub_top", "staging.hub_weight_tries", "core.headline", "core.scored_releases")
    models, checks = resting(*made), checks_of(*made)
    monkeypatch.setattr(swap, "all_models", lambda: models)
    monkeypatch.setattr(swap, "read_checks", lambda: checks)


def build(
    home, *, optional: Collection[str] = OPTIONAL, required: Collection[str] = ("hub", "epoch")
) -> tuple[Built, list[Mark]]:
    return rebuild_without_broken(
        home.landing, home.reference, home.warehouse, optional=optional, required=required, as_of=SMALL, n_draws=20
    )


def land_table(home, source: str, table: str, frame: pl.DataFrame, *, days: int = 0) -> Load:
    moment = MOMENT + timedelta(days=days)
    pull = Pull(source, source, "", "https://example.org", "", "", moment.date(), moment, moment, {table: frame})
    return land(pull, home.landing, code_version="test")


def top(*ranks: int, likes: int = 1) -> pl.DataFrame:
    """A list of invented models at these ranks; one that comes twice repeats the key of staging.hub_top."""
    names = [f"invented/m{number}" for number in range(len(ranks))]
    return pl.DataFrame({
        "list": ["trend"] * len(ranks), "rank": list(ranks), "hub_id": names, "hub_model_id": names, "likes": [likes] * len(ranks),
        "is_private": [False] * len(ranks),
    })  # fmt: skip


def tries(*outcomes: str) -> pl.DataFrame:
    count = len(outcomes)
    return pl.DataFrame({
        "hub_model_id": [f"invented/m{number}" for number in range(count)], "outcome": outcomes, "has_token": [False] * count,
    })  # fmt: skip


def served_loads(home) -> set[str]:
    with open_warehouse(home.warehouse) as connection:
        return {load_id for (load_id,) in connection.execute("select load_id from raw.loads").fetchall()}


def test_a_load_with_which_a_table_cannot_be_made_is_set_aside_and_the_one_before_stays(home):
    """Two loads are new, and the one that repeats a rank is the cause; the reader is told, and the next build does not try it again."""
    good = land_table(home, "hub_top", "hub_top", top(1, 2))
    innocent = land_table(home, "hub_weights", "hub_weight_tries", tries("failed"))
    bad = land_table(home, "hub_top", "hub_top", top(1, 1), days=1)
    _, (mark,) = build(home)
    assert mark.load == bad
    assert mark.reason.startswith(
        "The build fails with it (sql/staging/hub_top.sql: the key (list, rank) repeats: list = trend, rank = 1"
    )
    assert served_loads(home) == {good.load_id, innocent.load_id, home.reference.load_id}
    with open_warehouse(home.warehouse) as connection:
        assert connection.execute("select load_id, reason from raw.loads_set_aside").fetchall() == [
            (bad.load_id, mark.reason)
        ]
    assert mark in loads_set_aside(home.landing)


def test_a_load_whose_file_cannot_be_read_is_set_aside_and_doctor_lists_it(home, monkeypatch):
    bad = land_table(home, "hub_weights", "hub_weight_tries", tries("failed", "found"))
    (bad.folder / "hub_weight_tries.parquet").write_bytes(b"PAR1 cut")
    with pytest.raises(SourceError, match=rf"{bad.load_id} is damaged: hub_weight_tries\.parquet is 8 bytes"):
        landed_table(home.landing, "hub_weights", "hub_weight_tries", ["outcome"])
    wrong = land_table(home, "hub_top", "hub_top", pl.DataFrame({"list": ["trend"], "rank": ["first"]}))
    _, marks = build(home)
    assert {mark.load.load_id for mark in marks} == {bad.load_id, wrong.load_id}
    damaged, unfit = sorted(marks, key=lambda mark: not mark.is_damaged)
    assert damaged.load == bad and damaged.reason.startswith("hub_weight_tries.parquet is 8 bytes long, and ")
    assert unfit.load == wrong and "cannot be read" in unfit.reason and not unfit.is_damaged
    monkeypatch.setenv("OPENLAG_HOME", str(home.landing.parent))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    for name in ("EPOCH", "MODELSDEV", "CATALOGUE", "ARCHIVE", "ARENA"):
        monkeypatch.setenv(f"OPENLAG_{name}_URL", "file:///nowhere/of/the/tests")
    states = dict(examine(date(2023, 7, 2)).iter_rows())
    assert states["set aside: hub_weights"].startswith(f"{bad.load_id}: hub_weight_tries.parquet is 8 bytes")
    assert "remove" in states["set aside: hub_top"]


def test_doctor_says_of_a_source_whose_loads_are_all_set_aside_that_it_has_some(home):
    """`landed: hub  nothing yet` stood above `set aside: hub`."""
    reads = "the next `openlag weekly` that reaches it reads it"
    for days, said in enumerate(("its load is", "all its 2 loads are")):
        load = land_table(home, "hub", "hub_models", pl.DataFrame({"likes": [1]}), days=days)
        set_aside(load, home.landing, "Half of it is gone.")
        told = dict(_landed(replace(read_settings(), landing=home.landing), date(2023, 7, 2)))
        assert told["landed: hub"] == f"nothing in use: {said} set aside, as told below; {reads}"
        assert told["landed: epoch"] == f"nothing yet; {reads}" and "set aside: hub" in told
    for reference in (home.landing / "reference").iterdir():
        shutil.rmtree(reference)
    told = dict(_landed(replace(read_settings(), landing=home.landing), date(2023, 7, 2)))
    assert "landed" not in told and told["landed: hub"].startswith("nothing in use")


def test_a_load_of_a_source_that_the_headline_needs_is_named_and_stays(home):
    bad = land_table(home, "hub_top", "hub_top", top(1, 1))
    with pytest.raises(
        BuildError, match=rf"the key .* repeats.* comes of the load {bad.load_id}, .* move .*hub_top"
    ) as told:
        build(home, optional=(), required=("hub_top",))
    assert "correct its source" in str(told.value)
    assert loads_set_aside(home.landing) == [] and not home.warehouse.exists()


def test_what_no_load_is_the_cause_of_is_told_as_it_is(home):
    land_table(home, "hub_weights", "hub_weight_tries", tries("failed"))
    with pytest.raises(BuildError, match="has no leader or no laggard release"):
        rebuild_without_broken(
            home.landing, home.reference, home.warehouse, optional=OPTIONAL, required=("hub",), as_of=date(2022, 1, 1)
        )
    assert loads_set_aside(home.landing) == [] and len(list(finished_loads(home.landing))) == 2
