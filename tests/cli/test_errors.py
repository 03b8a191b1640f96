"""Every error that ends a command: one sentence, an exit code, and the traceback for whoever asks for it."""

import errno
import json
import os
import signal
import ssl
import subprocess
import sys

import duckdb
import polars as pl
import pytest

from cli import main as command
from cli.errors import explain_error
from flows.week import ClockError
from warehouse.build.heads import BuildError
from warehouse.landing import SourceError
from warehouse.read.ask import QueryError, WarehouseError
from warehouse.settings import PROJECT, SettingError, read_settings


def raised(call):
    with pytest.raises((ValueError, OSError, LookupError, RecursionError)) as caught:
        call()
    return caught.value


def recurse():
    return recurse()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BuildError("A table is wrong."), "A table is wrong."),
        (ClockError("The clock is wrong."), "The clock is wrong."),
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "/x: no space left on device; free some space"),
        (OSError(errno.EFBIG, "File too large", "/x"), "`ulimit -f`"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "/x: permission denied; give yourself the permission"),
        (OSError(errno.EMFILE, "Too many open files"), "`ulimit -n`"),
        (duckdb.FatalException("FATAL Error: Failed to checkpoint: Could not write file: No space left on device"), "The disk is full"),
        (duckdb.IOException("IO Error: Could not read from file\n\nLINE 1"), "duckdb failed with IOException: IO Error"),
        (duckdb.OutOfMemoryException("Out of Memory Error\n\n* More"), "too little memory; allow more with OPENLAG_MEMORY"),
        (pl.exceptions.ComputeError("no such thing"), "polars failed with ComputeError: no such thing"),
        (ssl.SSLError(1, "certificate verify failed"), "certificate verify failed"),
        (MemoryError(), "Memory ran out"),
        (raised(lambda: b"\xff".decode()), "Bytes that are no text"),
        (raised(lambda: "\udcff".encode()), "Bytes that are no text"),
        (raised(recurse), "fault of openlag: RecursionError"),
        (raised(lambda: {}["nokey"]), "fault of openlag: KeyError, 'nokey', in tests/cli/test_errors.py line"),
        (raised(lambda: json.loads("{")), "fault of openlag: JSONDecodeError"),
        (AssertionError(), "fault of openlag: AssertionError, it gave no reason"),
    ],
)  # fmt: skip
def test_an_error_is_one_sentence_with_what_to_do(error, words):
    sentence, code = explain_error(error)
    assert words in sentence and "\n" not in sentence and code == 1
    assert sentence.endswith((".", ")"))


@pytest.mark.parametrize(
    ("error", "code"),
    [(QueryError("Wrong."), 2), (WarehouseError("None."), 1), (SettingError("No."), 1), (SourceError("Gone."), 1)],
)
def test_what_we_say_ourselves_is_said_as_it_is(error, code):
    assert explain_error(error) == (str(error), code)


def test_a_certificate_file_that_is_not_there_is_named_by_its_variable(monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    error = raised(lambda: ssl.create_default_context(cafile=str(tmp_path / "none.pem")))
    assert explain_error(error)[0].startswith(f"SSL_CERT_FILE={tmp_path / 'none.pem'}: there is no such file")


def test_a_message_of_any_length_is_cut():
    assert len(explain_error(ValueError("x" * 10_000_000))[0]) <= 2_000


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process, with a command that raises: exit code, and what it says on standard error."""
    handler = signal.getsignal(signal.SIGTERM)

    def run(error: BaseException) -> tuple[int, str]:
        def fail() -> None:
            raise error

        monkeypatch.setattr(command, "app", fail)
        with pytest.raises(SystemExit) as ended:
            command.main()
        return ended.value.code, capsys.readouterr().err

    yield run
    signal.signal(signal.SIGTERM, handler)


def test_the_command_line_says_one_line_and_keeps_the_traceback_for_whoever_asks(run, monkeypatch):
    code, said = run(KeyError("x\x1b[31m"))
    assert code == 1 and said.startswith("openlag: This is a fault of openlag: KeyError") and said.count("\n") == 1
    assert "\x1b" not in said
    monkeypatch.setenv("OPENLAG_DEBUG", "1")
    code, said = run(QueryError("No."))
    assert code == 2 and said.startswith("Traceback") and said.endswith("openlag: No.\n")


def test_what_is_no_exception_is_told_too(run):
    class PanicException(BaseException):
        """As of a library in Rust."""

    PanicException.__module__ = "pyo3_runtime"
    assert run(PanicException("unwrapped a None")) == (
        1,
        "openlag: pyo3_runtime failed with PanicException: unwrapped a None. What has landed stays; OPENLAG_DEBUG=1 shows where.\n",
    )


def test_an_interruption_is_one_sentence(run):
    assert run(SystemExit(130)) == (130, "openlag: interrupted; what has landed stays.\n")


def test_an_argument_that_is_no_text_is_told_whatever_the_command(run, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["openlag", "tables", "\udcff"])
    code, said = run(AssertionError("the command was called"))
    assert code == 1 and "Bytes that are no text" in said


def test_a_home_that_leads_nowhere_is_named(monkeypatch):
    monkeypatch.setenv("OPENLAG_HOME", "~nobody-of-this-name/x")
    with pytest.raises(SettingError, match="OPENLAG_HOME='~nobody-of-this-name/x' leads nowhere"):
        read_settings()


def start(*arguments: str, **streams):
    return subprocess.Popen([sys.executable, "-m", "cli.main", *arguments], cwd=PROJECT, **streams)


def test_a_reader_that_has_seen_enough_and_closed_streams_are_no_error():
    out, err = os.pipe(), os.pipe()
    os.close(out[0])  # nobody reads
    process = start("--help", stdout=out[1], stderr=err[1])
    os.close(out[1])
    os.close(err[1])
    with os.fdopen(err[0]) as said:
        assert said.read() == ""
    assert process.wait() in (0, 1)
    closed = subprocess.run(["bash", "-c", f'"{sys.executable}" -m cli.main sql nonsense <&- >&- 2>&-'], cwd=PROJECT)
    assert closed.returncode == 2
