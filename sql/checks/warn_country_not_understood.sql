-- A source states a country that is neither a name nor a code of ISO 3166, so a new release under it is in no group, or counts for its
-- organisation's country. Give the release its country in warehouse/reference/releases.csv.
select source, subject as country_stated, n, detail as names,
from core.country_faults
where kind = 'country not understood'
order by source, subject
