-- meaning: The notice of a build with another number of draws than published figures are made with.
-- grain: one row if there is any
-- key: kind, source, subject
select
    'other_draws' as kind,
    'settings' as source,
    'OPENLAG_DRAWS' as subject,
    true as is_first_line,
    cast(null as date) as known_on,
    cast(getvariable('n_draws') as bigint) as n,
    cast(null as double) as value_before,
    cast(null as double) as value_after,
    cast(getvariable('published_draws') as varchar) as detail,
where getvariable('n_draws') <> getvariable('published_draws')
