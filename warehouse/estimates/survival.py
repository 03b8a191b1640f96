"""
table: core.survival
meaning: Estimand A of every cohort with a record.
grain: one row per pairing, scale, date basis, rule and start
key: pairing_id, scale_id, date_basis, rule_id, start_on
caveat: Records matched by one release are one chain and not independent: read the chain interval beside the textbook one.
"""

import polars as pl

from lag.errors import NotEnoughData
from lag.survival import SurvivalLag
from warehouse.estimates.cohorts import KEY, MATCHES, cohorts, estimate
from warehouse.estimates.settings import figures, frame_of, schema_of

QUERIES = {"matches": MATCHES}
SCHEMA = KEY | schema_of(SurvivalLag) | {"n_untested": pl.Int64}


def make(matches: pl.DataFrame) -> pl.DataFrame:
    """One estimate a cohort; a cohort without a followed record has none."""
    rows = []
    for key, records, n_untested in cohorts(matches):
        try:
            rows.append(key | figures(estimate(records), SCHEMA) | {"n_untested": n_untested})
        except NotEnoughData:
            continue
    return frame_of(rows, SCHEMA)
