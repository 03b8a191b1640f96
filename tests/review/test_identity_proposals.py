"""Names that are joined to nothing are held against the releases: who is asked about, in which order, and with what evidence."""

import random
import time
from datetime import date

import duckdb
import polars as pl
import pytest

from warehouse.build.runner import make_frame
from warehouse.build.selection import select
from warehouse.ids import proposal_id
from warehouse.review.identity_proposals import LEAST_SCORE, MOST_CANDIDATES

RELEASES = [
    ("gpt-4-mar-2023", "GPT-4 (Mar 2023)", "openai", "api", date(2023, 3, 14)),
    ("gpt-4-1", "GPT-4.1", "openai", "api", date(2025, 4, 14)),
    ("gpt-4o-may-2024", "GPT-4o (May 2024)", "openai", "api", date(2024, 5, 13)),
    ("gpt-4o-nov-2024", "GPT-4o (Nov 2024)", "openai", "api", date(2024, 11, 20)),
    ("llama-2-7b", "Llama 2-7B", "meta-ai", "open_restricted", date(2023, 7, 18)),
    ("llama-2-70b", "Llama 2-70B", "meta-ai", "open_restricted", date(2023, 7, 18)),
    ("qwen2-5-max", "Qwen2.5-Max", "alibaba", "api", date(2025, 1, 25)),
]


@pytest.fixture
def connection():
    with duckdb.connect() as made:
        for schema in ("core", "staging"):
            made.execute(f"create schema {schema}")
        made.execute(
            "create table staging.releases (release_id varchar, name varchar, organization_id varchar, openness varchar, api_on date, "
            "weights_on date, announced_on date, published_on date)"
        )
        made.executemany(
            "insert into staging.releases (release_id, name, organization_id, openness, api_on) values (?, ?, ?, ?, ?)",
            RELEASES,
        )
        made.execute(
            "create table core.source_names (source varchar, name varchar, label varchar, source_organization varchar, dated_on date, "
            "source_url varchar, hub_id varchar)"
        )
        made.execute("create table core.identities (source varchar, name varchar, release_id varchar)")
        made.execute(
            "create table core.source_organizations (source varchar, source_organization varchar, organization_id varchar)"
        )
        made.execute("insert into core.source_organizations values ('models_dev', 'openai', 'openai'), ('hub', 'meta-llama', 'meta-ai'), "
                     "('models_dev', 'alibaba', 'alibaba'), ('hub', 'NousResearch', 'nous-research')")  # fmt: skip
        made.execute("create table core.hub_origins (hub_id varchar, is_derivative boolean)")
        yield made


def asked(connection) -> pl.DataFrame:
    return make_frame(connection, *select("core.identity_proposals"))


def propose(connection, *names) -> pl.DataFrame:
    """Proposals for (source, name, label, organisation, day) rows."""
    columns = ("source", "name", "label", "source_organization", "dated_on")
    types = dict.fromkeys(columns, pl.String) | {"dated_on": pl.Date}
    drawn = pl.DataFrame(names, schema=types, orient="row").with_columns(hub_id=pl.col("name"))
    connection.register("drawn", drawn)
    connection.execute("insert into core.source_names by name from drawn")
    connection.unregister("drawn")
    return asked(connection)


def test_the_likeliest_release_comes_first_with_the_evidence_a_reviewer_needs(connection):
    found = propose(connection, ("models_dev", "openai/gpt-4o", "GPT-4o", "openai", date(2024, 5, 13)))
    assert found.select("place", "release_id", "score").rows() == [
        (1, "gpt-4o-may-2024", 100.0),
        (2, "gpt-4o-nov-2024", 95.0),
    ]
    assert found["evidence"].to_list() == [
        "likeness 100; same organisation; same version and sizes; dated 2024-05-13, +0 days from the release's 2024-05-13; "
        "only the release gives a day, 2024-05",
        "likeness 100; same organisation; same version and sizes; dated 2024-05-13, -191 days from the release's 2024-11-20; "
        "only the release gives a day, 2024-11",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "openai/gpt-4",
        "openai/gpt-4-0613",
        "openai/gpt-4o-2024-08-06",
        "meta/llama-2-13b",
        "alibaba/qwen3-max",
        "openai/gpt-4.10",
    ],
)
def test_a_name_of_another_version_size_or_day_is_never_proposed_however_alike(connection, name):
    proposed = propose(connection, ("models_dev", name, None, name.partition("/")[0], None))["release_id"].to_list()
    assert proposed == ([] if name != "openai/gpt-4" else ["gpt-4-mar-2023"])


def test_another_organisation_and_another_word_cost_places_and_are_told(connection):
    found = propose(
        connection,
        ("models_dev", "acme/gpt-4.1", None, "acme", None),
        ("models_dev", "alibaba/gpt-4.1", None, "alibaba", None),
        ("models_dev", "openai/gpt-4.1", None, "openai", None),
        ("models_dev", "openai/gpt-4.1-preview", None, "openai", None),
        ("models_dev", "openai/gpt-4.1-mini-image", None, "openai", None),
    )
    scores = dict(found.select("name", "score").rows())
    assert scores == {
        "acme/gpt-4.1": 95.0,
        "alibaba/gpt-4.1": 85.0,
        "openai/gpt-4.1": 100.0,
        "openai/gpt-4.1-preview": 96.0,
    }
    evidence = dict(found.select("name", "evidence").rows())
    assert "organisation acme, not known to be tracked" in evidence["acme/gpt-4.1"]
    assert "other organisation: alibaba against openai" in evidence["alibaba/gpt-4.1"]
    assert "only the name says preview" in evidence["openai/gpt-4.1-preview"]


def test_what_resembles_nothing_or_is_joined_is_not_asked_about(connection):
    connection.execute("insert into core.identities values ('models_dev', 'openai/gpt-4.1', 'gpt-4-1')")
    assert propose(
        connection,
        ("models_dev", "openai/gpt-4.1", None, "openai", None),
        ("models_dev", "openai/text-embedding-3-large", None, "openai", None),
        ("models_dev", "someone/roleplay-7b", None, "someone", None),
    ).is_empty()


def test_chat_and_instruct_are_another_model_unless_a_name_that_is_joined_says_the_same(connection):
    name = ("models_dev", "openai/gpt-4.1-chat", None, "openai", None)
    (before,) = propose(connection, name).select("score", "evidence").rows()
    assert before[0] == 88.0 and "no name joined to the release says chat" in before[1]
    connection.execute("insert into core.identities values ('epoch_version', 'gpt-4.1-chat-2025-04-14', 'gpt-4-1')")
    (after,) = asked(connection).select("score", "evidence").rows()
    assert after[0] == 100.0 and "written like gpt-4.1-chat-2025-04-14, which is joined to it" in after[1]


def test_a_repository_is_proposed_for_open_releases_of_its_owner_that_have_none(connection):
    listed = [("hub", name, None, name.partition("/")[0], None) for name in (
        "meta-llama/Llama-2-7b-hf", "NousResearch/Llama-2-7b-hf", "meta-llama/Llama-2-70b-hf", "meta-llama/Llama-2-7b-GGUF",
        "openai/gpt-4.1")]  # fmt: skip
    connection.execute("insert into core.hub_origins values ('meta-llama/Llama-2-7b-GGUF', true)")
    connection.execute("insert into core.identities values ('hub', 'meta-llama/Llama-2-70b', 'llama-2-70b')")
    assert propose(connection, *listed).select("name", "release_id").rows() == [
        ("meta-llama/Llama-2-7b-hf", "llama-2-7b")
    ]


def test_a_release_that_epoch_names_already_is_not_proposed_for_another_of_its_names(connection):
    connection.execute("insert into core.identities values ('epoch_index', 'GPT-4.1', 'gpt-4-1')")
    assert propose(connection, ("epoch_index", "GPT-4.1 (API)", None, "OpenAI", None)).is_empty()


def test_the_id_of_a_question_depends_on_kind_source_and_name_alone(connection):
    names = [("models_dev", f"openai/gpt-4.1-{word}", None, "openai", None) for word in ("preview", "latest", "chat")]
    forwards = propose(connection, *names)
    connection.execute("delete from core.source_names")
    connection.execute("insert into core.identities values ('models_dev', 'openai/gpt-4.1-chat', 'gpt-4-1')")
    backwards = propose(connection, *reversed(names))
    known = dict(forwards.select("name", "proposal_id").rows())
    assert {name: known[name] for name in backwards["name"]} == dict(backwards.select("name", "proposal_id").rows())
    # printf 'identity|models_dev|openai/gpt-4.1-chat' | sha256sum | cut -c 1-12
    assert (
        known["openai/gpt-4.1-chat"] == proposal_id("identity", "models_dev", "openai/gpt-4.1-chat") == "ed6fd15fdaef"
    )


def test_hostile_names_are_bounded_and_kept_as_they_are(connection):
    hostile = [
        "gpt-4.1\nline two",
        '=GPT-4.1"',
        "<b>gpt-4.1</b>",
        "gpt-4.1 " + "x" * 300,
        "gpt-4.1\x00\u202e",
        "4.1",
        "|" * 300,
        "",
    ]
    found = propose(connection, *(("models_dev", name, name, "openai", None) for name in hostile))
    assert set(found["name"]) <= set(hostile)
    assert {"gpt-4.1\x00\u202e", '=GPT-4.1"'} <= set(found["name"])
    assert all(text.isprintable() and len(text) < 600 for text in found["evidence"])


def test_thousands_of_names_are_asked_about_within_a_second_and_in_the_same_way(connection):
    dice = random.Random(5)
    words = ("gpt", "llama", "qwen", "chat", "instruct", "max", "4.1", "2.5", "2", "7b", "70b", "o", "preview", "1106")
    names = {f"{dice.choice(('openai', 'x'))}/{'-'.join(dice.sample(words, 4))}-{number}" for number in range(8_000)}
    names |= {f"openai/gpt-4.1-preview-{word}" for word in words}
    found = propose(connection, *(("models_dev", name, None, name.partition("/")[0], None) for name in sorted(names)))
    started = time.process_time()
    assert asked(connection).equals(found)
    assert time.process_time() - started < 5  # 0.3 s on an idle machine
    assert found.group_by("name").len()["len"].max() <= MOST_CANDIDATES
    assert found["score"].min() >= LEAST_SCORE
