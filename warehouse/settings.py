"""Settings from the environment, prefix OPENLAG_; the table in docs/settings.md lists each."""

import hashlib
import os
import platform
import re
import subprocess
import sysconfig
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from warehouse.printable import shown_address

PROJECT = Path(__file__).resolve().parents[1]
HUB_URL = "https://huggingface.co"
SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]+)?) ?([KMGT])(i?)B")
# More than any machine has; with what is added to it, it is still a number that the system takes.
MOST_BYTES = 10**18
# A whole build took between 60 and 120 MB of DuckDB's, beside what Python takes.
LEAST_MEMORY = 100 * 10**6
# Neither a login nor a query belongs into an address that stands on every page.
SITE = re.compile(r"https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%\-]*)*")
# Of what is read from somewhere. The site's has its own rule; the webhook's, which may need a query, is shown and kept nowhere.
SOURCE_ADDRESS = re.compile(r"OPENLAG_(?!SITE_|WEBHOOK_)[A-Z0-9_]+_URL|HF_ENDPOINT")
DASK = re.compile(r"[1-9][0-9]{0,2}|(tcp|tls)://[A-Za-z0-9.\-]+:[0-9]{1,5}")
# A host and a port. Where an address with @ has none, that is the end of a login, whose password may hold a slash.
SERVER = re.compile(r"(\[[^\]@]*\]|[^:@]*)(:[0-9]*)?")
CATALOGUE = "ducklake:"  # how the address of a history begins that is no folder
CGROUP, OWN_GROUP = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
# Of the index, for every figure that is published. Leaves 25 draws outside each end of a 90% interval.
N_DRAWS = 500
# Fewer have no end of a 90% interval, and more would not fit a machine.
DRAWS = range(20, 10_001)


class SettingError(Exception):
    """An environment variable holds a value that cannot be used. The message is one sentence."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A DuckLake catalogue in PostgreSQL, where several machines keep one history (warehouse/lake.py).

    files: a folder, or s3://bucket/folder. folder: of this machine, for what it works out of the history and can make again.
    """

    host: str
    port: int
    database: str
    user: str
    files: str
    folder: Path
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}/{self.database}"

    @property
    def is_s3(self) -> bool:
        return self.files.startswith("s3://")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how long a query may take.

    crawl: of listings of the whole Hub under way. history: of those that are whole. memory: what DuckDB may take in a build or over a
    listing, as it writes a size. dask: who writes the batches of a crawl (flows/cluster.py), or nothing. site_url: where the folder of the
    reports is served, or nothing.
    """

    landing: Path
    warehouse: Path
    reports: Path
    export: Path
    reference: Path
    cache: Path
    crawl: Path
    history: Path | Catalogue
    memory: str
    epoch_retrieved_on: date | None
    draws: int
    dask: str
    sql_seconds: float
    sql_memory: str
    sql_rows: int
    sql_size: str
    site_url: str

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder that is kept."""
        history = self.history.folder if isinstance(self.history, Catalogue) else self.history
        return self.landing, self.reference, self.reports, self.export, self.cache, self.crawl, history


def read_settings() -> Settings:
    """Settings as the environment says now. Raises SettingError naming the variable and its value."""
    for name in sorted(filter(SOURCE_ADDRESS.fullmatch, os.environ)):
        _source_address(name)
    base = _home()
    return Settings(
        landing=base / "landing" if base else PROJECT / "warehouse" / "landing",
        warehouse=base / "openlag.duckdb" if base else PROJECT / "warehouse" / "openlag.duckdb",
        reports=base / "reports" if base else PROJECT / "reports",
        export=base / "export" if base else PROJECT / "reports" / "export",
        reference=PROJECT / "warehouse" / "reference",
        cache=base / "cache" if base else PROJECT / "warehouse" / ".http_cache",
        crawl=base / "crawl" if base else PROJECT / "warehouse" / "crawl",
        history=_history(base),
        memory=_memory("OPENLAG_MEMORY"),
        epoch_retrieved_on=_day("OPENLAG_EPOCH_DATE"),
        draws=_draws("OPENLAG_DRAWS", N_DRAWS),
        dask=_dask("OPENLAG_DASK"),
        sql_seconds=_positive("OPENLAG_SQL_SECONDS", 30.0),
        sql_memory=_size("OPENLAG_SQL_MEMORY", "1GB"),
        sql_rows=int(_positive("OPENLAG_SQL_ROWS", 1_000_000, "a positive number of rows")),
        sql_size=_size("OPENLAG_SQL_SIZE", "500MB"),
        site_url=_site("OPENLAG_SITE_URL"),
    )


@cache
def code_version() -> str:
    """The commit of the code, with a mark when files were changed since; "unknown" outside a git checkout."""
    git = ["git", "-C", str(PROJECT), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        return subprocess.run(git, capture_output=True, text=True, check=True, timeout=10).stdout.strip()  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return "unknown"


@cache
def checkout() -> tuple[Path, ...]:
    """The files and folders at the top of the checkout, without what somebody put beside them; nothing outside a git checkout."""
    git = ["git", "-C", str(PROJECT), "ls-tree", "--name-only", "-z", "HEAD"]
    try:
        names = subprocess.run(git, capture_output=True, text=True, check=True, timeout=10).stdout.split("\0")  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(PROJECT / name for name in (*filter(None, names), ".git", ".venv"))


@cache
def code_sum(patterns: tuple[str, ...]) -> str:
    """The SHA-256 of the files of the checkout that these patterns find, with their names."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in PROJECT.glob(pattern)}):
        digest.update(f"{path.relative_to(PROJECT).as_posix()} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def libraries() -> str:
    """The SHA-256 of Python's version and of the names, which hold the versions, of all that is installed beside it."""
    places = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    names = sorted({path.name for place in places for path in place.glob("*.dist-info")})
    return hashlib.sha256("\n".join([platform.python_version(), *names]).encode()).hexdigest()


def hub_url() -> str:
    """The address of the Hub, as huggingface_hub reads it."""
    return (_source_address("HF_ENDPOINT") or HUB_URL).rstrip("/")


def address(variable: str, usual: str) -> str:
    """Where a source lies: as the variable says, else where it usually does, without a scheme a path on the Hub."""
    there = usual if "://" in usual else f"{hub_url()}/{usual}"
    return (_source_address(variable) or there).rstrip("/")


def machine_memory() -> int:
    """Bytes that this process may fill: those of the machine, or fewer where a control group allows fewer."""
    found = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    try:
        own = [line.split(":", 2) for line in OWN_GROUP.read_text(encoding="ascii").splitlines()]
        groups = [
            (CGROUP / ("memory" if name else "") / path.lstrip("/")) for _, name, path in own if name in ("", "memory")
        ]
    except (OSError, ValueError):  # no Linux
        return found[0]
    for group in groups:
        # Within a container the path is that of outside, and its own group is the root that it sees.
        for folder in (group, *group.parents):
            for file in ("memory.max", "memory.limit_in_bytes"):
                if folder.is_relative_to(CGROUP) and (limit := _number(folder / file)):
                    found.append(limit)
    return min(found)


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):  # there is none, or it says max
        return None


def _home() -> Path | None:
    return _folder("OPENLAG_HOME")


def _history(base: Path | None) -> Path | Catalogue:
    text = os.environ.get("OPENLAG_HISTORY") or ""
    own = base / "history" if base else PROJECT / "warehouse" / "history_data"
    return read_catalogue(text, own) if text.startswith(CATALOGUE) else _folder("OPENLAG_HISTORY") or own


def read_catalogue(text: str, folder: Path) -> Catalogue:
    """The catalogue that an address names. Raises SettingError without the value, which may hold a password."""
    malformed = SettingError(
        f"OPENLAG_HISTORY is not the address of a catalogue; write it as {CATALOGUE}postgresql://USER@HOST:5432/DATABASE?files=/A/FOLDER, "
        "or with files=s3://BUCKET/FOLDER."
    )
    try:
        parts = urlsplit(text.removeprefix(CATALOGUE))
        given = parse_qs(parts.query, strict_parsing=True)
        port = parts.port or 5432
    except ValueError:
        raise malformed from None
    files, database = given.pop("files", [""])[-1], unquote(parts.path.removeprefix("/"))
    if given or parts.fragment or not _is_whole(parts, database, files):
        raise malformed
    host, user, password = (unquote(part or "") for part in (parts.hostname, parts.username, parts.password))
    return Catalogue(host, port, database, user, files if files.endswith("/") else f"{files}/", folder, password)


def _is_whole(parts: SplitResult, database: str, files: str) -> bool:
    is_place = files.startswith("/") or re.fullmatch(r"s3://[a-z0-9.\-]+(/.*)?", files) is not None
    is_named = bool(parts.hostname and parts.username and database) and "/" not in database
    return parts.scheme in ("postgresql", "postgres") and is_named and is_place and files.isprintable()


def _folder(name: str) -> Path | None:
    text = os.environ.get(name)
    if not text:
        return None
    if "://" in text:  # as a path it would be made, and shown with whatever login stands in it
        raise SettingError(
            f"{name}={shown_address(text)!r} is an address and no folder; name a folder of this machine."
        )
    try:
        return Path(text).expanduser().resolve()
    except (OSError, RuntimeError) as error:  # nobody of that name, or a circle of links
        raise SettingError(f"{name}={text!r} leads nowhere ({error}); name another folder.") from error


def _day(name: str) -> date | None:
    text = os.environ.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingError(f"{name}={text!r} is not a day; write it as 2026-08-11.") from error


def _source_address(name: str) -> str:
    """The address in a variable, "" where there is none. Raises SettingError for one that may hold a secret, which is not shown."""
    text = os.environ.get(name) or ""
    server = re.split(r"[/\\]", text.partition("://")[2] or text, maxsplit=1)[0]
    has_login = "@" in text and not SERVER.fullmatch(server)
    if has_login or "?" in text or "#" in text:
        usual = HUB_URL if name == "HF_ENDPOINT" else "https://example.org/data"
        other = "" if name == "HF_ENDPOINT" else ", or fetch the files yourself and name them as file:///folder"
        raise SettingError(
            f"{name}={shown_address(text)!r} is refused, since an address is published with what is read there: it must have no login, "
            f"query (?) or fragment (#); write it as {usual}{other}."
        )
    return text


def _site(name: str) -> str:
    text = os.environ.get(name) or ""
    if text and not SITE.fullmatch(text):
        raise SettingError(
            f"{name}={shown_address(text)!r} is not an http or https address without a login or query; write it as "
            "https://example.org/reports."
        )
    return text.rstrip("/")


def _dask(name: str) -> str:
    text = os.environ.get(name) or ""
    if text and not DASK.fullmatch(text):
        raise SettingError(
            f"{name}={shown_address(text)!r} is no scheduler's address, such as tcp://10.0.0.5:8786, and no number of processes, such as 2."
        )
    return text


def _draws(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", text) or int(text) not in DRAWS:
        raise SettingError(
            f"{name}={text[:40]!r} is not a number of draws; write one from {DRAWS[0]:,} to {DRAWS[-1]:,}."
        )
    return int(text)


def bytes_of(size: str) -> int:
    """The bytes of a size as DuckDB writes it, such as 1GB or 512MiB."""
    found = SIZE.fullmatch(size)
    assert found is not None
    return int(float(found[1]) * (1024 if found[3] else 1000) ** ("KMGT".index(found[2]) + 1))


def _size(name: str, default: str) -> str:
    text = os.environ.get(name) or default
    if not SIZE.fullmatch(text) or not 0 < bytes_of(text) <= MOST_BYTES:
        raise SettingError(f"{name}={text!r} is not a size; write it as 1GB or 512MB.")
    return text


def _memory(name: str) -> str:
    text = _size(name, f"{machine_memory() // 2 // 10**6}MB")
    if os.environ.get(name) and bytes_of(text) < LEAST_MEMORY:
        raise SettingError(
            f"{name}={text!r} is too little: no build comes through with less than {LEAST_MEMORY // 10**6}MB. Allow 1GB, or unset it."
        )
    return text


def _positive(name: str, default: float, what: str = "a positive number of seconds") -> float:
    text = os.environ.get(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 1e9:
        raise SettingError(f"{name}={text!r} is not {what}.")
    return number
