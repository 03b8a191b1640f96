"""The sentence beside a verdict: one for every code of every reading, in the words of its fields."""

from datetime import date
from typing import Any

import pytest

from reports.query import ReportError, Row
from reports.reasons import reason

FIELDS: dict[str, Any] = {
    "figure": 199.0, "lower": 163.0, "upper": 243.0, "ci_level": 0.95, "n": 21, "n_needed": 5, "within_days": 182.625,
    "n_matched_in_time": 6, "n_later": 11, "n_unmatched": 4, "n_over": 0, "n_chains": 9, "n_benchmarks": None, "level_from": 126.4,
    "level_to": 156.2, "n_laggard_steps": 4, "mean_days_at_least": 190.04, "share_not_reached": 0.25, "smallest": 0.5, "largest": 20.0,
    "n_pairs_reached": 0, "n_exceptions": 2, "n_counterexamples_least_drawn": None, "n_draws": 500, "median_drawn_days": 170.04,
    "n_days": 1168, "n_days_central_within": 281, "n_days_under_known": 1168, "n_days_under_within": 504, "n_days_over_within": 184,
    "scored_until_on": date(2026, 7, 11), "n_days_unscored": 31, "n_days_longer": 649, "n_days_open": 320, "longest_run_days": 390,
    "longest_run_until": date(2024, 9, 18), "longest_days": 554.0, "longest_on": date(2024, 9, 18),
    "first_on": date(2026, 8, 3), "last_on": date(2027, 2, 1), "first_share": 0.45, "first_unknown_share": 0.4,
    "last_unknown_share": 0.312, "vintage": date(2026, 3, 10),
}  # fmt: skip
SPREAD = "Chinese open models spread over the world"


def said(claim_id: str, reading: str, code: str, **fields: Any) -> str:
    row = {"claim_id": claim_id, "reading": reading, "reason_code": code} | FIELDS | fields
    return reason(Row("marts.claim_verdicts", row.items()))


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        (
            "counterexamples", {},
            "11 of 21 records are counterexamples: 11 matched after more than 182.625 days, 0 still unmatched after more than that.",
        ),
        (
            "counterexamples", {"n": 1, "n_later": 0, "n_over": 1, "n_unmatched": 1},
            "1 of 1 record is a counterexample: 0 matched after more than 182.625 days, 1 still unmatched after more than that.",
        ),
        ("clocks_running", {"n_later": 0},
         "None of 21 records is a counterexample yet, but 4 are unmatched with 182.625 days or less of follow-up."),
        ("all_in_time", {"n_later": 0, "n_unmatched": 0}, "All 21 records were matched within 182.625 days."),
        ("all_in_time", {"n": 1}, "The one record was matched within 182.625 days."),
        ("nothing_to_judge", {"n": 0}, "There are no records."),
    ],
)  # fmt: skip
def test_every_record_in_time(code: str, fields: dict[str, Any], sentence: str) -> None:
    assert said("six_months", "at most", code, **fields) == sentence


def test_the_fewest_counterexamples_over_the_draws_are_said() -> None:
    text = said("six_months", "at most", "counterexamples", n_counterexamples_least_drawn=5)
    assert text.endswith("more than that. Over the draws of our own index the smallest number of counterexamples is 5.")


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("interval_across", {},
         "The gap of this day on our own index is 163.7 days (the median over 500 draws is 170 days), and its 95% interval, from 163 "
         "days to 243 days, does not lie on one side of six months (182.625 days)."),
        ("interval_below", {"upper": 180.0, "median_drawn_days": None, "n_draws": 1},
         "The gap of this day on our own index is 163.7 days (the median over 1 draw is not reached), and its 95% interval ends at 180 "
         "days, within six months (182.625 days)."),
        ("interval_above", {"lower": 190.0},
         "The gap of this day on our own index is 163.7 days (the median over 500 draws is 170 days), and its 95% interval starts at 190 "
         "days, past six months (182.625 days)."),
        ("estimate_unknown", {"figure": None},
         "The gap of this day on our own index is unknown, though the median over 500 draws is 170 days."),
        ("nothing_to_judge", {"n_draws": None},
         "Our own index has no draws, so that the gap of this day has no interval."),
    ],
)  # fmt: skip
def test_the_gap_today(code: str, fields: dict[str, Any], sentence: str) -> None:
    assert said("six_months", "today", code, **{"figure": 163.72} | fields) == sentence


SHARES = (
    " Of all days the centre of the bracket is within six months on 281 of 1,049, its near end on 504 of 1,168, its far end on 184 of "
    "1,049. Days are as reconstructed from the scores of 10 March 2026."
)
JUDGED = "of the 1,137 days up to 11 July 2026, after which a release may still wait for its score,"


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("longer_days", {},
         f"On 649 {JUDGED} the gap was longer than six months: for 390 days in a row to 18 September 2024, and at its longest at least 554 "
         "days, on 18 September 2024."),
        ("days_within", {}, f"On every one {JUDGED} the gap was within six months."),
        ("days_open", {}, f"On none {JUDGED} was the gap surely longer than six months, but 320 days are open."),
        ("days_open", {"n_days_open": 1}, f"On none {JUDGED} was the gap surely longer than six months, but 1 day is open."),
        ("scored_until_unknown", {"n_days_unscored": None, "n_days_longer": None, "n_days_open": None, "scored_until_on": None},
         "No delay of a score is known, so that no day can be judged."),
        ("nothing_to_judge", {}, "No day can be judged."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("reading", ["at any time", "at any time, last twelve months"])
def test_the_gap_on_every_day(code: str, fields: dict[str, Any], sentence: str, reading: str) -> None:
    assert said("six_months", reading, code, n=1049, **fields) == sentence + SHARES


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("counterexamples", {"n_over": 1},
         "17 of 21 records are matched so far; 1 still unmatched after more than 730.5 days, 3 after that or less."),
        ("clocks_running", {}, "17 of 21 records are matched so far; 4 still unmatched, with 730.5 days or less of follow-up."),
        ("all_in_time", {}, "All 21 records were matched by now."),
        ("nothing_to_judge", {}, "There are no records."),
    ],
)  # fmt: skip
def test_every_record_in_the_end(code: str, fields: dict[str, Any], sentence: str) -> None:
    assert said("replicated", "ever", code, within_days=730.5, **fields) == sentence


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("interval_below", {"upper": 180.0},
         "The median lag over 21 records is 199 days, and its 95% interval ends at 180 days, within six months (182.625 days)."),
        ("interval_above", {"lower": 182.7},
         "The median lag over 21 records is 199 days, and its 95% interval starts at 182.7 days, past six months (182.625 days)."),
        ("interval_above", {"figure": None, "lower": None, "upper": None},
         "The median lag over 21 records is not reached, and its 95% interval starts on a day not reached yet, past six months "
         "(182.625 days)."),
        ("interval_across", {"upper": None},
         "The median lag over 21 records is 199 days, and its 95% interval, from 163 days to not reached, does not lie on one side of six "
         "months (182.625 days)."),
        ("too_few_records", {"n": 1}, "The median lag over 1 record is 199 days; there is 1 record, and an interval needs 5."),
        ("too_few_chains", {"n_chains": 2, "n_needed": 3},
         "The median lag over 21 records is 199 days; there are 2 chains of records, and an interval needs 3."),
        ("too_few_benchmarks", {"n_benchmarks": 4},
         "The median lag over 21 records of 4 benchmarks is 199 days; there are 4 benchmarks, and an interval needs 5."),
        ("nothing_to_judge", {"n": 0, "figure": None}, "There are too few records for a median lag."),
    ],
)  # fmt: skip
def test_a_median(code: str, fields: dict[str, Any], sentence: str) -> None:
    assert said("six_months", "typically", code, **fields) == sentence
    ninety = sentence.replace("The median lag", "The median lag to ninety per cent of the record")
    assert said("ninety_per_cent", "pooled over benchmarks", code, **fields) == ninety


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("interval_below", {"upper": 170.0}, "and its 95% interval ends at 170 days, within six months (182.625 days)."),
        ("interval_above", {"lower": 200.0}, "and its 95% interval starts at 200 days, past six months (182.625 days)."),
        ("interval_across", {}, "and its 95% interval, from 163 days to 243 days, does not lie on one side of six months (182.625 days)."),
        ("levels_waiting", {"upper": 170.0},
         "and its 95% interval ends at 170 days; but with the 25% of levels not reached yet it is at least 190 days, past six months "
         "(182.625 days)."),
    ],
)  # fmt: skip
def test_a_mean_over_levels(code: str, fields: dict[str, Any], sentence: str) -> None:
    text = said("six_months", "on average over levels", code, figure=158.5, **fields)
    assert text == f"The mean gap over levels 126.4 to 156.2 is 158.5 days, {sentence}"


def test_a_mean_without_an_interval_or_without_a_level() -> None:
    few = said("six_months", "on average over levels", "too_few_steps", figure=158.5, n_laggard_steps=1)
    assert few.endswith("is 158.5 days; it hangs on 21 leader and 1 laggard releases, and an interval needs 5 of each.")
    nothing = said("six_months", "on average over levels", "nothing_to_judge", figure=None, level_to=None, n=0)
    assert nothing == "Laggards have reached no level above 126.4, so that there is no mean gap."
    early = said(
        "six_months", "on average over levels", "nothing_to_judge", figure=None, level_from=None, level_to=None, n=0
    )
    assert early == "No US release above GPT-4's level is known, so that there is no mean gap."


@pytest.mark.parametrize(
    ("code", "fields", "sentence"),
    [
        ("interval_below", {}, ", and its 94% interval ends at 99, below 100."),
        ("interval_above", {"lower": 120.0}, ", and its 94% interval starts at 120, which is 100 or more."),
        ("interval_across", {"upper": 300.0}, ", and its 94% interval, from 0.6 to 300, does not lie on one side of 100."),
        ("too_few_pairs", {"n_needed": 5}, "; a verdict needs 5 pairs."),
        ("too_few_chains", {"n_needed": 3}, "; a verdict needs 3 distinct matches."),
    ],
)  # fmt: skip
def test_a_ratio_says_on_how_many_distinct_matches_it_rests(code: str, fields: dict[str, Any], sentence: str) -> None:
    given = {"figure": 1.7, "lower": 0.6, "upper": 99.0, "ci_level": 0.9375, "n": 7, "n_chains": 3} | fields
    start = "The median ratio of input prices over 7 pairs with both, on 3 distinct matches, is 1.7 "
    single = "(single pairs: 0.5 to 20, 0 of them 100 or more)"
    assert said("hundred_times", "input price", code, **given) == start + single + sentence
    work = said("hundred_times", "cost of the same work, strict pairs", code, **given | {"n_chains": 1})
    assert work.startswith("The median ratio of what a run costs over 7 pairs with both, on 1 distinct match, is 1.7 ")


def test_a_number_beside_its_limit_has_the_decimals_that_tell_it_from_it() -> None:
    ends = {"n": 7, "n_chains": 3, "lower": 0.6, "upper": 99.996}
    assert said("hundred_times", "input price", "interval_below", **ends).endswith(" ends at 99.996, below 100.")
    assert said("hundred_times", "input price", "interval_above", **ends | {"lower": 100}).endswith(
        " starts at 100, which is 100 or more."
    )
    share = said("china_open_us_closed", "Chinese releases are open", "interval_below", lower=0.2, upper=0.49996, n=20)
    assert share.endswith(" ends at 49.996%, below one half.")
    unknown = said("spread", SPREAD, "roots_unknown", figure=0.5, last_unknown_share=0.5001, first_unknown_share=0.5)
    assert "had 50.01% of all downloads" in unknown and "and 50.0% in those to" in unknown


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("interval_above", " starts at 69.9%, above one half."),
        ("interval_below", " ends at 97.2%, below one half."),
        ("interval_across", ", from 69.9% to 97.2%, does not lie on one side of one half."),
    ],
)
def test_a_share_that_is_open(code: str, sentence: str) -> None:
    text = said("china_open_us_closed", "Chinese releases are open", code, lower=0.69897, upper=0.97213, n=20)
    start = "18 of 20 Chinese releases are open (exceptions to always: 2), and the 95% interval of the share"
    assert text == start + sentence


def test_the_spread_over_the_world() -> None:
    more = said("spread", SPREAD, "moved_more", figure=0.52)
    assert more == (
        "Models with a Chinese root had 52.0% of the downloads that those with a US or a Chinese root had on the whole Hub in the 30 days "
        "to 1 February 2027, after 45.0% in those to 3 August 2026 (models of unknown root had 31.2% and 40.0% of all downloads): 7.0 "
        "points higher, which is more than 5 points."
    )
    for figure, code, end in (
        (0.41, "moved_less", "4.0 points lower, which is not more than 5 points."),
        (0.45, "moved_less", "0.0 points higher, which is not more than 5 points."),
        (0.39, "moved_more", "6.0 points lower, which is more than 5 points."),
        (0.5, "moved_less", "5.0 points higher, which is not more than 5 points."),
        (0.5001, "moved_more", "5.01 points higher, which is more than 5 points."),
        (0.40002, "moved_less", "4.998 points lower, which is not more than 5 points."),
    ):
        assert said("spread", SPREAD, code, figure=figure).endswith(end)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "no_listing",
            "It takes two full listings of the whole Hub at least 26 weeks apart, and none with downloads on both sides has landed.",
        ),
        (
            "one_listing",
            "It takes two full listings of the whole Hub at least 26 weeks apart, and there is one: in the 30 days to 1 February 2027 "
            "models with a Chinese root had 52.0% of the downloads that those with a US or a Chinese root had (models of unknown root had "
            "31.2% of all).",
        ),
        (
            "listings_too_close",
            "It takes two full listings of the whole Hub at least 26 weeks apart, and those there are go from 3 August 2026 to 1 February "
            "2027.",
        ),
        (
            "roots_unknown",
            "Models of unknown root had 31.2% of all downloads on the whole Hub in the 30 days to 1 February 2027, and 40.0% in those to 3 "
            "August 2026; where they have more than half it cannot be told.",
        ),
    ],
)
def test_why_the_spread_cannot_be_told(code: str, sentence: str) -> None:
    assert said("spread", SPREAD, code, figure=0.52) == sentence
    if code == "no_listing":
        nothing = dict.fromkeys(
            ("first_on", "last_on", "first_share", "figure", "first_unknown_share", "last_unknown_share")
        )
        assert said("spread", SPREAD, code, **nothing) == sentence


@pytest.mark.parametrize("claim_id", ["hundred_times", "china_open_us_closed"])
def test_without_anything_to_judge_there_is_a_sentence(claim_id: str) -> None:
    text = said(claim_id, "input price", "nothing_to_judge", figure=None, lower=None, upper=None, n=0)
    assert text.startswith("No") and "None" not in text.replace("None with", "")


@pytest.mark.parametrize("reading", ["data-centre area", "spending", "national income"])
def test_what_no_source_speaks_of_is_said(reading: str) -> None:
    assert said("not_on_the_hub", reading, "no_source").startswith("No source here states ")


def test_a_reading_a_code_or_a_field_without_words_stops_the_report() -> None:
    for reading, code, fields in (
        ("some other", "counterexamples", {}),
        ("at most", "moved_more", {}),
        ("at most", "counterexamples", {"n_later": None}),
    ):
        with pytest.raises(
            ReportError, match=r"marts\.claim_verdicts has the reading .* run `openlag weekly` to build it again"
        ):
            said("six_months", reading, code, **fields)
