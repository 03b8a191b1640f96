"""Tables of the claims: every verdict, the two eras, and the shares of open releases.

They stand among the SQL models like those of `warehouse/estimates/models.py`, which lists them.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import starmap
from typing import Any

import duckdb
import numpy as np
import polars as pl

from lag import claims, efficiency, eras, openness, pooled, sister_claims, survival
from lag.errors import NotEnoughData
from warehouse.estimates import level_estimates
from warehouse.estimates.level_estimates import EPOCH_DAY, SEED

START_ON = date(2023, 3, 14)
KEY: dict[str, Any] = {
    "pairing_id": "us_any__cn_open",
    "scale_id": "eci_published",
    "date_basis": "available",
    "rule_id": "strict",
    "start_on": START_ON,
}
NINETY = "tolerance_0_9"
# The day of DeepSeek-R1, fixed before the lags were looked at.
SPLIT_ON = date(2025, 1, 20)


def judge_claims(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.verdicts: every reading of every claim; empty before there is a record to judge."""
    records = _risk_set(connection, KEY["rule_id"])
    if records.is_empty():
        return pl.DataFrame(schema=_VERDICT_SCHEMA)
    rows = [key | asdict(verdict) for key, verdict in _verdicts(connection, records)]
    return pl.DataFrame(rows, schema=_VERDICT_SCHEMA)


def _verdicts(
    connection: duckdb.DuckDBPyConnection, records: pl.DataFrame
) -> Iterator[tuple[dict[str, Any], claims.Verdict]]:
    """Verdicts with the choices each rests on; a choice that a verdict does not make is left out."""
    lags, is_matched = records["observed_days"].to_numpy(), records["is_matched"].to_numpy()
    lag = _survival(records)
    yield KEY, claims.judge_typically(lag)
    yield KEY, claims.judge_always(lags, is_matched, lag)
    group = level_estimates.read_group(connection, KEY["pairing_id"], KEY["scale_id"], KEY["date_basis"])
    average = None if group is None else level_estimates.estimate_group(group)
    if average is not None:
        yield KEY, claims.judge_on_average(average)
    for verdict in sister_claims.judge_replicated(lags, is_matched):
        yield KEY, verdict
    ninety = _risk_set(connection, NINETY)
    if ninety.height:
        yield KEY | {"rule_id": NINETY}, sister_claims.judge_ninety(_survival(ninety))
    for pool in _pool_ninety(connection):
        yield KEY | {"rule_id": NINETY, "scale_id": None}, sister_claims.judge_ninety_pooled(pool)
    yield from _price_verdicts(connection)
    yield from _openness_verdicts(connection)
    yield {}, sister_claims.judge_spread(starmap(sister_claims.SpreadWeek, connection.execute(_SPREAD).fetchall()))
    for verdict in sister_claims.list_untested():
        yield {}, verdict


def _price_verdicts(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[dict[str, Any], claims.Verdict]]:
    ratios = connection.sql(_RATIOS, params=list(KEY.values())).pl()
    readings = (("input price", "ratio_input"), ("output price", "ratio_output"))
    for reading, column in readings:
        ratio = efficiency.estimate_price_ratio(ratios[column].to_numpy()) if ratios.height else None
        yield KEY, sister_claims.judge_hundred_times(ratio, reading)  # type: ignore[arg-type]


def _openness_verdicts(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[dict[str, Any], claims.Verdict]]:
    counts = {(kind, country): (n_open, n) for kind, country, n_open, n in connection.execute(_OPEN_COUNTS).fetchall()}
    choices = {"pairing_id": "us_any__cn_any", "date_basis": KEY["date_basis"], "start_on": START_ON}
    kinds = (("frontier record", "frontier records", KEY["scale_id"]), ("release", "releases", None))
    for kind, of, scale_id in kinds:
        for country in ("CN", "US"):
            n_open, n = counts.get((kind, country), (0, 0))
            verdict = sister_claims.judge_openness(n_open, n, country=country, of=of)  # type: ignore[arg-type]
            yield choices | {"scale_id": scale_id}, verdict


def _pool_ninety(connection: duckdb.DuckDBPyConnection) -> list[pooled.PooledLag]:
    """Estimand F under tolerance 0.9 over all benchmarks, with the first model tested on each; empty with too few records."""
    records = connection.sql(_BENCHMARK_RECORDS, params=[KEY["pairing_id"], KEY["date_basis"], NINETY, START_ON]).pl()
    try:
        lags = pooled.estimate_pooled_lag(
            records["scale_id"].to_list(),
            records["domain"].to_list(),
            records["observed_days"].to_numpy(),
            records["is_matched"].to_numpy(),
            records["match_release_id"].to_list(),
            np.zeros(records.height, dtype=np.bool_),
            rng=np.random.default_rng(SEED),
        )
    except NotEnoughData:
        return []
    return [lag for lag in lags if lag.domain is None and lag.has_first_tested]


def compare_eras(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.eras: log-rank test of the records before and from SPLIT_ON, on both indexes by the strict rule."""
    rows = []
    records = connection.sql(_INDEX_RECORDS, params=[KEY["rule_id"], START_ON]).pl()
    group = ["pairing_id", "scale_id", "date_basis"]
    for values, frame in records.group_by(group, maintain_order=True):
        try:
            found = eras.compare_eras(
                frame["record_day"].to_numpy(),
                frame["observed_days"].to_numpy(),
                frame["is_matched"].to_numpy(),
                split_day=float((SPLIT_ON - EPOCH_DAY).days),
            )
        except NotEnoughData:
            continue
        figures = {name: value for name, value in asdict(found).items() if name in _ERA_SCHEMA}
        rows.append(dict(zip(group, values, strict=True)) | figures)
    return pl.DataFrame(rows, schema=_ERA_SCHEMA)


def share_open(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.open_shares: open weights by country and half-year; null is the whole time since GPT-4."""
    rows = []
    for kind, country, half_year, n_open, n in connection.execute(_HALF_YEARS).fetchall():
        found = openness.estimate_open_share(n_open, n)
        figures = {
            "n": n, "n_open": n_open, "share_open": found.share, "share_open_lower": found.share_lower,
            "share_open_upper": found.share_upper, "ci_level": found.ci_level,
        }  # fmt: skip
        rows.append({"kind": kind, "country": country, "half_year": half_year} | figures)
    return pl.DataFrame(rows, schema=_OPEN_SCHEMA)


def _risk_set(connection: duckdb.DuckDBPyConnection, rule_id: str) -> pl.DataFrame:
    return connection.sql(_RECORDS, params=list((KEY | {"rule_id": rule_id}).values())).pl()


def _survival(records: pl.DataFrame) -> survival.SurvivalLag:
    return survival.estimate_survival_lag(
        records["observed_days"].to_numpy(),
        records["is_matched"].to_numpy(),
        records["match_release_id"].to_list(),
        rng=np.random.default_rng(SEED),
    )


_OBSERVED = """
    cast(coalesce(lag_days, follow_up_days) as double) as observed_days, is_matched, match_release_id,
    cast(record_released_on - date '1970-01-01' as double) as record_day,
"""
_RECORDS = f"""
    select {_OBSERVED}
    from core.matches
    where pairing_id = ? and scale_id = ? and date_basis = ? and rule_id = ? and record_released_on >= ?
    order by record_released_on
"""  # noqa: S608 - constants of this file, as below
_INDEX_RECORDS = f"""
    select pairing_id, scale_id, date_basis, {_OBSERVED}
    from core.matches
    join core.scales using (scale_id)
    where scales.scale_type = 'index' and rule_id = ? and record_released_on >= ?
    order by pairing_id, scale_id, date_basis, record_released_on
"""  # noqa: S608
_BENCHMARK_RECORDS = f"""
    select scale_id, domain, {_OBSERVED}
    from core.matches
    join core.scales using (scale_id)
    where
        scales.scale_type not in ('index', 'rating') and pairing_id = ? and date_basis = ? and rule_id = ? and record_released_on >= ?
        and (is_matched or follow_up_days is not null)
    order by scale_id, record_released_on
"""  # noqa: S608
_RATIOS = """
    select ratio_input, ratio_output
    from core.price_ratios
    where
        pairing_id = ? and scale_id = ? and date_basis = ? and rule_id = ? and record_released_on >= ?
        and is_at_launch and ratio_input is not null and ratio_output is not null
    order by record_released_on
"""
_OPEN_COUNTS = """
    select kind, country, count(*) filter (where is_open), count(*),
    from core.open_releases
    group by kind, country
"""
_HALF_YEARS = """
    select
        kind, country, year(released_on) || '-H' || if(month(released_on) <= 6, 1, 2) as half_year,
        count(*) filter (where is_open) as n_open, count(*) as n,
    from core.open_releases
    group by grouping sets ((kind, country, half_year), (kind, country))
    order by all
"""
_SPREAD = """
    select
        pulled_on,
        max(downloads_30d) filter (where origin = 'CN') as cn_downloads_30d,
        max(downloads_30d) filter (where origin = 'US') as us_downloads_30d,
        cast(sum(n_downloads_30d) filter (where origin in ('CN', 'US')) as bigint) as n_repositories,
    from core.hub_adoption
    group by pulled_on
"""
_VERDICT_SCHEMA: dict[str, Any] = {
    "pairing_id": pl.String, "scale_id": pl.String, "date_basis": pl.String, "rule_id": pl.String, "start_on": pl.Date,
    "claim_id": pl.String, "reading": pl.String, "estimand": pl.String, "verdict": pl.String, "figure": pl.Float64,
    "figure_unit": pl.String, "lower": pl.Float64, "upper": pl.Float64, "ci_level": pl.Float64, "n": pl.Int64,
    "reason": pl.String,
}  # fmt: skip
_ERA_SCHEMA: dict[str, Any] = {
    "pairing_id": pl.String, "scale_id": pl.String, "date_basis": pl.String, "n_before": pl.Int64, "n_after": pl.Int64,
    "n_matched_before": pl.Int64, "n_matched_after": pl.Int64, "statistic": pl.Float64, "p_value": pl.Float64,
    "detectable_hazard_ratio": pl.Float64, "power_note": pl.String,
}  # fmt: skip
_OPEN_SCHEMA: dict[str, Any] = {
    "kind": pl.String, "country": pl.String, "half_year": pl.String, "n": pl.Int64, "n_open": pl.Int64,
    "share_open": pl.Float64, "share_open_lower": pl.Float64, "share_open_upper": pl.Float64, "ci_level": pl.Float64,
}  # fmt: skip
