"""The files of the figures: pictures, rows, what they are, and a page of each to be shown on other pages; and the picture to be shared."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import vl_convert

from reports import html
from reports.charts.share import plot_share
from reports.charts.style import titled, to_png, to_svg
from reports.exhibits import Exhibit
from reports.headline import Report
from reports.language import _
from reports.sections import answer
from reports.sections.launches import RECORD_LAGS

SHARE = "share.png"


def write_pictures(folder: Path, exhibits: Sequence[Exhibit]) -> Mapping[str, html.Picture]:
    """Write charts/ and embed/ of the pages of one language, and return the pictures for its pages."""
    for name in ("charts", "embed"):
        (folder / name).mkdir()
    pictures = {}
    for exhibit in exhibits:
        drawing, place = exhibit.drawing, folder / "charts" / exhibit.drawing.key
        pictures[drawing.key] = html.picture(exhibit)
        svg = titled(drawing, pictures[drawing.key].wide, f"openlag, {exhibit.report.week}. {exhibit.credit}")
        _write(place.with_suffix(".svg"), svg)
        place.with_suffix(".png").write_bytes(to_png(svg))
        _write(place.with_suffix(".js"), html.chart_script(drawing))
        _write(folder / "embed" / f"{drawing.key}.html", html.render_embed(pictures[drawing.key]))
    return pictures


def write_rows(folder: Path, exhibits: Sequence[Exhibit]) -> None:
    """Write the rows of every figure and what they are; both are the same in every language."""
    for exhibit in exhibits:
        place = folder / exhibit.drawing.key
        _write(place.with_suffix(".csv"), exhibit.rows_as_csv())
        told = json.dumps(exhibit.metadata(), indent=1, ensure_ascii=False, default=str)
        _write(place.with_suffix(".json"), f"{told}\n")


def write_share(folder: Path, report: Report) -> None:
    """Write the picture that others show beside a link to the report."""
    first = answer.first_page(report)
    claim = _("“{claim}”").format(claim=first.talk or first.claim)
    credit = _("openlag, {week}, data as of {day}. Scores: Epoch AI, CC BY 4.0").format(week=report.week, day=report.on)
    spec = plot_share(claim, first.word, first.tally, credit, report.rows(RECORD_LAGS))
    (folder / SHARE).write_bytes(vl_convert.svg_to_png(to_svg(spec, "share"), scale=2))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
