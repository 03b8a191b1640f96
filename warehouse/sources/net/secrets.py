"""A secret taken out of what comes back from a server, in each of the forms in which it may be echoed.

Those are: as it is, in either case; any of its characters escaped as in JSON, in an address (twice over too) or in HTML; the whole in hex,
or in base64 within whatever stands around it, as in a Basic header. One that is split, turned round, ciphered or hashed is not found.
"""

import contextlib
import os
import re
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import polars as pl
from huggingface_hub import constants

SHORTEST = 8  # a shorter "token" is not one, and taking it out of a page would tear the page
PLACE = "[token]"
LONG = 20_000  # characters, from which on a look by Rust's expressions, fifteen times as fast, says first whether there is anything
TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")  # the variables that hold one
# Those that this process has been given and that lie nowhere: made for a job, or renewed.
GIVEN: set[str] = set()


def of_machine() -> set[str]:
    """Every token of the Hub that is on this machine, as far as can be told without asking anybody."""
    found = {os.environ.get(name, "") for name in TOKENS} | GIVEN
    with contextlib.suppress(OSError, ValueError):  # none, or one that the Hub's client cannot read either
        found.add(Path(constants.HF_TOKEN_PATH).read_text(encoding="utf-8"))
    return {secret.strip() for secret in found} - {""}


def hider(*secrets: str) -> Callable[[str], str]:
    """A function that puts PLACE where one of the secrets stands in a text."""
    hidden = sorted(
        {secret for secret in secrets if len(secret) >= SHORTEST}, key=lambda secret: (-len(secret), secret)
    )
    if not hidden:
        return lambda text: text
    pattern = re.compile("|".join(map(forms, hidden)))

    def hide(text: str) -> str:
        if len(text) >= LONG and not _holds(text, pattern.pattern):
            return text
        return pattern.sub(PLACE, text)

    return hide


def forms(secret: str) -> str:
    """A pattern of every form, as Python's and Rust's regular expressions read it."""
    raw = secret.encode()
    return "|".join(["".join(map(_sign, secret)), _in_hex(raw), *(_in_base64(raw, shift) for shift in range(3))])


def _holds(text: str, pattern: str) -> bool:
    try:
        return bool(pl.Series([text]).str.contains(pattern).item())
    except UnicodeEncodeError:  # half a character
        return True


def _sign(sign: str) -> str:
    number, digits = ord(sign), _in_hex(sign.encode())
    either = f"[{re.escape(sign.lower())}{re.escape(sign.upper())}]"
    return rf"(?:{either}|\\+(?:u00|x){digits}|%(?:25)*{digits}|&#(?:0*{number}|[xX]0*{digits});?)"


def _in_hex(raw: bytes) -> str:
    return "".join(f"[{sign}{sign.upper()}]" if sign.isalpha() else sign for sign in raw.hex())


def _in_base64(raw: bytes, shift: int) -> str:
    """The signs that stand for the secret alone where `shift` bytes stand before it in its group of three."""
    signs = b64encode(bytes(shift) + raw).decode()[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6]
    return "".join({"+": "[+-]", "/": r"(?:\\?/|_)"}.get(sign, sign) for sign in signs)
