"""The sentence beside each verdict, made of its reason code and fields: the figure, its interval, and where that lies."""

from collections.abc import Callable

from reports import words
from reports.language import N_, _, ngettext
from reports.query import ReportError, Row

SPREAD_WEEKS, SPREAD_POINTS = 26, 5  # the rule in `lag.sister_claims`
UNTESTED = {
    "data-centre area": N_("No source here states the floor area of data centres."),
    "spending": N_("No source here states what laboratories or countries spend."),
    "national income": N_("No source here states national income."),
}

COSTS = {
    "input price": N_("input prices"),
    "output price": N_("output prices"),
    "cost of the same work": N_("what a run costs"),
    "training compute": N_("training compute"),
}


def six_months() -> str:
    """The line that lags are held against, with its days."""
    return _("six months ({days} days)").format(days=words.number(words.SIX_MONTHS_DAYS, "g"))


def reason(v: Row) -> str:
    """Why the verdict is what it is. Raises ReportError for a reading or a code that there is no sentence for."""
    try:
        say = SENTENCES.get((v.claim_id, v.reading)) or SENTENCES[v.claim_id, None]
        return say(v)
    except (KeyError, TypeError) as error:
        row = f"the reading {words.plain(v.reading, 80)} of {words.plain(v.claim_id, 80)}"
        raise ReportError(
            f"marts.claim_verdicts has {row} with the reason {words.plain(v.reason_code, 80)} and fields that make no sentence; "
            "run `openlag weekly` to build it again."
        ) from error


def _every(v: Row) -> str:
    within, n_against, n_running = _exact_days(v.within_days), v.n_later + v.n_over, v.n_unmatched - v.n_over
    said = {
        "nothing_to_judge": _("There are no records."),
        "counterexamples": ngettext(
            "{n_against} of {records} is a counterexample: {n_later} matched after more than {within}, {n_over} still unmatched after "
            "more than that.",
            "{n_against} of {records} are counterexamples: {n_later} matched after more than {within}, {n_over} still unmatched after "
            "more than that.",
            n_against,
        ),
        "clocks_running": ngettext(
            "None of {records} is a counterexample yet, but {n_running} is unmatched with {within} or less of follow-up.",
            "None of {records} is a counterexample yet, but {n_running} are unmatched with {within} or less of follow-up.",
            n_running,
        ),
        "all_in_time": ngettext(
            "The one record was matched within {within}.", "All {records} were matched within {within}.", v.n
        ),
    }[v.reason_code].format(
        records=_records(v.n),
        within=within,
        n_against=n_against,
        n_later=v.n_later,
        n_over=v.n_over,
        n_running=n_running,
    )
    if (least := v.n_counterexamples_least_drawn) is None:
        return said
    return _("{said} Over the draws of our own index the smallest number of counterexamples is {least}.").format(
        said=said, least=words.count(least)
    )


def _ever(v: Row) -> str:
    n_matched, n_running = v.n - v.n_unmatched, v.n_unmatched - v.n_over
    return {
        "nothing_to_judge": _("There are no records."),
        "counterexamples": ngettext(
            "{n_matched} of {records} is matched so far; {n_over} still unmatched after more than {days}, {n_running} after that or less.",
            "{n_matched} of {records} are matched so far; {n_over} still unmatched after more than {days}, {n_running} after that or less.",
            n_matched,
        ),
        "clocks_running": ngettext(
            "{n_matched} of {records} is matched so far; {n_running} still unmatched, with {days} or less of follow-up.",
            "{n_matched} of {records} are matched so far; {n_running} still unmatched, with {days} or less of follow-up.",
            n_matched,
        ),
        "all_in_time": ngettext("The one record was matched by now.", "All {records} were matched by now.", v.n),
    }[v.reason_code].format(
        n_matched=n_matched,
        records=_records(v.n),
        n_over=v.n_over,
        n_running=n_running,
        days=_exact_days(v.within_days),
    )


def _median(v: Row) -> str:
    if v.reason_code == "nothing_to_judge":
        return _("There are too few records for a median lag.")
    over = _records(v.n)
    if v.n_benchmarks is not None:
        over = _("{records} of {benchmarks}").format(records=over, benchmarks=_benchmarks(v.n_benchmarks))
    start = (
        _("The median lag to ninety per cent of the record over {records} is {figure}")
        if v.claim_id == "ninety_per_cent"
        else _("The median lag over {records} is {figure}")
    ).format(records=over, figure=_reached(v.figure))
    short = {
        "too_few_benchmarks": ngettext(
            "{start}; there is {benchmarks}, and an interval needs {n_needed}.",
            "{start}; there are {benchmarks}, and an interval needs {n_needed}.",
            v.n_benchmarks or 0,
        ),
        "too_few_records": ngettext(
            "{start}; there is {records}, and an interval needs {n_needed}.",
            "{start}; there are {records}, and an interval needs {n_needed}.",
            v.n,
        ),
        "too_few_chains": ngettext(
            "{start}; there is {chains} of records, and an interval needs {n_needed}.",
            "{start}; there are {chains} of records, and an interval needs {n_needed}.",
            v.n_chains or 0,
        ),
    }
    if v.reason_code not in short:
        return _to_six_months(v, start)
    return short[v.reason_code].format(
        start=start,
        n_needed=v.n_needed,
        records=_records(v.n),
        benchmarks=_benchmarks(v.n_benchmarks or 0),
        chains=ngettext("{n} chain", "{n} chains", v.n_chains or 0).format(n=words.count(v.n_chains)),
    )


def _mean(v: Row) -> str:
    if v.reason_code == "nothing_to_judge" and v.level_from is None:
        return _("No US release above GPT-4's level is known, so that there is no mean gap.")
    if v.reason_code == "nothing_to_judge":
        return _("Laggards have reached no level above {level}, so that there is no mean gap.").format(
            level=words.number(v.level_from, "g")
        )
    start = _("The mean gap over levels {lowest} to {highest} is {figure}").format(
        lowest=words.number(v.level_from, "g"), highest=words.number(v.level_to, "g"), figure=_days(v.figure)
    )
    if v.reason_code == "too_few_steps":
        return _(
            "{start}; it hangs on {n} leader and {n_laggard} laggard releases, and an interval needs {n_needed} of each."
        ).format(start=start, n=v.n, n_laggard=v.n_laggard_steps, n_needed=v.n_needed)
    if v.reason_code == "levels_waiting":
        return _(
            "{start}, and its {interval} ends at {upper}; but with the {share} of levels not reached yet it is at least {least}, past "
            "{six_months}."
        ).format(
            start=start,
            interval=words.level_words(v.ci_level),
            upper=_days(v.upper),
            share=words.share(v.share_not_reached),
            least=_days(v.mean_days_at_least),
            six_months=six_months(),
        )
    return _to_six_months(v, start)


def _today(v: Row) -> str:
    if v.reason_code == "nothing_to_judge":
        return _("Our own index has no draws, so that the gap of this day has no interval.")
    drawn = {
        "draws": ngettext("{n} draw", "{n} draws", v.n_draws).format(n=words.count(v.n_draws)),
        "median": _reached(v.median_drawn_days),
    }
    if v.reason_code == "estimate_unknown":
        return _("The gap of this day on our own index is unknown, though the median over {draws} is {median}.").format(
            **drawn
        )
    start = _("The gap of this day on our own index is {figure} (the median over {draws} is {median})")
    return _to_six_months(v, start.format(figure=_days(v.figure), **drawn))


def _on_days(v: Row) -> str:
    n_judged = 0 if v.n_days_unscored is None else v.n_days - v.n_days_unscored
    n_open = v.n_days_open or 0
    said = {
        "nothing_to_judge": _("No day can be judged."),
        "scored_until_unknown": _("No delay of a score is known, so that no day can be judged."),
        "longer_days": _(
            "On {n_longer} of the {judged} up to {scored_until}, after which a release may still wait for its score, the gap was longer "
            "than six months: for {run} in a row to {run_until}, and at its longest at least {longest}, on {longest_on}."
        ),
        "days_within": _(
            "On every one of the {judged} up to {scored_until}, after which a release may still wait for its score, the gap was within "
            "six months."
        ),
        "days_open": ngettext(
            "On none of the {judged} up to {scored_until}, after which a release may still wait for its score, was the gap surely longer "
            "than six months, but {open} is open.",
            "On none of the {judged} up to {scored_until}, after which a release may still wait for its score, was the gap surely longer "
            "than six months, but {open} are open.",
            n_open,
        ),
    }[v.reason_code].format(
        judged=_whole_days(n_judged),
        scored_until=words.long_day(v.scored_until_on),
        n_longer=words.count(v.n_days_longer),
        run=_whole_days(v.longest_run_days or 0),
        run_until=words.long_day(v.longest_run_until),
        longest=_days(v.longest_days or 0),
        longest_on=words.long_day(v.longest_on),
        open=_whole_days(n_open),
    )
    return _(
        "{said} Of all days the centre of the bracket is within six months on {n_central} of {n}, its near end on {n_under} of "
        "{n_under_known}, its far end on {n_over} of {n}. Days are as reconstructed from the scores of {vintage}."
    ).format(
        said=said,
        n=words.count(v.n),
        n_central=words.count(v.n_days_central_within),
        n_under=words.count(v.n_days_under_within),
        n_under_known=words.count(v.n_days_under_known),
        n_over=words.count(v.n_days_over_within),
        vintage=words.long_day(v.vintage),
    )


def _to_six_months(v: Row, start: str) -> str:
    """A figure in days, and on which side of six months its interval lies."""
    above = (
        _("{start}, and its {interval} starts on a day not reached yet, past {six_months}.")
        if v.lower is None
        else _("{start}, and its {interval} starts at {lower}, past {six_months}.")
    )
    return {
        "interval_below": _("{start}, and its {interval} ends at {upper}, within {six_months}."),
        "interval_above": above,
        "interval_across": _(
            "{start}, and its {interval}, from {lower} to {upper}, does not lie on one side of {six_months}."
        ),
    }[v.reason_code].format(
        start=start,
        interval=words.level_words(v.ci_level),
        lower=_reached(v.lower),
        upper=_reached(v.upper),
        six_months=six_months(),
    )


def _ratio(v: Row) -> str:
    reading = v.reading.partition(", ")[0]  # the same of the strict pairs
    costs = _(COSTS[reading])
    if v.reason_code == "nothing_to_judge":
        return (
            _("No pair has launch figures on both sides, so that there is no ratio of {costs}.")
            if "price" in reading
            else _("No pair has figures on both sides, so that there is no ratio of {costs}.")
        ).format(costs=costs)
    start = ngettext(
        "The median ratio of {costs} over {pairs} with both, on {n_matches} distinct match, is {figure} (single pairs: {smallest} to "
        "{largest}, {n_reached} of them 100 or more)",
        "The median ratio of {costs} over {pairs} with both, on {n_matches} distinct matches, is {figure} (single pairs: {smallest} to "
        "{largest}, {n_reached} of them 100 or more)",
        v.n_chains,
    ).format(
        costs=costs,
        pairs=ngettext("{n} pair", "{n} pairs", v.n).format(n=words.count(v.n)),
        n_matches=words.count(v.n_chains),
        figure=_ratio_number(v.figure),
        smallest=_ratio_number(v.smallest),
        largest=_ratio_number(v.largest),
        n_reached=v.n_pairs_reached,
    )
    said = {
        "too_few_pairs": _("{start}; a verdict needs {n_needed} pairs."),
        "too_few_chains": _("{start}; a verdict needs {n_needed} distinct matches."),
        "interval_above": _("{start}, and its {interval} starts at {lower}, which is 100 or more."),
        "interval_below": _("{start}, and its {interval} ends at {upper}, below 100."),
        "interval_across": _("{start}, and its {interval}, from {lower} to {upper}, does not lie on one side of 100."),
    }[v.reason_code]
    ends = {name: _ratio_number(getattr(v, name)) for name in ("lower", "upper") if f"{{{name}}}" in said}
    return said.format(start=start, interval=words.level_words(v.ci_level), n_needed=v.n_needed, **ends)


def _ratio_number(value: float) -> str:
    is_beside = value != 100 and float(f"{value:.4g}") == 100
    return words.number_beside(value, 100) if is_beside else words.number(value, ".4g")


def _openness(v: Row) -> str:
    if v.reason_code == "nothing_to_judge":
        return _("None with known access is listed, so that there is no share.")
    return {
        "interval_above": _(
            "{n_so} of {n} {reading} (exceptions to always: {n_exceptions}), and the {interval} of the share starts at {lower}, above one "
            "half."
        ),
        "interval_below": _(
            "{n_so} of {n} {reading} (exceptions to always: {n_exceptions}), and the {interval} of the share ends at {upper}, below one "
            "half."
        ),
        "interval_across": _(
            "{n_so} of {n} {reading} (exceptions to always: {n_exceptions}), and the {interval} of the share, from {lower} to {upper}, "
            "does not lie on one side of one half."
        ),
    }[v.reason_code].format(
        n_so=v.n - v.n_exceptions,
        n=v.n,
        reading=_(words.plain(v.reading)),
        n_exceptions=v.n_exceptions,
        interval=words.level_words(v.ci_level),
        lower=words.in_percent(v.lower, 1, beside=0.5),
        upper=words.in_percent(v.upper, 1, beside=0.5),
    )


def _spread(v: Row) -> str:
    two_listings = _("It takes two full listings of the whole Hub at least {weeks} weeks apart")
    shares = _(
        "Models with a Chinese root had {share} of the downloads that those with a US or a Chinese root had on the whole Hub in the 30 "
        "days to {last}, after {before} in those to {first} (models of unknown root had {last_unknown} and {first_unknown} of all "
        "downloads)"
    )
    change = 0.0 if v.first_share is None else round(100 * (v.figure - v.first_share), 9)  # as the rule rounds it
    said = {
        "no_listing": _("{two_listings}, and none with downloads on both sides has landed."),
        "one_listing": _(
            "{two_listings}, and there is one: in the 30 days to {last} models with a Chinese root had {share} of the downloads that those "
            "with a US or a Chinese root had (models of unknown root had {last_unknown} of all)."
        ),
        "listings_too_close": _("{two_listings}, and those there are go from {first} to {last}."),
        "roots_unknown": _(
            "Models of unknown root had {last_unknown} of all downloads on the whole Hub in the 30 days to {last}, and {first_unknown} in "
            "those to {first}; where they have more than half it cannot be told."
        ),
        "moved_more": _("{shares}: {change} points higher, which is more than {least} points."),
        "moved_less": _("{shares}: {change} points higher, which is not more than {least} points."),
    }
    if change < 0:
        said |= {
            "moved_more": _("{shares}: {change} points lower, which is more than {least} points."),
            "moved_less": _("{shares}: {change} points lower, which is not more than {least} points."),
        }
    text = said[v.reason_code].replace("{two_listings}", two_listings).replace("{shares}", shares)
    known = (
        ("share", v.figure), ("before", v.first_share),
        ("first_unknown", v.first_unknown_share), ("last_unknown", v.last_unknown_share),
    )  # fmt: skip
    return text.format(
        weeks=SPREAD_WEEKS,
        least=SPREAD_POINTS,
        change=words.number_beside(abs(change), SPREAD_POINTS),
        first=words.long_day(v.first_on),
        last=words.long_day(v.last_on),
        **{name: words.in_percent(share, 1, beside=0.5) for name, share in known if f"{{{name}}}" in text},
    )


def _records(n: int) -> str:
    return ngettext("{n} record", "{n} records", n).format(n=words.count(n))


def _benchmarks(n: int) -> str:
    return ngettext("{n} benchmark", "{n} benchmarks", n).format(n=words.count(n))


def _whole_days(n: int) -> str:
    return ngettext("{n} day", "{n} days", n).format(n=words.count(n))


def _days(number: float) -> str:
    """To one decimal where it is not whole: 182.7 days are past six months, and 183 is not what was found."""
    return ngettext("{n} day", "{n} days", 1 if number == 1 else 2).format(n=words.number(round(number, 1), "g"))


def _exact_days(number: float) -> str:
    return ngettext("{n} day", "{n} days", 2).format(n=words.number(number, "g"))


def _reached(number: float | None) -> str:
    return _(words.NOT_REACHED) if number is None else _days(number)


# By claim and reading; None: every other reading of the claim.
SENTENCES: dict[tuple[str, str | None], Callable[[Row], str]] = {
    ("six_months", "at most"): _every,
    ("six_months", "today"): _today,
    ("six_months", "at any time"): _on_days,
    ("six_months", "at any time, last twelve months"): _on_days,
    ("six_months", "typically"): _median,
    ("six_months", "typically, over benchmarks"): _median,
    ("six_months", "on average over levels"): _mean,
    ("replicated", "ever"): _ever,
    ("replicated", None): _every,
    ("ninety_per_cent", None): _median,
    ("hundred_times", None): _ratio,
    ("china_open_us_closed", None): _openness,
    ("spread", None): _spread,
    ("not_on_the_hub", None): lambda v: _(UNTESTED[v.reading]),
}
