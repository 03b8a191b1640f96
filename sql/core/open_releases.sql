-- meaning: Releases of US and Chinese makers since GPT-4, and the frontier records among them, with whether their weights are open.
-- grain: one row per kind and release
-- key: kind, release_id
-- caveat: Only releases that somebody scored are known here; makers publish many more.
with releases as (
    select
        dated.release_id,
        releases.country,
        dated.released_on,
        releases.openness like 'open%' as is_open,
        records.release_id is not null as is_record,
    from core.dated_releases as dated
    join core.headline using (date_basis)
    join core.releases using (release_id)
    left join core.records
        on records.pairing_id = dated.pairing_id
        and records.role = dated.role
        and records.date_basis = dated.date_basis
        and records.release_id = dated.release_id
        and records.scale_id = headline.scale_id
    where
        dated.pairing_id = 'us_any__cn_any'
        and dated.released_on >= headline.start_on
)

select 'release' as kind, release_id, country, released_on, is_open, from releases
union all
select 'frontier record' as kind, release_id, country, released_on, is_open, from releases where is_record
