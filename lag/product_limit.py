"""A product-limit curve over right-censored days, and what is read off it; what the days are, `lag.survival` says.

S(t) is the product, over the days up to t with matches, of 1 - matched / at risk. On one day matches come before
censorings. The log-log band is 1 where nothing is matched yet, which is a convention and not knowledge. At S = 0 its
formula has no value: the lower end is taken as 0, the upper end is unknown (NaN here, None in results; R's survfit
gives NA for both).

Nothing is known past the largest day if a record is censored there. If all at risk then are matched, S is 0
from then on.

Sources: Kaplan and Meier 1958, JASA 53, 457-481. Kalbfleisch and Prentice 2002, The Statistical Analysis of Failure
Time Data, 2nd ed., 18 (log-log band). Brookmeyer and Crowley 1982, Biometrics 38, 29-41 (interval of the median).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# 9/10 * 7/9 * 5/7 is one half, and in floats it is 0.5000000000000001: without the tolerance the median of ten records, five of
# them matched, would be the sixth match or never. 1e-9 is far above rounding and far below a step of S.
HALF = 0.5 + 1e-9

# With fewer records one match moves S by 25 points or more, and the band's normal approximation says nothing.
MIN_N_FOR_CI = 5


@dataclass(frozen=True, slots=True)
class SurvivalStep:
    """The curve from `day` (inclusive) to the next step. n_at_risk is counted before the day's matches; None is unknown."""

    day: float
    survival: float
    survival_lower: float | None
    survival_upper: float | None
    n_at_risk: int
    n_matched: int
    n_censored: int


@dataclass(frozen=True, slots=True, eq=False)
class ProductLimit:
    """The curve on its distinct days (ascending, from 0 or later). NaN in the band is unknown."""

    days: Floats
    survival: Floats
    lower: Floats
    upper: Floats
    n_matched: Ints
    n_censored: Ints

    @property
    def known_until(self) -> float:
        """Last day on which S is known; infinite once S is 0."""
        return float(self.days[-1]) if self.n_censored[-1] else float("inf")

    def steps(self) -> tuple[SurvivalStep, ...]:
        """One step a distinct day, starting at day 0: S is 1 there unless records were matched on day 0."""
        leaving = np.cumsum(self.n_matched + self.n_censored)
        at_risk = leaving[-1] - np.concatenate(([0], leaving[:-1]))
        lower, upper = ([or_none(end) for end in ends] for ends in (self.lower.tolist(), self.upper.tolist()))
        counts = at_risk.tolist(), self.n_matched.tolist(), self.n_censored.tolist()
        rows = zip(self.days.tolist(), self.survival.tolist(), lower, upper, *counts, strict=True)
        steps = tuple(SurvivalStep(*row) for row in rows)
        if steps[0].day == 0:
            return steps
        end = None if np.isnan(self.lower).all() else 1.0
        return (SurvivalStep(0.0, 1.0, end, end, int(leaving[-1]), 0, 0), *steps)

    def first_day_at_half(self, values: Floats) -> float | None:
        """First day on which `values` (S or an end of its band) is one half or less; None if that is not reached."""
        reached = values <= HALF
        return float(self.days[int(reached.argmax())]) if reached.any() else None

    def share_within(self, horizon: float, values: Floats) -> float | None:
        """1 - `values` (S or an end of its band) at the horizon; None where it is unknown."""
        if horizon > self.known_until:
            return None
        step = int(np.searchsorted(self.days, horizon, side="right")) - 1
        if step < 0:  # before the first day the band is 1 as well, unless there is none
            return None if np.isnan(values).all() else 0.0
        return or_none(1.0 - float(values[step]))

    def restricted_mean(self, horizon: float) -> float | None:
        """Area under S from 0 to the horizon; None if S is unknown before it."""
        if horizon > self.known_until:
            return None
        inside = self.days < horizon
        edges = np.concatenate(([0.0], self.days[inside], [horizon]))
        heights = np.concatenate(([1.0], self.survival[inside]))
        return float(np.sum(heights * np.diff(edges)))


def fit_product_limit(days: Floats, is_matched: NDArray[np.bool_], *, ci_level: float, has_band: bool) -> ProductLimit:
    """The curve of n >= 1 records; without has_band the band is unknown everywhere.

    days: (n,) float, finite, 0 or more: day of the match, or of the censoring. is_matched: (n,) bool.
    """
    distinct, row_day = np.unique(days, return_inverse=True)
    n_matched = np.bincount(row_day[is_matched], minlength=len(distinct))
    n_censored = np.bincount(row_day[~is_matched], minlength=len(distinct))
    at_risk = len(days) - np.concatenate(([0], np.cumsum(n_matched + n_censored)[:-1]))
    survival: Floats = np.cumprod((at_risk - n_matched) / at_risk)
    lower, upper = np.full(len(distinct), np.nan), np.full(len(distinct), np.nan)
    if has_band:
        with np.errstate(divide="ignore", invalid="ignore"):  # where S is 0 or 1; both are decided right below
            log_survival = np.log(survival)
            variance = (
                np.cumsum(n_matched / (at_risk * (at_risk - n_matched))) / log_survival**2
            )  # Greenwood's, of log(-log S)
            widening = np.exp(ndtri(0.5 + ci_level / 2) * np.sqrt(variance))
            low, high = np.exp(log_survival * widening), np.exp(log_survival / widening)
        is_untouched = np.cumsum(n_matched) == 0
        lower = np.where(is_untouched, 1.0, np.where(survival == 0, 0.0, low))
        upper = np.where(is_untouched, 1.0, np.where(survival == 0, np.nan, high))
    return ProductLimit(distinct, survival, lower, upper, n_matched, n_censored)


def or_none(value: float) -> float | None:
    """NaN is unknown, and unknown is None outside arrays."""
    return None if np.isnan(value) else float(value)
