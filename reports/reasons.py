"""The sentence beside each verdict, made of its reason code and fields: the figure, its interval, and where that lies."""

from collections.abc import Callable

from reports import words
from reports.query import ReportError, Row

SIX_MONTHS = f"six months ({words.SIX_MONTHS_DAYS:g} days)"
SPREAD_WEEKS, SPREAD_POINTS = 26, 5  # the rule in `lag.sister_claims`
UNTESTED = {
    "data-centre area": "No source here states the floor area of data centres.",
    "spending": "No source here states what laboratories or countries spend.",
    "national income": "No source here states national income.",
}

COSTS = {
    "input price": "input prices",
    "output price": "output prices",
    "cost of the same work": "what a run costs",
    "training compute": "training compute",
}


def reason(v: Row) -> str:
    """Why the verdict is what it is. Raises ReportError for a reading or a code that there is no sentence for."""
    try:
        say = SENTENCES.get((v.claim_id, v.reading)) or SENTENCES[v.claim_id, None]
        return say(v)
    except (KeyError, TypeError) as error:
        row = f"the reading {words.plain(v.reading, 80)} of {words.plain(v.claim_id, 80)}"
        raise ReportError(
            f"marts.claim_verdicts has {row} with the reason {words.plain(v.reason_code, 80)} and fields that make no sentence; "
            "run `openlag weekly` to build it again."
        ) from error


def _every(v: Row) -> str:
    within, n_against, n_running = f"{v.within_days:g} days", v.n_later + v.n_over, v.n_unmatched - v.n_over
    said = {
        "nothing_to_judge": "There are no records.",
        "counterexamples": (
            f"{n_against} of {_n(v.n, 'record')} {_are(n_against, 'counterexample')}: {v.n_later} matched after more than {within}, "
            f"{v.n_over} still unmatched after more than that."
        ),
        "clocks_running": (
            f"None of {_n(v.n, 'record')} is a counterexample yet, but {n_running} {_are(n_running)} unmatched with {within} or less of "
            "follow-up."
        ),
        "all_in_time": f"{_all(v.n, 'record')} matched within {within}.",
    }[v.reason_code]
    least = v.n_counterexamples_least_drawn
    drawn = (
        ""
        if least is None
        else f" Over the draws of our own index the smallest number of counterexamples is {words.count(least)}."
    )
    return said + drawn


def _ever(v: Row) -> str:
    n_matched, n_running = v.n - v.n_unmatched, v.n_unmatched - v.n_over
    start, days = f"{n_matched} of {_n(v.n, 'record')} {_are(n_matched)} matched so far", f"{v.within_days:g} days"
    return {
        "nothing_to_judge": "There are no records.",
        "counterexamples": f"{start}; {v.n_over} still unmatched after more than {days}, {n_running} after that or less.",
        "clocks_running": f"{start}; {n_running} still unmatched, with {days} or less of follow-up.",
        "all_in_time": f"{_all(v.n, 'record')} matched by now.",
    }[v.reason_code]


def _median(v: Row) -> str:
    subject = "The median lag to ninety per cent of the record" if v.claim_id == "ninety_per_cent" else "The median lag"
    over = _n(v.n, "record") + ("" if v.n_benchmarks is None else f" of {_n(v.n_benchmarks, 'benchmark')}")
    start = f"{subject} over {over} is {words.NOT_REACHED if v.figure is None else _days(v.figure)}"
    needs = f"and an interval needs {v.n_needed}"
    short = {
        "nothing_to_judge": "There are too few records for a median lag.",
        "too_few_benchmarks": f"{start}; {_there(v.n_benchmarks, 'benchmark')}, {needs}.",
        "too_few_records": f"{start}; {_there(v.n, 'record')}, {needs}.",
        "too_few_chains": f"{start}; {_there(v.n_chains, 'chain')} of records, {needs}.",
    }
    return short[v.reason_code] if v.reason_code in short else _to_six_months(v, start)


def _mean(v: Row) -> str:
    start = f"The mean gap over levels {v.level_from:g} to {v.level_to:g} is {_days(v.figure)}" if v.n else ""
    if v.reason_code == "nothing_to_judge":
        return f"Laggards have reached no level above {v.level_from:g}, so that there is no mean gap."
    if v.reason_code == "too_few_steps":
        steps = f"{v.n} leader and {v.n_laggard_steps} laggard releases"
        return f"{start}; it hangs on {steps}, and an interval needs {v.n_needed} of each."
    if v.reason_code == "levels_waiting":
        least = f"it is at least {_days(v.mean_days_at_least)}, past {SIX_MONTHS}"
        waiting = f"the {words.share(v.share_not_reached)} of levels not reached yet"
        return f"{start}, and its {words.level_words(v.ci_level)} ends at {_days(v.upper)}; but with {waiting} {least}."
    return _to_six_months(v, start)


def _today(v: Row) -> str:
    if v.reason_code == "nothing_to_judge":
        return "Our own index has no draws, so that the gap of this day has no interval."
    median = words.NOT_REACHED if v.median_drawn_days is None else _days(v.median_drawn_days)
    drawn = f"the median over {_n(v.n_draws, 'draw')} is {median}"
    if v.reason_code == "estimate_unknown":
        return f"The gap of this day on our own index is unknown, though {drawn}."
    return _to_six_months(v, f"The gap of this day on our own index is {_days(v.figure)} ({drawn})")


def _on_days(v: Row) -> str:
    n_judged = 0 if v.n_days_unscored is None else v.n_days - v.n_days_unscored
    judged = f"of the {_n(n_judged, 'day')} up to {words.long_day(v.scored_until_on)}, after which a release may still wait for its score,"
    run, n_open = _n(v.longest_run_days or 0, "day"), v.n_days_open or 0
    said = {
        "nothing_to_judge": "No day can be judged.",
        "scored_until_unknown": "No delay of a score is known, so that no day can be judged.",
        "longer_days": (
            f"On {words.count(v.n_days_longer)} {judged} the gap was longer than six months: for {run} in a row to "
            f"{words.long_day(v.longest_run_until)}, and at its longest at least {_days(v.longest_days or 0)}, on "
            f"{words.long_day(v.longest_on)}."
        ),
        "days_within": f"On every one {judged} the gap was within six months.",
        "days_open": f"On none {judged} was the gap surely longer than six months, but {_n(n_open, 'day')} {_are(n_open)} open.",
    }[v.reason_code]
    return (
        f"{said} Of all days the centre of the bracket is within six months on {_of(v.n_days_central_within, v.n)}, its near end on "
        f"{_of(v.n_days_under_within, v.n_days_under_known)}, its far end on {_of(v.n_days_over_within, v.n)}. Days are as reconstructed "
        f"from the scores of {words.long_day(v.vintage)}."
    )


def _of(count: int, n: int) -> str:
    return f"{words.count(count)} of {words.count(n)}"


def _to_six_months(v: Row, start: str) -> str:
    """A figure in days, and on which side of six months its interval lies."""
    interval = f"{start}, and its {words.level_words(v.ci_level)}"
    lower, upper = (words.NOT_REACHED if end is None else _days(end) for end in (v.lower, v.upper))
    begins = "starts on a day not reached yet" if v.lower is None else f"starts at {lower}"
    return {
        "interval_below": f"{interval} ends at {upper}, within {SIX_MONTHS}.",
        "interval_above": f"{interval} {begins}, past {SIX_MONTHS}.",
        "interval_across": f"{interval}, from {lower} to {upper}, does not lie on one side of {SIX_MONTHS}.",
    }[v.reason_code]


def _ratio(v: Row) -> str:
    reading = v.reading.partition(", ")[0]  # the same of the strict pairs
    costs = COSTS[reading]
    if v.reason_code == "nothing_to_judge":
        return f"No pair has {'launch ' if 'price' in reading else ''}figures on both sides, so that there is no ratio of {costs}."
    single = f"single pairs: {v.smallest:.4g} to {v.largest:.4g}, {v.n_pairs_reached} of them 100 or more"
    over = f"{_n(v.n, 'pair')} with both, on {words.count(v.n_chains)} distinct {'match' if v.n_chains == 1 else 'matches'}"
    start = f"The median ratio of {costs} over {over}, is {v.figure:.4g} ({single})"
    short = {"too_few_pairs": "pairs", "too_few_chains": "distinct matches"}
    if v.reason_code in short:
        return f"{start}; a verdict needs {v.n_needed} {short[v.reason_code]}."
    interval = f"{start}, and its {words.level_words(v.ci_level)}"
    return {
        "interval_above": f"{interval} starts at {v.lower:.4g}, which is 100 or more.",
        "interval_below": f"{interval} ends at {v.upper:.4g}, below 100.",
        "interval_across": f"{interval}, from {v.lower:.4g} to {v.upper:.4g}, does not lie on one side of 100.",
    }[v.reason_code]


def _openness(v: Row) -> str:
    if v.reason_code == "nothing_to_judge":
        return "None with known access is listed, so that there is no share."
    counted = f"{v.n - v.n_exceptions} of {v.n} {words.plain(v.reading)} (exceptions to always: {v.n_exceptions})"
    interval = f"{counted}, and the {words.level_words(v.ci_level)} of the share"
    lower, upper = f"{100 * v.lower:.1f}%", f"{100 * v.upper:.1f}%"
    return {
        "interval_above": f"{interval} starts at {lower}, above one half.",
        "interval_below": f"{interval} ends at {upper}, below one half.",
        "interval_across": f"{interval}, from {lower} to {upper}, does not lie on one side of one half.",
    }[v.reason_code]


def _spread(v: Row) -> str:
    first, last = words.long_day(v.first_on), words.long_day(v.last_on)
    if v.reason_code == "pulls_too_close":
        landed = f"those there are go from {first} to {last}"
        if v.first_on == v.last_on:
            landed = "none with both counts is landed" if v.first_on is None else f"there is one, of {first}"
        return f"It takes two pulls of the Hub at least {SPREAD_WEEKS} weeks apart, and {landed}."
    change = 100 * (v.figure - v.first_share)
    moved = f"{abs(change):.1f} points {'higher' if change >= 0 else 'lower'}"
    rule = {"moved_more": f"more than {SPREAD_POINTS}", "moved_less": f"not more than {SPREAD_POINTS}"}[v.reason_code]
    return (
        f"Chinese base repositories had {100 * v.figure:.1f}% of the downloads that US and Chinese ones had in the 30 days to {last}, "
        f"after {100 * v.first_share:.1f}% in those to {first}: {moved}, which is {rule} points."
    )


def _n(count: int, noun: str) -> str:
    return f"{words.count(count)} {noun}{'' if count == 1 else 's'}"


def _are(count: int, noun: str | None = None) -> str:
    one, more = ("is", "are") if noun is None else (f"is a {noun}", f"are {noun}s")
    return one if count == 1 else more


def _there(count: int, noun: str) -> str:
    return f"there {_are(count)} {_n(count, noun)}"


def _all(count: int, noun: str) -> str:
    return f"The one {noun} was" if count == 1 else f"All {_n(count, noun)} were"


def _days(number: float) -> str:
    """To one decimal where it is not whole: 182.7 days are past six months, and 183 is not what was found."""
    return f"{round(number, 1):g} {'day' if number == 1 else 'days'}"


# By claim and reading; None: every other reading of the claim.
SENTENCES: dict[tuple[str, str | None], Callable[[Row], str]] = {
    ("six_months", "at most"): _every,
    ("six_months", "today"): _today,
    ("six_months", "at any time"): _on_days,
    ("six_months", "at any time, last twelve months"): _on_days,
    ("six_months", "typically"): _median,
    ("six_months", "typically, over benchmarks"): _median,
    ("six_months", "on average over levels"): _mean,
    ("replicated", "ever"): _ever,
    ("replicated", None): _every,
    ("ninety_per_cent", None): _median,
    ("hundred_times", None): _ratio,
    ("china_open_us_closed", None): _openness,
    ("spread", None): _spread,
    ("not_on_the_hub", None): lambda v: UNTESTED[v.reading],
}
