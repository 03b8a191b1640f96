"""The tables of the claims: their verdicts, and the launches, prices, licences and odds behind them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from reports import words
from reports.claim_rows import Odds, OpenShare, PriceRatio, Replication
from reports.data import Query
from reports.layout import Cell, Table, day_cell, make_table, named_cell, number_cell
from reports.rows import Verdict

NOT_TESTED = "not tested"
CLAIMS = {
    "replicated": "Whatever a US lab launches, a Chinese lab has an open copy of",
    "ninety_per_cent": "Ninety per cent of the performance, within six months",
    "hundred_times": "A hundred times more efficient",
    "china_open_us_closed": "China releases openly, the US closed",
    "spread": "Chinese open models spread over the world",
}
OPEN_GROUPS = (
    ("frontier record", "CN", "Chinese records"),
    ("frontier record", "US", "US records"),
    ("release", "CN", "Chinese releases"),
    ("release", "US", "US releases"),
)


def figure_words(v: Verdict) -> tuple[str, str]:
    """A verdict's figure and its interval, in the words of its unit."""
    if v.verdict == NOT_TESTED:
        return "none", ""
    if v.figure_unit == "days":
        return words.lag(v.figure, words.NOT_REACHED if v.n else words.UNKNOWN), words.lag_interval(
            v.lower, v.upper, v.ci_level
        )
    if v.figure_unit == "ratio":
        return words.ratio(v.figure), words.ratio_interval(v.lower, v.upper, v.ci_level)
    return words.share(v.figure), words.share_interval(v.lower, v.upper, v.ci_level)


def list_verdicts(query: Query[Any], verdicts: Sequence[Verdict]) -> Table:
    rows = []
    for v in verdicts:
        rows.append((Cell(v.reading.capitalize(), f"estimand {v.estimand}"), *_judged(v)))
    return make_table(
        query, "“Within six months”, reading by reading", "Reading | Verdict | Figure | n | Why", rows, stacked=True
    )


def list_sister_verdicts(query: Query[Any], verdicts: Sequence[Verdict]) -> Table:
    """The claims told beside it; those that nothing here can test stand last and are called so."""
    rows = []
    for v in verdicts:
        reading = words.plain(v.reading)
        claim = CLAIMS.get(v.claim_id, reading[:1].upper() + reading[1:])
        is_letter = len(v.estimand) == 1  # A to G of docs/method.md
        estimand = "" if v.estimand == "none" else f"estimand{'' if is_letter else ':'} {words.plain(v.estimand)}"
        notes = ["" if reading.lower() == claim.lower() else reading, estimand]
        rows.append((Cell(claim, "; ".join(note for note in notes if note)), *_judged(v)))
    headers = "Claim | Verdict | Figure | n | Why"
    return make_table(query, "The other claims, reading by reading", headers, rows, stacked=True)


def _judged(v: Verdict) -> tuple[Cell, ...]:
    return (
        Cell(words.plain(v.verdict)),
        number_cell(*figure_words(v)),
        number_cell("none" if v.verdict == NOT_TESTED else words.count(v.n)),
        Cell(words.plain(v.reason), f"as of {words.long_day(v.as_of)}"),
    )


def list_replications(query: Query[Any], replications: Sequence[Replication], as_of: date) -> Table:
    rows = [
        (
            Cell(str(r.launch_year)),
            number_cell(words.count(r.n_records)),
            number_cell(words.count(r.n_matched), words.share(r.share_matched)),
            number_cell(words.count(r.n_matched_6m), words.share(r.share_matched_6m)),
            number_cell(words.count(r.n_waiting)),
            number_cell(words.count(r.n_running)),
        )
        for r in replications
    ]
    caption = f"US records by year of launch (estimand A), {words.long_day(as_of)}; counts, so no intervals"
    headers = "Launched in | US records, n | Matched so far | Within six months | Unmatched for longer | Unmatched, clock running"
    return make_table(query, caption, headers, rows, folded=True)


def list_price_ratios(query: Query[Any], ratios: Sequence[PriceRatio], as_of: date) -> Table:
    rows = [
        (
            named_cell(r.record_name, r.record_release_id, words.short_day(r.record_released_on)),
            named_cell(r.match_name, r.match_release_id, words.short_day(r.match_released_on)),
            _price(r.record_input_usd_per_mtok, r.record_output_usd_per_mtok, r.record_price_seen_on),
            _price(r.match_input_usd_per_mtok, r.match_output_usd_per_mtok, r.match_price_seen_on),
            number_cell(words.ratio(r.ratio_input)),
            number_cell(words.ratio(r.ratio_output)),
            Cell("yes" if r.is_at_launch else "no"),
        )
        for r in ratios
    ]
    caption = f"List price of each US record over that of its match, {words.long_day(as_of)}; dollars for a million tokens, in and out"
    headers = "US record | Its match | US price | Chinese price | Ratio in | Ratio out | Both at launch"
    return make_table(query, caption, headers, rows, stacked=True, folded=True)


def _price(paid_in: float | None, paid_out: float | None, seen_on: date | None) -> Cell:
    if paid_in is None and paid_out is None:
        return number_cell(words.UNKNOWN)
    return number_cell(f"{words.dollars(paid_in)} / {words.dollars(paid_out)}", f"seen {words.short_day(seen_on)}")


def list_open_shares(query: Query[Any], shares: Sequence[OpenShare], since: date) -> Table:
    """Half-years as rows, newest first after the total; the two countries and the two kinds as columns."""
    at = {(s.kind, s.country, s.half_year): s for s in shares}
    halves = sorted({s.half_year for s in shares if s.half_year is not None}, reverse=True)
    rows = []
    for half in (None, *halves):
        label = f"All since {words.short_day(since)}" if half is None else words.plain(half)
        rows.append((Cell(label), *(_open_share(at.get((kind, country, half))) for kind, country, _ in OPEN_GROUPS)))
    level, as_of = shares[0].ci_level, shares[0].as_of
    caption = f"Open of all, whatever their access, by half-year, {words.long_day(as_of)}; Wilson's {words.level_words(level)}s"
    headers = " | ".join(("Released in", *(name for _, _, name in OPEN_GROUPS)))
    return make_table(query, caption, headers, rows, folded=True)


def _open_share(s: OpenShare | None) -> Cell:
    if s is None:
        return number_cell("none")
    interval = f"{words.share(s.share_open_lower)} to {words.share(s.share_open_upper)}"
    return number_cell(f"{s.n_open} of {s.n}", f"{words.share(s.share_open)}; {interval}")


def list_odds(query: Query[Any], odds: Sequence[Odds], as_of: date) -> Table:
    rows = []
    for o in odds:
        now = f"in {words.count(o.n_draws_known)} draws" if o.n_draws_known else "no draws"
        rows.append(
            (
                named_cell(o.record_name, o.record_release_id),
                day_cell(o.record_released_on),
                number_cell(words.points(o.record_score)),
                number_cell(words.count(o.follow_up_days)),
                day_cell(o.six_month_day),
                number_cell(words.share(o.probability_now), now),
                _forecast(o),
            )
        )
    caption = f"Unmatched US records on our own index, {words.long_day(as_of)}; Forecast is no measurement"
    headers = "US record | Launched | Our index | Days so far | Six-month day | Reached already? | Forecast"
    return make_table(query, caption, headers, rows, stacked=True)


def _forecast(o: Odds) -> Cell:
    """A chance only while there is something to forecast; else the word for why there is none."""
    if o.state == "past":
        return Cell("past", "its six-month day is over")
    if o.state != "forecast" or o.forecast_share is None:
        return Cell(words.UNKNOWN, "the curve does not reach so far")
    return number_cell(words.share(o.forecast_share), f"n = {words.count(o.n_records)} records")
