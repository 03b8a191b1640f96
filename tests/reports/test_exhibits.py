"""What lies beside each picture: its rows as CSV, what they are as JSON, and how it is cited."""

import csv
import html
import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from markupsafe import Markup

from reports.charts.style import Drawing, Origin
from reports.exhibits import Exhibit
from reports.headline import Report
from reports.html import Picture, render_embed
from reports.pages import PAGES
from reports.query import Query
from reports.render import Provenance, ReportPaths, render_page, view_of

PROJECT = Path(__file__).parents[2]


def exhibit(report: Report, drawing: Drawing, address: str = "") -> Exhibit:
    return Exhibit(drawing, "claims.html", report, "0123456789ab", address)


def picture(sql: str, title: str = "A title") -> Drawing:
    return Drawing("key", title, "sub", "sub", {}, {}, Origin(Query("marts.records", sql), 3, "records", "A"))


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_the_rows_of_every_figure_are_those_that_its_query_gives(
    invented: Report, drawn: dict[str, Drawing], marts_file: Path
) -> None:
    for drawing in drawn.values():
        told = exhibit(invented, drawing).metadata()
        head, *rows = read(exhibit(invented, drawing).rows_as_csv())
        with duckdb.connect(marts_file, read_only=True) as connection:
            result = connection.execute(told["query"]["sql"])
            assert head == [column[0] for column in result.description or ()] == [c["name"] for c in told["columns"]]
            assert len(rows) == len(result.fetchall()) == told["query"]["rows"] > 0, drawing.key
        assert all(column["type"] for column in told["columns"])


def test_the_rows_of_a_figure_are_those_that_it_draws(invented: Report, drawn: dict[str, Drawing]) -> None:
    n = {key: len(invented.rows(drawing.origin.query)) for key, drawing in drawn.items()}
    drawn_rows = {key: _layer_rows(drawing, name) for key, drawing, name in _drawn(drawn)}
    assert {key: n[key] for key in drawn_rows} == drawn_rows


def _drawn(drawn: dict[str, Drawing]) -> list[tuple[str, Drawing, str]]:
    names = {
        "lags": "names",
        "choices": "names",
        "domains": "names",
        "benchmarks": "names",
        "lag-ranges": "names",
        "frontiers": "dots",
    }
    return [(key, drawn[key], name) for key, name in names.items()]


def _layer_rows(drawing: Drawing, name: str) -> int:
    (layer,) = (layer for layer in drawing.wide["layer"] if layer.get("name") == name)
    data = layer["data"]
    return len(drawing.wide["datasets"][data["name"]] if "name" in data else data["values"])


def test_cells_are_safe_for_a_spreadsheet_and_say_what_they_are(invented: Report) -> None:
    sql = (
        "select * from (values (1, '=1+1', null, true, date '2026-08-11', ['a', 'b'], -2.5, 'two\nlines, \"quoted\"'), "
        "(2, '+x', '', false, null, [], 0.1, '-@')) t(id, \"=name\", gone, yes, day, several, number, text)"
    )
    text = exhibit(invented, picture(sql)).rows_as_csv()
    assert text.splitlines()[0] == "id,'=name,gone,yes,day,several,number,text"
    assert read(text)[1] == ["1", "'=1+1", "", "true", "2026-08-11", '["a", "b"]', "-2.5", 'two\nlines, "quoted"']
    assert read(text)[2] == ["2", "'+x", "", "false", "", "[]", "0.1", "'-@"]
    assert "1,'=1+1,,true" in text and '2,\'+x,"",false' in text  # null is nothing, and empty text two quotes


def test_a_figure_of_no_rows_still_has_its_heads(invented: Report) -> None:
    assert exhibit(invented, picture("select 1 as a, 'x' as b where false")).rows_as_csv() == "a,b\n"


def test_the_metadata_leads_to_the_method_and_names_sources_licence_day_and_n(
    invented: Report, drawn: dict[str, Drawing]
) -> None:
    headings = re.findall(r"^#+ (.+)$", (PROJECT / "docs" / "method.md").read_text(encoding="utf-8"), re.MULTILINE)
    for drawing in drawn.values():
        told = json.loads(json.dumps(exhibit(invented, drawing).metadata(), default=str))
        assert told["as_of"] == "2026-08-11" and told["week"] == "2026-W33" and told["n"] >= 1 and told["n_of"]
        assert told["method"]["section"] in headings
        assert told["sources"] and all(source["licence"] for source in told["sources"])
        home = "opendatacommons" if drawing.key == "spread" else "creativecommons"
        assert told["licence"]["path"].startswith(f"https://{home}.org/")
        assert told["url"] is None


def test_rows_that_rest_on_a_stored_listing_carry_its_licence_and_its_credit(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    (drawing,) = section("spread").charts
    own = exhibit(Report(marts), drawing)
    assert [source["licence"] for source in own.metadata()["sources"]] == ["ODbL-1.0", "facts from a public API"]
    assert own.metadata()["licence"]["title"] == "Open Data Commons Open Database License 1.0"
    contains = "Contains information from Somebody (https://snapshots.example/2026-02-03), made available under the Open Database License."
    assert own.credit.endswith(contains) and contains in own.text
    marts.execute("delete from marts.spread_weekly where source = 'hub_stats'")
    alone = exhibit(Report(marts), drawing)
    assert "Contains" not in alone.credit and alone.metadata()["licence"]["title"].startswith("Creative Commons")


@pytest.mark.parametrize("address", ["", "https://lag.example/reports/weekly/2026-W33"])
def test_a_figure_is_cited_with_its_week_its_day_and_its_address_if_it_has_one(invented: Report, address: str) -> None:
    own = exhibit(invented, picture("select 1", r"50% of A_1 & {B} \ #2"), address)
    place = "https://lag.example/reports/weekly/2026-W33/claims.html#fig-key"
    assert own.text.startswith(
        r"openlag, “50% of A_1 & {B} \ #2”, report of week 2026-W33, data as of 2026-08-11. Scores: Epoch AI"
    )
    assert own.text.endswith(place if address else "refitted over time.")
    assert r"title = {{50\% of A\_1 \& \{B\} \textbackslash{} \#2}}" in own.bibtex
    assert own.bibtex.startswith("@misc{openlag-2026-W33-key,\n") and own.bibtex.endswith("}\n")
    assert (f"url = {{{place}}}" in own.bibtex) == bool(address)
    assert own.bibtex.count("{") - own.bibtex.count(r"\{") == own.bibtex.count("}") - own.bibtex.count(r"\}")


def test_columns_are_described_as_in_the_warehouse(marts: Any) -> None:
    marts.execute("comment on column marts.records.name is 'What it is called.'")
    columns = exhibit(Report(marts), picture("select name from marts.records")).metadata()["columns"]
    assert columns == [{"name": "name", "type": "VARCHAR", "description": "What it is called."}]
    assert Report(marts).as_of == date(2026, 8, 11)


def test_every_figure_has_its_files_and_every_page_leads_to_them(
    written: ReportPaths, drawn: dict[str, Drawing]
) -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in written.folder.glob("*.html")}
    for key in drawn:
        for kind in ("csv", "json", "svg", "png", "js"):
            assert (written.charts / f"{key}.{kind}").stat().st_size > 40, key
        told = json.loads((written.charts / f"{key}.json").read_text(encoding="utf-8"))
        page = pages[told["files"]["page"].removeprefix("../").partition("#")[0]]
        assert f'id="fig-{key}"' in page
        assert f'href="charts/{key}.csv"' in pages["data.html"] and f'href="charts/{key}.json"' in pages["data.html"]
        assert (written.charts / told["files"]["embed"]).resolve().is_file()
        assert all(
            f'id="{kind}-{key}"' in page and f'data-copy="#{kind}-{key}"' in page
            for kind in ("frame", "cite", "bibtex")
        )


def test_a_figure_stands_in_a_frame_of_another_page_and_asks_nothing_of_a_network(
    written: ReportPaths, browser: Any, tmp_path: Path
) -> None:
    line = re.search(
        r"<iframe [^>]+></iframe>", html.unescape((written.folder / "index.html").read_text(encoding="utf-8"))
    )
    assert line is not None
    other = tmp_path / "other.html"
    other.write_text(line[0].replace('src="', f'src="{written.folder.as_uri()}/'), encoding="utf-8")
    browser.set_width(390, dark=True)
    browser.requests()
    browser.open(other)
    assert browser.console() == []
    assert [url for url in browser.requests() if not url.startswith("file:")] == []
    browser.open(written.folder / "embed" / "lags.html")
    assert browser.run("return document.documentElement.scrollWidth") <= 390
    assert browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(22, 21, 19)"
    assert browser.console() == []


def test_a_frame_is_as_high_as_what_stands_in_it(written: ReportPaths, browser: Any) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in sorted(written.folder.glob("*.html")))
    frames = dict(re.findall(r"embed/([\w-]+)\.html[^>]*? height=(?:&#34;|&quot;)(\d+)", pages))
    assert set(frames) >= {"history", "lags", "tally"}
    browser.set_width(1280, 100)
    cut = {}
    for key, height in frames.items():
        browser.open(written.folder / "embed" / f"{key}.html")
        needed = browser.run("return document.documentElement.scrollHeight")
        if needed > int(height):
            cut[key] = (needed, height)
    assert cut == {}


def test_the_shared_picture_is_as_large_as_others_show_it(written: ReportPaths) -> None:
    png = (written.folder / "share.png").read_bytes()
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1200, 630)


@pytest.mark.parametrize("site", ["", "https://lag.example/r"])
def test_pages_carry_whole_addresses_where_the_site_has_one_and_none_where_it_has_none(
    invented: Report, provenance: Provenance, drawn: dict[str, Drawing], site: str
) -> None:
    method = next(page for page in PAGES if page.key == "method")
    page = render_page(method, view_of(invented, replace(provenance, site_url=site)) | {"sections": ()}, invented)
    assert '<meta property="og:title"' in page and 'name="twitter:card"' in page
    week = f"{site}/weekly/2026-W33" if site else ""
    tags = re.findall(r'<(?:meta|link) [^>]*(?:content|href)="(https://lag\.example[^"]*)"', page)
    alternates = [f"{week}/method.html", f"{week}/ja/method.html"]
    assert tags == ([f"{week}/method.html"] * 2 + [f"{week}/share.png"] * 2 + alternates if site else [])
    assert ("lag.example" in page) == bool(site)
    embed = render_embed(Picture(exhibit(invented, drawn["lags"], week), Markup(""), Markup("")))
    assert ('rel="canonical"' in embed) == ("lag.example" in embed) == bool(site)
