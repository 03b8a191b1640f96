"""The address of a DuckLake catalogue is read strictly, and is told nowhere. The servers are in tests/scale."""

from pathlib import Path

import duckdb
import pytest

from warehouse import lake
from warehouse.settings import Catalogue, SettingError, read_catalogue, read_settings

OWN = Path("/own")


def test_an_address_names_the_catalogue_its_user_and_where_the_files_are():
    address = "ducklake:postgresql://openlag:a%40b@db.example.org:5433/history?files=s3://bucket/folder"
    found = read_catalogue(address, OWN)
    assert found == Catalogue("db.example.org", 5433, "history", "openlag", "s3://bucket/folder/", OWN, "a@b")
    assert found.is_s3 and str(found) == "db.example.org:5433/history" and "a@b" not in repr(found)
    assert read_catalogue("ducklake:postgresql://me@host/history?files=/srv/files/", OWN).port == 5432


@pytest.mark.parametrize(
    "text",
    [
        "ducklake:",
        "ducklake:postgres:dbname=x password=swordfish",
        "ducklake:postgresql://me:swordfish@host/x",
        "ducklake:postgresql://me:swordfish@host/x?files=relative",
        "ducklake:postgresql://me:swordfish@host/x?files=https://elsewhere/",
        "ducklake:postgresql://me:swordfish@host/x?files=/srv&sslmode=disable",
        "ducklake:postgresql://me:swordfish@host/x/y?files=/srv",
        "ducklake:postgresql://me:swordfish@host:port/x?files=/srv",
        "ducklake:postgresql://host/x?files=/srv",
        "ducklake:mysql://me:swordfish@host/x?files=/srv",
        "ducklake:postgresql://me:swordfish@host/?files=/srv",
        "ducklake:postgresql://me:swordfish@host/x?files=/a\x1bb",
    ],
)
def test_another_form_is_refused_without_repeating_it(text, monkeypatch):
    monkeypatch.setenv("OPENLAG_HISTORY", text)
    with pytest.raises(SettingError, match="write it as ducklake:postgresql://USER@HOST") as raised:
        read_settings()
    assert "swordfish" not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_without_the_extra_a_sentence_says_how_it_is_installed(monkeypatch):
    monkeypatch.setattr(lake, "EXTENSIONS", ("of_the_tests",))
    address = read_catalogue("ducklake:postgresql://me@host/x?files=/srv/", OWN)
    with (
        duckdb.connect() as connection,
        pytest.raises(lake.LakeError, match=r"extension of_the_tests: `uv sync --extra"),
    ):
        lake.attach(connection, address)
