"""Dataset repositories of the replay server: commits, trees and files in the wire format of the Hub.

A file is asked for at `/datasets/<owner>/<name>/resolve/<commit>/<path>`. As on the Hub, that answers with a redirect which carries the
commit, the ETag and the length, and points to an address on another host (here the same server under the name localhost), where the
bytes are and where no token belongs. For tests.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from warehouse.replay_faults import Commit, Fault, FaultKind, Json, send_fault

if TYPE_CHECKING:
    from warehouse.replay import Handler

CDN_HOST = "localhost"


@dataclass(slots=True)
class Dataset:
    """One repository. commits: oldest first. contents: bytes by path. faults: by path, of the bytes; of every request if `is_early`."""

    commits: list[Commit]
    contents: dict[str, bytes]
    faults: dict[str, Fault] = field(default_factory=dict)
    is_early: bool = False
    headers: dict[str, str] = field(default_factory=dict)


def list_tree(dataset: Dataset, revision: str) -> list[Json] | None:
    """The files of one commit with their sizes; None if the history has no such commit."""
    for commit in dataset.commits:
        if commit.commit_id == revision:
            return [_entry(path, dataset.contents[path]) for path in commit.files]
    return None


def send_file(handler: "Handler", dataset: Dataset, revision: str, path: str) -> bool:
    """Answer HEAD or GET of a resolve address; False if there is no such file."""
    content = dataset.contents.get(path)
    if content is None or revision not in {commit.commit_id for commit in dataset.commits}:
        return False
    if dataset.is_early and _fail(handler, dataset, path):
        return True
    digest = hashlib.sha256(content).hexdigest()
    port = handler.server.server_address[1]
    headers = {
        "Location": f"http://{CDN_HOST}:{port}/cdn/{digest}/{path}?signature=invented",
        "X-Repo-Commit": revision,
        "X-Linked-ETag": f'"{digest}"',
        "X-Linked-Size": str(len(content)),
    }
    _send(handler, 302, b"Found. Redirecting", headers | dataset.headers)
    return True


def send_bytes(handler: "Handler", datasets: Mapping[str, Dataset], pieces: Sequence[str]) -> bool:
    """Answer the address that a resolve address points to; False if no dataset holds such bytes."""
    digest, path = pieces[0], "/".join(pieces[1:])
    for dataset in datasets.values():
        content = dataset.contents.get(path)
        if content is not None and hashlib.sha256(content).hexdigest() == digest:
            if not _fail(handler, dataset, path):
                _send(handler, 200, content, {"ETag": f'"{digest[:32]}"', "Accept-Ranges": "bytes"})
            return True
    return False


def _fail(handler: "Handler", dataset: Dataset, path: str) -> bool:
    fault = dataset.faults.get(path)
    if fault is None or fault.times == 0:
        return False
    if fault.times is not None:
        fault.times -= 1
    if fault.kind is FaultKind.TRUNCATED:
        content = dataset.contents[path]
        _send(handler, 200, content[: len(content) // 2], {})
    else:
        send_fault(handler, fault, [], {})
    return True


def _entry(path: str, content: bytes) -> Json:
    digest = hashlib.sha256(content).hexdigest()
    oid = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    lfs = {"oid": digest, "size": len(content), "pointerSize": 134}
    return {"type": "file", "oid": oid, "size": len(content), "path": path, "lfs": lfs}


def _send(handler: "Handler", status: int, body: bytes, headers: Mapping[str, str]) -> None:
    handler.send_response(status)
    for name, value in ({"Content-Length": str(len(body))} | dict(headers)).items():
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)
