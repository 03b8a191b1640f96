"""
table: marts.claim_verdicts
meaning: What the data say of each reading of every claim: "six months at most", and those told beside it.
grain: one row per claim and reading
key: claim_id, reading
not_null: claim_id, reading, estimand, verdict, figure_unit, interval_state, n, reason_code, as_of
in: date_basis (available, announced, published); verdict (supported, contradicted, cannot be told, not tested); figure_unit (days,
share, ratio); interval_state (closed, open, unknown); claim_id (six_months, replicated, ninety_per_cent, hundred_times,
china_open_us_closed, spread, not_on_the_hub); reason_code (nothing_to_judge, too_few_records, too_few_chains, too_few_benchmarks,
too_few_steps, too_few_pairs, interval_below, interval_above, interval_across, levels_waiting, counterexamples, clocks_running,
all_in_time, pulls_too_close, moved_more, moved_less, no_source)
refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; rule_id = core.rules.rule_id
caveat: A verdict holds for one vintage of scores, named in the row; scores are refitted over time.
"""

from collections.abc import Iterator
from itertools import starmap
from typing import Any

import polars as pl

from lag import claims, sister_claims
from lag.claims import Verdict
from warehouse.estimates.benchmarks_pooled import pool
from warehouse.estimates.cohorts import KEY as COHORT
from warehouse.estimates.cohorts import OBSERVED, estimate
from warehouse.estimates.efficiency_summary import RATIOS, counted_pairs
from warehouse.estimates.efficiency_summary import estimate as estimate_ratio
from warehouse.estimates.index_groups import GROUP, RELEASES, average, groups
from warehouse.estimates.settings import SETTINGS, figures, frame_of
from warehouse.row_schema import schema_of

NINETY = "tolerance_0_9"
QUERIES = {
    "settings": SETTINGS,
    "headline": "from core.headline",
    "vintages": "select vintage from staging.score_load",
    "records": f"""
        select matches.rule_id, {OBSERVED}
        from core.matches
        join core.headline using (pairing_id, scale_id, date_basis, cohort_id)
        where matches.record_released_on >= headline.start_on
        order by matches.record_released_on
    """,  # noqa: S608 - constants, as below
    "releases": f"select releases.* from ({RELEASES}) as releases join core.headline using ({', '.join(GROUP)})",  # noqa: S608
    "benchmark_records": f"""
        select matches.scale_id, scales.domain, false as is_first_tested, {OBSERVED}
        from core.matches
        join core.scales using (scale_id)
        join core.headline using (pairing_id, date_basis, cohort_id)
        where
            scales.scale_type not in ('index', 'rating') and matches.rule_id = '{NINETY}'
            and matches.record_released_on >= headline.start_on and (matches.is_matched or matches.follow_up_days is not null)
        order by matches.scale_id, matches.record_released_on
    """,  # noqa: S608
    "efficiency": RATIOS,
    "open_counts": """
        select kind, country, count(*) filter (where is_open) as n_open, count(*) as n,
        from core.open_releases
        group by kind, country
    """,
    "spread": """
        select
            pulled_on,
            max(downloads_30d) filter (where origin = 'CN') as cn_downloads_30d,
            max(downloads_30d) filter (where origin = 'US') as us_downloads_30d,
            cast(sum(n_downloads_30d) filter (where origin in ('CN', 'US')) as bigint) as n_repositories,
        from core.hub_adoption
        group by pulled_on
    """,
}
SCHEMA = COHORT | schema_of(Verdict) | {"vintage": pl.Date}

Choices = dict[str, Any]


def make(
    settings: pl.DataFrame,
    headline: pl.DataFrame,
    vintages: pl.DataFrame,
    records: pl.DataFrame,
    releases: pl.DataFrame,
    benchmark_records: pl.DataFrame,
    efficiency: pl.DataFrame,
    open_counts: pl.DataFrame,
    spread: pl.DataFrame,
) -> pl.DataFrame:
    """Every verdict with the choices it rests on; a choice that a verdict does not make is null."""
    key, n_resamples = headline.row(0, named=True), settings["n_resamples"][0]
    ninety = key | {"rule_id": NINETY}
    cohort = records.filter(rule_id=key["rule_id"])
    if cohort.is_empty() or vintages.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    found: list[tuple[Choices, Verdict]] = [(key, verdict) for verdict in _on_lags(cohort, n_resamples)]
    for _, leaders, laggards in groups(releases):
        level = average(leaders["as_of_day"][0], leaders, laggards, n_resamples)
        found += [(key, claims.judge_on_average(level))] if level is not None else []
    to_ninety = records.filter(rule_id=NINETY)
    if to_ninety.height:
        found.append((ninety, sister_claims.judge_ninety(estimate(to_ninety, n_resamples))))
    pools = [lag for lag in pool(benchmark_records, n_resamples) if lag.domain is None and lag.has_first_tested]
    found += [(ninety | {"scale_id": None}, sister_claims.judge_ninety_pooled(lag)) for lag in pools]
    found += _on_efficiency(key, efficiency, n_resamples)
    found += _on_openness(key, open_counts)
    weeks = starmap(sister_claims.SpreadWeek, spread.iter_rows())
    found += [({}, verdict) for verdict in (sister_claims.judge_spread(weeks), *sister_claims.list_untested())]
    vintage = {"vintage": vintages["vintage"][0]}
    rows = (choices | figures(verdict, SCHEMA) | vintage for choices, verdict in found)
    return frame_of(rows, SCHEMA).sort("claim_id", "reading")


def _on_lags(cohort: pl.DataFrame, n_resamples: int) -> Iterator[Verdict]:
    lags, is_matched = cohort["observed_days"].to_numpy(), cohort["is_matched"].to_numpy()
    lag = estimate(cohort, n_resamples)
    yield claims.judge_typically(lag)
    yield claims.judge_always(lags, is_matched, lag)
    yield from sister_claims.judge_replicated(lags, is_matched)


def _on_efficiency(key: Choices, ratios: pl.DataFrame, n_resamples: int) -> Iterator[tuple[Choices, Verdict]]:
    """The claim is made of copies at ninety per cent; the pairs of the strict rule stand beside."""
    for reading in ratios["claim_reading"].unique(maintain_order=True):
        for rule_id, pairs_of in ((NINETY, ""), ("strict", ", strict pairs")):
            pairs = counted_pairs(ratios.filter(claim_reading=reading, rule_id=rule_id))
            ratio = estimate_ratio(pairs, n_resamples) if pairs.height else None
            yield key | {"rule_id": rule_id}, sister_claims.judge_hundred_times(ratio, reading + pairs_of)


def _on_openness(key: Choices, counts: pl.DataFrame) -> Iterator[tuple[Choices, Verdict]]:
    n = {(kind, country): (n_open, n) for kind, country, n_open, n in counts.iter_rows()}
    choices = {"pairing_id": "us_any__cn_any", "date_basis": key["date_basis"], "start_on": key["start_on"]}
    kinds = (("frontier record", "frontier records", key["scale_id"]), ("release", "releases", None))
    for kind, of, scale_id in kinds:
        for country in ("CN", "US"):
            verdict = sister_claims.judge_openness(*n.get((kind, country), (0, 0)), country=country, of=of)  # type: ignore[arg-type]
            yield choices | {"scale_id": scale_id}, verdict
