"""Settings from the environment: what is meant is taken, and what makes no sense is named."""

import os
import re

import pytest

from warehouse import settings
from warehouse.settings import N_DRAWS, PROJECT, SettingError, address, hub_url, read_settings
from warehouse.sources import arena, catalogue, epoch, epoch_archive, models_dev


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
    assert "pw" not in str(told.value) and "q=1" not in str(told.value)  # a login or query that is refused is not shown


def _variables_of_addresses() -> set[str]:
    """Those that docs/settings.md lists, and the Hub's own."""
    listed = set(
        re.findall(r"^\| `(OPENLAG_\w+_URL)`", (PROJECT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
    )
    assert listed > {file.SETTING for file in (epoch, models_dev, catalogue, epoch_archive, arena)}
    return listed - {"OPENLAG_SITE_URL", "OPENLAG_WEBHOOK_URL"} | {"HF_ENDPOINT"}


@pytest.mark.parametrize("name", sorted(_variables_of_addresses()))
@pytest.mark.parametrize(
    "text",
    ["https://data.example/x.json?token=sekret", "https://data.example/x?sig=sekret#frag", "https://data.example/x#sekret",
     "https://me:sekret@data.example/x", "https://me:sek/ret@data.example/x", "me:sekret@data.example/x",
     "https://me:sekret@data.example/x/http://y", "file:///x.json?token=sekret",
     "HTTPS://ME:SEKRET@DATA.EXAMPLE"],
)  # fmt: skip
def test_an_address_with_a_login_query_or_fragment_is_refused_and_not_repeated(monkeypatch, name, text):
    """The address of a source stands in its load, in marts.sources and in what is exported; a key in its query was published there."""
    monkeypatch.setenv(name, text)
    for read in (
        read_settings,
        lambda: address(name, "https://usual.example"),
        hub_url if name == "HF_ENDPOINT" else read_settings,
    ):
        with pytest.raises(
            SettingError, match=f"^{name}=.* it must have no login, query .* or fragment .*; write it as https"
        ) as told:
            read()
        assert "sek" not in str(told.value).lower()


@pytest.mark.parametrize(
    "text", ["https://data.example/pkg@1.0/x.json", "file:///home/me@lab/epoch", "http://127.0.0.1:8000/a%3Fb", ""]
)
def test_an_address_without_them_is_taken(monkeypatch, text):
    for name in _variables_of_addresses():
        monkeypatch.setenv(name, text)
        assert address(name, "https://usual.example") == (text or "https://usual.example")
    read_settings()


@pytest.mark.parametrize("text", ["1KB", "99MB", "0.09GB", "95MiB"])
def test_too_little_memory_for_any_build_is_named_before_one_begins(monkeypatch, text):
    monkeypatch.setenv("OPENLAG_MEMORY", text)
    with pytest.raises(SettingError, match=f"^OPENLAG_MEMORY='{text}' is too little: .* less than 100MB. Allow 1GB"):
        read_settings()


def test_the_least_memory_and_whatever_half_of_a_small_machine_is_are_taken(monkeypatch):
    monkeypatch.setattr(settings, "machine_memory", lambda: 100_000_000)
    assert read_settings().memory == "50MB"
    monkeypatch.setenv("OPENLAG_MEMORY", "100MB")
    assert read_settings().memory == "100MB"


def test_the_address_of_a_webhook_may_have_a_query_and_is_in_no_setting(monkeypatch):
    monkeypatch.setenv("OPENLAG_WEBHOOK_URL", "https://hooks.example/x?key=sekret")
    assert "sekret" not in repr(read_settings())


@pytest.mark.parametrize("name", ["OPENLAG_HOME", "OPENLAG_HISTORY"])
def test_an_address_in_the_place_of_a_folder_is_named_without_its_login(monkeypatch, name):
    monkeypatch.setenv(name, "postgresql://me:sekret@db.example/lag?password=sekret")
    with pytest.raises(SettingError, match=f"^{name}='…@db.example/lag' is an address and no folder") as told:
        read_settings()
    assert "sekret" not in str(told.value)


def test_the_address_of_a_scheduler_that_is_refused_is_shown_without_its_login(monkeypatch):
    monkeypatch.setenv("OPENLAG_DASK", "tls://me:sekret@10.0.0.5:8786")
    with pytest.raises(SettingError, match="^OPENLAG_DASK='…@10.0.0.5:8786' is no scheduler's address"):
        read_settings()


@pytest.mark.parametrize(
    ("own", "files", "expected"),
    [
        ("0::/job", {"job/memory.max": "3000000"}, 3_000_000),
        ("0::/outside", {"memory.max": "4000000"}, 4_000_000),  # of a container, which sees its own group as the root
        ("0::/slice/job", {"slice/memory.max": "2000000", "slice/job/memory.max": "max"}, 2_000_000),
        ("0::/", {"memory.max": "max"}, None),
        ("9:memory:/job\n0::/", {"memory/job/memory.limit_in_bytes": "5000000"}, 5_000_000),
        ("9:memory:/\n", {"memory/memory.limit_in_bytes": str(2**63 - 4096)}, None),  # none
    ],
)
def test_the_memory_is_that_of_the_machine_or_of_its_control_group(tmp_path, monkeypatch, own, files, expected):
    for name, content in files.items():
        (tmp_path / "groups" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "groups" / name).write_text(content)
    (tmp_path / "own").write_text(own)
    monkeypatch.setattr(settings, "CGROUP", tmp_path / "groups")
    monkeypatch.setattr(settings, "OWN_GROUP", tmp_path / "own")
    assert settings.machine_memory() == (expected or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))


def test_half_of_the_memory_is_for_the_warehouse_unless_the_variable_says_otherwise(monkeypatch):
    monkeypatch.setattr(settings, "machine_memory", lambda: 8_000_000_000)
    assert read_settings().memory == "4000MB"
    monkeypatch.setenv("OPENLAG_MEMORY", "3GiB")
    assert read_settings().memory == "3GiB"
    monkeypatch.setenv("OPENLAG_MEMORY", "much")
    with pytest.raises(SettingError, match="OPENLAG_MEMORY='much' is not a size"):
        read_settings()


@pytest.mark.parametrize("name", ["OPENLAG_MEMORY", "OPENLAG_SQL_MEMORY", "OPENLAG_SQL_SIZE"])
@pytest.mark.parametrize("size", ["99999999TB", "8388608TiB", "8388607.99999TiB", "999999999.9999999TiB", "0.0001KB"])
def test_a_size_that_no_machine_has_is_none(monkeypatch, name, size):
    """The system takes numbers of 64 bits, and with a larger one the process of a query ended in an OverflowError."""
    monkeypatch.setenv(name, size)
    with pytest.raises(SettingError, match=f"{name}='{size}' is not a size; write it as 1GB or 512MB"):
        read_settings()
    monkeypatch.setenv(name, "999999TB")
    read_settings()


def test_the_history_lies_in_the_home_or_where_its_variable_says(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENLAG_HOME", str(tmp_path))
    assert read_settings().history == tmp_path / "history"
    monkeypatch.setenv("OPENLAG_HISTORY", str(tmp_path / "elsewhere"))
    assert read_settings().history == tmp_path / "elsewhere"


@pytest.mark.parametrize("text", ["http://127.0.0.1:8786", "tcp://127.0.0.1", "0", "two", "tcp://a:1 b"])
def test_dask_is_the_address_of_a_scheduler_or_a_number_of_processes(monkeypatch, text):
    assert read_settings().dask == ""
    for right in ("2", "tcp://10.0.0.5:8786", "tls://scheduler.example.org:8786"):
        monkeypatch.setenv("OPENLAG_DASK", right)
        assert read_settings().dask == right
    monkeypatch.setenv("OPENLAG_DASK", text)
    with pytest.raises(SettingError, match="OPENLAG_DASK=.* is no scheduler's address"):
        read_settings()


@pytest.mark.parametrize("usual", ["https://epoch.ai/data", "datasets/lmarena-ai/leaderboard-dataset"])
def test_an_address_set_to_nothing_is_the_usual_one(monkeypatch, usual):
    there = settings.address("OPENLAG_EPOCH_URL", usual)
    monkeypatch.setenv("OPENLAG_EPOCH_URL", "")
    assert there.startswith("https://") and settings.address("OPENLAG_EPOCH_URL", usual) == there
