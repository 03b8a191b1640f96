-- A kept publication of the index has not as many rows as it had, so a past week would be judged on part of it. Restore
-- warehouse/reference/score_vintages.csv.
select vintages.publication, vintages.row_count, count(scores.name) as listed_count,
from staging.vintages
left join staging.vintage_scores as scores using (publication)
where vintages.refused_reason is null
group by all
having count(scores.name) <> vintages.row_count
