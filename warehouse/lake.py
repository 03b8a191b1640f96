"""A DuckLake catalogue in PostgreSQL, where several machines keep one history; its files lie in a folder that all see, or in an S3 store.

DuckDB's own extensions do all of it; the extra `scale` brings them as packages, and nothing is fetched at run time. Writers take no lock:
of two that changed the same rows, the later one is refused by the catalogue and tries again on what the earlier one left.

The address is a secret as far as its password goes. It reaches DuckDB as a secret of the connection, which no message shows, and so does
the key of the store, which is read from the usual AWS_* variables. A password from PGPASSWORD or ~/.pgpass never passes through here.
"""

import importlib.util
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import duckdb

from warehouse.settings import SettingError

SETTING = "OPENLAG_HISTORY"
PREFIX = "ducklake:"
FORM = f"{PREFIX}postgresql://USER@HOST:5432/DATABASE?files=/a/folder/all/see (or s3://BUCKET/FOLDER)"
NAME = "lake"  # of the catalogue in every connection that it is attached to
EXTENSIONS = ("ducklake", "postgres_scanner")
S3_EXTENSION = "httpfs"
# Of the catalogue's refusals, those that pass when tried again: another writer was first, or made the catalogue's tables just now.
_PASSING = re.compile(r"conflict|duplicate key|could not serialize|already exists|deadlock", re.IGNORECASE)
TRIES = 20
WAIT_SECONDS = 0.1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a catalogue and its files are. files: a folder, or s3://bucket/folder."""

    host: str
    port: int
    database: str
    user: str
    files: str
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.host}:{self.port}/{self.database}"

    @property
    def is_s3(self) -> bool:
        return self.files.startswith("s3://")


class LakeError(Exception):
    """The catalogue or its files cannot be used. The message is one sentence and names no login."""


def read_address(text: str) -> Address:
    """The catalogue that OPENLAG_HISTORY names. Raises SettingError, without the value: it may hold a password."""
    try:
        parts = urlsplit(text.removeprefix(PREFIX))
        given = parse_qs(parts.query, strict_parsing=True)
        port = parts.port or 5432
    except ValueError:
        raise _malformed() from None
    files = given.pop("files", [""])[-1]
    database = unquote(parts.path.removeprefix("/"))
    if given or parts.fragment or not _is_whole(parts, database, files):
        raise _malformed()
    ended = files if files.endswith("/") else f"{files}/"
    return Address(
        str(parts.hostname), port, database, unquote(parts.username or ""), ended, unquote(parts.password or "")
    )


def _is_whole(parts: SplitResult, database: str, files: str) -> bool:
    is_place = files.startswith("/") or re.fullmatch(r"s3://[a-z0-9.\-]+(/.*)?", files) is not None
    is_named = bool(parts.hostname and parts.username and database) and "/" not in database
    return parts.scheme in ("postgresql", "postgres") and is_named and is_place and files.isprintable()


def _malformed() -> SettingError:
    return SettingError(f"{SETTING} is not the address of a catalogue; write it as {FORM}.")


def attach(connection: duckdb.DuckDBPyConnection, address: Address) -> None:
    """Attach the catalogue as `lake`, making it if it is not there. Raises LakeError, or SettingError for a store without a key."""
    for name in (*EXTENSIONS, S3_EXTENSION) if address.is_s3 else EXTENSIONS:
        connection.execute(f"load {_text(str(_extension(name)))}")
    _add_secret(connection, "lake_catalogue", "postgres", {
        "host": address.host, "port": str(address.port), "database": address.database,
        "user": address.user, "password": address.password,
    })  # fmt: skip
    if address.is_s3:
        _add_secret(connection, "lake_files", "s3", _store())
    sql = f"attach 'ducklake:postgres:' as {NAME} (data_path {_text(address.files)}, meta_secret lake_catalogue)"
    try:
        _until_first(lambda: connection.execute(sql))
    except duckdb.Error as error:
        raise LakeError(_why(error, address)) from None


def in_transaction(connection: duckdb.DuckDBPyConnection, work: Callable[[], T]) -> T:
    """Do the work in one transaction, and again from its start where another writer's came first. Raises duckdb.Error for all else."""

    def once() -> T:
        connection.begin()
        try:
            done = work()
            connection.commit()
            return done
        except BaseException:
            _roll_back(connection)
            raise

    return _until_first(once)


def _until_first(work: Callable[[], T]) -> T:
    for number in range(1, TRIES + 1):
        try:
            return work()
        except duckdb.Error as error:
            if number == TRIES or _PASSING.search(str(error)) is None:
                raise
        time.sleep(WAIT_SECONDS * number)
    raise AssertionError  # the last try returns or raises


def _roll_back(connection: duckdb.DuckDBPyConnection) -> None:
    try:
        connection.rollback()
    except duckdb.Error:  # a commit that failed has ended the transaction
        return


def _extension(name: str) -> Path:
    """The file of an extension that fits this DuckDB. Raises LakeError where the extra is not installed."""
    found = importlib.util.find_spec(f"duckdb_extension_{name}")
    if found is not None and found.origin is not None:
        path = Path(found.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
        if path.is_file():
            return path
    raise LakeError(
        f"{SETTING} names a catalogue, for which DuckDB {duckdb.__version__} needs its extension {name}: "
        "`uv sync --extra scale` installs it."
    )


def _store() -> dict[str, str]:
    """How the S3 store is reached, from the variables that its other clients read. Raises SettingError where there is no key."""
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not key or not secret:
        raise SettingError(f"{SETTING} names files in an S3 store; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    found = {
        "key_id": key,
        "secret": secret,
        "region": region,
        "session_token": os.environ.get("AWS_SESSION_TOKEN", ""),
    }
    own = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if own:
        parts = urlsplit(own)
        found |= {"endpoint": parts.netloc, "use_ssl": str(parts.scheme == "https").lower(), "url_style": "path"}
    return found


def _add_secret(connection: duckdb.DuckDBPyConnection, name: str, kind: str, given: dict[str, str]) -> None:
    values = ", ".join(f"{key} {_text(value)}" for key, value in given.items() if value)
    try:
        connection.execute(f"create or replace temporary secret {name} (type {kind}, {values})")
    except duckdb.Error:  # whose message repeats what was written
        raise LakeError(f"DuckDB refuses the secret of type {kind}; check {SETTING} and the AWS_ variables.") from None


def _why(error: duckdb.Error, address: Address) -> str:
    said = " ".join(str(error).split())
    if "does not match existing data path" in said:
        return (
            f"The catalogue at {address} has its files elsewhere than {SETTING} says; name the folder it was made with."
        )
    cause = said.rpartition("FATAL:")[2].strip() if "FATAL:" in said else said.rpartition("failed:")[2].strip()
    return (
        f"The catalogue at {address} cannot be opened ({cause[:300]}); check {SETTING}, and that PostgreSQL runs there."
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
