"""Names come from outside the project: none of them gets out of the text it stands in."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

from reports.html import json_for_script
from reports.pages import PAGES
from reports.render import ReportPaths


class Page(HTMLParser):
    """Every element of a page, every attribute, and the text of the scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)


def test_no_name_becomes_an_element_an_attribute_or_an_address(
    written: ReportPaths, written_hostile: ReportPaths
) -> None:
    figures = [f"embed/{path.name}" for path in (written.folder / "embed").glob("*.html")]
    for file in (*figures, *(page.file for page in PAGES)):
        tame, page = (Page((paths.folder / file).read_text(encoding="utf-8")) for paths in (written, written_hostile))
        assert set(page.tags) <= set(tame.tags)
        # What words mean, and the script of every page; the explorer has one more.
        most = 3 if file == "explore.html" else 2
        assert page.tags.count("script") == tame.tags.count("script") <= most
        assert not [name for _, name, _ in page.attributes if name.startswith("on")]
        addresses = {
            value for _, name, value in page.attributes if name in ("href", "src", "srcset", "action", "xlink:href")
        }
        assert not [address for address in addresses if address and ("evil" in address or "javascript" in address)]


def test_the_data_in_the_page_reads_back_and_ends_no_script(written_hostile: ReportPaths) -> None:
    scripts = {path.stem: path.read_text(encoding="utf-8") for path in written_hostile.charts.glob("*.js")}
    assert set(scripts) == {
        "frontiers",
        "lags",
        "lag-ranges",
        "days",
        "history",
        "survival",
        "domains",
        "benchmarks",
        "specifications",
        "spread",
        "choices",
        "tally",
        "tracked",
    }
    for key, script in scripts.items():
        assert "<" not in script
        name, _, specs = script.removeprefix("(window.openlagCharts = window.openlagCharts || {})[").partition("] = ")
        assert json.loads(name) == key and set(json.loads(specs.removesuffix(";\n"))) == {"wide", "narrow"}
    assert json_for_script({"a": "</script>\u2028<!--"}) == '{"a":"\\u003c/script\\u003e\\u2028\\u003c!--"}'


def test_every_row_of_a_markdown_table_keeps_its_cells(written_hostile: ReportPaths) -> None:
    lines = written_hostile.markdown.read_text(encoding="utf-8").splitlines()
    width = 0
    rows = 0
    for line in lines:
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        width = width or cells
        assert cells == width, line
        rows += 1
    assert rows > 60


def test_no_name_becomes_markdown(written_hostile: ReportPaths) -> None:
    text = re.sub(r"(`+)[^\n]*?\1(?!`)", "", written_hostile.markdown.read_text(encoding="utf-8").replace("\\`", ""))
    assert not re.search(r"<(script|img|b)\b", text)
    assert not re.search(r"(?<!\\)\]\((?!charts/|params\.json|releases/[a-z0-9-]+\.html\))", text)
    assert "https://evil" not in text
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_the_json_holds_the_names_as_they_came(written_hostile: ReportPaths, hostile_names: tuple[str, ...]) -> None:
    rows = json.loads(written_hostile.json.read_text(encoding="utf-8"))["frontiers"]["rows"]
    assert {row["name"] for row in rows} <= set(hostile_names)


def test_a_control_character_does_not_abort_the_converter(written_hostile: ReportPaths) -> None:
    # vl-convert 1.9 ends the whole process, without an exception, on a NUL in a text.
    assert len(list(written_hostile.charts.glob("*.png"))) == 13


def test_every_chart_stays_well_formed(written_hostile: ReportPaths) -> None:
    for path in sorted(written_hostile.charts.glob("*.svg")):
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "title", "g", "path", "rect", "text", "tspan", "line", "defs", "clipPath"}, path.name


def test_no_cell_of_a_figures_rows_is_a_formula_and_none_parts_its_row(written_hostile: ReportPaths) -> None:
    for path in sorted(written_hostile.charts.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert rows and {len(row) for row in rows} == {len(head)}, path.name
        texts = [cell for row in rows for cell in row if not re.fullmatch(r"-?[0-9.]+(e-?[0-9]+)?", cell)]
        assert [text for text in texts if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")] == [], path.name
