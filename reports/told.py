"""What was told of each week by each way, as it is remembered: so that a change is told once, and taken back where it no longer stands.

`told.json` beside the folders of the weeks holds the changes themselves, with the week that each was told against, and their sum: what is
taken back is told in their words. A memory from before there were sums is believed without one.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reports.verdict_changes import Change, Changes, is_change, read_changes
from warehouse import files

MEMORY = "told.json"
Memory = dict[str, dict[str, list[Change]]]  # by week and way, the changes told
NAMES = {"record", "match"}  # what a release is called: another name is no other change
_SUM = "record_sha256"
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


class MemoryDamaged(Exception):
    """What was told cannot be read. The message is a sentence with the next action."""


def read_told(weekly: Path) -> Memory:
    """What was told of the weeks in a folder. Raises: MemoryDamaged for what this project would not have written."""
    path = weekly / MEMORY
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        kept = content.pop(_SUM, None)
        is_whole = kept in (None, _sum_of(content)) and all(
            isinstance(told, list) and all(map(is_change, told)) for ways in content.values() for told in ways.values()
        )
    except FileNotFoundError:
        return {}
    except _UNREADABLE:
        is_whole = False
    if not is_whole:
        raise MemoryDamaged(
            f"{path}: what was told before cannot be read, so nothing is sent; move it away, and all of this week is sent again."
        )
    return content  # type: ignore[no-any-return]


def write_told(weekly: Path, memory: Memory) -> None:
    """Remember it, with its sum. Raises: OSError."""
    content = json.dumps({**memory, _SUM: _sum_of(memory)}, indent=1, ensure_ascii=False) + "\n"
    files.write_whole(weekly / MEMORY, content.encode())


def fact(change: Change) -> Mapping[str, Any]:
    """What a change says, whatever the releases in it are called and against which week it was told."""
    return {key: value for key, value in change.items() if key not in {*NAMES, "since"}}


def is_among(change: Change, others: Iterable[Change]) -> bool:
    """Whether one of them says the same."""
    return fact(change) in [fact(other) for other in others]


def find_fallen(weekly: Path, changes: Changes, memory: Memory) -> list[tuple[str, Change]]:
    """The changes that were told, each with its week, and that the reports as they lie there now do not hold.

    Looked at are the week itself, which may have run again, and the week it is compared with: that may have run again where nobody is told
    (offline, as of a chosen day), and whoever is told of changes since then was told what it said first. Where the two reports cannot be
    compared, nothing is known to have fallen. memory: of whatever ways.
    """
    fallen = []
    for week in filter(None, (changes.since, changes.week)):
        compared = {changes.since: changes} if week == changes.week else {}
        for told in {
            json.dumps(told, sort_keys=True): told for way in memory.get(week, {}).values() for told in way
        }.values():
            since = told.get("since", changes.since if week == changes.week else None)
            if since not in compared:
                compared[since] = read_changes(weekly, week, since)
            if compared[since].since is not None and not is_among(told, compared[since].changes):
                fallen.append((week, told))
    return fallen


def _sum_of(memory: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(memory, sort_keys=True).encode()).hexdigest()
