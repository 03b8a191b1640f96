"""Countries: what a source states, which one is used, and what of it nobody can read."""

RELEASES = "load_id | release_id | name | organizations | leading_organization | country_stated | country | openness | published_on \n"
REFERENCE = (
    "release_id | name | family | organization_id | organizations | country | country_source | openness | openness_source | licence"
    " | licence_source | announced_on | announced_on_source | api_on | api_on_source | weights_on | weights_on_source | published_on"
    " | published_on_source | hub_model_id | date_spread_days | read_on | notes \n"
)


def test_a_country_of_epoch_is_the_one_that_its_cell_states(warehouse, rows):
    warehouse.given(
        "raw.epoch_index",
        "load_id | model | organizations | country | accessibility | published_on | score | score_lower | score_upper \n"
        "e | A | O | Korea (Republic of) | null | null | null | null | null \n"
        "e | B | O | India | null | null | null | null | null \n"
        "e | C | O,P | China,United States of America | null | null | null | null | null \n"
        "e | D | O | Multinational | null | null | null | null | null \n"
        "e | E | O | null | null | null | null | null | null",
    )
    warehouse.given("raw.archive_models", "load_id | model_version | country \n z | v | Iran, Islamic Republic of")
    warehouse.given("staging.epoch_names", "epoch_name | release_id \n A | a \n B | b \n C | c \n D | d \n E | e")
    warehouse.given("staging.epoch_access", "accessibility | openness \n API access | api")
    warehouse.given("staging.score_load", "load_id \n e")
    assert warehouse.made("staging.countries", "country_stated, country") == rows(
        "s | c \n China,United States of America | CN \n India | IN \n Iran, Islamic Republic of | IR"
        " \n Korea (Republic of) | KR \n Multinational | null"
    )
    assert warehouse.made("staging.epoch_releases", "release_id, country_stated, country") == rows(
        "r | s | c \n a | Korea (Republic of) | KR \n b | India | IN \n c | China,United States of America | CN"
        " \n d | Multinational | null \n e | null | null"
    )


def given_releases(warehouse):
    """A release of the reference file whose country Epoch states otherwise, and new ones with what Epoch states of theirs."""
    warehouse.given(
        "staging.releases",
        REFERENCE
        + "ours | R | R | o | O | GB | press | api | s | null | null | null | null | 2024-03-01 | s | null | null"
        " | null | null | null | null | 2026-08-11 | null \n known | K | K | o | O | US | press | api | s"
        " | null | null | null | null | 2024-03-01 | s | null | null"
        " | null | null | null | null | 2026-08-11 | null",
    )
    warehouse.given(
        "staging.epoch_releases",
        RELEASES + "e | known | K | O | O | China | CN | api | 2024-02-01 \n"
        "e | same | S | O | O | USA | US | api | 2024-02-01 \n"
        "e | other | T | O | O | Korea (Republic of) | KR | api | 2024-02-01 \n"
        "e | unread | U | O | O | Multinational | null | api | 2024-02-01 \n"
        "e | blank | B | O | O | null | null | api | 2024-02-01 \n"
        "e | nobody | N | Z | Z | Multinational | null | api | 2024-02-01 \n"
        "e | silent | L | Z | Z | null | null | api | 2024-02-01",
    )
    warehouse.given("staging.organizations", "organization_id | organization_name | country \n o | O | US")


def test_a_reader_is_told_which_country_is_used_and_what_another_source_has(warehouse, rows):
    given_releases(warehouse)
    assert warehouse.made("core.releases", "release_id, country, country_stated, country_source") == rows(
        "r | c | s | w \n"
        "known | US | China | press; the score source prints China \n"
        "ours | GB | null | press; organizations.csv has US \n"
        "same | US | USA | as the score source prints it \n"
        "other | KR | Korea (Republic of) | as the score source prints it; organizations.csv has US \n"
        "unread | US | Multinational | organizations.csv; the score source prints Multinational, which is not understood \n"
        "blank | US | null | organizations.csv; the score source prints none \n"
        "nobody | null | Multinational | the score source prints Multinational, which is not understood \n"
        "silent | null | null | the score source prints none"
    )


def test_a_country_that_nobody_can_read_is_named_with_the_names_beside_it(warehouse, rows):
    given_releases(warehouse)
    warehouse.made("core.releases", "release_id")
    warehouse.given(
        "raw.epoch_index",
        "load_id | model | country \n e | U | Multinational \n e | N | Multinational \n e | T | Korea (Republic of)"
        " \n e | K | China \n old | X | Atlantis",
    )
    warehouse.given("raw.archive_models", "load_id | model_version | country \n z | v-1 | Lemuria \n z | v-2 | India")
    warehouse.given("staging.score_load", "load_id \n e")
    warehouse.given("staging.name_loads", "load_id \n z")
    warehouse.made("staging.countries", "country")
    assert warehouse.made("core.country_faults", "kind, source, subject, n, detail") == rows(
        "k | s | j | n | d \n"
        "country not understood | epoch | Multinational | 2 | N, U \n"
        "country not understood | archive | Lemuria | 1 | v-1 \n"
        "another country | reference | ours | 1 | GB: press; organizations.csv has US \n"
        "another country | epoch | known | 1 | US: press; the score source prints China \n"
        "another country | epoch | other | 1 | KR: as the score source prints it; organizations.csv has US"
    )
