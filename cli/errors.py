"""Every error that ends a command, of ours or of any library, as one sentence and an exit code.

An exception class of our own packages is one whose message is a sentence for the reader. Of the system's and of a library's the message
is put into one. Anything else is a fault of ours, and is told as such.
"""

import errno
import os
import traceback
from pathlib import Path

from warehouse.read.ask import QueryError
from warehouse.settings import PROJECT

OURS = frozenset({"cli", "flows", "lag", "reports", "warehouse"})
LONGEST = 2_000
DEBUG = "OPENLAG_DEBUG=1 shows where"
SAFE = "what has landed stays"
# What to do about a refusal of the system.
ADVICE = {
    errno.ENOSPC: f"free some space and run it again; {SAFE}",
    errno.EDQUOT: f"free some space and run it again; {SAFE}",
    errno.EFBIG: f"this shell forbids larger files (`ulimit -f`): allow them and run it again; {SAFE}",
    errno.EMFILE: "this shell allows too few open files (`ulimit -n`): allow more and run it again",
    errno.EACCES: "give yourself the permission, or set OPENLAG_HOME elsewhere",
    errno.EPERM: "give yourself the permission, or set OPENLAG_HOME elsewhere",
    errno.EROFS: "set OPENLAG_HOME elsewhere",
    errno.EISDIR: "a file is needed there",
    errno.ENOTDIR: "a folder is needed there",
}
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def explain_error(error: BaseException) -> tuple[str, int]:
    """The sentence for an error, and the exit code: 2 where the question is wrong, else 1."""
    package = type(error).__module__.partition(".")[0]
    if package in OURS:
        return str(error)[:LONGEST], 2 if isinstance(error, QueryError) else 1
    return _sentence(error, package.removeprefix("_"))[:LONGEST], 1


def _sentence(error: BaseException, package: str) -> str:
    said = " ".join(str(error).split("\n\n")[0].split()) or "it gave no reason"
    if isinstance(error, MemoryError):
        return f"Memory ran out; {SAFE}. Free some and run it again; {DEBUG}."
    if isinstance(error, UnicodeError):
        return f"Bytes that are no text were met where text is needed ({said}), in {_place(error)}; {DEBUG}."
    if isinstance(error, OSError) and error.strerror:  # a library's own kind, such as an SSL error, too
        return _refusal(error, error.strerror)
    if "No space left on device" in said:  # DuckDB and others put the system's words into theirs
        return f"The disk is full: {ADVICE[errno.ENOSPC]}. ({package}: {said})"
    if type(error).__name__ == "OutOfMemoryException":
        return f"DuckDB may take too little memory; allow more with OPENLAG_MEMORY. {SAFE.capitalize()}. ({said})"
    if package != "builtins" and package != "json":
        return f"{package} failed with {type(error).__name__}: {said.rstrip('.')}. {SAFE.capitalize()}; {DEBUG}."
    return (
        f"This is a fault of openlag: {type(error).__name__}, {said}, in {_place(error)}. {SAFE.capitalize()}. Please tell whoever keeps "
        "this checkout, with what the same command prints under OPENLAG_DEBUG=1."
    )


def _refusal(error: OSError, reason: str) -> str:
    missing = [name for name in CERTIFICATES if os.environ.get(name) and not Path(os.environ[name]).exists()]
    if error.errno == errno.ENOENT and error.filename is None and missing:  # `ssl` does not say which file it misses
        name = missing[0]
        return f"{name}={os.environ[name]}: there is no such file of certificates; correct the variable, or unset it."
    place = f"{error.filename}: " if error.filename is not None else f"In {_place(error)}: "
    return f"{place}{reason.lower()}; {ADVICE.get(error.errno or 0, DEBUG)}."


def _place(error: BaseException) -> str:
    """The last line of our code that led to an error."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(PROJECT) and ".venv" not in frame.filename]
    if not own:
        return "no file of ours"
    return f"{Path(own[-1].filename).relative_to(PROJECT)} line {own[-1].lineno}"
