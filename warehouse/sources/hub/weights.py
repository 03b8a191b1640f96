"""When weights first lay in a repository on the Hub: the first commit whose tree holds weight files.

The commits are listed, and trees are asked for from the oldest on in doubling steps, then by halves in between: weights mostly come with
the first few. It supposes that weights once added stay; in a squashed history the day is that of the squash. Commits and files of gated
repositories are closed to whoever has no access, though their metadata is public. What was tried is kept (hub_weight_tries), so that
nobody is asked again before there is a reason to.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from warehouse.landing import Pull, Reject, SourceError
from warehouse.printable import printable
from warehouse.row_schema import schema_of
from warehouse.sources.hub.api import LIMITS, Hub, Page
from warehouse.sources.hub.pulls import Progress, Run, utc
from warehouse.sources.hub.rows import MODEL_ID, CommitRow, parse_commit, parse_file
from warehouse.sources.net.client import Limits, Refused, Token
from warehouse.sources.parse.json_parts import RowError

WEIGHT_ENDINGS = (".safetensors", ".bin", ".gguf", ".pt", ".pth")
TRAINING_STATE = re.compile(
    r"(training_args|optimizer|scheduler|rng_state.*|tokenizer|vocab)\.(bin|pt|pth)"
)  # no weights
# Landed at a time: what an interruption can lose.
BATCH = 10
# Measured against the strict stand-in: the commits of a repository, and trees until the first with weights is found.
REQUESTS_EACH = 5
# When to ask again about a repository that gave no day: what failed in passing tomorrow, the rest rarely.
DAYS_TO_RETRY = {"failed": 1, "malformed": 28, "none": 28, "gated": 28, "gone": 28}


@dataclass(frozen=True, slots=True)
class FirstWeights:
    """The first commit of a repository whose tree holds weight files, and those files."""

    hub_model_id: str
    first_weights_at: datetime
    commit_id: str
    commit_title: str
    weight_files: list[str]


@dataclass(frozen=True, slots=True)
class Try:
    """What came of asking about one repository. outcome: found, or a key of DAYS_TO_RETRY."""

    hub_model_id: str
    outcome: str
    has_token: bool
    reason: str | None
    found: FirstWeights | None = None


WEIGHT_SCHEMA, TRY_SCHEMA = schema_of(FirstWeights), schema_of(Try, leave_out=("found",))


def due_repositories(
    tracked: set[str], tries: Iterable[tuple[str, str, bool, date]], *, has_token: bool, today: date
) -> list[str]:
    """The tracked repositories worth asking about. tries: (repository, outcome, has_token, day) of every try, in order of days.

    A gated one is asked again as soon as there is a token where there was none. Those that failed come last: a few that always fail would
    end every pull before the others.
    """
    last = {name.lower(): (outcome, with_token, day) for name, outcome, with_token, day in tries}
    due = []
    for name in sorted(tracked, key=lambda name: (last.get(name.lower(), ("",))[0] == "failed", name)):
        outcome, with_token, day = last.get(name.lower(), ("", False, date.min))
        is_news = outcome == "gated" and has_token and not with_token
        wait = DAYS_TO_RETRY.get(outcome)
        if not outcome or is_news or (wait is not None and day + timedelta(days=wait) <= today):
            due.append(name)
    return due


def pull_first_weights(
    repositories: Sequence[str],
    *,
    endpoint: str | None = None,
    token: Token | str | bool | None = None,
    now: Callable[[], datetime],
    on_progress: Callable[[Progress], None] | None = None,
    limits: Limits = LIMITS,
) -> Iterator[Pull]:
    """The first commit with weights of each repository, a Pull of hub_first_weights and hub_weight_tries for every BATCH of them.

    Whatever is wrong with one repository is its own row among the tries, and a reject. About REQUESTS_EACH requests a repository, so ask
    for frontier candidates only. Raises Refused where the Hub refuses the token, SourceError where it is away.
    """
    asked = list(dict.fromkeys(repositories))
    run = Run("repositories", len(asked), now, on_progress)
    run.hub = Hub(endpoint, token, limits, on_wait=run.tell)
    for start in range(0, len(asked), BATCH):
        began, tries, end = utc(now), list[Try](), None
        for name in asked[start : start + BATCH]:
            run.name = name
            run.tell()
            tries.append(_try(run.hub, name))
            end = run.end_of(tries[-1].reason if tries[-1].outcome == "failed" else None)
            run.found += tries[-1].found is not None
            run.tell()
            if end is not None:
                break
        yield _batch(run, tries, began)
        if end is not None:
            raise end


def first_weights(hub: Hub, repository: str) -> FirstWeights | None:
    """The first commit of one repository whose tree holds weights; None if none has. Raises RowError for a malformed history."""
    if not MODEL_ID.fullmatch(repository):
        raise RowError("the repository's name is not of the form namespace/name")
    commits = _commits(hub, repository)
    if not commits:
        raise RowError("the repository has no commit")
    trees: dict[int, list[str]] = {}

    def weights(number: int) -> list[str]:
        if number not in trees:
            pages = hub.pages(f"/api/models/{repository}/tree/{commits[number].commit_id}", [("recursive", "true")])
            trees[number] = sorted(_weight_files(pages))
        return trees[number]

    low, high, last = 0, 0, len(commits) - 1
    while not weights(high):
        if high == last:
            return None
        low, high = high + 1, min(2 * high + 1, last)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if weights(middle) else (middle + 1, high)
    commit = commits[high]
    return FirstWeights(repository, commit.created_at, commit.commit_id, commit.title, weights(high))


def _try(hub: Hub, repository: str) -> Try:
    has_token = hub.token is not None
    try:
        found = first_weights(hub, repository)
    except RowError as error:
        return Try(repository, "malformed", has_token, str(error))
    except Refused as error:
        if not hub.is_about_repository(error):
            raise
        is_gated = error.code == "GatedRepo"
        reason = f"status {error.status}: {error.reason}"
        return Try(repository, "gated" if is_gated else "gone", has_token, reason)
    except SourceError as error:
        return Try(repository, "failed", has_token, str(error))
    if found is None:
        return Try(repository, "none", has_token, "the repository holds no weight file")
    return Try(repository, "found", has_token, None, found)


def _batch(run: Run, tries: list[Try], began: datetime) -> Pull:
    found = [one.found for one in tries if one.found is not None]
    first = [
        (one.hub_model_id, one.first_weights_at, one.commit_id, one.commit_title, one.weight_files) for one in found
    ]
    rows = [(one.hub_model_id, one.outcome, one.has_token, one.reason) for one in tries]
    rejects = [
        Reject("hub_first_weights", "/api/models", number, one.reason, printable(one.hub_model_id))
        for number, one in enumerate(tries, start=1)
        if one.reason is not None
    ]
    tables = {
        "hub_first_weights": pl.DataFrame(first, schema=WEIGHT_SCHEMA, orient="row"),
        "hub_weight_tries": pl.DataFrame(rows, schema=TRY_SCHEMA, orient="row"),
    }
    query = f"first commit with weights of {len(tries)} repositories"
    return run.pull("hub_weights", tables, rejects, query=query, started_at=began)


def _commits(hub: Hub, repository: str) -> list[CommitRow]:
    """Oldest first; the Hub lists the newest first."""
    pages = hub.pages(f"/api/models/{repository}/commits/main", [])
    commits = {commit.commit_id: commit for page in pages for commit in map(parse_commit, page.rows)}
    return list(commits.values())[::-1]


def _weight_files(pages: Iterable[Page]) -> Iterator[str]:
    for page in pages:
        for path in map(parse_file, page.rows):
            name = path.rpartition("/")[2].lower() if path else ""
            if path and name.endswith(WEIGHT_ENDINGS) and not TRAINING_STATE.fullmatch(name):
                yield path
