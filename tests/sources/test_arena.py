"""Arena's dataset: its files from a folder and through the Hub's own download, against a server on this machine."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.hub_server import Commit, Fault, FaultKind, HubServer, Repository, World
from warehouse.build.swap import without_superseded
from warehouse.files import alone
from warehouse.landing import Pull, SourceError, TransientError, finished_loads, land
from warehouse.sources import arena
from warehouse.sources.hub import files
from warehouse.sources.net.client import Limits

NOW = datetime(2026, 7, 3, 12, tzinfo=UTC)
NAME = "arena-lab/leaderboards"
FILES = ("text/full-00000-of-00001.parquet", "text_style_control/full-00000-of-00001.parquet")
TOKEN = "hf_invented0123456789abcdef"
QUICK = Limits(timeout_seconds=0.3, answer_seconds=0.6, tries=2, first_wait_seconds=0.01, longest_wait_seconds=1)


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process for each reading costs a second; test_unfolding.py starts some."""
    monkeypatch.setattr(arena, "read_apart", lambda read, *arguments, what: read(*arguments))


def row(**fields: object) -> dict[str, object]:
    """A row as the dataset has it."""
    return {
        "model_name": "alpha-1", "organization": "Alpha Lab", "license": "Proprietary", "rating": 1400.5, "rating_lower": 1395.0,
        "rating_upper": 1406.0, "variance": 8.25, "vote_count": 12_000, "rank": 1, "category": "overall",
        "leaderboard_publish_date": "2026-06-01",
    } | fields  # fmt: skip


def parquet(path: Path, rows: list[dict[str, Any]], **changes: pl.DataType) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows, schema_overrides=changes, strict=False).write_parquet(path)
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "arena's [1] *"  # a folder that somebody can have
    for name, skipped in zip(FILES, ("coding", "maths"), strict=True):
        parquet(folder / name, [row(), row(category=skipped), row(model_name="beta", rating=1380, rank=2)])
    return folder


def pull(folder: Path, *rows: dict[str, Any], **changes: pl.DataType) -> Pull:
    """The folder, with the first leaderboard replaced by rows if there are any."""
    if rows:
        parquet(folder / FILES[0], list(rows), **changes)
    return arena.pull(folder.as_uri(), now=NOW)


def fails(folder: Path, *rows: dict[str, Any]) -> str:
    with pytest.raises(SourceError) as error:
        pull(folder, *rows)
    return str(error.value)


def test_the_history_of_both_leaderboards_is_typed_and_one_category_kept(folder):
    pulled = pull(folder)
    frame = pulled.tables["arena_ratings"]
    alpha = (
        "alpha-1",
        "Alpha Lab",
        "Proprietary",
        1400.5,
        1395.0,
        1406.0,
        8.25,
        12_000,
        1,
        "overall",
        date(2026, 6, 1),
    )
    beta = ("beta", "Alpha Lab", "Proprietary", 1380.0, 1395.0, 1406.0, 8.25, 12_000, 2, "overall", date(2026, 6, 1))
    assert frame.rows() == [(config, *cells) for config in arena.CONFIGS for cells in (alpha, beta)]
    assert (pulled.source, pulled.licence, pulled.rejects) == ("arena", "CC BY 4.0", [])
    assert pulled.retrieved_on == date(2026, 6, 1)  # a folder speaks of its newest day


def test_a_history_in_several_files_is_read_as_one(folder):
    parquet(folder / "text" / "full-00001-of-00002.parquet", [row(leaderboard_publish_date="2026-06-08")])
    parquet(folder / "text" / "latest-00000-of-00001.parquet", [row(leaderboard_publish_date="2026-06-15")])
    days = pull(folder).tables["arena_ratings"].filter(config="text")["leaderboard_on"]
    assert days.to_list() == [date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 8)]


def test_days_may_be_text_or_days_and_the_interval_named_as_in_the_older_catalogue(folder):
    other = {name: value for name, value in row(rating_q025=1390, rating_q975=1410).items() if "er" not in name[-5:]}
    other["leaderboard_publish_date"] = date(2026, 6, 2)
    first = pull(folder, other).tables["arena_ratings"].row(0, named=True)
    assert (first["rating_lower"], first["rating_upper"], first["leaderboard_on"]) == (1390.0, 1410.0, date(2026, 6, 2))


def test_unknown_stays_unknown(folder):
    blank = dict.fromkeys(("organization", "license", "rating_lower", "rating_upper", "variance", "vote_count", "rank"))
    first = pull(folder, row(**blank)).tables["arena_ratings"].row(0)
    assert first == ("text", "alpha-1", None, None, 1400.5, *[None] * 5, "overall", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"leaderboard_publish_date": "2026-07-04"}, "leaderboard_publish_date 2026-07-04 lies in the future."),
        (
            {"leaderboard_publish_date": "1993-04-01"},
            "leaderboard_publish_date 1993-04-01 lies before 2017, when no such model was out.",
        ),
        ({"leaderboard_publish_date": "yesterday"}, "leaderboard_publish_date: not of the kind that a leaderboard has there."),
        ({"leaderboard_publish_date": None}, "leaderboard_publish_date is missing."),
        ({"model_name": None}, "model_name is missing or blank."),
        ({"model_name": "  "}, "model_name is missing or blank."),
        ({"model_name": "x" * 300}, "model_name has 300 characters; an id has 200 at most."),
        ({"model_name": "a\x1b[31mb"}, "model_name 'a\\x1b[31mb' holds a line break or another character that cannot be printed."),
        ({"model_name": "a\u202eb"}, "model_name 'a\\u202eb' holds a line break or another character that cannot be printed."),
        ({"rating": None}, "rating is missing."),
        ({"rating": float("nan")}, "rating is no finite number."),
        ({"rating": float("inf")}, "rating is no finite number."),
        ({"rating_lower": 1500.0}, "the interval's ends are exchanged."),
        ({"rating": 1e300}, "rating is beyond 1,000,000, and no rating."),
        ({"rating_upper": 1e18}, "rating_upper is beyond 1,000,000, and no rating."),
        ({"model_name": "good"}, "the model stands twice on the leaderboard of that day."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_right_is_kept_aside_with_its_reason(folder, fields, reason):
    pulled = pull(folder, row(model_name="good"), row(**fields))
    (reject,) = pulled.rejects
    assert (reject.table, reject.file, reject.row_number, reject.reason) == ("arena_ratings", FILES[0], 2, reason)
    assert pulled.tables["arena_ratings"].filter(config="text")["model_name"].to_list() == ["good"]
    raw = json.loads(reject.raw_text.replace("NaN", "null").replace("Infinity", "null"))
    assert raw["license"] == "Proprietary" and raw["file_row_number"] == 1


@pytest.mark.parametrize(
    ("fields", "column", "reason"),
    [
        ({"organization": "a\nb"}, "organization", "organization 'a\\nb' holds a line break or another character that cannot be printed"),
        ({"license": "x" * 300}, "licence", "license has 300 characters; an id has 200 at most"),
        ({"vote_count": -1}, "vote_count", "vote_count is below zero"),
        ({"vote_count": 2**62}, "vote_count", "vote_count is over 1,000,000,000,000"),
        ({"rank": 10**13}, "arena_rank", "rank is over 1,000,000,000,000"),
        ({"variance": float("nan")}, "variance", "variance is no finite number"),
        ({"variance": 1e300}, "variance", "variance is over 1,000,000,000,000"),
    ],
)  # fmt: skip
def test_what_is_odd_beside_a_rating_costs_its_own_column(folder, fields, column, reason):
    pulled = pull(folder, row(model_name="good"), row(model_name="odd", **fields))
    (reject,) = pulled.rejects
    assert (reject.row_number, reject.reason) == (2, f"{reason}; the row is kept without it")
    assert '"model_name":"odd"' in reject.raw_text
    kept = {model["model_name"]: model for model in pulled.tables["arena_ratings"].filter(config="text").to_dicts()}
    assert kept["odd"] == kept["good"] | {"model_name": "odd", column: None}


def test_an_odd_number_beside_the_rating_is_told_from_an_unknown_one(folder):
    rows = [row(model_name=name, rank=rank) for name, rank in (("a", "1"), ("b", "first"), ("c", None))]
    pulled = pull(folder, *rows)
    (reject,) = pulled.rejects
    assert (
        reject.reason == "rank: not of the kind that a leaderboard has there; the row is kept without it"
        and '"rank":"first"' in reject.raw_text
    )
    assert pulled.tables["arena_ratings"].filter(config="text")["arena_rank"].to_list() == [1, None, None]


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "<script>alert(1)</script>", 'a"b', "o'lab", "模型", "../../etc/passwd"]
)
def test_an_odd_name_is_kept_as_it_is(folder, name):
    assert pull(folder, row(model_name=name)).tables["arena_ratings"]["model_name"][0] == name


def test_a_column_of_another_kind_costs_its_rows_and_says_so(folder):
    sentence = fails(folder, row(rating={"value": 1400}))
    assert (
        sentence == "text: none of its 1 rows parses; the first: rating: not of the kind that a leaderboard has there."
    )


def test_a_renamed_column_names_those_that_are_there(folder):
    renamed = {("score" if name == "rating" else name): value for name, value in row().items()}
    assert fails(folder, renamed) == (
        "text/full-*.parquet: the columns rating are missing; it has model_name, organization, license, score, rating_lower, "
        "rating_upper, variance, vote_count, rank, category, leaderboard_publish_date."
    )
    without = {name: value for name, value in row().items() if name != "rating_lower"}
    assert "the columns rating_lower and rating_upper are missing; it has" in fails(folder, without)


def test_a_category_or_a_leaderboard_that_is_gone_is_named(folder):
    assert "no row is of the category overall" in fails(folder, row(category="all"))
    pull(folder, row())
    (folder / FILES[1]).unlink()
    assert fails(folder).startswith("text_style_control/full-*.parquet: the dataset has no file of that name")


def test_what_is_no_parquet_is_one_sentence(folder):
    whole = (folder / FILES[0]).read_bytes()
    for content in (whole[: len(whole) // 2], b"<!doctype html><title>Sign in</title>", b""):
        (folder / FILES[0]).write_bytes(content)
        assert fails(folder).startswith("text/full-*.parquet: not Parquet that can be read (")


def test_more_rows_than_a_leaderboard_can_have_are_not_read(folder, monkeypatch):
    monkeypatch.setattr(arena, "MOST_ROWS", 1)
    assert "more than 1 rows of the category overall" in fails(folder)


@pytest.mark.parametrize(
    "url", ["https://huggingface.co/lmarena-ai/x", "ftp://x/datasets/a/b", "https://u:p@x/datasets/a/b"]
)
def test_an_address_that_is_no_dataset_is_refused(url):
    with pytest.raises(SourceError, match="mend OPENLAG_ARENA_URL"):
        arena.pull(url, now=NOW)
    with pytest.raises(SourceError, match="mend OPENLAG_ARENA_URL"):
        arena.probe(url)


class Hub:
    """A server with the dataset, its address, and a way to pull from it."""

    def __init__(self, server: HubServer, folder: Path, cache: Path) -> None:
        self.server, self.folder, self.cache = server, folder, cache
        contents = {name: (folder / name).read_bytes() for name in FILES}
        self.dataset = Repository([Commit("a" * 40, "2026-06-02T00:00:00.000Z", "Add data", FILES)], contents)
        server.world.repositories[f"datasets/{NAME}"] = self.dataset
        self.url = f"{server.endpoint}/datasets/{NAME}"

    def pull(self) -> Pull:
        return arena.pull(self.url, now=NOW, cache=self.cache)

    def fails(self, kind: type[SourceError] = SourceError) -> str:
        with pytest.raises(SourceError) as error:
            self.pull()
        assert isinstance(error.value, TransientError) == (kind is TransientError)
        return str(error.value)

    def commit(self, digit: str, **changes: bytes) -> None:
        self.dataset.commits.append(Commit(digit * 40, "2026-06-09T00:00:00.000Z", "Add data", FILES))
        self.dataset.contents.update(
            {name: changes.get(name.partition("/")[0], self.dataset.contents[name]) for name in FILES}
        )

    def downloads(self) -> list[str]:
        return [asked.path.split("/")[3] for asked in self.server.requests if asked.path.startswith("/cdn/")]


@pytest.fixture
def hub(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr(files, "LIMITS", QUICK)
    monkeypatch.setattr(files, "DOWNLOAD", replace(QUICK, most_bytes=10**6))
    with HubServer(World(tokens={TOKEN: ()})) as server:
        yield Hub(server, folder, tmp_path / "cache")


def test_the_hub_gives_what_the_folder_gives(hub, folder):
    pulled = hub.pull()
    assert pulled.tables["arena_ratings"].equals(pull(folder).tables["arena_ratings"])
    assert pulled.url == hub.url and pulled.retrieved_on == date(2026, 7, 3) and not pulled.is_snapshot
    assert pulled.query == f"category overall of text, text_style_control, commit {'a' * 40} of 2026-06-02"
    arena.probe(hub.url)


def test_what_has_not_changed_is_not_downloaded_again_and_old_commits_leave_the_cache(hub, folder):
    first = hub.pull()
    assert hub.downloads() == ["text", "text_style_control"]
    assert hub.pull().tables["arena_ratings"].equals(first.tables["arena_ratings"])
    hub.commit("b", text=parquet(folder / FILES[0], [row(rating=1401)]))
    assert hub.pull().tables["arena_ratings"]["rating"][0] == 1401
    assert hub.downloads() == ["text", "text_style_control", "text"]
    kept = {path.name for path in (hub.cache / "files" / "arena-lab--leaderboards").iterdir()}
    assert kept == {hashlib.sha256(hub.dataset.contents[name]).hexdigest() for name in FILES}


def test_two_runs_do_not_remove_each_others_downloads(hub):
    """Otherwise the second removes what the first is writing as it does files of older commits."""
    hub.pull()
    folder = hub.cache / "files" / "arena-lab--leaderboards"
    (folder / ".half.next").write_bytes(b"left by a killed run")
    with alone(folder):
        assert "another run is downloading it" in hub.fails(TransientError)
    hub.pull()
    assert len(list(folder.iterdir())) == 2


def test_the_same_facts_of_one_day_land_once(hub, tmp_path):
    loads = [land(hub.pull(), tmp_path / "landing", code_version="test") for _ in range(2)]
    assert loads[0] == loads[1] and len(list(finished_loads(tmp_path / "landing"))) == 1


def test_a_build_reads_the_newest_history_of_its_day_and_those_after_it(folder, tmp_path):
    landing = tmp_path / "landing"
    for number, day in enumerate(("2026-05-01", "2026-06-01", "2026-06-01", "2026-07-01")):
        for name in FILES:
            parquet(folder / name, [row(leaderboard_publish_date=day, rating=1400 + number)])
        land(arena.pull(folder.as_uri(), now=NOW + timedelta(hours=number)), landing, code_version="test")
    loads = list(finished_loads(landing))
    assert len(loads) == 4
    assert without_superseded(loads, date(2026, 6, 15)) == loads[2:]
    assert without_superseded(loads, date(2026, 8, 11)) == loads[3:]
    assert without_superseded(loads, date(2026, 4, 1)) == loads


@pytest.mark.parametrize("is_xet", [False, True], ids=["plain", "xet"])
def test_the_token_goes_to_the_hub_it_is_meant_for_and_not_to_where_the_bytes_are(hub, monkeypatch, is_xet):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    hub.pull()  # HF_ENDPOINT names another Hub
    assert not any("authorization" in map(str.lower, asked.headers) for asked in hub.server.requests)
    hub.server.requests.clear()
    monkeypatch.setenv("HF_ENDPOINT", hub.server.endpoint)
    hub.cache = hub.cache / "other"
    if is_xet:
        hub.dataset.headers = {"X-Xet-Hash": "b" * 64, "Link": f'<{hub.server.endpoint}/token>; rel="xet-auth"'}
    hub.pull()
    sent = {asked.path.split("/")[1]: "authorization" in map(str.lower, asked.headers) for asked in hub.server.requests}
    assert sent == {"api": True, "datasets": True, "cdn": False}


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault(FaultKind.STATUS, status=500), TransientError, "answered 500 (invented), asked 2 times in a row"),
        (Fault(FaultKind.STATUS, status=404), SourceError, "check whether it has moved, and OPENLAG_ARENA_URL"),
        (Fault(FaultKind.HANG), TransientError, "no answer within 0.3 s"),
        (Fault(FaultKind.HTML), SourceError, "the answer is not whole JSON (text/html"),
        (Fault(FaultKind.EMPTY), SourceError, "its newest commit cannot be read"),
    ],
)
def test_a_listing_that_goes_wrong_is_one_sentence(hub, fault, kind, words):
    hub.server.faults.append(replace(fault, page=1))
    with pytest.raises(kind) as error:
        hub.pull()
    assert words in str(error.value)
    assert hub.downloads() == []


@pytest.mark.parametrize("is_early", [False, True], ids=["bytes", "every request"])
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault(FaultKind.STATUS, status=500), "500"),
        (Fault(FaultKind.HANG), "no answer within 0.3 s, asked 2 times"),
        (Fault(FaultKind.RESET), ""),
    ],
)
def test_a_file_that_never_comes_ends_after_a_few_tries(hub, fault, words, is_early):
    hub.server.faults.append(replace(fault, path=f"{'' if is_early else '/cdn'}/*/{FILES[0]}"))
    sentence = hub.fails(TransientError)
    assert f"/resolve/{'a' * 40}/{FILES[0]}: " in sentence and words in sentence
    assert len([asked for asked in hub.server.requests if FILES[0] in asked.path]) <= 5


def test_a_file_that_drips_for_ever_is_left(hub, monkeypatch):
    hub.server.faults.append(Fault(FaultKind.DRIP, path=f"/cdn/*/{FILES[0]}"))
    monkeypatch.setattr(files, "DOWNLOAD", replace(QUICK, answer_seconds=0.5))
    assert "no whole answer within 0.5 s" in hub.fails(TransientError)


@pytest.mark.parametrize("kind", [FaultKind.TRUNCATED, FaultKind.HTML])
def test_another_answer_than_the_file_is_refused_and_the_next_run_passes(hub, kind):
    hub.server.faults.append(Fault(kind, path=f"/cdn/*/{FILES[0]}", times=1))
    assert "what came is not the file that the Hub lists, by length or checksum" in hub.fails(TransientError)
    assert hub.pull().tables["arena_ratings"].height == 4


def test_a_file_that_is_no_leaderboard_stays_out_of_the_rows_until_a_commit_mends_it(hub):
    good = hub.dataset.contents[FILES[0]]
    hub.dataset.contents[FILES[0]] = b"PAR1 but not really"
    for _ in range(2):
        assert "not Parquet that can be read" in hub.fails()
    hub.commit("b", text=good)
    assert hub.pull().rejects == []


@pytest.mark.parametrize("is_same_length", [True, False])
def test_a_file_changed_in_the_cache_is_downloaded_anew(hub, is_same_length):
    first = hub.pull()
    (kept,) = [path for path in (hub.cache / "files" / "arena-lab--leaderboards").iterdir()
               if path.name == hashlib.sha256(hub.dataset.contents[FILES[0]]).hexdigest()]  # fmt: skip
    content = kept.read_bytes()
    kept.write_bytes(content[:-40] + b"x" * 40 if is_same_length else content[:-1])
    assert hub.pull().tables["arena_ratings"].equals(first.tables["arena_ratings"])
    assert hub.downloads() == ["text", "text_style_control", "text"]


def test_a_failed_request_is_never_answered_from_an_older_commit(hub, folder):
    hub.pull()
    hub.commit("b", text=parquet(folder / FILES[0], [row(rating=1401)]))
    hub.server.faults.append(Fault(FaultKind.STATUS, path=f"*/{FILES[0]}", status=503))
    assert "503" in hub.fails(TransientError)


@pytest.mark.parametrize("oid", ["../../../../escaped", "..", "A" * 64, "", 7, None])
def test_a_server_that_chooses_the_name_of_a_file_is_refused(hub, tmp_path, oid):
    entry = {"type": "file", "path": FILES[0], "size": 3, "oid": "a" * 40, "lfs": {"oid": oid, "size": 3}}
    hub.server.faults.append(Fault(FaultKind.ROWS, path="*/tree/*", rows=[entry]))
    assert f"the list of its files cannot be read ({FILES[0]} has no checksum)" in hub.fails()
    assert not list(tmp_path.rglob("escaped*"))


def test_a_file_in_xet_storage_is_fetched_by_plain_http(hub):
    route = f"{hub.server.endpoint}/api/datasets/{NAME}/xet-read-token/{'a' * 40}"
    hub.dataset.headers = {"X-Xet-Hash": "b" * 64, "Link": f'<{route}>; rel="xet-auth"'}
    assert hub.pull().tables["arena_ratings"].height == 4
    assert not any("xet" in asked.path for asked in hub.server.requests)


def test_files_beyond_every_leaderboard_are_not_downloaded(hub, monkeypatch):
    monkeypatch.setattr(files, "DOWNLOAD", replace(QUICK, most_bytes=1000))
    assert "openlag reads 1,000 at most; nothing was downloaded" in hub.fails()
    assert hub.downloads() == []
