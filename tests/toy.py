"""A warehouse of three tables, for tests that ask for no figures: what builds in a moment."""

from pathlib import Path

TOY = {
    "staging/counts": (
        "key: n_releases",
        "select count(*) as n_releases, getvariable('as_of') as as_of from raw.releases",
    ),
    "core/index_fit": (
        "key: none",
        "select cast(null as varchar) as draw_key, getvariable('n_draws') as n_draws from staging.counts",
    ),
    "marts/toy": ("key: none", "select n_releases as n, counts.as_of from staging.counts cross join core.index_fit"),
}


def write(folder: Path, **changed: str) -> Path:
    """Write the files of the three tables, some with another select, into a folder as sql/ is one."""
    for name, (key, text) in TOY.items():
        path = folder / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"-- meaning: M.\n-- grain: one row\n-- {key}\n{changed.get(path.stem, text)}", encoding="utf-8"
        )
    return folder
