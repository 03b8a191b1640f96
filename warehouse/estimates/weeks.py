"""Every ISO week as it was: as it was seen where a vintage is kept, and as today's scores make it.

`as_seen`, on `eci_published` from the first vintage on: the rows of the newest vintage by the week's end, those in its hole included; and
beside them the same with all that had vanished carried on. `as_reconstructed`, in every week: on `eci_published` the load that the week
uses, limited to releases of the time; on `index` our own index fitted anew to the scores known by then. Dates and labels are those of
today's reference file, and so are estimators.
"""

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
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
        order by all
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
    known = Dated(
        dated["release_id"], dated["released_on"].to_list(), dated["day"], int((dated["role"] == "laggard").sum())
    )
    seen = _weeks_as_seen(weeks, known, vintages, start_day, n_draws)
    return chain(seen, _weeks_as_reconstructed(weeks, known, published, inputs, start_day, n_draws))


@dataclass(frozen=True, slots=True)
class Dated:
    """Releases of both sides with their days, laggards first, each side in order of day and id: hundreds of weeks each pick theirs."""

    release_id: pl.Series
    released_on: list[date]
    day: pl.Series
    n_laggards: int

    def sides(self, week_as_of: date, scores: Mapping[str, float | None]) -> Iterator[Sides]:
        """Leaders and laggards out by a day, with their scores; nothing while one side has none."""
        dated = enumerate(zip(self.release_id, self.released_on, strict=True))
        places = [place for place, (name, day) in dated if day <= week_as_of and name in scores]
        n_laggards = bisect_left(places, self.n_laggards)
        if 0 < n_laggards < len(places):
            names = self.release_id.gather(places)
            score = pl.Series("score", [scores[name] for name in names], dtype=pl.Float64)
            scored = pl.DataFrame([names, self.day.gather(places), score])
            yield scored.slice(n_laggards), scored.head(n_laggards)


def _weeks_as_seen(
    weeks: pl.DataFrame, dated: Dated, vintages: pl.DataFrame, start_day: float, n_draws: int
) -> Iterator[Week]:
    kept: dict[date, list[tuple[str, float, str]]] = {}
    for day, *row in vintages.select("first_seen_on", "release_id", "score", "standing").iter_rows():
        kept.setdefault(day, []).append((row[0], row[1], row[2]))
    days = sorted(kept)
    for name, week_as_of in weeks.select("week", "week_as_of").iter_rows():
        place = bisect_right(days, week_as_of)
        if not place:
            continue
        vintage = days[place - 1]
        carried = dated.sides(week_as_of, {release: score for release, score, _ in kept[vintage]})
        printed = {release: score for release, score, standing in kept[vintage] if standing != "vanished"}
        for leaders, laggards in dated.sides(week_as_of, printed):
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
    weeks: pl.DataFrame, dated: Dated, published: pl.DataFrame, inputs: pl.DataFrame, start_day: float, n_draws: int
) -> Iterator[Week]:
    basis: Basis = "as_reconstructed"
    for (load_id, vintage), of_load in groupby(weeks.iter_rows(), key=lambda row: (row[2], row[3])):
        scores = dict(published.filter(load_id=load_id).select("release_id", "score").iter_rows())
        load_inputs = fitted_index.in_order(inputs.filter(load_id=load_id))
        known_on = load_inputs["known_on"].to_numpy()
        for name, week_as_of, *_ in of_load:
            for sides in dated.sides(week_as_of, scores):
                yield Week(name, week_as_of, PUBLISHED, basis, vintage, *sides, start_day, n_draws)
            is_known = known_on <= np.datetime64(week_as_of)
            if not is_known.any():
                continue
            chosen = fitted_index.inputs_of(load_inputs.filter(is_known))
            fitted = fitted_index.fit(chosen)
            if isinstance(fitted, index.IndexFit):
                capability = dict(zip(fitted.releases, fitted.capability.tolist(), strict=True))
                for sides in dated.sides(week_as_of, capability):
                    yield Week(name, week_as_of, "index", basis, vintage, *sides, start_day, n_draws, chosen)
