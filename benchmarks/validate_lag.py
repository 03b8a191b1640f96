"""The lag by other people's rules, from the same inputs: prints the tables of docs/validation.md, asserts nothing.

    python benchmarks/validate_lag.py --epoch FOLDER

Needs eci_scores.csv and eci_benchmarks.csv of Epoch AI in the folder, and the reference file of this repository. About half a
minute, most of it for the draws of the index.

Three readings of "how far behind on a day", all from the newest leader record that the laggards' best has reached:
at release  from that record's release to the release of the laggards' best: the gap stands still between releases;
since       from that record's release to the day: the gap grows with every day;
until       from the release of the next record, the first one out of reach, to the day; 0 when none is.
With none reached, all three count from the first record.
"""

import argparse
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from lag.bracket import estimate_bracket_lag
from lag.index import bootstrap_index
from lag.level import estimate_level_lag
from lag.paired import match_paired
from lag.survival import estimate_survival_lag
from lag.thresholds import Staircase, keep_records
from lag.units import DAYS_PER_MONTH

REFERENCE = Path(__file__).resolve().parents[1] / "warehouse" / "reference" / "releases.csv"
SEED = 20230314
EPOCH_DAY = date(1970, 1, 1)
GPT_4 = date(2023, 3, 14)
AS_OF = date(2026, 8, 11)
INSIGHT = date(2026, 1, 2)
TRACKER = date(2026, 9, 4)
FIRST_DAY = date(2023, 1, 1)
ANCHORS = {"claude-3-5-sonnet": 130.0, "gpt-5": 150.0}
O3_USABLE = date(2025, 4, 16)
OPEN = ("open_unrestricted", "open_restricted", "open_noncommercial")
CLOSED = ("api", "hosted")
# Quantile of a 90% interval; what turns a published interval into a standard deviation.
Z90 = 1.645
# Records of either country in Epoch AI's file of about January 2026 (newest release in it: 2025-12-17), the first of
# each left out. CC BY 4.0; copy kept in github.com/IAPS-AI/ECI-Accessibility-Gap, data/eci_scores.csv, commit 1d87bbc.
JANUARY_US = """2023-03-14 125.760  2024-02-29 126.572  2024-04-09 127.245  2024-05-13 128.456  2024-05-24 132.333
    2024-09-12 136.436  2024-12-17 142.281  2025-04-09 144.027  2025-04-16 146.763  2025-06-10 148.755  2025-08-07 150.000
    2025-10-07 150.336  2025-11-18 153.993"""
JANUARY_CN = """2023-09-06 100.177  2023-09-28 111.815  2023-11-22 117.264  2024-05-07 125.541  2024-09-19 129.259
    2025-01-20 139.334  2025-04-29 139.354  2025-05-28 141.750  2025-07-25 145.263  2025-09-24 145.279"""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Releases of a group with names; days since 1970."""

    names: tuple[str, ...]
    days: Floats
    scores: Floats

    def records(self, as_of: date, n_dropped: int = 0) -> "Group":
        """Its records up to a day, without the first `n_dropped` of them."""
        early = np.flatnonzero(self.days <= to_day(as_of))
        steps: Staircase = keep_records("group", self.days[early], self.scores[early], to_day(as_of))
        keep = early[steps.index][n_dropped:]
        return Group(tuple(self.names[i] for i in keep), self.days[keep], self.scores[keep])


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """What is known of the errors of the scores: paired draws of the index, and published intervals as deviations."""

    place: dict[str, int]
    capability: Floats
    deviation: dict[str, float]


def to_day(day: date) -> float:
    return float((day - EPOCH_DAY).days)


def read_releases(folder: Path) -> pl.DataFrame:
    """Epoch's scores with its date (printed) and country, and the reference file's dates (usable, weights), country, openness."""
    scores = pl.read_csv(folder / "eci_scores.csv").select(
        name="Model",
        score="eci",
        deviation=(pl.col("eci_ci_high") - pl.col("eci_ci_low")) / (2 * Z90),
        printed=pl.col("date").str.to_date(),
        epoch_country=pl.col("Country (of organization)").str.split(",").list.first(),
    )
    usable = pl.min_horizontal("api_on", "weights_on")
    reference = pl.read_csv(REFERENCE, try_parse_dates=True).select(
        "name",
        "country",
        "openness",
        weights="weights_on",
        usable=pl.when(openness="hosted").then(pl.coalesce(usable, "announced_on")).otherwise(usable),
    )
    return scores.join(reference, on="name", how="left", validate="1:1")


def take(releases: pl.DataFrame, day: str, *conditions: pl.Expr) -> Group:
    """The releases that meet all conditions and have a day of that kind."""
    rows = releases.filter(pl.col(day).is_not_null(), *conditions)
    days = (rows[day] - EPOCH_DAY).dt.total_days().cast(pl.Float64)
    return Group(tuple(rows["name"]), days.to_numpy(), rows["score"].to_numpy())


def read_january(text: str) -> Group:
    cells = text.split()
    days = np.array([to_day(date.fromisoformat(cell)) for cell in cells[::2]])
    return Group(tuple(cells[::2]), days, np.array(cells[1::2], dtype=np.float64))


def reach_by_points(leaders: Group, laggards: Group, tolerance: float) -> Bools:
    """(laggards, leaders): whether a laggard is at or above a leader, less the tolerance."""
    reached: Bools = laggards.scores[:, None] + tolerance + 1e-9 * (tolerance > 0) >= leaders.scores
    return reached


def reach_by_draws(leaders: Group, laggards: Group, noise: Noise, share: float) -> Bools:
    """Whether a laggard is at or above a leader in at least that share of the paired draws."""
    draws = (noise.capability[:, [noise.place[name] for name in group.names]] for group in (leaders, laggards))
    at_or_above = match_paired(*draws, share=share).share_at_or_above.T
    reached: Bools = at_or_above >= share
    return reached


def reach_independently(leaders: Group, laggards: Group, noise: Noise, share: float) -> Bools:
    """The same from published intervals, each taken as normal and none as moving with another."""
    spreads = (np.array([noise.deviation[name] for name in group.names]) for group in (laggards, leaders))
    laggard, leader = spreads
    gap = laggards.scores[:, None] - leaders.scores
    reached: Bools = gap >= stats.norm.ppf(share) * np.hypot(laggard[:, None], leader)
    return reached


def measure_days(leaders: Group, laggards: Group, reached: Bools, start: date, end: date) -> dict[str, Floats]:
    """The three readings on every day from the first on which both groups have a record, in months."""
    first = max(to_day(start), leaders.days[0], laggards.days[0])
    days = np.arange(first, to_day(end) + 1)
    best = np.searchsorted(laggards.days, days, side="right") - 1
    newest = _newest_reached(leaders, reached, best, days)
    at_release = _newest_reached(leaders, reached, best, laggards.days[best])
    following = np.append(leaders.days, np.inf)[newest + 1]
    return {
        "at release": (laggards.days[best] - leaders.days[np.maximum(at_release, 0)]) / DAYS_PER_MONTH,
        "since": (days - leaders.days[np.maximum(newest, 0)]) / DAYS_PER_MONTH,
        "until": np.maximum(days - following, 0) / DAYS_PER_MONTH,
    }


def _newest_reached(leaders: Group, reached: Bools, laggard: NDArray[np.intp], days: Floats) -> NDArray[np.intp]:
    """Place of the newest leader record out on the day that the laggard has reached; -1 for none."""
    is_open = reached[laggard] & (leaders.days <= days[:, None])
    from_end = is_open[:, ::-1].argmax(axis=1)
    return np.where(is_open.any(axis=1), len(leaders.days) - 1 - from_end, -1)


def match(leaders: Group, laggards: Group, reached: Bools, as_of: date) -> tuple[Floats, Bools, list[str]]:
    """Lag or follow-up of each leader record from GPT-4 on, whether it was matched, and by whom."""
    in_risk_set = leaders.days >= to_day(GPT_4)
    first = reached.argmax(axis=0)  # laggard records are in the order of their days
    is_matched: Bools = reached.sum(axis=0) > 0
    until = np.where(is_matched, laggards.days[first], to_day(as_of))
    names = [laggards.names[place] for place in first]
    keep = np.flatnonzero(in_risk_set)
    return (until - leaders.days)[keep], is_matched[keep], [names[i] for i in keep]


def row(label: str, *cells: object) -> str:
    texts = [f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in cells]
    return f"| {label} | {' | '.join(texts)} |"


def print_days(label: str, leaders: Group, laggards: Group, tolerance: float, start: date, end: date) -> None:
    months = measure_days(leaders, laggards, reach_by_points(leaders, laggards, tolerance), start, end)
    check = estimate_bracket_lag(
        leaders.days, leaders.scores, laggards.days, laggards.scores + tolerance,
        np.arange(to_day(end) + 1 - len(months["until"]), to_day(end) + 1),
    )  # fmt: skip
    if not np.allclose(check.under_days, months["until"] * DAYS_PER_MONTH):
        raise AssertionError(f"{label}: `until` is not the bracket's `under`.")
    for name, values in months.items():
        print(row(f"{label}, {name}", values.mean(), values.min(), values.max(), len(values)))


def print_forward(label: str, leaders: Group, laggards: Group, reached: Bools, as_of: date) -> None:
    lags, is_matched, chains = match(leaders, laggards, reached, as_of)
    lag = estimate_survival_lag(lags, is_matched, chains, rng=np.random.default_rng(SEED))
    share = "unknown" if lag.share_6m is None else f"{100 * lag.share_6m:.0f}%"
    ends = f"{lag.median_days_lower} to {lag.median_days_upper}"
    print(
        row(
            label,
            lag.n_records,
            lag.n_matched,
            lag.n_matching_releases,
            lag.n_negative,
            f"{lag.median_days}",
            ends,
            share,
        )
    )


def print_insight(releases: pl.DataFrame) -> None:
    """Epoch's insight of 2026-01-02: records of each country, the first left out, equal within one point."""
    print("\nEpoch, 2026-01-02 | mean | min | max | days  (months)")
    us, cn = read_january(JANUARY_US), read_january(JANUARY_CN)
    print_days("scores of January 2026", us, cn, 1.0, GPT_4, INSIGHT)
    by_country = pl.col("epoch_country")
    for label, frame, as_of in (
        ("scores of 2026-08-11, dates as printed", releases, INSIGHT),
        ("the same, o3 on 2025-04-16", move_o3(releases), INSIGHT),
        ("the same, to 2026-08-11", move_o3(releases), AS_OF),
    ):
        us = take(frame, "printed", by_country == "United States of America").records(as_of, 1)
        cn = take(frame, "printed", by_country == "China").records(as_of, 1)
        print_days(label, us, cn, 1.0, GPT_4, as_of)
    us, any_cn, open_cn = (group.records(AS_OF) for group in our_groups(releases))
    us = us.records(AS_OF, 1)
    print_days("our dates and countries, to 2026-08-11", us, any_cn.records(AS_OF, 1), 1.0, GPT_4, AS_OF)
    print_days("Chinese open weights only", us, open_cn.records(AS_OF, 1), 1.0, GPT_4, AS_OF)
    print_days("and strictly", us, open_cn.records(AS_OF, 1), 0.0, GPT_4, AS_OF)


def move_o3(releases: pl.DataFrame) -> pl.DataFrame:
    is_o3 = pl.col("name") == "o3"
    return releases.with_columns(printed=pl.when(is_o3).then(pl.lit(O3_USABLE)).otherwise("printed"))


def our_groups(releases: pl.DataFrame) -> tuple[Group, Group, Group]:
    """US releases of any access, Chinese ones of any access, and Chinese open weights, on the days outsiders could use them."""
    known = pl.col("openness").is_in(OPEN + CLOSED)
    is_open = pl.col("openness").is_in(OPEN)
    return (
        take(releases, "usable", pl.col("country") == "US", known),
        take(releases, "usable", pl.col("country") == "CN", known),
        take(releases, "weights", pl.col("country") == "CN", is_open),
    )


def print_walk(releases: pl.DataFrame) -> None:
    """Estimand A on the way from Epoch's inputs to the headline."""
    print("\nForward lag | records | matched | by | negative | median, days | 95% | within six months")
    by_country = pl.col("epoch_country")
    for label, frame, as_of in (
        ("printed dates, to 2026-01-02", releases, INSIGHT),
        ("printed dates, to 2026-08-11", releases, AS_OF),
        ("o3 on 2025-04-16", move_o3(releases), AS_OF),
    ):
        us = take(frame, "printed", by_country == "United States of America").records(as_of)
        cn = take(frame, "printed", by_country == "China").records(as_of)
        for tolerance in (1.0, 0.0):
            print_forward(f"{label}, tolerance {tolerance:g}", us, cn, reach_by_points(us, cn, tolerance), as_of)
    us, any_cn, open_cn = (group.records(AS_OF) for group in our_groups(releases))
    print_forward("our dates and countries, strict", us, any_cn, reach_by_points(us, any_cn, 0), AS_OF)
    print_forward("Chinese open weights only: headline", us, open_cn, reach_by_points(us, open_cn, 0), AS_OF)


def print_rules(releases: pl.DataFrame, noise: Noise) -> None:
    """The headline's records under every rule of who has reached whom."""
    us, _, cn = (group.records(AS_OF) for group in our_groups(releases))
    print("\nHeadline's records by rule | records | matched | by | negative | median, days | 95% | within six months")
    for label, reached in rules_of(us, cn, noise).items():
        print_forward(label, us, cn, reached, AS_OF)


def print_tracker(releases: pl.DataFrame, noise: Noise) -> None:
    """The tracker of IAPS on 2026-09-04: `since`, day by day from the first day on which both groups have a record."""
    print(f"\nTracker's rule to {TRACKER} | mean since | since, last day | until, last day | days  (months)")
    frame, country = move_o3(releases), pl.col("epoch_country")
    groups = {
        "closed, open": (
            take(frame, "printed", pl.col("openness").is_in(CLOSED)),
            take(frame, "printed", pl.col("openness").is_in(OPEN)),
        ),
        "US, China": (
            take(frame, "printed", country == "United States of America"),
            take(frame, "printed", country == "China"),
        ),
    }
    for name, pair in groups.items():
        leaders, laggards = (group.records(AS_OF) for group in pair)
        for label, reached in rules_of(leaders, laggards, noise).items():
            months = measure_days(leaders, laggards, reached, FIRST_DAY, TRACKER)
            since, until = months["since"], months["until"]
            print(row(f"{name}, {label}", since.mean(), since[-1], until[-1], len(since)))


def rules_of(leaders: Group, laggards: Group, noise: Noise) -> dict[str, Bools]:
    return {
        "strict": reach_by_points(leaders, laggards, 0.0),
        "tolerance 1": reach_by_points(leaders, laggards, 1.0),
        "paired 0.5": reach_by_draws(leaders, laggards, noise, 0.5),
        "paired 0.25": reach_by_draws(leaders, laggards, noise, 0.25),
        "paired 0.05": reach_by_draws(leaders, laggards, noise, 0.05),
        "independent 0.05": reach_independently(leaders, laggards, noise, 0.05),
    }


def print_open_closed(releases: pl.DataFrame, noise: Noise) -> None:
    """Epoch's insights on open and closed models: 2026-01-01 to 2026-05-28 day by day, and over levels to 2025-10-30."""
    start, end = date(2026, 1, 1), date(2026, 5, 28)
    print(f"\nopen behind closed, {start} to {end} | at release | since | until  (months)")
    for basis, open_basis in (("printed", "printed"), ("usable", "weights")):
        frame = move_o3(releases)
        closed = take(frame, basis, pl.col("openness").is_in(CLOSED)).records(end)
        opened = take(frame, open_basis, pl.col("openness").is_in(OPEN)).records(end)
        for label, reached in rules_of(closed, opened, noise).items():
            months = measure_days(closed, opened, reached, start, end)
            print(row(f"{basis}, {label}", *(float(values.mean()) for values in months.values())))
    for laggard, leader in (("Kimi K2.5", "GPT-5"), ("GLM-5.1", "Gemini 3 Pro")):
        at_or_above = noise.capability[:, noise.place[laggard]] >= noise.capability[:, noise.place[leader]]
        print(f"{laggard} at or above {leader}: {100 * at_or_above.mean():.1f}% of draws")
    end = date(2025, 10, 30)
    closed = take(releases, "usable", pl.col("openness").is_in(CLOSED)).records(end)
    opened = take(releases, "weights", pl.col("openness").is_in(OPEN)).records(end)
    print(f"\nopen behind closed over levels, to {end} | mean | 95%  (months)")
    for tolerance in (0.0, 1.0):
        shifted = replace(opened, scores=opened.scores + tolerance)
        lag = estimate_level_lag(
            closed.days, closed.scores, shifted.days, shifted.scores, level_from=float(closed.scores[0]),
            as_of_day=to_day(end), rng=np.random.default_rng(SEED),
        )  # fmt: skip
        figures = (lag.mean_days, lag.mean_days_lower, lag.mean_days_upper, lag.mean_days_at_least)
        print(row(f"tolerance {tolerance:g}", *(None if days is None else days / DAYS_PER_MONTH for days in figures)))


def to_id(name: str) -> str:
    """The id of a release or benchmark, as sql/staging makes it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def read_noise(folder: Path, releases: pl.DataFrame, n_draws: int) -> Noise:
    scores = pl.read_csv(folder / "eci_benchmarks.csv")
    # By ids, as in the warehouse: the order of the names is the order in which scores are drawn, and so these are its draws.
    names = {to_id(name): name for name in scores["model"].unique()}
    draws = bootstrap_index(
        [to_id(name) for name in scores["model"]], [to_id(name) for name in scores["benchmark"]],
        scores["performance"].to_numpy(), rng=np.random.default_rng(SEED), n_draws=n_draws, anchors=ANCHORS,
        unit_benchmark="winogrande",
    )  # fmt: skip
    place = {names[name]: i for i, name in enumerate(draws.releases)}
    # Anchors carry no interval: they are fixed.
    deviation = dict(releases.select("name", pl.col("deviation").fill_null(0.0)).iter_rows())
    return Noise(place, draws.capability, deviation)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epoch", type=Path, required=True, help="folder with eci_scores.csv and eci_benchmarks.csv")
    parser.add_argument("--draws", type=int, default=500, help="paired draws of the index")
    given = parser.parse_args()
    releases = read_releases(given.epoch)
    print_insight(releases)
    print_walk(releases)
    noise = read_noise(given.epoch, releases, given.draws)
    print_rules(releases, noise)
    print_tracker(releases, noise)
    print_open_closed(releases, noise)


if __name__ == "__main__":
    main()
