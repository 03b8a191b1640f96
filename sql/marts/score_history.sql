-- meaning: How scores of the published index moved: the score then and the score now, wherever a vintage first printed it or refitted it.
-- grain: one row per release and vintage in which its score was new, or another than in the last one that printed it
-- key: release_id, first_seen_on
-- not_null: release_id, name, first_seen_on, score_then, as_of
-- refers: release_id = core.releases.release_id
-- caveat: A move of less than a hundredth, the last digit that the source prints, is none. On 2026-04-29 some rows of families had the scores of other
-- versions, for a day. score_now is null where the index in use does not print the release.
with printed as (
    select
        release_id, first_seen_on, score,
        lag(score) over (partition by release_id order by first_seen_on) as score_before,
    from core.score_vintages
    where standing = 'printed'
)

select
    printed.release_id,
    releases.name,
    releases.country,
    releases.openness,
    printed.first_seen_on,
    printed.score as score_then,
    printed.score_before,
    now.score as score_now,
    now.score - printed.score as moved_since,
    getvariable('as_of') as as_of,
from printed
join core.releases using (release_id)
left join core.scores as now on now.release_id = printed.release_id and now.scale_id = 'eci_published'
where printed.score_before is null or abs(printed.score - printed.score_before) >= 0.00999
order by printed.first_seen_on desc, printed.release_id
