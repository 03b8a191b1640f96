"""A week that lies as it was written, made from the same, need not be drawn again."""

import hashlib
import json
from datetime import date
from pathlib import Path

from reports.charts import fonts
from reports.language import LANGUAGES
from reports.sums import MadeFrom, record, record_of
from reports.weeks import read_json
from warehouse import files
from warehouse.settings import code_sum, libraries

CODE = (
    "reports/*.py", "reports/*/*.py", "reports/templates/*", "reports/locale/*/*.md", "reports/locale/*/LC_MESSAGES/*.po",
    "flows/report.py", "warehouse/*.py", "warehouse/read/*.py", "sql/explain/*.sql", "docs/method.md", "CHANGELOG.md", "GLOSSARY.md",
)  # fmt: skip

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
        if record_of(folder).read_text(encoding="utf-8") != record(folder, made_from):
            return False
        return made_on is None or read_json(folder)["made_on"] == made_on.isoformat()
    except (OSError, ValueError):
        return False
