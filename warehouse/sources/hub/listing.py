"""The Hugging Face Hub: what the tracked organisations' repositories are, and when weights first lay in one.

Pages are kept as received (hub_pages) and rows parsed here (hub_models), in order of creation: the Hub's own order follows a trend that
moves while one pages. A row that does not parse becomes a reject; the rest goes on. createdAt has a floor of 2022-03-02T23:29:04Z and is
no release date.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from warehouse.landing import Pull, Reject, SourceError
from warehouse.sources.hub.results import read_results
from warehouse.sources.hub.rows import (
    EXPAND,
    MODEL_ID,
    CommitRow,
    ModelRow,
    model_frame,
    parse_commit,
    parse_file,
    parse_models,
)
from warehouse.sources.net.hub_client import HubClient, Limits, Page, Refused
from warehouse.sources.parse.json_parts import RowError, printable

TITLE = "Hugging Face Hub, model metadata"
PRODUCER = "Hugging Face"
LICENCE = "Facts from the Hub's public API; each model card under its own licence"
PAGE_SIZE = "1000"  # the most the Hub gives
NAMESPACE = re.compile(r"[\w.-]{1,96}", re.ASCII)
WEIGHT_ENDINGS = (".safetensors", ".bin", ".gguf", ".pt", ".pth")
TRAINING_STATE = re.compile(
    r"(training_args|optimizer|scheduler|rng_state.*|tokenizer|vocab)\.(bin|pt|pth)"
)  # no weights
LIMITS = Limits()

PAGE_SCHEMA: dict[str, pl.DataType] = {
    "namespace": pl.String(),
    "page_number": pl.Int64(),
    "url": pl.String(),
    "fetched_at": pl.Datetime("us", "UTC"),
    "body": pl.String(),
}
WEIGHT_SCHEMA: dict[str, pl.DataType] = {
    "hub_model_id": pl.String(),
    "first_weights_at": pl.Datetime("us", "UTC"),
    "commit_id": pl.String(),
    "commit_title": pl.String(),
    "weight_files": pl.List(pl.String()),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull is. For weights, a namespace is a repository and models are those with weights."""

    namespace: str
    namespaces_done: int
    namespaces_total: int
    pages: int
    models: int
    rate_limit_remaining: int | None
    waiting_seconds: float


@dataclass(frozen=True, slots=True)
class FirstWeights:
    """The first commit of a repository whose tree holds weight files, and those files."""

    hub_model_id: str
    first_weights_at: datetime
    commit_id: str
    commit_title: str
    weight_files: list[str]


@dataclass(slots=True)
class _Run:
    """One pull under way: its client, what it has counted and whom it tells."""

    endpoint: str | None
    token: str | bool | None
    limits: Limits
    on_progress: Callable[[Progress], None] | None
    total: int
    namespace: str = ""
    done: int = 0
    pages: int = 0
    models: int = 0
    client: HubClient = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.client = HubClient(self.endpoint, self.token, self.limits, on_wait=self.tell)

    def tell(self, waiting_seconds: float = 0.0) -> None:
        if self.on_progress is not None:
            self.on_progress(
                Progress(
                    namespace=self.namespace,
                    namespaces_done=self.done,
                    namespaces_total=self.total,
                    pages=self.pages,
                    models=self.models,
                    rate_limit_remaining=self.client.rate_limit_remaining,
                    waiting_seconds=waiting_seconds,
                )
            )

    def read(self, path: str, query: list[tuple[str, str]]) -> Iterator[Page]:
        for page in self.client.pages(self.client.url(path, query)):
            self.pages += 1
            yield page


def pull_models(
    namespaces: Sequence[str],
    *,
    endpoint: str | None = None,
    token: str | bool | None = None,
    now: Callable[[], datetime],
    on_progress: Callable[[Progress], None] | None = None,
    limits: Limits = LIMITS,
) -> Pull:
    """Every model of every namespace, newest first.

    endpoint and token: as in huggingface_hub; None means HF_ENDPOINT and HF_TOKEN, token=False sends none. now: the clock, aware.
    Returns a Pull with tables hub_pages, hub_models and hub_eval_results. A namespace that lists nothing is a reject.
    Raises TransientError when a later run may pass, else SourceError; also when no namespace lists a model.
    """
    asked = list(dict.fromkeys(namespaces))
    for namespace in asked:
        if not NAMESPACE.fullmatch(namespace):
            raise SourceError(
                f"organizations.csv: {printable(namespace)!r} is no Hub namespace; correct hub_namespaces."
            )
    run = _Run(endpoint, token, limits, on_progress, total=len(asked))
    started_at = _utc(now)
    reading = _Models()
    for namespace in asked:
        run.namespace = namespace
        run.tell()
        _read_namespace(run, namespace, reading, now)
        run.done += 1
        run.tell()
    if not reading.models:
        hint = (
            "it answered 404, so check HF_ENDPOINT"
            if reading.is_404
            else "check HF_ENDPOINT and hub_namespaces in organizations.csv"
        )
        raise SourceError(
            f"{run.client.base}: the Hub lists no model of {len(asked)} namespaces; nothing is landed; {hint}."
        )
    query = f"author in ({' '.join(asked)}); sort=createdAt; expand={','.join(EXPAND)}"
    results, result_rejects = read_results(reading.models, started_at.date())
    tables = {
        "hub_pages": pl.DataFrame(reading.pages, schema=PAGE_SCHEMA, orient="row"),
        "hub_models": model_frame(reading.models),
        "hub_eval_results": results,
    }
    rejects = reading.rejects + result_rejects
    return _pull("hub", run, "/api/models", query, started_at, _utc(now), tables, rejects)


def pull_first_weights(
    repositories: Sequence[str],
    *,
    endpoint: str | None = None,
    token: str | bool | None = None,
    now: Callable[[], datetime],
    on_progress: Callable[[Progress], None] | None = None,
    limits: Limits = LIMITS,
) -> Pull:
    """The first commit with weights of each repository, in the table hub_first_weights.

    A repository that is gone, private, gated for this token or without weights, or whose history is malformed, is a reject. About
    2 + log2(commits) requests a repository, so ask for frontier candidates only. Raises as pull_models does, but an empty table is
    the caller's to judge.
    """
    asked = list(dict.fromkeys(repositories))
    run = _Run(endpoint, token, limits, on_progress, total=len(asked))
    started_at = _utc(now)
    found: list[FirstWeights] = []
    rejects: list[Reject] = []
    for number, repository in enumerate(asked, start=1):
        run.namespace = repository
        run.tell()
        try:
            first, reason = _first_weights(run, repository), "the repository holds no weight file"
        except RowError as error:
            first, reason = None, str(error)
        except Refused as error:
            if not error.is_about_repository:
                raise
            first, reason = None, f"status {error.status}: {error.reason}"
        if first is None:
            rejects.append(Reject("hub_first_weights", "/api/models", number, reason, printable(repository)))
        else:
            found.append(first)
        run.done, run.models = number, len(found)
        run.tell()
    rows = [
        (row.hub_model_id, row.first_weights_at, row.commit_id, row.commit_title, row.weight_files) for row in found
    ]
    tables = {"hub_first_weights": pl.DataFrame(rows, schema=WEIGHT_SCHEMA, orient="row")}
    query = f"first commit with weights of {len(asked)} repositories"
    return _pull("hub_weights", run, "/api/models", query, started_at, _utc(now), tables, rejects)


def first_weights(
    repository: str, *, endpoint: str | None = None, token: str | bool | None = None, limits: Limits = LIMITS
) -> FirstWeights | None:
    """The first commit of one repository whose tree holds weights; None if its newest has none.

    Bisects the commits, so it supposes that weights once added stay: of weights taken away and added again it may find the second
    time. In a squashed history that is the squash. Raises Refused (a SourceError) for a repository that cannot be read, RowError for
    a malformed history.
    """
    return _first_weights(_Run(endpoint, token, limits, None, total=1, namespace=repository), repository)


def is_reachable(endpoint: str | None, *, token: str | bool | None = None, timeout_seconds: float = 5) -> str | None:
    """None if the Hub answers one cheap request like a Hub, else the sentence that says why not."""
    limits = Limits(timeout_seconds=timeout_seconds, answer_seconds=timeout_seconds, tries=1, longest_wait_seconds=0)
    try:
        client = HubClient(endpoint, token, limits)
        client.page(client.url("/api/models", [("limit", "1"), ("sort", "createdAt"), ("expand", "createdAt")]))
    except SourceError as error:
        return str(error)
    return None


@dataclass(slots=True)
class _Models:
    """What pull_models has read so far. seen: the Hub's own ids and the names, of which the first counts."""

    pages: list[tuple[str, int, str, datetime, str]] = field(default_factory=list)
    models: list[ModelRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    is_404: bool = False


def _read_namespace(run: _Run, namespace: str, reading: _Models, now: Callable[[], datetime]) -> None:
    query = [("author", namespace), *(("expand", name) for name in EXPAND)]
    query += [("limit", PAGE_SIZE), ("sort", "createdAt"), ("direction", "-1")]
    file = f"/api/models?author={namespace}"
    row_count, repeated = 0, []
    try:
        for number, page in enumerate(run.read("/api/models", query), start=1):
            reading.pages.append((namespace, number, page.path, _utc(now), page.text))
            row_count += len(page.rows)
            models, rejects = parse_models(page.rows, namespace=namespace, file=page.path)
            reading.rejects += rejects
            for model in models:
                if model.hub_id in reading.seen or model.hub_model_id in reading.seen:
                    repeated.append(model.hub_model_id)
                else:
                    reading.seen |= {model.hub_id, model.hub_model_id}
                    reading.models.append(model)
            run.models = len(reading.models)
            run.tell()
    except Refused as error:
        if error.status != 404:
            raise
        reading.is_404 = True
    if row_count == 0:
        reading.rejects.append(Reject("hub_models", file, 0, "namespace lists no model", namespace))
    if repeated:
        reason = f"{len(repeated)} rows repeat a repository read before; the first of each is kept"
        reading.rejects.append(Reject("hub_models", file, 0, reason, " ".join(repeated)[:2_000]))


def _first_weights(run: _Run, repository: str) -> FirstWeights | None:
    if not MODEL_ID.fullmatch(repository):
        raise RowError("the repository's name is not of the form namespace/name")
    commits = _commits(run, repository)
    if not commits:
        raise RowError("the repository has no commit")
    trees: dict[int, list[str]] = {}

    def weights(number: int) -> list[str]:
        if number not in trees:
            path = f"/api/models/{repository}/tree/{commits[number].commit_id}"
            trees[number] = sorted(_weight_files(run.read(path, [("recursive", "true")])))
        return trees[number]

    low, high = 0, len(commits) - 1
    if not weights(high):
        return None
    while low < high:  # weights(high) is never empty; weights(low - 1), if asked, always is
        middle = (low + high) // 2
        low, high = (low, middle) if weights(middle) else (middle + 1, high)
    commit = commits[high]
    return FirstWeights(repository, commit.created_at, commit.commit_id, commit.title, weights(high))


def _commits(run: _Run, repository: str) -> list[CommitRow]:
    """Oldest first; the Hub lists the newest first."""
    pages = run.read(f"/api/models/{repository}/commits/main", [])
    commits = {commit.commit_id: commit for page in pages for commit in map(parse_commit, page.rows)}
    return list(commits.values())[::-1]


def _weight_files(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        for path in map(parse_file, page.rows):
            name = path.rpartition("/")[2].lower() if path else ""
            if path and name.endswith(WEIGHT_ENDINGS) and not TRAINING_STATE.fullmatch(name):
                yield path


def _pull(
    source: str,
    run: _Run,
    path: str,
    query: str,
    started_at: datetime,
    finished_at: datetime,
    tables: dict[str, pl.DataFrame],
    rejects: list[Reject],
) -> Pull:
    return Pull(
        source=source,
        title=TITLE,
        producer=PRODUCER,
        url=str(run.client.base).rstrip("/") + path,
        query=query,
        licence=LICENCE,
        retrieved_on=started_at.date(),
        started_at=started_at,
        finished_at=finished_at,
        tables=tables,
        rejects=rejects,
    )


def _utc(now: Callable[[], datetime]) -> datetime:
    moment = now()
    if moment.tzinfo is None:
        raise ValueError(f"now() gave {moment!r}, a time without a zone; give datetime.now(UTC).")
    return moment.astimezone(UTC)
