"""Without a cluster a process beside this one writes the batches; without Dask a sentence says so. Clusters are in tests/scale."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from flows.cluster import writers
from flows.week import utc_now
from tests.hub_server import HubServer, World, invented_model
from warehouse.landing import SourceError, TransientError
from warehouse.settings import SettingError
from warehouse.sources.hub.crawl import Asking, listed
from warehouse.sources.hub.spool import Spool


@pytest.fixture
def hub():
    days = [f"2026-01-{day:02}T09:00:00.000Z" for day in range(1, 13)]
    with HubServer(World([invented_model(f"harbour-ai/{day[:10]}", day) for day in days]), page_size=2) as server:
        yield server


def crawl(
    hub: HubServer, spools: Path, before: Callable[[Path, int], None] = lambda folder, number: None
) -> list[pl.DataFrame]:
    """What a crawl lists in batches of one page. before: is called with each of them."""
    with writers("") as (write, wait):

        def give(folder: Path, number: int) -> None:
            before(folder, number)
            write(folder, number)

        asking = Asking(now=utc_now, write=give, wait=wait, pages_a_batch=1)
        with listed(spools, asking, endpoint=hub.endpoint, token=False) as found:
            return [pl.read_parquet(batch) for batch in found.batches]


def test_a_crawl_whose_process_beside_it_is_killed_goes_on_and_gives_the_rows_of_one_process(hub, tmp_path):
    def kill(folder: Path, number: int) -> None:
        if number == 4:
            (child,) = multiprocessing.active_children()
            os.kill(child.pid, signal.SIGKILL)
            child.join()

    with pytest.raises(
        TransientError, match="process that writes the batches of the crawl has ended, .* the next run goes on"
    ):
        crawl(hub, tmp_path / "beside", kill)
    n_asked = len(hub.requests)
    found = crawl(hub, tmp_path / "beside")
    assert len(found) == len(hub.requests) == 6 and n_asked >= 4
    with listed(tmp_path / "here", Asking(now=utc_now), endpoint=hub.endpoint, token=False) as here:
        assert pl.concat(found).equals(pl.read_parquet(here.batches))


def test_a_page_that_a_process_beside_cannot_read_is_told_with_where_it_lies(hub, tmp_path, monkeypatch):
    keep = Spool.keep
    as_sent = {"text": '[{"createdAt":]'}
    monkeypatch.setattr(Spool, "keep", lambda spool, page, **told: keep(spool, replace(page, **as_sent), **told))
    with pytest.raises(
        SourceError, match="came whole and is no list in JSON .* What was read lies in .*full-.* to begin anew"
    ):
        crawl(hub, tmp_path)


def test_a_page_that_changes_before_a_process_beside_reads_it_is_told_as_between_two_runs(hub, tmp_path):
    def spoil(folder: Path, number: int) -> None:
        page = folder / "pages" / f"{number:06}.json"
        page.write_text(page.read_text().replace("harbour-ai", "harbour-io"))

    for before in (spoil, lambda folder, number: None):
        with pytest.raises(
            SourceError, match=r"00000\d.json: .* is not as it came; remove .*full-\w+ to begin"
        ) as told:
            crawl(hub, tmp_path, before)
        assert str(told.value).count("remove") == 1


def test_a_hub_of_one_batch_needs_no_other_process(hub, tmp_path):
    with writers("") as (write, wait):
        asking = Asking(now=utc_now, write=write, wait=wait)
        with listed(tmp_path, asking, endpoint=hub.endpoint, token=False) as found:
            assert found.rows == 12 and multiprocessing.active_children() == []


def test_without_dask_a_sentence_says_how_it_is_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    with (
        pytest.raises(SettingError, match=r"OPENLAG_DASK needs Dask, which `uv sync --extra scale` installs"),
        writers("2"),
    ):
        pytest.fail("there is no Dask")
