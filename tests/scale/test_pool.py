"""A work pool with two workers of Prefect: where one is killed with its run, the next run, by the other, goes on at the Hub's cursor."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scale.servers import PROJECT, Prefect, clean_environment, prefect_worker
from tests.scale.test_crawl import but_times, expected, hub  # noqa: F401 - fixtures
from tests.scale.test_history import raw

psutil = pytest.importorskip("psutil", reason="comes with the extra `scale`")
POOL = "openlag-of-the-tests"
SECONDS = 300

pytestmark = pytest.mark.long


class Cluster:
    """The workers of the pool, by their process, and what each of them says."""

    def __init__(self, prefect: Prefect, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.home = folder, folder / "home"
        self.environment = (
            clean_environment() | prefect.environment | environment | {"PREFECT_HOME": str(folder / "prefect")}
        )

    def prefect(self, *arguments: str) -> str:
        """One of Prefect's commands, as docs/scale.md has them."""
        command = [sys.executable, "-m", "prefect", "--no-prompt", *arguments]
        done = subprocess.run(command, cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def said(self, number: int) -> str:
        return (self.folder / f"{number}" / "worker.log").read_text(encoding="utf-8")


@pytest.fixture
def cluster(prefect: Prefect, hub: str, tmp_path: Path) -> Iterator[tuple[Cluster, list["subprocess.Popen[bytes]"]]]:  # noqa: F811
    environment = {"HF_ENDPOINT": hub, "OPENLAG_HOME": str(tmp_path / "home"), "OPENLAG_CHECKOUT": str(PROJECT)}
    found = Cluster(prefect, tmp_path, environment)
    found.prefect("work-pool", "create", POOL, "--type", "process")
    found.prefect("deploy", "flows/crawl.py:crawl", "--name", "of-the-tests", "--pool", POOL)
    with ExitStack() as stack:
        workers = []
        for number in range(2):
            (tmp_path / f"{number}").mkdir()
            workers.append(stack.enter_context(prefect_worker(prefect, POOL, tmp_path / f"{number}", **environment)))
        yield found, workers


def wait_until(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_run_that_dies_with_its_worker_is_gone_on_with_by_the_other_one(cluster, expected, tmp_path):  # noqa: F811
    pool, workers = cluster
    pool.prefect("deployment", "run", "crawl/of-the-tests")
    wait_until(lambda: len(list(pool.home.glob("crawl/full-*/pages/*"))) > 3)
    (taken,) = (number for number in range(2) if "submitting flow run" in pool.said(number).lower())
    for process in [*psutil.Process(workers[taken].pid).children(recursive=True), workers[taken]]:
        process.kill()
    assert list(pool.home.glob("crawl/full-*/crawl.json")) and not list(pool.home.glob("history/week=*"))
    pool.prefect("deployment", "run", "crawl/of-the-tests", "--watch")
    assert but_times(raw(pool.home / "history")) == expected
    assert "going on with the listing begun" in pool.said(1 - taken).lower()
