"""`openlag tables --short`: within 80 columns wherever it is printed, with every mart, whole sentences, and no mart's caveats."""

import pytest
from typer.testing import CliRunner

from cli.app import app
from warehouse.build.heads import all_models
from warehouse.read.ask import named_queries


@pytest.fixture
def printed(built, monkeypatch):
    """Lines of the command, on a wide terminal."""
    monkeypatch.setenv("OPENLAG_HOME", str(built.warehouse.parent))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> list[str]:
        result = CliRunner().invoke(app, ["tables", *arguments])
        assert result.exit_code == 0
        return result.stdout.splitlines()

    return run


def test_every_mart_and_query_is_told_within_80_columns_in_whole_words(printed):
    lines = printed("--short")
    assert max(map(len, lines)) <= 80
    names = {line.split()[0] for line in lines if line and not line.startswith(" ")}
    assert names >= {model.name.removeprefix("marts.") for model in all_models() if model.name.startswith("marts.")}
    assert names >= {name for name, _ in named_queries()}
    told = " ".join(" ".join(line.split()) for line in lines)
    assert "Estimand B: where the laggard's best stands now on the leader's staircase, in days behind." in told.replace(
        "bracket ", ""
    )
    assert "Grain:" not in told and "Caveat:" not in told


def test_the_columns_of_a_mart_fit_too_and_without_the_option_nothing_is_cut(printed):
    assert max(map(len, printed("lag_by_record", "--short"))) <= 80
    assert max(map(len, printed("lag_by_record"))) > 80
    assert any("Grain:" in line for line in printed())


def test_a_named_query_is_told_in_one_sentence():
    assert all(sentence.endswith(".") and ". " not in sentence for _, sentence in named_queries())
    assert dict(named_queries())["headline"].endswith("and how long it waits.")
