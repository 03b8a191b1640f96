"""Old data is said where it stands: at the head of the section whose figures rest on it, and among the sources."""

from typing import Any

import duckdb
import pytest

HUB = "Old data: the Hub was last read on 18 March 2026 (the stored snapshot), 146 days before the as-of day; the limit is 14."
ARCHIVE = (
    "Old data: Epoch's benchmark archive was last read on 1 July 2026, 41 days before the as-of day; the limit is 30."
)


def test_without_an_old_source_nothing_is_marked(section: Any) -> None:
    for key in ("tracked", "dates"):
        assert not any("Old data" in paragraph for paragraph in section(key).paragraphs)
    first, unread = section("sources").paragraphs
    assert first == "No source in use is over the age limit of warehouse/reference/source_limits.csv."
    assert unread == (
        "Not in use, because nothing of it has landed: models.dev; what they said earlier is in the reference files."
    )


def test_a_source_that_no_reference_file_stands_in_for_is_said_to_be_missing(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    marts.execute(
        "insert into marts.source_ages values ('arena', false, null, null, 30, null, false, 'r', 'r', date '2026-08-11')"
    )
    assert section("sources").paragraphs[-1] == (
        "Not in use, because nothing of it has landed, and in no reference file either: Arena's dataset of leaderboards."
    )


@pytest.mark.parametrize(
    ("source", "key", "mark", "row"),
    [
        ("hub", "tracked", HUB, "('hub', true, date '2026-03-18', 146, 14, true, true, 'downloads', 'r', date '2026-08-11')"),
        ("archive", "dates", ARCHIVE,
         "('archive', true, date '2026-07-01', 41, 30, true, false, 'its days', 'r', date '2026-08-11')"),
    ],
)  # fmt: skip
def test_a_source_over_its_limit_is_marked_where_figures_rest_on_it(
    marts: duckdb.DuckDBPyConnection, section: Any, source: str, key: str, mark: str, row: str
) -> None:
    marts.execute("delete from marts.source_ages where source = ?", [source])
    marts.execute(f"insert into marts.source_ages values {row}")
    assert section(key).paragraphs[0] == mark
    other = "dates" if key == "tracked" else "tracked"
    assert not any("Old data" in paragraph for paragraph in section(other).paragraphs)
    assert f"{mark} On it rest" in section("sources").paragraphs[0]


def test_a_source_first_read_after_the_as_of_day_is_in_use_and_said_to_be_younger(
    marts: duckdb.DuckDBPyConnection, section: Any
) -> None:
    marts.execute("update marts.source_ages set retrieved_on = date '2026-08-12', age_days = -1 where source = 'hub'")
    told = section("sources").paragraphs
    assert (
        "Read only after the as-of day, so that no day or label of it is used as of then: the Hub (12 August 2026)."
        in told
    )
    assert not any("the Hub" in sentence for sentence in told if sentence.startswith("Not in use"))
