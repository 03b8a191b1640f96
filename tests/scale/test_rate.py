"""What one and two workers give, measured here, and what any number can give, which is what the Hub's rate limit lets through."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from flows.week import utc_now
from tests.scale.servers import PROJECT, clean_environment, dask_workers, invented_hub
from warehouse.sources.hub.crawl import Asking, listed

N_MODELS, PAGES_A_BATCH = 240_000, 10
FIRST = 4  # batches that are not measured
QUOTAS = {
    "without a token": 500,
    "with a token": 1_000,
    "of an enterprise": 6_000,
}  # requests in a window of 300 s, as the Hub documents
pytestmark = pytest.mark.long


class Spooled(Exception):
    """All pages lie there, and no batch."""


def spool(folder: Path, endpoint: str) -> list[int]:
    """List a Hub without writing a batch; their numbers."""
    numbers: list[int] = []

    def write(_folder: Path, number: int) -> None:
        numbers.append(number)

    def wait() -> None:
        raise Spooled

    asking = Asking(utc_now, write=write, wait=wait, pages_a_batch=PAGES_A_BATCH)
    with pytest.raises(Spooled), listed(folder, asking, endpoint=endpoint, token=False):
        pytest.fail("a batch is missing")
    return numbers


def test_one_and_two_workers_write_every_batch_and_say_how_fast(prefect, tmp_path, capsys):
    with invented_hub(tmp_path, N_MODELS) as endpoint:
        numbers = spool(tmp_path / "crawl", endpoint)
    (pages,) = (tmp_path / "crawl").iterdir()
    rates = {}
    for workers in (1, 2):
        own = shutil.copytree(pages, tmp_path / f"spool-{workers}")
        with dask_workers(tmp_path, workers) as (dask, _):
            command = [sys.executable, "-m", "tests.scale.rate", dask, str(own), str(len(numbers)), str(FIRST)]
            environment = clean_environment() | prefect.environment | {"PREFECT_HOME": str(tmp_path / "prefect")}
            done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)
        assert len(list(own.glob("batches/??????.parquet"))) == len(numbers) == N_MODELS // 1_000 // PAGES_A_BATCH
        rates[workers] = (N_MODELS - FIRST * PAGES_A_BATCH * 1_000) / float(done.stdout.split()[-1])
    with capsys.disabled():
        for workers, rate in rates.items():
            print(
                f"\n{workers} worker{'s' * (workers > 1)}: {rate:,.0f} models a second written, Prefect and Dask included",
                end="",
            )
        for whose, quota in QUOTAS.items():
            print(f"\nthe Hub {whose}: {quota * 1_000 / 300:,.0f} models a second come, at most", end="")
