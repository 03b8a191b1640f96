"""One guarded download for every source that is a file: http(s):// addresses, and file:// for files and folders on disk.

Every answer is bounded in silence, in time and in bytes; a web page in place of data is refused; trouble that may pass is a
TransientError, the rest a SourceError of one sentence.

With a cache folder, an answer is kept beside its validators (ETag, Last-Modified), and the next request is conditional. Nothing is ever
served from the cache unasked: every request says `no-cache`, so that the server confirms each answer. A 304 says that the file is
unchanged now, which is as much as a whole answer says, and a pull made of it speaks of today. What has no validator, or forbids
storing, is downloaded whole each time.
"""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import url2pathname

import hishel
import httpx2
from hishel.httpx2 import CacheClient

from warehouse.landing import SourceError, TransientError

CACHE_FILE = "http.sqlite"
CACHE_BYTES = 256 * 2**20
# An address that nobody asks for any more (a port of a test, an old setting) leaves the cache after a while.
CACHE_IDLE_SECONDS = 180 * 86_400.0
SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
# A folder that cannot be written or a broken cache costs the saving and nothing else; its log would print a traceback for each.
logging.getLogger("hishel").setLevel(logging.CRITICAL + 1)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Access:
    """How one source is read.

    setting: the environment variable that holds its address, named in messages. form: what the file is ("CSV"). cache: the folder of the
    HTTP cache; None asks for everything whole. timeout_seconds: silence on the connection. answer_seconds: one whole answer, since a
    server that sends a byte now and then passes every timeout. most_bytes: of one file, decompressed.
    """

    setting: str
    form: str
    cache: Path | None = None
    timeout_seconds: float = 30.0
    answer_seconds: float = 300.0
    most_bytes: int = 50_000_000


def is_local(address: str) -> bool:
    """Whether the address is on disk and needs no network."""
    return address.lower().startswith("file:")


def local_path(address: str, access: Access) -> Path | None:
    """The path of a file:// address, None for http(s)://. Raises SourceError for any other address."""
    advice = f"mend {access.setting}."
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise SourceError(f"{address}: not an address ({error}); {advice}") from error
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        return Path(url2pathname(parts.path))
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise SourceError(f"{address}: not an https://, http:// or file:///folder address; {advice}")
    if "@" in parts.netloc:
        shown = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        raise SourceError(f"{shown}: the address holds a user or a password, which is not sent; {advice}")
    return None


def fetch(address: str, access: Access, parse: Callable[[bytes], T]) -> T:
    """What parse makes of the file at an address. Raises TransientError where another try may pass, SourceError otherwise.

    An answer that parse refuses with a SourceError leaves the cache: otherwise a damaged one would be confirmed for ever by a 304.
    """
    path = local_path(address, access)
    if path is not None:
        return parse(read_file(path, access))
    try:
        body = _download(address, access)
    except (httpx2.TimeoutException, httpx2.NetworkError, httpx2.RemoteProtocolError, httpx2.ProxyError) as error:
        raise TransientError(f"{address}: no answer ({type(error).__name__}: {error}); try again later.") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise SourceError(f"{address}: the answer cannot be used ({type(error).__name__}: {error}).") from error
    except RuntimeError as error:  # hishel's word for a file of another make in the place of its own
        raise SourceError(f"{access.cache}: the HTTP cache cannot be used ({error}); move it away.") from error
    try:
        return parse(body)
    except SourceError:
        if access.cache is not None:
            _forget(address, access.cache)
        raise


def read_file(path: Path, access: Access) -> bytes:
    """A file on disk, within the size limit. Raises SourceError."""
    try:
        if path.stat().st_size > access.most_bytes:
            raise SourceError(f"{path}: the file is larger than {access.most_bytes:,} bytes; it is not read.")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: the file cannot be read ({error.strerror}); check the folder.") from error


def is_reachable(address: str, access: Access, *, timeout_seconds: float = 5) -> str | None:
    """None if the file is there, else the sentence that says why not. Over http(s) it reads headers only."""
    try:
        path = local_path(address, access)
        if path is not None:
            path.stat()
            return None
        with httpx2.stream("GET", address, timeout=timeout_seconds, follow_redirects=True) as response:
            status = response.status_code
            if status == 200 and "html" in response.headers.get("content-type", ""):
                return f"{address}: the server answered with a web page and not with {access.form}."
    except SourceError as error:
        return str(error)
    except OSError as error:
        return f"{address}: cannot be read ({error.strerror}); check the folder."
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return f"{address}: no answer ({type(error).__name__}: {error})."
    return None if status == 200 else f"{address}: the server answered {status}."


def _download(address: str, access: Access) -> bytes:
    ends_at = time.monotonic() + access.answer_seconds
    body = bytearray()
    # The key is the address asked for, so that the answer is found again when it turns out to be damaged.
    extensions = {"caching": {"key": address}}
    with _client(access) as client, client.stream("GET", address, extensions=extensions) as response:
        status = response.status_code
        if status in (408, 429) or status >= 500:
            raise TransientError(f"{address}: the server answered {status}; try again later.")
        if status != 200:
            raise SourceError(f"{address}: the server answered {status}; check whether the file has moved.")
        is_page = "html" in response.headers.get("content-type", "")
        for chunk in response.iter_bytes():
            body += chunk
            is_page = is_page or bytes(body[:100]).lstrip().startswith(b"<")
            if is_page:
                break  # a stream that is left early is not kept
            if len(body) > access.most_bytes:
                raise SourceError(f"{address}: the answer is larger than {access.most_bytes:,} bytes; it is not read.")
            if time.monotonic() > ends_at:
                raise TransientError(
                    f"{address}: the answer took over {access.answer_seconds:g} seconds; try again later."
                )
    if is_page:
        raise SourceError(
            f"{address}: the server answered with a web page and not with {access.form}; open it in a browser."
        )
    return bytes(body)


def _client(access: Access) -> httpx2.Client:
    headers = {"user-agent": "openlag", "cache-control": "no-cache"}
    if access.cache is None:
        return httpx2.Client(timeout=access.timeout_seconds, follow_redirects=True, headers=headers)
    return CacheClient(
        storage=_PublicStorage(access.cache),
        rfc=hishel.CacheOptions(shared=False),
        timeout=access.timeout_seconds,
        follow_redirects=True,
        headers=headers,
    )


def _forget(address: str, cache: Path) -> None:
    storage = _PublicStorage(cache)
    try:
        for entry in storage.get_entries(address):
            storage.remove_entry(entry.id)
    finally:
        storage.close()


class _PublicStorage(hishel.SqliteStorage):
    """hishel's store in one SQLite file, which takes no secret.

    An answer to a request with credentials, or from an address with a query (redirects to signed addresses), is passed on and not kept.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(database_path=folder / CACHE_FILE, default_tti=CACHE_IDLE_SECONDS, max_size=CACHE_BYTES)

    def create_entry(
        self,
        request: hishel.Request,
        response: hishel.Response,
        key: str,
        *,
        ttl: float | None = None,
        tti: float | None = None,
    ) -> hishel.Entry:
        if urlsplit(request.url).query or any(name in SECRET_HEADERS for name in request.headers):
            return hishel.Entry(id=uuid.uuid4(), request=request, response=response)
        # hishel keeps one older answer for ever, and asks by its validator if both are of the same second.
        for entry in self.get_entries(key):
            if entry.request.url == request.url:
                self.remove_entry(entry.id)
        public = replace(response, headers=_without_secrets(response.headers))
        return super().create_entry(request, public, key, ttl=ttl, tti=tti)

    def update_headers(self, id: uuid.UUID, headers: hishel.Headers) -> None:
        super().update_headers(id, _without_secrets(headers))


def _without_secrets(headers: hishel.Headers) -> hishel.Headers:
    return hishel.Headers({name: headers.get_list(name) or [] for name in headers if name not in SECRET_HEADERS})
