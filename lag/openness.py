"""Share of releases (or of frontier records) with open weights, and how far it can be told from the share.

    interval: all p with |share - p| <= z * sqrt(p * (1 - p) / n), z the normal quantile of ci_level

which never leaves [0, 1], is not empty at a share of 0 or 1, and holds for few releases, where share +- z * se does not.
Releases whose access is unknown are in neither count: the caller leaves them out and says how many they are.

Wrong when releases are not independent, and they are not quite: one laboratory's policy decides over many of them, and the
interval is then too narrow. It speaks of how such releases are made, and not of the listed ones, of which the share is known exactly.

Sources: Wilson 1927, JASA 22, 209-212; Newcombe 1998, Statistics in Medicine 17, 857-872 (method 3, against six others).
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

from lag.errors import NotEnoughData
from lag.intervals import check_ci_level


@dataclass(frozen=True, slots=True)
class OpenShare:
    """share_open and its interval 0-1; n counts the releases with known access, n_open those with open weights."""

    n: int
    n_open: int
    share_open: float
    share_open_lower: float
    share_open_upper: float
    ci_level: float
    method: str


def estimate_open_share(n_open: int, n: int, ci_level: float = 0.95) -> OpenShare:
    """The share of releases that are open, with Wilson's interval.

    n_open: releases with open weights. n: releases with known access, n_open among them. ci_level: in (0, 1).

    Returns an OpenShare. Raises NotEnoughData without releases; ValueError for bad input. Assumes that releases are
    independent. Reference: see the module.
    """
    if not 0 <= n_open <= n:
        raise ValueError(f"n_open is {n_open} of n = {n}. Give counts, the open releases among all of them.")
    check_ci_level(ci_level)
    if n == 0:
        raise NotEnoughData(0, 1)
    share, z = n_open / n, NormalDist().inv_cdf((1 + ci_level) / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2) / (1 + z * z / n)
    return OpenShare(
        share_open=share,
        share_open_lower=middle - half if n_open else 0.0,
        share_open_upper=middle + half if n_open < n else 1.0,
        n=n,
        n_open=n_open,
        ci_level=ci_level,
        method="binomial share, Wilson score interval",
    )
