"""A flow that looks names up on the Hub of HF_ENDPOINT, for two processes at once: `python -m tests.scale.asker NAME ...`."""

import sys

from prefect import flow

from flows.turns import in_turn
from flows.week import utc_now
from warehouse.sources.hub.names import pull_names


@flow
@in_turn
def look_up(names: list[str]) -> list[str]:
    """What became of each name."""
    return [
        str(outcome) for pull in pull_names(names, {}, now=utc_now) for outcome in pull.tables["hub_names"]["outcome"]
    ]


if __name__ == "__main__":
    print(*look_up(sys.argv[1:]))
