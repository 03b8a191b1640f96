"""Push an export to the Hub as a dataset, through huggingface_hub.

The plan is made from the folder alone, without a request. The upload goes through the library's own session with the guards of
`warehouse/sources/net/library.py`; an export is a few megabytes.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2
import polars as pl
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

from warehouse.landing import SourceError
from warehouse.share.export import CARD, DESCRIPTOR
from warehouse.sources.hub.api import Hub, find_token
from warehouse.sources.net.client import Client, Limits
from warehouse.sources.net.library import Refusal, guarded

LIMITS = Limits(timeout_seconds=60.0, tries=4, longest_wait_seconds=300.0, most_bytes=4 * 2**20)
MOST_MESSAGE = 300  # characters of what the Hub says
ADVICE = {
    401: "the Hub does not know the token; set HF_TOKEN again or log in with `hf auth login`",
    402: "the Hub asks for payment",
    403: "the token may not write there; it needs the write permission for this owner",
    404: "the Hub has no such owner or repository, or hides it from this token; check the name and HF_ENDPOINT",
    409: "somebody else changed the repository at the same time; run again",
    412: "somebody else changed the repository at the same time; run again",
    413: "the Hub finds it too large",
    429: "too many requests; run again later",
}

NO_HUB = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)  # what the library's parsing stumbles over in answers that are not a Hub's


class UploadError(SourceError):
    """The export cannot be pushed. The message is one sentence without the token."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file of the export that would be pushed."""

    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an upload would do. local_addresses: addresses of this machine that the files hold."""

    folder: Path
    repository: str
    is_private: bool
    as_of: str
    files: tuple[PlannedFile, ...]
    local_addresses: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        """Of all files together."""
        return sum(file.size_bytes for file in self.files)


def require_repository_name(text: str) -> None:
    """Raises ValueError, with a sentence, for what no repository on the Hub can be called."""
    try:
        validate_repo_id(text)
        is_name = text.count("/") == 1
    except HFValidationError:
        is_name = False
    if not is_name:
        raise ValueError(f"{text[:100]!r} is not the name of a repository; write it as owner/name.")


def plan_upload(folder: Path, repository: str, *, is_private: bool) -> Plan:
    """Read the folder and check every file against its descriptor. No request is made.

    Raises UploadError for a folder that is no whole export.
    """
    again = "run `openlag export` first."
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        resources = [(str(one["path"]), int(one["bytes"]), str(one["hash"])) for one in package["resources"]]
        as_of = str(package["created"])[:10]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UploadError(f"{folder}: there is no export here ({type(error).__name__}); {again}") from error
    for path, size, checksum in resources:
        if Path(path).name != path or not _is_as_described(folder / path, size, checksum):
            raise UploadError(f"{folder / path}: missing, or not what {DESCRIPTOR} says of it; {again}")
    if not (folder / CARD).is_file():
        raise UploadError(f"{folder / CARD}: missing; {again}")
    names = [CARD, DESCRIPTOR, *sorted(path for path, *_ in resources)]
    files = tuple(PlannedFile(name, (folder / name).stat().st_size) for name in names)
    return Plan(folder, repository, is_private, as_of, files, _local_addresses(folder))


def upload(
    plan: Plan,
    *,
    endpoint: str | None = None,
    limits: Limits = LIMITS,
    on_step: Callable[[str], None] = lambda words: None,
) -> str:
    """Create the repository if there is none, and push every file in one commit. Returns the address of the commit.

    endpoint: of the Hub; None is HF_ENDPOINT. on_step: called with words before each step.
    An existing repository keeps its visibility, and its other files. Raises UploadError.
    """
    token = find_token()
    if token is None:
        raise UploadError("There is no token; set HF_TOKEN to one that may write, or log in with `hf auth login`.")
    hub = Hub(endpoint, token, limits)
    client = hub.client
    api = HfApi(endpoint=str(hub.base).rstrip("/"), token=token.secret, library_name="openlag", library_version="0.1")
    additions = [CommitOperationAdd(file.path, plan.folder / file.path) for file in plan.files]
    with guarded(client, hub.base):
        step = "creating the repository"
        try:
            on_step(step)
            api.create_repo(plan.repository, repo_type="dataset", private=plan.is_private, exist_ok=True)
            step = f"pushing {len(plan.files)} files"
            on_step(step)
            message = f"Data as of {plan.as_of}"
            commit = api.create_commit(
                plan.repository, additions, commit_message=message, repo_type="dataset", num_threads=2
            )
            return client.clean(str(commit.commit_url))
        except (Refusal, OSError, httpx2.HTTPError, httpx2.InvalidURL, RuntimeError, *NO_HUB) as error:
            told = _tell(error, client, limits)
    raise UploadError(f"{plan.repository}: {step} failed: {told}.")


def _tell(error: BaseException, client: Client, limits: Limits) -> str:
    """Half a sentence for whatever came out of the library, without the token."""
    if isinstance(error, RuntimeError) and error.__cause__ is not None:  # of an upload in a thread
        return _tell(error.__cause__, client, limits)
    if isinstance(error, Refusal):
        return _one_line(str(error), client)
    if isinstance(error, HfHubHTTPError):
        words = _one_line(error.server_message or "", client)
        return _say_status(error.response.status_code) + (f" (the Hub says: {words})" if words else "")
    if isinstance(error, httpx2.TimeoutException):
        return f"no answer within {limits.timeout_seconds:g} s; look at the repository, then run again"
    if isinstance(error, OfflineModeIsEnabled):
        return "HF_HUB_OFFLINE is set; unset it"
    if isinstance(error, httpx2.HTTPError):
        return f"{_one_line(str(error), client) or type(error).__name__}; check HF_ENDPOINT and the network, then run again"
    if isinstance(error, OSError):
        return _one_line(f"{error.filename or ''} {error.strerror or error}".strip(), client)
    words = _one_line(str(error), client)
    return f"the answer is not one of a Hub ({words or type(error).__name__}); check HF_ENDPOINT"


def _say_status(status: int) -> str:
    return f"{status}, {ADVICE.get(status, 'the Hub is in trouble; run again later' if status >= 500 else 'the Hub refuses it')}"


def _one_line(text: str, client: Client) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in client.clean(text))
    return " ".join(printable.split())[:MOST_MESSAGE].rstrip(".")


def _is_as_described(path: Path, size: int, checksum: str) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return len(content) == size and checksum == f"sha256:{hashlib.sha256(content).hexdigest()}"


def _local_addresses(folder: Path) -> tuple[str, ...]:
    """Addresses of this machine among the sources: whoever publishes them tells where files lie here."""
    path = folder / "sources.parquet"
    if not path.is_file():
        return ()
    urls = pl.read_parquet(path, columns=["url"], glob=False)["url"].drop_nulls().unique().sort()
    return tuple(url for url in urls if url.startswith("file:"))
