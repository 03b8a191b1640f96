"""What the tests of properties draw: groups of releases, orders of rows, draws of scores. The same examples in every run."""

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

Row = TypeVar("Row")

# No deadline and no measure of speed: on a busy machine either would fail what is right.
few = settings(
    max_examples=30, derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
SHIFTS = st.integers(-30_000, 30_000)
UNITS = st.sampled_from([1 / 32, 1 / 7, 0.5, 24.0])
# Signs of any script, and those that control; without a table of all of Unicode, which takes seconds to make.
SIGNS = st.integers(0, 0xD7FF).map(chr)
ORDERS = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def texts(most: int) -> st.SearchStrategy[str]:
    """Any text."""
    return st.lists(SIGNS, max_size=most).map("".join)


def releases(last_day: int = 60, best: int = 12, **sizes: int) -> st.SearchStrategy[list[tuple[int, float]]]:
    """(day, score) of some releases, whole numbers, so that ties of both are common."""
    scores = st.integers(0, best).map(float)
    return st.lists(st.tuples(st.integers(0, last_day), scores), **({"max_size": 12} | sizes))


def draws(n_draws: int, n: int, best: int = 9) -> st.SearchStrategy[np.ndarray]:
    """Scores of releases, a row a draw, some unknown."""
    return arrays(np.float64, (n_draws, n), elements=st.one_of(st.integers(0, best).map(float), st.just(math.nan)))


def lags(first: int = -40, last: int = 400, step: int = 20, **sizes: int) -> st.SearchStrategy[list[tuple[int, bool]]]:
    """(days, is matched) of records; who is unmatched was followed for no negative time."""
    matched = st.tuples(st.integers(first // step, last // step).map(lambda n: n * step), st.just(True))
    unmatched = st.tuples(st.integers(0, 2 * last // step).map(lambda n: n * step), st.just(False))
    return st.lists(st.one_of(matched, unmatched), **({"min_size": 1, "max_size": 15} | sizes))


@st.composite
def staircases(draw: st.DrawFn, least: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Days and scores of at least so many records: both rise with every record."""
    days = draw(st.lists(st.integers(0, 1000), min_size=least, max_size=12, unique=True).map(sorted))
    scores = draw(st.lists(st.integers(0, 120), min_size=len(days), max_size=len(days), unique=True).map(sorted))
    return np.array(days, dtype=float), np.array(scores) / 2


def shuffled(rng: np.random.Generator, rows: Sequence[Row]) -> list[Row]:
    """The same rows in another order."""
    return [rows[i] for i in rng.permutation(len(rows))]
