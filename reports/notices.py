"""What a reader must know before the figures, as sentences, one a kind of notice.

A kind without a sentence is told by its detail. What the sources print stands in it, so every text is cleaned here and escaped where it
is printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from reports import words
from reports.language import N_, _
from reports.query import Query, Row

DETAIL_LIMIT = 1_000  # characters
WITH_A_DAY = ("index_as_seen", "index_read_later")  # as their detail
MOST_OF_A_KIND = 5  # the rest is counted, and stands in marts.notices
NOTICES = Query("marts.notices", "select * from marts.notices order by is_first_line desc, kind, source, subject")


def tell_first(notices: Sequence[Row]) -> tuple[str, ...]:
    """The sentences that stand above the answer."""
    return tuple(_told(notice for notice in notices if notice.is_first_line))


def tell_others(notices: Sequence[Row]) -> tuple[str, ...]:
    """The sentences that stand with the sources."""
    return tuple(_told(notice for notice in notices if not notice.is_first_line))


def _told(notices: Iterator[Row]) -> Iterator[str]:
    for kind, same in groupby(notices, key=lambda notice: notice.kind):
        listed = list(same)
        yield from (_sentence(notice) for notice in listed[:MOST_OF_A_KIND])
        if (left := len(listed) - MOST_OF_A_KIND) > 0:
            yield _("{n} more notices of the kind {kind} are in marts.notices.").format(
                n=words.count(left), kind=words.plain(kind, 40)
            )


def _sentence(notice: Row) -> str:
    detail = words.plain(notice.detail, DETAIL_LIMIT) if notice.detail is not None else _subject(notice)
    if notice.kind in WITH_A_DAY:
        detail = words.long_day(date.fromisoformat(detail))
    told = _(SENTENCES.get(notice.kind, "{detail}")).format(
        n=words.count(notice.n),
        subject=words.name(notice.subject),
        source=words.name(notice.source),
        known_on=words.long_day(notice.known_on),
        detail=detail,
    )
    return told + _moves(notice) if notice.kind == "renamed" else told


def _subject(notice: Row) -> str:
    return f"{words.plain(notice.kind, 40)}, {words.name(notice.subject)}"


def _moves(notice: Row) -> str:
    """What rests on a name that may be a known release's, and the headline by the known day."""
    told = ""
    if notice.n:
        told += " " + _("{n} of the headline's records and matches rest on it.").format(n=words.count(notice.n))
    if (notice.value_before, notice.value_after) != (None, None):
        now, then = words.days(notice.value_before), words.days(notice.value_after)
        told += " " + _("By the known day the median would be {then} days ({now} now).").format(then=then, now=now)
    return told


SENTENCES: Mapping[str, str] = {
    "gated": N_(
        "{n} of the repositories tracked are gated: without access to their commits and files the days of their first weights stay "
        "unknown: {detail}."
    ),
    "index_as_seen": N_(
        "The published index is that of {known_on} as it stood then, kept from a public history of it; scores on "
        "benchmarks, and so our own index, are those of {detail}, of releases of the time."
    ),
    "index_read_later": N_(
        "No publication of the index is kept from {detail} or before: all scores are those read on {known_on}, of "
        "releases of the time, so that every figure is a reconstruction and none was seen then."
    ),
    "index_rows_rejected": N_(
        "{n} of the rows of the index did not parse, and nothing of them is in the figures, though a record could be "
        "among them: {detail}."
    ),
    "load_damaged": N_("The load {subject} of {source} is damaged. {detail}"),
    "load_set_aside": N_("The newest load of {source} is not in use. {detail}"),
    "name_given_away": N_(
        "{n} of the names tracked lead to another repository on the Hub than the one that was known by them; nothing of "
        "it is credited: {detail}."
    ),
    "no_own_score": N_(
        "Without a score on our own index, on which the gap of today is judged: {n} of the records on the published one ({detail})."
    ),
    "no_published_score": N_(
        "Without a score on the published index, on which records and matches are counted: {n} of the records on our own ({detail})."
    ),
    "organisation_missing": N_(
        "{n} of the organisations tracked could not be read on the Hub on {known_on}, and nothing of them is in the "
        "counts of that day: {detail}."
    ),
    "other_draws": N_(
        "This is a trial with {n} draws of the index in place of {detail}: no end of an interval in it is one to quote."
    ),
    "printed_days": N_(
        "{n} of the headline's records and matches rest on a day as the index prints it, of releases that "
        "warehouse/reference/releases.csv does not list yet: {detail}."
    ),
    "renamed": N_("{subject} is a new name in the index. {detail}"),
    "repository_failed": N_("{n} of the repositories tracked did not answer to their name on the Hub: {detail}."),
    "unlabelled_release": N_("{subject} is scored and counted nowhere. {detail}"),
    "weights_failed": N_(
        "Of {n} of the repositories tracked the day of the first weights is unknown, since their commits or files could "
        "not be read: {detail}."
    ),
}
