"""The sentence beside each verdict of `lag.claims` and `lag.sister_claims`: the figure, its interval, and where that lies."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from lag.efficiency import CLAIMED_RATIO, PriceRatio
from lag.efficiency import MIN_N_FOR_CI as MIN_PAIRS_FOR_CI
from lag.intervals import MedianAndShare
from lag.level import MIN_STEPS_FOR_CI, LevelLag
from lag.units import SIX_MONTHS_DAYS

Answer = Literal["supported", "contradicted", "cannot be told"]

SIX_MONTHS = f"six months ({SIX_MONTHS_DAYS:g} days)"
NO_RECORDS = "There are no records."


def explain_median(lag: MedianAndShare, answer: Answer, *, subject: str) -> str:
    """The median lag and its wider interval. subject: begins the sentence."""
    if not lag.n_records:
        return "No benchmark has enough records, so that there is no median lag."
    median = "is not reached" if lag.median_days is None else f"is {lag.median_days:g} days"
    start, level = f"{subject} over {lag.counted} {median}", f"{100 * lag.ci_level:g} % interval"
    if lag.shortage is not None:
        return f"{start}; {lag.shortage}."
    lower, upper = lag.wider_median.lower, lag.wider_median.upper
    if answer == "supported":
        return f"{start}, and its {level} ends at {upper:g} days, within {SIX_MONTHS}."
    if answer == "contradicted":
        begin = "starts on a day not reached yet" if lower is None else f"starts at {lower:g} days"
        return f"{start}, and its {level} {begin}, past {SIX_MONTHS}."
    ends = ["a day not reached" if end is None else f"{end:g} days" for end in (lower, upper)]
    return f"{start}, and its {level}, from {ends[0]} to {ends[1]}, does not lie on one side of {SIX_MONTHS}."


def explain_always(n: int, n_late: int, n_waiting: int, n_running: int, *, within_days: float = SIX_MONTHS_DAYS) -> str:
    """The counterexamples, or the clocks that still run."""
    within = f"{within_days:g} days"
    if not n:
        return NO_RECORDS
    if n_late + n_waiting:
        parts = f"{n_late} matched after more than {within}, {n_waiting} still unmatched after more than that"
        return f"{n_late + n_waiting} of {n} records are counterexamples: {parts}."
    if n_running:
        return f"None of {n} records is a counterexample yet, but {n_running} are unmatched with {within} or less of follow-up."
    return f"All {n} records were matched within {within}."


def explain_on_average(level: LevelLag, answer: Answer) -> str:
    """The mean gap and its interval, or what stands in the way of a verdict."""
    if level.mean_days is None:
        return f"Laggards have reached no level above {level.level_from:g}, so that there is no mean gap."
    start = f"The mean gap over levels {level.level_from:g} to {level.level_to:g} is {round(level.mean_days, 1):g} days"
    lower, upper = level.mean_days_lower, level.mean_days_upper
    if lower is None or upper is None:
        steps = f"{level.n_leader_steps} leader and {level.n_laggard_steps} laggard releases"
        return f"{start}; it hangs on {steps}, and an interval needs {MIN_STEPS_FOR_CI} of each."
    interval = f"its {100 * level.ci_level:g} % interval"
    if answer == "supported":
        return f"{start}, and {interval} ends at {round(upper, 1):g} days, within {SIX_MONTHS}."
    if answer == "contradicted":
        return f"{start}, and {interval} starts at {round(lower, 1):g} days, past {SIX_MONTHS}."
    if upper <= SIX_MONTHS_DAYS:
        waiting = f"the {round(100 * level.share_not_reached, 1):g} % of levels not reached yet"
        least = f"it is at least {round(level.mean_days_at_least, 1):g} days, past {SIX_MONTHS}"
        return f"{start}, and {interval} ends at {round(upper, 1):g} days; but with {waiting} {least}."
    return f"{start}, and {interval}, from {round(lower, 1):g} to {round(upper, 1):g} days, does not lie on one side of {SIX_MONTHS}."


def explain_ever(n: int, n_waiting: int, n_running: int, after_days: float) -> str:
    """How many records are matched, and how long the others have waited."""
    start, days = f"{n - n_waiting - n_running} of {n} records are matched so far", f"{after_days:g} days"
    if not n:
        return NO_RECORDS
    if n_waiting:
        return f"{start}; {n_waiting} still unmatched after more than {days}, {n_running} after that or less."
    if n_running:
        return f"{start}; {n_running} still unmatched, with {days} or less of follow-up."
    return f"All {n} records are matched."


def explain_hundred_times(ratio: PriceRatio | None, prices: str, answer: Answer) -> str:
    """The median ratio with its interval and its range. prices: 'input prices' or 'output prices'."""
    if ratio is None:
        return f"No pair has both {prices} at launch, so that there is no ratio."
    times, pairs = f"{CLAIMED_RATIO:g}", f"{ratio.n} pairs with both"
    ranging = (
        f"single pairs: {ratio.smallest:.4g} to {ratio.largest:.4g}, {ratio.n_at_least_hundred} of them {times} or more"
    )
    start = f"The median ratio of {prices} over {pairs} is {ratio.median:.4g} ({ranging})"
    lower, upper = ratio.median_lower, ratio.median_upper
    if lower is None or upper is None or ratio.ci_level is None:
        return f"{start}; an interval needs {MIN_PAIRS_FOR_CI} pairs."
    interval = f"its {100 * ratio.ci_level:.4g} % interval"
    if answer == "supported":
        return f"{start}, and {interval} starts at {lower:.4g}, which is {times} or more."
    if answer == "contradicted":
        return f"{start}, and {interval} ends at {upper:.4g}, below {times}."
    return f"{start}, and {interval}, from {lower:.4g} to {upper:.4g}, does not lie on one side of {times}."


def explain_openness(
    reading: str, n_so: int, n: int, answer: Answer, lower: float | None, upper: float | None, ci_level: float
) -> str:
    """How many are so, the exceptions, and the interval of the share. reading: as 'Chinese releases are open'."""
    if lower is None or upper is None:
        return "None with known access is listed, so that there is no share."
    start = f"{n_so} of {n} {reading} (exceptions to always: {n - n_so})"
    interval = f"the {100 * ci_level:g} % interval of the share"
    if answer == "supported":
        return f"{start}, and {interval} starts at {100 * lower:.4g} %, above one half."
    if answer == "contradicted":
        return f"{start}, and {interval} ends at {100 * upper:.4g} %, below one half."
    return (
        f"{start}, and {interval}, from {100 * lower:.4g} to {100 * upper:.4g} %, does not lie on one side of one half."
    )


def explain_spread(
    days: Sequence[date], weeks_apart: int, shares: tuple[float, float] | None = None, points: float = 0
) -> str:
    """The first and the last share of the Chinese in the downloads, or why there are no two to compare."""
    if shares is None:
        if not days:
            return f"It takes two pulls of the Hub at least {weeks_apart} weeks apart, and none with both counts is landed."
        landed = f"there is one, of {days[0]}" if len(days) == 1 else f"those there are go from {days[0]} to {days[-1]}"
        return f"It takes two pulls of the Hub at least {weeks_apart} weeks apart, and {landed}."
    first, last = shares
    change = 100 * (last - first)
    moved = f"{abs(change):.1f} points {'higher' if change >= 0 else 'lower'}"
    rule = f"more than {points:g} points" if round(abs(change), 9) > points else f"not more than {points:g} points"
    return (
        f"Chinese base repositories had {100 * last:.1f} % of the downloads that US and Chinese ones had in the 30 days to {days[-1]}, "
        f"after {100 * first:.1f} % in those to {days[0]}: {moved}, which is {rule}."
    )
