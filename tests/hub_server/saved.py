"""Answers of the real Hub, kept in a folder.

One JSON file each: {"path": "/api/models?...", "status": 200, "headers": {...}, "body": "..."}. An answer is found again by its path and
its parameters, in whatever order they come. Addresses of the Hub in its headers become this server's, since a client does not follow a
Link to another host.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from tests.hub_server.answers import Answer, Query

Key = tuple[str, tuple[tuple[str, str], ...]]
Saved = Mapping[Key, Answer]
OF_ONE_CONNECTION = ("connection", "content-encoding", "content-length", "date", "keep-alive", "transfer-encoding")


def read_saved(folder: Path) -> Saved:
    """Every answer of a folder. Raises ValueError for a file that is none, and for two of one address."""
    found: dict[Key, Answer] = {}
    for path in sorted(folder.glob("*.json")):
        key, answer = _read(path)
        if key in found:
            raise ValueError(f"{path}: the folder has another answer to {key[0]} with the same parameters; keep one.")
        found[key] = answer
    if not found:
        raise ValueError(f"{folder}: no saved answer (*.json) lies there.")
    return found


def saved_key(place: str, query: Query) -> Key:
    """What an answer is found by."""
    return place, tuple(sorted(query))


def moved_here(answer: Answer, canonical: str, endpoint: str) -> Answer:
    """The answer with the Hub's address in its headers exchanged for another."""
    headers = {name: value.replace(canonical, endpoint) for name, value in answer.headers.items()}
    return Answer(answer.content, answer.status, headers)


def _read(path: Path) -> tuple[Key, Answer]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        address, status, headers, body = (saved[name] for name in ("path", "status", "headers", "body"))
        if not (address.startswith("/") and type(status) is int and isinstance(body, str)):
            raise ValueError("path, status or body is of another kind")
        parts = urlsplit(address)
        return saved_key(parts.path, parse_qsl(parts.query, keep_blank_values=True)), Answer(
            body.encode(), status, dict(_kept(headers))
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{path}: no saved answer ({error!r}); it has a path, a status, headers and a body."
        ) from error


def _kept(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in headers.items() if name.lower() not in OF_ONE_CONNECTION)
