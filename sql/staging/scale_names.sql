-- meaning: Names under which a source prints a benchmark, and the scale each is: the list of what a benchmark is, for every figure.
-- grain: one row per name, without case, separators and the kind of apostrophe
-- key: name_key
-- caveat: A name of two benchmarks stops the build; take it from one of them in warehouse/reference/benchmarks.csv, column other_names.
with names as (
    select benchmark_id as scale_id, name, true as is_main_name from raw.benchmarks
    union all
    select benchmark_id as scale_id, unnest(string_split(other_names, '|')) as name, false as is_main_name from raw.benchmarks
)

select
    scale_name_key(name) as name_key,
    scale_id,
    bool_or(is_main_name) as is_main_name,
from names
group by name_key, scale_id
