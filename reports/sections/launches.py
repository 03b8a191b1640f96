"""Each US launch and its match: the lag of every record, or its clock."""

from collections import Counter
from collections.abc import Sequence

from reports import words
from reports.charts.lags import IN_TIME_STATE, LATE_STATE, OVER, RUNNING, list_rows, plot_lags, state_of
from reports.charts.style import Drawing, Origin, draw
from reports.headline import CHOICE, STARTED, Report
from reports.language import _, ngettext
from reports.layout import Cell, Section, day_cell, lag_cell, make_table, number_cell, release_cell
from reports.query import Query, Row

RECORD_LAGS = Query(
    "marts.lag_by_record",
    f"select * from marts.lag_by_record where {CHOICE} and record_released_on >= {STARTED} "
    "order by record_released_on desc",
)
MATCHED_LAGS = Query(
    "marts.lag_by_record",
    f"select * from marts.lag_by_record where {CHOICE} and record_released_on >= {STARTED} and is_matched "
    "order by record_released_on desc",
)


def section(report: Report) -> Section:
    """How many are matched, and by whom each."""
    s = report.summary
    sentences = [
        ngettext(
            "{n_matched} of {n} records are matched, by {n_releases} Chinese release.",
            "{n_matched} of {n} records are matched, by {n_releases} different Chinese releases.",
            s.n_matching_releases,
        ).format(n_matched=s.n_matched, n=s.n_records, n_releases=s.n_matching_releases)
    ]
    if s.n_negative:
        text = _(
            "{n} had been matched before the US launch; such a lag is below zero here and counts as 0 in the median."
        )
        sentences.append(text.format(n=s.n_negative))
    sentences.append(_("A clock still running is not a lag: it says only that the lag is longer than the days so far."))
    caption = _("Each US record since GPT-4 and its match, newest first")
    headers = _("US record | Launched | Index | First Chinese open release at or above it | Released | Its index | Lag")
    rows = map(_cells, report.rows(RECORD_LAGS))
    table = make_table(RECORD_LAGS, caption, headers, rows, stacked=True, folded=True)
    data = {"record_lags": report.block(RECORD_LAGS, s.n_records)}
    title = _("Each US launch and its match")
    return Section("launches", title, (words.told(sentences),), (draw_lags(report),), (table,), data=data)


def _cells(lag: Row) -> tuple[Cell, ...]:
    launch = (
        release_cell(lag.record_name, lag.record_organization, lag.record_release_id),
        day_cell(lag.record_released_on),
        number_cell(words.points(lag.record_score)),
    )
    none = Cell(_("none yet"))
    if not lag.is_matched:
        return (*launch, none, Cell(_("clock running")), none, Cell(lag_text(lag), "", "running"))
    return (
        *launch,
        release_cell(lag.match_name, lag.match_organization, lag.match_release_id),
        day_cell(lag.match_released_on),
        number_cell(words.points(lag.match_score)),
        lag_cell(lag.lag_days),
    )


def lag_text(lag: Row) -> str:
    """The lag of one record in words; never a number while the clock runs."""
    return words.lag(lag.lag_days) if lag.is_matched else words.running(lag.follow_up_days)


def draw_lags(report: Report) -> Drawing:
    """One line a US launch, newest on top, by colour and shape matched in time, later, or not yet."""
    lags = report.rows(RECORD_LAGS)
    rows = list_rows(lags, report.short_names)
    subtitle = _(
        "Forward lag per US record: months from its launch to the first Chinese open-weight release at or above its index; "
        "the dashed line is six months. {on}; n = {n}."
    ).format(on=report.on, n=report.summary.n_records)
    origin = Origin(RECORD_LAGS, report.summary.n_records, "US records", "A")
    return draw("lags", tally_title(lags), subtitle, origin, lambda size: plot_lags(rows, size))


def tally_title(lags: Sequence[Row]) -> str:
    """How many launches were matched in time, later, and not yet."""
    counts = Counter(map(state_of, lags))
    waiting = counts[RUNNING] + counts[OVER]
    in_time = counts[IN_TIME_STATE]
    title = ngettext(
        "Of {n} US record models, {in_time} was matched within six months, {later} later, {waiting} not yet",
        "Of {n} US record models, {in_time} were matched within six months, {later} later, {waiting} not yet",
        in_time,
    )
    if counts[OVER]:
        title = ngettext(
            "Of {n} US record models, {in_time} was matched within six months, {later} later, {waiting} not yet ({over} for longer)",
            "Of {n} US record models, {in_time} were matched within six months, {later} later, {waiting} not yet ({over} for longer)",
            in_time,
        )
    return title.format(n=len(lags), in_time=in_time, later=counts[LATE_STATE], waiting=waiting, over=counts[OVER])
