"""Every ISO week as it was: as it was seen where a vintage is kept, and as today's scores make it.

`as_seen`, on `eci_published` from the first vintage on: the rows of the newest vintage by the week's end, those in its hole included; and
beside them the same with all that had vanished carried on. `as_reconstructed`, in every week: on `eci_published` the load that the week
uses, limited to releases of the time; on `index` our own index fitted anew to the scores known by then. Dates and labels are those of
today's reference file, and so are estimators.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby
from typing import Literal

import numpy as np
import polars as pl

from lag import index
from warehouse.estimates import fitted_index
from warehouse.estimates.settings import day_number
from warehouse.settings import N_DRAWS

PUBLISHED = "eci_published"
Basis = Literal["as_seen", "as_reconstructed"]
Sides = tuple[pl.DataFrame, pl.DataFrame]
QUERIES = {
    "fit": "select n_draws from core.index_fit",
    "headline": "select start_on from core.headline",
    "weeks": "select week, week_as_of, load_id, vintage from staging.score_load_by_week order by week",
    "dated": """
        select dated.role, dated.release_id, dated.released_on, day_number(dated.released_on) as day
        from core.dated_releases as dated
        join core.headline using (pairing_id, date_basis)
        order by dated.role, dated.released_on, dated.release_id
    """,
    "published": "select load_id, release_id, score from core.published_index",
    "vintages": "select first_seen_on, release_id, score, standing from core.score_vintages order by first_seen_on, release_id",
    "inputs": """
        select load_id, release_id, scale_id, score, known_on
        from core.index_inputs
        where known_on is not null
        order by load_id, known_on
    """,
}


@dataclass(frozen=True, slots=True)
class Week:
    """One week on one scale: leaders and laggards as frames of release_id, day and score, in order of day and id.

    vintage: the day of the scores. inputs: what our own index was fitted to. carried: as seen, both sides with every vanished score.
    """

    week: str
    week_as_of: date
    scale_id: str
    basis: Basis
    vintage: date
    leaders: pl.DataFrame
    laggards: pl.DataFrame
    start_day: float
    n_draws: int = N_DRAWS
    inputs: fitted_index.Inputs | None = None
    carried: Sides | None = None

    @property
    def as_of_day(self) -> float:
        return day_number(self.week_as_of)

    @property
    def draw_key(self) -> str | None:
        """The name of its draws, the same for weeks whose scores in the fit are; None on a scale without draws."""
        if self.inputs is None:
            return None
        fitted = fitted_index.fit(self.inputs)
        return None if isinstance(fitted, str) else fitted_index.draw_key(fitted.checksum, self.n_draws)

    @property
    def inputs_key(self) -> str | None:
        """What the figures within the draws of this week depend on; None on a scale without draws."""
        draw_key = self.draw_key
        if draw_key is None:
            return None
        sides = [frame.select("release_id", "day").rows() for frame in (self.leaders, self.laggards)]
        content = json.dumps([draw_key, self.as_of_day, sides])
        return hashlib.sha256(content.encode()).hexdigest()


def list_weeks(
    fit: pl.DataFrame,
    headline: pl.DataFrame,
    weeks: pl.DataFrame,
    dated: pl.DataFrame,
    published: pl.DataFrame,
    vintages: pl.DataFrame,
    inputs: pl.DataFrame,
) -> Iterator[Week]:
    """Every week on every scale and basis that had a leader and a laggard by then, from the frames of QUERIES."""
    n_draws = next(iter(fit["n_draws"].drop_nulls()), N_DRAWS)
    start_day = day_number(headline["start_on"][0])
    seen = _weeks_as_seen(weeks, dated, vintages, start_day, n_draws)
    return chain(seen, _weeks_as_reconstructed(weeks, dated, published, inputs, start_day, n_draws))


def _weeks_as_seen(
    weeks: pl.DataFrame, dated: pl.DataFrame, vintages: pl.DataFrame, start_day: float, n_draws: int
) -> Iterator[Week]:
    for name, week_as_of in weeks.select("week", "week_as_of").iter_rows():
        vintage = vintages.filter(pl.col("first_seen_on") <= week_as_of)["first_seen_on"].max()
        if not isinstance(vintage, date):
            continue
        scores = vintages.filter(first_seen_on=vintage)
        known = dated.filter(pl.col("released_on") <= week_as_of)
        carried = _sides(known, scores)
        for leaders, laggards in _sides(known, scores.filter(pl.col("standing") != "vanished")):
            yield Week(
                name,
                week_as_of,
                PUBLISHED,
                "as_seen",
                vintage,
                leaders,
                laggards,
                start_day,
                n_draws,
                carried=next(carried),
            )


def _weeks_as_reconstructed(
    weeks: pl.DataFrame,
    dated: pl.DataFrame,
    published: pl.DataFrame,
    inputs: pl.DataFrame,
    start_day: float,
    n_draws: int,
) -> Iterator[Week]:
    basis: Basis = "as_reconstructed"
    for (load_id, vintage), of_load in groupby(weeks.iter_rows(), key=lambda row: (row[2], row[3])):
        scores = published.filter(load_id=load_id)
        load_inputs = inputs.filter(load_id=load_id)
        # In order of the day from which a score is known: what is known by a week is a run from the top.
        known_on = load_inputs["known_on"].to_numpy()
        for name, week_as_of, *_ in of_load:
            known = dated.filter(pl.col("released_on") <= week_as_of)
            for sides in _sides(known, scores):
                yield Week(name, week_as_of, PUBLISHED, basis, vintage, *sides, start_day, n_draws)
            n_known = int(np.searchsorted(known_on, np.datetime64(week_as_of), side="right"))
            if not n_known:
                continue
            chosen = fitted_index.choose_inputs(load_inputs.head(n_known))
            fitted = fitted_index.fit(chosen)
            if isinstance(fitted, index.IndexFit):
                fitted_scores = pl.DataFrame({"release_id": fitted.releases, "score": fitted.capability})
                for sides in _sides(known, fitted_scores):
                    yield Week(name, week_as_of, "index", basis, vintage, *sides, start_day, n_draws, chosen)


def _sides(known: pl.DataFrame, scores: pl.DataFrame) -> Iterator[Sides]:
    """Leaders and laggards with their scores; nothing while one side has none. known: laggards first, as `dated` has them."""
    scored = known.join(scores.select("release_id", "score"), on="release_id", maintain_order="left")
    scored = scored.select("role", "release_id", "day", "score")
    n_laggards = int((scored["role"] == "laggard").sum())
    if 0 < n_laggards < scored.height:
        yield scored.slice(n_laggards), scored.head(n_laggards)
