"""The sums of a week as it was written, beside its folder: a week that is as written, from the same, need not be drawn again.

`weekly/<week>.sha256` has the form that `sha256sum --check` reads; its first line, a comment there, says what the week was made from.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from reports.charts import fonts
from reports.language import LANGUAGES
from reports.weeks import read_json, write_file
from warehouse import files
from warehouse.settings import code_sum, libraries

CODE = (
    "reports/*.py", "reports/*/*.py", "reports/templates/*", "reports/locale/*/*.md", "reports/locale/*/LC_MESSAGES/*.po",
    "flows/report.py", "warehouse/*.py", "warehouse/read/*.py", "sql/explain/*.sql", "docs/method.md", "CHANGELOG.md", "GLOSSARY.md",
)  # fmt: skip

MadeFrom = Mapping[str, object]
# Taken now, with the modules as they are loaded: a checkout that is updated while a run works is not what the run is made of.
code_sum(CODE)
libraries()


def describe(warehouse: Path, site_url: str) -> MadeFrom:
    """Everything on which the files of a week depend, but the day that they say they were made on."""
    return {
        "warehouse": files.sum_of(warehouse),
        "site_url": site_url,
        "languages": list(LANGUAGES),
        "fonts": hashlib.sha256(json.dumps(fonts.found()).encode()).hexdigest(),
        "code": code_sum(CODE),
        "libraries": libraries(),
    }


def is_as_written(weekly: Path, week: str, made_from: MadeFrom, made_on: date | None) -> bool:
    """Whether the week was made from the same, and each of its files is as it was written, with none gone and none added.

    made_on: the day that it has to say it was made on, if that matters.
    """
    folder = weekly / week
    try:
        if _record_of(folder).read_text(encoding="utf-8") != _record(folder, made_from):
            return False
        return made_on is None or read_json(folder)["made_on"] == made_on.isoformat()
    except (OSError, ValueError):
        return False


def remember(weekly: Path, week: str, made_from: MadeFrom) -> None:
    """Write down what a week was made from, and the sums of its files."""
    write_file(_record_of(weekly / week), _record(weekly / week, made_from))


def _record_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.sha256")


def _record(folder: Path, made_from: MadeFrom) -> str:
    paths = sorted(path for path in folder.rglob("*") if not path.is_dir())
    sums = (f"{files.sum_of(path)}  {path.relative_to(folder.parent).as_posix()}" for path in paths)
    return "\n".join([f"# {json.dumps(made_from, sort_keys=True)}", *sums, ""])
