"""Tables of the capability index: its fit, its paired draws, and what it leaves out.

They stand among the SQL models like those of `warehouse/estimates/models.py`, which lists them. The draws of the served warehouse are taken
over when scores, settings, seed, libraries and code of the fit are the same: a second build with nothing new computes none.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import scipy

from lag import curves, index, score_table
from lag.errors import DidNotConverge, NoScale, NotEnoughData
from warehouse.estimates.level_estimates import SEED
from warehouse.reference.anchors import ANCHORS

N_DRAWS = 500
# Before GPT-5 was out the scale hangs on two releases of early 2023, at the points that the index published on 2026-08-11 gives them. Which
# two moves neither records nor strict matches nor brackets: they set unit and origin alone.
EARLY_ANCHORS = {"llama-13b": 99.36, "gpt-4-mar-2023": 125.7}
UNIT_BENCHMARK = "winogrande"
SERVED = "served"

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
    ordered = frame.sort("release_id", "scale_id")
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
            unit_benchmark=UNIT_BENCHMARK if UNIT_BENCHMARK in inputs.benchmarks else None,
        )
    except (DidNotConverge, NoScale, NotEnoughData) as error:
        return str(error)


@lru_cache(maxsize=1)
def draw(inputs: Inputs) -> Draws:
    """N_DRAWS paired draws of inputs that can be fitted."""
    found = index.bootstrap_index(
        inputs.releases,
        inputs.benchmarks,
        inputs.scores,
        rng=np.random.default_rng(SEED),
        n_draws=N_DRAWS,
        anchors=inputs.anchors,
        unit_benchmark=UNIT_BENCHMARK if UNIT_BENCHMARK in inputs.benchmarks else None,
    )
    return Draws(
        key=draw_key(found.checksum),
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
    files = [Path(str(module.__file__)) for module in (curves, index, score_table)]
    parts = [path.read_bytes() for path in files] + [np.__version__.encode(), scipy.__version__.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def draw_key(checksum: str) -> str:
    """Name of the draws of one input: the same key means the same draws."""
    return hashlib.sha256(f"{checksum} {SEED} {N_DRAWS} {_code()}".encode()).hexdigest()


def known_inputs(connection: duckdb.DuckDBPyConnection) -> Inputs:
    """The scores of the load in use that were known on the as-of day."""
    return choose_inputs(connection.sql(_KNOWN).pl())


def describe_fit(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.index_fit: the one fit of the as-of day with its settings and tallies; state says why where there is none."""
    inputs = known_inputs(connection)
    if not inputs.scores:
        return pl.DataFrame(schema=_FIT_SCHEMA)
    fitted = fit(inputs)
    if isinstance(fitted, str):
        return pl.DataFrame([{"state": fitted, "n_scores": len(inputs.scores)}], schema=_FIT_SCHEMA)
    draws = _draws(connection, inputs, fitted)
    (low, low_points), (high, high_points) = fitted.anchors
    row = {
        "state": "fitted",
        "n_releases": len(fitted.releases),
        "n_benchmarks": len(fitted.benchmarks),
        "n_scores": fitted.n_scores,
        "n_clipped": fitted.n_clipped,
        "n_slopes_at_bound": fitted.n_slopes_at_bound,
        "n_left_out": len(fitted.left_out),
        "objective": fitted.objective,
        "low_anchor_release_id": low,
        "low_anchor_score": low_points,
        "high_anchor_release_id": high,
        "high_anchor_score": high_points,
        "seed": SEED,
        "n_draws": len(draws.capability),
        "n_draws_failed": draws.n_failed,
        "n_unplaced": draws.n_unplaced,
        "n_undrawn": draws.n_undrawn,
        "input_checksum": fitted.checksum,
        "draw_key": draws.key,
    }
    return pl.DataFrame([row], schema=_FIT_SCHEMA)


def list_draws(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.index_draws: the matrix of draws in long form, releases and benchmarks alike; null is unknown in that draw."""
    inputs = known_inputs(connection)
    fitted = fit(inputs) if inputs.scores else ""
    if isinstance(fitted, str):
        return pl.DataFrame(schema=_DRAW_SCHEMA)
    draws = _draws(connection, inputs, fitted)
    parts = (("release", draws.releases, draws.capability), ("benchmark", draws.benchmarks, draws.difficulty))
    frames = [
        pl.DataFrame(
            {
                "draw": np.repeat(np.arange(len(values)), len(names)),
                "kind": kind,
                "name_id": list(names) * len(values),
                "value": values.ravel(),
            },
            schema=_DRAW_SCHEMA,
        )
        for kind, names, values in parts
    ]
    return pl.concat(frames).with_columns(pl.col("value").fill_nan(None))


def list_capabilities(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.index_capabilities: the fitted value of every release in the fit."""
    fitted = _fit_of(connection)
    if fitted is None:
        return pl.DataFrame(schema=_CAPABILITY_SCHEMA)
    return pl.DataFrame({"release_id": fitted.releases, "score": fitted.capability}, schema=_CAPABILITY_SCHEMA)


def list_difficulties(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.index_difficulties: difficulty and slope of every benchmark in the fit."""
    fitted = _fit_of(connection)
    if fitted is None:
        return pl.DataFrame(schema=_DIFFICULTY_SCHEMA)
    columns = {"scale_id": fitted.benchmarks, "difficulty": fitted.difficulty, "slope": fitted.slope}
    return pl.DataFrame(columns, schema=_DIFFICULTY_SCHEMA)


def list_left_out(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """core.index_left_out: releases and benchmarks that have no part in the fit, with the reason."""
    fitted = _fit_of(connection)
    rows = [] if fitted is None else [(one.kind, one.name, one.reason) for one in fitted.left_out]
    return pl.DataFrame(rows, schema=_LEFT_OUT_SCHEMA, orient="row")


@dataclass(frozen=True, slots=True)
class DrawMatrix:
    """core.index_draws of the releases: draws in rows, releases in columns; NaN is unknown in that draw."""

    values: Floats
    place_of: dict[str, int]

    def of(self, release_ids: Iterable[str]) -> Floats:
        """Columns of the releases asked for; NaN throughout for one without a part in the fit."""
        places = [self.place_of.get(name, -1) for name in release_ids]
        padded = np.hstack((self.values, np.full((len(self.values), 1), np.nan)))
        return padded[:, places]


def read_draws(connection: duckdb.DuckDBPyConnection) -> DrawMatrix:
    """The matrix of draws as it lies in core.index_draws."""
    frame = connection.sql("select draw, name_id, value from core.index_draws where kind = 'release'").pl()
    if frame.is_empty():
        return DrawMatrix(np.empty((0, 0)), {})
    names, values = _matrix(frame)
    return DrawMatrix(values, {name: place for place, name in enumerate(names)})


def _fit_of(connection: duckdb.DuckDBPyConnection) -> index.IndexFit | None:
    inputs = known_inputs(connection)
    fitted = fit(inputs) if inputs.scores else ""
    return None if isinstance(fitted, str) else fitted


def _draws(connection: duckdb.DuckDBPyConnection, inputs: Inputs, fitted: index.IndexFit) -> Draws:
    return _take_over(connection, draw_key(fitted.checksum)) or draw(inputs)


def _take_over(connection: duckdb.DuckDBPyConnection, key: str) -> Draws | None:
    """The draws of the served warehouse, if it is attached and they have this key."""
    if not connection.execute("select 1 from duckdb_databases() where database_name = ?", [SERVED]).fetchall():
        return None
    try:
        tallies = connection.execute(_SERVED_FIT, [key]).fetchall()
        if not tallies:
            return None
        frame = connection.sql(_SERVED_DRAWS).pl()
    except (
        duckdb.BinderException,
        duckdb.CatalogException,
    ):  # written by an openlag that kept no draws, or kept them otherwise
        return None
    releases, capability = _matrix(frame.filter(kind="release"))
    benchmarks, difficulty = _matrix(frame.filter(kind="benchmark"))
    return Draws(key, releases, capability, benchmarks, difficulty, *tallies[0])


def _matrix(frame: pl.DataFrame) -> tuple[tuple[str, ...], Floats]:
    names = tuple(frame["name_id"].unique().sort().to_list())
    values = frame.sort("draw", "name_id")["value"].fill_null(np.nan).to_numpy()
    return names, values.reshape(-1, len(names))


_KNOWN = """
    select release_id, scale_id, score
    from core.index_inputs
    join staging.score_load using (load_id)
    where known_on <= getvariable('as_of')
"""
_SERVED_FIT = f"select n_draws_failed, n_unplaced, n_undrawn from {SERVED}.core.index_fit where draw_key = ?"  # noqa: S608 - a constant
_SERVED_DRAWS = f"select draw, kind, name_id, value from {SERVED}.core.index_draws"  # noqa: S608
_FIT_SCHEMA: dict[str, Any] = {
    "state": pl.String, "n_releases": pl.Int64, "n_benchmarks": pl.Int64, "n_scores": pl.Int64, "n_clipped": pl.Int64,
    "n_slopes_at_bound": pl.Int64, "n_left_out": pl.Int64, "objective": pl.Float64, "low_anchor_release_id": pl.String,
    "low_anchor_score": pl.Float64, "high_anchor_release_id": pl.String, "high_anchor_score": pl.Float64,
    "seed": pl.Int64, "n_draws": pl.Int64, "n_draws_failed": pl.Int64, "n_unplaced": pl.Int64, "n_undrawn": pl.Int64,
    "input_checksum": pl.String, "draw_key": pl.String,
}  # fmt: skip
_DRAW_SCHEMA: dict[str, Any] = {"draw": pl.Int32, "kind": pl.String, "name_id": pl.String, "value": pl.Float64}
_CAPABILITY_SCHEMA: dict[str, Any] = {"release_id": pl.String, "score": pl.Float64}
_DIFFICULTY_SCHEMA: dict[str, Any] = {"scale_id": pl.String, "difficulty": pl.Float64, "slope": pl.Float64}
_LEFT_OUT_SCHEMA: dict[str, Any] = {"kind": pl.String, "name": pl.String, "reason": pl.String}
