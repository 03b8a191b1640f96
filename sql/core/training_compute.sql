-- meaning: Epoch's estimate of the compute each release was trained with, and the confidence Epoch gives it.
-- grain: one row per release with an estimate
-- key: release_id
-- caveat: Versions of one release (efforts, hosts) carry one estimate; where two differ, the more confident is taken. An archive without
-- the column of confidence takes that of the reference file.
with placed as (
    select
        identities.release_id,
        compute.training_compute_flop,
        compute.confidence,
        {
            origin: compute.origin,
            doubt: coalesce(list_position(['confident', 'likely', 'speculative'], lower(compute.confidence)), 4),
            source_name: compute.source_name
        } as place,
    from staging.training_compute as compute
    join core.identities as identities on identities.source = 'epoch_archive' and identities.name = compute.source_name
)

select
    release_id,
    arg_min(training_compute_flop, place) as training_compute_flop,
    coalesce(arg_min(confidence, place), 'not stated') as confidence,
    min(place).source_name as source_name,
from placed
group by release_id
