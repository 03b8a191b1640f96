"""How far the headline depends on dates and labels: each disputed day tried in it, and the headline as Epoch publishes it.

Both recompute estimand A for US releases of any access against Chinese open weights on the published index, by the strict rule and over
the records since GPT-4, with `lag.matching` and `lag.survival`. They stand among the SQL models like those of
`warehouse/estimates/models.py`, which lists them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import numpy as np
import polars as pl

from lag import claims, matching, survival
from lag.errors import NotEnoughData
from warehouse.estimates.claim_estimates import START_ON
from warehouse.estimates.level_estimates import EPOCH_DAY, SEED

SCALE_ID = "eci_published"
# Only the curve is read, so the bootstrap beside it draws once.
N_DRAWS = 1


@dataclass(frozen=True, slots=True)
class Headline:
    """Estimand A of two groups. lags: one row per record of the risk set, with release ids, days and the lag.

    Bounds are the wider of the textbook and the chain interval, as in the verdicts; None is unknown or not reached.
    """

    lags: pl.DataFrame
    median_days: float | None = None
    median_days_lower: float | None = None
    median_days_upper: float | None = None
    share_6m: float | None = None
    share_6m_lower: float | None = None
    share_6m_upper: float | None = None
    ci_level: float | None = None


def try_other_days(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.date_moves: by how much each other day of one release, put in place of its own, would move the headline."""
    as_of = read_as_of(connection)
    scored = scored_releases(connection)
    disputed = connection.sql(_DISPUTED).pl()
    now = estimate_headline(scored, as_of)
    before = _lags(now)
    rows = []
    for release_id, other_on in disputed.iter_rows():
        is_it = pl.col("release_id") == release_id
        moved = scored.with_columns(released_on=pl.when(is_it).then(pl.lit(other_on)).otherwise(pl.col("released_on")))
        then = estimate_headline(moved, as_of)
        after = _lags(then)
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        rows.append(
            {
                "release_id": release_id,
                "other_on": other_on,
                "moved_median_days": _difference(then.median_days, now.median_days),
                "moved_share_6m": _difference(then.share_6m, now.share_6m),
                "changed_lag_count": len(changed),
            }
        )
    return pl.DataFrame(rows, schema=_MOVES_SCHEMA)


def compare_published(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.published_lags: records of the headline beside those on Epoch's own dates and labels, and what hides a record.

    hidden_by: for a record of one of the two only, the first release of the other that stands at or above it by its day.
    """
    as_of = read_as_of(connection)
    sides = {
        "repaired": scored_releases(connection),
        "published": connection.sql(_PUBLISHED, params=[SCALE_ID]).pl(),
    }
    found = {side: estimate_headline(scored, as_of) for side, scored in sides.items()}
    lags = {side: {row["record_release_id"]: row for row in found[side].lags.to_dicts()} for side in sides}
    rows = []
    for record in dict.fromkeys([*lags["repaired"], *lags["published"]]):
        row: dict[str, Any] = {"record_release_id": record}
        for side in sides:
            lag = lags[side].get(record, {})
            row |= {f"{side}_{name}": lag.get(name) for name in _SIDE_SCHEMA}
            row[f"{side}_is_record"] = record in lags[side]
            row[f"{side}_hidden_by"] = None if lag else _hidden_by(sides[side], record)
            row[f"{side}_n_records"] = found[side].lags.height
            row |= {f"{side}_{name}": getattr(found[side], name) for name in _FIGURES}
        rows.append(row)
    return pl.DataFrame(rows, schema=_PUBLISHED_SCHEMA)


def scored_releases(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The releases of both groups of the headline: role, release_id, released_on and score."""
    return connection.sql(_SCORED).pl()


def estimate_headline(scored: pl.DataFrame, as_of: date) -> Headline:
    """Estimand A of releases with role, release_id, released_on and score; a release after the as-of day is left out."""
    known = scored.filter(pl.col("released_on") <= as_of).sort("released_on", "release_id")
    leaders, laggards = known.filter(role="leader"), known.filter(role="laggard")
    as_of_day = float((as_of - EPOCH_DAY).days)
    matched = matching.match_records(
        _days(leaders), leaders["score"].to_numpy(), _days(laggards), laggards["score"].to_numpy(), as_of_day=as_of_day
    )
    at_risk = matched.record_days >= (START_ON - EPOCH_DAY).days
    records = leaders[matched.record_index[at_risk].tolist()]
    places = [place if place >= 0 else None for place in matched.match_index[at_risk].tolist()]
    lags = pl.DataFrame(
        {
            "record_release_id": records["release_id"],
            "record_on": records["released_on"],
            "match_release_id": _picked(laggards["release_id"], places),
            "match_on": _picked(laggards["released_on"], places),
            "observed_days": matched.lag_days[at_risk],
            "is_matched": matched.is_matched[at_risk],
        },
        schema=_LAG_SCHEMA,
    )
    try:
        lag = survival.estimate_survival_lag(
            lags["observed_days"].to_numpy(),
            matched.is_matched[at_risk],
            lags["match_release_id"].to_list(),
            rng=np.random.default_rng(SEED),
            n_draws=N_DRAWS,
        )
    except NotEnoughData:
        return Headline(lags)
    typically = claims.judge_typically(lag)
    always = claims.judge_always(matched.lag_days[at_risk], matched.is_matched[at_risk], lag)
    return Headline(
        lags,
        median_days=lag.median_days,
        median_days_lower=typically.lower,
        median_days_upper=typically.upper,
        share_6m=lag.share_6m,
        share_6m_lower=always.lower,
        share_6m_upper=always.upper,
        ci_level=lag.ci_level,
    )


def _lags(headline: Headline) -> dict[str, tuple[float, bool]]:
    return {
        name: (days, is_matched)
        for name, days, is_matched in headline.lags.select(
            "record_release_id", "observed_days", "is_matched"
        ).iter_rows()
    }


def _hidden_by(scored: pl.DataFrame, record: str) -> str | None:
    """The first leader release at or above the record by its day in that group; None if it is in no group there."""
    leaders = scored.filter(role="leader")
    own = leaders.filter(release_id=record)
    if own.is_empty():
        return None
    better = leaders.filter(
        pl.col("release_id") != record,
        pl.col("released_on") <= own["released_on"][0],
        pl.col("score") >= own["score"][0],
    )
    return None if better.is_empty() else str(better.sort("released_on", "release_id")["release_id"][0])


def _difference(then: float | None, now: float | None) -> float | None:
    return None if then is None or now is None else then - now


def _days(releases: pl.DataFrame) -> Any:
    return (releases["released_on"].cast(pl.Int32)).to_numpy().astype(np.float64)


def _picked(values: pl.Series, places: Sequence[int | None]) -> list[Any]:
    return [None if place is None else values[place] for place in places]


def read_as_of(connection: duckdb.DuckDBPyConnection) -> date:
    ((as_of,),) = connection.execute("select getvariable('as_of')").fetchall()
    return as_of  # type: ignore[no-any-return]


_SCORED = """
    select role, release_id, released_on, score
    from core.headline_scores
    order by role, released_on, release_id
"""
_DISPUTED = """
    select distinct release_id, other_on
    from core.date_disagreements
    where is_headline_kind and role is not null
    order by all
"""
_PUBLISHED = """
    select pairings.role, published.release_id, published.published_on as released_on, scores.score
    from core.published_releases as published
    join core.pairings
        on list_contains(pairings.countries, published.published_country)
        and list_contains(pairings.openness_set, published.published_openness)
    join core.scores as scores on scores.release_id = published.release_id and scores.scale_id = ?
    where pairings.pairing_id = 'us_any__cn_open' and published.published_on is not null
    order by role, released_on, published.release_id
"""
_LAG_SCHEMA: dict[str, Any] = {
    "record_release_id": pl.String, "record_on": pl.Date, "match_release_id": pl.String, "match_on": pl.Date,
    "observed_days": pl.Float64, "is_matched": pl.Boolean,
}  # fmt: skip
_FIGURES = (
    "median_days", "median_days_lower", "median_days_upper", "share_6m", "share_6m_lower", "share_6m_upper", "ci_level",
)  # fmt: skip
_SIDE_SCHEMA: dict[str, Any] = {name: dtype for name, dtype in _LAG_SCHEMA.items() if name != "record_release_id"}
_PUBLISHED_SCHEMA: dict[str, Any] = {"record_release_id": pl.String} | {
    f"{side}_{name}": dtype
    for side in ("repaired", "published")
    for name, dtype in (
        _SIDE_SCHEMA
        | {"is_record": pl.Boolean, "hidden_by": pl.String, "n_records": pl.Int64}
        | dict.fromkeys(_FIGURES, pl.Float64)
    ).items()
}
_MOVES_SCHEMA: dict[str, Any] = {
    "release_id": pl.String, "other_on": pl.Date, "moved_median_days": pl.Float64, "moved_share_6m": pl.Float64,
    "changed_lag_count": pl.Int64,
}  # fmt: skip
