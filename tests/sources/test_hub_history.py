"""Repositories that vanish, are renamed or turn private between two pulls of a Hub, two releases of one, and ids that bite."""

import csv
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.hub_server import HubServer, snapshot_world
from warehouse.build.heads import BuildError, all_models, read_checks
from warehouse.build.runner import build, load_raw, run_check
from warehouse.landing import Load, land
from warehouse.read.connect import open_warehouse
from warehouse.settings import PROJECT
from warehouse.share.export import export
from warehouse.sources import reference
from warehouse.sources.hub import listing
from warehouse.sources.hub.rows import parse_models

COLUMNS = (
    "hub_id,hub_model_id,created_at,last_modified_at,downloads_30d,downloads_all_time,likes,licence,tags,base_models,"
    "base_model_relation,gated,library,task,parameter_count,source,read_on"
)
WANTED = ("marts.hub_models", "marts.hub_models_weekly", "core.licence_changes")
A, B = ("6895f1c2a1b2c3d4e5f6071" + digit for digit in "ab")


def listed(hub_id: str, name: str, *, downloads: int, gated: str = "false", licence: str = "mit") -> str:
    tags = f"safetensors license:{licence}"
    return f"{hub_id},{name},2026-01-01,,{downloads},,1,{licence},{tags},,,{gated},,,,invented,2026-01-01"


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """The reference files with an invented namespace for one laboratory, and repositories for two releases."""
    folder = tmp_path_factory.mktemp("reference")
    shutil.copytree(PROJECT / "warehouse" / "reference", folder, dirs_exist_ok=True)
    change(folder / "organizations.csv", "organization_id", "deepseek", "hub_namespaces", "lab lab-new")
    change(folder / "releases.csv", "release_id", "deepseek-r1", "hub_repository", "lab/a")
    pull = reference.read(folder, now=datetime(2026, 8, 20, tzinfo=UTC))
    return land(pull, tmp_path_factory.mktemp("landing"), code_version="test")


def change(path: Path, key: str, wanted: str, column: str, value: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (row,) = [row for row in rows if row[key] == wanted]
    row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def pulled(folder: Path, day: int, *rows: str) -> Load:
    """What a Hub that lists these rows gives on a day of August, through the client, landed."""
    path = folder / f"{day}.csv"
    path.write_text("\n".join([COLUMNS, *rows]) + "\n", encoding="utf-8")
    with HubServer(snapshot_world(path)) as server:
        namespaces = ["lab", "lab-new"]
        moment = datetime(2026, 8, day, 4, tzinfo=UTC)
        pull = listing.pull_models(namespaces, endpoint=server.endpoint, token=False, now=lambda: moment)
    return land(pull, folder / "landing", code_version="test")


def built(*loads: Load) -> duckdb.DuckDBPyConnection:
    """The tables of the Hub's history, and what they read, from these loads."""
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    load_raw(connection, loads)
    models = {model.name: model for model in all_models()}
    build(connection, [models[name] for name in read_by(*WANTED) if name in models], as_of=date(2026, 8, 20))
    return connection


def read_by(*names: str) -> set[str]:
    """These tables and all that they are made of."""
    models = {model.name: model for model in all_models()}
    found, waiting = set(names), list(names)
    while waiting:
        name = waiting.pop()
        more = set(models[name].reads) - found if name in models else set()
        found |= more
        waiting += more
    return found


def test_no_release_day_is_made_of_what_the_hub_lists():
    assert not [
        name for name in read_by("core.dated_releases") if name.startswith(("raw.hub", "staging.hub", "core.hub"))
    ]
    assert "staging.hub_models" in read_by("marts.releases")


def test_a_repository_that_vanished_or_turned_private_is_kept_and_counts_for_nothing_more(facts, tmp_path):
    both = (listed(A, "lab/a", downloads=70), listed(B, "lab/b", downloads=7))
    connection = built(facts, pulled(tmp_path, 3, *both), pulled(tmp_path, 10, both[1]))
    rows = connection.execute(
        "select hub_model_id, downloads_30d, pulled_on, is_in_newest_pull from marts.hub_models order by all"
    ).fetchall()
    assert rows == [
        ("lab/a", 70, date(2026, 8, 3), False),
        ("lab/b", 7, date(2026, 8, 10), True),
    ]
    weeks = connection.execute(
        "select pulled_on, hub_model_id, downloads_30d from marts.hub_models_weekly order by all"
    ).fetchall()
    assert weeks == [
        (date(2026, 8, 3), "lab/a", 70),
        (date(2026, 8, 3), "lab/b", 7),
        (date(2026, 8, 10), "lab/b", 7),
    ]  # no row, and no zero, for what is gone
    (query,) = [path for path in (PROJECT / "sql" / "queries").glob("hub_countries.sql")]
    assert connection.sql(query.read_text(encoding="utf-8")).pl()["downloads_30d"].to_list() == [7]


def test_a_private_repository_of_the_token_is_as_good_as_gone(facts, tmp_path):
    connection = built(
        facts,
        pulled(tmp_path, 3, listed(A, "lab/a", downloads=7)),
        pulled(tmp_path, 10, listed(A, "lab/a", downloads=9)),
    )
    connection.execute("update raw.hub_models set is_private = true where downloads_30d = 9")
    models = {model.name: model for model in all_models()}
    order = ["staging.hub_models", "core.hub_presence"]
    for name in order:
        connection.execute(f"create or replace table {name} as {models[name].sql}")
    assert connection.execute("select last_seen_on, is_in_newest_pull from core.hub_presence").fetchall() == [
        (date(2026, 8, 3), False)
    ]


def test_a_renamed_repository_keeps_its_history_its_release_and_its_licences(facts, tmp_path):
    connection = built(
        facts,
        pulled(tmp_path, 3, listed(A, "lab/a", downloads=70)),
        pulled(tmp_path, 10, listed(A, "lab-new/a", downloads=71, gated="auto")),
    )
    assert connection.execute(
        "select hub_id, hub_model_id, former_names, first_seen_on, pulled_on, is_in_newest_pull from marts.hub_models"
    ).fetchall() == [(A, "lab-new/a", ["lab/a"], date(2026, 8, 3), date(2026, 8, 10), True)]
    assert connection.execute("from core.release_repositories").fetchall() == [("deepseek-r1", A)]
    assert connection.execute(
        "select licence, gated, licence_openness, first_seen_on from core.licence_changes order by first_seen_on"
    ).fetchall() == [
        ("mit", "false", "open_unrestricted", date(2026, 8, 3)),
        ("mit", "auto", "open_unrestricted", date(2026, 8, 10)),
    ]


def test_a_repository_of_two_releases_stops_the_build_and_names_both(facts, tmp_path):
    (check,) = [check for check in read_checks() if check.name == "fail_repository_under_two_names"]
    connection = built(
        facts,
        pulled(tmp_path, 3, listed(A, "lab/a", downloads=7), listed(B, "lab/b", downloads=7)),
        pulled(tmp_path, 10, listed(A, "lab-new/a", downloads=7), listed(B, "lab/b", downloads=7)),
    )
    assert run_check(connection, check).row_count == 0
    # A second release is entered under the new name of the first one's repository.
    connection.execute("update core.releases set hub_model_id = 'Lab-New/A' where release_id = 'deepseek-v3'")
    model = {model.name: model for model in all_models()}["core.release_repositories"]
    connection.execute(f"create or replace table core.release_repositories as {model.sql}")
    with pytest.raises(BuildError, match=r"Lab-New/A.*lab/a.*deepseek-r1, deepseek-v3"):
        run_check(connection, check)


def test_ids_that_bite_are_rejects_or_text_in_a_spreadsheet(tmp_path):
    ids = ["-lab/m", "lab/=m", '"lab"/m', "lab/m\n=1+1", "=cmd|'/c calc'!A1/m", "lab/" + "x" * 300]
    rows = [{"_id": A, "id": hub_id, "createdAt": "2026-08-03T09:12:44.000Z"} for hub_id in ids]
    models, rejects = parse_models(rows, namespace="lab", file="/api/models?author=lab")
    assert [model.hub_model_id for model in models] == ["-lab/m"]  # the Hub's own form allows it
    assert len(rejects) == len(ids) - 1
    path = tmp_path / "small.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw; create schema marts")
        connection.execute(
            "create table raw.warehouse as select 1 as schema_version, date '2026-08-11' as as_of, 'abc' as code_version"
        )
        connection.execute("create table marts.sources as select 's' as source, 'T' as title, 'M' as producer, "
                           "'https://example.org/x' as url, 'MIT' as licence, date '2026-08-11' as retrieved_on")  # fmt: skip
        names = pl.DataFrame({"hub_model_id": [*ids, *(reject.raw_text for reject in rejects)]})
        connection.register("names", names)
        connection.execute("create table marts.hub_models as from names")
        for table in ("sources", "hub_models"):
            connection.execute(f"comment on table marts.{table} is 'T. Grain: one row per row. Key: none.'")
    with open_warehouse(path) as connection:
        export(connection, tmp_path / "out", with_csv=True)
    with (tmp_path / "out" / "hub_models.csv").open(encoding="utf-8", newline="") as file:
        cells = [row["hub_model_id"] for row in csv.DictReader(file)]
    assert len(cells) == len(ids) + len(rejects)  # nothing lost
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
