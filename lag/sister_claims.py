"""Decision rules for the claims told beside the six months, written down before any number.

`replicated`: "whatever a US lab launches, a Chinese lab has an open copy of it out within months". A copy is taken to be a
match, a release of at least the record's score: that it does the same things is not tested. Estimand A, over leader records, and over
the cohort of releases above every earlier one of their own lab, since the claim says whatever a lab launches.
*ever*: every record is matched in the end. The figure is the share matched so far; it has no interval, being a count.
- contradicted: a record stands unmatched after more than 24 months (730.5 days) of follow-up;
- supported: every record is matched;
- cannot be told: otherwise. Some are unmatched, and none of them has been for that long.
*within six months* (182.625 days), *within twelve months* (365.25): as *at most* in `lag.claims`, with that horizon. The share printed
is the product-limit estimate with its textbook interval, which is too narrow where one release matched many records and which decides
nothing.
- contradicted: a record was matched later, or is unmatched with longer follow-up;
- supported: every record was matched in time;
- cannot be told: otherwise.

`ninety_per_cent`: "at ninety per cent of the performance" within six months; rule `tolerance 0.9`. On the index: as *typically*
in `lag.claims`, a record being reached at nine tenths of its height above GPT-3.5, since the index has no zero of its own
("ninety per cent of 150" would say nothing). Pooled over benchmarks (estimand F): nine tenths of the score, all domains, with
the first model ever tested on each; the same rule on the wider of the interval over benchmarks and the one over chains. Estimand F
censors at the last laggard test on a benchmark.

`hundred_times`: "a hundred times more efficient", in the readings that it leaves open, since it names none: input price and output price
(list prices of the API, each at its own launch), the cost of the same work (where a benchmark prints what its run cost) and training
compute (Epoch's estimates). Of each the record's value over that of its match, by the pairs of the rule `tolerance 0.9`, since the claim is
made of copies at ninety per cent; by those of `strict` beside them. The figure is the median over pairs with both values, its interval
the wider of one by order statistics and one over matches.
- supported: the lower end of the interval is 100 or more;
- contradicted: the upper end is below 100;
- cannot be told: otherwise, and under five pairs or three distinct matches, where there is no interval.

`china_open_us_closed`: "China releases openly, the US closed", over frontier records and over all releases of each country.
Records are those of the country's releases of any access: among open releases alone the share is 1 by construction. The figure is
the share that is open (China) or closed (US) with Wilson's interval.
- supported: its lower end is above one half;
- contradicted: its upper end is below one half;
- cannot be told: otherwise. The exceptions are counted beside it, since "always" fails with one.

`spread`: "Chinese open models spread over the world", read as: of the downloads of the last 30 days that models with a US or a Chinese
root have on the whole Hub together, the share of the Chinese rises, from the first full listing to the last. A root is the far end of
a lineage of base models. The rule dates from 2026-11-29, before a whole listing. It has no interval: a listing is a census.
- cannot be told: without two full listings at least 26 weeks (182 days) apart, or while models of unknown root have more than half of
  all downloads in either;
- supported: the last share is above the first by more than 5 points;
- contradicted: it is below the first by more than 5 points;
- cannot be told: otherwise. Shares of single weeks swing by a few points with one popular release.

Without records, pairs or releases the answer is: cannot be told. `not_on_the_hub` is not tested, for want of a source.

Wrong when the records, prices or releases are not those of the claim. *ever* takes 24 months for never: a late match takes the
contradiction back. A list price is no cost: it holds margin and subsidy, and leaves out how many tokens a task takes; a run costs what
its harness and effort make of it; compute says nothing of use; and the match is mostly the younger of the two, while prices fall with
time. Releases of one laboratory follow one policy, and Wilson's interval takes them for independent. A download on the Hub is a request
of a file, by machines too, and names no country of the one who asks; a root has a country only where its organisation is tracked, so
that one tracked from some day on moves the share by itself.

Source: METHOD 4 and 6.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.chains import MIN_CHAINS_FOR_CI
from lag.claims import Answer, ReasonCode, Verdict, judge_every, judge_typically, tally
from lag.efficiency import CLAIMED_RATIO, MIN_PAIRS, EfficiencyRatio
from lag.errors import NotEnoughData
from lag.intervals import whole_interval
from lag.openness import estimate_open_share
from lag.pooled import PooledLag
from lag.product_limit import MIN_N_FOR_CI, Floats, fit_product_limit
from lag.survival import SurvivalLag
from lag.units import DAYS_PER_MONTH, SIX_MONTHS_DAYS, to_numbers

NEVER_DAYS = 24 * DAYS_PER_MONTH
TWELVE_MONTHS_DAYS = 12 * DAYS_PER_MONTH
CI_LEVEL = 0.95
NINETY_POOLED = "pooled over benchmarks"  # a reading of *ninety per cent*
SPREAD_APART = timedelta(weeks=26)
SPREAD_POINTS = 5

_PEOPLE = {"CN": "Chinese", "US": "US"}


@dataclass(frozen=True, slots=True)
class SpreadListing:
    """One full listing of the whole Hub, by its downloads of 30 days.

    cn_share: of Chinese roots, of the downloads of Chinese and US ones. unknown_share: of unknown roots, of all. n_models: those of
    Chinese and US roots with known downloads; merges are shared out, so that it need not be whole.
    """

    listed_on: date
    cn_share: float
    unknown_share: float
    n_models: float


def judge_replicated(lag_days: ArrayLike, is_matched: ArrayLike) -> tuple[Verdict, Verdict, Verdict]:
    """Whether every record is matched in the end, whether within six months, and whether within twelve.

    lag_days: (n,) float, days, signed lag or follow-up; n may be 0. is_matched: (n,) bool.

    Returns Verdicts of *ever*, *within six months* and *within twelve months*, with shares. Raises ValueError for bad input. Assumes, and
    refers to, the rules in the module.
    """
    days, matched = _check_records(lag_days, is_matched)
    return (
        _judge_ever(days, matched),
        _judge_within(days, matched, "within six months", SIX_MONTHS_DAYS),
        _judge_within(days, matched, "within twelve months", TWELVE_MONTHS_DAYS),
    )


def judge_ninety(survival: SurvivalLag, reading: str = "on the index, above GPT-3.5") -> Verdict:
    """Whether the median lag to nine tenths of the record is within six months.

    survival: the estimate over the records of the claim, matched by the rule `tolerance 0.9`. reading: its scale, in words.

    Returns a Verdict with the median in days and its wider interval. Assumes, and refers to, the rule in the module.
    """
    return judge_typically(survival, claim_id="ninety_per_cent", reading=reading)


def judge_ninety_pooled(pooled: PooledLag) -> Verdict:
    """Whether the median lag to nine tenths of the record is within six months, over the records of all benchmarks.

    pooled: of all domains with the first model tested, matched by the rule `tolerance 0.9`; n_records may be 0.

    Returns a Verdict with the median in days and its wider interval. Raises ValueError for another pool. Assumes, and
    refers to, the rule in the module.
    """
    if pooled.domain is not None or not pooled.has_first_tested:
        given = f"domain {pooled.domain!r}, has_first_tested {pooled.has_first_tested}"
        raise ValueError(f"pooled has {given}. Give the pool of all domains with the first model tested on each.")
    return judge_typically(pooled, claim_id="ninety_per_cent", reading=NINETY_POOLED, estimand="F")


def judge_hundred_times(ratio: EfficiencyRatio | None, reading: str) -> Verdict:
    """Whether the record costs a hundred times its match, by one reading of what it costs.

    ratio: over pairs in which the cost is known for both; None if there are no such pairs. reading: which cost, and which pairs.

    Returns a Verdict with the median ratio and its wider interval; n_chains are the distinct matches. Assumes, and refers to, the rule
    in the module.
    """
    nothing = Verdict(
        claim_id="hundred_times",
        reading=reading,
        estimand="efficiency ratio",
        verdict="cannot be told",
        figure_unit="ratio",
        reason_code="nothing_to_judge",
    )
    if ratio is None:
        return nothing
    wider = ratio.wider_median
    answer: Answer = "cannot be told"
    code, n_needed = _missing_interval(ratio)
    if wider.lower is not None and wider.upper is not None:
        is_below = wider.upper < CLAIMED_RATIO
        answer = "supported" if wider.lower >= CLAIMED_RATIO else "contradicted" if is_below else answer
        code, n_needed = _side_of_least(answer), None
    return replace(
        nothing,
        verdict=answer,
        figure=ratio.median,
        lower=wider.lower,
        upper=wider.upper,
        interval_state=wider.state,
        ci_level=None if wider.state == "unknown" else ratio.ci_level,
        n=ratio.n_pairs,
        n_chains=ratio.n_matches,
        reason_code=code,
        n_needed=n_needed,
        smallest=ratio.smallest,
        largest=ratio.largest,
        n_pairs_reached=ratio.n_at_least_hundred,
    )


def _missing_interval(ratio: EfficiencyRatio) -> tuple[ReasonCode, int | None]:
    if ratio.n_pairs < MIN_PAIRS:
        return "too_few_pairs", MIN_PAIRS
    return "too_few_chains", MIN_CHAINS_FOR_CI


def judge_openness(
    n_open: int, n: int, *, country: Literal["CN", "US"], of: Literal["frontier records", "releases"]
) -> Verdict:
    """Whether a country's records or releases are mostly open (China) or mostly closed (US).

    n_open: those with open weights. n: those with known access, whatever it is; may be 0.

    Returns a Verdict with the share that is open or closed and its interval. Raises ValueError for bad input. Assumes,
    and refers to, the rule in the module.
    """
    if country not in _PEOPLE:
        raise ValueError(f"country is {country!r}. Give 'CN' or 'US'.")
    is_open = country == "CN"
    reading = f"{_PEOPLE[country]} {of} are {'open' if is_open else 'closed'}"
    n_so = n_open if is_open else n - n_open
    try:
        share = estimate_open_share(n_open, n, CI_LEVEL)
    except NotEnoughData:
        figure = lower = upper = None
    else:
        figure, lower, upper = n_so / n, share.share_open_lower, share.share_open_upper
        if not is_open:
            lower, upper = 1 - upper, 1 - lower
    answer: Answer = "cannot be told"
    code: ReasonCode = "nothing_to_judge"
    if lower is not None and upper is not None:
        answer = "supported" if lower > 0.5 else "contradicted" if upper < 0.5 else answer
        code = _side_of_least(answer)
    return Verdict(
        claim_id="china_open_us_closed",
        reading=reading,
        estimand="share",
        verdict=answer,
        figure=figure,
        figure_unit="share",
        lower=lower,
        upper=upper,
        interval_state=whole_interval(lower, upper).state,
        ci_level=CI_LEVEL,
        n=n,
        reason_code=code,
        n_exceptions=n - n_so,
    )


def judge_spread(listings: Iterable[SpreadListing]) -> Verdict:
    """Whether the Chinese share of the downloads of models with a US or a Chinese root rises.

    listings: full ones with both shares known, in any order; may be empty.

    Returns a Verdict with the last share and no interval. Raises ValueError for two of one day. Assumes, and refers to, the rule
    in the module.
    """
    known = sorted(listings, key=lambda one: one.listed_on)
    days = [one.listed_on for one in known]
    if len(set(days)) < len(days):
        raise ValueError(f"listings hold a day twice: {', '.join(map(str, days))}. Give one of each day.")
    nothing = Verdict(
        claim_id="spread",
        reading="Chinese open models spread over the world",
        estimand="share",
        verdict="cannot be told",
        figure_unit="share",
        reason_code="no_listing",
    )
    if not known:
        return nothing
    first, last = known[0], known[-1]
    answer, code = _moved(first, last)
    return replace(
        nothing,
        verdict=answer,
        figure=last.cn_share,
        n=round(last.n_models),
        reason_code=code,
        first_on=first.listed_on,
        last_on=last.listed_on,
        first_share=first.cn_share,
        first_unknown_share=first.unknown_share,
        last_unknown_share=last.unknown_share,
    )


def _moved(first: SpreadListing, last: SpreadListing) -> tuple[Answer, ReasonCode]:
    """Whether the Chinese share of one listing is more than the points of the rule above or below that of another."""
    if first is last:
        return "cannot be told", "one_listing"
    if last.listed_on - first.listed_on < SPREAD_APART:
        return "cannot be told", "listings_too_close"
    if max(first.unknown_share, last.unknown_share) > 0.5:
        return "cannot be told", "roots_unknown"
    # Rounded, or 0.55 - 0.50 would be more than five points.
    change = round(100 * (last.cn_share - first.cn_share), 9)
    if abs(change) <= SPREAD_POINTS:
        return "cannot be told", "moved_less"
    return "supported" if change > 0 else "contradicted", "moved_more"


def list_untested() -> tuple[Verdict, ...]:
    """The claims that nothing here can test: no source states the floor area of data centres, spending or national income."""
    return tuple(
        Verdict(
            claim_id="not_on_the_hub",
            reading=reading,
            estimand="none",
            verdict="not tested",
            figure_unit="ratio",
            reason_code="no_source",
        )
        for reading in ("data-centre area", "spending", "national income")
    )


def _judge_ever(days: Floats, matched: NDArray[np.bool_]) -> Verdict:
    counted = tally(days, matched, NEVER_DAYS)
    answer, code = judge_every(replace(counted, n_matched_in_time=int(matched.sum()), n_later=0))
    return Verdict(
        claim_id="replicated",
        reading="ever",
        estimand="A",
        verdict=answer,
        figure=float(matched.mean()) if counted.n else None,
        figure_unit="share",
        reason_code=code,
        **asdict(counted),
    )


def _judge_within(days: Floats, matched: NDArray[np.bool_], reading: str, within_days: float) -> Verdict:
    counted = tally(days, matched, within_days)
    answer, code = judge_every(counted)
    figure = lower = upper = None
    if counted.n:
        followed = np.where(days > 0, days, 0.0)
        curve = fit_product_limit(followed, matched, ci_level=CI_LEVEL, has_band=counted.n >= MIN_N_FOR_CI)
        bands = (curve.survival, curve.upper, curve.lower)
        figure, lower, upper = (curve.share_within(within_days, values) for values in bands)
    return Verdict(
        claim_id="replicated",
        reading=reading,
        estimand="A",
        verdict=answer,
        figure=figure,
        figure_unit="share",
        lower=lower,
        upper=upper,
        interval_state=whole_interval(lower, upper).state,
        ci_level=CI_LEVEL,
        reason_code=code,
        **asdict(counted),
    )


def _side_of_least(answer: Answer) -> ReasonCode:
    """Where an interval lies that starts at the line of a claim of at least so much."""
    sides: dict[Answer, ReasonCode] = {"supported": "interval_above", "contradicted": "interval_below"}
    return sides.get(answer, "interval_across")


def _check_records(lag_days: ArrayLike, is_matched: ArrayLike) -> tuple[Floats, NDArray[np.bool_]]:
    days, matched = to_numbers("lag_days", lag_days), np.asarray(is_matched)
    if days.ndim != 1 or days.shape != matched.shape:
        raise ValueError(
            f"lag_days and is_matched have shapes {days.shape} and {matched.shape}. Give one of each a record."
        )
    if len(days) and matched.dtype != np.bool_:
        raise ValueError(f"is_matched has dtype {matched.dtype}. Give booleans.")
    matched = matched.astype(np.bool_)
    for row in np.flatnonzero(~np.isfinite(days) | (~matched & (days < 0))):
        state = "matched" if matched[row] else "unmatched"
        raise ValueError(f"lag_days[{row}] is {days[row]} and {state}. Leave records without a lag or a follow-up out.")
    return days, matched
