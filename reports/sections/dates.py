"""How far the days and labels of the headline can be trusted: who disagrees and what of a lag that leaves open, what rests on one source,
what was repaired, and how near each channel of evidence is to days that are known well.
"""

from collections.abc import Sequence
from datetime import date

from reports import words
from reports.charts.ranges import draw_ranges
from reports.charts.style import Drawing
from reports.headline import Report
from reports.layout import Cell, Section, Table, day_cell, https_only, make_table, named_cell, number_cell, release_page
from reports.query import Query, Row
from reports.sections.launches import RECORD_LAGS
from reports.sections.sources import marks

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
LICENCE_CHANGES = Query(
    "marts.licence_changes",
    "select * from marts.licence_changes where headline_part is not null and stretch_number > 1 order by first_seen_on, name",
)
TITLE = "How far the days can be trusted"
KINDS = {
    "announced_on": "announcement", "api_on": "API", "weights_on": "weights", "published_on": "as Epoch prints it",
}  # fmt: skip
CLAIMS = {
    **KINDS, "hub_created_on": "repository created", "hub_first_weights_on": "first commit with weights", "listed_on": "added to a list",
    "other_weights_on": "weights of another artefact", "api_seen_on": "API in use", "weights_seen_on": "weights in use",
    "api_absent_on": "API not open yet", "weights_absent_on": "weights not out yet",
}  # fmt: skip
CHANNELS = {
    "maker_page": "pages of the maker", "score_source": "score source", "price_list": "price lists", "repository": "repositories",
    "recipe": "serving recipes", "library": "pages of libraries", "thread": "public threads", "page": "other pages",
}  # fmt: skip
BOUNDS = {"exact": "a day", "lower": "a lower bound", "upper": "an upper bound", "none": "no day of it"}
PARTS = {"record": "US record", "match": "Chinese match"}


def section(report: Report) -> Section:
    """The conflicts that matter most, the releases that rest on one source, and the headline as published beside ours."""
    dates = report.rows(HEADLINE_DATES)
    data = {
        "date_conflicts": report.block(DATE_CONFLICTS),
        "headline_dates": report.block(HEADLINE_DATES),
        "published_differences": report.block(PUBLISHED_DIFFERENCES),
        "identity_coverage": report.block(IDENTITY_COVERAGE),
        "licence_changes": report.block(LICENCE_CHANGES),
        "date_channels": report.block(DATE_CHANNELS),
        "day_evidence": report.block(DAY_EVIDENCE),
    }
    if not dates:
        alone = ("No day of the headline is known, so there is nothing to compare.", *_coverage_sentence(report))
        return Section("dates", TITLE, alone, tables=(_list_coverage(report),), data=data)
    matched = [lag for lag in report.rows(RECORD_LAGS) if lag.is_matched]
    paragraphs = (
        *marks(report, "models_dev", "catalogue", "archive"),
        _lone_sentence(dates),
        *_range_sentence(matched),
        *_channel_sentence(report.rows(DATE_CHANNELS)),
        _conflict_sentence(report),
        _published_sentence(report),
        *_coverage_sentence(report),
        *_licence_sentence(report.rows(LICENCE_CHANGES)),
    )
    listed = (_list_conflicts, _list_headline_dates, _list_evidence, _list_channels, _list_differences, _list_coverage)
    charts = [_draw_ranges(report, matched)] if matched else []
    return Section("dates", TITLE, paragraphs, charts, [list_rows(report) for list_rows in listed], data=data)


def _lone_sentence(dates: Sequence[Row]) -> str:
    lone = [date for date in dates if date.is_resting_on_one]
    n, on = len(dates), words.long_day(dates[0].as_of)
    n_held = n - len(lone)
    text = (
        f"A lag is two days. Of the {n} releases that are US records or Chinese matches of the headline, {n_held} "
        f"{'has' if n_held == 1 else 'have'} two independent sources or more within seven days of the day in use ({on})"
    )
    if not lone:
        return f"{text}."
    names = "; ".join(f"{words.name(date.name)} ({words.long_day(date.released_on)})" for date in lone)
    return f"{text}. {len(lone)} {'rests' if len(lone) == 1 else 'rest'} on fewer: {names}."


def _range_sentence(matched: Sequence[Row]) -> tuple[str, ...]:
    """What the channels leave open of the lags; an interval of which an end is not known is counted, and is no agreement."""
    if not matched:
        return ()
    known = [lag for lag in matched if None not in (lag.lag_days_lower, lag.lag_days_upper)]
    wide = [lag for lag in known if lag.lag_days_lower < lag.lag_days_upper]
    text = (
        f"Where the channels that bear on a day disagree it is an interval, and the lag carries it: of {len(matched)} matched lags "
        f"(estimand A, {words.long_day(matched[0].as_of)}) {len(known) - len(wide)} are one number by every source"
    )
    if wide:
        wide.sort(key=lambda lag: lag.lag_days_lower - lag.lag_days_upper)
        named = "; ".join(
            f"{words.name(lag.record_name)} {words.span(lag.lag_days_lower, lag.lag_days_upper)} days" for lag in wide
        )
        text += f", {len(wide)} {'is' if len(wide) == 1 else 'are'} an interval ({named})"
    text += (
        f" and {len(matched) - len(known)} have none, for want of a second source" if len(known) < len(matched) else ""
    )
    torn = [lag for lag in known if lag.lag_days_lower <= words.SIX_MONTHS_DAYS < lag.lag_days_upper]
    held = f"of {len(torn)} both sides of six months lie in it" if torn else "none has both sides of six months in it"
    return (f"{text}; {held}. The median is of the days in use.",)


def _channel_sentence(channels: Sequence[Row]) -> tuple[str, ...]:
    measured = [row for row in channels if row.n > 1]
    if not measured:
        return ()
    most = measured[0]
    return (
        "How near a channel comes is measured where two independent sources or more, of other channels, state one day: the median "
        f"difference in days of the {_channel(most)} ({CLAIMS.get(most.claim_kind, words.plain(most.claim_kind))}) is "
        f"{words.days(most.bias_days)}, the interquartile range {words.days(most.spread_days)} (n = {most.n} claims on {most.n_releases} "
        f"releases; {words.long_day(most.as_of)}). All channels are in the table. Channels copy from each other; agreed days can be wrong.",
    )


def _channel(row: Row) -> str:
    return CHANNELS.get(row.channel, words.plain(row.channel, 40))


def _draw_ranges(report: Report, matched: Sequence[Row]) -> Drawing:
    n_wide = sum(
        None not in (lag.lag_days_lower, lag.lag_days_upper) and lag.lag_days_lower < lag.lag_days_upper
        for lag in matched
    )
    title = f"{n_wide} of {len(matched)} matched lags are an interval, because their sources state different days"
    subtitle = (
        "What the days of each US record and of its match leave open of its lag (estimand A), in days from the lag in use; a hollow dot "
        f"has no interval. {report.on}; n = {len(matched)}."
    )
    return draw_ranges("lag-ranges", title, subtitle, matched)


def _conflict_sentence(report: Report) -> str:
    if not report.rows(DATE_CONFLICTS):
        return f"No source dates a release of the headline otherwise by more than a week ({report.on})."
    shown = len(report.rows(DATE_CONFLICTS))
    return (
        f"The first table holds the {shown} other days that would move the headline (estimand A) furthest, each by itself, "
        f"as of {report.on}; all are in marts.date_conflicts. Epoch's two files count as one source."
    )


def _published_sentence(report: Report) -> str:
    rows = report.rows(PUBLISHED_DIFFERENCES)
    if not rows:
        return "On Epoch's own days and labels the headline has the same records and lags."
    first = rows[0]
    records = len({row.record_name for row in rows})
    level = first.published_ci_level
    median = words.lag_interval(first.published_median_days_lower, first.published_median_days_upper, level)
    share = words.share_interval(first.published_share_6m_lower, first.published_share_6m_upper, level)
    return (
        f"On the days and labels as Epoch prints them the median (estimand A) is {words.lag(first.published_median_days)} ({median}; "
        f"n = {first.published_n_records}) and the share within six months {words.share(first.published_share_6m)} ({share}); on ours, the "
        f"headline, {words.lag(first.median_days)} and {words.share(first.share_6m)} ({words.long_day(first.as_of)}). {records} records "
        "differ; the table of them traces each to its rows."
    )


def _coverage_sentence(report: Report) -> tuple[str, ...]:
    """What names of the sources in use are joined to; a source that has not landed is named, and is no zero."""
    coverage = report.rows(IDENTITY_COVERAGE)
    in_use = [row for row in coverage if row.is_in_use]
    if not in_use:
        return ("No source of names is in use, so no name had to be joined.",) if coverage else ()
    names, proposed, unjoined = (
        sum(count or 0 for count in counts)
        for counts in zip(*((row.name_count, row.proposed_count, row.unjoined_count) for row in in_use), strict=True)
    )
    text = (
        f"The sources in use print {words.count(names)} names of models. {words.count(names - proposed - unjoined)} are known to be a "
        f"release by an exact key or a listed alias, {words.count(proposed)} resemble one and wait for a reviewer (openlag review), and "
        f"{words.count(unjoined)} are joined to nothing ({report.on}). Likeness alone joins none."
    )
    absent = [words.plain(row.source_title, 60) for row in coverage if not row.is_in_use]
    return (f"{text} Not in use: {'; '.join(absent)}." if absent else text,)


def _licence_sentence(changes: Sequence[Row]) -> tuple[str, ...]:
    """Empty while no pull of the Hub has shown a change."""
    if not changes:
        return ()
    told = "; ".join(f"{words.name(change.name)} ({_licence_change(change)})" for change in changes)
    return (
        f"On the Hub the licence or the gate of a release of the headline has changed between pulls, {len(changes)} in all: {told}. "
        f"The labels in use are those of releases.csv ({words.long_day(changes[0].as_of)}).",
    )


def _licence_change(change: Row) -> str:
    parts = [
        f"{what} {words.plain(before, 60)} to {words.plain(after, 60)}"
        for what, before, after in (
            ("licence", change.licence_before, change.licence),
            ("gate", change.gated_before, change.gated),
        )
        if before is not None and after is not None and before != after
    ]
    return f"{', '.join(parts)}, seen {words.short_day(change.first_seen_on)}"


def _list_conflicts(report: Report) -> Table:
    rows = [
        (
            named_cell(c.name, c.release_id, KINDS.get(c.date_kind, words.plain(c.date_kind))),
            day_cell(c.chosen_on),
            day_cell(c.other_on, words.plain(c.source_id, 40).replace("_", " ")),
            number_cell(f"{c.difference_days:+d}".replace("-", "−")),
            number_cell(words.moved_days(c.moved_median_days)),
            number_cell(words.moved_share(c.moved_share_6m)),
            number_cell(words.count(c.changed_lag_count)),
        )
        for c in report.rows(DATE_CONFLICTS)
    ]
    caption = f"Other days, by what each would move the headline's median and share, {report.on}"
    headers = "Release | In use | Other day | Days apart | Median moves | Share moves | Lags changed"
    return make_table(DATE_CONFLICTS, caption, headers, rows, stacked=True)


def _list_headline_dates(report: Report) -> Table:
    rows = [
        (
            named_cell(d.name, d.release_id, PARTS.get(d.headline_part, words.plain(d.headline_part))),
            day_cell(d.released_on, _interval(d.day_lower, d.day_upper)),
            number_cell(words.count(d.n_sources_within_seven_days), f"{d.n_sources_same_day} to the day"),
            Cell(_sources(d.sources_same_day), f"within a week: {_sources(d.sources_within_seven_days)}"),
            Cell(_sources(d.sources_otherwise)),
        )
        for d in report.rows(HEADLINE_DATES)
    ]
    caption = f"Every US record and Chinese match of the headline, and who dates it so, {report.on}"
    headers = "Release | Day in use | Independent sources within a week | Which | Otherwise"
    return make_table(HEADLINE_DATES, caption, headers, rows, folded=True)


def _interval(lower: date | None, upper: date | None) -> str:
    """The ends of a day, with a word for one that is not known; empty where neither is."""
    if lower is None and upper is None:
        return "no interval"
    return "a point" if lower == upper else f"{words.short_day(lower)} to {words.short_day(upper)}"


def _list_evidence(report: Report) -> Table:
    rows = [
        (
            named_cell(e.name, e.release_id, KINDS.get(e.date_kind, words.plain(e.date_kind))),
            Cell(_channel(e), CLAIMS.get(e.claim_kind, words.plain(e.claim_kind))),
            day_cell(e.claimed_on, words.plain(e.agreement, 60)),
            Cell(words.plain(e.source_url, 90), words.plain(e.evidence or "", 160), href=https_only(e.source_url)),
        )
        for e in report.rows(DAY_EVIDENCE)
    ]
    caption = f"Pages that speak of the headline's days, n = {len(rows)}, {report.on}"
    return make_table(DAY_EVIDENCE, caption, "Release | Channel | Its day | Page", rows, folded=True)


def _list_channels(report: Report) -> Table:
    rows = [
        (
            Cell(_channel(c), CLAIMS.get(c.claim_kind, words.plain(c.claim_kind))),
            Cell(BOUNDS.get(c.bound, words.plain(c.bound))),
            number_cell(words.count(c.n), f"of {words.count(c.n_claims)}"),
            number_cell(words.signed(words.days(c.bias_days, words.UNKNOWN))),
            number_cell(words.days(c.spread_days, words.UNKNOWN)),
            number_cell(words.signed(words.span(c.first_days, c.last_days))),
            number_cell(words.share(c.same_day_share) if c.n else words.UNKNOWN),
        )
        for c in report.rows(DATE_CHANNELS)
    ]
    caption = f"How far each channel is from days that others agree on, in days, {report.on}"
    headers = "Channel | States | n | Bias (median) | Spread (interquartile range) | From, to | Same day"
    return make_table(DATE_CHANNELS, caption, headers, rows, folded=True)


def _sources(listed: str | None) -> str:
    return "none" if not listed else words.plain(listed.replace("_", " "), 200)


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
                words.plain(row.cause_release_id or "none of its own", 60),
                words.plain(row.cause_field or "", 40),
                page=release_page(row.cause_release_id) if row.cause_release_id else "",
            ),
            Cell(words.plain(row.in_use or words.UNKNOWN, 60)),
            Cell(words.plain(row.as_published or "blank", 60)),
        )
        for row in report.rows(PUBLISHED_DIFFERENCES)
    ]
    caption = f"Records that differ on Epoch's own days and labels, and why, {report.on}"
    headers = "Record | Ours | As published | Because of | In use | As published there"
    return make_table(PUBLISHED_DIFFERENCES, caption, headers, listed, folded=True)


def _list_coverage(report: Report) -> Table:
    listed = [
        (
            Cell(words.plain(row.source_title, 60)),
            *(
                number_cell(words.count(count) if row.is_in_use else "not in use")
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
    caption = f"Where names could not be joined, {report.on}"
    headers = "Source | Names | By an exact key | By an alias | Proposed | Not joined"
    return make_table(IDENTITY_COVERAGE, caption, headers, listed)


def _standing(is_record: bool, on: object, is_matched: bool | None, days: float | None) -> Cell:
    if not is_record:
        return Cell("no record")
    launched = f"launched {on}" if on is not None else ""
    if is_matched:
        return Cell(words.lag(days), launched)
    return Cell(words.running(None if days is None else int(days)), launched)
