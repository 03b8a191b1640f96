"""The sources that the headline does not need, by name: each may fail alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from warehouse.landing import Pull
from warehouse.settings import Settings
from warehouse.sources import arena, catalogue, epoch_archive, models_dev
from warehouse.sources.net import web


class PullFunction(Protocol):
    """Reads a source at an address."""

    def __call__(self, url: str, *, now: datetime, cache: Path | None) -> Pull: ...


@dataclass(frozen=True, slots=True)
class OptionalSource:
    """How one of them is read. url: its address in the settings. is_reachable: None, or the sentence that says why not."""

    url: Callable[[Settings], str]
    pull: PullFunction
    is_reachable: Callable[[str], str | None]


OPTIONAL = {
    "models_dev": OptionalSource(lambda settings: settings.modelsdev_url, models_dev.pull, models_dev.is_reachable),
    "catalogue": OptionalSource(lambda settings: settings.catalogue_url, catalogue.pull, catalogue.is_reachable),
    "archive": OptionalSource(lambda settings: settings.archive_url, epoch_archive.pull, epoch_archive.is_reachable),
    "arena": OptionalSource(lambda settings: settings.arena_url, arena.pull, arena.is_reachable),
}


def pull(name: str, settings: Settings, *, now: datetime) -> Pull:
    """What a source says. Raises TransientError where another try may pass, SourceError otherwise."""
    source = OPTIONAL[name]
    return source.pull(source.url(settings), now=now, cache=settings.cache)


def needs_network(name: str, settings: Settings) -> bool:
    """Whether the address of a source is not on disk."""
    return not web.is_local(OPTIONAL[name].url(settings))


def ask(names: list[str], settings: Settings) -> dict[str, str | None]:
    """For each name None if it answers, else the sentence that says why not; all are asked at once."""
    with ThreadPoolExecutor(max_workers=len(OPTIONAL)) as pool:
        answers = pool.map(lambda name: OPTIONAL[name].is_reachable(OPTIONAL[name].url(settings)), names)
        return dict(zip(names, answers, strict=True))
