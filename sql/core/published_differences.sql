-- meaning: Records of the headline beside those on Epoch's own days and labels, each difference with the releases and fields it comes from.
-- grain: one row per record and cause; one row without a cause where nothing differs
-- key: record_release_id, cause_release_id, cause_field
-- caveat: A record of one headline only is there because its own day or label differs, or that of a release which hides it in the other.
with changes as (
    select
        release_id,
        notes,
        unnest([
            {field: 'day', in_use: cast(headline_on as varchar), as_published: cast(published_on as varchar)},
            {field: 'openness', in_use: openness, as_published: published_openness},
            {field: 'country', in_use: country, as_published: published_country}
        ], recursive := true),
    from core.published_releases
),

lags as (
    select
        *,
        (
            repaired_is_record and published_is_record
            and repaired_observed_days = published_observed_days
            and repaired_match_release_id is not distinct from published_match_release_id
        ) as is_same,
    from core.published_lags
),

suspects as (
    select
        record_release_id,
        unnest([
            {cause_release_id: record_release_id, cause_part: 'record'},
            {cause_release_id: repaired_match_release_id, cause_part: 'match'},
            {cause_release_id: published_match_release_id, cause_part: 'match as published'},
            {cause_release_id: repaired_hidden_by, cause_part: 'hides the record'},
            {cause_release_id: published_hidden_by, cause_part: 'hides the record as published'}
        ], recursive := true),
    from lags
    where not is_same
),

causes as (
    select
        suspects.record_release_id,
        suspects.cause_release_id,
        string_agg(suspects.cause_part, ', ' order by suspects.cause_part) as cause_part,
        changes.field as cause_field,
        changes.in_use,
        changes.as_published,
        changes.notes,
    from suspects
    join changes on changes.release_id = suspects.cause_release_id
    where changes.in_use is distinct from changes.as_published
    group by all
)

select
    lags.*,
    causes.cause_release_id,
    causes.cause_part,
    causes.cause_field,
    causes.in_use,
    causes.as_published,
    causes.notes,
from lags
left join causes using (record_release_id)
