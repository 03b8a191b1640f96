"""The lag by price and by tier: who gives a record's level at a tenth of its price, and who follows the models that are used most."""

from collections.abc import Sequence

from reports import words
from reports.headline import Report
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
    return Section("tiers", "The lag by tier and by price", paragraphs, tables=tables, data=data)


def _say_tiers(report: Report, tiers: Sequence[Row]) -> str:
    if not tiers:
        return f"No US release of a tier sets a record on {report.on}."
    medians = "; ".join(
        f"{words.plain(t.tier)} {words.lag(t.median_days)} ({_wider(t)}; n = {words.count(t.n_records)}, "
        f"{words.count(t.n_censored)} unmatched)"
        for t in tiers
    )
    return (
        "Most use is not at the top. Here a US release is held against earlier ones of its own tier alone, by its lab's product lines, and "
        "the first Chinese open release at or above it is the match, whatever its size: days from each record of a tier, in the median "
        f"(estimand A, strict, published index, {report.on}): {medians}."
    )


def _say_prices(report: Report, kinds: Sequence[Row]) -> str:
    known = [k for k in kinds if k.n_records]
    if not known:
        return f"Of no US record is it known on {report.on} when its level came at a share of its price."
    medians = "; ".join(
        f"{_share(k)} of its {words.plain(k.price_kind)} price {words.lag(k.median_days)} ({_wider(k)}; n = {words.count(k.n_records)}, "
        f"{words.count(k.n_censored)} unmatched, {words.count(k.n_unknown)} unknown, {words.count(k.n_excluded)} without a price)"
        for k in known
    )
    return (
        "How long until a Chinese open release gives the level of a US record at a share of its price, both list prices of the launch: "
        f"median days to {medians}. A record is unknown if a Chinese release whose launch price nobody knows was at its level before any "
        "that is known to be cheap enough; those are left out of the median, mostly older ones, as are records without a price."
    )


def _wider(s: Row) -> str:
    if s.median_interval_state == "unknown":
        return "no interval"
    return words.lag_interval(s.wider_median_days_lower, s.wider_median_days_upper, s.ci_level)


def _share(row: Row) -> str:
    return {0.1: "a tenth", 0.5: "half"}.get(row.price_share, words.share(row.price_share))


def _list_tiers(report: Report) -> Table:
    rows = [
        (Cell(words.capital(words.plain(t.tier)), TIERS.get(t.tier, "")), *_figures(t))
        for t in report.rows(TIER_SUMMARIES)
    ]
    caption = f"Forward lag by tier of the US record (estimand A), {report.on}; the wider of two intervals below"
    return make_table(TIER_SUMMARIES, caption, "Tier | n | Median | Within 6 months", rows, stacked=True)


def _figures(s: Row) -> tuple[Cell, ...]:
    releases = f"by {words.count(s.n_matching_releases)} release{'' if s.n_matching_releases == 1 else 's'}"
    return (
        number_cell(
            words.count(s.n_records),
            f"{words.count(s.n_matched)} matched, {releases}; {words.count(s.n_censored)} running",
        ),
        number_cell(words.lag(s.median_days), _wider(s)),
        number_cell(
            words.share(s.share_6m), words.share_interval(s.wider_share_6m_lower, s.wider_share_6m_upper, s.ci_level)
        ),
    )


def _list_prices(report: Report) -> Table:
    rows = []
    for k in report.rows(PRICE_SUMMARIES):
        left_out = f"{words.count(k.n_unknown)} unknown, {words.count(k.n_excluded)} without a price"
        figures = _figures(k) if k.n_records else (number_cell("0"), *(number_cell(words.UNKNOWN) for _ in range(2)))
        rows.append((Cell(f"{words.capital(_share(k))} of the {words.plain(k.price_kind)} price", left_out), *figures))
    caption = (
        f"Until the level of a US record comes at a share of its price, {report.on}; the wider of two intervals below"
    )
    return make_table(PRICE_SUMMARIES, caption, "At most | n | Median | Within 6 months", rows, stacked=True)


def _list_tier_records(report: Report) -> Table:
    rows = [
        (
            Cell(words.plain(r.tier)),
            named_cell(r.record_name, r.record_release_id, words.short_day(r.record_released_on)),
            number_cell(words.points(r.record_score)),
            _match(r),
            lag_cell(r.lag_days) if r.is_matched else Cell(words.running(r.follow_up_days), kind="running"),
        )
        for r in report.rows(TIER_LAGS)
    ]
    caption = f"The records of each tier and their matches, {report.on}"
    return make_table(TIER_LAGS, caption, "Tier | US record | Index | Its match | Lag", rows, stacked=True, folded=True)


def _list_price_records(report: Report) -> Table:
    rows = [
        (
            Cell(
                f"{_share(r)} of {words.plain(r.price_kind)}",
                f"{words.dollars(r.record_usd_per_mtok)}, so {words.dollars(r.most_usd_per_mtok)} at most",
            ),
            named_cell(r.record_name, r.record_release_id, words.short_day(r.record_released_on)),
            _match(r, words.dollars(r.match_usd_per_mtok)),
            _price_lag(r),
        )
        for r in report.rows(PRICE_LAGS)
    ]
    caption = (
        f"US records with a launch price, and who came at a share of it, {report.on}; dollars for a million tokens"
    )
    return make_table(
        PRICE_LAGS, caption, "At most | US record | First known match | Lag", rows, stacked=True, folded=True
    )


def _match(r: Row, price: str = "") -> Cell:
    if r.match_release_id is None:
        return Cell("none")
    note = words.short_day(r.match_released_on)
    return named_cell(r.match_name, r.match_release_id, f"{note}; {price}" if price else note)


def _price_lag(r: Row) -> Cell:
    if r.state == "matched":
        return lag_cell(r.lag_days)
    if r.state == "unmatched":
        return Cell(words.running(r.follow_up_days), kind="running")
    upper = "no known upper bound" if r.lag_days_most is None else f"at most {words.days(r.lag_days_most)} days"
    return number_cell(words.UNKNOWN, f"not before {words.days(r.lag_days_least)} days; {upper}")
