"""The files of the figures: pictures, rows, what they are, and a page of each to be shown on other pages; and the picture to be shared."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports import html
from reports.charts.converter import Converter
from reports.charts.share import plot_share
from reports.charts.style import titled
from reports.exhibits import Exhibit
from reports.headline import Report
from reports.language import _, speaking, spoken
from reports.sections import answer
from reports.sections.launches import RECORD_LAGS

SHARE = "share.png"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of one language by figure, on pages and as they stand alone. pngs: of the latter, and last of the one to be shared."""

    pictures: Mapping[str, html.Picture]
    alone: Mapping[str, str]
    pngs: Iterator[bytes]


def begin_pictures(exhibits: Sequence[Exhibit], report: Report, converter: Converter) -> Callable[[], Drawn]:
    """Begin to draw the figures of the language spoken. What is returned waits for them and begins their PNGs; it may be called once."""
    wanted = [
        (spec, f"{exhibit.drawing.key}-{name}")
        for exhibit in exhibits
        for spec, name in ((exhibit.drawing.wide, "wide"), (exhibit.drawing.narrow, "narrow"))
    ]
    svgs = converter.svgs([*wanted, (_share_spec(report), "share")])
    code = spoken()

    def wait() -> Drawn:
        pictures = {
            exhibit.drawing.key: html.Picture(exhibit, Markup(next(svgs)), Markup(next(svgs)))  # noqa: S704 - the converter escapes text
            for exhibit in exhibits
        }
        with speaking(code):
            alone = {key: _alone(picture) for key, picture in pictures.items()}
        return Drawn(pictures, alone, converter.pngs([*alone.values(), *svgs]))

    return wait


def _alone(picture: html.Picture) -> str:
    exhibit = picture.exhibit
    return titled(exhibit.drawing, picture.wide, f"openlag, {exhibit.report.week}. {exhibit.credit}")


def _share_spec(report: Report) -> dict[str, Any]:
    """The picture that others show beside a link to the report."""
    first = answer.first_page(report)
    claim = _("“{claim}”").format(claim=first.talk or first.claim)
    credit = _("openlag, {week}, data as of {day}. Scores: Epoch AI, CC BY 4.0").format(week=report.week, day=report.on)
    return plot_share(claim, first.word, first.tally, credit, report.rows(RECORD_LAGS))


def write_pictures(folder: Path, drawn: Drawn) -> None:
    """Write charts/, embed/ and the picture to be shared beside the pages of one language, which is spoken."""
    for name in ("charts", "embed"):
        (folder / name).mkdir()
    for key, picture in drawn.pictures.items():
        place = folder / "charts" / key
        _write(place.with_suffix(".svg"), drawn.alone[key])
        place.with_suffix(".png").write_bytes(next(drawn.pngs))
        _write(place.with_suffix(".js"), html.chart_script(picture.drawing))
        _write(folder / "embed" / f"{key}.html", html.render_embed(picture))
    (folder / SHARE).write_bytes(next(drawn.pngs))


def write_rows(folder: Path, exhibits: Sequence[Exhibit]) -> None:
    """Write the rows of every figure and what they are; both are the same in every language."""
    for exhibit in exhibits:
        place = folder / exhibit.drawing.key
        _write(place.with_suffix(".csv"), exhibit.rows_as_csv())
        told = json.dumps(exhibit.metadata(), indent=1, ensure_ascii=False, default=str)
        _write(place.with_suffix(".json"), f"{told}\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
