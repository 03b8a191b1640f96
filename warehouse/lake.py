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
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import duckdb

from warehouse.landing import SourceError
from warehouse.settings import Catalogue, SettingError
from warehouse.sql_text import quoted

SETTING = "OPENLAG_HISTORY"
NAME = "lake"  # of the catalogue in every connection that it is attached to
EXTENSIONS = ("ducklake", "postgres_scanner")
S3_EXTENSION = "httpfs"
# Of the catalogue's refusals, those that pass when tried again: another writer was first, or made the catalogue's tables just now.
_PASSING = re.compile(r"conflict|duplicate key|could not serialize|already exists|deadlock", re.IGNORECASE)
TRIES = 20
WAIT_SECONDS = 0.1

T = TypeVar("T")


class LakeError(SourceError):
    """The catalogue or its files cannot be used. The message is one sentence and names no login."""


def attach(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Attach the catalogue as `lake`, making it if it is not there. Raises LakeError, or SettingError for a store without a key."""
    for name in (*EXTENSIONS, S3_EXTENSION) if catalogue.is_s3 else EXTENSIONS:
        connection.execute(f"load {quoted(_extension(name))}")
    _add_secret(connection, "lake_catalogue", "postgres", {
        "host": catalogue.host, "port": str(catalogue.port), "database": catalogue.database,
        "user": catalogue.user, "password": catalogue.password,
    })  # fmt: skip
    if catalogue.is_s3:
        _add_secret(connection, "lake_files", "s3", _store())
    sql = f"attach 'ducklake:postgres:' as {NAME} (data_path {quoted(catalogue.files)}, meta_secret lake_catalogue)"
    try:
        _until_first(lambda: connection.execute(sql))
    except duckdb.Error as error:
        raise LakeError(_why(error, catalogue)) from None


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
    values = ", ".join(f"{key} {quoted(value)}" for key, value in given.items() if value)
    try:
        connection.execute(f"create or replace temporary secret {name} (type {kind}, {values})")
    except duckdb.Error:  # whose message repeats what was written
        raise LakeError(f"DuckDB refuses the secret of type {kind}; check {SETTING} and the AWS_ variables.") from None


def _why(error: duckdb.Error, catalogue: Catalogue) -> str:
    said = " ".join(str(error).split())
    if "does not match existing data path" in said:
        return f"The catalogue at {catalogue} has its files elsewhere than {SETTING} says; name the folder it was made with."
    cause = said.rpartition("FATAL:")[2].strip() if "FATAL:" in said else said.rpartition("failed:")[2].strip()
    return f"The catalogue at {catalogue} cannot be opened ({cause[:300]}); check {SETTING}, and that PostgreSQL runs there."
