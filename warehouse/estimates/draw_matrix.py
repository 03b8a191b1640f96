"""The draws of releases as one matrix, for comparisons within a draw."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from warehouse.estimates.fitted_index import Floats, matrix

DRAWS = "select draw, name_id, value from core.index_draws where kind = 'release'"


@dataclass(frozen=True, slots=True)
class DrawMatrix:
    """Draws in rows, releases in columns; NaN is unknown in that draw."""

    values: Floats
    place_of: dict[str, int]

    def of(self, release_ids: Iterable[str]) -> Floats:
        """Columns of the releases asked for; NaN throughout for one without a part in the fit."""
        places = [self.place_of.get(name, -1) for name in release_ids]
        padded = np.hstack((self.values, np.full((len(self.values), 1), np.nan)))
        return padded[:, places]


def draw_matrix(draws: pl.DataFrame) -> DrawMatrix:
    """The matrix of rows of DRAWS."""
    if draws.is_empty():
        return DrawMatrix(np.empty((0, 0)), {})
    names, values = matrix(draws)
    return DrawMatrix(values, {name: place for place, name in enumerate(names)})
