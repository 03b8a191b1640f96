"""What a reader must know before the figures, as sentences: one small function a kind of notice.

A kind without a function is told by its detail. What the sources print stands in it, so every text is cleaned here and escaped where it
is printed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from reports import words
from reports.query import Query, Row

DETAIL_LIMIT = 1_000  # characters
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
        yield from (SENTENCES.get(kind, _detail)(notice) for notice in listed[:MOST_OF_A_KIND])
        if (left := len(listed) - MOST_OF_A_KIND) > 0:
            yield f"{words.count(left)} more notices of the kind {words.plain(kind, 40)} are in marts.notices."


def _unlabelled_release(notice: Row) -> str:
    return f"{words.name(notice.subject)} is scored and counted nowhere. {_detail(notice)}"


def _renamed(notice: Row) -> str:
    told = f"{words.name(notice.subject)} is a new name in the index. {_detail(notice)}"
    if notice.n:
        told += f" {words.count(notice.n)} of the headline's records and matches rest on it."
    if (notice.value_before, notice.value_after) != (None, None):
        now, then = words.days(notice.value_before), words.days(notice.value_after)
        told += f" By the known day the median would be {then} days ({now} now)."
    return told


def _printed_days(notice: Row) -> str:
    return (
        f"{words.count(notice.n)} of the headline's records and matches rest on a day as the index prints it, of releases that "
        f"warehouse/reference/releases.csv does not list yet: {_detail(notice)}."
    )


def _index_rows_rejected(notice: Row) -> str:
    return (
        f"{words.count(notice.n)} of the rows of the index did not parse, and nothing of them is in the figures, though a record could be "
        f"among them: {_detail(notice)}."
    )


def _load_set_aside(notice: Row) -> str:
    return f"The newest load of {words.name(notice.source)} is not in use. {_detail(notice)}"


def _organisation_missing(notice: Row) -> str:
    return (
        f"{words.count(notice.n)} of the organisations tracked could not be read on the Hub on {words.long_day(notice.known_on)}, and "
        f"nothing of them is in the counts of that day: {_detail(notice)}."
    )


def _repository_failed(notice: Row) -> str:
    return f"{words.count(notice.n)} of the repositories tracked did not answer to their name on the Hub: {_detail(notice)}."


def _name_given_away(notice: Row) -> str:
    return (
        f"{words.count(notice.n)} of the names tracked lead to another repository on the Hub than the one that was known by them; "
        f"nothing of it is credited: {_detail(notice)}."
    )


def _weights_failed(notice: Row) -> str:
    return (
        f"Of {words.count(notice.n)} of the repositories tracked the day of the first weights is unknown, since their commits or files "
        f"could not be read: {_detail(notice)}."
    )


def _gated(notice: Row) -> str:
    return (
        f"{words.count(notice.n)} of the repositories tracked are gated: without access to their commits and files the days of their "
        f"first weights stay unknown: {_detail(notice)}."
    )


def _detail(notice: Row) -> str:
    subject = f"{words.plain(notice.kind, 40)}, {words.name(notice.subject)}"
    return subject if notice.detail is None else words.plain(notice.detail, DETAIL_LIMIT)


SENTENCES: Mapping[str, Callable[[Row], str]] = {
    "gated": _gated,
    "index_rows_rejected": _index_rows_rejected,
    "load_set_aside": _load_set_aside,
    "name_given_away": _name_given_away,
    "organisation_missing": _organisation_missing,
    "printed_days": _printed_days,
    "renamed": _renamed,
    "repository_failed": _repository_failed,
    "unlabelled_release": _unlabelled_release,
    "weights_failed": _weights_failed,
}
