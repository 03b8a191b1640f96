"""Rows of the marts as the report reads them: one class a mart, one field a column it needs.

A value that is None is unknown or was not reached; it is printed as a word. Units are in the names; shares are 0 to 1.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Verdict:
    claim_id: str
    reading: str
    estimand: str
    verdict: str
    figure: float | None
    figure_unit: str
    lower: float | None
    upper: float | None
    ci_level: float | None
    n: int
    reason: str
    vintage: date
    as_of: date


@dataclass(frozen=True, slots=True)
class Summary:
    pairing_id: str
    scale_id: str
    date_basis: str
    rule_id: str
    start_on: date | None
    n_records: int
    n_matched: int
    n_censored: int
    n_negative: int
    n_untested: int | None
    n_matching_releases: int
    median_days: float | None
    median_days_lower: float | None
    median_days_upper: float | None
    share_6m: float | None
    share_6m_lower: float | None
    share_6m_upper: float | None
    share_5_5m: float | None
    share_6_5m: float | None
    rmst_24m_days: float | None
    ci_level: float | None
    chain_median_days_lower: float | None
    chain_median_days_upper: float | None
    chain_share_6m_lower: float | None
    chain_share_6m_upper: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Bracket:
    on_day: date
    laggard_name: str
    laggard_score: float
    leader_above_name: str | None
    leader_above_released_on: date | None
    leader_below_name: str | None
    leader_below_released_on: date | None
    under_days: float | None
    central_days: float | None
    over_days: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class FrontierRecord:
    role: str
    release_id: str
    name: str
    organization_name: str | None
    country: str | None
    openness: str | None
    released_on: date
    released_on_basis: str | None
    score: float
    score_lower: float | None
    score_upper: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class RecordLag:
    record_release_id: str
    record_name: str
    record_organization: str | None
    record_released_on: date
    record_score: float
    match_release_id: str | None
    match_name: str | None
    match_organization: str | None
    match_released_on: date | None
    match_score: float | None
    is_matched: bool
    lag_days: int | None
    follow_up_days: int | None
    censored_on: date | None
    as_of: date


@dataclass(frozen=True, slots=True)
class DayLag:
    day: date
    under_days: float | None
    central_days: float | None
    over_days: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class BackwardLag:
    release_id: str
    name: str
    organization_name: str | None
    released_on: date
    score: float
    leader_release_id: str | None
    leader_name: str | None
    leader_released_on: date | None
    backward_lag_days: int | None
    as_of: date


@dataclass(frozen=True, slots=True)
class SurvivalStep:
    day: float
    survival: float
    survival_lower: float | None
    survival_upper: float | None
    n_at_risk: int
    n_matched: int
    n_censored: int
    as_of: date


@dataclass(frozen=True, slots=True)
class Scale:
    scale_id: str
    scale_name: str
    domain: str | None


@dataclass(frozen=True, slots=True)
class Change:
    kind: str
    item: str
    description: str | None
    unit: str | None
    before: object
    after: object
    compared_with_on: date | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Source:
    source: str
    title: str
    producer: str
    url: str
    licence: str
    retrieved_on: date
    age_days: int
    row_count: int
    reject_count: int
    is_replay: bool
    is_score_source: bool
    load_id: str
    as_of: date


@dataclass(frozen=True, slots=True)
class SourceAge:
    """retrieved_on and age_days are None where nothing has landed by the as-of day, and is_over_age with them."""

    source: str
    is_in_use: bool
    retrieved_on: date | None
    age_days: int | None
    age_limit_days: int
    is_over_age: bool | None
    is_replay: bool
    rests_on_it: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows share a reason for not being counted."""

    place: str | None
    reason: str
    row_count: int


@dataclass(frozen=True, slots=True)
class Caveat:
    mart: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LevelAverage:
    level_from: float
    level_to: float
    leader_best: float
    mean_days: float | None
    mean_days_lower: float | None
    mean_days_upper: float | None
    mean_days_at_least: float
    median_days: float | None
    median_days_lower: float | None
    median_days_upper: float | None
    share_not_reached: float
    n_leader_steps: int
    n_leader_steps_to_best: int
    n_laggard_steps: int
    ci_level: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Threshold:
    level: float
    state: str
    lag_days: float | None
    follow_up_days: float | None
    leader_release_id: str | None
    leader_name: str | None
    laggard_release_id: str | None
    laggard_name: str | None
    is_leader_open: bool
    as_of: date


@dataclass(frozen=True, slots=True)
class Trend:
    start_on: date | None
    offset_days: float
    offset_days_lower: float | None
    offset_days_upper: float | None
    velocity_months_per_year: float
    velocity_months_per_year_lower: float | None
    velocity_months_per_year_upper: float | None
    n_leader_records: int
    n_laggard_records: int
    ci_level: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Pooled:
    domain: str | None
    has_first_tested: bool
    has_superseded: bool
    n_benchmarks: int
    n_records: int
    n_matched: int
    n_matching_releases: int
    median_days: float | None
    median_days_lower: float | None
    median_days_upper: float | None
    chain_median_days_lower: float | None
    chain_median_days_upper: float | None
    share_6m: float | None
    share_6m_lower: float | None
    share_6m_upper: float | None
    ci_level: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class Specification:
    """One point of the specification curve."""

    place: int
    scale_or_domain: str
    pairing_id: str
    date_basis: str
    rule_id: str
    start_on: date | None
    n_records: int
    n_matched: int
    n_matching_releases: int
    median_days: float | None
    median_days_lower: float | None
    median_days_upper: float | None
    share_6m: float | None
    share_6m_lower: float | None
    share_6m_upper: float | None
    ci_level: float | None
    is_headline: bool
    as_of: date


@dataclass(frozen=True, slots=True)
class SpecificationEffect:
    choice: str
    n_pairs: int
    n_pairs_not_reached: int
    median_moved_days: float | None
    largest_moved_days: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class WeekVerdict:
    """What the report would have said at the end of a week, on one scale."""

    week: str
    week_as_of: date
    scale_id: str
    vintage: date
    n_records: int
    n_matched: int
    n_matching_releases: int
    median_days: float | None
    median_days_lower: float | None
    median_days_upper: float | None
    share_6m: float | None
    share_6m_lower: float | None
    share_6m_upper: float | None
    ci_level: float | None
    under_days: float | None
    central_days: float | None
    over_days: float | None
    laggard_name: str | None
    mean_days: float | None
    typically: str
    always: str
    on_average: str | None
    n_scores: int | None
    drawn_median_days_lower: float | None
    drawn_median_days_upper: float | None
    drawn_central_days_lower: float | None
    drawn_central_days_upper: float | None
    n_draws: int | None
    as_of: date
