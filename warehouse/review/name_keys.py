"""What a name of a model says: words, version, sizes and day, apart from how it is written; and whether two names can be of one release.

Two names that differ in version, size or day are of different releases, however alike they look: "GPT-4" is not "GPT-4.1", and
"claude-3-5-sonnet-20241022" is not the release of June. What only one of them says contradicts nothing, and is told.

Names come from outside: any length, any sign. A name is read to LONGEST characters, which is beyond every name seen (88).
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

LONGEST = 200
# Versions are dated by the day they were finished or opened. Of the pairs joined by hand the furthest lie a month apart.
MOST_DAYS_BETWEEN = 45
MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip
# How a version is run or packed, and not which version it is.
SETTINGS = frozenset({"none", "minimal", "low", "medium", "high", "xhigh", "max", "thinking", "unknown"})
# How a version was trained to its end. Sources leave it out where only one such version was scored, so the plain name may mean it.
TRAINED_WORDS = frozenset({"instruct", "chat", "it", "base"})
PLAIN_WORDS = TRAINED_WORDS | {"hf", "preview", "latest", "hosted"}

# Written apart from the name, by a sign between (gpt-5_high, GPT-5 - high) or in brackets; and last of all as bare words, those settings
# that no product has in its name: Qwen3-Max and Mistral Medium are products.
_SETTING = re.compile(r"(?:_|\s[-\N{EN DASH}\N{EM DASH}]\s)\s*([a-z]+|\d+k)$|\s*[(\[{\N{LEFT BLACK LENTICULAR BRACKET}]\s*([a-z]+|\d+k)\s*"
                      r"[)\]}\N{RIGHT BLACK LENTICULAR BRACKET}]$|[\s-](minimal|low|high|xhigh)$")  # fmt: skip
_DAYS = (
    re.compile(r"(?<!\d)(?P<y>20[12]\d)[-_. ]?(?P<m>0[1-9]|1[0-2])[-_. ]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<![a-z])(?P<mon>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-_. ]+(?P<y>20[12]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>0[1-9]|1[0-2])[-_](?P<y>20[12]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20[12]\d)[-_](?P<m>0[1-9]|1[0-2])(?!\d)"),
    re.compile(r"(?<!\d)(?P<m>0[1-9]|1[0-2])[-_](?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<![\d.])(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?![\d.])(?!b)"),
    re.compile(r"(?<![\d.])(?P<yy>2[2-9])(?P<m>0[1-9]|1[0-2])(?![\d.])(?!b)"),
)  # fmt: skip
_SIZE = re.compile(r"(?<![a-z0-9.])a?\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)?b(?![a-z0-9])")
# Length of context and number of experts tell no release from another.
_LENGTH = re.compile(r"(?<![a-z0-9.])\d+[ke](?![a-z0-9])")
# The sign of a version, and not that of vision in GLM-4.5V.
_VERSION_SIGN = re.compile(r"(?<![^\W_])v(?=\d)")
_PIECE = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that stands in a name, as far as it says one."""

    year: int | None
    month: int
    day: int | None

    def days_from(self, known: date) -> int:
        """The least number of days between a known day and any day that the name can mean."""
        years = [self.year] if self.year else [known.year - 1, known.year, known.year + 1]
        return min(abs(_distance(known, *self._span(year))) for year in years)

    def _span(self, year: int) -> tuple[date, date]:
        length = monthrange(year, self.month)[1]
        last = min(self.day, length) if self.day else length
        return date(year, self.month, last if self.day else 1), date(year, self.month, last)

    def __str__(self) -> str:
        parts = [str(self.year)] if self.year else []
        return "-".join([*parts, f"{self.month:02d}", *([f"{self.day:02d}"] if self.day else [])])


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name taken apart. text: words and version in alphabetical order, to compare; setting: how it was run, left out of it."""

    text: str
    words: frozenset[str]
    plain_words: frozenset[str]
    version: tuple[int, ...]
    sizes: frozenset[str]
    day: NamedDay | None
    setting: str | None


def read_name(name: str) -> NameKey:
    """The parts of a name; the owner before the last slash is no part of it."""
    rest = unicodedata.normalize("NFKC", name[:LONGEST]).casefold().rpartition("/")[2].strip()
    setting = None
    if found := _SETTING.search(rest):
        word = found[found.lastindex or 0]
        if word in SETTINGS or word[0].isdigit():
            setting, rest = word, rest[: found.start()]
    day, rest = _take_day(rest)
    sizes = frozenset(_SIZE.findall(rest))
    rest = _VERSION_SIGN.sub("", _LENGTH.sub(" ", _SIZE.sub(" ", rest)))
    pieces = _PIECE.findall(rest)
    # A trailing zero says nothing: Claude Sonnet 4 is listed as claude-sonnet-4-0.
    version = tuple(int(piece) for piece in pieces if piece.isdecimal() and int(piece))
    every_word = frozenset(piece for piece in pieces if not piece.isdecimal())
    words = every_word - PLAIN_WORDS
    text = " ".join([*sorted(words), *map(str, version)])
    return NameKey(text, words, every_word & PLAIN_WORDS, version, sizes, day, setting)


def contradiction(name: NameKey, release: NameKey, released_on: date | None) -> str | None:
    """Why the two cannot be one release, or None. released_on: the release's day, for a name with a day in it."""
    if name.version != release.version:
        return f"version {_shown(name.version)} against {_shown(release.version)}"
    if not (name.sizes <= release.sizes or release.sizes <= name.sizes):
        return f"size {' '.join(sorted(name.sizes))} against {' '.join(sorted(release.sizes))}"
    if name.day and release.day and not _same(name.day, release.day):
        return f"day {name.day} against {release.day}"
    if name.day and not release.day and released_on and name.day.days_from(released_on) > MOST_DAYS_BETWEEN:
        return f"day {name.day} against the release's {released_on}"
    return None


def differences(name: NameKey, release: NameKey) -> list[str]:
    """What only one of two names says, none of it a contradiction."""
    told = []
    for one, other, where in ((name, release, "name"), (release, name, "release")):
        if words := (one.words | one.plain_words) - (other.words | other.plain_words):
            told.append(f"only the {where} says {' '.join(sorted(words))}")
    for one, other, where in ((name, release, "name"), (release, name, "release")):
        if one.sizes - other.sizes:
            told.append(f"only the {where} gives the size {' '.join(sorted(one.sizes - other.sizes))}")
        if one.day and not other.day:
            told.append(f"only the {where} gives a day, {one.day}")
    if name.setting:
        told.append(f"the name is of a run with the setting {name.setting}")
    return told


def _take_day(text: str) -> tuple[NamedDay | None, str]:
    for pattern in _DAYS:
        if found := pattern.search(text):
            parts = found.groupdict()
            year = int(parts["y"]) if parts.get("y") else 2000 + int(parts["yy"]) if parts.get("yy") else None
            month = MONTHS[parts["mon"]] if parts.get("mon") else int(parts["m"])
            day = int(parts["d"]) if parts.get("d") else None
            return NamedDay(year, month, day), f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def _same(one: NamedDay, other: NamedDay) -> bool:
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    return all(left is None or right is None or left == right for left, right in pairs)


def _distance(known: date, first: date, last: date) -> int:
    return max((first - known).days, (known - last).days, 0)


def _shown(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version)) or "none"
