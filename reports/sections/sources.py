"""The sources: what was read, how old it was on the as-of day, and what rests on a source that is over its age limit."""

from reports import words
from reports.headline import Report
from reports.language import N_, _, ngettext
from reports.layout import Cell, Section, day_cell, https_only, make_table, number_cell
from reports.notices import NOTICES, tell_others
from reports.query import Query, Row

SOURCES = Query("marts.sources", "select * from marts.sources order by source")
# retrieved_on and age_days are null where nothing has landed by the as-of day, and is_over_age with them.
SOURCE_AGES = Query("marts.source_ages", "select * from marts.source_ages order by source")
CREDITS = (
    (N_("Epoch AI, capability index and benchmark scores"), "CC BY 4.0", "https://epoch.ai/data"),
    (
        N_("Arena, leaderboards by people's votes, where landed"),
        "CC BY 4.0",
        "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset",
    ),
    (
        N_("Hugging Face Hub, metadata of repositories from its public API"),
        N_("facts"),
        "https://huggingface.co/docs/hub/api",
    ),
    (
        N_("Stored listings of the whole Hub in the hub-stats layout, where landed"),
        "ODbL 1.0",
        "https://huggingface.co/datasets/hfmlsoc/hub_weekly_snapshots",
    ),
    (N_("models.dev, release days, weights, licences and prices"), "MIT", "https://models.dev"),
    (N_("model-prices, the history of API list prices"), "MIT", "https://github.com/wakamex/model-prices"),
    (
        N_("model-release-dates, a catalogue of availability events with sources"),
        N_("facts only; the repository states no licence"),
        "https://github.com/gholtzap/model-release-dates",
    ),
)
TITLES = {
    "epoch": N_("Epoch's files of the index"),
    "hub": N_("the Hub"),
    "models_dev": "models.dev",
    "catalogue": N_("the catalogue model-release-dates"),
    "archive": N_("Epoch's benchmark archive"),
    "arena": N_("Arena's dataset of leaderboards"),
}
# What rests on a source, as warehouse/reference/source_limits.csv says it.
RESTING = (
    N_("every score and so every lag on the index and on benchmarks"),
    N_("downloads, likes and derived models by country, licences and repositories"),
    N_("the days, labels and versions that Epoch's archive prints"),
    N_("the ratings of Arena and its scale"),
    N_("the days and evidence that the catalogue prints"),
    N_("the days, labels and prices that models.dev prints"),
)
# Sources whose earlier facts are compiled into warehouse/reference.
COMPILED = frozenset({"epoch", "models_dev", "catalogue", "archive"})


def section(report: Report) -> Section:
    """Old data, what is not in use and what else there is to know of them, then every load with its licence, then the credits."""
    caption = _("What was read, and how old it was on the as-of day")
    headers = _("Source | Read | Rows | Licence | Load")
    table = make_table(SOURCES, caption, headers, map(_cells, report.rows(SOURCES)), stacked=True)
    data = {
        "sources": report.block(SOURCES),
        "source_ages": report.block(SOURCE_AGES),
        "notices": report.block(NOTICES),
        "credits": [{"what": what, "licence": licence, "url": url} for what, licence, url in CREDITS],
    }
    told = (*_list_ages(report), *tell_others(report.rows(NOTICES)))
    credited = [(_(what), _(licence), url) for what, licence, url in CREDITS]
    return Section("sources", _("Sources"), told, tables=(table,), credits=credited, data=data)


def _cells(s: Row) -> tuple[Cell, ...]:
    return (
        Cell(words.plain(s.title, 90), _maker(s), href=https_only(s.url), is_evidence=True, is_note_ours=True),
        day_cell(s.retrieved_on, _age(s.age_days)),
        number_cell(words.count(s.row_count), _("{n} rejected").format(n=words.count(s.reject_count))),
        Cell(words.plain(s.licence, 200), is_evidence=True),
        Cell(words.plain(s.load_id, 80)),
    )


def _maker(source: Row) -> str:
    scores = _("the scores in use") if source.is_score_source else ""
    snapshot = _("stored snapshot, not read live") if source.is_snapshot else ""
    return words.listed((words.plain(source.producer, 60), scores, snapshot))


def _age(days: int) -> str:
    if days == 0:
        return _("on the as-of day")
    if days > 0:
        return ngettext("{days} day old", "{days} days old", days).format(days=days)
    return ngettext("{days} day after the as-of day", "{days} days after the as-of day", -days).format(days=-days)


def marks(report: Report, *sources: str) -> tuple[str, ...]:
    """A sentence for each of these sources that is over its limit, to open the section whose figures rest on it."""
    return tuple(_mark(age) for age in report.rows(SOURCE_AGES) if age.source in sources and age.is_over_age)


def _list_ages(report: Report) -> tuple[str, ...]:
    """Every source over its limit with what rests on it, and those that are not in use."""
    old = [age for age in report.rows(SOURCE_AGES) if age.is_over_age]
    unread = [age.source for age in report.rows(SOURCE_AGES) if not age.is_in_use]
    sentences = [
        words.told((_mark(age), _("On it rest {what}.").format(what=_(words.plain(age.rests_on_it, 200)))))
        for age in old
    ]
    if not old:
        sentences.append(_("No source in use is over the age limit of warehouse/reference/source_limits.csv."))
    if later := [age for age in report.rows(SOURCE_AGES) if age.is_in_use and (age.age_days or 0) < 0]:
        told = [
            _("{name} ({note})").format(name=_title(age.source), note=words.long_day(age.retrieved_on))
            for age in later
            if age.retrieved_on
        ]
        text = _("Read only after the as-of day, so that no day or label of it is used as of then: {sources}.")
        sentences.append(text.format(sources=words.all_of(told)))
    if compiled := [_title(name) for name in unread if name in COMPILED]:
        text = _(
            "Not in use, because nothing of it has landed: {sources}; what they said earlier is in the reference files."
        )
        sentences.append(text.format(sources=words.all_of(compiled)))
    if absent := [_title(name) for name in unread if name not in COMPILED]:
        text = _("Not in use, because nothing of it has landed, and in no reference file either: {sources}.")
        sentences.append(text.format(sources=words.all_of(absent)))
    return tuple(sentences)


def _mark(age: Row) -> str:
    text = (
        _(
            "Old data: {source} was last read on {day} (the stored snapshot), {days} days before the as-of day; the limit is {limit}."
        )
        if age.is_snapshot
        else _("Old data: {source} was last read on {day}, {days} days before the as-of day; the limit is {limit}.")
    )
    return text.format(
        source=_title(age.source),
        day=words.long_day(age.retrieved_on),
        days=words.count(age.age_days),
        limit=words.count(age.age_limit_days),
    )


def _title(source: str) -> str:
    return _(TITLES.get(source, words.plain(source, 40)))
