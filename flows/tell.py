"""Tell those who asked for it of a changed verdict, of a first match and of one undone: by an event of Prefect, and by a webhook.

Reads: the reports of this week and of the one reported before it. Writes: `told.json` beside them, so that a change is told once by each
way, however often its week runs, and is taken back by each where a later run of the week reverses it. How often: at the end of the weekly
run. On failure: the week goes on; what could not be sent is said in the log and tried again by the next run of that week.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from prefect import task
from prefect.events import emit_event
from prefect.runtime import flow_run

from cli.starts import BY_HAND
from reports.told import MEMORY, MemoryDamaged, find_fallen, is_among, read_told, write_told
from reports.verdict_changes import Change, Changes, is_newest, read_changes
from warehouse import files
from warehouse.settings import read_settings
from warehouse.share import webhook
from warehouse.share.webhook import WebhookError

EVENT = "openlag.verdict-changed"
WAIT_SECONDS = 10.0  # for another run that writes its week


class NotTold(Exception):
    """Nothing was told. The message is a sentence."""


@task
def tell_changes(week: str, is_chosen: bool = False, is_offline: bool = False) -> Changes:
    """Tell what a reported week changes, and return it with what is taken back.

    is_chosen: its day was chosen, so that it is no news; is_offline: send nothing.
    """
    weekly = read_settings().reports / "weekly"
    changes = read_changes(weekly, week)
    is_news = not is_chosen and is_newest(weekly, week)
    withdrawn, wrong = _send(weekly, changes) if is_news and not is_offline else ((), _look_at_address())
    changes = replace(changes, withdrawn=withdrawn)
    for sentence in (changes.sentence, *wrong):
        print(sentence)
    for sentence in wrong:
        sys.stderr.write(f"{sentence}\n")  # the command line silences the log of the run, to which `print` goes
    return changes


def message(changes: Changes) -> dict[str, Any]:
    """What is sent: the changes and what is taken back as data, and in a sentence each, before the answer in another."""
    told = changes.sentence if changes.changes else changes.withdrawal
    text = f"openlag, {changes.week}: {told[:1].lower()}{told[1:]} {changes.answer}"
    return {
        "text": text.strip(),
        "event": EVENT,
        "week": changes.week,
        "changes": list(changes.changes),
        "withdrawn": list(changes.withdrawn),
    }


def _emit(content: Mapping[str, Any]) -> None:
    week = content["week"]
    resource = {"prefect.resource.id": f"openlag.week.{week}", "prefect.resource.name": f"openlag {week}"}
    try:
        event = emit_event(EVENT, resource, payload=dict(content))
    except Exception as error:  # of Prefect's, which must not fail a week that is done
        raise NotTold(f"Prefect did not take the event ({type(error).__name__}).") from error
    if event is None:
        raise NotTold("Prefect takes no events here.")


def _post(content: Mapping[str, Any]) -> None:
    webhook.send({**content, "text": webhook.escaped(content["text"])})


def _look_at_address() -> list[str]:
    """That the address is none is said before there is anything to send to it."""
    try:
        if webhook.is_set():
            webhook.require_usable()
    except WebhookError as error:
        return [str(error)]
    return []


def _send(weekly: Path, changes: Changes) -> tuple[tuple[Change, ...], list[str]]:
    """Send by each way what it has not told yet, and take back what it has told and what does not stand.

    Returns what was to be taken back, by whatever way, and what went wrong.
    """
    if not changes.changes and not (weekly / MEMORY).exists():
        return (), _look_at_address()
    # The server of a run by hand ends with it, so that whoever listens to a lasting one has not been told.
    by_hand = any(tag.startswith(BY_HAND) for tag in flow_run.tags or ())
    ways: dict[str, Callable[[Mapping[str, Any]], None]] = {"event by hand" if by_hand else "event": _emit}
    if webhook.is_set():
        ways["webhook"] = _post
    withdrawn: list[Change] = []
    wrong: list[str] = []
    is_asked = False  # whether anything was to be sent
    try:
        with files.alone(weekly, seconds=WAIT_SECONDS):
            memory = read_told(weekly)
            fallen = find_fallen(weekly, changes, memory)
            for way, send in ways.items():
                told = memory.setdefault(changes.week, {}).setdefault(way, [])
                stale = [(week, change) for week, change in fallen if change in memory.get(week, {}).get(way, [])]
                standing = [change for change in told if (changes.week, change) not in stale]
                fresh = tuple(change for change in changes.changes if not is_among(change, standing))
                if not fresh and not stale:
                    continue
                is_asked = True
                taken_back = tuple(_taken_back(week, change) for week, change in stale)
                withdrawn += (change for change in taken_back if change not in withdrawn)
                write_told(weekly, memory)  # what cannot be remembered would be sent by every run
                try:
                    send(message(replace(changes, changes=fresh, withdrawn=taken_back)))
                except (NotTold, WebhookError) as error:
                    wrong.append(f"{error} The next run of {changes.week} tries again.")
                    continue
                for week, change in stale:
                    memory[week][way].remove(change)
                told += ({**change, "since": changes.since} for change in fresh)
                write_told(weekly, memory)
    except files.Busy:
        wrong.append(f"Another run writes its report; the next run of {changes.week} tells its changes.")
    except OSError as error:
        wrong.append(
            f"{weekly / MEMORY} cannot be written ({error.strerror}), and what is not remembered would be sent twice; mend that."
        )
    except MemoryDamaged as error:
        wrong.append(str(error))
    return tuple(withdrawn), wrong if is_asked else [*wrong, *_look_at_address()]


def _taken_back(week: str, change: Change) -> Change:
    """A change as it was told, with the week of which it was."""
    return {"week": week} | {key: value for key, value in change.items() if key != "since"}
