"""`openlag serve`: a local Prefect server with the deployments of prefect.yaml and one worker.

The server is ours (cli/local_server.py), the worker and the deployments are Prefect's own commands, as children that end with us. The
worker takes one run at a time, so there is one writer. Whoever has the key of a start may have the worker run anything.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from cli import starts
from cli.app import new_commands, say
from cli.local_server import HOST, POOL, LocalServer
from flows.lifeline import WORKER, bound_to
from warehouse.landing import SourceError
from warehouse.settings import PROJECT

commands = new_commands()


@commands.command(epilog="Example:  openlag serve --port 4200")
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of Prefect's page and API on this machine.")] = 4200,
) -> None:
    """Start a local Prefect server with the schedules of prefect.yaml and a worker for them, until interrupted."""

    serve_schedules(port)


def serve_schedules(port: int) -> NoReturn:
    """Serve until interrupted. Raises SourceError if the server does not start or a deployment is refused."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # of which nohup makes one
            signal.signal(number, _leave)
    with served(port) as (server, start):
        deploy(server)
        with key_file(start.folder, server.key) as file:
            print(f"{where(server, file)}\nSchedules: prefect.yaml. Stop with Ctrl-C.", flush=True)
            raise SystemExit(_work(server, start))


def where(server: LocalServer, file: Path) -> str:
    """Where the page is, and its key, which goes to a terminal alone: what is not one may be a log that others read."""
    key = server.key if sys.stdout.isatty() else f"in {file}"
    return f"Prefect's page: http://{HOST}:{server.port}\nIts key: {key}"


@contextmanager
def served(port: int) -> Iterator[tuple[LocalServer, starts.ServeStart]]:
    """The server, ended on leaving, and what holds its PREFECT_HOME. Raises SourceError."""
    from prefect.settings import get_current_settings

    settings = get_current_settings()
    with closing(starts.ServeStart(settings.home)) as start:
        server = LocalServer("serve", port=port, inherited=start.lock)
        try:
            server.start(settings)
            for sentence in server.wait():
                say(f"openlag: {sentence}")
            assert server.process is not None
            start.note(server=server.process.pid)
            yield server, start
        finally:
            server.end()


def deploy(server: LocalServer) -> None:
    """Apply prefect.yaml to a server. Raises SourceError if it is refused."""
    _run(["work-pool", "create", POOL, "--type", "process", "--overwrite"], server)
    _run(["--no-prompt", "deploy", "--all"], server)


@contextmanager
def key_file(folder: Path, key: str) -> Iterator[Path]:
    """A file with the key that its owner alone can read, removed on leaving."""
    file = folder / "serve.key"
    file.unlink(missing_ok=True)  # of a start that was killed, or somebody's link
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(key + "\n")
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def _work(server: LocalServer, start: starts.ServeStart) -> int:
    """Run the worker until it or the server ends; its exit code."""
    assert server.process is not None
    # For a run its worker writes down the environment, with its keys; what a killed one left goes at the next start.
    temporary = start.folder / "worker"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(mode=0o700)
    # The shell becomes the worker, whose number a run must know to end with it.
    command = ["/bin/sh", "-c", f'{WORKER}=$$ exec "$@"', "sh", sys.executable, "-m", "prefect"]
    worker = subprocess.Popen(  # noqa: S603
        [*command, "worker", "start", "--pool", POOL, "--type", "process", "--limit", "1"],
        env=_environment(server) | {"TMPDIR": str(temporary)},
        cwd=PROJECT,
        pass_fds=(start.lock.fileno(),),
        preexec_fn=bound_to(os.getpid()),
        start_new_session=True,
    )
    start.note(worker=worker.pid)
    try:
        while worker.poll() is None and server.process.poll() is None:
            time.sleep(1)
        if server.process.poll() is not None:
            raise SourceError(
                "Prefect's server ended; what it said is above. What has landed stays; `openlag serve` starts it again."
            )
        return worker.returncode
    finally:
        _end(worker)


def _end(worker: "subprocess.Popen[bytes]") -> None:
    """End the worker and its run; where the run takes longer than a flow needs to say that it was ended, both at once."""
    worker.terminate()
    try:
        worker.wait(timeout=20)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def _environment(server: LocalServer) -> dict[str, str]:
    home = {"OPENLAG_HOME": os.path.abspath(os.environ["OPENLAG_HOME"])} if os.environ.get("OPENLAG_HOME") else {}
    return server.environment | home | {"OPENLAG_CHECKOUT": str(PROJECT)}


def _run(arguments: list[str], server: LocalServer) -> None:
    command = [sys.executable, "-m", "prefect", *arguments]
    done = subprocess.run(  # noqa: S603
        command,
        env=_environment(server),
        cwd=PROJECT,
        text=True,
        capture_output=True,
        check=False,
        preexec_fn=bound_to(os.getpid()),
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise SourceError(f"`prefect {' '.join(arguments)}` failed: {' '.join(last)}")


def _leave(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)
