"""`openlag lag`: the lag of a definition of one's own, as explore.html computes it."""

import json
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from cli import output as printing
from cli.app import QuickCommand, new_commands, tell

commands = new_commands()

BEGINNING = "beginning"
FEWEST = 5  # records for an interval, as lag/product_limit.py has it


class LagFormat(StrEnum):
    """How the answer is printed."""

    text = "text"
    json = "json"


@commands.command(
    cls=QuickCommand,
    epilog="Examples:  openlag lag   |   openlag lag --leader US --laggard lab:deepseek:open   |   "
    "openlag lag --leader US --laggard CN:open --scale gpqa_diamond --rule tolerance_1 --from 2024-01-01",
)
def lag(
    leader: Annotated[str, typer.Option(help="Who leads: US, CN:open, any:closed or lab:openai.")] = "US",
    laggard: Annotated[str, typer.Option(help="Who follows, in the same words.")] = "CN:open",
    scale: Annotated[str, typer.Option(help="eci_published, index, or a benchmark by id or name.")] = "eci_published",
    rule: Annotated[
        str, typer.Option(help="strict, tolerance_1 (points below), or tolerance_0_9 (share of the score).")
    ] = "strict",
    dates: Annotated[str, typer.Option(help="Day of a release: available, announced or published.")] = "available",
    start: Annotated[
        str, typer.Option("--from", help="First day of a record, or beginning. Default: GPT-4's day.")
    ] = "",
    cohort: Annotated[str, typer.Option(help="records, or lab_records (on an index).")] = "records",
    censoring: Annotated[str, typer.Option(help="as_of, or scored (on an index).")] = "as_of",
    format: Annotated[LagFormat, typer.Option(help="Text for people, JSON for programs.")] = LagFormat.text,
) -> None:
    """Measure the lag of a definition of your own: records, matches, median with its textbook interval, share within six months."""

    from warehouse.build.own_lag import Definition, measure
    from warehouse.headline import HEADLINE
    from warehouse.settings import read_settings

    wanted = Definition(
        leader=leader,
        laggard=laggard,
        scale_id=scale,
        rule_id=rule,
        date_basis=dates,
        cohort_id=cohort,
        censoring_id=censoring,
        start_on=HEADLINE.start_on if not start else _day(start),
    )
    found = measure(read_settings().warehouse, wanted)
    if format is LagFormat.json:
        print(as_json(found))
    else:
        _show(found)


def _day(text: str) -> date | None:
    if text == BEGINNING:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text[:40]!r} is no day written as 2024-01-01, and not {BEGINNING}.") from None


def sentence_of(found: Any) -> str:
    """The headline of what was measured, as the page prints it."""
    from reports.explore.say import sentence

    made = found.definition
    return sentence(
        leader=made.leader,
        laggard=made.laggard,
        labs=found.names,
        scale_id=made.scale_id,
        scale_name=found.scale_name,
        start_on=made.start_on,
        n_leaders=found.n_leaders,
        n_laggards=found.n_laggards,
        n_records=found.n_records,
        n_matched=found.n_matched,
        median_days=found.median_days,
    )


def as_json(found: Any) -> str:
    """What was measured as one JSON object. What is null is unknown or not reached."""
    from dataclasses import asdict

    told = {"sentence": sentence_of(found)} | asdict(found)
    del told["names"]
    return json.dumps(told, indent=2, ensure_ascii=False, default=str)


def _show(found: Any) -> None:
    tell(f"{sentence_of(found)}\n")
    tell("\n".join(f"{name:<18} {text}" for name, text in _figures(found)))
    if found.records:
        print()
        printing.show(
            ("record", "released", "score", "first match", "released", "lag_days"),
            [
                (
                    *(
                        row[name]
                        for name in (
                            "record_name",
                            "record_released_on",
                            "record_score",
                            "match_name",
                            "match_released_on",
                        )
                    ),
                    _lag(row),
                )
                for row in found.records
            ],
            numbers={"score", "lag_days"},
        )


def _figures(found: Any) -> Iterator[tuple[str, str]]:
    from dataclasses import asdict

    from reports import words
    from reports.explore.say import interval, rule

    yield "records", f"{found.n_matched} of {found.n_records} matched"
    if found.n_untested:
        are = ("was", "is") if found.n_untested == 1 else ("were", "are")
        yield "", f"{found.n_untested} more {are[0]} set after the last laggard test, and {are[1]} not followed"
    textbook = f"{words.share(found.ci_level)} textbook interval"
    if found.n_records >= FEWEST:
        has_share = found.share_6m_lower is not None and found.share_6m_upper != 0
        shares = words.share_interval(found.share_6m_lower, found.share_6m_upper, None)
        yield (
            "median lag",
            f"{words.lag(found.median_days)}; {textbook} {interval(found.median_days_lower, found.median_days_upper)}",
        )
        yield "within six months", f"{words.share(found.share_6m)}; {textbook + ' ' if has_share else ''}{shares}"
    elif found.n_records:
        yield "median lag", f"{words.lag(found.median_days)}; no interval under {FEWEST} records"
        yield "within six months", f"{words.share(found.share_6m)}; no interval under {FEWEST} records"
    yield "verdict", _verdict(found)
    yield "counted", words.choices(asdict(found.definition) | {"rule_id": rule(found.definition.rule_id)})
    yield "as of", words.long_day(found.as_of)


def _lag(row: Any) -> str:
    if row["is_matched"]:
        return str(row["lag_days"])
    return "not followed" if row["follow_up_days"] is None else f"unmatched after {row['follow_up_days']}"


def _verdict(found: Any) -> str:
    """That of the mart. A definition that does not stand there is not judged."""
    from reports import words
    from reports.explore.say import interval

    row = found.in_mart
    if row is None:
        return "none: this definition is not among those that are judged every week (marts.lag_summary)"
    if row["median_interval_state"] == "unknown":
        return f"{row['typically_verdict']} (“typically within six months”; too few for the wider interval)"
    ends = interval(row["wider_median_days_lower"], row["wider_median_days_upper"])
    level = words.share(row["ci_level"])
    return f"{row['typically_verdict']} (“typically within six months”; {level} interval {ends}, the wider of textbook and chain)"
