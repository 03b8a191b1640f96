"""`openlag sql`: what reaches a terminal, a program or a file, what is never written, and which libraries are waited for."""

import io
import os
import pty
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from cli import output
from cli.app import app
from warehouse.read.ask import WarehouseError
from warehouse.read.connect import SCHEMA_VERSION
from warehouse.settings import PROJECT, read_settings

HOSTILE = "select chr(27) || '[31m' as a, chr(155) || 'x' as c1, chr(8238) || 'x' as bidi, 'naïve' as ok"
# What a query does without; each takes longer to import than the query to run.
HEAVY = {
    "altair", "httpx", "httpx2", "huggingface_hub", "numpy", "pandas", "polars", "prefect", "pyarrow", "pydantic", "scipy",
    "importlib.metadata",
}  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with a warehouse of one table."""
    with duckdb.connect(str(tmp_path / "openlag.duckdb")) as connection:
        connection.execute(
            "create schema raw; create table raw.warehouse as select ? as schema_version", [SCHEMA_VERSION]
        )
    monkeypatch.setenv("OPENLAG_HOME", str(tmp_path))
    return tmp_path


def sql(*arguments: str):
    return CliRunner().invoke(app, ["sql", *arguments])


def loaded(*arguments: str, module: str = "cli.main") -> set[str]:
    """The modules that a command loads in its own process."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", module, *arguments], capture_output=True, text=True, cwd=PROJECT
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.split("|")[2].strip() for line in lines}


def test_help_loads_no_library_but_that_of_the_command_line():
    modules = loaded("--help")
    assert "typer" in modules and modules & (HEAVY | {"duckdb", "rich.console"}) == set()


def test_a_query_loads_duckdb_in_its_own_process_and_nothing_else_that_is_heavy(home):
    modules = loaded("sql", "select 1")
    assert "typer" in modules and modules & (HEAVY | {"duckdb"}) == set()
    assert "rich.console" not in loaded("sql", "select 1", "--format", "csv")
    answering = loaded(module="warehouse.read.answer")  # it is asked nothing, and has loaded what it needs
    assert (
        "duckdb" in answering and answering & (HEAVY - {"importlib.metadata"}) == set()
    )  # DuckDB asks for its own version


def test_a_table_shows_no_sign_that_could_rewrite_a_terminal(home):
    shown = sql(HOSTILE).stdout
    assert "\ufffd[31m" in shown and "naïve" in shown
    assert all(sign.isprintable() or sign == "\n" for sign in shown)


@pytest.mark.parametrize("format", ["csv", "json", "table"])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_a_terminal_of_any_encoding_shows_every_format_harmlessly(tmp_path, format, encoding, monkeypatch):
    """The answer is given, so that no process is started; the terminal is real."""
    master, slave = pty.openpty()
    answer = tmp_path / "answer"
    if format == "table":
        answer.write_text('[["a", false]]\n["\\u001b[31m\\u009b naïve 模型"]\n', encoding="utf-8")
    else:
        answer.write_bytes("a\r\n\x1b[31m\x9b naïve 模型\r\n".encode())
    with os.fdopen(slave, "w", encoding=encoding, errors="backslashreplace") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        (output.show_answer if format == "table" else output.pour)(answer)
    shown = b""
    with suppress(OSError):  # that nothing more comes
        while part := os.read(master, 10_000):
            shown += part
    os.close(master)
    text = shown.decode(encoding).replace("\x1b[1m", "").replace("\x1b[0m", "")  # the head of a table is bold
    assert "na" in text and not {"\x1b", "\x9b"} & set(text)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("x.parquet", b"PAR1"),
        ("X.PARQUET", b"PAR1"),
        ("x.json", b"[\n{"),
        ("x.csv", b"a\n1\n"),
        ("x.txt", b"a\n1\n"),
        ("x", b"a\n1\n"),
    ],
)
@pytest.mark.parametrize("asked", [(), ("--format", "table")])
def test_a_file_is_written_as_its_name_ends(home, tmp_path, name, begins, asked):
    """Without --format, CSV was written into x.parquet, which nothing reads as such."""
    file = tmp_path / "answers" / name
    file.parent.mkdir()
    assert sql("select 1 as a", "--output", str(file), *asked).exit_code == 0
    assert file.read_bytes().startswith(begins)


@pytest.mark.parametrize(("name", "format"), [("x.parquet", "csv"), ("x.csv", "json"), ("x.JSON", "parquet")])
def test_a_format_that_the_name_contradicts_is_refused_and_nothing_written(home, tmp_path, name, format):
    told = sql("select 1", "--output", str(tmp_path / name), "--format", format)
    assert told.exit_code == 2 and f"--format is {format}, and {name} ends in" in " ".join(
        told.stderr.replace("│", " ").split()
    )
    assert not (tmp_path / name).exists()


def test_a_name_that_says_nothing_takes_the_format_that_is_asked_for(home, tmp_path):
    assert sql("select 1 as a", "--output", str(tmp_path / "x.txt"), "--format", "json").exit_code == 0
    assert (tmp_path / "x.txt").read_bytes() == b'[\n{"a":1}\n]\n'


@pytest.mark.parametrize(
    ("asked", "begins"), [((), b"a\n1\n"), (("--format", "json"), b"[\n{"), (("--format", "parquet"), b"PAR1")]
)
def test_a_dash_is_standard_output_and_no_file(home, tmp_path, monkeypatch, asked, begins):
    monkeypatch.chdir(tmp_path)
    told = sql("select 1 as a", "--output", "-", *asked)
    assert told.exit_code == 0 and told.stdout_bytes.startswith(begins) and not (tmp_path / "-").exists()


def test_an_export_to_a_dash_is_refused(home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(app, ["export", "--output", "-"])
    assert told.exit_code == 2 and "An export is a folder" in told.stderr and not (tmp_path / "-").exists()


def test_a_program_gets_the_bytes_as_they_are(home):
    assert (
        CliRunner()
        .invoke(app, ["sql", HOSTILE, "--format", "csv"])
        .stdout_bytes.splitlines()[1]
        .startswith(b"\x1b[31m,")
    )


def test_the_first_thousand_rows_are_shown_and_that_there_are_more(home):
    lines = sql("from range(1001)").stdout.splitlines()
    assert (len(lines), lines[-1]) == (
        1002,
        "Only the first 1,000 rows are shown; --format csv prints all, within OPENLAG_SQL_ROWS.",
    )
    assert "Only the first" not in sql("from range(1000)").stdout


@pytest.mark.parametrize(("n_columns", "width"), [(38, 80), (130, 200), (250, 200), (3, 1), (12, 20)])
def test_columns_that_do_not_fit_side_by_side_stand_upright_and_nothing_is_lost(capsys, n_columns, width):
    """Rich gave columns no width at all, and their names and values were gone without a word."""
    names = [f"column_{number}" for number in range(n_columns)]
    rows = [[f"value_{number}_{row}" for number in range(n_columns)] for row in range(2)]
    output.show(names, rows, width=width)
    shown = capsys.readouterr().out
    assert Counter("".join(shown.split())) == Counter("".join(names * 2 + rows[0] + rows[1]))
    pairs = [[[name, cell] for name, cell in zip(names, row, strict=True)] for row in rows]
    if width >= 80:
        assert [line.split() for line in shown.splitlines()] == [*pairs[0], [], *pairs[1]]


def test_a_table_that_stands_upright_names_its_columns_without_a_row_too(capsys):
    output.show([f"column_{number}" for number in range(38)], [], width=80)
    lines = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in lines] == [*(f"column_{number}" for number in range(38)), "No rows."]


def test_columns_that_fit_stand_side_by_side(capsys):
    output.show(["a long name", "n"], [["a long value", 1]] * 2, width=14)
    assert capsys.readouterr().out.splitlines()[0].split() == ["a", "long", "name", "n"]


def test_a_file_keeps_what_it_had_when_the_query_fails(home, tmp_path, monkeypatch):
    monkeypatch.setenv("OPENLAG_SQL_ROWS", "10")
    target = tmp_path / "kept.parquet"
    target.write_text("kept")
    for question in ("select [1::hugeint] as x", "select 1 from nowhere", "from range(11)"):
        failed = sql(question, "--format", "parquet", "--output", str(target))
        assert isinstance(failed.exception, WarehouseError)
        assert target.read_text() == "kept"
    assert {path.name for path in tmp_path.iterdir()} == {"kept.parquet", "openlag.duckdb"}


def test_a_file_is_replaced_whole_with_its_mode_and_a_link_stays_a_link(home, tmp_path):
    target, link = tmp_path / "out.csv", tmp_path / "link.csv"
    target.write_text("a longer text that was there before")
    target.chmod(0o640)
    link.symlink_to(target)
    with output.replaced(link, read_settings()) as beside:
        beside.write_text("new")
    assert (target.read_text(), target.stat().st_mode & 0o777, link.is_symlink()) == ("new", 0o640, True)


def test_a_device_is_written_and_not_replaced(home):
    before = os.stat("/dev/null")
    with output.replaced(Path("/dev/null"), read_settings()) as beside:
        beside.write_text("away")
    assert os.stat("/dev/null").st_ino == before.st_ino


@pytest.mark.parametrize(
    "own",
    [
        "openlag.duckdb", "openlag.duckdb.wal", ".openlag.duckdb.next", "landing/hub/new.csv", "reports/weekly/2026-W34/index.html",
        "export/releases.parquet", "history/week=2026-W34/record.json", "crawl/full-2026-08-20/crawl.json",
        "cache/x", "landing/../openlag.duckdb", "link.csv", "hard.csv", "other/openlag.duckdb",
    ],
)  # fmt: skip
def test_what_the_project_keeps_is_not_written_over_however_it_is_spelled(home, own):
    (home / "landing").mkdir()
    (home / "link.csv").symlink_to("openlag.duckdb")
    (home / "hard.csv").hardlink_to(home / "openlag.duckdb")
    (home / "other").symlink_to(home)
    before = (home / "openlag.duckdb").read_bytes()
    refused = sql("select 1", "--output", str(home / own))
    assert isinstance(refused.exception, WarehouseError) and "openlag's own" in str(refused.exception)
    assert (home / "openlag.duckdb").read_bytes() == before


@pytest.mark.parametrize(
    "own",
    [
        "warehouse/reference/releases.csv", "warehouse/reference/new.csv", "reports/x.csv", "README.md", "sql/core/new.sql",
        "docs/x.csv", ".git/config", ".venv/x.csv", "pyproject.toml",
    ],
)  # fmt: skip
def test_a_checkout_s_own_folders_are_not_written_to(own, monkeypatch):
    monkeypatch.delenv("OPENLAG_HOME", raising=False)
    with pytest.raises(WarehouseError, match="openlag's own"), output.replaced(PROJECT / own, read_settings()):
        pytest.fail("a path was given")


def test_what_somebody_puts_beside_the_code_is_theirs():
    mine = PROJECT / f"answer-{os.getpid()}.csv"
    try:
        for content in ("first", "second"):
            with output.replaced(mine, read_settings()) as beside:
                beside.write_text(content)
            assert mine.read_text() == content
    finally:
        mine.unlink(missing_ok=True)


@pytest.mark.parametrize(("path", "reason"), [("nowhere/x.csv", "no such file"), (".", "is a folder")])
def test_a_file_that_cannot_be_written_is_refused_before_the_query_runs(home, path, reason):
    refused = sql("select 1 from nowhere", "--output", str(home / path))
    assert reason in str(refused.exception) and "nowhere!" not in str(refused.exception)


def test_what_goes_to_standard_output_may_be_text_alone(monkeypatch, tmp_path):
    (tmp_path / "answer").write_bytes(b"PAR1")
    stream = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", stream)
    output.pour(tmp_path / "answer")
    assert stream.buffer.getvalue() == b"PAR1"  # type: ignore[attr-defined]
