"""Pictures in another language: what a reader sees of them is in it."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from reports.charts.curve import draw_curve
from reports.charts.style import Drawing
from reports.headline import Report
from reports.language import speaking
from reports.sections.benchmarks import draw_domains
from reports.sections.frontiers import draw_frontiers
from reports.sections.history import draw_history
from reports.sections.launches import draw_lags
from reports.sections.specifications import SPECIFICATIONS
from reports.sections.survival import draw_survival


def draw_specifications(report: Report) -> Drawing:
    return draw_curve(report.rows(SPECIFICATIONS), SPECIFICATIONS, report.on)


DRAWN = (draw_frontiers, draw_lags, draw_survival, draw_domains, draw_history, draw_specifications)
SQUARE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def titles(part: Any) -> Iterator[str]:
    """What stands as the title of an axis, of a field under the pointer or of a legend."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "title" and isinstance(value, str):
                yield value
            elif key != "datasets":
                yield from titles(value)
    elif isinstance(part, list):
        for value in part:
            yield from titles(value)


@pytest.mark.parametrize("draw", DRAWN)
def test_words_around_a_picture_and_under_the_pointer_are_japanese(
    invented: Report, draw: Callable[[Report], Drawing]
) -> None:
    with speaking("ja"):
        drawing = draw(invented)
    found = {drawing.title, drawing.subtitle, *titles(drawing.wide), *titles(drawing.narrow)}
    assert len(found) > 4
    assert [words for words in found if not SQUARE.search(words)] == []


def test_a_sentence_under_the_pointer_is_filled_by_the_chart_in_the_order_of_the_language(invented: Report) -> None:
    with speaking("ja"):
        medians = next(layer for layer in draw_specifications(invented).wide["layer"] if layer.get("name") == "medians")
    said = {step["as"]: step["calculate"] for step in medians["transform"] if "as" in step}
    assert json.loads(said["Records"].split(" + ")[2]) == "、追いつき"
    assert said["Records"].split(" + ")[1::2] == ["datum.n", "datum.k"]
