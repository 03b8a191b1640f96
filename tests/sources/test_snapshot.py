"""The stored snapshot of the Hub, read straight into rows."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.landing import Pull, SourceError, land
from warehouse.settings import PROJECT
from warehouse.sources.hub.snapshot import FILE, pull_snapshot, read_snapshot

NOON = datetime(2026, 8, 11, 12, tzinfo=UTC)
REFERENCE = PROJECT / "warehouse" / "reference"
COLUMNS = (
    "hub_id,hub_model_id,created_at,last_modified_at,downloads_30d,downloads_all_time,likes,licence,tags,base_models,"
    "base_model_relation,gated,library,task,parameter_count,source,read_on\n"
)
ROWS = (
    "6895f1c2a1b2c3d4e5f60718,lab/full,2026-01-03T09:12:44.000Z,2026-02-01,5,9,0,apache-2.0,transformers license:apache-2.0,lab/base,"
    "finetune,auto,transformers,text-generation,70553706496,invented,2026-03-18\n"
    ",lab/bare,2026-01-02,,,,,,,,,,,,,invented,2026-03-17\n"
    ",lab/open,2026-01-01,,4,,,orca-community,license:other,,,false,,,,invented,2026-03-18\n"
    ",other/m,,,3,,,mit,,,,,,,,invented,2026-03-18\n"
)


def pull(folder: Path, *namespaces: str) -> Pull:
    return pull_snapshot(folder, namespaces or ("lab", "other"), now=lambda: NOON)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FILE).write_text(COLUMNS + ROWS, encoding="utf-8")
    return tmp_path


def test_what_the_snapshot_knows_comes_back_and_what_it_does_not_know_is_null(folder: Path) -> None:
    models = pull(folder).tables["hub_models"]
    columns = [
        "hub_model_id",
        "downloads_30d",
        "likes",
        "licence",
        "base_models",
        "gated",
        "parameter_count",
        "is_private",
    ]
    assert models.select(columns).rows() == [
        ("lab/full", 5, 0, "apache-2.0", ["lab/base"], "auto", 70553706496, None),
        ("lab/bare", None, None, None, None, None, None, None),
        ("lab/open", 4, None, "orca-community", None, "false", None, None),
        ("other/m", 3, None, "mit", None, None, None, None),
    ]
    assert models["created_at"].to_list()[1] == datetime(2026, 1, 2, tzinfo=UTC) and models["created_at"][3] is None
    assert models["hub_id"][0] == "6895f1c2a1b2c3d4e5f60718" and models["hub_id"].n_unique() == 4


def test_only_the_organisations_asked_for_are_in_it(folder: Path) -> None:
    assert pull(folder, "other").tables["hub_models"]["hub_model_id"].to_list() == ["other/m"]


def test_it_is_marked_and_lands_once_however_often_it_is_read(folder: Path, tmp_path: Path) -> None:
    pulls = [pull(folder) for _ in range(2)]
    assert (pulls[0].is_snapshot, pulls[0].retrieved_on) == (True, date(2026, 3, 18))
    assert (pulls[0].url, pulls[0].title[-29:]) == (
        "https://huggingface.co/api/models",
        "stored snapshot of 2026-03-18",
    )
    loads = [land(one, tmp_path / "landing", code_version="test") for one in pulls]
    assert loads[0] == loads[1]


@pytest.mark.parametrize(
    "text", ["", "hub_model_id\nlab/m\n", COLUMNS, COLUMNS + ",lab/m,,,many,,,,,,,,,,,x,2026-01-01\n"]
)
def test_one_that_cannot_be_read_is_an_error_that_names_the_file(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"hub_models\.csv: no stored snapshot"):
        pull(tmp_path)


def test_the_project_s_own_is_read_without_a_reject() -> None:
    rows, _ = read_snapshot(REFERENCE / FILE)
    pulled = pull(REFERENCE, *sorted({row["author"] for row in rows}))
    assert pulled.tables["hub_models"].height == len(rows) > 200
    assert pulled.rejects == []
