"""
table: marts.claim_verdicts
meaning: What the data say of each reading of every claim: "six months at most", and those told beside it.
grain: one row per claim, pairing, cohort and reading
key: claim_id, pairing_id, cohort_id, reading
not_null: claim_id, reading, place, estimand, verdict, figure_unit, interval_state, n, reason_code, as_of
in: date_basis (available, announced, published); verdict (supported, contradicted, cannot be told, not tested); figure_unit (days,
share, ratio); interval_state (closed, open, unknown); claim_id (six_months, replicated, ninety_per_cent, hundred_times,
china_open_us_closed, spread, not_on_the_hub); cohort_id (records, lab_records); censoring_id (as_of); reason_code (nothing_to_judge,
too_few_records, too_few_chains, too_few_benchmarks, too_few_steps, too_few_pairs, interval_below, interval_above, interval_across,
levels_waiting, counterexamples, clocks_running, all_in_time, estimate_unknown, longer_days, days_within, days_open,
scored_until_unknown, no_listing, one_listing, listings_too_close, roots_unknown, moved_more, moved_less, no_source)
refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; rule_id = core.rules.rule_id
caveat: A verdict holds for one vintage of scores, named in the row; scores are refitted over time.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import starmap
from typing import Any

import polars as pl

from lag import claims, gap_claims, sister_claims
from lag.claims import Verdict
from lag.drawn import DrawnLag
from lag.errors import NotEnoughData
from lag.pooled import PooledLag
from warehouse.estimates import drawn_lag
from warehouse.estimates.benchmarks_pooled import pool
from warehouse.estimates.cohorts import KEY as COHORT
from warehouse.estimates.cohorts import MATCHES, OBSERVED, estimate
from warehouse.estimates.draw_matrix import DRAWS, DrawMatrix, draw_matrix
from warehouse.estimates.efficiency_summary import RATIOS, counted_pairs
from warehouse.estimates.efficiency_summary import estimate as estimate_ratio
from warehouse.estimates.index_groups import RELEASES, average, groups
from warehouse.estimates.settings import SETTINGS, figures, frame_of
from warehouse.row_schema import schema_of

NINETY = "tolerance_0_9"
# The talk that the claim comes from says it of open source as such, too.
OPEN_SOURCE = "any_closed__any_open"
JUDGED = f"pairing_id in (headline.pairing_id, '{OPEN_SOURCE}')"
QUERIES = {
    "settings": SETTINGS,
    "headline": "from core.headline",
    "vintages": "select vintage, load_vintage from core.index_in_use",
    "records": f"""
        select matches.pairing_id, matches.rule_id, matches.cohort_id, {OBSERVED}
        from core.matches
        join core.headline using (scale_id, date_basis)
        where matches.{JUDGED} and matches.record_released_on >= headline.start_on
        order by matches.record_released_on
    """,  # noqa: S608 - constants, as below
    "releases": f"""
        select releases.*
        from ({RELEASES}) as releases
        join core.headline using (scale_id, date_basis)
        where releases.{JUDGED}
    """,  # noqa: S608
    "drawn_releases": f"""
        select releases.*
        from ({drawn_lag.RELEASES}) as releases
        join core.headline using (date_basis)
        where releases.{JUDGED}
    """,  # noqa: S608
    "draws": DRAWS,
    "present": f"""
        select
            brackets.pairing_id, brackets.central_days, count(records.release_id) as n_records,
        from core.brackets
        join core.headline using (date_basis)
        left join core.records
            on records.pairing_id = brackets.pairing_id and records.scale_id = brackets.scale_id
            and records.date_basis = brackets.date_basis and records.role = 'leader'
        where brackets.{JUDGED} and brackets.scale_id = 'index' and brackets.day = getvariable('as_of')
        group by all
    """,  # noqa: S608
    "days": f"""
        select
            brackets.pairing_id, brackets.day, brackets.under_days, brackets.central_days, brackets.over_days, brackets.gap_state,
            scored_until.scored_until_on,
        from core.brackets
        join core.headline using (scale_id, date_basis)
        cross join core.scored_until
        where brackets.{JUDGED}
        order by brackets.pairing_id, brackets.day
    """,  # noqa: S608
    # In the order of marts.benchmarks_pooled, which pools the same records: each pool is then made once.
    "benchmark_records": f"""
        select matches.*
        from ({MATCHES}) as matches
        join core.headline using (date_basis, cohort_id, censoring_id, start_on)
        where
            matches.{JUDGED} and matches.rule_id in (headline.rule_id, '{NINETY}')
            and is_followed and scale_type not in ('index', 'rating')
        order by all
    """,  # noqa: S608
    "efficiency": RATIOS,
    "open_counts": """
        select kind, country, count(*) filter (where is_open) as n_open, count(*) as n,
        from core.open_releases
        group by kind, country
    """,
    # A listing without downloads on both sides has no share, and says nothing of a change.
    "spread": """
        select listed_on, share_downloads_30d_of_two, share_downloads_30d_unknown, n_downloads_30d_of_two,
        from core.spread_shares
        where share_downloads_30d_of_two is not null and share_downloads_30d_unknown is not null
        order by listed_on
    """,
}
SCHEMA = COHORT | schema_of(Verdict) | {"place": pl.Int64, "vintage": pl.Date}

Choices = dict[str, Any]
Found = Iterator[tuple[Choices, Verdict]]


def make(
    settings: pl.DataFrame,
    headline: pl.DataFrame,
    vintages: pl.DataFrame,
    records: pl.DataFrame,
    releases: pl.DataFrame,
    drawn_releases: pl.DataFrame,
    draws: pl.DataFrame,
    present: pl.DataFrame,
    days: pl.DataFrame,
    benchmark_records: pl.DataFrame,
    efficiency: pl.DataFrame,
    open_counts: pl.DataFrame,
    spread: pl.DataFrame,
) -> pl.DataFrame:
    """Every verdict with the choices it rests on; a choice that a verdict does not make is null."""
    headline_key, n_resamples = headline.row(0, named=True), settings["n_resamples"][0]
    if records.is_empty() or vintages.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    matrix = draw_matrix(draws)
    found: list[tuple[Choices, Verdict]] = []
    for pairing_id in (headline_key["pairing_id"], OPEN_SOURCE):
        key = headline_key | {"pairing_id": pairing_id}
        of_pairing = (rows.filter(pairing_id=pairing_id) for rows in (records, releases, benchmark_records))
        lags, sides, on_benchmarks = of_pairing
        cohort = lags.filter(rule_id=key["rule_id"], cohort_id=key["cohort_id"])
        if cohort.is_empty():
            continue
        pools = {rule_id: _pooled(on_benchmarks, rule_id, n_resamples) for rule_id in (key["rule_id"], NINETY)}
        drawn = _drawn(drawn_releases.filter(pairing_id=pairing_id), matrix)
        found += _on_six_months(key, cohort, drawn, pools[key["rule_id"]], n_resamples)
        found += _on_gaps(key, present.filter(pairing_id=pairing_id), days.filter(pairing_id=pairing_id), drawn)
        found += _on_levels(key, sides, n_resamples)
        found += _on_replicas(key, lags)
        found += _on_ninety(key, lags, pools[NINETY], n_resamples)
    found += _on_efficiency(headline_key, efficiency, n_resamples)
    found += _on_openness(headline_key, open_counts)
    listings = starmap(sister_claims.SpreadListing, spread.iter_rows())
    found += [({}, verdict) for verdict in (sister_claims.judge_spread(listings), *sister_claims.list_untested())]
    frame = frame_of((choices | figures(verdict, SCHEMA) for choices, verdict in found), SCHEMA)
    return _in_order(frame.with_columns(_vintage(*vintages.select("vintage", "load_vintage").row(0))))


def _vintage(of_index: date, of_load: date) -> pl.Expr:
    """The day of the scores of a verdict: a kept publication holds the published index alone, the rest is of the load in use."""
    is_of_load = (pl.col("scale_id") == "index").fill_null(False) | pl.col("n_benchmarks").is_not_null()
    return pl.when(is_of_load).then(pl.lit(of_load)).otherwise(pl.lit(of_index)).alias("vintage")


def _in_order(verdicts: pl.DataFrame) -> pl.DataFrame:
    """With the place of each reading in its claim: that of METHOD 6, or that in which they were found."""
    in_claim = pl.int_range(1, pl.len() + 1).over("claim_id", "pairing_id")
    as_said = pl.col("reading").replace_strict(claims.READINGS, range(1, len(claims.READINGS) + 1), default=None)
    place = pl.when(pl.col("claim_id") == claims.CLAIM_ID).then(as_said).otherwise(in_claim)
    return verdicts.with_columns(place.alias("place")).sort("claim_id", "pairing_id", "place", nulls_last=True)


def _drawn(releases: pl.DataFrame, matrix: DrawMatrix) -> DrawnLag | None:
    """A and B within the draws, at the level of the intervals of a verdict."""
    for _, leaders, laggards in groups(releases):
        with suppress(NotEnoughData):
            return drawn_lag.estimate(leaders, laggards, matrix, ci_level=sister_claims.CI_LEVEL)
    return None


def _pooled(records: pl.DataFrame, rule_id: str, n_resamples: int) -> list[PooledLag]:
    """Estimand F over all benchmarks, with the first model tested on each; empty where none has enough records."""
    pools = pool(records.filter(rule_id=rule_id), n_resamples)
    return [lag for lag in pools if lag.domain is None and lag.has_first_tested]


def _on_six_months(
    key: Choices, cohort: pl.DataFrame, drawn: DrawnLag | None, pools: list[PooledLag], n_resamples: int
) -> Found:
    lags, is_matched = cohort["observed_days"].to_numpy(), cohort["is_matched"].to_numpy()
    lag = estimate(cohort, n_resamples)
    least = None if drawn is None else drawn.n_counterexamples_least
    yield key, claims.judge_at_most(lags, is_matched, lag, least)
    yield key, claims.judge_typically(lag)
    reading, over_benchmarks = "typically, over benchmarks", key | {"scale_id": None}
    for pooled in pools:
        yield over_benchmarks, claims.judge_typically(pooled, reading=reading, estimand="F")
    if not pools:
        yield over_benchmarks, claims.cannot_judge(reading, "F")


def _on_gaps(key: Choices, present: pl.DataFrame, days: pl.DataFrame, drawn: DrawnLag | None) -> Found:
    central_days, n_records = (present["central_days"][0], present["n_records"][0]) if present.height else (None, 0)
    of_days = key | {"rule_id": None, "start_on": None}
    yield of_days | {"scale_id": "index"}, gap_claims.judge_today(central_days, drawn, n_records)
    for verdict in gap_claims.judge_any_time(days):
        yield of_days, verdict


def _on_levels(key: Choices, releases: pl.DataFrame, n_resamples: int) -> Found:
    for _, leaders, laggards in groups(releases):
        level = average(leaders["as_of_day"][0], leaders, laggards, n_resamples)
        if level is None:
            yield key, claims.cannot_judge("on average over levels", "C")
        else:
            yield key, claims.judge_on_average(level)


def _on_replicas(key: Choices, lags: pl.DataFrame) -> Found:
    for cohort_id in (key["cohort_id"], "lab_records"):
        cohort = lags.filter(rule_id=key["rule_id"], cohort_id=cohort_id)
        verdicts = sister_claims.judge_replicated(cohort["observed_days"].to_numpy(), cohort["is_matched"].to_numpy())
        for verdict in verdicts:
            yield key | {"cohort_id": cohort_id}, verdict


def _on_ninety(key: Choices, lags: pl.DataFrame, pools: list[PooledLag], n_resamples: int) -> Found:
    ninety = key | {"rule_id": NINETY}
    cohort = lags.filter(rule_id=NINETY, cohort_id=key["cohort_id"])
    if cohort.height:
        yield ninety, sister_claims.judge_ninety(estimate(cohort, n_resamples))
    over_benchmarks = ninety | {"scale_id": None}
    for pooled in pools:
        yield over_benchmarks, sister_claims.judge_ninety_pooled(pooled)
    if not pools:
        yield over_benchmarks, claims.cannot_judge(sister_claims.NINETY_POOLED, "F", claim_id="ninety_per_cent")


def _on_efficiency(key: Choices, ratios: pl.DataFrame, n_resamples: int) -> Found:
    """The claim is made of copies at ninety per cent; the pairs of the strict rule stand beside."""
    for reading in ratios["claim_reading"].unique(maintain_order=True):
        for rule_id, pairs_of in ((NINETY, ""), ("strict", ", strict pairs")):
            pairs = counted_pairs(ratios.filter(claim_reading=reading, rule_id=rule_id))
            ratio = estimate_ratio(pairs, n_resamples) if pairs.height else None
            yield key | {"rule_id": rule_id}, sister_claims.judge_hundred_times(ratio, reading + pairs_of)


def _on_openness(key: Choices, counts: pl.DataFrame) -> Found:
    n = {(kind, country): (n_open, n) for kind, country, n_open, n in counts.iter_rows()}
    choices = {"pairing_id": "us_any__cn_any", "date_basis": key["date_basis"], "start_on": key["start_on"]}
    kinds = (("frontier record", "frontier records", key["scale_id"]), ("release", "releases", None))
    for kind, of, scale_id in kinds:
        for country in ("CN", "US"):
            verdict = sister_claims.judge_openness(*n.get((kind, country), (0, 0)), country=country, of=of)  # type: ignore[arg-type]
            yield choices | {"scale_id": scale_id}, verdict
