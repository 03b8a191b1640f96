"""The command line: `openlag weekly`, `replay`, `sql`, `tables`, `explain`, `review`, `export`, `publish`, `doctor`, `serve`.

Errors are one sentence on standard error. Exit code 1: something could not be done; 2: the call itself is wrong; 3:
the week is done, on an older load of a source that the headline needs, because the newest one is set aside.
"""

import multiprocessing
import os
import signal
import sys
import time
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from flows.temporary_server import Server

STARTED = time.monotonic()
BEHIND = 3
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


class Format(StrEnum):
    """How `openlag sql` prints its result."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class TextFormat(StrEnum):
    """How `openlag explain` prints what it knows."""

    text = "text"
    json = "json"


class Kind(StrEnum):
    """What `openlag review` asks about."""

    identity = "identity"
    release = "release"
    organization = "organization"
    label = "label"


class FileFormat(StrEnum):
    """What `openlag export` writes; Parquet is always among it."""

    parquet = "parquet"
    csv = "csv"


@app.callback()
def describe() -> None:
    """How many months Chinese open AI releases trail US frontier launches: run it, query it, read it."""


@app.command(epilog="Examples:  openlag weekly   |   openlag weekly --offline   |   openlag weekly --as-of 2026-06-30")
def weekly(
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day up to which the data speak. Default: when the scores were read."),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use the stored snapshots and no network.")] = False,
    fallback: Annotated[
        bool, typer.Option("--fallback", help="Use a stored snapshot for a source that cannot be reached, and say so.")
    ] = False,
) -> None:
    """Pull the sources, build the warehouse, write the report of the week."""
    from flows.temporary_server import Server, temporary_server

    server = Server()
    _end_at_once_when_interrupted(server)
    with temporary_server(server):  # boots while the rest is imported
        _run_week(server, as_of.date() if as_of else None, offline=offline, fallback=fallback)


def _run_week(server: "Server", as_of: date | None, *, offline: bool, fallback: bool) -> None:
    from flows.doctor import unreachable
    from flows.week import utc_now
    from flows.weekly import WeeklyRun
    from flows.weekly import weekly as weekly_flow
    from reports.render import vega_bundle
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
        _say(f"{source.name}: {does}. {reason}")
    vega_bundle()  # takes as long as the server still needs
    server.wait()
    state = weekly_flow(as_of=as_of, snapshot_for=sorted(source.name for source in missing), return_state=True)
    run = state.result(raise_on_failure=False)
    if isinstance(run, BaseException):
        raise run
    assert isinstance(run, WeeklyRun)
    _print_run(run, total=time.monotonic() - STARTED)
    if run.is_behind:
        raise typer.Exit(BEHIND)


@app.command(epilog="Example:  openlag replay")
def replay() -> None:
    """Draw the index of every past week anew, for the intervals in marts.verdict_by_week; weeks that are drawn already are left alone."""
    from flows.temporary_server import Server, temporary_server

    server = Server()
    _end_at_once_when_interrupted(server)
    with temporary_server(server):
        from flows.replay import replay as replay_flow

        server.wait()
        run = replay_flow()
    if run.written is None:
        print("Every week is drawn already.")
        return
    print(f"{run.n_weeks} weeks drawn in {run.seconds:.0f} s.")
    print(f"\nReport     {run.written.paths.page}")


@app.command(epilog='Examples:  openlag sql headline   |   openlag sql "select * from marts.sources" --format csv')
def sql(
    query: Annotated[
        str, typer.Argument(help="A select, or the name of a file in sql/queries/ (see `openlag tables`).")
    ],
    format: Annotated[Format, typer.Option(help="How to print the result.")] = Format.table,
    output: Annotated[Path | None, typer.Option(help="File to write instead of the terminal.")] = None,
) -> None:
    """Ask the warehouse: read-only, without access to files or network, stopped after OPENLAG_SQL_SECONDS."""
    from flows import output as printing
    from warehouse.read.connect import find_query, open_warehouse
    from warehouse.read.connect import query as run_query
    from warehouse.settings import read_settings

    settings = read_settings()
    text = find_query(query)
    if format is Format.parquet and output is None and sys.stdout.isatty():
        raise typer.BadParameter("Parquet is not for a terminal; name a file with --output.")
    with open_warehouse(settings.warehouse, memory=settings.sql_memory) as connection:
        frame = run_query(connection, text, seconds=settings.sql_seconds)
    printing.write(frame, format.value, output)


@app.command(epilog="Examples:  openlag tables   |   openlag tables lag_by_record")
def tables(name: Annotated[str | None, typer.Argument(help="A mart, to see its columns.")] = None) -> None:
    """List the marts and named queries, or the columns of one mart, from the comments in the warehouse."""
    from flows import output as printing
    from warehouse.read.connect import describe_mart, describe_marts, named_queries, open_warehouse
    from warehouse.settings import read_settings

    with open_warehouse(read_settings().warehouse) as connection:
        if name is not None:
            printing.show(describe_mart(connection, name.removeprefix("marts.")))
            return
        printing.show(describe_marts(connection))
    printing.show(named_queries())


@app.command(epilog="Examples:  openlag explain DeepSeek-R1   |   openlag explain kimi-k3 --format json")
def explain(
    release: Annotated[str, typer.Argument(help="Name or id of a release, as in marts.releases.")],
    format: Annotated[TextFormat, typer.Option(help="Text for people, JSON for programs.")] = TextFormat.text,
) -> None:
    """Print every fact about one release, with source, day and rule: dates, labels, scores, lags, prices, repository."""
    from flows import explaining
    from warehouse.read.connect import open_warehouse
    from warehouse.read.explain import explain as find_facts
    from warehouse.settings import read_settings

    with open_warehouse(read_settings().warehouse) as connection:
        explanation = find_facts(connection, release)
    if format is TextFormat.json:
        print(explaining.as_json(explanation))
    else:
        explaining.show(explanation)


@app.command(
    epilog="Examples:  openlag review   |   openlag review --source hub --limit 100   |   openlag review --accept 2463c252595d   |   "
    "openlag review --accept 142b58f9c4d3 --release gemini-2-5-pro-mar-2025   |   "
    'openlag review --reject 88aaac571bc6 --reason "another model: the chat version"'
)
def review(
    kind: Annotated[Kind | None, typer.Option(help="List one kind of proposal. Default: every kind.")] = None,
    source: Annotated[str | None, typer.Option(help="List the proposals of one source, such as models_dev.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="List so many at most.")] = 20,
    format: Annotated[
        Format, typer.Option(help="How to print the list; only table leaves columns out.")
    ] = Format.table,
    accept: Annotated[
        list[str] | None, typer.Option(help="Write this proposal into the reference files; may be repeated.")
    ] = None,
    release: Annotated[str | None, typer.Option(help="Accept as this release, and not as the likeliest.")] = None,
    reject: Annotated[str | None, typer.Option(help="Turn this proposal down for good.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is turned down.")] = None,
) -> None:
    """Show what a person has to decide (is this name that release?), and write the answers into warehouse/reference."""
    from flows import reviewing
    from flows.week import utc_now
    from warehouse.read.connect import open_warehouse
    from warehouse.settings import read_settings

    if (reject is None) != (reason is None):
        raise typer.BadParameter("--reject and --reason go together.")
    if release is not None and len(accept or ()) != 1:
        raise typer.BadParameter("--release goes with one --accept.")
    settings = read_settings()
    with open_warehouse(settings.warehouse) as connection:
        if not accept and reject is None:
            name = kind.value if kind else None
            reviewing.show(connection, settings.reference, kind=name, source=source, limit=limit, format=format.value)
            return
        today = utc_now().date()
        for proposal_id in accept or ():
            reviewing.accept(connection, settings.reference, proposal_id, today=today, release_id=release)
        if reject is not None and reason is not None:
            reviewing.reject(connection, settings.reference, reject, reason=reason, today=today)


@app.command(epilog="Examples:  openlag export   |   openlag export --format csv --output openlag-data")
def export(
    output: Annotated[Path | None, typer.Option(help="Folder to write. Default: export beside the reports.")] = None,
    format: Annotated[
        FileFormat, typer.Option(help="csv: CSV for spreadsheets in addition to Parquet.")
    ] = FileFormat.parquet,
) -> None:
    """Write every mart as Parquet, with datapackage.json and a dataset card, in the place of the last export."""
    from flows.exporting import describe_export, export_progress
    from warehouse.read.connect import open_warehouse
    from warehouse.settings import read_settings
    from warehouse.share.export import export as write_marts

    settings = read_settings()
    with_csv = format is FileFormat.csv
    with open_warehouse(settings.warehouse, memory=settings.sql_memory) as connection, export_progress() as on_mart:
        done = write_marts(connection, output or settings.export, with_csv=with_csv, on_mart=on_mart)
    print(describe_export(done))


@app.command(epilog="Examples:  openlag publish owner/openlag   |   openlag publish owner/openlag --really --public")
def publish(
    repository: Annotated[str, typer.Argument(help="Dataset on the Hub, owner/name; made if there is none.")],
    really: Annotated[bool, typer.Option("--really", help="Push. Without it nothing is sent.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Make a new dataset public. Default: private.")] = False,
    folder: Annotated[Path | None, typer.Option(help="Folder of an export. Default: that of `openlag export`.")] = None,
) -> None:
    """Push the last export to the Hub as a dataset; without --really only say what would be pushed, and ask nobody."""
    from flows.exporting import describe_plan
    from warehouse.settings import read_settings
    from warehouse.share.upload import plan_upload, require_repository_name, upload

    try:
        require_repository_name(repository)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    plan = plan_upload(folder or read_settings().export, repository, is_private=not public)
    print("\n".join(describe_plan(plan)), flush=True)
    if not really:
        print("Nothing was sent; --really pushes.")
        return
    print(f"Pushed: {upload(plan, on_step=lambda words: _say(f'Hub: {words}'))}")


@app.command(epilog="Examples:  openlag doctor   |   openlag doctor --live   |   openlag doctor --live --save answers")
def doctor(
    live: Annotated[
        bool, typer.Option("--live", help="Ask the real servers what openlag relies on, in some two dozen requests.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option(help="With --live: folder in which the answers are kept, scrubbed, for tests.")
    ] = None,
) -> None:
    """Say what can be reached, whether a token is set, and how old each source is; exit code 1 if a live check differs."""
    from flows import output as printing
    from flows.doctor import examine, examine_live
    from flows.week import utc_now

    if save is not None and not live:
        raise typer.BadParameter("--save goes with --live.")
    if not live:
        printing.show(examine(utc_now().date()))
        return
    is_right = True
    for what, seen, is_ok in examine_live(save):
        is_right = is_right and is_ok
        print(f"{'ok     ' if is_ok else 'differs'}  {what}: {seen}", flush=True)
    if save is not None:
        print(f"The answers are in {save}; docs/live.md says how tests are served from them.")
    if not is_right:
        raise typer.Exit(1)


@app.command(epilog="Example:  openlag serve --port 4200")
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of Prefect's page and API on this machine.")] = 4200,
) -> None:
    """Start a local Prefect server with the schedules of prefect.yaml and a worker for them, until interrupted."""
    from flows.serving import serve_schedules

    serve_schedules(port)


def main() -> None:
    """Run the command line; a known error is one sentence."""
    import flows  # noqa: F401  (its environment is set before Prefect is imported)

    if sys.argv[1:2] != ["serve"]:  # a failure is told once, by us; Prefect's own log would print a traceback above it
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    from flows.doctor import ERRORS
    from warehouse.read.connect import QueryError

    try:
        app()
    except ERRORS as error:
        _say(f"openlag: {error}")
        raise SystemExit(2 if isinstance(error, QueryError) else 1) from None


def _end_at_once_when_interrupted(server: "Server") -> None:
    """Ctrl-C reaches the local server too, and a run without its server would wait for it for minutes.

    Ending without ceremony is safe: a pull or a build that is not whole is never read.
    """

    def end(number: int, _frame: object) -> None:
        server.kill()
        for child in multiprocessing.active_children():
            child.kill()
        _say("openlag: interrupted; what has landed stays, and the next run goes on from there.")
        os._exit(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)


def _print_run(run: object, *, total: float) -> None:
    from flows.weekly import WeeklyRun

    assert isinstance(run, WeeklyRun)
    stages = {"start of Prefect": total - sum(run.stage_seconds.values())} | run.stage_seconds
    for line in run.first_lines:
        print(line)
    print(run.headline)
    print(f"\nReport     {run.report}\nWarehouse  {run.warehouse}")
    print(f"Time       {total:.0f} s: " + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in stages.items()))
    for check in run.built.checks:
        if check.row_count:
            print(f"Check      {check.name}: {check.row_count} row(s). {check.sentence}")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


if __name__ == "__main__":
    main()
