"""A local Prefect server of ours: who may ask it, who can take its place, what of the caller's settings it heeds, how long it lives."""

import asyncio
import base64
import os
import re
import select
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import prefect
import pytest
from prefect.settings import (
    PREFECT_HOME,
    PREFECT_SERVER_API_AUTH_STRING,
    PREFECT_UI_ENABLED,
    Settings,
    get_current_settings,
    temporary_settings,
)
from starlette.routing import Route

from cli import starts
from cli.local_server import LocalServer, own_environment
from cli.serve import key_file, served, where
from cli.server_process import KEYLESS, Guard
from flows.lifeline import WORKER
from warehouse.landing import SourceError
from warehouse.settings import PROJECT

KEY = "openlag:of-this-start"
OWN = "http://127.0.0.1:4200"
ASKS = [
    ("POST", "/api/flows/"),
    ("POST", "/api/deployments/"),
    ("GET", "/api/health"),
    ("OPTIONS", "/api/flows/"),
    ("GET", "/"),
]


async def behind(scope: Any, receive: Any, send: Any) -> None:
    """What stands behind the guard: it answers everything."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


GUARD = Guard(behind, port=4200, key=KEY)


def ask(method: str, path: str, **headers: str) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(GUARD), base_url=OWN) as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(send())


def basic(key: str) -> str:
    return "Basic " + base64.b64encode(key.encode()).decode()


@pytest.mark.parametrize(("method", "path"), ASKS)
def test_a_foreign_page_gets_nothing_even_with_the_key(method, path):
    for origin in ("https://evil.test", "http://127.0.0.1:4201", "https://127.0.0.1:4200", "null", ""):
        for key in ({}, {"Authorization": basic(KEY)}):
            answer = ask(method, path, Origin=origin, **key)
            assert answer.status_code == 403, origin
            assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:4200", "127.0.0.1.evil.test:4200", "[::1]:4200", "", "0.0.0.0:4200"]
)
def test_a_foreign_host_is_refused_and_without_the_key_not_even_told_why(host):
    for method, path in ASKS:
        assert ask(method, path, Host=host).status_code == 401
        assert ask(method, path, Host=host, Authorization=basic(KEY)).status_code == 400


@pytest.mark.parametrize(
    "header", [basic("openlag:another"), basic(KEY + "x"), basic("ü:ü"), f"Bearer {KEY}", "Basic", "", "Basic \xff"]
)
def test_a_wrong_key_is_refused_before_prefect_reads_it(header):
    async def send() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(GUARD), base_url=OWN) as client:
            sent = [("Authorization", header.encode("latin-1"))]
            return (await client.get("/api/health", headers=sent)).status_code

    assert asyncio.run(send()) == 401


def test_our_own_page_and_our_worker_get_through_and_the_page_reports_to_nobody():
    for headers in (
        {},
        {"Origin": OWN},
        {"Origin": "http://localhost:4200", "Host": "localhost:4200"},
        {"Authorization": basic(KEY)},
    ):
        answer = ask("GET", "/api/health", **headers)
        assert answer.text == "behind"
        policy = answer.headers["content-security-policy"]
        assert policy.startswith(f"connect-src 'self' {OWN} ") and policy.endswith("frame-ancestors 'none'")
        assert "; script-src 'self'; " in policy


@pytest.fixture(scope="module")
def prefects_own(tmp_path_factory) -> Any:
    """Prefect's application as a start makes it, without the files of its page; imported here, as it takes a second of every worker."""
    from prefect.server.api.server import create_app

    ours = {
        PREFECT_HOME: tmp_path_factory.mktemp("home"),
        PREFECT_SERVER_API_AUTH_STRING: KEY,
        PREFECT_UI_ENABLED: False,
    }
    with temporary_settings(ours):
        yield create_app(ignore_cache=True)


def test_without_the_key_prefect_answers_nothing_but_its_page_and_its_health(prefects_own):
    """The description of its API, the pages about it and the readiness of its database went to whoever asked."""
    api = prefects_own.api_app
    paths = {route.path for route in prefects_own.routes if isinstance(route, Route)}
    paths |= {f"/api{route.path}" for route in api.routes if isinstance(route, Route)}
    paths |= {f"/api{path}" for path in api.openapi()["paths"]}
    paths |= {f"{path}/" for path in ("/docs", "/redoc", "/openapi.json", "/api/ready", "/api/docs")}
    asked = [(method, re.sub(r"\{.*?\}", "x", path)) for path in paths for method in ("GET", "HEAD", "OPTIONS", "POST")]
    guard = Guard(prefects_own, port=4200, key=KEY)

    async def ask_all() -> dict[tuple[str, str], int]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(guard), base_url=OWN) as client:
            return {(method, path): (await client.request(method, path)).status_code for method, path in asked}

    found = asyncio.run(ask_all())
    assert {"/docs", "/openapi.json", "/api/ready", "/api/flows/filter", "/api/health"} <= {path for _, path in found}
    assert {key for key, status in found.items() if status not in (401, 403)} == {("GET", "/api/health")}


@pytest.mark.parametrize("path", sorted(KEYLESS))
def test_with_the_key_what_needs_one_is_answered(path):
    assert ask("GET", path, Authorization=basic(KEY)).text == "behind"


@pytest.mark.parametrize("folder", [prefect.__ui_static_path__, prefect.__ui_v2_static_path__])
def test_prefects_page_runs_no_script_that_the_policy_stops(folder):
    page = (folder / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", page, re.DOTALL)
    places = re.findall(r'<(?:script|link)\b[^>]* (?:src|href)="([^"]*)"', page)
    assert scripts and all(' src="' in head and not inner.strip() for head, inner in scripts)
    assert places and all(re.match(r"/(?!/)", place) for place in places)


@pytest.mark.parametrize(
    ("headers", "first"),
    [
        ({"host": "127.0.0.1:4200", "origin": "https://evil.test"}, "websocket.close"),
        ({"host": "evil.test"}, "websocket.close"),
        ({"host": "evil.test", "authorization": basic(KEY)}, "websocket.close"),
        ({"host": "127.0.0.1:4200"}, "http.response.start"),
        ({"host": "127.0.0.1:4200", "origin": OWN}, "http.response.start"),
    ],
)
def test_a_websocket_of_a_foreign_page_or_host_is_closed(headers, first):
    sent: list[Any] = []

    async def keep(message: Any) -> None:
        sent.append(message)

    async def nothing() -> Any:
        return {"type": "websocket.connect"}

    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(GUARD({"type": "websocket", "path": "/api/events/in", "headers": pairs}, nothing, keep))
    assert sent[0]["type"] == first


def test_a_port_of_another_server_is_told_and_nothing_is_asked_of_it(loopback, tmp_path):
    port = int(loopback.url.rpartition(":")[2])
    with (
        temporary_settings({PREFECT_HOME: tmp_path}),
        pytest.raises(SourceError, match=f"Port {port} .* is taken"),
        served(port),
    ):
        pass
    assert loopback.asked == [] and not (tmp_path / "prefect.db").exists()
    starts.ServeStart(tmp_path).close()  # the home is free again


def test_a_port_that_cannot_be_opened_is_not_called_taken(monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(SourceError, match=r"Port 80 of this machine cannot be opened \(Permission denied\)"):
        LocalServer("serve", port=80)


def test_nobody_can_take_the_place_of_a_server_that_is_ending():
    server = LocalServer("serve")
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", server.port))
    server.end()


def test_settings_that_speak_of_another_server_are_not_heeded(monkeypatch, tmp_path):
    profiles = tmp_path / "profiles.toml"
    profiles.write_text(
        'active="far"\n[profiles.far]\nPREFECT_API_KEY="of-the-profile"\nPREFECT_LOGGING_LEVEL="DEBUG"\n'
    )
    monkeypatch.delenv("PREFECT_LOGGING_LEVEL")
    for name, value in {
        "PREFECT_PROFILES_PATH": str(profiles), "PREFECT_HOME": str(tmp_path / "home"), "PREFECT_API_URL": "https://far.test/api",
        "PREFECT_API_AUTH_STRING": "far:secret", "PREFECT_SERVER_API_BASE_PATH": "/far", "PREFECT_PROFILE": "far",
        "PREFECT_CLIENT_CUSTOM_HEADERS": '{"Authorization": "far"}', "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
        "PREFECT_API_DATABASE_TIMEOUT": "30", "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "false", "HF_ENDPOINT": "https://hub.test",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    found = own_environment(Settings())
    assert {name: value for name, value in found.items() if name.startswith("PREFECT_")} == {
        "PREFECT_HOME": str(tmp_path / "home"),
        "PREFECT_PROFILES_PATH": os.devnull,
        "PREFECT_LOGGING_LEVEL": "DEBUG",
        "PREFECT_SERVER_DATABASE_TIMEOUT": "30.0",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "False",
    }
    assert found["HF_ENDPOINT"] == "https://hub.test"


def test_the_key_lies_in_a_file_of_its_owner_alone_even_where_another_file_was(tmp_path):
    (tmp_path / "readable").touch()
    (tmp_path / "serve.key").symlink_to(tmp_path / "readable")
    with key_file(tmp_path, KEY) as file:
        assert file.read_text() == f"{KEY}\n" and file.stat().st_mode & 0o777 == 0o600 and not file.is_symlink()
    assert not file.exists() and (tmp_path / "readable").read_text() == ""


@pytest.mark.parametrize(("is_terminal", "words"), [(True, "Its key: openlag:"), (False, "Its key: in /a/serve.key")])
def test_the_key_is_printed_to_a_terminal_and_else_its_file_is_named(monkeypatch, is_terminal, words):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    server = LocalServer("serve")
    said = where(server, Path("/a/serve.key"))
    assert words in said and (server.key in said) is is_terminal
    server.end()


def test_every_start_has_a_key_of_its_own():
    first, second = LocalServer("serve"), LocalServer("serve")
    assert first.key != second.key and len(first.key) > 40
    first.end(), second.end()


def test_a_second_server_of_a_home_is_refused_and_the_first_named(tmp_path):
    first = starts.ServeStart(tmp_path)
    with pytest.raises(
        SourceError, match=rf"Another `openlag serve` \(process {os.getpid()}\) runs on PREFECT_HOME, {tmp_path}"
    ):
        starts.ServeStart(tmp_path)
    first.close()
    starts.ServeStart(tmp_path).close()


def test_what_a_killed_server_left_is_named_with_the_way_to_end_it(tmp_path):
    first = starts.ServeStart(tmp_path)
    left = subprocess.Popen(["sleep", "60"], pass_fds=(first.lock.fileno(),))
    first.note(serve=_ended_process(), server=_ended_process(), worker=left.pid)
    first.close()
    with pytest.raises(
        SourceError, match=rf"was killed, but its worker \({left.pid}\) still runs; end it with `kill {left.pid}`"
    ):
        starts.ServeStart(tmp_path)
    left.kill()
    left.wait()
    starts.ServeStart(tmp_path).close()


def test_a_start_by_hand_is_ended_when_its_process_is_and_told_once(tmp_path):
    alive = starts.hold(tmp_path, "by-hand-alive")
    starts.hold(tmp_path, "by-hand-dead").close()
    with starts.ended(tmp_path) as names:
        assert names == ["by-hand-dead"]
    with starts.ended(tmp_path) as names:
        assert names == []
    alive.close()
    with starts.ended(tmp_path) as names:
        assert names == ["by-hand-alive"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system has no such signal")
@pytest.mark.parametrize(
    "begun",
    [
        "preexec_fn=lifeline.bound_to(os.getpid())",
        "env=os.environ | {'PREFECT__FLOW_RUN_ID': 'r', lifeline.WORKER: str(os.getpid())}",
    ],
)
def test_a_child_and_a_scheduled_run_die_with_a_parent_that_is_killed(begun):
    """The run binds itself when it imports the flows; through the exec of Prefect's engine it stays bound."""
    child = "import flows, os; print(os.getpid(), flush=True); os.execvp('sleep', ['sleep', '60'])"
    begin = f"subprocess.Popen([sys.executable, '-c', {child!r}], {begun})"
    parent = f"import os, subprocess, sys, time; from flows import lifeline; {begin}; time.sleep(60)"
    command = [sys.executable, "-c", parent]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as started:
        assert started.stdout is not None
        assert int(started.stdout.readline()) > 0
        started.kill()
        ready, _, _ = select.select([started.stdout], [], [], 20)
        assert ready and started.stdout.read() == ""  # the child, which held the other end, is gone


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system has no such signal")
def test_a_run_whose_worker_is_gone_already_does_not_begin():
    environment = os.environ | {"PREFECT__FLOW_RUN_ID": "r", WORKER: str(_ended_process())}
    command = [sys.executable, "-c", "import flows; print('began')"]
    done = subprocess.run(command, env=environment, cwd=PROJECT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


def _ended_process() -> int:
    with subprocess.Popen(["true"]) as ended:
        return ended.pid


def test_a_server_that_is_not_ready_in_time_is_no_trouble_of_its_database(monkeypatch, tmp_path):
    # On a machine with too much to do the sentence asked whether the database can be written.
    monkeypatch.setattr("cli.local_server.READY_SECONDS", 0.05)
    server = LocalServer("serve")
    with temporary_settings({PREFECT_HOME: tmp_path}):
        server.start(get_current_settings())
    try:
        with pytest.raises(SourceError, match="was not ready within 0 s; run again when the machine has less to do"):
            server.wait()
    finally:
        server.kill()
        server.end()


def test_a_server_that_ends_before_it_is_ready_is_started_once_more_and_its_last_error_told(monkeypatch, tmp_path):
    stand_in = tmp_path / "python"
    words = ("x.OperationalError: unable to open database file", "(a page explains it)")
    said = "; ".join(f"echo '{line}' >&2" for line in words)
    stand_in.write_text(f"#!/bin/sh\necho started >>'{tmp_path}/starts'; {said}\n")
    stand_in.chmod(0o700)
    monkeypatch.setattr("cli.local_server.sys.executable", str(stand_in))
    sleep = time.sleep
    monkeypatch.setattr("cli.local_server.time.sleep", lambda seconds: sleep(min(seconds, 0.01)))
    server = LocalServer("run")
    with temporary_settings({PREFECT_HOME: tmp_path}):
        server.start(get_current_settings())
    told = rf"did not start \({words[0]}\); its database is in PREFECT_HOME, {tmp_path}: can it be written\?"
    with pytest.raises(SourceError, match=told):
        server.wait()
    server.end()
    assert (tmp_path / "starts").read_text() == "started\n" * 2 and server._errors is not None
    server._errors.close()
