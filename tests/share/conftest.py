"""A Hub that takes datasets, an export, and the plan to push it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.share.dataset_hub import TOKEN, Hub, make_warehouse, serving
from warehouse.read.connect import open_warehouse
from warehouse.share.export import export
from warehouse.share.upload import Plan, plan_upload


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_warehouse(make_warehouse(tmp_path / "w.duckdb")) as connection:
        return export(connection, tmp_path / "export", with_csv=True).folder


@pytest.fixture
def plan(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return plan_upload(folder, "owner/name", is_private=True)
