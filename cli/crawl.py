"""`openlag crawl`: the whole Hub, or a snapshot of it, into the history, on a Prefect server that lives as long as the run."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.app import new_commands, say, tell
from warehouse.printable import counted
from warehouse.settings import read_settings

if TYPE_CHECKING:
    from flows.crawl import CrawlRun

commands = new_commands()


@commands.command(
    epilog="Examples:  openlag crawl   |   openlag crawl --changed   |   openlag crawl --from-parquet models.parquet --day 2025-03-03"
)
def crawl(
    changed: Annotated[
        bool,
        typer.Option(
            "--changed", help="List only what changed since the last listing; nothing follows of what is gone."
        ),
    ] = False,
    from_parquet: Annotated[
        Path | None,
        typer.Option(help="A snapshot in the public hub-stats layout in place of the Hub; it is under the ODbL."),
    ] = None,
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of which the snapshot speaks.")
    ] = None,
) -> None:
    """List every model of the Hub, some 3,000 requests in half an hour, and keep the listing for the next build.

    A run that breaks off loses the page under way: the next one goes on from there.
    """
    from cli.early import require_writable
    from cli.temporary_server import Server, temporary_server
    from cli.weekly import end_at_once_when_interrupted
    from flows.week import utc_now
    from warehouse.history.engine import folder_of

    if (from_parquet is None) != (day is None):
        raise typer.BadParameter(
            "A snapshot needs its day, and a day its snapshot: give --from-parquet and --day together."
        )
    if changed and from_parquet is not None:
        raise typer.BadParameter("A snapshot is whole: leave out --changed or --from-parquet.")
    if day is not None and day.date() > utc_now().date():
        raise typer.BadParameter(f"Of {day.date()} nothing is known yet; give the day of which the snapshot speaks.")
    settings = read_settings()
    for folder in (settings.crawl, folder_of(settings.history)):
        require_writable(folder)
    server = Server()
    end_at_once_when_interrupted(server)
    with temporary_server(server):  # boots while the rest is imported
        from flows.crawl import crawl as crawl_flow

        for sentence in server.wait():
            say(sentence)
        state = crawl_flow(is_changed=changed, file=from_parquet, day=day.date() if day else None, return_state=True)
        run = state.result(raise_on_failure=False)
    if isinstance(run, BaseException):
        raise run
    _tell(run)


def _tell(run: "CrawlRun") -> None:
    listing = run.kept.listing
    tell(f"{counted(run.kept.n_models, 'repository', 'repositories')}, a {listing.kind} listing of {listing.listed_on}")
    tell(f"{counted(run.requests, 'request')}, {counted(listing.n_rejects, 'reject')}")
    for reason, count in run.reasons:
        tell(f"  {count:,} x {reason}")
    tell(f"\nListing    {run.kept.folder}\nNext       `openlag build` reads it, as does the next `openlag weekly`.")
