"""Settings from the environment: what is meant is taken, and what makes no sense is named."""

import pytest

from warehouse.settings import N_DRAWS, SettingError, read_settings


@pytest.mark.parametrize(("text", "draws"), [("", N_DRAWS), ("20", 20), ("10000", 10_000)])
def test_the_number_of_draws_is_that_of_published_figures_unless_it_is_set(monkeypatch, text, draws):
    assert read_settings().draws == N_DRAWS
    monkeypatch.setenv("OPENLAG_DRAWS", text)
    assert read_settings().draws == draws


@pytest.mark.parametrize("text", ["19", "0", "-20", "10001", "5e2", "twenty", "20.0", " 20", "²0", "9" * 5_000])
def test_a_number_of_draws_that_cannot_be_made_is_named(monkeypatch, text):
    monkeypatch.setenv("OPENLAG_DRAWS", text)
    with pytest.raises(SettingError, match="^OPENLAG_DRAWS=.* is not a number of draws; write one from 20 to 10,000"):
        read_settings()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        ("https://lag.example.org/reports/", "https://lag.example.org/reports"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_the_address_of_the_site_is_taken_without_the_slash_at_its_end(monkeypatch, text, address):
    monkeypatch.setenv("OPENLAG_SITE_URL", text)
    assert read_settings().site_url == address


@pytest.mark.parametrize(
    "text",
    ["lag.example.org", "javascript:alert(1)", "ftp://a.example", "https://", 'https://a.example/"><script>', "https://me:pw@a.example",
     "https://a.example/?q=1", "https://a.example/ b", "https://evil\r\nX: 1", "https://a.example#x"],
)  # fmt: skip
def test_an_address_of_the_site_that_is_none_is_named(monkeypatch, text):
    monkeypatch.setenv("OPENLAG_SITE_URL", text)
    with pytest.raises(SettingError, match="^OPENLAG_SITE_URL=.* is not an http or https address") as told:
        read_settings()
    assert "pw" not in str(told.value)  # a login that is refused is not shown
