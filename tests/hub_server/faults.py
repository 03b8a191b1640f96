"""Answers that go wrong: what happens, to which requests, and how often."""

import fnmatch
import json
import os
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.hub_server.answers import Answer, Request

if TYPE_CHECKING:
    from tests.hub_server.server import Handler

DRIP_SECONDS = 0.05


class FaultKind(StrEnum):
    """What is done instead of sending the answer whole."""

    STATUS = "answer with `status` and `headers`"
    HTML = "HTML with status 200"
    OBJECT = "an object instead of a list"
    TRUNCATED = "half of the body, in an answer that is whole to HTTP"
    CUT_OFF = "close the connection in the middle of the body"
    RESET = "reset the connection"
    HANG = "say nothing"
    DRIP = "a byte of the body every 50 ms, without end"
    HEADER_DRIP = "a byte of a header every 50 ms, without end"
    EARLY_HINTS = "103 Early Hints every 50 ms, without end"
    LARGE = "the answer with blanks after it, `size` bytes together"
    LINK = "a Link to `target`; blank: to this page itself"
    REDIRECT = "a redirect to `target`"
    DUPLICATES = "every row twice"
    EMPTY = "no row, but the Link to the next page"
    ROWS = "`rows` after the page's own, and `headers`"
    NULL = "null for `field` in every row"


@dataclass(slots=True)
class Fault:
    """A fault of the requests that meet every condition given; the first of the server's faults that does strikes.

    page: number of the page in its listing, from 1. path: a pattern such as /api/models/*/tree/*, without the query. repository: its name,
    of model or dataset, whatever is asked of it. author: lists of this author. limit_over: pages of more rows than this. times: how often
    it strikes; None is for ever.
    """

    kind: FaultKind
    page: int | None = None
    path: str = ""
    repository: str = ""
    author: str = ""
    limit_over: int | None = None
    times: int | None = None
    status: int = 500
    headers: Mapping[str, str] | None = None
    target: str = ""
    rows: Sequence[object] = ()
    field: str = ""
    size: int = 0

    def is_due(self, request: Request, answer: Answer) -> bool:
        """Whether it strikes this answer."""
        return (
            self.times != 0
            and self.page in (None, answer.page)
            and (not self.path or fnmatch.fnmatchcase(request.place, self.path))
            and self.repository.lower() in ("", request.repository.lower())
            and (not self.author or ("author", self.author) in request.query)
            and (self.limit_over is None or answer.limit > self.limit_over)
        )


def send_faulty(handler: "Handler", fault: Fault, answer: Answer) -> None:
    """Send an answer the way the fault says."""
    match fault.kind:
        case FaultKind.CUT_OFF:
            body = handler.body(answer)
            handler.start(answer.status, answer.headers | {"Content-Length": str(len(body))})
            handler.wfile.write(body[: len(body) // 2])
            handler.close_connection = True
        case FaultKind.RESET:
            handler.close_connection = True
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(handler.connection.detach())
        case FaultKind.HANG:
            handler.close_connection = True
            handler.server.hub.stopping.wait()
        case FaultKind.DRIP:
            handler.start(answer.status, answer.headers | {"Content-Length": "1000000"})
            _drip(handler, b" ")
        case FaultKind.HEADER_DRIP:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
            _drip(handler, b"x")
        case FaultKind.EARLY_HINTS:
            _drip(handler, b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")
        case _:
            handler.send(changed(fault, answer, handler.address()))


def changed(fault: Fault, answer: Answer, address: str) -> Answer:
    """The answer that is sent in place of this one. address: the page's own."""
    content, given = answer.content, dict(fault.headers or {})
    rows = content if isinstance(content, list) else []
    match fault.kind:
        case FaultKind.STATUS:
            return Answer({"error": "invented"}, fault.status, given)
        case FaultKind.REDIRECT:
            return Answer([], 302, {"Location": fault.target})
        case FaultKind.HTML:
            page = b"<!doctype html><title>Sign in</title>"
            return Answer(page, headers=answer.headers | {"Content-Type": "text/html"})
        case FaultKind.OBJECT:
            return Answer({"models": content}, headers=answer.headers)
        case FaultKind.TRUNCATED:
            body = as_bytes(content)
            return Answer(body[: len(body) // 2], headers=answer.headers)
        case FaultKind.LARGE:
            return Answer(as_bytes(content).ljust(fault.size), headers=answer.headers)
        case FaultKind.LINK:
            return Answer(content, headers=answer.headers | {"Link": f'<{fault.target or address}>; rel="next"'})
        case FaultKind.DUPLICATES:
            return Answer(rows + rows, headers=answer.headers)
        case FaultKind.EMPTY:
            return Answer([], headers=answer.headers)
        case FaultKind.ROWS:
            return Answer([*rows, *fault.rows], headers=answer.headers | given)
        case FaultKind.NULL:
            blank = {fault.field: None}
            return Answer([row | blank for row in rows] if rows else {**content, **blank}, headers=answer.headers)  # type: ignore[dict-item]
    raise ValueError(f"{fault.kind.name} is no change of an answer")


def as_bytes(content: object) -> bytes:
    """The body of an answer."""
    return (
        content
        if isinstance(content, bytes)
        else json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    )


def _drip(handler: "Handler", piece: bytes) -> None:
    handler.close_connection = True
    while not handler.server.hub.stopping.wait(DRIP_SECONDS):
        handler.wfile.write(piece)
