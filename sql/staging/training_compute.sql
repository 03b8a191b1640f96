-- meaning: Epoch's estimates of the compute a model version was trained with: of the archive in use, and of the reference file.
-- grain: one row per origin and name
-- key: origin, source_name
-- caveat: Less than one operation is no estimate, and is left out.
select
    'archive' as origin,
    compute.model_version as source_name,
    max(compute.training_compute_flop) as training_compute_flop,
    arg_max(compute.confidence, compute.training_compute_flop) as confidence,
from raw.archive_compute as compute
join staging.name_loads as loads using (load_id)
where loads.retrieved_on <= getvariable('as_of') and compute.training_compute_flop >= 1
group by compute.model_version
union all
select 'reference' as origin, source_name, training_compute_flop, confidence,
from raw.training_compute
