"""Two processes that ask one Hub share one bucket of requests on a server of Prefect."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.turns import HUB_LIMIT
from tests.hub_server import HubServer, World
from tests.hub_server.answers import Answer, Request
from tests.hub_server.invented import invented_model
from tests.scale.servers import PROJECT, Prefect, clean_environment

NAMES = [f"quillwork/Quill-{number}" for number in range(12)]
SLOTS, PER_SECOND = 4, 4.0

pytestmark = pytest.mark.long


class TimedHub(HubServer):
    """A Hub that notes when it was asked."""

    def __init__(self) -> None:
        super().__init__(World(models=[invented_model(name, "2026-08-01T00:00:00.000Z") for name in NAMES]))
        self.asked_at: list[float] = []

    def answer(self, request: Request) -> Answer:
        self.asked_at.append(time.monotonic())
        return super().answer(request)


@pytest.fixture
def hub() -> Iterator[TimedHub]:
    with TimedHub() as server:
        yield server


def look_up_twice(prefect: Prefect, hub: TimedHub, folder: Path) -> list[str]:
    """What two processes that begin together print."""
    command = [sys.executable, "-m", "tests.scale.asker", *NAMES]
    environment = clean_environment() | prefect.environment | {"HF_ENDPOINT": hub.endpoint, "PREFECT_HOME": str(folder)}
    started = [
        subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    return [process.communicate(timeout=120)[0] for process in started]


def limit(prefect: Prefect, folder: Path, *arguments: str) -> None:
    """One of Prefect's commands on global limits, as docs/scale.md has it."""
    environment = clean_environment() | prefect.environment | {"PREFECT_HOME": str(folder)}
    subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "gcl", *arguments],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def test_look_ups_of_two_processes_take_slots_of_one_bucket(prefect, hub, tmp_path):
    limit(prefect, tmp_path, "create", HUB_LIMIT, "--limit", str(SLOTS), "--slot-decay-per-second", str(PER_SECOND))
    try:
        assert look_up_twice(prefect, hub, tmp_path) == [" ".join(["same"] * len(NAMES)) + "\n"] * 2
    finally:
        limit(prefect, tmp_path, "delete", HUB_LIMIT)
    assert len(hub.asked_at) == 2 * len(NAMES)
    # Whatever stretch of time one looks at: no more than the bucket holds and what has flowed in since, with a slot for how times are read.
    for first, start in enumerate(hub.asked_at):
        for last, end in enumerate(hub.asked_at[first:], start=first):
            assert last - first + 1 <= SLOTS + PER_SECOND * (end - start) + 1
