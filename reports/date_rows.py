"""Rows of the marts that say how far the days and labels of the headline can be trusted."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DateConflict:
    """Another day that a source gives a release, and what it would move; None is a median or share not reached with one of the days."""

    release_id: str
    name: str
    date_kind: str
    chosen_on: date
    other_on: date
    source_id: str
    difference_days: int
    moved_median_days: float | None
    moved_share_6m: float | None
    changed_lag_count: int
    as_of: date


@dataclass(frozen=True, slots=True)
class HeadlineDate:
    """The day of a US record or a Chinese match of the headline and who agrees with it."""

    release_id: str
    name: str
    headline_part: str
    released_on: date
    n_sources_same_day: int
    n_sources_within_seven_days: int
    sources_same_day: str | None
    sources_within_seven_days: str | None
    sources_otherwise: str | None
    is_resting_on_one: bool
    as_of: date


@dataclass(frozen=True, slots=True)
class IdentityCoverage:
    """How many names of a source are known to be a release; the counts are None for a source that is not in use."""

    source: str
    source_title: str
    is_in_use: bool
    name_count: int | None
    exact_key_count: int | None
    alias_count: int | None
    proposed_count: int | None
    unjoined_count: int | None
    as_of: date


@dataclass(frozen=True, slots=True)
class PublishedDifference:
    """A record of the headline, or of Epoch's own days and labels, that differs between them, and one cause of it."""

    record_release_id: str
    record_name: str
    is_record: bool
    record_released_on: date | None
    is_matched: bool | None
    observed_days: float | None
    published_is_record: bool
    published_record_released_on: date | None
    published_is_matched: bool | None
    published_observed_days: float | None
    cause_release_id: str | None
    cause_field: str | None
    in_use: str | None
    as_published: str | None
    median_days: float | None
    published_median_days: float | None
    share_6m: float | None
    published_share_6m: float | None
    published_n_records: int
    published_median_days_lower: float | None
    published_median_days_upper: float | None
    published_share_6m_lower: float | None
    published_share_6m_upper: float | None
    published_ci_level: float | None
    as_of: date


@dataclass(frozen=True, slots=True)
class LicenceChange:
    """A licence or gate of a release's repository that is another than the pulls before showed; None was not read."""

    release_id: str
    name: str
    licence: str | None
    gated: str | None
    licence_before: str | None
    gated_before: str | None
    licence_openness: str | None
    first_seen_on: date
    as_of: date
