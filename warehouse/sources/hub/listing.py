"""What the tracked organisations' repositories on the Hub are.

Pages are kept as received (hub_pages) and rows parsed (hub_models), in order of creation: the Hub's own order follows a trend that moves
while one pages. An organisation that cannot be read fails alone: it is told with its reason (hub_namespaces), and the rest lands.
createdAt has a floor of 2022-03-02T23:29:04Z and is no release date.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import polars as pl

from warehouse.landing import Pull, Reject, SourceError, TransientError
from warehouse.printable import printable
from warehouse.sources.hub.api import LARGEST_PAGE, LIMITS, Hub, Page
from warehouse.sources.hub.pulls import Progress, Run, utc
from warehouse.sources.hub.results import read_results
from warehouse.sources.hub.rows import EXPAND, ModelRow, model_frame, parse_models
from warehouse.sources.net.client import PROBE, Limits, Refused, Token

NAMESPACE = re.compile(r"[\w.-]{1,96}", re.ASCII)
# A listing of which fewer organisations could be read is worth nothing: whoever is missing would decide what it says.
LEAST_SHARE_READ = 0.5
# Fields that no repository lacks: a page on which one of them is null in every row has another shape.
NEVER_BLANK = ("createdAt", "lastModified", "downloads", "likes", "tags", "gated", "private")
# The columns of hub_models that come of a field.
COLUMNS_OF = {
    "createdAt": ("created_at",),
    "lastModified": ("last_modified_at",),
    "downloads": ("downloads_30d",),
    "downloadsAllTime": ("downloads_all_time",),
    "likes": ("likes",),
    "tags": ("tags", "licence"),
    "gated": ("gated",),
    "private": ("is_private",),
    "library_name": ("library",),
    "pipeline_tag": ("task",),
    "safetensors": ("parameter_count",),
    "baseModels": ("base_models", "base_model_relation"),
}
_OPTION = re.compile(r"expand\[(\d+)\]")

PAGE_SCHEMA: dict[str, pl.DataType] = {
    "namespace": pl.String(),
    "page_number": pl.Int64(),
    "url": pl.String(),
    "fetched_at": pl.Datetime("us", "UTC"),
    "body": pl.String(),
}
NAMESPACE_SCHEMA: dict[str, pl.DataType] = {
    "namespace": pl.String(),
    "outcome": pl.String(),  # listed, empty (it lists nothing) or failed
    "model_count": pl.Int64(),
    "reason": pl.String(),
}

# Options that a Hub has refused in this process, by its address: not asked for again at the next organisation, list or try.
_REFUSED: defaultdict[str, set[str]] = defaultdict(set)


def pull_models(
    namespaces: Sequence[str],
    *,
    endpoint: str | None = None,
    token: Token | str | bool | None = None,
    now: Callable[[], datetime],
    on_progress: Callable[[Progress], None] | None = None,
    limits: Limits = LIMITS,
) -> Pull:
    """Every model of every namespace, newest first.

    endpoint, token: as in Hub. now: the clock, aware. Returns a Pull with tables hub_pages, hub_models, hub_eval_results and
    hub_namespaces; a namespace that lists nothing or cannot be read is a reject too. Raises SourceError where fewer than
    LEAST_SHARE_READ of the namespaces could be read or none lists a model; TransientError if a later run may pass.
    """
    asked = list(dict.fromkeys(namespaces))
    for namespace in asked:
        if not NAMESPACE.fullmatch(namespace):
            raise SourceError(
                f"organizations.csv: {printable(namespace)!r} is no Hub namespace; correct hub_namespaces."
            )
    run = Run("organisations", len(asked), now, on_progress)
    run.hub = Hub(endpoint, token, limits, on_wait=run.tell)
    reading = _Reading()
    for namespace in asked:
        run.name = namespace
        run.tell()
        _read_namespace(run, namespace, reading)
        _require_worth(reading, len(asked))
        run.done += 1
        run.tell()
    if not reading.models:
        raise SourceError(
            f"{run.hub.base}: the Hub lists no model of {len(asked)} namespaces; nothing is landed; check HF_ENDPOINT and "
            "hub_namespaces in organizations.csv."
        )
    reading.tell_blank_fields()
    results, result_rejects = read_results(reading.models, run.started_at.date())
    tables = {
        "hub_pages": pl.DataFrame(reading.pages, schema=PAGE_SCHEMA, orient="row"),
        "hub_models": model_frame(reading.models),
        "hub_eval_results": results,
        "hub_namespaces": pl.DataFrame(reading.namespaces, schema=NAMESPACE_SCHEMA, orient="row"),
    }
    unasked = frozenset(f"hub_models.{column}" for name in reading.refused for column in COLUMNS_OF.get(name, ()))
    query = f"author in ({' '.join(asked)}); sort=createdAt; expand={','.join(accepted(run.hub, EXPAND))}"
    return replace(run.pull("hub", tables, reading.rejects + result_rejects, query=query), unasked=unasked)


def listing_pages(
    hub: Hub, query: list[tuple[str, str]], fields: Sequence[str], *, page_size: int = LARGEST_PAGE
) -> Iterator[Page]:
    """Every page of /api/models with these fields, less those that this Hub refuses; a page read before such a refusal may come again."""
    while True:
        asked = accepted(hub, fields)
        try:
            expand = [("expand", name) for name in asked]
            yield from hub.pages("/api/models", [*query, *expand], page_size=page_size)
            return
        except Refused as error:
            if not note_refused(hub, asked, error):
                raise


def note_refused(hub: Hub, asked: Sequence[str], error: Refused) -> bool:
    """Whether a refusal names one of the fields asked for; it is asked for no more."""
    found = _OPTION.search(error.reason) if error.status == 400 else None
    if found is None or int(found[1]) >= len(asked):
        return False
    _REFUSED[str(hub.base)].add(asked[int(found[1])])
    return True


def accepted(hub: Hub, fields: Sequence[str]) -> list[str]:
    """The fields that this Hub has not refused."""
    return [name for name in fields if name not in _REFUSED[str(hub.base)]]


def probe(endpoint: str | None = None, *, token: Token | str | bool | None = None, limits: Limits = PROBE) -> None:
    """Ask for two rows of what a pull asks for. Raises what the pull would."""
    hub = Hub(endpoint, token, limits)
    query = [("limit", "2"), ("sort", "createdAt"), *(("expand", name) for name in accepted(hub, EXPAND))]
    try:
        hub.page("/api/models", query)
    except Refused as error:
        if error.status != 400 or not _OPTION.search(error.reason):  # a pull leaves such an option out and says so
            raise


@dataclass(slots=True)
class _Reading:
    """What a pull has read so far. seen: the Hub's own ids and the names, of which the first counts."""

    pages: list[tuple[str, int, str, datetime, str]] = field(default_factory=list)
    models: list[ModelRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)
    blank_pages: Counter[str] = field(default_factory=Counter)
    namespaces: list[tuple[str, str, int, str | None]] = field(default_factory=list)
    errors: list[SourceError] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def take(self, namespace: str, page: Page) -> None:
        """The rows of a page; a repository counts once, and those that repeat are told."""
        models, rejects = parse_models(page.rows, namespace=namespace, file=page.path)
        self.rejects += rejects
        repeated = []
        for model in models:
            if model.hub_id in self.seen or model.hub_model_id in self.seen:
                repeated.append(model.hub_model_id)
            else:
                self.seen |= {model.hub_id, model.hub_model_id}
                self.models.append(model)
        if repeated:
            reason = f"{len(repeated)} rows repeat a repository read before; the first of each is kept"
            self.rejects.append(Reject("hub_models", page.path, 0, reason, " ".join(repeated)[:2_000]))
        rows = [row for row in page.rows if isinstance(row, dict)]
        filled = {name for row in rows for name, value in row.items() if value is not None}
        self.filled |= filled
        asked = page.asked("expand")
        self.blank_pages.update(name for name in NEVER_BLANK if name in asked and rows and name not in filled)

    def tell_blank_fields(self) -> None:
        """A field that no row of any page has, though it was asked for, has changed its name or its meaning."""
        for name, count in self.blank_pages.items():
            reason = f"{name}: null in every row of {count} of {len(self.pages)} pages; the Hub's answer has changed its shape"
            self.rejects.append(Reject("hub_models", "/api/models", 0, reason, name))
        asked = set(EXPAND) - set(NEVER_BLANK) - self.refused
        blank = sorted(asked - self.filled)
        if blank and len(self.models) >= 20:  # among few, nobody may have a model-index
            reason = f"{', '.join(blank)}: null in every row of every page; the Hub's answer has changed its shape"
            self.rejects.append(Reject("hub_models", "/api/models", 0, reason, ""))
        for name in sorted(self.refused):
            reason = f"{name}: the Hub does not take this option of the listing any more; the column is unknown"
            self.rejects.append(Reject("hub_models", "/api/models", 0, reason, name))


def _read_namespace(run: Run, namespace: str, reading: _Reading) -> None:
    assert run.hub is not None
    file = f"/api/models?author={namespace}"
    before, row_count = len(reading.models), 0
    try:
        pages = listing_pages(run.hub, [("author", namespace), ("sort", "createdAt")], EXPAND)
        for number, page in enumerate(pages, start=1):
            reading.pages.append((namespace, number, page.path, utc(run.now), page.text))
            row_count += len(page.rows)
            reading.take(namespace, page)
            run.found = len(reading.models)
            run.tell()
    except SourceError as error:
        is_refused_to_all = isinstance(error, Refused) and not run.hub.is_about_repository(error)
        if is_refused_to_all:  # of the token or of the Hub itself: the others would hear the same
            raise
        if not (isinstance(error, Refused) and error.status == 404):
            reading.errors.append(error)
            reading.namespaces.append((namespace, "failed", len(reading.models) - before, str(error)))
            reading.rejects.append(Reject("hub_models", file, 0, f"organisation not read: {error}", namespace))
            return
    finally:
        reading.refused = {name for name in EXPAND if name not in accepted(run.hub, EXPAND)}
    reading.namespaces.append((namespace, "listed" if row_count else "empty", len(reading.models) - before, None))
    if row_count == 0:
        reading.rejects.append(Reject("hub_models", file, 0, "namespace lists no model", namespace))


def _require_worth(reading: _Reading, total: int) -> None:
    """Raises SourceError as soon as too little of a listing can be read any more: each further one of a Hub that is away costs minutes."""
    failed = len(reading.errors)
    if (total - failed) / total < LEAST_SHARE_READ:
        first = reading.errors[0]
        if total == 1:
            raise first
        kind = TransientError if any(isinstance(error, TransientError) for error in reading.errors) else SourceError
        raise kind(f"{failed} of {total} organisations could not be read, so nothing is landed; the first: {first}")
