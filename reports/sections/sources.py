"""The sources: what was read, how old it was on the as-of day, and what rests on a source that is over its age limit."""

from collections.abc import Sequence

from reports import words
from reports.headline import Report
from reports.layout import Cell, Section, day_cell, https_only, make_table, number_cell
from reports.notices import NOTICES, tell_others
from reports.query import Query, Row

SOURCES = Query("marts.sources", "select * from marts.sources order by source")
# retrieved_on and age_days are null where nothing has landed by the as-of day, and is_over_age with them.
SOURCE_AGES = Query("marts.source_ages", "select * from marts.source_ages order by source")
CREDITS = (
    ("Epoch AI, capability index and benchmark scores", "CC BY 4.0", "https://epoch.ai/data"),
    (
        "Arena, leaderboards by people's votes, where landed",
        "CC BY 4.0",
        "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    ),
    ("Hugging Face Hub, metadata of repositories from its public API", "facts", "https://huggingface.co/docs/hub/api"),
    ("models.dev, release days, weights, licences and prices", "MIT", "https://models.dev"),
    ("model-prices, the history of API list prices", "MIT", "https://github.com/wakamex/model-prices"),
    (
        "model-release-dates, a catalogue of availability events with sources",
        "facts only; the repository states no licence",
        "https://github.com/gholtzap/model-release-dates",
    ),
)
TITLES = {
    "epoch": "Epoch's files of the index",
    "hub": "the Hub",
    "models_dev": "models.dev",
    "catalogue": "the catalogue model-release-dates",
    "archive": "Epoch's benchmark archive",
    "arena": "Arena's dataset of leaderboards",
}
# Sources whose earlier facts are compiled into warehouse/reference.
COMPILED = frozenset({"epoch", "models_dev", "catalogue", "archive"})
NOT_IN_USE = "Not in use, because nothing of it has landed"


def section(report: Report) -> Section:
    """Old data, what is not in use and what else there is to know of them, then every load with its licence, then the credits."""
    caption, headers = "What was read, and how old it was on the as-of day", "Source | Read | Rows | Licence | Load"
    table = make_table(SOURCES, caption, headers, map(_cells, report.rows(SOURCES)), stacked=True)
    data = {
        "sources": report.block(SOURCES),
        "source_ages": report.block(SOURCE_AGES),
        "notices": report.block(NOTICES),
        "credits": [{"what": what, "licence": licence, "url": url} for what, licence, url in CREDITS],
    }
    told = (*_list_ages(report), *tell_others(report.rows(NOTICES)))
    return Section("sources", "Sources", told, tables=(table,), credits=CREDITS, data=data)


def _cells(s: Row) -> tuple[Cell, ...]:
    return (
        Cell(words.plain(s.title, 90), _maker(s), href=https_only(s.url)),
        day_cell(s.retrieved_on, _age(s.age_days)),
        number_cell(words.count(s.row_count), f"{words.count(s.reject_count)} rejected"),
        Cell(words.plain(s.licence, 200)),
        Cell(words.plain(s.load_id, 80)),
    )


def _maker(source: Row) -> str:
    notes = [words.plain(source.producer, 60)]
    notes += ["the scores in use"] if source.is_score_source else []
    notes += ["stored snapshot, not read live"] if source.is_snapshot else []
    return "; ".join(notes)


def _age(days: int) -> str:
    if days == 0:
        return "on the as-of day"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days} {unit} old" if days > 0 else f"{-days} {unit} after the as-of day"


def marks(report: Report, *sources: str) -> tuple[str, ...]:
    """A sentence for each of these sources that is over its limit, to open the section whose figures rest on it."""
    return tuple(_mark(age) for age in report.rows(SOURCE_AGES) if age.source in sources and age.is_over_age)


def _list_ages(report: Report) -> tuple[str, ...]:
    """Every source over its limit with what rests on it, and those that are not in use."""
    old = [age for age in report.rows(SOURCE_AGES) if age.is_over_age]
    unread = [age.source for age in report.rows(SOURCE_AGES) if not age.is_in_use]
    sentences = [f"{_mark(age)} On it rest {words.plain(age.rests_on_it, 200)}." for age in old]
    if not old:
        sentences.append("No source in use is over the age limit of warehouse/reference/source_limits.csv.")
    if later := [age for age in report.rows(SOURCE_AGES) if age.is_in_use and (age.age_days or 0) < 0]:
        told = [f"{_title(age.source)} ({words.long_day(age.retrieved_on)})" for age in later if age.retrieved_on]
        sentences.append(
            f"Read only after the as-of day, so that no day or label of it is used as of then: {_and(told)}."
        )
    if compiled := [_title(name) for name in unread if name in COMPILED]:
        sentences.append(f"{NOT_IN_USE}: {_and(compiled)}; what they said earlier is in the reference files.")
    if absent := [_title(name) for name in unread if name not in COMPILED]:
        sentences.append(f"{NOT_IN_USE}, and in no reference file either: {_and(absent)}.")
    return tuple(sentences)


def _mark(age: Row) -> str:
    kind = " (the stored snapshot)" if age.is_snapshot else ""
    return (
        f"Old data: {_title(age.source)} was last read on {words.long_day(age.retrieved_on)}{kind}, {words.count(age.age_days)} days "
        f"before the as-of day; the limit is {words.count(age.age_limit_days)}."
    )


def _title(source: str) -> str:
    return TITLES.get(source, words.plain(source, 40))


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
