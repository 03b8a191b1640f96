"""Prefect's local server for one run of the command line, started first so that it boots while the rest is imported.

Left alone, Prefect starts such a server when the first flow begins: its process then waits idle for ten seconds and more, after having
imported the whole server too. Where the settings name a server, that one is used and none is started.
"""

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from warehouse.landing import SourceError

READY_SECONDS = 120.0
# What Prefect sets for a server of its own: no page, no services, and nothing is added to the application once it is made.
_TEMPORARY = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}


@dataclass(frozen=True, slots=True)
class Server:
    """A server of ours; no process where the settings name another's."""

    api: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    errors: IO[bytes] | None = None

    def wait(self) -> None:
        """Return when it answers. Raises SourceError if it does not start."""
        if self.process is None:
            return
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urlopen(f"{self.api}/health", timeout=2):  # noqa: S310 - our own address
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        raise SourceError(f"Prefect's local server did not start at {self.api}: {self._last_words()}")

    def kill(self) -> None:
        """End it at once; for a run that is interrupted."""
        if self.process is not None:
            self.process.kill()

    def _last_words(self) -> str:
        assert self.errors is not None
        self.errors.seek(0)
        lines = self.errors.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"no answer within {READY_SECONDS:.0f} s."


@contextmanager
def temporary_server() -> Iterator[Server]:
    """Start a server on the loopback interface, and let every flow begun inside talk to it; it ends with this process."""
    from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

    settings = get_current_settings()
    if settings.api.url is not None or not settings.server.ephemeral.enabled:
        yield Server()
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        "prefect.server.api.server:create_app",
        "--host",
        "127.0.0.1",
    ]
    environment = os.environ | _TEMPORARY | settings.to_environment_variables(exclude_unset=True)
    errors = tempfile.TemporaryFile()  # noqa: SIM115 - read when the server fails, closed with the process
    process = subprocess.Popen(  # noqa: S603
        [*command, "--port", str(port), "--log-level", "error", "--lifespan", "on"],
        env=environment, stdout=subprocess.DEVNULL, stderr=errors,
    )  # fmt: skip
    atexit.register(_end, process)  # after Prefect's own last words, which it sends when the interpreter ends
    api = f"http://127.0.0.1:{port}/api"
    with temporary_settings({PREFECT_API_URL: api}):
        yield Server(api, process, errors)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
