"""Files of a dataset repository on the Hub, by huggingface_hub's own download and cache.

The newest commit and the names and sizes of its files are listed through `HubClient`; then each file is asked for at that commit, so that
the library cannot answer a failed request with an older file of its cache under today's date. What the cache holds under the same ETag is
not downloaded again. Only the newest commit stays in the cache.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import constants, hf_hub_download, scan_cache_dir
from huggingface_hub.errors import (
    CacheNotFound,
    FileMetadataError,
    HfHubHTTPError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
)

from warehouse.landing import SourceError, TransientError
from warehouse.sources.hub.rows import parse_commit, parse_file
from warehouse.sources.net.hub_client import HubClient, Limits
from warehouse.sources.net.hub_session import Download, Refusal, guarded
from warehouse.sources.parse.json_parts import RowError, printable

CACHE_FOLDER = "hub"
# Three tries of at most thirty silent seconds: an optional source is not worth a long wait.
LIMITS = Limits(tries=3, longest_wait_seconds=60.0)
# A million invented rows of a leaderboard took 11 MB as Parquet; beyond this, all files together, something else lies there.
DOWNLOAD = Download(most_bytes=512 * 2**20, most_seconds=600.0)
ADDRESS = re.compile(r"(?P<endpoint>https?://[^/?#@]+)/datasets/(?P<repository>[\w.-]{1,96}/[\w.-]{1,96})", re.ASCII)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset repository: the Hub it lies on, its name, and the address as it was given."""

    endpoint: str
    repository: str
    address: str

    @property
    def token(self) -> bool | None:
        """None is the token of the environment, which goes to the Hub that HF_ENDPOINT names and to no other."""
        return None if _origin(self.endpoint) == _origin(constants.ENDPOINT) else False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Files at one commit, by their path in the repository."""

    commit_id: str
    committed_at: datetime
    files: dict[str, Path]


def read_address(address: str, setting: str) -> Dataset:
    """A dataset from https://<hub>/datasets/<owner>/<name>. Raises SourceError naming the setting."""
    found = ADDRESS.fullmatch(address)
    if found is None or ".." in found["repository"]:
        raise SourceError(
            f"{printable(address)}: not the address of a dataset on a Hub such as "
            f"https://huggingface.co/datasets/owner/name, nor a file:///folder; mend {setting}."
        )
    return Dataset(found["endpoint"], found["repository"], address)


def fetch(
    dataset: Dataset,
    wanted: re.Pattern[str],
    parse: Callable[[Snapshot], T],
    *,
    cache: Path | None,
) -> T:
    """What parse makes of the files whose path matches. Raises TransientError where another try may pass, SourceError otherwise.

    cache: a folder, in which `hub/` holds the library's cache; None keeps nothing. Files that parse refuses with a SourceError leave the
    cache: otherwise damaged ones would be confirmed for ever by their ETag.
    """
    with _folder(cache) as folder:
        snapshot = _download(dataset, wanted, folder, LIMITS, DOWNLOAD)
        try:
            parsed = parse(snapshot)
        except SourceError:
            for path in snapshot.files.values():
                path.resolve().unlink(missing_ok=True)
                path.unlink(missing_ok=True)
            raise
        _keep_only(snapshot.commit_id, dataset.repository, folder)
        return parsed


def is_reachable(dataset: Dataset, *, timeout_seconds: float = 5) -> str | None:
    """None if the Hub knows the dataset, else the sentence that says why not."""
    limits = Limits(timeout_seconds=timeout_seconds, answer_seconds=timeout_seconds, tries=1, longest_wait_seconds=0)
    try:
        _newest_commit(HubClient(dataset.endpoint, dataset.token, limits), dataset)
    except SourceError as error:
        return str(error)
    return None


def _download(dataset: Dataset, wanted: re.Pattern[str], folder: Path, limits: Limits, download: Download) -> Snapshot:
    client = HubClient(dataset.endpoint, dataset.token, limits)
    commit_id, committed_at = _newest_commit(client, dataset)
    sizes = _sizes(client, dataset, commit_id, wanted)
    if sum(sizes.values()) > download.most_bytes:
        raise SourceError(
            f"{dataset.address}: the files wanted are {sum(sizes.values()):,} bytes long, and openlag reads "
            f"{download.most_bytes:,} at most; nothing was downloaded."
        )
    files = {}
    with guarded(client, limits, download):
        for path in sorted(sizes):
            try:
                files[path] = Path(
                    hf_hub_download(
                        dataset.repository,
                        path,
                        repo_type="dataset",
                        revision=commit_id,
                        endpoint=str(client.base).rstrip("/"),
                        token=dataset.token,
                        cache_dir=folder,
                        library_name="openlag",
                        library_version="0.1",
                    )
                )
            except (Refusal, OSError, httpx2.HTTPError, httpx2.InvalidURL, ValueError, RuntimeError) as error:
                raise _sentence(f"{dataset.address}/{path}", error, client, limits) from None
    return Snapshot(commit_id, committed_at, files)


def _newest_commit(client: HubClient, dataset: Dataset) -> tuple[str, datetime]:
    page = client.page(client.url(f"/api/datasets/{dataset.repository}/commits/main", [("limit", "1")]))
    try:
        commit = parse_commit(page.rows[0])
    except (IndexError, RowError) as error:
        raise SourceError(f"{dataset.address}: its newest commit cannot be read ({error}).") from error
    return commit.commit_id, commit.created_at


def _sizes(client: HubClient, dataset: Dataset, commit_id: str, wanted: re.Pattern[str]) -> dict[str, int]:
    """Bytes of every file whose path matches."""
    sizes = {}
    tree = client.url(f"/api/datasets/{dataset.repository}/tree/{commit_id}", [("recursive", "true")])
    for page in client.pages(tree):
        for row in page.rows:
            try:
                path = parse_file(row)
            except RowError as error:
                raise SourceError(f"{dataset.address}: the list of its files cannot be read ({error}).") from error
            if path is not None and wanted.fullmatch(path):
                size = row.get("size") if isinstance(row, dict) else None
                if not isinstance(size, int) or isinstance(size, bool) or size < 0:
                    raise SourceError(f"{dataset.address}/{path}: the Hub does not say how long it is.")
                sizes[path] = size
    return sizes


def _sentence(address: str, error: Exception, client: HubClient, limits: Limits) -> SourceError:
    """What came out of the library, in one sentence without the token."""
    if isinstance(error, LocalEntryNotFoundError):  # the library's word for any first request that failed
        cause = error.__cause__ or error.__context__
        if isinstance(cause, FileMetadataError):
            return SourceError(f"{address}: the answer is not one of a Hub; check HF_ENDPOINT and the proxy.")
        if isinstance(cause, Exception) and not isinstance(cause, LocalEntryNotFoundError):
            return _sentence(address, cause, client, limits)
        return TransientError(f"{address}: no answer; try again later.")
    if isinstance(error, OfflineModeIsEnabled):
        return SourceError(f"{address}: HF_HUB_OFFLINE is set; unset it, or use --offline.")
    if isinstance(error, HfHubHTTPError):
        status = error.response.status_code
        if status in (408, 429) or status >= 500:
            return TransientError(f"{address}: the Hub answered {status}; try again later.")
        return SourceError(f"{address}: the Hub answered {status}; check whether the file has moved.")
    if isinstance(error, httpx2.TimeoutException):
        return TransientError(f"{address}: no answer within {limits.timeout_seconds:g} s; try again later.")
    words = printable(client.clean(str(error)), 200).rstrip(".") or type(error).__name__
    if isinstance(error, Refusal):
        return (TransientError if error.is_transient else SourceError)(f"{address}: {words}.")
    if isinstance(error, (httpx2.NetworkError, httpx2.RemoteProtocolError)) or "Consistency check" in words:
        return TransientError(f"{address}: the download broke off ({words}); try again later.")
    return SourceError(f"{address}: cannot be downloaded ({words}).")


@contextmanager
def _folder(cache: Path | None) -> Iterator[Path]:
    if cache is not None:
        yield cache / CACHE_FOLDER
    else:
        with TemporaryDirectory(prefix="openlag-") as folder:
            yield Path(folder)


def _keep_only(commit_id: str, repository: str, folder: Path) -> None:
    """Take older commits of the repository out of the cache, each of which would hold its own copy of every file that changed."""
    try:
        found = [repo for repo in scan_cache_dir(folder).repos if repo.repo_id == repository]
        older = [
            revision.commit_hash for repo in found for revision in repo.revisions if revision.commit_hash != commit_id
        ]
        if older:
            scan_cache_dir(folder).delete_revisions(*older).execute()
    except (CacheNotFound, OSError):  # it costs space and nothing else
        return


def _origin(endpoint: str) -> tuple[str, str, int | None]:
    parts = urlsplit(endpoint)
    return parts.scheme, (parts.hostname or "").lower(), parts.port
