"""When Epoch's files parse and are not to be believed all the same: rows that are lost, models that are gone, another scale."""

from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sources.test_epoch_source import FILES
from warehouse.landing import Pull, land
from warehouse.settings import read_settings
from warehouse.sources import epoch, reference
from warehouse.sources.registry import SOURCES, Asking

NOW = datetime(2026, 8, 13, 4, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def asking(folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """A run that reads the folder into a home of its own."""
    home = tmp_path_factory.mktemp("home")
    for name, value in {"HOME": str(home), "EPOCH_URL": folder.as_uri(), "EPOCH_DATE": "2026-08-11"}.items():
        monkeypatch.setenv(f"OPENLAG_{name}", value)
    settings = read_settings()
    return Asking(settings, reference.insist(reference.read(settings.reference, now=NOW)), lambda: NOW, nullcontext)


def pull(base_url: str) -> Pull:
    return epoch.pull(base_url, now=NOW)


def pull_with(folder: Path, name: str, row: str) -> Pull:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    return pull(folder.as_uri())


@pytest.mark.parametrize(
    ("row", "first"),
    [
        ("Invented {n},,,,,2026-01-01,OpenAI,,API access,Closed weights,", "eci is blank."),
        (",Invented {n},140.0,,,2026-01-01,OpenAI,,API access,Closed weights,", "{lost} rows have no Model and are left out"),
        ("Invented {n},,140.0,,,2026/01/01,OpenAI,,API access,Closed weights,", "date is '2026/01/01', which is not a day"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("lost", "is_told"), [(30, True), (9, False)])
def test_a_file_of_which_too_many_rows_do_not_parse_is_not_to_be_believed(
    folder: Path, row: str, first: str, lost: int, is_told: bool
) -> None:
    """A required column that goes blank takes its rows along, so that those left are as full as before; the median fell by 36 days."""
    load = pull_with(folder, "eci_scores.csv", "\n".join(row.format(n=number) for number in range(lost)))
    told = f"eci_scores.csv: {lost} of its {lost + 2} rows do not parse; the first: {first.format(lost=lost)}"
    assert [fault.startswith(told) for fault in load.faults] == [True] * is_told


@pytest.mark.parametrize(("gone", "is_told"), [(11, True), (10, False)])
def test_an_index_without_many_models_of_the_load_before_is_not_to_be_believed(
    folder: Path, gone: int, is_told: bool
) -> None:
    """Half a file parses, row for row; with every second row of the real one the median was 228 and not 199 days."""
    before = {f"Gone {number}": 120.0 for number in range(gone)} | {f"Kept {number}": 140.0 for number in range(29)}
    before["GPT-5"] = 150.0
    for number in range(29):
        row = f"Kept {number},,140.0,,,2026-01-01,OpenAI,,API access,Closed weights,"
        pull_with(folder, "eci_scores.csv", row)
    faults = epoch.pull(folder.as_uri(), now=NOW, before=before).faults
    told = f"eci_scores.csv: {gone} of the {gone + 30} models of the load before are not in it any more."
    assert faults == ((told,) if is_told else ())


@pytest.mark.parametrize(("gone", "is_told"), [(6, True), (5, False)])
def test_an_index_cut_by_its_scores_is_not_to_be_believed_though_it_keeps_most_of_its_models(
    folder: Path, gone: int, is_told: bool
) -> None:
    """Without the 36 of 222 models above GPT-5 the cohort had 12 records for 21, and the best Chinese model stood 502 days back for 164."""
    kept = {f"Kept {number}": 100.0 + number for number in range(100)}
    for name in kept:
        pull_with(folder, "eci_scores.csv", f"{name},,140.0,,,2026-01-01,OpenAI,,API access,Closed weights,")
    before = kept | {f"Gone {number}": 300.0 for number in range(gone)} | {f"Low {number}": 1.0 for number in range(9)}
    faults = epoch.pull(folder.as_uri(), now=NOW, before=before).faults
    told = f"eci_scores.csv: {gone} of the 20 highest models of the load before are not in it any more."
    assert faults == ((told,) if is_told else ())


def test_a_run_holds_the_index_against_the_newest_load_in_use(folder: Path, asking: Asking) -> None:
    whole = (folder / "eci_scores.csv").read_text(encoding="utf-8")
    pull_with(folder, "eci_scores.csv", "\n".join(f"Gone {n},,140.0,,,2026-01-01,OpenAI,,,," for n in range(10)))
    (first,) = SOURCES["epoch"].pull(asking)
    land(first, asking.settings.landing, code_version="test")
    (folder / "eci_scores.csv").write_text(whole, encoding="utf-8")
    (second,) = SOURCES["epoch"].pull(asking)
    assert first.faults == ()
    assert second.faults == ("eci_scores.csv: 10 of the 12 models of the load before are not in it any more.",)


def test_lines_of_commas_alone_are_no_lost_rows(folder: Path) -> None:
    assert not pull_with(folder, "eci_scores.csv", "\n".join([",,,,,,,,,,"] * 40)).faults


CLAUDE = "Claude 3.5 Sonnet,x,{score},,,2024-06-20,Anthropic,United States of America,API access,Closed weights,"


def rescale(folder: Path, low: float, high: float, *, low_name: str = "Claude 3.5 Sonnet") -> str:
    text = FILES["eci_scores.csv"].replace("GPT-5,GPT-5,150.0", f"GPT-5,GPT-5,{high}")
    row = CLAUDE.format(score=low).replace("Claude 3.5 Sonnet", low_name)
    (folder / "eci_scores.csv").write_text(text + row + "\n", encoding="utf-8")
    return folder.as_uri()


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (13.0, 15.0),  # a tenth
        (137.5, 157.5),  # shifted
        (150.0, 130.0),  # turned round
        (0.94, 1.94),  # capabilities in logits
        (130.0, 152.0),  # one end stretched
    ],
)
def test_an_index_on_another_scale_is_not_to_be_believed_and_says_both_values(
    folder: Path, low: float, high: float
) -> None:
    (sentence,) = pull(rescale(folder, low, high)).faults
    assert f"claude-3-5-sonnet at {low:g} (its point: 130)" in sentence
    assert f"gpt-5 at {high:g} (its point: 150)" in sentence
    assert "eci_scores.csv: the index is on another scale" in sentence


def test_an_index_whose_anchors_are_rounded_is_read(folder: Path) -> None:
    assert pull(rescale(folder, 130.2, 149.8)).faults == ()


def test_a_renamed_anchor_is_known_by_its_alias(folder: Path) -> None:
    url = rescale(folder, 13.0, 150.0, low_name="Claude Sonnet 3.5 (June)")
    assert pull(url).faults == ()  # nobody knows the name: the other anchor is right
    names = {"Claude Sonnet 3.5 (June)": "claude-3-5-sonnet"}
    assert "claude-3-5-sonnet at 13 " in epoch.pull(url, now=NOW, names=names).faults[0]


def score(family: str, benchmark: str, share: float) -> str:
    cells = {
        "model": family,
        "model_version": family,
        "Model": family,
        "benchmark": benchmark,
        "performance": str(share),
    }
    return ",".join(cells.get(name, "") for name in FILES["eci_benchmarks.csv"].splitlines()[0].split(","))


@pytest.mark.parametrize(("before", "is_told"), [(40, False), (41, True), (0, False)])
def test_a_file_of_scores_that_has_lost_a_quarter_of_them_is_not_to_be_believed(
    folder: Path, before: int, is_told: bool
) -> None:
    """Half of the scores parse, row for row; the median over benchmarks was 250 days and not 226, and nobody was told."""
    n_there = pull(folder.as_uri()).tables["epoch_scores"].height
    pull_with(folder, "eci_benchmarks.csv", "\n".join(score(f"Kept {n}", "Invented", 0.5) for n in range(30 - n_there)))
    faults = epoch.pull(folder.as_uri(), now=NOW, scores_before=before).faults
    assert faults == (f"eci_benchmarks.csv: it has 30 scores, and the load before had {before}.",) * is_told


@pytest.mark.parametrize(("outside", "is_told"), [(2, False), (3, True)])
def test_scores_of_many_benchmarks_in_another_unit_are_not_to_be_believed(
    folder: Path, outside: int, is_told: bool
) -> None:
    """In per cent all benchmarks were left out, one by one, and the verdict over them was gone."""
    rows = [score("Kept", f"Invented {n}", 50.0 if n < outside else 0.5) for n in range(15)]
    told = pull_with(folder, "eci_benchmarks.csv", "\n".join(rows)).faults
    assert ["have a score outside 0 to 1, so it is in another unit." in fault for fault in told] == [True] * is_told


@pytest.mark.parametrize(("below", "is_told"), [(2, False), (3, True)])
def test_scores_that_are_turned_round_are_not_to_be_believed(folder: Path, below: int, is_told: bool) -> None:
    pairs = [(0.4, 0.6) if n < below else (0.6, 0.4) for n in range(5)]
    rows = [
        score(name, f"Invented {n}", share)
        for n, shares in enumerate(pairs)
        for name, share in zip(("GPT-5", "Claude 3.5 Sonnet"), shares, strict=True)
    ]
    told = pull_with(folder, "eci_benchmarks.csv", "\n".join(rows)).faults
    assert ["gpt-5 stands below claude-3-5-sonnet on" in fault for fault in told] == [True] * is_told


def test_a_run_holds_the_scores_against_the_newest_load_in_use(folder: Path, asking: Asking) -> None:
    few = (folder / "eci_benchmarks.csv").read_text(encoding="utf-8")
    pull_with(folder, "eci_benchmarks.csv", "\n".join(score(f"Gone {n}", "Invented", 0.5) for n in range(20)))
    (first,) = SOURCES["epoch"].pull(asking)
    land(first, asking.settings.landing, code_version="test")
    (folder / "eci_benchmarks.csv").write_text(few, encoding="utf-8")
    (second,) = SOURCES["epoch"].pull(asking)
    n = second.tables["epoch_scores"].height
    assert first.faults == () and second.faults == (
        f"eci_benchmarks.csv: it has {n} scores, and the load before had {n + 20}.",
    )
