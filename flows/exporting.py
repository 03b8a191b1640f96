"""Words and a bar for `openlag export` and `openlag publish`."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from flows.progress import LINE_EVERY_SECONDS
from warehouse.share.export import Exported
from warehouse.share.upload import Plan


@contextmanager
def export_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A callback that shows on standard error which mart is being written: a bar on a terminal, a line now and then elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        shown_at = time.monotonic()

        def show(name: str, number: int, total: int) -> None:
            nonlocal shown_at
            if number == total or time.monotonic() - shown_at >= LINE_EVERY_SECONDS:
                shown_at = time.monotonic()
                console.print(f"Export: {number} of {total} marts")

        yield show
        return
    columns = (
        TextColumn("Export"), BarColumn(), MofNCompleteColumn(), TextColumn("marts"), TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, number, total: bar.update(task, total=total, completed=number, description=name)


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
        yield f"Careful    sources.parquet names an address of this machine: {address}"


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e6 else f"{size_bytes:,} bytes"
