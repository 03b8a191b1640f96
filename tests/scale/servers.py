"""Servers that a test of several machines starts and ends: Debian's PostgreSQL, an S3 store, Prefect's server on PostgreSQL."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

# Set by test_hosts.py, which runs a test of this folder in a network of its own: this host, and the namespaces of others.
HOST = os.environ.get("SCALE_HOST", "127.0.0.1")
OTHERS = os.environ.get("SCALE_OTHERS", "").split()
PROJECT = Path(__file__).parents[2]
SECONDS = 180.0


@dataclass(frozen=True, slots=True)
class Postgres:
    """A PostgreSQL of one test run. password: of the user `openlag`, who owns every database."""

    port: int
    password: str
    programs: Path

    @property
    def environment(self) -> dict[str, str]:
        """How every client of PostgreSQL learns the password without an address that holds it."""
        return {"PGPASSWORD": self.password}

    def url(self, database: str, *, with_password: bool = False) -> str:
        login = f"openlag:{self.password}" if with_password else "openlag"
        return f"postgresql://{login}@{HOST}:{self.port}/{database}"

    def create(self) -> str:
        """A new empty database; its name."""
        database = f"db_{secrets.token_hex(6)}"
        self.run(f"create database {database}")
        return database

    def run(self, sql: str, database: str = "postgres") -> str:
        """What psql prints, a row a line."""
        command: list[str | Path] = [
            self.programs / "psql",
            "-XAtq",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            sql,
            self.url(database),
        ]
        done = subprocess.run(command, env=os.environ | self.environment, capture_output=True, text=True, check=True)
        return str(done.stdout).strip()


def programs() -> Path:
    """The folder of Debian's newest PostgreSQL; the tests of the extra `scale` need one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    assert found, "no PostgreSQL in /usr/lib/postgresql; `apt-get install postgresql` brings one"
    return found[-1].parent


@contextmanager
def postgres(host: str = HOST) -> Iterator[Postgres]:
    """A server with a folder, a port and a password of its own, under a user without rights, ended by its own process."""
    user = pwd.getpwnam("postgres") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    folder = Path(tempfile.mkdtemp(prefix="openlag-postgres-"))
    port, password, binaries = free_port(), secrets.token_urlsafe(12), programs()
    try:
        (folder / "password").write_text(password)
        for path in (folder, folder / "password"):
            os.chown(path, user.pw_uid, user.pw_gid)
        options: dict[str, object] = (
            {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        )
        data = folder / "data"
        initdb: list[object] = [
            "-D",
            data,
            "-U",
            "openlag",
            f"--pwfile={folder / 'password'}",
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run(
            [str(part) for part in (binaries / "initdb", *initdb)],
            cwd=folder,
            capture_output=True,
            check=True,
            **options,
        )  # type: ignore[call-overload]
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet scram-sha-256\n")
        said = (folder / "log").open("w")
        settings = {
            "listen_addresses": host,
            "port": port,
            "unix_socket_directories": folder,
            "fsync": "off",
            "max_connections": 200,
        }
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with said, _process([binaries / "postgres", "-D", data, *flags], cwd=folder, stderr=said, **options) as process:
            ready = [binaries / "pg_isready", "-q", "-h", host, "-p", str(port)]
            wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, process, folder / "log")
            yield Postgres(port, password, binaries)
    finally:
        shutil.rmtree(folder)


@contextmanager
def s3_store(folder: Path) -> Iterator[dict[str, str]]:
    """Moto's S3 with one bucket, `openlag`; the environment by which its clients find it."""
    port = free_port()
    with (folder / "s3.log").open("w") as said:
        code = f"from moto.server import main; main(['-H', '{HOST}', '-p', '{port}'])"
        with _process([sys.executable, "-c", code], stdout=said, stderr=said) as process:
            url = f"http://{HOST}:{port}"
            wait_for(lambda: _answers(f"{url}/moto-api/"), process, folder / "s3.log")
            httpx.put(f"{url}/openlag").raise_for_status()
            yield {
                "AWS_ENDPOINT_URL_S3": url,
                "AWS_ACCESS_KEY_ID": "openlag",
                "AWS_SECRET_ACCESS_KEY": secrets.token_urlsafe(20),
                "AWS_REGION": "us-east-1",
            }


@dataclass(frozen=True, slots=True)
class Prefect:
    """A server of Prefect. key: which every request has to bring; without it, whoever reaches the server can have a worker run anything."""

    url: str
    key: str

    @property
    def environment(self) -> dict[str, str]:
        return {"PREFECT_API_URL": self.url, "PREFECT_API_AUTH_STRING": self.key}


@contextmanager
def prefect_server(postgres: Postgres, folder: Path, host: str = HOST) -> Iterator[Prefect]:
    """Prefect's server with a database of its own in PostgreSQL, behind a key."""
    port, key = free_port(), f"openlag:{secrets.token_urlsafe(20)}"
    database = postgres.url(postgres.create(), with_password=True).replace("postgresql:", "postgresql+asyncpg:")
    own = {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database,
        "PREFECT_SERVER_API_AUTH_STRING": key,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", port, "--no-ui"]
    with (
        (folder / "prefect.log").open("w") as said,
        _process(command, env=clean_environment() | own, stdout=said, stderr=said) as process,
    ):
        wait_for(lambda: _answers(f"http://{host}:{port}/api/health"), process, folder / "prefect.log")
        yield Prefect(f"http://{host}:{port}/api", key)


@contextmanager
def prefect_worker(server: Prefect, pool: str, folder: Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """One worker of a work pool, which it makes if need be; it takes one run at a time."""
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool, "--type", "process", "--limit", "1"]
    own = server.environment | {"PREFECT_HOME": str(folder / "prefect"), "OPENLAG_CHECKOUT": str(PROJECT)} | environment
    with (
        (folder / "worker.log").open("a") as said,
        _process(command, cwd=PROJECT, env=clean_environment() | own, stdout=said, stderr=said) as process,
    ):
        yield process


@contextmanager
def dask_workers(folder: Path, count: int) -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler of Dask and so many workers, each a process with one thread: the scheduler's address, and the workers."""
    port = free_port()
    address, log = f"tcp://{HOST}:{port}", folder / "dask.log"
    scheduler = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        HOST,
        "--port",
        port,
        "--no-dashboard",
    ]
    worker = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        address,
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
    ]
    with ExitStack() as stack:
        said = stack.enter_context(log.open("w"))
        options = {"cwd": PROJECT, "env": clean_environment(), "stdout": said, "stderr": said}
        stack.enter_context(_process(scheduler, **options))
        worker += ["--local-directory", str(folder / "dask")]
        hosts = [["ip", "netns", "exec", name] for name in OTHERS[:count]] or [[]] * count
        yield address, [stack.enter_context(_process([*host, *worker], **options)) for host in hosts]


@contextmanager
def invented_hub(folder: Path, n_models: int) -> Iterator[str]:
    """A whole Hub of so many models, by the benchmarks' process; its address."""
    log = folder / "hub.log"
    command = [sys.executable, "-m", "benchmarks.invented_hub", str(n_models)]
    with log.open("w") as said, _process(command, cwd=PROJECT, stdout=said, stderr=said) as process:
        wait_for(lambda: "HF_ENDPOINT=" in log.read_text(), process, log)
        yield log.read_text().partition("HF_ENDPOINT=")[2].split()[0]


def clean_environment() -> dict[str, str]:
    """The environment without what it says of Prefect, of openlag and of a Hub, and with the project on the path of every process."""
    foreign = ("PREFECT", "OPENLAG_", "HF_", "AWS_", "PG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {"PYTHONPATH": str(PROJECT), "DO_NOT_TRACK": "1"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(is_there: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Return when it is there. Fails with what the process said, when it ends or takes longer than a minute."""
    end = time.monotonic() + SECONDS
    while not is_there():
        assert process.poll() is None and time.monotonic() < end, log.read_text(encoding="utf-8", errors="replace")[
            -3000:
        ]
        time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.TransportError:
        return False


@contextmanager
def _process(command: list[object], **options: object) -> Iterator["subprocess.Popen[bytes]"]:
    process: subprocess.Popen[bytes] = subprocess.Popen([str(part) for part in command], **options)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)  # PostgreSQL's fast end
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
