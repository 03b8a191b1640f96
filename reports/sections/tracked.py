"""What the Hub shows of the organisations tracked alone: levels by country of origin, their shares, and the rule of counting."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from reports import words
from reports.charts.axes import day_axis, pointed_columns, values
from reports.charts.style import CHINA, US, Drawing, Layer, Margins, Origin, Size, draw, finish, haloed
from reports.headline import Report
from reports.language import N_, _, ngettext
from reports.layout import Cell, Section, Table, make_table, number_cell
from reports.query import Query, Row
from reports.sections.sources import marks

ADOPTION = Query("marts.adoption_weekly", "select * from marts.adoption_weekly order by week, origin")
NEWEST_ADOPTION = Query(
    "marts.adoption_weekly", "select * from marts.adoption_weekly qualify week = max(week) over () order by origin"
)
TITLE = N_("Organisations tracked, alone")
ORIGINS = {"CN": N_("China"), "US": N_("United States"), "other": N_("other countries"), "unknown": N_("unknown")}
NOT_READ = N_("not read")
LINES = (("CN", N_("China"), CHINA), ("US", N_("US"), US))
WEEK = timedelta(days=7)
CREDIT = N_("Downloads: public API of the Hugging Face Hub, as it counts them.")


def section(report: Report) -> Section:
    """The newest week in words and by country; the line over the weeks once there are two, since one point is no line."""
    rows = report.rows(NEWEST_ADOPTION)
    data = {"adoption": report.block(ADOPTION, sum(row.n_repositories for row in rows))}
    if not rows:
        nothing = _("No pull of the Hub is landed, so nothing can be said of downloads, likes or derived models.")
        return Section("tracked", _(TITLE), (nothing,), data=data)
    charts = (draw_tracked(report),) if len(_days(report)) > 1 else ()
    paragraphs = (*marks(report, "hub"), share_sentence(rows), *_derivative_sentence(rows), _counting_sentence(rows))
    return Section("tracked", _(TITLE), paragraphs, charts, (_list_adoption(rows),), data=data)


def _days(report: Report) -> list[date]:
    """The day of each week's pull."""
    return sorted({row.pulled_on for row in report.rows(ADOPTION)})


def share_sentence(rows: Sequence[Row]) -> str:
    """The Chinese share of the downloads of US and Chinese base repositories in a week with a pull; rows: its origins."""
    china, us = (next(row for row in rows if row.origin == origin) for origin in ("CN", "US"))
    on = words.long_day(china.pulled_on)
    text = (
        _(
            "The downloads of base repositories were not read on both sides on {day} (n = {n_chinese} Chinese and {n_us} US), so there is "
            "no share."
        )
        if china.share_downloads_30d_of_two is None
        else _(
            "Of the downloads that US and Chinese base repositories had together in the 30 days to {day}, Chinese ones had {share} (n = "
            "{n_chinese} Chinese and {n_us} US repositories; no interval, it is a census of the tracked); of all tracked, whatever their "
            "country, {share_of_all}, and US ones {us_share_of_all}."
        )
    ).format(
        day=on,
        n_chinese=words.count(china.n_downloads_30d),
        n_us=words.count(us.n_downloads_30d),
        share=words.share(china.share_downloads_30d_of_two),
        share_of_all=words.share(china.share_downloads_30d),
        us_share_of_all=words.share(us.share_downloads_30d),
    )
    if not china.is_snapshot:
        return text
    snapshot = _(
        "This is the stored snapshot and not a live pull: a choice of repositories, read on that day or some weeks before, which says "
        "nothing of growth."
    )
    return words.told((text, snapshot))


def _derivative_sentence(rows: Sequence[Row]) -> tuple[str, ...]:
    china, us = (next(row for row in rows if row.origin == origin) for origin in ("CN", "US"))
    if china.share_with_derivatives_of_two is None:
        return ()
    known = sum(row.n_lineage_known for row in rows)
    whole = sum(row.n_repositories for row in rows)
    text = _(
        "The rule of counting matters. With the fine-tunes, adapters, merges and quantised copies in the same organisations' "
        "repositories ({n_chinese} of Chinese and {n_us} of US origin), the Chinese share is {share}: an instruct version that names its "
        "pretrained base is a derivative. Tags or base models were read for {n_known} of the {n} base repositories ({day}); the others "
        "count as a base for want of a word to the contrary."
    )
    return (
        text.format(
            n_chinese=words.count(china.n_tracked_derivatives),
            n_us=words.count(us.n_tracked_derivatives),
            share=words.share(china.share_with_derivatives_of_two),
            n_known=words.count(known),
            n=words.count(whole),
            day=words.long_day(china.pulled_on),
        ),
    )


def _counting_sentence(rows: Sequence[Row]) -> str:
    days = rows[0].gained_days
    if days is None:
        return _(
            "Downloads are a level of the last 30 days: weeks overlap and are never added. Only the counter since the beginning is "
            "differenced, one repository at a time, and there is no pull in the week before to take a difference to."
        )
    return _(
        "Downloads are a level of the last 30 days: weeks overlap and are never added. Only the counter since the beginning is "
        "differenced, one repository at a time; the rise below is over the {days} days between the two pulls."
    ).format(days=words.count(days))


def _list_adoption(rows: Sequence[Row]) -> Table:
    """The newest week, one row a country; a count that was not read is said so."""
    listed = [
        (
            Cell(_(ORIGINS.get(row.origin, words.plain(row.origin)))),
            number_cell(words.count(row.n_repositories), _derivatives(row.n_tracked_derivatives)),
            _counted(row.downloads_30d, row.n_downloads_30d, row.share_downloads_30d),
            _counted(row.likes, row.n_likes, row.share_likes),
            _counted(row.derivative_count, row.n_children_read, row.share_derivatives, _relations(row)),
            _counted(row.downloads_gained, row.n_downloads_gained, None),
        )
        for row in sorted(
            rows, key=lambda row: list(ORIGINS).index(row.origin) if row.origin in ORIGINS else len(ORIGINS)
        )
    ]
    caption = (
        _(
            "Base repositories of tracked organisations in {week}, as the stored snapshot had them on {day}; counts, so no intervals"
        )
        if rows[0].is_snapshot
        else _(
            "Base repositories of tracked organisations in {week}, as the Hub had them on {day}; counts, so no intervals"
        )
    ).format(week=words.plain(rows[0].week), day=words.long_day(rows[0].pulled_on))
    headers = _("Origin | Repositories | Downloads, 30 days | Likes | Derived models | Rise of all-time downloads")
    return make_table(NEWEST_ADOPTION, caption, headers, listed, stacked=True)


def _derivatives(n: int) -> str:
    return ngettext("and {n} derivative", "and {n} derivatives", n).format(n=words.count(n))


def _counted(value: int | None, n: int, share: float | None, more: str = "") -> Cell:
    if value is None:
        return number_cell(_(NOT_READ), f"n = {words.count(n)}")
    notes = ("" if share is None else words.share(share), f"n = {words.count(n)}", more)
    return number_cell(words.count(value), words.listed(notes))


def _relations(row: Row) -> str:
    finetunes, adapters, quantized, merges = (
        _(NOT_READ) if value is None else words.count(value)
        for value in (row.finetune_count, row.adapter_count, row.quantized_count, row.merge_count)
    )
    return _("fine-tunes {finetunes}, adapters {adapters}, quantised {quantized}, merges {merges}").format(
        finetunes=finetunes, adapters=adapters, quantized=quantized, merges=merges
    )


def draw_tracked(report: Report) -> Drawing:
    """Two lines, of all tracked base repositories."""
    adoption, days = report.rows(ADOPTION), _days(report)
    subtitle = _(
        "Share of downloads of the last 30 days among base repositories of all tracked organisations, other and unknown countries "
        "among them; a level at each pull, broken where a week has none. No interval: a census of the tracked. {first} to {last}, as of "
        "{day}; n = {n_weeks} weeks, {n_repositories} repositories in the last."
    ).format(
        first=words.long_day(days[0]),
        last=words.long_day(days[-1]),
        day=report.on,
        n_weeks=len(days),
        n_repositories=words.count(sum(row.n_downloads_30d for row in report.rows(NEWEST_ADOPTION))),
    )
    n = sum(row.n_downloads_30d for row in report.rows(NEWEST_ADOPTION))
    origin = Origin(ADOPTION, n, "repositories in the last week", "", "The claims told beside it")
    return draw("tracked", _title(adoption), subtitle, origin, lambda size: _tracked(adoption, days, size), _(CREDIT))


def _title(adoption: Sequence[Row]) -> str:
    known = sorted(
        ((row.pulled_on, row.share_downloads_30d_of_two) for row in adoption if row.origin == "CN"),
        key=lambda row: row[0],
    )
    shares = [(on, share) for on, share in known if share is not None]
    if len(shares) < 2:
        return _("No two weeks have the downloads of both US and Chinese base repositories")
    (first_on, first), (last_on, last) = shares[0], shares[-1]
    return _(
        "Chinese base repositories had {last} of the downloads of the US and Chinese ones on {last_day}, and {first} on {first_day}"
    ).format(
        last=words.share(last),
        last_day=words.short_day(last_on),
        first=words.share(first),
        first_day=words.short_day(first_on),
    )


def _tracked(adoption: Sequence[Row], days: list[date], size: Size) -> dict[str, Any]:
    margins, height = Margins(40, 58, 26, 30), 240 if size.is_narrow else 280
    first, last = days[0], days[-1]
    x = alt.X(
        "on:Q",
        scale=alt.Scale(domain=[first.toordinal() - 4, last.toordinal() + 4], nice=False),
        axis=day_axis(days, size),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, 1], nice=False),
        axis=alt.Axis(title=None, values=[0, 0.25, 0.5, 0.75, 1], format=".0%", domain=False, ticks=False),
    )
    layers: list[Layer] = []
    lines = {origin: _line(adoption, origin) for origin, _name, _color in LINES}
    highest = max([rows[-1]["share"] for rows in lines.values() if rows], default=None)
    for origin, name, color in LINES:
        rows = lines[origin]
        line = alt.Chart(values(rows), name=f"line-{origin}").mark_line(color=color, strokeWidth=2)
        layers.append(line.encode(x=x, y=y, detail=alt.Detail("run:N")))
        dots = alt.Chart(values(rows), name=f"dots-{origin}").mark_circle(color=color, size=30, opacity=1)
        layers.append(dots.encode(x=x, y=y))
        if rows:
            label = alt.Chart(values([rows[-1] | {"name": _(name)}]), name=f"name-{origin}").mark_text(
                align="left", baseline="middle", dx=8, dy=-6 if rows[-1]["share"] == highest else 6, color=color
            )
            layers.append(haloed(label, x=x, y=y, text=alt.Text("name:N")))
    layers += pointed_columns([_said(adoption, on) for on in days], _heads(), x, y, height)
    return finish(layers, margins, size, height)


def _line(adoption: Sequence[Row], origin: str) -> list[dict[str, Any]]:
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


def _heads() -> tuple[str, ...]:
    return _("Week"), *(_(name) for _origin, name, _color in LINES), _("Chinese share of the two")


def _said(adoption: Sequence[Row], on: date) -> dict[str, Any]:
    """The pull in words, and the column of days that says them: half a week to either side."""
    at = {row.origin: row for row in adoption if row.pulled_on == on}
    china = at.get("CN")
    said = (
        f"{next(iter(at.values())).week}, {words.long_day(on)}",
        *(words.share(at[origin].share_downloads_30d if origin in at else None) for origin, _name, _color in LINES),
        words.share(china.share_downloads_30d_of_two if china else None),
    )
    return {
        "on": on.toordinal(),
        "left": on.toordinal() - 3.5,
        "until": on.toordinal() + 3.5,
        "share": china.share_downloads_30d if china else None,
        **dict(zip(_heads(), said, strict=True)),
    }
