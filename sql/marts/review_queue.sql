-- meaning: Questions for a reviewer that nobody has answered; `openlag review` shows and answers them.
-- grain: one row per open proposal
-- key: proposal_id
-- not_null: proposal_id, kind, subject
-- in: kind (identity, release, organization, label)
-- refers: suggested_release_id = core.releases.release_id
-- caveat: A proposal is a guess by likeness and joins nothing. What is accepted goes into the reference files and is joined from the next
-- build on; what is rejected is not asked again. Organisations come from the Hub's top lists and from the largest roots of the whole Hub. First come names in the index that a known release may have got (core.renamed_names) and scored
-- releases without a label that the headline needs, which is answered in releases.csv by hand. An identity names its likeliest release, and the others in the evidence. Releases and organisations are
-- asked about from the first live pull of the Hub on: in the stored snapshot all is known.
with identities as (
    select
        proposal_id,
        'identity' as kind,
        source,
        name as subject,
        arg_min(name || ' is the release ' || release_name || ' (' || release_id || ')', place) as suggestion,
        arg_min(score, place) as score,
        arg_min(evidence, place)
        || coalesce('; see ' || any_value(source_url), '')
        || coalesce(
            '; or else: ' || string_agg(release_name || ' (' || release_id || ', ' || score || ')', ', ' order by place) filter (place > 1), ''
        ) as evidence,
        arg_min(release_id, place) as suggested_release_id,
    from core.identity_proposals
    where proposal_id not in (select proposal_id from core.renamed_names)
    group by all
),

pressing as (
    select
        proposal_id, 'identity' as kind, 'epoch_index' as source, name as subject,
        name || ' is the release ' || release_name || ' (' || release_id || ') under another name' as suggestion,
        100.0 as score, evidence, release_id as suggested_release_id,
    from core.renamed_names
    union all
    select
        left(sha256('label|' || source || '|' || subject), 12) as proposal_id, 'label' as kind,
        if(source = 'epoch', 'epoch_index', 'releases') as source, subject,
        subject || ' is scored and counted nowhere; enter its labels and days into releases.csv.' as suggestion,
        100.0 as score, detail as evidence, release_id as suggested_release_id,
    from core.unlabelled_notices
),

-- Who is asked about already, as a newcomer in the top lists, is not asked about twice.
newcomers as (
    select
        left(sha256('organization|hub|' || subject), 12) as proposal_id,
        'organization' as kind,
        'hub' as source,
        subject,
        subject || ' is not tracked, and most downloads of its lineages go back to ' || root_hub_model_id || '; review it for organizations.csv.'
            as suggestion,
        -- Below what the top lists propose, which was judged by more than its place.
        round(25.0 / rank, 1) as score,
        'roots among the largest of the whole Hub on ' || listed_on || ': ' || n_roots || ', the first at rank ' || rank
        || coalesce('; downloads of 30 days of all that goes back to them: ' || cast(round(downloads_30d) as bigint), '')
        || '; country unknown: the Hub states none' as evidence,
        subject as suggested_name,
        nullif(slug(subject), '') as suggested_organization_id,
    from core.listed_newcomers
),

proposals as (
    select
        proposal_id, kind, source, subject, suggestion, score, evidence, suggested_release_id, true as is_pressing,
    from pressing
    union all by name
    select
        proposal_id, kind, source, subject, suggestion, score, evidence, suggested_name, suggested_organization_id, false as is_pressing,
    from newcomers
    where proposal_id not in (select proposal_id from core.release_proposals)
    union all by name
    select
        proposal_id, kind, source, subject, suggestion, score, evidence, suggested_release_id, false as is_pressing,
    from identities
    union all by name
    select
        proposal_id, kind, source, subject, suggestion, score, evidence, suggested_name, suggested_family, suggested_organization_id,
        suggested_openness, suggested_released_on, suggested_country, false as is_pressing,
    from core.release_proposals
    -- A repository that may be that of a known release is asked about as such first.
    where
        kind <> 'release'
        or subject not in (
            select subject
            from identities
            where source = 'hub' and proposal_id not in (select proposal_id from staging.review_rejections)
        )
)

select
    proposal_id, kind, source, subject, suggestion, score, evidence, suggested_name, suggested_family,
    suggested_organization_id, suggested_openness, suggested_released_on, suggested_country, suggested_release_id,
from proposals
where proposal_id not in (select proposal_id from staging.review_rejections)
-- First what can move a figure: a release nobody counts, a score under a name nobody knows, a repository, and then the rest.
order by
    is_pressing desc,
    list_position(if(is_pressing, ['identity', 'label'], ['release', 'organization', 'identity']), kind),
    coalesce(list_position(['epoch_index', 'epoch_version', 'hub'], source), 4),
    score desc,
    source,
    subject
