"""Forecasts: the chance that a leader record, unmatched on a day, is matched by a later one. Forecasts, and never measurements.

A question is one record and one target day: the record has waited u days without a match, x days will have gone by since its release on
the target day, x - u are left, and it stands `gap` points above the laggards' best. Each model answers every question of a day from what
is known on that day, or is silent (NaN):

conditional_km  1 - S(x) / S(u), S the product-limit curve of the cohort (`lag.product_limit`). It takes new records to be matched like past
                ones, and sees no score. Silent where the curve ends before x in a censored record, and where S(u) is 0.
weibull         the same with S(t) = exp(-(t / b)^k), fitted to the cohort by censored maximum likelihood. The laggards' best only rises,
                so a record that has waited is nearer its match: k > 1 says so, and k < 1 that who waits goes on waiting. The curve has an
                answer for every x, where the product-limit curve knows steps. A lag of no days counts as half a day. Silent with fewer
                than MIN_MATCHED matched records, or where all of them waited equally long and none longer.
frontier        paths of the laggards' best. Its records are a staircase of n steps, each with the days since the one before and the points
                gained; a path draws whole steps, days and points together, with replacement from all of them. The days since the last
                step have gone by: the first draw is among the steps that took longer than these, less these days; where none did, the
                wait begins anew today. Chance = (paths that have gained the gap by the target day + 1/2) / (N_PATHS + 1): neither all
                of so many paths nor none of them makes it sure. The paths of a day serve all its questions. Silent with fewer than
                MIN_STEPS steps.
half            one half, always: a baseline.
share_so_far    a baseline: of the cohort's records released at least x days before, so that it is known of each whether it was matched
                within x days, the share that was. Records followed for less, matched or not, are left out: of these only the early
                matches would be seen. One half where no record has been followed so long.

Wrong when the pace changes; frontier is wrong, too, when steps come in runs. All models know the matches of one release as many.

Sources: METHOD 6; Kaplan and Meier 1958, JASA 53, 457-481; Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure Time Data,
2nd ed., 33 and 66 (Weibull, censored likelihood); Davison and Hinkley 1997, Bootstrap Methods and their
Application, 388 (resampling steps).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from lag.matching import match_records
from lag.product_limit import fit_product_limit
from lag.thresholds import Floats, Ints, keep_records
from lag.units import DAYS_PER_MONTH, SIX_MONTHS_DAYS, check_day

# Two decimals of a chance, as it is printed.
N_PATHS = 1000
# With fewer, one step or one match is a quarter of all that a model knows.
MIN_STEPS = 5
MIN_MATCHED = 5
# Whole days ahead; a match on the last of them counts.
MONTHS_AHEAD = {"next_3_months": 3, "next_6_months": 6, "next_12_months": 12}
SIX_MONTHS_OF_RELEASE = "six_months_of_release"
HORIZONS = (SIX_MONTHS_OF_RELEASE, *MONTHS_AHEAD)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known on a day: the lags of the cohort (matched, or followed so far), and the laggards' records."""

    observed_days: Floats
    is_matched: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    follow_up_days: Floats
    step_days: Floats
    step_points: Floats
    days_since_step: float


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """One element a question: u, x and gap as above."""

    waited_days: Floats
    target_days: Floats
    gap: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """What was asked on a day and what every model answers, one element a question; NaN is a model that is silent.

    record_index: place of the record among the leaders given. target_day: the last day that counts, same epoch as the input.
    """

    record_index: Ints
    horizons: tuple[str, ...]
    target_day: Floats
    chances: Mapping[str, Floats]


def forecast(
    leader_days: ArrayLike,
    leader_scores: ArrayLike,
    laggard_days: ArrayLike,
    laggard_scores: ArrayLike,
    *,
    start_day: float,
    as_of_day: float,
    rng: np.random.Generator,
) -> Forecasts:
    """Every model's answer for every unmatched record of the cohort and every horizon.

    leader_*, laggard_*: (n,) and (m,) float, releases in any order: days from any epoch, and scores. start_day: first day of the
    cohort. as_of_day: what is known is known by then; no release is later. A record whose six-month day has come has no question of
    that horizon. Raises ValueError for a start_day that is no number, and as `lag.matching` does; without laggards, or without an
    unmatched record, there is no question.
    """
    check_day("start_day", start_day)
    matched = match_records(leader_days, leader_scores, laggard_days, laggard_scores, as_of_day=as_of_day)
    laggards = keep_records("laggard", laggard_days, laggard_scores, as_of_day)
    is_in = matched.record_days >= start_day
    follow_up = as_of_day - matched.record_days
    scores = np.asarray(leader_scores, dtype=np.float64)[matched.record_index]
    waiting = np.flatnonzero(is_in & ~matched.is_matched) if len(laggards.days) else np.empty(0, dtype=np.int64)
    asked = [
        (place, name, days)
        for place in waiting
        for name, days in _horizons(follow_up[place])
        if days > follow_up[place]
    ]
    places = np.array([place for place, _, _ in asked], dtype=np.int64)
    target = np.array([days for _, _, days in asked], dtype=np.float64)
    if not asked:
        return Forecasts(places, (), target, {name: np.empty(0) for name in MODELS})
    known = Known(
        observed_days=np.maximum(matched.lag_days[is_in], 0.0),
        is_matched=matched.is_matched[is_in],
        follow_up_days=follow_up[is_in],
        step_days=np.diff(laggards.days),
        step_points=np.diff(laggards.scores),
        days_since_step=float(as_of_day - laggards.days[-1]),
    )
    questions = Questions(follow_up[places], target, scores[places] - laggards.scores[-1])
    return Forecasts(
        record_index=matched.record_index[places],
        horizons=tuple(name for _, name, _ in asked),
        target_day=matched.record_days[places] + target,
        chances={name: model(known, questions, rng) for name, model in MODELS.items()},
    )


def _horizons(waited: float) -> list[tuple[str, float]]:
    """Days from the release to each target day: the last whole day within the horizon."""
    ahead = [(name, waited + np.floor(months * DAYS_PER_MONTH)) for name, months in MONTHS_AHEAD.items()]
    return [(SIX_MONTHS_OF_RELEASE, float(np.floor(SIX_MONTHS_DAYS))), *ahead]


def conditional_km(known: Known, questions: Questions, rng: np.random.Generator) -> Floats:
    """The product-limit curve of the cohort, given the days waited in vain."""
    curve = fit_product_limit(known.observed_days, known.is_matched, ci_level=0.95, has_band=False)
    survival = np.concatenate(([1.0], curve.survival))  # S is 1 before the first day
    at_target, at_waited = (
        survival[np.searchsorted(curve.days, days, side="right")]
        for days in (questions.target_days, questions.waited_days)
    )
    is_silent = (at_waited == 0) | (questions.target_days > curve.known_until)
    return np.where(is_silent, np.nan, 1.0 - at_target / np.where(at_waited == 0, 1.0, at_waited))


def weibull(known: Known, questions: Questions, rng: np.random.Generator) -> Floats:
    """A Weibull curve of the cohort, given the days waited in vain."""
    days = np.maximum(known.observed_days, 0.5)
    scaled = days / days.max()  # powers of them stay within floats
    n_matched = int(known.is_matched.sum())
    mean_log = np.log(scaled[known.is_matched]).mean() if n_matched >= MIN_MATCHED else 0.0
    if mean_log >= 0:  # too few, or all as long as the longest: the likelihood grows with k for ever
        return np.full(len(questions.gap), np.nan)

    def slope(shape: float) -> float:
        """Of the likelihood, turned about, at the best scale for this shape: it rises with k, through one zero."""
        weights = scaled**shape
        return float((weights * np.log(scaled)).sum() / weights.sum() - 1.0 / shape - mean_log)

    longest = 1.0
    while slope(longest) <= 0:
        longest *= 2.0
    shape = brentq(slope, 1e-6, longest)
    hazard = n_matched / (scaled**shape).sum()
    waited, target = (
        hazard * (np.maximum(of, 0.5) / days.max()) ** shape for of in (questions.waited_days, questions.target_days)
    )
    chance: Floats = -np.expm1(waited - target)
    return chance


def frontier(known: Known, questions: Questions, rng: np.random.Generator) -> Floats:
    """Paths of the laggards' best, each of steps that it has taken before."""
    n_steps = len(known.step_days)
    if n_steps < MIN_STEPS:
        return np.full(len(questions.gap), np.nan)
    left = questions.target_days - questions.waited_days
    longer = np.flatnonzero(known.step_days > known.days_since_step)
    gone = known.days_since_step if len(longer) else 0.0
    pick = rng.choice(longer if len(longer) else n_steps, size=N_PATHS)
    day, gained = known.step_days[pick] - gone, known.step_points[pick]
    is_there = np.zeros((len(left), N_PATHS), dtype=np.bool_)
    while (day <= left.max()).any():
        is_there |= (day <= left[:, None]) & (gained >= questions.gap[:, None] - 1e-9)
        pick = rng.integers(n_steps, size=N_PATHS)
        day, gained = day + known.step_days[pick], gained + known.step_points[pick]
    chance: Floats = (is_there.sum(axis=1) + 0.5) / (N_PATHS + 1)
    return chance


def half(known: Known, questions: Questions, rng: np.random.Generator) -> Floats:
    """One half."""
    return np.full(len(questions.gap), 0.5)


def share_so_far(known: Known, questions: Questions, rng: np.random.Generator) -> Floats:
    """The share of past records matched within as many days."""
    is_old = known.follow_up_days[None, :] >= questions.target_days[:, None]
    is_within = is_old & known.is_matched & (known.observed_days[None, :] <= questions.target_days[:, None])
    n_old = is_old.sum(axis=1)
    share: Floats = np.where(n_old > 0, is_within.sum(axis=1) / np.maximum(n_old, 1), 0.5)
    return share


Model = Callable[[Known, Questions, np.random.Generator], Floats]
BASELINES: Mapping[str, Model] = {"half": half, "share_so_far": share_so_far}
MODELS: Mapping[str, Model] = {
    "conditional_km": conditional_km,
    "frontier": frontier,
    "weibull": weibull,
    **BASELINES,
}
