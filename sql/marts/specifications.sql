-- meaning: The specification curve: median lag and share within six months under every combination of scale, pairing, date basis, rule and start.
-- grain: one row per scale or domain, pairing, date basis, rule and start
-- key: scale_or_domain, pairing_id, date_basis, rule_id, start_on
-- caveat: The specifications rest on the same releases and are not independent. Intervals are the wider, end by end, of the textbook one (on a
-- domain: over benchmarks) and the chain one. Rules built on draws exist on our own index alone.
with on_an_index as (
    select
        scale_id as scale_or_domain,
        pairing_id,
        date_basis,
        rule_id,
        start_on,
        n_records,
        n_matched,
        n_matching_releases,
        median_days,
        median_days_lower,
        median_days_upper,
        chain_median_days_lower,
        chain_median_days_upper,
        share_6m,
        share_6m_lower,
        share_6m_upper,
        chain_share_6m_lower,
        chain_share_6m_upper,
        ci_level,
    from core.survival
    join core.scales using (scale_id)
    where scales.scale_type = 'index'
),

over_benchmarks as (
    select
        coalesce(domain, 'all benchmarks') as scale_or_domain,
        * exclude (domain, has_first_tested, has_superseded, n_benchmarks, n_benchmarks_left_out, n_censored),
    from core.pooled
    where has_first_tested and has_superseded and n_benchmarks > 0
),

specifications as (
    select * from on_an_index
    union all by name
    select * from over_benchmarks
)

select
    row_number() over (
        order by median_days nulls last, share_6m desc nulls last, scale_or_domain, pairing_id, date_basis, rule_id, start_on nulls first
    ) as place,
    scale_or_domain,
    pairing_id,
    date_basis,
    rule_id,
    start_on,
    n_records,
    n_matched,
    n_matching_releases,
    median_days,
    least(median_days_lower, chain_median_days_lower) as median_days_lower,
    case
        when median_days_upper is not null and chain_median_days_upper is not null
            then greatest(median_days_upper, chain_median_days_upper)
    end as median_days_upper,
    share_6m,
    least(share_6m_lower, chain_share_6m_lower) as share_6m_lower,
    greatest(share_6m_upper, chain_share_6m_upper) as share_6m_upper,
    ci_level,
    scale_or_domain = 'eci_published'
    and pairing_id = 'us_any__cn_open'
    and date_basis = 'available'
    and rule_id = 'strict'
    and start_on is not distinct from (select max(start_on) from core.starts) as is_headline,
    getvariable('as_of') as as_of,
from specifications
order by place
