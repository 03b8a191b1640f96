-- meaning: The notice of rows of the index in use that did not parse, one of which may be a record.
-- grain: one row if there is any
-- key: kind, source, subject
-- caveat: Rows without a name are padding as a rule and are counted in marts.rejects alone.
with rejected as (
    select rejects.*, score_load.source, score_load.vintage,
    from raw.rejects
    join staging.score_load using (load_id)
    where rejects."table" = 'epoch_index' and rejects.reason not like '%left out%'
)

select
    'index_rows_rejected' as kind,
    any_value(source) as source,
    'epoch_index' as subject,
    true as is_first_line,
    any_value(vintage) as known_on,
    count(*) as n,
    array_to_string(
        list('line ' || row_number || ' (' || left(raw_text, 60) || '): ' || rtrim(reason, '.') order by row_number)[:5], '; '
    ) as detail,
from rejected
having count(*) > 0
