"""Sources that the headline does not need fail alone: the run goes on, says so, and what they have landed stays."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from prefect.client.orchestration import get_client

from cli.doctor import examine, unreachable
from flows.ingest import ingest, land_source
from flows.week import utc_now
from tests.hub_server import Commit, Fault, FaultKind, HubServer, Repository, World, snapshot_world
from warehouse.build.runner import load_raw
from warehouse.landing import Load, SourceError, TransientError, every_load, finished_loads
from warehouse.settings import PROJECT, read_settings
from warehouse.sources.hub import files
from warehouse.sources.net import one_file
from warehouse.sources.net.client import Limits
from warehouse.sources.registry import ASKED, SOURCES

FIXTURES = PROJECT / "tests" / "fixtures"
NAMES = [source.name for source in ASKED if not source.is_required]


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, openlag_home: Path) -> Path:
    """Folders with all of them, named in the settings."""
    folder = tmp_path / "sources"
    shutil.copytree(FIXTURES / "models_dev", folder / "models.dev")
    shutil.copy(FIXTURES / "catalogue" / "model-release-dates.json", folder)
    (folder / "archive").mkdir()
    (folder / "archive" / "epoch_capabilities_index.csv").write_text(
        "Model version,Release date,Organization,Country,Model accessibility,Display name\n"
        "alpha-1,2025-04-07,Alpha Lab,China,Open weights (unrestricted),Alpha 1\n",
        encoding="utf-8",
    )
    for config in ("text", "text_style_control"):
        (folder / "arena" / config).mkdir(parents=True)
        pl.DataFrame(
            {
                "model_name": ["alpha-1"], "organization": ["Alpha Lab"], "license": ["MIT"], "rating": [1400.0], "rating_lower": [1390.0],
                "rating_upper": [1410.0], "category": ["overall"], "leaderboard_publish_date": ["2026-06-01"],
            }
        ).write_parquet(folder / "arena" / config / "full-00000-of-00001.parquet")  # fmt: skip
    monkeypatch.setenv("OPENLAG_ARENA_URL", (folder / "arena").as_uri())
    monkeypatch.setenv("OPENLAG_MODELSDEV_URL", (folder / "models.dev").as_uri())
    monkeypatch.setenv("OPENLAG_CATALOGUE_URL", (folder / "model-release-dates.json").as_uri())
    monkeypatch.setenv("OPENLAG_ARCHIVE_URL", (folder / "archive").as_uri())
    return folder


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, source in SOURCES.items():
        monkeypatch.setitem(SOURCES, name, replace(source, retry_seconds=(0.0,) * len(source.retry_seconds)))
    monkeypatch.setattr(one_file, "LIMITS", replace(one_file.LIMITS, tries=1))


def land_one(name: str) -> Load:
    (load,) = land_source.fn(name)
    return load


def skipped(today: date, *, ask: bool) -> dict[str, str]:
    """The optional sources among those that cannot be read."""
    return {source.name: reason for source, reason in unreachable(today, ask=ask).items() if not source.is_required}


def landed() -> dict[str, date]:
    return {load.source: load.retrieved_on for load in finished_loads(read_settings().landing)}


def sources_of(load_ids: list[str]) -> set[str]:
    return {load_id.partition("-")[0] for load_id in load_ids}


def artifact() -> str:
    with get_client(sync_client=True) as client:
        written = [item for item in client.read_artifacts() if item.key == "ingest"]
    return str(max(written, key=lambda item: item.created).data)


def test_each_optional_source_lands_under_its_own_name(sources):
    loads = [land_one(name) for name in NAMES]
    assert [load.source for load in loads] == NAMES == ["models_dev", "catalogue", "archive", "arena"]
    assert all(load.flow_run_id is None and not load.is_snapshot for load in loads)
    assert [land_one(name) for name in NAMES] == loads


def test_one_that_changed_its_shape_fails_alone_and_keeps_its_last_pull(sources, prefect_server, capsys):
    assert len(ingest(sources=NAMES)) == 4
    before = landed()
    assert artifact().count("\n") == 5
    catalogue = sources / "model-release-dates.json"
    catalogue.write_text(json.dumps({"schema_version": 3}), encoding="utf-8")
    (sources / "archive" / "epoch_capabilities_index.csv").unlink()
    ids = ingest(sources=NAMES)
    assert [load_id.partition("-")[0] for load_id in ids] == ["models_dev", "arena"]
    assert landed() == before
    told = artifact()
    sentence = (
        "catalogue: nothing new was landed; the pull of 2026-07-22 stays. "
        "model-release-dates.json: the schema version is 3, and openlag reads 2."
    )
    assert f"- {sentence}" in told and f"{sentence}\n" in capsys.readouterr().err
    assert "- archive: nothing new was landed; the pull of 2025-04-07 stays. The archive has neither" in told


def test_one_that_is_down_is_tried_once_more_and_the_others_go_on(sources, prefect_server, loopback, monkeypatch):
    monkeypatch.setenv("OPENLAG_MODELSDEV_URL", loopback.url)
    loopback.answer = lambda handler: loopback.send(handler, 503)
    ids = ingest(sources=NAMES)
    assert [load_id.partition("-")[0] for load_id in ids] == ["catalogue", "archive", "arena"]
    assert len(loopback.asked) == 2
    assert "models_dev: nothing new was landed; none has landed yet." in artifact()
    with pytest.raises(TransientError):
        land_one("models_dev")


def test_arena_on_a_hub_that_answers_500_for_ever_fails_alone_and_keeps_its_last_pull(
    sources, prefect_server, monkeypatch
):
    monkeypatch.setattr(files, "LIMITS", Limits(tries=2, first_wait_seconds=0.01))
    ingest(sources=["arena"])
    boards = Repository([Commit("a" * 40, "2026-06-02T00:00:00.000Z", "Add data", ())])
    world = World(repositories={"datasets/lab/boards": boards})
    with HubServer(world, faults=[Fault(FaultKind.STATUS, repository="lab/boards", status=500)]) as server:
        monkeypatch.setenv("OPENLAG_ARENA_URL", f"{server.endpoint}/datasets/lab/boards")
        assert skipped(utc_now().date(), ask=True)["arena"].endswith(
            "answered 500 (invented), asked once; run again later, or `openlag weekly --offline` goes on without the network."
        )
        ids = ingest(sources=NAMES)
    assert [load_id.partition("-")[0] for load_id in ids] == ["models_dev", "catalogue", "archive"]
    assert landed()["arena"] == date(2026, 6, 1)
    assert "- arena: nothing new was landed; the pull of 2026-06-01 stays. http://127.0.0.1:" in artifact()


def test_a_source_that_the_headline_needs_still_fails_the_run(sources, prefect_server, monkeypatch):
    monkeypatch.setenv("OPENLAG_EPOCH_URL", "file:///nowhere/of/the/tests")
    with pytest.raises(SourceError, match="eci_scores"):
        ingest(sources=["epoch", *NAMES])


def test_one_named_for_a_snapshot_is_not_asked(sources, prefect_server, loopback, monkeypatch):
    monkeypatch.setenv("OPENLAG_CATALOGUE_URL", f"{loopback.url}/model-release-dates.json")
    assert ingest(sources=["catalogue"], snapshot_for=["catalogue"]) == []
    assert loopback.asked == []
    assert "- catalogue: not asked; none has landed yet." in artifact()


def test_a_pull_of_this_week_is_kept_and_not_asked_for_again(sources, prefect_server, loopback, monkeypatch):
    loopback.files["/model-release-dates.json"] = (sources / "model-release-dates.json").read_bytes()
    loopback.headers = {"etag": '"v1"'}
    monkeypatch.setenv("OPENLAG_CATALOGUE_URL", f"{loopback.url}/model-release-dates.json")
    first = ingest(sources=["catalogue"])
    assert ingest(sources=["catalogue"]) == first and len(loopback.asked) == 1
    tomorrow = utc_now().date() + timedelta(days=1)
    assert ingest(sources=["catalogue"], since=tomorrow) == first  # asked, answered 304, and landed on the same day
    assert [request.get("if-none-match") for request in loopback.asked] == [None, '"v1"']
    assert len(list(read_settings().cache.glob("*.body"))) == 1


def test_the_hubs_top_lists_fail_alone_and_the_snapshot_has_none(prefect_server, openlag_home, monkeypatch, capsys):
    with HubServer(snapshot_world()) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        tagged = list(server.world.models)
        server.world.models[:] = [
            {name: value for name, value in row.items() if name != "pipeline_tag"} for row in server.world.models
        ]
        assert sources_of(ingest(sources=["hub"])) == {"hub", "hub_names", "hub_weights"}
        told = artifact()
        assert "- hub_top: nothing new was landed; none has landed yet." in told
        assert "the Hub lists no model by trend or downloads" in told and "hub_top: " in capsys.readouterr().err
        server.world.models[:] = tagged
        tomorrow = utc_now().date() + timedelta(days=1)
        assert sources_of(ingest(sources=["hub"], since=tomorrow)) == {"hub", "hub_top"}
    ingest(sources=["hub"], snapshot_for=["hub"])
    assert "Requests" not in artifact()


def test_without_network_only_what_is_on_disk_is_read(sources, monkeypatch):
    today = utc_now().date()
    assert skipped(today, ask=False) == {} == skipped(today, ask=True)
    assert {source.name for source in unreachable(today, ask=False)} == {"hub", "epoch"}
    monkeypatch.setenv("OPENLAG_ARCHIVE_URL", "http://127.0.0.1:9/benchmark_data.zip")
    assert skipped(today, ask=False) == {"archive": "No network is used, as asked."}
    (reason,) = skipped(today, ask=True).values()
    assert reason.startswith("http://127.0.0.1:9/benchmark_data.zip: no answer (ConnectError")


def test_doctor_lists_each_with_its_age(sources, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENLAG_EPOCH_URL", "file:///nowhere/of/the/tests")
    land_one("catalogue")
    rows = dict(examine(date(2026, 7, 29)).iter_rows())
    assert rows["catalogue (optional)"].startswith("reachable at file:///")
    assert rows["landed: catalogue"].startswith("read of 2026-07-22, 7 days old, 4 rows (catalogue-2026-07-22-")
    assert rows["landed: archive"] == "nothing yet; the next `openlag weekly` that reaches it reads it"


def test_the_raw_tables_take_what_lands(sources):
    settings = read_settings()
    for name in NAMES:
        land_one(name)
    with duckdb.connect() as connection:
        load_raw(connection, every_load(settings.landing))
        counts = {
            table: connection.execute(f"select count(*) from raw.{table}").fetchone()[0]
            for table in (
                "models_dev_models",
                "models_dev_prices",
                "catalogue_models",
                "catalogue_events",
                "archive_models",
                "arena_ratings",
            )
        }
        identifiers = connection.execute(
            'select identifier.namespace, identifier."value" from (select unnest(identifiers) as identifier from raw.catalogue_models)'
        ).fetchall()
    assert counts == {
        "models_dev_models": 3, "models_dev_prices": 2, "catalogue_models": 1, "catalogue_events": 3, "archive_models": 1,
        "arena_ratings": 2,
    }  # fmt: skip
    assert ("hugging-face", "openlab/alpha-1") in identifiers
