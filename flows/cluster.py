"""Who writes the batches of a crawl: this process, or the workers of the Dask cluster that OPENLAG_DASK names.

One lister follows the Hub's cursor and spools pages; a batch of them is a task that reads those pages and puts a file beside them, so the
spool has to lie where every worker sees it under the same path. A worker that is killed loses nothing: its pages stay until the batch is
there, Dask gives the task to another one, and a batch that is there already is left as it is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from prefect import task

from warehouse.landing import SourceError
from warehouse.settings import SettingError
from warehouse.sources.hub import spool

if TYPE_CHECKING:
    from prefect_dask import DaskTaskRunner

Write = Callable[[Path, int], object]
Wait = Callable[[], None]
# A cluster that is just starting has no workers yet.
WORKER_SECONDS = 60


@task(retries=2)
def write_batch(folder: Path, number: int) -> int:
    """Write a batch of a spool; its models."""
    return spool.write_batch(folder, number)


@contextmanager
def writers(dask: str) -> Iterator[tuple[Write, Wait]]:
    """How a batch is written, and how one waits until all are.

    dask: address of a scheduler, or how many processes of this machine; nothing for this process. Raises SettingError without the extra,
    and SourceError where no scheduler or no worker answers.
    """
    if not dask:
        yield spool.write_batch, lambda: None
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
