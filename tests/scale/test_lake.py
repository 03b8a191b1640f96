"""A DuckLake catalogue in a real PostgreSQL, files in a folder and in S3: two writers at once lose nothing, and nothing tells a login."""

import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from tests.scale.servers import HOST, Postgres, free_port
from warehouse import lake
from warehouse.settings import SettingError, read_catalogue

WRITERS, COMMITS = 2, 10
OWN = Path("/own")


@pytest.fixture
def address(postgres: Postgres, tmp_path: Path) -> str:
    """An empty catalogue with its files in a folder."""
    return f"ducklake:{postgres.url(postgres.create(), with_password=True)}?files={tmp_path / 'files'}"


def write(address: str, name: str) -> None:
    """Add rows in many commits, each of which counts itself in a row that every writer changes."""
    with duckdb.connect() as connection:
        lake.attach(connection, read_catalogue(address, OWN))

        def make() -> None:
            connection.execute("create table if not exists lake.counter (n bigint)")
            connection.execute("create table if not exists lake.added (writer varchar, commit bigint, n bigint)")
            if connection.execute("select count(*) from lake.counter").fetchall() == [(0,)]:
                connection.execute("insert into lake.counter values (0)")

        def add(commit: int) -> None:
            connection.execute("update lake.counter set n = n + 1")
            connection.execute("insert into lake.added select ?, ?, n from range(1000) each(n)", [name, commit])

        lake.in_transaction(connection, make)
        for commit in range(COMMITS):
            lake.in_transaction(connection, lambda commit=commit: add(commit))


def both(work: Callable[..., None], *arguments: tuple[str, ...]) -> list[int]:
    """The exit codes of processes that begin together."""
    spawn = multiprocessing.get_context("spawn")
    started = [spawn.Process(target=work, args=each) for each in arguments]
    for process in started:
        process.start()
    for process in started:
        process.join(120)
    return [process.exitcode or 0 for process in started]


@pytest.mark.long
def test_two_writers_who_make_the_catalogue_at_once_and_change_one_row_lose_nothing(address):
    assert both(write, *((address, f"writer {number}") for number in range(WRITERS))) == [0] * WRITERS
    with duckdb.connect() as connection:
        lake.attach(connection, read_catalogue(address, OWN))
        assert connection.execute("from lake.counter").fetchall() == [(WRITERS * COMMITS,)]
        rows = connection.execute(
            "select writer, count(*), count(distinct commit), sum(n) from lake.added group by 1 order by 1"
        )
        assert rows.fetchall() == [
            (f"writer {number}", COMMITS * 1000, COMMITS, COMMITS * 499_500) for number in range(WRITERS)
        ]


@pytest.mark.long
def test_files_lie_in_an_s3_store_that_the_usual_variables_name(postgres, s3_environment, monkeypatch):
    for name, value in s3_environment.items():
        monkeypatch.setenv(name, value)
    address = read_catalogue(
        f"ducklake:{postgres.url(postgres.create(), with_password=True)}?files=s3://openlag/history", OWN
    )
    with duckdb.connect() as connection:
        lake.attach(connection, address)
        connection.execute("create table lake.numbers as select n from range(100_000) each(n)")
        assert connection.execute("select sum(n) from lake.numbers").fetchall() == [(4_999_950_000,)]
        files = connection.execute("select data_file from ducklake_list_files('lake', 'numbers')").fetchall()
        assert files and all(path.startswith("s3://openlag/history/main/numbers/") for (path,) in files)
        secrets = str(
            connection.execute("from duckdb_secrets()").fetchall()
            + connection.execute("from duckdb_databases()").fetchall()
        )
        assert address.password not in secrets and s3_environment["AWS_SECRET_ACCESS_KEY"] not in secrets


LONG = pytest.mark.long


@pytest.mark.parametrize(
    "fault", ["password", *(pytest.param(name, marks=LONG) for name in ("port", "database", "files"))]
)
def test_what_cannot_be_opened_is_said_in_a_sentence_without_the_login(address, fault):
    with duckdb.connect() as connection:
        lake.attach(connection, read_catalogue(address, OWN))
    right = read_catalogue(address, OWN)
    wrong = {
        "password": address.replace(right.password, "swordfish'--"),
        "port": address.replace(str(right.port), str(free_port())),
        "database": address.replace(right.database, "nowhere"),
        "files": f"{address}/elsewhere",
    }[fault]
    with duckdb.connect() as connection, pytest.raises(lake.LakeError) as raised:
        lake.attach(connection, read_catalogue(wrong, OWN))
    said = str(raised.value)
    assert said.startswith("The catalogue at 127.0.0.1:") and "OPENLAG_HISTORY" in said and "\n" not in said
    assert right.password not in said and "swordfish" not in said


def test_the_password_may_come_from_the_environment(postgres, tmp_path, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    with duckdb.connect() as connection:
        lake.attach(connection, read_catalogue(f"ducklake:{postgres.url(postgres.create())}?files={tmp_path}", OWN))
        assert connection.execute("select 1 from duckdb_databases() where database_name = 'lake'").fetchall() == [(1,)]


def test_a_store_without_a_key_is_named(postgres, monkeypatch):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    address = read_catalogue(f"ducklake:postgresql://openlag@{HOST}:{postgres.port}/x?files=s3://openlag/", OWN)
    with (
        duckdb.connect() as connection,
        pytest.raises(SettingError, match="set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    ):
        lake.attach(connection, address)
