"""
table: core.past_forecasts
meaning: The back-test of the forecasts: what every model would have said at the end of every past week, and what came of it.
grain: one row per ISO week, record, horizon and model
key: made_as_of, record_release_id, horizon, model_id
not_null: made_as_of, record_release_id, horizon, model_id, knowledge, is_matched
in: knowledge (as_seen, as_reconstructed)
caveat: From the first kept vintage on a week knows the scores as they then stood (as_seen); a week before it knows today's scores of the
releases of the time (as_reconstructed), some of which came weeks later, so that these forecasts knew too much. Dates and labels are
today's. What came of it is read from the scores of the as-of day, for target days by which a laggard would have its score by now
(core.scored_until).
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from warehouse.estimates.forecast_days import ANSWERS, SCORED, forecast_on
from warehouse.row_schema import Schema

QUERIES = {
    "scored": SCORED,
    "seen": """
        select vintages.first_seen_on, dated.role, dated.release_id, day_number(dated.released_on) as day, vintages.score
        from core.score_vintages as vintages
        join core.dated_releases as dated using (release_id)
        join core.headline using (pairing_id, date_basis)
        where vintages.standing <> 'vanished'
        order by vintages.first_seen_on, dated.role, day, dated.release_id
    """,
    "headline": "select start_on, scored_until_on from core.headline cross join core.scored_until",
    "weeks": "select week_as_of from staging.weeks where week_as_of < getvariable('as_of') order by week_as_of",
}
SCHEMA: Schema = ANSWERS | {"knowledge": pl.String, "is_matched": pl.Boolean, "match_release_id": pl.String}


def make(scored: pl.DataFrame, seen: pl.DataFrame, headline: pl.DataFrame, weeks: pl.DataFrame) -> pl.DataFrame:
    """The weeks' forecasts that have come due; none while it is not known how long a score takes."""
    start_on, scored_until_on = headline.row(0)
    if scored_until_on is None:
        return pl.DataFrame(schema=SCHEMA)
    vintages = {day: rows for (day,), rows in seen.group_by("first_seen_on", maintain_order=True)}

    def answers() -> Iterator[pl.DataFrame]:
        for day in weeks["week_as_of"]:
            newest = max((first for first in vintages if first <= day), default=None)
            known = scored if newest is None else vintages[newest].drop("first_seen_on")
            knowledge = pl.lit("as_reconstructed" if newest is None else "as_seen").alias("knowledge")
            yield forecast_on(day, known, start_on).with_columns(knowledge)

    made = pl.concat([pl.DataFrame(schema=ANSWERS | {"knowledge": pl.String}), *answers()])
    return _with_outcomes(made.filter(pl.col("target_on") <= scored_until_on), scored)


def _with_outcomes(made: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
    """Whether each record was matched by its target day, by the scores of the as-of day; a record without one of these has no outcome."""
    records = made.select("record_release_id").unique().join(
        scored.filter(role="leader"), left_on="record_release_id", right_on="release_id"
    )  # fmt: skip
    laggards = scored.filter(role="laggard")  # in order of days
    scores = laggards["score"].to_numpy()
    first = [np.flatnonzero(scores >= score)[:1] for score in records["score"]]
    matches = records.select("record_release_id").with_columns(
        match_release_id=pl.Series([laggards["release_id"][int(of[0])] if len(of) else None for of in first], dtype=pl.String),
        match_day=pl.Series([laggards["day"][int(of[0])] if len(of) else None for of in first], dtype=pl.Float64),
    )  # fmt: skip
    is_matched = (pl.col("match_day") <= pl.col("target_on").cast(pl.Int32)).fill_null(False)
    return (
        made.join(matches, on="record_release_id", maintain_order="left")
        .with_columns(is_matched=is_matched)
        .with_columns(match_release_id=pl.when("is_matched").then("match_release_id"))
        .select(SCHEMA.keys())
    )
