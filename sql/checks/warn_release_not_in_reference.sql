-- Releases that only the score source knows: their date is the one it prints, which can be a family's or an announcement's.
select release_id, name, published_on,
from core.releases
where not is_in_reference
order by release_id
