"""What lists the weeks: the page of all weeks, the Atom feed, the numbers that moved by week, and the link to the newest one."""

import json
import uuid
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

from reports import html, words
from reports.language import _
from reports.weeks import WeekEntry, list_weeks, point_to, write_file

ATOM = "http://www.w3.org/2005/Atom"
OURS = uuid.uuid5(uuid.NAMESPACE_URL, "openlag")  # an id of the feed and its entries that no address is part of


def write_lists(out: Path, site_url: str | None = None) -> None:
    """Write what lies beside the weeks from the weeks that are there. out: the folder of all reports."""
    weeks = list_weeks(out / "weekly")
    write_file(out / "index.html", render_index(weeks, "weekly/"))
    write_file(out / "weekly" / "index.html", render_index(weeks, ""))
    write_file(out / "feed.xml", render_feed(weeks, site_url))
    write_file(out / "weekly" / "feed.xml", render_feed(weeks, site_url, ""))
    moved = json.dumps(list_changes(weeks), indent=1, ensure_ascii=False) + "\n"
    for folder in (out, out / "weekly"):
        write_file(folder / "changes.json", moved)
    newest = next((entry.week for entry in weeks if not entry.problem), None)
    if newest is not None:
        point_to(out / "latest", Path("weekly") / newest)


def render_index(weeks: Sequence[WeekEntry], prefix: str) -> str:
    """Return the page of all weeks. prefix: leads to their folder."""
    return (
        html.environment().get_template("index.html.j2").render(weeks=weeks, prefix=prefix, dated=_(words.RULES_DATED))
    )


def list_changes(weeks: Sequence[WeekEntry]) -> list[dict[str, object]]:
    """What differs in each week from seven days earlier, newest week first; a week that cannot be read says so."""
    return [
        {"week": entry.week, "problem": entry.problem}
        if entry.problem
        else {"week": entry.week, "as_of": entry.as_of, "basis": entry.basis, "changes": entry.changes}
        for entry in weeks
    ]


def render_feed(weeks: Sequence[WeekEntry], site_url: str | None, prefix: str = "weekly/") -> str:
    """Return an Atom feed (RFC 4287) with an entry a week. site_url: the address of the folder of all reports, if it has one."""
    base = f"{site_url.rstrip('/')}/" if site_url else ""
    readable = [entry for entry in weeks if not entry.problem]
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _add(feed, "id", OURS.urn)
    _add(feed, "title", "openlag: is it six months?")
    _add(feed, "subtitle", "How long Chinese open AI releases trail US frontier launches, week by week.")
    _add(feed, "updated", max((_moment(entry) for entry in readable), default="1970-01-01T00:00:00Z"))
    author = ET.SubElement(feed, f"{{{ATOM}}}author")
    _add(author, "name", "openlag")
    if base:
        ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": f"{base}feed.xml"})
    for entry in readable:
        item = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _add(item, "id", uuid.uuid5(OURS, entry.week).urn)
        _add(item, "title", f"{entry.week}{', reconstructed' if entry.is_reconstructed else ''}: {entry.answer}")
        _add(item, "updated", _moment(entry))
        place = f"{base}weekly/" if base else prefix
        ET.SubElement(
            item,
            f"{{{ATOM}}}link",
            {"rel": "alternate", "type": "text/html", "href": f"{place}{entry.week}/index.html"},
        )
        _add(item, "summary", " ".join((entry.read_first, *entry.sentences)))
    ET.indent(feed)
    return ET.tostring(feed, encoding="unicode", xml_declaration=False) + "\n"


def _moment(entry: WeekEntry) -> str:
    """The day on which a week was made, as a moment of UTC."""
    return f"{date.fromisoformat(entry.made_on).isoformat()}T00:00:00Z"


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = words.plain(text)
