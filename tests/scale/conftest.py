"""Servers for the tests of several machines, one a run: they need the extra `scale` and Debian's PostgreSQL (`make scale`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scale import servers
from tests.scale.servers import Postgres, Prefect


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.scale)
            item.add_marker(pytest.mark.timeout(1200))  # several servers start before the first of them


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with servers.postgres() as found:
        yield found


@pytest.fixture(scope="session")
def s3_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with servers.s3_store(tmp_path_factory.mktemp("s3")) as found:
        yield found


@pytest.fixture(scope="session")
def prefect(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prefect]:
    with servers.prefect_server(postgres, tmp_path_factory.mktemp("prefect")) as found:
        yield found
