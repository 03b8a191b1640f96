"""How long work shows that it goes on: a bar on a terminal, a plain line now and then elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from warehouse.sources.hub.pulls import Progress as HubProgress

LINE_EVERY_SECONDS = 5.0


@contextmanager
def hub_progress() -> Iterator[Callable[[HubProgress], None]]:
    """A callback for the Hub's pulls that draws on standard error how far each is."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain(console)
        return
    columns = (
        TextColumn("Hub"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(
            task, total=step.total, completed=step.done, description=f"{step.things}, {_describe(step)}"
        )


@contextmanager
def week_progress(total: int) -> Iterator[Callable[[int], None]]:
    """A callback that draws on standard error how many weeks of a replay are done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        shown_at = time.monotonic()

        def show(done: int) -> None:
            nonlocal shown_at
            if done == total or time.monotonic() - shown_at >= LINE_EVERY_SECONDS:
                shown_at = time.monotonic()
                console.print(f"Replay: {done} of {total} weeks drawn")

        yield show
        return
    columns = (TextColumn("Replay"), BarColumn(), MofNCompleteColumn(), TextColumn("weeks"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)


def _plain(console: Console) -> Callable[[HubProgress], None]:
    shown_at = time.monotonic()

    def show(step: HubProgress) -> None:
        nonlocal shown_at
        if step.waiting_seconds or time.monotonic() - shown_at >= LINE_EVERY_SECONDS:
            shown_at = time.monotonic()
            console.print(f"Hub: {step.done} of {step.total} {step.things}, {_describe(step)}")

    return show


def _describe(step: HubProgress) -> str:
    words = f"{step.found:,} found"
    if step.rate_limit_remaining is not None:
        words += f", {step.rate_limit_remaining} requests left"
    if step.waiting_seconds:
        words += f", waiting {step.waiting_seconds:.0f} s as the Hub asks"
    return words
