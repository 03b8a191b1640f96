"""A JSON object from outside, read part by part: what each part has to be stands beside its name, and an odd part costs itself alone.

A reader takes a name and a value and gives the typed value, or raises ValueError with a sentence that names the part. What is absent or
blank is unknown, never zero and never odd.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from typing import Any, TypeVar

from warehouse.sources.parse.plausible import MOST_COUNT, MOST_NUMBER, day_bound_fault, id_fault

MOST_NOTES = 20  # of what is wrong with one object the first few tell enough
MOST_TEXT_CHARACTERS = 500
MOST_MOMENT_CHARACTERS = 40

T = TypeVar("T")
Object = dict[str, Any]
Reader = Callable[[str, Any], T]


class RowError(ValueError):
    """The row cannot be used; the message says which part and why."""


@dataclass(frozen=True, slots=True)
class Parts:
    """An object under reading. whole: what is kept without an odd part. notes: what was odd. place: where a nested object stands."""

    data: Object
    whole: str
    notes: list[str] = field(default_factory=list)
    place: str = ""

    def read(self, name: str, reader: Reader[T]) -> T | None:
        """The typed part; None if it is absent or blank, and also, with a note, if it is odd."""
        value = self._value(name)
        if value is None:
            return None
        try:
            return reader(name, value)
        except ValueError as error:
            self.note(f"{self.place}{error}")
            return None

    def required(self, name: str, reader: Reader[T]) -> T:
        """The typed part that the object is nothing without. Raises RowError."""
        value = self._value(name)
        if value is None:
            raise RowError(f"{self.place}{name} is missing")
        try:
            return reader(name, value)
        except ValueError as error:
            raise RowError(f"{self.place}{error}".rstrip(".")) from None

    def part(self, name: str) -> "Parts":
        """A nested object; one that is absent or odd has no parts."""
        return Parts(self.read(name, an_object) or {}, self.whole, self.notes, f"{self.place}{name}: ")

    def required_part(self, name: str) -> "Parts":
        """A nested object that the whole is nothing without. Raises RowError."""
        return Parts(self.required(name, an_object), self.whole, self.notes, f"{self.place}{name}: ")

    def each(self, name: str, read: Callable[["Parts"], T]) -> list[T]:
        """What `read` makes of each object of a list. Those that it refuses by ValueError are left out, and one note says so."""
        kept: list[T] = []
        faults: list[str] = []
        items = self.read(name, a_list) or []
        for item in items:
            try:
                kept.append(read(Parts(an_object("it", item), self.whole, self.notes, f"{self.place}{name}: ")))
            except ValueError as error:
                faults.append(str(error).removeprefix(f"{self.place}{name}: "))
        if faults:
            self.note(
                f"{self.place}{name}: {len(faults)} of {len(items)} cannot be used, the first because {faults[0]}"
            )
        return kept

    def note(self, fault: str) -> None:
        """Say that a part is left out."""
        if len(self.notes) < MOST_NOTES:
            self.notes.append(f"{fault.rstrip('.')}; the {self.whole} is kept without it")

    def _value(self, name: str) -> Any:
        value = self.data.get(name)
        return None if isinstance(value, str) and not value.strip() else value


def an_object(name: str, value: Any) -> Object:
    """An object."""
    if not isinstance(value, dict):
        raise ValueError(f"{name} is no JSON object")
    return value


def a_list(name: str, value: Any) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise ValueError(f"{name} is no list")
    return value


def a_flag(name: str, value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} is neither true nor false")
    return value


def a_count(name: str, value: Any, *, most: int = MOST_COUNT) -> int:
    """A whole number from zero to the most that can be."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} is no count")
    if value > most:
        raise ValueError(f"{name} is no count that can be, for it is over {most:,}")
    return value


def a_number(name: str, value: Any) -> float:
    """A number that can be added up."""
    try:
        number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    except OverflowError:
        number = None
    if number is None or not isfinite(number):
        raise ValueError(f"{name} is no number")
    if abs(number) > MOST_NUMBER:
        raise ValueError(f"{name} is no number that can be, for it is beyond {MOST_NUMBER:g}")
    return number


def a_moment(name: str, value: Any) -> datetime:
    """A moment with its zone, in UTC."""
    try:
        moment = (
            datetime.fromisoformat(value) if isinstance(value, str) and len(value) <= MOST_MOMENT_CHARACTERS else None
        )
        moment = moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise ValueError(f"{name} is no moment in UTC")
    if fault := day_bound_fault(moment.date()):
        raise ValueError(f"{name} is no moment that can be, for it {fault}")
    return moment


def a_text(name: str, value: Any) -> str:
    """Any text that a file can hold, stripped."""
    if not isinstance(value, str):
        raise ValueError(f"{name} is no text")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"{name} is {value[:MOST_TEXT_CHARACTERS]!r}, which holds half a character")
    return value.strip()


def a_plain_text(name: str, value: Any) -> str:
    """A short text without control characters."""
    if not isinstance(value, str) or len(value) > MOST_TEXT_CHARACTERS or not value.isprintable():
        raise ValueError(f"{name} is no plain short text")
    return value


def an_id(name: str, value: Any) -> str:
    """A text that is an id."""
    text = a_text(name, value)
    fault = id_fault(name, text)
    if fault:
        raise ValueError(fault.rstrip("."))
    return text
