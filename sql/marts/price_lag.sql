-- meaning: Days until a Chinese open release gave the level of a US record at no more than a tenth, or a half, of its price.
-- grain: one row per record of the headline, price_kind (input, output) and price_share (0.1, 0.5)
-- key: record_release_id, price_kind, price_share
-- not_null: record_release_id, record_released_on, record_score, price_kind, price_share, state, n_at_level, n_unpriced, follow_up_days, as_of
-- in: price_kind (input, output); state (matched, unmatched, unknown, excluded)
-- refers: record_release_id = core.releases.release_id; match_release_id = core.releases.release_id
-- caveat: Both prices are list prices of the launch. excluded: the record has none. unknown: a laggard without one was at the level before any
-- that is known to be cheap enough, so that the lag lies between lag_days_least and lag_days_most, or has no upper bound. unmatched is
-- censored at follow_up_days.
select
    lags.record_release_id,
    getvariable('as_of') as as_of,
    records.name as record_name,
    lags.record_released_on,
    lags.record_score,
    lags.price_kind,
    lags.price_share,
    lags.state,
    lags.record_usd_per_mtok,
    lags.most_usd_per_mtok,
    lags.match_release_id,
    laggards.name as match_name,
    lags.match_released_on,
    lags.match_usd_per_mtok,
    lags.lag_days,
    lags.lag_days_least,
    lags.lag_days_most,
    lags.follow_up_days,
    lags.n_at_level,
    lags.n_unpriced,
from core.price_lags as lags
join core.releases as records on records.release_id = lags.record_release_id
left join core.releases as laggards on laggards.release_id = lags.match_release_id
order by lags.record_released_on desc, lags.record_release_id, lags.price_kind, lags.price_share
