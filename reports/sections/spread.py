"""How far open models spread: the whole Hub by country of the root of each model's lineage, and the verdict that rests on it."""

import re
from collections.abc import Sequence
from itertools import groupby

from reports import words
from reports.charts.listings import plot_shares
from reports.charts.style import Drawing, Origin, draw
from reports.headline import Report
from reports.language import N_, _, ngettext
from reports.layout import Cell, Section, Table, day_cell, make_table, number_cell
from reports.query import Query, Row
from reports.reasons import reason
from reports.sections.tracked import NOT_READ, ORIGINS

VERDICT = Query("marts.claim_verdicts", "select * from marts.claim_verdicts where claim_id = 'spread'")
WHOLE = "cohort = 'all' and maker = 'any' and size_class = 'any'"
LISTINGS = Query("marts.spread_weekly", f"select * from marts.spread_weekly where {WHOLE} order by week, origin")
NEWEST = Query(
    "marts.spread_weekly",
    "select * from marts.spread_weekly qualify week = max(week) over () order by cohort, maker, size_class, origin",
)
DERIVATIVES = Query(
    "marts.derivatives", "select * from marts.derivatives qualify week = max(week) over () order by relation, origin"
)
ROOTS = Query(
    "marts.largest_roots",
    "select * from marts.largest_roots where week = (select max(week) from marts.spread_weekly) order by rank limit 10",
)
TITLE = N_("How far open models spread, by country of the root")
CLAIM = N_("Chinese open models spread over the world")
RELATIONS = {
    "finetune": N_("fine-tunes"), "adapter": N_("adapters"), "merge": N_("merges"), "quantized": N_("quantised copies"),
    "unstated": N_("relation not stated"),
}  # fmt: skip
# Cuts of the newest listing: cohort, maker, size class, and what they are called.
CUTS = (
    ("all", "any", "any", N_("all models")),
    ("new", "any", "any", N_("new in the last 30 days")),
    ("all", "tracked", "any", N_("makers that are tracked")),
    ("all", "untracked", "any", N_("other makers")),
    ("all", "any", "under_1b", N_("under 1 billion parameters")),
    ("all", "any", "1b_to_10b", N_("1 to 10 billion")),
    ("all", "any", "10b_to_100b", N_("10 to 100 billion")),
    ("all", "any", "over_100b", N_("100 billion and more")),
    ("all", "any", "unknown", N_("size unknown")),
)
SOURCES = {"hub": N_("listed by openlag"), "hub_stats": N_("stored snapshot")}
CREDIT = N_("Downloads, likes and lineage: full listings of the Hugging Face Hub, as it counts them.")
REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?", re.ASCII)


def section(report: Report) -> Section:
    """The verdict, then the newest full listing in words and tables, and the line over the listings once there are two."""
    listings = report.rows(LISTINGS)
    newest = [row for row in listings if row.week == listings[-1].week]
    n = round(sum(row.n_models for row in newest))
    data = {
        "spread": report.block(LISTINGS, n),
        "spread_newest": report.block(NEWEST, n),
        "spread_derivatives": report.block(DERIVATIVES, n),
        "spread_largest_roots": report.block(ROOTS),
    }
    told = tuple(
        _("“{claim}”: {verdict}. {reason}").format(claim=_(CLAIM), verdict=_(words.plain(v.verdict)), reason=reason(v))
        for v in report.rows(VERDICT)
    )
    if not newest:
        return Section("spread", _(TITLE), (*told, _how_to_list()), data=data)
    paragraphs = (*told, _levels(newest), *_moves(listings), *_makers(report), *_stored(listings))
    tables = (
        _list_origins(newest, _("All models by country of the root, {day}; counts, so no intervals")),
        _list_cuts(report),
        _list_relations(report),
        _list_roots(report),
        _list_origins(
            _cut(report, "new", "any", "any"), _("Models new in the 30 days to {day}, by country of the root")
        ),
        _list_listings(listings),
    )
    charts = (draw_spread(report),) if len(_shared(listings)) > 1 else ()
    return Section("spread", _(TITLE), paragraphs, charts, tables, _unsaid(newest), data=data)


def _how_to_list() -> str:
    return _(
        "No full listing of the whole Hub is landed. The command openlag crawl makes one, and with --from-parquet it takes a stored "
        "snapshot. Until then nothing is said of the whole Hub; what the organisations tracked show stands below, as that and no more."
    )


def _of(rows: Sequence[Row], origin: str) -> list[Row]:
    return [row for row in rows if row.origin == origin]


def _shared(listings: Sequence[Row]) -> list[Row]:
    """The rows of Chinese roots in listings with downloads on both sides."""
    return [row for row in _of(listings, "CN") if row.share_downloads_30d_of_two is not None]


def _cut(report: Report, cohort: str, maker: str, size_class: str) -> list[Row]:
    """The four origins of a cut of the newest listing."""
    return [
        row for row in report.rows(NEWEST) if (row.cohort, row.maker, row.size_class) == (cohort, maker, size_class)
    ]


def _levels(newest: Sequence[Row]) -> str:
    china, us = (_of(newest, origin)[0] for origin in ("CN", "US"))
    if china.share_downloads_30d_of_two is None:
        text = _(
            "In the full listing of {day} the downloads were not read on both sides (n = {n} models), so there is no share."
        )
        return text.format(day=words.long_day(china.listed_on), n=words.count(sum(row.n_models for row in newest)))
    likes, derivatives = china.share_likes_of_two, china.share_new_derivatives_of_two
    said = (
        _(
            "In the full listing of {day} models with a Chinese root had {downloads} of the downloads of the last 30 days that those with "
            "a US or a Chinese root had together, {likes} and {derivatives} of the derivatives that were new (n = {n_chinese} models with "
            "a Chinese and {n_us} with a US root; no interval, it is a census). Of all {n} models those of unknown root had {unknown} of "
            "the downloads: a root has a country only where its maker is tracked."
        )
        if derivatives is not None
        else _(
            "In the full listing of {day} models with a Chinese root had {downloads} of the downloads of the last 30 days that those with "
            "a US or a Chinese root had together, and {likes}; of the derivatives none was new (n = {n_chinese} models with a Chinese and "
            "{n_us} with a US root; no interval, it is a census). Of all {n} models those of unknown root had {unknown} of the downloads: "
            "a root has a country only where its maker is tracked."
        )
    )
    return said.format(
        day=words.long_day(china.listed_on),
        downloads=words.share(china.share_downloads_30d_of_two),
        likes=_("an unknown share of the likes")
        if likes is None
        else _("{share} of the likes").format(share=words.share(likes)),
        derivatives=words.share(derivatives),
        n_chinese=words.count(china.n_models),
        n_us=words.count(us.n_models),
        n=words.count(sum(row.n_models for row in newest)),
        unknown=_unknown_share(newest),
    )


def _unknown_share(origins: Sequence[Row]) -> str:
    """Of all downloads, what models of unknown root have: without such a model nothing, and not known without a count or a download."""
    (unknown,) = _of(origins, "unknown")
    none = 0.0 if any(row.downloads_30d for row in origins) else None
    return words.share(unknown.share_downloads_30d if unknown.n_models else none)


def _moves(listings: Sequence[Row]) -> tuple[str, ...]:
    """How the shares that decide nothing moved from the first listing to the last."""
    china = _of(listings, "CN")
    if len(china) < 2:
        return ()
    first, last = china[0], china[-1]
    moved = (
        (first.share_likes_of_two, last.share_likes_of_two, _("from {before} to {after} of likes")),
        (first.share_new_derivatives_of_two, last.share_new_derivatives_of_two, _("from {before} to {after} of new derivatives")),
    )  # fmt: skip
    moves = [
        each.format(before=words.share(before), after=words.share(after))
        for before, after, each in moved
        if (before, after) != (None, None)
    ]
    if not moves:
        return ()
    text = _(
        "Beside the downloads, and deciding nothing: from {first} to {last} (n = {n} weeks with a full listing) the Chinese share of the "
        "two went {moves}."
    )
    days = {"first": words.long_day(first.listed_on), "last": words.long_day(last.listed_on)}
    return (text.format(**days, n=words.count(len(china)), moves=words.all_of(moves)),)


def _makers(report: Report) -> tuple[str, ...]:
    """How much of what goes back to a country's roots is of makers that are not tracked."""
    shares = []
    for origin in ("CN", "US"):
        (whole,), (others,) = (_of(_cut(report, "all", maker, "any"), origin) for maker in ("any", "untracked"))
        if not whole.downloads_30d or (others.n_models and others.downloads_30d is None):  # not read, which is not none
            return ()
        shares.append((others.downloads_30d or 0) / whole.downloads_30d)
    text = _(
        "Makers that are not tracked have {chinese} of the downloads of models with a Chinese root, and {us} of those with a US root."
    )
    return (text.format(chinese=words.share(shares[0]), us=words.share(shares[1])),)


def _stored(listings: Sequence[Row]) -> tuple[str, ...]:
    china = _of(listings, "CN")
    n_stored = sum(row.source == "hub_stats" for row in china)
    if not n_stored:
        return ()
    text = ngettext(
        "The listing is a stored snapshot, read from a file and not listed by openlag; whose it is, and its licence, stand among the "
        "sources.",
        "{n_stored} of {n} listings are stored snapshots, read from files and not listed by openlag; whose they are, and their licence, "
        "stand among the sources.",
        len(china),
    )
    return (text.format(n_stored=words.count(n_stored), n=words.count(len(china))),)


def _unsaid(newest: Sequence[Row]) -> tuple[str, ...]:
    """What counts cannot say."""
    return (
        _(
            "A download is a request for a file as the Hub counts it, by automated tests and rebuilds too; it is no user and names no "
            "country of the one who asks. Mirrors, APIs and downloads elsewhere are not in it."
        ),
        _(
            "Downloads are a level of the last 30 days: levels of listings closer than that overlap, and none is ever added to another."
        ),
        _(
            "A root is as far as repositories name their base. A copy that names none is a root of its own; one that names several is "
            "shared out in equal parts to the roots of all; a circle is cut at the oldest in it. {n} models go back to a base that is not "
            "in the listing."
        ).format(n=words.count(sum(row.n_root_not_listed for row in newest))),
    )


def _list_origins(rows: Sequence[Row], caption: str) -> Table:
    """A row a country. The ten largest roots are known of all models alone, where every derivative need not be new."""
    is_whole = any(row.cohort == "all" for row in rows)
    listed = [
        (
            Cell(_(ORIGINS[row.origin])),
            number_cell(words.count(row.n_models)),
            _counted(row.downloads_30d, row.share_downloads_30d),
            _counted(row.likes, row.share_likes),
            *([number_cell(words.count(row.n_derivatives))] if is_whole else []),
            number_cell(words.count(row.n_new_derivatives)),
            *([number_cell(words.share(row.share_top_ten))] if is_whole else []),
        )
        for row in sorted(rows, key=lambda row: list(ORIGINS).index(row.origin))
    ]
    headers = (
        _(
            "Root in | Models | Downloads, 30 days | Likes | Derivatives | New derivatives | Ten largest roots, of downloads"
        )
        if is_whole
        else _("Root in | Models | Downloads, 30 days | Likes | New derivatives")
    )
    caption = caption.format(day=words.long_day(rows[0].listed_on))
    return make_table(NEWEST, caption, headers, listed, stacked=True, folded=not is_whole)


def _counted(value: float | None, share: float | None = None) -> Cell:
    if value is None:
        return number_cell(_(NOT_READ))
    return number_cell(words.count(value), "" if share is None else words.share(share))


def _list_cuts(report: Report) -> Table:
    """The Chinese share of the two, cut by age, maker and size."""
    rows = []
    for cohort, maker, size_class, name in CUTS:
        cut = _cut(report, cohort, maker, size_class)
        china, us = (_of(cut, origin)[0] for origin in ("CN", "US"))
        rows.append(
            (
                Cell(words.capital(_(name))),
                number_cell(words.share(china.share_downloads_30d_of_two)),
                number_cell(words.share(china.share_likes_of_two)),
                number_cell(words.share(china.share_new_derivatives_of_two)),
                number_cell(words.out_of(china.n_models, china.n_models + us.n_models)),
                number_cell(_unknown_share(cut)),
            )
        )
    caption = _("Chinese share of the models with a US or a Chinese root, {day}").format(day=_newest_day(report))
    headers = _("Of | Downloads, 30 days | Likes | New derivatives | Models | Unknown root, of all downloads")
    return make_table(NEWEST, caption, headers, rows, stacked=True)


def _newest_day(report: Report) -> str:
    return words.long_day(report.rows(NEWEST)[0].listed_on)


def _list_relations(report: Report) -> Table:
    at = {(row.relation, row.origin): row for row in report.rows(DERIVATIVES)}
    rows = [
        (
            Cell(words.capital(_(name))),
            *(_made(at[relation, origin]) for origin in ("CN", "US", "other", "unknown")),
            number_cell(words.share(at[relation, "CN"].share_derivatives_of_two)),
            number_cell(words.share(at[relation, "CN"].share_downloads_30d_of_two)),
        )
        for relation, name in RELATIONS.items()
    ]
    caption = _("Derivatives by relation and country of the root, {day}; below, those new in the last 30 days")
    headers = _("Relation | China | US | Other | Unknown | Chinese share of the two | Of their downloads")
    return make_table(DERIVATIVES, caption.format(day=_newest_day(report)), headers, rows, stacked=True, folded=True)


def _made(row: Row) -> Cell:
    return number_cell(words.count(row.n_models), _("{n} new").format(n=words.count(row.n_new_models)))


def _list_roots(report: Report) -> Table:
    whole = sum(row.downloads_30d or 0 for row in _cut(report, "all", "any", "any"))
    rows = [
        (
            number_cell(words.count(row.rank)),
            _root(row),
            Cell(_(ORIGINS[row.origin])),
            number_cell(words.count(row.n_models)),
            _counted(row.downloads_30d, row.downloads_30d / whole if row.downloads_30d and whole else None),
            _counted(row.likes),
        )
        for row in report.rows(ROOTS)
    ]
    caption = _("The ten largest roots by downloads, with all that derives from them, {day}")
    headers = _("Rank | Root | Country | Models | Downloads, 30 days | Likes")
    return make_table(ROOTS, caption.format(day=_newest_day(report)), headers, rows, stacked=True)


def _root(row: Row) -> Cell:
    """The name of a repository, linked to its page where it is one that can be; a base that was not listed is said so."""
    name = row.root_hub_model_id
    is_listed = row.root_hub_id is not None
    href = f"https://huggingface.co/{name}" if is_listed and REPOSITORY.fullmatch(name) else ""
    return Cell(
        words.name(name), "" if is_listed else _("not in the listing"), href=href, is_evidence=True, is_note_ours=True
    )


def _list_listings(listings: Sequence[Row]) -> Table:
    rows = []
    for _week, found in groupby(reversed(listings), key=lambda row: row.week):
        of_week = list(found)
        (china,) = _of(of_week, "CN")
        rows.append(
            (
                day_cell(china.listed_on, _(SOURCES.get(china.source, words.plain(china.source, 40)))),
                number_cell(words.count(sum(row.n_models for row in of_week))),
                number_cell(words.share(china.share_downloads_30d_of_two)),
                number_cell(words.share(china.share_likes_of_two)),
                number_cell(words.share(china.share_new_derivatives_of_two)),
                number_cell(_unknown_share(of_week)),
            )
        )
    caption = _("Full listings week by week: the Chinese share of the models with a US or a Chinese root")
    headers = _(
        "Listing | Models listed | Downloads, 30 days | Likes | New derivatives | Unknown root, of all downloads"
    )
    return make_table(LISTINGS, caption, headers, rows, stacked=True, folded=True)


def draw_spread(report: Report) -> Drawing:
    """The Chinese share of downloads, likes and new derivatives of the two, over the listings."""
    listings = report.rows(LISTINGS)
    china, unknown = _of(listings, "CN"), _of(listings, "unknown")
    newest = [row for row in listings if row.week == china[-1].week]
    n = round(sum(row.n_models for row in newest))
    shared = _shared(listings)
    first, last = shared[0], shared[-1]
    title = _(
        "Models with a Chinese root had {last} of the downloads of US and Chinese roots on {last_day}, and {first} on {first_day}"
    ).format(
        first=words.share(first.share_downloads_30d_of_two), last=words.share(last.share_downloads_30d_of_two),
        first_day=words.short_day(first.listed_on), last_day=words.short_day(last.listed_on),
    )  # fmt: skip
    subtitle = _(
        "Chinese share of what models with a US or a Chinese root have together on the whole Hub: downloads of the last 30 days, likes, "
        "and derivatives of the last 30 days; a point at each full listing, thin where weeks have none. No interval: a census. Unknown "
        "roots had {unknown} of all downloads in the last, where n = {n} models; as of {day}."
    ).format(unknown=_unknown_share(newest), n=words.count(n), day=report.on)
    origin = Origin(LISTINGS, n, "models in the last listing", "", "The claims told beside it")
    return draw("spread", title, subtitle, origin, lambda size: plot_shares(china, unknown, size), _(CREDIT))
