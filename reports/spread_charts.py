"""The shares of Chinese and US base repositories in the downloads of the Hub, pull by pull; drawn once there are two weeks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import pointed_columns, values
from reports.charts.style import CHINA, NARROW, US, WIDE, Drawing, Layer, Margins, Size, finish, haloed
from reports.claim_rows import Adoption
from reports.data import ReportData

LINES = (("CN", "China", CHINA), ("US", "US", US))
SAID = ("Week", "China", "US", "Chinese share of the two")
WEEK = timedelta(days=7)
CREDIT = "Downloads: public API of the Hugging Face Hub, as it counts them."


def newest_week(adoption: Sequence[Adoption]) -> tuple[Adoption, ...]:
    """The rows of the newest pull; none before there is one."""
    days = week_days(adoption)
    return tuple(row for row in adoption if row.pulled_on == days[-1]) if days else ()


def week_days(adoption: Sequence[Adoption]) -> list[date]:
    """The day of each week's pull."""
    return sorted({row.pulled_on for row in adoption})


def draw_spread(data: ReportData) -> Drawing | None:
    """Two lines, of all tracked base repositories; None while there are no two weeks, since one point is no line."""
    days = week_days(data.adoption)
    if len(days) < 2:
        return None
    newest = newest_week(data.adoption)
    n = sum(row.n_downloads_30d for row in newest)
    title = _title(data.adoption)
    subtitle = (
        "Share of downloads of the last 30 days among base repositories of all tracked organisations, other and unknown countries "
        "among them; a level at each pull, broken where a week has none. No interval: a census of the tracked. "
        f"{words.long_day(days[0])} to {words.long_day(days[-1])}, as of {words.long_day(data.as_of)}; n = {len(days)} weeks, "
        f"{words.count(n)} repositories in the last."
    )
    description = f"{title}. {subtitle}"
    wide, narrow = (_spread(data.adoption, days, size, description) for size in (WIDE, NARROW))
    return Drawing("spread", title, subtitle, description, wide=wide, narrow=narrow, credit=CREDIT)


def _title(adoption: Sequence[Adoption]) -> str:
    known = sorted(
        ((row.pulled_on, row.share_downloads_30d_of_two) for row in adoption if row.origin == "CN"),
        key=lambda row: row[0],
    )
    shares = [(on, share) for on, share in known if share is not None]
    if len(shares) < 2:
        return "No two weeks have the downloads of both US and Chinese base repositories"
    (first_on, first), (last_on, last) = shares[0], shares[-1]
    return (
        f"Chinese base repositories had {words.share(last)} of the downloads of the US and Chinese ones on {words.short_day(last_on)}, "
        f"and {words.share(first)} on {words.short_day(first_on)}"
    )


def _spread(adoption: Sequence[Adoption], days: list[date], size: Size, description: str) -> dict[str, Any]:
    margins, height = Margins(40, 58, 26, 30), 240 if size.is_narrow else 280
    first, last = days[0], days[-1]
    x = alt.X(
        "on:Q",
        scale=alt.Scale(domain=[first.toordinal() - 4, last.toordinal() + 4], nice=False),
        axis=_day_axis(days, size),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1], format=".0%", domain=False, ticks=False),
    )
    layers: list[Layer] = []
    lines = {origin: _line(adoption, origin) for origin, _, _ in LINES}
    highest = max([rows[-1]["share"] for rows in lines.values() if rows], default=None)
    for origin, name, color in LINES:
        rows = lines[origin]
        line = alt.Chart(values(rows), name=f"line-{origin}").mark_line(color=color, strokeWidth=2)
        layers.append(line.encode(x=x, y=y, detail="run:N"))
        dots = alt.Chart(values(rows), name=f"dots-{origin}").mark_circle(color=color, size=30, opacity=1)
        layers.append(dots.encode(x=x, y=y))
        if rows:
            label = alt.Chart(values([rows[-1] | {"name": name}]), name=f"name-{origin}").mark_text(
                align="left", baseline="middle", dx=8, dy=-6 if rows[-1]["share"] == highest else 6, color=color
            )
            layers += haloed(label, x=x, y=y, text="name:N")
    layers += pointed_columns([_said(adoption, on) for on in days], SAID, x, y, height)
    return finish(alt.layer(*layers), margins, size, height, description)


def _line(adoption: Sequence[Adoption], origin: str) -> list[dict[str, Any]]:
    """Points of one country; a new run after a week without a pull or without a count."""
    rows: list[dict[str, Any]] = []
    run, before = 0, None
    for row in sorted((row for row in adoption if row.origin == origin), key=lambda row: row.pulled_on):
        monday = row.pulled_on - timedelta(days=row.pulled_on.weekday())
        if row.share_downloads_30d is None:
            continue
        run += before is not None and monday - before != WEEK
        rows.append({"on": row.pulled_on.toordinal(), "share": round(row.share_downloads_30d, 5), "run": run})
        before = monday
    return rows


def _day_axis(days: list[date], size: Size) -> alt.Axis:
    """The first and the last pull, and between them as many as have room."""
    room = 2 if size.is_narrow else 6
    step = max(1, -(-(len(days) - 1) // (room - 1)))
    shown = sorted({*days[::step][: room - 1], days[-1]})
    if len(shown) > 2 and (shown[-1] - shown[-2]) * (2 * room) < (days[-1] - days[0]):
        shown.pop(-2)
    names = "({" + ", ".join(f'"{on.toordinal()}": "{words.short_day(on)}"' for on in shown) + "})"
    numbers = [on.toordinal() for on in shown]
    return alt.Axis(title=None, grid=False, values=numbers, labelExpr=f"{names}[datum.value]", labelFlush=True)


def _said(adoption: Sequence[Adoption], on: date) -> dict[str, Any]:
    """The pull in words, and the column of days that says them: half a week to either side."""
    at = {row.origin: row for row in adoption if row.pulled_on == on}
    said = {
        name: words.share(at[origin].share_downloads_30d) if origin in at else words.UNKNOWN
        for origin, name, _ in LINES
    }
    china = at.get("CN")
    return {
        "on": on.toordinal(),
        "left": on.toordinal() - 3.5,
        "until": on.toordinal() + 3.5,
        "share": china.share_downloads_30d if china else None,
        "Week": f"{next(iter(at.values())).week}, {words.long_day(on)}",
        **said,
        "Chinese share of the two": words.share(china.share_downloads_30d_of_two if china else None),
    }
