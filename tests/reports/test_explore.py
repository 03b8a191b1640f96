"""The explorer computes in a browser what the marts have, row by row, and says so in words that change with the choices."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cli.lag import sentence_of
from reports.explore.data import explore_data, explore_script
from reports.headline import Report
from reports.html import TEMPLATES
from reports.language import speaking
from reports.pages import PAGES
from reports.provenance import Provenance
from reports.render import ReportPaths, render_page, view_of
from tests.conftest import Home, Once
from warehouse.build.own_lag import Definition, measure
from warehouse.read.ask import QueryError
from warehouse.read.connect import open_warehouse

(PAGE,) = (page for page in PAGES if page.key == "explore")
HEADLINE = (
    "On the published index, Chinese open-weight releases have matched 17 of 21 records of US releases of any access since 14 March 2023; "
    "the median lag is 6.5 months (199 days)."
)
FIGURES = ("n", "matched", "negative", "untested", "median", "lower", "upper", "share", "shareLower", "shareUpper")
ROWS = """
    select
        leader_group, laggard_group, lags.scale_id, lags.rule_id, lags.date_basis, coalesce(cast(lags.start_on as varchar), 'beginning'),
        lags.cohort_id, lags.censoring_id,
        lags.n_records, lags.n_matched, n_negative, n_untested, lags.median_days, lags.median_days_lower, lags.median_days_upper,
        lags.share_6m, lags.share_6m_lower, lags.share_6m_upper,
        wider_median_days_lower, wider_median_days_upper, lags.median_interval_state, typically_verdict, place
    from marts.lag_summary as lags
    join marts.pairings using (pairing_id)
    left join marts.specifications as choices
        on choices.scale_or_domain = lags.scale_id and choices.pairing_id = lags.pairing_id and choices.date_basis = lags.date_basis
        and choices.rule_id = lags.rule_id and choices.cohort_id = lags.cohort_id and choices.censoring_id = lags.censoring_id
        and choices.start_on is not distinct from lags.start_on
    order by all
"""
KEYS = ("leader", "laggard", "scale", "rule", "dates", "from", "cohort", "censoring")
STATES, VERDICTS = ("closed", "open", "unknown"), ("supported", "contradicted", "cannot be told")


def write_page(folder: Path, report: Report, language: str = "en") -> Path:
    """The explorer with its data beside it."""
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets" / "explore-data.js").write_text(explore_script(report), encoding="utf-8")
    page = folder / ("" if language == "en" else language) / f"explore-{language}.html"
    page.parent.mkdir(exist_ok=True)
    with speaking(language):
        view = view_of(report, Provenance((), code_version="test", made_on=date(2026, 8, 11)))
        page.write_text(render_page(PAGE, view | {"sections": ()}, report), encoding="utf-8")
    return page


@pytest.fixture(scope="session")
def explored(once: Once[Path], built: Home) -> Path:
    """A folder with the explorer of the warehouse of 2026-08-11, in both languages."""

    def make(folder: Path) -> Path:
        with open_warehouse(built.warehouse) as connection:
            report = Report(connection)
            for language in ("en", "ja"):
                write_page(folder, report, language)
        return folder

    return once("explored", make)


@pytest.fixture
def explorer(explored: Path, browser: Any) -> Iterator[Any]:
    """The explorer in a browser, as it opens from disk; its console stays silent and it asks no network for anything."""
    browser.set_width(1280)
    show(browser, explored / "explore-en.html")
    yield browser
    assert browser.console() == []
    assert not [url for url in browser.requests() if url.startswith(("http", "ws", "ftp"))]


def show(browser: Any, page: Path, address: str = "") -> None:
    browser.open(page)
    if address:
        browser.run(f"window.location.hash = {json.dumps(address)}")
    browser.wait_for("window.openlagLag")


def choose(browser: Any, **chosen: str) -> None:
    """Choose in the form, as who uses a keyboard does: a value, and the event that it changed."""
    for control, value in chosen.items():
        browser.run(
            f"const control = document.getElementById({json.dumps(control.replace('_', '-'))}); control.value = {json.dumps(value)};"
            "control.dispatchEvent(new Event('change', {bubbles: true}))"
        )


def text(browser: Any, name: str) -> str:
    said: str = browser.run(f"return document.getElementById({json.dumps(name)}).textContent")
    return said


def address(browser: Any) -> str:
    said: str = browser.run("return window.location.hash")
    return said


def measured(browser: Any, definitions: list[dict[str, str]], figures: str = "") -> list[dict[str, Any]]:
    """What the page's own function gives of definitions, in one call."""
    parts = figures or ", ".join(f"{name}: found.{name}" for name in (*FIGURES, "judged"))
    found: list[dict[str, Any]] = browser.run(
        f"return {json.dumps(definitions)}.map(function (one) {{ const found = openlagLag.measure(one); return {{{parts}}}; }})"
    )
    return found


def test_the_page_agrees_with_every_row_of_the_mart_that_it_can_express(explorer, built):
    with open_warehouse(built.warehouse) as connection:
        rows = connection.execute(ROWS).fetchall()
        ((n_all,),) = connection.execute("select count(*) from marts.lag_summary").fetchall()
    assert len(rows) == n_all == 4194
    left_out = Counter(row[3] for row in rows if row[3].startswith("paired"))
    assert left_out == {"paired_0_05": 48, "paired_0_5": 48}  # built on draws of the index, which the page has not
    expressed = [row for row in rows if row[3] not in left_out]
    assert len(expressed) == 4098 and len({row[2] for row in expressed}) == 54
    found = measured(explorer, [dict(zip(KEYS, row, strict=False)) for row in expressed])
    for row, told in zip(expressed, found, strict=True):
        wanted = dict(zip(FIGURES, row[8:18], strict=True))
        # exp and log may differ by their last bit from one library to another, and nothing else does.
        for name in ("shareLower", "shareUpper"):
            end = wanted.pop(name)
            assert (told[name] is None) == (end is None) and abs((told[name] or 0) - (end or 0)) < 1e-12, (name, row)
        assert {name: told[name] for name in wanted} == wanted, row
        lower, upper, state, verdict, place = row[18:]
        assert told["judged"] == [lower, upper, STATES.index(state), VERDICTS.index(verdict), place], row


OWN = [
    {"leader": "lab:openai", "laggard": "lab:deepseek:open", "from": "2024-06-01", "censoring": "scored"},
    {"leader": "FR", "laggard": "lab:alibaba", "scale": "gpqa-diamond", "from": "beginning"},
    {"leader": "any", "laggard": "any:open", "cohort": "lab_records", "rule": "tolerance_2_5", "dates": "announced"},
    {"scale": "frontiermath-tiers-1-3-v2-private", "rule": "tolerance_0_85", "dates": "published"},
]


def test_a_definition_of_ones_own_gives_the_sentence_and_figures_of_the_command(explorer, built):
    usual = {
        "leader": "US", "laggard": "CN:open", "scale": "eci_published", "rule": "strict", "dates": "available", "from": "2023-03-14",
        "cohort": "records", "censoring": "as_of",
    }  # fmt: skip
    definitions = [usual | own for own in OWN]
    figures = "sentence: openlagLag.sentence(one, found), rows: found.rows, " + ", ".join(
        f"{name}: found.{name}" for name in FIGURES
    )
    for one, told in zip(definitions, measured(explorer, definitions, figures), strict=True):
        start_on = None if one["from"] == "beginning" else date.fromisoformat(one["from"])
        found = measure(
            built.warehouse,
            Definition(
                leader=one["leader"], laggard=one["laggard"], scale_id=one["scale"], rule_id=one["rule"], date_basis=one["dates"],
                cohort_id=one["cohort"], censoring_id=one["censoring"], start_on=start_on,
            ),
        )  # fmt: skip
        assert told["sentence"] == sentence_of(found)
        wanted = (
            found.n_records,
            found.n_matched,
            found.median_days,
            found.median_days_lower,
            found.median_days_upper,
            found.share_6m,
        )
        assert tuple(told[name] for name in ("n", "matched", "median", "lower", "upper", "share")) == wanted, one
        assert [row["lag"] for row in told["rows"]] == [record["lag_days"] for record in found.records], one
        assert [row["follow"] for row in told["rows"]] == [record["follow_up_days"] for record in found.records], one


def test_the_page_opens_with_the_headline_its_verdict_and_its_place(explorer):
    assert text(explorer, "sentence") == HEADLINE and address(explorer) == ""
    assert (text(explorer, "matched"), text(explorer, "share"), text(explorer, "verdict")) == (
        "17 of 21 records",
        "34%",
        "cannot be told",
    )
    assert text(explorer, "median-note").startswith("95% interval 163 to 243 days, the wider of")
    assert re.fullmatch(r"\d+ of 1,180", text(explorer, "place"))
    assert explorer.run("return document.querySelectorAll('#lags .mark').length") == 21


def test_a_choice_changes_the_sentence_and_the_address_at_once(explorer):
    choose(explorer, laggard="lab:deepseek", scale="gpqa-diamond", rule="points")
    choose(explorer, amount="2.5", start="day")
    choose(explorer, day="2024-01-01")
    assert text(explorer, "sentence").startswith("On GPQA diamond, open-weight releases of DeepSeek have matched ")
    assert address(explorer) == "#laggard=lab:deepseek:open&scale=gpqa-diamond&rule=tolerance_2_5&from=2024-01-01"
    assert text(explorer, "verdict") == "none" and "textbook interval" in text(explorer, "median-note")
    assert "is not among" in text(explorer, "verdict-note") and "not among them" in text(explorer, "place-note")
    explorer.run("document.getElementById('back').click()")
    assert text(explorer, "sentence") == HEADLINE and address(explorer) == ""
    explorer.run("window.history.back()")
    explorer.wait_for("document.getElementById('sentence').textContent.startsWith('On GPQA diamond')")
    assert explorer.run("return document.getElementById('amount').value") == "2.5"


def test_an_address_gives_the_state(explored, explorer):
    show(
        explorer, explored / "explore-en.html", "leader=any:closed&laggard=any:open&rule=tolerance_1&cohort=lab_records"
    )
    explorer.wait_for("document.getElementById('cohort').value === 'lab_records'")
    assert text(explorer, "sentence").startswith(
        "On the published index, open-weight releases of any country have matched "
    )
    values = {
        name: explorer.run(f"return document.getElementById('{name}').value")
        for name in ("leader", "laggard-access", "rule", "amount")
    }
    assert values == {"leader": "any", "laggard-access": "open", "rule": "points", "amount": "1"}
    assert text(explorer, "notice") == ""


def test_a_rule_written_otherwise_is_the_same_rule(explored, explorer):
    told = []
    for written in ("tolerance_1", "tolerance_01_00"):
        show(explorer, explored / "explore-en.html", f"rule={written}")
        explorer.wait_for("document.getElementById('rule').value === 'points'")
        told.append((text(explorer, "verdict"), text(explorer, "verdict-note"), text(explorer, "place")))
    assert told[0] == told[1] and told[0][0] != "none"


BROKEN = (
    "leader=XX", "leader=us", "laggard=lab:nobody", "scale=constructor", "rule=tolerance_0", "rule=loose", "from=2024-02-30", "dates=",
    "from=0000-01-01", "nothing", "color=red",
    "laggard=%E0%A4%A", "leader=CN:open", "scale=hle&cohort=lab_records", "<img src=x onerror=alert(1)>=1",
)  # fmt: skip


def test_a_broken_address_is_named_and_the_headline_shown(explorer):
    for broken in BROKEN:
        explorer.run(f"window.location.hash = {json.dumps(f'rule=tolerance_1&{broken}')}")
        explorer.wait_for("!document.getElementById('notice').hidden")
        assert "which is no choice here; this is the headline." in text(explorer, "notice"), broken
        assert text(explorer, "sentence") == HEADLINE, broken
        choose(explorer, dates="announced")
        assert text(explorer, "notice") == "" and address(explorer) == "#dates=announced"


def test_what_is_unknown_or_not_reached_is_no_number(explored, explorer):
    for choices, sentence, median, share in (
        ("laggard=AE:closed", "there is nothing that could match", "unknown", "unknown"),
        ("laggard=AE:open", "median lag is not reached", "not reached", None),
        ("scale=gpqa-diamond&from=2026-08-11", "have set no record since 11 August 2026", "unknown", "unknown"),
    ):
        show(explorer, explored / "explore-en.html", choices)
        explorer.wait_for(f"document.getElementById('sentence').textContent.includes({json.dumps(sentence)})")
        assert text(explorer, "median") == median and (share is None or text(explorer, "share") == share)
        assert not re.search(
            r"NaN|null|undefined|Infinity", explorer.run("return document.querySelector('main').innerText")
        )


def test_a_rule_that_means_nothing_on_a_scale_is_refused_as_the_command_refuses_it(explored, explorer, built):
    """On METR Time Horizons "US releases have set no record that could be followed" stood above the stairs of their records."""
    with open_warehouse(built.warehouse) as connection:
        lacking = set(
            connection.execute(
                "select scale_id, rule_id from marts.scales "
                "cross join (select unnest(['strict', 'tolerance_1', 'tolerance_0_9']) as rule_id) as rules "
                "anti join core.rules using (scale_id, rule_id)"
            ).fetchall()
        )
        scale_ids = [row[0] for row in connection.execute("select scale_id from marts.scales").fetchall()]
    usual = {"leader": "US", "laggard": "CN:open", "dates": "available", "from": "beginning"}
    usual |= {"cohort": "records", "censoring": "as_of"}
    definitions = [
        usual | {"scale": scale_id, "rule": rule_id}
        for scale_id in scale_ids
        for rule_id in ("strict", "tolerance_1", "tolerance_0_9")
    ]
    told = measured(
        explorer, definitions, "refused: found.refused, n: found.n, sentence: openlagLag.sentence(one, found)"
    )
    refused = {
        (one["scale"], one["rule"]): found for one, found in zip(definitions, told, strict=True) if found["refused"]
    }
    assert set(refused) == lacking and ("metr-time-horizons", "tolerance_0_9") in lacking
    reasons = {"no_points": "has no points", "no_zero": "has no zero from which a share could be counted"}
    for (scale_id, rule_id), found in refused.items():
        assert found["n"] == 0 and f", which {reasons[found['refused']]}; take “" in found["sentence"]
        assert found["sentence"].startswith(f"{rule_id} means nothing on ")
        own = Definition(
            leader="US", laggard="CN:open", scale_id=scale_id, rule_id=rule_id, date_basis="available", cohort_id="records",
            censoring_id="as_of", start_on=None,
        )  # fmt: skip
        with pytest.raises(
            QueryError, match=f"{scale_id} {reasons[found['refused']]}, so that {rule_id} means nothing"
        ):
            measure(built.warehouse, own)


REFUSED = {
    "en": "tolerance_0_9 means nothing on METR Time Horizons, which has no zero from which a share could be counted; "
    "take “a score at or above the record”.",
    "ja": "METR Time Horizonsには割合を数える起点となるゼロがないため、tolerance_0_9はこの尺度では意味をなさない。"
    "「スコアが記録以上」を選んでください。",
}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_beside_a_refusal_stands_no_figure_and_no_picture(explored, explorer, language):
    page = explored / ("" if language == "en" else language) / f"explore-{language}.html"
    show(explorer, page, "scale=metr-time-horizons&rule=tolerance_0_9")
    explorer.wait_for("document.getElementById('answer').hidden")
    assert text(explorer, "sentence") == REFUSED[language] and text(explorer, "notice") == ""
    seen = (
        "return [...document.querySelectorAll('.told, .drawn, #records')].filter(one => one.checkVisibility()).length"
    )
    assert explorer.run(seen) == 0
    choose(explorer, scale="gpqa-diamond")
    assert explorer.run(seen) > 3 and explorer.run("return document.querySelectorAll('#stairs svg path').length") == 2


def test_one_and_several_are_told_in_their_own_form(explored):
    words = json.loads(re.findall(r'id="words">(.*?)</script>', (explored / "explore-en.html").read_text())[0])
    assert words["first"][0].startswith("{n} matched before its release,")
    assert words["first"][1].startswith("{n} matched before their releases,")
    assert words["untested"][0].startswith("{n} more was set") and words["untested"][1].startswith("{n} more were set")
    assert " has a shorter" in words["place_between"][0] and " have a shorter" in words["place_between"][1]


def test_the_page_fits_every_screen_and_every_control_has_a_name(explored, explorer):
    for width in (1280, 390, 320):
        explorer.set_width(width)
        show(explorer, explored / "explore-en.html")
        assert explorer.run("return document.documentElement.scrollWidth") <= width
        assert explorer.run("return document.querySelector('#lags svg').getBoundingClientRect().width") <= width
    unnamed = (
        "return [...document.getElementById('choices').elements].filter(one => /select|input/i.test(one.tagName)"
        " && !one.labels.length && !one.getAttribute('aria-label')).length"
    )
    assert explorer.run(unnamed) == 0
    drawn = "return document.querySelectorAll('.drawn svg[role=img][aria-label]').length"
    assert explorer.run(drawn) == 3


def test_the_last_bit_of_a_tolerance_and_a_hosted_release_count_as_in_the_models(explored, browser, tmp_path):
    """No score of 2026-08-11 lies exactly a point below a record, and no hosted record has an announcement alone."""
    day = 19_700
    releases = [
        ["a", "A", "one", "US", "a", None, day, None, day],
        ["h", "H", "one", "US", "h", day + 10, None, None, None],
        ["x", "X", "two", "CN", "o", None, day + 1, day + 30, day + 30],
    ]
    scale = {
        "id": "eci_published",
        "name": "Index",
        "domain": "index",
        "type": "index",
        "point": 1,
        "origin": None,
        "until": day + 90,
    }
    data = {
        "asOf": day + 90, "scoredUntil": None, "gpt4": 19_430, "headline": {"leader": "US", "laggard": "CN:open", "scale": "eci_published"},
        "releases": releases, "labs": {"one": "One", "two": "Two"}, "pairings": [], "intervals": [], "medians": [],
        "scales": [scale | {"scores": [[0, 1, 2], [128.02, 150, 127.02]], "judged": []}],
    }  # fmt: skip
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "explore-data.js").write_text(f"var openlagExplore = {json.dumps(data)};")
    (tmp_path / "explore.html").write_bytes((explored / "explore-en.html").read_bytes())
    show(browser, tmp_path / "explore.html")
    usual = {"leader": "US", "laggard": "CN:open", "scale": "eci_published", "dates": "available", "from": "beginning"}
    usual |= {"cohort": "records", "censoring": "as_of"}
    strict, point = measured(
        browser, [usual | {"rule": rule} for rule in ("strict", "tolerance_1")], "rows: found.rows"
    )
    assert [(row["record"]["day"], row["lag"], row["follow"]) for row in strict["rows"]] == [
        (day, None, 90),
        (day + 10, None, 80),
    ]
    assert [(row["lag"], row["follow"]) for row in point["rows"]] == [(30, None), (None, 80)]
    assert 128.02 - 1 > 127.02  # to a computer


def test_without_its_data_the_page_says_so(explored, browser, tmp_path):
    page = tmp_path / "explore.html"
    page.write_bytes((explored / "explore-en.html").read_bytes())
    browser.open(page)
    browser.wait_for("!document.getElementById('notice').hidden")
    assert "assets/explore-data.js belongs beside it" in text(browser, "notice")


def test_the_same_script_speaks_japanese(explored, explorer):
    show(explorer, explored / "ja" / "explore-ja.html")
    said = text(explorer, "sentence")
    assert "2023年3月14日以降" in said and "21件のうち17件" in said and "6.5か月（199日）" in said
    assert not text(explorer, "verdict").isascii() and not text(explorer, "place-note").isascii()


def test_hostile_names_run_nothing_in_the_explorer(written_hostile: ReportPaths, browser):
    show(browser, written_hostile.folder / "explore.html")
    choose(browser, scale="index")
    assert browser.run("return window.pwned === undefined") and browser.console() == []
    data = (written_hostile.folder / "assets" / "explore-data.js").read_text(encoding="utf-8")
    assert not re.search("[<>\u2028\u2029]", data)


def test_script_and_data_are_light(explored):
    assert len((TEMPLATES / "explore.js").read_bytes()) < 40_000
    assert len(gzip.compress((explored / "assets" / "explore-data.js").read_bytes())) < 40_000


def test_a_choice_of_the_mart_is_held_once(invented: Report):
    data = explore_data(invented)
    assert len({tuple(one) for one in data["intervals"]}) == len(data["intervals"])
    assert {scale["id"] for scale in data["scales"]} >= {"eci_published", "index"}
