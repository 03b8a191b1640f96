"""`openlag export` and `openlag publish`: a dry run asks nobody, a push sends the export and nothing else, and the token goes nowhere else.

The Hub here is a small server on this machine that speaks what huggingface_hub speaks: create, validate, preupload, LFS batch, commit.
"""

import base64
import hashlib
import json
import logging
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.read.connect import SCHEMA_VERSION, open_warehouse
from warehouse.share.export import export
from warehouse.share.upload import Plan, UploadError, plan_upload, require_repository_name, upload
from warehouse.sources.net.client import Limits

TOKEN = "hf_a_token_that_must_not_leak"
QUICK = Limits(timeout_seconds=1.0, tries=2, first_wait_seconds=0.01, longest_wait_seconds=5.0)
CREATE, INFO, VALIDATE, PREUPLOAD, BATCH, COMMIT = (
    "/api/repos/create", "/api/datasets/owner/name", "/api/validate-yaml", "/api/datasets/owner/name/preupload/main",
    "/datasets/owner/name.git/info/lfs/objects/batch", "/api/datasets/owner/name/commit/main",
)  # fmt: skip


@dataclass
class Answer:
    """What a path answers instead. times: how often; is_silent: say nothing."""

    status: int = 200
    body: object = b""
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1_000
    is_silent: bool = False


class Hub(ThreadingHTTPServer):
    """Keeps what was asked and what was pushed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers: dict[str, Answer] = {
            INFO: Answer(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
        }
        self.objects: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self.summary = ""
        self.verify_at = ""
        self.stopping = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up on a kept connection is none; any other error is the test's own and is printed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def paths(self) -> list[str]:
        return [path.partition("?")[0] for _, path, *_ in self.asked]

    def answer(self, path: str, body: bytes) -> object:
        if path == CREATE:
            return {"url": f"{self.endpoint}/datasets/owner/name"}
        if path == VALIDATE:
            return {"errors": [], "warnings": [{"message": f"a warning that holds {TOKEN}"}]}
        if path == PREUPLOAD:
            files = json.loads(body)["files"]
            return {"files": [self.mode(one["path"]) for one in files]}
        if path == BATCH:
            return {"transfer": "basic", "objects": [self.place(one) for one in json.loads(body)["objects"]]}
        if path == COMMIT:
            return self.commit(body)
        if path.startswith("/lfs/"):
            assert hashlib.sha256(body).hexdigest() == path.removeprefix("/lfs/")
            self.objects[path.removeprefix("/lfs/")] = body
        return {}

    def mode(self, path: str) -> dict[str, Any]:
        is_large = path.endswith((".parquet", ".csv"))
        return {"path": path, "uploadMode": "lfs" if is_large else "regular", "shouldIgnore": False}

    def place(self, wanted: dict[str, Any]) -> dict[str, Any]:
        upload = {"href": f"{self.endpoint}/lfs/{wanted['oid']}?signature=secret"}
        verify = {"href": f"{self.verify_at or self.endpoint}/verify"}
        return wanted | {"actions": {"upload": upload, "verify": verify}}

    def commit(self, body: bytes) -> dict[str, str]:
        for line in body.splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "header":
                self.summary = value["summary"]
            elif entry["key"] == "file":
                self.files[value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                self.files[value["path"]] = self.objects[value["oid"]]
            else:
                raise AssertionError(entry)
        return {"commitUrl": f"{self.endpoint}/datasets/owner/name/commit/abc", "commitOid": "a" * 40}


class Handler(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def handle_any(self) -> None:
        body = self.read_body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.command, self.path, headers, body))
        path = self.path.partition("?")[0]
        fault = self.server.answers.get(path)
        if fault is not None and fault.times > 0:
            fault.times -= 1
            if fault.is_silent:
                self.close_connection = True
                self.server.stopping.wait()
                return
            self.send(fault.status, fault.body, fault.headers)
            return
        self.send(200, self.server.answer(path, body), {})

    do_GET = do_POST = do_PUT = handle_any

    def read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send(self, status: int, body: object, headers: dict[str, str]) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(content))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.stopping.set()
    server.shutdown()
    server.server_close()
    thread.join()


def make_warehouse(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw; create schema marts")
        connection.execute(
            "create table raw.warehouse as select ? as schema_version, date '2026-08-11' as as_of, 'abc' as code_version",
            [SCHEMA_VERSION],
        )
        connection.execute("create table marts.releases as select 'kimi-k3' as release_id, 'Kimi K3' as name")
        connection.execute(
            "create table marts.sources as select 'Title' as title, 'Maker' as producer, 'https://example.org' as url, "
            "'CC BY 4.0' as licence, date '2026-08-11' as retrieved_on"
        )
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_warehouse(make_warehouse(tmp_path / "w.duckdb")) as connection:
        return export(connection, tmp_path / "export", with_csv=True).folder


@pytest.fixture
def plan(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    return plan_upload(folder, "owner/name", is_private=True)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def settings(hub: Hub | None, tmp_path: Path, token: str | None = TOKEN) -> dict[str, str]:
    chosen = {"HF_HOME": str(tmp_path / "hf"), "HF_ENDPOINT": hub.endpoint if hub else "http://127.0.0.1:9"}
    return chosen | ({"HF_TOKEN": token} if token else {})


def test_an_export_and_its_push_by_the_command_line(openlag, hub, tmp_path):
    make_warehouse(tmp_path / "home" / "openlag.duckdb")
    nothing = openlag("publish", "owner/name", settings=settings(hub, tmp_path))
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert "there is no export here" in nothing.stderr and "openlag export" in nothing.stderr

    done = openlag("export")
    folder = tmp_path / "home" / "export"
    assert done.returncode == 0, done.stderr
    assert f"2 marts as of 2026-08-11 are in {folder}: 4 files" in done.stdout
    assert "Export: 2 of 2 marts" in done.stderr
    again = openlag("export", "--format", "csv", "--output", str(tmp_path / "other"))
    assert (
        again.returncode == 0
        and (tmp_path / "other" / "releases.csv").read_text() == "release_id,name\nkimi-k3,Kimi K3\n"
    )
    (folder / "notes.txt").write_text("mine")
    refused = openlag("export")
    assert (
        refused.returncode == 1
        and "'notes.txt', which is not of an export" in refused.stderr
        and "Traceback" not in refused.stderr
    )

    dry = openlag("publish", "owner/name", settings=settings(hub, tmp_path))
    assert dry.returncode == 0, dry.stderr
    assert hub.asked == []  # a dry run asks nobody
    assert "owner/name (private" in dry.stdout and "Nothing was sent; --really pushes." in dry.stdout
    for name in ("README.md", "datapackage.json", "releases.parquet", "sources.parquet"):
        assert f"{name} " in dry.stdout and f"{(folder / name).stat().st_size:,} bytes" in dry.stdout
    assert "notes.txt" not in dry.stdout

    tokenless = openlag("publish", "owner/name", "--really", settings=settings(hub, tmp_path, token=None))
    assert tokenless.returncode == 1 and "There is no token; set HF_TOKEN" in tokenless.stderr and hub.asked == []

    pushed = openlag("publish", "owner/name", "--really", "--public", settings=settings(hub, tmp_path))
    assert pushed.returncode == 0, pushed.stderr
    assert f"Pushed: {hub.endpoint}/datasets/owner/name/commit/abc" in pushed.stdout
    (folder / "notes.txt").unlink()
    assert hub.files == contents(folder)
    everything = "".join(run.stdout + run.stderr for run in (nothing, done, again, refused, dry, tokenless, pushed))
    assert TOKEN not in everything and "Traceback" not in everything and "secret" not in everything
    assert not any(TOKEN.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_calls_that_make_no_sense_end_with_code_2(openlag, tmp_path):
    make_warehouse(tmp_path / "home" / "openlag.duckdb")
    for arguments, sentence in (
        (("publish", "no-owner"), "write it as owner/name"),
        (("export", "--format", "xlsx"), "xlsx"),
        (("explain", "Kimi K33"), "There is no release 'Kimi K33'; did you mean Kimi K3 (kimi-k3)?"),
    ):
        run = openlag(*arguments)
        assert (run.returncode, sentence in " ".join(run.stderr.split())) == (2, True), run.stderr
        assert "Traceback" not in run.stderr and run.stdout == ""


@pytest.mark.parametrize("command", ["explain", "export", "publish"])
def test_the_commands_have_help_with_an_example(openlag, command):
    run = openlag(command, "--help")
    assert run.returncode == 0 and f"openlag {command} " in run.stdout and "Example" in run.stdout


def test_a_push_sends_the_export_in_one_commit_and_nothing_else(hub, plan, folder):
    (folder / "notes.txt").write_text("mine")
    steps: list[str] = []
    address = upload(plan, endpoint=hub.endpoint, limits=QUICK, on_step=steps.append)
    assert address == f"{hub.endpoint}/datasets/owner/name/commit/abc"
    (folder / "notes.txt").unlink()
    assert hub.files == contents(folder)
    assert hub.summary == "Data as of 2026-08-11"
    assert json.loads(hub.asked[0][3]) == {
        "name": "name",
        "organization": "owner",
        "visibility": "private",
        "type": "dataset",
    }
    assert hub.paths.count(COMMIT) == 1 and len(steps) == 2
    for method, path, headers, _ in hub.asked:
        assert headers.get("authorization") == (None if method == "PUT" else f"Bearer {TOKEN}"), path
        assert "xet" not in path


def test_a_repository_that_exists_is_pushed_to(hub, plan, folder):
    hub.answers[CREATE] = Answer(
        409, {"error": "You already created this dataset repo", "url": f"{hub.endpoint}/datasets/owner/name"}
    )
    upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert hub.files == contents(folder)


def test_a_token_that_may_write_but_not_create_pushes_to_a_repository_that_exists(hub, plan, folder, monkeypatch):
    monkeypatch.setattr(
        "huggingface_hub.constants.ENDPOINT", hub.endpoint
    )  # as HF_ENDPOINT does; here the library knows no other
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    hub.answers[CREATE] = Answer(403, {"error": "no right to create"})
    hub.answers[INFO] = Answer(200, {"id": "owner/name", "_id": "1"})
    upload(plan, limits=QUICK)
    assert hub.files == contents(folder)


def test_trouble_that_passes_is_outlived(hub, plan, folder):
    hub.answers[PREUPLOAD] = Answer(503, {"error": "starting"}, times=1)
    upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert hub.files == contents(folder)


ECHO = {"error": f"the token {TOKEN} is\nof no use"}


@pytest.mark.parametrize(
    ("path", "answer", "sentence"),
    [
        (CREATE, Answer(401, ECHO), r"creating the repository failed: 401, the Hub does not know the token"),
        (CREATE, Answer(403, ECHO), r"403, the token may not write there.*the Hub says: .*of no use"),
        (CREATE, Answer(404, ECHO), r"404, the Hub has no such owner or repository"),
        (CREATE, Answer(429, ECHO, {"Retry-After": "3600"}), r"429, the Hub asks for a wait of 3,600 s"),
        (CREATE, Answer(429, ECHO), r"429, too many requests; run again later"),
        (CREATE, Answer(500, ECHO), r"500, the Hub is in trouble; run again later"),
        (CREATE, Answer(409, {"error": "Cannot create repo: another conflicting operation is in progress"}), r"409, somebody else changed"),
        (CREATE, Answer(200, b"<!doctype html>"), r"the answer is not one of a Hub .*check HF_ENDPOINT"),
        (CREATE, Answer(200, [TOKEN]), r"the answer is not one of a Hub"),
        (CREATE, Answer(is_silent=True), r"no answer within 1 s"),
        (VALIDATE, Answer(400, {"errors": [{"message": f"no good: {TOKEN}"}]}), r"Invalid metadata in README\.md.*no good: \[token\]"),
        (PREUPLOAD, Answer(404, ECHO, {"X-Error-Code": "RepoNotFound"}), r"pushing 6 files failed: 404, the Hub has no such owner"),
        (PREUPLOAD, Answer(503, ECHO), r"503, the Hub is in trouble; run again later, asked 2 times"),
        (PREUPLOAD, Answer(429, ECHO, {"RateLimit": '"api";r=0;t=280'}), r"429, the Hub asks for a wait of 281 s"),
        (PREUPLOAD, Answer(200, {"files": "none"}), r"the answer is not one of a Hub"),
        (BATCH, Answer(200, {"objects": [{"oid": "x", "size": 1, "error": {"code": 507, "message": f"full {TOKEN}"}}]}), r"full \[token\]"),
        (COMMIT, Answer(409, ECHO), r"409, somebody else changed the repository at the same time; run again"),
        (COMMIT, Answer(412, ECHO), r"412, somebody else changed"),
        (COMMIT, Answer(413, ECHO), r"413, the Hub finds it too large"),
        (COMMIT, Answer(502, ECHO), r"502, the Hub is in trouble"),
        (COMMIT, Answer(200, {}), r"the answer is not one of a Hub"),
        (COMMIT, Answer(is_silent=True), r"no answer within 1 s; look at the repository, then run again"),
    ],
)  # fmt: skip
def test_every_refusal_of_the_hub_is_one_sentence_without_the_token(hub, plan, caplog, capfd, path, answer, sentence):
    hub.answers[path] = answer
    with caplog.at_level(logging.DEBUG), pytest.raises(UploadError, match=sentence) as refusal:
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    text = str(refusal.value)
    assert text.startswith("owner/name: ") and text.endswith(".") and text.isprintable() and len(text) < 600
    printed = capfd.readouterr()
    told = (
        "".join(traceback.format_exception(refusal.value))
        + repr(refusal.value)
        + caplog.text
        + printed.out
        + printed.err
    )
    assert TOKEN not in told
    assert hub.files == {}


def test_a_large_file_that_is_refused_is_told_like_the_rest(hub, plan, folder):
    oid = hashlib.sha256((folder / "releases.parquet").read_bytes()).hexdigest()
    hub.answers[f"/lfs/{oid}"] = Answer(403, b"<Error>expired</Error>")
    with pytest.raises(UploadError, match="403, the token may not write there"):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert hub.files == {}


def test_the_token_is_not_sent_to_another_host_that_the_hub_names(hub, plan):
    hub.verify_at = hub.endpoint.replace("127.0.0.1", "localhost")
    with pytest.raises(UploadError, match="points to the host localhost, and the token is not sent there"):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert "/verify" not in hub.paths


def test_a_redirect_to_another_host_does_not_take_the_token_along(hub, plan):
    other = hub.endpoint.replace("127.0.0.1", "localhost")
    hub.answers[CREATE] = Answer(307, b"", {"Location": f"{other}/elsewhere"})
    with pytest.raises(UploadError):
        upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert all("authorization" not in headers for _, path, headers, _ in hub.asked if path == "/elsewhere")


def test_no_hub_at_all_is_one_sentence(plan):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.monotonic()
    with pytest.raises(UploadError, match="creating the repository failed: .*refused.*check HF_ENDPOINT"):
        upload(plan, endpoint=f"http://127.0.0.1:{port}", limits=QUICK)
    assert time.monotonic() - begun < 10


def test_the_library_is_left_as_it_was(hub, plan):
    from huggingface_hub import constants
    from huggingface_hub.utils import _http, are_progress_bars_disabled

    def state() -> list[object]:
        log = logging.getLogger("huggingface_hub")
        return [log.level, constants.HF_HUB_DISABLE_XET, are_progress_bars_disabled(), _http._GLOBAL_CLIENT_FACTORY]

    before = state()
    upload(plan, endpoint=hub.endpoint, limits=QUICK)
    assert state() == before


@pytest.mark.parametrize("name", ["releases.parquet", "README.md", "datapackage.json", "sources.csv"])
def test_an_export_that_is_not_whole_is_not_pushed(folder, name):
    (folder / name).unlink()
    with pytest.raises(UploadError, match="run `openlag export` first"):
        plan_upload(folder, "owner/name", is_private=True)


def test_a_file_changed_since_the_export_is_not_pushed(folder):
    (folder / "releases.parquet").write_bytes(b"PAR1")
    with pytest.raises(UploadError, match=r"releases\.parquet: missing, or not what datapackage\.json says of it"):
        plan_upload(folder, "owner/name", is_private=True)


def test_a_descriptor_that_names_a_file_elsewhere_is_refused(folder):
    secret = folder.parent / "secret.txt"
    secret.write_bytes(b"x")
    package = json.loads((folder / "datapackage.json").read_text())
    package["resources"][0] |= {
        "path": "../secret.txt",
        "bytes": 1,
        "hash": f"sha256:{hashlib.sha256(b'x').hexdigest()}",
    }
    (folder / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(UploadError, match=r"secret\.txt"):
        plan_upload(folder, "owner/name", is_private=True)


def test_an_address_of_this_machine_is_pointed_out(tmp_path):
    path = make_warehouse(tmp_path / "w.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("update marts.sources set url = 'file:///home/somebody/epoch'")
    with open_warehouse(path) as connection:
        done = export(connection, tmp_path / "export")
    assert plan_upload(done.folder, "owner/name", is_private=True).local_addresses == ("file:///home/somebody/epoch",)


@pytest.mark.parametrize(
    "name",
    ["", "name", "a/b/c", "owner/", "/name", "owner/na me", "owner/../name", "owner/" + "x" * 200, "own\ner/name"],
)
def test_what_no_repository_is_called_is_refused(name):
    with pytest.raises(ValueError, match="write it as owner/name") as refusal:
        require_repository_name(name)
    assert str(refusal.value).isprintable()
