"""The fit of the capability index to the scores of a day, and its paired draws.

The draws of the warehouse that a build replaces are taken over (raw.kept_draws) when scores, settings, seed, libraries and code of the
fit are the same: a second build with nothing new computes none.
"""

import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import scipy

from lag import curves, index, schur, score_table
from lag.errors import DidNotConverge, NoScale, NotEnoughData
from warehouse.estimates.settings import SEED
from warehouse.reference.anchors import ANCHORS
from warehouse.settings import N_DRAWS

# Before GPT-5 was out the scale hangs on two releases of early 2023, at the points that the index published on 2026-08-11 gives them. Which
# two moves neither records nor strict matches nor brackets: they set unit and origin alone.
EARLY_ANCHORS = {"llama-13b": 99.36, "gpt-4-mar-2023": 125.7}
UNIT_BENCHMARK = "winogrande"
# The scores of the load in use that were known on the as-of day.
INPUTS = """
    select release_id, scale_id, score
    from core.index_inputs
    join staging.score_load using (load_id)
    where known_on <= getvariable('as_of')
"""
KEPT = {"kept_fit": "from raw.kept_fit", "kept_draws": "from raw.kept_draws"}

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The scores known on a day, one element each, sorted by release and benchmark."""

    releases: tuple[str, ...]
    benchmarks: tuple[str, ...]
    scores: tuple[float, ...]

    @property
    def anchors(self) -> dict[str, float]:
        """The usual anchors, or the early ones while a usual one has too few scores to be in the fit."""
        has_all = all(self.releases.count(name) >= index.MIN_SCORES for name in ANCHORS)
        return ANCHORS if has_all else EARLY_ANCHORS

    @property
    def unit_benchmark(self) -> str | None:
        return UNIT_BENCHMARK if UNIT_BENCHMARK in self.benchmarks else None


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws by releases and by benchmarks, and the key under which they may be taken over."""

    key: str
    releases: tuple[str, ...]
    capability: Floats
    benchmarks: tuple[str, ...]
    difficulty: Floats
    n_failed: int
    n_unplaced: int
    n_undrawn: int


def choose_inputs(frame: pl.DataFrame) -> Inputs:
    """Inputs from the columns release_id, scale_id and score."""
    return inputs_of(in_order(frame))


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows in the order of Inputs, which a part of them keeps."""
    return frame.sort("release_id", "scale_id")


def inputs_of(ordered: pl.DataFrame) -> Inputs:
    """Inputs from rows that are in order."""
    return Inputs(*(tuple(ordered[name].to_list()) for name in ("release_id", "scale_id", "score")))


@lru_cache(maxsize=2)
def fit(inputs: Inputs) -> index.IndexFit | str:
    """The fit, or the sentence that says why there is none."""
    try:
        return index.fit_index(
            inputs.releases,
            inputs.benchmarks,
            inputs.scores,
            anchors=inputs.anchors,
            unit_benchmark=inputs.unit_benchmark,
        )
    except (DidNotConverge, NoScale, NotEnoughData) as error:
        return str(error)


@lru_cache(maxsize=1)
def draw(inputs: Inputs, n_draws: int = N_DRAWS) -> Draws:
    """Paired draws of inputs that can be fitted."""
    found = index.bootstrap_index(
        inputs.releases,
        inputs.benchmarks,
        inputs.scores,
        rng=np.random.default_rng(SEED),
        n_draws=n_draws,
        anchors=inputs.anchors,
        unit_benchmark=inputs.unit_benchmark,
    )
    return Draws(
        key=draw_key(found.checksum, n_draws),
        releases=found.releases,
        capability=found.capability,
        benchmarks=found.benchmarks,
        difficulty=found.difficulty,
        n_failed=found.n_did_not_converge + found.n_without_scale,
        n_unplaced=found.n_unplaced,
        n_undrawn=found.n_undrawn,
    )


@cache
def _code() -> str:
    """What the figures of a draw depend on besides scores, settings and seed."""
    files = [Path(str(module.__file__)) for module in (curves, index, schur, score_table)]
    parts = [path.read_bytes() for path in files] + [np.__version__.encode(), scipy.__version__.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def draw_key(checksum: str, n_draws: int = N_DRAWS) -> str:
    """Name of the draws of one input: the same key means the same draws."""
    return hashlib.sha256(f"{checksum} {SEED} {n_draws} {_code()}".encode()).hexdigest()


def fit_of(inputs: pl.DataFrame) -> index.IndexFit | None:
    """The fit to the scores of INPUTS, or None where there is none."""
    fitted = fit(choose_inputs(inputs)) if inputs.height else ""
    return None if isinstance(fitted, str) else fitted


def keep_or_draw(
    inputs: Inputs, fitted: index.IndexFit, n_draws: int, *, kept_fit: pl.DataFrame, kept_draws: pl.DataFrame
) -> Draws:
    """The draws of the warehouse before, if they have this key, or else new ones."""
    key = draw_key(fitted.checksum, n_draws)
    tallies = kept_fit.filter(draw_key=key)
    if tallies.is_empty():
        return draw(inputs, n_draws)
    releases, capability = matrix(kept_draws.filter(kind="release"))
    benchmarks, difficulty = matrix(kept_draws.filter(kind="benchmark"))
    n_failed, n_unplaced, n_undrawn = tallies.select("n_draws_failed", "n_unplaced", "n_undrawn").row(0)
    return Draws(key, releases, capability, benchmarks, difficulty, n_failed, n_unplaced, n_undrawn)


def matrix(frame: pl.DataFrame) -> tuple[tuple[str, ...], Floats]:
    """Names, and draws (rows) by names (columns) of rows of core.index_draws; NaN is unknown in that draw."""
    names = tuple(frame["name_id"].unique().sort().to_list())
    values = frame.sort("draw", "name_id")["value"].fill_null(np.nan).to_numpy()
    return names, values.reshape(-1, len(names))
