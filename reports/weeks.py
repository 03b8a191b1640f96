"""The folder of weekly reports: a week is written whole or not at all, and the index lists what is there.

A week is written under a hidden name beside its place and exchanged with it at the end, so that its folder is never absent. A run killed
before leaves the old week as it was. Where the system cannot exchange two folders, one killed between two renames leaves the old week under
a hidden name, and the next run puts it back first. Whatever a killed run left under such names goes with the next run.

What is read back of a week, by whatever lists, feeds or compares it, is its `report.json` alone, and that only where it has the sum that
its writing left and says itself that it is of the week by whose name its folder goes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from reports import sums, words
from reports.basis import AS_RECONSTRUCTED, read_basis
from reports.query import ReportError
from warehouse import files
from warehouse.printable import counted

REPORT = "report.json"
WEEK = re.compile(r"[0-9]{4}-W[0-5][0-9]")
MOST_BYTES = 64 * 1024 * 1024  # of a week's report.json; ours has three megabytes
MOST_SIGNS = 2_000  # of a text that is listed
HALF_SIGN = re.compile(r"\\u[dD][89a-fA-F]")  # no report of ours escapes what UTF-8 can hold
UNREADABLE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)
AGAIN = "write the week again with `openlag weekly --as-of` and a day of it, or move its folder away"
SAID = ("estimand", "text", "interval_text", "n")  # of a figure that is listed


class DamagedError(ValueError):
    """A report is not what its writing left, or not of this week. what: that, as a clause; remedy: what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}; {remedy}.")
        self.what, self.remedy = what, remedy


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """What is listed of a week.

    basis: as data, as_seen or as_reconstructed, and basis_told in a sentence; n_first_lines: of sentences to be read with its answer.
    changes: what differs from seven days earlier. problem: why it cannot be read.
    """

    week: str
    as_of: str = ""
    made_on: str = ""
    basis: str = ""
    basis_told: str = ""
    n_first_lines: int = 0
    answer: str = ""
    sentences: tuple[str, ...] = ()
    figures: tuple[Mapping[str, str], ...] = ()
    changes: tuple[Mapping[str, object], ...] = ()
    problem: str = ""

    @property
    def is_reconstructed(self) -> bool:
        return self.basis == AS_RECONSTRUCTED

    @property
    def read_first(self) -> str:
        """On what its figures rest, and that there is more to read with its answer."""
        n = self.n_first_lines
        more = f" {counted(n, 'notice')} {'stands' if n == 1 else 'stand'} with its answer."
        return self.basis_told + (more if n else "")


@contextmanager
def replace_week(weekly: Path, week: str, made_from: sums.MadeFrom | None = None) -> Iterator[Path]:
    """Give a hidden folder to write the week into, and put it in the place of the old one when the block ends well.

    made_from: what it is made from, written down with the sums of its files; without it the week has none. Raises: ReportError when the
    folder cannot be written.
    """
    with writing(weekly):
        weekly.mkdir(parents=True, exist_ok=True)
        with files.alone(weekly):
            with files.replaced(weekly / week, names=WEEK.pattern) as fresh:
                yield fresh
                if (fresh / REPORT).exists():
                    sums.announce(weekly / week, fresh, REPORT)
            if made_from is None:
                sums.record_of(weekly / week).unlink(missing_ok=True)  # of another report
            else:
                sums.remember(weekly / week, made_from)


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
    return [_read_week(folder) for folder in _folders(weekly)]


def read_report(folder: Path) -> Any:
    """The report of a week, if it is to be believed. Raises: one of UNREADABLE, DamagedError among them, if it is not."""
    content = _read(folder)
    _require_sum(folder, content)
    report = _parse(folder, content)
    day = date.fromisoformat(report["as_of"])
    said = str(report["week"])
    if not said == week_of(day) == folder.name:
        raise DamagedError(
            f"{REPORT} in the folder {folder.name} says that it is of {words.plain(said, 20)}, as of {day}",
            "a folder that was copied or renamed is no week, so move it away",
        )
    return report


def read_json(folder: Path) -> Any:
    """The report of a week as it lies there. Raises: one of UNREADABLE for what this project would not have written."""
    return _parse(folder, _read(folder))


def problem_of(error: Exception) -> str:
    """Why the report of a week is not believed, as a sentence with what to do. error: one of UNREADABLE."""
    if isinstance(error, DamagedError):
        return str(error)
    return f"{REPORT} of this week cannot be read ({type(error).__name__}); write the week again."


def find_damage(weekly: Path) -> Iterator[tuple[str, str]]:
    """The weeks of which something is not as it was written, newest first, each with a sentence; every file is read for it."""
    for folder in _folders(weekly):
        entry = _read_week(folder)
        if entry.problem:
            yield folder.name, entry.problem
            continue
        try:
            unlike = sums.find_unlike(folder)
        except UNREADABLE as error:
            yield folder.name, f"Its files cannot be read ({type(error).__name__}); write the week again."
            continue
        if unlike:
            more = f" and {len(unlike) - 1:,} more" if unlike[1:] else ""
            yield folder.name, f"{unlike[0]}{more}: not as written, gone or added; {AGAIN}."


def list_without_sums(weekly: Path) -> list[str]:
    """The weeks from before sums were kept, newest first."""
    return [folder.name for folder in _folders(weekly) if not sums.record_of(folder).exists()]


def week_of(day: date) -> str:
    """The ISO week of a day, '2026-W33'."""
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02d}"


def _folders(weekly: Path) -> list[Path]:
    return sorted((path for path in weekly.iterdir() if path.is_dir() and WEEK.fullmatch(path.name)), reverse=True)


def _read(folder: Path) -> bytes:
    path = folder / REPORT
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path} is larger than {MOST_BYTES:,} bytes.")
    return path.read_bytes()


def _parse(folder: Path, content: bytes) -> Any:
    text = content.decode()
    if HALF_SIGN.search(text):
        raise ValueError(f"{folder / REPORT} holds half a sign, which no file can.")
    return json.loads(text, parse_constant=_refuse)


def _require_sum(folder: Path, content: bytes) -> None:
    try:
        known = sums.read_sums(folder)
    except (OSError, ValueError) as error:
        raise DamagedError(
            f"{sums.record_of(folder).name} cannot be read ({type(error).__name__}), by which {REPORT} of {folder.name} is known",
            AGAIN,
        ) from error
    # A week from before sums were kept is believed without one, as loads of that time are: `openlag doctor` counts both.
    if known is not None and sums.sum_of(content) not in known.get(REPORT, ()):
        raise DamagedError(
            f"{REPORT} of {folder.name} is not as it was written, since {sums.record_of(folder).name} has another sum of it",
            AGAIN,
        )


def _refuse(number: str) -> NoReturn:
    raise ValueError(f"{number} is no number of JSON.")


def _read_week(folder: Path) -> WeekEntry:
    try:
        report = read_report(folder)
        figures = {figure["figure_id"]: figure for figure in report["figures"]}
        chosen = [figures[key] for key in ("median_lag", "present_bracket") if key in figures]
        basis = read_basis(report)
        made_on = report.get("made_on", report["as_of"])  # weeks of before did not say it
        return WeekEntry(
            folder.name,
            date.fromisoformat(report["as_of"]).isoformat(),
            date.fromisoformat(made_on).isoformat(),
            basis.kind,
            basis.sentence,
            len([*report.get("first_lines", ())]),
            words.plain(report["answer"]["short"], MOST_SIGNS),
            tuple(words.plain(sentence, MOST_SIGNS) for sentence in report["answer"]["sentences"]),
            tuple({key: words.plain(figure[key], MOST_SIGNS) for key in SAID} for figure in chosen),
            tuple(_flat(row) for row in report["changes"]["rows"]),
        )
    except UNREADABLE as error:
        return WeekEntry(folder.name, problem=problem_of(error))


def _flat(row: Mapping[str, object]) -> Mapping[str, object]:
    """A row of changes. Raises: TypeError for another thing."""
    if not all(value is None or isinstance(value, str | int | float) for value in row.values()):
        raise TypeError("A row of changes holds more than words and numbers.")
    return dict(row)
