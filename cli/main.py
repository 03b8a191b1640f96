"""The command line `openlag`; cli/app.py lists its commands.

Errors are one sentence on standard error. Exit code 1: something could not be done; 2: the call itself is wrong; 3: the week is done, on an
older load of a source that the headline needs, because the newest one is set aside; 10: with --exit-code, the week is done and changes a
verdict, has a first match or undoes one, or takes back what was told of one (3 wins where both hold). OPENLAG_DEBUG=1 prints the traceback
of an error too.
"""

import os
import signal
import sys
from io import TextIOWrapper

import flows  # noqa: F401  (its environment is set before Prefect is imported)
from cli.app import app, say
from warehouse import garbage

INTERRUPTED = 128 + signal.SIGINT


def main() -> None:
    """Run the command line; every error is one sentence."""
    garbage.look_seldom()
    if sys.argv[1:2] != ["serve"]:
        keep_log_off_the_terminal()
    _make_streams_safe()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM)
    )  # so that what is half written is taken away
    try:
        _require_text(sys.argv)
        app()
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            say("openlag: interrupted; what has landed stays.")
        raise
    except BaseException as error:  # of a library in Rust, a panic is no Exception
        from cli.errors import explain_error  # who asks for help waits for nothing

        if os.environ.get("OPENLAG_DEBUG"):
            import traceback

            traceback.print_exc()
        sentence, code = explain_error(error)
        say(f"openlag: {sentence}")
        raise SystemExit(code) from None


def keep_log_off_the_terminal() -> None:
    """A failure is told once, by us, where Prefect's log would print a traceback above it; the run's page has the whole log.

    It is read when Prefect is imported. Who sets PREFECT_LOGGING_LEVEL wants to see it.
    """
    if "PREFECT_LOGGING_LEVEL" not in os.environ:
        os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")


def _require_text(arguments: list[str]) -> None:
    """Bytes that are no text come as halves of signs, which no library takes."""
    for argument in arguments:
        if not argument.isascii():
            argument.encode()


def _make_streams_safe() -> None:
    """A closed stream would give its number to the next file opened; one that is not UTF-8 would refuse a name."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            handle = os.open(os.devnull, os.O_RDWR)
            assert handle == number
            setattr(sys, name, os.fdopen(handle, "w" if number else "r", encoding="utf-8"))
        stream = getattr(sys, name)
        if number and isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
