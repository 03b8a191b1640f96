"""`openlag weekly` and `openlag backfill`: the flows, on a Prefect server that lives as long as the run."""

import multiprocessing
import os
import signal
import time
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.app import new_commands, say, tell
from warehouse.printable import counted
from warehouse.settings import read_settings

if TYPE_CHECKING:
    from cli.temporary_server import Server
    from flows.weekly import WeeklyRun

STARTED = time.monotonic()
BEHIND, CHANGED = 3, 10
commands = new_commands()


@commands.command(
    epilog="Examples:  openlag weekly   |   openlag weekly --as-of 2026-06-30   |   openlag weekly --offline --exit-code"
)
def weekly(
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Day up to which the data speak, with the index as it stood then if that is kept. Default: when the scores were read.",
        ),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the stored snapshots and no network.")] = False,
    fallback: Annotated[
        bool, typer.Option("--fallback", help="Use a stored snapshot for a source that cannot be reached, and say so.")
    ] = False,
    exit_code: Annotated[
        bool,
        typer.Option(
            "--exit-code",
            help="End with 10 if a verdict differs from that of the week reported before, a record has its first match or has lost it, "
            "or what was told of that is taken back.",
        ),
    ] = False,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the warehouse and draw the report, though nothing has changed.")
    ] = False,
) -> None:
    """Pull the sources, build the warehouse, write the report of the week."""
    from cli.early import refuse_early
    from cli.temporary_server import Server, temporary_server
    from flows.week import utc_now

    day = as_of.date() if as_of else None
    refuse_early(read_settings(), utc_now(), as_of=day, offline=offline)
    server = Server()
    end_at_once_when_interrupted(server)
    with temporary_server(server):  # boots while the rest is imported
        run = _run_week(server, day, offline=offline, fallback=fallback, rebuild=rebuild)
    if run.is_behind:  # which wants to be looked into, whatever the older load says
        raise typer.Exit(BEHIND)
    if exit_code and run.changes.is_news:
        raise typer.Exit(CHANGED)


def _run_week(server: "Server", as_of: date | None, *, offline: bool, fallback: bool, rebuild: bool) -> "WeeklyRun":
    from cli.doctor import unreachable
    from flows.week import utc_now
    from flows.weekly import WeeklyRun
    from flows.weekly import weekly as weekly_flow
    from warehouse.landing import SourceError

    missing = unreachable(utc_now().date(), ask=not offline)
    needed = {source.name: reason for source, reason in missing.items() if source.is_required}
    if needed and not (offline or fallback):
        hint = (
            f"`openlag weekly --fallback` uses the stored snapshot for {' and '.join(needed)}, and the report says so."
        )
        raise SourceError(f"{' '.join(needed.values())} {hint}")
    for source, reason in missing.items():
        does = "the stored snapshot is used" if source.is_required else "skipped; what it has landed stays"
        say(f"{source.name}: {does}. {reason}")
    for sentence in server.wait():
        say(sentence)
    stored = sorted(source.name for source in missing)
    state = weekly_flow(as_of=as_of, snapshot_for=stored, is_offline=offline, rebuild=rebuild, return_state=True)
    run = state.result(raise_on_failure=False)
    if isinstance(run, BaseException):
        raise run
    assert isinstance(run, WeeklyRun)
    _print_run(run, total=time.monotonic() - STARTED)
    return run


@commands.command(epilog="Example:  openlag backfill")
def backfill() -> None:
    """Draw the index of every past week anew, for the intervals in marts.verdict_by_week; weeks that are drawn already are left alone."""
    from cli.early import refuse_early
    from cli.temporary_server import Server, temporary_server
    from flows.week import utc_now
    from warehouse.read.connect import open_warehouse

    settings = read_settings()
    refuse_early(settings, utc_now())
    open_warehouse(settings.warehouse).close()
    server = Server()
    end_at_once_when_interrupted(server)
    with temporary_server(server):
        from flows.backfill import backfill as backfill_flow

        for sentence in server.wait():
            say(sentence)
        run = backfill_flow()
    if run.written is None:
        print("Every week is drawn already.")
        return
    print(f"{counted(run.n_weeks, 'week')} drawn in {run.seconds:.0f} s.")
    print(f"\nReport     {run.written.paths.page}")


def end_at_once_when_interrupted(server: "Server") -> None:
    """Ctrl-C reaches the local server too, and a run without its server would wait for it for minutes.

    Ending without ceremony is safe: a pull or a build that is not whole is never read.
    """

    def end(number: int, _frame: object) -> None:
        server.kill()
        for child in multiprocessing.active_children():
            child.kill()
        say("openlag: interrupted; what has landed stays, and the next run goes on from there.")
        os._exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


def _print_run(run: "WeeklyRun", *, total: float) -> None:
    stages = {"start of Prefect": total - sum(run.stage_seconds.values())} | run.stage_seconds
    for line in run.first_lines:
        tell(line)
    tell(run.headline)
    tell(f"\nReport     {run.report}\nWarehouse  {run.warehouse}")
    for sentence in run.kept:
        tell(f"Kept       {sentence}")
    tell(f"Forecasts  {run.forecasts}\nChanges    {run.changes.sentence}")
    tell(f"Time       {total:.0f} s: " + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in stages.items()))
    for check in run.built.checks:
        if check.row_count:
            tell(f"Check      {check.name}: {check.row_count} row(s). {check.sentence}")
