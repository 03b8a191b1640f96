"""The command line `openlag`; cli/app.py lists its commands.

Errors are one sentence on standard error. Exit code 1: something could not be done; 2: the call itself is wrong; 3: the week is done, on an
older load of a source that the headline needs, because the newest one is set aside.
"""

import os
import sys

import flows  # noqa: F401  (its environment is set before Prefect is imported)
from cli.app import app, say


def main() -> None:
    """Run the command line; a known error is one sentence."""
    if sys.argv[1:2] != ["serve"]:  # a failure is told once, by us; Prefect's own log would print a traceback above it
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    try:
        app()
    except Exception as error:
        from cli.errors import KNOWN, QueryError  # who asks for help waits for no library

        if not isinstance(error, KNOWN):
            raise
        say(f"openlag: {error}")
        raise SystemExit(2 if isinstance(error, QueryError) else 1) from None


if __name__ == "__main__":
    main()
