"""The recipes of docs/use.md: each block is taken from the page and run, as far as this machine has what it needs."""

import gzip
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import types
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from reports.render import ReportPaths
from tests.conftest import Home
from tests.recipes import USE, block, blocks
from warehouse.read.connect import open_warehouse
from warehouse.settings import PROJECT

LANGUAGES = {"python", "sql", "sh", "text", "cron", "ini", "nginx", "json", "yaml"}


@pytest.fixture
def checkout(built: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the warehouse lies where the recipes look for it."""
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "openlag.duckdb").symlink_to(built.warehouse)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_block_says_its_language_and_every_language_has_a_test():
    assert {name for name in re.findall(r"^```(\w*)$", USE, re.MULTILINE) if name} == LANGUAGES
    assert USE.count("\n```") % 2 == 0


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_the_python_blocks_run_and_print(checkout, capsys, number):
    exec(compile(blocks("python")[number], "docs/use.md", "exec"), {})
    printed = capsys.readouterr().out
    assert ("at most: contradicted (n = 21)", "Kimi K2.5")[number] in printed


def test_the_sql_blocks_give_rows(built):
    with open_warehouse(built.warehouse) as connection:
        assert all(connection.execute(sql).fetchall() for sql in blocks("sql") if "history_data" not in sql)


class _App:
    """Stands for marimo where that is absent: runs the cells in the order of what they read."""

    def __init__(self) -> None:
        self.cells: list[Callable[..., Any]] = []

    def cell(self, function: Callable[..., Any]) -> Callable[..., Any]:
        self.cells.append(function)
        return function

    def run(self) -> tuple[tuple[()], dict[str, Any]]:
        made: dict[str, Any] = {}
        for function in self.cells:
            read = function.__code__.co_varnames[: function.__code__.co_argcount]
            values = function(*(made[name] for name in read))
            source = (PROJECT / "docs" / "notebook.py").read_text(encoding="utf-8").splitlines()
            end = next(line for line in source[function.__code__.co_firstlineno :] if line.strip().startswith("return"))
            made |= dict(zip(re.findall(r"\w+", end.partition("return")[2]), values, strict=True))
        return (), made


def test_the_three_cells_of_the_notebook_run(checkout, monkeypatch):
    if importlib.util.find_spec("marimo") is None:
        monkeypatch.setitem(sys.modules, "marimo", types.SimpleNamespace(App=_App))
    spec = importlib.util.spec_from_file_location("notebook_of_docs", PROJECT / "docs" / "notebook.py")
    assert spec is not None and spec.loader is not None
    notebook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(notebook)
    _, made = notebook.app.run()
    assert made["lags"].height == 17 and made["chart"].to_dict()["layer"]
    made["connection"].close()


def test_the_address_for_jdbc_names_the_file_and_the_property_that_keeps_it_readable():
    address = block("text").strip()
    assert re.fullmatch(r"jdbc:duckdb:/\S+/openlag\.duckdb", address) and "`duckdb.read_only`" in USE


@pytest.mark.parametrize("code", [0, 1, 3, 10])
def test_the_line_for_cron_prints_only_what_cron_should_mail(tmp_path, code):
    (line,) = block("cron").splitlines()
    fields = line.split(None, 5)
    assert " ".join(fields[:5]) == "0 6 * * 1"
    assert "%" not in line  # which cron takes for a line end
    stub = tmp_path / ".venv" / "bin" / "openlag"
    stub.parent.mkdir(parents=True)
    stub.write_text(f'#!/bin/sh\n[ "$*" = "weekly --exit-code" ] || exit 99\necho said >&2\nexit {code}\n')
    stub.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", fields[5].replace("/srv/openlag", str(tmp_path))], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == (f"exit code {code}\nsaid\n" if code else "", "")


def test_systemd_takes_the_unit_and_the_timer(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is absent: there is no systemd here.")
    program = tmp_path / ".venv" / "bin" / "openlag"
    program.parent.mkdir(parents=True)
    program.symlink_to("/bin/true")
    for name, mark in (("openlag-weekly.service", "[Service]"), ("openlag-weekly.timer", "[Timer]")):
        assert f"`{name}`:" in USE
        (tmp_path / name).write_text(block("ini", mark).replace("/srv/openlag", str(tmp_path)))
    files = [str(tmp_path / name) for name in ("openlag-weekly.service", "openlag-weekly.timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "openlag" in line]) == (0, []), done.stderr


@pytest.fixture
def nginx(written: ReportPaths, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Debian's nginx on a free port of this machine, with the site of the page over a report that was written."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        reason = "nginx is absent: apt-get install nginx"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    served = shutil.copytree(written.index.parent, tmp_path / "reports", symlinks=True)
    (served / ".hidden").touch()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    site = block("nginx").replace("listen 8080;", f"listen 127.0.0.1:{port};")
    site = site.replace("/var/lib/openlag/reports", str(served))
    assert str(port) in site and str(served) in site
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""  # a folder of the tests is closed to others
    types = "types { text/html html; image/svg+xml svg; application/json json; }\n"
    (tmp_path / "nginx.conf").write_text(
        f"{user}daemon off;\npid {tmp_path}/pid;\nerror_log {tmp_path}/error.log;\nevents {{ }}\n"
        f"http {{\naccess_log off;\n{types}{temporary}{site}}}\n"
    )
    command = [str(program), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-e", str(tmp_path / "error.log")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            for _ in range(200):
                if server.poll() is not None or is_open(port):
                    break
                time.sleep(0.02)
            assert server.poll() is None, server.stderr.read() if server.stderr else ""
            yield "127.0.0.1", port
        finally:
            server.terminate()


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_nginx_serves_the_weeks_and_nothing_hidden(nginx, written):
    def ask(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection(*nginx, timeout=10)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, read

    place = written.folder.relative_to(written.index.parent)
    assert ask("/")[2] == written.index.read_bytes()
    status, headers, page = ask(f"/{place}/")
    assert (status, page) == (200, written.page.read_bytes())
    assert headers["content-type"] == "text/html; charset=utf-8" and headers["cache-control"] == "no-cache"
    assert ask("/latest/")[2] == page
    status, headers, packed = ask(f"/{place}/report.json", **{"accept-encoding": "gzip"})
    assert headers["content-encoding"] == "gzip" and gzip.decompress(packed) == written.json.read_bytes()
    assert [ask(path)[0] for path in ("/.hidden", "/nothing", "/..%2f..%2fetc/passwd")] == [404, 404, 400]
