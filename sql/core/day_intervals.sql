-- meaning: The interval that a day in use lies in by the claims that bear on it, which is a point where they agree.
-- grain: one row per release and date with a day in use
-- key: release_id, date_kind
-- caveat: Null where fewer than two independent sources bear on the day and no bound does: nobody is there to disagree, which is no
-- agreement. A claim that another date of the release explains bears on none. A bound that the day in use breaks counts as a day of its
-- own. The day in use lies in its interval always.
with bearing as (
    select
        release_id,
        date_kind,
        chosen_on,
        channel,
        origin,
        claimed_on,
        case
            when bound = 'lower' and claimed_on <= chosen_on then 'lower'
            when bound = 'upper' and claimed_on >= chosen_on then 'upper'
            else 'day'
        end as side,
    from core.release_dates
    where
        chosen_on is not null
        and channel <> 'reference'
        and bound <> 'none'
        and day_precision = 'day'
        and not (bound = 'exact' and is_explained)
),

gathered as (
    select
        release_id,
        date_kind,
        chosen_on,
        count(distinct origin) as n_sources,
        count(distinct channel) as n_channels,
        string_agg(distinct channel, ', ' order by channel) as channels,
        count(*) filter (where side = 'day') as n_days,
        min(claimed_on) filter (where side = 'day') as first_day_on,
        max(claimed_on) filter (where side = 'day') as last_day_on,
        max(claimed_on) filter (where side = 'lower') as not_before_on,
        min(claimed_on) filter (where side = 'upper') as not_after_on,
    from bearing
    group by all
)

select
    release_id,
    date_kind,
    chosen_on,
    n_sources,
    n_channels,
    channels,
    case
        when n_days = 0 then not_before_on
        when n_sources >= 2 then greatest(least(first_day_on, chosen_on), not_before_on)
    end as day_lower,
    case
        when n_days = 0 then not_after_on
        when n_sources >= 2 then least(greatest(last_day_on, chosen_on), not_after_on)
    end as day_upper,
from gathered
