"""
table: core.survival
meaning: Estimand A of every cohort with a record.
grain: one row per pairing, scale, date basis, rule, cohort, censoring and start
key: pairing_id, scale_id, date_basis, rule_id, cohort_id, censoring_id, start_on
caveat: Records matched by one release are one chain and not independent: read the chain interval beside the textbook one.
"""

import polars as pl

from lag.claims import judge_typically
from lag.errors import NotEnoughData
from lag.survival import SurvivalLag
from warehouse.estimates.cohorts import KEY, MATCHES, WIDER, cohorts, estimate, wider_columns
from warehouse.estimates.settings import SETTINGS, figures, frame_of
from warehouse.row_schema import schema_of

QUERIES = {"settings": SETTINGS, "matches": MATCHES}
SCHEMA = KEY | schema_of(SurvivalLag) | WIDER | {"typically_verdict": pl.String, "n_untested": pl.Int64}


def make(settings: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """One estimate a cohort; a cohort without a followed record has none."""
    rows = []
    for key, records, n_untested in cohorts(matches):
        try:
            lag = estimate(records, settings["n_resamples"][0])
        except NotEnoughData:
            continue
        judged = {"typically_verdict": judge_typically(lag).verdict, "n_untested": n_untested}
        rows.append(key | figures(lag, SCHEMA) | wider_columns(lag) | judged)
    return frame_of(rows, SCHEMA)
