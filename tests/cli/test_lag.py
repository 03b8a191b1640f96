"""`openlag lag`: what the marts give of a definition that stands there, and a sentence for one that is none."""

import json
import re
import shutil
from dataclasses import replace
from datetime import date

import duckdb
import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.lag import _figures
from reports.explore.say import rule
from tests.conftest import Home
from warehouse.build.heads import all_models
from warehouse.build.own_lag import MODELS, Definition, OwnLag, measure
from warehouse.build.runner import build
from warehouse.read.ask import QueryError, WarehouseError
from warehouse.read.connect import open_warehouse

HEADLINE = {
    "leader": "US", "laggard": "CN:open", "scale_id": "eci_published", "rule_id": "strict", "date_basis": "available",
    "cohort_id": "records", "censoring_id": "as_of", "start_on": date(2023, 3, 14),
}  # fmt: skip
FIGURES = (
    "n_records", "n_matched", "n_untested", "median_days", "median_days_lower", "median_days_upper", "share_6m", "share_6m_lower",
    "share_6m_upper",
)  # fmt: skip


def measured(home: Home, **choices: object) -> OwnLag:
    return measure(home.warehouse, Definition(**HEADLINE | choices))


@pytest.mark.parametrize(
    ("pairing_id", "choices"),
    [
        ("us_any__cn_open", {}),
        (
            "us_any__cn_any",
            {"laggard": "CN:any", "scale_id": "index", "rule_id": "tolerance_0_9", "censoring_id": "scored"},
        ),
        ("us_closed__cn_open", {"leader": "US:closed", "cohort_id": "lab_records", "date_basis": "announced"}),
        (
            "any_closed__any_open",
            {"leader": "any:closed", "laggard": "any:open", "scale_id": "SWE-Bench verified", "rule_id": "tolerance_1"},
        ),
        ("us_any__cn_open", {"scale_id": "gpqa_diamond", "date_basis": "published", "start_on": None}),
    ],
)
def test_a_definition_that_stands_in_the_mart_gives_its_figures(built, pairing_id, choices):
    found = measured(built, **choices)
    made = found.definition
    with open_warehouse(built.warehouse) as connection:
        (row,) = connection.execute(
            f"select {', '.join(FIGURES)} from marts.lag_summary where pairing_id = ? and scale_id = ? and date_basis = ? and rule_id = ? "
            "and cohort_id = ? and censoring_id = ? and start_on is not distinct from ?",
            [
                pairing_id,
                made.scale_id,
                made.date_basis,
                made.rule_id,
                made.cohort_id,
                made.censoring_id,
                made.start_on,
            ],
        ).fetchall()
    assert tuple(getattr(found, name) for name in FIGURES) == row
    assert found.n_records > 5 and found.in_mart is not None and found.in_mart["pairing_id"] == pairing_id
    assert len(found.records) == found.n_records + found.n_untested
    assert sum(record["is_matched"] for record in found.records) == found.n_matched


def test_a_definition_of_ones_own_is_not_judged(built):
    found = measured(built, laggard="lab:deepseek:open")
    assert found.in_mart is None and found.n_laggards == 13 and found.n_records == 21
    assert {record["match_release_id"].split("-")[0] for record in found.records if record["is_matched"]} == {
        "deepseek"
    }


def test_a_row_of_pairings_csv_is_in_the_marts_what_the_command_prints(built, tmp_path):
    shutil.copy(built.warehouse, tmp_path / "own.duckdb")
    with duckdb.connect(str(tmp_path / "own.duckdb")) as connection:
        connection.execute(
            "insert into staging.pairings (pairing_id, pairing_name, short_name, leader, leaders, laggard, laggards, reason) "
            "values ('openai__deepseek', 'n', 's', 'lab:openai', 'a', 'lab:deepseek:open', 'b', 'r')"
        )
        connection.execute("delete from core.scores where scale_id <> 'eci_published'")
        made = (*MODELS, "core.survival", "marts.lag_summary")
        build(connection, [model for model in all_models() if model.name in made], as_of=date(2026, 8, 11))
        (row,) = connection.execute(
            f"select {', '.join(FIGURES)} from marts.lag_summary where pairing_id = 'openai__deepseek' and date_basis = 'available' "
            "and rule_id = 'strict' and cohort_id = 'records' and censoring_id = 'as_of' and start_on is null"
        ).fetchall()
    found = measured(built, leader="lab:openai", laggard="lab:deepseek:open", start_on=None)
    assert tuple(getattr(found, name) for name in FIGURES) == row and found.n_matched == 11


def test_a_wider_tolerance_than_that_of_the_marts_matches_sooner(built):
    two, wide = measured(built, rule_id="tolerance_2"), measured(built, rule_id="tolerance_0_85")
    with open_warehouse(built.warehouse) as connection:
        of_mart = dict(
            connection.execute(
                "select rule_id, median_days from marts.lag_summary where pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' "
                "and date_basis = 'available' and cohort_id = 'records' and censoring_id = 'as_of' and start_on is not null"
            ).fetchall()
        )
    assert two.median_days < of_mart["tolerance_1"] < of_mart["strict"] and wide.median_days < of_mart["tolerance_0_9"]
    assert two.in_mart is None and wide.in_mart is None


@pytest.mark.parametrize(
    ("words", "rule_id", "is_judged"),
    [
        (("tolerance_1", "tolerance_1_0", "tolerance_01", "tolerance_001_00"), "tolerance_1", True),
        (("tolerance_0_9", "tolerance_0_90", "tolerance_00_9000"), "tolerance_0_9", True),
        (("tolerance_10", "tolerance_010_0"), "tolerance_10", False),
        (("tolerance_2_5", "tolerance_02_50"), "tolerance_2_5", False),
    ],
)
def test_one_rule_is_one_word_however_it_is_written(built, words, rule_id, is_judged):
    """tolerance_1_0 got no verdict, where tolerance_1, the same rule, had one."""
    first, *others = [measured(built, rule_id=word) for word in words]
    assert first.definition.rule_id == rule_id and (first.in_mart is not None) == is_judged
    assert all(other == first for other in others)


def test_too_few_records_have_a_share_without_an_interval_and_it_is_said(built):
    told = dict(_figures(replace(measured(built), n_records=3, n_matched=1, share_6m=1.0)))
    assert told["within six months"] == "100%; no interval under 5 records"


@pytest.mark.parametrize(
    ("n_untested", "said"),
    [(1, "1 more was set .* and is not followed"), (2, "2 more were set .* and are not followed")],
)
def test_one_record_is_told_in_the_singular(built, n_untested, said):
    told = dict(list(_figures(replace(measured(built), n_untested=n_untested)))[1:2])
    assert re.fullmatch(said, told[""])


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        (
            {"leader": "us"},
            "'us' names no group of releases; write US, CN:open, any:closed or lab:deepseek: .*; did you mean US",
        ),
        ({"laggard": "deepseek"}, r"names no group .*; did you mean lab:deepseek\?"),
        ({"laggard": "lab:deepsek:open"}, r"No release of lab:deepsek is known; did you mean lab:deepseek\?"),
        ({"leader": "BR"}, "No release of BR is known; there are some of AE, CN, FR, GB, US"),
        ({"leader": "CN:open"}, "leader and laggard are both CN:open"),
        ({"scale_id": "gpqa"}, r"There is no scale 'gpqa'; did you mean gpqa-diamond"),
        ({"rule_id": "tolerance"}, "There is no rule 'tolerance'; write strict, tolerance_1"),
        ({"rule_id": "tolerance_0"}, "There is no rule 'tolerance_0'"),
        ({"rule_id": "paired_0_5"}, "There is no rule 'paired_0_5'"),
        (
            {"scale_id": "metr-time-horizons", "rule_id": "tolerance_0_8"},
            "has no zero from which a share could be counted",
        ),
        ({"scale_id": "hle", "cohort_id": "lab_records"}, "lab_records is for the indexes alone, and hle is none"),
        ({"date_basis": "availabel"}, r"There is no date basis 'availabel'; did you mean available\?"),
    ],
)
def test_what_is_none_is_refused_in_a_sentence_with_near_names(built, choices, sentence):
    with pytest.raises(QueryError, match=sentence):
        measured(built, **choices)


def test_an_older_warehouse_is_said_to_be_one(built, tmp_path):
    shutil.copy(built.warehouse, tmp_path / "old.duckdb")
    with duckdb.connect(str(tmp_path / "old.duckdb")) as connection:
        connection.execute("drop table marts.pairings")
    with pytest.raises(WarehouseError, match=r"lacks a table or column \(.*pairings.*\); run `openlag build`"):
        measure(tmp_path / "old.duckdb", Definition(**HEADLINE))


@pytest.mark.parametrize(
    ("rule_id", "said"),
    [
        ("tolerance_2_5", "score at most 2.5 points below"),
        ("tolerance_0_855", "at least 85.5% of the record's score (on an index: of its height above GPT-3.5)"),
        ("tolerance_1", "score at most one point below"),
        ("tolerance_1_0", "score at most one point below"),
        ("tolerance_1_5", "score at most 1.5 points below"),
    ],
)
def test_a_rule_is_told_in_words(rule_id, said):
    assert rule(rule_id) == said


def test_the_command_prints_the_headline_its_figures_and_every_record(built, monkeypatch):
    monkeypatch.setenv("OPENLAG_HOME", str(built.warehouse.parent))
    text = CliRunner().invoke(app, ["lag"]).stdout
    assert text.startswith(
        "On the published index, Chinese open-weight releases have matched 17 of 21 records of US releases of any access since 14 March "
        "2023; the median lag is 6.5 months (199 days).\n"
    )
    assert "95% textbook interval 163 to 243 days" in text and "cannot be told (“typically within six months”" in text
    assert sum("unmatched after" in line for line in text.splitlines()) == 4
    told = json.loads(
        CliRunner().invoke(app, ["lag", "--format", "json", "--laggard", "lab:moonshot", "--from", "beginning"]).stdout
    )
    assert (
        told["in_mart"] is None and told["definition"]["start_on"] is None and len(told["records"]) == told["n_records"]
    )
    assert CliRunner().invoke(app, ["lag", "--from", "2024"]).exit_code == 2
