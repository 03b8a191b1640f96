"""Tables that compare releases within the paired draws of the index: the rule `paired`, estimands A and B in every draw, present odds.

They stand among the SQL models like those of `warehouse/estimates/models.py`, which lists them.
"""

from dataclasses import asdict
from typing import Any

import duckdb
import numpy as np
import polars as pl

from lag import drawn, odds, paired, survival
from lag.errors import NotEnoughData
from warehouse.estimates.index_estimates import read_draws
from warehouse.estimates.level_estimates import SEED

GROUP = ["pairing_id", "scale_id", "date_basis"]


def match_in_draws(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.paired_matches: the first laggard record at or above each leader record in a share of the draws, on the index."""
    rows: list[dict[str, Any]] = []
    rules = connection.sql("select rule_id, draw_share from core.rules where draw_share is not null order by all")
    shares = rules.fetchall()
    matrix = read_draws(connection)
    records = connection.sql(_RECORDS).pl()
    for values, group in records.group_by(GROUP, maintain_order=True):
        leaders, laggards = group.filter(role="leader"), group.filter(role="laggard")
        if leaders.is_empty() or laggards.is_empty():
            continue
        draws = [matrix.of(frame["release_id"]) for frame in (leaders, laggards)]
        for rule_id, share in shares:
            found = paired.match_paired(*draws, share=float(share))
            key = dict(zip(GROUP, values, strict=True)) | {"rule_id": rule_id}
            for place, match in enumerate(found.match_index.tolist()):
                if match >= 0:
                    row = {
                        "record_release_id": leaders["release_id"][place],
                        "match_release_id": laggards["release_id"][match],
                        "match_released_on": laggards["released_on"][match],
                        "match_score": laggards["score"][match],
                        "draw_share": float(found.share_at_or_above[place, match]),
                    }
                    rows.append(key | row)
    return pl.DataFrame(rows, schema=_PAIRED_SCHEMA)


def estimate_in_draws(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.drawn_lags: estimands A and B within every draw, for every pairing and date basis from GPT-4 on; strict rule."""
    rows: list[dict[str, Any]] = []
    matrix = read_draws(connection)
    for values, group in connection.sql(_RELEASES).pl().group_by(GROUP, maintain_order=True):
        leaders, laggards = group.filter(role="leader"), group.filter(role="laggard")
        if leaders.is_empty() or laggards.is_empty():
            continue
        try:
            found = drawn.estimate_drawn_lag(
                leaders["day"].to_numpy(),
                matrix.of(leaders["release_id"]),
                laggards["day"].to_numpy(),
                matrix.of(laggards["release_id"]),
                start_day=float(group["start_day"][0]),
                as_of_day=float(group["as_of_day"][0]),
            )
        except NotEnoughData:
            continue
        figures = {name: value for name, value in asdict(found).items() if name in _DRAWN_SCHEMA}
        rows.append(dict(zip(GROUP, values, strict=True)) | figures)
    return pl.DataFrame(rows, schema=_DRAWN_SCHEMA)


def state_odds(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.present_odds: for each unmatched record of the headline's pairing on the index, what may be and what is forecast."""
    records = connection.sql(_RISK_SET).pl()
    waiting = records.filter(~pl.col("is_matched"))
    laggards = connection.sql(_LAGGARDS).pl()
    if waiting.is_empty() or laggards.is_empty():
        return pl.DataFrame(schema=_ODDS_SCHEMA)
    curve = survival.estimate_survival_lag(
        records["observed_days"].to_numpy(),
        records["is_matched"].to_numpy(),
        records["match_release_id"].to_list(),
        rng=np.random.default_rng(SEED),
        n_draws=1,
    ).curve
    matrix = read_draws(connection)
    found = odds.estimate_present_odds(
        matrix.of(waiting["record_release_id"]),
        matrix.of(laggards["release_id"]),
        waiting["observed_days"].to_numpy(),
        curve,
    )
    columns = {
        "record_release_id": waiting["record_release_id"],
        "follow_up_days": waiting["observed_days"].cast(pl.Int64),
        "probability_now": found.probability_now,
        "n_draws_known": found.n_draws_known,
        "state": found.states,
        "forecast_share": found.forecast_share,
        "n_records": [records.height] * waiting.height,
    }
    frame = pl.DataFrame(columns, schema=_ODDS_SCHEMA)
    return frame.with_columns(pl.col("probability_now", "forecast_share").fill_nan(None))


_RECORDS = """
    select pairing_id, scale_id, date_basis, role, release_id, released_on, score
    from core.records
    where scale_id = 'index'
    order by pairing_id, scale_id, date_basis, role, released_on
"""
_RELEASES = """
    select
        pairing_id, scale_id, date_basis, role, release_id,
        cast(released_on - date '1970-01-01' as double) as day,
        cast((select max(start_on) from core.starts) - date '1970-01-01' as double) as start_day,
        cast(getvariable('as_of') - date '1970-01-01' as double) as as_of_day,
    from core.scored_releases
    where scale_id = 'index'
    order by pairing_id, scale_id, date_basis, role, released_on, release_id
"""
_HEADLINE_ON_INDEX = "pairing_id = 'us_any__cn_open' and scale_id = 'index' and date_basis = 'available'"
_RISK_SET = f"""
    select
        record_release_id, cast(coalesce(lag_days, follow_up_days) as double) as observed_days, is_matched, match_release_id,
    from core.matches
    where {_HEADLINE_ON_INDEX} and rule_id = 'strict' and record_released_on >= (select max(start_on) from core.starts)
    order by record_released_on
"""  # noqa: S608 - constants of this file
_LAGGARDS = f"select release_id from core.scored_releases where {_HEADLINE_ON_INDEX} and role = 'laggard' order by all"  # noqa: S608
_KEY_SCHEMA: dict[str, Any] = dict.fromkeys(GROUP, pl.String)
_PAIRED_SCHEMA = _KEY_SCHEMA | {
    "rule_id": pl.String, "record_release_id": pl.String, "match_release_id": pl.String, "match_released_on": pl.Date,
    "match_score": pl.Float64, "draw_share": pl.Float64,
}  # fmt: skip
_DRAWN_SCHEMA = _KEY_SCHEMA | {
    "median_days_lower": pl.Float64, "median_days_upper": pl.Float64, "share_6m_lower": pl.Float64,
    "share_6m_upper": pl.Float64, "under_days_lower": pl.Float64, "under_days_upper": pl.Float64,
    "central_days_lower": pl.Float64, "central_days_upper": pl.Float64, "share_median_within_6m": pl.Float64,
    "n_records_median": pl.Float64, "ci_level": pl.Float64, "n_draws": pl.Int64, "n_draws_without_records": pl.Int64,
    "n_draws_median_not_reached": pl.Int64, "n_draws_share_unknown": pl.Int64, "n_draws_bracket_unknown": pl.Int64,
}  # fmt: skip
_ODDS_SCHEMA: dict[str, Any] = {
    "record_release_id": pl.String, "follow_up_days": pl.Int64, "probability_now": pl.Float64, "n_draws_known": pl.Int64,
    "state": pl.String, "forecast_share": pl.Float64, "n_records": pl.Int64,
}  # fmt: skip
