"""The lag by price and by tier: who gives a record's level at a tenth of its price, and who follows the models that are used most."""

from collections.abc import Sequence

from reports import words
from reports.headline import Report
from reports.language import N_, _, ngettext
from reports.layout import Cell, Section, Table, lag_cell, make_table, named_cell, number_cell
from reports.query import Query, Row

PRICE_SUMMARIES = Query(
    "marts.price_lag_summary", "select * from marts.price_lag_summary order by price_kind, price_share"
)
PRICE_LAGS = Query(
    "marts.price_lag",
    "select * from marts.price_lag where state <> 'excluded' "
    "order by price_kind, price_share, record_released_on desc, record_release_id",
)
TIER_ORDER = "list_position(['top', 'middle', 'small'], tier)"
TIER_SUMMARIES = Query("marts.tier_lag_summary", f"select * from marts.tier_lag_summary order by {TIER_ORDER}")
TIER_LAGS = Query(
    "marts.tier_lag", f"select * from marts.tier_lag order by {TIER_ORDER}, record_released_on desc, record_release_id"
)
# What the mart holds, as said at the head of a row and within a sentence.
NAMES = {"top": N_("top"), "middle": N_("middle"), "small": N_("small")}
KINDS = {"input": N_("input"), "output": N_("output")}
TIERS = {"top": "Opus, GPT, Pro", "middle": "Sonnet, mini, Flash", "small": "Haiku, nano, Flash-Lite"}


def section(report: Report) -> Section:
    """The two summaries with their sentences, and the records behind them."""
    tables = (
        _list_tiers(report),
        _list_prices(report),
        _list_tier_records(report),
        _list_price_records(report),
    )
    paragraphs = (
        _say_tiers(report, report.rows(TIER_SUMMARIES)),
        _say_prices(report, report.rows(PRICE_SUMMARIES)),
    )
    data = {
        "tier_lags": report.block(TIER_SUMMARIES),
        "tier_lag_records": report.block(TIER_LAGS),
        "price_lags": report.block(PRICE_SUMMARIES),
        "price_lag_records": report.block(PRICE_LAGS),
    }
    return Section("tiers", _("The lag by tier and by price"), paragraphs, tables=tables, data=data)


def _say_tiers(report: Report, tiers: Sequence[Row]) -> str:
    if not tiers:
        return _("No US release of a tier sets a record on {day}.").format(day=report.on)
    medians = words.listed(
        _("{tier} {median} ({interval}; n = {n}, {n_unmatched} unmatched)").format(
            tier=_tier(t),
            median=words.lag(t.median_days),
            interval=_wider(t),
            n=words.count(t.n_records),
            n_unmatched=words.count(t.n_censored),
        )
        for t in tiers
    )
    return _(
        "Most use is not at the top. Here a US release is held against earlier ones of its own tier alone, by its lab's product lines, "
        "and the first Chinese open release at or above it is the match, whatever its size: days from each record of a tier, in the "
        "median (strict, published index, {day}): {medians}."
    ).format(day=report.on, medians=medians)


def _say_prices(report: Report, kinds: Sequence[Row]) -> str:
    known = [k for k in kinds if k.n_records]
    if not known:
        return _("Of no US record is it known on {day} when its level came at a share of its price.").format(
            day=report.on
        )
    medians = words.listed(
        _(
            "{share} of its {kind} price {median} ({interval}; n = {n}, {n_unmatched} unmatched, {n_unknown} unknown, {n_excluded} "
            "without a price)"
        ).format(
            share=_share(k),
            kind=_kind(k),
            median=words.lag(k.median_days),
            interval=_wider(k),
            n=words.count(k.n_records),
            n_unmatched=words.count(k.n_censored),
            n_unknown=words.count(k.n_unknown),
            n_excluded=words.count(k.n_excluded),
        )
        for k in known
    )
    return _(
        "How long until a Chinese open release gives the level of a US record at a share of its price, both list prices of the launch: "
        "median days to {medians}. A record is unknown if a Chinese release whose launch price nobody knows was at its level before any "
        "that is known to be cheap enough; those are left out of the median, mostly older ones, as are records without a price."
    ).format(medians=medians)


def _wider(s: Row) -> str:
    if s.median_interval_state == "unknown":
        return _("no interval")
    return words.lag_interval(s.wider_median_days_lower, s.wider_median_days_upper, s.ci_level, s.median_interval_state)


def _share(row: Row) -> str:
    return {0.1: _("a tenth"), 0.5: _("half")}.get(row.price_share, words.share(row.price_share))


def _tier(row: Row) -> str:
    return _(NAMES.get(row.tier, words.plain(row.tier)))


def _kind(row: Row) -> str:
    return _(KINDS.get(row.price_kind, words.plain(row.price_kind)))


def _list_tiers(report: Report) -> Table:
    rows = [(Cell(words.capital(_tier(t)), TIERS.get(t.tier, "")), *_figures(t)) for t in report.rows(TIER_SUMMARIES)]
    caption = _("Forward lag by tier of the US record, {day}; the wider of two intervals below")
    headers = _("Tier | n | Median | Within 6 months")
    return make_table(TIER_SUMMARIES, caption.format(day=report.on), headers, rows, stacked=True)


def _figures(s: Row) -> tuple[Cell, ...]:
    counts = ngettext(
        "{n_matched} matched, by {n_releases} release; {n_running} running",
        "{n_matched} matched, by {n_releases} releases; {n_running} running",
        s.n_matching_releases,
    ).format(
        n_matched=words.count(s.n_matched),
        n_releases=words.count(s.n_matching_releases),
        n_running=words.count(s.n_censored),
    )
    return (
        number_cell(
            words.count(s.n_records),
            counts,
        ),
        number_cell(words.lag(s.median_days), _wider(s)),
        number_cell(
            words.share(s.share_6m), words.share_interval(s.wider_share_6m_lower, s.wider_share_6m_upper, s.ci_level)
        ),
    )


def _list_prices(report: Report) -> Table:
    rows = []
    for k in report.rows(PRICE_SUMMARIES):
        left_out = _("{n_unknown} unknown, {n_excluded} without a price").format(
            n_unknown=words.count(k.n_unknown), n_excluded=words.count(k.n_excluded)
        )
        figures = _figures(k) if k.n_records else (number_cell("0"), *[number_cell(_(words.UNKNOWN))] * 2)
        most = _("{share} of the {kind} price").format(share=_share(k), kind=_kind(k))
        rows.append((Cell(words.capital(most), left_out), *figures))
    caption = _("Until the level of a US record comes at a share of its price, {day}; the wider of two intervals below")
    headers = _("At most | n | Median | Within 6 months")
    return make_table(PRICE_SUMMARIES, caption.format(day=report.on), headers, rows, stacked=True)


def _list_tier_records(report: Report) -> Table:
    rows = [
        (
            Cell(_tier(r)),
            named_cell(r.record_name, r.record_release_id, words.short_day(r.record_released_on)),
            number_cell(words.points(r.record_score)),
            _match(r),
            lag_cell(r.lag_days) if r.is_matched else Cell(words.running(r.follow_up_days), kind="running"),
        )
        for r in report.rows(TIER_LAGS)
    ]
    caption = _("The records of each tier and their matches, {day}").format(day=report.on)
    headers = _("Tier | US record | Index | Its match | Lag")
    return make_table(TIER_LAGS, caption, headers, rows, stacked=True, folded=True)


def _list_price_records(report: Report) -> Table:
    rows = [
        (
            Cell(
                _("{share} of {kind}").format(share=_share(r), kind=_kind(r)),
                _("{price}, so {most} at most").format(
                    price=words.dollars(r.record_usd_per_mtok), most=words.dollars(r.most_usd_per_mtok)
                ),
            ),
            named_cell(r.record_name, r.record_release_id, words.short_day(r.record_released_on)),
            _match(r, words.dollars(r.match_usd_per_mtok)),
            _price_lag(r),
        )
        for r in report.rows(PRICE_LAGS)
    ]
    caption = _("US records with a launch price, and who came at a share of it, {day}; dollars for a million tokens")
    headers = _("At most | US record | First known match | Lag")
    return make_table(PRICE_LAGS, caption.format(day=report.on), headers, rows, stacked=True, folded=True)


def _match(r: Row, price: str = "") -> Cell:
    if r.match_release_id is None:
        return Cell(_("none"))
    note = words.listed((words.short_day(r.match_released_on), price))
    return named_cell(r.match_name, r.match_release_id, note)


def _price_lag(r: Row) -> Cell:
    if r.state == "matched":
        return lag_cell(r.lag_days)
    if r.state == "unmatched":
        return Cell(words.running(r.follow_up_days), kind="running")
    text = (
        _("not before {least} days; no known upper bound")
        if r.lag_days_most is None
        else _("not before {least} days; at most {most} days")
    )
    bounds = text.format(least=words.days(r.lag_days_least), most=words.days(r.lag_days_most))
    return number_cell(_(words.UNKNOWN), bounds)
