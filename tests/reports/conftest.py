"""A warehouse of invented marts, reports written from it, and a browser to open them in."""

import importlib.util
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest

from reports.render import Provenance, ReportPaths, write_report

HERE = Path(__file__).parent
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


def connect() -> duckdb.DuckDBPyConnection:
    """A new warehouse in memory, with the invented marts."""
    connection = duckdb.connect(":memory:")
    connection.execute((HERE / "invented_marts.sql").read_text(encoding="utf-8"))
    return connection


def make_facts(name: str | None = None) -> dict[str, dict[str, Any]]:
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
    with connect() as connection:
        releases = connection.execute("select release_id, name from marts.releases").fetchall()
    others = {key: {"facts": [{"fact": "name", "value": called, "source": None}]} for key, called in releases}
    return others | {"kite-1-invented": kite}


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else value


@pytest.fixture(scope="session")
def facts() -> dict[str, dict[str, Any]]:
    return make_facts()


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def provenance() -> Provenance:
    return Provenance(
        load_ids=("epoch-0001", "hub-0001", "reference-0001"),
        code_version="0123456789ab",
        fallbacks=("The Hub could not be reached; its metadata is the snapshot of 2026-03-18.",),
        versions={"openlag": "0.1.0"},
    )


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory, provenance: Provenance, facts: dict[str, Any]) -> ReportPaths:
    """The report of the invented marts, written once; tests only read it."""
    with connect() as connection:
        return write_report(connection, tmp_path_factory.mktemp("reports"), provenance=provenance, facts=facts)


@pytest.fixture(scope="session")
def hostile_names() -> tuple[str, ...]:
    return HOSTILE


@pytest.fixture(scope="session")
def written_hostile(tmp_path_factory: pytest.TempPathFactory, provenance: Provenance) -> ReportPaths:
    """The same report with names that try to get out of the page, in every place a name from outside is printed."""
    with connect() as connection:
        place_hostile_names(connection)
        facts = make_facts(" ".join(HOSTILE)) | {
            HOSTILE_ID: {"facts": [{"fact": "name", "value": HOSTILE[4], "source": None}]}
        }
        return write_report(connection, tmp_path_factory.mktemp("hostile"), provenance=provenance, facts=facts)


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
        "marts.claim_verdicts": ("reason",),
        "marts.present_odds": ("record_name",),
        "marts.price_ratios": ("record_name", "match_name"),
        "marts.verdict_by_week": ("laggard_name",),
        "marts.benchmarks_pooled": ("domain",),
        "marts.specifications": ("scale_or_domain",),
        "marts.eras": ("power_note",),
        "marts.index_fit": ("state",),
        "marts.identity_coverage": ("source_title",),
    }
    names = list(HOSTILE)
    for table, changed in columns.items():
        for shift, column in enumerate(changed):
            connection.execute(
                f"update {table} set {column} = $names[1 + (rowid + $shift) % {len(names)}] where {column} is not null",
                {"names": names, "shift": shift},
            )


@pytest.fixture(scope="session")
def browser_module() -> ModuleType:
    """tests/reports/browser.py, which pytest's importlib mode cannot import as a sibling."""
    spec = importlib.util.spec_from_file_location("openlag_test_browser", HERE / "browser.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


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


@pytest.fixture
def start_browser(browser_module: ModuleType, browser_paths: tuple[str, str]) -> Callable[[], object]:
    return lambda: browser_module.Browser(*browser_paths)
