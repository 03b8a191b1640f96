"""Who writes the batches of a crawl: a process beside the lister, or the workers of the Dask cluster that OPENLAG_DASK names.

One lister follows the Hub's cursor and spools pages; a batch of them is a task that reads those pages and puts a file beside them, so the
spool has to lie where every worker sees it under the same path. A worker that is killed loses nothing: its pages stay until the batch is
there, Dask gives the task to another one, and a batch that is there already is left as it is.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import task

from warehouse.landing import SourceError, TransientError
from warehouse.processes import new_pool
from warehouse.settings import SettingError
from warehouse.sources.hub import spool

if TYPE_CHECKING:
    from prefect_dask import DaskTaskRunner

Write = Callable[[Path, int], object]
Wait = Callable[[], None]
# A cluster that is just starting has no workers yet.
WORKER_SECONDS = 60
# Batches that wait for the process beside the lister: a Hub without a limit gives pages faster than they are written.
MOST_WAITING = 2


@task(retries=2)
def write_batch(folder: Path, number: int) -> int:
    """Write a batch of a spool; its models."""
    return spool.write_batch(folder, number)


@contextmanager
def writers(dask: str) -> Iterator[tuple[Write, Wait]]:
    """How a batch is written, and how one waits until all are.

    dask: address of a scheduler, or how many processes of this machine; nothing for one beside this. Raises SettingError without the extra,
    and SourceError where no scheduler or no worker answers.
    """
    if not dask:
        with _beside() as found:
            yield found
        return
    with _runner(dask) as runner:
        _require_workers(runner, dask)
        given = []

        def write(folder: Path, number: int) -> None:
            given.append(runner.submit(write_batch, {"folder": folder, "number": number}))

        def wait() -> None:
            for future in given:
                future.result()

        yield write, wait


@contextmanager
def _beside() -> Iterator[tuple[Write, Wait]]:
    """A batch waits for the next one; where none comes it is written here, since a process takes longer to start."""
    held: list[tuple[Path, int]] = []
    given: deque[Future[int]] = deque()

    def write(folder: Path, number: int) -> None:
        held.append((folder, number))
        if given or len(held) > 1:
            given.extend(pool.submit(spool.write_batch, *batch) for batch in held)
            held.clear()
        finish(MOST_WAITING)

    def finish(most: int) -> None:
        while len(given) > most:
            given.popleft().result()

    def wait() -> None:
        for batch in held:
            spool.write_batch(*batch)
        finish(0)

    with new_pool(1) as pool:
        try:
            yield write, wait
        except BrokenProcessPool:
            raise TransientError(
                "The process that writes the batches of the crawl has ended, perhaps for want of memory; what was read stays, and the next "
                "run goes on there."
            ) from None


def _runner(dask: str) -> "DaskTaskRunner":
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError:
        raise SettingError("OPENLAG_DASK needs Dask, which `uv sync --extra scale` installs.") from None
    if not dask.isdecimal():
        return DaskTaskRunner(address=dask)
    return DaskTaskRunner(cluster_kwargs={"n_workers": int(dask), "threads_per_worker": 1, "dashboard_address": None})


def _require_workers(runner: "DaskTaskRunner", dask: str) -> None:
    try:
        runner.client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except (OSError, TimeoutError) as error:
        raise SourceError(
            f"OPENLAG_DASK={dask}: no worker of Dask answers there ({error}); start a scheduler and workers as docs/scale.md says."
        ) from None
