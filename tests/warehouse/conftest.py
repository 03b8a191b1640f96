"""A landing and a warehouse made of the reference files, once a session."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.landing import Load, land
from warehouse.publish import publish
from warehouse.replay import ReplayServer
from warehouse.settings import PROJECT
from warehouse.sources import epoch, reference
from warehouse.sources.hub import listing

REFERENCE = PROJECT / "warehouse" / "reference"


@dataclass(frozen=True)
class Home:
    """A folder as OPENLAG_HOME makes it."""

    landing: Path
    warehouse: Path
    reference: Load


def now() -> datetime:
    return datetime.now(UTC)


def make_home(folder: Path, *, with_hub: bool = False) -> Home:
    landing = folder / "landing"
    pull = reference.read(REFERENCE, now=now())
    if with_hub:
        with ReplayServer() as server:
            namespaces = reference.tracked_namespaces(pull)
            models = listing.pull_models(namespaces, endpoint=server.endpoint, token=False, now=now)
            land(server.mark(models), landing, code_version="test")
    return Home(landing, folder / "openlag.duckdb", land(pull, landing, code_version="test"))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose warehouse is built as of the day of the reference scores."""
    home = make_home(tmp_path_factory.mktemp("home"), with_hub=True)
    publish(home.landing, home.reference, home.warehouse, as_of=date(2026, 8, 11))
    return home


@pytest.fixture(scope="session")
def epochs(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Home:
    """A home whose warehouse is built from Epoch's own files, read as a folder."""
    home = make_home(tmp_path_factory.mktemp("epoch"))
    pull = epoch.pull((shared_data / "epoch").as_uri(), now=now(), retrieved_on=date(2026, 8, 11))
    land(pull, home.landing, code_version="test")
    publish(home.landing, home.reference, home.warehouse)
    return home
