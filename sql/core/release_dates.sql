-- meaning: Every date of every source for every release, beside the day in use, by the order of warehouse/reference/date_precedence.csv.
-- grain: one row per release, date and claim; the day in use is a row of its own
-- key: release_id, date_kind, source_id, claim_kind, claimed_on, source_name
-- caveat: A claim that does not say of what channel it speaks stands under every date the release has a day for, and under its own name
-- besides. A claim to the month agrees with any day of it and counts to no day. Bounds (a repository's creation, a page that has it in use or
-- not yet) and days that say nothing of a date (bound none) support no day. is_explained: a day without a channel that is
-- another date of the release in use, such as its announcement.
with days_in_use as (
    select
        release_id,
        is_in_reference,
        [announced_on, api_on, weights_on] as own_days,
        unnest([
            {date_kind: 'announced_on', chosen_on: announced_on, evidence: announced_on_source},
            {date_kind: 'api_on', chosen_on: api_on, evidence: api_on_source},
            {date_kind: 'weights_on', chosen_on: weights_on, evidence: weights_on_source},
            {date_kind: 'published_on', chosen_on: published_on, evidence: 'as the score source prints it'}
        ], recursive := true),
    from core.releases
),

claims as (
    select
        days.release_id,
        days.date_kind,
        if(days.is_in_reference, days.date_kind, 'published_on') as claim_kind,
        days.chosen_on as claimed_on,
        'day' as day_precision,
        if(days.is_in_reference, 'releases', 'epoch_index') as source_id,
        if(days.is_in_reference, 'releases.csv', days.release_id) as source_name,
        null as source_url,
        days.evidence,
        releases.read_on,
        true as is_chosen,
    from days_in_use as days
    left join staging.releases as releases using (release_id)
    where days.chosen_on is not null
    union all by name
    select
        claims.release_id, precedence.date_kind, claims.claim_kind, claims.claimed_on, claims.day_precision, claims.source_id,
        claims.source_name, claims.source_url, claims.evidence, claims.read_on, false as is_chosen,
    from core.date_claims as claims
    join staging.date_precedence as precedence using (source_id, claim_kind)
),

placed as (
    select
        claims.*,
        precedence.claim_rank,
        if(precedence.origin = 'each_page', claims.source_name, precedence.origin) as origin,
        precedence.channel,
        precedence.bound,
        days_in_use.chosen_on,
        days_in_use.evidence as chosen_evidence,
        coalesce(
            claims.claim_kind <> claims.date_kind
            and claims.claimed_on <> days_in_use.chosen_on
            and list_contains(days_in_use.own_days, claims.claimed_on),
            false
        ) as is_explained,
        least(
            greatest(days_in_use.chosen_on, claims.claimed_on),
            if(claims.day_precision = 'month', last_day(claims.claimed_on), claims.claimed_on)
        ) as nearest_on,
        claims.source_id <> 'releases' and precedence.bound = 'exact' as is_evidence,
        days_in_use.is_in_reference,
    from claims
    join days_in_use using (release_id, date_kind)
    left join staging.date_precedence as precedence
        on precedence.date_kind = claims.date_kind
        and precedence.source_id = claims.source_id
        and precedence.claim_kind = claims.claim_kind
    where claims.claim_kind = claims.date_kind or days_in_use.chosen_on is not null
),

summed as (
    select
        *,
        nearest_on - chosen_on as difference_days,
        count(distinct origin) filter (where is_evidence) over same_date as n_independent_sources,
        max(claimed_on) filter (where is_evidence and day_precision = 'day') over same_date
        - min(claimed_on) filter (where is_evidence and day_precision = 'day') over same_date as date_spread_days,
        count(*) filter (where is_evidence and day_precision = 'day') over same_date as n_days,
        min(
            case when is_evidence and day_precision = 'day' then {claim_rank: claim_rank, claimed_on: claimed_on, source_id: source_id} end
        ) over same_date as first_by_rank,
    from placed
    window same_date as (partition by release_id, date_kind)
)

select
    release_id,
    date_kind,
    claim_kind,
    claimed_on,
    day_precision,
    source_id,
    source_name,
    source_url,
    evidence,
    read_on,
    claim_rank,
    origin,
    channel,
    bound,
    is_evidence,
    is_explained,
    is_chosen,
    chosen_on,
    chosen_evidence,
    nearest_on,
    difference_days,
    case
        when chosen_on is null then 'no day in use'
        when bound = 'lower' then if(difference_days > 0, 'later than it can be', 'lower bound')
        when bound = 'upper' then if(difference_days < 0, 'earlier than it can be', 'upper bound')
        when bound = 'none' then 'says nothing of it'
        when abs(difference_days) > 7 then 'differs'
        when difference_days <> 0 then 'within seven days'
        when day_precision = 'month' then 'same month'
        else 'same day'
    end as agreement,
    if(n_days > 1, date_spread_days, null) as date_spread_days,
    n_independent_sources,
    first_by_rank.claimed_on as first_by_rank_on,
    concat_ws(
        '; ',
        case
            when chosen_on is null then 'no day in use: claims are kept and none is taken'
            when is_in_reference then 'rank 1, the cell of releases.csv (' || chosen_evidence || ')'
            else 'not in releases.csv yet, so the day of the score source'
        end,
        'first of the sources: ' || first_by_rank.source_id || ' ' || first_by_rank.claimed_on
        || ' (rank ' || first_by_rank.claim_rank || ')'
    ) as choice_rule,
from summed
