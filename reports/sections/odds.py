"""The records nobody has matched yet: may they have been matched already? Of what may come `forecasts` speaks."""

from reports import words
from reports.headline import Report
from reports.language import _
from reports.layout import Cell, Section, day_cell, make_table, named_cell, number_cell
from reports.query import Query, Row
from reports.sections.certainty import INDEX_FIT

ODDS = Query("marts.present_odds", "select * from marts.present_odds order by record_released_on desc")


def section(report: Report) -> Section:
    """A measurement of today, in draws of our own index."""
    title = _("Matched already? Odds of the unmatched records")
    every = report.rows(ODDS)
    data = {"odds": report.block(ODDS)}
    if not every:
        return Section("odds", title, (_why_no_odds(report),), data=data)
    draws = max(odds.n_draws_known for odds in every)
    text = _(
        "By the scores themselves every record here is unmatched. The last column is the share of up to {n_draws} paired draws of our own "
        "index in which the best Chinese open release stands at or above the record: it speaks of the errors of the scores on {day}, and "
        "not of what may come."
    ).format(n_draws=words.count(draws), day=report.on)
    caption = _("Unmatched US records on our own index, {day}; n = {n}").format(
        day=report.on, n=words.count(len(every))
    )
    headers = _("US record | Launched | Our index | Days so far | Six-month day | Reached already?")
    table = make_table(ODDS, caption, headers, map(_cells, every), stacked=True)
    return Section("odds", title, (text,), tables=(table,), data=data)


def _why_no_odds(report: Report) -> str:
    fit = report.first(INDEX_FIT)
    if fit is None or fit.state != "fitted":
        state = _("no fit is known") if fit is None else words.plain(fit.state)
        return _("Our own index is not fitted this week ({state}), so there are no odds.").format(state=state)
    return _("On {day} no US record on our own index is unmatched.").format(day=report.on)


def _cells(o: Row) -> tuple[Cell, ...]:
    now = _("in {n} draws").format(n=words.count(o.n_draws_known)) if o.n_draws_known else _("no draws")
    return (
        named_cell(o.record_name, o.record_release_id),
        day_cell(o.record_released_on),
        number_cell(words.points(o.record_score)),
        number_cell(words.count(o.follow_up_days)),
        day_cell(o.six_month_day),
        number_cell(words.share(o.probability_now), now),
    )
