"""A hundred times more efficient, three ways: list price, the cost of the same work, training compute; then the pairs one by one."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from reports import words
from reports.headline import Report
from reports.language import N_, _, ngettext
from reports.layout import Cell, Section, Table, make_table, named_cell, number_cell
from reports.query import Query, Row

SUMMARIES = Query("marts.efficiency_summary", "select * from marts.efficiency_summary")
RATIOS = Query(
    "marts.efficiency_ratios",
    "select * from marts.efficiency_ratios order by rule_id desc, record_released_on desc, record_release_id, reading_id",
)
PAIRS_OF = {"tolerance_0_9": N_("pairs: ninety per cent"), "strict": N_("pairs: strict")}
RULES = {"tolerance_0_9": N_("ninety per cent"), "strict": N_("strict")}
CLAIMED = "tolerance_0_9"  # the claim is made of copies at ninety per cent
PRICES = ("input_price", "output_price")
# Words that the marts hold: measures, their units, and where a value comes from.
MEASURES = (N_("list price, input"), N_("list price, output"), N_("SWE-bench, bash only"))
UNITS = (N_("USD per million tokens"), N_("USD per task"), N_("USD per exercise"), N_("USD per run"))
BASES = (N_("at launch"), N_("first seen later"), N_("Confident"), N_("Likely"), N_("Speculative"))
LEAVES_OUT = (
    N_(
        "List price leaves out how many tokens an answer takes, discounts and hosts other than the lab; a price first seen more than 31 "
        "days after its release is printed and not counted, for prices are cut over time."
    ),
    N_(
        "The cost of the same work is what a benchmark says its run cost: it leaves out all work that is no benchmark, and holds the "
        "harness, the effort and the day's prices of the provider that ran it. Of several runs of a release the best-scoring counts. A "
        "pair that ran on several benchmarks counts once, with the geometric mean of its ratios."
    ),
    N_(
        "Training compute is Epoch AI's estimate of what the training took: it leaves out research, failed runs and all use. Estimates "
        "that Epoch calls speculative are counted and marked."
    ),
)


def section(report: Report) -> Section:
    """The readings side by side, what each leaves out, and the pairs."""
    summaries = report.rows(SUMMARIES)
    paragraphs = [
        _(
            "The claim says a hundred times more efficient and not by what. Each figure here is what a US record costs over what its "
            "Chinese match costs; below 1 the Chinese release costs more. The pairs are those at ninety per cent of the record, as the "
            "claim has it, and those of the strict rule beside them. An interval is the wider of one over pairs and one over distinct "
            "matches, since pairs with one match share its price."
        ),
        *_say_readings(report, summaries),
    ]
    tables = (_list_readings(report), _list_prices(report), _list_others(report))
    data = {"efficiency": report.block(SUMMARIES), "efficiency_ratios": report.block(RATIOS)}
    points = [_(left_out) for left_out in LEAVES_OUT] if summaries else ()
    title = _("A hundred times more efficient?")
    return Section("efficiency", title, paragraphs, tables=tables, points=points, data=data)


def _say_readings(report: Report, summaries: Sequence[Row]) -> tuple[str, ...]:
    claimed = [s for s in summaries if s.rule_id == CLAIMED and s.reading_id is None]
    if not claimed:
        return (_("No record of the headline is matched on {day}, so there is no pair.").format(day=report.on),)
    return (_("On {day}: {readings}.").format(day=report.on, readings=words.listed(map(_say_reading, claimed))),)


def _say_reading(s: Row) -> str:
    reading, n_matched = _(words.plain(s.claim_reading)), words.count(s.n_matched_pairs)
    if not s.n_pairs:
        return _("{reading}, none of {n} pairs has it on both sides").format(reading=reading, n=n_matched)
    text = (
        _(
            "{reading}, {median} in the median ({interval}; single pairs {range}; n = {pairs} of {n_matched}, {speculative} speculative, "
            "on {matches})"
        )
        if s.n_speculative
        else _(
            "{reading}, {median} in the median ({interval}; single pairs {range}; n = {pairs} of {n_matched}, on {matches})"
        )
    )
    return text.format(
        reading=reading,
        median=words.ratio(s.median),
        interval=words.ratio_interval(s.wider_median_lower, s.wider_median_upper, s.ci_level),
        range=_range(s),
        pairs=_pairs(s.n_pairs),
        n_matched=n_matched,
        speculative=_pairs(s.n_speculative),
        matches=ngettext("{n} distinct match", "{n} distinct matches", s.n_matches).format(n=words.count(s.n_matches)),
    )


def _list_readings(report: Report) -> Table:
    names = {r.reading_id: r.reading_name for r in report.rows(RATIOS)}
    rows = [
        (
            Cell(_reading(s, names), _(PAIRS_OF.get(s.rule_id, words.plain(s.rule_id)))),
            number_cell(
                words.ratio(s.median), words.ratio_interval(s.wider_median_lower, s.wider_median_upper, s.ci_level)
            ),
            number_cell(
                _range(s),
                _("{n} of 100 or more").format(n=words.count(s.n_at_least_hundred)) if s.n_pairs else "",
            ),
            number_cell(words.out_of(s.n_pairs, s.n_matched_pairs), _speculative(s)),
            number_cell(words.count(s.n_matches)),
        )
        for s in report.rows(SUMMARIES)
    ]
    caption = _("What a US record costs over what its Chinese match costs, {day}").format(day=report.on)
    headers = _("Reading | Median ratio | Single pairs | Pairs with both, of matched | Distinct matches")
    return make_table(SUMMARIES, caption, headers, rows, stacked=True)


def _reading(s: Row, names: dict[str, str]) -> str:
    if s.reading_id is None:
        return words.capital(_(words.plain(s.claim_reading)))
    return _("of it {measure}").format(measure=_(words.plain(names.get(s.reading_id, s.reading_id))))


def _speculative(s: Row) -> str:
    return _("{n} speculative").format(n=words.count(s.n_speculative)) if s.n_speculative else ""


def _range(s: Row) -> str:
    return _("none") if s.smallest is None else words.ratio_span(s.smallest, s.largest)


def _list_prices(report: Report) -> Table:
    """Every matched pair, with the prices that are known, in and out in one row."""
    priced = [r for r in report.rows(RATIOS) if r.reading_id in PRICES]
    rows = []
    for _pair_id, sides in groupby(priced, key=lambda r: (r.rule_id, r.record_release_id)):
        of = {r.reading_id: r for r in sides}
        paid_in, paid_out = (of[reading] for reading in PRICES)
        rows.append(
            (
                *_pair(paid_in),
                _price(paid_in.record_value, paid_out.record_value, paid_in.record_seen_on),
                _price(paid_in.match_value, paid_out.match_value, paid_in.match_seen_on),
                number_cell(words.ratio(paid_in.ratio)),
                number_cell(words.ratio(paid_out.ratio)),
                Cell(_("yes") if paid_in.is_counted else _("no")),
            )
        )
    caption = _(
        "List price of each US record over that of its match, {day}; dollars for a million tokens, in and out"
    ).format(day=report.on)
    headers = _("US record | Its match | US price | Chinese price | Ratio in | Ratio out | Both at launch")
    return make_table(RATIOS, caption, headers, rows, stacked=True, folded=True)


def _price(paid_in: float | None, paid_out: float | None, seen_on: date | None) -> Cell:
    if paid_in is None and paid_out is None:
        return number_cell(_(words.UNKNOWN))
    seen = _("seen {day}").format(day=words.short_day(seen_on))
    return number_cell(f"{words.dollars(paid_in)} / {words.dollars(paid_out)}", seen)


def _list_others(report: Report) -> Table:
    """The pairs with a cost or an estimate of compute on both sides."""
    rows = [
        (
            *_pair(r),
            Cell(_(words.plain(r.reading_name)), _(words.plain(r.unit))),
            _value(r.record_value, r.record_basis, r.unit),
            _value(r.match_value, r.match_basis, r.unit),
            number_cell(words.ratio(r.ratio), _("speculative") if r.is_speculative else ""),
        )
        for r in report.rows(RATIOS)
        if r.reading_id not in PRICES and r.is_counted
    ]
    caption = _("Cost of the same work and training compute, pair by pair, {day}").format(day=report.on)
    headers = _("US record | Its match | Measured by | US record's | Its match's | Ratio")
    return make_table(RATIOS, caption, headers, rows, stacked=True, folded=True)


def _value(value: float | None, basis: str | None, unit: str) -> Cell:
    text = _(words.UNKNOWN) if value is None else words.flop(value) if unit == "FLOP" else words.cost(value)
    return number_cell(text, _(words.plain(basis or "", 80)))


def _pair(r: Row) -> tuple[Cell, Cell]:
    rule = _(RULES.get(r.rule_id, words.plain(r.rule_id)))
    return (
        named_cell(r.record_name, r.record_release_id, words.listed((words.short_day(r.record_released_on), rule))),
        named_cell(r.match_name, r.match_release_id, words.short_day(r.match_released_on)),
    )


def _pairs(n: int) -> str:
    return ngettext("{n} pair", "{n} pairs", n).format(n=words.count(n))
