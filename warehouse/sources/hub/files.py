"""Files of a dataset repository on the Hub, at its newest commit, each checked against the checksum that the Hub lists for it.

A file lies in the cache under its checksum and is checked again before it is used, so that nothing is downloaded twice and what was
damaged on disk is downloaded anew. Bytes come from another host, to which no token goes. Files that the newest commit does not have leave
the cache.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import httpx2

from warehouse.files import Busy, alone, hidden
from warehouse.landing import SourceError, TransientError
from warehouse.printable import shown_address
from warehouse.sources.hub.api import Hub
from warehouse.sources.hub.rows import parse_commit, parse_file
from warehouse.sources.net.client import PROBE, Limits
from warehouse.sources.parse.json_parts import RowError

CACHE_FOLDER = "files"
# Three tries of at most thirty silent seconds: an optional source is not worth a long wait, but for the next window of the rate limit.
LIMITS = Limits(tries=3, longest_wait_seconds=330.0)
# A million invented rows of a leaderboard took 11 MB as Parquet; beyond this, all files together, something else lies there.
DOWNLOAD = replace(LIMITS, answer_seconds=600.0, most_bytes=512 * 2**20)
ADDRESS = re.compile(
    r"(?P<endpoint>https?://[^?#@]+?)/datasets/(?P<repository>(?!\.+/)[\w.-]{1,96}/(?!\.+\Z)[\w.-]{1,96})", re.ASCII
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset repository: the Hub it lies on, its name, the address as it was given, and the setting that gave it."""

    endpoint: str
    repository: str
    address: str
    setting: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Files at one commit, by their path in the repository."""

    commit_id: str
    committed_at: datetime
    files: dict[str, Path]


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the tree lists it: its length, and its SHA-256 in the Hub's large storage or else its id in git (SHA-1)."""

    path: str
    size: int
    checksum: str


def read_address(address: str, setting: str) -> Dataset:
    """A dataset from https://<hub>/datasets/<owner>/<name>. Raises SourceError naming the setting."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise SourceError(
            f"{shown_address(address)}: not the address of a dataset on a Hub such as "
            f"https://huggingface.co/datasets/owner/name, nor a file:///folder; mend {setting}."
        )
    return Dataset(found["endpoint"], found["repository"], address, setting)


def fetch(
    dataset: Dataset,
    wanted: re.Pattern[str],
    parse: Callable[[Snapshot], T],
    *,
    cache: Path | None,
) -> T:
    """What parse makes of the files whose path matches. Raises TransientError where another try may pass, SourceError otherwise.

    cache: a folder, in which the files stay; None keeps nothing.
    """
    with _folder(cache, dataset.repository) as folder:
        return parse(_download(dataset, wanted, folder))


def probe(dataset: Dataset) -> None:
    """Ask for the newest commit, as `fetch` would first. Raises what `fetch` raises."""
    _newest_commit(_hub(dataset, PROBE), dataset)


def look(dataset: Dataset, wanted: re.Pattern[str]) -> tuple[str, list[str]]:
    """The newest commit and the files whose path matches, after a look at the first bytes of one; nothing is kept. Raises as `fetch`."""
    hub = _hub(dataset, LIMITS)
    commit_id, _ = _newest_commit(hub, dataset)
    listed = list_files(hub, dataset, commit_id, wanted)
    for file in listed[:1]:
        hub.client.get(
            _address(hub, dataset, commit_id, file), lambda answer: None, is_distant_allowed=True, first_bytes=4
        )
    return commit_id, [file.path for file in listed]


def _address(hub: Hub, dataset: Dataset, commit_id: str, file: Listed) -> httpx2.URL:
    return hub.url(f"/datasets/{dataset.repository}/resolve/{commit_id}/{file.path}")


def _hub(dataset: Dataset, limits: Limits) -> Hub:
    return Hub(dataset.endpoint, limits=limits, setting=dataset.setting)


def _download(dataset: Dataset, wanted: re.Pattern[str], folder: Path) -> Snapshot:
    hub = _hub(dataset, LIMITS)
    commit_id, committed_at = _newest_commit(hub, dataset)
    listed = list_files(hub, dataset, commit_id, wanted)
    size = sum(file.size for file in listed)
    if size > DOWNLOAD.most_bytes:
        raise SourceError(
            f"{dataset.address}: the files wanted are {size:,} bytes long, and openlag reads {DOWNLOAD.most_bytes:,} at most; nothing "
            "was downloaded."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            files = {file.path: _get(dataset, commit_id, file, folder) for file in listed}
            for path in folder.iterdir():  # of older commits, or of a run that was killed
                if path not in files.values():
                    path.unlink()
    except Busy as error:
        raise TransientError(
            f"{dataset.address}: another run is downloading it to {folder}; run again later."
        ) from error
    except OSError as error:
        raise SourceError(f"{folder}: cannot be written ({error.strerror}); set OPENLAG_HOME elsewhere.") from error
    return Snapshot(commit_id, committed_at, files)


def _newest_commit(hub: Hub, dataset: Dataset) -> tuple[str, datetime]:
    page = hub.page(f"/api/datasets/{dataset.repository}/commits/main", [("limit", "1")])
    try:
        commit = parse_commit(page.rows[0])
    except (IndexError, RowError) as error:
        raise SourceError(f"{dataset.address}: its newest commit cannot be read ({error}).") from error
    return commit.commit_id, commit.created_at


def list_files(hub: Hub, dataset: Dataset, commit_id: str, wanted: re.Pattern[str]) -> list[Listed]:
    """The files at a commit whose path matches. Raises SourceError."""
    pages = hub.pages(f"/api/datasets/{dataset.repository}/tree/{commit_id}", [("recursive", "true")])
    try:
        return [file for page in pages for row in page.rows if (file := _listed(row, wanted)) is not None]
    except RowError as error:
        raise SourceError(f"{dataset.address}: the list of its files cannot be read ({error}).") from error


def _listed(row: object, wanted: re.Pattern[str]) -> Listed | None:
    path = parse_file(row)
    if path is None or not wanted.fullmatch(path):
        return None
    assert isinstance(row, dict)
    large = row.get("lfs")
    size, checksum = row.get("size"), large.get("oid") if isinstance(large, dict) else row.get("oid")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise RowError(f"{path} has no size")
    if not isinstance(checksum, str) or not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", checksum):
        raise RowError(f"{path} has no checksum")
    return Listed(path, size, checksum)


def _get(dataset: Dataset, commit_id: str, file: Listed, folder: Path) -> Path:
    place = folder / file.checksum
    if is_whole(place, file):
        return place
    beside = hidden(place, "next")
    hub = _hub(dataset, DOWNLOAD)
    try:
        hub.client.get(
            _address(hub, dataset, commit_id, file),
            lambda answer: None,
            is_distant_allowed=True,
            into=beside,
        )
        if not is_whole(beside, file):
            raise TransientError(
                f"{dataset.address}/{file.path}: what came is not the file that the Hub lists, by length or checksum; run again later."
            )
        os.replace(beside, place)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
    return place


def is_whole(place: Path, file: Listed) -> bool:
    """Whether a file on disk is the one listed, by length and checksum."""
    if not place.is_file() or place.stat().st_size != file.size:
        return False
    digest = (
        hashlib.sha256() if len(file.checksum) == 64 else hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    )
    with place.open("rb") as content:
        while chunk := content.read(2**20):
            digest.update(chunk)
    return digest.hexdigest() == file.checksum


@contextmanager
def _folder(cache: Path | None, repository: str) -> Iterator[Path]:
    if cache is not None:
        yield cache / CACHE_FOLDER / repository.replace("/", "--")
    else:
        with TemporaryDirectory(prefix="openlag-") as folder:
            yield Path(folder)
