"""What may come: the odds of the records nobody has matched yet, measurement and forecast in columns of their own."""

from reports import words
from reports.headline import Report
from reports.layout import Cell, Section, day_cell, make_table, named_cell, number_cell
from reports.query import Query, Row
from reports.sections.certainty import INDEX_FIT

ODDS = Query("marts.present_odds", "select * from marts.present_odds order by record_released_on desc")


def section(report: Report) -> Section:
    """Measurement and forecast in columns of their own, never in one number."""
    title = "What may come: odds of the unmatched records"
    every, curve = report.rows(ODDS), report.first(ODDS)
    data = {"odds": report.block(ODDS, curve.n_records if curve else 0)}
    if curve is None:
        return Section("odds", title, (_why_no_odds(report),), data=data)
    draws = max(odds.n_draws_known for odds in every)
    reached = (
        f"The column “Reached already?” is about today: the share of up to {words.count(draws)} paired draws of our own index in "
        "which the best Chinese open release stands at or above the record. By the scores themselves every record here is unmatched."
    )
    forecast = (
        "The column Forecast is no measurement. It is the Kaplan-Meier chance that a record still unmatched is matched by its six-month "
        f"day, from the curve of the records on our own index ({report.on}; n = {words.count(curve.n_records)}). It takes new records to "
        "be matched like past ones and knows nothing of them but the days waited, so records younger than the shortest past lag get "
        "one and the same chance. It has no interval of its own; the interval of the share within six months shows how far off the "
        "curve may be."
    )
    caption = f"Unmatched US records on our own index, {report.on}; Forecast is no measurement"
    headers = "US record | Launched | Our index | Days so far | Six-month day | Reached already? | Forecast"
    table = make_table(ODDS, caption, headers, map(_cells, every), stacked=True)
    return Section("odds", title, (reached, forecast), tables=(table,), data=data)


def _why_no_odds(report: Report) -> str:
    fit = report.first(INDEX_FIT)
    if fit is None or fit.state != "fitted":
        state = "no fit is known" if fit is None else words.plain(fit.state)
        return f"Our own index is not fitted this week ({state}), so there are no odds and no forecast."
    return f"On {report.on} no US record on our own index is unmatched, so there is nothing to forecast."


def _cells(o: Row) -> tuple[Cell, ...]:
    now = f"in {words.count(o.n_draws_known)} draws" if o.n_draws_known else "no draws"
    return (
        named_cell(o.record_name, o.record_release_id),
        day_cell(o.record_released_on),
        number_cell(words.points(o.record_score)),
        number_cell(words.count(o.follow_up_days)),
        day_cell(o.six_month_day),
        number_cell(words.share(o.probability_now), now),
        _forecast(o),
    )


def _forecast(o: Row) -> Cell:
    """A chance only while there is something to forecast; else the word for why there is none."""
    if o.state == "past":
        return Cell("past", "its six-month day is over")
    if o.state != "forecast" or o.forecast_share is None:
        return Cell(words.UNKNOWN, "the curve does not reach so far")
    return number_cell(words.share(o.forecast_share), f"n = {words.count(o.n_records)} records")
