"""A process that ends with the one that started it, however that ends: on Linux the system sees to it, elsewhere nothing does."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

# Its value is the process of the worker that starts the scheduled runs of `openlag serve`.
WORKER = "OPENLAG_WORKER"
_PR_SET_PDEATHSIG = 1


def bound_to(parent: int) -> Callable[[], None]:
    """What a child of `parent` calls first. It holds through an exec, and only for a parent that starts children in its main thread."""

    def bind() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:  # it ended before this was asked for
                os._exit(1)

    return bind


def bind_scheduled_run() -> None:
    """End a run that a worker of `openlag serve` has started with that worker."""
    if os.environ.get("PREFECT__FLOW_RUN_ID") and os.environ.get(WORKER):
        bound_to(int(os.environ[WORKER]))()
