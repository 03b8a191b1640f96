"""Text from outside as it may be printed: without control characters, marks of direction and the like, on one line, bounded."""

import re
from typing import Any

# Long enough for a list of columns; a header of 100,000 characters is cut in its middle, since the advice stands last.
MOST_SENTENCE = 2_000


def clean(text: str) -> str:
    """A value whole, as a terminal or a page may show it: with a mark for every sign that could rewrite what is shown."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def printable(text: str, most: int = 500) -> str:
    """The text with a blank for every character that cannot be printed, cut after `most`."""
    text = text[:most]
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    return text.strip()


def counted(count: Any, one: str, many: str = "") -> str:
    """A whole number with its noun: '1 day', '1,200 days'. many: where more is needed than an s."""
    return f"{count:,} {one if abs(count) == 1 else many or f'{one}s'}"


def shown_address(text: str, most: int = 300) -> str:
    """An address for a sentence, however malformed: without what may be a login, and without query and fragment, where keys stand."""
    bare = without_query(text)
    return printable(bare if bare.lower().startswith("file:") else _LOGIN.sub("…@", bare), most)


def without_query(address: str) -> str:
    """An address as it may be kept and published."""
    return re.split("[?#]", address, maxsplit=1)[0]


def shortened(text: str, most: int) -> str:
    """The text, or both ends of it where it is longer: what matters may stand last."""
    half = (most - 3) // 2
    return text if len(text) <= most else f"{text[:half]} … {text[-half:]}"


def sentence(text: str) -> str:
    """What is said of something from outside, whatever of it stands in the words."""
    return printable(shortened(text, MOST_SENTENCE), MOST_SENTENCE)


# To the last such sign: a password may hold one, or a slash.
_LOGIN = re.compile(r"^.*@", re.DOTALL)
