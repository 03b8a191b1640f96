"""How good were forecasts of one kind? Brier score, skill over a baseline, and calibration.

Brier = mean over records of the mean over the record's forecasts of (chance - outcome)^2, outcome 1 where the record was matched by the
        target day and 0 where not: 0 is best, one half said always gives 0.25. Every record weighs the same, however many weeks it
        waited and was asked about.
skill = 1 - Brier / Brier of the best baseline, the one with the least Brier over the same forecasts; its interval: percentiles over
        draws of records with replacement, with all their forecasts. `no_skill` where the interval reaches 0; `too_few` under
        MIN_N_FOR_CI records, where there is no interval.
calibration: the mean chance said beside the share that came true, and reliability, the mean over fifths of the chance (0 to 0.2, ...) of
        (mean chance - share that came true)^2, weighed by what lies in each: 0 is best.

Every model is scored on every question: one that is silent is taken to say one half, and how often is counted. Else a model that is silent
before hard questions would look better than one that is not. Records matched by one release come true together, and a bootstrap over
records takes them apart: the interval is too narrow, and n_matching_releases says how few releases stand behind it.

Sources: METHOD 6; Brier 1950, Monthly Weather Review 78, 1-3; Murphy 1973, Journal of Applied Meteorology 12, 595-600 (reliability).
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.intervals import N_DRAWS, check_ci_level, check_draws, ends_of_draws
from lag.product_limit import MIN_N_FOR_CI
from lag.thresholds import Floats

State = Literal["skill", "no_skill", "too_few", "baseline"]
N_BINS = 5


@dataclass(frozen=True, slots=True)
class ForecastScore:
    """The score of one model. A baseline has no skill of its own; ends are None where there is no interval, or it has no end.

    n_silent: forecasts among n_forecasts that the model did not make. n_matched: outcomes that were a match.
    """

    model_id: str
    n_forecasts: int
    n_silent: int
    n_records: int
    n_matched: int
    n_matching_releases: int
    brier: float
    baseline_id: str
    baseline_brier: float
    skill: float | None
    skill_lower: float | None
    skill_upper: float | None
    ci_level: float
    state: State
    mean_probability: float
    matched_share: float
    reliability: float


def score_forecasts(
    chances: Mapping[str, ArrayLike],
    is_matched: ArrayLike,
    record_ids: Sequence[Hashable],
    match_ids: Sequence[Hashable | None],
    *,
    baselines: Collection[str],
    rng: np.random.Generator,
    ci_level: float = 0.90,
    n_draws: int = N_DRAWS,
) -> tuple[ForecastScore, ...]:
    """The score of every model, in the order of `chances`; none where no question is asked.

    chances: (q,) float a model, 0-1, NaN where it is silent. is_matched: (q,) bool. record_ids, match_ids: (q,) the record asked about,
    and what matched it by the target day. baselines: names among `chances`, one at least. Raises ValueError for bad input.
    """
    check_ci_level(ci_level)
    check_draws(n_draws)
    said = {name: np.asarray(values, dtype=np.float64) for name, values in chances.items()}
    _check_inputs(said, np.asarray(is_matched), record_ids, match_ids, baselines)
    outcomes = np.asarray(is_matched, dtype=np.float64)
    if not len(outcomes):
        return ()
    n_silent = {name: int(np.isnan(values).sum()) for name, values in said.items()}
    said = {name: np.where(np.isnan(values), 0.5, values) for name, values in said.items()}
    # In the order of their names, so that the order of the questions moves no draw.
    names = sorted(set(record_ids), key=str)
    places = {name: place for place, name in enumerate(names)}
    place = np.array([places[name] for name in record_ids])
    weights = 1.0 / (len(names) * np.bincount(place)[place])
    losses = {
        name: len(names) * np.bincount(place, weights * (values - outcomes) ** 2) for name, values in said.items()
    }
    best = min(baselines, key=lambda name: (losses[name].mean(), name))
    picks = rng.integers(len(names), size=(n_draws, len(names)))

    def score(name: str) -> ForecastScore:
        is_baseline, is_drawn = name in baselines, len(names) >= MIN_N_FOR_CI
        brier, baseline = float(losses[name].mean()), float(losses[best].mean())
        lower, upper = (
            ends_of_draws(_skill(losses[name][picks].mean(axis=1), losses[best][picks].mean(axis=1)), ci_level)
            if is_drawn and not is_baseline
            else (None, None)
        )
        has_skill = lower is not None and lower > 0
        return ForecastScore(
            model_id=name,
            n_forecasts=len(outcomes),
            n_silent=n_silent[name],
            n_records=len(names),
            n_matched=int(outcomes.sum()),
            n_matching_releases=len({name for name in match_ids if name is not None}),
            brier=brier,
            baseline_id=best,
            baseline_brier=baseline,
            skill=None if is_baseline or baseline == 0 else 1.0 - brier / baseline,
            skill_lower=lower,
            skill_upper=upper,
            ci_level=ci_level,
            state="baseline" if is_baseline else "too_few" if not is_drawn else "skill" if has_skill else "no_skill",
            mean_probability=float(weights @ said[name]),
            matched_share=float(weights @ outcomes),
            reliability=_reliability(said[name], outcomes, weights),
        )

    return tuple(score(name) for name in said)


def _check_inputs(
    said: Mapping[str, Floats],
    matched: NDArray[Any],
    record_ids: Sequence[Hashable],
    match_ids: Sequence[Hashable | None],
    baselines: Collection[str],
) -> None:
    if matched.ndim != 1 or not len(matched) == len(record_ids) == len(match_ids):
        shapes = f"{matched.shape}, ({len(record_ids)},) and ({len(match_ids)},)"
        raise ValueError(
            f"is_matched, record_ids and match_ids have shapes {shapes}. Give one value of each a question."
        )
    if len(matched) and matched.dtype != np.bool_:
        raise ValueError(
            f"is_matched has dtype {matched.dtype}. Give booleans: leave a question without an outcome out."
        )
    for name, values in said.items():
        if values.shape != matched.shape:
            raise ValueError(
                f"{name} has chances of shape {values.shape}, and is_matched {matched.shape}. Give one a question."
            )
        if ((values < 0) | (values > 1)).any():
            raise ValueError(f"{name} has a chance outside 0 to 1. Give shares.")
    if not baselines or not said.keys() >= set(baselines):
        raise ValueError(
            f"baselines is {sorted(baselines)}, and chances has {sorted(said)}. Give one at least, each of chances."
        )


def _skill(brier: Floats, baseline: Floats) -> Floats:
    """Skill in each draw; over a baseline without a fault it is 0 at best, and else without an end."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(baseline > 0, 1.0 - brier / baseline, np.where(brier > 0, -np.inf, 0.0))


def _reliability(said: Floats, outcomes: Floats, weights: Floats) -> float:
    """Murphy's reliability over fifths of the chance; 1 belongs to the last."""
    bins = np.minimum((said * N_BINS).astype(np.int64), N_BINS - 1)
    weight = np.bincount(bins, weights, N_BINS)
    off = np.bincount(bins, weights * (said - outcomes), N_BINS)
    return float((off[weight > 0] ** 2 / weight[weight > 0]).sum())
