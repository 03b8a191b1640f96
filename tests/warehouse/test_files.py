"""Folders and files put in place whole: never absent, never half, and nothing left of a run that was killed."""

import ctypes
import errno
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from reports.query import ReportError
from reports.weeks import replace_week
from warehouse import files


def make(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "file").write_text(text, encoding="utf-8")
    return folder


def put(place: Path, text: str, **ours: str) -> None:
    with files.replaced(place, **ours) as fresh:
        (fresh / "file").write_text(text, encoding="utf-8")


def test_two_folders_exchange_their_names_in_one_step(tmp_path):
    one, other = make(tmp_path / "one", "1"), make(tmp_path / "other", "2")
    assert files.exchange(one, other)
    assert [(folder / "file").read_text() for folder in (one, other)] == ["2", "1"]
    with pytest.raises(FileNotFoundError):
        files.exchange(one, tmp_path / "nowhere")


def test_a_folder_that_is_replaced_is_never_absent(tmp_path, monkeypatch):
    """Between two renames there was a moment without the report of the week."""
    place = make(tmp_path / "place", "old")
    monkeypatch.setattr(Path, "rename", lambda *_: pytest.fail("a rename leaves a moment with nothing in the place"))
    put(place, "new")
    assert (place / "file").read_text() == "new" and list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, None])
def test_where_the_system_cannot_exchange_the_old_one_is_put_back_if_the_new_one_does_not_come(
    tmp_path, monkeypatch, number
):
    place, rename = make(tmp_path / "place", "old"), Path.rename

    def cannot(*_: object) -> int:
        ctypes.set_errno(number)
        return -1

    library = SimpleNamespace() if number is None else SimpleNamespace(renameat2=cannot)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: library)
    put(place, "new")
    assert (place / "file").read_text() == "new"

    def refuse(path: Path, target: Path) -> Path:
        if path.name.endswith(".next"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="No space left"):
        put(place, "newer")
    assert (place / "file").read_text() == "new" and list(tmp_path.iterdir()) == [place]


def test_what_a_killed_run_left_goes_with_the_next_and_only_our_own_names_do(tmp_path):
    place = make(tmp_path / "2026-W33", "old")
    for name in (".2026-W30.next", ".2026-W33.next", ".2026-W33.old", ".2026-W31.old", ".notes.old", "2026-W32.next"):
        make(tmp_path / name, name)
    put(place, "new", names=r"\d{4}-W\d\d")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".notes.old", "2026-W31", "2026-W32.next", "2026-W33"]
    assert (tmp_path / "2026-W31" / "file").read_text() == ".2026-W31.old"


def fill_the_disk(weekly: Path) -> None:
    with replace_week(weekly, "2026-W33") as fresh:
        (fresh / "file").write_text("half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(fresh))


def test_a_report_that_cannot_be_written_leaves_the_old_one_and_no_hidden_folder(tmp_path):
    put(tmp_path / "2026-W33", "old")
    with pytest.raises(ReportError, match="no space left on device"):
        fill_the_disk(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["2026-W33"]
    assert (tmp_path / "2026-W33" / "file").read_text() == "old"


def test_two_reports_at_once_are_refused_in_words(tmp_path):
    with files.alone(tmp_path), pytest.raises(ReportError, match="another report is being written here"):
        fill_the_disk(tmp_path)


def test_a_lock_ends_with_its_process_however_it_ends(tmp_path):
    script = (
        "import os; from pathlib import Path; from warehouse.files import alone\n"
        f"with alone(Path({str(tmp_path)!r})): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[2])
    with files.alone(tmp_path), pytest.raises(files.Busy), files.alone(tmp_path, seconds=0.05):
        pass


def test_a_link_is_removed_and_what_it_points_to_stays(tmp_path):
    kept = make(tmp_path / "kept", "mine")
    (tmp_path / "link").symlink_to(kept)
    files.remove(tmp_path / "link")
    assert (kept / "file").exists() and not (tmp_path / "link").exists()


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path, monkeypatch):
    place = tmp_path / "file"
    files.write_whole(place, b"old")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        files.write_whole(place, b"new")
    assert place.read_bytes() == b"old" and list(tmp_path.iterdir()) == [place]
