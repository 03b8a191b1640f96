-- meaning: The fit of our own capability index: what went in, its anchors, its objective, and how many of its draws failed.
-- grain: one row
-- key: none
-- not_null: state, as_of
-- refers: low_anchor_release_id = core.releases.release_id; high_anchor_release_id = core.releases.release_id
-- caveat: state is `fitted`, or says why there is no index; then the scale `index` is absent from every mart.
select
    fit.state,
    fit.n_releases,
    fit.n_benchmarks,
    fit.n_scores,
    fit.n_clipped,
    fit.n_slopes_at_bound,
    fit.n_left_out,
    fit.objective,
    fit.low_anchor_release_id,
    fit.low_anchor_score,
    fit.high_anchor_release_id,
    fit.high_anchor_score,
    fit.seed,
    fit.n_draws,
    fit.n_draws_failed,
    fit.n_unplaced,
    fit.n_undrawn,
    fit.input_checksum,
    fit.draw_key,
    score_load.vintage,
    getvariable('as_of') as as_of,
from core.index_fit as fit
cross join staging.score_load
