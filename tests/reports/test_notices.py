"""What a reader must know first stands above the answer in every form of the report, and the rest with the sources."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports.notices import MOST_OF_A_KIND, NOTICES, SENTENCES, tell_first, tell_others
from reports.provenance import read_provenance
from reports.render import ReportPaths, write_report
from tests.flows.conftest import report_in_short
from warehouse.build.heads import all_models

DETAIL = "No access is known. As a US record: 22 records (21 now)."


@pytest.fixture(autouse=True)
def _answer_and_sources_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice stands in no other section."""
    report_in_short(monkeypatch)


def put(
    marts: duckdb.DuckDBPyConnection, kind: str, subject: str, *, first: bool = True, detail: str | None = DETAIL
) -> None:
    row = [kind, "epoch", subject, first, detail]
    marts.execute(
        "insert into marts.notices values (?, ?, ?, ?, date '2026-08-11', null, null, null, ?, date '2026-08-11')", row
    )


def write(marts: duckdb.DuckDBPyConnection, out: Path, facts: dict[str, Any]) -> ReportPaths:
    provenance = read_provenance(
        marts, code_version="0123456789ab", versions={"openlag": "0.1.0"}, made_on=date(2026, 8, 17)
    )
    return write_report(marts, out, provenance=provenance, facts=facts, languages=("en",))


def test_a_first_notice_stands_above_the_answer_and_another_with_the_sources(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path, facts: dict[str, Any]
) -> None:
    put(marts, "unlabelled_release", "Nobody 9")
    put(marts, "unlabelled_release", "Somebody 2", first=False)
    paths = write(marts, tmp_path, facts)
    first, other = (f"{name} is scored and counted nowhere. {DETAIL}" for name in ("Nobody 9", "Somebody 2"))
    markdown, page = paths.markdown.read_text(), paths.page.read_text()
    sources = re.sub("<.*?>", "", (paths.folder / "data.html").read_text())
    assert f"> {first}" in markdown.split("**")[0] and other not in markdown.split("## ")[0]
    assert other in markdown.partition("## Sources")[2]
    above, _, _ = page.partition("<h1>")
    assert f'<p class="fallback">{first}</p>' in above and other not in page and other in sources
    content = json.loads(paths.json.read_text())
    assert content["first_lines"][-1] == first
    assert [row["subject"] for row in content["notices"]["rows"]] == ["Nobody 9", "Somebody 2"]


def test_every_kind_that_the_mart_promises_has_a_sentence_and_no_other_has() -> None:
    """A kind that is told and not promised would stop the build on the day of its first notice."""
    (head,) = [model.head for model in all_models() if model.name == "marts.notices"]
    kinds = head["in"].removeprefix("kind (").removesuffix(")").split(", ")
    assert sorted(kinds) == sorted(SENTENCES)


def test_without_a_notice_nothing_is_said(marts: duckdb.DuckDBPyConnection) -> None:
    found = read_provenance(marts, code_version="x", versions={}, made_on=date(2026, 8, 17))
    assert found.notices == () and found.first_lines == found.fallbacks


def test_a_kind_that_nobody_wrote_a_sentence_for_is_told_by_its_detail_or_its_fields(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    put(marts, "of_tomorrow", "a", detail="Something happened.")
    put(marts, "of_tomorrow", "b", detail=None)
    assert tell_first(NOTICES.rows(marts)) == ("Something happened.", "of_tomorrow, b")


@pytest.mark.parametrize("first", [True, False])
def test_many_notices_of_a_kind_are_counted_and_not_all_printed(marts: duckdb.DuckDBPyConnection, first: bool) -> None:
    for place in range(MOST_OF_A_KIND + 3):
        put(marts, "unlabelled_release", f"model {place}", first=first)
    put(marts, "of_tomorrow", "another kind", first=first)
    told, other = tell_first, tell_others
    if not first:
        told, other = other, told
    sentences = told(NOTICES.rows(marts))
    assert other(NOTICES.rows(marts)) == ()
    assert sentences[-1] == "3 more notices of the kind unlabelled_release are in marts.notices."
    assert len(sentences) == 1 + MOST_OF_A_KIND + 1


def test_hostile_names_in_a_notice_are_text_wherever_it_is_printed(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path, facts: dict[str, Any], hostile_names: tuple[str, ...]
) -> None:
    for place, name in enumerate(hostile_names):
        put(marts, "unlabelled_release" if place % 2 else f"kind {name}", name, first=place % 3 > 0, detail=name)
    paths = write(marts, tmp_path, facts)
    page, markdown = paths.page.read_text(), paths.markdown.read_text()
    assert "<script>window.pwned" not in page and "<img src=x" not in page
    assert "[x](javascript:" not in markdown and "<script>" not in markdown and "\x1b" not in markdown + page
    for line in read_provenance(marts, code_version="x", versions={}, made_on=date(2026, 8, 17)).notices:
        assert line.isprintable() and len(line) < 1_200
