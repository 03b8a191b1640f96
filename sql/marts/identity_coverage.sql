-- meaning: How many names of each source are known to be a release, and how, how many are asked about, and how many are joined to nothing.
-- grain: one row per source of names
-- key: source
-- not_null: source, source_title, is_in_use, as_of
-- caveat: Counts are null, not zero, for a source that is not in use. A name that is joined to nothing may be a model that no source scores.
-- Names of the Hub are repositories of tracked organisations, quantised copies and the like among them.
with sources as (
    select *
    from (values
        ('epoch_index', 'Epoch AI, index'),
        ('epoch_version', 'Epoch AI, versions scored'),
        ('epoch_vintage', 'Epoch AI, index as kept'),
        ('epoch_archive', 'Epoch AI, archive'),
        ('hub', 'Hugging Face Hub, repositories'),
        ('models_dev', 'models.dev'),
        ('model_release_dates', 'model-release-dates'),
        ('arena', 'Arena, leaderboards of text')
    ) as known (source, source_title)
),

asked as (
    select source, subject as name from marts.review_queue where kind = 'identity'
),

counted as (
    select
        names.source,
        count(*) as name_count,
        count(*) filter (identities.rule = 'exact key') as exact_key_count,
        count(*) filter (identities.rule = 'alias') as alias_count,
        count(*) filter (identities.rule is null and asked.name is not null) as proposed_count,
        count(*) filter (identities.rule is null and asked.name is null) as unjoined_count,
    from core.source_names as names
    left join core.identities using (source, name)
    left join asked using (source, name)
    group by all
)

select
    sources.source,
    sources.source_title,
    counted.source is not null as is_in_use,
    counted.name_count,
    counted.exact_key_count,
    counted.alias_count,
    counted.proposed_count,
    counted.unjoined_count,
    getvariable('as_of') as as_of,
from sources
left join counted using (source)
order by counted.source is null, counted.unjoined_count desc, sources.source
