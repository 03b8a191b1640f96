-- meaning: Notices of what the Hub did not give: organisations, names and dates of first weights that stay unknown, and why.
-- grain: one row per kind
-- key: kind, source, subject
-- caveat: detail lists names alone; the reason of each stands in marts.rejects of its load.
select
    kind,
    'hub' as source,
    kind as subject,
    kind = 'organisation_missing' as is_first_line,
    max(known_on) as known_on,
    count(*) as n,
    string_agg(name, ', ' order by name) as detail,
from core.hub_missing
group by kind
