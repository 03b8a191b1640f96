"""A chart as its page has it."""

import json
from typing import Any

from reports.charts.converter import Job, convert


def svg_of(specification: dict[str, Any], prefix: str) -> str:
    """The SVG of a specification."""
    return convert(Job(json.dumps(specification), prefix)).decode()
