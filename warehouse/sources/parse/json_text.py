"""JSON from outside, read and written within bounds: how many values, how deep, how long a number. Every fault is a ValueError."""

import json
from collections.abc import Callable
from typing import Any

# A page of a thousand repositories has some 100,000; an empty list takes three bytes on the way and fifty in memory.
MOST_VALUES = 5_000_000
TOO_DEEP = "it is nested too deeply"

Pairs = list[tuple[str, Any]]


def loads(text: str, *, make_object: Callable[[Pairs], Any] | None = None) -> Any:
    """The value of a text. make_object: of the keys and values of an object, in their order."""
    count = text.count(",") + text.count("[") + text.count("{")
    if count > MOST_VALUES:
        raise ValueError(f"it holds {count:,} values, and {MOST_VALUES:,} at most are read")
    try:
        return json.loads(text, object_pairs_hook=make_object, parse_constant=_refuse)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def dumps(value: Any, **options: Any) -> str:
    """A value as text: what could just be read can be too deep to be written."""
    try:
        return json.dumps(value, **options)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number of JSON")
