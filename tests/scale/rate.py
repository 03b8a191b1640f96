"""How fast the workers of a cluster write the batches of a spool: `python -m tests.scale.rate DASK FOLDER BATCHES`."""

import sys
import time
from pathlib import Path

from prefect import flow

from flows.cluster import writers


@flow
def rate(dask: str, folder: Path, batches: int) -> float:
    """Seconds from the first batch to the last, once the workers are there."""
    with writers(dask) as (write, wait):
        start = time.perf_counter()
        for number in range(1, batches + 1):
            write(folder, number)
        wait()
        return time.perf_counter() - start


if __name__ == "__main__":
    print(rate(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
