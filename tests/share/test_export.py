"""The export: every mart as it is, described, the same bytes every time, and never in the place of somebody else's files."""

import csv
import hashlib
import json
import re
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml

from warehouse.build.heads import all_models
from warehouse.read.connect import SCHEMA_VERSION, open_warehouse
from warehouse.share.datapackage import LISTED_MARTS
from warehouse.share.export import Exported, ExportError, export

PROJECT = Path(__file__).parents[2]
HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\ttab", "\rreturn", "\nnewline", "'=quoted already", "''-twice", "'tis plain", 'say "hi"', "a,b;c",
    "two\nlines", "two\r\nlines", '="a",\n"b"', "\x1b[31mred", "\u202eback", "naïve 模型", "x" * 300, " =blank first", "", None,
]  # fmt: skip
FRICTIONLESS = {"string", "number", "integer", "boolean", "date", "datetime", "array"}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A warehouse with one mart of hostile names and one of every type."""
    path = tmp_path / "small.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("create schema raw; create schema marts")
        connection.execute(
            "create table raw.warehouse as select ? as schema_version, date '2026-08-11' as as_of, 'abc' as code_version",
            [SCHEMA_VERSION],
        )
        connection.execute("create table marts.names (number bigint, name varchar, score double)")
        connection.executemany(
            "insert into marts.names values (?, ?, ?)", [(n, text, -n / 4) for n, text in enumerate(HOSTILE)]
        )
        connection.execute(
            "create table marts.types as select true as is_it, date '2026-08-11' as on_day, timestamptz '2026-08-11 01:02:03.5+00' as at, "
            "['=a', 'b\"c'] as list_of_names, 1::bigint as n, null::date as start_on"
        )
        connection.execute(
            "create table marts.sources as select 's' as source, 'Title' as title, 'Maker' as producer, 'https://example.org/x' as url, "
            "'CC BY 4.0' as licence, date '2026-08-11' as retrieved_on"
        )
        connection.execute(
            "comment on table marts.names is 'Invented names. Grain: one row per number. Key: number. Caveat: Invented.'"
        )
        connection.execute(
            "comment on table marts.types is 'Types: A. Key. Grain: one row per n and start. Key: n, start_on.'"
        )
        connection.execute("comment on table marts.sources is 'Sources. Grain: one row. Key: none.'")
        connection.execute("comment on column marts.names.name is 'A name, \"as it came\".'")
    return path


def write(warehouse: Path, folder: Path, *, with_csv: bool = False) -> Exported:
    with open_warehouse(warehouse) as connection:
        return export(connection, folder, with_csv=with_csv)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def describe(folder: Path) -> dict:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def require_valid(folder: Path) -> None:
    """The rules of Data Package v1 and of Table Schema that concern us, in their words."""
    package = describe(folder)
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert datetime.fromisoformat(package["created"]).tzinfo is not None
    assert all(licence["name"] and licence["path"].startswith("https://") for licence in package["licenses"])
    assert all(source["title"] for source in package["sources"])
    assert all(re.match(r"https?://", source["path"]) for source in package["sources"] if "path" in source)
    assert {one["role"] for one in package["contributors"]} <= {
        "author",
        "publisher",
        "maintainer",
        "wrangler",
        "contributor",
    }
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names) > 0
    listed = {"datapackage.json", "README.md"}
    for resource in package["resources"]:
        assert re.fullmatch(r"[-a-z0-9._/]+", resource["name"])
        path = folder / resource["path"]
        content = path.read_bytes()
        listed.add(resource["path"])
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        fields = resource["schema"]["fields"]
        columns = [field["name"] for field in fields]
        assert {field["type"] for field in fields} <= FRICTIONLESS
        if resource["format"] == "parquet":
            assert resource["mediatype"] == "application/vnd.apache.parquet"
            frame = pl.read_parquet(path)
            assert columns == pq.read_schema(path).names == frame.columns
            key = resource["schema"].get("primaryKey", [])
            assert set(key) <= set(columns)
            if key:
                assert frame.select(key).is_duplicated().sum() == 0
                assert frame.select(key).null_count().sum_horizontal().sum() == 0
            for unique in resource["schema"].get("uniqueKeys", []):
                assert frame.select(unique).is_duplicated().sum() == 0
        else:
            with path.open(encoding=resource["encoding"], newline="") as file:
                assert next(csv.reader(file)) == columns
    assert {path.name for path in folder.iterdir()} == listed


def test_every_mart_of_a_real_warehouse_is_exported_and_described(built, tmp_path):
    done = write(built.warehouse, tmp_path / "out", with_csv=True)
    require_valid(tmp_path / "out")
    with open_warehouse(built.warehouse) as connection:
        marts = [
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall()
        ]
        assert done.table_count == len(marts)
        for mart in marts:
            assert pl.read_parquet(tmp_path / "out" / f"{mart}.parquet").equals(
                connection.sql(f"from marts.{mart}").pl()
            ), mart
    resources = describe(tmp_path / "out")["resources"]
    assert {resource["path"] for resource in resources} == {
        f"{mart}.{ending}" for mart in marts for ending in ("parquet", "csv")
    }
    assert all(field["description"] for resource in resources for field in resource["schema"]["fields"])
    releases = next(resource for resource in resources if resource["name"] == "releases")
    assert releases["schema"]["primaryKey"] == ["release_id"]
    summary = next(resource for resource in resources if resource["name"] == "lag_summary")
    assert summary["schema"]["uniqueKeys"] == [
        ["pairing_id", "scale_id", "date_basis", "rule_id", "cohort_id", "censoring_id", "start_on"]
    ]  # start_on can be null
    text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert all(f"### {mart}\n" in text for mart in marts)


def test_the_same_warehouse_gives_the_same_bytes(built, tmp_path):
    shutil.copy(built.warehouse, tmp_path / "copy.duckdb")
    write(built.warehouse, tmp_path / "one")
    write(tmp_path / "copy.duckdb", tmp_path / "other")
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_hostile_names_survive_in_parquet_and_open_harmlessly_in_a_spreadsheet(small, tmp_path):
    write(small, tmp_path / "out", with_csv=True)
    require_valid(tmp_path / "out")
    assert pl.read_parquet(tmp_path / "out" / "names.parquet")["name"].to_list() == HOSTILE
    with (tmp_path / "out" / "names.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not any(row["name"].startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in rows)
    given_back = [re.sub(r"^'(?='*[=+\-@\t\r\n])", "", row["name"]) for row in rows]
    assert given_back == [text or "" for text in HOSTILE]
    assert [row["name"] for row in rows][:3] == ["'=1+1", "'+1", "'-1"]
    assert [float(row["score"]) for row in rows] == [-n / 4 for n in range(len(HOSTILE))]  # numbers keep their sign
    assert rows[1]["score"] == "-0.25"


def test_lists_and_instants_have_a_form_in_csv(small, tmp_path):
    write(small, tmp_path / "out", with_csv=True)
    with (tmp_path / "out" / "types.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert json.loads(row["list_of_names"]) == ["=a", 'b"c']
    assert datetime.fromisoformat(row["at"]) == datetime(2026, 8, 11, 1, 2, 3, 500_000, UTC)
    assert (row["is_it"], row["on_day"], row["start_on"]) == ("true", "2026-08-11", "")


def test_meaning_key_and_caveat_come_from_the_comments(small, tmp_path):
    write(small, tmp_path / "out")
    names, sources, types = describe(tmp_path / "out")["resources"]
    assert names["description"] == "Invented names. Grain: one row per number. Caveat: Invented."
    assert names["schema"]["primaryKey"] == ["number"]
    assert names["schema"]["fields"][1] == {"name": "name", "type": "string", "description": 'A name, "as it came".'}
    assert "primaryKey" not in sources["schema"] and "uniqueKeys" not in sources["schema"]
    assert types["schema"]["uniqueKeys"] == [["n", "start_on"]]
    assert [field["type"] for field in types["schema"]["fields"]] == [
        "boolean",
        "date",
        "datetime",
        "array",
        "integer",
        "date",
    ]


def test_the_package_says_its_day_and_its_sources_and_nothing_of_the_clock(small, tmp_path):
    done = write(small, tmp_path / "out")
    assert (done.as_of, done.table_count, done.file_count) == (date(2026, 8, 11), 3, 5)
    assert done.size_bytes == sum(len(content) for content in contents(tmp_path / "out").values())
    package = describe(tmp_path / "out")
    assert (package["version"], package["created"]) == ("2026.8.11", "2026-08-11T00:00:00Z")
    assert package["sources"] == [
        {"title": "Title (Maker), read on 2026-08-11; licence: CC BY 4.0", "path": "https://example.org/x"}
    ]
    assert {"title": "Maker", "role": "contributor"} in package["contributors"]


def test_an_address_of_this_machine_is_no_source_of_the_package(small, tmp_path):
    with duckdb.connect(str(small)) as connection:
        connection.execute("update marts.sources set url = 'file:///home/somebody/epoch'")
    write(small, tmp_path / "out")
    for name in ("datapackage.json", "README.md"):
        assert "somebody" not in (tmp_path / "out" / name).read_text(encoding="utf-8")


def test_the_card_has_a_head_that_yaml_can_read_with_one_table_a_mart(small, tmp_path):
    write(small, tmp_path / "out", with_csv=True)
    _, head, body = (tmp_path / "out" / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    card = yaml.safe_load(head)
    assert (
        card["license"] == "cc-by-4.0" and card["pretty_name"].startswith("openlag:") and "benchmarks" in card["tags"]
    )
    assert {config["config_name"]: config["data_files"] for config in card["configs"]} == {
        name: f"{name}.parquet" for name in ("names", "sources", "types")
    }
    assert (
        "Invented names." in body
        and "one row per number" in body
        and "Caveat: Invented." in body
        and "apostrophe" in body
    )


def test_an_export_replaces_the_last_one_whole(small, tmp_path):
    write(small, tmp_path / "out", with_csv=True)
    write(small, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.csv"))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["notes.txt", "names.csv", ".hidden", "datapackage.json"])
def test_a_folder_with_other_files_is_not_replaced(small, tmp_path, name):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / name).write_text("mine")
    with pytest.raises(ExportError, match=f"{re.escape(repr(name))}, which is not of an export.*--output"):
        write(small, folder)
    assert contents(folder) == {name: b"mine"}


def test_a_file_added_to_an_export_keeps_it_from_being_replaced(small, tmp_path):
    write(small, tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"'notes\.txt'"):
        write(small, tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


def test_an_empty_folder_is_taken_and_a_file_is_not(small, tmp_path):
    (tmp_path / "empty").mkdir()
    write(small, tmp_path / "empty")
    require_valid(tmp_path / "empty")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(ExportError, match="not a folder"):
        write(small, tmp_path / "file")
    with pytest.raises(ExportError, match=r"cannot be written .*--output"):
        write(small, tmp_path / "file" / "below")


def test_a_killed_export_leaves_the_old_one_and_the_next_one_works(small, tmp_path):
    folder = tmp_path / "out"
    write(small, folder)
    before = contents(folder)
    script = (
        "import sys, time; from pathlib import Path\n"
        "from warehouse.read.connect import open_warehouse; from warehouse.share.export import export\n"
        "def stop(name, number, total):\n"
        "    if number == 2: print('there', flush=True); time.sleep(60)\n"
        f"export(open_warehouse(Path({str(small)!r})), Path({str(folder)!r}), with_csv=True, on_mart=stop)\n"
    )
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=PROJECT, text=True)
    assert run.stdout is not None and run.stdout.readline().strip() == "there"
    with pytest.raises(ExportError, match="another export is being written here"):
        write(small, folder)
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    assert contents(folder) == before
    assert (tmp_path / ".out.openlag-next").exists()
    write(small, folder)
    assert contents(folder) == before
    assert not (tmp_path / ".out.openlag-next").exists()


def test_an_export_killed_between_the_two_renames_is_put_back(small, tmp_path):
    folder = tmp_path / "out"
    write(small, folder)
    folder.rename(tmp_path / ".out.openlag-old")
    write(small, folder)
    require_valid(folder)
    assert not (tmp_path / ".out.openlag-old").exists()


LISTED = {"derivatives", "largest_roots", "review_queue", "spread_weekly"}


def test_tables_that_sum_listings_under_the_odbl_are_exported_under_it(small, tmp_path):
    with duckdb.connect(str(small)) as connection:
        for mart in LISTED:
            connection.execute(f"create table marts.{mart} as select '2026-W34' as week, 1.5 as n_models")
            connection.execute(f"comment on table marts.{mart} is 'Sums. Grain: one row per week. Key: week.'")
    write(small, tmp_path / "own")
    # Listings of our own are not under it: nothing is said of it.
    assert (
        "ODbL" not in (tmp_path / "own" / "datapackage.json").read_text() + (tmp_path / "own" / "README.md").read_text()
    )
    with duckdb.connect(str(small)) as connection:
        connection.execute(
            "insert into marts.sources values "
            "('crawl', 'Weekly snapshots', 'Some lab', 'https://example.org/y', 'ODbL-1.0', date '2026-08-11')"
        )
    write(small, tmp_path / "odbl")
    require_valid(tmp_path / "odbl")
    package = describe(tmp_path / "odbl")
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0", "ODbL-1.0"]
    own = {resource["name"]: [one["name"] for one in resource.get("licenses", [])] for resource in package["resources"]}
    assert {name for name, licences in own.items() if licences == ["ODbL-1.0"]} == LISTED
    card = (tmp_path / "odbl" / "README.md").read_text()
    assert (
        "license:\n- cc-by-4.0\n- odbl\n" in card
        and card.count("\n\nLicence: Open Data Commons Open Database License 1.0.") == 4
    )
    assert "because they have rows that are sums over Weekly snapshots (Some lab);" in card


def test_the_tables_that_sum_listings_are_those_that_the_files_make_of_them():
    models = {model.name: model for model in all_models()}

    def rests(name: str) -> bool:
        # What judges the shares, or counts the questions about names of a release, holds no sum of a listing.
        without = {"core.spread_shares"} | ({"marts.review_queue"} if name == "marts.identity_coverage" else set())
        reads = models[name].reads - without if name in models else set()
        return name in ("raw.hub_spread", "raw.hub_roots") or any(map(rests, reads))

    assert {name.removeprefix("marts.") for name in models if name.startswith("marts.") and rests(name)} == LISTED
    assert set(LISTED_MARTS) == LISTED
