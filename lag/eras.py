"""Two eras: are records from a given day on matched sooner or later than those before it, and could so few records show it?

Log-rank test of the lags of two sets of leader records, released before the day and from it on: on every day with a match, matches
in the later era are set against those expected if, of the records at risk, each were as likely to be matched. statistic is the
sum of observed minus expected over its standard deviation, about standard normal without a difference; positive when the later era is
matched sooner. p_value is two-sided.

A record not matched is censored at its follow-up, as in `lag.survival`, and negative lags enter as 0. The later era has shorter
follow-ups, which the test allows for, as long as they say nothing about the lag.

What the test cannot see: with D matches in all, and shares p and 1 - p of the records in the two eras, it finds a ratio of matching rates
(hazards) of HR in a share `power` of cases if (log HR)^2 p (1 - p) D = (z of 1 - alpha/2 + z of power)^2, Schoenfeld's formula.
detectable_hazard_ratio is that HR, above 1; one below its inverse is found as often. A p_value above alpha with a large
detectable ratio says that too little is known, and not that nothing changed. power_note says so with the figures.

Wrong when records are not independent: records matched by one release move together, so that the true p_value is larger, and the
detectable ratio too. Wrong when the day was chosen by looking at the lags. Weak when the curves cross. The formula
flatters small sets: the ratio it gives for 80% was found in 77% of simulated runs with 33 records an era, in 73% with 10.

Sources: Mantel 1966, Cancer Chemotherapy Reports 50, 163-170. Schoenfeld 1981, Biometrika 68, 316-319; 1983, Biometrics 39,
499-503. Issue 3 (eras before and from 2025-01-20, the day of DeepSeek-R1).
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lag.errors import NotEnoughData
from lag.units import to_numbers

ALPHA = 0.05
POWER = 0.8


@dataclass(frozen=True, slots=True)
class EraComparison:
    """Log-rank test of two eras. None where there is no match to compare on; n_negative lags entered as 0."""

    split_day: float
    n_before: int
    n_after: int
    n_matched_before: int
    n_matched_after: int
    n_negative: int
    statistic: float | None
    p_value: float | None
    detectable_hazard_ratio: float | None
    power_note: str
    alpha: float
    power: float
    method: str


def compare_eras(
    record_days: ArrayLike,
    lag_days: ArrayLike,
    is_matched: ArrayLike,
    *,
    split_day: float,
    alpha: float = ALPHA,
    power: float = POWER,
) -> EraComparison:
    """Log-rank test of records before split_day against those from it on, and the least difference it could find.

    record_days: (n,) float, day of each leader record, day numbers from any epoch. lag_days: (n,) float, days: signed lag of a
    matched record, follow-up of an unmatched one. is_matched: (n,) bool. split_day: same epoch. alpha: two-sided level, in
    (0, 1). power: in (alpha, 1).

    Returns an EraComparison; the order of the records does not move it. Raises NotEnoughData if an era has no record; ValueError
    for bad input. Assumes independent records, and follow-up that says nothing about the lag. Reference: see the module.
    """
    released, lags, matched = _check_inputs(record_days, lag_days, is_matched, split_day, alpha, power)
    is_after = released >= split_day
    n_before, n_after = int((~is_after).sum()), int(is_after.sum())
    if not n_before or not n_after:
        raise NotEnoughData(0, 1)
    statistic, p_value = _logrank(np.where(lags > 0, lags, 0.0), matched, is_after)
    ratio = _detectable_ratio(n_before, n_after, int(matched.sum()), alpha, power)
    return EraComparison(
        split_day=float(split_day),
        statistic=statistic,
        p_value=p_value,
        n_before=n_before,
        n_after=n_after,
        n_matched_before=int((matched & ~is_after).sum()),
        n_matched_after=int((matched & is_after).sum()),
        n_negative=int((lags < 0).sum()),
        alpha=alpha,
        power=power,
        detectable_hazard_ratio=ratio,
        power_note=_note(n_before, n_after, int(matched.sum()), p_value, ratio, alpha, power),
        method="log-rank, two-sided; detectable ratio by Schoenfeld's formula",
    )


def _logrank(
    days: NDArray[np.float64], matched: NDArray[np.bool_], is_after: NDArray[np.bool_]
) -> tuple[float | None, float | None]:
    """Statistic and p-value; None where on no day with a match both eras were at risk and not all were matched."""
    on = np.unique(days[matched])[:, None]
    is_at_risk, is_matched_on = days >= on, matched & (days == on)
    n, n_matched = is_at_risk.sum(axis=1), is_matched_on.sum(axis=1)
    share = is_at_risk[:, is_after].sum(axis=1) / n
    variance = n_matched * share * (1.0 - share) * (n - n_matched) / np.maximum(n - 1, 1)
    if not variance.sum() > 0.0:
        return None, None
    observed = is_matched_on[:, is_after].sum()
    statistic = float((observed - (n_matched * share).sum()) / math.sqrt(variance.sum()))
    return statistic, math.erfc(abs(statistic) / math.sqrt(2.0))


def _detectable_ratio(n_before: int, n_after: int, n_matched: int, alpha: float, power: float) -> float | None:
    if not n_matched:
        return None
    share = n_after / (n_before + n_after)
    z = NormalDist().inv_cdf(1 - alpha / 2) + NormalDist().inv_cdf(power)
    return math.exp(z / math.sqrt(share * (1 - share) * n_matched))


def _note(
    n_before: int, n_after: int, n_matched: int, p_value: float | None, ratio: float | None, alpha: float, power: float
) -> str:
    """The sentence that stands beside the p-value; figures are cut to what a reader can use, the fields hold them in full."""
    have = f"{n_before} records before and {n_after} from the day on, {n_matched} of them matched"
    if ratio is None:
        return f"With {have}, nothing can be compared."
    found = (
        f"With {have}, the test would find in {100 * power:g}% of cases only a matching rate at least {ratio:.1f} times as "
        f"high in one era as in the other, and records matched by one release make it weaker still"
    )
    if p_value is None:
        return f"{found}. It has no value here: no match came while records of both eras waited, or all were matched at once."
    if p_value > alpha:
        return f"{found}. That it shows no break here (p > {alpha:g}) does not show that there was none."
    return f"{found}. It shows a break here (p <= {alpha:g}), whose size so few records leave open."


def _check_inputs(
    record_days: ArrayLike, lag_days: ArrayLike, is_matched: ArrayLike, split_day: float, alpha: float, power: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    released, lags = to_numbers("record_days", record_days), to_numbers("lag_days", lag_days)
    matched = np.asarray(is_matched)
    if released.ndim != 1 or not released.shape == lags.shape == matched.shape:
        shapes = f"{released.shape}, {lags.shape} and {matched.shape}"
        raise ValueError(f"record_days, lag_days and is_matched have shapes {shapes}. Give one value of each a record.")
    if len(matched) and matched.dtype != np.bool_:
        raise ValueError(f"is_matched has dtype {matched.dtype}. Give booleans.")
    for name, values in (("record_days", released), ("lag_days", lags)):
        for row in np.flatnonzero(~np.isfinite(values)):
            raise ValueError(f"{name}[{row}] is {values[row]}. Leave such records out and count them.")
    for row in np.flatnonzero(~matched.astype(np.bool_) & (lags < 0)):
        raise ValueError(f"lag_days[{row}] is {lags[row]} and unmatched. Leave it out and count it as untested.")
    if not np.isfinite(split_day):
        raise ValueError(f"split_day is {split_day}. Give the first day of the later era.")
    if not 0 < alpha < 1 or not alpha < power < 1:
        raise ValueError(f"alpha is {alpha} and power {power}. Give 0 < alpha < power < 1, such as 0.05 and 0.8.")
    return released, lags, matched.astype(np.bool_)
