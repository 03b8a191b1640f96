"""Deployments: they load, what an accident left of them is mended before a start, and one real `openlag serve` shows it all."""

import asyncio
import base64
import importlib.util
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prefect import Flow
from prefect.server import models
from prefect.server.database import provide_database_interface
from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.server.database.dependencies import temporary_database_config
from prefect.server.schemas import actions, core, states
from prefect.settings import PREFECT_HOME, PREFECT_SERVER_DATABASE_CONNECTION_URL, temporary_settings
from sqlalchemy.exc import OperationalError
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from cli import starts
from cli.server_state import Refused, checkout_of, prepare
from flows.deployed import require_own_checkout
from warehouse.landing import SourceError
from warehouse.settings import SettingError

PROJECT = Path(__file__).parents[2]
STEP = "prefect.deployments.steps.set_working_directory"
DAY = timedelta(days=1)


def test_every_entrypoint_of_prefect_yaml_loads_a_flow():
    deployments = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert len(deployments) == 4
    for deployment in deployments:
        file, name = deployment["entrypoint"].split(":")
        spec = importlib.util.spec_from_file_location("entry", PROJECT / file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert isinstance(getattr(module, name), Flow)
        assert all(schedule["timezone"] for schedule in deployment["schedules"])
        assert deployment["concurrency_limit"] == 1


@dataclass(frozen=True)
class Prefect:
    """A PREFECT_HOME with the database of a server."""

    home: Path

    def do(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """What a coroutine of Prefect's server gives on this database."""

        async def whole() -> Any:
            before = set(threading.enumerate())
            try:
                return await work()
            finally:
                await (await provide_database_interface().engine()).dispose()
                for thread in set(threading.enumerate()) - before:  # one that could not connect still answers this loop
                    if "_connection_worker_thread" in thread.name:
                        thread.join(10)

        url = f"sqlite+aiosqlite:///{self.home}/prefect.db"
        with (
            temporary_settings({PREFECT_HOME: self.home, PREFECT_SERVER_DATABASE_CONNECTION_URL: url}),
            temporary_database_config(AioSqliteConfiguration(connection_url=url)),
        ):
            return asyncio.run(whole())

    def rows(self, query: str) -> list[Any]:
        with closing(sqlite3.connect(self.home / "prefect.db", timeout=20)) as database:
            return database.execute(query).fetchall()

    def change(self, statement: str) -> None:
        with closing(sqlite3.connect(self.home / "prefect.db", timeout=20)) as database, database:
            database.execute(statement)

    def states(self) -> dict[str, str]:
        """The state of every run that is not of the future."""
        query = "select name, state_name from flow_run where expected_start_time <= datetime('now', '+1 minute')"
        return dict(self.rows(query))


async def seed() -> None:
    """As a power loss leaves it in the run of the day and in one by hand: four runs that nobody runs, and three days that came since."""
    db = provide_database_interface()
    async with db.session_context(begin_transaction=True) as session:
        pool = await models.workers.create_work_pool(session, actions.WorkPoolCreate(name="openlag", type="process"))
        flow = await models.flows.create_flow(session, core.Flow(name="ingest"))
        deployment = await models.deployments.create_deployment(
            session,
            core.Deployment(
                name="daily",
                flow_id=flow.id,
                entrypoint="flows/ingest.py:ingest",
                pull_steps=[{STEP: {"directory": str(PROJECT)}}],
                work_queue_id=pool.default_queue_id,
                concurrency_limit=1,
            ),
        )

        async def run(name: str, state: states.State, **more: Any) -> Any:
            new = core.FlowRun(name=name, flow_id=flow.id, state=state, **more)
            return await models.flow_runs.create_flow_run(session, new)

        cut_off = await run("cut-off", states.Running(), deployment_id=deployment.id)
        await run("submitted", states.Pending(), deployment_id=deployment.id)
        task = core.TaskRun(flow_run_id=cut_off.id, task_key="t", dynamic_key="0", state=states.Running())
        task = await models.task_runs.create_task_run(session, task)
        await run("part", states.Running(), parent_task_run_id=task.id)
        await run("by-hand", states.Running(), tags=["by-hand-dead"])
        await run("by-hand-alive", states.Running(), tags=["by-hand-alive"])
        await run("of-another-project", states.Running())
        for days in (3, 2, 1):
            due = datetime.now(UTC) - days * DAY
            late = {"deployment_id": deployment.id, "work_queue_id": pool.default_queue_id, "auto_scheduled": True}
            await run(f"late-{days}", states.Scheduled(scheduled_time=due), **late)


@pytest.fixture(scope="module")
def seeded(prefect_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Prefect:
    prefect = Prefect(shutil.copytree(prefect_made, tmp_path_factory.mktemp("seeded") / "prefect"))
    assert prefect.do(lambda: prepare("run")) == []
    prefect.do(seed)
    prefect.change("update concurrency_limit_v2 set active_slots = 1")
    return prefect


@pytest.fixture
def prefect(seeded: Prefect, tmp_path: Path) -> Prefect:
    """A copy of the seeded home."""
    with (
        closing(sqlite3.connect(seeded.home / "prefect.db")) as old,
        closing(sqlite3.connect(tmp_path / "prefect.db")) as new,
    ):
        old.backup(new)
    return Prefect(tmp_path)


def test_runs_that_nobody_runs_are_crashed_and_their_slots_free(prefect):
    alive = starts.hold(prefect.home, "by-hand-alive")
    starts.hold(prefect.home, "by-hand-dead").close()
    said = "Marked as crashed, since nobody runs them any more: ingest (by-hand), ingest (cut-off), ingest (submitted)."
    assert prefect.do(lambda: prepare("serve")) == [said]
    assert prefect.states() == {
        "cut-off": "Crashed", "submitted": "Crashed", "part": "Crashed", "by-hand": "Crashed", "by-hand-alive": "Running",
        "of-another-project": "Running", "late-3": "Scheduled", "late-2": "Scheduled", "late-1": "Scheduled",
    }  # fmt: skip
    assert prefect.rows("select state_name from task_run") == [("Crashed",)]
    assert prefect.rows("select active_slots from concurrency_limit_v2") == [(0,)]
    assert prefect.do(lambda: prepare("serve")) == []
    alive.close()


def test_a_run_by_hand_leaves_alone_what_a_served_worker_may_be_running(prefect):
    starts.hold(prefect.home, "by-hand-dead").close()
    assert prefect.do(lambda: prepare("run")) == [
        "Marked as crashed, since nobody runs them any more: ingest (by-hand)."
    ]
    assert prefect.states()["cut-off"] == "Running"
    assert prefect.rows("select active_slots from concurrency_limit_v2") == [(1,)]


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (
            '[{"prefect.deployments.steps.run_shell_script": {"script": "id"}}]',
            "'daily' in the work pool openlag .* none of ours",
        ),
        ("null", "none of ours"),
        (
            f'[{{"{STEP}": {{"directory": "$OTHER"}}}}]',
            "'daily' of PREFECT_HOME, .* belongs to another checkout, .*other; serve that",
        ),
    ],
)
def test_a_deployment_that_is_not_this_checkouts_is_refused_before_anything_is_changed(prefect, steps, sentence):
    other = prefect.home / "other"
    other.mkdir()
    (other / "prefect.yaml").touch()
    prefect.change(f"update deployment set pull_steps = '{steps.replace('$OTHER', str(other))}'")
    with pytest.raises(Refused, match=sentence):
        prefect.do(lambda: prepare("serve"))
    assert prefect.states()["cut-off"] == "Running"
    assert prefect.do(lambda: prepare("run")) == []


def test_the_schedules_of_a_checkout_that_is_gone_are_taken_over(prefect):
    prefect.change(f"""update deployment set pull_steps = '[{{"{STEP}": {{"directory": "/gone/with/the/disk"}}}}]'""")
    assert prefect.do(lambda: prepare("serve")) != []


def test_steps_beside_our_own_are_a_strangers():
    ours = {STEP: {"directory": "/a"}}
    script = {"prefect.deployments.steps.run_shell_script": {"script": "id"}}
    assert checkout_of([ours]) == "/a"
    for steps in (
        None,
        [],
        [ours, script],
        [script],
        [ours | script],
        [{STEP: {"directory": "/a", "requires": "evil"}}],
        [{STEP: {}}],
    ):
        assert checkout_of(steps) is None


def test_a_database_of_a_newer_prefect_is_told_as_such(prefect):
    prefect.change("update alembic_version set version_num = 'ffffffffffff'")
    for kind in ("serve", "run"):
        with pytest.raises(
            Refused,
            match=f"PREFECT_HOME, {prefect.home}, was made by a newer Prefect than the 3.*ffffffffffff.*set PREFECT_HOME",
        ):
            prefect.do(lambda kind=kind: prepare(kind))


def test_a_database_that_cannot_be_made_ends_the_server_with_the_reason(tmp_path):
    (tmp_path / "prefect.db").mkdir()
    with pytest.raises(OperationalError, match="unable to open database file"):
        Prefect(tmp_path).do(lambda: prepare("run"))


def test_a_run_in_the_worker_of_another_checkout_is_refused(monkeypatch):
    monkeypatch.setenv("OPENLAG_CHECKOUT", str(PROJECT))
    require_own_checkout()
    monkeypatch.setenv("OPENLAG_CHECKOUT", "/another/checkout")
    with pytest.raises(
        SettingError, match=f"belongs to {PROJECT}, but its worker to OPENLAG_CHECKOUT=/another/checkout"
    ):
        require_own_checkout()


@dataclass(frozen=True)
class Served:
    """A real `openlag serve` on the seeded home."""

    prefect: Prefect
    process: "subprocess.Popen[bytes]"
    log: Path
    url: str

    def key(self) -> str:
        return (starts.folder(self.prefect.home) / "serve.key").read_text().strip()

    def ask(self, method: str, path: str, **headers: str) -> httpx.Response:
        return httpx.request(method, self.url + path, headers=headers, json={} if method == "POST" else None)


@pytest.fixture(scope="module")
def served(seeded: Prefect, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    others = {
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "PREFECT_API_AUTH_STRING": "far:key",
        "PREFECT_API_KEY": "far",
    }
    ours = {"PREFECT_HOME": str(seeded.home), "OPENLAG_HOME": str(folder), "HF_ENDPOINT": "http://127.0.0.1:9"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "OPENLAG_", "HF_"))}
    log = folder / "log"
    command = [sys.executable, "-m", "cli.main", "serve", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=PROJECT, env=kept | others | ours, stdout=output, stderr=output)
    try:
        wait_until(lambda: "Stop with Ctrl-C" in log.read_text() or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield Served(seeded, process, log, f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_the_three_requests_of_a_shell_command_are_refused_without_the_key(served):
    run = "/api/deployments/00000000-0000-0000-0000-000000000000/create_flow_run"
    for headers in ({}, {"Origin": "https://evil.test"}, {"Origin": served.url}, {"Host": "evil.test"}):
        for path in ("/api/flows/", "/api/deployments/", run):
            assert served.ask("POST", path, **headers).status_code in (401, 403)
        assert served.ask(
            "GET", "/api/csrf-token?client=00000000-0000-0000-0000-000000000000", **headers
        ).status_code in (401, 403)
    key = {"Authorization": "Basic " + base64.b64encode(served.key().encode()).decode()}
    assert served.ask("POST", "/api/flows/filter", **key).json() == {"detail": "Missing CSRF token."}
    assert served.ask("GET", "/api/admin/version", **key).status_code == 200
    assert served.ask("GET", "/api/admin/version", Host="evil.test", **key).status_code == 400
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    assert served.ask("OPTIONS", "/api/flows/", Origin="https://evil.test", **preflight).status_code == 403
    own = served.ask("OPTIONS", "/api/flows/", Origin=served.url, **preflight)
    assert (own.status_code, own.headers["access-control-allow-origin"]) == (200, served.url)
    assert served.ask("GET", "/ui-settings").json()["api_url"] == f"{served.url}/api"


@pytest.mark.parametrize("path", ["events/in", "events/out", "logs/out", "work_pools/openlag/workers/connect"])
def test_events_and_logs_are_streamed_to_who_has_the_key_alone(served, path):
    def greet(token: str | None, origin: str) -> str:
        address = f"{served.url.replace('http', 'ws')}/api/{path}"
        with connect(address, subprotocols=[Subprotocol("prefect")], origin=Origin(origin), proxy=None) as opened:
            opened.send(json.dumps({"type": "auth", "token": token}))
            return str(opened.recv(timeout=20))

    assert json.loads(greet(served.key(), served.url)) == {"type": "auth_success"}
    for token in (None, "openlag:wrong"):
        with pytest.raises(ConnectionClosedError):
            greet(token, served.url)
    with pytest.raises(InvalidStatus, match="403"):
        greet(served.key(), "https://evil.test")


def test_the_key_is_in_its_file_and_nowhere_else(served):
    secret = served.key().partition(":")[2]
    assert (starts.folder(served.prefect.home) / "serve.key").stat().st_mode & 0o777 == 0o600
    assert str(starts.folder(served.prefect.home) / "serve.key") in served.log.read_text()
    assert secret not in served.log.read_text()
    assert not [file for file in served.prefect.home.glob("prefect.db*") if secret.encode() in file.read_bytes()]
    arguments = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "cli.server_process" in arguments and secret not in arguments


def test_a_second_start_on_the_same_home_is_refused(served):
    with pytest.raises(SourceError, match=rf"Another `openlag serve` \(process {served.process.pid}\) runs"):
        starts.ServeStart(served.prefect.home)


def test_every_schedule_creates_runs(served):
    query = "select distinct d.name from flow_run r join deployment d on d.id = r.deployment_id where r.state_type = 'SCHEDULED'"
    wait_until(lambda: len(served.prefect.rows(query)) == 3)
    assert {name for (name,) in served.prefect.rows(query)} == {"daily", "weekly", "backfill"}


def test_after_an_accident_the_last_of_the_late_runs_begins_and_all_ends_with_a_kill(served):
    # A run takes the name of its week when it begins, so each is found by the day it was due.
    late = [
        f"auto_scheduled and expected_start_time between datetime('now', '-{24 * days + 12} hours') "
        f"and datetime('now', '-{24 * days - 12} hours')"
        for days in (1, 2, 3)
    ]
    wait_until(lambda: served.prefect.rows(f"select state_name from flow_run where {late[0]}") == [("Running",)])
    assert (
        "Marked as crashed, since nobody runs them any more: ingest (cut-off), ingest (submitted)."
        in served.log.read_text()
    )
    for due in late[1:]:
        assert served.prefect.rows(f"select state_name from flow_run where {due}") == [("Cancelled",)]
    ((message,),) = served.prefect.rows(
        f"select s.message from flow_run_state s join flow_run r on s.id = r.state_id where r.{late[1]}"
    )
    days = [f"{datetime.now(UTC) - days * DAY:%Y-%m-%d}" for days in (1, 3, 2)]
    assert re.fullmatch(
        "Let go, since the run of {} .* makes up for them: the late runs of {} ..:.., {} ..:...".format(*days), message
    )
    assert message in served.log.read_text()
    written = [file for file in served.prefect.home.rglob("workspace.json") if served.key() in file.read_text()]
    assert written and written[0].is_relative_to(
        starts.folder(served.prefect.home) / "worker"
    )  # which the next start empties
    ((run,),) = served.prefect.rows(f"select infrastructure_pid from flow_run where {late[0]}")
    served.process.kill()
    served.process.wait()
    wait_until(lambda: is_free(served.prefect.home) and not is_alive(int(run.rpartition(":")[2])))


def is_free(home: Path) -> bool:
    """Whether no server and no worker holds the lock of a home."""
    try:
        starts.ServeStart(home).close()
    except SourceError:
        return False
    return True


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(is_true: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "too late"
        time.sleep(0.2)
