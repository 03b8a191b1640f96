"""What the report says of the claims told beside the six months, and of the records nobody has matched yet."""

from reports import claim_tables, words
from reports import data as queries
from reports.claim_tables import NOT_TESTED
from reports.data import START_ON, ReportData
from reports.layout import Section, Table


def claims_section(data: ReportData) -> Section:
    """Every other claim with its verdict, then the counts and prices the verdicts rest on."""
    if data.sister_verdicts:
        paragraphs = [
            "The six months are told together with other claims. Each reading is judged by a rule written down before the data, on the "
            f"published index and {words.since(START_ON)} where it names no other. Scores of {data.vintage}."
        ]
    else:
        paragraphs = ["There is no verdict on the other claims this week."]
    paragraphs += [sentence for sentence in (_untested_sentence(data), _price_sentence(data)) if sentence]
    return Section("claims", "The claims told beside it", paragraphs, tables=_claim_tables(data))


def _claim_tables(data: ReportData) -> tuple[Table, ...]:
    listed = []
    if data.sister_verdicts:
        listed.append(claim_tables.list_sister_verdicts(queries.SISTER_VERDICTS, data.sister_verdicts))
    if data.replications:
        listed.append(claim_tables.list_replications(queries.REPLICATIONS, data.replications, data.as_of))
    if data.price_ratios:
        listed.append(claim_tables.list_price_ratios(queries.PRICE_RATIOS, data.price_ratios, data.as_of))
    if data.open_shares:
        listed.append(claim_tables.list_open_shares(queries.OPEN_SHARES, data.open_shares, START_ON))
    return tuple(listed)


def _untested_sentence(data: ReportData) -> str:
    untested = [v for v in data.sister_verdicts if v.verdict == NOT_TESTED]
    if not untested:
        return ""
    readings = "; ".join(
        words.plain(v.reading[:1].lower() + v.reading[1:] if v.claim_id == "not_on_the_hub" else v.reading)
        for v in untested
    )
    sentence = f"Not tested here: {readings}."
    if any(v.claim_id == "spread" for v in untested):
        sentence += (
            " How models spread takes two pulls of the Hub at least 26 weeks apart, since one pull is one day and says nothing of growth; "
            "the levels so far stand in the next section."
        )
    if any(v.claim_id == "not_on_the_hub" for v in untested):
        sentence += " Of data centres, money and income no source read here says anything."
    return sentence


def _price_sentence(data: ReportData) -> str:
    n, on = len(data.price_ratios), words.long_day(data.as_of)
    at_launch = sum(ratio.is_at_launch for ratio in data.price_ratios)
    if not n:
        return f"No price of a matched record is known on {on}, so nothing can be said of the hundred times."
    return (
        f"{at_launch} of the {n} matched records have launch prices on both sides, seen within 31 days of each release ({on}); the "
        "verdict on the hundred times rests on those pairs alone. A ratio is the US list price over the Chinese one; below 1 the Chinese "
        "release cost more."
    )


def odds_section(data: ReportData) -> Section:
    """Measurement and forecast in columns of their own, never in one number."""
    title = "What may come: odds of the unmatched records"
    if not data.odds:
        return Section("odds", title, (_why_no_odds(data),))
    curve, on = data.odds[0], words.long_day(data.odds[0].as_of)
    draws = max(odds.n_draws_known for odds in data.odds)
    reached = (
        f"The column “Reached already?” is about today: the share of up to {words.count(draws)} paired draws of our own index in "
        "which the best Chinese open release stands at or above the record. By the scores themselves every record here is unmatched."
    )
    forecast = (
        "The column Forecast is no measurement. It is the Kaplan-Meier chance that a record still unmatched is matched by its six-month "
        f"day, from the curve of the records on our own index ({on}; n = {words.count(curve.n_records)}). It takes new records to be "
        "matched like past ones and knows nothing of them but the days waited, so records younger than the shortest past lag get one and "
        "the same chance. It has no interval of its own; the interval of the share within six months shows how far off the curve may be."
    )
    listed = (claim_tables.list_odds(queries.ODDS, data.odds, data.as_of),)
    return Section("odds", title, (reached, forecast), tables=listed)


def _why_no_odds(data: ReportData) -> str:
    fit = data.index_fits[0] if data.index_fits else None
    if fit is None or fit.state != "fitted":
        state = "no fit is known" if fit is None else words.plain(fit.state)
        return f"Our own index is not fitted this week ({state}), so there are no odds and no forecast."
    return (
        f"On {words.long_day(data.as_of)} no US record on our own index is unmatched, so there is nothing to forecast."
    )
