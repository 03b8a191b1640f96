"""Which country a source means: its names of countries against ISO 3166, exactly and never by likeness.

Sources write the UN's names ("Korea (Republic of)"), ISO's ("Korea, Republic of"), common ones ("South Korea") and codes. Signs, case,
accents and the article tell no two countries of ISO 3166 apart, so they are left out; every word else must be there.
"""

import re
import unicodedata
from functools import cache

import pycountry

LONGEST = 200  # characters of a cell; ISO 3166's longest name has 52
# Spellings in daily use that ISO 3166 has not.
DAILY = {"UK": "GB", "Great Britain": "GB", "Russia": "RU", "Turkey": "TR"}

_WORD = re.compile(r"[^\W_]+")


def read_country(stated: str) -> str | None:
    """The ISO 3166 code of the first country in a cell; None unless every part of the cell is a country.

    A comma stands between countries and within names ("Korea, Republic of,China"). A cell that is understood in part may be another
    country altogether ("China, Republic of"), so it is not understood.
    """
    if len(stated) > LONGEST:
        return None
    return _first(tuple(part for part in re.split(r"[,;]", stated) if part.strip()))


def is_country(code: str) -> bool:
    """Whether a code of two letters is one of ISO 3166."""
    return code in _codes() and len(code) == 2


def _first(parts: tuple[str, ...]) -> str | None:
    for end in range(len(parts), 0, -1):
        code = _read(",".join(parts[:end]))
        if code and (end == len(parts) or _first(parts[end:])):
            return code
    return None


def _read(text: str) -> str | None:
    undotted = text.strip().replace(".", "")  # U.S.
    return _codes().get(undotted) or _names().get(_plain(text)) or _names().get(_plain(undotted))


def _plain(name: str) -> str:
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join(word for word in _WORD.findall(letters.casefold()) if word != "the")


@cache
def _codes() -> dict[str, str]:
    """Codes of two and three letters, which count as they are written alone: "in" is no India."""
    return {code: country.alpha_2 for country in pycountry.countries for code in (country.alpha_2, country.alpha_3)}


@cache
def _names() -> dict[str, str]:
    kinds = ("name", "official_name", "common_name")
    listed = {
        _plain(getattr(country, kind)): country.alpha_2
        for country in pycountry.countries
        for kind in kinds
        if hasattr(country, kind)
    }
    return listed | {_plain(name): code for name, code in DAILY.items()}
