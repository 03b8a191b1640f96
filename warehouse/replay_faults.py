"""What tests can ask of the replay server beyond the snapshot: pages that go wrong, and invented histories of repositories."""

import hashlib
import json
import os
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from warehouse.replay import Handler

Json = dict[str, Any]


class FaultKind(StrEnum):
    """What a page does instead of being sent whole."""

    STATUS = "answer with an error status"
    HTML = "HTML with status 200"
    OBJECT = "an object instead of a list"
    TRUNCATED = "half of the JSON, in an answer that is whole to HTTP"
    CUT_OFF = "close the connection in the middle of the body"
    RESET = "reset the connection"
    HANG = "say nothing"
    DRIP = "a byte every 50 ms, without end"
    LINK = "a Link to `target`; blank: to this page itself"
    REDIRECT = "a redirect to `target`"
    DUPLICATES = "every row twice"
    EMPTY = "no row, but the Link to the next page"
    ROWS = "`rows` after the page's own, and `headers`"


@dataclass(slots=True)
class Fault:
    """A fault of one page of a listing. times: how often it strikes; None is for ever. status and headers: of STATUS."""

    kind: FaultKind
    times: int | None = None
    status: int = 500
    headers: Mapping[str, str] | None = None
    target: str = ""
    rows: Sequence[object] = ()


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of an invented history and every file that lies in the repository after it."""

    commit_id: str
    date: str
    title: str
    files: tuple[str, ...]


def send_fault(handler: "Handler", fault: Fault, page: list[Any], headers: dict[str, str]) -> None:
    """Send a page the way the fault says."""
    match fault.kind:
        case FaultKind.STATUS:
            handler.send({"error": "invented"}, status=fault.status, headers=dict(fault.headers or {}))
        case FaultKind.REDIRECT:
            handler.send([], status=302, headers={"Location": fault.target})
        case FaultKind.HTML:
            handler.send_bytes(b"<!doctype html><title>Sign in</title>", headers | {"Content-Type": "text/html"})
        case FaultKind.OBJECT:
            handler.send({"models": page}, headers=headers)
        case FaultKind.TRUNCATED:
            body = json.dumps(page).encode()
            handler.send_bytes(body[: len(body) // 2], headers)
        case FaultKind.CUT_OFF:
            body = json.dumps(page).encode()
            handler.send_bytes(body[: len(body) // 2], headers | {"Content-Length": str(len(body))})
            handler.close_connection = True
        case FaultKind.RESET:
            handler.close_connection = True
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(handler.connection.detach())
        case FaultKind.HANG:
            handler.close_connection = True
            handler.server.replay.stopping.wait()
        case FaultKind.DRIP:
            handler.close_connection = True
            handler.send_bytes(b"[", headers | {"Content-Length": "1000000"})
            while not handler.server.replay.stopping.wait(0.05):
                handler.wfile.write(b" ")
        case FaultKind.LINK:
            target = fault.target or handler.server.replay.endpoint + handler.path
            handler.send(page, headers={"Link": f'<{target}>; rel="next"'})
        case FaultKind.DUPLICATES:
            handler.send(page + page, headers=headers)
        case FaultKind.EMPTY:
            handler.send([], headers=headers)
        case FaultKind.ROWS:
            handler.send([*page, *fault.rows], headers=headers | dict(fault.headers or {}))


def list_commits(history: Sequence[Commit]) -> list[Json]:
    """Newest first, as the Hub lists them."""
    return [
        {
            "id": commit.commit_id,
            "title": commit.title,
            "message": "",
            "authors": [{"user": "example"}],
            "date": commit.date,
        }
        for commit in reversed(history)
    ]


def list_files(history: Sequence[Commit], revision: str) -> list[Json] | None:
    """The tree of one commit; None if the history has no such commit."""
    for commit in history:
        if commit.commit_id == revision:
            return [
                {
                    "type": "file",
                    "oid": hashlib.sha1(path.encode(), usedforsecurity=False).hexdigest(),
                    "size": 1,
                    "path": path,
                }
                for path in commit.files
            ]
    return None
