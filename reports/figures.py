"""What several sections print of an estimate: a figure with all it is quoted with, a verdict in cells, and a table of summaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports import words
from reports.headline import BRACKET, OPEN_SOURCE_VERDICTS, SCORED, VERDICTS, Report
from reports.language import N_, _
from reports.layout import Cell, Table, lag_cell, make_table, number_cell
from reports.query import Query, Row
from reports.reasons import reason

NOT_TESTED = "not tested"
# Estimands that are a median of waits, which is not reached while too many still run; a gap on a day or over levels is unknown or known.
MEDIANS = ("A", "F")


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure with all it must be quoted with. value, lower and upper are None when not reached or unknown."""

    figure_id: str
    estimand: str
    value: float | None
    unit: str
    lower: float | None
    upper: float | None
    ci_level: float | None
    n: int
    as_of: date
    text: str
    interval_text: str


def read_verdict(report: Report, reading: str) -> Row | None:
    """The verdict on one reading of the claim, or None when the mart has none."""
    return next((verdict for verdict in report.rows(VERDICTS) if verdict.reading == reading), None)


def list_figures(report: Report) -> tuple[Figure, ...]:
    """Every figure of the headline. The first three open the report."""
    s = report.summary
    typically, at_most = (read_verdict(report, reading) for reading in ("typically", "at most"))
    median, share = _ends(s, "median_days"), _ends(s, "share_6m")
    chain_median, chain_share = _ends(s, "chain_median_days"), _ends(s, "chain_share_6m")
    judged_median = (typically.lower, typically.upper) if typically else median
    judged_share = (at_most.lower, at_most.upper) if at_most else share
    return (
        _lag_figure("median_lag", _("Median forward lag per US record (A)"), s, judged_median),
        *_bracket_figures(report),
        _share_figure("share_6m", _("Share of US records matched within six months (A)"), s, judged_share),
        _lag_figure("median_lag_textbook", _("Median forward lag (A), textbook interval (log-log band)"), s, median),
        _lag_figure("median_lag_chains", _("Median forward lag (A), chain bootstrap interval"), s, chain_median),
        _share_figure(
            "share_6m_textbook", _("Share within six months (A), textbook interval (log-log band)"), s, share
        ),
        _share_figure("share_6m_chains", _("Share within six months (A), chain bootstrap interval"), s, chain_share),
        _point_figure("share_5_5m", _("Share within 5.5 months (A)"), s, s.share_5_5m, "share"),
        _point_figure("share_6_5m", _("Share within 6.5 months (A)"), s, s.share_6_5m, "share"),
        _point_figure("rmst_24m", _("Mean lag restricted to 24 months (A)"), s, s.rmst_24m_days, "days"),
        *_scored_figures(report),
    )


Ends = tuple[float | None, float | None]


def _ends(s: Row, column: str) -> Ends:
    return getattr(s, f"{column}_lower"), getattr(s, f"{column}_upper")


def _lag_figure(figure_id: str, estimand: str, s: Row, ends: Ends) -> Figure:
    days, level = s.median_days, s.ci_level
    text, interval = words.lag(days), words.lag_interval(*ends, level)
    return Figure(figure_id, estimand, days, "days", *ends, level, s.n_records, s.as_of, text, interval)


def _share_figure(figure_id: str, estimand: str, s: Row, ends: Ends) -> Figure:
    share, level = s.share_6m, s.ci_level
    text, interval = words.share(share), words.share_interval(*ends, level)
    return Figure(figure_id, estimand, share, "share", *ends, level, s.n_records, s.as_of, text, interval)


def _scored_figures(report: Report) -> tuple[Figure, ...]:
    """Median and share cut at the scores; none where the day of the cut is unknown."""
    s = next((row for row in report.rows(SCORED) if row.pairing_id == report.summary.pairing_id), None)
    if s is None:
        return ()
    until = words.long_day(s.scored_until_on)
    median = _("Median forward lag (A), cut at {day}, up to which releases have scores").format(day=until)
    share = _("Share within six months (A), cut at {day}, up to which releases have scores").format(day=until)
    return (
        _lag_figure("median_lag_scored", median, s, _ends(s, "wider_median_days")),
        _share_figure("share_6m_scored", share, s, _ends(s, "wider_share_6m")),
    )


def _point_figure(figure_id: str, estimand: str, s: Row, value: float | None, unit: str) -> Figure:
    """A figure whose interval nobody has computed."""
    text = words.lag(value, words.UNKNOWN) if unit == "days" else words.share(value)
    return Figure(figure_id, estimand, value, unit, None, None, None, s.n_records, s.as_of, text, _("no interval"))


def _bracket_figures(report: Report) -> tuple[Figure, ...]:
    bracket = report.first(BRACKET)
    if bracket is None:
        return ()
    under, over = bracket.under_days, bracket.over_days
    span = _("bracket {under} to {over} months ({under_days} to {over_days} days)").format(
        under=words.months(under, words.UNKNOWN),
        over=words.months(over, words.UNKNOWN),
        under_days=words.count(under),
        over_days=words.count(over),
    )
    return (
        Figure(
            "present_bracket",
            _("Where the best Chinese open release stands now on the published index (B)"),
            bracket.central_days,
            "days",
            under,
            over,
            None,
            len(report.leaders),
            bracket.on_day,
            words.lag(bracket.central_days, words.UNKNOWN),
            span,
        ),
    )


def figure_words(v: Row) -> tuple[str, str]:
    """A verdict's figure and its interval, in the words of its unit."""
    if v.verdict == NOT_TESTED:
        return _("none"), ""
    if v.figure_unit == "days":
        missing = words.NOT_REACHED if v.n and v.estimand in MEDIANS else words.UNKNOWN
        return words.lag(v.figure, missing), words.lag_interval(v.lower, v.upper, v.ci_level, v.interval_state)
    if v.figure_unit == "ratio":
        return words.ratio(v.figure), words.ratio_interval(v.lower, v.upper, v.ci_level)
    return words.share(v.figure), words.share_interval(v.lower, v.upper, v.ci_level)


# After the name of what is judged.
JUDGED = N_("Verdict | Figure | n | Open source anywhere | Why")


def judged(report: Report, v: Row) -> tuple[Cell, ...]:
    """The cells of JUDGED: a verdict's own, and the same reading of open weights and closed releases of any country."""
    n = _("none") if v.verdict == NOT_TESTED else words.count(v.n)
    return (
        Cell(_(words.plain(v.verdict))),
        number_cell(*figure_words(v)),
        number_cell(n, _counted(v)),
        _anywhere(report, v),
        Cell(reason(v), _("as of {day}").format(day=words.long_day(v.as_of))),
    )


def _counted(v: Row) -> str:
    """What an n is of, where it is not of records."""
    if v.n_days is not None:
        return _("days with a centre, of {n}").format(n=words.count(v.n_days))
    if v.n_benchmarks is not None:
        return _("records on {n} benchmarks").format(n=words.count(v.n_benchmarks))
    if v.first_unknown_share is not None:
        return _("models with a US or a Chinese root")
    return "" if v.n_draws is None else _("records; {n} draws").format(n=words.count(v.n_draws))


def _anywhere(report: Report, v: Row) -> Cell:
    other = next(
        (
            other
            for other in report.rows(OPEN_SOURCE_VERDICTS)
            if (other.claim_id, other.cohort_id, other.reading) == (v.claim_id, v.cohort_id, v.reading)
        ),
        None,
    )
    if other is None:
        return Cell(_("not judged"))
    figure, interval = figure_words(other)
    return Cell(_(words.plain(other.verdict)), words.listed((figure, interval, f"n = {words.count(other.n)}")))


def list_summaries(
    query: Query, caption: str, labelled: Sequence[tuple[str, str, Row]], *, folded: bool = False
) -> Table:
    """Medians and shares, a row each; labelled: what it is of, a note, and its summary."""
    rows = [
        (
            Cell(label, note),
            number_cell(
                f"{s.n_records}",
                _("{n_matched} matched, {n_running} running").format(n_matched=s.n_matched, n_running=s.n_censored),
            ),
            lag_cell(s.median_days),
            number_cell(
                words.between(words.months(s.median_days_lower), words.months(s.median_days_upper, _open_end(s)))
                if s.median_days_lower is not None or s.median_days_upper is not None
                else _(words.UNKNOWN)
            ),
            number_cell(
                words.share(s.share_6m),
                words.share_interval(s.share_6m_lower, s.share_6m_upper, None),
            ),
            number_cell(words.share(s.share_5_5m)),
            number_cell(words.share(s.share_6_5m)),
        )
        for label, note, s in labelled
    ]
    headers = _("Of | n | Median | Its interval, months | Within 6 months | 5.5 | 6.5")
    return make_table(query, caption, headers, rows, folded=folded)


def _open_end(s: Row) -> str:
    """With no clock running nothing is left to be reached: the band ends where its formula does, and the end is unknown."""
    return words.NOT_REACHED if s.n_censored else words.UNKNOWN
