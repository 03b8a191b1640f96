"""What the charts show, as specifications."""

import json
import re
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from reports.chart_style import CHINA, US
from reports.data import read_report_data
from reports.labels import Point, choose_labels
from reports.render import ReportPaths, draw_charts


@pytest.fixture
def drawn(marts: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    return {drawing.key: drawing for drawing in draw_charts(read_report_data(marts))}


def test_every_chart_states_a_finding_with_its_day_and_its_n(drawn: dict[str, Any]) -> None:
    for drawing in drawn.values():
        assert drawing.title
        assert "11 August 2026" in drawing.subtitle
        assert re.search(r"n = \d|n beside|\d US and \d Chinese", drawing.subtitle)
        assert "estimand" in drawing.subtitle or "index" in drawing.subtitle


def test_a_running_clock_is_drawn_open_and_named_as_such(drawn: dict[str, Any]) -> None:
    text = json.dumps(drawn["lags"].wide)
    assert "unmatched after 166 days (clock running)" in text
    assert "5.5 ·" not in text  # 166 days are 5.5 months: a lag is never said of it


def _rows(value: Any) -> Iterator[dict[str, Any]]:
    """Every object anywhere in a specification, rows of data among them."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _rows(inner)


def test_a_median_that_is_not_reached_has_words_and_no_point(drawn: dict[str, Any]) -> None:
    mirror = next(row for row in _rows(drawn["benchmarks"].wide) if str(row.get("Of", "")).startswith("Mirror"))
    assert mirror["median"] is None
    assert mirror["note"].startswith("not reached")


def test_benchmarks_with_fewer_than_five_records_are_not_drawn(drawn: dict[str, Any]) -> None:
    assert "Pebble" not in json.dumps(drawn["benchmarks"].wide)
    assert "n = 3 benchmarks" in drawn["benchmarks"].subtitle


def test_the_six_month_line_stands_at_182_625_days(drawn: dict[str, Any]) -> None:
    for key in ("lags", "survival", "benchmarks", "choices"):
        assert '"months": 6.0' in json.dumps(drawn[key].wide)


def test_no_chart_points_outside_itself(drawn: dict[str, Any]) -> None:
    for drawing in drawn.values():
        for spec in (drawing.wide, drawing.narrow):
            assert '"url"' not in json.dumps(spec)
            assert "href" not in json.dumps(spec)


def test_the_two_groups_have_the_two_colours(written: ReportPaths) -> None:
    svg = (written.charts / "frontiers.svg").read_text(encoding="utf-8")
    assert US in svg
    assert CHINA in svg


def test_the_ids_of_two_charts_never_meet(written: ReportPaths) -> None:
    ids = re.findall(r'\sid="([^"]+)"', written.page.read_text(encoding="utf-8").split("<script")[0])
    assert len(ids) == len(set(ids))


def test_two_names_never_share_a_place() -> None:
    points = [Point(str(i), "a long name of a model", 200.0 + i, 100.0, is_above=True, align="right") for i in range(3)]
    assert choose_labels(points, left=0, right=400, bottom=200, obstacles=points[:1]) == ["0"]


def test_a_name_that_would_leave_the_picture_is_left_out() -> None:
    point = Point("a", "a long name of a model", 20.0, 100.0, is_above=True, align="right")
    assert choose_labels([point], left=0, right=400, bottom=200, obstacles=[]) == []
