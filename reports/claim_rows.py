"""Rows of the marts on the claims told beside the six months, on what may come, and on our own index; as in `reports.rows`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Odds:
    record_release_id: str
    record_name: str
    record_released_on: date
    record_score: float
    follow_up_days: int
    six_month_day: date
    probability_now: float | None
    n_draws_known: int
    state: str
    forecast_share: float | None
    n_records: int
    as_of: date


@dataclass(frozen=True, slots=True)
class Era:
    scale_id: str
    split_on: date
    n_before: int
    n_after: int
    n_matched_before: int
    n_matched_after: int
    p_value: float | None
    detectable_hazard_ratio: float | None
    power_note: str
    as_of: date


@dataclass(frozen=True, slots=True)
class OpenShare:
    """kind: release, or frontier record. half_year is None for all since GPT-4."""

    kind: str
    country: str
    half_year: str | None
    n: int
    n_open: int
    share_open: float
    share_open_lower: float
    share_open_upper: float
    ci_level: float
    as_of: date


@dataclass(frozen=True, slots=True)
class Replication:
    """US records launched in one year."""

    launch_year: int
    n_records: int
    n_matched: int
    n_matched_6m: int
    n_waiting: int
    n_running: int
    share_matched: float
    share_matched_6m: float
    as_of: date


@dataclass(frozen=True, slots=True)
class PriceRatio:
    record_release_id: str
    record_name: str
    record_released_on: date
    match_release_id: str
    match_name: str
    match_released_on: date
    record_input_usd_per_mtok: float | None
    record_output_usd_per_mtok: float | None
    record_price_seen_on: date | None
    match_input_usd_per_mtok: float | None
    match_output_usd_per_mtok: float | None
    match_price_seen_on: date | None
    ratio_input: float | None
    ratio_output: float | None
    is_at_launch: bool
    as_of: date


@dataclass(frozen=True, slots=True)
class Adoption:
    """Base repositories of one country of origin at the first pull of a week; None was not read."""

    week: str
    pulled_on: date
    is_replay: bool
    origin: str
    n_repositories: int
    n_lineage_known: int
    downloads_30d: int | None
    n_downloads_30d: int
    share_downloads_30d: float | None
    share_downloads_30d_of_two: float | None
    likes: int | None
    n_likes: int
    share_likes: float | None
    finetune_count: int | None
    adapter_count: int | None
    merge_count: int | None
    quantized_count: int | None
    derivative_count: int | None
    n_children_read: int
    share_derivatives: float | None
    downloads_all_time: int | None
    n_downloads_all_time: int
    downloads_gained: int | None
    n_downloads_gained: int
    gained_days: int | None
    n_tracked_derivatives: int
    share_with_derivatives_of_two: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class DrawnLag:
    """Intervals over paired draws of the index; None is not reached."""

    date_basis: str
    median_days_lower: float | None
    median_days_upper: float | None
    share_6m_lower: float
    share_6m_upper: float
    central_days_lower: float | None
    central_days_upper: float | None
    share_median_within_6m: float
    n_records_median: float
    n_draws: int
    ci_level: float
    as_of: date


@dataclass(frozen=True, slots=True)
class IndexFit:
    """state is `fitted`, or says why there is no index; then all else is None."""

    state: str
    n_releases: int | None
    n_benchmarks: int | None
    n_scores: int | None
    n_left_out: int | None
    objective: float | None
    n_draws: int | None
    n_draws_failed: int | None
    as_of: date


@dataclass(frozen=True, slots=True)
class SpecificationSpread:
    """Where the medians of the specification curve lie; all None when there is none."""

    n_specifications: int
    n_reached: int
    n_within_6m: int
    median_days_least: float | None
    median_days_lower_quartile: float | None
    median_days_middle: float | None
    median_days_upper_quartile: float | None
    median_days_most: float | None
    as_of: date | None


@dataclass(frozen=True, slots=True)
class IndexGap:
    """How far our own index is from the published one, over releases that have both."""

    n_releases: int
    largest_points: float | None
    as_of: date | None
