"""The server: requests in, answers of the world out, with quota, faults, and a record of who asked what."""

import contextlib
import gzip
import socket
import sys
import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from tests.hub_server.answers import MOST_ROWS, Answer, Refusal, Request, page_by_cursor, page_by_number
from tests.hub_server.faults import Fault, as_bytes, send_faulty
from tests.hub_server.models import list_models, model_info
from tests.hub_server.quota import WINDOW_SECONDS, Quota, bucket
from tests.hub_server.repositories import list_commits, list_tree, resolve, stored_bytes
from tests.hub_server.saved import Saved, moved_here, saved_key
from tests.hub_server.world import World

CANONICAL = "https://huggingface.co"
EXPANDED_TREE_ROWS = 50
NO_ACCESS = (
    "Access to model {name} is restricted. You must have access to it and be authenticated to access it. Please log in."
)
NOT_LISTED = (
    "Access to model {name} is restricted and you are not in the authorized list. Visit {hub}/{name} to ask for access."
)


class HubServer:
    """A Hub as a context manager, on a free port of 127.0.0.1 unless port says another.

    world: what it holds; empty by default. page_size: the most rows of any page. quotas and window_seconds: requests a window by bucket
    (`api`, `resolvers`, `pages`) in place of the Hub's own. prefix: the path under which a mirror has it, such as /hf. is_mirror: addresses
    in Link name the canonical host, as of a mirror that passes answers on. saved: answers of the real Hub, which come first.
    requests: the last 10,000 that came in. statuses: of all answers, by number. World, faults and page_size may be changed while it runs.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        page_size: int = MOST_ROWS,
        port: int = 0,
        faults: Iterable[Fault] = (),
        quotas: Mapping[str, int] | None = None,
        window_seconds: float = WINDOW_SECONDS,
        prefix: str = "",
        is_mirror: bool = False,
        saved: Saved | None = None,
    ) -> None:
        self.world = World() if world is None else world
        self.page_size = page_size
        self.faults = list(faults)
        self.quota = Quota(quotas or {}, window_seconds)
        self.prefix, self.is_mirror = prefix, is_mirror
        self.saved = saved or {}
        self.requests: deque[Request] = deque(maxlen=10_000)
        self.stopping = threading.Event()
        self.statuses: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._http = _Server(("127.0.0.1", port), Handler)
        self._http.hub = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.port = int(self._http.server_address[1])
        self.endpoint = f"http://127.0.0.1:{self.port}{prefix}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def counts(self) -> Counter[str]:
        """Requests by path without query."""
        return Counter(request.place for request in self.requests)

    @property
    def kinds(self) -> Counter[str]:
        """Requests by kind: list, info, commits, tree, resolve, cdn, other."""
        return Counter(request.kind for request in self.requests)

    @property
    def tokens_at_cdn(self) -> list[str]:
        """Authorization headers that came to the host of the bytes, where none belongs."""
        sent = (request.headers.get("authorization") for request in self.requests if request.kind == "cdn")
        return [token for token in sent if token is not None]

    def due_fault(self, request: Request, answer: Answer) -> Fault | None:
        """The fault that strikes this answer, counted."""
        with self._lock:
            fault = next((fault for fault in self.faults if fault.is_due(request, answer)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
        return fault

    def count_status(self, status: int) -> None:
        """Note an answer that goes out."""
        with self._lock:
            self.statuses[status] += 1

    def answer(self, request: Request) -> Answer:
        """The answer as the Hub would give it."""
        saved = self.saved.get(saved_key(request.place, request.query))
        if saved is not None:
            return moved_here(saved, CANONICAL, self._link_base())
        try:
            if request.kind != "cdn" and request.token is not None and request.token not in self.world.tokens:
                raise Refusal(401, "Invalid credentials in Authorization header")
            return self._routed(request)
        except Refusal as refusal:
            return refusal.answer()

    def _routed(self, request: Request) -> Answer:
        match [unquote(piece) for piece in request.place.strip("/").split("/")]:
            case ["cdn", digest, *path]:
                return stored_bytes(self.world, digest, "/".join(path))
            case ["api", "models"]:
                return page_by_cursor(list_models(self.world, request), request, self._link_base(), self.page_size)
            case ["api", "models", *name] if len(name) <= 2:
                return self._info(request, "/".join(name))
            case ["api", ("models" | "datasets") as kind, owner, name, what, *rest] if rest:
                return self._repository(request, kind, f"{owner}/{name}", what, rest)
            case ["datasets", owner, name, "resolve", *rest] if len(rest) > 1:
                return self._repository(request, "datasets", f"{owner}/{name}", "resolve", rest)
            case [owner, name, "resolve", *rest] if len(rest) > 1:
                return self._repository(request, "models", f"{owner}/{name}", "resolve", rest)
        raise Refusal(404, "Sorry, we can't find the page you are looking for.")

    def _info(self, request: Request, name: str) -> Answer:
        row = self.world.row(name)
        if row is None or (row.get("private") and not self.world.may_read(request.token, row["id"])):
            return self._moved_or_missing(request, name)
        return Answer(model_info(row, request))

    def _repository(self, request: Request, kind: str, asked: str, what: str, rest: list[str]) -> Answer:
        """Commits, a tree or a file. They are missing, or closed, for reasons that the metadata does not have."""
        key = "datasets/" if kind == "datasets" else ""
        name = self.world.repository_name(key + asked)
        if name is None:
            return self._moved_or_missing(request, asked)
        if kind == "models":
            self._require_access(request, name)
        repository = self.world.repositories.get(key + name)
        if repository is None:
            raise _missing(request)
        base = self._link_base()
        match what, rest:
            case "commits", [revision]:
                if repository.commits and repository.commit(revision) is None:
                    raise Refusal(404, f"Invalid rev id: {revision}", "RevisionNotFound")
                return page_by_number(list_commits(repository), request, base, self.page_size)
            case "tree", [revision, *folder]:
                given = dict(request.query)
                rows = list_tree(
                    repository, revision, "/".join(folder), is_recursive=given.get("recursive") in ("true", "1")
                )
                most = EXPANDED_TREE_ROWS if given.get("expand") in ("true", "1") else MOST_ROWS
                return page_by_cursor(rows, request, base, min(self.page_size, most), most)
            case "resolve", [revision, *path]:
                return resolve(repository, f"/api/{kind}/{name}", revision, "/".join(path), self.port)
        raise Refusal(404, "Sorry, we can't find the page you are looking for.")

    def _require_access(self, request: Request, name: str) -> None:
        row = self.world.row(name)
        if row is None or self.world.may_read(request.token, name):
            return
        if row.get("private"):
            raise _missing(request)
        if row.get("gated"):
            status, sentence = (401, NO_ACCESS) if request.token is None else (403, NOT_LISTED)
            raise Refusal(status, sentence.format(name=name, hub=CANONICAL), "GatedRepo")

    def _moved_or_missing(self, request: Request, asked: str) -> Answer:
        present = self.world.moved_to(asked)
        if present is None:
            raise _missing(request)
        pieces = request.place.split("/")
        start = {"api": 3, "datasets": 2}.get(pieces[1], 1)
        pieces[start : start + len(asked.split("/"))] = present.split("/")
        query = urlsplit(request.path).query
        location = self.prefix + "/".join(pieces) + (f"?{query}" if query else "")
        words = f"Temporary Redirect. Redirecting to {location}".encode()
        return Answer(words, 307, {"Location": location, "Content-Type": "text/plain; charset=utf-8"})

    def _link_base(self) -> str:
        return CANONICAL if self.is_mirror else self.endpoint


def _missing(request: Request) -> Refusal:
    """What is missing and what is private look the same, and to an anonymous asker like a wrong password."""
    if request.token is None:
        return Refusal(401, "Invalid username or password.")
    return Refusal(404, "Repository not found", "RepoNotFound")


class _Server(ThreadingHTTPServer):
    hub: HubServer

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
    """The edge: bytes of HTTP."""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes, and the second would wait 40 ms

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)
        self.budget: dict[str, str] = {}

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        hub = self.server.hub
        headers = {name.lower(): value for name, value in self.headers.items()}
        is_inside = self.path.startswith((f"{hub.prefix}/", "/cdn/"))
        path = self.path if self.path.startswith("/cdn/") else self.path.removeprefix(hub.prefix)
        request = Request(path if is_inside else self.path, headers, self.command)
        hub.requests.append(request)
        kind = bucket(request.place)
        is_answered, self.budget = (True, {}) if kind is None else hub.quota.take(kind, request.token)
        if not is_answered:
            return self.send(Answer({"error": "Too Many Requests"}, 429))
        if not is_inside:
            return self.send(Refusal(404, "Sorry, we can't find the page you are looking for.").answer())
        answer = hub.answer(request)
        fault = hub.due_fault(request, answer)
        if fault is None:
            self.send(answer)
        else:
            send_faulty(self, fault, answer)

    do_HEAD = do_GET

    def address(self) -> str:
        """The address of the request under way, as another page would link to it."""
        return f"http://127.0.0.1:{self.server.hub.port}{self.path}"

    def body(self, answer: Answer) -> bytes:
        """The bytes of an answer."""
        return as_bytes(answer.content)

    def send(self, answer: Answer) -> None:
        """A whole answer."""
        body, headers = self.body(answer), dict(answer.headers)
        if "gzip" in self.headers.get("Accept-Encoding", "") and not urlsplit(self.path).path.startswith("/cdn/"):
            body = gzip.compress(body, 1, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.start(answer.status, headers | {"Content-Length": str(len(body))})
        if self.command != "HEAD":
            self.wfile.write(body)

    def start(self, status: int, headers: Mapping[str, str]) -> None:
        """Status line and headers."""
        self.server.hub.count_status(status)
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json; charset=utf-8"} | self.budget | dict(headers)).items():
            self.send_header(name, value)
        self.end_headers()
