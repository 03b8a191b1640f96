"""What the report says of how widely Chinese and US open models are used on the Hub: levels, their shares, and the rule of counting."""

from collections.abc import Sequence

from reports import data as queries
from reports import words
from reports.claim_rows import Adoption
from reports.data import Query, ReportData
from reports.layout import Cell, Section, Table, make_table, number_cell
from reports.source_ages import marks
from reports.spread_charts import newest_week, week_days

TITLE = "How far open models spread, by country of origin"
ORIGINS = {"CN": "China", "US": "United States", "other": "other countries", "unknown": "unknown"}
NOT_READ = "not read"


def spread_section(data: ReportData) -> Section:
    """The newest week in words and by country; the line over the weeks once there are two."""
    rows = newest_week(data.adoption)
    if not rows:
        nothing = "No pull of the Hub is landed, so nothing can be said of downloads, likes or derived models."
        return Section("spread", TITLE, (nothing,))
    charts = ("spread",) if len(week_days(data.adoption)) > 1 else ()
    paragraphs = (*marks(data, "hub"), _share_sentence(rows), _derivative_sentence(rows), _counting_sentence(rows))
    table = list_adoption(queries.NEWEST_ADOPTION, rows)
    return Section("spread", TITLE, tuple(text for text in paragraphs if text), charts, (table,))


def _share_sentence(rows: Sequence[Adoption]) -> str:
    china, us = (next(row for row in rows if row.origin == origin) for origin in ("CN", "US"))
    on = words.long_day(china.pulled_on)
    n = f"n = {words.count(china.n_downloads_30d)} Chinese and {words.count(us.n_downloads_30d)} US"
    if china.share_downloads_30d_of_two is None:
        text = f"The downloads of base repositories were not read on both sides on {on} ({n}), so there is no share."
    else:
        text = (
            f"Of the downloads that US and Chinese base repositories had together in the 30 days to {on}, Chinese ones had "
            f"{words.share(china.share_downloads_30d_of_two)} ({n} repositories; no interval, it is a census of the tracked); of all "
            f"tracked, whatever their country, {words.share(china.share_downloads_30d)}, and US ones {words.share(us.share_downloads_30d)}."
        )
    if china.is_replay:
        text += (
            " This is the stored snapshot and not a live pull: a choice of repositories, read on that day or some weeks before, which "
            "says nothing of growth."
        )
    return text


def _derivative_sentence(rows: Sequence[Adoption]) -> str:
    china, us = (next(row for row in rows if row.origin == origin) for origin in ("CN", "US"))
    if china.share_with_derivatives_of_two is None:
        return ""
    known = sum(row.n_lineage_known for row in rows)
    whole = sum(row.n_repositories for row in rows)
    return (
        f"The rule of counting matters. With the fine-tunes, adapters, merges and quantised copies in the same organisations' repositories "
        f"({words.count(china.n_tracked_derivatives)} of Chinese and {words.count(us.n_tracked_derivatives)} of US origin), the Chinese "
        f"share is {words.share(china.share_with_derivatives_of_two)}: an instruct version that names its pretrained base is a derivative. "
        f"Tags or base models were read for {words.count(known)} of the {words.count(whole)} base repositories "
        f"({words.long_day(china.pulled_on)}); the others count as a base for want of a word to the contrary."
    )


def _counting_sentence(rows: Sequence[Adoption]) -> str:
    text = (
        "Downloads are a level of the last 30 days: weeks overlap and are never added. Only the counter since the beginning is "
        "differenced, one repository at a time"
    )
    days = rows[0].gained_days
    if days is None:
        return f"{text}, and there is no pull in the week before to take a difference to."
    return f"{text}; the rise below is over the {words.count(days)} days between the two pulls."


def list_adoption(query: Query[Adoption], rows: Sequence[Adoption]) -> Table:
    """The newest week, one row a country; a count that was not read is said so."""
    listed = [
        (
            Cell(ORIGINS.get(row.origin, words.plain(row.origin))),
            number_cell(words.count(row.n_repositories), _derivatives(row.n_tracked_derivatives)),
            _counted(row.downloads_30d, row.n_downloads_30d, row.share_downloads_30d),
            _counted(row.likes, row.n_likes, row.share_likes),
            _counted(row.derivative_count, row.n_children_read, row.share_derivatives, _relations(row)),
            _counted(row.downloads_gained, row.n_downloads_gained, None),
        )
        for row in sorted(
            rows, key=lambda row: list(ORIGINS).index(row.origin) if row.origin in ORIGINS else len(ORIGINS)
        )
    ]
    source = "the stored snapshot" if rows[0].is_replay else "the Hub"
    caption = (
        f"Base repositories of tracked organisations in {words.plain(rows[0].week)}, as {source} had them on "
        f"{words.long_day(rows[0].pulled_on)}; counts, so no intervals"
    )
    headers = "Origin | Repositories | Downloads, 30 days | Likes | Derived models | Rise of all-time downloads"
    return make_table(query, caption, headers, listed, stacked=True)


def _derivatives(n: int) -> str:
    return f"and {words.count(n)} derivative{'' if n == 1 else 's'}"


def _counted(value: int | None, n: int, share: float | None, more: str = "") -> Cell:
    if value is None:
        return number_cell(NOT_READ, f"n = {words.count(n)}")
    notes = ["" if share is None else words.share(share), f"n = {words.count(n)}", more]
    return number_cell(words.count(value), "; ".join(note for note in notes if note))


def _relations(row: Adoption) -> str:
    relations = (
        ("fine-tunes", row.finetune_count),
        ("adapters", row.adapter_count),
        ("quantised", row.quantized_count),
        ("merges", row.merge_count),
    )
    return ", ".join(f"{name} {NOT_READ if value is None else words.count(value)}" for name, value in relations)
