"""What is known of one release: every fact is that of the marts, with its source, and no name can harm a terminal."""

import json
import shutil
import textwrap
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from cli import explain as explaining
from cli.app import app
from cli.explain_summary import summarise
from warehouse.read.ask import QueryError, WarehouseError
from warehouse.read.connect import open_warehouse
from warehouse.read.explain import ORDER, QUERIES, Explanation, Section, explain, explain_all, find_section

HOSTILE = '=cmd|"x"\n\x1b[31mred\x1b[0m \u202edrawkcab\t' + "x" * 300


def tell(warehouse: Path, wanted: str) -> Explanation:
    with open_warehouse(warehouse) as connection:
        return explain(connection, wanted)


def rows(explanation: Explanation, key: str) -> list[dict]:
    (section,) = [section for section in explanation.sections if section.key == key]
    return [dict(row) for row in section.rows]


@pytest.fixture
def changed(built, tmp_path):
    """A function that runs SQL on a copy of the warehouse and gives the copy."""

    def change(*statements: str, given: dict | None = None) -> Path:
        path = tmp_path / "changed.duckdb"
        shutil.copy(built.warehouse, path)
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(statement, given) if given else connection.execute(statement)
        return path

    return change


def test_a_record_is_told_with_its_dates_sources_scores_and_match(built):
    told = tell(built.warehouse, "o3")
    facts = {row["fact"]: (row["value"], row["source"]) for row in rows(told, "facts")}
    assert (told.release_id, told.name, told.as_of) == ("o3", "o3", date(2026, 8, 11))
    assert facts["leading organisation"][0] == "OpenAI"
    assert facts["country"] == ("US", "epoch/eci_scores.csv Country (of organization)")
    assert facts["openness"][0] == "api" and "Model accessibility" in facts["openness"][1]
    assert facts["excluded because"][0] == "not excluded"
    assert "scored version is o3-2025-04-16" in facts["notes"][0]
    dates = {row["fact"]: (row["value"], row["source"]) for row in rows(told, "dates")}
    assert dates["announced_on"] == (date(2024, 12, 20), "epoch/eci_scores.csv date")
    assert dates["api_on"][0] == date(2025, 4, 16) and "openai.com" in dates["api_on"][1]
    assert dates["weights_on"] == (None, None)
    assert {(row["date_basis"], row["released_on"], row["released_on_basis"]) for row in rows(told, "days")} == {
        ("available", date(2025, 4, 16), "api_on"),
        ("announced", date(2024, 12, 20), "announced_on"),
        ("published", date(2024, 12, 20), "published_on"),
    }
    standing = {row["pairing_id"]: row for row in rows(told, "standing")}
    assert len(standing) == 4 and next(iter(standing)) == "us_any__cn_open"
    headline = standing["us_any__cn_open"]
    assert (headline["role"], headline["is_record"], headline["matched_by"], headline["match_of"]) == (
        "leader",
        True,
        "Kimi K2.5",
        None,
    )
    assert headline["lag_days"] == (date(2026, 1, 27) - date(2025, 4, 16)).days
    assert headline["unmatched_for_days"] is None
    first = rows(told, "scores")[0]
    assert first["scale_id"] == "eci_published" and first["score_lower"] < first["score"] < first["score_upper"]
    assert (first["source"], first["vintage"]) == ("epoch/eci_scores.csv", date(2026, 8, 11))
    assert rows(told, "repository") == [] and rows(told, "lags_as_match") == []


def test_an_unmatched_record_has_a_running_clock_and_odds(built):
    told = tell(built.warehouse, "Claude Fable 5")
    headline = rows(told, "standing")[0]
    assert headline["is_record"] and headline["matched_by"] is None and headline["lag_days"] is None
    assert headline["unmatched_for_days"] > 0
    assert rows(told, "odds")[0]["n_draws_known"] > 0


def test_a_match_is_told_with_what_it_matches_and_its_repository(built):
    told = tell(built.warehouse, "DeepSeek-R1")
    headline = rows(told, "standing")[0]
    assert headline["match_of"] == ("o1-mini (130 days)",)
    facts = {row["fact"]: row["value"] for row in rows(told, "facts")}
    assert (facts["gate on the Hub"], facts["openness"]) == ("false", "open_unrestricted")
    (stretch,) = rows(told, "licences")
    assert (stretch["licence"], stretch["licence_openness"], stretch["n_pulls"]) == ("mit", "open_unrestricted", 1)
    (repository,) = rows(told, "repository")
    assert repository["hub_created_on_kind"] == "lower bound" and repository["is_in_newest_pull"] is True
    assert repository["hub_model_id"] == "deepseek-ai/DeepSeek-R1" and repository["is_snapshot"] is True
    dates = {row["fact"]: (row["value"], row["source"]) for row in rows(told, "dates")}
    assert dates["hub_created_on"] == (
        date(2025, 1, 20),
        "lower bound; creation of the repository, in the Hub pull of 2026-03-18",
    )


def test_every_lag_row_of_a_release_is_there_and_the_headline_is_first(built):
    with open_warehouse(built.warehouse) as connection:
        told = explain(connection, "kimi-k2-5")
        ((n_match, n_record),) = connection.execute(
            "select count(*) filter (where match_release_id = 'kimi-k2-5'), count(*) filter (where record_release_id = 'kimi-k2-5') "
            "from marts.lag_by_record"
        ).fetchall()
        prices = connection.sql("from staging.prices where release_id = 'kimi-k2-5'").pl()
    assert [row["input_usd_per_mtok"] for row in rows(told, "prices")] == prices["input_usd_per_mtok"].to_list() != []
    found = rows(told, "lags_as_match")
    assert (len(found), len(rows(told, "lags_as_record"))) == (n_match, n_record)
    assert [found[0][name] for name in ("pairing_id", "scale_id", "date_basis", "rule_id")] == [
        "us_any__cn_open", "eci_published", "available", "strict",
    ]  # fmt: skip


def test_a_release_outside_the_groups_says_why(built):
    with open_warehouse(built.warehouse) as connection:
        ((release_id, reason),) = connection.execute(
            "select release_id, exclusion_reason from marts.releases where exclusion_reason is not null order by release_id limit 1"
        ).fetchall()
        told = explain(connection, release_id)
    assert ("excluded because", reason) in {(row["fact"], row["value"]) for row in rows(told, "facts")}
    assert rows(told, "days") == rows(told, "standing") == []


def test_every_release_can_be_explained_by_its_name(built):
    with open_warehouse(built.warehouse) as connection:
        names = connection.execute(
            "select release_id, name from marts.releases order by hash(release_id) limit 25"
        ).fetchall()
        for release_id, name in names:
            told = explain(connection, name)
            assert told.release_id == release_id
            assert json.loads(explaining.as_json(told))["release_id"] == release_id


def test_each_query_is_a_section_and_has_a_title():
    assert {path.stem for path in QUERIES.glob("*.sql")} == set(ORDER)
    assert all(path.read_text(encoding="utf-8").startswith("-- ") for path in QUERIES.glob("*.sql"))


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("kimi k2.5", "did you mean Kimi K2.5 (kimi-k2-5)"),
        ("GPT-4", "did you mean GPT-4 (Jun 2023) (gpt-4-jun-2023), GPT-4 (Mar 2023) (gpt-4-mar-2023), GPT-4 Turbo"),
        ("gpt-4o ", "did you mean GPT-4o ("),
        ("DEEPSEEK-R1", "did you mean DeepSeek-R1 (deepseek-r1)"),
        ("gtp-5", "GPT-5 (gpt-5)"),
        ("zzzzzzzz", "openlag sql"),
        ("", "openlag sql"),
        ("'; drop table marts.releases; --", "There is no release"),
        ("\x1b[31m" + "y" * 500, "There is no release"),
    ],
)
def test_a_name_that_nothing_has_is_answered_with_the_nearest(built, wanted, hint):
    with pytest.raises(QueryError) as refusal:
        tell(built.warehouse, wanted)
    assert hint in str(refusal.value) and str(refusal.value).isprintable() and len(str(refusal.value)) < 800
    assert str(refusal.value).count("(") <= 10


def test_a_name_of_two_releases_asks_for_an_id(changed):
    path = changed("update marts.releases set name = 'Twin' where release_id in ('o3', 'gpt-5')")
    with pytest.raises(QueryError, match=r"'Twin' is the name of 2 releases; give one of their ids: gpt-5, o3\."):
        tell(path, "Twin")
    assert tell(path, "o3").name == "Twin"


def test_a_hostile_name_reaches_neither_the_terminal_nor_the_json_as_it_is(changed, capsys):
    path = changed(
        "update marts.releases set name = $name, notes = $name, family = $name where release_id = 'o3'",
        "update marts.lag_by_record set match_name = $name where record_release_id = 'o3'",
        given={"name": HOSTILE},
    )
    told = tell(path, HOSTILE)
    assert told.release_id == "o3"
    explaining.show(told)
    printed = capsys.readouterr().out
    assert all(sign == "\n" or sign.isprintable() for sign in printed)
    assert printed.count("x" * 20) > 3
    text = explaining.as_json(told)
    assert text.isascii() and "\\u001b" not in text and "\\u202e" not in text
    near = HOSTILE[:-2]
    with pytest.raises(QueryError) as refusal:
        tell(path, near)
    assert str(refusal.value).isprintable()


def test_dates_and_labels_of_every_source_are_listed_and_the_one_in_use_is_marked(built):
    told = tell(built.warehouse, "o3")
    dates = rows(told, "release_dates")
    assert [(row["date_kind"], row["claimed_on"]) for row in dates if row["is_chosen"]] == [
        ("announced_on", date(2024, 12, 20)), ("api_on", date(2025, 4, 16)), ("published_on", date(2024, 12, 20)),
    ]  # fmt: skip
    assert all(row["choice_rule"] and row["source_id"] for row in dates)
    labels = rows(told, "openness")
    assert {row["claimed_openness"] for row in labels if row["is_label_in_use"]} == {"api"}
    assert all(row["evidence"] for row in labels)
    assert {row["other_on"] for row in rows(told, "date_conflicts")} >= {date(2024, 12, 20)}
    assert rows(told, "headline_dates")[0]["headline_part"] == "record"


def test_a_label_that_names_no_class_agrees_with_one_that_does(built):
    with open_warehouse(built.warehouse) as connection:
        every = explain_all(connection, {"openness"})
        conflicts = connection.execute("select release_id, source_id, claimed_openness from marts.openness_conflicts")
        disagreeing = set(conflicts.fetchall())
    told = {
        (key, row["source_id"], row["claimed_openness"]): row for key in every for row in rows(every[key], "openness")
    }
    assert {key for key, row in told.items() if row["agreement"] in ("another group", "otherwise")} == disagreeing
    classless = {key[2] for key, row in told.items() if row["agreement"] == "agrees, without the class"}
    assert classless == {"open", "closed"}
    assert not any(row["is_label_in_use"] != (row["agreement"] == "as in use") for row in told.values())


def test_no_clock_runs_on_a_benchmark_whose_last_test_is_past(built):
    with open_warehouse(built.warehouse) as connection:
        every = explain_all(connection, {"lags_as_record"})
    waiting = [row for key in every for row in rows(every[key], "lags_as_record") if not row["is_matched"]]
    assert {row["is_running"] for row in waiting} == {True, False}
    assert all(row["is_running"] == (row["censored_on"] == date(2026, 8, 11)) for row in waiting)
    assert {row["is_running"] for row in waiting if row["scale_id"] in ("eci_published", "index")} == {True}


def test_all_releases_at_once_are_told_as_each_by_itself(built):
    with open_warehouse(built.warehouse) as connection:
        every = explain_all(connection)
        ((count,),) = connection.execute("select count(*) from marts.releases").fetchall()
        assert len(every) == count > 200
        for release_id in ("o3", "deepseek-r1", "kimi-k2-5", "kimi-k3", next(iter(every))):
            assert every[release_id] == explain(connection, release_id)
        few = explain_all(connection, {"prices", "dates"})
        assert [section.key for section in few["o3"].sections] == ["dates", "prices"]


def test_a_warehouse_without_a_release_has_nothing_to_tell(changed):
    with open_warehouse(changed("delete from marts.releases")) as connection:
        assert explain_all(connection) == {}


def test_an_older_warehouse_says_what_to_run(changed):
    path = changed("drop table marts.present_odds")
    with pytest.raises(WarehouseError, match=r"lacks a table or column .*present_odds.* run `openlag weekly`"):
        tell(path, "o3")


def test_the_command_prints_sections_or_json(built, monkeypatch):
    monkeypatch.setenv("OPENLAG_HOME", str(built.warehouse.parent))
    text = CliRunner().invoke(app, ["explain", "DeepSeek-R1"])
    assert text.exit_code == 0
    lines = text.stdout.splitlines()
    assert lines[0].rstrip() == "DeepSeek-R1  (deepseek-r1), as of 2026-08-11"
    for heading in (
        "Facts",
        "Dates",
        "Scores",
        "Lags: this release is the match",
        "Repository on the Hub, newest pull that lists it",
    ):
        assert heading in [line.strip() for line in lines]
    assert "more rows; --format json prints all." in text.stdout
    told = json.loads(CliRunner().invoke(app, ["explain", "deepseek-r1", "--format", "json"]).stdout)
    assert told["as_of"] == "2026-08-11" and set(ORDER) <= told.keys()
    assert {"fact": "weights_on", "value": "2025-01-20"}.items() <= next(
        row for row in told["dates"] if row["fact"] == "weights_on"
    ).items()


def shown(warehouse: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[str]:
    monkeypatch.setenv("OPENLAG_HOME", str(warehouse.parent))
    result = CliRunner().invoke(app, ["explain", *arguments])
    assert result.exit_code == 0
    return result.stdout.splitlines()


@pytest.mark.parametrize(
    ("release", "lines"),
    [
        ("o3", ["OpenAI (US); openness api", "2025-04-16, by api_on", "146.9 on the published index (145.1 to 148.4); ",
                "a record of the US releases of any access, matched by Kimi K2.5 after 286 days"]),
        ("Kimi K3", ["Moonshot (CN); openness open_restricted", "2026-07-27, by weights_on", "157.0 on the published index",
                     "first match of Gemini 3 Pro (251 days), GPT-5.2 Pro (228 days), Claude Opus 4.6 (172 days) and 1 more"]),
        ("Claude Fable 5", ["Anthropic (US)", "2026-06-09", "161.5 on", "unmatched for 63 days"]),
        ("Qwen3-Max", ["Alibaba (CN); openness api", "2025-09-24, by api_on", "143.6 on", "in neither group of the headline"]),
    ],
)  # fmt: skip
def test_a_summary_says_first_who_when_where_it_stands_and_which_sections_there_are(built, monkeypatch, release, lines):
    monkeypatch.setenv("COLUMNS", "80")
    printed = shown(built.warehouse, monkeypatch, release)
    names = ["Maker", "Released", "Score", "Standing"]
    assert [line.split()[0] for line in printed[1:5]] == names
    assert all(part in line for line, part in zip(printed[1:5], lines, strict=True))
    assert printed[5].startswith("Sections below, each alone by --section NAME: facts, dates, days")


def test_a_long_section_loses_no_column_on_a_narrow_terminal(monkeypatch, capsys):
    """Of a table of many rows Rich gave columns no width at all."""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(explaining.sys.stdout, "isatty", lambda: True)
    row = {f"column_{number}": f"value_{number}" for number in range(12)}
    section = Section("scores", "Scores", tuple([row] * (explaining.MOST_BLOCKS + 1)))
    explaining.show(Explanation("o3", "o3", date(2026, 8, 11), (section,)))
    shown = Counter(capsys.readouterr().out.split())
    assert {shown[word] for pair in row.items() for word in pair} == {explaining.MOST_BLOCKS + 1}


def test_the_summary_of_every_release_has_ten_lines_at_most_on_a_narrow_terminal(built):
    with open_warehouse(built.warehouse) as connection:
        everything = explain_all(connection)
    assert max(4 + len(textwrap.wrap(summarise(told)[-1], 80)) for told in everything.values()) < 10
    assert {len(summarise(told)) for told in everything.values()} == {5}


def test_what_is_not_known_of_a_release_is_said_and_no_number(changed):
    place = changed(
        "update marts.releases set country = null, organization_name = null where release_id = 'o3'",
        "delete from marts.scores where release_id = 'o3'",
        "delete from core.dated_releases where release_id = 'o3'",
    )
    maker, released, score, standing, _ = summarise(tell(place, "o3"))
    assert maker.startswith("Maker     unknown (unknown)") and released == "Released  no day on the headline's basis"
    assert score == "Score     none on the published index" and standing == "Standing  in neither group of the headline"


def test_one_section_is_printed_alone_however_its_name_is_written(built, monkeypatch):
    for name in ("lags_as_record", "lags-as-record", "Lags as record"):
        printed = shown(built.warehouse, monkeypatch, "o3", "--section", name)
        assert printed[0].rstrip() == "o3  (o3), as of 2026-08-11" and not any(
            line.startswith("Maker") for line in printed
        )
        assert len([line for line in printed if line and not line.startswith(" ")]) == 2  # the release, and the title
    told = json.loads("\n".join(shown(built.warehouse, monkeypatch, "o3", "--section", "dates", "--format", "json")))
    assert told.keys() == {"release_id", "name", "as_of", "dates"}


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("score", "did you mean scores"),
        ("lags", "lags_as_record, lags_as_match"),
        ("", "there are facts, dates"),
        ("x" * 300, "there are facts"),
    ],
)
def test_a_section_that_there_is_not_is_answered_with_near_names(wanted, hint):
    with pytest.raises(QueryError, match="There is no section") as refused:
        find_section(wanted)
    assert hint in str(refused.value) and len(str(refused.value)) < 600
