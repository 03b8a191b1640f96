"""How far the days and labels of the headline can be trusted: who disagrees and what of a lag that leaves open, what rests on one source,
what was repaired, and how near each channel of evidence is to days that are known well.
"""

from collections.abc import Sequence

from reports import words
from reports.charts.ranges import draw_ranges
from reports.charts.style import Drawing, Origin
from reports.headline import Report
from reports.language import N_, _, ngettext
from reports.layout import Section
from reports.query import Query, Row
from reports.sections.date_tables import (
    DATE_CHANNELS,
    DATE_CONFLICTS,
    DAY_EVIDENCE,
    HEADLINE_DATES,
    IDENTITY_COVERAGE,
    PUBLISHED_DIFFERENCES,
    channel,
    claim,
    list_coverage,
    list_tables,
)
from reports.sections.launches import MATCHED_LAGS
from reports.sections.sources import marks

LICENCE_CHANGES = Query(
    "marts.licence_changes",
    "select * from marts.licence_changes where headline_part is not null and stretch_number > 1 order by first_seen_on, name",
)
TITLE = N_("How far the days can be trusted")


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
        alone = (_("No day of the headline is known, so there is nothing to compare."), *_coverage_sentence(report))
        return Section("dates", _(TITLE), alone, tables=(list_coverage(report),), data=data)
    matched = report.rows(MATCHED_LAGS)
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
    charts = [_draw_ranges(report, matched)] if matched else []
    return Section("dates", _(TITLE), paragraphs, charts, list_tables(report), data=data)


def _lone_sentence(dates: Sequence[Row]) -> str:
    lone = [date for date in dates if date.is_resting_on_one]
    n, on = len(dates), words.long_day(dates[0].as_of)
    n_held = n - len(lone)
    text = ngettext(
        "A lag is two days. Of the {n} releases that are US records or Chinese matches of the headline, {n_held} has two independent "
        "sources or more within seven days of the day in use ({day}).",
        "A lag is two days. Of the {n} releases that are US records or Chinese matches of the headline, {n_held} have two independent "
        "sources or more within seven days of the day in use ({day}).",
        n_held,
    ).format(n=n, n_held=n_held, day=on)
    if not lone:
        return text
    names = words.listed(
        _("{name} ({note})").format(name=words.name(date.name), note=words.long_day(date.released_on)) for date in lone
    )
    rest = ngettext("{n} rests on fewer: {names}.", "{n} rest on fewer: {names}.", len(lone))
    return words.told((text, rest.format(n=len(lone), names=names)))


def _range_sentence(matched: Sequence[Row]) -> tuple[str, ...]:
    """What the channels leave open of the lags; an interval of which an end is not known is counted, and is no agreement."""
    if not matched:
        return ()
    known = [lag for lag in matched if None not in (lag.lag_days_lower, lag.lag_days_upper)]
    wide = [lag for lag in known if lag.lag_days_lower < lag.lag_days_upper]
    sentences = [
        _(
            "Where the channels that bear on a day disagree it is an interval, and the lag carries it: of {n} matched lags ("
            "{day}) {n_one} are one number by every source."
        ).format(n=len(matched), day=words.long_day(matched[0].as_of), n_one=len(known) - len(wide))
    ]
    if wide:
        wide.sort(key=lambda lag: lag.lag_days_lower - lag.lag_days_upper)
        named = words.listed(
            _("{name} {span} days").format(
                name=words.name(lag.record_name), span=words.span(lag.lag_days_lower, lag.lag_days_upper)
            )
            for lag in wide
        )
        text = ngettext("{n} is an interval ({names}).", "{n} are an interval ({names}).", len(wide))
        sentences.append(text.format(n=len(wide), names=named))
    if n_lone := len(matched) - len(known):
        text = ngettext(
            "{n} has none, for want of a second source.", "{n} have none, for want of a second source.", n_lone
        )
        sentences.append(text.format(n=n_lone))
    torn = [lag for lag in known if lag.lag_days_lower <= words.SIX_MONTHS_DAYS < lag.lag_days_upper]
    both = (
        ngettext(
            "Both sides of six months lie in that of {n}.", "Both sides of six months lie in those of {n}.", len(torn)
        )
        if torn
        else _("None has both sides of six months in it.")
    )
    return (words.told((*sentences, both.format(n=len(torn)), _("The median is of the days in use."))),)


def _channel_sentence(channels: Sequence[Row]) -> tuple[str, ...]:
    measured = [row for row in channels if row.n > 1]
    if not measured:
        return ()
    most = measured[0]
    text = _(
        "How near a channel comes is measured where two independent sources or more, of other channels, state one day: the median "
        "difference in days of the {channel} ({kind}) is {bias}, the interquartile range {spread} (n = {n} claims on {n_releases} "
        "releases; {day}). All channels are in the table. Channels copy from each other; agreed days can be wrong."
    )
    return (
        text.format(
            channel=channel(most),
            kind=claim(most),
            bias=words.days(most.bias_days),
            spread=words.days(most.spread_days),
            n=most.n,
            n_releases=most.n_releases,
            day=words.long_day(most.as_of),
        ),
    )


def _draw_ranges(report: Report, matched: Sequence[Row]) -> Drawing:
    n_wide = sum(
        None not in (lag.lag_days_lower, lag.lag_days_upper) and lag.lag_days_lower < lag.lag_days_upper
        for lag in matched
    )
    title = ngettext(
        "{n_wide} of {n} matched lags is an interval, because their sources state different days",
        "{n_wide} of {n} matched lags are an interval, because their sources state different days",
        n_wide,
    ).format(n_wide=n_wide, n=len(matched))
    subtitle = _(
        "What the days of each US record and of its match leave open of its lag, in days from the lag in use; a hollow dot "
        "has no interval. {day}; n = {n}."
    ).format(day=report.on, n=len(matched))
    origin = Origin(MATCHED_LAGS, len(matched), "matched US records", "A", "Dates")
    return draw_ranges("lag-ranges", title, subtitle, origin, matched, report.short_names)


def _conflict_sentence(report: Report) -> str:
    if not report.rows(DATE_CONFLICTS):
        return _("No source dates a release of the headline otherwise by more than a week ({day}).").format(
            day=report.on
        )
    shown = len(report.rows(DATE_CONFLICTS))
    return _(
        "The first table holds the {n} other days that would move the headline furthest, each by itself, as of {day}; all "
        "are in marts.date_conflicts. Epoch's two files count as one source."
    ).format(n=shown, day=report.on)


def _published_sentence(report: Report) -> str:
    rows = report.rows(PUBLISHED_DIFFERENCES)
    if not rows:
        return _("On Epoch's own days and labels the headline has the same records and lags.")
    first = rows[0]
    records = len({row.record_name for row in rows})
    level = first.published_ci_level
    ends, state = (
        (first.published_median_days_lower, first.published_median_days_upper),
        first.published_median_interval_state,
    )
    median = words.lag_interval(*ends, level, state)
    share = words.share_interval(first.published_share_6m_lower, first.published_share_6m_upper, level)
    return ngettext(
        "On the days and labels as Epoch prints them the median is {their_median} ({interval}; n = {n}) and the share "
        "within six months {their_share} ({share_interval}); on ours, the headline, {median} and {share} ({day}). {n_records} record "
        "differs; the table of them traces each to its rows.",
        "On the days and labels as Epoch prints them the median is {their_median} ({interval}; n = {n}) and the share "
        "within six months {their_share} ({share_interval}); on ours, the headline, {median} and {share} ({day}). {n_records} records "
        "differ; the table of them traces each to its rows.",
        records,
    ).format(
        their_median=words.lag(first.published_median_days),
        interval=median,
        n=first.published_n_records,
        their_share=words.share(first.published_share_6m),
        share_interval=share,
        median=words.lag(first.median_days),
        share=words.share(first.share_6m),
        day=words.long_day(first.as_of),
        n_records=records,
    )


def _coverage_sentence(report: Report) -> tuple[str, ...]:
    """What names of the sources in use are joined to; a source that has not landed is named, and is no zero."""
    coverage = report.rows(IDENTITY_COVERAGE)
    in_use = [row for row in coverage if row.is_in_use]
    if not in_use:
        return (_("No source of names is in use, so no name had to be joined."),) if coverage else ()
    names, proposed, unjoined = (
        sum(count or 0 for count in counts)
        for counts in zip(*((row.name_count, row.proposed_count, row.unjoined_count) for row in in_use), strict=True)
    )
    text = _(
        "The sources in use print {n} names of models. {n_known} are known to be a release by an exact key or a listed alias, "
        "{n_proposed} resemble one and wait for a reviewer (openlag review), and {n_unjoined} are joined to nothing ({day}). Likeness "
        "alone joins none."
    ).format(
        n=words.count(names),
        n_known=words.count(names - proposed - unjoined),
        n_proposed=words.count(proposed),
        n_unjoined=words.count(unjoined),
        day=report.on,
    )
    absent = words.listed(words.plain(row.source_title, 60) for row in coverage if not row.is_in_use)
    return (words.told((text, _("Not in use: {sources}.").format(sources=absent))) if absent else text,)


def _licence_sentence(changes: Sequence[Row]) -> tuple[str, ...]:
    """Empty while no pull of the Hub has shown a change."""
    if not changes:
        return ()
    told = words.listed(
        _("{name} ({note})").format(name=words.name(change.name), note=_licence_change(change)) for change in changes
    )
    text = _(
        "On the Hub the licence or the gate of a release of the headline has changed between pulls, {n} in all: {changes}. The labels in "
        "use are those of releases.csv ({day})."
    )
    return (text.format(n=len(changes), changes=told, day=words.long_day(changes[0].as_of)),)


def _licence_change(change: Row) -> str:
    parts = [
        text.format(before=words.plain(before, 60), after=words.plain(after, 60))
        for text, before, after in (
            (_("licence {before} to {after}"), change.licence_before, change.licence),
            (_("gate {before} to {after}"), change.gated_before, change.gated),
        )
        if before is not None and after is not None and before != after
    ]
    return _("{changes}, seen {day}").format(changes=", ".join(parts), day=words.short_day(change.first_seen_on))
