"""
table: core.published_lags
meaning: Records of the headline beside those on Epoch's own dates and labels, and what hides a record.
grain: one row per release that is a record on one of the two
key: record_release_id
caveat: hidden_by is, for a record of one of the two only, the first release of the other that stands at or above it by its day.
"""

from typing import Any

import polars as pl

from warehouse.estimates.headline_lag import HEADLINE, LAGS, SCORED, HeadlineLag, estimate
from warehouse.estimates.settings import SETTINGS, figures, frame_of
from warehouse.row_schema import Schema, schema_of

QUERIES = {
    "settings": SETTINGS,
    "headline": HEADLINE,
    "repaired": SCORED,
    "published": """
        select pairings.role, published.release_id, published.published_on as released_on, scores.score
        from core.published_releases as published
        join core.pairings
            on list_contains(pairings.countries, published.published_country)
            and list_contains(pairings.openness_set, published.published_openness)
        join core.headline using (pairing_id)
        join core.scores as scores on scores.release_id = published.release_id and scores.scale_id = headline.scale_id
        where published.published_on is not null
        order by pairings.role, released_on, published.release_id
    """,
}
FIGURES = schema_of(HeadlineLag, leave_out=("lags",))
LAG: Schema = {name: dtype for name, dtype in LAGS.items() if name != "record_release_id"}
SIDE = LAG | {"is_record": pl.Boolean, "hidden_by": pl.String, "n_records": pl.Int64} | FIGURES
SCHEMA: Schema = {"record_release_id": pl.String} | {
    f"{side}_{name}": dtype for side in ("repaired", "published") for name, dtype in SIDE.items()
}


def make(
    settings: pl.DataFrame, headline: pl.DataFrame, repaired: pl.DataFrame, published: pl.DataFrame
) -> pl.DataFrame:
    """Every record of either, with its lag on both."""
    sides = {"repaired": repaired, "published": published}
    found = {
        side: estimate(scored, *headline.row(0), n_draws=settings["n_resamples"][0]) for side, scored in sides.items()
    }
    lags = {side: {row["record_release_id"]: row for row in found[side].lags.to_dicts()} for side in sides}
    rows = []
    for record in dict.fromkeys([*lags["repaired"], *lags["published"]]):
        row: dict[str, Any] = {"record_release_id": record}
        for side in sides:
            lag = lags[side].get(record, {})
            row |= {f"{side}_{name}": lag.get(name) for name in LAG}
            row[f"{side}_is_record"] = record in lags[side]
            row[f"{side}_hidden_by"] = None if lag else _hidden_by(sides[side], record)
            row[f"{side}_n_records"] = found[side].lags.height
            row |= {f"{side}_{name}": value for name, value in figures(found[side], FIGURES).items()}
        rows.append(row)
    return frame_of(rows, SCHEMA)


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
