"""An interval with its state, and the wider of two, end by end.

Unknown where one of the two is missing; open where an end of one was not reached. *Missing* and *not reached* are two states, and an
end that is None cannot say which of them it is, so that the state goes with the ends from the estimator to the page.

Source: METHOD 6.
"""

from dataclasses import dataclass
from typing import Literal

State = Literal["closed", "open", "unknown"]


@dataclass(frozen=True, slots=True)
class Interval:
    """closed: both ends are known. open: the upper end was not reached, and perhaps the lower. unknown: there is none, and no end."""

    lower: float | None = None
    upper: float | None = None
    state: State = "unknown"


def interval_of_lag(lower: float | None, upper: float | None, *, is_given: bool) -> Interval:
    """An interval in days. An end that is None was not reached by the last day; is_given: whether there is an interval at all."""
    if not is_given:
        return Interval()
    return Interval(lower, upper, "open" if upper is None else "closed")


def whole_interval(lower: float | None, upper: float | None) -> Interval:
    """An interval that has both ends or none, as those of a share, a mean or a ratio."""
    return Interval() if lower is None or upper is None else Interval(lower, upper, "closed")


def widest(first: Interval, second: Interval) -> Interval:
    """The wider of two intervals of one figure."""
    if "unknown" in (first.state, second.state):
        return Interval()
    lowers = [end for end in (first.lower, second.lower) if end is not None]
    uppers = [end for end in (first.upper, second.upper) if end is not None]
    lower = min(lowers) if lowers else None  # one not reached is the later of the two
    return interval_of_lag(lower, max(uppers) if len(uppers) == 2 else None, is_given=True)
