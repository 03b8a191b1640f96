"""A listing is kept once, whole, in any order, and what of it is known already is not kept again."""

import random
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from cli.doctor import _listed
from tests.conftest import resting
from tests.history.listed import MEMORY, keep, listing, loaded, model, rows_of, write_batch
from tests.recipes import block
from warehouse.build.runner import build
from warehouse.history import engine, listings, sums
from warehouse.history.listings import add_listing
from warehouse.history.records import every_listing, find_damage
from warehouse.landing import SourceError
from warehouse.settings import read_settings
from warehouse.sources.hub.crawl import Listed
from warehouse.sources.hub.whole import insist_on_day, insist_on_whole

QWEN = model("Qwen/One", downloads_30d=100, likes=7)
TUNE = model(
    "me/Tune", base_models=["qwen/one"], base_model_relation="finetune", created_at=datetime(2026, 8, 10, tzinfo=UTC)
)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def attributes(kept):
    columns = "hub_id, hub_model_id, licence"
    return duckdb.sql(f"select {columns} from read_parquet('{kept.file('attributes')}') order by all").fetchall()


def test_a_listing_is_kept_with_its_counts_and_its_versions(tmp_path):
    kept = keep(tmp_path, [TUNE, QWEN])
    assert (kept.listing_id, kept.n_models) == (f"hub-2026-08-18-full-{kept.checksum[:12]}", 2)
    assert kept.folder == tmp_path / "history" / "week=2026-W34" / kept.listing_id.removeprefix("hub-")
    counts = duckdb.sql(f"select hub_id, downloads_30d, likes from read_parquet('{kept.file('counts')}')").fetchall()
    assert counts == [("id-me/tune", 10, 1), ("id-qwen/one", 100, 7)]
    assert attributes(kept) == [("id-me/tune", "me/Tune", "mit"), ("id-qwen/one", "Qwen/One", "mit")]
    assert every_listing(tmp_path / "history") == [kept] and find_damage(kept) is None


def test_a_listing_is_kept_in_a_folder_with_braces(tmp_path):
    home = tmp_path / "{x}{0}{}"
    assert attributes(keep(home, [QWEN])) == [("id-qwen/one", "Qwen/One", "mit")]
    assert len(attributes(keep(home, [QWEN, TUNE], 25))) == 1
    assert rows_of(loaded(home), "select n_models from raw.hub_listings order by all") == [(1,), (2,)]


def test_of_a_repository_read_twice_the_last_row_counts_whole(tmp_path):
    again = QWEN | {"downloads_30d": None, "licence": "apache-2.0"}
    files = [write_batch(rows, tmp_path / f"{n}.parquet") for n, rows in enumerate(([QWEN, TUNE], [again]))]
    kept = add_listing(files, listing(), tmp_path / "history", memory=MEMORY, code_version="test")
    counts = duckdb.sql(f"select hub_id, downloads_30d from read_parquet('{kept.file('counts')}')").fetchall()
    # Null is what was read last: it is not filled with what was read before.
    assert counts == [("id-me/tune", 10), ("id-qwen/one", None)]
    assert attributes(kept)[1] == ("id-qwen/one", "Qwen/One", "apache-2.0")


@pytest.mark.parametrize(
    ("changed", "is_new"),
    [
        ({"downloads_30d": 5, "likes": None}, False),
        ({"last_modified_at": datetime(2026, 8, 20, tzinfo=UTC)}, False),
        ({"licence": None}, True),
        ({"licence": ""}, True),
        ({"tags": []}, True),
        ({"tags": None}, True),
        ({"tags": ["x", "y"]}, True),
        ({"base_models": None}, True),
        ({"hub_model_id": "Qwen/Renamed"}, True),
        ({"parameter_count": 7}, True),
    ],
)
def test_a_version_is_kept_again_only_if_an_attribute_changed(tmp_path, changed, is_new):
    keep(tmp_path, [QWEN, TUNE])
    assert len(attributes(keep(tmp_path, [QWEN | changed, TUNE], 25))) == is_new


def test_a_version_that_comes_back_is_known(tmp_path):
    keep(tmp_path, [QWEN], 4)
    keep(tmp_path, [QWEN | {"licence": "other"}], 11)
    keep(tmp_path, [TUNE], 18)
    assert attributes(keep(tmp_path, [QWEN, TUNE], 25)) == []


def test_the_same_listing_again_changes_nothing_whatever_its_order_and_batches(tmp_path):
    kept = keep(tmp_path, [QWEN, TUNE])
    before = tree(tmp_path / "history")
    files = [write_batch([row], tmp_path / f"{n}.parquet") for n, row in enumerate((TUNE, QWEN))]
    later = listing(18, started_at=datetime(2026, 8, 18, 9, tzinfo=UTC))
    assert add_listing(files, later, tmp_path / "history", memory=MEMORY, code_version="other") == kept
    assert tree(tmp_path / "history") == before


@pytest.mark.parametrize("given", [{"source": "hub_stats"}, {"url": "https://mirror.example"}, {"licence": "ODbL-1.0"}])
def test_the_same_rows_from_elsewhere_are_a_listing_of_their_own(tmp_path, given):
    first, other = keep(tmp_path, [QWEN, TUNE]), keep(tmp_path, [QWEN, TUNE], **given)
    assert (other.folder.name, other.listing) == (f"{first.folder.name}-2", listing(**given))
    assert attributes(other) == []
    assert keep(tmp_path, [QWEN, TUNE], **given) == other and keep(tmp_path, [QWEN, TUNE]) == first
    assert every_listing(tmp_path / "history") == [first, other]


def weeks():
    """Listings of three weeks and a partial one, with repositories that come, go, change and are renamed."""
    names = ["Qwen/A", "me/B", "facebook/C", "you/D", "me/E", "you/F"]
    rows = []
    for week in range(3):
        chance = random.Random(week)
        shown = [name for name in names if chance.random() < 0.8]
        rows.append([
            model(name, licence=chance.choice(["mit", None]), base_models=chance.sample(names, 2), likes=chance.choice([None, 3]))
            for name in shown
        ])  # fmt: skip
    return [(found, 4 + 7 * week, "full") for week, found in enumerate(rows)] + [([rows[0][0]], 13, "partial")]


TABLES = ("raw.hub_listings", "raw.hub_spread", "raw.hub_roots")
MARTS = ("marts.spread_weekly", "marts.derivatives", "marts.largest_roots", "core.spread_shares")


def built(home):
    """The rows of every table that rests on the listings, as text; those of marts in their order."""
    connection = loaded(home)
    build(connection, resting(*MARTS), as_of=date(2026, 9, 30))
    ordered = {table: "" if table.startswith("marts.") else "order by all" for table in (*MARTS, *TABLES)}
    return {table: str(rows_of(connection, f"from {table} {order}")) for table, order in ordered.items()}


@pytest.mark.parametrize("seed", range(2))
def test_the_same_listings_in_any_order_give_the_same_tables(tmp_path, seed):
    given = weeks()
    for rows, day, kind in given:
        keep(tmp_path / "one", rows, day, kind)
    random.Random(seed).shuffle(given)
    for rows, day, kind in given:
        keep(tmp_path / "other", rows, day, kind)
    one = built(tmp_path / "one")
    assert one == built(tmp_path / "other") and "[]" not in one.values()


def test_a_build_over_sums_that_were_kept_is_that_of_a_rebuild_without_them(tmp_path):
    for rows, day, kind in weeks():
        keep(tmp_path, rows, day, kind)
    kept = built(tmp_path)
    derived = tmp_path / "history" / "derived"
    before = tree(derived)
    assert any("spread-" in name for name in before)
    for path in sorted(derived.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    assert built(tmp_path) == kept
    assert tree(derived) == before


def test_a_week_that_is_summed_is_not_summed_again(tmp_path, monkeypatch):
    keep(tmp_path, [QWEN, TUNE])
    loaded(tmp_path)
    keep(tmp_path, [QWEN], 25)
    asked = []
    monkeypatch.setattr("warehouse.history.read.sum_up", lambda connection, kept, history: asked.append(kept))
    monkeypatch.setattr(
        "warehouse.history.read.make_spread", lambda connection, kept, *rest: asked.append(kept) or rest[0]
    )
    with pytest.raises(AttributeError):  # of what stands for the new week's sums
        loaded(tmp_path)
    assert {kept.listing.listed_on.day for kept in asked} == {25}


def test_no_listing_of_after_the_day_is_read(tmp_path):
    for day in (18, 25):
        keep(tmp_path, [QWEN], day)
    found = rows_of(loaded(tmp_path, date(2026, 8, 24)), "select listed_on from raw.hub_listings")
    assert found == [(date(2026, 8, 18),)]


def test_without_a_history_the_tables_are_empty_and_nothing_is_made(tmp_path):
    assert rows_of(loaded(tmp_path), "from raw.hub_listings") == [] and list(tmp_path.iterdir()) == []


class Killed(BaseException):
    """What ends a run as a kill does: nothing of it is put in order afterwards."""


@pytest.mark.parametrize("step", ["write", "write_listing", "sum_up", "rename"])
def test_a_run_killed_at_any_step_leaves_nothing_that_is_read_and_the_next_one_ends_the_same(tmp_path, step):
    def die(*given):
        raise Killed

    whole = keep(tmp_path / "whole", [QWEN, TUNE])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine, "sweep", lambda history: None)
        patched.setattr(*((Path, "rename") if step == "rename" else (listings, step)), die)
        with pytest.raises(Killed):
            keep(tmp_path / "killed", [QWEN, TUNE])
    history = tmp_path / "killed" / "history"
    assert any(path.name.endswith(".partial") for path in history.rglob(".*")) or step == "sum_up"
    assert [kept.listing_id for kept in every_listing(history)] == ([whole.listing_id] if step == "sum_up" else [])
    keep(tmp_path / "killed", [QWEN, TUNE])
    assert tree(history) == tree(tmp_path / "whole" / "history")


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("table", ["counts", "attributes"])
def test_a_damaged_listing_is_kept_anew_beside_itself(tmp_path, table):
    first = keep(tmp_path, [QWEN, TUNE])
    flip(first.file(table))
    again = keep(tmp_path, [QWEN, TUNE])
    assert again.folder.name == f"{first.folder.name}-2" and find_damage(again) is None
    # A version of the damaged file is none that can be relied on.
    assert len(attributes(again)) == (2 if table == "attributes" else 0)


def test_a_listing_kept_anew_and_put_right_since_counts_each_repository_once(tmp_path):
    first = keep(tmp_path, [QWEN, TUNE])
    sound = first.file("attributes").read_bytes()
    flip(first.file("attributes"))
    again = keep(tmp_path, [QWEN, TUNE])
    first.file("attributes").write_bytes(sound)
    (tmp_path / "history" / "derived" / again.listing_id / "sums.json").unlink()
    query = "select sum(n_models) from raw.hub_spread group by listing_id"
    assert rows_of(loaded(tmp_path), query) == [(2.0,), (2.0,)]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda kept: kept.file("counts").unlink(), "'counts.parquet' is gone."),
        (lambda kept: kept.file("counts").write_bytes(b"x"), "counts.parquet is 1 bytes long"),
        (lambda kept: (kept.folder / "notes.txt").write_text(""), "'notes.txt' was not kept with it."),
        (lambda kept: (kept.folder / "listing.json").write_text("{"), "listing.json does not hold"),
        (
            lambda kept: (kept.folder / "listing.json").write_text(
                (kept.folder / "listing.json").read_text().replace('"full"', '"part"')
            ),
            "listing.json does not hold: it does not have the sum with which it was written.",
        ),
        (lambda kept: kept.folder.rename(kept.folder.with_name("2026-08-19-full-0123456789ab")), "its folder is week=2026-W34/2026-08-19"),
    ],
)  # fmt: skip
def test_a_damaged_listing_is_set_aside_and_told_and_the_others_are_read(tmp_path, spoil, reason):
    kept = keep(tmp_path, [QWEN])
    keep(tmp_path, [QWEN, TUNE], 25)
    spoil(kept)
    connection = loaded(tmp_path)
    assert rows_of(connection, "select n_models from raw.hub_listings") == [(2,)]
    ((source, is_damaged, told),) = rows_of(connection, "select source, is_damaged, reason from raw.loads_set_aside")
    assert (source, is_damaged) == ("crawl", True) and reason in told


@pytest.mark.parametrize("week", ["2026-W09", "2026-W77"])
def test_a_folder_of_a_day_that_there_is_not_is_set_aside_and_told(tmp_path, week):
    keep(tmp_path, [QWEN])
    (tmp_path / "history" / f"week={week}" / "2026-02-31-full-0123456789ab").mkdir(parents=True)
    connection = loaded(tmp_path)
    assert rows_of(connection, "select n_models from raw.hub_listings") == [(1,)]
    assert rows_of(connection, "select load_id, reason from raw.loads_set_aside") == [
        ("hub-2026-02-31-full-0123456789ab", "listing.json does not hold: its folder is of 2026-02-31, and there is no such day."),
    ]  # fmt: skip


def test_a_listing_is_not_summed_from_bytes_that_changed_nor_from_versions_that_are_lost(tmp_path):
    first = keep(tmp_path, [QWEN, TUNE])
    second = keep(tmp_path, [QWEN], 25)
    flip(first.file("attributes"))
    assert rows_of(loaded(tmp_path), "select count(*) from raw.hub_listings") == [(2,)]  # their sums are there
    for kept in (first, second):
        (tmp_path / "history" / "derived" / kept.listing_id / "sums.json").unlink()
    connection = loaded(tmp_path)
    assert rows_of(connection, "from raw.hub_listings") == rows_of(connection, "from raw.hub_spread") == []
    told = dict(rows_of(connection, "select load_id, reason from raw.loads_set_aside"))
    assert "attributes.parquet does not have the sum" in told[first.listing_id]
    assert "of 1 of its 1 repositories the attributes were kept with another listing" in told[second.listing_id]


@pytest.mark.parametrize("name", ["sums.parquet", "largest_roots.parquet", "sums.json", "spread"])
def test_damaged_sums_are_made_anew(tmp_path, name):
    kept = keep(tmp_path, [QWEN, TUNE])
    before = rows_of(loaded(tmp_path), "from raw.hub_spread order by all")
    folder = tmp_path / "history" / "derived" / kept.listing_id
    (file,) = folder.glob(f"{name}*")
    flip(file)
    if name == "sums.parquet":  # which is read only where these are not there
        next(folder.glob("spread-*")).unlink()
    assert rows_of(loaded(tmp_path), "from raw.hub_spread order by all") == before
    assert len(list(folder.iterdir())) == 4


@pytest.mark.parametrize("name", ["sums.json", "sums.parquet", "largest_roots", "spread"])
def test_sums_that_cannot_be_read_are_made_anew(tmp_path, name):
    kept = keep(tmp_path, [QWEN, TUNE])
    before = rows_of(loaded(tmp_path), "from raw.hub_spread order by all")
    (file,) = (tmp_path / "history" / "derived" / kept.listing_id).glob(f"{name}*")
    file.unlink()
    file.mkdir()
    assert rows_of(loaded(tmp_path), "from raw.hub_spread order by all") == before


@pytest.mark.parametrize("name", ["", "spread"])
def test_sums_of_another_listing_in_place_of_its_own_are_made_anew(tmp_path, name):
    first, second = keep(tmp_path, [QWEN]), keep(tmp_path, [QWEN, TUNE], 25)
    before = rows_of(loaded(tmp_path), "from raw.hub_spread order by all")
    other, own = (tmp_path / "history" / "derived" / kept.listing_id for kept in (first, second))
    for path in own.glob(f"{name}*"):
        path.unlink()
    for path in other.glob(f"{name}*"):
        shutil.copy(path, own)
    connection = loaded(tmp_path)
    assert rows_of(connection, "from raw.hub_spread order by all") == before
    assert rows_of(connection, "select listing_id, n_models from raw.hub_roots order by all") == [
        (first.listing_id, 1.0), (second.listing_id, 2.0),
    ]  # fmt: skip


def test_sums_by_another_rule_are_made_anew(tmp_path, monkeypatch):
    kept = keep(tmp_path, [QWEN, TUNE])
    monkeypatch.setattr(sums, "RULE", sums.RULE + 1)
    assert sums.sums_of(kept, tmp_path / "history") is None
    loaded(tmp_path)
    assert sums.sums_of(kept, tmp_path / "history") is not None


def test_doctor_tells_what_is_kept_and_what_is_damaged(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENLAG_HOME", str(tmp_path))
    assert list(_listed(read_settings())) == []
    first = keep(tmp_path, [QWEN, TUNE])
    keep(tmp_path, [QWEN], 25, "partial")
    flip(keep(tmp_path, [QWEN], 26).file("counts"))
    (what, state), (damaged, reason) = _listed(read_settings())
    assert what == "listings of the whole Hub" and state.startswith("2 in ")
    assert state.endswith(f"the newest full one of {first.listing.listed_on} with 2 repositories")
    assert damaged == "damaged listing" and "counts.parquet does not have the sum" in reason


def test_what_is_no_batch_or_holds_nothing_is_refused_and_leaves_nothing(tmp_path):
    other = tmp_path / "other.parquet"
    duckdb.sql("select 'a' as hub_id, 1 as likes").write_parquet(str(other))
    for files, said in (
        ([other], "no batch of a listing"),
        ([write_batch([], tmp_path / "e.parquet")], "holds no repository"),
    ):
        with pytest.raises(SourceError, match=said):
            add_listing(files, listing(), tmp_path / "history", memory=MEMORY, code_version="test")
    (tmp_path / "torn.parquet").write_bytes(write_batch([QWEN], tmp_path / "w.parquet").read_bytes()[:-9])
    with pytest.raises(SourceError, match="cannot be kept"):
        add_listing([tmp_path / "torn.parquet"], listing(), tmp_path / "history", memory=MEMORY, code_version="test")
    assert tree(tmp_path / "history") == {}


def found_on_hub(folder, **given):
    """What was listed, as it is held to what a full listing must say."""
    batch, at = write_batch([QWEN | given], folder / "b.parquet"), datetime(2026, 8, 18, tzinfo=UTC)
    return Listed("full", "https://hub.example", "b.parquet", [batch], [], 1, 0, [], 1, 1, at, at)


def test_a_full_listing_without_a_word_on_when_models_were_created_is_none(tmp_path):
    insist_on_whole(found_on_hub(tmp_path), None, "Do so.")
    with pytest.raises(SourceError, match="of 1 models none has createdAt, .* was not kept. Do so."):
        insist_on_whole(found_on_hub(tmp_path, created_at=None), None, "Do so.")


def test_no_snapshot_is_of_a_day_before_the_first_that_the_hub_tells_of(tmp_path):
    found = found_on_hub(tmp_path, created_at=datetime(2022, 3, 2, 23, 29, 4, tzinfo=UTC))
    insist_on_day(found, date(2022, 3, 2))
    for day in (date(2022, 3, 1), date(1, 1, 1)):
        with pytest.raises(SourceError, match="no model that it was created before 2022-03-02, .* with --day."):
            insist_on_day(found, day)


def test_too_little_memory_is_said_in_a_sentence(tmp_path, monkeypatch):
    batch = write_batch([model(f"me/{n}", tags=[f"{n}" * 40] * 8) for n in range(4_000)], tmp_path / "b.parquet")
    with pytest.raises(SourceError, match="OPENLAG_MEMORY=1MB"):
        add_listing([batch], listing(), tmp_path / "history", memory="1MB", code_version="test")
    monkeypatch.setattr(engine, "MOST_MEMORY", "1MB")  # what no setting can raise is not asked for
    for memory in ("1MB", "4GB"):
        with pytest.raises(SourceError, match="more memory than the 1MB that it gets at most"):
            add_listing([batch], listing(), tmp_path / "history", memory=memory, code_version="test")


def test_the_recipe_for_repositories_reads_counts_of_a_day_with_what_they_said_of_themselves_then(tmp_path):
    keep(tmp_path, [model("a/One"), model("a/Two", downloads_30d=20)], day=11)
    keep(tmp_path, [model("a/One", licence="other", downloads_30d=5), model("a/Two", downloads_30d=None)], day=18)
    keep(tmp_path, [model("a/One", licence="apache-2.0")], day=25)
    query = block("sql", "history_data").replace("warehouse/history_data", str(tmp_path / "history"))
    with duckdb.connect() as connection:
        assert connection.execute(query).fetchall() == [("a/One", "other", [], 5), ("a/Two", "mit", [], None)]
