"""`openlag doctor`: what can be reached from here, and what is on disk; also for a run that may fall back to a snapshot."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from cli import output as printing
from cli.app import new_commands, tell
from cli.progress import hub_progress
from flows.week import monday, utc_now
from reports.told import MemoryDamaged, read_told
from reports.weeks import find_damage as find_report_damage
from reports.weeks import list_without_sums
from warehouse.build.swap import was_changed
from warehouse.history.read import all_listings
from warehouse.history.records import find_damage as find_listing_damage
from warehouse.landing import (
    SourceError,
    find_damage,
    finished_loads,
    landed_table,
    loads_set_aside,
    loads_to_check,
    newest_load,
)
from warehouse.printable import counted
from warehouse.read.ask import WarehouseError
from warehouse.read.connect import open_warehouse
from warehouse.settings import Settings, code_version, hub_url, read_settings
from warehouse.sources import contract, recorded, reference
from warehouse.sources.hub.api import find_token, read_endpoint
from warehouse.sources.registry import ASKED, Asking, Source

commands = new_commands()


@commands.command(
    epilog="Examples:  openlag doctor   |   openlag doctor --live   |   openlag doctor --live --save answers"
)
def doctor(
    live: Annotated[
        bool, typer.Option("--live", help="Ask the real servers what openlag relies on, in about 28 requests.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option(help="With --live: folder in which the answers are kept, scrubbed, for tests.")
    ] = None,
) -> None:
    """Say what can be reached, whether a token is set, and how old each source is; exit code 1 if a live check differs."""

    if save is not None and not live:
        raise typer.BadParameter("--save goes with --live.")
    if not live:
        seen = examine(utc_now().date())
        printing.show(seen.columns, seen.rows())
        return
    is_right = True
    for what, found, is_ok in examine_live(save):
        is_right = is_right and is_ok
        tell(f"{'ok     ' if is_ok else 'differs'}  {what}: {found}")
    if save is not None:
        print(f"The answers are in {save}; docs/live.md says how tests are served from them.")
    if not is_right:
        raise typer.Exit(1)


def unreachable(today: date, *, ask: bool) -> dict[Source, str]:
    """Sources of this week's run that cannot be read now, with the reason; without asking, all that would need the network.

    A source that has landed this week already is not needed again.
    """
    settings, week = read_settings(), monday(today)
    if not ask:
        distant = [source for source in ASKED if not source.is_local]
        return dict.fromkeys(distant, "No network is used, as asked.")
    needed = [
        source
        for source in ASKED
        if (source.is_required or not source.is_local)
        and newest_load(settings.landing, source.name, since=week, url=source.url()) is None
    ]
    return {source: reason for source, reason in _probe(needed, settings).items() if reason is not None}


def examine(today: date) -> pl.DataFrame:
    """One row a thing looked at."""
    return pl.DataFrame(list(_rows(today)), schema=["what", "state"], orient="row")


def examine_live(folder: Path | None) -> Iterator[tuple[str, str, bool]]:
    """What the servers really answer, check by check: what, what was seen, whether it is as expected. folder: for the answers."""
    settings, token = read_settings(), find_token()
    facts = reference.insist(reference.read(settings.reference, now=utc_now()))
    asking = Asking(settings, facts, utc_now, hub_progress)
    if folder is None:
        yield from contract.check_all(asking)
        return
    server = read_endpoint(hub_url()).netloc.decode()
    yield from contract.check_all(asking, recorded.keep_in(folder, server, token.secret if token else ""))


def _probe(sources: list[Source], settings: Settings) -> dict[Source, str | None]:
    """For each source None if it answers, else the sentence that says why not; all are asked at once."""

    def ask(source: Source) -> str | None:
        assert source.probe is not None
        try:
            source.probe(settings)
        except SourceError as error:
            return str(error)
        return None

    with ThreadPoolExecutor(max_workers=len(ASKED)) as pool:
        return dict(zip(sources, pool.map(ask, sources), strict=True))


def _rows(today: date) -> Iterator[tuple[str, str]]:
    settings = read_settings()
    yield "code", code_version()
    for source, reason in _probe(list(ASKED), settings).items():
        name = source.name if source.is_required else f"{source.name} (optional)"
        yield name, reason or f"reachable at {source.url()}"
    yield "Hub token", _describe_token()
    yield from _landed(settings, today)
    yield "warehouse", _describe_warehouse()
    yield "reports", str(settings.reports / "index.html") if (settings.reports / "index.html").is_file() else "none yet"
    yield from _reported(settings.reports / "weekly")


def _describe_token() -> str:
    try:
        token = find_token()
    except SourceError as error:
        return str(error)
    if token is None:
        return "none; the Hub allows fewer requests, and dates of first weights in gated repositories stay unknown"
    return f"from {token.origin}; it is sent to the Hub's address only"


def _landed(settings: Settings, today: date) -> Iterator[tuple[str, str]]:
    newest = {load.source: load for load in finished_loads(settings.landing)}
    for name, load in sorted(newest.items()):
        kind = "stored snapshot" if load.is_snapshot else "read"
        age = (today - load.retrieved_on).days
        yield (
            f"landed: {name}",
            f"{kind} of {load.retrieved_on}, {counted(age, 'day')} old, {counted(load.row_count, 'row')} ({load.load_id})",
        )
    aside = loads_set_aside(settings.landing)
    refused = Counter(mark.load.source for mark in aside)
    for source in ASKED:
        if source.name in newest or not (newest or refused):
            continue
        what = "nothing yet"
        if loads := refused[source.name]:
            what = f"nothing in use: {'its load is' if loads == 1 else f'all its {loads:,} loads are'} set aside, as told below"
        yield f"landed: {source.name}", f"{what}; the next `openlag weekly` that reaches it reads it"
    if not newest and not refused:
        yield "landed", f"nothing in {settings.landing}; run `openlag weekly`"
    for mark in aside:
        yield (
            f"set aside: {mark.load.source}",
            f"{mark.load.label}: {mark.reason} To use it all the same, remove {mark.file}",
        )
    yield from _unchecked(settings)
    yield from _listed(settings)
    yield from _gated(settings)


def _unchecked(settings: Settings) -> Iterator[tuple[str, str]]:
    """Loads that are damaged and not set aside yet, and those of which nobody could tell by a sum."""
    loads = list(loads_to_check(settings.landing))
    for load in loads:
        if (damage := find_damage(load)) is not None:
            yield f"damaged: {load.source}", f"{load.label}: {damage} The next run sets it aside."
    old = [load for load in loads if load.fault is None and not load.files]
    if old:
        yield (
            "landed without sums",
            f"{counted(len(old), 'load')}, the newest {old[-1].load_id}: landed before sums were kept, so held to row counts and columns "
            "alone",
        )


def _listed(settings: Settings) -> Iterator[tuple[str, str]]:
    """The listings of the whole Hub, held to their sums to the last byte as the loads are, which a build does not do."""
    found = [(kept, find_listing_damage(kept)) for kept in all_listings(settings.history, settings.memory)]
    whole = [kept for kept, damage in found if damage is None]
    if whole:
        full = [kept for kept in whole if kept.listing.kind == "full"]
        newest = (
            f", the newest full one of {full[-1].listing.listed_on} with {full[-1].n_models:,} repositories"
            if full
            else ", none full"
        )
        yield "listings of the whole Hub", f"{len(whole)} in {settings.history}{newest}"
    for kept, damage in found:
        if damage is not None:
            yield "damaged listing", f"{kept.listing_id}: {damage} List again, or move {kept.folder} away."


def _reported(weekly: Path) -> Iterator[tuple[str, str]]:
    """The weeks of which a file is not as it was written, those that nobody could tell so, and what was told, if that cannot be read."""
    if not weekly.is_dir():
        return
    for week, damage in find_report_damage(weekly):
        yield f"damaged report: {week}", damage
    if old := list_without_sums(weekly):
        yield (
            "reports without sums",
            f"{len(old)} {'week' if len(old) == 1 else 'weeks'}, the newest {old[0]}: written before sums were kept, so that a change of "
            "them is not seen",
        )
    try:
        read_told(weekly)
    except MemoryDamaged as error:
        yield "told changes", str(error)


def _gated(settings: Settings) -> Iterator[tuple[str, str]]:
    try:
        tries = landed_table(settings.landing, "hub_weights", "hub_weight_tries", ("hub_model_id", "outcome"))
    except SourceError as error:
        yield "gated repositories", str(error)
        return
    outcomes = {name: outcome for name, outcome, _ in tries}
    gated = sorted(name for name, outcome in outcomes.items() if outcome == "gated")
    if gated:
        yield (
            "gated repositories",
            f"{len(gated)} of {len(outcomes)} tracked ones hide commits and files from whoever has no access, so their first weights are "
            f"not dated: {', '.join(gated)}",
        )


def _describe_warehouse() -> str:
    settings = read_settings()
    try:
        with open_warehouse(settings.warehouse) as connection:
            ((as_of, version),) = connection.execute("select as_of, code_version from raw.warehouse").fetchall()
    except WarehouseError as error:
        return str(error)
    changed = "; it was changed since it was built, and `openlag build` makes it anew"
    state = f"{settings.warehouse}, as of {as_of}, built by {version}"
    return state + changed if was_changed(settings.warehouse) else state
