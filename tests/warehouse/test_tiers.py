"""The tier of each release: by the labs' own names where they name one, and the lag by tier and by price as it is published."""

import re

import duckdb
import polars as pl
import pytest

from tests.conftest import Home
from tests.source_files import facts

# A line that its lab names tells the tier, whatever the score.
LINES = {
    "top": r"Claude (\d )?Opus|Claude Opus|GPT-5(\.\d)?( Pro)?$|Gemini [1-3]\.?\d? Pro|Llama 3\.1-405B|Qwen.*Max",
    "middle": r"Sonnet|[ -]mini( |$)|[oO]\d-mini|Gemini .* Flash( |$)|GPT-3\.5|Plus",
    "small": r"Haiku|[Nn]ano$|Flash-Lite|Gemma|[Pp]hi-",
}
# Phi is a family of small models, and Gemini 1.0 had an Ultra above its Pro.
EXCEPTIONS = {"phi-3-mini-3-8b": "small", "gemini-1-0-pro": "middle"}


@pytest.mark.parametrize("tier", LINES)
def test_a_release_of_a_named_line_has_the_tier_of_the_line(tier: str) -> None:
    named = [row for row in facts("releases") if re.search(LINES[tier], row["name"])]
    assert len(named) > 5
    assert {row["release_id"] for row in named if row["tier"] != EXCEPTIONS.get(row["release_id"], tier)} == set()


def test_what_no_line_tells_is_blank() -> None:
    blank = {row["release_id"] for row in facts("releases") if not row["tier"]}
    assert {"kimi-k3", "muse-spark", "inkling", "gpt-oss-120b", "deepseek-v3"} <= blank
    assert len(blank) < 60


@pytest.fixture(scope="module")
def tables(built: Home) -> dict[str, pl.DataFrame]:
    names = ("tier_lag", "tier_lag_summary", "price_lag", "price_lag_summary", "lag_by_record")
    with duckdb.connect(str(built.warehouse), read_only=True) as connection:
        return {name: connection.execute(f"from marts.{name}").pl() for name in names}


def test_the_medians_by_tier_are_those_of_their_records(tables: dict[str, pl.DataFrame]) -> None:
    summary = {row["tier"]: row for row in tables["tier_lag_summary"].rows(named=True)}
    assert {tier: (row["median_days"], row["n_records"], row["n_censored"]) for tier, row in summary.items()} == {
        "top": (199.0, 22, 4),
        "middle": (130.0, 15, 1),
        "small": (0.0, 11, 0),
    }
    # Where nothing waits the median is that of the lags themselves, those below zero counting as 0.
    small = tables["tier_lag"].filter(tier="small")["lag_days"].clip(lower_bound=0)
    assert sorted(small)[5] == summary["small"]["median_days"]


def test_a_record_of_the_headline_in_a_tier_has_its_lag(tables: dict[str, pl.DataFrame]) -> None:
    headline = tables["lag_by_record"].filter(
        pairing_id="us_any__cn_open", scale_id="eci_published", date_basis="available", rule_id="strict"
    )
    both = tables["tier_lag"].join(headline, on="record_release_id", suffix="_there")
    assert both.height >= 20 and both["lag_days"].equals(both["lag_days_there"])
    placed = {row["release_id"] for row in facts("releases") if row["tier"]}
    since = headline.filter(pl.col("record_released_on") >= pl.date(2023, 3, 14))
    assert set(since["record_release_id"]) & placed <= set(tables["tier_lag"]["record_release_id"])


def test_every_record_is_matched_unmatched_unknown_or_excluded_by_price(tables: dict[str, pl.DataFrame]) -> None:
    for row in tables["price_lag_summary"].rows(named=True):
        lags = tables["price_lag"].filter(price_kind=row["price_kind"], price_share=row["price_share"])
        n = dict(lags["state"].value_counts().iter_rows())
        assert sum(n.values()) == 21 and row["n_excluded"] == n["excluded"] == 10
        assert (row["n_matched"], row["n_censored"]) == (n["matched"], n["unmatched"])
        assert row["n_unknown"] == n.get("unknown", 0) and row["n_records"] == n["matched"] + n["unmatched"]
    (gpt_5,) = (
        tables["price_lag"].filter(record_release_id="gpt-5", price_kind="input", price_share=0.1).rows(named=True)
    )
    assert (gpt_5["state"], gpt_5["lag_days_least"], gpt_5["lag_days_most"]) == ("unknown", 309, None)
