-- meaning: The headline record by record on repaired days and labels beside the same on Epoch's own, each difference traced to its rows.
-- grain: one row per record and cause; one row without a cause where nothing differs
-- key: record_release_id, cause_release_id, cause_field
-- not_null: record_release_id, is_different, is_record, published_is_record, as_of
-- in: published_median_interval_state (closed, open, unknown); published_share_6m_interval_state (closed, open, unknown); cause_field (day,
-- openness, country)
-- refers: record_release_id = core.releases.release_id; match_release_id = core.releases.release_id; published_match_release_id =
-- core.releases.release_id; cause_release_id = core.releases.release_id
-- caveat: Scores are the same on both sides; only days, openness and country differ. The medians and shares stand in every row. A record with
-- several causes has several rows: count distinct record_release_id.
select
    differences.record_release_id,
    records.name as record_name,
    not differences.is_same as is_different,
    differences.repaired_is_record as is_record,
    differences.repaired_record_on as record_released_on,
    differences.repaired_match_release_id as match_release_id,
    differences.repaired_match_on as match_released_on,
    differences.repaired_is_matched as is_matched,
    differences.repaired_observed_days as observed_days,
    differences.published_is_record as published_is_record,
    differences.published_record_on as published_record_released_on,
    differences.published_match_release_id as published_match_release_id,
    differences.published_match_on as published_match_released_on,
    differences.published_is_matched as published_is_matched,
    differences.published_observed_days as published_observed_days,
    differences.cause_release_id,
    differences.cause_part,
    differences.cause_field,
    differences.in_use,
    differences.as_published,
    differences.notes,
    differences.repaired_median_days as median_days,
    differences.published_median_days as published_median_days,
    differences.repaired_share_6m as share_6m,
    differences.published_share_6m as published_share_6m,
    differences.published_n_records as published_n_records,
    differences.published_median_days_lower as published_median_days_lower,
    differences.published_median_days_upper as published_median_days_upper,
    differences.published_median_interval_state as published_median_interval_state,
    differences.published_share_6m_lower as published_share_6m_lower,
    differences.published_share_6m_upper as published_share_6m_upper,
    differences.published_share_6m_interval_state as published_share_6m_interval_state,
    differences.published_ci_level as published_ci_level,
    getvariable('as_of') as as_of,
from core.published_differences as differences
join core.releases as records on records.release_id = differences.record_release_id
order by
    coalesce(differences.repaired_record_on, differences.published_record_on) desc, differences.record_release_id,
    differences.cause_release_id, differences.cause_field
