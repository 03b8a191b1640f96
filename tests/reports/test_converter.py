"""Pictures are drawn once: what is kept is theirs to the last byte, or is not used."""

import json
import os
import re
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from reports.charts import converter
from reports.charts.converter import Converter, Job, convert

SPEC: dict[str, Any] = {
    "data": {"values": [{"a": 1, "b": "記録"}]},
    "mark": {"type": "bar", "clip": True},
    "encoding": {"x": {"field": "a"}},
}


def specs(n: int) -> list[tuple[dict[str, Any], str]]:
    return [(SPEC | {"width": 40 + at}, f"figure-{at}") for at in range(n)]


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    done: list[Job] = []

    def convert_and_count(job: Job) -> bytes:
        done.append(job)
        return convert(job)

    monkeypatch.setattr(converter, "convert", convert_and_count)
    return done


def test_other_processes_draw_the_same_bytes_as_this_one() -> None:
    many = specs(converter.FEW + 1)
    with Converter() as drawing:
        svgs = [*drawing.svgs(many)]
        assert drawing._pools.keys() == {True}
        pngs = [*drawing.pngs(svgs)]
        assert drawing._pools.keys() == {True, False}
    with Converter() as drawing:
        assert svgs == [svg for one in many for svg in drawing.svgs([one])]
        assert pngs == [png for svg in svgs for png in drawing.pngs([svg])]
        assert not drawing._pools
    assert len(set(svgs)) == len(svgs) and 'id="figure-0-0"' in svgs[0]


def test_a_picture_that_is_kept_is_not_drawn_again(tmp_path: Path, counted: list[Job]) -> None:
    for _ in range(2):
        with Converter(tmp_path / "kept") as drawing:
            made = [*drawing.svgs(specs(2))], [*drawing.pngs(drawing.svgs(specs(1)))]
        assert len(counted) == 3
    with Converter() as drawing:
        assert made == ([*drawing.svgs(specs(2))], [*drawing.pngs(drawing.svgs(specs(1)))])


@pytest.mark.parametrize(
    "harm", [lambda content: b"", lambda content: content[:-1] + b"!", lambda content: content[:-9]]
)
def test_a_kept_picture_that_was_changed_is_drawn_anew(tmp_path: Path, counted: list[Job], harm: Any) -> None:
    with Converter(tmp_path) as drawing:
        (good,) = drawing.svgs(specs(1))
    (file,) = tmp_path.iterdir()
    file.write_bytes(harm(file.read_bytes()))
    with Converter(tmp_path) as drawing:
        assert [*drawing.svgs(specs(1))] == [good]
    assert len(counted) == 2


def test_another_font_or_converter_draws_anew(
    tmp_path: Path, counted: list[Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    for depends_on in ("one font", "another"):
        monkeypatch.setattr(converter, "_depends_on", lambda depends_on=depends_on: depends_on)
        with Converter(tmp_path) as drawing:
            list(drawing.svgs(specs(1)))
    assert len(counted) == 2


def test_what_nobody_asks_for_is_forgotten_in_the_end(tmp_path: Path) -> None:
    old = tmp_path / "of long ago"
    old.touch()
    os.utime(old, times=(0, time.time() - converter.KEPT_SECONDS - 9))
    with Converter(tmp_path) as drawing:
        list(drawing.svgs(specs(1)))
    assert old not in tmp_path.iterdir() and len([*tmp_path.iterdir()]) == 1


def test_an_outline_lies_below_the_letters_of_its_text():
    text = {"type": "text", "stroke": "#fefdfb", "strokeWidth": 4}
    spec = {
        "data": {"values": [{}]},
        "layer": [{"mark": mark, "encoding": {"text": {"value": "A"}}} for mark in (text, "text")],
    }
    drawn = convert(Job(json.dumps(spec), "a")).decode()
    outlined, plain = re.findall(r"<text [^>]*>", drawn)
    assert 'paint-order="stroke" stroke="#fefdfb" stroke-width="4"' in outlined and "paint-order" not in plain


def test_an_opacity_is_said_of_the_fill_or_the_stroke_where_there_is_but_one_and_what_cannot_be_seen_is_left_out():
    marks = [
        {"type": "area", "color": "red", "opacity": 0.5},
        {"type": "line", "color": "blue", "opacity": 0.25},
        {"type": "bar", "color": "green", "stroke": "black", "opacity": 0.75},
        {"type": "rect", "color": "yellow", "opacity": 0},
        {"type": "point", "color": "brown", "opacity": 1},
        {"type": "area", "color": "gray", "opacity": 0.5, "fillOpacity": 0.4},
    ]
    encoding = {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "a", "type": "quantitative"}}
    spec = {
        "data": {"values": [{"a": 1}, {"a": 2}]},
        "layer": [{"mark": mark, "encoding": encoding} for mark in marks],
    }
    drawn = convert(Job(json.dumps(spec), "a")).decode()
    ET.fromstring(drawn)
    assert (
        'fill="gray" fill-opacity="0.4" opacity="0.5"' in drawn
        or 'fill-opacity="0.4" fill="gray" opacity="0.5"' in drawn
    )
    paths = re.findall(r"<path [^>]*(?:fill|stroke)=[^>]*>", drawn)
    said = {
        color: {re.sub('.* ([a-z-]*opacity="[^"]*").*', r"\1", path) if "opacity" in path else None for path in found}
        for color in ("red", "blue", "green", "yellow", "brown")
        if (found := [path for path in paths if f'"{color}"' in path])
    }
    assert said == {
        "red": {'fill-opacity="0.5"'}, "blue": {'stroke-opacity="0.25"'}, "green": {'opacity="0.75"'}, "brown": {None},
    }  # fmt: skip
