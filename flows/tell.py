"""Tell those who asked for it of a changed verdict, of a first match and of one undone: by an event of Prefect, and by a webhook.

Reads: the reports of this week and of the one reported before it. Writes: `told.json` beside them, so that a change is told once by each
way, however often its week runs. How often: at the end of the weekly run. On failure: the week goes on; what could not be sent is said in
the log and tried again by the next run of that week.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from prefect import task
from prefect.events import emit_event
from prefect.runtime import flow_run

from cli.starts import BY_HAND
from reports.verdict_changes import Changes, list_reported, read_changes
from warehouse import files
from warehouse.settings import read_settings
from warehouse.share import webhook
from warehouse.share.webhook import WebhookError

EVENT = "openlag.verdict-changed"
MEMORY = "told.json"
WAIT_SECONDS = 10.0  # for another run that writes its week

Memory = dict[str, dict[str, list[Mapping[str, Any]]]]  # by week and way, the changes told


class NotTold(Exception):
    """Nothing was told. The message is a sentence."""


@task
def tell_changes(week: str, is_chosen: bool = False, is_offline: bool = False) -> Changes:
    """Tell what a reported week changes, and return it. is_chosen: its day was chosen, so that it is no news; is_offline: send nothing."""
    weekly = read_settings().reports / "weekly"
    changes = read_changes(weekly, week)
    is_news = not is_chosen and week == list_reported(weekly)[-1]
    is_sent = bool(changes.changes) and is_news and not is_offline
    wrong = _send(weekly, changes) if is_sent else _look_at_address()
    for sentence in (changes.sentence, *wrong):
        print(sentence)
    for sentence in wrong:
        sys.stderr.write(f"{sentence}\n")  # the command line silences the log of the run, to which `print` goes
    return changes


def message(changes: Changes) -> dict[str, Any]:
    """What is sent: the changes as data, and in a sentence, before the answer in another."""
    told = changes.sentence
    text = f"openlag, {changes.week}: {told[:1].lower()}{told[1:]} {changes.answer}"
    return {"text": text.strip(), "event": EVENT, "week": changes.week, "changes": list(changes.changes)}


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


def _send(weekly: Path, changes: Changes) -> list[str]:
    """Send by each way what it has not told yet; return what went wrong."""
    # The server of a run by hand ends with it, so that whoever listens to a lasting one has not been told.
    by_hand = any(tag.startswith(BY_HAND) for tag in flow_run.tags or ())
    ways: dict[str, Callable[[Mapping[str, Any]], None]] = {"event by hand" if by_hand else "event": _emit}
    if webhook.is_set():
        ways["webhook"] = _post
    wrong = []
    try:
        with files.alone(weekly, seconds=WAIT_SECONDS):
            memory = _read(weekly / MEMORY)
            for way, send in ways.items():
                told = memory.setdefault(changes.week, {}).setdefault(way, [])
                fresh = tuple(change for change in changes.changes if change not in told)
                if not fresh:
                    continue
                _write(weekly / MEMORY, memory)  # what cannot be remembered would be sent by every run
                try:
                    send(message(replace(changes, changes=fresh)))
                except (NotTold, WebhookError) as error:
                    wrong.append(f"{error} The next run of {changes.week} tries again.")
                    continue
                told += fresh
                _write(weekly / MEMORY, memory)
    except files.Busy:
        wrong.append(f"Another run writes its report; the next run of {changes.week} tells its changes.")
    except OSError as error:
        wrong.append(
            f"{weekly / MEMORY} cannot be written ({error.strerror}), and what is not remembered would be sent twice; mend that."
        )
    except NotTold as error:
        wrong.append(str(error))
    return wrong


def _read(path: Path) -> Memory:
    try:
        memory: Memory = json.loads(path.read_text(encoding="utf-8"))
        is_whole = all(isinstance(told, list) for ways in memory.values() for told in ways.values())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, RecursionError):
        is_whole = False
    if not is_whole:
        raise NotTold(
            f"{path}: what was told before cannot be read, so nothing is sent; move it away, and all of this week is sent again."
        )
    return memory


def _write(path: Path, memory: Memory) -> None:
    files.write_whole(path, (json.dumps(memory, indent=1, ensure_ascii=False) + "\n").encode())
