"""Who uses the database of a PREFECT_HOME: a file a start, locked for as long as it lives, however it ends.

`openlag serve` is one at a time, and its lock is handed on to its server and its worker: held by them alone, it tells of an earlier
start that was killed. A run by hand bears the name of its start's file as a tag, so that a later start can tell which runs nobody runs.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from warehouse.landing import SourceError

BY_HAND = "by-hand-"
_SUFFIX = ".lock"


def folder(home: Path) -> Path:
    """Where the files of the starts lie."""
    return home / "openlag"


class ServeStart:
    """The one `openlag serve` of a PREFECT_HOME; `lock` is inherited by its server and its worker."""

    def __init__(self, home: Path) -> None:
        self.folder = folder(home)
        self.lock = _open(self.folder / f"serve{_SUFFIX}")
        if not _try_lock(self.lock):
            sentence = _who_holds(self.lock, home)
            self.lock.close()
            raise SourceError(sentence)
        self._processes: dict[str, int] = {}
        self.note(serve=os.getpid())

    def note(self, **processes: int) -> None:
        """Write down which processes belong to this start."""
        self._processes |= processes
        self.lock.seek(0)
        self.lock.truncate()
        self.lock.write(json.dumps(self._processes))
        self.lock.flush()

    def close(self) -> None:
        """End it, for this process; one that inherited the lock holds it on."""
        self.lock.close()


def new_name() -> str:
    """A name for a start by hand."""
    return f"{BY_HAND}{secrets.token_hex(4)}"


def hold(home: Path, name: str) -> IO[str]:
    """Say that the start of this name lives, until the file is closed or the process ends."""
    path = folder(home) / f"{name}{_SUFFIX}"
    file = _open(path.with_suffix(".new"))  # never seen under its name without its lock
    _try_lock(file)
    os.replace(file.name, path)
    return file


@contextmanager
def ended(home: Path) -> Iterator[list[str]]:
    """The names of starts by hand whose process is gone; once they have been dealt with inside, their files are removed."""
    files = [path.open("a") for path in sorted(folder(home).glob(f"{BY_HAND}*{_SUFFIX}"))]
    free = [file for file in files if _try_lock(file)]
    yield [Path(file.name).stem for file in free]
    for file in free:
        Path(file.name).unlink(missing_ok=True)
    for file in files:
        file.close()


def _open(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path.open("a+")
    except OSError as error:
        raise SourceError(
            f"{path} cannot be written ({error.strerror}); set PREFECT_HOME to a folder of yours."
        ) from None


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _who_holds(lock: IO[str], home: Path) -> str:
    lock.seek(0)
    try:
        processes = {str(name): int(number) for name, number in json.loads(lock.read()).items()}
    except (ValueError, AttributeError):  # it is being written just now
        processes = {}
    alive = {name: number for name, number in processes.items() if _is_alive(number)}
    if "serve" in alive or not alive:
        number = f" (process {alive['serve']})" if alive else ""
        return f"Another `openlag serve`{number} runs on PREFECT_HOME, {home}; stop it, or set PREFECT_HOME to another folder."
    named = " and ".join(f"its {name} ({number})" for name, number in alive.items())
    numbers = " ".join(map(str, alive.values()))
    return f"An earlier `openlag serve` on PREFECT_HOME, {home}, was killed, but {named} still runs; end it with `kill {numbers}`."


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
