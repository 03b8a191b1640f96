"""Leaders and laggards of every pairing, scale and date basis, and what several estimators ask of those on a capability index."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
import polars as pl

from lag import level
from lag.errors import NotEnoughData
from warehouse.estimates.settings import SEED
from warehouse.printable import counted
from warehouse.row_schema import Schema

GROUP = ["pairing_id", "scale_id", "date_basis"]
KEY: Schema = dict.fromkeys(GROUP, pl.String)
GPT_4 = "gpt-4-mar-2023"
RELEASES = """
    select
        pairing_id, scale_id, date_basis, role, release_id, score,
        day_number(released_on) as day,
        day_number(getvariable('as_of')) as as_of_day,
    from core.scored_releases
    where scale_id in (select scale_id from core.scales where scale_type = 'index')
    order by pairing_id, scale_id, date_basis, role, released_on, release_id
"""

Floats = np.ndarray[Any, np.dtype[np.float64]]


def groups(rows: pl.DataFrame) -> Iterator[tuple[dict[str, Any], pl.DataFrame, pl.DataFrame]]:
    """Key, leaders and laggards of each pairing, scale and date basis that has both; rows also say the role."""
    by, first = [*GROUP, "role"], 0
    rows = rows.sort(by, maintain_order=True)
    sizes = rows.group_by(by, maintain_order=True).len()
    for values, of_group in groupby(sizes.iter_rows(), key=lambda row: row[: len(GROUP)]):
        sides = {}
        for *_, role, n_rows in of_group:
            sides[role] = rows.slice(first, n_rows)
            first += n_rows
        if len(sides) == 2:
            yield dict(zip(GROUP, values, strict=True)), sides["leader"], sides["laggard"]


def arrays(leaders: pl.DataFrame, laggards: pl.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    """Days and scores of both sides."""
    leader_days, leader_scores = leaders["day"].to_numpy(), leaders["score"].to_numpy()
    return leader_days, leader_scores, laggards["day"].to_numpy(), laggards["score"].to_numpy()


def average(as_of_day: float, leaders: pl.DataFrame, laggards: pl.DataFrame, n_resamples: int) -> level.LevelLag | None:
    """Estimand C of one group from GPT-4's level; None without GPT-4, and while no leader is above it.

    Raises ValueError where the leaders begin above that level, which a day that is a slip makes of the best of today.
    """
    names = leaders["release_id"].to_list()
    if GPT_4 not in names:
        return None
    days, scores = leaders["day"].to_numpy(), leaders["score"].to_numpy()
    gpt_4, first = names.index(GPT_4), int(np.lexsort((-scores, days))[0])
    if scores[first] > scores[gpt_4]:
        before = counted(round(days[gpt_4] - days[first]), "day")
        raise ValueError(
            f"{names[first]} is dated {before} before GPT-4 and scores {scores[first]:.1f}, above its {scores[gpt_4]:.1f}: "
            "look for a slip in its days in warehouse/reference (releases.csv, date_claims.csv), or at its source."
        )
    rng = np.random.default_rng(SEED)
    try:
        return level.estimate_level_lag(
            *arrays(leaders, laggards),
            level_from=float(scores[gpt_4]),
            as_of_day=as_of_day,
            rng=rng,
            n_draws=n_resamples,
        )
    except NotEnoughData:
        return None
