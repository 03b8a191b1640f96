-- meaning: The last day on which a match could have been seen: the as-of day on the index, the last laggard test on a benchmark, the
-- leaderboard's own day on ratings.
-- grain: one row per pairing, scale and date basis with at least one laggard release
-- key: pairing_id, scale_id, date_basis
-- caveat: Many benchmarks are never run on Chinese models again; counting to the as-of day there would measure testing, not lag. Days of
-- tests are not published, so a test takes the day of its release.
select
    scored.pairing_id,
    scored.scale_id,
    scored.date_basis,
    case scales.scale_type
        when 'index' then getvariable('as_of')
        when 'rating' then (select max(vintage) from core.arena_scores)
        else max(scored.released_on)
    end as censored_on,
from core.scored_releases as scored
join core.scales using (scale_id)
where scored.role = 'laggard'
group by scored.pairing_id, scored.scale_id, scored.date_basis, scales.scale_type
