"""Answers of real servers kept as files, for tests to be served from: scrubbed of secrets, signatures and people.

One JSON file an address: path with query, status, headers and body of its last answer that was no 304. Those of the Hub lie in the folder
itself, others in a folder named as their server. Only headers that openlag reads are kept; a body that is no text is left out.
"""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from warehouse.landing import SourceError
from warehouse.sources.net.client import Exchange
from warehouse.sources.net.secrets import hider

HEADERS = frozenset({
    "content-type", "etag", "last-modified", "link", "location", "ratelimit", "ratelimit-policy", "retry-after", "x-error-code",
    "x-error-message", "x-linked-etag", "x-linked-size", "x-repo-commit", "x-total-count",
})  # fmt: skip
# Keys of the Hub's answers under which people stand.
PEOPLE = frozenset({"user", "avatar", "email", "fullname"})
PERSON = "somebody"


def keep_in(folder: Path, hub_server: str, secret: str) -> Callable[[Exchange], None]:
    """A function that writes each exchange into the folder. hub_server: host and port. secret: what must not be in any file, or "".

    Raises SourceError for a folder that cannot be written or in which something lies already: answers of two days do not mix.
    """
    if folder.exists() and not (folder.is_dir() and next(folder.iterdir(), None) is None):
        raise SourceError(f"{folder}: something lies there already; name a new or empty folder.")
    files: dict[tuple[str, str], Path] = {}
    hide = hider(secret)

    def keep(exchange: Exchange) -> None:
        server, answer = exchange.url.netloc.decode(), scrubbed(exchange)
        place = folder if server == hub_server else folder / server.replace(":", "_")
        address = (server, answer["path"])
        if exchange.status == 304 and address in files:
            return
        file = files.setdefault(address, place / f"{len(files) + 1:03d}.json")
        text = hide(json.dumps(answer, ensure_ascii=False, indent=1)) + "\n"
        try:
            place.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise SourceError(f"{place}: cannot be written ({error.strerror}); name another folder.") from error

    return keep


def scrubbed(exchange: Exchange) -> dict[str, Any]:
    """An exchange as it may be passed on."""
    headers = {name: value for name, value in exchange.headers.items() if name in HEADERS}
    place, _, signature = headers.get("location", "/").partition("?")
    # On another host a query is a signature whatever it is called.
    if place.startswith("//") or not place.startswith("/") or _is_signed(signature):
        headers["location"] = place
    try:
        body = exchange.body.decode()
    except UnicodeDecodeError:
        body = ""
    with contextlib.suppress(ValueError, RecursionError):  # what is no JSON names no people under keys
        body = json.dumps(_without_people(json.loads(body)), ensure_ascii=False)
    query = exchange.url.query.decode()
    return {
        "path": exchange.url.path + (f"?{query}" if query and not _is_signed(query) else ""),
        "status": exchange.status,
        "headers": headers,
        "body": body,
    }


def _is_signed(query: str) -> bool:
    return any(word in query.lower() for word in ("signature=", "sig=", "x-amz-", "token=", "policy=", "key="))


def _without_people(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: PERSON if name in PEOPLE else _without_people(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_without_people(part) for part in value]
    return value
