"""A warehouse of invented marts, reports written from it, and a browser to open them in."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports.charts.style import Drawing
from reports.headline import Report
from reports.layout import Section, Table
from reports.pages import SECTIONS, list_sections
from reports.render import Provenance, ReportPaths, write_report
from tests.conftest import Once
from tests.reports.browser import Browser
from warehouse.build.heads import all_models
from warehouse.build.runner import build, load_raw
from warehouse.build.swap import FILE_FORMAT

HERE = Path(__file__).parent
AS_OF = date(2026, 8, 11)
CAVEATS = {
    "lag_by_day": "Caveat: All days use the scores of one vintage.",
    "records": "",
    "lag_summary": "Caveat: A null bound was not reached by the as-of day; it is not zero.",
}
HOSTILE = (
    '<script>window.pwned=1</script></script><img src=x onerror="window.pwned=1">',
    "a | b || c",
    "[x](javascript:window.pwned=1) ![y](https://evil.example/p.png) <https://evil.example>",
    "quotes \" ' ` `` ``` and {{ 7*7 }} {% raw %}",
    "line one\nline two\r\n# heading\u2028- item\u2029\u202eright to left\x00\x1b[31m",
    "x" * 300,
    "=1+1; 1. list; # head; - dash; www.evil.example @someone ~~struck~~ $x$ &lt;b&gt; \\",
)


HOSTILE_ID = '../../../<b>\x00evil"\n' + "x" * 300


@pytest.fixture(scope="session")
def marts_file(once: Once[Path]) -> Path:
    """Every mart as the models make it when nothing has landed, filled with the invented rows. Tests copy it, or read it only."""
    return once("marts", make_marts)


def make_marts(folder: Path) -> Path:
    file = folder / "invented.duckdb"
    with duckdb.connect() as empty:
        load_raw(empty, [])
        build(empty, all_models(), as_of=AS_OF)
        tables = empty.execute("select sql from duckdb_tables() where schema_name = 'marts'").fetchall()
    with duckdb.connect(file, config=FILE_FORMAT) as connection:
        connection.execute("create schema marts")
        for (table,) in tables:
            connection.execute(table)
        connection.execute((HERE / "invented_rows.sql").read_text(encoding="utf-8"))
        for mart, caveat in CAVEATS.items():
            connection.execute(
                f"comment on table marts.{mart} is 'Invented. Grain: one row per day. Key: day. {caveat}'"
            )
    return file


def make_facts(marts_file: Path, name: str | None = None) -> dict[str, dict[str, Any]]:
    """What is known of the invented releases: much of Kite 1, and of the others their names. name: stands for every text of Kite 1."""
    text = (HERE / "invented_facts.json").read_text(encoding="utf-8")
    kite = json.loads(text, object_hook=lambda row: {key: _day(value) for key, value in row.items()})
    if name is not None:
        places = (
            "value",
            "source",
            "evidence",
            "choice_rule",
            "source_name",
            "claimed_licence",
            "record_name",
            "hub_model_id",
            "match_of",
        )
        for row in (row for rows in kite.values() for row in rows):
            row |= {
                place: [name] if place == "match_of" else name
                for place in places
                if isinstance(row.get(place), str | list)
            }
    with duckdb.connect(marts_file, read_only=True) as connection:
        releases = connection.execute("select release_id, name from marts.releases").fetchall()
    others = {key: {"facts": [{"fact": "name", "value": called, "source": None}]} for key, called in releases}
    return others | {"kite-1-invented": kite}


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value


@pytest.fixture(scope="session")
def facts(marts_file: Path) -> dict[str, dict[str, Any]]:
    return make_facts(marts_file)


@pytest.fixture
def marts(marts_file: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse of the invented marts that a test may change."""
    with duckdb.connect(shutil.copy(marts_file, tmp_path / "invented.duckdb")) as connection:
        yield connection


@pytest.fixture(scope="session")
def invented(marts_file: Path) -> Iterator[Report]:
    """The report of the invented marts as they are."""
    with duckdb.connect(marts_file, read_only=True) as connection:
        yield Report(connection)


@pytest.fixture(scope="session")
def sections(invented: Report) -> tuple[Section, ...]:
    """Every section of the invented report."""
    return tuple(part for page in list_sections(invented).values() for part in page)


@pytest.fixture(scope="session")
def drawn(sections: tuple[Section, ...]) -> dict[str, Drawing]:
    """Every chart of the invented report, by its key."""
    return {drawing.key: drawing for part in sections for drawing in part.charts}


@pytest.fixture
def section(marts: duckdb.DuckDBPyConnection) -> Callable[[str], Section]:
    """One section of the marts as the test has made them."""
    made = {module.__name__.rpartition(".")[2]: module.section for module in SECTIONS}
    return lambda key: made[key](Report(marts))


@pytest.fixture(scope="session")
def table() -> Callable[[Section, str], Table]:
    """The one table of a section whose caption holds these words."""

    def find(part: Section, words: str) -> Table:
        (found,) = [table for table in part.tables if words in table.caption]
        return found

    return find


@pytest.fixture(scope="session")
def printed() -> Callable[[Table], list[list[str]]]:
    """The cells of a table as text, each with its note."""
    return lambda table: [
        [f"{cell.text} ({cell.note})" if cell.note else cell.text for cell in row] for row in table.rows
    ]


@pytest.fixture(scope="session")
def layer_rows() -> Callable[[dict[str, Any], str], list[dict[str, Any]]]:
    """The rows of one layer of a specification, before its transforms."""

    def read(specification: dict[str, Any], name: str) -> list[dict[str, Any]]:
        (layer,) = (layer for layer in specification["layer"] if layer.get("name") == name)
        data = layer["data"]
        return specification["datasets"][data["name"]] if "name" in data else data["values"]  # type: ignore[no-any-return]

    return read


@pytest.fixture
def put(marts: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """Put rows in the place of all rows of a mart."""

    def replace(mart: str, *rows: dict[str, Any]) -> None:
        marts.execute(f"delete from marts.{mart}")
        for row in rows:
            marks = ", ".join("?" * len(row))
            marts.execute(f"insert into marts.{mart} ({', '.join(row)}) values ({marks})", list(row.values()))

    return replace


@pytest.fixture(scope="session")
def provenance() -> Provenance:
    return Provenance(
        load_ids=("epoch-0001", "hub-0001", "reference-0001"),
        code_version="0123456789ab",
        made_on=date(2026, 8, 17),
        fallbacks=("The Hub could not be reached; its metadata is the snapshot of 2026-03-18.",),
        versions={"openlag": "0.1.0"},
    )


@pytest.fixture(scope="session")
def written(
    once: Once[ReportPaths], provenance: Provenance, marts_file: Path, facts: dict[str, Any], pictures: Path
) -> ReportPaths:
    """The report of the invented marts, written once; tests only read it."""

    def make(folder: Path) -> ReportPaths:
        with duckdb.connect(marts_file, read_only=True) as connection:
            return write_report(connection, folder, provenance=provenance, facts=facts, kept=pictures)

    return once("written", make)


@pytest.fixture(scope="session")
def hostile_names() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture(scope="session")
def written_hostile(once: Once[ReportPaths], provenance: Provenance, marts_file: Path, pictures: Path) -> ReportPaths:
    """The same report with names that try to get out of the page, in every place a name from outside is printed."""

    def make(folder: Path) -> ReportPaths:
        facts = make_facts(marts_file, " ".join(HOSTILE)) | {
            HOSTILE_ID: {"facts": [{"fact": "name", "value": HOSTILE[4], "source": None}]}
        }
        with duckdb.connect(shutil.copy(marts_file, folder / "invented.duckdb")) as connection:
            place_hostile_names(connection)
            place = folder / "reports"
            return write_report(connection, place, provenance=provenance, facts=facts, languages=("en",), kept=pictures)

    return once("hostile", make)


def place_hostile_names(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the hostile names, one after another, into the columns that come from outside."""
    columns = {
        "marts.records": ("name", "organization_name", "openness"),
        "marts.lag_by_record": ("record_name", "record_organization", "match_name", "match_organization"),
        "marts.lag_by_release": ("name", "organization_name", "leader_name"),
        "marts.bracket": ("laggard_name", "leader_above_name", "leader_below_name"),
        "marts.scores": ("scale_name", "domain"),
        "marts.weekly_changes": ("item", "description", "unit"),
        "marts.sources": ("title", "producer", "url", "licence"),
        "marts.rejects": ("source", "file", "reason"),
        "marts.releases": ("exclusion_reason",),
        "marts.present_odds": ("record_name",),
        "marts.efficiency_ratios": ("record_name", "match_name", "reading_name", "record_basis"),
        "marts.efficiency_summary": ("claim_reading",),
        "marts.forecasts": ("record_name",),
        "marts.tier_lag": ("record_name", "match_name", "tier"),
        "marts.price_lag": ("record_name", "match_name", "price_kind"),
        "marts.verdict_by_week": ("laggard_name",),
        "marts.benchmarks_pooled": ("domain",),
        "marts.specifications": ("scale_or_domain",),
        "marts.eras": ("power_note",),
        "marts.index_fit": ("state",),
        "marts.identity_coverage": ("source_title",),
        "marts.largest_roots": ("root_hub_model_id", "root_namespace"),
    }
    names = list(HOSTILE)
    for table, changed in columns.items():
        for shift, column in enumerate(changed):
            connection.execute(
                f"update {table} set {column} = $names[1 + (rowid + $shift) % {len(names)}] where {column} is not null",
                {"names": names, "shift": shift},
            )


@pytest.fixture(scope="session")
def browser_paths() -> tuple[str, str]:
    """Chromium and its driver; absent, the test is skipped, except in CI, where it fails."""
    chromium = os.environ.get("OPENLAG_CHROMIUM") or shutil.which("chromium")
    driver = shutil.which("chromedriver")
    if chromium and driver:
        return chromium, driver
    reason = "chromium and chromedriver are absent: apt-get install chromium chromium-driver, or set OPENLAG_CHROMIUM."
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium(browser_paths: tuple[str, str]) -> Iterator[Browser]:
    """The browser of the session."""
    with Browser(*browser_paths) as started:
        yield started


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """The browser of the session, with nothing left in it from another test."""
    chromium.forget()
    return chromium
