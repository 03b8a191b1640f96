"""A listing of the whole Hub goes into the history, and what the command says of it."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.progress import crawl_progress
from flows import crawl
from flows.crawl import CrawlRun, list_hub, read_snapshot
from flows.load_notes import describe_listing
from flows.week import utc_now
from tests.hub_server import HubServer, World, invented_model
from warehouse.history.records import every_listing
from warehouse.landing import SourceError
from warehouse.settings import read_settings
from warehouse.sources.hub.crawl import Plan, Step

DAY = date(2025, 3, 3)
KITE = {
    "_id": ["abcdef0123"], "id": ["harbour-ai/Kite"], "createdAt": ["2025-03-01T00:00:00.000Z"], "downloads": [5], "tags": [["x"]],
}  # fmt: skip


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    models = [invented_model(f"harbour-ai/Kite-{n}", f"2026-01-{n:02}T09:00:00.000Z") for n in range(1, 13)]
    models[3]["likes"] = "many"
    with HubServer(World(models), page_size=5) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.endpoint)
        monkeypatch.setenv("OPENLAG_HOME", str(tmp_path))
        monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
        yield server


def test_a_full_listing_is_kept_and_changes_are_added_to_it(hub: HubServer, capsys: pytest.CaptureFixture[str]) -> None:
    run = list_hub.fn(False)
    (kept,) = every_listing(read_settings().history)
    assert run.kept == kept and kept.fault is None
    assert (kept.listing.kind, kept.listing.source, kept.n_models, kept.listing.n_rejects) == ("full", "hub", 12, 1)
    assert kept.listing.listed_on == kept.listing.started_at.date() and kept.listing.url == f"{hub.endpoint}/api/models"
    assert run.requests == 3 and run.reasons == [("likes is no count; the row is kept without it", 1)]
    assert "About 599,999 requests are left, a page of 5 models each" in capsys.readouterr().err
    assert list(read_settings().crawl.iterdir()) == []
    hub.world.models[5]["lastModified"] = "2099-01-01T00:00:00.000Z"
    changed = list_hub.fn(True)
    assert (changed.kept.listing.kind, changed.requests) == ("partial", 1)
    assert len(every_listing(read_settings().history)) == 2


def test_changes_without_a_full_listing_of_this_hub_are_refused_before_anything_is_asked(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HubServer(hub.world) as other, monkeypatch.context() as there:
        there.setenv("HF_ENDPOINT", other.endpoint)
        list_hub.fn(False)
    with pytest.raises(SourceError, match="no full listing of the Hub yet .* run `openlag crawl` first"):
        list_hub.fn(True)
    assert not hub.requests


def test_a_listing_that_an_earlier_week_left_whole_is_kept_and_the_hub_is_listed_after_it(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(crawl, "utc_now", lambda: utc_now() - timedelta(days=28))
        earlier.setattr(crawl, "add_listing", killed)
        with pytest.raises(KeyboardInterrupt):
            list_hub.fn(False)
    hub.world.models.append(invented_model("harbour-ai/Kite-13", "2026-02-01T09:00:00.000Z"))
    assert list_hub.fn(False).kept.n_models == 13
    assert [kept.n_models for kept in every_listing(read_settings().history)] == [12, 13]
    assert "which an earlier run had left; now the Hub is listed." in capsys.readouterr().err
    assert list(read_settings().crawl.iterdir()) == []
    with monkeypatch.context() as broken:  # of this week: it is the week's
        broken.setattr(crawl, "add_listing", killed)
        with pytest.raises(KeyboardInterrupt):
            list_hub.fn(False)
    asked = len(hub.requests)
    assert list_hub.fn(False).kept.n_models == 13 and len(hub.requests) == asked


def killed(*given: object, **named: object) -> None:
    raise KeyboardInterrupt


def test_the_address_of_a_hub_is_the_same_in_whatever_case_it_is_written(
    hub: HubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint.replace("http://", "HTTP://"))
    list_hub.fn(False)
    assert list_hub.fn(True).kept.listing.kind == "partial"


def test_a_snapshot_is_a_listing_of_its_day_under_its_licence(hub: HubServer, tmp_path: Path) -> None:
    file = tmp_path / "models.parquet"
    pl.DataFrame(KITE).write_parquet(file)
    run = read_snapshot.fn(file, DAY)
    listing = run.kept.listing
    assert (listing.listed_on, listing.kind, listing.source, listing.licence) == (DAY, "full", "hub_stats", "ODbL-1.0")
    assert listing.started_at == datetime(2025, 3, 3, tzinfo=UTC) and run.kept.folder.parent.name == "week=2025-W10"
    assert ("likes: not among the fields; the column is unknown", 1) in run.reasons
    assert not hub.requests and list(read_settings().crawl.iterdir()) == []
    with pytest.raises(SourceError, match="no full listing of the Hub yet"):  # a snapshot is of another source
        list_hub.fn(True)


def test_a_list_that_ends_early_is_no_whole_hub_and_one_of_half_the_models_is(hub: HubServer) -> None:
    list_hub.fn(False)
    models = hub.world.models[:]
    del hub.world.models[5:]
    for _ in range(2):  # it is whole in its spool, and no better for being looked at again
        with pytest.raises(
            SourceError, match="ended after some 5 models, and the full listing before has 12"
        ) as refused:
            list_hub.fn(False)
    (waiting,) = read_settings().crawl.iterdir()
    assert f"Remove {waiting} to list the Hub anew." in str(refused.value)
    assert len(every_listing(read_settings().history)) == 1
    shutil.rmtree(waiting)
    hub.world.models[:] = models[:6]
    assert list_hub.fn(False).kept.n_models == 6


@pytest.mark.parametrize(
    "given", [{}, {"tags": [None], "baseModels": [None]}, {"tags": ["[]"], "baseModels": ['{"models": []}']}]
)
def test_a_snapshot_without_a_word_on_bases_is_refused(hub: HubServer, tmp_path: Path, given: dict[str, Any]) -> None:
    file, bare = tmp_path / "models.parquet", {name: KITE[name] for name in ("_id", "id", "downloads")}
    pl.DataFrame(bare | given, schema_overrides=dict.fromkeys(given, pl.String)).write_parquet(file)
    with pytest.raises(SourceError, match="of 1 models none has tags or baseModels, .* Give a snapshot that has them"):
        read_snapshot.fn(file, DAY)
    assert every_listing(read_settings().history) == [] and list(read_settings().crawl.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"_id": [None, None]}, "_id"),
        ({"_id": ["not hexadecimal!", "abcdef0124"], "id": ["harbour-ai/Kite", "Kite"]}, "_id"),
        ({"id": ["Ki\u0001te", ""]}, "id"),
        ({"id": [None, None]}, "id"),
    ],
)
def test_a_snapshot_whose_rows_name_no_repository_is_refused_by_its_name_and_the_first_reason(
    hub: HubServer, tmp_path: Path, given: dict[str, Any], reason: str
) -> None:
    """An address at which nothing had been asked was said to hold no repository, without a word on why."""
    file, two = tmp_path / "models.parquet", {name: values * 2 for name, values in KITE.items()}
    pl.DataFrame(two | given, schema_overrides=dict.fromkeys(given, pl.String)).write_parquet(file)
    with pytest.raises(SourceError) as refused:
        read_snapshot.fn(file, DAY)
    said = rf"{file}: the listing holds no repository, so nothing was kept; "
    said += rf"2 rows rejected, the first of them row 1 \(.*\b{reason}\b.*\)\. "
    assert re.match(said, str(refused.value)) and "huggingface.co" not in str(refused.value)
    assert every_listing(read_settings().history) == [] and list(read_settings().crawl.iterdir()) == []


@pytest.mark.parametrize(
    "given", [{"tags": [None]}, {"createdAt": [None]}, {"createdAt": ["2025-03-05T00:00:00.000Z"]}]
)
def test_what_a_snapshot_is_refused_for_is_said_of_the_file(hub: HubServer, tmp_path: Path, given: Any) -> None:
    file = tmp_path / "models.parquet"
    pl.DataFrame(KITE | given, schema_overrides=dict.fromkeys(given, pl.String)).write_parquet(file)
    with pytest.raises(SourceError, match=r"models\.parquet") as refused:
        read_snapshot.fn(file, DAY)
    assert "huggingface.co" not in str(refused.value)


def test_a_column_of_nothing_in_a_snapshot_is_no_change_of_the_hub(hub: HubServer, tmp_path: Path) -> None:
    file = tmp_path / "models.parquet"
    pl.DataFrame(KITE | {"downloads": [None]}, schema_overrides={"downloads": pl.Int64}).write_parquet(file)
    reasons = [reason for reason, _ in read_snapshot.fn(file, DAY).reasons]
    assert "downloads: null in every row of 1; models.parquet says nothing of it here" in reasons
    assert not any("Hub" in reason for reason in reasons)


def test_a_folder_in_the_place_of_a_snapshot_is_called_one(hub: HubServer, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, fault in ((".", "it is a folder"), ("pipe", "it is no file"), ("none", "there is no such file")):
        with pytest.raises(SourceError, match=f"{fault}; give a file in the hub-stats layout"):
            read_snapshot.fn(tmp_path / name, DAY)


@pytest.mark.parametrize(
    ("created", "is_kept"), [("2025-03-04T23:59:59.999Z", True), ("2025-03-05T00:00:00.000Z", False)]
)
def test_a_snapshot_with_models_that_its_day_cannot_have_known_is_refused(
    hub: HubServer, tmp_path: Path, created: str, is_kept: bool
) -> None:
    file = tmp_path / "models.parquet"
    pl.DataFrame(KITE | {"createdAt": [created]}).write_parquet(file)
    if is_kept:
        assert read_snapshot.fn(file, DAY).kept.n_models == 1
    else:
        with pytest.raises(SourceError, match="1 of its 1 models were created after that day, the last on 2025-03-05"):
            read_snapshot.fn(file, DAY)
        assert every_listing(read_settings().history) == []


def test_the_page_of_a_run_says_what_was_listed(hub: HubServer) -> None:
    run: CrawlRun = list_hub.fn(False)
    page = describe_listing(run.kept, run.requests, [("a * is odd", 2)])
    assert page.startswith(
        f"12 repositories, a full listing of {run.kept.listing.listed_on} from {hub.endpoint}/api/models, kept as `hub-"
    )
    assert "3 requests, 1 reject." in page and "- 2 x a \\* is odd" in page


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--from-parquet", "models.parquet"], "give --from-parquet and --day together"),
        (["--day", "2025-03-03"], "give --from-parquet and --day together"),
        (["--changed", "--from-parquet", "m.parquet", "--day", "2025-03-03"], "A snapshot is whole"),
        (["--from-parquet", "m.parquet", "--day", "2999-01-01"], "Of 2999-01-01 nothing is known yet"),
    ],
)  # fmt: skip
def test_a_call_that_is_wrong_is_refused_before_anything_starts(arguments: list[str], sentence: str) -> None:
    result = CliRunner().invoke(app, ["crawl", *arguments])
    assert result.exit_code == 2 and sentence in " ".join(result.output.replace("│", " ").split())


def test_the_plan_is_told_in_requests_windows_and_minutes() -> None:
    told = Plan(3_000, 1_000, 500, 300, 1_790.5).describe()
    assert told == (
        "About 3,000 requests are left, a page of 1,000 models each: 6 windows of 500 requests in 300 s, "
        "about 30 min of waiting for them."
    )
    assert "the Hub names no rate limit" in Plan(3, 10, None, None, 0.0).describe()
    assert "the Hub does not say" in Plan(None, 10, 500, 300, 0.0).describe()


def test_progress_says_models_pages_the_window_and_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    with crawl_progress() as show:
        show(Step(700, 700_000, 3_000, 120, 1_500.0, 0.0))
        show(Step(701, 701_000, 3_000, 0, 1_490.0, 290.0))
    # Of the first step nothing is told: a line comes every five seconds, and before each wait.
    assert " ".join(capsys.readouterr().err.split()) == (
        "Crawl: 701 of 3000 pages, 701,000 models, 0 requests left in the window, about 25 min left, waiting 290 s as the Hub asks"
    )
