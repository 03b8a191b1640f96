"""A Hub on this machine that answers as the real one was recorded to, and as strictly; `python -m tests.hub_server` starts it."""

from tests.hub_server.answers import Request
from tests.hub_server.faults import Fault, FaultKind
from tests.hub_server.invented import invented_model, invented_repository, invented_world
from tests.hub_server.saved import read_saved
from tests.hub_server.server import HubServer
from tests.hub_server.snapshot import snapshot_world
from tests.hub_server.tracked import tracked_world
from tests.hub_server.world import Commit, Json, Repository, World, invented_id

__all__ = [
    "Commit",
    "Fault",
    "FaultKind",
    "HubServer",
    "Json",
    "Repository",
    "Request",
    "World",
    "invented_id",
    "invented_model",
    "invented_repository",
    "invented_world",
    "read_saved",
    "snapshot_world",
    "tracked_world",
]
