-- meaning: What the best-scoring run of each release cost, on the benchmarks that print it.
-- grain: one row per benchmark and release
-- key: benchmark_id, release_id
-- caveat: A release is run at several efforts: the best score counts, as for the index, whatever it cost. A run before the release was out
-- was of another version under the same name (deepseek-reasoner of October 2025 was no V3.2) and is left out.
with launched as (
    select release_id, coalesce(least(api_on, weights_on), announced_on) as available_on,
    from core.releases
)

select
    costs.benchmark_id,
    identities.release_id,
    costs.cost_usd,
    costs.score,
    costs.source_name,
    costs.setting,
    costs.run_on,
    costs.origin,
from staging.run_costs as costs
join core.identities as identities on identities.source = 'epoch_archive' and identities.name = costs.source_name
join launched using (release_id)
where costs.run_on is null or (costs.run_on >= launched.available_on and costs.run_on <= getvariable('as_of'))
qualify row_number() over (
    partition by costs.benchmark_id, identities.release_id
    order by costs.origin, costs.score desc, costs.cost_usd, costs.source_name, costs.setting
) = 1
