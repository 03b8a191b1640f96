"""The layout is that of dbt, so that leaving is a search-and-replace: `sql/` is written out as a dbt project and read again.

dbt itself is no dependency here (it brings some twenty packages): its Jinja is rendered with `ref` and `source` as dbt does it, and the
result is parsed by DuckDB, which must find the same tables in it.
"""

import json
import re
from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment, StrictUndefined

from warehouse.build.heads import all_models, read_models

# dbt names a model by its file alone, so the schema goes into the name and comes back as an alias.
CONFIG = "{{{{ config(materialized='table', schema='{schema}', alias='{alias}') }}}}\n"


def write_project(folder: Path) -> None:
    """The models, with each table replaced by a reference, and a file of properties."""
    made = {model.name for model in all_models()}
    properties = []
    for model in read_models():
        schema, _, alias = model.name.partition(".")
        text = model.sql
        for table in sorted(model.reads, key=len, reverse=True):
            place, _, name = table.partition(".")
            call = f"ref('{place}__{name}')" if table in made else f"source('{place}', '{name}')"
            text = re.sub(rf"(?<![\w.]){place}\.{name}(?!\w)", f"{{{{ {call} }}}}", text)
        path = folder / "models" / schema / f"{schema}__{alias}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            CONFIG.format(schema=schema, alias=alias)
            + text.replace("getvariable('as_of')", "date '{{ var(\"as_of\") }}'")
        )
        properties.append({"name": path.stem, "description": model.head["meaning"]})
    (folder / "dbt_project.yml").write_text(
        json.dumps({"name": "openlag", "profile": "openlag", "vars": {"as_of": "2026-08-11"}})
    )
    (folder / "models" / "properties.yml").write_text(json.dumps({"version": 2, "models": properties}))  # JSON is YAML


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dbt")
    write_project(folder)
    return folder


def test_every_model_is_a_model_of_the_project_and_reads_the_same(project):
    reads: set[str] = set()
    relation = lambda schema, name: reads.add(f"{schema}.{name}") or f"{schema}.{name}"  # noqa: E731
    dbt = Environment(undefined=StrictUndefined)
    dbt.globals |= {
        "config": lambda **_: "",
        "var": {"as_of": "2026-08-11"}.__getitem__,
        "ref": lambda name: relation(*name.split("__", 1)),
        "source": relation,
    }
    models = {model.name: model for model in read_models()}
    paths = sorted((project / "models").rglob("*.sql"))
    assert len(paths) == len(models)
    with duckdb.connect() as parser:
        for path in paths:
            reads.clear()
            compiled = dbt.from_string(path.read_text(encoding="utf-8")).render()
            ((tree,),) = parser.execute("select json_serialize_sql(?)", [compiled]).fetchall()
            assert not json.loads(tree)["error"], path
            model = models[path.stem.replace("__", ".", 1)]
            # Rows that a head alone refers to are read by no query.
            referred = set(re.findall(r"= (\w+\.\w+)\.\w+", model.head.get("refers", "")))
            assert model.reads - referred <= reads <= model.reads, path


def test_every_model_has_its_description_in_the_project(project):
    listed = json.loads((project / "models" / "properties.yml").read_text())["models"]
    assert {one["name"] for one in listed} == {path.stem for path in (project / "models").rglob("*.sql")}
    assert all(one["description"] for one in listed)
