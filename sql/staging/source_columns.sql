-- meaning: Columns that a source must fill, since a figure or a label rests on them, and how full each was in a real file.
-- grain: one row per column of a live source
-- key: table_name, column_name
-- caveat: fill_share is null where no real file was at hand; then the first load has nothing to be compared with.
select
    source,
    table_name,
    column_name,
    fill_share,
    basis,
    read_on,
from raw.source_columns
