"""What can be reached from here, and what is on disk: for `openlag doctor`, and for a run that may fall back to a snapshot."""

from collections.abc import Callable, Iterator
from datetime import date

import duckdb
import polars as pl
from huggingface_hub import constants, get_token

from flows.week import monday
from reports.data import ReportError
from warehouse.build.heads import BuildError
from warehouse.landing import SourceError, finished_loads, newest_load
from warehouse.read.connect import WarehouseError, open_warehouse
from warehouse.settings import SettingError, code_version, read_settings
from warehouse.sources import epoch, optional
from warehouse.sources.hub import listing
from warehouse.sources.net import web
from warehouse.sources.optional import OPTIONAL

# OSError and DuckDB's own: a full disk or a folder without permission names itself.
ERRORS = (BuildError, OSError, duckdb.IOException, ReportError, SettingError, SourceError, WarehouseError)


def unreachable(today: date, *, ask: bool) -> dict[str, str]:
    """Sources of this week's run that cannot be read now, with the reason; without asking, all that would need the network.

    A source that has landed this week already is not needed again.
    """
    settings = read_settings()
    addresses: dict[str, Callable[[], str | None]] = {"hub": lambda: listing.is_reachable(None)}
    if ask or not web.is_local(settings.epoch_url):
        addresses["epoch"] = lambda: epoch.is_reachable(settings.epoch_url)
    if not ask:
        return dict.fromkeys(addresses, "No network is used, as asked.")
    urls = {"epoch": settings.epoch_url}
    week = monday(today)
    needed = [name for name in addresses if newest_load(settings.landing, name, since=week, url=urls.get(name)) is None]
    answers = {name: addresses[name]() for name in needed}
    return {name: reason for name, reason in answers.items() if reason is not None}


def skipped(today: date, *, ask: bool) -> dict[str, str]:
    """Optional sources that this week's run leaves out, with the reason; without asking, all that would need the network."""
    settings = read_settings()
    distant = [name for name in OPTIONAL if optional.needs_network(name, settings)]
    if not ask:
        return dict.fromkeys(distant, "No network is used, as asked.")
    week = monday(today)
    needed = [
        name
        for name in distant
        if newest_load(settings.landing, name, since=week, url=OPTIONAL[name].url(settings)) is None
    ]
    return {name: reason for name, reason in optional.ask(needed, settings).items() if reason is not None}


def examine(today: date) -> pl.DataFrame:
    """One row a thing looked at."""
    return pl.DataFrame(list(_rows(today)), schema=["what", "state"], orient="row")


def _rows(today: date) -> Iterator[tuple[str, str]]:
    settings = read_settings()
    yield "code", code_version()
    token = (
        "set (HF_TOKEN or a login); it is sent to that address only"
        if get_token()
        else "none; the Hub allows fewer requests"
    )
    yield "Hub", listing.is_reachable(None) or f"reachable at {constants.ENDPOINT}"
    yield "Hub token", token
    yield "Epoch", epoch.is_reachable(settings.epoch_url) or f"reachable at {settings.epoch_url}"
    for name, reason in optional.ask(list(OPTIONAL), settings).items():
        yield f"{name} (optional)", reason or f"reachable at {OPTIONAL[name].url(settings)}"
    newest = {load.source: load for load in finished_loads(settings.landing)}
    for source, load in sorted(newest.items()):
        kind = "stored snapshot" if load.is_replay else "read"
        age = (today - load.retrieved_on).days
        yield (
            f"landed: {source}",
            f"{kind} of {load.retrieved_on}, {age} days old, {load.row_count:,} rows ({load.load_id})",
        )
    for name in OPTIONAL:
        if newest and name not in newest:
            yield f"landed: {name}", "nothing yet; the next `openlag weekly` that reaches it reads it"
    if not newest:
        yield "landed", f"nothing in {settings.landing}; run `openlag weekly`"
    yield "warehouse", _describe_warehouse()
    yield "reports", str(settings.reports / "index.html") if (settings.reports / "index.html").is_file() else "none yet"


def _describe_warehouse() -> str:
    settings = read_settings()
    try:
        with open_warehouse(settings.warehouse) as connection:
            ((as_of, version),) = connection.execute("select as_of, code_version from raw.warehouse").fetchall()
    except WarehouseError as error:
        return str(error)
    return f"{settings.warehouse}, as of {as_of}, built by {version}"
