"""The sums of a week as it was written, beside its folder: by them a week is known again, and what was changed since is not believed.

`weekly/<week>.sha256` has the form that `sha256sum --check` reads; its first line, a comment there, says what the week was made from.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from warehouse import files

MadeFrom = Mapping[str, object]


def record_of(folder: Path) -> Path:
    """Where the sums of a week lie."""
    return folder.with_name(f"{folder.name}.sha256")


def record(folder: Path, made_from: MadeFrom) -> str:
    """What the sums of a week are now, as a text."""
    sums = (_line(path, f"{folder.name}/{name}") for name, path in _files(folder).items())
    return "\n".join([f"# {json.dumps(made_from, sort_keys=True)}", *sums, ""])


def remember(folder: Path, made_from: MadeFrom) -> None:
    """Write down what a week was made from, and the sums of its files. Raises: OSError."""
    files.write_whole(record_of(folder), record(folder, made_from).encode())


def announce(folder: Path, fresh: Path, name: str) -> None:
    """Write down the sum of a file that is about to come, beside that of the one in its place. Raises: OSError.

    Whoever kills the run leaves the old week or the new one, and either fits. Without a record there is nothing that it would not fit.
    """
    if record_of(folder).exists():
        known = record_of(folder).read_bytes()
        files.write_whole(record_of(folder), known + f"{_line(fresh / name, f'{folder.name}/{name}')}\n".encode())


def read_sums(folder: Path) -> dict[str, set[str]] | None:
    """The sums that a file of a week may have, by its name in the folder; None for a week from before sums were kept.

    Raises: OSError or ValueError where they cannot be read.
    """
    try:
        lines = record_of(folder).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    known: dict[str, set[str]] = {}
    for line in lines:
        if not line.startswith("#"):
            digest, _, name = line.partition(f"  {folder.name}/")
            known.setdefault(name, set()).add(digest)
    return known


def sum_of(content: bytes) -> str:
    """The sum of what was read."""
    return hashlib.sha256(content).hexdigest()


def find_unlike(folder: Path) -> list[str]:
    """The files of a week that are not as they were written, are gone or were added; none of a week without sums.

    Raises: OSError or ValueError where files or sums cannot be read.
    """
    known, found = read_sums(folder), _files(folder)
    if known is None:
        return []
    unlike = {name for name, path in found.items() if files.sum_of(path) not in known.get(name, ())}
    return sorted(unlike | (known.keys() - found.keys()))


def _files(folder: Path) -> dict[str, Path]:
    paths = sorted(path for path in folder.rglob("*") if not path.is_dir())
    return {path.relative_to(folder).as_posix(): path for path in paths}


def _line(path: Path, name: str) -> str:
    return f"{files.sum_of(path)}  {name}"
