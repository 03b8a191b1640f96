"""
table: marts.record_bias
meaning: The winner's curse by simulation: how far the errors of the scores move the strict median lag on our own index, because a record is
the best of many noisy scores.
grain: one row per pairing, scale, date basis and truth
key: pairing_id, scale_id, date_basis, truth
beside: yes
not_null: pairing_id, scale_id, date_basis, truth, shrink_factor, ci_level, n_records, n_records_median, n_draws, n_draws_failed,
n_draws_median_not_reached, as_of
in: date_basis (available, announced, published); truth (as_fitted, shrunk)
refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id
caveat: A first-order figure for a maximum; the two truths are a range. Above zero the median as estimated is longer than the true one. No
verdict rests on a median corrected by it.
"""

import numpy as np
import polars as pl

from lag import record_bias
from lag.errors import NotEnoughData
from warehouse.estimates.fitted_index import INPUTS, choose_inputs, fit_of
from warehouse.estimates.index_groups import KEY, groups
from warehouse.estimates.settings import SEED, figures, frame_of
from warehouse.row_schema import schema_of

# A draw is a fit of everything, at some 35 ms: a hundred of each truth where the index has 500.
QUERIES = {
    "settings": "select cast(ceil(getvariable('n_draws') / 5) as bigint) as n_draws",
    "inputs": INPUTS,
    "releases": """
        select
            scored.pairing_id, scored.scale_id, scored.date_basis, scored.role, scored.release_id,
            day_number(scored.released_on) as day,
            day_number(headline.start_on) as start_day,
            day_number(getvariable('as_of')) as as_of_day,
        from core.scored_releases as scored
        join core.headline using (date_basis)
        where scored.scale_id = 'index'
        order by scored.pairing_id, scored.role, scored.released_on, scored.release_id
    """,
}
SCHEMA = KEY | schema_of(record_bias.RecordBias)


def make(settings: pl.DataFrame, inputs: pl.DataFrame, releases: pl.DataFrame) -> pl.DataFrame:
    """Every pairing on the headline's date basis; none where there is no fit, and none for a pairing without a record."""
    found = list(groups(releases))
    if fit_of(inputs) is None or not found:
        return pl.DataFrame(schema=SCHEMA)
    chosen = choose_inputs(inputs)
    sides = [
        record_bias.Group(*(dict(side.select("release_id", "day").iter_rows()) for side in both)) for _, *both in found
    ]
    try:
        estimates = record_bias.estimate_record_bias(
            chosen.releases,
            chosen.benchmarks,
            chosen.scores,
            sides,
            start_day=releases["start_day"][0],
            as_of_day=releases["as_of_day"][0],
            rng=np.random.default_rng(SEED),
            n_draws=settings["n_draws"][0],
            anchors=chosen.anchors,
            unit_benchmark=chosen.unit_benchmark,
        )
    except NotEnoughData:
        return pl.DataFrame(schema=SCHEMA)
    rows = [
        key | figures(bias, SCHEMA)
        for (key, *_), both in zip(found, estimates, strict=True)
        for bias in both
        if bias.n_records
    ]
    return frame_of(rows, SCHEMA)
