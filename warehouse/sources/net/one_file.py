"""A source that is a file, at an http(s):// address or on disk as file://, read whole and judged; and the question whether it is there.

The question is the fetch's own request, with the same client, headers, redirects and judgement; it stops after the first bytes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx2

from warehouse.landing import SourceError
from warehouse.printable import printable, shown_address, without_query
from warehouse.sources.net.client import PROBE, Answer, Client, Limits

LIMITS = Limits(answer_seconds=300.0, tries=2, longest_wait_seconds=60.0, most_bytes=50_000_000)
PROBE_BYTES = 4_096

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Access:
    """How one source is read. setting: the environment variable that holds its address. form: what its files are ("CSV"). cache: the folder
    of kept answers; None asks for everything whole."""

    setting: str
    form: str
    cache: Path | None = None


def is_local(address: str) -> bool:
    """Whether the address is on disk and needs no network."""
    return address.lower().startswith("file:")


def local_path(address: str, access: Access) -> Path | None:
    """The path of a file:// address, None for http(s)://. Raises SourceError for any other address."""
    advice = f"mend {access.setting}."
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise SourceError(f"{shown_address(address)}: not an address ({error}); {advice}") from error
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return Path(url2pathname(parts.path))
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SourceError(f"{shown_address(address)}: not an https://, http:// or file:///folder address; {advice}")
    if "@" in parts.netloc:
        shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        raise SourceError(
            f"{printable(without_query(shown))}: the address holds a user or a password, which is not sent; {advice}"
        )
    return None


def fetch(address: str, access: Access, parse: Callable[[bytes], T]) -> T:
    """What parse makes of the file at an address. Raises TransientError where another try may pass, SourceError otherwise.

    An answer that parse refuses with a SourceError leaves the cache: otherwise a damaged one would be confirmed for ever by a 304.
    """
    path = local_path(address, access)
    if path is not None:
        return parse(read_file(path))
    client = Client(LIMITS, setting=access.setting, folder=access.cache)
    is_kept = access.cache is not None
    body = client.get(
        address, lambda answer: _require_form(client, answer, access), is_distant_allowed=True, is_cached=is_kept
    )
    try:
        return parse(body)
    except SourceError as error:
        client.forget(address)
        error.args = (client.clean(str(error)), *error.args[1:])  # it may tell the server's own words
        raise


def read_file(path: Path) -> bytes:
    """A file on disk, within the size limit. Raises SourceError."""
    try:
        if path.stat().st_size > LIMITS.most_bytes:
            raise SourceError(f"{path}: the file is larger than {LIMITS.most_bytes:,} bytes; it is not read.")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: the file cannot be read ({error.strerror}); check the folder.") from error


def probe(address: str, access: Access) -> Answer | None:
    """The beginning of the file as `fetch` would get it; None for what is on disk and there. Raises what `fetch` raises."""
    path = local_path(address, access)
    if path is not None:
        try:
            path.stat()
        except OSError as error:
            raise SourceError(
                f"{shown_address(address)}: cannot be read ({error.strerror}); check the folder."
            ) from error
        return None
    client = Client(PROBE, setting=access.setting, folder=access.cache)

    def judge(answer: Answer) -> Answer:
        _require_form(client, answer, access)
        return answer

    is_kept = access.cache is not None
    return client.get(address, judge, is_distant_allowed=True, is_cached=is_kept, first_bytes=PROBE_BYTES)


def _require_form(client: Client, answer: Answer, access: Access) -> bytes:
    """The body, unless it is a page for people in place of data."""
    if "html" in answer.headers.get("content-type", "") or answer.body[:100].lstrip().startswith(b"<"):
        client.forget(str(answer.url))
        raise SourceError(
            f"{client.show(httpx2.URL(answer.url))}: the server answered with a web page and not with {access.form}; open it in a browser."
        )
    return answer.body
