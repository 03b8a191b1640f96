"""Facts of warehouse/reference that stood wrong or unsettled and were put right, an incident a test, and the ledger behind them."""

import pytest

from tests.source_files import facts
from warehouse.read.connect import open_warehouse

HEADLINE = "pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and rule_id = 'strict'"
SETTLED = {
    "chatglm2-6b": ("open_restricted", "2023-06-24"),
    "codeqwen1-5-7b": ("open_noncommercial", "2024-04-15"),
    "internlm-20b": ("open_restricted", "2023-09-18"),
    "qwen-1-8b": ("open_noncommercial", "2023-11-30"),
    "qwen2-5-coder-3b": ("open_noncommercial", "2024-11-08"),
    "yi-9b": ("open_restricted", "2024-03-01"),
}


@pytest.fixture(scope="module")
def ask(built):
    with open_warehouse(built.warehouse) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def releases() -> dict[str, dict[str, str]]:
    return {row["release_id"]: row for row in facts("releases")}


def claims(release_id: str, kind: str) -> dict[str, set[str]]:
    """The pages that claim a kind of day, by the day."""
    found: dict[str, set[str]] = {}
    for row in facts("date_claims"):
        if (row["release_id"], row["kind"]) == (release_id, kind):
            found.setdefault(row["day"], set()).add(row["source_url"])
    return found


@pytest.mark.parametrize("name", ["kimi-k3", "kimi-k2-5", "qwen2-5-72b", "qwen2-72b"])
def test_a_licence_with_terms_for_large_users_is_restricted(releases, name) -> None:
    """Kimi K3 stood as non-commercial and Qwen2.5-72B as unrestricted, as Epoch has them; their licences set terms for large services."""
    row = releases[name]
    assert row["openness"] == "open_restricted"
    assert row["licence"] in ("kimi-k3", "modified-mit", "qwen", "tongyi-qianwen")
    labelled = {
        c["source_url"]
        for c in facts("openness_claims")
        if (c["release_id"], c["openness"]) == (name, "open_restricted")
    }
    assert any(url.startswith("https://") and "epoch" not in url for url in labelled)


def test_every_open_match_of_the_headline_has_its_licence(ask, releases) -> None:
    """Of the matches of the headline four had a label and no licence that it could be held against."""
    matches = [name for (name,) in ask("select release_id from marts.headline_dates where headline_part = 'match'")]
    assert len(matches) == 7
    assert [name for name in matches if not (releases[name]["licence"] and releases[name]["licence_source"])] == []


def test_gpt_5_pro_was_announced_with_gpt_5_and_hides_it_on_the_announced_basis(ask, releases) -> None:
    """GPT-5 Pro counted as announced on 2025-10-06, when its API opened; it had been announced with GPT-5 two months before."""
    assert (releases["gpt-5-pro"]["announced_on"], releases["gpt-5-pro"]["api_on"]) == ("2025-08-07", "2025-10-06")
    records = {
        basis: {name for (name,) in ask(f"select record_release_id from marts.lag_by_record where {HEADLINE} and date_basis = '{basis}'")}
        for basis in ("announced", "available")
    }  # fmt: skip
    assert "gpt-5-pro" in records["announced"] and "gpt-5" not in records["announced"]
    assert {"gpt-5-pro", "gpt-5"} <= records["available"]


@pytest.mark.parametrize(
    ("name", "announced"),
    [("gpt-5-codex", "2025-09-15"), ("gpt-5-2-codex", "2025-12-18"), ("glm-5-1", "2026-03-27"), ("gpt-5-3-codex", "2026-02-05")],
)  # fmt: skip
def test_a_release_announced_before_it_opened_has_both_days(releases, name, announced) -> None:
    """Like GPT-5 Pro, these stood as announced on the day of their API or weights."""
    row = releases[name]
    assert row["announced_on"] == announced < (row["weights_on"] or row["api_on"])


def test_the_day_of_base_weights_is_no_day_of_the_chat_weights(releases, ask) -> None:
    """DeepSeek-V3's base weights were public on 2024-12-25 and its chat weights, which are scored, were shown on the 26th first."""
    assert releases["deepseek-v3"]["weights_on"] == "2024-12-26"
    assert set(claims("deepseek-v3", "other_weights_on")) == {"2024-12-25"}
    assert ask(
        "select bound, agreement from marts.release_dates where release_id = 'deepseek-v3' and claim_kind = 'other_weights_on'"
    ) == [("none", "says nothing of it")]


def test_the_weights_of_kimi_k3_have_a_second_source_that_is_no_recipe(ask) -> None:
    """The serving recipe of 2026-07-27 was taken for a second source; it was written before the weights were out and calls itself so."""
    [(sources, days)] = ask(
        "select n_sources_within_seven_days, day_lower || ' ' || day_upper from marts.headline_dates where release_id = 'kimi-k3'"
    )
    assert sources >= 2 and days == "2026-07-27 2026-07-27"
    stating = claims("kimi-k3", "weights_on")["2026-07-27"]
    assert {
        "https://github.com/Helicone/helicone/issues/5742",
        "https://github.com/currentai-org/os-ai-map/pull/249",
    } <= stating
    assert set(claims("kimi-k3", "listed_on")) == {"2026-07-27"}
    [(bound,)] = ask(
        "select distinct bound from marts.release_dates where release_id = 'kimi-k3' and claim_kind = 'listed_on'"
    )
    assert bound == "none"


@pytest.mark.parametrize("name", sorted(SETTLED))
def test_a_chinese_release_with_public_weights_is_no_longer_unknown(releases, name) -> None:
    """Six Chinese releases stood as unknown in openness, and so in no group, though anyone could read their weights and licence."""
    row = releases[name]
    assert (row["openness"], row["weights_on"]) == SETTLED[name]
    assert row["openness_source"].startswith("https://") and "Epoch: Unknown" in row["openness_source"]


def test_every_day_of_the_headline_rests_on_rows_of_the_ledger_with_an_address(ask) -> None:
    """A day of the headline was one cell with one source; whoever doubted it had nothing to open."""
    rows = ask(
        "select headline.release_id, count(dates.source_url), count(*) filter (where dates.source_url is null), "
        "count(distinct dates.channel) from marts.headline_dates as headline join marts.release_dates as dates "
        "on dates.release_id = headline.release_id and dates.date_kind = headline.released_on_basis and not dates.is_chosen "
        "group by headline.release_id"
    )
    assert len(rows) == ask("select count(*) from marts.headline_dates")[0][0] == 28
    assert [row for row in rows if row[1] < 2 or row[2] or row[3] < 2] == []
    assert ask("select source_url from marts.release_dates where source_url not like 'https://_%'") == []


def test_the_intervals_of_the_headline_are_those_that_its_sources_leave_and_none_has_six_months_in_it(ask) -> None:
    """GPT-5 Pro was matched half a day over six months, so that a day more or less would turn the share."""
    found = {
        name: (lower, lag, upper)
        for name, lower, lag, upper in ask(
            "select record_release_id, lag_days_lower, lag_days, lag_days_upper from marts.lag_by_record where is_matched "
            f"and {HEADLINE} and date_basis = 'available' and record_released_on >= date '2023-03-14'"
        )
    }
    assert {name: ends for name, ends in found.items() if ends[0] != ends[2]} == {
        "gpt-4-mar-2023": (554, 555, 555), "claude-3-opus": (199, 199, 203), "claude-3-5-sonnet": (187, 189, 189),
        "gemini-2-5-pro-mar-2025": (116, 122, 122), "o3": (286, 286, 288), "o3-pro": (231, 231, 233),
    }  # fmt: skip
    assert len(found) == 17 and found["gpt-5-pro"] == (183, 183, 183)
    assert [name for name, (lower, _, upper) in found.items() if lower <= 182.625 < upper] == []
