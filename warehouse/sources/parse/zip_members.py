"""The CSV members of a zip archive or of the folder it was unpacked into, read into memory and never onto the disk.

An archive that says one thing and could mean another is refused whole: names that climb, absolute names, links, encryption, two members
of one name, more members or more bytes than such an archive has, and any packing but stored and deflate, whose reader alone stops at a
limit. Sizes are counted while reading, since a header may lie. What systems leave beside a person's files is no part of an archive.
"""

import io
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from warehouse.landing import SourceError
from warehouse.sources.net.one_file import read_file

MOST_MEMBERS = 1_000
MOST_MEMBER_BYTES = 20_000_000
MOST_BYTES = 100_000_000
SUFFIX = ".csv"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LITTER = (
    "__macosx",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "$recycle.bin",
)  # and whatever is hidden: .DS_Store, ._quiz.csv


def read_zip(raw: bytes, file_name: str) -> dict[str, bytes]:
    """Member name -> content, of the members that are CSV. Raises SourceError."""
    if (
        raw.count(b"PK\1\2") > MOST_MEMBERS
    ):  # the head of each entry in the list of members, which the library reads whole
        raise SourceError(f"{file_name}: the archive has more than {MOST_MEMBERS:,} members; it is not read.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [member for member in archive.infolist() if not _is_litter(member.filename)]
            _require_harmless(members, file_name)
            contents: dict[str, bytes] = {}
            for member in members:
                if member.filename.lower().endswith(SUFFIX):
                    contents[member.filename] = _read_member(archive, member, file_name)
                    _require_total(sum(map(len, contents.values())), file_name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise SourceError(f"{file_name}: the archive is damaged or cut off ({error}); fetch it again.") from error
    return _without_common_folder(contents)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Name below the folder -> content, of its CSV files and those one folder down. Raises SourceError."""
    contents: dict[str, bytes] = {}
    try:
        found = sorted([*folder.glob(f"*{SUFFIX}"), *folder.glob(f"*/*{SUFFIX}")])
        paths = [path for path in found if not _is_litter(path.relative_to(folder).as_posix())]
    except OSError as error:
        raise SourceError(f"{folder}: the folder cannot be read ({error.strerror}).") from error
    if len(paths) > MOST_MEMBERS:
        raise SourceError(f"{folder}: it has more than {MOST_MEMBERS:,} files; is this the folder of the archive?")
    for path in paths:
        contents[path.relative_to(folder).as_posix()] = read_file(path)
        _require_total(sum(map(len, contents.values())), str(folder))
    return contents


def _is_litter(name: str) -> bool:
    parts = name.lower().split("/")
    if ".." in parts or "\\" in name:  # to be refused, and not to be read over
        return False
    return any(part in LITTER or part.startswith("~$") or (part.startswith(".") and part != ".") for part in parts)


def _require_harmless(members: list[zipfile.ZipInfo], file_name: str) -> None:
    seen: set[str] = set()
    for member in members:
        fault = _fault(member)
        if fault is None and member.filename.casefold() in seen:
            fault = "stands twice in it"
        if fault:
            raise SourceError(
                f"{file_name}: the archive is not read, because its member {member.orig_filename!r} {fault}."
            )
        seen.add(member.filename.casefold())
    _require_total(sum(member.file_size for member in members), file_name)


def _fault(member: zipfile.ZipInfo) -> str | None:
    # orig_filename is the name as it stands there; filename is cut at a NUL and has the system's separators replaced.
    name = member.orig_filename
    path = PurePosixPath(name)
    if "\\" in name or not name.isprintable():
        return "has a backslash or a character in its name that cannot be printed"
    if path.is_absolute() or ":" in name:
        return "has an absolute name"
    if ".." in path.parts:
        return "has a name that climbs out of the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link"
    if member.flag_bits & 0x1:
        return "is encrypted"
    if member.compress_type not in METHODS:
        return f"is packed by method {member.compress_type} and not by deflate (8)"
    if member.file_size > MOST_MEMBER_BYTES:
        return f"is larger than {MOST_MEMBER_BYTES:,} bytes"
    return None


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file_name: str) -> bytes:
    with archive.open(member) as stream:
        content = stream.read(MOST_MEMBER_BYTES + 1)
    if len(content) != member.file_size:
        raise zipfile.BadZipFile(f"{member.filename!r} has {len(content):,} bytes and not {member.file_size:,}")
    return content


def _require_total(size: int, file_name: str) -> None:
    if size > MOST_BYTES:
        raise SourceError(f"{file_name}: unpacked it is larger than {MOST_BYTES:,} bytes; it is not read.")


def _without_common_folder(contents: dict[str, bytes]) -> dict[str, bytes]:
    """Names as seen from the folder that holds everything, if one does: an archive may be made of a folder or of its files."""
    while True:
        folders = {name.rpartition("/")[0].partition("/")[0] for name in contents}
        if len(folders) != 1 or folders == {""}:
            return contents
        contents = {name.partition("/")[2]: content for name, content in contents.items()}
