-- Releases that only the score source knows. One that it labels counts from the day it prints, which can be a family's or an announcement's; one
-- without a day, country, access or organisation is counted nowhere (exclusion_reason). Enter them into warehouse/reference/releases.csv.
select release_id, name, published_on, exclusion_reason,
from core.releases
where not is_in_reference
order by exclusion_reason is null, release_id
