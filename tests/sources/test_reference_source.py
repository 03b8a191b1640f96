"""Reading the compiled CSV files: what is typed, what is rejected with which sentence, and what stops the run."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from warehouse.landing import Pull, SourceError
from warehouse.sources import reference
from warehouse.sources.parse.csv_rows import Column, read_rows
from warehouse.sources.reference_contract import CONTRACT

NOW = datetime(2026, 8, 12, 6, tzinfo=UTC)
FILES = {
    "organizations": [
        {"organization_id": "lab", "name": "Lab", "country": "US", "source": "s", "read_on": "2026-08-11"},
    ],
    "releases": [
        {
            "release_id": "one",
            "name": "One",
            "organization_id": "lab",
            "openness": "api",
            "api_on": "2025-04-16",
            "date_spread_days": "3",
            "read_on": "2026-08-11",
        },
    ],
    "benchmarks": [
        {
            "benchmark_id": "quiz",
            "name": "Quiz",
            "domain": "knowledge",
            "scale_type": "proportion",
            "floor": "0",
            "ceiling": "1",
            "source": "s",
            "read_on": "2026-08-11",
        },
        {
            "benchmark_id": "eci_published",
            "name": "Index",
            "domain": "index",
            "scale_type": "index",
            "source": "s",
            "read_on": "2026-08-11",
        },
    ],
    "scores": [
        {"release_id": "one", "benchmark_id": "quiz", "score": "0.5", "source": "s", "read_on": "2026-08-10"},
        {
            "release_id": "one",
            "benchmark_id": "eci_published",
            "score": "150.5",
            "score_lower": "148",
            "score_upper": "152",
            "source": "s",
            "read_on": "2026-08-11",
        },
    ],
    "prices": [
        {
            "release_id": "one",
            "provider": "lab",
            "source_model_id": "one-2025-04-16",
            "input_usd_per_mtok": "1.25",
            "output_usd_per_mtok": "10",
            "seen_on": "2025-04-16",
            "source": "s",
            "read_on": "2026-08-11",
        },
    ],
    "run_costs": [
        {"benchmark_id": "weirdml", "source_name": "one_high", "release_id": "one", "score": "0.5", "cost_usd": "0.25"}
        | {"source": "s", "read_on": "2026-05-02"},
    ],
    "training_compute": [
        {"source_name": "one", "release_id": "one", "training_compute_flop": "2.1e25", "confidence": "Likely"}
        | {"source": "s", "read_on": "2026-05-02"},
    ],
    "aliases": [
        {
            "source_id": "models_dev",
            "source_name": "lab/one-2025",
            "release_id": "one",
            "reason": "its version id",
            "read_on": "2026-07-02",
        },
    ],
    "date_precedence": [
        {
            "kind": kind,
            "source_id": source,
            "claim_kind": claim,
            "rank": "1",
            "origin": source.replace("_", "-"),
            "channel": "page",
            "bound": "exact",
            "reason": "r",
        }
        for kind, source, claim in (
            ("announced_on", "models_dev", "announced_on"),
            ("api_on", "maker_page", "api_on"),
            ("weights_on", "hub", "hub_created_on"),
        )
    ],
    "date_claims": [
        {
            "release_id": "one",
            "kind": "announced_on",
            "day": "2025-04-16",
            "precision": "day",
            "source_id": "models_dev",
            "source_name": "lab/one-2025",
            "source_url": "https://list.example/one",
            "evidence": "e",
            "read_on": "2026-07-02",
        },
    ],
    "openness_claims": [
        {
            "release_id": "one",
            "openness": "closed",
            "source_id": "models_dev",
            "source_name": "lab/one",
            "source_url": "https://list.example/one",
            "evidence": "e",
            "read_on": "2026-07-02",
        },
    ],
    "review_rejections": [],
    "pairings": [],
    "source_limits": [{"source": "hub", "age_limit_days": "14", "rests_on_it": "downloads", "reason": "r"}],
    "source_columns": [
        {
            "source": "epoch",
            "table_name": "epoch_index",
            "column_name": "country",
            "fill_share": "0.9234",
            "basis": "eci_scores.csv",
            "read_on": "2026-08-11",
        }
    ],
    "vintages": [
        {"publication": "1", "first_seen_on": "2026-08-01", "row_count": "1", "source": "s", "read_on": "2026-08-11"},
        {
            "publication": "2",
            "first_seen_on": "2026-08-02",
            "row_count": "2",
            "refused_reason": "broken",
            "source": "s",
            "read_on": "2026-08-11",
        },
    ],
    "score_vintages": [{"name": "One", "publication": "1", "score": "150.4"}],
    "hub_models": [{"hub_model_id": "lab/one", "read_on": "2026-03-18"}],
}


def write(folder: Path, table: str, rows: list[dict[str, str]]) -> None:
    names = list(CONTRACT[table])
    lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
    (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for table, rows in FILES.items():
        write(tmp_path, table, rows)
    return tmp_path


def read(folder: Path) -> Pull:
    return reference.read(folder, now=NOW)


def read_with(folder: Path, table: str, **cells: str) -> Pull:
    """Read the folder after a further row, like the first one of the table but for these cells, was added to it."""
    write(folder, table, [*FILES[table], FILES[table][0] | cells])
    return read(folder)


def test_cells_are_typed_and_blank_is_null(folder: Path) -> None:
    pull = read(folder)
    assert pull.rejects == []
    assert set(FILES) == set(CONTRACT)
    assert set(pull.tables) == set(FILES) - {"hub_models"} | {"hub_snapshot"}
    assert pull.tables["hub_snapshot"].rows() == [("lab/one", date(2026, 3, 18))]
    release = pull.tables["releases"].to_dicts()[0]
    assert release["api_on"] == date(2025, 4, 16)
    assert release["weights_on"] is None
    assert release["date_spread_days"] == 3
    assert pull.tables["scores"].schema == {
        "release_id": pl.String(),
        "benchmark_id": pl.String(),
        "score": pl.Float64(),
        "score_lower": pl.Float64(),
        "score_upper": pl.Float64(),
        "source": pl.String(),
        "read_on": pl.Date(),
        "extra": pl.String(),
    }


def test_a_pull_speaks_of_the_newest_day_on_which_a_score_was_read(folder: Path) -> None:
    pull = read(folder)
    assert pull.retrieved_on == date(2026, 8, 11)
    assert (pull.source, pull.producer, pull.url, pull.is_snapshot) == (
        "reference",
        "openlag",
        "warehouse/reference",
        False,
    )
    assert "CC BY 4.0" in pull.licence


def test_a_byte_order_mark_is_no_part_of_the_header(folder: Path) -> None:
    file = folder / "releases.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read(folder).tables["releases"].height == 1


def test_an_unknown_column_is_kept_as_json(folder: Path) -> None:
    lines = (folder / "organizations.csv").read_text(encoding="utf-8").splitlines()
    text = f"{lines[0]},mood,colour\n{lines[1]},glücklich,\n"
    (folder / "organizations.csv").write_text(text, encoding="utf-8")
    assert read(folder).tables["organizations"]["extra"].to_list() == ['{"mood": "glücklich"}']


@pytest.mark.parametrize(
    ("table", "cells", "reason"),
    [
        ("releases", {"release_id": "two", "api_on": "2025-13-01"},
         "api_on is '2025-13-01', which is not a day written as 2026-08-11."),
        ("releases", {"release_id": "two", "api_on": "20250416"},
         "api_on is '20250416', which is not a day written as 2026-08-11."),
        ("releases", {"release_id": "two", "date_spread_days": "3.5"},
         "date_spread_days is '3.5', which is not a whole number."),
        ("releases", {"release_id": "two", "openness": "open"},
         "openness is 'open', which is none of open_unrestricted, open_restricted, open_noncommercial, api, hosted, "
         "unreleased, unknown."),
        ("releases", {"release_id": "two", "country": "China"}, "country is 'China', which is no code of ISO 3166."),
        ("organizations", {"organization_id": "two", "country": "UK"}, "country is 'UK', which is no code of ISO 3166."),
        ("releases", {"release_id": "two", "organization_id": ""}, "organization_id is blank."),
        ("releases", {"release_id": "two", "organization_id": "nobody"},
         "organization_id is 'nobody', for which organizations.csv has no row that parses."),
        ("releases", {"release_id": " "}, "release_id is blank."),
        ("releases", {}, "release_id one repeats line 2."),
        ("benchmarks", {"benchmark_id": "two", "floor": ""},
         "scale_type is 'proportion', which lies within 0 and 1, and the scale is None to 1.0."),
        ("benchmarks", {"benchmark_id": "two", "ceiling": "100"},
         "scale_type is 'proportion', which lies within 0 and 1, and the scale is 0.0 to 100.0."),
        ("benchmarks", {"benchmark_id": "two", "superseded_by": "quiz"},
         "superseded_by and superseded_by_source go together, and one of them is blank."),
        ("benchmarks", {"benchmark_id": "two", "floor": "2"}, "floor is 2.0, which is not below the ceiling 1.0."),
        ("scores", {"score": "0.6"}, "release_id one, benchmark_id quiz repeats line 2."),
        ("scores", {"score": "half"}, "score is 'half', which is not a finite number."),
        ("scores", {"score": "1_0"}, "score is '1_0', which is not a finite number."),
        ("scores", {"score": "NaN"}, "score is 'NaN', which is not a finite number."),
        ("scores", {"score": "1e300"}, "score is '1e300', which is beyond 1e+30."),
        ("releases", {"release_id": "two", "date_spread_days": "9000000000000000"},
         "date_spread_days is '9000000000000000', which is beyond 1,000,000,000,000."),
        ("scores", {"score": "-inf"}, "score is '-inf', which is not a finite number."),
        ("scores", {"score": "1e999"}, "score is '1e999', which is not a finite number."),
        ("scores", {"score": ""}, "score is blank."),
        ("scores", {"score": "-0.1"}, "score is -0.1, below the floor 0.0 of quiz."),
        ("scores", {"score": "54"}, "score is 54.0, above the ceiling 1.0 of quiz."),
        ("scores", {"score_upper": "0.4"}, "score is 0.5, outside its interval from None to 0.4."),
        ("scores", {"release_id": "two"}, "release_id is 'two', for which releases.csv has no row that parses."),
        ("scores", {"benchmark_id": "two"}, "benchmark_id is 'two', for which benchmarks.csv has no row that parses."),
        ("prices", {"input_usd_per_mtok": "2"}, "release_id one, provider lab, seen_on 2025-04-16 repeats line 2."),
        ("prices", {"release_id": "two"}, "release_id is 'two', for which releases.csv has no row that parses."),
        ("prices", {"seen_on": "2025-05-01", "input_usd_per_mtok": "0"},
         "input_usd_per_mtok is 0.0, which is no list price; leave a free offer out."),
        ("prices", {"seen_on": "2025-05-01", "output_usd_per_mtok": "-1"},
         "output_usd_per_mtok is -1.0, which is no list price; leave a free offer out."),
        ("prices", {"seen_on": "2025-05-01", "output_usd_per_mtok": ""}, "output_usd_per_mtok is blank."),
        ("prices", {"seen_on": ""}, "seen_on is blank."),
        ("run_costs", {"cost_usd": "0.5"},
         "benchmark_id weirdml, source_name one_high, setting None, score 0.5 repeats line 2."),
        ("run_costs", {"cost_usd": "0", "score": "0.6"}, "cost_usd is 0.0; leave what is free or unknown out."),
        ("run_costs", {"release_id": "two", "score": "0.6"}, "release_id is 'two', for which releases.csv has no row that parses."),
        ("run_costs", {"benchmark_id": "quiz"},
         "benchmark_id is 'quiz', which is none of aider-polyglot, swe-bench-bash, the-agent-company, weirdml."),
        ("training_compute", {"source_name": "x", "training_compute_flop": "-1"},
         "training_compute_flop is -1.0; leave what is free or unknown out."),
        ("training_compute", {"source_name": "x", "confidence": ""}, "confidence is blank."),
        ("source_columns", {"column_name": "date", "fill_share": "92.34"}, "fill_share is 92.34; a share lies between 0 and 1."),
        ("source_columns", {"column_name": "date", "read_on": ""},
         "one of fill_share and read_on is blank; a share is of a file of a day."),
        ("source_columns", {}, "table_name epoch_index, column_name country repeats line 2."),
        ("prices", {"seen_on": "2026-08-12"},
         "seen_on is 2026-08-12, after the source was read on 2026-08-11."),
    ],
)  # fmt: skip
def test_a_row_that_breaks_the_contract_is_rejected_with_its_reason(
    folder: Path, table: str, cells: dict[str, str], reason: str
) -> None:
    pull = read_with(folder, table, **cells)
    [reject] = pull.rejects
    assert (reject.table, reject.file, reject.reason) == (table, f"{table}.csv", reason)
    assert reject.row_number == len(FILES[table]) + 2
    assert reject.raw_text == (folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert pull.tables[table].height == len(FILES[table])


@pytest.mark.parametrize(
    ("table", "column", "first"),
    [("releases", name, "2017-01-01") for name in ("announced_on", "api_on", "weights_on", "published_on")]
    + [("prices", "seen_on", "2017-01-01"), ("run_costs", "run_on", "2017-01-01"), ("vintages", "first_seen_on", "2017-01-01"),
       ("date_claims", "day", "2017-01-01"), ("benchmarks", "released_on", None)],
)  # fmt: skip
def test_every_day_lies_between_the_first_that_makes_sense_and_the_day_it_was_read(
    folder: Path, table: str, column: str, first: str | None
) -> None:
    """An api_on of 1999 once ended as a ValueError of an estimator, and one after its read_on passed without a word."""
    key = {"benchmarks": "benchmark_id", "releases": "release_id"}.get(table)
    read_on = FILES[table][-1]["read_on"]
    before = (date.fromisoformat(first or "1950-01-01") - timedelta(days=1)).isoformat()
    after = (date.fromisoformat(read_on) + timedelta(days=1)).isoformat()
    for day, reason in (
        (
            before,
            f"{column} is {before}, before {first}."
            if first
            else f"{column} is '{before}', which lies outside 1950 to 2100.",
        ),
        (after, f"{column} is {after}, after the source was read on {read_on}."),
    ):
        text = (folder / f"{table}.csv").read_text(encoding="utf-8")
        pull = read_with(folder, table, **{column: day} | ({key: "two"} if key else {}))
        assert [reject.reason for reject in pull.rejects] == [reason]
        with pytest.raises(
            SourceError, match=f"{table}.csv, line {len(FILES[table]) + 2}: {column} is .* Correct the line"
        ):
            reference.insist(pull)
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")


DAYS = dict.fromkeys(("announced_on", "api_on", "weights_on", "published_on"), "2026-04-01")


@pytest.mark.parametrize("column", ["api_on", "weights_on", "published_on"])
def test_a_release_does_not_open_long_before_it_is_announced(folder: Path, column: str) -> None:
    told = read_with(folder, "releases", release_id="two", **(DAYS | {column: "2025-12-31"})).rejects
    assert [reject.reason for reject in told] == [
        f"{column} is 2025-12-31, 91 days before announced_on, 2026-04-01: no release opens more than 90 days before it is announced, so "
        "one of the two is a slip."
    ]
    pull = read_with(folder, "releases", release_id="three", **(DAYS | {column: "2026-01-01"}))
    assert pull.rejects == [] and "three" in pull.tables["releases"]["release_id"].to_list()


def test_a_day_of_reading_is_itself_no_slip(folder: Path) -> None:
    [reject] = read_with(folder, "aliases", source_name="lab/1", read_on="2006-08-11").rejects
    assert reject.reason == "read_on is 2006-08-11, before 2017-01-01."


@pytest.mark.parametrize(("raw", "cells"), [("one,quiz", "2 cells"), ("one", "1 cell")])
def test_a_row_with_too_few_cells_is_rejected(folder: Path, raw: str, cells: str) -> None:
    with (folder / "scores.csv").open("a", encoding="utf-8") as file:
        file.write(f"{raw}\n")
    [reject] = read(folder).rejects
    assert (reject.row_number, reject.reason, reject.raw_text) == (4, f"The row has {cells} and the header 7.", raw)


def test_rows_are_numbered_by_the_line_on_which_they_start() -> None:
    text = 'name,score\r\n"a\r\nlong\r\nname",1\r\n\r\nb,two\r\n'
    frame, [reject] = read_rows(text, "t.csv", {"name": Column(), "score": Column("number")}, table="t", key=("name",))
    assert frame["name"].to_list() == ["a\r\nlong\r\nname"]
    assert (reject.row_number, reject.raw_text) == (6, "b,two")


def test_a_missing_file_stops_the_run(folder: Path) -> None:
    file = folder / "benchmarks.csv"
    file.unlink()
    with pytest.raises(SourceError) as error:
        read(folder)
    sentence = f"{file}: the file cannot be read (No such file or directory); restore it from the repository."
    assert str(error.value) == sentence


def test_a_missing_column_stops_the_run(folder: Path) -> None:
    file = folder / "scores.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",score,", ",points,"), encoding="utf-8")
    with pytest.raises(SourceError) as error:
        read(folder)
    assert str(error.value) == (
        "scores.csv: the column 'score' is missing; the header is "
        "release_id, benchmark_id, points, score_lower, score_upper, source, read_on."
    )


@pytest.mark.parametrize(
    ("table", "cells", "reason"),
    [
        ("date_claims", {"day": "2026-07-03"}, "day is 2026-07-03, after the source was read on 2026-07-02."),
        ("date_claims", {"day": "2016-12-31"}, "day is 2016-12-31, before 2017-01-01."),
        ("date_claims", {"day": ""}, "day is blank."),
        ("date_claims", {"source_name": "lab/one-2025"},
         "release_id one, kind announced_on, source_id models_dev, day 2025-04-16, source_name lab/one-2025 repeats line 2."),
        ("date_claims", {"precision": "month"}, "day is 2025-04-16; a month is written as its first day."),
        ("date_claims", {"source_id": "wikipedia"},
         "source_id is 'wikipedia', which is none of epoch_index, epoch_archive, models_dev, model_release_dates, hub, maker_page, "
         "thread, page, hub_page, recipe, library."),
        ("date_claims", {"release_id": "two"}, "release_id is 'two', for which releases.csv has no row that parses."),
        ("date_claims", {"source_name": "lab/one-2026"},
         "source_name is 'lab/one-2026', which is neither the name of one nor its alias in aliases.csv."),
        ("date_claims", {"kind": "api_on", "day": "2025-05-01"},
         "kind is 'api_on' of models_dev, which has no rank in date_precedence.csv."),
        ("date_claims", {"source_id": "hub", "kind": "hub_created_on"},
         "source_name is 'lab/one-2025'; releases.csv has the repository None."),
        ("date_claims", {"source_id": "maker_page", "kind": "api_on"},
         "source_name is 'lab/one-2025'; a page goes by its address, which is https://list.example/one."),
        ("date_claims", {"day": "2025-05-01", "source_url": ""}, "source_url is blank."),
        ("date_claims", {"day": "2025-05-01", "source_url": "http://lab.example/one"},
         "source_url is 'http://lab.example/one', which does not match https://\\S+."),
        ("openness_claims", {"openness": "open", "source_url": "javascript:alert(1)"},
         "source_url is 'javascript:alert(1)', which does not match https://\\S+."),
        ("date_precedence", {"kind": "published_on", "channel": "rumour"}, "channel is 'rumour', which is none of reference, "
         "maker_page, score_source, price_list, repository, recipe, library, thread, page."),
        ("date_precedence", {"kind": "published_on", "rank": "0"}, "rank is 0; the first is 1."),
        ("openness_claims", {"openness": "open-ish"}, "openness is 'open-ish', which is none of open_unrestricted, "
         "open_restricted, open_noncommercial, api, hosted, unreleased, unknown, open, closed."),
        ("openness_claims", {}, "release_id one, source_id models_dev, openness closed repeats line 2."),
        ("openness_claims", {"source_name": "ones"},
         "source_name is 'ones', which is neither the name of one nor its alias in aliases.csv."),
        ("aliases", {"source_name": "lab/1", "release_id": "two"},
         "release_id is 'two', for which releases.csv has no row that parses."),
        ("aliases", {}, "source_id models_dev, source_name lab/one-2025 repeats line 2."),
        ("aliases", {"source_name": "lab/1", "reason": ""}, "reason is blank."),
        ("vintages", {"publication": "3", "row_count": "0"}, "row_count is 0; a publication has a row."),
        ("vintages", {"publication": "3", "first_seen_on": "2026-08-12"},
         "first_seen_on is 2026-08-12, after the source was read on 2026-08-11."),
        ("score_vintages", {"name": "Two", "publication": "2"}, "publication is 2, which vintages.csv does not list, or refuses."),
        ("score_vintages", {"name": "Two", "publication": "7"}, "publication is 7, which vintages.csv does not list, or refuses."),
        ("score_vintages", {"name": "Two", "score": "-1e9"},
         "score is -1000000000.0; an index lies within 1000 of nought."),
    ],
)  # fmt: skip
def test_a_claim_that_no_source_can_have_made_is_rejected(
    folder: Path, table: str, cells: dict[str, str], reason: str
) -> None:
    rejects = read_with(folder, table, **cells).rejects
    assert [(reject.table, reject.reason) for reject in rejects] == [(table, reason)]


def test_a_second_day_of_one_source_is_kept(folder: Path) -> None:
    pull = read_with(folder, "date_claims", day="2025-04-17")
    assert pull.rejects == []
    assert pull.tables["date_claims"]["day"].to_list() == [date(2025, 4, 16), date(2025, 4, 17)]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "scores.csv: the column 'release_id' is missing; the header is empty."),
        (b"release_id,score,score\n", "scores.csv: the column 'score' stands twice in the header; keep one."),
        (b"release_id,caf\xe9\n", "scores.csv: byte 14 is not UTF-8; save the file as UTF-8."),
        (b"release_id,benchmark_id,score,score_lower,score_upper,source,read_on\n", "scores.csv: has no rows."),
        (b"release_id,benchmark_id,score,score_lower,score_upper,source,read_on\none,quiz,x,,,s,2026-08-11\n",
         "scores.csv: none of its 1 rows parses; the first, line 2: score is 'x', which is not a finite number."),
        (b'release_id,benchmark_id,score,score_lower,score_upper,source,read_on\none,"quiz,0.5,,,s,2026-08-11\n',
         "scores.csv: the row at line 2 is broken (unexpected end of data); mend its quotes."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_stops_the_run(folder: Path, raw: bytes, sentence: str) -> None:
    (folder / "scores.csv").write_bytes(raw)
    with pytest.raises(SourceError) as error:
        read(folder)
    assert str(error.value) == sentence


def test_one_rejected_row_of_the_kept_files_stops_the_run_with_file_line_and_value(tmp_path: Path) -> None:
    for name in CONTRACT:
        text = (Path(__file__).parents[2] / "warehouse" / "reference" / f"{name}.csv").read_text(encoding="utf-8")
        if name == "releases":
            text = text.replace("2025-08-07", "2025-08-O7", 1)
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    pull = reference.read(tmp_path, now=datetime(2026, 8, 12, tzinfo=UTC))
    assert len(pull.rejects) > 1
    with pytest.raises(SourceError, match=r"warehouse/reference/releases\.csv, line \d+: .*2025-08-O7.* more row\(s\)"):
        reference.insist(pull)


PAIRING = {
    "pairing_id": "us__lab", "leader": "US", "laggard": "lab:lab:open", "pairing_name": "n", "short_name": "s", "leaders": "a",
    "laggards": "b", "reason": "r",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"pairing_id": "us_any__cn_open"}, "pairing_id is 'us_any__cn_open', which is always there; take another id."),
        ({"leader": "USA"}, "'USA' names no group of releases; write US, CN:open, any:closed or lab:deepseek:"),
        ({"leader": "UK"}, "'UK' is no code of ISO 3166."),
        (
            {"laggard": "lab:labb"},
            "lab:labb is no organisation for which organizations.csv has a row that parses.",
        ),
        (
            {"leader": "lab:lab:open"},
            "leader and laggard are both 'lab:lab:open'; a group is not compared with itself.",
        ),
        ({"reason": ""}, "reason is blank."),
        ({"pairing_id": "us__lab"}, "pairing_id us__lab repeats line 2."),
    ],
)
def test_a_pairing_of_ones_own_names_two_groups_that_there_are(folder, cells, reason):
    write(folder, "pairings", [PAIRING, PAIRING | {"pairing_id": "other"} | cells])
    pull = read(folder)
    assert pull.tables["pairings"]["pairing_id"].to_list() == ["us__lab"]
    (reject,) = pull.rejects
    assert (reject.file, reject.row_number) == ("pairings.csv", 3) and reject.reason.startswith(reason)
    with pytest.raises(SourceError, match=r"warehouse/reference/pairings\.csv, line 3: "):
        reference.insist(pull)
