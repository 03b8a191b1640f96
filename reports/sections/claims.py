"""The claims told beside the six months: every verdict, then the counts the verdicts rest on."""

from collections.abc import Sequence
from dataclasses import replace

from reports import words
from reports.figures import JUDGED, NOT_TESTED, judged
from reports.headline import CHOICE, OPEN_SOURCE, OPEN_SOURCE_VERDICTS, START_ON, Report
from reports.language import N_, _
from reports.layout import Cell, Section, Table, make_table, number_cell
from reports.query import Query, Row
from reports.reasons import reason
from reports.sections.tracked import NEWEST_ADOPTION, share_sentence

SISTER_VERDICTS = Query(
    "marts.claim_verdicts",
    f"select * from marts.claim_verdicts where claim_id <> 'six_months' and pairing_id is distinct from '{OPEN_SOURCE}' "
    "order by verdict = 'not tested', claim_id, place",
)
REPLICATIONS = Query(
    "marts.replication_by_year",
    f"select * from marts.replication_by_year where {CHOICE} order by launch_year desc",
)
OPEN_SHARES = Query(
    "marts.open_shares", "select * from marts.open_shares order by kind, country, half_year nulls first"
)
CLAIMS = {
    "replicated": N_("Whatever a US lab launches, a Chinese lab has an open copy of"),
    "ninety_per_cent": N_("Ninety per cent of the performance, within six months"),
    "hundred_times": N_("A hundred times more efficient"),
    "china_open_us_closed": N_("China releases openly, the US closed"),
    "spread": N_("Chinese open models spread over the world"),
}
ESTIMANDS = (N_("share"), N_("efficiency ratio"))  # those without a letter
# The columns of the shares, in the order of their heads.
OPEN_GROUPS = (("frontier record", "CN"), ("frontier record", "US"), ("release", "CN"), ("release", "US"))


def section(report: Report) -> Section:
    """Every other claim with its verdict, then the counts the verdicts rest on."""
    if report.rows(SISTER_VERDICTS):
        first = _(
            "The six months are told together with other claims. Each reading is judged by a rule written down before the data "
            "(replicated within six months, and by each lab's own records, on 29 November 2026, after figures had been seen), on the "
            "published index and {since} where it names no other. Scores of {vintage}."
        ).format(since=words.since(START_ON), vintage=report.vintage)
    else:
        first = _("There is no verdict on the other claims this week.")
    paragraphs = [first, *_spread_sentence(report), *_untested_sentence(report.rows(SISTER_VERDICTS))]
    listed = (_list_verdicts, _list_replications, _list_open_shares)
    tables = [list_rows(report) for list_rows in listed]
    anywhere = (v for v in report.rows(OPEN_SOURCE_VERDICTS) if v.claim_id != "six_months")
    verdicts = (*report.rows(SISTER_VERDICTS), *anywhere)
    data = {
        "sister_verdicts": [v | {"reason": reason(v)} for v in verdicts],
        "replications": report.block(REPLICATIONS, report.summary.n_records),
        "open_shares": report.block(OPEN_SHARES),
    }
    return Section("claims", _("The claims told beside it"), paragraphs, tables=tables, data=data)


def _spread_sentence(report: Report) -> tuple[str, ...]:
    """What the verdict of the spread rests on, and beside it, as such, what the organisations tracked show."""
    if not any(v.claim_id == "spread" for v in report.rows(SISTER_VERDICTS)):
        return ()
    rule = _(
        "How models spread is judged on full listings of the whole Hub alone, by a rule of 29 November 2026, before there was one."
    )
    tracked = report.rows(NEWEST_ADOPTION)
    if not tracked:
        return (rule,)
    beside = _("What the organisations tracked show stands beside it and decides nothing.")
    return (words.told((rule, beside, share_sentence(tracked))),)


def _untested_sentence(verdicts: Sequence[Row]) -> tuple[str, ...]:
    untested = [v for v in verdicts if v.verdict == NOT_TESTED]
    if not untested:
        return ()
    sentences = [
        _("Not tested here: {readings}.").format(readings=words.listed(_(words.plain(v.reading)) for v in untested))
    ]
    if any(v.claim_id == "not_on_the_hub" for v in untested):
        sentences.append(_("Of data centres, money and income no source read here says anything."))
    return (words.told(sentences),)


def _list_verdicts(report: Report) -> Table:
    """The claims told beside it; those that nothing here can test stand last and are called so."""
    first: dict[str, Row] = {}
    for v in report.rows(SISTER_VERDICTS):
        first.setdefault(v.claim_id, v)
    rows = [
        (replace(_claim(report, v), anchor=v.claim_id if first[v.claim_id] is v else ""), *judged(report, v))
        for v in report.rows(SISTER_VERDICTS)
    ]
    return make_table(
        SISTER_VERDICTS, _("The other claims, reading by reading"), f"{_('Claim')} | {_(JUDGED)}", rows, stacked=True
    )


def _claim(report: Report, v: Row) -> Cell:
    reading = words.plain(v.reading)
    claim = CLAIMS.get(v.claim_id, reading)
    cohort = _("each record of its own lab") if v.cohort_id == "lab_records" else ""
    interval = _("textbook interval alone") if v.claim_id == "replicated" and v.ci_level is not None else ""
    said = "" if reading.lower() == claim.lower() else _(reading)
    return Cell(words.capital(_(claim)), words.listed((said, cohort, interval, report.other_scores(v))))


def _list_replications(report: Report) -> Table:
    rows = [
        (
            Cell(str(r.launch_year)),
            number_cell(words.count(r.n_records)),
            number_cell(words.count(r.n_matched), words.share(r.share_matched)),
            number_cell(words.count(r.n_matched_6m), words.share(r.share_matched_6m)),
            number_cell(words.count(r.n_waiting)),
            number_cell(words.count(r.n_running)),
        )
        for r in report.rows(REPLICATIONS)
    ]
    caption = _("US records by year of launch, {day}; counts, so no intervals").format(day=report.on)
    headers = _(
        "Launched in | US records, n | Matched so far | Within six months | Unmatched for longer | Unmatched, clock running"
    )
    return make_table(REPLICATIONS, caption, headers, rows, folded=True)


def _list_open_shares(report: Report) -> Table:
    """Half-years as rows, newest first after the total; the two countries and the two kinds as columns."""
    shares = report.rows(OPEN_SHARES)
    at = {(s.kind, s.country, s.half_year): s for s in shares}
    halves = sorted({s.half_year for s in shares if s.half_year is not None}, reverse=True)
    rows = []
    for half in (None, *halves) if shares else ():
        label = _("All since {day}").format(day=words.short_day(START_ON)) if half is None else words.plain(half)
        rows.append((Cell(label), *(_open_share(at.get((kind, country, half))) for kind, country in OPEN_GROUPS)))
    caption = _("Open of all, whatever their access, by half-year, {day}; Wilson's {level} intervals").format(
        day=report.on, level=words.share(shares[0].ci_level if shares else None)
    )
    headers = _("Released in | Chinese records | US records | Chinese releases | US releases")
    return make_table(OPEN_SHARES, caption, headers, rows, folded=True)


def _open_share(s: Row | None) -> Cell:
    if s is None:
        return number_cell(_("none"))
    interval = words.between(words.share(s.share_open_lower), words.share(s.share_open_upper))
    return number_cell(words.out_of(s.n_open, s.n), words.listed((words.share(s.share_open), interval)))
