"""What the explorer computes from, as a script that assigns one variable: a browser reads no other file from disk.

Releases with their days and labels, scores by scale, and of every definition in marts.lag_summary that the page can express the wider
interval, the verdict and its place among all choices. Days are counted from 1970-01-01, and null is not known.
"""

import json
from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any

from reports.headline import HEADLINE, START_ON, Report
from reports.query import Query, Row

DATA_FILE = "assets/explore-data.js"  # in the folder of the week
VARIABLE = "openlagExplore"
EPOCH_DAY = date(1970, 1, 1)
DATE_BASES = ("available", "announced", "published")
RULES = ("strict", "tolerance_1", "tolerance_0_9")
# Beside (records, as_of), which every scale has; the others are for the indexes.
ANALYSES = (("records", "as_of"), ("records", "scored"), ("lab_records", "as_of"), ("lab_records", "scored"))
STARTS = (None, START_ON)
ACCESS = {"open_unrestricted": "o", "open_restricted": "o", "open_noncommercial": "o", "api": "a", "hosted": "h"}
STATES = ("closed", "open", "unknown")
VERDICTS = ("supported", "contradicted", "cannot be told")

RELEASES = Query(
    "marts.releases",
    "select release_id, name, organization_id, organization_name, country, openness, announced_on, api_on, weights_on, published_on "
    "from marts.releases where exclusion_reason is null and release_id in (select release_id from marts.scores) "
    f"and openness in {tuple(ACCESS)} order by release_id",
)
SCORES = Query(
    "marts.scores",
    "select scale_id, list(release_id order by release_id) as release_ids, list(score order by release_id) as scores "
    "from marts.scores where score is not null group by scale_id",
)
SCALES = Query(
    "marts.scales",
    "select scale_id, scale_name, domain, scale_type, point, score_origin, followed_until from marts.scales "
    "order by scale_type <> 'index', scale_id",
)
PAIRINGS = Query(
    "marts.pairings", "select pairing_id, leader_group, laggard_group from marts.pairings order by pairing_id"
)
JUDGED = Query(
    "marts.lag_summary",
    "select pairing_id, scale_id, date_basis, rule_id, cohort_id, censoring_id, start_on, wider_median_days_lower, "
    "wider_median_days_upper, median_interval_state, typically_verdict, scored_until_on from marts.lag_summary "
    f"where rule_id in {RULES} order by all",
)
PLACES = Query(
    "marts.specifications",
    "select scale_or_domain, pairing_id, date_basis, rule_id, cohort_id, censoring_id, start_on, place, median_days "
    "from marts.specifications order by place",
)
KEY = ("pairing_id", "date_basis", "rule_id", "cohort_id", "censoring_id", "start_on")


def explore_script(report: Report) -> str:
    """The script: `var openlagExplore = {...};`, and nothing that a name could break out of."""
    text = json.dumps(explore_data(report), separators=(",", ":"), ensure_ascii=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f"var {VARIABLE} = {text};\n"


def explore_data(report: Report) -> dict[str, Any]:
    """What the script holds."""
    releases = report.rows(RELEASES)
    place = {row.release_id: number for number, row in enumerate(releases)}
    pairings, scores = report.rows(PAIRINGS), {row.scale_id: row for row in report.rows(SCORES)}
    judged, choices = _Judged(report), tuple(row.median_days for row in report.rows(PLACES))
    until = next((row.scored_until_on for row in report.rows(JUDGED) if row.scored_until_on is not None), None)
    return {
        "asOf": _day(report.as_of),
        "scoredUntil": _day(until),
        "gpt4": _day(START_ON),
        "headline": {
            "leader": next((row.leader_group for row in pairings if row.pairing_id == HEADLINE["pairing_id"]), "US"),
            "laggard": next(
                (row.laggard_group for row in pairings if row.pairing_id == HEADLINE["pairing_id"]), "CN:open"
            ),
            "scale": HEADLINE["scale_id"],
        },
        "releases": [_release(row) for row in releases],
        "labs": {row.organization_id: row.organization_name for row in releases if row.organization_id is not None},
        "pairings": [[row.leader_group, row.laggard_group] for row in pairings],
        "scales": [
            {
                "id": scale.scale_id,
                "name": scale.scale_name,
                "domain": scale.domain,
                "type": scale.scale_type,
                "point": scale.point,
                "origin": scale.score_origin,
                "until": _day(scale.followed_until),
                "scores": _scores(scores.get(scale.scale_id), place),
                "judged": judged.of(scale, [row.pairing_id for row in pairings]),
            }
            for scale in report.rows(SCALES)
        ],
        "intervals": judged.distinct,
        "medians": [_whole(days) for days in choices],
    }


def _day(on: date | None) -> int | None:
    return None if on is None else (on - EPOCH_DAY).days


def _whole(days: float | None) -> float | None:
    """Days without the point that a whole number needs not."""
    return int(days) if days is not None and days == int(days) else days


def _release(row: Row) -> list[Any]:
    """Id, name, lab, country, access (a: API, h: hosted, o: open weights), and four days."""
    days = [_day(row[column]) for column in ("announced_on", "api_on", "weights_on", "published_on")]
    return [row.release_id, row.name or row.release_id, row.organization_id, row.country, ACCESS[row.openness], *days]


def _scores(scored: Row | None, place: Mapping[str, int]) -> list[list[Any]]:
    """The places of the releases, and their scores."""
    pairs = zip(scored.release_ids, scored.scores, strict=True) if scored else ()
    known = [(place[release_id], score) for release_id, score in pairs if release_id in place]
    return [[number for number, _ in known], [score for _, score in known]]


class _Judged:
    """What the marts say of a definition: [wider lower end, upper end, its state, verdict, place], each once in `distinct`."""

    def __init__(self, report: Report) -> None:
        self._rows = {(row.scale_id, *(row[column] for column in KEY)): row for row in report.rows(JUDGED)}
        self._places = {
            (row.scale_or_domain, *(row[column] for column in KEY)): row.place for row in report.rows(PLACES)
        }
        self.distinct: list[list[Any]] = []
        self._seen: dict[tuple[Any, ...], int] = {}

    def of(self, scale: Row, pairing_ids: list[str]) -> list[int]:
        """For pairing, date basis, rule, analysis and start, the last fastest: a place in `distinct`, or -1 for a definition not there."""
        analyses = ANALYSES if scale.scale_type == "index" else ANALYSES[:1]
        keys = product(pairing_ids, DATE_BASES, RULES, analyses, STARTS)
        return [
            self._place((scale.scale_id, pairing, basis, rule, *analysis, start))
            for pairing, basis, rule, analysis, start in keys
        ]

    def _place(self, key: tuple[Any, ...]) -> int:
        row = self._rows.get(key)
        if row is None:
            return -1
        told = (
            _whole(row.wider_median_days_lower),
            _whole(row.wider_median_days_upper),
            STATES.index(row.median_interval_state or "unknown"),
            VERDICTS.index(row.typically_verdict or "cannot be told"),
            self._places.get(key),
        )
        if told not in self._seen:
            self._seen[told] = len(self.distinct)
            self.distinct.append(list(told))
        return self._seen[told]
