"""Files and folders put in their place whole: under a lock, in one step, and with nothing left of a run that was killed.

What is being written has a hidden name beside its place. Whoever holds the lock of the folder is the only one who writes there, so that
every such name it finds is of a run that was killed, and goes.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What lies beside a DuckDB file: its log, which is replayed onto whatever has the file's name, forms of it, and what did not fit in memory.
SIDECARS = re.compile(r"\.(wal|tmp)([.-].*)?")
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM, errno.EXDEV}


class Busy(Exception):
    """Another process holds the lock."""


@contextmanager
def alone(folder: Path, *, seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock of a folder, which the system releases when the process ends, however it ends; it leaves no file behind.

    Raises Busy when another holds it, after waiting so many seconds for it, and OSError for a folder that cannot be opened.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        ends_at = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= ends_at:
                    raise Busy(str(folder)) from error
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file through a hidden one beside it, so that nobody sees half of it."""
    fresh = hidden(path, "next")
    try:
        fresh.write_bytes(content)
        os.replace(fresh, path)
    except OSError:
        remove(fresh)
        raise


def point(link: Path, target: Path) -> None:
    """Make a link, or let one lead elsewhere, in one step. target: relative to the folder of the link."""
    fresh = hidden(link, "next")
    remove(fresh)
    fresh.symlink_to(target)
    os.replace(fresh, link)


def hidden(path: Path, ending: str) -> Path:
    """The hidden name beside a path."""
    return path.with_name(f".{path.name}.{ending}")


@contextmanager
def replaced(place: Path, *, family: str = "", names: str = ".+") -> Iterator[Path]:
    """Give a hidden folder beside a place, and exchange the two when the block ends well. The caller holds the lock of the parent.

    family: what our hidden names have before `next` and `old`; names: the pattern of places in this parent that are ours.
    """
    restore(place.parent, family=family, names=names)
    fresh, old = hidden(place, f"{family}next"), hidden(place, f"{family}old")
    fresh.mkdir()
    try:
        yield fresh
        if not place.exists():
            fresh.rename(place)
        elif not exchange(fresh, place):
            place.rename(old)
            fresh.rename(place)
    finally:
        restore(place.parent, family=family, names=names)


def restore(parent: Path, *, family: str = "", names: str = ".+") -> None:
    """Remove what killed runs left in a folder; a place whose new content had not yet come gets its old one back."""
    ours = re.compile(rf"\.(?P<name>{names})\.{re.escape(family)}(?P<ending>next|old)")
    for path in sorted(parent.iterdir()):
        if found := ours.fullmatch(path.name):
            place = parent / found["name"]
            if found["ending"] == "old" and not place.exists():
                path.rename(place)
            else:
                remove(path)


def exchange(one: Path, other: Path) -> bool:
    """Give each of two paths the other's name in one step, so that neither is ever absent. False where the system cannot."""
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    call.argtypes = [ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint]
    if call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(one))


def remove(path: Path) -> None:
    """Remove a file or a folder with all in it, if it is there; a link goes and what it points to stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sidecars(database: Path) -> list[Path]:
    """What lies beside a DuckDB file and would be taken for a part of it."""
    if not database.parent.is_dir():
        return []
    return sorted(
        path
        for path in database.parent.iterdir()
        if path.name.startswith(database.name) and SIDECARS.fullmatch(path.name[len(database.name) :])
    )
