"""How long work shows that it goes on: one bar on a terminal, a plain line now and then elsewhere, always on standard error."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from warehouse.sources.hub.pulls import Progress as HubProgress

if TYPE_CHECKING:  # which imports what a week has no use for
    from warehouse.sources.hub.crawl import Step

LINE_EVERY_SECONDS = 5.0

Show = Callable[[int, int, str], None]


@contextmanager
def progress(what: str) -> Iterator[Show]:
    """A callback that takes how many of how many are done, and words for what they are and how it goes."""
    console = Console(stderr=True)
    if not console.is_terminal:
        shown_at = time.monotonic()

        def show(done: int, total: int, words: str) -> None:
            nonlocal shown_at
            if done == total or "waiting" in words or time.monotonic() - shown_at >= LINE_EVERY_SECONDS:
                shown_at = time.monotonic()
                console.print(f"{what}: {done} of {total} {words}")

        yield show
        return
    columns = (
        TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, words: bar.update(task, total=total, completed=done, description=words)


@contextmanager
def hub_progress() -> Iterator[Callable[[HubProgress], None]]:
    """A callback for the Hub's pulls."""
    with progress("Hub") as show:
        yield lambda step: show(step.done, step.total, _describe(step))


def _describe(step: HubProgress) -> str:
    words = f"{step.things}, {step.found:,} found"
    if step.rate_limit_remaining is not None:
        words += f", {step.rate_limit_remaining} requests left"
    if step.waiting_seconds:
        words += f", waiting {step.waiting_seconds:.0f} s as the Hub asks"
    return words


@contextmanager
def crawl_progress() -> Iterator[Callable[["Step"], None]]:
    """A callback for a listing of the whole Hub."""
    with progress("Crawl") as show:
        yield lambda step: show(step.pages, step.expected_pages or step.pages + 1, _describe_step(step))


def _describe_step(step: "Step") -> str:
    words = f"pages, {step.models:,} models"
    if step.remaining is not None:
        words += f", {step.remaining:,} requests left in the window"
    if step.seconds_left is not None:
        words += f", about {step.seconds_left / 60:.0f} min left"
    if step.waiting_seconds:
        words += f", waiting {step.waiting_seconds:.0f} s as the Hub asks"
    return words
