-- meaning: Rows, and parts of rows that are kept, that did not parse in the loads in use, with the reason and the text as it came.
-- grain: one row per rejected row or part of a row
-- key: source, load_id, table_name, file, row_number, reason, raw_text
-- not_null: source, load_id, table_name, file, row_number, reason, raw_text, as_of
select distinct
    loads.source,
    rejects.load_id,
    rejects."table" as table_name,
    rejects.file,
    rejects.row_number,
    rejects.reason,
    rejects.raw_text,
    getvariable('as_of') as as_of,
from raw.rejects
join raw.loads using (load_id)
where rejects.load_id in (select load_id from marts.sources)
order by loads.source, rejects.file, rejects.row_number, rejects.reason, rejects.raw_text
