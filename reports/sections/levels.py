"""Level by level: the average over levels, the grid of levels, and straight lines through the records."""

from collections.abc import Iterator

from reports import words
from reports.headline import LEVEL, Report
from reports.layout import Cell, Section, day_cell, make_table, named_cell, number_cell
from reports.query import Query, Row

LEVEL_AVERAGE = Query("marts.level_average", f"select * from marts.level_average where {LEVEL}")
THRESHOLDS = Query("marts.thresholds", f"select * from marts.thresholds where {LEVEL} order by level desc")
TREND = Query("marts.trend", f"select * from marts.trend where {LEVEL} order by start_on nulls first")


def section(report: Report) -> Section:
    """Estimands C, G and E, the one that depends least on choices first."""
    text = (
        "A record stands at the top of a step, where the lag is longest. Here every level of the index weighs the same, whoever stands on "
        "it: the answer to how far behind, on average over what models can do. Straight lines through the records and a grid of levels "
        "give two more views; the lines depend on where the records begin, so read them last."
    )
    averages = report.rows(LEVEL_AVERAGE)
    if not averages:
        text += " The average (estimand C) is unknown this week: GPT-4, from whose level it counts, has no score or nobody is above it."
    tables = (
        make_table(
            LEVEL_AVERAGE, "Level average (estimand C)", "Over | Days behind | US releases | As of",
            (row for average in averages for row in _averages(average)), stacked=True,
        ),
        make_table(
            THRESHOLDS, f"Thresholds (estimand G), {report.on}", "Index level | First US | First Chinese open | Lag",
            map(_threshold, report.rows(THRESHOLDS)), folded=True,
        ),
        make_table(
            TREND, "Trend (estimand E)", "Lines through | Offset | Months gained a year | US records | As of",
            map(_trend, report.rows(TREND)), folded=True,
        ),
    )  # fmt: skip
    data = {
        "level_average": report.block(LEVEL_AVERAGE, sum(average.n_leader_steps for average in averages)),
        "thresholds": report.block(THRESHOLDS),
        "trend": report.block(TREND, max((trend.n_leader_records for trend in report.rows(TREND)), default=0)),
    }
    return Section("levels", "Level by level", (text,), tables=tables, data=data)


def _averages(a: Row) -> Iterator[tuple[Cell, ...]]:
    n = number_cell(f"{a.n_leader_steps}", f"and {a.n_laggard_steps} Chinese")
    n_to_best = number_cell(f"{a.n_leader_steps_to_best}", f"and {a.n_laggard_steps} Chinese")
    to = f"levels {words.points(a.level_from)} to {words.points(a.level_to)}"
    best = f"levels {words.points(a.level_from)} to {words.points(a.leader_best)}"
    mean = words.lag_interval(a.mean_days_lower, a.mean_days_upper, a.ci_level)
    median = words.lag_interval(a.median_days_lower, a.median_days_upper, a.ci_level)
    waiting = f"{words.share(a.share_not_reached)} of them not reached yet, counted with their days so far"
    day = day_cell(a.as_of)
    yield Cell("Mean, reached by both", to), number_cell(words.lag(a.mean_days), mean), n, day
    yield Cell("Median up to the US best", best), number_cell(words.lag(a.median_days), median), n_to_best, day
    at_least = number_cell(words.lag(a.mean_days_at_least), waiting)
    yield Cell("Mean up to the US best, at least", best), at_least, n_to_best, day


def _threshold(t: Row) -> tuple[Cell, ...]:
    earlier = "or earlier: the table starts there" if t.is_leader_open else ""
    laggard = named_cell(t.laggard_name, t.laggard_release_id) if t.laggard_name else Cell("none yet")
    if t.state == "matched":
        lag = number_cell(words.lag(t.lag_days))
    elif t.state == "censored":
        lag = Cell(f"not reached after {words.count(t.follow_up_days)} days (clock running)")
    else:
        lag = Cell("no US release yet" if t.state == "laggard_only" else words.plain(t.state))
    return number_cell(words.points(t.level)), named_cell(t.leader_name, t.leader_release_id, earlier), laggard, lag


def _trend(t: Row) -> tuple[Cell, ...]:
    offset = words.lag_interval(t.offset_days_lower, t.offset_days_upper, t.ci_level)
    low, high = t.velocity_months_per_year_lower, t.velocity_months_per_year_upper
    speed = words.UNKNOWN if low is None or high is None else f"{low:+.1f} to {high:+.1f}"
    return (
        Cell(f"records {words.since(t.start_on)}"),
        number_cell(words.lag(t.offset_days), offset),
        number_cell(f"{t.velocity_months_per_year:+.1f}", speed),
        number_cell(f"{t.n_leader_records}", f"and {t.n_laggard_records} Chinese"),
        day_cell(t.as_of),
    )
