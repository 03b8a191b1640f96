"""How every chart looks: two colours, one type, fixed margins, and the same bytes each time.

Colours are chosen to hold on paper; the page maps each of them to a CSS variable (templates/page.css), so that the same SVG follows a dark
screen. Margins are fixed and nothing is fitted, because a fitted size would depend on the fonts of the machine.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
from altair.utils.schemapi import disable_debug_mode
from markupsafe import escape

from reports.language import pgettext
from reports.query import Query

# Altair would check every part of a chart, and copy it for that, as often as it is touched: half the time of a report.
disable_debug_mode()

US = "#0b639c"
CHINA = "#bf4a0a"
IN_TIME = "#0a7a80"  # beside LATE told apart by every kind of sight, and on paper by their shapes
LATE = "#a66a00"
INK = "#1d1b19"
SOFT = "#6b6761"
HAIR = "#ddd9d1"
BAND = "#b8b0a2"
PAPER = "#fefdfb"
EDGE = 14  # pixels of paper left and right of the words of a picture that stands alone
TEXT_SIZE = 12
LABEL_SIZE = 11
LETTER_WIDTH = 0.56  # of the type size: the mean of Helvetica over names of models, rounded up

CLOSING = "、。，．・：；？！）」』】〕ー々"
# A word with the blanks after it, or one square letter with what must not be parted from it.
BREAKABLE = rf"[\u3000-\u9fff\uff00-\uffef][{CLOSING}]*\s*|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+"

Layer = alt.Chart | alt.LayerChart | alt.FacetChart  # what alt.layer says it returns


@dataclass(frozen=True, slots=True)
class Size:
    """The picture a chart is drawn for; margins are around the plot, in pixels."""

    name: str
    width: int

    @property
    def is_narrow(self) -> bool:
        return self.width < 500


WIDE = Size("wide", 760)
NARROW = Size("narrow", 350)


@dataclass(frozen=True, slots=True)
class Margins:
    left: int
    right: int
    top: int
    bottom: int

    def plot_width(self, size: Size) -> int:
        return size.width - self.left - self.right


@dataclass(frozen=True, slots=True)
class Origin:
    """What a chart is drawn of. query: gives the rows that it draws. n: how many of n_of they rest on.

    estimand: its letters, if it shows any. section: the heading of docs/method.md under which it is explained.
    """

    query: Query
    n: int
    n_of: str
    estimand: str
    section: str = "Estimands"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart ready to be put out: what it says in words, what it is drawn of, and its Vega-Lite specification for each size."""

    key: str
    title: str
    subtitle: str
    description: str
    wide: dict[str, Any]
    narrow: dict[str, Any]
    origin: Origin
    credit: str = ""  # of the source, where it is not that of the scores


def draw(
    key: str, title: str, subtitle: str, origin: Origin, make: Callable[[Size], dict[str, Any]], credit: str = ""
) -> Drawing:
    """A chart in both sizes, described by its own words."""
    description = f"{title}. {subtitle}"
    wide, narrow = ({**make(size), "description": description} for size in (WIDE, NARROW))
    return Drawing(key, title, subtitle, description, wide, narrow, origin, credit)


def finish(layers: Sequence[Layer], margins: Margins, size: Size, height: int) -> dict[str, Any]:
    """Return the specification of layers over each other with the common style, without a title."""
    # Altair's own layering copies every layer many times over. Checking a specification against the schema takes as long as drawing it; the
    # tests do it for every chart.
    spec: dict[str, Any] = {"layer": [], "datasets": {}}
    for layer in layers:
        own = layer.to_dict(validate=False)
        spec["datasets"] |= own.pop("datasets", {})
        spec |= {name: own.pop(name) for name in ("$schema", "config") if name in own}
        spec["layer"].append(_without_idle_limit(own, spec["datasets"]))
    spec["config"] = {"font": font()} | spec["config"]
    for part, style in _config().items():
        spec["config"][part] = spec["config"].get(part, {}) | style if isinstance(style, dict) else style
    padding = {"left": margins.left, "right": margins.right, "top": margins.top, "bottom": margins.bottom}
    size_of_plot = {
        "width": margins.plot_width(size),
        "height": height,
        "autosize": {"type": "none"},
        "padding": padding,
    }
    finished = spec | size_of_plot | {"background": "transparent"}
    return json.loads(json.dumps(finished))  # type: ignore[no-any-return]  # rows are tuples until here


def _without_idle_limit(layer: dict[str, Any], datasets: Mapping[str, Any]) -> dict[str, Any]:
    """A layer less the width that its texts are held to, where all fit: for it the converter measures each text again and again."""
    mark, text = layer["mark"], layer.get("encoding", {}).get("text", {})
    if "limit" in mark and "field" in text:
        size, rows = mark.get("fontSize", LABEL_SIZE), datasets[layer["data"]["name"]]
        if all(text_width(str(row.get(text["field"], "")), size) <= mark["limit"] for row in rows):
            return layer | {"mark": {name: value for name, value in mark.items() if name != "limit"}}
    return layer


def font() -> str:
    """The families of type, the first that the reader has; in a language of other letters, then families that have them.

    Liberation Sans, which the converter carries, comes before those: text is measured by the first that is there, and theirs take longer.
    """
    return pgettext(
        "families of type, as CSS lists them", "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
    )


def haloed(mark: alt.Chart, **encoding: Any) -> Layer:
    """Return text with a broad outline in the colour of the paper, so that lines behind it do not cross the letters.

    The outline lies below them: in an SVG the converter says so (`paint-order`), in a live chart the page.
    """
    outlined = mark.copy(deep=True)
    outlined.mark.stroke, outlined.mark.strokeWidth, outlined.mark.strokeJoin = PAPER, 4, "round"
    return outlined.encode(**encoding)


def _config() -> dict[str, Any]:
    return {
        "view": {"stroke": None},
        "axis": {
            "labelColor": SOFT,
            "labelFontSize": LABEL_SIZE,
            "labelLimit": 0,  # they are numbers and days, and short
            "titleColor": SOFT,
            "titleFontSize": LABEL_SIZE,
            "titleFontWeight": "normal",
            "domainColor": HAIR,
            "tickColor": HAIR,
            "gridColor": HAIR,
            "gridWidth": 0.7,
            "labelPadding": 5,
        },
        "legend": {"labelColor": INK, "labelFontSize": TEXT_SIZE, "symbolSize": 90, "title": None},
        "text": {"color": INK, "fontSize": LABEL_SIZE},
        "aria": False,  # the figure around the picture carries one sentence; a label on every mark would be read out one by one
    }


def titled(drawing: Drawing, wide: str, credit: str) -> str:
    """The wide picture of a chart as one that stands alone, an SVG with paper, title, subtitle and credit; it has one name, read aloud.

    wide: the chart as SVG, which is set into it as it is, since drawing it anew would take as long again. Nothing of it lies outside; said
    so, it is not cut at its edge, for which the PNG would be painted twice.
    """
    padding = drawing.wide["padding"]
    width = drawing.wide["width"] + padding["left"] + padding["right"]
    inner = drawing.wide["height"] + padding["top"] + padding["bottom"]
    title, subtitle, foot = (
        lines_of(text, width - 2 * EDGE, size)
        for text, size in ((drawing.title, 18), (drawing.subtitle, 12), (credit, 10))
    )
    header = 22 * len(title) + 16 * len(subtitle) + 30
    height = header + inner + 13 * len(foot) + 14
    name, inset = escape(drawing.title), str(wide).replace("<svg ", f'<svg y="{header}" overflow="visible" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="{escape(font())}" role="img" aria-label="{name}"><title>{name}</title>'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
        f"{_text(title, 32, 18, 22, INK, 'bold')}{_text(subtitle, 34 + 22 * len(title), 12, 16, SOFT)}"
        f"{inset}{_text(foot, header + inner + 14, 10, 13, SOFT)}</svg>"
    )


def _text(lines: list[str], y: float, size: int, height: int, color: str, weight: str = "normal") -> str:
    """Lines of text from a height downwards, as SVG."""
    return "".join(
        f'<text x="{EDGE}" y="{y + place * height}" font-size="{size}px" font-weight="{weight}" fill="{color}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )


def text_layer(
    lines: list[str], x: float, y: float, size: int, height: int, color: str, weight: str = "normal"
) -> dict[str, Any]:
    """Return a layer of text outside the plot; a title of Vega's own would be placed by the width of its fonts."""
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "alphabetic",
        "fontSize": size,
        "fontWeight": weight,
        "lineHeight": height,
        "color": color,
    }
    encoding = {"text": {"value": lines}, "x": {"value": x}, "y": {"value": y}}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": encoding}


@lru_cache(maxsize=4096)  # pieces of titles, which are broken at one width after the other
def text_width(text: str, size: float) -> float:
    """The pixels that text takes at most, by the mean width of its letters; those of Chinese and Japanese are square."""
    return size * sum(1 if unicodedata.east_asian_width(sign) in "WF" else LETTER_WIDTH for sign in text)


def lines_of(text: str, width: int, size: int) -> list[str]:
    """Return text broken into as few lines as fit so many pixels, of about the same length."""
    limit = width / 0.93
    lines = _broken(text, limit, size)
    while limit > 12 * size and len(tighter := _broken(text, limit - size / 2, size)) == len(lines):
        limit, lines = limit - size / 2, tighter
    return lines


def _broken(text: str, limit: float, size: int) -> list[str]:
    """Lines no wider than the limit, broken at blanks and between square letters, none of which begins with a mark that ends something."""
    lines, taken = [""], 0.0
    for piece in re.findall(BREAKABLE, text):
        if lines[-1] and taken + text_width(piece.rstrip(), size) > limit:
            lines.append("")
            taken = 0.0
        lines[-1] += piece
        taken += text_width(piece, size)
    return [line.strip() for line in lines]
