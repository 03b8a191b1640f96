"""What the report says of old data: which source is over its age limit on the as-of day, and what rests on it."""

from collections.abc import Sequence

from reports import words
from reports.data import ReportData
from reports.rows import SourceAge

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


def marks(data: ReportData, *sources: str) -> tuple[str, ...]:
    """A sentence for each of these sources that is over its limit, to open the section whose figures rest on it."""
    return tuple(_mark(age) for age in data.source_ages if age.source in sources and age.is_over_age)


def list_ages(data: ReportData) -> tuple[str, ...]:
    """Every source over its limit with what rests on it, and those that are not in use."""
    old = [age for age in data.source_ages if age.is_over_age]
    unread = [age.source for age in data.source_ages if not age.is_in_use]
    sentences = [f"{_mark(age)} On it rest {words.plain(age.rests_on_it, 200)}." for age in old]
    if not old:
        sentences.append("No source in use is over the age limit of warehouse/reference/source_limits.csv.")
    if later := [age for age in data.source_ages if age.is_in_use and (age.age_days or 0) < 0]:
        told = [f"{_title(age.source)} ({words.long_day(age.retrieved_on)})" for age in later if age.retrieved_on]
        sentences.append(
            f"Read only after the as-of day, so that no day or label of it is used as of then: {_and(told)}."
        )
    if compiled := [_title(name) for name in unread if name in COMPILED]:
        sentences.append(f"{NOT_IN_USE}: {_and(compiled)}; what they said earlier is in the reference files.")
    if absent := [_title(name) for name in unread if name not in COMPILED]:
        sentences.append(f"{NOT_IN_USE}, and in no reference file either: {_and(absent)}.")
    return tuple(sentences)


def _mark(age: SourceAge) -> str:
    assert age.retrieved_on is not None and age.age_days is not None
    kind = " (the stored snapshot)" if age.is_replay else ""
    return (
        f"Old data: {_title(age.source)} was last read on {words.long_day(age.retrieved_on)}{kind}, {words.count(age.age_days)} days "
        f"before the as-of day; the limit is {words.count(age.age_limit_days)}."
    )


def _title(source: str) -> str:
    return TITLES.get(source, words.plain(source, 40))


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
