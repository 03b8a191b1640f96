"""Without a cluster this process writes the batches; without Dask a sentence says so. Clusters are in tests/scale."""

import sys

import pytest

from flows.cluster import writers
from warehouse.settings import SettingError
from warehouse.sources.hub.spool import write_batch


def test_without_a_cluster_a_batch_is_written_here_at_once():
    with writers("") as (write, wait):
        assert write is write_batch and wait() is None  # type: ignore[func-returns-value]


def test_without_dask_a_sentence_says_how_it_is_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    with (
        pytest.raises(SettingError, match=r"OPENLAG_DASK needs Dask, which `uv sync --extra scale` installs"),
        writers("2"),
    ):
        pytest.fail("there is no Dask")
