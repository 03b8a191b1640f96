"""What a day, an id or a number from outside must be to be believed, and the newest day that a file speaks of.

Numbers are bounded so that they can be added up: five million of the largest counts stay below 2^63, and squares of the others finite.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

# Before any model that can be compared with today's; the years before it are slips of the pen.
EARLIEST = date(2017, 1, 1)
# The Hub allows 96 characters on each side of the slash.
LONGEST_ID = 200
MOST_COUNT = 10**12  # downloads, likes, votes: a hundred times what the most loaded model has had in all its years
MOST_NUMBER = 1e30  # the largest training runs took some 10^27 operations


def day_fault(name: str, day: date | None, today: date) -> str | None:
    """Why a release or a test cannot have been on that day."""
    if day is None:
        return None
    if day > today:
        return f"{name} {day} lies in the future."
    return f"{name} {day} lies before 2017, when no such model was out." if day < EARLIEST else None


def id_fault(name: str, text: str) -> str | None:
    """Why a text is no id. Quotes and formula characters are allowed: it is for exports to make them harmless."""
    if len(text) > LONGEST_ID:
        return f"{name} has {len(text)} characters; an id has {LONGEST_ID} at most."
    if not text.isprintable():
        return f"{name} {text!r} holds a line break or another character that cannot be printed."
    return None


def newest_day(frames: Iterable[pl.DataFrame]) -> date | None:
    """The newest day in any date or timestamp column; a folder whose day nobody noted is at least that young."""
    days = [
        column.drop_nulls().dt.date().max()
        for frame in frames
        for column in frame.select(pl.col(pl.Date, pl.Datetime))
        if column.null_count() < len(column)
    ]
    return max((day for day in days if isinstance(day, date)), default=None)
