"""The licences under which our own tables and figures go out, in the form of a data package."""

import re
from collections.abc import Mapping

CC_BY: Mapping[str, str] = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
ODBL: Mapping[str, str] = {
    "name": "ODbL-1.0",
    "title": "Open Data Commons Open Database License 1.0",
    "path": "https://opendatacommons.org/licenses/odbl/1-0/",
}
_ODBL_NAMES = re.compile(r"ODbL|Open Database Licen[cs]e", re.IGNORECASE)


def is_odbl(licence: str | None) -> bool:
    """Whether a licence, as a source tells it, is that of open databases: a database made of one under it is shared alike."""
    return licence is not None and _ODBL_NAMES.search(licence) is not None
