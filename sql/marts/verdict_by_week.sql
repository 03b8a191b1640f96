-- meaning: The past, week by week: median, share, bracket and verdicts of every ISO week, from the scores as they were seen then, and from today's.
-- grain: one row per ISO week, scale and basis
-- key: week, scale_id, basis
-- not_null: week, scale_id, basis, week_as_of, vintage, n_records, n_matched, n_censored, n_matching_releases, median_interval_state,
-- share_6m_interval_state, ci_level, typically, at_most, as_of
-- in: basis (as_seen, as_reconstructed); median_interval_state (closed, open, unknown); share_6m_interval_state (closed, open, unknown);
-- typically (supported, contradicted, cannot be told); at_most (supported, contradicted, cannot be told); on_average (supported,
-- contradicted, cannot be told)
-- refers: scale_id = core.scales.scale_id
-- caveat: as_seen is what a report of that week would have rested on: the newest vintage by its Sunday, on eci_published from 2025-12-24 on; where the
-- verdict is another with all vanished scores carried, it cannot be told. as_reconstructed is no report of the time: on eci_published the load that the
-- week uses, mostly a later one, for releases of the time; on index the index fitted anew to scores known by then, where a score counts as known
-- from the later of the releases of its model and its benchmark, as no source prints the day of a test. Dates, labels and estimators are today's
-- on both. Weeks before the first Chinese open release have no row. drawn_ columns are null until `openlag backfill` has drawn that week.
select
    weeks.week,
    weeks.week_as_of,
    weeks.scale_id,
    weeks.basis,
    weeks.vintage,
    weeks.n_records,
    weeks.n_matched,
    weeks.n_censored,
    weeks.n_matching_releases,
    weeks.median_days,
    weeks.median_days_lower,
    weeks.median_days_upper,
    weeks.median_interval_state,
    weeks.share_6m,
    weeks.share_6m_lower,
    weeks.share_6m_upper,
    weeks.share_6m_interval_state,
    weeks.ci_level,
    weeks.under_days,
    weeks.central_days,
    weeks.over_days,
    laggards.name as laggard_name,
    weeks.mean_days,
    weeks.mean_days_lower,
    weeks.mean_days_upper,
    weeks.typically,
    weeks.at_most,
    weeks.on_average,
    weeks.n_scores,
    weeks.n_carried,
    weeks.median_days_carried,
    draws.median_days_lower as drawn_median_days_lower,
    draws.median_days_upper as drawn_median_days_upper,
    draws.share_6m_lower as drawn_share_6m_lower,
    draws.share_6m_upper as drawn_share_6m_upper,
    draws.central_days_lower as drawn_central_days_lower,
    draws.central_days_upper as drawn_central_days_upper,
    draws.n_draws,
    getvariable('as_of') as as_of,
from core.week_estimates as weeks
left join core.releases as laggards on laggards.release_id = weeks.laggard_release_id
left join core.week_draws as draws on draws.inputs_key = weeks.inputs_key
order by weeks.week desc, weeks.scale_id, weeks.basis desc
