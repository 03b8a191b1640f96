"""The files of the figures: pictures, rows, what they are, and a page of each to be shown on other pages; and the picture to be shared."""

import json
from collections.abc import Callable, Mapping, Sequence
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
from reports.language import _, speaking
from reports.sections import answer
from reports.sections.launches import RECORD_LAGS

SHARE = "share.png"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of one language: those of its pages, by figure; each as one that stands alone, as SVG and PNG; and the shared one."""

    pictures: Mapping[str, html.Picture]
    alone: Mapping[str, tuple[str, bytes]]
    share: bytes


def begin_pictures(
    exhibits_of: Mapping[str, Sequence[Exhibit]], report: Report, converter: Converter
) -> Callable[[], Mapping[str, Drawn]]:
    """Begin to draw the figures of every language, all at once. What is returned waits for them, and may be called once."""
    shares = [_share_spec(code, report) for code in exhibits_of]
    wanted = [
        (spec, f"{exhibit.drawing.key}-{name}")
        for exhibits in exhibits_of.values()
        for exhibit in exhibits
        for spec, name in ((exhibit.drawing.wide, "wide"), (exhibit.drawing.narrow, "narrow"))
    ]
    svgs = converter.svgs([*wanted, *((spec, "share") for spec in shares)])

    def wait() -> Mapping[str, Drawn]:
        pictures = {
            code: [html.Picture(exhibit, Markup(next(svgs)), Markup(next(svgs))) for exhibit in exhibits]  # noqa: S704 - the converter escapes text
            for code, exhibits in exhibits_of.items()
        }
        alone = {code: [_alone(code, picture) for picture in of_code] for code, of_code in pictures.items()}
        pngs = converter.pngs([*(svg for of_code in alone.values() for svg in of_code), *svgs])
        drawn = {
            code: (
                {picture.drawing.key: picture for picture in pictures[code]},
                {
                    picture.drawing.key: (svg, next(pngs))
                    for picture, svg in zip(pictures[code], svgs_alone, strict=True)
                },
            )
            for code, svgs_alone in alone.items()
        }
        return {code: Drawn(*of_code, share=next(pngs)) for code, of_code in drawn.items()}

    return wait


def _alone(code: str, picture: html.Picture) -> str:
    exhibit = picture.exhibit
    with speaking(code):
        return titled(exhibit.drawing, picture.wide, f"openlag, {exhibit.report.week}. {exhibit.credit}")


def _share_spec(code: str, report: Report) -> dict[str, Any]:
    """The picture that others show beside a link to the report."""
    with speaking(code):
        first = answer.first_page(report)
        claim = _("“{claim}”").format(claim=first.talk or first.claim)
        credit = _("openlag, {week}, data as of {day}. Scores: Epoch AI, CC BY 4.0").format(
            week=report.week, day=report.on
        )
        return plot_share(claim, first.word, first.tally, credit, report.rows(RECORD_LAGS))


def write_pictures(folder: Path, drawn: Drawn) -> None:
    """Write charts/, embed/ and the picture to be shared beside the pages of one language, which is spoken."""
    for name in ("charts", "embed"):
        (folder / name).mkdir()
    for key, picture in drawn.pictures.items():
        place = folder / "charts" / key
        svg, png = drawn.alone[key]
        _write(place.with_suffix(".svg"), svg)
        place.with_suffix(".png").write_bytes(png)
        _write(place.with_suffix(".js"), html.chart_script(picture.drawing))
        _write(folder / "embed" / f"{key}.html", html.render_embed(picture))
    (folder / SHARE).write_bytes(drawn.share)


def write_rows(folder: Path, exhibits: Sequence[Exhibit]) -> None:
    """Write the rows of every figure and what they are; both are the same in every language."""
    for exhibit in exhibits:
        place = folder / exhibit.drawing.key
        _write(place.with_suffix(".csv"), exhibit.rows_as_csv())
        told = json.dumps(exhibit.metadata(), indent=1, ensure_ascii=False, default=str)
        _write(place.with_suffix(".json"), f"{told}\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
