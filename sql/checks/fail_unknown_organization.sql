-- A release of the reference file names an organisation that warehouse/reference/organizations.csv lacks, so its maker would print blank.
select releases.release_id, releases.organization_id,
from staging.releases as releases
left join staging.organizations as organizations_known using (organization_id)
where organizations_known.organization_id is null
