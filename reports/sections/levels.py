"""Level by level: the average over levels, the grid of levels, and straight lines through the records."""

from collections.abc import Iterator

from reports import words
from reports.headline import LEVEL, Report
from reports.language import _
from reports.layout import Cell, Section, day_cell, from_where, make_table, named_cell, number_cell
from reports.query import Query, Row

LEVEL_AVERAGE = Query("marts.level_average", f"select * from marts.level_average where {LEVEL}")
THRESHOLDS = Query("marts.thresholds", f"select * from marts.thresholds where {LEVEL} order by level desc")
TREND = Query("marts.trend", f"select * from marts.trend where {LEVEL} order by start_on nulls first")


def section(report: Report) -> Section:
    """Estimands C, G and E, the one that depends least on choices first."""
    text = _(
        "A record stands at the top of a step, where the lag is longest. Here every level of the index weighs the same, whoever stands on "
        "it: the answer to how far behind, on average over what models can do. Straight lines through the records and a grid of levels "
        "give two more views; the lines depend on where the records begin, so read them last."
    )
    averages = report.rows(LEVEL_AVERAGE)
    if not averages:
        unknown = _(
            "The average is unknown this week: GPT-4, from whose level it counts, has no score or nobody is above it."
        )
        text = words.told((text, unknown))
    tables = (
        make_table(
            LEVEL_AVERAGE, _("Level average"), _("Over | Days behind | US releases | As of"),
            (row for average in averages for row in _averages(average)), stacked=True,
        ),
        make_table(
            THRESHOLDS, _("Thresholds, {day}").format(day=report.on),
            _("Index level | First US | First Chinese open | Lag"),
            map(_threshold, report.rows(THRESHOLDS)), folded=True,
        ),
        make_table(
            TREND, _("Trend"), _("Lines through | Offset | Months gained a year | US records | As of"),
            map(_trend, report.rows(TREND)), folded=True,
        ),
    )  # fmt: skip
    data = {
        "level_average": report.block(LEVEL_AVERAGE, sum(average.n_leader_steps for average in averages)),
        "thresholds": report.block(THRESHOLDS),
        "trend": report.block(TREND, max((trend.n_leader_records for trend in report.rows(TREND)), default=0)),
    }
    return Section("levels", _("Level by level"), (text,), tables=tables, data=data)


def _averages(a: Row) -> Iterator[tuple[Cell, ...]]:
    chinese = _("and {n} Chinese").format(n=a.n_laggard_steps)
    n, n_to_best = number_cell(f"{a.n_leader_steps}", chinese), number_cell(f"{a.n_leader_steps_to_best}", chinese)
    to, best = (
        _("levels {lowest} to {highest}").format(lowest=words.points(a.level_from), highest=words.points(highest))
        for highest in (a.level_to, a.leader_best)
    )
    mean = words.lag_interval(a.mean_days_lower, a.mean_days_upper, a.ci_level)
    median = words.lag_interval(a.median_days_lower, a.median_days_upper, a.ci_level)
    waiting = _("{share} of them not reached yet, counted with their days so far").format(
        share=words.share(a.share_not_reached)
    )
    day = day_cell(a.as_of)
    yield Cell(_("Mean, reached by both"), to), number_cell(words.lag(a.mean_days), mean), n, day
    yield Cell(_("Median up to the US best"), best), number_cell(words.lag(a.median_days), median), n_to_best, day
    at_least = number_cell(words.lag(a.mean_days_at_least), waiting)
    yield Cell(_("Mean up to the US best, at least"), best), at_least, n_to_best, day


def _threshold(t: Row) -> tuple[Cell, ...]:
    earlier = from_where(t.is_leader_open)
    laggard = named_cell(t.laggard_name, t.laggard_release_id) if t.laggard_name else Cell(_("none yet"))
    if t.state == "matched":
        lag = number_cell(words.lag(t.lag_days))
    elif t.state == "censored":
        lag = Cell(_("not reached after {days} days (clock running)").format(days=words.count(t.follow_up_days)))
    else:
        lag = Cell(_("no US release yet") if t.state == "laggard_only" else words.plain(t.state))
    return number_cell(words.points(t.level)), named_cell(t.leader_name, t.leader_release_id, earlier), laggard, lag


def _trend(t: Row) -> tuple[Cell, ...]:
    offset = words.lag_interval(t.offset_days_lower, t.offset_days_upper, t.ci_level)
    low, high = t.velocity_months_per_year_lower, t.velocity_months_per_year_upper
    speed = (
        _(words.UNKNOWN)
        if low is None or high is None
        else words.between(words.number(low, "+.1f"), words.number(high, "+.1f"))
    )
    return (
        Cell(_("records {since}").format(since=words.since(t.start_on))),
        number_cell(words.lag(t.offset_days), offset),
        number_cell(words.number(t.velocity_months_per_year, "+.1f"), speed),
        number_cell(f"{t.n_leader_records}", _("and {n} Chinese").format(n=t.n_laggard_records)),
        day_cell(t.as_of),
    )
