"""Push an export to the Hub as a dataset, through huggingface_hub.

The plan is made from the folder alone, without a request. The upload goes through the library's own session with the guards of
`warehouse/sources/net/library.py`; an export is a few megabytes.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2
import polars as pl
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

from warehouse.landing import SourceError
from warehouse.printable import printable
from warehouse.share.export import CARD, DESCRIPTOR
from warehouse.sources.hub.api import Hub, find_token
from warehouse.sources.hub.files import Dataset, is_whole, list_files
from warehouse.sources.net.client import Client, Limits, Token
from warehouse.sources.net.library import Refusal, guarded
from warehouse.sources.net.secrets import SHORTEST, forms, hider

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

# What the library's parsing stumbles over in answers that are not a Hub's; of ValueErrors those alone that say so.
NO_HUB = (json.JSONDecodeError, KeyError, TypeError, AttributeError)
MALFORMED = "improperly formatted"
COMMIT = "committing"


class UploadError(SourceError):
    """The export cannot be pushed. The message is one sentence without the token."""


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file of the export that would be pushed."""

    path: str
    size_bytes: int
    checksum: str  # SHA-256


@dataclass(frozen=True, slots=True)
class Plan:
    """What an upload would do. local_addresses: those that the files hold and a stranger need not see."""

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


@dataclass(frozen=True, slots=True)
class Pushed:
    """What the Hub has of a plan: every file, as it lists them at a commit. is_new: whether there was anything to commit."""

    address: str
    file_count: int
    is_new: bool


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
    files = tuple(_planned(folder, name) for name in names)
    return Plan(folder, repository, is_private, as_of, files, _local_addresses(folder))


def upload(
    plan: Plan,
    *,
    endpoint: str | None = None,
    limits: Limits = LIMITS,
    on_step: Callable[[str], None] = lambda words: None,
) -> Pushed:
    """Create the repository if there is none, push every file in one commit, and read back what the Hub took.

    endpoint: of the Hub; None is HF_ENDPOINT. on_step: called with words before each step.
    An existing repository keeps its visibility, and its other files. Raises UploadError.
    """
    token = find_token()
    if token is None:
        raise UploadError("There is no token; set HF_TOKEN to one that may write, or log in with `hf auth login`.")
    _require_without(token, plan)
    hub = Hub(endpoint, token, limits)
    api = HfApi(endpoint=str(hub.base).rstrip("/"), token=token.secret, library_name="openlag", library_version="0.1")
    additions = [CommitOperationAdd(file.path, plan.folder / file.path) for file in plan.files]
    step = "creating the repository"

    def begin(words: str) -> None:
        nonlocal step
        step = words
        on_step(words)

    with guarded(hub.client, hub.base):
        try:
            begin(step)
            api.create_repo(plan.repository, repo_type="dataset", private=plan.is_private, exist_ok=True)
            begin(f"pushing {len(plan.files)} files")
            api.preupload_lfs_files(
                plan.repository, additions, repo_type="dataset", revision="main", num_threads=2, free_memory=False
            )
            _require_unhidden(plan, additions)
            before = api.dataset_info(plan.repository).sha
            begin(COMMIT)
            message = f"Data as of {plan.as_of}"
            commit = api.create_commit(plan.repository, additions, commit_message=message, repo_type="dataset")
            address, commit_id = hub.client.clean(str(commit.commit_url)), str(commit.oid)
        except (Refusal, OSError, httpx2.HTTPError, httpx2.InvalidURL, RuntimeError, ValueError, *NO_HUB) as error:
            told = _tell(error, hub.client, limits, plan)
            if step == COMMIT and _may_stand(error):
                told = f"{told}; the commit may stand all the same, so look at the repository before you push again"
            told = f"{plan.repository}: {step} failed: {told}."
        else:
            on_step("reading back what the Hub took")
            return _read_back(plan, hub, commit_id, address, is_new=commit_id != before)
    raise UploadError(told)


def _require_without(token: Token, plan: Plan) -> None:
    """What landed before today's guards may hold the token that it was pulled with."""
    if len(token.secret) < SHORTEST:
        return
    pattern, hide = forms(token.secret), hider(token.secret)
    for file in plan.files:
        content = (plan.folder / file.path).read_bytes()
        if file.path.endswith(".parquet"):
            texts = pl.read_parquet(content, columns=None).select(pl.col(pl.String).str.contains(pattern).any())
            is_in = any(texts.row(0)) if texts.width else False
        else:
            text = content.decode("utf-8", "replace")
            is_in = hide(text) != text
        if is_in:
            raise UploadError(
                f"{plan.folder / file.path}: it holds the token of {token.origin}; nothing was sent; revoke the token, and find out "
                "which load brought it."
            )


def _require_unhidden(plan: Plan, additions: list[CommitOperationAdd]) -> None:
    hidden = [addition.path_in_repo for addition in additions if addition._should_ignore]
    if hidden:
        raise UploadError(
            f"{plan.repository}: the .gitignore of the dataset hides {len(hidden)} of {len(additions)} files, {', '.join(hidden)}; nothing "
            "was committed; take them out of it and push again."
        )


def _read_back(plan: Plan, hub: Hub, commit_id: str, address: str, *, is_new: bool) -> Pushed:
    dataset = Dataset(str(hub.base), plan.repository, address, "HF_ENDPOINT")
    wanted = re.compile("|".join(re.escape(file.path) for file in plan.files))
    try:
        listed = {file.path: file for file in list_files(hub, dataset, commit_id, wanted)}
    except SourceError as error:
        raise UploadError(
            f"{plan.repository}: committed as {address}, and what the Hub took cannot be read back ({str(error).rstrip('.')}); look at the "
            "repository."
        ) from None
    names = [file.path for file in plan.files]
    lost = [name for name in names if name not in listed or not is_whole(plan.folder / name, listed[name])]
    if lost:
        raise UploadError(
            f"{plan.repository}: the Hub took {len(names) - len(lost)} of {len(names)} files as they are here; absent or other in "
            f"{address}: {', '.join(lost)}; look at the repository, its .gitignore and .gitattributes."
        )
    return Pushed(address, len(names), is_new)


def _may_stand(error: BaseException) -> bool:
    """Whether a commit may have been made all the same: nobody said no, neither the Hub nor, before it is asked, the library."""
    if isinstance(error, HfHubHTTPError):
        return error.response.status_code >= 500
    return not isinstance(error, ValueError) or isinstance(error, NO_HUB)


def _tell(error: BaseException, client: Client, limits: Limits, plan: Plan) -> str:
    """Half a sentence for whatever came out of the library, without the token."""
    if isinstance(error, RuntimeError) and error.__cause__ is not None:  # of an upload in a thread
        return _tell(error.__cause__, client, limits, plan)
    if isinstance(error, Refusal):
        return _one_line(str(error), client)
    if isinstance(error, HfHubHTTPError):
        words = _one_line(error.server_message or "", client)
        return _say_status(error.response.status_code) + (f" (the Hub says: {words})" if words else "")
    if isinstance(error, httpx2.TimeoutException):
        return f"no answer within {limits.timeout_seconds:g} s, or no whole one within {limits.answer_seconds:g} s"
    if isinstance(error, OfflineModeIsEnabled):
        return "HF_HUB_OFFLINE is set; unset it"
    if isinstance(error, httpx2.HTTPError):
        return f"{_one_line(str(error), client) or type(error).__name__}; check HF_ENDPOINT and the network, then run again"
    if isinstance(error, OSError):
        return _one_line(f"{error.filename or ''} {error.strerror or error}".strip(), client)
    words = _one_line(_with_names(str(error), plan), client)
    if isinstance(error, NO_HUB) or MALFORMED in words:
        return f"the answer is not one of a Hub ({words or type(error).__name__}); check HF_ENDPOINT"
    return words  # the library's, about a README or a file that the Hub does not want, with the Hub's reason


def _with_names(words: str, plan: Plan) -> str:
    """The library names a large file by its checksum."""
    for file in plan.files:
        words = words.replace(f"file with OID {file.checksum}", file.path)
    return words


def _say_status(status: int) -> str:
    return f"{status}, {ADVICE.get(status, 'the Hub is in trouble; run again later' if status >= 500 else 'the Hub refuses it')}"


def _one_line(text: str, client: Client) -> str:
    return printable(" ".join(client.clean(text).split()), MOST_MESSAGE).rstrip(".")


def _planned(folder: Path, name: str) -> PlannedFile:
    content = (folder / name).read_bytes()
    return PlannedFile(name, len(content), hashlib.sha256(content).hexdigest())


def _is_as_described(path: Path, size: int, checksum: str) -> bool:
    try:
        content = path.read_bytes()
    except OSError:
        return False
    return len(content) == size and checksum == f"sha256:{hashlib.sha256(content).hexdigest()}"


def _local_addresses(folder: Path) -> tuple[str, ...]:
    """Addresses among the sources that are of this machine or hold a query: they tell where files lie here, or a key."""
    path = folder / "sources.parquet"
    if not path.is_file():
        return ()
    urls = pl.read_parquet(path, columns=["url"], glob=False)["url"].drop_nulls().unique().sort()
    return tuple(url for url in urls if url.startswith("file:") or "?" in url)
