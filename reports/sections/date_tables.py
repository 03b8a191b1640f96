"""The tables of how far the days can be trusted, and the words they share with its sentences."""

from datetime import date

from reports import words
from reports.headline import Report
from reports.language import N_, _
from reports.layout import Cell, Table, day_cell, https_only, make_table, named_cell, number_cell, release_page
from reports.query import Query, Row

# A move is null where a median or share is not reached with one of the days.
DATE_CONFLICTS = Query(
    "marts.date_conflicts",
    "select * from marts.date_conflicts where changed_lag_count > 0 order by abs(moved_median_days) desc nulls first, "
    "abs(moved_share_6m) desc nulls first, changed_lag_count desc, abs(difference_days) desc, release_id, source_id limit 10",
)
HEADLINE_DATES = Query(
    "marts.headline_dates", "select * from marts.headline_dates order by released_on desc, release_id"
)
DATE_CHANNELS = Query(
    "marts.date_channels", "select * from marts.date_channels order by n desc, n_claims desc, channel, claim_kind"
)
# The score source and the price lists have one address for all releases.
DAY_EVIDENCE = Query(
    "marts.release_dates",
    "select dates.*, headline.released_on from marts.release_dates as dates join marts.headline_dates as headline "
    "on headline.release_id = dates.release_id and headline.released_on_basis = dates.date_kind "
    "where dates.source_url is not null and dates.channel not in ('score_source', 'price_list') "
    "order by headline.released_on desc, dates.release_id, dates.claimed_on, dates.source_id, dates.source_name",
)
PUBLISHED_DIFFERENCES = Query("marts.headline_published", "select * from marts.headline_published where is_different")
# The counts are null for a source that is not in use.
IDENTITY_COVERAGE = Query(
    "marts.identity_coverage",
    "select * from marts.identity_coverage order by not is_in_use, unjoined_count desc, source",
)
KINDS = {
    "announced_on": N_("announcement"), "api_on": N_("API"), "weights_on": N_("weights"),
    "published_on": N_("as Epoch prints it"),
}  # fmt: skip
CLAIMS = {
    **KINDS, "hub_created_on": N_("repository created"), "hub_first_weights_on": N_("first commit with weights"),
    "listed_on": N_("added to a list"), "other_weights_on": N_("weights of another artefact"), "api_seen_on": N_("API in use"),
    "weights_seen_on": N_("weights in use"), "api_absent_on": N_("API not open yet"), "weights_absent_on": N_("weights not out yet"),
}  # fmt: skip
CHANNELS = {
    "maker_page": N_("pages of the maker"), "score_source": N_("score source"), "price_list": N_("price lists"),
    "repository": N_("repositories"), "recipe": N_("serving recipes"), "library": N_("pages of libraries"),
    "thread": N_("public threads"), "page": N_("other pages"),
}  # fmt: skip
BOUNDS = {
    "exact": N_("a day"), "lower": N_("a lower bound"), "upper": N_("an upper bound"), "none": N_("no day of it"),
}  # fmt: skip
PARTS = {"record": N_("US record"), "match": N_("Chinese match")}
# How another day stands to the day in use, as marts.release_dates says it.
AGREEMENTS = (
    N_("same day"), N_("within seven days"), N_("same month"), N_("differs"), N_("lower bound"), N_("upper bound"),
    N_("says nothing of it"), N_("no day in use"),
)  # fmt: skip
FIELDS = (N_("day"), N_("openness"))


def list_tables(report: Report) -> list[Table]:
    """Every table of the section, in its order."""
    listed = (_list_conflicts, _list_headline_dates, _list_evidence, _list_channels, _list_differences, list_coverage)
    return [list_rows(report) for list_rows in listed]


def channel(row: Row) -> str:
    """The way by which a day is known."""
    return _(CHANNELS.get(row.channel, words.plain(row.channel, 40)))


def claim(row: Row) -> str:
    """What a source says of a day."""
    return _(CLAIMS.get(row.claim_kind, words.plain(row.claim_kind)))


def _list_conflicts(report: Report) -> Table:
    rows = [
        (
            named_cell(c.name, c.release_id, _(KINDS.get(c.date_kind, words.plain(c.date_kind)))),
            day_cell(c.chosen_on),
            day_cell(c.other_on, words.plain(c.source_id, 40).replace("_", " ")),
            number_cell(words.number(c.difference_days, "+d")),
            number_cell(words.moved_days(c.moved_median_days)),
            number_cell(words.moved_share(c.moved_share_6m)),
            number_cell(words.count(c.changed_lag_count)),
        )
        for c in report.rows(DATE_CONFLICTS)
    ]
    caption = _("Other days, by what each would move the headline's median and share, {day}").format(day=report.on)
    headers = _("Release | In use | Other day | Days apart | Median moves | Share moves | Lags changed")
    return make_table(DATE_CONFLICTS, caption, headers, rows, stacked=True)


def _list_headline_dates(report: Report) -> Table:
    rows = [
        (
            named_cell(d.name, d.release_id, _(PARTS.get(d.headline_part, words.plain(d.headline_part)))),
            day_cell(d.released_on, _interval(d.day_lower, d.day_upper)),
            number_cell(words.count(d.n_sources_within_seven_days), _("{n} to the day").format(n=d.n_sources_same_day)),
            Cell(
                _sources(d.sources_same_day),
                _("within a week: {sources}").format(sources=_sources(d.sources_within_seven_days)),
            ),
            Cell(_sources(d.sources_otherwise)),
        )
        for d in report.rows(HEADLINE_DATES)
    ]
    caption = _("Every US record and Chinese match of the headline, and who dates it so, {day}").format(day=report.on)
    headers = _("Release | Day in use | Independent sources within a week | Which | Otherwise")
    return make_table(HEADLINE_DATES, caption, headers, rows, folded=True)


def _interval(lower: date | None, upper: date | None) -> str:
    """The ends of a day, with a word for one that is not known; empty where neither is."""
    if lower is None and upper is None:
        return _("no interval")
    return _("a point") if lower == upper else words.between(words.short_day(lower), words.short_day(upper))


def _list_evidence(report: Report) -> Table:
    rows = [
        (
            named_cell(e.name, e.release_id, _(KINDS.get(e.date_kind, words.plain(e.date_kind)))),
            Cell(channel(e), claim(e)),
            day_cell(e.claimed_on, _(words.plain(e.agreement, 60))),
            Cell(
                words.plain(e.source_url, 400),
                words.plain(e.evidence or "", 400),
                href=https_only(e.source_url),
                is_evidence=True,
            ),
        )
        for e in report.rows(DAY_EVIDENCE)
    ]
    caption = _("Pages that speak of the headline's days, n = {n}, {day}").format(n=len(rows), day=report.on)
    return make_table(DAY_EVIDENCE, caption, _("Release | Channel | Its day | Page"), rows, folded=True)


def _list_channels(report: Report) -> Table:
    rows = [
        (
            Cell(channel(c), claim(c)),
            Cell(_(BOUNDS.get(c.bound, words.plain(c.bound)))),
            number_cell(words.count(c.n), _("of {n}").format(n=words.count(c.n_claims))),
            number_cell(words.signed(words.days(c.bias_days, words.UNKNOWN))),
            number_cell(words.days(c.spread_days, words.UNKNOWN)),
            number_cell(words.signed(words.span(c.first_days, c.last_days))),
            number_cell(words.share(c.same_day_share if c.n else None)),
        )
        for c in report.rows(DATE_CHANNELS)
    ]
    caption = _("How far each channel is from days that others agree on, in days, {day}").format(day=report.on)
    headers = _("Channel | States | n | Bias (median) | Spread (interquartile range) | From, to | Same day")
    return make_table(DATE_CHANNELS, caption, headers, rows, folded=True)


def _sources(listed: str | None) -> str:
    return _("none") if not listed else words.plain(listed.replace("_", " "), 200)


def _list_differences(report: Report) -> Table:
    listed = [
        (
            named_cell(row.record_name, row.record_release_id),
            _standing(row.is_record, row.record_released_on, row.is_matched, row.observed_days),
            _standing(
                row.published_is_record,
                row.published_record_released_on,
                row.published_is_matched,
                row.published_observed_days,
            ),
            Cell(
                words.plain(row.cause_release_id or _("none of its own"), 60),
                _(words.plain(row.cause_field or "", 40)),
                page=release_page(row.cause_release_id) if row.cause_release_id else "",
            ),
            Cell(_label(row, row.in_use) or _(words.UNKNOWN)),
            Cell(_label(row, row.as_published) or _("blank")),
        )
        for row in report.rows(PUBLISHED_DIFFERENCES)
    ]
    caption = _("Records that differ on Epoch's own days and labels, and why, {day}").format(day=report.on)
    headers = _("Record | Ours | As published | Because of | In use | As published there")
    return make_table(PUBLISHED_DIFFERENCES, caption, headers, listed, folded=True)


def _label(row: Row, value: str | None) -> str:
    """The value of a field that differs, a country by its name."""
    return words.country(value) if value and row.cause_field == "country" else words.plain(value or "", 60)


def list_coverage(report: Report) -> Table:
    listed = [
        (
            Cell(words.plain(row.source_title, 60), is_evidence=True),
            *(
                number_cell(words.count(count) if row.is_in_use else _("not in use"))
                for count in (
                    row.name_count,
                    row.exact_key_count,
                    row.alias_count,
                    row.proposed_count,
                    row.unjoined_count,
                )
            ),
        )
        for row in report.rows(IDENTITY_COVERAGE)
    ]
    caption = _("Where names could not be joined, {day}").format(day=report.on)
    headers = _("Source | Names | By an exact key | By an alias | Proposed | Not joined")
    return make_table(IDENTITY_COVERAGE, caption, headers, listed)


def _standing(is_record: bool, on: object, is_matched: bool | None, days: float | None) -> Cell:
    if not is_record:
        return Cell(_("no record"))
    launched = _("launched {day}").format(day=on) if on is not None else ""
    if is_matched:
        return Cell(words.lag(days), launched)
    return Cell(words.running(None if days is None else int(days)), launched)
