-- meaning: What a run of a benchmark cost, by model version: of the archive in use, where one has landed, and of the reference file.
-- grain: one row per origin, benchmark, name, setting and score
-- key: origin, benchmark_id, source_name, setting, score
-- caveat: US dollars an exercise on Aider polyglot, a task on SWE-bench and The Agent Company, a run on WeirdML. Aider's rows with a day of
-- evaluation print what the whole run of 225 exercises cost, and the others one exercise: those are divided. A zero was a free preview
-- or not recorded, and is left out; so is less than a millionth of a dollar, by which no ratio could be bounded.
with printed as (
    select
        'archive' as origin, costs.benchmark_id, costs.model_version as source_name, costs.setting, costs.score, costs.cost_usd, costs.run_on,
    from raw.archive_costs as costs
    join staging.name_loads as loads using (load_id)
    -- Unlike a name, what a younger archive says was not known yet.
    where loads.retrieved_on <= getvariable('as_of')
    union all
    select 'reference' as origin, benchmark_id, source_name, setting, score, cost_usd, run_on,
    from raw.run_costs
)

select
    origin,
    benchmark_id,
    source_name,
    coalesce(setting, '') as setting,
    score,
    avg(if(benchmark_id = 'aider-polyglot' and run_on is not null, cost_usd / 225, cost_usd)) as cost_usd,
    min(run_on) as run_on,
from printed
where cost_usd >= 1e-6 and score is not null
group by all
