"""The sentence beside each verdict of `lag.claims`: the figure, its interval, and on which side of six months that lies."""

from typing import Literal

from lag.chains import MIN_CHAINS_FOR_CI
from lag.level import MIN_STEPS_FOR_CI, LevelLag
from lag.survival import MIN_N_FOR_CI, SIX_MONTHS_DAYS, SurvivalLag

Answer = Literal["supported", "contradicted", "cannot be told"]

SIX_MONTHS = f"six months ({SIX_MONTHS_DAYS:g} days)"


def missing_interval(survival: SurvivalLag) -> str | None:
    """Why there is no interval, or None if there is one."""
    if survival.n_records < MIN_N_FOR_CI:
        return f"there are {survival.n_records} records, and an interval needs {MIN_N_FOR_CI}"
    if survival.n_chains < MIN_CHAINS_FOR_CI:
        return f"chains of records number {survival.n_chains}, and an interval needs {MIN_CHAINS_FOR_CI}"
    return None


def explain_typically(survival: SurvivalLag, answer: Answer, lower: float | None, upper: float | None) -> str:
    """The median lag and its wider interval."""
    median = "is not reached" if survival.median_days is None else f"is {survival.median_days:g} days"
    level = f"{100 * survival.ci_level:g} % interval"
    start = f"The median lag over {survival.n_records} records {median}"
    missing = missing_interval(survival)
    if missing is not None:
        return f"{start}; {missing}."
    if answer == "supported":
        return f"{start}, and its {level} ends at {upper:g} days, within {SIX_MONTHS}."
    if answer == "contradicted":
        begin = "starts on a day not reached yet" if lower is None else f"starts at {lower:g} days"
        return f"{start}, and its {level} {begin}, past {SIX_MONTHS}."
    ends = ["a day not reached" if end is None else f"{end:g} days" for end in (lower, upper)]
    return f"{start}, and its {level}, from {ends[0]} to {ends[1]}, does not lie on one side of {SIX_MONTHS}."


def explain_always(n: int, n_late: int, n_waiting: int, n_running: int) -> str:
    """The counterexamples, or the clocks that still run."""
    six = f"{SIX_MONTHS_DAYS:g} days"
    if n_late + n_waiting:
        parts = f"{n_late} matched after more than {six}, {n_waiting} still unmatched after more than that"
        return f"{n_late + n_waiting} of {n} records are counterexamples: {parts}."
    if n_running:
        return f"None of {n} records is a counterexample yet, but {n_running} are unmatched with {six} or less of follow-up."
    return f"All {n} records were matched within {six}."


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
