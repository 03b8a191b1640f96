"""What the report says, in Markdown and JSON, about the invented marts."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports.data import ReportError, read_report_data
from reports.render import ReportPaths
from reports.sections import list_sections

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
    assert page.index("snapshot of 2026-03-18") < page.index("<h1>")


def test_the_answer_names_its_day_its_n_and_its_interval(written: ReportPaths) -> None:
    answer = json.loads(written.json.read_text(encoding="utf-8"))["answer"]
    assert len(answer["sentences"]) == 2
    for sentence in answer["sentences"]:
        assert "11 August 2026" in sentence
        assert "n = 9" in sentence
    assert "95% interval" in answer["sentences"][0]
    assert "between" in answer["sentences"][1]


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


def test_every_query_beside_a_table_runs_on_the_marts(marts: duckdb.DuckDBPyConnection) -> None:
    shown = [table for section in list_sections(read_report_data(marts)) for table in section.tables]
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
def test_a_warehouse_that_lacks_something_is_one_sentence(
    marts: duckdb.DuckDBPyConnection, change: str, sentence: str
) -> None:
    marts.execute(change)
    with pytest.raises(ReportError, match=sentence.replace(".", r"\.")):
        read_report_data(marts)


def test_a_week_without_matches_verdicts_or_changes_still_reports(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path, provenance: Any
) -> None:
    from reports.render import write_report

    for table in (
        "bracket",
        "lag_by_day",
        "lag_by_release",
        "survival_curve",
        "claim_verdicts",
        "weekly_changes",
        "rejects",
    ):
        marts.execute(f"delete from marts.{table}")
    marts.execute("delete from marts.lag_by_record")
    marts.execute("delete from marts.records")
    marts.execute(
        "update marts.lag_summary set median_days = null, median_days_lower = null, median_days_upper = null, n_matched = 0"
    )
    text = write_report(marts, tmp_path, provenance=provenance, facts={}).markdown.read_text(encoding="utf-8")
    assert "There is no verdict this week." in text
    assert "Where the best Chinese open release stands now is unknown." in text
    assert "Nothing differs from the same report seven days earlier." in text


def test_a_week_without_gpt_4_says_that_the_level_average_is_unknown(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute("delete from marts.level_average")
    section = next(section for section in list_sections(read_report_data(marts)) if section.key == "levels")
    assert "The average (estimand C) is unknown this week" in section.paragraphs[0]
    assert not any("estimand C" in table.caption for table in section.tables)
