"""The month and six months, in days; `months` and `six_months` of sql/macros.sql are the same, and a test holds them equal.

And that a day is a number, from whatever epoch the caller counts.

Source: METHOD 1.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

DAYS_PER_MONTH = 30.4375
SIX_MONTHS_DAYS = 6 * DAYS_PER_MONTH


def to_numbers(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """The values as floats; ValueError for dates and spans of time, of which numpy would make days since 1970, or nanoseconds."""
    array = np.asarray(values)
    if array.dtype.kind in "mM":
        raise ValueError(f"{name} has dtype {array.dtype}. Give numbers, and days as numbers.")
    return np.asarray(array, dtype=np.float64)


def check_day(name: str, day: float) -> None:
    """Raise ValueError for a day that is no number: nothing lies before or after it."""
    if not np.isfinite(day):
        raise ValueError(f"{name} is {day}. Give a day number.")
