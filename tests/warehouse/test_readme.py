"""Every sentence of the README that can be checked: its answer, its commands, its tables, its length."""

import re
from pathlib import Path

import pytest

from lag.claims import READINGS
from warehouse.build.heads import all_models, raw_schema
from warehouse.read.connect import open_warehouse

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ask(built):
    with open_warehouse(built.warehouse) as connection:
        yield lambda sql: connection.sql(sql).pl()


def test_the_answer_is_that_of_the_warehouse(ask):
    headline = (
        "pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and date_basis = 'available' "
        "and rule_id = 'strict' and cohort_id = 'records' and censoring_id = 'as_of' and start_on = date '2023-03-14'"
    )
    row = ask(f"from marts.lag_summary where {headline}").row(0, named=True)
    told = "from marts.claim_verdicts where claim_id = 'six_months' and pairing_id = 'us_any__cn_open' order by place"
    verdicts = {verdict["reading"]: verdict for verdict in ask(told).iter_rows(named=True)}
    words = {"cannot be told": "it cannot be told", "contradicted": "no", "supported": "yes"}
    assert list(verdicts) == list(READINGS)
    at_most, today, any_time, _, typically, pooled, average = verdicts.values()
    slowest = ask(
        f"select max(lag_days) from marts.lag_by_record where {headline.partition(' and cohort_id')[0]} "
        "and record_released_on >= '2023-03-14'"
    ).item()
    assert at_most["n_over"] == 0 and typically["verdict"] == average["verdict"] == "cannot be told"
    text = " ".join(README.split())
    for sentence in (
        f"**“Open source is at most six months behind”: {words[at_most['verdict']]} ({row['as_of']:%-d %B %Y}).**",
        f"Of {at_most['n']} US record models since GPT-4, Chinese open models matched {at_most['n_matched_in_time']} within six months and "
        f"{at_most['n_later']} later, the slowest after {slowest / 30.4375:.0f} months; {at_most['n_unmatched']} are still unmatched, none "
        "for six months yet.",
        f"Today, {words[today['verdict']]}: {today['figure']:.0f} days behind on our own index (95% interval "
        f"{today['lower']:.0f} to {today['upper']:.0f}; n = {today['n']}).",
        f"At any time, {words[any_time['verdict']]}: on {any_time['n_days_longer']} of the "
        f"{any_time['n_days'] - any_time['n_days_unscored']:,} days judged the gap was longer.",
        f"Typically and on average over levels it cannot be told, over benchmarks, {words[pooled['verdict']]}.",
        f"the gap is {average['figure']:.0f} days (95% interval {average['lower']:.0f} to {average['upper']:.0f}; "
        f"n = {average['n']} US releases)",
        f"The median time is **{row['median_days'] / 30.4375:.1f} months** ({row['median_days']:.0f} days; 95% interval "
        f"{typically['lower']:.0f} to {typically['upper']:.0f}; n = {row['n_records']}), over benchmarks {pooled['figure']:.0f} days "
        f"({pooled['lower']:.0f} to {pooled['upper']:.0f}; n = {pooled['n']})",
        f"an estimated **{100 * row['share_6m']:.0f}%** are matched within six months "
        f"(95% interval {100 * at_most['lower']:.0f}% to {100 * at_most['upper']:.0f}%; n = {row['n_records']})",
        "date from 29 November 2026, after figures had been seen",
    ):
        assert sentence in text
    bracket = ask(
        "from marts.bracket where pairing_id = 'us_any__cn_open' and scale_id = 'eci_published' and date_basis = 'available'"
    )
    best = bracket.row(0, named=True)
    records = ask("select count(*) from marts.records where role = 'leader' and pairing_id = 'us_any__cn_open' "
                  "and scale_id = 'eci_published' and date_basis = 'available'").item()  # fmt: skip
    assert (
        f"{best['laggard_name']}, stands where the US frontier stood {best['central_days']:.0f} days before "
        f"(bracket {best['under_days']:.0f} to {best['over_days']:.0f}; n = {records} US records)" in text
    )


def test_the_sister_claims_are_told_as_the_warehouse_tells_them(ask):
    verdicts = {
        (row["claim_id"], row["reading"]): row
        for row in ask("from marts.claim_verdicts where pairing_id is distinct from 'any_closed__any_open'").iter_rows(
            named=True
        )
    }
    on_index = verdicts["ninety_per_cent", "on the index, above GPT-3.5"]
    pooled = verdicts["ninety_per_cent", "pooled over benchmarks"]
    paid_in, paid_out, work, compute = (
        verdicts["hundred_times", reading]
        for reading in ("input price", "output price", "cost of the same work", "training compute")
    )
    text = " ".join(README.split())
    assert (
        f"*ninety per cent* is {on_index['verdict']} on the index (median {on_index['figure']:.0f} days, {on_index['lower']:.0f} to "
        f"{on_index['upper']:.0f}; n = {on_index['n']}) and {pooled['verdict']} over benchmarks ({pooled['figure']:.0f}, "
        f"{pooled['lower']:.0f} to {pooled['upper']:.0f}; n = {pooled['n']})" in text
    )
    assert (paid_in["verdict"], paid_out["verdict"]) == ("contradicted", "contradicted")
    assert (work["verdict"], compute["verdict"]) == ("cannot be told", "cannot be told")
    assert (
        f"*a hundred times* is contradicted by list price (median ratio {paid_in['figure']:.1f} in, {paid_in['lower']:.1f} to "
        f"{paid_in['upper']:.0f}, and {paid_out['figure']:.1f} out, {paid_out['lower']:.1f} to {paid_out['upper']:.0f}; "
        f"n = {paid_in['n']} pairs on {paid_in['n_chains']} matches) and cannot be told by the cost of the same work "
        f"({work['figure']:.0f}, {work['lower']:.2f} to {work['upper']:.0f}; n = {work['n']} on {work['n_chains']}) or by training compute "
        f"({compute['figure']:.1f}; n = {compute['n']})" in text
    )
    china, us = (
        verdicts["china_open_us_closed", reading] for reading in ("Chinese releases are open", "US releases are closed")
    )
    assert (
        f"({china['figure'] * china['n']:.0f} of {china['n']} Chinese releases open, {china['lower']:.0%} to {china['upper']:.0%}; "
        f"{us['figure'] * us['n']:.0f} of {us['n']} US ones closed, {us['lower']:.0%} to {us['upper']:.0%})"
    ) in text.replace(" %", "%").replace("75 to", "75% to").replace("67 to", "67% to")
    assert {row["verdict"] for (claim, _), row in verdicts.items() if claim == "china_open_us_closed"} == {"supported"}


def test_the_query_shown_gives_the_rows_shown(ask):
    sql, shown = re.search(r'openlag sql "(select .*?)"\n(.*?)\n\n', README, re.DOTALL).groups()
    lines = [re.split(r" {2,}", line.strip()) for line in shown.splitlines()]
    frame = ask(sql)
    assert lines[0] == frame.columns
    assert lines[1:] == [[str(value) for value in row] for row in frame.iter_rows()]


def test_every_mart_is_in_the_map(ask):
    marts = {name for (name,) in ask("select table_name from duckdb_tables() where schema_name = 'marts'").iter_rows()}
    assert set(re.findall(r"^\| `marts\.(\w+)` \|", README, re.MULTILINE)) == marts


def test_every_setting_is_in_the_table():
    code = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "warehouse").rglob("*.py"))
    settings = (PROJECT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(OPENLAG_\w+)` \|", settings, re.MULTILINE)) == set(
        re.findall(r'"(OPENLAG_[A-Z_]+)"', code)
    )


def test_every_make_target_and_file_named_exists():
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE)) <= targets
    for link in re.findall(r"\]\((?!http)([^)]+)\)", README):
        assert (PROJECT / link).exists(), link


def test_it_is_short_enough_to_be_read():
    assert len(README.splitlines()) <= 120


def test_every_table_and_file_that_the_docs_name_is_there():
    made = {model.name for model in all_models()} | set(re.findall(r"create table (raw\.\w+)", raw_schema()))
    made_by_runs = set((PROJECT / ".gitignore").read_text(encoding="utf-8").splitlines())
    for page in (PROJECT / "GLOSSARY.md", *(PROJECT / "docs").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        tables = set(re.findall(r"\b(?:raw|staging|core|marts)\.\w+", text))
        assert sorted(tables - made) == [], page.name
        rooms = r"`((?:cli|flows|lag|reports|sql|tests|warehouse|docs|benchmarks)/[\w./*-]+)`"
        files = [
            name for name in re.findall(rooms, text) if not re.search(r"NAME|TABLE", name) and name not in made_by_runs
        ]
        assert [name for name in files if not list(PROJECT.glob(name.rstrip("/")))] == [], page.name
