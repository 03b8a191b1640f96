"""What the report says of the whole Hub: nothing without a full listing, levels with one, and how they moved with several."""

import json
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import duckdb
import pytest

from reports.charts.listings import _apart
from reports.layout import Section
from reports.render import ReportPaths
from tests.reports.svg import svg_of

SPREAD = ("spread_weekly", "derivatives", "largest_roots")


@pytest.fixture
def listed(marts: duckdb.DuckDBPyConnection, section: Callable[[str], Section]) -> Callable[..., Section]:
    """The section with the listings of these weeks alone, and their verdict."""

    def keep(*weeks: str, code: str, **fields: Any) -> Section:
        for mart in SPREAD:
            marts.execute(f"delete from marts.{mart} where not list_contains(?, week)", [list(weeks)])
        told = {"verdict": "cannot be told", "reason_code": code} | fields
        for name, value in told.items():
            marts.execute(f"update marts.claim_verdicts set {name} = ? where claim_id = 'spread'", [value])
        return section("spread")

    return keep


def test_without_a_full_listing_the_claim_cannot_be_told_and_nothing_stands_in_for_it(
    listed: Callable[..., Section],
) -> None:
    nothing = dict.fromkeys(
        ("figure", "first_on", "last_on", "first_share", "first_unknown_share", "last_unknown_share")
    )
    part = listed(code="no_listing", n=0, **nothing)
    verdict, how = part.paragraphs
    assert verdict == (
        "“Chinese open models spread over the world”: cannot be told. It takes two full listings of the whole Hub at least 26 weeks apart, "
        "and none with downloads on both sides has landed."
    )
    assert "openlag crawl" in how and "show stands below, as that and no more" in how
    assert part.charts == part.tables == part.points == ()
    assert [(part.data[key]["n"], part.data[key]["rows"]) for key in ("spread", "spread_derivatives")] == [
        (0, []),
        (0, []),
    ]


def test_one_listing_is_levels_without_a_chart_or_a_move(listed: Callable[..., Section]) -> None:
    part = listed("2026-W06", code="one_listing", last_on=date(2026, 2, 3), figure=0.3, last_unknown_share=60 / 170)
    verdict, levels, makers, stored = part.paragraphs
    assert "there is one: in the 30 days to 3 February 2026" in verdict
    assert levels.startswith(
        "In the full listing of 3 February 2026 models with a Chinese root had 30% of the downloads"
    )
    assert makers.startswith("Makers that are not tracked have 40%")
    assert stored.startswith("The listing is a stored snapshot, read from a file")
    assert part.charts == () and len(part.tables) == 6


def test_several_listings_are_levels_their_moves_and_a_chart(sections: tuple[Section, ...]) -> None:
    (part,) = (one for one in sections if one.key == "spread")
    verdict, levels, moves, _makers, stored = part.paragraphs
    # 44 of 110 and 30 of 100 million
    assert verdict.startswith(
        "“Chinese open models spread over the world”: supported. Models with a Chinese root had 40.0%"
    )
    # 300 of 830 thousand likes, 1,600 of 2,800 derivatives; of unknown root 72 of 182 million
    assert "40% of the downloads" in levels and "36% of the likes and 57% of the derivatives" in levels
    assert "(n = 42,000 models with a Chinese and 56,001 with a US root; no interval, it is a census)" in levels
    assert "Of all 1,339,001 models those of unknown root had 40% of the downloads" in levels
    assert "from 29% to 36% of likes and from 40% to 57% of new derivatives" in moves
    assert stored.startswith("1 of 3 listings are stored snapshots")
    assert [drawing.key for drawing in part.charts] == ["spread"]


@pytest.mark.parametrize(
    ("unknown", "said"),
    [
        (("share_new_derivatives_of_two",), "the Chinese share of the two went from 29% to 36% of likes."),
        (("share_likes_of_two",), "the Chinese share of the two went from 40% to 57% of new derivatives."),
        (("share_likes_of_two", "share_new_derivatives_of_two"), None),
    ],
)
def test_a_share_that_is_known_on_no_day_has_no_move(
    marts: duckdb.DuckDBPyConnection, section: Callable[[str], Section], unknown: tuple[str, ...], said: str | None
) -> None:
    for name in unknown:
        marts.execute(f"update marts.spread_weekly set {name} = null")
    moves = [text for text in section("spread").paragraphs if text.startswith("Beside the downloads")]
    assert [text.endswith(said or "") for text in moves] == ([True] if said else [])


def test_derivatives_of_which_none_is_new_and_likes_that_nobody_gave_are_no_unknown_of_them(
    listed: Callable[..., Section], marts: Any
) -> None:
    """The sentence said "67% of the likes and unknown of the derivatives that were new", where there were none."""
    marts.execute("update marts.spread_weekly set n_new_derivatives = 0, share_new_derivatives_of_two = null")
    levels = listed("2026-W06", code="one_listing", last_on=date(2026, 2, 3), figure=0.3).paragraphs[1]
    assert (
        "together, and 29% of the likes; of the derivatives none was new (n = " in levels and "unknown of" not in levels
    )
    marts.execute("update marts.spread_weekly set share_likes_of_two = null, share_new_derivatives_of_two = 0.4")
    levels = listed("2026-W06", code="one_listing", last_on=date(2026, 2, 3), figure=0.3).paragraphs[1]
    assert "together, an unknown share of the likes and 40% of the derivatives that were new" in levels


def test_every_cut_of_the_newest_listing_has_its_row(sections: tuple[Section, ...], table: Any, printed: Any) -> None:
    (part,) = (one for one in sections if one.key == "spread")
    origins = printed(table(part, "All models by country"))
    assert origins[0] == ["China", "42,000", "44,000,000 (24%)", "300,000 (23%)", "33,600", "1,600", "55%"]
    assert origins[2][:4] == ["other countries", "11,000", "not read", "not read"]
    new = printed(table(part, "Models new in the 30 days"))
    assert new[1] == ["United States", "2,800", "3,300,000 (36%)", "26,500 (41%)", "1,200"]
    cuts = printed(table(part, "Chinese share of the models with a US or a Chinese root, "))
    assert [row[0] for row in cuts[:4]] == [
        "All models",
        "New in the last 30 days",
        "Makers that are tracked",
        "Other makers",
    ]
    assert len(cuts) == 9 and cuts[2] == ["Makers that are tracked", "40%", "36%", "57%", "25,200 of 58,801", "40%"]
    relations = printed(table(part, "Derivatives by relation"))
    assert [row[0] for row in relations] == [
        "Fine-tunes",
        "Adapters",
        "Merges",
        "Quantised copies",
        "Relation not stated",
    ]
    assert relations[0][:2] == ["Fine-tunes", "8,400 (400 new)"]
    weeks = printed(table(part, "week by week"))
    assert [row[0] for row in weeks] == [
        "10 Aug 2026 (listed by openlag)", "4 Aug 2026 (listed by openlag)", "3 Feb 2026 (stored snapshot)",
    ]  # fmt: skip
    assert weeks[-1][1:] == ["990,001", "30%", "29%", "40%", "35%"]


def test_a_root_is_linked_only_where_it_was_listed_under_a_name_of_a_repository(
    marts: duckdb.DuckDBPyConnection, section: Any, table: Any
) -> None:
    marts.execute("update marts.largest_roots set root_hub_model_id = 'a/b\"><script>' where rank = 1")
    marts.execute("update marts.largest_roots set root_hub_model_id = '../../settings' where rank = 3")
    cells = [row[1] for row in table(section("spread"), "largest roots").rows]
    home = "https://huggingface.co"
    assert [cell.href for cell in cells] == ["", f"{home}/red-gate/Kite-2", "", f"{home}/harbor-lab/Cirrus-1", ""]
    assert [cell.note for cell in cells] == ["", "", "", "", "not in the listing"]


def test_the_line_is_broken_where_weeks_have_no_listing(layer_rows: Any, drawn: dict[str, Any]) -> None:
    drawing = drawn["spread"]
    for specification in (drawing.wide, drawing.narrow):
        assert "NaN" not in svg_of(specification, "a")
        line = layer_rows(specification, "line-share_downloads_30d_of_two")
        assert [(row["share"], row["run"]) for row in line] == [(0.3, 0), (0.38182, 1), (0.4, 1)]
    assert drawing.title == (
        "Models with a Chinese root had 40% of the downloads of US and Chinese roots on 10 Aug 2026, and 30% on 3 Feb 2026"
    )
    assert "Unknown roots had 40% of all downloads in the last, where n = 1,339,001 models" in drawing.subtitle


def test_a_share_that_is_not_known_is_no_point(marts: duckdb.DuckDBPyConnection, section: Any, layer_rows: Any) -> None:
    marts.execute("update marts.spread_weekly set share_likes_of_two = null, likes = null")
    (drawing,) = section("spread").charts
    assert layer_rows(drawing.wide, "line-share_likes_of_two") == [{}]
    assert "NaN" not in svg_of(drawing.narrow, "a")


def test_downloads_on_one_side_alone_make_no_share_and_no_chart(listed: Callable[..., Section], marts: Any) -> None:
    marts.execute("update marts.spread_weekly set share_downloads_30d_of_two = null where week > '2026-W06'")
    part = listed("2026-W06", "2026-W32", "2026-W33", code="one_listing", last_on=date(2026, 2, 3))
    assert part.paragraphs[1] == (
        "In the full listing of 10 August 2026 the downloads were not read on both sides (n = 1,339,001 models), so there is no share."
    )
    assert part.charts == ()


@pytest.mark.parametrize("shares", [[0.4, 0.41, 0.42], [1.0, 1.0, 0.99], [0.0, 0.0, 0.0], [0.3, 0.9]])
def test_names_beside_the_ends_of_lines_never_overlap_nor_leave_the_plot(shares: list[float]) -> None:
    placed = sorted(_apart(shares, 280))
    assert all(upper - lower >= 14 / 280 - 1e-9 for lower, upper in pairwise(placed))
    assert placed[-1] <= 1


def test_the_json_holds_the_listings_and_every_cut_of_the_newest(written: ReportPaths) -> None:
    content = json.loads(written.json.read_text(encoding="utf-8"))
    assert (content["spread"]["n"], len(content["spread"]["rows"])) == (1_339_001, 12)
    assert len(content["spread_newest"]["rows"]) == 2 * 3 * 6 * 4
    assert len(content["spread_derivatives"]["rows"]) == 5 * 4 and len(content["spread_largest_roots"]["rows"]) == 5


def test_rows_of_the_json_that_rest_on_a_stored_listing_are_under_its_licence(
    marts: duckdb.DuckDBPyConnection, section: Any, written: ReportPaths
) -> None:
    content = json.loads(written.json.read_text(encoding="utf-8"))
    under = {name for name, block in content.items() if isinstance(block, dict) and block.get("licence") == "ODbL-1.0"}
    assert under == {"spread"} and content["licence"] == "CC-BY-4.0"  # the newest listing is of our own
    assert [source["producer"] for source in content["spread"]["sources"]] == ["Somebody"]
    marts.execute(
        "update marts.sources set licence = 'Open Database Licence' where load_id in (select listing_id from marts.derivatives)"
    )
    data = section("spread").data
    assert {name for name, block in data.items() if block.get("licence") == "ODbL-1.0"} == {*data}


def test_of_downloads_that_nobody_read_no_share_is_of_unknown_roots(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    marts.execute("update marts.spread_weekly set downloads_30d = null, share_downloads_30d = null")
    marts.execute("update marts.spread_weekly set n_models = 0 where origin = 'unknown'")
    told = [table.rows for table in section("spread").tables if "Unknown root, of all downloads" in str(table.headers)]
    assert told and {str(row[-1].text) for rows in told for row in rows} == {"unknown"}
