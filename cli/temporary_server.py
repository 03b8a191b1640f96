"""Prefect's local server for one run of the command line, started first so that it boots while the rest is imported.

Left alone, Prefect starts such a server when the first flow begins: its process then waits idle for ten seconds and more, after having
imported the whole server too. Where the settings name a server, that one is used and none is started.
"""

import atexit
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

from warehouse.landing import SourceError

READY_SECONDS = 120.0
# What Prefect sets for a server of its own: no page, no services, and nothing is added to the application once it is made.
_TEMPORARY = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
_PR_SET_PDEATHSIG = 1
_DIRECT = build_opener(ProxyHandler({}))  # a proxy of the machine knows nothing of the loopback interface


class Server:
    """The server of this run: ours, or with no process another's that the settings name."""

    def __init__(self) -> None:
        self.api = ""
        self.home = ""
        self.process: subprocess.Popen[bytes] | None = None
        self._start: tuple[list[str], dict[str, str]] = [], {}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - read when the server fails, closed with this process
        self._is_ending = False

    def start(self, command: list[str], environment: dict[str, str]) -> None:
        """Start it; it ends with this process, however that ends."""
        self._start = command, environment
        self.process = subprocess.Popen(  # noqa: S603
            command, env=environment, stdout=subprocess.DEVNULL, stderr=self._errors, preexec_fn=_end_with_parent
        )

    def wait(self) -> None:
        """Return when it answers. Raises SourceError if it does not."""
        end = time.monotonic() + READY_SECONDS
        if self.process is None:
            return self._require_answer()
        is_first = True
        while time.monotonic() < end:
            if self.process.poll() is not None:
                if not is_first:
                    break
                is_first = False  # two that make one database at a time: the second try finds it made
                time.sleep(1)
                self.start(*self._start)
            elif answers(self.api):
                threading.Thread(target=self._watch, daemon=True).start()
                return None
            time.sleep(0.05)
        raise SourceError(
            f"Prefect's local server did not start ({self._last_words()}); its database is in PREFECT_HOME, {self.home}: can it be written?"
        )

    def kill(self) -> None:
        """End it at once; for a run that is interrupted."""
        self._is_ending = True
        if self.process is not None:
            self.process.kill()

    def end(self) -> None:
        """End it in good order."""
        self._is_ending = True
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _watch(self) -> None:
        """A run whose server is gone would wait for it for ever."""
        assert self.process is not None
        self.process.wait()
        if not self._is_ending:
            words = "openlag: Prefect's local server ended before the run did; what has landed stays, and the next run goes on from there."
            os.write(2, f"{words} ({self._last_words()})\n".encode())
            os._exit(1)

    def _require_answer(self) -> None:
        if not answers(self.api):
            raise SourceError(
                f"Prefect's server does not answer at {self.api}, which PREFECT_API_URL or the profile names; start it, or unset it."
            )

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        named = [line for line in lines if "Error" in line.partition(":")[0]]
        return (named or lines or ["it said nothing"])[-1].strip()[:300]


@contextmanager
def temporary_server(server: Server) -> Iterator[None]:
    """Start a server on the loopback interface, and let every flow begun inside talk to it; it ends with this process."""
    from warehouse.sources.net.transport import require_usable

    require_usable()  # Prefect's client would meet the same proxies with a traceback
    from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

    settings = get_current_settings()
    server.home = str(settings.home)
    if settings.api.url is not None:
        server.api = str(settings.api.url).rstrip("/")
        yield
        return
    if not settings.server.ephemeral.enabled:
        raise SourceError(
            "PREFECT_SERVER_EPHEMERAL_ENABLED forbids a local server and no PREFECT_API_URL names another; set one of them."
        )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server.api = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "error", "--lifespan", "on"]
    atexit.register(server.end)  # after Prefect's own last words, which it sends when the interpreter ends
    server.start(command, os.environ | _TEMPORARY | settings.to_environment_variables(exclude_unset=True))
    with temporary_settings({PREFECT_API_URL: server.api}):
        yield


def answers(api: str) -> bool:
    """Whether a Prefect server is at an address; one that wants a key is there."""
    opener = _DIRECT if api.startswith("http://127.0.0.1") else build_opener()
    try:
        with opener.open(f"{api}/health", timeout=5):
            return True
    except HTTPError as error:
        return error.code < 500
    except (OSError, HTTPException):
        return False


def _end_with_parent() -> None:
    """On Linux, end the server when this process is killed and can end nothing itself."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
