"""A small Hub on this machine that answers from the stored snapshot, warehouse/reference/hub_models.csv.

It speaks the Hub's wire format, so the live code path runs without a network: `with ReplayServer(csv) as server:` and pull from
server.endpoint, or `python -m warehouse.replay` and HF_ENDPOINT. What the snapshot does not know is absent from the answer, never zero.
Two things are made up because the format needs them: a day without a time becomes midnight UTC, and a model whose hub_id is blank gets
the first 24 hexadecimal digits of the SHA-256 of its name as `_id`, the same at every start. Faults are for tests.
"""

import argparse
import base64
import contextlib
import csv
import gzip
import hashlib
import json
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from warehouse import replay_datasets
from warehouse.landing import Pull, SourceError
from warehouse.replay_datasets import Dataset
from warehouse.replay_faults import Commit, Fault, Json, list_commits, list_files, send_fault

SNAPSHOT = Path(__file__).parent / "reference" / "hub_models.csv"
HUB_URL = "https://huggingface.co/api/models"
LARGEST_PAGE = 1000
QUOTA = 500  # requests in 300 s
SORTS = {"createdAt", "lastModified", "downloads", "likes", "trendingScore"}
LISTED = {"createdAt", "downloads", "likes", "tags", "library_name", "pipeline_tag"}  # without expand
EXPANDABLE = {
    "author", "baseModels", "cardData", "childrenModelCount", "config", "createdAt", "disabled", "downloads", "downloadsAllTime",
    "evalResults", "gated", "gguf", "inference", "inferenceProviderMapping", "lastModified", "library_name", "likes", "mask_token",
    "model-index", "pipeline_tag", "private", "resourceGroup", "safetensors", "sha", "siblings", "spaces", "tags",
    "transformersInfo", "trendingScore", "usedStorage", "widgetData", "xetEnabled",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"


class _Problem(Exception):
    def __init__(self, status: int, message: str, code: str = "") -> None:
        super().__init__(message)
        self.status, self.headers = status, {"X-Error-Code": code} if code else {}


class ReplayServer:
    """The server as a context manager, on a free port of 127.0.0.1 unless port says another.

    faults: by the number of the page in its listing, from 1. histories: commits by repository, oldest first; a repository without one has
    no commits or files here and answers 404. datasets: dataset repositories by name. requests: the last 10,000 that came in.
    """

    def __init__(
        self,
        csv_path: Path = SNAPSHOT,
        *,
        page_size: int = LARGEST_PAGE,
        port: int = 0,
        faults: Mapping[int, Fault] | None = None,
        histories: Mapping[str, Sequence[Commit]] | None = None,
        datasets: Mapping[str, Dataset] | None = None,
    ) -> None:
        self.models, self.snapshot_on = _read_snapshot(csv_path)
        self.page_size = min(page_size, LARGEST_PAGE)
        self.faults = dict(faults or {})
        self.histories = dict(histories or {})
        self.datasets = dict(datasets or {})
        self.requests: deque[Request] = deque(maxlen=10_000)
        self.stopping = threading.Event()
        self._http = _Server(("127.0.0.1", port), Handler)
        self._http.replay = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.endpoint = f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def mark(self, pull: Pull) -> Pull:
        """A pull from this server as what it is: the stored snapshot, of its day, and not of this port."""
        title = f"{pull.title}, stored snapshot of {self.snapshot_on}"
        return replace(pull, is_replay=True, retrieved_on=self.snapshot_on, url=HUB_URL, title=title)


class _Server(ThreadingHTTPServer):
    replay: ReplayServer

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.connections: set[socket.socket] = set()

    def server_close(self) -> None:
        super().server_close()
        for connection in list(self.connections):  # kept-alive ones would keep their threads
            with contextlib.suppress(OSError):  # its client was faster
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a client that goes away is no news
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes, and the second would wait 40 ms

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        replay = self.server.replay
        replay.requests.append(Request(self.path, dict(self.headers.items()), self.command))
        parts = urlsplit(self.path)
        query = parse_qsl(parts.query, keep_blank_values=True)
        pieces = parts.path.strip("/").split("/")
        try:
            if pieces[0] in ("datasets", "cdn") or pieces[:2] == ["api", "datasets"]:
                return self._send_of_dataset(pieces, query)
            if pieces[:2] != ["api", "models"]:
                raise _Problem(404, "Sorry, we can't find the page you are looking for.")
            if len(pieces) == 2:
                return self._send_page(_list_models(replay.models, query), query)
            name = "/".join(pieces[2:4])
            if len(pieces) <= 4:
                found = [model for model in replay.models if model["id"] == name]
                if not found:
                    raise _Problem(404, "Repository not found", "RepoNotFound")
                return self.send(_expanded(found[0], query, default=EXPANDABLE))
            history = replay.histories.get(name)
            if history is None or len(pieces) != 6:
                raise _Problem(404, "Repository not found", "RepoNotFound")
            rows = list_commits(history) if pieces[4] == "commits" else list_files(history, pieces[5])
            if rows is None:
                raise _Problem(404, "Invalid rev id", "RevisionNotFound")
            self._send_page(rows, query)
        except _Problem as problem:
            self.send({"error": str(problem)}, status=problem.status, headers=problem.headers)

    do_HEAD = do_GET

    def _send_of_dataset(self, pieces: list[str], query: list[tuple[str, str]]) -> None:
        replay = self.server.replay
        if pieces[0] == "cdn":
            if not replay_datasets.send_bytes(self, replay.datasets, pieces[1:]):
                raise _Problem(404, "No such object")
            return
        rest = pieces[1:] if pieces[0] == "datasets" else pieces[2:]
        dataset = replay.datasets.get("/".join(rest[:2]))
        if dataset is None or len(rest) < 4:
            raise _Problem(404, "Repository not found", "RepoNotFound")
        if rest[2] == "resolve":
            if not replay_datasets.send_file(self, dataset, rest[3], "/".join(rest[4:])):
                raise _Problem(404, "Entry not found", "EntryNotFound")
            return
        rows = list_commits(dataset.commits) if rest[2] == "commits" else replay_datasets.list_tree(dataset, rest[3])
        if rows is None:
            raise _Problem(404, "Invalid rev id", "RevisionNotFound")
        self._send_page(rows, query)

    def _send_page(self, rows: list[Json], query: list[tuple[str, str]]) -> None:
        replay, given = self.server.replay, dict(query)
        size = min(replay.page_size, _number(given.get("limit", str(LARGEST_PAGE))))
        start = _read_cursor(given.get("cursor"))
        headers = {}
        if start + size < len(rows):
            rest = [pair for pair in query if pair[0] != "cursor"] + [("cursor", _cursor(start + size))]
            headers["Link"] = f'<{replay.endpoint}{urlsplit(self.path).path}?{urlencode(rest)}>; rel="next"'
        fault = replay.faults.get(start // size + 1)
        page: list[Any] = rows[start : start + size]
        if fault is None or fault.times == 0:
            return self.send(page, headers=headers)
        if fault.times is not None:
            fault.times -= 1
        send_fault(self, fault, page, headers)

    def send(self, content: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(content, separators=(",", ":")).encode()
        self.send_bytes(body, dict(headers or {}), status=status)

    def send_bytes(self, body: bytes, headers: Mapping[str, str], *, status: int = 200) -> None:
        left = QUOTA - len(self.server.replay.requests) % (QUOTA - 1)  # never 0: a client obeys that and waits
        all_headers = {
            "Content-Type": "application/json; charset=utf-8",
            "RateLimit": f'"api";r={left};t=300',
            "RateLimit-Policy": f'"fixed window";"api";q={QUOTA};w=300',
        }
        if "gzip" in self.headers.get("Accept-Encoding", "") and "Content-Length" not in headers:
            body = gzip.compress(body, mtime=0)
            all_headers["Content-Encoding"] = "gzip"
        self.send_response(status)
        for name, value in (all_headers | {"Content-Length": str(len(body))} | dict(headers)).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _read_snapshot(csv_path: Path) -> tuple[list[Json], date]:
    try:
        with csv_path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, restval=""))
        models = [_model(row) for row in rows]
        return models, max(date.fromisoformat(row["read_on"]) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(f"{csv_path}: no stored snapshot ({error!r}); take the file from git again.") from error


def _model(row: Mapping[str, str]) -> Json:
    """One row of the CSV as the Hub writes it. A blank cell is a field that is not there."""
    name, tags, licence = row["hub_model_id"], row["tags"].split(), row["licence"]
    card = {"license": "other", "license_name": licence} if "license:other" in tags else {"license": licence}
    bases = [{"_id": _hub_id(base), "id": base} for base in row["base_models"].split()]
    numbers = {"downloads": "downloads_30d", "downloadsAllTime": "downloads_all_time", "likes": "likes",
               "trendingScore": "trending_score"}  # fmt: skip
    found: Json = {
        "author": name.partition("/")[0],
        "createdAt": _moment(row["created_at"]),
        "lastModified": _moment(row["last_modified_at"]),
        "tags": tags or None,
        "cardData": card if licence else None,
        "baseModels": {"relation": row["base_model_relation"], "models": bases} if bases else None,
        "gated": {"": None, "false": False}.get(row["gated"], row["gated"]),
        "library_name": row["library"] or None,
        "pipeline_tag": row["task"] or None,
        "safetensors": {"parameters": {}, "total": int(row["parameter_count"])} if row["parameter_count"] else None,
        "evalResults": _json_cell(row, "eval_results_json"),
        "model-index": _json_cell(row, "model_index_json"),
    } | {field: int(row[column]) for field, column in numbers.items() if row.get(column)}
    known = {field: value for field, value in found.items() if value is not None}
    return {"_id": row["hub_id"] or _hub_id(name), "id": name, **known}


def _json_cell(row: Mapping[str, str], column: str) -> object:
    """The JSON in a cell; a snapshot without the column knows nothing of it."""
    text = row.get(column)
    return json.loads(text) if text else None


def _hub_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def _moment(text: str) -> str | None:
    return f"{text}T00:00:00.000Z" if len(text) == 10 else text or None


def _list_models(models: list[Json], query: list[tuple[str, str]]) -> list[Json]:
    given = dict(query)
    sort = given.get("sort", "createdAt")
    if sort not in SORTS or given.get("direction", "-1") not in ("-1", "1"):
        raise _Problem(400, f"sort {sort!r} or direction {given.get('direction')!r} is not known")
    chosen = [model for model in models if given.get("author", model["author"]) == model["author"]]
    chosen = [model for model in chosen if given.get("pipeline_tag") in (None, model.get("pipeline_tag"))]
    if sort == "trendingScore":  # the stored snapshot has no trend, and a list by it would be made up
        chosen = [model for model in chosen if sort in model]
    blank = 0 if sort in ("downloads", "likes", "trendingScore") else ""
    chosen.sort(key=lambda model: (model.get(sort, blank), model["id"]), reverse=given.get("direction") != "1")
    return [_expanded(model, query, default=LISTED) for model in chosen]


def _expanded(model: Json, query: list[tuple[str, str]], *, default: set[str]) -> Json:
    asked = {value for name, value in query if name in ("expand", "expand[]")}
    if unknown := asked - EXPANDABLE:
        raise _Problem(400, f"expand: {', '.join(sorted(unknown))} is none of {', '.join(sorted(EXPANDABLE))}")
    wanted = (asked or default) | {"_id", "id"}
    return {name: value for name, value in model.items() if name in wanted}


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"start": start}).encode()).decode()


def _read_cursor(text: str | None) -> int:
    if text is None:
        return 0
    try:
        return int(json.loads(base64.urlsafe_b64decode(text))["start"])
    except (ValueError, KeyError, TypeError):
        raise _Problem(400, "cursor is not one of this Hub") from None


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise _Problem(400, f"limit {text!r} is no number above 0")
    return min(int(text), LARGEST_PAGE)


def main() -> None:
    """Serve the stored snapshot until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m warehouse.replay", description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--csv", type=Path, default=SNAPSHOT, help="the snapshot to serve (default: %(default)s)")
    parser.add_argument("--page-size", type=int, default=LARGEST_PAGE, help="most rows a page (default: %(default)s)")
    given = parser.parse_args()
    try:
        with ReplayServer(given.csv, port=given.port, page_size=given.page_size) as server:
            print(f"HF_ENDPOINT={server.endpoint}", flush=True)
            print(f"Serving {len(server.models)} models as of {server.snapshot_on}; stop with Ctrl-C.", flush=True)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return
    except (SourceError, OSError) as error:  # no snapshot, or the port is taken
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
