"""A Hub of the invented world for each test."""

from collections.abc import Iterator

import pytest

from tests.hub_server import HubServer, invented_world


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer(invented_world()) as server:
        yield server
