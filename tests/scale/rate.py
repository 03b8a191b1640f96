"""How fast the workers of a cluster write the batches of a spool: `python -m tests.scale.rate DASK FOLDER BATCHES FIRST`."""

import sys
import time
from pathlib import Path

from prefect import flow

from flows.cluster import writers


@flow
def rate(dask: str, folder: Path, batches: int, first: int) -> float:
    """Seconds for all batches but so many first ones, with which the workers import what they need."""
    with writers(dask) as (write, wait):
        for number in range(1, first + 1):
            write(folder, number)
        wait()
        start = time.perf_counter()
        for number in range(first + 1, batches + 1):
            write(folder, number)
        wait()
        return time.perf_counter() - start


if __name__ == "__main__":
    print(rate(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
