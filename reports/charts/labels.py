"""Which points of a chart get their name printed, so that no two names overlap."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from reports.charts.style import LABEL_SIZE, text_width

GAP = 7  # pixels from the point to its name


Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Point:
    """A point in pixels of the plot, y downwards. The name starts at it (left), is centred on it, or ends at it (right)."""

    key: str
    text: str
    x: float
    y: float
    is_above: bool
    align: Align


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "_Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def choose_labels(
    points: Iterable[Point], *, left: float, right: float, bottom: float, obstacles: Iterable[Point]
) -> list[str]:
    """Return the keys whose names fit, taking points in the order given: put the important ones first.

    A name must stay between left and right and above bottom, and clear of every name already placed and of every obstacle.
    """
    taken = [_Box(point.x - 4, point.y - 4, point.x + 4, point.y + 4) for point in obstacles]
    chosen = []
    for point in points:
        box = _box(point)
        inside = box.left >= left and box.right <= right and box.bottom <= bottom
        if inside and not any(box.overlaps(other) for other in taken):
            taken.append(box)
            chosen.append(point.key)
    return chosen


def _box(point: Point) -> _Box:
    width, height = text_width(point.text, LABEL_SIZE), LABEL_SIZE + 2
    left = {"left": point.x + GAP, "center": point.x - width / 2, "right": point.x - GAP - width}[point.align]
    over_dot = 5 if point.align == "center" else 0
    top = point.y - GAP - height + 4 - over_dot if point.is_above else point.y + GAP - 4
    return _Box(left, top, left + width, top + height)
