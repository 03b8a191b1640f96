"""Where things lie is a path and no pattern: `[`, `*` and `?` in it match nothing but themselves."""

import shutil

import duckdb
import polars as pl
import pytest

from tests.conftest import make_home
from warehouse.build.heads import BuildError
from warehouse.build.runner import load_raw
from warehouse.build.swap import rebuild
from warehouse.landing import finished_loads
from warehouse.read.connect import SCHEMA_VERSION, open_warehouse
from warehouse.share.export import export
from warehouse.share.upload import plan_upload


def test_a_landing_in_a_folder_with_brackets_is_read_and_not_the_one_that_they_match(tmp_path):
    home = make_home(tmp_path / "h[o]me")
    shutil.copytree(tmp_path / "h[o]me", tmp_path / "home")
    for file in (tmp_path / "home").rglob("releases.parquet"):
        pl.read_parquet(file, glob=False).clear().write_parquet(file)
    with duckdb.connect() as connection:
        load_raw(connection, list(finished_loads(home.landing)))
        ((n_releases,),) = connection.execute("select count(*) from raw.releases").fetchall()
    assert n_releases > 200


@pytest.mark.parametrize("name", ["core.duckdb", "MARTS.2026.duckdb", "raw"])
def test_a_warehouse_called_as_one_of_its_schemas_is_refused_in_a_sentence(home, name):
    # DuckDB said "Ambiguous reference to catalog or schema", of a table that had nothing to do with it.
    with pytest.raises(BuildError, match=f"{name}: a warehouse cannot be called .*; choose another name"):
        rebuild(home.landing, home.reference, home.warehouse.with_name(name), models=[], checks=[])
    assert not home.warehouse.with_name(f"{name}.lock").exists()


def test_an_export_in_a_folder_with_brackets_can_be_published(tmp_path):
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute(
            "create schema raw; create schema marts; create table raw.warehouse as select ? as schema_version, date '2026-08-11' as as_of, "
            "'abc' as code_version",
            [SCHEMA_VERSION],
        )
        connection.execute(
            "create table marts.sources as select 's' as source, 'Title' as title, 'Maker' as producer, 'https://example.org/x' as url, "
            "'CC BY 4.0' as licence, date '2026-08-11' as retrieved_on"
        )
        connection.execute("comment on table marts.sources is 'Sources. Grain: one row. Key: none.'")
    with open_warehouse(tmp_path / "w.duckdb") as connection:
        done = export(connection, tmp_path / "a[b]*?")
    assert plan_upload(done.folder, "owner/name", is_private=True).local_addresses == ()
