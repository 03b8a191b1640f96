"""`openlag serve`: a local Prefect server with the deployments of prefect.yaml and one worker.

The parts are Prefect's own commands, started as children and ended with us. The worker takes one run at a time, so there is one writer.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NoReturn

import typer

from cli.app import new_commands
from cli.temporary_server import READY_SECONDS, answers
from warehouse.landing import SourceError
from warehouse.settings import PROJECT

POOL = "openlag"
commands = new_commands()


@commands.command(epilog="Example:  openlag serve --port 4200")
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of Prefect's page and API on this machine.")] = 4200,
) -> None:
    """Start a local Prefect server with the schedules of prefect.yaml and a worker for them, until interrupted."""

    serve_schedules(port)


def serve_schedules(port: int) -> NoReturn:
    """Serve until interrupted. Raises SourceError if the server does not start or a deployment is refused."""
    with prefect_server(port) as api:
        deploy(api)
        print(f"Prefect's page: http://127.0.0.1:{port}\nSchedules: prefect.yaml. Stop with Ctrl-C.", flush=True)
        worker = ["worker", "start", "--pool", POOL, "--type", "process", "--limit", "1"]
        raise SystemExit(_run(worker, api, check=False))


@contextmanager
def prefect_server(port: int) -> Iterator[str]:
    """A server on the loopback interface; gives the address of its API and ends the server on leaving."""
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server below is ended too
    api = f"http://127.0.0.1:{port}/api"
    # Without it the page asks the API at the default port, whatever the port it is served on.
    environment = os.environ | {"PREFECT_SERVER_UI_API_URL": api, "PREFECT_API_URL": api}
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)  # noqa: S603
    try:
        _wait_for(api, server)
        yield api
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def deploy(api: str) -> None:
    """Apply prefect.yaml to a server. Raises SourceError if it is refused."""
    _run(["work-pool", "create", POOL, "--type", "process", "--overwrite"], api)
    _run(["--no-prompt", "deploy", "--all"], api)


def _run(arguments: list[str], api: str, *, check: bool = True) -> int:
    environment = os.environ | {"PREFECT_API_URL": api, "OPENLAG_CHECKOUT": str(PROJECT)}
    command = [sys.executable, "-m", "prefect", *arguments]
    output = subprocess.PIPE if check else None
    done = subprocess.run(command, env=environment, cwd=PROJECT, text=True, stdout=output, stderr=output)  # noqa: S603
    if check and done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise SourceError(f"`prefect {' '.join(arguments)}` failed: {' '.join(last)}")
    return done.returncode


def _wait_for(api: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and server.poll() is None:
        if answers(api):
            return
        time.sleep(0.5)
    raise SourceError(f"Prefect's server did not start at {api} within {READY_SECONDS:.0f} s; is the port taken?")
