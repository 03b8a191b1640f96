"""What the servers really answer, held against what openlag relies on: a dozen questions through the clients of the pulls themselves.

Each check says "ok" with what was seen, or what differs and what that costs. Nothing lands.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from warehouse.landing import Pull, SourceError, landed_table
from warehouse.printable import printable
from warehouse.sources import arena
from warehouse.sources.hub import files, names, top, weights
from warehouse.sources.hub.api import Hub
from warehouse.sources.hub.listing import accepted, listing_pages
from warehouse.sources.hub.rows import EXPAND
from warehouse.sources.net.client import OBSERVERS, Exchange, Refused
from warehouse.sources.reference import tracked_namespaces, tracked_repositories
from warehouse.sources.registry import SOURCES, Asking

# Of public record: an organisation with many models, a repository that was renamed, one whose commits and files are open.
ORGANIZATION = "Qwen"
RENAMED, PRESENT = "meta-llama/Meta-Llama-3.1-8B", "meta-llama/Llama-3.1-8B"
OPEN = "deepseek-ai/DeepSeek-R1"
PAGE = 50
CACHED = ("epoch", "models_dev", "catalogue")


class Differs(Exception):
    """An answer is not as openlag relies on: a sentence."""


@dataclass(slots=True)
class Seen:
    """Every exchange while the checks run."""

    exchanges: list[Exchange] = field(default_factory=list)

    def since(self, start: int) -> list[Exchange]:
        """Those after the first `start`."""
        return self.exchanges[start:]


def check_all(
    asking: Asking, on_exchange: Callable[[Exchange], None] = lambda exchange: None
) -> Iterator[tuple[str, str, bool]]:
    """(what, what was seen or what differs, whether it is as expected) for each check in turn. on_exchange: called with every exchange."""
    seen = Seen()
    with _observed(seen.exchanges.append, on_exchange):
        for what, check in _checks(asking, seen):
            try:
                yield what, check(), True
            except (Differs, SourceError) as error:
                yield what, str(error), False


def _checks(asking: Asking, seen: Seen) -> Iterator[tuple[str, Callable[[], str]]]:
    hub = Hub()
    yield "Hub: listing", partial(_check_listing, hub)
    yield "Hub: second page", partial(_check_second_page, hub)
    yield "Hub: rate limit", partial(_check_rate_limit, hub, asking)
    yield "Hub: renamed repository", partial(_check_rename, hub)
    yield "Hub: commits and files", partial(_check_history, hub)
    yield "Hub: gated repositories", partial(_check_gated, hub, asking)
    yield "Hub: top list", partial(_check_top, asking)
    yield "Arena: commit, files, first bytes", partial(_check_arena, seen)
    for name in CACHED:
        yield f"{name}: content and second request", partial(_check_cached, name, asking, seen)
    yield "token", partial(_check_token, hub, seen)


@contextmanager
def _observed(*observers: Callable[[Exchange], None]) -> Iterator[None]:
    OBSERVERS.extend(observers)
    try:
        yield
    finally:
        del OBSERVERS[-len(observers) :]


def _check_listing(hub: Hub) -> str:
    pages = listing_pages(hub, [("author", ORGANIZATION), ("sort", "createdAt")], EXPAND, page_size=PAGE)
    page = next(pages)
    refused = [name for name in EXPAND if name not in accepted(hub, EXPAND)]
    filled = {name for row in page.rows if isinstance(row, dict) for name, value in row.items() if value is not None}
    blank = [name for name in EXPAND if name not in filled and name not in refused]
    told = []
    if refused:
        told.append(f"the Hub does not take {', '.join(refused)}, whose columns stay unknown")
    if blank:
        told.append(f"no row of {ORGANIZATION} has {', '.join(blank)}")
    if not page.rows:
        told.append(f"it lists nothing of {ORGANIZATION}")
    if told:
        raise Differs("; ".join(told) + ".")
    return f"{len(page.rows)} rows, every one of {len(EXPAND)} fields present somewhere"


def _check_second_page(hub: Hub) -> str:
    pages = listing_pages(hub, [("author", ORGANIZATION), ("sort", "createdAt")], ("createdAt",), page_size=PAGE // 5)
    rows = [[row for row in page.rows if isinstance(row, dict)] for page, _ in zip(pages, range(2), strict=False)]
    if len(rows) < 2:
        raise Differs(f"there is no Link to a second page of {ORGANIZATION}; a listing would end after its first page.")
    ids = [{row.get("_id") for row in page} for page in rows]
    days = [str(row.get("createdAt")) for page in rows for row in page]
    if ids[0] & ids[1]:
        raise Differs(f"{len(ids[0] & ids[1])} repositories stand on both pages.")
    if any(earlier < later for earlier, later in pairwise(days)):
        raise Differs("the rows are not in order of creation, newest first; paging could skip some.")
    return "disjoint, newest first"


def _check_rate_limit(hub: Hub, asking: Asking) -> str:
    window = hub.window()
    if window is None:
        raise Differs("the Hub names no rate limit in its answers; a run cannot be planned.")
    organisations, repositories = len(tracked_namespaces(asking.facts)), len(tracked_repositories(asking.facts))
    needed = organisations + repositories * (1 + weights.REQUESTS_EACH) + len(top.LISTS)
    quota, seconds = window.quota or window.remaining, window.seconds or 300
    fits = "fits into one window" if needed <= quota else f"takes about {-(-needed // quota)} windows"
    return f"{window.remaining} of {quota} requests left in {seconds} s; a first run needs about {needed}, which {fits}"


def _check_rename(hub: Hub) -> str:
    row, _ = names.resolve(hub, RENAMED, None)
    if row["outcome"] != "renamed" or row["hub_model_id"] != PRESENT:
        answer = row["hub_model_id"] or row["reason"]
        raise Differs(f"{RENAMED} is answered with {answer} and not with {PRESENT}.")
    return f"{RENAMED} is answered with {PRESENT}, {row['hub_id']}"


def _check_history(hub: Hub) -> str:
    found = weights.first_weights(hub, OPEN)
    if found is None:
        raise Differs(f"no commit of {OPEN} holds a weight file.")
    return f"{OPEN}: first weights on {found.first_weights_at.date()}, {len(found.weight_files)} files"


def _check_gated(hub: Hub, asking: Asking) -> str:
    tracked = {name.lower() for name in tracked_repositories(asking.facts)}
    listed = landed_table(asking.settings.landing, "hub", "hub_models", ("hub_model_id", "gated"))
    gated = sorted(
        {name for name, kind, _ in listed if name.lower() in tracked and kind in ("auto", "manual")} or {PRESENT}
    )
    whose = f"of {hub.token.origin}" if hub.token is not None else "of nobody (there is no token)"
    try:
        hub.page(f"/api/models/{gated[0]}/commits/main", [("limit", "1")])
    except Refused as error:
        if error.code != "GatedRepo":
            raise
        return (
            f"{len(gated)} tracked ones are known to be gated; {gated[0]} is closed to the access {whose}, so such dates of first weights "
            "stay unknown"
        )
    return f"{len(gated)} tracked ones are known to be gated; {gated[0]} is open to the access {whose}"


def _check_top(asking: Asking) -> str:
    pull = top.pull_top(now=asking.now)
    return f"{pull.tables['hub_top'].height} rows of {len(top.LISTS)} lists" + _faults(pull)


def _check_arena(seen: Seen) -> str:
    url = SOURCES["arena"].url()
    if SOURCES["arena"].is_local:
        return f"not asked, it is read from {url}"
    dataset, start = files.read_address(url, arena.SETTING), len(seen.exchanges)
    commit_id, listed = files.look(dataset, arena.WANTED)
    absent = [name for name in arena.CONFIGS if not any(path.startswith(f"{name}/") for path in listed)]
    if absent:
        raise Differs(f"the dataset has no {' and no '.join(f'{name}/full-*.parquet' for name in absent)}.")
    hosts = {exchange.url.host for exchange in seen.since(start)}
    return f"commit {commit_id[:12]}, {len(listed)} files, the first bytes come from {', '.join(sorted(hosts))}"


def _check_cached(name: str, asking: Asking, seen: Seen) -> str:
    source = SOURCES[name]
    if source.is_local:
        return f"not asked, it is read from {source.url()}"
    with TemporaryDirectory(prefix="openlag-") as folder:
        alone = asking.with_cache(Path(folder))
        (pull,) = source.pull(alone)
        start = len(seen.exchanges)
        for _ in source.pull(alone):
            pass
    whole = [exchange.url.path for exchange in seen.since(start) if exchange.status == 200]
    rows = ", ".join(f"{frame.height:,} {table}" for table, frame in pull.tables.items())
    if pull.faults:
        raise Differs(" ".join(pull.faults))
    if whole:
        raise Differs(f"{rows}; {', '.join(whole)} came whole again, where a 304 was expected; every run downloads it.")
    return f"{rows}; unchanged at the second request (304)" + _faults(pull)


def _check_token(hub: Hub, seen: Seen) -> str:
    home = hub.base.netloc
    sent = {exchange.url.netloc for exchange in seen.exchanges if exchange.has_token}
    others = sorted(server.decode() for server in {exchange.url.netloc for exchange in seen.exchanges} - {home})
    if sent - {home}:
        raise Differs(f"the token went to {', '.join(sorted(server.decode() for server in sent - {home}))} too.")
    whose = f"went to {home.decode()} alone" if sent else "is not set, and none was sent"
    return f"it {whose}; {len(seen.exchanges)} requests, to {', '.join([home.decode(), *others])}"


def _faults(pull: Pull) -> str:
    if not pull.rejects:
        return ""
    return f"; {len(pull.rejects)} rejects, the first: {printable(pull.rejects[0].reason, 200)}"
