"""The language spoken now. English is what the code says; every other language is a catalogue, read when it is first spoken.

A sentence is one message with named places, filled after it is looked up: `_("{n} records").format(n=n)`. Constants are marked where
they stand and looked up where they are printed: `NOT_REACHED = N_("not reached")`, then `_(NOT_REACHED)`. docs/translate.md has the rest.
"""

import gettext as standard
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

__all__ = ["ENGLISH", "LANGUAGES", "N_", "_", "folder_of", "ngettext", "own_name", "pgettext", "speaking", "spoken"]

ENGLISH = "en"
CATALOGUES = Path(__file__).parent / "locale"
LANGUAGES: Sequence[str] = (ENGLISH, *sorted(folder.name for folder in CATALOGUES.iterdir() if folder.is_dir()))

_spoken: ContextVar[tuple[str, standard.NullTranslations]] = ContextVar(
    "spoken", default=(ENGLISH, standard.NullTranslations())
)


def catalogue_path(code: str) -> Path:
    """The file that holds a language's sentences."""
    return CATALOGUES / code / "LC_MESSAGES" / "openlag.po"


@cache
def _translations(code: str) -> standard.NullTranslations:
    """A catalogue as gettext reads it, compiled in memory."""
    if code == ENGLISH:
        return standard.NullTranslations()
    with catalogue_path(code).open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return standard.GNUTranslations(compiled)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language until the block ends. Raises ValueError for one without a catalogue."""
    if code not in LANGUAGES:
        raise ValueError(f"there is no catalogue of the language {code!r}; those there are: {', '.join(LANGUAGES)}")
    token = _spoken.set((code, _translations(code)))
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The code of the language spoken now."""
    return _spoken.get()[0]


def folder_of(code: str) -> str:
    """The folder of a language's pages in that of the week, as an address has it; nothing for English."""
    return "" if code == ENGLISH else f"{code}/"


def own_name(code: str) -> str:
    """What a language calls itself."""
    return str(Locale.parse(code).get_display_name(code))


def _(message: str) -> str:
    """A message in the language spoken now; one without a translation stays English, and a test fails."""
    return (
        _spoken.get()[1].gettext(message) if message else ""
    )  # gettext has a catalogue's head under the empty message


def ngettext(one: str, many: str, n: int) -> str:
    """The form of a message that goes with a count."""
    return _spoken.get()[1].ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """A message that means something else elsewhere, told apart by its context."""
    return _spoken.get()[1].pgettext(context, message)


def N_(message: str) -> str:
    """Mark a constant for the catalogue; it is looked up with `_` where it is printed."""
    return message
