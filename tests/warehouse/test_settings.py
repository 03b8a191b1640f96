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
