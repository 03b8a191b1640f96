"""The stored snapshot, warehouse/reference/hub_models.csv, as rows of a Hub, so that it comes through the live code path.

What a cell is on the Hub, the product's own reading of the file says; the server answers with these rows as strictly as with others.
"""

import csv
from pathlib import Path

from tests.hub_server.world import World
from warehouse.sources.hub.snapshot import as_listed

SNAPSHOT = Path(__file__).parents[2] / "warehouse" / "reference" / "hub_models.csv"


def snapshot_world(path: Path = SNAPSHOT) -> World:
    """A Hub of the rows of such a file; it knows of no commits."""
    with path.open(encoding="utf-8", newline="") as file:
        return World([as_listed(row) for row in csv.DictReader(file, restval="")])
