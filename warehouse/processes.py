"""Other processes of this machine for work that holds the interpreter's lock."""

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType

from warehouse import garbage

# Told to DuckDB in a process that is no script: it takes that for somebody at a terminal, and prints how far a long statement is.
QUIET = "set enable_progress_bar = false"


def new_pool(processes: int | None) -> ProcessPoolExecutor:
    """Processes that end with this one, however it ends."""
    _start_tracker()
    return ProcessPoolExecutor(processes, mp_context=_Context(), initializer=_begin)


class _Process(SpawnProcess):
    """One that does not run the main script again, whose name is hidden while it starts: what it is given to do is of our modules."""

    def start(self) -> None:
        main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
        try:
            super().start()
        finally:
            sys.modules["__main__"] = main


class _Context(SpawnContext):
    """New processes, since a fork would copy the threads and locks of Prefect and of DuckDB."""

    Process = _Process


def _start_tracker() -> None:
    """Of a process that is interrupted, and ends at once, the system's semaphores are removed by another one, which need not say so."""
    sys.warnoptions.append("ignore:resource_tracker:UserWarning")
    try:
        resource_tracker.ensure_running()
    finally:
        sys.warnoptions.pop()


def _begin() -> None:
    garbage.look_seldom()
    _end_with_parent()


def _end_with_parent() -> None:
    """A process of the pool waits for its next job for ever, where the one that gives them was killed; an interrupt is that one's alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
