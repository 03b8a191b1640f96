"""A Hub that has every organisation and repository that openlag tracks, by name; what lies in them is invented."""

from collections.abc import Iterable

from tests.hub_server.invented import invented_model, invented_repository
from tests.hub_server.world import World

CREATED_AT = "2026-01-05T09:00:00.000Z"


def tracked_world(
    namespaces: Iterable[str], repositories: Iterable[str], *, commits: int = 20, first_weights: int = 2
) -> World:
    """Each repository with its metadata and a history of so many commits, the weights with number first_weights (from 0).

    An organisation of which no repository is tracked has one that nobody asks about.
    """
    tracked = sorted(repositories)
    owners = {name.partition("/")[0] for name in tracked}
    others = [f"{namespace}/invented-1" for namespace in sorted(namespaces) if namespace not in owners]
    return World(
        [invented_model(name, CREATED_AT) for name in (*tracked, *others)],
        {name: invented_repository(name, CREATED_AT, commits=commits, first_weights=first_weights) for name in tracked},
    )
