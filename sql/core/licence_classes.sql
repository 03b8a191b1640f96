-- meaning: The class of openness that a licence stands for: the one that every release under it has in the reference files.
-- grain: one row per licence, in lower case
-- key: licence
-- caveat: A licence under which no release of ours is, or releases of several classes, is not here and stands for none.
with stated as (
    select lower(licence) as licence, openness,
    from staging.releases
    union all
    select lower(claimed_licence) as licence, claimed_openness as openness,
    from staging.openness_claims
)

select licence, any_value(openness) as licence_openness,
from stated
where licence is not null and openness in ('open_unrestricted', 'open_restricted', 'open_noncommercial')
group by licence
having count(distinct openness) = 1
