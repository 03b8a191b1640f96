"""The pages of a week's report and the sections each prints, in the order of the navigation and of the Markdown.

A new section is a file in reports/sections with `section(report)`, and its name here.
"""

from dataclasses import dataclass
from types import ModuleType

from reports.headline import Report
from reports.language import N_
from reports.layout import Section
from reports.sections import (
    answer,
    benchmarks,
    caveats,
    certainty,
    changes,
    claims,
    dates,
    days,
    efficiency,
    forecasts,
    frontiers,
    history,
    launches,
    levels,
    moves,
    odds,
    readings,
    sources,
    specifications,
    spread,
    survival,
    tiers,
    tracked,
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name in the navigation, its title, what it is for in a sentence, its sections, and its template where it has its own.

    The title of the first page is the question; it opens with the answer and not with a lead.
    """

    key: str
    name: str
    title: str
    lead: str = ""
    sections: tuple[ModuleType, ...] = ()
    template: str = "page.html.j2"

    @property
    def file(self) -> str:
        return f"{self.key}.html"


PAGES = (
    Page("index", N_("Answer"), N_("Is it six months?"), "", (answer, frontiers, launches), "answer.html.j2"),
    Page(
        "claims",
        N_("Claims"),
        N_("Claim by claim"),
        N_("Every reading of the six months and every claim told beside it: the verdict, the figure, and why."),
        (readings, survival, days, levels, claims, efficiency),
    ),
    Page(
        "benchmarks",
        N_("Benchmarks"),
        N_("Benchmark by benchmark"),
        N_("The same lag on single benchmarks, by domain, and by the size of the US model."),
        (benchmarks, tiers),
    ),
    Page(
        "robustness",
        N_("Robustness"),
        N_("How much the answer depends on choices"),
        N_("Every choice at once, past weeks as they were seen, odds and forecasts, and how sure the days are."),
        (specifications, history, odds, forecasts, certainty, dates),
    ),
    Page(
        "explore",
        N_("Explore"),
        N_("Another definition, the same rules"),
        N_(
            "Choose who leads, who follows, on which scale, and what counts as a match. The page computes records, matches and the lag as "
            "openlag does, and sends nothing. The address keeps your choices, so that you can send it."
        ),
        template="explore.html.j2",
    ),
    Page(
        "spread",
        N_("Spread"),
        N_("Who uses the open models"),
        N_("Downloads, likes and derivatives on the Hugging Face Hub."),
        (spread, tracked),
    ),
    Page(
        "data",
        N_("Data"),
        N_("Data, sources and downloads"),
        N_("What the report was made from, how old it is, and every table to take away."),
        (sources, caveats),
        "data.html.j2",
    ),
    Page(
        "changes",
        N_("Changes"),
        N_("Numbers that moved"),
        N_("What differs from last week, what moved week by week, and why."),
        (changes, moves),
        "prose.html.j2",
    ),
    Page("method", N_("Method"), N_("Method"), template="prose.html.j2"),
    Page("glossary", N_("Glossary"), N_("Glossary"), template="glossary.html.j2"),
)
SECTIONS = tuple(module for page in PAGES for module in page.sections)


def list_sections(report: Report) -> dict[str, tuple[Section, ...]]:
    """The sections of every page, by the key of the page."""
    return {page.key: tuple(module.section(report) for module in page.sections) for page in PAGES}
