-- meaning: Share of releases with open weights, by country and half-year of release: all that were scored, and the frontier records among them.
-- grain: one row per kind, country and half-year; null is all of them since GPT-4
-- key: kind, country, half_year
-- caveat: Only releases that somebody scored are known here; makers publish many more. Intervals are Wilson's and take releases for independent.
select
    kind,
    country,
    half_year,
    n,
    n_open,
    share_open,
    share_open_lower,
    share_open_upper,
    ci_level,
    getvariable('as_of') as as_of,
from core.open_shares
order by kind, country, half_year nulls first
