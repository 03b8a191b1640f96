"""Tables that the estimators make: each reads core tables, calls one pure function of `lag/` a group, and returns a frame.

They stand among the SQL models (`warehouse/build/runner.py`): name, head and the tables they read are declared in MODELS at the end.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import lru_cache
from typing import Any

import duckdb
import numpy as np
import polars as pl

from lag import bracket, pooled, survival
from lag.errors import NotEnoughData
from warehouse.build.heads import Model, raw_schema, read_models
from warehouse.build.runner import build
from warehouse.estimates import (
    claim_estimates,
    countries,
    date_estimates,
    draw_estimates,
    index_anchors,
    index_estimates,
    level_estimates,
    unlabelled_estimates,
    unlisted_estimates,
    week_estimates,
)
from warehouse.estimates.level_estimates import SEED
from warehouse.review import identity_proposals, release_proposals, renamed_names

INDEX_SCALES = ("eci_published", "index")
# Kinds of scale that are read alone and never pooled over benchmarks.
NO_BENCHMARK = ("index", "rating")
GROUP = ["pairing_id", "scale_id", "date_basis", "rule_id", "start_on"]
SUMMARY_FIELDS = (
    "n_records", "n_matched", "n_censored", "n_negative", "n_matching_releases", "median_days", "median_days_lower",
    "median_days_upper", "share_6m", "share_6m_lower", "share_6m_upper", "share_5_5m", "share_6_5m", "rmst_12m_days",
    "rmst_24m_days", "ci_level", "chain_median_days_lower", "chain_median_days_upper", "chain_share_6m_lower",
    "chain_share_6m_upper",
)  # fmt: skip


def summarise_survival(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.survival: estimand A for every group that has a record in its risk set."""
    rows = []
    for key, records in _risk_sets(connection):
        followed = _followed(records)
        try:
            lag = _survival(followed)
        except NotEnoughData:
            continue
        figures = {name: getattr(lag, name) for name in SUMMARY_FIELDS}
        rows.append(key | figures | {"n_untested": records.height - followed.height})
    return pl.DataFrame(rows, schema=_SURVIVAL_SCHEMA)


def trace_survival(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.survival_curves: the product-limit curve of every group on the capability index."""
    rows: list[dict[str, Any]] = []
    for key, records in _risk_sets(connection, INDEX_SCALES):
        followed = _followed(records)
        if followed.height:
            rows.extend(key | asdict(step) for step in _survival(followed).curve)
    return pl.DataFrame(rows, schema=_CURVE_SCHEMA)


def place_brackets(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.brackets: estimands B and D for every day from the laggard's first release to the last day of its follow-up."""
    records = connection.sql(_RECORDS_BY_GROUP).pl().with_row_index("place")
    days = list[dict[str, Any]]()
    for _, group in records.group_by("pairing_id", "scale_id", "date_basis", maintain_order=True):
        leaders, laggards = group.filter(role="leader"), group.filter(role="laggard")
        if leaders.is_empty() or laggards.is_empty():
            continue
        on_days = np.arange(laggards["day"][0], group["censored_day"][0] + 1)
        lag = bracket.estimate_bracket_lag(
            leaders["day"].to_numpy(),
            leaders["score"].to_numpy(),
            laggards["day"].to_numpy(),
            laggards["score"].to_numpy(),
            on_days,
            space=group["space"][0],
        )
        days.append(
            {
                "day": on_days,
                "under_days": lag.under_days,
                "central_days": lag.central_days,
                "over_days": lag.over_days,
                "group": np.full(len(on_days), group["place"][0]),
                "laggard": _places_of(laggards, lag.laggard_index),
                "leader_above": _places_of(leaders, lag.leader_above_index),
                "leader_below": _places_of(leaders, lag.leader_below_index),
            }
        )
    if not days:
        return pl.DataFrame(schema=_BRACKET_SCHEMA)
    frame = pl.DataFrame({name: np.concatenate([part[name] for part in days]) for name in days[0]})

    def named(name: str, place: str) -> pl.Series:
        places = frame[place]
        return records[name].gather(places.set(places < 0, None))

    figures = pl.col("under_days", "central_days", "over_days").fill_nan(None)
    return frame.select(pl.col("day").cast(pl.Int32).cast(pl.Date), figures).with_columns(
        named("release_id", "laggard").alias("laggard_release_id"),
        named("release_id", "leader_above").alias("leader_above_release_id"),
        named("release_id", "leader_below").alias("leader_below_release_id"),
        *(named(name, "group") for name in ("pairing_id", "scale_id", "date_basis")),
    )


def pool_benchmarks(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.pooled: estimand F over all benchmarks and by domain, with and without the first model tested on each.

    All of it twice: with and without benchmarks that a second version has superseded.
    """
    rows: list[dict[str, Any]] = []
    group = [name for name in GROUP if name != "scale_id"]
    figures = [name for name in _POOLED_SCHEMA if name not in (*group, "has_superseded")]
    matches = connection.sql(_MATCHES).pl().filter(pl.col("is_followed"), ~pl.col("scale_type").is_in(NO_BENCHMARK))
    for values, every in matches.group_by(group, maintain_order=True):
        for has_superseded, records in ((True, every), (False, every.filter(~pl.col("is_superseded")))):
            columns = [records[name].to_list() for name in ("scale_id", "domain", "observed_days", "is_matched")]
            chains, is_first = _places(records["match_release_id"]), tuple(records["is_first_tested"])
            try:
                lags = _pool(*map(tuple, columns), chains, is_first)
            except NotEnoughData:
                continue
            key = dict(zip(group, values, strict=True)) | {"has_superseded": has_superseded}
            rows.extend(key | {name: getattr(lag, name) for name in figures} for lag in lags)
    return pl.DataFrame(rows, schema=_POOLED_SCHEMA)


def recall_report_items(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.report_items_before: the same items seven days earlier, by the same models over the same landing.

    Only the capability index and no Hub table is carried over: nothing else enters core.report_items.
    """
    ((as_of,),) = connection.execute("select getvariable('as_of')").fetchall()
    with duckdb.connect() as earlier:
        earlier.execute("create schema raw")
        earlier.execute(raw_schema())
        for table in ("loads", "organizations", "releases", "benchmarks", "scores", "epoch_index", "aliases"):
            where = "where benchmark_id = 'eci_published'" if table in ("benchmarks", "scores") else ""
            rows = connection.sql(f"from raw.{table} {where}").to_arrow_table()
            earlier.register("carried", rows)
            earlier.execute(f"insert into raw.{table} by name from carried")
            earlier.unregister("carried")
        build(earlier, needed_for("core.report_items"), as_of=as_of - timedelta(days=7))
        return earlier.sql("from core.report_items").pl()


def all_models() -> list[Model]:
    """The SQL files and the models of this module."""
    return [*read_models(), *MODELS]


def needed_for(name: str) -> list[Model]:
    """The model of one table and all that it reads."""
    by_name = {model.name: model for model in all_models()}
    wanted, found = [name], {}
    while wanted:
        model = by_name[wanted.pop()]
        found[model.name] = model
        wanted.extend(table for table in model.reads if table in by_name and table not in found)
    return list(found.values())


def _followed(records: pl.DataFrame) -> pl.DataFrame:
    return records if records["is_followed"].all() else records.filter(pl.col("is_followed"))


def _places(chains: pl.Series) -> tuple[int, ...]:
    """Chains by number and not by name: groups with the same lags then share one estimate."""
    places = {name: place for place, name in enumerate(dict.fromkeys(chains))}
    return tuple(places[name] for name in chains)


def _survival(records: pl.DataFrame) -> survival.SurvivalLag:
    observed, is_matched = (tuple(records[name]) for name in ("observed_days", "is_matched"))
    return _estimate(observed, is_matched, _places(records["match_release_id"]))


# Many groups differ in a choice that moves none of their lags: each estimate is made once.


@lru_cache(maxsize=4096)
def _estimate(
    observed: tuple[float, ...], is_matched: tuple[bool, ...], chains: tuple[int, ...]
) -> survival.SurvivalLag:
    return survival.estimate_survival_lag(
        observed, np.array(is_matched, dtype=np.bool_), chains, rng=np.random.default_rng(SEED)
    )


@lru_cache(maxsize=256)
def _pool(
    benchmarks: tuple[str, ...],
    domains: tuple[str, ...],
    observed: tuple[float, ...],
    is_matched: tuple[bool, ...],
    chains: tuple[int, ...],
    is_first_tested: tuple[bool, ...],
) -> tuple[pooled.PooledLag, ...]:
    matched, first = (np.array(column, dtype=np.bool_) for column in (is_matched, is_first_tested))
    rng = np.random.default_rng(SEED)
    return pooled.estimate_pooled_lag(benchmarks, domains, observed, matched, chains, first, rng=rng)


def _risk_sets(
    connection: duckdb.DuckDBPyConnection, scale_ids: Sequence[str] = ()
) -> Iterator[tuple[dict[str, Any], pl.DataFrame]]:
    matches = connection.sql(_MATCHES).pl()
    if scale_ids:
        matches = matches.filter(pl.col("scale_id").is_in(scale_ids))
    for values, records in matches.group_by(GROUP, maintain_order=True):
        yield dict(zip(GROUP, values, strict=True)), records


def _places_of(records: pl.DataFrame, index: Any) -> Any:
    """Places in the whole table of a group's records; -1, which says none, stays."""
    return np.append(records["place"].to_numpy().astype(np.int64), -1)[index]


_MATCHES = """
    select
        matches.pairing_id, matches.scale_id, matches.date_basis, matches.rule_id, starts.start_on,
        cast(coalesce(matches.lag_days, matches.follow_up_days) as double) as observed_days,
        matches.is_matched, matches.match_release_id,
        matches.is_matched or matches.follow_up_days is not null as is_followed,
        scales.domain, scales.scale_type, scales.superseded_by is not null as is_superseded,
        matches.record_released_on = min(matches.record_released_on) over (
            partition by matches.pairing_id, matches.scale_id, matches.date_basis
        ) as is_first_tested,
    from core.matches
    join core.scales using (scale_id)
    join core.starts on starts.start_on is null or matches.record_released_on >= starts.start_on
    order by all
"""
_RECORDS_BY_GROUP = """
    select
        records.pairing_id, records.scale_id, records.date_basis, records.role, records.release_id, records.score,
        records.released_on - date '1970-01-01' as day, follow_ups.censored_on - date '1970-01-01' as censored_day,
        scales.space,
    from core.records
    join core.follow_ups using (pairing_id, scale_id, date_basis)
    join core.scales using (scale_id)
    order by records.pairing_id, records.scale_id, records.date_basis, records.role, records.released_on
"""
_KEY_SCHEMA: dict[str, Any] = {name: pl.String for name in GROUP} | {"start_on": pl.Date}
_SURVIVAL_SCHEMA = (
    _KEY_SCHEMA
    | {name: pl.Int64 if name.startswith("n_") else pl.Float64 for name in SUMMARY_FIELDS}
    | {"n_untested": pl.Int64}
)
_CURVE_SCHEMA = _KEY_SCHEMA | {
    "day": pl.Float64, "survival": pl.Float64, "survival_lower": pl.Float64, "survival_upper": pl.Float64,
    "n_at_risk": pl.Int64, "n_matched": pl.Int64, "n_censored": pl.Int64,
}  # fmt: skip
_BRACKET_SCHEMA = {
    "day": pl.Date, "under_days": pl.Float64, "central_days": pl.Float64, "over_days": pl.Float64,
    "laggard_release_id": pl.String, "leader_above_release_id": pl.String, "leader_below_release_id": pl.String,
    "pairing_id": pl.String, "scale_id": pl.String, "date_basis": pl.String,
}  # fmt: skip
_POOLED_SCHEMA: dict[str, Any] = {name: dtype for name, dtype in _KEY_SCHEMA.items() if name != "scale_id"} | {
    "domain": pl.String, "has_first_tested": pl.Boolean, "has_superseded": pl.Boolean, "n_benchmarks": pl.Int64,
    "n_benchmarks_left_out": pl.Int64,
    "n_records": pl.Int64, "n_matched": pl.Int64, "n_censored": pl.Int64, "n_matching_releases": pl.Int64,
    "median_days": pl.Float64, "median_days_lower": pl.Float64, "median_days_upper": pl.Float64,
    "share_6m": pl.Float64, "share_6m_lower": pl.Float64, "share_6m_upper": pl.Float64,
    "chain_median_days_lower": pl.Float64, "chain_median_days_upper": pl.Float64,
    "chain_share_6m_lower": pl.Float64, "chain_share_6m_upper": pl.Float64, "ci_level": pl.Float64,
}  # fmt: skip


def _model(
    name: str, meaning: str, key: str, reads: set[str], function: Callable[[duckdb.DuckDBPyConnection], pl.DataFrame]
) -> Model:
    head = {"meaning": meaning, "grain": f"one row per {key}", "key": key}
    return Model(name, head, frozenset(reads), function=function)


INDEX_KEY = "pairing_id, scale_id, date_basis"
A_READS = {"core.matches", "core.starts", "core.scales"}
C_READS = {"core.scored_releases", "core.scales"}
FIT_READS = {"core.index_inputs", "staging.score_load"}
MODELS = [
    _model("staging.countries", "Countries as sources state them, and which each is.", "country_stated",
           {"raw.epoch_index", "raw.archive_models"}, countries.list_countries),
    _model("staging.index_anchors", "Releases that fix the scale of the index, and their points.", "release_id", set(),
           index_anchors.list_anchors),
    _model("core.survival", "Estimand A of every group.", ", ".join(GROUP), A_READS, summarise_survival),
    _model("core.survival_curves", "Product-limit curves on the index.", ", ".join([*GROUP, "day"]), A_READS,
           trace_survival),
    _model("core.brackets", "Estimands B and D.", f"{INDEX_KEY}, day",
           {"core.records", "core.follow_ups", "core.scales"}, place_brackets),
    _model("core.level_lags", "Estimand C.", INDEX_KEY, C_READS, level_estimates.average_levels),
    _model("core.trends", "Estimand E.", f"{INDEX_KEY}, start_on", C_READS | {"core.starts"}, level_estimates.fit_trends),
    _model("core.thresholds", "Estimand G.", f"{INDEX_KEY}, level", C_READS, level_estimates.trace_thresholds),
    _model("core.pooled", "Estimand F.", "pairing_id, date_basis, rule_id, start_on, domain, has_first_tested, has_superseded", A_READS,
           pool_benchmarks),
    _model("core.verdicts", "Verdicts on every reading of every claim.", "claim_id, reading",
           A_READS | C_READS | {"core.price_ratios", "core.open_releases", "core.hub_adoption"}, claim_estimates.judge_claims),
    _model("core.eras", "Log-rank test of two eras.", INDEX_KEY, A_READS, claim_estimates.compare_eras),
    _model("core.open_shares", "Open weights by country and half-year.", "kind, country, half_year",
           {"core.open_releases"}, claim_estimates.share_open),
    _model("core.index_fit", "The fit of the capability index, its settings and tallies.", "none", FIT_READS,
           index_estimates.describe_fit),
    _model("core.index_capabilities", "The index of every release in the fit.", "release_id", FIT_READS,
           index_estimates.list_capabilities),
    _model("core.index_difficulties", "Difficulty and slope of every benchmark in the fit.", "scale_id", FIT_READS,
           index_estimates.list_difficulties),
    _model("core.index_left_out", "Releases and benchmarks without a part in the fit.", "kind, name", FIT_READS,
           index_estimates.list_left_out),
    _model("core.index_draws", "Paired draws of the index.", "draw, kind, name_id", FIT_READS, index_estimates.list_draws),
    _model("core.paired_matches", "Matches by the rule paired.", f"{INDEX_KEY}, rule_id, record_release_id",
           {"core.records", "core.rules", "core.index_draws"}, draw_estimates.match_in_draws),
    _model("core.drawn_lags", "Estimands A and B within every draw.", INDEX_KEY,
           {"core.scored_releases", "core.starts", "core.index_draws"}, draw_estimates.estimate_in_draws),
    _model("core.present_odds", "Odds of the unmatched records.", "record_release_id",
           {"core.matches", "core.scored_releases", "core.starts", "core.index_draws"}, draw_estimates.state_odds),
    _model("core.week_estimates", "What the report would have said, week by week.", "week, scale_id",
           {"staging.score_load_by_week", "core.dated_releases", "core.published_index", "core.index_inputs"},
           week_estimates.judge_weeks),
    _model("core.date_moves", "How far each other day of a release would move the headline.", "release_id, other_on",
           {"core.date_disagreements", "core.headline_scores"}, date_estimates.try_other_days),
    _model("core.published_lags", "Records of the headline beside those on Epoch's dates and labels.", "record_release_id",
           {"core.headline_scores", "core.published_releases", "core.pairings", "core.scores"},
           date_estimates.compare_published),
    _model("core.unlabelled_moves", "The headline with each release that nobody labelled in it.", "release_id, role",
           {"core.unlabelled_releases", "core.headline_scores"}, unlabelled_estimates.try_unlabelled),
    _model("core.renamed_names", "Names in the index that may be a known release under another name.", "name",
           {"core.version_moves", "staging.epoch_names", "staging.epoch_releases", "staging.epoch_versions",
            "staging.releases"}, renamed_names.find_renamed),
    _model("core.unlisted_moves", "What of the headline rests on releases that the reference file lacks.", "release_id, role",
           {"core.headline_scores", "core.headline_days", "core.releases", "core.renamed_names"},
           unlisted_estimates.weigh_unlisted),
    _model("core.identity_proposals", "Releases that a name may be which is joined to none, by likeness.", "source, name, place",
           {"core.source_names", "core.identities", "core.source_organizations", "core.hub_origins", "staging.releases"},
           identity_proposals.propose_identities),
    _model("core.release_proposals", "New releases and organisations on the Hub, proposed for review.", "proposal_id",
           {"core.hub_unknown", "core.hub_newcomers", "core.hub_repositories", "staging.hub_pulls", "staging.hub_snapshot",
            "staging.organizations", "staging.releases", "core.licence_classes"}, release_proposals.propose_releases),
    _model("core.report_items_before", "The report's items seven days earlier.", "kind, item_id",
           {"core.report_items"}, recall_report_items),
]  # fmt: skip
