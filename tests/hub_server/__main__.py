"""Start a Hub on this machine, for trying out openlag by hand: `python -m tests.hub_server`, from the project's root.

It prints what to set, and then `HF_ENDPOINT=http://127.0.0.1:PORT openlag weekly` reads from it. By default it holds a small invented
world; `--snapshot` takes the stored snapshot, with the names of the tracked organisations and without commits. `--saved FOLDER` answers
with what the real Hub answered, where `openlag doctor --live --save FOLDER` has kept it, and from its world where not.

A fault is its kind and its conditions, which stand in faults.py:

    --fault STATUS,status=504,repository=quillwork/Quill-3.5-9B
    --fault STATUS,status=451,author=north-gate
    --fault STATUS,status=504,limit_over=500
    --fault NULL,field=downloads
"""

import argparse
import time
from pathlib import Path
from typing import Any

from tests.hub_server.answers import MOST_ROWS
from tests.hub_server.faults import Fault, FaultKind
from tests.hub_server.invented import invented_world
from tests.hub_server.quota import ANONYMOUS, WINDOW_SECONDS
from tests.hub_server.saved import read_saved
from tests.hub_server.server import HubServer
from tests.hub_server.snapshot import SNAPSHOT, snapshot_world

NUMBERS = ("page", "limit_over", "times", "status", "size")
TEXTS = ("path", "repository", "author", "target", "field")


def parse_fault(text: str) -> Fault:
    """A fault from its kind and name=value, with commas between. Raises ArgumentTypeError."""
    kind, *rest = text.split(",")
    given: dict[str, Any] = dict(part.partition("=")[::2] for part in rest)
    if kind not in FaultKind.__members__:
        raise argparse.ArgumentTypeError(f"{kind!r} is none of {', '.join(FaultKind.__members__)}")
    if unknown := [name for name in given if name not in NUMBERS + TEXTS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(NUMBERS + TEXTS)}")
    if bad := [name for name in NUMBERS if not given.get(name, "0").isdecimal()]:
        raise argparse.ArgumentTypeError(f"{bad[0]}={given[bad[0]]} is no number")
    given |= {name: int(given[name]) for name in NUMBERS if name in given}
    return Fault(FaultKind[kind], **given)


def parse_quota(text: str) -> tuple[str, int]:
    """A bucket and its requests a window, from bucket=number. Raises ArgumentTypeError."""
    bucket, _, number = text.partition("=")
    if bucket not in ANONYMOUS or not number.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} does not read like api=20; the buckets are {', '.join(ANONYMOUS)}")
    return bucket, int(number)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hub_server", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    add(
        "--snapshot",
        type=Path,
        nargs="?",
        const=SNAPSHOT,
        help="serve the stored snapshot, or another file of its kind",
    )
    add("--saved", type=Path, help="a folder of saved answers, which come first")
    add("--page-size", type=int, default=MOST_ROWS, help="most rows a page (default: %(default)s)")
    add("--fault", type=parse_fault, action="append", default=[], help="a fault; may be given several times")
    add("--quota", type=parse_quota, action="append", default=[], help="such as api=20; may be given several times")
    add("--window", type=float, default=WINDOW_SECONDS, help="seconds of a rate-limit window (default: %(default)s)")
    add("--token", action="append", default=[], help="a further valid token, which reads nothing gated")
    add("--prefix", default="", help="path under which the Hub lies, such as /hf")
    add("--mirror", action="store_true", help="let addresses in Link name https://huggingface.co")
    given = parser.parse_args()
    try:
        world = snapshot_world(given.snapshot) if given.snapshot else invented_world()
        world.tokens |= dict.fromkeys(given.token, ())
        with HubServer(
            world, port=given.port, page_size=given.page_size, faults=given.fault, quotas=dict(given.quota),
            window_seconds=given.window, prefix=given.prefix, is_mirror=given.mirror,
            saved=read_saved(given.saved) if given.saved else None,
        ) as server:  # fmt: skip
            print(f"HF_ENDPOINT={server.endpoint}", flush=True)
            print(f"Serving {len(world.models)} models; stop with Ctrl-C.", flush=True)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return
    except (ValueError, KeyError, OSError) as error:  # no snapshot, no saved answer, or the port is taken
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
