"""Days and labels of sources that are read live, beside those the reference file lists: whichever was read later speaks."""

import pytest

PRICES = "release_id | provider | source_model_id | seen_on | source | read_on \n"
LISTED = "release_id | claim_kind | claimed_on | day_precision | source_id | source_name | source_url | evidence | read_on \n"


@pytest.fixture
def drawn(warehouse):
    """Pulls of 1 August 2026 of which nothing is in, two identities, and the tables that claims come from."""
    warehouse.given(
        "staging.name_loads", "source | load_id | retrieved_on \n models_dev | m | 2026-08-01 \n catalogue | c | 2026-08-01 \n"
        "archive | a | 2026-08-01"
    )  # fmt: skip
    warehouse.given(
        "core.own_names", "source | name | release_id \n models_dev | lab/a | a \n model_release_dates | lab/a | a \n"
        "epoch_archive | a-1 | a \n hub | Lab/A | a"
    )  # fmt: skip
    warehouse.given(
        "raw.models_dev_models", "load_id | model_id | released_on | released_precision | open_weights | licence", open_weights="boolean"
    )  # fmt: skip
    warehouse.given("raw.models_dev_prices", "load_id | provider | model_id | released_on | released_precision")
    warehouse.given("raw.catalogue_events", "load_id | model_id | channel | stage | day | precision | url")
    warehouse.given("raw.archive_models", "load_id | model_version | released_on | accessibility")
    warehouse.given("staging.epoch_releases", "load_id | release_id | name | published_on | openness")
    warehouse.given("staging.releases", "release_id \n a \n b")
    warehouse.given("staging.epoch_access", "accessibility | openness \n API access | api")
    warehouse.given("core.hub_repositories", "hub_model_id | created_at | pulled_on | is_snapshot")
    warehouse.given("raw.hub_first_weights", "load_id | hub_model_id | first_weights_at | commit_id")
    warehouse.given("raw.loads", "load_id | retrieved_on \n w | 2026-07-15 \n e | 2026-08-09")
    warehouse.given("core.licence_changes", "hub_id | licence | gated | licence_openness | last_seen_on | is_newest")
    warehouse.given("core.hub_presence", "hub_id | hub_model_id \n 1 | Lab/A")
    warehouse.given("core.release_repositories", "hub_id | release_id \n 1 | a")
    warehouse.given("staging.hub_pulls", "pulled_on | is_snapshot \n 2026-08-02 | false \n 2026-03-18 | true")
    warehouse.given("staging.date_claims", LISTED)
    warehouse.given("staging.prices", PRICES)
    warehouse.given(
        "staging.openness_claims",
        "release_id | source_id | claimed_openness | claimed_licence | source_name | source_url | evidence | read_on",
    )
    return warehouse


def live(warehouse, columns="release_id, claim_kind, source_id, claimed_on"):
    return warehouse.made("core.live_date_claims", columns)


def claims(warehouse, columns="release_id, claim_kind, source_id, claimed_on, is_live"):
    live(warehouse)
    return warehouse.made("core.date_claims", columns)


def test_each_source_speaks_under_its_own_kind_of_day(drawn, rows):
    drawn.given(
        "raw.models_dev_models", "load_id | model_id | released_on | released_precision | open_weights | licence \n"
        "m | lab/a | 2026-03-01 | month | true | mit", open_weights="boolean",
    )  # fmt: skip
    drawn.given(
        "raw.catalogue_events", "load_id | model_id | channel | stage | day | precision | url \n"
        "c | lab/a | weights | public | 2026-03-05 | day | https://lab.example/a \n"
        "c | lab/a | api | public_preview | 2026-03-02 | day | https://lab.example/a \n"
        "c | lab/a | app | public | 2026-03-01 | day | https://lab.example/a"
    )  # fmt: skip
    drawn.given(
        "raw.archive_models", "load_id | model_version | released_on | accessibility \n a | a-1 | 2026-03-03 | null"
    )
    drawn.given(
        "staging.epoch_releases",
        "load_id | release_id | name | published_on | openness \n e | a | A | 2026-03-04 | api",
    )
    drawn.given(
        "core.hub_repositories",
        "hub_model_id | created_at | pulled_on | is_snapshot \n Lab/A | 2026-02-20 23:30:00+00 | 2026-08-02 | false",
    )
    drawn.given(
        "raw.hub_first_weights",
        "load_id | hub_model_id | first_weights_at | commit_id \n w | Lab/A | 2026-02-25 01:00:00+00 | c0ffee",
    )
    assert live(drawn) == rows(
        "r | k | s | d \n a | announced_on | models_dev | 2026-03-01 \n a | weights_on | model_release_dates | 2026-03-05 \n"
        "a | api_on | model_release_dates | 2026-03-02 \n a | published_on | epoch_archive | 2026-03-03 \n"
        "a | published_on | epoch_index | 2026-03-04 \n a | hub_created_on | hub | 2026-02-20 \n"
        "a | hub_first_weights_on | hub | 2026-02-25"
    )


@pytest.mark.parametrize("exact_key", ["weights", "epoch_name"])
def test_a_name_known_only_by_its_weights_or_by_epochs_counting_lends_no_day(warehouse, rows, exact_key):
    # "mistral-medium-latest" of August 2025 gives the weights of a version of 2026; Epoch counts gpt-4-0125-preview as GPT-4 Turbo.
    names = "models_dev | lab/a | a \n models_dev | lab/b-latest | b"
    warehouse.given("core.identities", f"source | name | release_id \n {names}")
    warehouse.given(
        "core.identity_claims", "source | name | release_id | exact_key \n models_dev | lab/a | a | release_id \n"
        f"models_dev | lab/a | a | {exact_key} \n models_dev | lab/b-latest | b | {exact_key} \n models_dev | lab/b-latest | c | release_id"
    )  # fmt: skip
    assert warehouse.made("core.own_names", "source, name, release_id") == rows("s | n | r \n models_dev | lab/a | a")


def test_a_year_is_no_day_and_no_month_and_claims_nothing(drawn):
    """The catalogue may know a year alone, and writes its first day; taken for a day it disagreed with every release of the year."""
    drawn.given(
        "raw.catalogue_events",
        "load_id | model_id | channel | stage | day | precision | url \n"
        "c | lab/a | api | public | 2026-01-01 | year | https://lab.example/a",
    )
    assert live(drawn) == []


def test_a_release_that_only_epoch_knows_has_its_day_in_use_and_no_claim_beside_it(drawn):
    drawn.given(
        "staging.epoch_releases",
        "load_id | release_id | name | published_on | openness \n e | z | Z | 2026-03-04 | api",
    )
    assert live(drawn) == []


def test_a_pull_younger_than_the_as_of_day_says_nothing(drawn):
    drawn.given("staging.name_loads", "source | load_id | retrieved_on \n models_dev | m | 2026-08-12")
    drawn.given(
        "raw.models_dev_models", "load_id | model_id | released_on | released_precision | open_weights | licence \n"
        "m | lab/a | 2026-03-01 | day | true | mit", open_weights="boolean",
    )  # fmt: skip
    assert live(drawn) == []


def test_the_stored_snapshot_of_the_hub_is_no_live_claim(drawn):
    drawn.given(
        "core.hub_repositories",
        "hub_model_id | created_at | pulled_on | is_snapshot \n Lab/A | 2026-02-20 23:30:00+00 | 2026-03-18 | true",
    )
    assert live(drawn) == []


@pytest.mark.parametrize(
    ("read_on", "expected"),
    [
        ("2026-07-02", "a | announced_on | models_dev | 2026-03-09 | true"),
        ("2026-08-01", "a | announced_on | models_dev | 2026-03-09 | true"),
        ("2026-08-02", "a | announced_on | models_dev | 2026-03-01 | false"),
    ],
)
def test_of_pull_and_reference_file_the_one_read_later_speaks(drawn, rows, read_on, expected):
    drawn.given(
        "raw.models_dev_models", "load_id | model_id | released_on | released_precision | open_weights | licence \n"
        "m | lab/a | 2026-03-09 | day | false | null", open_weights="boolean",
    )  # fmt: skip
    drawn.given(
        "staging.date_claims",
        f"{LISTED} a | announced_on | 2026-03-01 | day | models_dev | lab/a | https://x | e | {read_on}",
    )
    assert claims(drawn) == rows(f"r | k | s | d | l \n {expected}")


def test_a_release_that_has_gone_from_a_source_keeps_its_claim(drawn, rows):
    drawn.given(
        "staging.date_claims",
        f"{LISTED} a | announced_on | 2026-03-01 | day | models_dev | lab/a | https://x | e | 2026-07-02",
    )
    assert claims(drawn) == rows("r | k | s | d | l \n a | announced_on | models_dev | 2026-03-01 | false")


def test_the_first_price_listed_is_a_claim_with_the_address_of_its_source(drawn, rows):
    drawn.given(
        "staging.prices", f"{PRICES} a | lab | a-2 | 2026-04-01 | s | 2026-08-01 \n"
        "a | lab | a-1 | 2026-03-01 | commit c0ffee; https://list.example/a; base tier | 2026-07-01 \n"
        "b | lab | b | 2026-03-02 | no address | 2026-07-01"
    )  # fmt: skip
    assert claims(drawn, "release_id, claim_kind, source_id, claimed_on, source_name, source_url") == rows(
        "r | k | s | d | n | u \n a | listed_on | model_prices | 2026-03-01 | lab/a-1 | https://list.example/a \n"
        "b | listed_on | model_prices | 2026-03-02 | lab/b | null"
    )


def test_two_pages_of_one_source_and_day_are_two_claims(drawn, rows):
    """Two threads of 2026-07-27 state the day of Kimi K3's weights; by a key without the page one of them was refused."""
    drawn.given(
        "staging.date_claims",
        LISTED
        + "\n".join(
            f"a | weights_on | 2026-07-27 | day | thread | {url} | {url} | e | 2026-07-28"
            for url in ("https://x", "https://y")
        ),
    )
    assert claims(drawn, "source_id, source_name") == rows("s | n \n thread | https://x \n thread | https://y")


def test_labels_of_a_pull_take_the_place_of_those_listed(drawn, rows):
    drawn.given(
        "raw.models_dev_models", "load_id | model_id | released_on | released_precision | open_weights | licence \n"
        "m | lab/a | 2026-03-09 | day | true | mit", open_weights="boolean",
    )  # fmt: skip
    drawn.given(
        "raw.archive_models",
        "load_id | model_version | released_on | accessibility \n a | a-1 | 2026-03-03 | Something new",
    )
    drawn.given(
        "staging.epoch_releases",
        "load_id | release_id | name | published_on | openness \n e | a | A | 2026-03-04 | api",
    )
    drawn.given(
        "staging.openness_claims",
        "release_id | source_id | claimed_openness | claimed_licence | source_name | source_url | evidence | read_on \n"
        "a | models_dev | closed | null | lab/a | https://x | e | 2026-07-02 \n"
        "a | hub | open_unrestricted | mit | Lab/A | https://x | e | 2026-02-16",
    )
    assert drawn.made("core.openness_claims", "source_id, claimed_openness, claimed_licence, is_live") == rows(
        "s | o | l | i \n models_dev | open | mit | true \n epoch_archive | unknown | null | true \n epoch_index | api | null | true \n"
        "hub | open_unrestricted | mit | false"
    )


def test_a_source_is_over_its_limit_by_the_as_of_day(warehouse, rows):
    warehouse.given(
        "staging.source_limits", "source | age_limit_days | rests_on_it | reason \n hub | 14 | x | y \n archive | 30 | x | y \n"
        "models_dev | 30 | x | y \n catalogue | 60 | x | y", age_limit_days="bigint",
    )  # fmt: skip
    warehouse.given(
        "marts.sources", "source | retrieved_on | is_snapshot \n hub | 2026-07-27 | true \n archive | 2026-07-12 | false \n"
        "archive | 2026-07-01 | false \n models_dev | 2026-08-12 | false"
    )  # fmt: skip
    found = warehouse.made("marts.source_ages", "source, is_in_use, age_days, is_over_age, is_snapshot")
    assert found == rows(
        "s | u | a | o | r \n hub | true | 15 | true | true \n archive | true | 30 | false | false \n"
        "models_dev | true | -1 | false | false \n catalogue | false | null | null | false"
    )


@pytest.mark.parametrize(
    ("newest", "expected"),
    [
        ("1 | mit | false | open_unrestricted | 2026-08-02 | true", "hub | open_unrestricted | mit | true"),
        ("1 | own | auto | null | 2026-08-02 | true", "hub | open | own | true"),
        ("1 | none stated | false | null | 2026-08-02 | true", "hub | open | null | true"),
        ("1 | null | auto | null | 2026-08-02 | true", "hub | open_restricted | own | false"),
        ("1 | mit | false | open_unrestricted | 2026-03-18 | true", "hub | open_restricted | own | false"),
    ],
)
def test_the_licence_of_a_live_pull_of_the_hub_is_a_label(drawn, rows, newest, expected):
    """A class only where the reference files place the licence; a pull that read none, and the stored snapshot, say nothing."""
    drawn.given(
        "core.licence_changes",
        "hub_id | licence | gated | licence_openness | last_seen_on | is_newest \n"
        f"1 | apache-2.0 | false | open_unrestricted | 2026-07-30 | false \n {newest}",
    )
    drawn.given(
        "staging.openness_claims",
        "release_id | source_id | claimed_openness | claimed_licence | source_name | source_url | evidence | read_on \n"
        "a | hub | open_restricted | own | Lab/A | https://x | e | 2026-02-16",
    )
    found = drawn.made("core.openness_claims", "source_id, claimed_openness, claimed_licence, is_live")
    assert found == rows(f"s | o | l | i \n {expected}")
