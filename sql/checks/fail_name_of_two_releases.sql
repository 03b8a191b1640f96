-- One name is two releases, so a date, price or score would go to the wrong one. Add the name to warehouse/reference/aliases.csv with the
-- release that it is.
select source, name, min(release_id) as release_id, max(release_id) as other_release_id,
from (
    from core.identity_claims
    qualify rank = min(rank) over (partition by source, name)
)
group by all
having min(release_id) <> max(release_id)
order by source, name
