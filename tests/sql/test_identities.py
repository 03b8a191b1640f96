"""Which names become a release: by a listed alias or an exact key, and never by likeness."""

import hashlib

import pytest

from warehouse.build.heads import BuildError, raw_schema, read_checks
from warehouse.build.runner import run_check

CHECKS = {check.name: check for check in read_checks() if check.name.endswith("_of_two_releases")}
LABEL = hashlib.sha256(b"label|epoch|Top").hexdigest()[:12]
SOURCES = {
    "score_load": "load_id \n e",
    "name_loads": "source | load_id \n models_dev | m \n catalogue | c \n archive | a",
}

ANSWERS = "asked_name | outcome | hub_id | hub_model_id"


@pytest.fixture
def drawn(warehouse):
    """The tables that names come from, empty, and three releases."""
    for table, drawing in SOURCES.items():
        warehouse.given(f"staging.{table}", drawing)
    warehouse.given("staging.aliases", "source_id | source_name | release_id | reason")
    warehouse.given(
        "staging.releases",
        "release_id | name | organization_id | hub_model_id | hub_repository_source | api_on | weights_on | announced_on | published_on \n"
        "gpt-4 | GPT-4 | openai | null | null | 2023-03-14 | null | null | null \n"
        "gpt-4-1 | GPT-4.1 | openai | null | null | 2025-04-14 | null | null | null \n"
        "glm-5 | GLM-5 | z-ai | zai-org/GLM-5 | its card | null | 2026-02-11 | null | null",
    )
    warehouse.given(
        "raw.models_dev_models", "load_id | model_id | name | released_on | weight_urls", weight_urls="varchar[]"
    )
    warehouse.given("raw.models_dev_prices", "load_id | provider | model_id | name | released_on")
    warehouse.given(
        "staging.organizations", "organization_id | hub_namespaces \n z-ai | [THUDM, zai-org] \n openai | [openai]"
    )
    warehouse.given(
        "raw.catalogue_models", "load_id | model_id | name | provider_id | identifiers",
        identifiers="struct(namespace varchar, \"value\" varchar, kind varchar)[]",
    )  # fmt: skip
    warehouse.given("raw.catalogue_events", "load_id | model_id | day | url")
    warehouse.given("raw.archive_models", "load_id | model_version | name | released_on | organizations")
    warehouse.given("raw.archive_scores", "load_id | model_version | released_on | source_url")
    warehouse.given("raw.run_costs", "source_name | release_id")
    warehouse.given("raw.training_compute", "source_name | release_id")
    warehouse.given("staging.epoch_versions", "version_name | epoch_name | published_on")
    warehouse.given("staging.epoch_names", "epoch_name | release_id")
    warehouse.given("staging.epoch_releases", "release_id | name | leading_organization | published_on")
    warehouse.given("staging.vintages", "publication | first_seen_on")
    warehouse.given("staging.vintage_scores", "name | publication")
    warehouse.given("staging.arena_ratings", "model_name | organization | leaderboard_on")
    warehouse.given("staging.hub_models", "pulled_on | hub_id | hub_model_id | created_at")
    warehouse.given("staging.hub_names", ANSWERS)
    return warehouse


def joined(warehouse, columns="source, name, release_id, rule"):
    for table in ("core.source_names", "core.identity_claims"):
        warehouse.made(table, "source")
    found = warehouse.made("core.identities", columns)
    return [row for row in found if row[0] != "releases"]


def test_a_repository_answers_under_its_present_name_to_the_release_that_has_its_old_one(drawn, rows):
    """Meta-Llama-3.1-8B-Instruct is Llama-3.1-8B-Instruct by now."""
    drawn.given(
        "staging.hub_models",
        "pulled_on | hub_id | hub_model_id | created_at \n 2026-08-10 | 7 | new-home/GLM-5-renamed | null",
    )
    drawn.given("staging.hub_names", f"{ANSWERS} \n zai-org/GLM-5 | renamed | 7 | new-home/GLM-5-renamed")
    assert joined(drawn) == rows(
        "source | name | release_id | rule \n hub | new-home/GLM-5-renamed | glm-5 | exact key \n hub | zai-org/GLM-5 | glm-5 | exact key"
    )


def test_a_name_that_was_given_away_joins_nothing_whatever_is_listed_under_it(drawn, rows):
    listed = "pulled_on | hub_id | hub_model_id | created_at \n "
    listed += "2026-08-10 | 9 | zai-org/GLM-5 | null \n 2026-08-03 | 9 | THUDM/GLM-5 | null"
    drawn.given("staging.hub_models", listed)
    drawn.given("staging.hub_names", f"{ANSWERS} \n zai-org/GLM-5 | given_away | 9 | zai-org/GLM-5")
    assert joined(drawn) == rows("source | name | release_id | rule")


def test_arenas_names_are_joined_like_the_others(drawn, rows):
    drawn.given(
        "staging.arena_ratings",
        "model_name | organization | leaderboard_on \n gpt-4 | OpenAI | 2023-05-08 \n gpt-4 | OpenAI | 2023-06-01 \n"
        "gpt-4-x | OpenAI | null",
    )
    found = [row for row in joined(drawn) if row[0] == "arena"]
    assert found == rows("s | n | r | u \n arena | gpt-4 | gpt-4 | exact key")


def test_a_name_is_joined_by_its_alias_or_its_id_and_not_by_likeness(drawn, rows):
    drawn.given(
        "staging.aliases", "source_id | source_name | release_id | reason \n models_dev | openai/gpt4 | gpt-4 | r"
    )
    drawn.given(
        "raw.models_dev_models",
        "load_id | model_id | name | released_on | weight_urls \n m | openai/gpt4 | GPT-4 | 2023-03-14 | null \n"
        "m | openai/gpt-4.1 | GPT-4.1 | 2025-04-14 | null \n m | openai/gpt-4.1x | GPT-4.1 | 2025-04-14 | null \n"
        "older | openai/gpt-4 | GPT-4 | 2023-03-14 | null \n m | null | null | null | null",
        weight_urls="varchar[]",
    )
    assert joined(drawn) == rows(
        "s | n | r | u \n hub | zai-org/GLM-5 | glm-5 | exact key \n models_dev | openai/gpt-4.1 | gpt-4-1 | exact key \n"
        "models_dev | openai/gpt4 | gpt-4 | alias"
    )


def test_a_listed_alias_decides_over_every_exact_key(drawn, rows):
    drawn.given(
        "staging.aliases",
        "source_id | source_name | release_id | reason \n models_dev | openai/gpt-4 | gpt-4-1 | a pointer",
    )
    drawn.given(
        "raw.models_dev_prices",
        "load_id | provider | model_id | name | released_on \n m | openai | gpt-4 | GPT-4 | 2023-03-14",
    )
    assert ("models_dev", "openai/gpt-4", "gpt-4-1", "alias") in joined(drawn)
    assert run_check(drawn.connection, CHECKS["fail_name_of_two_releases"]).row_count == 0


def test_a_version_is_the_release_under_whose_name_epoch_scores_it_also_in_the_archive(drawn, rows):
    drawn.given(
        "staging.epoch_releases",
        "release_id | name | leading_organization | published_on \n gpt-4 | GPT-4 | OpenAI | 2023-03-15",
    )
    drawn.given(
        "staging.epoch_versions",
        "version_name | epoch_name | published_on \n gpt-4-0314 | GPT-4 | 2023-03-14 \n new-1 | New | 2026-01-01",
    )
    drawn.given(
        "raw.archive_models",
        "load_id | model_version | name | released_on | organizations \n a | gpt-4-0314 | GPT-4 | 2023-03-14 | OpenAI,Microsoft \n"
        "a | gpt-4-0613 | GPT-4 | 2023-06-13 | OpenAI",
    )
    assert joined(drawn, "source, name, release_id, reason")[:2] == rows(
        "s | n | r | w \n epoch_archive | gpt-4-0314 | gpt-4 | Epoch scores this version under the name GPT-4 \n"
        "epoch_index | GPT-4 | gpt-4 | the name, in lower case with hyphens, is the release id"
    )
    assert ("epoch_archive", "gpt-4-0613") not in [row[:2] for row in joined(drawn)]


def test_a_renamed_repository_keeps_its_release_by_the_hubs_id(drawn, rows):
    drawn.given(
        "staging.hub_models",
        "pulled_on | hub_id | hub_model_id | created_at \n 2026-03-01 | h1 | THUDM/GLM-5 | 2026-02-01 \n"
        "2026-08-01 | h1 | ZAI-org/glm-5 | 2026-02-01 \n 2026-08-01 | h2 | other/GLM-5 | 2026-02-01",
    )
    assert joined(drawn) == rows(
        "s | n | r | u \n hub | THUDM/GLM-5 | glm-5 | exact key \n hub | ZAI-org/glm-5 | glm-5 | exact key \n"
        "hub | zai-org/GLM-5 | glm-5 | exact key"
    )


def test_a_repository_under_an_organisations_old_name_is_the_same_and_under_anothers_is_not(drawn):
    drawn.given(
        "staging.hub_models",
        "pulled_on | hub_id | hub_model_id | created_at \n 2026-03-01 | h1 | thudm/GLM-5 | 2026-02-01 \n"
        "2026-03-01 | h2 | openai/GLM-5 | 2026-02-01 \n 2026-03-01 | h3 | THUDM/GLM-5-FP8 | 2026-02-01",
    )
    assert [row[1:3] for row in joined(drawn)] == [("thudm/GLM-5", "glm-5"), ("zai-org/GLM-5", "glm-5")]


def test_a_repository_made_again_under_its_name_is_one_name_of_its_newest_id(drawn):
    drawn.given(
        "staging.hub_models",
        "pulled_on | hub_id | hub_model_id | created_at \n 2026-03-01 | h9 | lab/Again | 2024-01-01 \n"
        "2026-08-01 | h2 | lab/Again | 2026-07-01",
    )
    joined(drawn)
    query = "select name, hub_id, cast(dated_on as varchar) from core.source_names where source = 'hub'"
    assert drawn.connection.execute(query).fetchall() == [("lab/Again", "h2", "2026-07-01")]


def test_addresses_of_weights_join_unless_they_are_of_two_releases(drawn):
    drawn.given(
        "raw.models_dev_models",
        "load_id | model_id | name | released_on | weight_urls \n"
        "m | zai/glm-latest | GLM | 2026-02-11 | [https://huggingface.co/zai-org/glm-5] \n"
        "m | zai/elsewhere | GLM | 2026-02-11 | [https://modelscope.cn/zai-org/GLM-5]",
        weight_urls="varchar[]",
    )
    assert ("models_dev", "zai/glm-latest", "glm-5", "exact key") in joined(drawn)
    assert "zai/elsewhere" not in [row[1] for row in joined(drawn)]
    drawn.connection.execute("update staging.releases set hub_model_id = 'openai/open-4' where release_id = 'gpt-4'")
    drawn.connection.execute(
        "update raw.models_dev_models set weight_urls = list_append(weight_urls, 'https://huggingface.co/openai/open-4')"
    )
    assert "zai/glm-latest" not in [row[1] for row in joined(drawn)]


def test_a_name_of_two_releases_stops_the_build_and_names_both(drawn):
    drawn.given(
        "staging.epoch_releases",
        "release_id | name | leading_organization | published_on \n gpt-4 | GPT-4 | OpenAI | null \n gpt-4-1 | GPT-4.1 | OpenAI | null",
    )
    drawn.given(
        "staging.epoch_versions", "version_name | epoch_name | published_on \n v | GPT-4 | null \n v | GPT-4.1 | null"
    )
    joined(drawn)
    with pytest.raises(BuildError, match=r"name = v, release_id = gpt-4, other_release_id = gpt-4-1"):
        run_check(drawn.connection, CHECKS["fail_name_of_two_releases"])
    drawn.given(
        "staging.aliases", "source_id | source_name | release_id | reason \n epoch_version | v | gpt-4 | looked up"
    )
    joined(drawn)
    assert run_check(drawn.connection, CHECKS["fail_name_of_two_releases"]).row_count == 0


@pytest.mark.parametrize(
    "second",
    ["update staging.releases set hub_model_id = 'ZAI-ORG/glm-5' where release_id = 'gpt-4'",
     "insert into staging.aliases values ('hub', 'Zai-Org/GLM-5', 'gpt-4', 'a slip')"],
)  # fmt: skip
def test_two_releases_with_one_repository_stop_the_build_however_it_is_spelt(drawn, second):
    joined(drawn)
    assert run_check(drawn.connection, CHECKS["fail_repository_of_two_releases"]).row_count == 0
    drawn.connection.execute(second)
    joined(drawn)
    with pytest.raises(BuildError, match=r"repository = zai-org/glm-5, release_id = glm-5, other_release_id = gpt-4"):
        run_check(drawn.connection, CHECKS["fail_repository_of_two_releases"])


def test_hostile_names_pass_as_they_are_and_join_nothing(drawn):
    names = [
        "=cmd|' /C calc'!A0",
        "a\nb",
        '"quoted"',
        "<b>GPT-4</b>",
        "x" * 300,
        "'; drop table staging.releases; --",
        "gpt-4\x00",
    ]
    drawn.connection.executemany(
        "insert into raw.archive_models values ('a', ?, ?, null, null)", [(name, name) for name in names]
    )
    found = joined(drawn)
    assert [row for row in found if row[0] == "epoch_archive"] == []
    kept = drawn.connection.execute("select name from core.source_names where source = 'epoch_archive'").fetchall()
    assert sorted(name for (name,) in kept) == sorted(names)


def test_an_alias_gives_epochs_name_its_release_and_others_take_their_own(warehouse, rows):
    warehouse.given("raw.loads", "load_id | retrieved_on \n e | 2026-08-11")
    warehouse.given("raw.epoch_index", "load_id | model \n e | GPT-4 (Mar 2023) \n e | Same thing")
    warehouse.given("raw.epoch_scores", "load_id | model \n e | GPT-4 (Mar 2023) \n e | Only scored")
    warehouse.given("staging.releases", "release_id | name")
    warehouse.given(
        "staging.aliases",
        "source_id | source_name \n epoch_index | Same thing \n models_dev | Only scored",
    )
    warehouse.connection.execute("alter table staging.aliases add column release_id varchar default 'gpt-4'")
    assert warehouse.made("staging.epoch_names", "epoch_name, release_id") == rows(
        "n | r \n GPT-4 (Mar 2023) | gpt-4-mar-2023 \n Only scored | only-scored \n Same thing | gpt-4"
    )


def test_the_names_read_are_those_of_the_newest_load_by_the_day_or_the_first_after_it(warehouse, rows):
    warehouse.given(
        "raw.loads",
        "source | load_id | retrieved_on | finished_at \n models_dev | old | 2026-07-01 | 2026-07-01 \n"
        "models_dev | in_time | 2026-08-01 | 2026-08-01 \n models_dev | later | 2026-09-01 | 2026-09-01 \n"
        "archive | first | 2026-10-01 | 2026-10-01 \n archive | second | 2026-11-01 | 2026-11-01 \n hub | h | 2026-08-01 | 2026-08-01",
    )
    assert warehouse.made("staging.name_loads", "source, load_id") == rows(
        "s | l \n archive | first \n models_dev | in_time"
    )


def test_coverage_counts_what_is_in_use_and_has_no_zero_for_what_is_not(warehouse, rows):
    warehouse.given(
        "core.source_names",
        "source | name \n hub | a \n hub | b \n hub | c \n hub | d \n models_dev | a \n releases | a",
    )
    warehouse.given(
        "core.identities", "source | name | rule \n hub | a | exact key \n hub | b | alias \n models_dev | zz | alias"
    )
    warehouse.given("marts.review_queue", "kind | source | subject \n identity | hub | c \n release | hub | d")
    counts = "source, is_in_use, name_count, exact_key_count, alias_count, proposed_count, unjoined_count"
    found = warehouse.made("marts.identity_coverage", counts)
    assert [row for row in found if row[1] == "true"] == rows(
        "s | i | n | e | a | p | u \n hub | true | 4 | 1 | 1 | 1 | 1 \n models_dev | true | 1 | 0 | 0 | 0 | 1"
    )
    assert {row[1:] for row in found if row[1] == "false"} == {("false", None, None, None, None, None)}


def test_the_queue_asks_once_a_name_and_not_what_was_turned_down(warehouse):
    warehouse.given("staging.review_rejections", "proposal_id \n gone")
    warehouse.given(
        "core.identity_proposals",
        "proposal_id | source | name | place | release_id | release_name | score | evidence | source_url \n"
        "two | models_dev | m | 2 | r2 | R2 | 90 | weaker | null \n"
        "two | models_dev | m | 1 | r1 | R1 | 95 | likeness | https://x.example \n"
        "hub | hub | h | 1 | r1 | R1 | 80 | e | null \n gone | hub | g | 1 | r1 | R1 | 99 | e | null",
        place="integer",
    )
    warehouse.given(
        "core.release_proposals",
        "proposal_id | kind | source | subject | suggestion | score | evidence | suggested_name | suggested_family"
        " | suggested_organization_id | suggested_openness | suggested_released_on | suggested_country \n"
        "new | release | hub | lab/New-1 | lab/New-1 looks new | 70 | e | New-1 | New | lab | unknown | null | CN \n"
        "gone | release | hub | lab/Old | o | 90 | e | Old | null | lab | unknown | null | CN",
    )
    warehouse.given(
        "core.renamed_names",
        "proposal_id | name | release_id | release_name | evidence \n new_name | M (max) | r1 | R1 | versions \n gone | G | r1 | R1 | e",
    )
    warehouse.given(
        "core.unlabelled_notices", "source | subject | detail | release_id \n epoch | Top | No access is known. | top"
    )
    warehouse.given(
        "core.listed_newcomers",
        "namespace | subject | listed_on | n_roots | rank | root_hub_model_id | downloads_30d",
        rank="bigint",
        downloads_30d="double",
    )
    assert warehouse.made("marts.review_queue", "proposal_id, suggested_release_id, score, evidence, suggestion") == [
        (
            LABEL,
            "top",
            "100.0",
            "No access is known.",
            "Top is scored and counted nowhere; enter its labels and days into releases.csv.",
        ),
        ("hub", "r1", "80.0", "e", "h is the release R1 (r1)"),
        ("new", None, "70.0", "e", "lab/New-1 looks new"),
        ("new_name", "r1", "100.0", "versions", "M (max) is the release R1 (r1) under another name"),
        ("two", "r1", "95.0", "likeness; see https://x.example; or else: R2 (r2, 90.0)", "m is the release R1 (r1)"),
    ]
    order = warehouse.connection.execute("select proposal_id from marts.review_queue").fetchall()
    assert order == [
        ("new_name",),
        (LABEL,),
        ("new",),
        ("hub",),
        ("two",),
    ]  # what may be a known release, then what has no labels, then what nobody counts


def test_the_warehouse_knows_an_accepted_repository_as_the_releases_own(warehouse, rows):
    warehouse.connection.execute("create schema raw")
    warehouse.connection.execute(raw_schema())
    warehouse.connection.execute(
        "insert into raw.releases (release_id, hub_repository, hub_repository_source) values ('a', 'x/A', 'card'), ('b', null, null)"
    )
    warehouse.connection.execute(
        "insert into raw.aliases (source_id, source_name, release_id, reason) "
        "values ('hub', 'x/B', 'b', 'accepted'), ('hub', 'x/A2', 'a', 'r')"
    )
    assert warehouse.made("staging.releases", "release_id, hub_model_id, hub_repository_source") == rows(
        "r | h | s \n a | x/A | card \n b | x/B | accepted"
    )


def test_a_version_that_was_another_release_in_an_earlier_load_or_by_an_alias_has_moved(warehouse, rows):
    warehouse.given("staging.score_load", "load_id | vintage \n now | 2026-08-18")
    warehouse.given(
        "raw.loads",
        "load_id | retrieved_on \n now | 2026-08-18 \n before | 2026-08-11 \n later | 2026-08-25 \n older | 2026-08-04",
    )
    warehouse.given("staging.releases", "release_id \n kimi-k3 \n gpt-5")
    warehouse.given(
        "staging.aliases",
        "source_id | source_name | release_id | read_on \n epoch_version | v-alias | gpt-5 | 2026-07-01 \n"
        "hub | v-hub | gpt-5 | 2026-07-01",
    )
    warehouse.given(
        "staging.epoch_names",
        "epoch_name | release_id \n Kimi K3 | kimi-k3 \n New | new \n GPT-5 | gpt-5 \n Tomorrow | tomorrow \n Alone | alone",
    )
    warehouse.given(
        "staging.epoch_versions",
        "version_name | epoch_name \n v1 | New \n v2 | New \n v-alias | New \n v-hub | New \n both | New \n both | Kimi K3 \n"
        "v-later | New \n v9 | GPT-5 \n fresh | Alone",
    )
    warehouse.given(
        "raw.epoch_scores",
        "load_id | model | model_version \n before | Kimi K3 | v1 \n older | Kimi K3 | v1 \n before | Kimi K3 | v2 \n"
        "before | Kimi K3 | both \n later | Tomorrow | v-later \n before | Kimi K3 | v9 \n before | Kimi K3 | null \n now | New | v1",
    )
    # v9 is scored under a name that the reference file knows: such a name counts later versions too (core.own_names).
    assert warehouse.made("core.version_moves", "epoch_name, release_id, n_versions, versions, said") == rows(
        "n | r | c | v | s \n New | kimi-k3 | 2 | v1, v2 | scored as Kimi K3 in the load of 2026-08-11 \n"
        "New | gpt-5 | 1 | v-alias | an alias in aliases.csv"
    )


def test_a_kept_name_is_a_release_by_its_own_name_or_an_alias_once_it_was_seen(drawn):
    drawn.given("staging.vintages", "publication | first_seen_on \n 1 | 2026-08-01 \n 2 | 2026-09-01")
    drawn.given("staging.vintage_scores", "name | publication \n GPT-4 | 1 \n GPT | 1 \n Nobody | 1 \n GPT-4.1 | 2")
    drawn.given(
        "staging.aliases",
        "source_id | source_name | release_id | reason \n epoch_vintage | GPT | gpt-4 | its score goes on in it",
    )
    joined_names = [row for row in joined(drawn) if row[0] == "epoch_vintage"]
    assert joined_names == [
        ("epoch_vintage", "GPT", "gpt-4", "alias"),
        ("epoch_vintage", "GPT-4", "gpt-4", "exact key"),
    ]
    asked = "select name from core.source_names where source = 'epoch_vintage' order by name"
    assert drawn.connection.execute(asked).fetchall() == [("GPT",), ("GPT-4",), ("Nobody",)]


def test_a_version_of_the_files_of_costs_and_compute_is_a_name_of_the_archive_unless_an_alias_says_otherwise(
    drawn, rows
):
    drawn.given(
        "raw.run_costs", "source_name | release_id \n gpt-4-0314 | gpt-4 \n gpt-4-0613 | gpt-4 \n gpt-4-0314 | gpt-4"
    )
    drawn.given("raw.training_compute", "source_name | release_id \n gpt-4-0314 | gpt-4")
    drawn.given(
        "staging.aliases",
        "source_id | source_name | release_id | reason \n epoch_archive | gpt-4-0613 | gpt-4-1 | its id",
    )
    # Epoch scores the version too, under the same name or another: its own word goes before.
    drawn.given(
        "raw.archive_models",
        "load_id | model_version | name | released_on | organizations \n a | gpt-4-0314 | null | null | null",
    )
    drawn.given("staging.epoch_versions", "version_name | epoch_name | published_on \n gpt-4-0314 | GPT-4 | null")
    drawn.given(
        "staging.epoch_releases",
        "release_id | name | leading_organization | published_on \n gpt-4 | GPT-4 | OpenAI | null",
    )
    found = [row for row in joined(drawn) if row[0] == "epoch_archive"]
    assert found == rows(
        "s | n | r | u \n epoch_archive | gpt-4-0314 | gpt-4 | exact key \n epoch_archive | gpt-4-0613 | gpt-4-1 | alias"
    )
    # Epoch counts several versions under one name: such a name lends no day.
    drawn.made("core.own_names", "source")
    assert ("epoch_archive", "gpt-4-0314") not in drawn.made("core.own_names", "source, name")
