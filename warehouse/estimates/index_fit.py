"""
table: core.index_fit
meaning: The one fit of the capability index on the as-of day, its settings and tallies; state says why where there is none.
grain: one row; none without a score
key: none
"""

import polars as pl

from warehouse.estimates.fitted_index import INPUTS, KEPT, choose_inputs, fit, keep_or_draw
from warehouse.estimates.settings import SEED, SETTINGS, frame_of
from warehouse.row_schema import Schema

QUERIES = {"settings": SETTINGS, "inputs": INPUTS} | KEPT
SCHEMA: Schema = {
    "state": pl.String, "n_releases": pl.Int64, "n_benchmarks": pl.Int64, "n_scores": pl.Int64, "n_clipped": pl.Int64,
    "n_slopes_at_bound": pl.Int64, "n_left_out": pl.Int64, "objective": pl.Float64, "low_anchor_release_id": pl.String,
    "low_anchor_score": pl.Float64, "high_anchor_release_id": pl.String, "high_anchor_score": pl.Float64,
    "seed": pl.Int64, "n_draws": pl.Int64, "n_draws_failed": pl.Int64, "n_unplaced": pl.Int64, "n_undrawn": pl.Int64,
    "input_checksum": pl.String, "draw_key": pl.String,
}  # fmt: skip


def make(
    settings: pl.DataFrame, inputs: pl.DataFrame, kept_fit: pl.DataFrame, kept_draws: pl.DataFrame
) -> pl.DataFrame:
    """Fit and draw, or take the draws over."""
    if inputs.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    chosen = choose_inputs(inputs)
    fitted = fit(chosen)
    if isinstance(fitted, str):
        return frame_of([{"state": fitted, "n_scores": inputs.height}], SCHEMA)
    draws = keep_or_draw(chosen, fitted, settings["n_draws"][0], kept_fit=kept_fit, kept_draws=kept_draws)
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
    return frame_of([row], SCHEMA)
