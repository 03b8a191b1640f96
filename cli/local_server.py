"""A local Prefect server as a child of this process, which nobody else can use or take the place of.

The socket is opened here and inherited, so that whatever answers on it is this server; the server wants the key of this start, and says
over a pipe that it is ready. The key is known to the children by their environment alone.
"""

import errno
import json
import os
import secrets
import select
import socket
import subprocess
import sys
import tempfile
import time
from typing import IO, TYPE_CHECKING

from flows.lifeline import bound_to
from warehouse.landing import SourceError
from warehouse.settings import PROJECT

if TYPE_CHECKING:
    from prefect.settings import Settings

READY_SECONDS = 120.0
HOST = "127.0.0.1"
POOL = "openlag"
# Prefect's settings of the caller that a server of ours and its runs heed: the others may speak of another server, and of its keys.
_HEEDED = (
    "PREFECT_DEBUG_MODE", "PREFECT_FLOWS_", "PREFECT_HOME", "PREFECT_LOGGING_", "PREFECT_RESULTS_", "PREFECT_SERVER_ANALYTICS_ENABLED",
    "PREFECT_SERVER_DATABASE_", "PREFECT_SERVER_LOGGING_", "PREFECT_TASKS_",
)  # fmt: skip


class LocalServer:
    """kind: "serve", with schedules and a page, or "run", for one run of the command line. inherited: a file its process keeps open."""

    def __init__(self, kind: str, *, port: int = 0, inherited: IO[str] | None = None) -> None:
        self.kind = kind
        self.key = f"openlag:{secrets.token_urlsafe(32)}"
        self.process: subprocess.Popen[bytes] | None = None
        self._socket = _listen(port)
        self.port: int = self._socket.getsockname()[1]
        self.api = f"http://{HOST}:{self.port}/api"
        self.environment: dict[str, str] = {}
        self._inherited = () if inherited is None else (inherited.fileno(),)
        self._ready = -1
        # Read when the server of a run fails, closed with this process; that of `openlag serve` says on the terminal what it has to say.
        self._errors = None if kind == "serve" else tempfile.TemporaryFile()  # noqa: SIM115

    def start(self, settings: "Settings") -> None:
        """Start its process, which ends with this one, however that ends."""
        self.environment = own_environment(settings) | {
            "PREFECT_API_URL": self.api,
            "PREFECT_API_AUTH_STRING": self.key,
            "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
            "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",  # who does not find it starts none of his own
        }
        self._spawn()

    def wait(self) -> list[str]:
        """Return when it is ready, with what it has to say. Raises SourceError if it does not start."""
        end = time.monotonic() + READY_SECONDS
        said = self._told(end)
        if said is None and time.monotonic() < end:
            self._reap()
            time.sleep(1)  # two that make one database at a time: the second try finds it made
            self._spawn()
            said = self._told(end)
        if said is None and time.monotonic() >= end:
            raise SourceError(
                f"Prefect's local server was not ready within {READY_SECONDS:.0f} s; run again when the machine has less to do."
            )
        if said is None:
            home = self.environment["PREFECT_HOME"]
            raise SourceError(
                f"Prefect's local server did not start ({self.last_words()}); its database is in PREFECT_HOME, {home}: can it be written?"
            )
        if "refused" in said:
            raise SourceError("".join(said["refused"]))
        return said["said"]

    def end(self) -> None:
        """End it in good order."""
        self._socket.close()
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._reap()

    def kill(self) -> None:
        """End it at once; for a run that is interrupted."""
        if self.process is not None:
            self.process.kill()

    def _reap(self) -> None:
        """Leave nothing of a process that has ended, or is about to."""
        self.kill()
        if self.process is not None:
            self.process.wait()

    def last_words(self) -> str:
        """What it said last; a line that names an error before others."""
        if self._errors is None:
            return "what it said is above"
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        named = [line for line in lines if "Error" in line.partition(":")[0]]
        return (named or lines or ["it said nothing"])[-1].strip()[:300]

    def _spawn(self) -> None:
        self._ready, told = os.pipe()
        command = [sys.executable, "-m", "cli.server_process", self.kind, str(self._socket.fileno()), str(told)]
        self.process = subprocess.Popen(  # noqa: S603
            command,
            env=self.environment | _for_server(self.kind, self.port, self.key),
            cwd=PROJECT,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            pass_fds=(self._socket.fileno(), told, *self._inherited),
            preexec_fn=bound_to(os.getpid()),
            start_new_session=self.kind == "serve",  # Ctrl-C reaches the command, which ends the worker first
        )
        os.close(told)

    def _told(self, end: float) -> dict[str, list[str]] | None:
        """The line that the process writes when it is ready or refuses; None if it ends without one, or is late."""
        with os.fdopen(self._ready, "rb", buffering=0) as ready:
            line = b""
            while not line.endswith(b"\n"):
                if not select.select([ready], [], [], max(0.0, end - time.monotonic()))[0]:
                    return None
                part = ready.read(65536)
                if not part:
                    return None
                line += part
        found: dict[str, list[str]] = json.loads(line)
        return found


def own_environment(settings: "Settings") -> dict[str, str]:
    """The environment of this process, with of Prefect's settings, from wherever they come, only those heeded by a server of ours."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    heeded = {
        name: value
        for name, value in settings.to_environment_variables(exclude_unset=True).items()
        if name.startswith(_HEEDED)
    }
    return others | heeded | {"PREFECT_HOME": str(settings.home.resolve()), "PREFECT_PROFILES_PATH": os.devnull}


def own_origins(port: int) -> list[str]:
    """The addresses of the server's page, as a browser names them."""
    return [f"http://{host}" + ("" if port == 80 else f":{port}") for host in (HOST, "localhost")]


def _for_server(kind: str, port: int, key: str) -> dict[str, str]:
    own = {
        "PREFECT_SERVER_API_AUTH_STRING": key,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ",".join(own_origins(port)),
        # Without it the page asks the API at the default port, whatever the port it is served on.
        "PREFECT_SERVER_UI_API_URL": f"http://{HOST}:{port}/api",
        "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",  # it is done before, where its failure can be told
    }
    # What Prefect sets for a server of its own: no page, no services, and nothing is added to the application once it is made.
    temporary = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}
    return own if kind == "serve" else own | temporary


def _listen(port: int) -> socket.socket:
    """A socket on this machine that is taken from now on, so that nobody else can answer in the server's place."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
        found.listen(128)
    except OSError as error:
        found.close()
        if error.errno == errno.EADDRINUSE:
            words = "is taken by another program; stop that, or choose another one with --port"
        else:
            words = f"cannot be opened ({error.strerror}); choose another one with --port"
        raise SourceError(f"Port {port} of this machine {words}.") from None
    return found
