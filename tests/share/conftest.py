"""A Hub that takes datasets, an export, and the plan to push it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Once
from tests.share.dataset_hub import TOKEN, Hub, make_warehouse, serving
from warehouse.read.connect import open_warehouse
from warehouse.share.export import export
from warehouse.share.upload import Plan, plan_upload


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def exported(once: Once[Path]) -> Path:
    """An export of an invented warehouse, to copy."""

    def make(folder: Path) -> Path:
        with open_warehouse(make_warehouse(folder / "w.duckdb")) as connection:
            return export(connection, folder / "export", with_csv=True).folder

    return once("exported", make)


@pytest.fixture
def folder(exported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported, tmp_path / "export"))


@pytest.fixture
def plan(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return plan_upload(folder, "owner/name", is_private=True)
