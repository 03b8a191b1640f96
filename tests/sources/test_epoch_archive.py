"""Epoch's benchmark archive: its own tables name what is read, and a hostile or broken archive is refused whole."""

import io
import stat
import struct
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from warehouse.landing import Pull, SourceError, land
from warehouse.sources import epoch_archive
from warehouse.sources.parse import zip_members

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
METADATA = "benchmark,in_eci,source_file,score_column,scale,random_baseline,score_ceiling,release_date,superseded_by\n"
FILES = {
    "README.md": "Results of an invented lab.\n",
    "benchmark_metadata.csv": METADATA
    + "Quiz,True,quiz.csv,Best score (across scorers),1.0,0.25,1.0,2016-06-01,\n"
    + "Errand,False,errand_external.csv,% Resolved,0.01,0.0,1.0,2025-02-28,Errand 2\n"
    + "Horizon,False,,,,,,,\n",
    "quiz.csv": "Model version,mean_score,Best score (across scorers),Release date,Organization,Started at,id\n"
    "alpha-1_high,0.5,0.6,2026-02-01,Alpha Lab,2026-03-01T08:00:00.000Z,A\n"
    "alpha-1_low,,,2026-02-01,Alpha Lab,,B\n",
    "errand_external.csv": "Model version,Agent,% Resolved,Release date,Notes,Source link,Name\n"
    'alpha-1_high,Walker,41.5,2026-02-01,"A note, with ""quotes""\nand a second line",https://example.org/r,Alpha\n'
    "alpha-1_high,Runner,44,2026-02-01,,,Alpha\n"
    ",Runner,12,,,https://example.org/u,Unlinked\n",
    "model_metadata.csv": "model_version,model_group,date,display_name,organization,country,accessibility,training_compute_flop\n"
    "alpha-1_high,Alpha 1,2026-02-01,Alpha 1 (high),Alpha Lab,Nowhere,API access,\n"
    "alpha-1_low,Alpha 1,2026-02-01,,Alpha Lab,Nowhere,API access,1e25\n",
    "epoch_capabilities_index/eci_scores.csv": "Model,eci\nAlpha 1,140\n",
}
OLD_INDEX = (
    "Model version,ECI Score,Release date,Organization,Country,Model accessibility,Training compute (FLOP),Confidence,Model name,"
    "Description,Display name\nbeta-2,131.5,2025-03-04,Beta Lab,China,Open weights (unrestricted),,,Beta 2,,\n"
)


def zipped(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return raw.getvalue()


def pull_raw(tmp_path: Path, raw: bytes) -> Pull:
    file = tmp_path / "benchmark_data.zip"
    file.write_bytes(raw)
    return epoch_archive.pull(file.as_uri(), now=NOW)


def pull(tmp_path: Path, **changes: str | bytes | None) -> Pull:
    """The invented archive with files replaced (quiz=..., without .csv) or, with None, left out."""
    files = FILES | {f"{name}.csv": text for name, text in changes.items()}
    return pull_raw(tmp_path, zipped({name: text for name, text in files.items() if text is not None}))


def fails(tmp_path: Path, raw: bytes) -> str:
    with pytest.raises(SourceError) as error:
        pull_raw(tmp_path, raw)
    return str(error.value)


def test_the_archives_own_table_says_which_column_is_the_score(tmp_path):
    load = pull(tmp_path)
    assert load.tables["archive_scores"].rows() == [
        ("Quiz", "alpha-1_high", 0.6, date(2026, 2, 1), datetime(2026, 3, 1, 8, tzinfo=UTC), None),
        ("Quiz", "alpha-1_low", None, date(2026, 2, 1), None, None),
        ("Errand", "alpha-1_high", 41.5, date(2026, 2, 1), None, "https://example.org/r"),
        ("Errand", "alpha-1_high", 44.0, date(2026, 2, 1), None, None),
        ("Errand", None, 12.0, None, None, "https://example.org/u"),
    ]
    assert load.tables["archive_models"].rows() == [
        ("alpha-1_high", "Alpha 1 (high)", date(2026, 2, 1), "Alpha Lab", "Nowhere", "API access"),
        ("alpha-1_low", "Alpha 1", date(2026, 2, 1), "Alpha Lab", "Nowhere", "API access"),
    ]
    assert load.tables["archive_benchmarks"].row(1) == (
        "Errand", False, "errand_external.csv", "% Resolved", 0.01, 0.0, 1.0, date(2025, 2, 28), "Errand 2",
    )  # fmt: skip
    assert load.rejects == []
    assert load.retrieved_on == date(2026, 3, 1)
    assert load.licence.startswith("CC BY 4.0")


@pytest.mark.parametrize(
    "litter",
    [
        "__MACOSX/benchmark_data/._quiz.csv",
        "__MACOSX/._benchmark_data",
        ".DS_Store",
        "benchmark_data/._quiz.csv",
        "benchmark_data/.ipynb_checkpoints/quiz-checkpoint.csv",
        "Thumbs.db",
        "benchmark_data/desktop.ini",
        "~$quiz.csv",
    ],
)
def test_what_systems_leave_beside_the_files_is_read_over_in_an_archive_and_in_a_folder(tmp_path, litter):
    files = {f"benchmark_data/{name}": text for name, text in FILES.items()} | {litter: b"\x00\x05\x16\x07\xff"}
    before = pull(tmp_path).tables
    load = pull_raw(tmp_path, zipped(files))
    assert load.rejects == [] and all(frame.equals(before[name]) for name, frame in load.tables.items())
    for name, text in files.items():
        path = tmp_path / "unpacked" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    from_folder = epoch_archive.pull((tmp_path / "unpacked" / "benchmark_data").as_uri(), now=NOW)
    assert from_folder.rejects == [] and all(frame.equals(before[name]) for name, frame in from_folder.tables.items())


def test_an_archive_of_a_folder_in_a_folder_reads(tmp_path):
    nested = pull_raw(tmp_path, zipped({f"Downloads/benchmark_data/{name}": text for name, text in FILES.items()}))
    assert nested.tables["archive_scores"].equals(pull(tmp_path).tables["archive_scores"])


def test_an_archive_that_is_stored_and_not_packed_reads(tmp_path):
    stored = pull_raw(tmp_path, zipped(FILES, zipfile.ZIP_STORED))
    assert stored.tables["archive_scores"].equals(pull(tmp_path).tables["archive_scores"])


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_packing_than_deflate_is_refused_before_it_is_unpacked(tmp_path, monkeypatch, method):
    """Only the reader of deflate stops at a limit: the others unfold whatever a small member holds."""
    raw = zipped({"quiz.csv": b"0" * 1_000_000}, method)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    assert fails(tmp_path, raw) == (
        f"benchmark_data.zip: the archive is not read, because its member 'quiz.csv' is packed by method {method} and not by deflate (8)."
    )


def test_a_packing_that_nobody_knows_is_refused(tmp_path):
    raw = bytearray(zipped({"quiz.csv": "a\n1\n"}))
    place = raw.index(b"PK\x01\x02") + 10
    raw[place : place + 2] = struct.pack("<H", 9)  # deflate64, as Explorer packs large files
    assert "'quiz.csv' is packed by method 9 and not by deflate (8)" in fails(tmp_path, bytes(raw))


def test_a_new_benchmark_appears_by_itself(tmp_path):
    metadata = FILES["benchmark_metadata.csv"] + "Novelty,False,novelty.csv,Points,1.0,,,2026-09-01,\n"
    load = pull(tmp_path, benchmark_metadata=metadata, novelty="Points,Model version\n7,alpha-1_high\n")
    assert load.tables["archive_scores"].rows()[-1] == ("Novelty", "alpha-1_high", 7.0, None, None, None)


def test_a_folder_with_the_files_and_an_archive_of_that_folder_give_the_same_rows(tmp_path):
    folder = tmp_path / "benchmark_data"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    from_zip = pull(tmp_path)
    from_folder = epoch_archive.pull(folder.as_uri() + "/", now=NOW)
    nested = pull_raw(tmp_path, zipped({f"benchmark_data/{name}": text for name, text in FILES.items()}))
    for other in (from_folder, nested):
        assert all(frame.equals(other.tables[name]) for name, frame in from_zip.tables.items())
    assert from_folder.retrieved_on == from_zip.retrieved_on


def test_an_older_archive_without_the_table_gives_its_models_only(tmp_path):
    load = pull_raw(tmp_path, zipped({"epoch_capabilities_index.csv": OLD_INDEX, "quiz.csv": FILES["quiz.csv"]}))
    assert list(load.tables) == ["archive_models"]
    assert load.tables["archive_models"].rows() == [
        ("beta-2", "Beta 2", date(2025, 3, 4), "Beta Lab", "China", "Open weights (unrestricted)")
    ]
    assert load.query == "epoch_capabilities_index.csv"


def test_an_archive_with_neither_table_is_refused(tmp_path):
    assert "neither benchmark_metadata.csv nor epoch_capabilities_index.csv" in fails(
        tmp_path, zipped({"quiz.csv": "a\n1\n"})
    )


def test_byte_order_marks_and_a_new_column_order_change_nothing(tmp_path):
    def turned(text: str) -> bytes:
        lines = [line.split(",") for line in text.strip().split("\n")]
        return ("\ufeff" + "\r\n".join(",".join(reversed(line)) for line in lines)).encode()

    before = pull(tmp_path).tables
    names = ("benchmark_metadata", "quiz", "model_metadata")
    after = pull(tmp_path, **{name: turned(FILES[f"{name}.csv"]) for name in names}).tables
    assert all(frame.equals(after[name]) for name, frame in before.items())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "quiz.csv: benchmark_metadata.csv names this file, and the archive has none of that name."),
        ("Model version,mean_score\na,1\n",
         "quiz.csv: the column 'Best score (across scorers)' is missing; the header is Model version, mean_score."),
        ("Model version,Best score (across scorers),Best score (across scorers)\na,1,2\n",
         "quiz.csv: the column 'Best score (across scorers)' stands twice in the header; keep one."),
        ('Model version,Best score (across scorers)\n"a,1\n',
         "quiz.csv: the row at line 2 is broken (unexpected end of data); mend its quotes."),
        ("Model version,Best score (across scorers)\n", "quiz.csv: has no rows."),
        (b"Model version,Best score (across scorers)\n\xff,1\n", "quiz.csv: byte 42 is not UTF-8; save the file as UTF-8."),
        ("", "quiz.csv: the column 'Model version' is missing; the header is empty."),
    ],
)  # fmt: skip
def test_a_benchmark_that_cannot_be_read_costs_itself_alone(tmp_path, text, reason):
    load = pull(tmp_path, quiz=text)
    (reject,) = load.rejects
    assert (reject.table, reject.file, reject.reason) == ("archive_scores", "quiz.csv", reason)
    assert set(load.tables["archive_scores"]["benchmark"]) == {"Errand"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("late,0.5,2026-10-02,", "released_on 2026-10-02 lies in the future."),
        ("early,0.5,2016-12-31,", "released_on 2016-12-31 lies before 2017, when no such model was out."),
        ("a,0.5,2026-01-01,2026-10-02T00:00:00Z", "started_at 2026-10-02 lies in the future."),
        ("a,0.5,2026-01-01,yesterday", "Started at is 'yesterday', which is not a moment written as 2026-08-11T09:00:00Z."),
        ("a,0.5,2026-01-01,2026-08-11T09:00:00",
         "Started at is '2026-08-11T09:00:00', which is not a moment written as 2026-08-11T09:00:00Z."),
        ("a,50 %,2026-01-01,", "Best score (across scorers) is '50 %', which is not a finite number."),
        ("a,0.5,2026-13-01,", "Release date is '2026-13-01', which is not a day written as 2026-08-11."),
        ("a" * 300 + ",0.5,2026-01-01,", "model_version has 300 characters; an id has 200 at most."),
        ('"two\nlines",0.5,2026-01-01,', "model_version 'two\\nlines' holds a line break or another character that cannot be printed."),
    ],
)  # fmt: skip
def test_a_result_that_cannot_be_right_is_kept_aside_with_its_reason(tmp_path, row, reason):
    header = "Model version,Best score (across scorers),Release date,Started at\n"
    load = pull(tmp_path, quiz=f"{header}ok,0.1,2026-01-01,\n{row}\n")
    (reject,) = load.rejects
    assert (reject.file, reject.row_number, reject.reason, reject.raw_text) == ("quiz.csv", 3, reason, row)


@pytest.mark.parametrize("version", ['""=SUM(1)""', "+a", "@a", "a'b"])
def test_an_odd_version_is_kept_as_it_is(tmp_path, version):
    load = pull(tmp_path, quiz=f'Model version,Best score (across scorers)\n"{version}",0.1\n')
    assert load.tables["archive_scores"]["model_version"][0] == version.replace('""', '"')


def test_models_without_a_version_or_named_twice_are_kept_aside(tmp_path):
    """As in the archive of October 2026: eleven rows of commas, one version twice, one with a blank at its end."""
    text = FILES["model_metadata.csv"] + ",,,,,,,\nalpha-1_low,Alpha 1,2026-02-02,,Alpha Lab,Nowhere,API access,\n"
    text += "beta-2 ,Beta 2,2026-02-03,,Beta Lab,Nowhere,API access,\n" + ",,,,,,,\n" * 10
    load = pull(tmp_path, model_metadata=text)
    assert [(reject.row_number, reject.reason) for reject in load.rejects] == [
        (5, "model_version alpha-1_low repeats line 3."),
        (4, "11 rows have no model_version and are left out, the first at line 4."),
    ]
    assert load.tables["archive_models"]["model_version"].to_list() == ["alpha-1_high", "alpha-1_low", "beta-2"]


def test_blank_rows_of_a_benchmark_are_counted_and_those_of_an_unlinked_model_stay(tmp_path):
    header = "Model version,Best score (across scorers),Release date\n"
    load = pull(tmp_path, quiz=f"{header},,\n,0.4,\nalpha-1_high,0.6,2026-02-01\n, ,\n")
    assert [(reject.file, reject.reason) for reject in load.rejects] == [
        ("quiz.csv", "2 rows have nothing but blanks and are left out, the first at line 2.")
    ]
    assert load.tables["archive_scores"].filter(benchmark="Quiz")["score"].to_list() == [0.4, 0.6]


def test_a_benchmark_of_one_blank_row_costs_itself_alone(tmp_path):
    load = pull(tmp_path, quiz="Model version,Best score (across scorers)\n,\n")
    assert [reject.reason for reject in load.rejects] == [
        "quiz.csv: none of its 1 rows parses; the first, line 2: 1 row has nothing but blanks and is left out."
    ]
    assert set(load.tables["archive_scores"]["benchmark"]) == {"Errand"}


@pytest.mark.parametrize(
    ("metadata", "sentence"),
    [
        (METADATA.replace("score_column", "column") + "Quiz,True,quiz.csv,x,1,0,1,,\n", "the column 'score_column' is missing"),
        (METADATA.replace("scale", "benchmark"), "the column 'benchmark' stands twice in the header"),
        (METADATA + "Quiz,True,gone.csv,x,1,0,1,,\n", "no result can be read by it; gone.csv: benchmark_metadata.csv names this"),
        (METADATA + "Quiz,True,,,1,0,1,,\n", "no result can be read by it; no benchmark has a file and a score column."),
        (METADATA + "Quiz,True,quiz.csv,Release date,1,0,1,,\n", "'Release date' cannot hold its scores."),
        (METADATA + "Quiz,True,quiz.csv,x,1,0,1,2027-01-01,\n", "released_on 2027-01-01 lies in the future."),
        (METADATA + "Quiz,True,../../etc/passwd,x,1,0,1,,\n", "../../etc/passwd: benchmark_metadata.csv names this file"),
    ],
)  # fmt: skip
def test_a_table_of_benchmarks_that_leads_nowhere_stops_the_pull(tmp_path, metadata, sentence):
    assert sentence in fails(tmp_path, zipped(FILES | {"benchmark_metadata.csv": metadata}))


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("../evil.csv", "has a name that climbs out of the archive"),
        ("../.hidden.csv", "has a name that climbs out of the archive"),
        ("a/../../evil.csv", "has a name that climbs out of the archive"),
        ("/etc/evil.csv", "has an absolute name"),
        ("C:/evil.csv", "has an absolute name"),
        ("..\\evil.csv", "has a backslash or a character in its name that cannot be printed"),
        ("two\nlines.csv", "has a backslash or a character in its name that cannot be printed"),
        ("QUIZ.csv", "stands twice in it"),
    ],
)
def test_a_member_with_a_name_to_beware_of_stops_the_pull(tmp_path, name, fault):
    told = fails(tmp_path, zipped(FILES | {name: "a\n1\n"}))
    assert told == f"benchmark_data.zip: the archive is not read, because its member {name!r} {fault}."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["benchmark_data.zip"]


def test_a_member_that_stands_twice_stops_the_pull(tmp_path):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("quiz.csv", "a")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("quiz.csv", "b")
    assert "'quiz.csv' stands twice in it" in fails(tmp_path, raw.getvalue())


def test_a_link_stops_the_pull(tmp_path):
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "'link.csv' is a link" in fails(tmp_path, raw.getvalue())


def test_an_encrypted_member_stops_the_pull(tmp_path):
    raw = bytearray(zipped({"quiz.csv": "a\n1\n"}))
    place = raw.index(b"PK\x01\x02") + 8
    raw[place : place + 2] = struct.pack("<H", 1)
    assert "'quiz.csv' is encrypted" in fails(tmp_path, bytes(raw))


def test_bombs_stop_the_pull_before_they_are_unpacked(tmp_path, monkeypatch):
    assert "'big.csv' is larger than 20,000,000 bytes" in fails(tmp_path, zipped({"big.csv": b"0" * 20_000_001}))
    monkeypatch.setattr(zip_members, "MOST_BYTES", 1_000)
    assert "unpacked it is larger than 1,000 bytes" in fails(
        tmp_path, zipped({"a.csv": b"0" * 600, "b.csv": b"0" * 600})
    )
    monkeypatch.setattr(zip_members, "MOST_MEMBERS", 3)
    assert "more than 3 members" in fails(tmp_path, zipped({f"{number}.csv": b"" for number in range(4)}))


def test_a_header_that_lies_about_its_size_does_not_help_a_bomb(tmp_path):
    raw = bytearray(zipped({"big.csv": b"0" * 1_000_000}))
    place = raw.index(b"PK\x01\x02") + 24
    raw[place : place + 4] = struct.pack("<I", 10)
    assert fails(tmp_path, bytes(raw)).startswith("benchmark_data.zip: the archive is damaged or cut off (Bad CRC-32")


@pytest.mark.parametrize("keep", [0, 10, 200, -1, -30])
def test_a_truncated_archive_stops_the_pull(tmp_path, keep):
    assert "the archive is damaged or cut off" in fails(tmp_path, zipped(FILES)[:keep])


def test_a_damaged_member_stops_the_pull(tmp_path):
    raw = bytearray(zipped(FILES))
    place = raw.index(b"benchmark_metadata.csv") + 40
    raw[place : place + 20] = b"\x00" * 20
    assert "the archive is damaged or cut off" in fails(tmp_path, bytes(raw))


def test_a_truncated_download_is_not_confirmed_for_ever_and_a_304_lands_nothing_twice(loopback, tmp_path):
    url, cache = f"{loopback.url}/benchmark_data.zip", tmp_path / "cache"
    loopback.headers = {"etag": '"f1"', "content-type": "application/zip"}
    loopback.files["/benchmark_data.zip"] = zipped(FILES)[:300]
    with pytest.raises(SourceError, match="damaged or cut off"):
        epoch_archive.pull(url, now=NOW, cache=cache)
    loopback.files["/benchmark_data.zip"] = zipped(FILES)
    loads = [
        land(epoch_archive.pull(url, now=NOW, cache=cache), tmp_path / "landing", code_version="test") for _ in range(2)
    ]
    assert loads[0] == loads[1] and loads[0].retrieved_on == NOW.date()
    assert [request.get("if-none-match") for request in loopback.asked] == [None, None, '"f1"']
    assert loopback.bodies_sent == 2


def test_a_web_page_in_its_place_is_refused(loopback):
    loopback.files["/benchmark_data.zip"] = b"<html>Just a moment"
    with pytest.raises(SourceError, match="a web page and not with a zip archive"):
        epoch_archive.pull(f"{loopback.url}/benchmark_data.zip", now=NOW)


def test_the_folder_of_may_2026_is_read(source_files):
    load = epoch_archive.pull((source_files / "epoch" / "benchmark_data").as_uri(), now=NOW)
    models = load.tables["archive_models"]
    assert set(load.tables) == {"archive_models", "archive_costs", "archive_compute"} and load.rejects == []
    assert models.height == 591 and models["model_version"].n_unique() == 591
    assert models["released_on"].max() == date(2026, 4, 16)


def test_costs_and_compute_of_may_2026_are_read_as_printed(source_files):
    load = epoch_archive.pull((source_files / "epoch" / "benchmark_data").as_uri(), now=NOW)
    costs, compute = load.tables["archive_costs"], load.tables["archive_compute"]
    counts = dict(costs["benchmark_id"].value_counts().rows())
    assert counts == {"aider-polyglot": 57, "swe-bench-bash": 32, "the-agent-company": 15, "weirdml": 104}
    row = ("aider-polyglot", "o1-mini-2024-09-12_unknown", "whole", 32.9, 18.577, date(2024, 12, 22))
    assert row in costs.rows()
    assert compute.height == 226 and dict(compute["confidence"].value_counts().rows()) == {
        "Confident": 144, "Likely": 55, "Speculative": 27,
    }  # fmt: skip
    flop = dict(compute.select("model_version", "training_compute_flop").rows())
    assert flop["gpt-4-0314"] == 2.1e25 and flop["Qwen2.5-72B"] == 7.8e24


RUNS = "Model version,Accuracy,Cost per run,Notes\n"


def test_runs_with_a_cost_and_models_with_compute_land_in_tables_of_their_own(tmp_path):
    load = pull(
        tmp_path,
        weirdml_external=RUNS
        + "alpha-1_high,0.5,0.25,long\nalpha-1_low,0.4,,\n,0.3,0.1,Unlinked\nalpha-1_low,0.2,0,free\n",
    )
    assert load.tables["archive_costs"].rows() == [
        ("weirdml", "alpha-1_high", "long", 0.5, 0.25, None),
        ("weirdml", "alpha-1_low", "free", 0.2, 0.0, None),
    ]
    assert load.tables["archive_compute"].rows() == [("alpha-1_low", 1e25, None)]
    assert load.rejects == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,0.5,-1,", "cost_usd is -1, and can be 0 to 1e+06."),
        ("a,0.5,1000001,", "cost_usd is 1e+06, and can be 0 to 1e+06."),
        ("a,0.5,$3,", "Cost per run is '$3', which is not a finite number."),
        ("a,0.5,nan,", "Cost per run is 'nan', which is not a finite number."),
        ("a" * 300 + ",0.5,1,", "model_version has 300 characters; an id has 200 at most."),
    ],
)
def test_a_cost_that_cannot_be_is_kept_aside_and_takes_no_other_row_with_it(tmp_path, row, reason):
    load = pull(tmp_path, weirdml_external=f"{RUNS}ok,0.5,1,\n{row}\n")
    (reject,) = load.rejects
    assert (reject.table, reject.file, reject.row_number, reject.reason) == (
        "archive_costs", "weirdml_external.csv", 3, reason,
    )  # fmt: skip
    assert load.tables["archive_costs"]["model_version"].to_list() == ["ok"]


def test_compute_that_cannot_be_costs_neither_the_model_nor_the_others(tmp_path):
    text = FILES["model_metadata.csv"].replace("1e25", "1e31") + "beta-2,Beta 2,2026-02-03,,Beta Lab,Nowhere,,3e24\n"
    load = pull(tmp_path, model_metadata=text)
    (reject,) = load.rejects
    assert (reject.table, reject.reason) == (
        "archive_compute",
        "training_compute_flop is '1e31', which is beyond 1e+30.",
    )
    assert load.tables["archive_models"].height == 3
    assert load.tables["archive_compute"]["training_compute_flop"].to_list() == [3e24]


def test_a_table_of_models_without_compute_is_read_like_any_other(tmp_path):
    load = pull(tmp_path, model_metadata=FILES["model_metadata.csv"].replace("training_compute_flop", "other"))
    assert load.rejects == [] and "archive_compute" not in load.tables and load.tables["archive_models"].height == 2


def test_a_column_of_costs_that_is_gone_is_told_and_the_archive_is_read(tmp_path):
    load = pull(tmp_path, swe_bench_bash="Model version,% Resolved,Price\na,0.5,1\n")
    (reject,) = load.rejects
    assert (reject.table, reject.file) == ("archive_costs", "swe_bench_bash.csv")
    assert reject.reason.startswith("swe_bench_bash.csv: the column 'Avg. Cost ($)' is missing; the header is")
    assert "archive_costs" not in load.tables and load.tables["archive_scores"].height == 5


def test_the_files_of_may_2026_are_read_whole_with_a_table_that_names_their_columns(source_files, tmp_path):
    folder = source_files / "epoch" / "benchmark_data"
    named = {
        "gpqa_diamond": "Best score (across scorers)",
        "os_world_external": "Score",
        "terminalbench_external": "Accuracy mean",
    }
    metadata = METADATA + "".join(f"{name},True,{name}.csv,{column},1.0,,,,\n" for name, column in named.items())
    files = {path.name: path.read_bytes() for path in folder.glob("*.csv")} | {"benchmark_metadata.csv": metadata}
    load = pull_raw(tmp_path, zipped(files))
    counts = dict(load.tables["archive_scores"]["benchmark"].value_counts().rows())
    assert counts == {"gpqa_diamond": 157, "os_world_external": 56, "terminalbench_external": 172}
    assert load.tables["archive_scores"]["model_version"].null_count() == 39
    assert load.rejects == []
