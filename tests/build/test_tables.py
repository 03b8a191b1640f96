"""Every table below the marts has a reader, and every mart promises more than its key."""

import re

import pytest

from warehouse.build.heads import all_models, raw_schema, read_checks
from warehouse.build.promises import PROMISES
from warehouse.settings import PROJECT


@pytest.fixture(scope="module")
def models():
    return {model.name: model for model in all_models()}


def test_no_table_below_the_marts_is_made_for_nobody(models):
    read = {table for model in models.values() for table in model.reads - {model.name}}
    read |= {table for check in read_checks() for table in check.reads}
    asked = [
        path.read_text(encoding="utf-8") for path in (PROJECT / "sql").glob("[qe]*/*.sql")
    ]  # queries/ and explain/
    read |= set(re.findall(r"\b(?:raw|staging|core)\.\w+", "\n".join(asked)))
    made = {name for name in models if not name.startswith("marts.")}
    made |= set(re.findall(r"create table (raw\.\w+)", raw_schema()))
    assert sorted(made - read) == []


def test_every_mart_promises_more_than_its_key(models):
    bare = [name for name, model in models.items() if name.startswith("marts.") and not set(model.head) & set(PROMISES)]
    assert bare == []
