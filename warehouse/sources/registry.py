"""Every source, once: its name, whether the headline needs it, where it lies, how it is pulled, and how one asks whether it is there.

Runs, `openlag doctor` and the fallback loop over this list; a new source is a file beside this one and a row here.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from warehouse.landing import Pull, landed_table
from warehouse.settings import Settings, address, hub_url
from warehouse.sources import arena, catalogue, epoch, epoch_archive, models_dev
from warehouse.sources.hub import listing, names, snapshot, top, weights
from warehouse.sources.hub.api import Hub, find_token
from warehouse.sources.hub.pulls import Progress
from warehouse.sources.net import one_file
from warehouse.sources.reference import names_of, tracked_namespaces, tracked_repositories


@dataclass(frozen=True, slots=True)
class Asking:
    """What a pull may need. facts: the reference files. now: the clock. progress: draws how far a pull is. say: tells a sentence."""

    settings: Settings
    facts: Pull
    now: Callable[[], datetime]
    progress: Callable[[], AbstractContextManager[Callable[[Progress], None]]]
    say: Callable[[str], None] = lambda sentence: None

    def with_cache(self, folder: Path) -> "Asking":
        """The same, with another folder of kept answers."""
        return replace(self, settings=replace(self.settings, cache=folder))

    @property
    def today(self) -> date:
        """The UTC day of the clock."""
        return self.now().date()


class Puller(Protocol):
    """Reads a source: one Pull, or several that can land one after another."""

    def __call__(self, asking: Asking) -> Iterator[Pull]: ...


class OneAddress(Protocol):
    """The file of a source that is one address: the variable that holds it, where it usually is, how it is read and asked for."""

    SETTING: str
    USUAL_URL: str

    def pull(self, url: str, *, now: datetime, cache: Path | None) -> Pull: ...
    def probe(self, url: str, *, cache: Path | None) -> object: ...


@dataclass(frozen=True, slots=True)
class Source:
    """One source.

    is_required: the headline needs it, and a run without it fails. url: its address. probe: asks one cheap question
    through the fetch's own client, and raises what a pull would. snapshot: stands in for it. retry_seconds: when a pull that may pass is
    tried again. part_of: the source after whose live pull it follows, and without which it is not asked for. goes_on: whether a pull asks
    for what is still due alone, so that one that broke off goes on at the next run.
    """

    name: str
    is_required: bool
    url: Callable[[], str]
    pull: Puller
    probe: Callable[[Settings], None] | None = None
    snapshot: Callable[[Asking], Pull] | None = None
    retry_seconds: tuple[float, ...] = (10.0,)
    part_of: str | None = None
    goes_on: bool = False

    @property
    def is_local(self) -> bool:
        """Whether its address is on disk and needs no network."""
        return one_file.is_local(self.url())


PATIENT = (10.0, 60.0, 300.0)


def _hub_address() -> str:
    return f"{hub_url()}/api/models"


def _pull_hub(asking: Asking) -> Iterator[Pull]:
    with asking.progress() as show:
        yield listing.pull_models(tracked_namespaces(asking.facts), now=asking.now, on_progress=show)


def _snapshot_of_hub(asking: Asking) -> Pull:
    return snapshot.pull_snapshot(asking.settings.reference, tracked_namespaces(asking.facts), now=asking.now)


def _pull_names(asking: Asking) -> Iterator[Pull]:
    landing = asking.settings.landing
    earlier = landed_table(landing, "hub_names", "hub_names", ("asked_name", "outcome", "hub_id"))
    asked = [(name, outcome, day) for name, outcome, _, day in earlier]
    due = names.due_names(tracked_repositories(asking.facts), asked, asking.today)
    if due:
        # The first id that a name was known by; a name given away later must not become the known one.
        known: dict[str, str] = {}
        for name, outcome, hub_id, _ in earlier:
            if hub_id and outcome in ("same", "renamed"):
                known.setdefault(name.lower(), hub_id)
        for name, hub_id, _ in landed_table(landing, "hub", "hub_models", ("hub_model_id", "hub_id"), is_live=True):
            known.setdefault(name.lower(), hub_id)
        with asking.progress() as show:
            yield from names.pull_names(due, known, now=asking.now, on_progress=show)


def _pull_weights(asking: Asking) -> Iterator[Pull]:
    columns = ("hub_model_id", "outcome", "has_token")
    tries = landed_table(asking.settings.landing, "hub_weights", "hub_weight_tries", columns)
    answers = landed_table(asking.settings.landing, "hub_names", "hub_names", ("asked_name", "outcome"))
    outcomes = {name: outcome for name, outcome, _ in answers}
    tracked = {name for name in tracked_repositories(asking.facts) if outcomes.get(name) != "given_away"}
    due = weights.due_repositories(tracked, tries, has_token=find_token() is not None, today=asking.today)
    if due:
        asking.say(_plan(len(due)))
        with asking.progress() as show:
            yield from weights.pull_first_weights(due, now=asking.now, on_progress=show)


def _plan(repository_count: int) -> str:
    """What the look-ups of first weights will ask of the Hub, before they do."""
    needed = repository_count * weights.REQUESTS_EACH
    plan = f"Hub: the first weights of {repository_count} repositories take about {needed} requests"
    window = Hub().window()
    if window is None:
        return f"{plan}; the Hub has named no rate limit."
    seconds = window.seconds_for(needed)
    wait = "none of it waiting" if seconds == 0 else f"with waits of about {seconds:.0f} s"
    return f"{plan}, {wait}: {window.remaining} of {window.quota or 'an unknown number'} are left in this window."


def _pull_top(asking: Asking) -> Iterator[Pull]:
    yield top.pull_top(now=asking.now)


def _pull_epoch(asking: Asking) -> Iterator[Pull]:
    settings = asking.settings
    scored = landed_table(settings.landing, "epoch", "epoch_index", ("model", "score"))
    pairs = landed_table(settings.landing, "epoch", "epoch_scores", ("model", "benchmark"))
    yield epoch.pull(
        _address_of(epoch),
        now=asking.now(),
        retrieved_on=settings.epoch_retrieved_on,
        cache=settings.cache,
        names=names_of(asking.facts, "epoch_index"),
        before={model: score for model, score, day in scored if day == scored[-1][-1]},
        scores_before=len({pair[:2] for pair in pairs if pair[-1] == pairs[-1][-1]}),
    )


def _address_of(file: OneAddress) -> str:
    return address(file.SETTING, file.USUAL_URL)


def _pull_whole(file: OneAddress, asking: Asking) -> Iterator[Pull]:
    yield file.pull(_address_of(file), now=asking.now(), cache=asking.settings.cache)


def _probe(file: OneAddress, settings: Settings) -> None:
    file.probe(_address_of(file), cache=settings.cache)


def _optional(name: str, file: OneAddress) -> Source:
    """A source that is one address, and that the headline does without."""
    return Source(
        name,
        is_required=False,
        url=partial(_address_of, file),
        pull=partial(_pull_whole, file),
        probe=partial(_probe, file),
    )


SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            "hub",
            is_required=True,
            url=_hub_address,
            pull=_pull_hub,
            probe=lambda settings: listing.probe(),
            snapshot=_snapshot_of_hub,
            retry_seconds=PATIENT,
        ),
        Source("hub_names", is_required=False, url=_hub_address, pull=_pull_names, part_of="hub", goes_on=True),
        Source("hub_weights", is_required=False, url=_hub_address, pull=_pull_weights, part_of="hub", goes_on=True),
        Source("hub_top", is_required=False, url=_hub_address, pull=_pull_top, part_of="hub"),
        Source(
            "epoch",
            is_required=True,
            url=partial(_address_of, epoch),
            pull=_pull_epoch,
            probe=partial(_probe, epoch),
            retry_seconds=PATIENT,
        ),
        _optional("models_dev", models_dev),
        _optional("catalogue", catalogue),
        _optional("archive", epoch_archive),
        _optional("arena", arena),
    )
}
# Those that one names and asks for, in their order; the others follow from them.
ASKED = tuple(source for source in SOURCES.values() if source.part_of is None)
REQUIRED = tuple(source.name for source in ASKED if source.is_required)


def parts_of(name: str) -> tuple[Source, ...]:
    """The sources that follow a live pull of this one."""
    return tuple(source for source in SOURCES.values() if source.part_of == name)
