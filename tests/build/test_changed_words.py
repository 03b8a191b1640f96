"""What happens to a load in which Epoch says the same things in other words, read from files and built with the real reference files."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from warehouse.build.heads import Model, read_checks
from warehouse.build.runner import build, load_raw
from warehouse.build.selection import select
from warehouse.landing import land
from warehouse.sources import epoch, reference

REFERENCE = Path(__file__).parents[2] / "warehouse" / "reference"
FACTS = Path(__file__).parents[2] / "sql" / "explain" / "facts.sql"
DAY = date(2026, 8, 18)
TABLES = ("core.index_inputs", "core.source_scores", "core.benchmark_faults", "core.country_faults", "marts.releases")
INDEX = (
    "Model,Display name,eci,eci_ci_low,eci_ci_high,date,Organization,Country (of organization),Model accessibility,Accessibility group\n"
    "Claude 3.5 Sonnet,x,130.0,,,2024-06-20,Anthropic,United States of America,API access,Closed weights\n"
    "GPT-5,x,150.0,,,2025-08-07,OpenAI,United States of America,API access,Closed weights\n"
    'Invented 1,x,140.0,138,142,2026-08-01,Nobody Known,"{country}",Open weights (unrestricted),Open weights\n'
)
SCORES = "performance,benchmark,benchmark_release_date,model,model_version,Model,date,source\n"
DIFFICULTIES = "benchmark_name,is_anchor,benchmark_release_date,edi,estimated_slope_scaled\nHLE,False,,140.1,0.02\n"

Load = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Land and build a folder of Epoch's with these scores (model, benchmark, score) and one new release from a country."""
    connection = duckdb.connect()

    def make(*scores: tuple[str, str, float], country: str = "China") -> duckdb.DuckDBPyConnection:
        rows = "".join(f'{score},"{name}",,{model},{model} v1,{model},2026-08-01,s\n' for model, name, score in scores)
        (tmp_path / "eci_scores.csv").write_text(INDEX.format(country=country), encoding="utf-8")
        (tmp_path / "eci_benchmarks.csv").write_text(SCORES + rows, encoding="utf-8")
        (tmp_path / "edi_scores.csv").write_text(DIFFICULTIES, encoding="utf-8")
        now = datetime.now(UTC)
        pulls = (reference.read(REFERENCE, now=now), epoch.pull(tmp_path.as_uri(), now=now, retrieved_on=DAY))
        load_raw(connection, [land(pull, tmp_path / "landing", code_version="test") for pull in pulls])
        models: dict[str, Model] = {model.name: model for table in TABLES for model in select("+" + table)}
        checks = [check for check in read_checks() if check.reads <= models.keys()]
        found = build(connection, models.values(), as_of=DAY, checks=checks)
        connection.execute("create table found (name varchar, row_count bigint)")
        connection.executemany("insert into found values (?, ?)", [(check.name, check.row_count) for check in found])
        return connection

    yield make
    connection.close()


def ask(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    return connection.execute(sql).fetchall()


IN_INDEX = "select release_id, scale_id, score from core.index_inputs where load_id like 'epoch%' order by all"
POOLED = "select release_id, scale_id, score from core.source_scores where scale_id <> 'eci_published' order by all"
# Every other listed benchmark is gone from these small files.
FAULTS = "select kind, subject, n from core.benchmark_faults where kind <> 'benchmark gone' order by all"
FOUND = "select name from found where row_count > 0 and name in ('{}')"


def test_humanitys_last_exam_is_hle_in_the_pooled_figures_and_in_our_own_index(load):
    made = load(("GPT-5", "Humanity's Last Exam", 0.25), ("Invented 1", "HLE", 0.2))
    both = [("gpt-5", "hle", 0.25), ("invented-1", "hle", 0.2)]
    assert (ask(made, IN_INDEX), ask(made, POOLED)) == (both, both)
    assert ("hle",) not in ask(made, "select subject from core.benchmark_faults where kind = 'benchmark gone'")


def test_a_new_name_that_nobody_listed_stays_in_our_own_index_alone_and_two_checks_name_it(load):
    made = load(("GPT-5", "Exam of All Exams", 0.25), ("GPT-5", "GPQA diamond", 0.8))
    assert ask(made, IN_INDEX) == [("gpt-5", "exam-of-all-exams", 0.25), ("gpt-5", "gpqa-diamond", 0.8)]
    assert ask(made, POOLED) == [("gpt-5", "gpqa-diamond", 0.8)]
    assert ask(made, FAULTS) == [("benchmark not listed", "exam-of-all-exams", 1)]
    assert ("hle",) in ask(made, "select subject from core.benchmark_faults where kind = 'benchmark gone'")
    assert ask(made, FOUND.format("warn_benchmark_not_listed")) and ask(made, FOUND.format("warn_benchmark_gone"))


def test_scores_in_percent_and_one_below_nothing_do_not_stop_the_week(load):
    made = load(
        ("GPT-5", "New in percent", 40), ("Claude 3.5 Sonnet", "New in percent", 1), ("Invented 1", "New in percent", 0.8),
        ("GPT-5", "HLE", 0.3), ("Claude 3.5 Sonnet", "HLE", -0.02), ("Invented 1", "HLE", 0.1),
    )  # fmt: skip
    sound = [("gpt-5", "hle", 0.3), ("invented-1", "hle", 0.1)]
    assert (ask(made, IN_INDEX), ask(made, POOLED)) == (sound, sound)
    assert ask(made, FAULTS) == [
        ("benchmark above its scale", "new-in-percent", 1),
        ("benchmark not listed", "new-in-percent", 3),
        ("score below its scale", "hle", 1),
    ]
    assert ask(made, FOUND.format("warn_score_outside_scale"))


@pytest.mark.parametrize(
    ("stated", "code"),
    [("Korea (Republic of)", "KR"), ("India", "IN"), ("China,United States of America", "CN"), ("Multinational", None)],
)
def test_a_new_release_counts_for_the_country_that_epoch_states(load, stated, code):
    made = load(("GPT-5", "HLE", 0.3), country=stated)
    new = "select country, country_stated, exclusion_reason from core.releases where release_id = 'invented-1'"
    assert ask(made, new) == [(code, stated, None if code else "country unknown")]
    made.execute("set variable release_ids = ['invented-1']")
    explained = {fact: (value, source) for _, fact, value, source in ask(made, FACTS.read_text(encoding="utf-8"))}
    source = "as the score source prints it" if code else f"the score source prints {stated}, which is not understood"
    assert explained["country"] == (code, source)
    assert explained["country as the score source prints it"] == (stated, "score source")
    unread = ask(made, "select subject, n, detail from core.country_faults where kind = 'country not understood'")
    assert unread == ([] if code else [(stated, 1, "Invented 1")])
    assert bool(ask(made, FOUND.format("warn_country_not_understood"))) == (code is None)
