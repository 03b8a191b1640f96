"""What a day, an id or a number from outside must be to be believed, and the newest day that a file speaks of.

Numbers are bounded so that they can be added up: five million of the largest counts stay below 2^63, and squares of the others finite. One
list says what each number of a source can be; what is read keeps to it part by part, and a pull that does not is set aside.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

# Before any model that can be compared with today's; the years before it are slips of the pen.
EARLIEST = date(2017, 1, 1)
# The Hub allows 96 characters on each side of the slash.
LONGEST_ID = 200
MOST_COUNT = 10**12  # downloads, likes, votes: a hundred times what the most loaded model has had in all its years
MOST_CHILDREN = 10**9  # four kinds of them are added up
MOST_PARAMETERS = 10**14  # a hundred times the largest open model; nothing adds them up over repositories
LARGEST_PRICE = 1_000_000
MOST_RATING = 1_000_000  # ratings lie about 1,000: far beyond, and small enough to be squared and added up
MOST_NUMBER = 1e30  # the largest training runs took some 10^27 operations
# The days of whatever is dated: a benchmark can be older than any model, and nothing lies beyond this century.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 1, 1)

BOUNDS: dict[str, tuple[float, float]] = {
    **dict.fromkeys(("downloads_30d", "downloads_all_time", "likes", "vote_count"), (0, MOST_COUNT)),
    **dict.fromkeys(("rank", "arena_rank", "page_number", "model_count", "entry_number"), (0, MOST_COUNT)),
    **dict.fromkeys(("finetune_count", "adapter_count", "merge_count", "quantized_count"), (0, MOST_CHILDREN)),
    **dict.fromkeys(("parameter_count", "parameter_count_stated"), (0, MOST_PARAMETERS)),
    **dict.fromkeys(("input_usd_per_mtok", "output_usd_per_mtok", "cost_usd"), (0, LARGEST_PRICE)),
    "training_compute_flop": (0, MOST_NUMBER),
    **dict.fromkeys(("rating", "rating_lower", "rating_upper"), (-MOST_RATING, MOST_RATING)),
    "variance": (0, MOST_RATING**2),
    **dict.fromkeys(("score", "score_lower", "score_upper", "value"), (-MOST_NUMBER, MOST_NUMBER)),
    **dict.fromkeys(("scale", "random_baseline", "score_ceiling"), (-MOST_NUMBER, MOST_NUMBER)),
}


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


def bound_fault(name: str, value: float | None) -> str | None:
    """Why a number of a source cannot be, by its bounds."""
    lower, upper = BOUNDS[name]
    return (
        None if value is None or lower <= value <= upper else f"{name} is {value:g}, and can be {lower:g} to {upper:g}."
    )


def newest_day(frames: Iterable[pl.DataFrame]) -> date | None:
    """The newest day in any date or timestamp column; a folder whose day nobody noted is at least that young."""
    days = [
        column.drop_nulls().dt.date().max()
        for frame in frames
        for column in frame.select(pl.col(pl.Date, pl.Datetime))
        if column.null_count() < len(column)
    ]
    return max((day for day in days if isinstance(day, date)), default=None)


def day_bound_fault(day: date) -> str | None:
    """Why nothing can be of that day, as the end of a sentence."""
    return None if FIRST_DAY <= day <= LAST_DAY else f"lies outside {FIRST_DAY.year} to {LAST_DAY.year}"


def beyond(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """A sentence for each column of a pull that holds what its bounds do not let in."""
    for table, frame in tables.items():
        for column in frame.select(pl.col(pl.Date, pl.Datetime)):
            yield from _told(table, column, column.dt.date(), (FIRST_DAY, LAST_DAY))
        for column in frame.select(pl.selectors.numeric()):
            yield from _told(table, column, column, BOUNDS.get(column.name, (-MOST_NUMBER, MOST_NUMBER)))


def _told(table: str, column: pl.Series, values: pl.Series, bounds: tuple[Any, Any]) -> Iterator[str]:
    is_out = ~values.is_between(*bounds).fill_null(True)  # is_between is false for what is no number
    if is_out.any():
        first = column.filter(is_out)[0]
        yield f"{table}.{column.name} holds {first}, and can hold {bounds[0]} to {bounds[1]}."
