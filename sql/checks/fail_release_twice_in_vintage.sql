-- Two names of one kept publication of the index are one release, so it would be chance which of their scores counts. Mend the lines of
-- epoch_vintage in warehouse/reference/aliases.csv.
select
    printed.publication,
    identities.release_id,
    min(printed.name) as first_name,
    max(printed.name) as last_name,
from staging.vintage_scores as printed
join core.identities as identities on identities.source = 'epoch_vintage' and identities.name = printed.name
group by printed.publication, identities.release_id
having count(*) > 1
