"""A Hub on this machine that speaks as to huggingface_hub when a dataset is pushed: create, validate, preupload, LFS, commit, tree."""

import base64
import hashlib
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb

from warehouse.read.connect import SCHEMA_VERSION
from warehouse.sources.net.client import Limits

TOKEN = "hf_a_token_that_must_not_leak"
QUICK = Limits(timeout_seconds=1.0, tries=2, first_wait_seconds=0.01, longest_wait_seconds=5.0)
CREATE, INFO, VALIDATE, PREUPLOAD, BATCH, COMMIT = (
    "/api/repos/create", "/api/datasets/owner/name", "/api/validate-yaml", "/api/datasets/owner/name/preupload/main",
    "/datasets/owner/name.git/info/lfs/objects/batch", "/api/datasets/owner/name/commit/main",
)  # fmt: skip


TREE = "/api/datasets/owner/name/tree/"


@dataclass
class Answer:
    """What a path answers instead. times: how often; is_silent: say nothing."""

    status: int = 200
    body: object = b""
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1_000
    is_silent: bool = False


class Hub(ThreadingHTTPServer):
    """Keeps what was asked and what was pushed.

    hidden: names that a .gitignore of the dataset hides. loses: names that a commit takes and keeps nothing of. cuts_commit: whether the
    answer to a commit is lost on its way.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.answers: dict[str, Answer] = {}
        self.objects: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self.commit_count = 0
        self.is_there = False
        self.hidden: set[str] = set()
        self.loses: set[str] = set()
        self.cuts_commit = False
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

    @property
    def head(self) -> str:
        return f"{self.commit_count:040x}"

    def answer(self, path: str, body: bytes) -> object:
        if path == CREATE:
            self.is_there = True
            return {"url": f"{self.endpoint}/datasets/owner/name"}
        if path in (INFO, f"{INFO}/revision/main") and self.is_there:
            return {"id": "owner/name", "_id": "1", "sha": self.head}
        if path == VALIDATE:
            return {"errors": [], "warnings": [{"message": f"a warning that holds {TOKEN}"}]}
        if path == PREUPLOAD:
            return {"files": [self.mode(one["path"]) for one in json.loads(body)["files"]]}
        if path == BATCH:
            return {"transfer": "basic", "objects": [self.place(one) for one in json.loads(body)["objects"]]}
        if path == COMMIT:
            return self.commit(body)
        if path == f"{TREE}{self.head}":
            return [self.row(name) for name in self.files]
        if path.startswith("/lfs/"):
            assert hashlib.sha256(body).hexdigest() == path.removeprefix("/lfs/")
            self.objects[path.removeprefix("/lfs/")] = body
        return {}

    def mode(self, path: str) -> dict[str, Any]:
        known = {"oid": oid(path, self.files[path])} if path in self.files else {}
        mode = "lfs" if is_large(path) else "regular"
        return {"path": path, "uploadMode": mode, "shouldIgnore": path in self.hidden} | known

    def row(self, path: str) -> dict[str, Any]:
        content = self.files[path]
        large = {"lfs": {"oid": oid(path, content), "size": len(content)}} if is_large(path) else {}
        return {"type": "file", "path": path, "size": len(content), "oid": git_id(content)} | large

    def place(self, wanted: dict[str, Any]) -> dict[str, Any]:
        upload = {"href": f"{self.endpoint}/lfs/{wanted['oid']}?signature=secret"}
        verify = {"href": f"{self.verify_at or self.endpoint}/verify"}
        return wanted | {"actions": {"upload": upload, "verify": verify}}

    def commit(self, body: bytes) -> dict[str, str]:
        self.commit_count += 1
        for line in body.splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "header":
                self.summary = value["summary"]
            elif value["path"] in self.loses:
                continue
            elif entry["key"] == "file":
                self.files[value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                self.files[value["path"]] = self.objects[value["oid"]]
            else:
                raise AssertionError(entry)
        if self.cuts_commit:
            raise ConnectionResetError
        return {"commitUrl": f"{self.endpoint}/datasets/owner/name/commit/abc", "commitOid": self.head}


def is_large(path: str) -> bool:
    return path.endswith((".parquet", ".csv"))


def git_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def oid(path: str, content: bytes) -> str:
    return hashlib.sha256(content).hexdigest() if is_large(path) else git_id(content)


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
        answer = self.server.answer(path, body)
        if path == INFO and not answer:
            self.send(404, {"error": "Repository not found"}, {"X-Error-Code": "RepoNotFound"})
        else:
            self.send(200, answer, {})

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


@contextmanager
def serving() -> Iterator[Hub]:
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
