"""
table: marts.eras
meaning: Log-rank test of the lags of leader records launched before and from 2025-01-20, the day of DeepSeek-R1.
grain: one row per pairing, scale and date basis
key: pairing_id, scale_id, date_basis
not_null: pairing_id, scale_id, date_basis, split_on, n_before, n_after, n_matched_before, n_matched_after, power_note, as_of
in: date_basis (available, announced, published)
refers: pairing_id = core.pairings.pairing_id; scale_id = core.scales.scale_id
caveat: So few records can show only a large break: a p_value above 0.05 does not say that nothing changed. detectable_hazard_ratio says
how large a difference the test would have found four times in five.
"""

from datetime import date

import polars as pl

from lag import eras
from lag.errors import NotEnoughData
from warehouse.estimates.cohorts import OBSERVED
from warehouse.estimates.index_groups import GROUP, KEY
from warehouse.estimates.settings import day_number, figures, frame_of
from warehouse.row_schema import schema_of

QUERIES = {
    "records": f"""
        select matches.pairing_id, matches.scale_id, matches.date_basis, {OBSERVED}
        from core.matches
        join core.scales using (scale_id)
        join core.headline using (rule_id, cohort_id)
        where scales.scale_type = 'index' and matches.record_released_on >= headline.start_on
        order by matches.pairing_id, matches.scale_id, matches.date_basis, matches.record_released_on
    """,  # noqa: S608 - a constant
}
# The day of DeepSeek-R1, fixed before the lags were looked at.
SPLIT_ON = date(2025, 1, 20)
SCHEMA = (
    KEY
    | {"split_on": pl.Date}
    | schema_of(eras.EraComparison, leave_out=("split_day", "n_negative", "alpha", "power", "method"))
)


def make(records: pl.DataFrame) -> pl.DataFrame:
    """One test a group; none where an era has no record."""
    rows = []
    for values, group in records.group_by(GROUP, maintain_order=True):
        columns = [group[name].to_numpy() for name in ("record_day", "observed_days", "is_matched")]
        try:
            found = eras.compare_eras(*columns, split_day=day_number(SPLIT_ON))
        except NotEnoughData:
            continue
        rows.append(dict(zip(GROUP, values, strict=True)) | {"split_on": SPLIT_ON} | figures(found, SCHEMA))
    return frame_of(rows, SCHEMA)
