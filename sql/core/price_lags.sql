-- meaning: For each US record of the headline, how long until a Chinese open release had its level at no more than a share of its price.
-- grain: one row per record, price_kind (input, output) and price_share (0.1, 0.5)
-- key: record_release_id, price_kind, price_share
-- caveat: Both prices are of the launch. A record without one is `excluded`. `matched`: the first laggard at the level that is known to cost no
-- more than the share, and none of unknown price was at the level on an earlier day. If one was, it may have been the match: the state is
-- `unknown`, lag_days_least is the first such laggard's day and lag_days_most that of the first known to be cheap enough, null if there is
-- none. `unmatched`: all laggards at the level are known to cost more, or there is none, and the clock runs.
with priced as (
    select
        release_id,
        unnest(['input', 'output']) as price_kind,
        unnest([input_usd_per_mtok, output_usd_per_mtok]) as usd_per_mtok,
    from core.launch_prices
    where is_at_launch
),

records as (
    select
        matches.record_release_id, matches.record_released_on, matches.record_score, kinds.price_kind, shares.price_share,
        priced.usd_per_mtok as record_usd_per_mtok,
        shares.price_share * priced.usd_per_mtok as most_usd_per_mtok,
    from core.matches
    join core.headline using (pairing_id, scale_id, date_basis, rule_id, cohort_id)
    cross join (values ('input'), ('output')) as kinds (price_kind)
    cross join (values (0.1::double), (0.5::double)) as shares (price_share)
    left join priced on priced.release_id = matches.record_release_id and priced.price_kind = kinds.price_kind
    where matches.record_released_on >= headline.start_on
),

-- The slack takes up the last bit of the arithmetic: a tenth of 3 is not 0.3 to a computer.
at_level as (
    select
        records.record_release_id, records.price_kind, records.price_share, laggards.release_id, laggards.released_on, laggards.score,
        priced.usd_per_mtok,
        priced.usd_per_mtok <= records.most_usd_per_mtok + 1e-9 as is_cheap,
    from records
    join core.scored_releases as laggards on laggards.role = 'laggard' and laggards.score >= records.record_score
    semi join core.headline using (pairing_id, scale_id, date_basis)
    left join priced on priced.release_id = laggards.release_id and priced.price_kind = records.price_kind
),

reached as (
    select
        record_release_id, price_kind, price_share,
        min(released_on) filter (where is_cheap) as cheap_on,
        min(released_on) filter (where usd_per_mtok is null) as unpriced_on,
        count(*) as n_at_level,
        count(*) filter (where usd_per_mtok is null) as n_unpriced,
    from at_level
    group by all
),

cheapest as (
    select record_release_id, price_kind, price_share, release_id, usd_per_mtok,
    from at_level
    where is_cheap
    qualify row_number() over (
        partition by record_release_id, price_kind, price_share order by released_on, score desc, release_id
    ) = 1
),

judged as (
    select
        records.*, reached.cheap_on, reached.unpriced_on, coalesce(reached.n_at_level, 0) as n_at_level,
        coalesce(reached.n_unpriced, 0) as n_unpriced,
        case
            when records.record_usd_per_mtok is null then 'excluded'
            when reached.unpriced_on < coalesce(reached.cheap_on, date '9999-12-31') then 'unknown'
            when reached.cheap_on is not null then 'matched'
            else 'unmatched'
        end as state,
    from records
    left join reached using (record_release_id, price_kind, price_share)
)

select
    judged.record_release_id, judged.record_released_on, judged.record_score, judged.price_kind, judged.price_share,
    judged.record_usd_per_mtok, judged.most_usd_per_mtok, judged.n_at_level, judged.n_unpriced, judged.state,
    if(judged.state in ('matched', 'unknown'), cheapest.release_id, null) as match_release_id,
    if(judged.state in ('matched', 'unknown'), judged.cheap_on, null) as match_released_on,
    if(judged.state in ('matched', 'unknown'), cheapest.usd_per_mtok, null) as match_usd_per_mtok,
    if(judged.state = 'matched', judged.cheap_on - judged.record_released_on, null) as lag_days,
    if(judged.state = 'unknown', judged.unpriced_on - judged.record_released_on, null) as lag_days_least,
    if(judged.state = 'unknown', judged.cheap_on - judged.record_released_on, null) as lag_days_most,
    getvariable('as_of') - judged.record_released_on as follow_up_days,
from judged
left join cheapest using (record_release_id, price_kind, price_share)
