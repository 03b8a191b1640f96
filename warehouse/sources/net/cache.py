"""Answers kept beside their validators, so that the next request is conditional; served only when the server says that they are unchanged.

An entry is kept with a sum of its body, its address and its validators, and read back against it: one that was changed or damaged on
disk is asked for anew, never confirmed by a 304. What has no validator, forbids storing, has a query in its address (redirects to signed
ones) or was asked for with a token is not kept. A folder that cannot be written costs the saving and nothing else.
"""

import contextlib
import hashlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2

from warehouse import files

MOST_BYTES = 256 * 2**20
# An address that nobody asks for any more (a port of a test, an old setting) leaves the cache after a while.
MOST_IDLE_SECONDS = 180 * 86_400
# Another run keeps an answer in less; without the lock nothing is kept, which costs the saving.
LONGEST_WAIT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it lies in the cache, and the headers that ask whether it still holds."""

    body: bytes
    validators: dict[str, str]


def read(folder: Path, address: str) -> Kept | None:
    """What is kept of an address, if it is what was put there."""
    record_file, body_file = _files(folder, address)
    try:
        record = json.loads(record_file.read_text(encoding="utf-8"))
        body = body_file.read_bytes()
        validators = {str(name): str(value) for name, value in record["validators"].items()}
        is_whole = record == _record_of(address, validators, body)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not is_whole or not all(value.isascii() and value.isprintable() for value in validators.values()):
        return None
    with contextlib.suppress(OSError):
        os.utime(record_file)
    return Kept(body, validators)


def keep(folder: Path, address: str, headers: httpx2.Headers, body: bytes) -> None:
    """Put an answer into the cache, if it may be kept."""
    validators = {
        asked: headers[own]
        for own, asked in (("etag", "if-none-match"), ("last-modified", "if-modified-since"))
        if own in headers
    }
    if not validators or "no-store" in headers.get("cache-control", "").lower() or httpx2.URL(address).query:
        return forget(folder, address)
    record = _record_of(address, validators, body)
    record_file, body_file = _files(folder, address)
    with contextlib.suppress(OSError, files.Busy):
        folder.mkdir(parents=True, exist_ok=True)
        with files.alone(folder, seconds=LONGEST_WAIT_SECONDS):
            files.restore(folder, names=r"[0-9a-f]{32}\.(json|body)")
            files.write_whole(body_file, body)
            files.write_whole(record_file, json.dumps(record).encode())
            _prune(folder)


def forget(folder: Path, address: str) -> None:
    """Take an answer out of the cache: one that proved unreadable would be confirmed for ever."""
    for file in _files(folder, address):
        with contextlib.suppress(OSError):
            file.unlink()


def _record_of(address: str, validators: dict[str, str], body: bytes) -> dict[str, object]:
    head = json.dumps([address, sorted(validators.items())]).encode()
    digest = hashlib.sha256(hashlib.sha256(head).digest() + body).hexdigest()
    return {"address": address, "validators": validators, "sha256": digest}


def _files(folder: Path, address: str) -> tuple[Path, Path]:
    name = hashlib.sha256(address.encode()).hexdigest()[:32]
    return folder / f"{name}.json", folder / f"{name}.body"


def _prune(folder: Path) -> None:
    """Take out bodies without a record, what nobody asked for in a long time, and the longest unasked while the whole is too large."""
    records = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    bodies = {record: record.with_suffix(".body") for record in records}
    for body in {*folder.glob("*.body")} - {*bodies.values()}:
        body.unlink(missing_ok=True)
    total = sum(body.stat().st_size for body in bodies.values() if body.exists())
    for record in records[:-1]:
        if total <= MOST_BYTES and record.stat().st_mtime > time.time() - MOST_IDLE_SECONDS:
            return
        body = bodies[record]
        total -= body.stat().st_size if body.exists() else 0
        record.unlink(missing_ok=True)
        body.unlink(missing_ok=True)
