"""The folder of weekly reports: a week is written whole or not at all, and the index lists what is there.

A week is written under a hidden name beside its place and exchanged with it at the end, so that its folder is never absent. A run killed
before leaves the old week as it was. Where the system cannot exchange two folders, one killed between two renames leaves the old week under
a hidden name, and the next run puts it back first. Whatever a killed run left under such names goes with the next run.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from reports import words
from reports.query import ReportError
from warehouse import files

WEEK = re.compile(r"[0-9]{4}-W[0-5][0-9]")
MOST_BYTES = 64 * 1024 * 1024  # of a week's report.json; ours has three megabytes
MOST_SIGNS = 2_000  # of a text that is listed
HALF_SIGN = re.compile(r"\\u[dD][89a-fA-F]")  # no report of ours escapes what UTF-8 can hold
UNREADABLE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)
SAID = ("estimand", "text", "interval_text", "n")  # of a figure that is listed


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """What is listed of a week. changes: what differs from seven days earlier. problem: why it cannot be read."""

    week: str
    as_of: str = ""
    made_on: str = ""
    answer: str = ""
    sentences: tuple[str, ...] = ()
    figures: tuple[Mapping[str, str], ...] = ()
    changes: tuple[Mapping[str, object], ...] = ()
    problem: str = ""


@contextmanager
def replace_week(weekly: Path, week: str) -> Iterator[Path]:
    """Give a hidden folder to write the week into, and put it in the place of the old one when the block ends well.

    Raises: ReportError when the folder cannot be written.
    """
    with writing(weekly):
        weekly.mkdir(parents=True, exist_ok=True)
        with files.alone(weekly), files.replaced(weekly / week, names=WEEK.pattern) as fresh:
            yield fresh


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn the system's refusal to write into a sentence."""
    try:
        yield
    except files.Busy as error:
        raise ReportError(
            f"{folder}: another report is being written here; wait for it to end, then run again."
        ) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        where = error.filename or folder
        raise ReportError(
            f"The report cannot be written to {folder} ({where}: {reason}); give a folder that can be written with OPENLAG_HOME."
        ) from error


def write_file(path: Path, text: str) -> None:
    """Write text in UTF-8 through a hidden file beside it, so that a reader never sees half."""
    with writing(path.parent):
        files.write_whole(path, text.encode())


def point_to(link: Path, target: Path) -> None:
    """Let a link lead to a folder beside it, in one step; what has its name and is no link is left alone and told."""
    with writing(link.parent):
        if link.exists() and not link.is_symlink():
            raise ReportError(f"{link} is no link to a week; move it away, then run again.")
        files.point(link, target)


def list_weeks(weekly: Path) -> list[WeekEntry]:
    """Every week in the folder, newest first; one that cannot be read is listed with the reason."""
    folders = (path for path in weekly.iterdir() if path.is_dir() and WEEK.fullmatch(path.name))
    return [_read_week(path) for path in sorted(folders, reverse=True)]


def read_json(folder: Path) -> Any:
    """The report of a week as it was written. Raises: one of UNREADABLE for what this project would not have written."""
    path = folder / "report.json"
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} is larger than {MOST_BYTES:,} bytes.")
    text = path.read_text(encoding="utf-8")
    if HALF_SIGN.search(text):
        raise ValueError(f"{path} holds half a sign, which no file can.")
    return json.loads(text, parse_constant=_refuse)


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} is no number of JSON.")


def _read_week(folder: Path) -> WeekEntry:
    try:
        report = read_json(folder)
        figures = {figure["figure_id"]: figure for figure in report["figures"]}
        chosen = [figures[key] for key in ("median_lag", "present_bracket") if key in figures]
        made_on = report.get("made_on", report["as_of"])  # weeks of before did not say it
        return WeekEntry(
            folder.name,
            date.fromisoformat(report["as_of"]).isoformat(),
            date.fromisoformat(made_on).isoformat(),
            words.plain(report["answer"]["short"], MOST_SIGNS),
            tuple(words.plain(sentence, MOST_SIGNS) for sentence in report["answer"]["sentences"]),
            tuple({key: words.plain(figure[key], MOST_SIGNS) for key in SAID} for figure in chosen),
            tuple(_flat(row) for row in report["changes"]["rows"]),
        )
    except UNREADABLE as error:
        return WeekEntry(
            folder.name,
            problem=f"report.json of this week cannot be read ({type(error).__name__}); write the week again.",
        )


def _flat(row: Mapping[str, object]) -> Mapping[str, object]:
    """A row of changes. Raises: TypeError for another thing."""
    if not all(value is None or isinstance(value, str | int | float) for value in row.values()):
        raise TypeError("A row of changes holds more than words and numbers.")
    return dict(row)
