"""Epoch's index with one thing in it changed, as a live source changes it: what the headline does, and whether a reader is told first."""

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports.notices import NOTICES, tell_first, tell_others
from warehouse.build.heads import Model
from warehouse.build.runner import build, load_raw
from warehouse.build.selection import select
from warehouse.ids import slug
from warehouse.landing import Load, Pull, land
from warehouse.review import queue
from warehouse.settings import PROJECT
from warehouse.sources import epoch, reference

REFERENCE = PROJECT / "warehouse" / "reference"
NOW = datetime(2026, 11, 29, tzinfo=UTC)
FIRST, SECOND = date(2026, 8, 11), date(2026, 8, 18)
COUNTRIES = {"US": "United States of America", "CN": "China"}
ACCESS = {
    "open_unrestricted": "Open weights (unrestricted)", "open_restricted": "Open weights (restricted use)",
    "open_noncommercial": "Open weights (non-commercial)", "api": "API access", "hosted": "Hosted access (no API)",
    "unreleased": "Unreleased",
}  # fmt: skip
INDEX = (
    "Model", "Display name", "eci", "eci_ci_low", "eci_ci_high", "date", "Organization", "Country (of organization)",
    "Model accessibility", "Accessibility group", "model_versions",
)  # fmt: skip
SCORED = (
    "model_id", "benchmark_id", "performance", "benchmark", "benchmark_release_date", "optimized", "model", "model_version", "Model",
    "model_group", "Model aggregation", "Model Aggregation Date", "date", "source",
)  # fmt: skip
Row = dict[str, str]


@dataclass(frozen=True)
class Changed:
    """A warehouse built as far as the notices and the queue, from a changed index."""

    connection: duckdb.DuckDBPyConnection
    pull: Pull

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def first_lines(self) -> tuple[str, ...]:
        return tell_first(NOTICES.rows(self.connection))

    def other_lines(self) -> tuple[str, ...]:
        return tell_others(NOTICES.rows(self.connection))

    def asked(self) -> list[tuple[Any, ...]]:
        return self.rows("select kind, subject, suggested_release_id from marts.review_queue")


def read_csv(name: str) -> list[Row]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def index() -> list[Row]:
    """Epoch's index as the reference files list it: their names, scores, days and labels."""
    scores = {row["release_id"]: row for row in read_csv("scores") if row["benchmark_id"] == "eci_published"}
    return [
        dict.fromkeys(INDEX, "")
        | {
            "Model": row["name"],
            "eci": scores[row["release_id"]]["score"],
            "date": row["published_on"],
            "Organization": row["organizations"],
            "Country (of organization)": COUNTRIES.get(row["country"], ""),
            "Model accessibility": ACCESS.get(row["openness"], ""),
        }
        for row in read_csv("releases")
        if row["release_id"] in scores
    ]


@pytest.fixture(scope="module")
def pulled() -> Pull:
    return reference.insist(reference.read(REFERENCE, now=NOW))


def scored(model: str, version: str, day: str) -> Row:
    """A score that is no release's first: it moves no record."""
    return dict.fromkeys(SCORED, "") | {
        "performance": "0.5", "benchmark": "GPQA diamond", "benchmark_release_date": "2023-11-20", "model": model,
        "model_version": version, "date": day,
    }  # fmt: skip


def write(folder: Path, index: list[Row], scores: list[Row]) -> Path:
    folder.mkdir()
    for name, header, rows in (("eci_scores", INDEX, index), ("eci_benchmarks", SCORED, scores)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(rows)
    (folder / "edi_scores.csv").write_text(
        "benchmark_name,benchmark_release_date,is_anchor,edi,estimated_slope_scaled\nGPQA diamond,2023-11-20,False,140,0.1\n"
    )
    return folder


Change = Callable[[list[Row]], None]


@pytest.fixture
def changed(tmp_path: Path, index: list[Row], pulled: Pull) -> Iterator[Callable[..., Changed]]:
    """A function that lands the index with a change, after an unchanged load if there is to be one, and builds."""
    made = []

    def run(
        change: Change = lambda rows: None,
        *,
        scores: list[Row] | None = None,
        earlier: list[Row] | None = None,
        kept: Pull = pulled,
    ) -> Changed:
        place = Path(tempfile.mkdtemp(dir=tmp_path))
        rows = [dict(row) for row in index]
        change(rows)
        some = [scored("GPT-5", "gpt-5-2025-08-07_high", "2025-08-07")]
        loads: list[Load] = [land(kept, place / "landing", code_version="test")]
        if earlier is not None:
            before = write(place / "before", index, earlier)
            loads.append(
                land(epoch.pull(before.as_uri(), now=NOW, retrieved_on=FIRST), place / "landing", code_version="t")
            )
        after = write(place / "after", rows, some if scores is None else scores)
        pull = epoch.pull(after.as_uri(), now=NOW, retrieved_on=SECOND)
        loads.append(land(pull, place / "landing", code_version="test"))
        connection = duckdb.connect()
        made.append(connection)
        load_raw(connection, loads)
        models: dict[str, Model] = {
            model.name: model for name in ("marts.notices", "marts.review_queue") for model in select("+" + name)
        }
        build(connection, models.values(), as_of=SECOND)
        return Changed(connection, pull)

    yield run
    for connection in made:
        connection.close()


def rename(old: str, new: str) -> Change:
    def change(rows: list[Row]) -> None:
        (row,) = [row for row in rows if row["Model"] == old]
        row["Model"] = new

    return change


def add(name: str, score: float, **cells: str) -> Change:
    def change(rows: list[Row]) -> None:
        rows.append(dict.fromkeys(INDEX, "") | {"Model": name, "eci": str(score)} | cells)

    return change


def test_an_unchanged_index_needs_no_word(changed: Callable[..., Changed]) -> None:
    found = changed()
    assert found.first_lines() == found.other_lines() == () and found.asked() == []


@pytest.mark.parametrize(
    "name", ["Kimi K3 (max)", "Kimi K3 [max]", "Kimi K3 - max", "Kimi K3 high", "Kimi K3（max）", "Kimi K3_max", "Kimi K3 Max"]
)  # fmt: skip
def test_a_release_with_a_setting_in_its_name_is_asked_about_first_and_stands_in_the_first_lines(
    changed: Callable[..., Changed], name: str
) -> None:
    # "Kimi K3" became "Kimi K3 (max)": a new release dated 16 July, the index's day, eleven days before the weights; nothing was asked.
    found = changed(rename("Kimi K3", name))
    assert found.asked()[0] == ("identity", name, "kimi-k3")
    printed, renamed = found.first_lines()
    assert printed.startswith("4 of the headline's records and matches rest on a day as the index prints it")
    assert printed.endswith(" from 2026-07-16 (4 matches).") and "Kimi K3" in printed
    assert "It may be Kimi K3 under another name" in renamed
    assert "It counts from 2026-07-16, the day the index prints; Kimi K3 counts from 2026-07-27." in renamed


def test_a_us_record_under_a_new_name_is_told_too(changed: Callable[..., Changed]) -> None:
    found = changed(rename("GPT-5", "GPT-5 (high)"))
    assert found.asked()[0] == ("identity", "GPT-5 (high)", "gpt-5")
    printed, renamed = found.first_lines()
    assert "GPT-5 (high) from 2025-08-07 (a record)" in printed
    assert "only the setting high tells it from GPT-5, which the load no longer names" in renamed


def add_settings(name: str) -> Change:
    def change(rows: list[Row]) -> None:
        for setting in ("high", "low"):
            add(f"{name} ({setting})", 100, date="2026-08-01")(rows)

    return change


def test_two_settings_of_a_release_beside_it_are_asked_about(changed: Callable[..., Changed]) -> None:
    beside = changed(add_settings("GPT-5"))
    known = "from GPT-5, which the same file names too"
    assert beside.rows("select name, evidence from core.renamed_names order by name") == [
        (f"GPT-5 ({setting})", f"only the setting {setting} tells it {known}") for setting in ("high", "low")
    ]


def test_two_settings_of_a_release_that_nobody_knows_are_not_each_other(changed: Callable[..., Changed]) -> None:
    assert changed(add_settings("Invented 9")).rows("from core.renamed_names") == []


def test_an_accepted_name_is_the_release_it_was_from_the_next_build_on(
    changed: Callable[..., Changed], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(REFERENCE, tmp_path / "reference"))
    before = changed(rename("Kimi K3", "Kimi K3 (max)"))
    ((asked,),) = before.rows("select proposal_id from marts.review_queue limit 1")
    queue.accept(before.connection, folder, asked, today=NOW.date())
    after = changed(rename("Kimi K3", "Kimi K3 (max)"), kept=reference.read(folder, now=NOW))
    assert after.asked() == [] and after.first_lines() == ()
    known = "select released_on from core.headline_scores where release_id = 'kimi-k3'"
    assert after.rows(known) == [(date(2026, 7, 27),)] and before.rows(known) == []


def test_versions_that_were_another_release_in_an_earlier_load_tell_of_a_new_name(
    changed: Callable[..., Changed],
) -> None:
    version = ("kimi-k3_max", "2026-07-16")
    found = changed(
        rename("Kimi K3", "Moonshot Three"),
        scores=[scored("Moonshot Three", *version)],
        earlier=[scored("Kimi K3", *version)],
    )
    assert found.asked()[0] == ("identity", "Moonshot Three", "kimi-k3")
    evidence = "its version kimi-k3_max was scored as Kimi K3 in the load of 2026-08-11"
    assert found.rows("select reason, evidence from core.renamed_names") == [("versions", evidence)]
    assert evidence in found.first_lines()[1]


def test_a_version_named_like_a_release_that_is_gone_tells_of_a_new_name_without_an_earlier_load(
    changed: Callable[..., Changed],
) -> None:
    found = changed(rename("Kimi K3", "Moonshot Three"), scores=[scored("Moonshot Three", "kimi-k3_max", "2026-07-16")])
    assert found.rows("select release_id, reason from core.renamed_names") == [("kimi-k3", "version name")]


@pytest.mark.parametrize("name", ["KimiK3", "Moonshot Kimi K3", "Kimi K3 FP8", "Kimi K3 (thinking, 32k)", "Kimi K3 1T"])
def test_a_name_around_one_that_is_gone_is_asked_about_first(changed: Callable[..., Changed], name: str) -> None:
    found = changed(rename("Kimi K3", name))
    assert found.asked()[0] == ("identity", name, "kimi-k3")
    assert "it has the whole name of Kimi K3 in it, which the load no longer names" in found.first_lines()[1]


def test_another_version_or_word_is_no_name_around_one_that_is_gone(changed: Callable[..., Changed]) -> None:
    def change(rows: list[Row]) -> None:
        rename("Kimi K3", "Kimi K3.5")(rows)
        for name in ("Kimi K3o", "Kimi K30", "NotKimi K3"):
            add(name, 100, date="2026-08-01")(rows)

    assert changed(change).asked() == []


def test_a_version_that_the_old_name_still_has_tells_of_nothing(changed: Callable[..., Changed]) -> None:
    version = ("kimi-k3_max", "2026-07-16")
    found = changed(
        add("Moonshot Three", 100, date="2026-07-16"),
        scores=[scored("Kimi K3", *version), scored("Moonshot Three", *version)],
        earlier=[scored("Kimi K3", *version)],
    )
    assert found.rows("from core.renamed_names") == []


def test_a_new_release_whose_name_says_more_than_a_setting_is_no_other_name(changed: Callable[..., Changed]) -> None:
    def change(rows: list[Row]) -> None:
        for name in ("Qwen4-Max", "Kimi K3 Coder", "Mistral Medium 9", "Kimi K4 (max)"):
            add(name, 100, date="2026-08-01")(rows)

    found = changed(change)
    assert found.rows("from core.renamed_names") == [] and found.first_lines() == ()


@pytest.mark.parametrize(
    "name", ["Kimi K3+", "-->", "模型", "\u212aimi \u212a3", "K" * 200, "'; drop table core.releases; --"]
)
def test_a_name_of_signs_is_a_release_of_its_own_with_an_id_of_its_own(
    changed: Callable[..., Changed], name: str
) -> None:
    # "Kimi K3+" had the id of Kimi K3 and was thrown out; "-->" had none, and every later build stopped.
    found = changed(
        add(name, 170, date="2026-08-01", **{"Country (of organization)": "China", "Organization": "Moonshot",
                                             "Model accessibility": "Open weights (unrestricted)"})
    )  # fmt: skip
    assert found.pull.rejects == []
    assert found.rows("select release_id, name from core.releases where not is_in_reference") == [(slug(name), name)]
    assert found.rows("select count(*) from core.source_scores where release_id = 'kimi-k3'") == [(1,)]
    # It is above every record, so the headline's unmatched ones are matched by it: the mark beside the headline names it.
    assert "from 2026-08-01 (4 matches)." in found.first_lines()[0]


def test_another_spelling_of_a_name_in_the_same_file_is_a_release_of_its_own_and_asked_about_first(
    changed: Callable[..., Changed],
) -> None:
    found = changed(add("kimi_k3", 100, date="2026-08-01"))
    assert found.pull.rejects == []
    assert found.asked()[0] == ("identity", "kimi_k3", "kimi-k3")
    ((own_id, reason),) = found.rows("select own_release_id, reason from core.renamed_names")
    assert own_id.startswith("kimi-k3-") and reason == "spelling"
    assert found.rows("select score from core.source_scores where release_id = 'kimi-k3'") == [(157.01,)]
    assert found.first_lines() == ()  # below every record: it stands with the sources
    assert found.other_lines()[0].startswith("kimi_k3 is a new name in the index. It may be Kimi K3 under another name")


UNSEEN = {
    "Kimi K3\u200b": "U+200B", "Kimi\u00a0K3": "U+00A0", "Ki\u00admi K3": "U+00AD", "Kimi\u2060 K3": "U+2060", "Kimi\u3164K3": "U+3164",
    "Kimi K3\ufe0f": "U+FE0F", "\u202eKimi K3\u202c": "U+202E, U+202C", "KIMI\u2011K3": "U+2011", "Kimi\tK3": "U+0009",
    "\u212aimi K\uff13": "U+212A, U+FF13", "Kimi\u200bK3": "U+200B",
}  # fmt: skip


def test_names_that_a_reader_cannot_tell_from_a_known_one_are_asked_about_as_another_spelling(
    changed: Callable[..., Changed],
) -> None:
    def change(rows: list[Row]) -> None:
        for name in (*UNSEEN, "Invented 9", "Invented 9\u200b", "Invented\u00a09", "Kimi K3+\u200b", "Kimi K\u0301 3"):
            add(name, 100, date="2026-08-01")(rows)

    found = changed(change)
    assert found.pull.rejects == []
    asked = {
        name: rest for name, *rest in found.rows("select name, release_id, reason, evidence from core.renamed_names")
    }
    assert asked == {
        name: ["kimi-k3", "spelling", f"but for {signs} it reads as Kimi K3, which the same file names too"]
        for name, signs in UNSEEN.items()
    } | {
        name: ["invented-9", "spelling", f"but for {signs} it reads as Invented 9, which the same file names too"]
        for name, signs in (("Invented 9\u200b", "U+200B"), ("Invented\u00a09", "U+00A0"))
    }
    ids = found.rows("select distinct own_release_id from core.renamed_names")
    assert len(ids) == len(asked)  # nothing is joined
    assert found.rows("select score from core.source_scores where release_id = 'kimi-k3'") == [(157.01,)]


def test_a_record_under_a_name_that_only_looks_like_a_known_one_is_told_with_the_known_day(
    changed: Callable[..., Changed],
) -> None:
    found = changed(rename("Kimi K3", "Ki\u00admi K3"))
    assert found.asked()[0] == ("identity", "Ki\u00admi K3", "kimi-k3")
    assert "but for U+00AD it reads as Kimi K3, which the load no longer names." in found.first_lines()[1]
    assert "Kimi K3 counts from 2026-07-27." in found.first_lines()[1]


@pytest.mark.parametrize(
    ("cells", "missing", "counted"),
    [
        ({"date": "2026-08-01"}, "No country, no access, no organisation", "counted from 2026-08-01, the day its source prints"),
        ({}, "No day, no country, no access, no organisation", "counted from 2026-08-18, the as-of day"),
        (
            {"Organization": "OpenAI", "Country (of organization)": "United States of America", "Model accessibility": "API access"},
            "No day", "counted from 2026-08-18, the as-of day",
        ),
        ({"date": "2026-08-01", "Country (of organization)": "China", "Organization": "Moonshot"}, "No access", "counted from 2026-08-01"),
        ({"date": "2026-08-01", "Model accessibility": "API access", "Organization": "Somebody"}, "No country", "counted from 2026-08-01"),
    ],
)  # fmt: skip
def test_a_top_release_that_nobody_labelled_is_said_first_and_asked_about(
    changed: Callable[..., Changed], cells: Row, missing: str, counted: str
) -> None:
    found = changed(add("Nobody 9", 170, **cells))
    (told,) = found.first_lines()
    assert told.startswith(
        f"Nobody 9 is scored and counted nowhere. {missing} is known, and its score stands above every score of either group."
    )
    assert counted in told
    assert found.asked() == [("label", "Nobody 9", "nobody-9")]
    assert ("As a US record: 22 records (21 now)" in told) == (cells.get("Country (of organization)") != "China")
    open_match = "As a Chinese open release it would match" in told
    assert open_match == ("Model accessibility" not in cells)


def test_a_load_without_any_label_of_the_new_releases_names_five_and_counts_the_rest(
    changed: Callable[..., Changed],
) -> None:
    def change(rows: list[Row]) -> None:
        for place in range(8):
            add(f"Nobody {place}", 170 + place)(rows)

    told = changed(change).first_lines()
    assert len(told) == 6 and told[-1] == "3 more notices of the kind unlabelled_release are in marts.notices."
