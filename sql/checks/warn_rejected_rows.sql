-- Rows of a source did not parse and were left out; a record could be among them. `openlag sql "from marts.rejects"` shows them.
select source, file, row_number, reason,
from marts.rejects
where source <> 'hub' or reason <> 'namespace lists no model'
order by all
