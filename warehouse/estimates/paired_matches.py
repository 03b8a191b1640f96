"""
table: core.paired_matches
meaning: The first laggard record at or above each leader record in a share of the draws, on the index.
grain: one row per pairing, scale, date basis, rule and leader record that is matched so
key: pairing_id, scale_id, date_basis, rule_id, record_release_id
"""

import polars as pl

from lag import paired
from warehouse.estimates.draw_matrix import DRAWS, draw_matrix
from warehouse.estimates.index_groups import KEY, groups
from warehouse.estimates.settings import frame_of

QUERIES = {
    "rules": "select rule_id, cast(draw_share as double) as draw_share from core.rules where draw_share is not null order by all",
    "draws": DRAWS,
    "records": """
        select pairing_id, scale_id, date_basis, role, release_id, released_on, score
        from core.records
        where scale_id = 'index'
        order by pairing_id, scale_id, date_basis, role, released_on
    """,
}
SCHEMA = KEY | {
    "rule_id": pl.String, "record_release_id": pl.String, "match_release_id": pl.String, "match_released_on": pl.Date,
    "match_score": pl.Float64, "draw_share": pl.Float64,
}  # fmt: skip


def make(rules: pl.DataFrame, draws: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Matches of every group with records on both sides, by each rule that has a share of draws."""
    rows = []
    matrix = draw_matrix(draws)
    for key, leaders, laggards in groups(records):
        both = [matrix.of(side["release_id"]) for side in (leaders, laggards)]
        for rule_id, share in rules.iter_rows():
            found = paired.match_paired(*both, share=share)
            for place, match in enumerate(found.match_index.tolist()):
                if match >= 0:
                    row = {
                        "record_release_id": leaders["release_id"][place],
                        "match_release_id": laggards["release_id"][match],
                        "match_released_on": laggards["released_on"][match],
                        "match_score": laggards["score"][match],
                        "draw_share": float(found.share_at_or_above[place, match]),
                    }
                    rows.append(key | {"rule_id": rule_id} | row)
    return frame_of(rows, SCHEMA)
