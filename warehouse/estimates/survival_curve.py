"""
table: marts.survival_curve
meaning: Estimand A as a curve on the capability index, for the headline's cohort and censoring: the share of leader records not yet
matched after so many days.
grain: one row per pairing, scale, date basis, rule, start and distinct time
key: pairing_id, scale_id, date_basis, rule_id, start_on, day
not_null: pairing_id, scale_id, date_basis, rule_id, day, survival, n_at_risk, n_matched, n_censored, as_of
in: date_basis (available, announced, published)
refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id; rule_id = core.rules.rule_id
"""

import polars as pl

from lag.product_limit import SurvivalStep
from warehouse.estimates.cohorts import KEY, MATCHES, cohorts, estimate
from warehouse.estimates.settings import figures, frame_of
from warehouse.row_schema import schema_of

QUERIES = {
    "matches": f"from ({MATCHES}) semi join core.headline using (cohort_id, censoring_id) where scale_type = 'index' order by all"
}
CURVE = {name: kind for name, kind in KEY.items() if name not in ("cohort_id", "censoring_id")}
SCHEMA = CURVE | schema_of(SurvivalStep)


def make(matches: pl.DataFrame) -> pl.DataFrame:
    """The steps of every cohort's curve, which hangs on no draw."""
    rows = [
        key | figures(step, SCHEMA)
        for key, records, _ in cohorts(matches)
        if records.height
        for step in estimate(records, 1).curve
    ]
    return frame_of(rows, SCHEMA).sort(*CURVE, "day", nulls_last=False)
