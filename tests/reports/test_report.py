"""What the report says, in Markdown and JSON, about the invented marts."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports import words
from reports.layout import Section
from reports.query import ReportError
from reports.render import ReportPaths, write_report

GOLDEN = Path(__file__).parent / "golden" / "report.md"


def test_the_markdown_is_the_golden_file(written: ReportPaths) -> None:
    text = written.markdown.read_text(encoding="utf-8")
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    assert text == GOLDEN.read_text(encoding="utf-8"), (
        "Look at the difference; if it is meant, run once with UPDATE_GOLDEN=1."
    )


def test_the_first_lines_say_which_source_was_not_read_live(written: ReportPaths) -> None:
    head = written.markdown.read_text(encoding="utf-8").splitlines()[:4]
    assert "> The Hub could not be reached; its metadata is the snapshot of 2026-03-18." in head
    page = written.page.read_text(encoding="utf-8")
    assert page.index("</h1>") < page.index("snapshot of 2026-03-18") < page.index('id="frontiers"')


def test_the_answer_names_its_day_its_n_and_its_interval(written: ReportPaths) -> None:
    answer = json.loads(written.json.read_text(encoding="utf-8"))["answer"]
    claim, tally, today, any_time, why, published, dated = answer["sentences"]
    assert claim.endswith("No.") and "5 within six months" in tally and "As of 11 August 2026" in tally
    assert "95% interval" in today and "n = 9" in today and "of the 124 days judged" in any_time
    assert "95% interval" in why and "n = 9" in why
    assert "bracket 166 to 264 days" in published and "n = 9" in published
    assert dated == words.RULES_DATED


def test_every_number_in_the_json_stands_under_an_as_of_and_an_n(written: ReportPaths) -> None:
    report = json.loads(written.json.read_text(encoding="utf-8"))
    bare = [
        path
        for path, parents in _numbers(report, "", ())
        if not any({"as_of", "n"} <= set(parent) for parent in parents)
    ]
    assert bare == []


def _numbers(
    value: Any, path: str, parents: tuple[dict[str, Any], ...]
) -> Iterator[tuple[str, tuple[dict[str, Any], ...]]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, f"{path}.{key}", (*parents, value))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _numbers(inner, f"{path}[{place}]", parents)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, parents


def test_every_figure_in_the_json_can_be_quoted_by_itself(written: ReportPaths) -> None:
    figures = json.loads(written.json.read_text(encoding="utf-8"))["figures"]
    assert len(figures) >= 8
    for figure in figures:
        assert {"estimand", "value", "unit", "lower", "upper", "n", "as_of", "text"} <= set(figure)


def test_the_json_holds_no_number_that_is_none(written: ReportPaths) -> None:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is in report.json")

    json.loads(written.json.read_text(encoding="utf-8"), parse_constant=refuse)


def test_a_censored_record_is_never_printed_as_a_lag(written: ReportPaths) -> None:
    rows = [
        line
        for line in written.markdown.read_text(encoding="utf-8").splitlines()
        if line.startswith("| [Aster 4 (invented)](releases/aster-4-invented.html)")
    ]
    launched = [row for row in rows if "26 Feb 2026" in row and "clock running" in row]
    assert len(launched) == 1
    assert launched[0].rstrip("| ").endswith("unmatched after 166 days (clock running)")
    assert "months" not in launched[0]
    lags = json.loads(written.json.read_text(encoding="utf-8"))["record_lags"]["rows"]
    assert [row["lag_days"] for row in lags if not row["is_matched"]] == [None, None]


def test_a_missing_value_is_said_in_words(written: ReportPaths) -> None:
    for path in (written.markdown, written.page):
        text = path.read_text(encoding="utf-8").split('<script type="application/json"')[0]
        for word in (" nan ", ">nan<", " None ", ">None<", "NaN months", "inf months"):
            assert word not in text
    mirror = next(
        line for line in written.markdown.read_text(encoding="utf-8").splitlines() if line.startswith("| Mirror")
    )
    assert "not reached" in mirror
    pebble = next(
        line for line in written.markdown.read_text(encoding="utf-8").splitlines() if line.startswith("| Pebble")
    )
    assert "unknown" in pebble


def test_a_negative_lag_keeps_its_sign_and_is_counted(written: ReportPaths) -> None:
    text = written.markdown.read_text(encoding="utf-8")
    assert "−0.6 months (−17 days)" in text
    assert "1 had been matched before the US launch" in text


def test_exclusions_and_rejects_are_counted(written: ReportPaths) -> None:
    text = written.markdown.read_text(encoding="utf-8")
    assert "3 rows, or parts of rows, of the sources did not parse" in text
    assert "| openness unknown | 2 |" in text
    assert "| country unknown | 1 |" in text


def test_every_query_beside_a_table_runs_on_the_marts(
    marts: duckdb.DuckDBPyConnection, sections: tuple[Section, ...]
) -> None:
    shown = [table for part in sections for table in part.tables]
    assert len(shown) >= 10
    for table in shown:
        assert '"' not in table.sql, "the query stands in double quotes in the shell"
        assert marts.execute(table.sql).fetchall()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            "drop table marts.survival_curve",
            "marts.survival_curve is not in the warehouse; run `openlag weekly` to build it again.",
        ),
        (
            "alter table marts.bracket drop column over_days",
            "marts.bracket has no column over_days; run `openlag weekly`",
        ),
        ("delete from marts.lag_summary", "marts.lag_summary has 0 rows for the headline"),
    ],
)
def test_a_warehouse_that_lacks_something_is_one_sentence_and_no_file(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path, provenance: Any, change: str, sentence: str
) -> None:
    marts.execute(change)
    with pytest.raises(ReportError, match=sentence.replace(".", r"\.")):
        write_report(marts, tmp_path / "reports", provenance=provenance, facts={})
    assert not (tmp_path / "reports").exists()


KEPT = ("lag_summary", "scores", "releases", "sources", "source_ages")


def test_a_warehouse_with_hardly_a_row_still_reports(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path, provenance: Any, pictures: Path
) -> None:
    tables = marts.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    for (table,) in tables:
        if table not in KEPT:
            marts.execute(f"delete from marts.{table}")
    marts.execute("delete from marts.scores where scale_id = 'index'")
    marts.execute(
        "update marts.lag_summary set median_days = null, median_days_lower = null, median_days_upper = null, n_matched = 0"
    )
    paths = write_report(marts, tmp_path, provenance=provenance, facts={}, kept=pictures)
    text = paths.markdown.read_text(encoding="utf-8")
    for sentence in (
        "There is no verdict this week.",
        "Where the best Chinese open release stands now is unknown.",
        "Nothing differs from the same report seven days earlier.",
        "No past week is computed in this warehouse yet.",
        "No combination of choices gives a figure this week.",
        "Our own index is not fitted this week: no fit is known.",
        "No pull of the Hub is landed",
        "There is no verdict on the other claims this week.",
        "No day of the headline is known, so there is nothing to compare.",
    ):
        assert sentence in text
    assert not re.search(r"\| --- .*\|\n\n`", text), "a table without rows"
    report = json.loads(paths.json.read_text(encoding="utf-8"))
    assert [report[key]["rows"] for key in ("odds", "adoption", "weeks", "trend")] == [[], [], [], []]
    assert not (paths.charts / "tracked.svg").exists() and not (paths.charts / "history.svg").exists()


def test_a_week_without_gpt_4_says_that_the_level_average_is_unknown(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    marts.execute("delete from marts.level_average")
    part = section("levels")
    assert "The average is unknown this week" in part.paragraphs[0]
    assert not any("Level average" in table.caption for table in part.tables)


def test_a_state_of_a_level_that_nobody_has_named_is_printed_as_it_is(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    marts.execute("update marts.thresholds set state = 'new_state' where level = 145")
    lags = {row[0].text: row[3].text for row in section("levels").tables[1].rows}
    assert lags == {
        "155.0": "not reached after 63 days (clock running)",
        "150.0": "8.0 months (243 days)",
        "145.0": "new_state",
        "125.0": "−0.7 months (−20 days)",
    }


def test_what_a_table_of_the_page_rests_on_is_in_the_json(written: ReportPaths, sections: tuple[Section, ...]) -> None:
    # The level average, thresholds, trend, pooled benchmarks, coverage of names and caveats were on the page alone.
    content = json.loads(written.json.read_text(encoding="utf-8"))
    marts = {block["mart"] for block in content.values() if isinstance(block, dict) and "mart" in block}
    shown = {table.mart for part in sections for table in part.tables}
    assert shown - marts == {"marts.claim_verdicts"} and content["verdicts"] and content["sister_verdicts"]
    assert content["level_average"]["rows"][0]["mean_days"] == 170.5
    assert [row["level"] for row in content["thresholds"]["rows"]] == [155, 150, 145, 125]
    assert [row["velocity_months_per_year"] for row in content["trend"]["rows"]] == [-3.0, -3.8]
    assert [(row["domain"], row["n"]) for row in content["benchmarks_pooled"]["rows"]] == [
        (None, 50),
        (None, 44),
        ("coding", 11),
        ("coding", 11),
    ]
    assert [row["unjoined_count"] for row in content["identity_coverage"]["rows"]] == [1246, 224, None]
    assert [row["mart"] for row in content["caveats"]["rows"]] == ["marts.lag_by_day", "marts.lag_summary"]
    assert content["caveats"]["of_the_method"][0].startswith("A lag taken at a record is taken at the top of a step")


def test_no_two_sections_share_an_anchor_or_a_part_of_the_json(sections: tuple[Section, ...]) -> None:
    keys = [key for part in sections for key in part.data]
    anchors = [part.key for part in sections]
    assert len(set(keys)) == len(keys) and len(set(anchors)) == len(anchors)
    assert not set(keys) & {"releases", "as_of", "week", "made_on", "headline"}
