"""What the charts show, as specifications."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
import jsonschema
import pytest
import vl_convert
from altair.vegalite.v6.schema.core import load_schema

from reports.charts.curve import draw_curve
from reports.charts.labels import Point, choose_labels
from reports.charts.style import CHINA, INK, US, Drawing
from reports.headline import Report
from reports.query import Row
from reports.render import ReportPaths
from reports.sections.benchmarks import draw_domains
from reports.sections.frontiers import draw_frontiers
from reports.sections.history import draw_history
from reports.sections.specifications import SPECIFICATIONS as SPECIFICATIONS_OF_ALL
from reports.sections.survival import draw_survival
from tests.reports.svg import svg_of

AS_OF = date(2026, 8, 11)


def spec(place: int, median: float | None, lower: float | None, upper: float | None, **other: Any) -> dict[str, Any]:
    """One specification; the headline's choices, unless told otherwise."""
    return {
        "place": place, "scale_or_domain": "eci_published", "pairing_id": "us_any__cn_open", "date_basis": "available",
        "rule_id": "strict", "cohort_id": "records", "censoring_id": "as_of", "start_on": date(2023, 3, 14), "n_records": 9,
        "n_matched": 7, "n_matching_releases": 4,
        "median_days": median, "median_days_lower": lower, "median_days_upper": upper, "share_6m": 0.5, "ci_level": 0.95,
        "is_headline": False, "as_of": AS_OF, **other,
    }  # fmt: skip


SPECIFICATIONS = (
    spec(1, 30.5, None, None, scale_or_domain="writing", start_on=None),
    spec(2, 120.0, 60.0, 180.0, rule_id="tolerance_0_9"),
    spec(3, 199.0, 163.0, 243.0, is_headline=True),
    spec(4, 240.0, 97.0, None, pairing_id="us_closed__cn_open"),
    spec(5, None, 111.0, None, date_basis="published"),
)


def week(number: int, scale_id: str, median: float | None, upper: float | None, typically: str) -> dict[str, Any]:
    on = date(2025, 1, 5) + timedelta(days=7 * number)
    year, iso_week, _ = on.isocalendar()
    return {
        "week": f"{year}-W{iso_week:02d}", "week_as_of": on, "scale_id": scale_id, "vintage": AS_OF, "n_records": 9,
        "basis": "as_reconstructed" if scale_id == "index" or not number else "as_seen", "n_carried": 0, "median_days_carried": median,
        "n_matched": 5, "n_matching_releases": 3, "median_days": median,
        "median_days_lower": None if median is None else 97.0, "median_days_upper": upper, "ci_level": 0.95,
        "under_days": 100.0, "central_days": 110.0 if number else None, "over_days": 120.0 if number else None,
        "typically": typically, "at_most": "contradicted", "as_of": AS_OF,
    }  # fmt: skip


WEEKS = (
    week(0, "eci_published", None, None, "cannot be told"),
    week(0, "index", None, None, "cannot be told"),
    week(1, "eci_published", 150.0, None, "supported"),
    week(1, "index", 160.0, 300.0, "cannot be told"),
    week(2, "eci_published", 152.0, 170.0, "supported"),
    week(3, "eci_published", 190.0, 230.0, "contradicted"),
)


def pool(domain: str | None, median: float | None, lower: float | None, upper: float | None) -> dict[str, Any]:
    return {
        "pairing_id": "us_any__cn_open", "date_basis": "available", "rule_id": "strict", "start_on": date(2023, 3, 14),
        "domain": domain, "has_first_tested": True, "has_superseded": True, "n_benchmarks": 6, "n_records": 50, "n_matched": 40,
        "n_matching_releases": 9, "median_days": median, "median_days_lower": lower, "median_days_upper": upper,
        "chain_median_days_lower": 90.0, "chain_median_days_upper": None, "ci_level": 0.95, "as_of": AS_OF,
    }  # fmt: skip


POOLED = (
    pool(None, 226.0, 189.0, 258.0),
    pool(None, 217.0, 188.0, 256.0) | {"has_first_tested": False},
    pool(None, 228.0, 189.0, 272.0) | {"has_superseded": False},
    pool("coding", None, 200.0, None),
    pool("mathematics", 175.0, None, None),
)

Rows = Sequence[dict[str, Any]]
Make = Callable[..., Report]


@pytest.fixture
def make(marts: duckdb.DuckDBPyConnection, put: Any) -> Make:
    """The invented report, with rows of its own for the charts of specifications, weeks and domains."""

    def made(specifications: Rows = SPECIFICATIONS, weeks: Rows = WEEKS, pooled: Rows = POOLED) -> Report:
        put("specifications", *specifications)
        put("verdict_by_week", *weeks)
        put("benchmarks_pooled", *pooled)
        return Report(marts)

    return made


@pytest.fixture
def report(make: Make) -> Report:
    return make()


def draw_specifications(report: Report) -> Drawing:
    return draw_curve(report.rows(SPECIFICATIONS_OF_ALL), SPECIFICATIONS_OF_ALL, report.on)


NEW = (draw_specifications, draw_history, draw_domains)


def test_every_chart_states_a_finding_with_its_day_and_its_n(drawn: dict[str, Any]) -> None:
    for drawing in drawn.values():
        assert drawing.title
        assert "11 August 2026" in drawing.subtitle
        assert re.search(r"n = \d|n beside|\d US and \d Chinese", drawing.subtitle)
        assert re.search(r"index|downloads|at its level|record|benchmark|lag", drawing.subtitle)


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
    for key in ("lags", "survival", "benchmarks", "choices", "domains"):
        assert '"months": 6.0' in json.dumps(drawn[key].wide)
    for key in ("specifications", "history"):
        assert '"y": 6.0, "label": "six months"' in json.dumps(drawn[key].wide)


def test_no_chart_points_outside_itself(drawn: dict[str, Any]) -> None:
    for drawing in drawn.values():
        for spec in (drawing.wide, drawing.narrow):
            assert '"url"' not in json.dumps(spec)
            assert "href" not in json.dumps(spec)


def test_words_under_the_pointer_are_those_of_the_row(drawn: dict[str, Any]) -> None:
    # The tooltip of the lag by day said "undefined" three times: Vega-Lite's nearest point reads several fields off the wrong object.
    for drawing in drawn.values():
        for specification in (drawing.wide, drawing.narrow):
            assert "voronoi" not in json.dumps(vl_convert.vegalite_to_vega(json.dumps(specification)))


def test_the_two_groups_have_the_two_colours(written: ReportPaths) -> None:
    svg = (written.charts / "frontiers.svg").read_text(encoding="utf-8")
    assert US in svg
    assert CHINA in svg


def test_a_staircase_that_begins_below_the_picture_rises_from_its_floor_and_no_point_lies_under_it(
    written: ReportPaths, marts: duckdb.DuckDBPyConnection
) -> None:
    drawing = draw_frontiers(Report(marts))
    layers = {layer["name"]: layer for layer in drawing.wide["layer"] if "name" in layer}
    rows = {name: drawing.wide["datasets"][layers[name]["data"]["name"]] for name in ("steps", "dots")}
    floor, _ = layers["steps"]["encoding"]["y"]["scale"]["domain"]
    chinese = [row for row in rows["steps"] if row["role"] == "Chinese open-weight records"]
    assert chinese[0]["score"] == floor < chinese[1]["score"] and chinese[0]["on"] == chinese[1]["on"]
    assert min(row["score"] for row in rows["dots"]) < floor
    assert layers["dots"]["transform"] == [{"filter": f"datum.score >= {floor}"}]
    assert "clip-path" not in (written.charts / "frontiers.svg").read_text(encoding="utf-8")


def test_the_ids_of_two_charts_never_meet(written: ReportPaths) -> None:
    ids = re.findall(r'\sid="([^"]+)"', written.page.read_text(encoding="utf-8").split("<script")[0])
    assert len(ids) == len(set(ids))


def test_two_names_never_share_a_place() -> None:
    points = [Point(str(i), "a long name of a model", 200.0 + i, 100.0, is_above=True, align="right") for i in range(3)]
    assert choose_labels(points, left=0, right=400, bottom=200, obstacles=points[:1]) == ["0"]


def test_a_name_that_would_leave_the_picture_is_left_out() -> None:
    point = Point("a", "a long name of a model", 20.0, 100.0, is_above=True, align="right")
    assert choose_labels([point], left=0, right=400, bottom=200, obstacles=[]) == []


@pytest.mark.parametrize("draw", NEW)
def test_a_chart_is_drawn_in_both_sizes_with_the_same_bytes_twice(report: Report, draw: Any) -> None:
    first, second = draw(report), draw(report)
    for size, width in (("wide", 760), ("narrow", 350)):
        specification = getattr(first, size)
        padding = specification["padding"]
        assert specification["width"] + padding["left"] + padding["right"] == width
        svg = svg_of(specification, size)
        assert svg == svg_of(getattr(second, size), size)
        assert f'width="{width}"' in svg
        assert "NaN" not in svg


@pytest.mark.parametrize("draw", NEW)
def test_a_chart_of_nothing_says_so_and_is_drawn(make: Make, draw: Any) -> None:
    drawing = draw(make((), (), ()))
    assert re.match(r"No |There is no ", drawing.title)
    assert "n = 0" in drawing.subtitle
    for specification in (drawing.wide, drawing.narrow):
        assert "NaN" not in svg_of(specification, "a")


@pytest.mark.parametrize("draw", NEW)
def test_a_chart_of_rows_without_a_single_median_is_drawn(make: Make, draw: Any) -> None:
    bare: dict[str, Any] = {"median_days": None, "median_days_lower": None, "median_days_upper": None}
    drawing = draw(
        make(
            [row | bare for row in SPECIFICATIONS],
            [row | bare | {"central_days": None, "under_days": None} for row in WEEKS],
            [row | bare | {"chain_median_days_lower": None} for row in POOLED],
        )
    )
    for specification in (drawing.wide, drawing.narrow):
        assert "NaN" not in svg_of(specification, "a")


def _layer(specification: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = (layer for layer in specification["layer"] if layer.get("name") == name)
    return found  # type: ignore[no-any-return]


def _data(specification: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The rows of a layer as they stand in the specification, before its transforms."""
    data = _layer(specification, name)["data"]
    return specification["datasets"][data["name"]] if "name" in data else data["values"]  # type: ignore[no-any-return]


def _marks(specification: dict[str, Any], name: str) -> list[str]:
    """What one layer draws, as SVG; nothing when the chart has no such layer."""
    alone = {**specification, "layer": [layer for layer in specification["layer"] if layer.get("name") == name]}
    if not alone["layer"]:
        return []
    svg = vl_convert.vegalite_to_svg(json.dumps(alone))
    return re.findall(rf'class="mark-[^"]* {name.replace("-", "_")}_marks"[^>]*>(.*?)</g>', svg)


def _elements(specification: dict[str, Any], name: str) -> int:
    return sum(found.count("<path") + found.count("<line") for found in _marks(specification, name))


def test_every_specification_with_a_median_is_one_point_and_the_headline_one_mark(report: Report) -> None:
    drawing = draw_specifications(report)
    for specification in (drawing.wide, drawing.narrow):
        assert [row["m"] for row in _data(specification, "medians")] == [30.5, 120.0, 199.0, 240.0]
        assert [row["h"] for row in _data(specification, "medians")] == [0, 0, 1, 0]
        assert _elements(specification, "medians") == 4
        assert _elements(specification, "headline") == 1
        assert json.dumps(specification).count('"label": "the headline: 6.5 months"') == 1
    assert drawing.title == "2 of 4 specifications put the median over six months; the headline’s is 6.5"
    assert "n = 5 specifications, 1 of them not drawn" in drawing.subtitle


def test_every_choice_of_a_specification_has_its_tick(report: Report) -> None:
    specification = draw_specifications(report).wide
    (ticks,) = _marks(specification, "ticks")
    (headline,) = _marks(specification, "headline-ticks")
    assert ticks.count("M") == 21  # three specifications of seven choices each
    assert headline.count("M") == 7
    assert INK in headline


def test_an_interval_of_a_specification_without_an_upper_end_fades_and_is_no_number(report: Report) -> None:
    specification = draw_specifications(report).wide
    (row,) = (row for row in _data(specification, "medians") if row["l"] is not None and row["u"] is None)
    assert row["m"] == 240.0
    counts = {name: sum(m.count("M") for m in _marks(specification, name)) for name in ("open-intervals", "fade-3")}
    assert counts == {"open-intervals": 1, "fade-3": 1}
    (closed,) = _marks(specification, "intervals")
    assert closed.count("M") == 1  # the headline's stands in a layer of its own, and the first has none
    said = json.dumps(_layer(specification, "medians"))
    assert "datum.u == null ? " in said and " months to not reached" in said


def test_a_choice_that_nobody_has_named_is_printed_as_it_is(make: Make) -> None:
    odd = spec(1, 40.0, None, None, rule_id="new_rule", scale_or_domain="\u202e</script> vision")
    text = json.dumps(draw_specifications(make([odd])).wide, ensure_ascii=False)
    assert "new_rule" in text
    assert "\u202e" not in text


def test_the_real_number_of_specifications_makes_a_small_picture() -> None:
    rows = [
        SPECIFICATIONS[2] | {"place": n, "median_days": 100.0 + n / 7, "is_headline": n == 300} for n in range(1180)
    ]
    many = [Row("marts.specifications", row.items()) for row in rows]
    svg = svg_of(draw_curve(many, SPECIFICATIONS_OF_ALL, "11 August 2026").wide, "a")
    assert len(svg) < 500_000


def test_a_bracket_without_an_upper_end_is_said_as_at_least(report: Report) -> None:
    first, second = _data(draw_history(report).wide, "columns")[:2]
    assert first["Bracket"] == "at least 3.3 months"
    assert first["Median"] == "not reached" and first["y"] is None
    assert second["Bracket"] == "3.3 to 3.9 months"


def test_a_week_without_a_median_has_no_line(report: Report) -> None:
    drawing = draw_history(report)
    days = {row["on"] for row in _data(drawing.wide, "median")}
    assert WEEKS[0]["week_as_of"].toordinal() not in days
    assert {WEEKS[2]["week_as_of"].toordinal(), WEEKS[5]["week_as_of"].toordinal()} <= days
    assert "n = 4 weeks, 3 of them as seen; no line in 1 of them, where the median was not reached" in drawing.subtitle


def test_the_survival_band_lasts_as_long_as_its_last_known_step(marts: duckdb.DuckDBPyConnection) -> None:
    """A band of day 318 that the next step, of day 555, ends ran out at day 318."""
    marts.execute("delete from marts.survival_curve where day not in (0, 196, 343)")
    marts.execute("update marts.survival_curve set day = 318, survival_upper = 0.24 where day = 196")
    marts.execute("update marts.survival_curve set day = 555, survival_upper = null where day = 343")
    specification = draw_survival(Report(marts)).wide
    assert [(round(row["months"] * 30.4375), row["upper"]) for row in _data(specification, "band")][-2:] == [
        (318, 0.24),
        (555, 0.24),
    ]


def test_a_band_without_an_upper_end_is_paler_and_ends_above_every_number(report: Report) -> None:
    specification = draw_history(report).wide
    closed, opened = _data(specification, "band"), _data(specification, "open-band-0")
    assert {row["on"] for row in opened} == {WEEKS[2]["week_as_of"].toordinal(), WEEKS[4]["week_as_of"].toordinal()}
    assert {row["y2"] for row in closed} == {round(days / 30.4375, 3) for days in (170.0, 230.0)}
    assert min(row["y2"] for row in opened) >= max(row["y2"] for row in closed)
    opacity = [_layer(specification, name)["mark"]["opacity"] for name in ("band", "open-band-0", "open-band-3")]
    assert opacity == sorted(opacity, reverse=True)


def test_weeks_in_a_row_with_one_verdict_are_one_bar(report: Report) -> None:
    drawing = draw_history(report)
    bars = _data(drawing.wide, "verdicts")
    assert [(row["Verdict"], row["For"]) for row in bars] == [
        ("cannot be told", "1 week"),
        ("supported", "2 weeks"),
        ("contradicted", "1 week"),
    ]  # nothing was said on average
    assert [(row["Basis"], row["opacity"]) for row in bars] == [
        ("as reconstructed", 0.35),
        ("as seen", 1),
        ("as seen", 1),
    ]
    assert len({(round(row["y"] - row["y2"], 2), row["y"], row["fill"]) for row in bars}) == 3
    assert (
        drawing.title
        == "That six months is typical was supported in 2 and contradicted in 1 of the 3 weeks seen since January 2025"
    )


def test_weeks_that_could_not_be_told_are_said_in_the_title(make: Make) -> None:
    title = draw_history(make(weeks=[row | {"typically": "cannot be told"} for row in WEEKS])).title
    assert title == "In none of the 3 weeks seen since January 2025 could it be told whether six months is typical"
    one = [row | {"basis": "as_reconstructed"} for row in WEEKS[2:]] + [WEEKS[5] | {"typically": "cannot be told"}]
    title = draw_history(make(weeks=one)).title
    assert title == "In the one week seen since January 2025 it could not be told whether six months is typical"


def test_weeks_that_nobody_saw_are_drawn_paler_and_said_in_no_title(make: Make) -> None:
    whole = [row | {"basis": "as_reconstructed"} for row in WEEKS[2:]] + [WEEKS[5]]
    drawing = draw_history(make(weeks=whole))
    assert (
        drawing.title
        == "That six months is typical was supported in 0 and contradicted in 1 of the 1 week seen since January 2025"
    )
    specification = drawing.wide
    lines = {name: _layer(specification, name)["mark"]["opacity"] for name in ("median", "median-reconstructed")}
    assert lines == {"median": 1, "median-reconstructed": 0.35}
    assert [row["on"] for row in _data(specification, "first-seen")] == [WEEKS[5]["week_as_of"].toordinal()]
    assert _layer(specification, "first-seen-label")["mark"]["align"] == "left"
    newest = WEEKS[5] | {"week_as_of": AS_OF - timedelta(days=7)}
    late = draw_history(make(weeks=[*whole[:-1], newest])).wide  # where the words would run out of the picture
    assert _layer(late, "first-seen-label")["mark"]["align"] == "right"
    assert {row["on"] for row in _data(specification, "median")} >= {WEEKS[5]["week_as_of"].toordinal()}
    seen_days = {row["on"] for row in _data(specification, "median")}
    assert not seen_days & {WEEKS[2]["week_as_of"].toordinal(), WEEKS[4]["week_as_of"].toordinal()}
    none = draw_history(make(weeks=[row | {"basis": "as_reconstructed"} for row in WEEKS]))
    assert none.title == "Of the 4 weeks behind us none is kept as it was seen"


def test_the_domains_have_all_of_them_as_a_diamond_at_the_bottom(report: Report) -> None:
    specification = draw_domains(report).wide
    rows = _data(specification, "medians")
    assert [row["Of"] for row in rows] == ["coding", "mathematics", "all domains"]
    assert [row["has_diamond"] for row in rows] == [False, False, True]
    assert _elements(specification, "medians") == 1  # mathematics: coding is not reached, and the total is the diamond
    assert _elements(specification, "diamond") == 1
    assert rows[2]["note"] == "7.4, n = 50 on 6 benchmarks"  # 226 days, with the first model tested


def test_a_domain_whose_median_is_not_reached_has_words_and_an_arrow(report: Report) -> None:
    for specification in (draw_domains(report).wide, draw_domains(report).narrow):
        row = _data(specification, "medians")[0]
        assert row["median"] is None and row["upper"] is None and row["is_open"]
        assert row["note"].startswith("not reached")
        assert "not reached" in row["Interval"]
        assert _elements(specification, "open-ends") == 1
        assert _elements(specification, "chain-open-ends") == 3


def test_a_total_without_an_interval_has_no_diamond(make: Make) -> None:
    specification = draw_domains(make(pooled=[pool(None, 226.0, 189.0, None)])).wide
    assert _elements(specification, "diamond") == 0
    assert _elements(specification, "medians") == 1


def test_every_specification_is_valid_vega_lite(drawn: dict[str, Any]) -> None:
    schema = load_schema()
    layers = jsonschema.Draft7Validator({**schema, "$ref": "#/definitions/TopLevelLayerSpec"})
    for drawing in drawn.values():
        for spec in (drawing.wide, drawing.narrow):
            layers.validate(spec)
    with pytest.raises(jsonschema.ValidationError):
        layers.validate(drawn["days"].wide | {"width": [1]})
