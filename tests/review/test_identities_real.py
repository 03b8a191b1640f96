"""The sources as they were in summer 2026: how many of their names are joined, and how many are asked about (docs/review.md)."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.source_files import write_archive, write_catalogue, write_epoch, write_models_dev
from warehouse.build.heads import all_models, read_checks
from warehouse.build.runner import build, load_raw, make_frame
from warehouse.build.selection import select
from warehouse.landing import finished_loads, land
from warehouse.read.ask import QueryError
from warehouse.review import queue
from warehouse.settings import PROJECT
from warehouse.sources import catalogue, epoch, epoch_archive, models_dev, reference

NOW = datetime(2026, 11, 25, tzinfo=UTC)
REFERENCE = PROJECT / "warehouse" / "reference"
WANTED = ("core.identities", "core.date_claims", "marts.identity_coverage", "marts.review_queue")


@pytest.fixture(scope="module", params=["compiled", "whole"])
def extent(request: pytest.FixtureRequest) -> str:
    """`compiled`: the names that are known to be of a release, and two more to ask about. `whole`: the sources' own files."""
    return str(request.param)


@pytest.fixture(scope="module")
def sources(extent: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of every source of names but the Hub."""
    folder = tmp_path_factory.mktemp("sources")
    if extent == "whole":
        files = request.getfixturevalue("source_files")
        for part in ("epoch", "release-dates"):
            shutil.copytree(files / part, folder / part)
        (folder / "modelsdev").mkdir()
        for name, copy in (("models", "models.json"), ("first_party_prices", "api.json")):
            shutil.copy(files / "modelsdev" / f"{name}_2026-07-02.json", folder / "modelsdev" / copy)
    else:
        for part in ("epoch/benchmark_data", "release-dates", "modelsdev"):
            (folder / part).mkdir(parents=True)
        write_epoch(folder / "epoch")
        write_archive(folder / "epoch" / "benchmark_data", [{"Model version": "gpt-5-chat", "Organization": "OpenAI"}])
        write_catalogue(folder / "release-dates" / "model-release-dates.json")
        write_models_dev(
            folder / "modelsdev", [{"id": "google/gemini-3.1-pro-preview", "name": "Gemini 3.1 Pro Preview"}]
        )
    return folder


@pytest.fixture(scope="module")
def landing(sources: Path) -> Path:
    """Those files, landed."""
    for pull in (
        epoch.pull((sources / "epoch").as_uri(), now=NOW, retrieved_on=date(2026, 8, 11)),
        models_dev.pull((sources / "modelsdev").as_uri(), now=NOW),
        catalogue.pull((sources / "release-dates" / "model-release-dates.json").as_uri(), now=NOW),
        epoch_archive.pull((sources / "epoch" / "benchmark_data").as_uri(), now=NOW),
    ):
        assert pull.rejects == []
        land(pull, sources / "landing", code_version="test")
    return sources / "landing"


@contextmanager
def names_built(landing: Path, facts: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse of names alone: what the marts wanted read, and no more."""
    load = land(reference.read(facts, now=NOW), landing, code_version="test")
    by_name = {model.name: model for model in all_models()}
    wanted, needed = list(WANTED), {}
    while wanted:
        model = by_name[wanted.pop()]
        needed[model.name] = model
        wanted += [name for name in model.reads if name in by_name and name not in needed]
    loads = [found for found in finished_loads(landing) if found.source != "reference" or found.load_id == load.load_id]
    with duckdb.connect() as made:
        load_raw(made, loads)
        checks = [check for check in read_checks() if check.name.endswith("_of_two_releases")]
        build(made, needed.values(), as_of=date(2026, 8, 11), checks=checks)
        yield made


@pytest.fixture(scope="module")
def connection(landing: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with names_built(landing, REFERENCE) as made:
        yield made


COUNTS = {
    "compiled": [
        ("epoch_archive", 204, 76, 126, 2, 0),
        ("epoch_index", 222, 222, 0, 0, 0),
        ("epoch_version", 222, 222, 0, 0, 0),
        ("epoch_vintage", 226, 204, 20, 0, 2),
        ("model_release_dates", 101, 82, 19, 0, 0),
        ("models_dev", 110, 64, 45, 1, 0),
    ],
    "whole": [
        ("epoch_archive", 591, 220, 127, 45, 199),
        ("epoch_index", 222, 222, 0, 0, 0),
        ("epoch_version", 435, 435, 0, 0, 0),
        ("epoch_vintage", 226, 204, 20, 0, 2),
        ("model_release_dates", 190, 82, 19, 6, 83),
        ("models_dev", 389, 80, 45, 31, 233),
    ],
}


def test_the_counts_by_source_are_those_written_down(connection, extent):
    columns = "source, name_count, exact_key_count, alias_count, proposed_count, unjoined_count"
    found = connection.execute(
        f"select {columns} from marts.identity_coverage where is_in_use order by source"
    ).fetchall()
    assert found == COUNTS[extent]
    absent = connection.execute(
        "select source, name_count from marts.identity_coverage where not is_in_use order by source"
    ).fetchall()
    assert absent == [("arena", None), ("hub", None)]


def test_what_the_pulls_say_of_days_is_what_was_compiled_by_hand_from_the_same_files(connection):
    def days(table: str, source_id: str) -> set[tuple[str, ...]]:
        read = f"select release_id, claim_kind, cast(claimed_on as varchar) from {table} where source_id = ?"
        return set(connection.execute(read, [source_id]).fetchall())

    counts = {}
    for source_id in ("models_dev", "model_release_dates", "epoch_archive"):
        pulled, listed = days("core.live_date_claims", source_id), days("staging.date_claims", source_id)
        counts[source_id] = (len(pulled & listed), pulled - listed, listed - pulled)
    # A version that a provider serves under a name of its own was joined by hand, and its name is no alias.
    by_hand = {("qwen3-next-80b-a3b-instruct", "published_on", "2025-09-11")}
    assert counts == {
        "models_dev": (111, set(), set()),
        "model_release_dates": (103, set(), set()),
        "epoch_archive": (202, set(), by_hand),
    }


def test_of_the_aliases_compiled_by_hand_most_would_be_proposed_and_none_wrongly(connection, extent):
    """They were compiled before there was a proposer, so no rule of it was shaped on them."""
    truth = dict(connection.execute(
        "select source || ' ' || name, release_id from core.identities join core.source_names using (source, name) "
        "where rule = 'alias' and not starts_with(identities.reason, 'accepted in review') "
        "and source <> 'epoch_vintage'"  # the family is found by following its score, which no name shows
    ).fetchall())  # fmt: skip
    connection.execute("create temp table joined as from core.identities")
    connection.execute("delete from core.identities where rule = 'alias'")
    proposed = make_frame(connection, *select("core.identity_proposals")).filter(place=1)
    connection.execute("create or replace table core.identities as from joined")
    first = {f"{row['source']} {row['name']}": row["release_id"] for row in proposed.to_dicts()}
    verdicts = [first.get(name) and first[name] == release_id for name, release_id in truth.items()]
    counts = {"compiled": (190, 149, 0, 41), "whole": (191, 155, 0, 36)}
    assert (len(verdicts), verdicts.count(True), verdicts.count(False), verdicts.count(None)) == counts[extent]


def test_what_a_reviewer_answers_holds_from_the_next_build_on(connection, landing, tmp_path):
    facts = Path(shutil.copytree(REFERENCE, tmp_path / "reference"))
    ids = {row["subject"]: row["proposal_id"] for row in queue.read_queue(connection, facts).to_dicts()}
    queue.accept(connection, facts, ids["google/gemini-3.1-pro-preview"], today=NOW.date())
    queue.reject(
        connection,
        facts,
        ids["gpt-5-chat"],
        reason="another model",
        today=NOW.date(),
    )
    with names_built(landing, facts) as after:
        open_now = {row["subject"] for row in queue.read_queue(after, facts).to_dicts()}
        assert ids.keys() - open_now == {"google/gemini-3.1-pro-preview", "gpt-5-chat"} and not open_now - ids.keys()
        joined = (
            "select release_id, rule from core.identities where name in ('google/gemini-3.1-pro-preview', 'gpt-5-chat')"
        )
        names = after.execute(f"{joined} and source in ('models_dev', 'epoch_archive')").fetchall()
        assert names == [("gemini-3-1-pro", "alias")]
        with pytest.raises(QueryError, match="was rejected on 2026-11-25: another model"):
            queue.accept(after, facts, ids["gpt-5-chat"], today=NOW.date())
