"""How many requests the Hub's part of a run makes: the first one into an empty landing, another of the day, and one of the next day.

`python -m benchmarks.count_requests` from the project's root asks a Hub on this machine that has every organisation and repository of the
reference files, each with a history of --commits commits whose number --first-weights (from 0) brings the weights. No network is used, and
no wait is made: the Hub allows as many requests as come.
"""

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from tests.hub_server import HubServer, tracked_world
from warehouse.landing import Pull, land, newest_load
from warehouse.settings import read_settings
from warehouse.sources import reference
from warehouse.sources.registry import SOURCES, Asking, parts_of


def count(commits: int, first_weights: int) -> dict[str, Counter[str]]:
    """Requests by kind of each run."""
    started = datetime(2026, 11, 30, 4, tzinfo=UTC)
    facts = reference.insist(reference.read(read_settings().reference, now=started))
    world = tracked_world(
        reference.tracked_namespaces(facts),
        reference.tracked_repositories(facts),
        commits=commits,
        first_weights=first_weights,
    )
    counts = {}
    with (
        HubServer(world, quotas={"api": 100_000}) as server,
        tempfile.TemporaryDirectory() as home,
        patch.dict(os.environ, {"HF_ENDPOINT": server.endpoint, "HF_TOKEN": "", "OPENLAG_HOME": home}),
    ):
        for run, days in (("first run", 0), ("again the same day", 0), ("the next day", 1)):
            before = server.kinds
            _run(facts, started + timedelta(days=days))
            counts[run] = server.kinds - before
    return counts


@contextmanager
def _no_progress() -> Iterator[Callable[[object], None]]:
    yield lambda step: None


def _run(facts: Pull, moment: datetime) -> None:
    """What flows/ingest.py does for the source hub."""
    settings = read_settings()
    asking = Asking(settings, facts, lambda: moment, _no_progress)
    for source in (SOURCES["hub"], *parts_of("hub")):
        is_there = newest_load(settings.landing, source.name, since=moment.date()) is not None
        if source.goes_on or not is_there:
            for pull in source.pull(asking):
                land(pull, settings.landing, code_version="benchmark")


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commits", type=int, default=20)
    parser.add_argument("--first-weights", type=int, default=2)
    given = parser.parse_args()
    for run, kinds in count(given.commits, given.first_weights).items():
        parts = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
        print(f"{run}: {kinds.total()}" + (f" ({parts})" if parts else ""))


if __name__ == "__main__":
    main()
