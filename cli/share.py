"""`openlag export` and `openlag publish`: the marts as files, and those on the Hub as a dataset."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.app import new_commands, say, tell
from cli.output import refuse_own
from cli.progress import progress
from warehouse.read.connect import open_warehouse
from warehouse.settings import read_settings
from warehouse.share.export import Exported
from warehouse.share.export import export as write_marts
from warehouse.share.upload import Plan, plan_upload, require_repository_name, upload

commands = new_commands()


class FileFormat(StrEnum):
    """What is written; Parquet is always among it."""

    parquet = "parquet"
    csv = "csv"


@commands.command(epilog="Examples:  openlag export   |   openlag export --format csv --output openlag-data")
def export(
    output: Annotated[Path | None, typer.Option(help="Folder to write. Default: export beside the reports.")] = None,
    format: Annotated[
        FileFormat, typer.Option(help="csv: CSV for spreadsheets in addition to Parquet.")
    ] = FileFormat.parquet,
) -> None:
    """Write every mart as Parquet, with datapackage.json and a dataset card, in the place of the last export."""

    if output is not None and str(output) == "-":
        raise typer.BadParameter("An export is a folder of files, and standard output takes none; name a folder.")
    settings = read_settings()
    with_csv = format is FileFormat.csv
    if output is not None and output.expanduser().resolve() != settings.export.resolve():
        refuse_own(output.expanduser().resolve(), settings)
    with open_warehouse(settings.warehouse, memory=settings.sql_memory) as connection, progress("Export") as show:

        def on_mart(name: str, number: int, total: int) -> None:
            show(number, total, f"marts, {name}")

        done = write_marts(connection, output or settings.export, with_csv=with_csv, on_mart=on_mart)
    print(describe_export(done))


@commands.command(
    epilog="Examples:  openlag publish owner/openlag   |   openlag publish owner/openlag --really --public"
)
def publish(
    repository: Annotated[str, typer.Argument(help="Dataset on the Hub, owner/name; made if there is none.")],
    really: Annotated[bool, typer.Option("--really", help="Push. Without it nothing is sent.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Make a new dataset public. Default: private.")] = False,
    folder: Annotated[Path | None, typer.Option(help="Folder of an export. Default: that of `openlag export`.")] = None,
) -> None:
    """Push the last export to the Hub as a dataset; without --really only say what would be pushed, and ask nobody."""

    try:
        require_repository_name(repository)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    plan = plan_upload(folder or read_settings().export, repository, is_private=not public)
    tell("\n".join(describe_plan(plan)))
    if not really:
        print("Nothing was sent; --really pushes.")
        return
    pushed = upload(plan, on_step=lambda words: say(f"Hub: {words}"))
    what = "Pushed" if pushed.is_new else "Nothing had changed"
    tell(f"{what}: {pushed.address} holds all {pushed.file_count} files as they are here.")


def describe_export(done: Exported) -> str:
    """One sentence with place, number and size."""
    return f"{done.table_count} marts as of {done.as_of} are in {done.folder}: {done.file_count} files, {_size(done.size_bytes)}."


def describe_plan(plan: Plan) -> Iterator[str]:
    """Lines that say what a push would do."""
    visibility = "private" if plan.is_private else "public"
    yield f"Dataset    {plan.repository} ({visibility} if it is new; one that exists keeps its visibility and its other files)"
    yield f"Folder     {plan.folder}, as of {plan.as_of}"
    width = max(len(file.path) for file in plan.files)
    for file in plan.files:
        yield f"  {file.path:<{width}}  {file.size_bytes:>12,} bytes"
    yield f"Together   {len(plan.files)} files, {_size(plan.size_bytes)}"
    for address in plan.local_addresses:
        yield f"Careful    sources.parquet names an address of this machine, or one that may hold a key: {address}"


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e6 else f"{size_bytes:,} bytes"
