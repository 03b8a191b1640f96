"""What a full listing must say before it stands for the whole Hub."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.history.listed import model, write_batch
from warehouse.landing import SourceError
from warehouse.sources.hub.crawl import Listed
from warehouse.sources.hub.whole import insist_on_whole

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def listed(folder: Path, *batches: range, kind: str = "full") -> Listed:
    """A listing of numbered models, in batches that are read in their order."""
    files = [
        write_batch([model(f"a/m{n}") for n in numbers], folder / f"[{place}].parquet")
        for place, numbers in enumerate(batches)
    ]
    rows = sum(map(len, batches))
    return Listed(kind, "https://hub.example", "", files, [], rows, 0, [], len(files), len(files), NOW, NOW)


def test_rows_of_a_list_that_began_again_and_broke_off_do_not_count_twice(tmp_path: Path) -> None:
    twice = listed(tmp_path, range(400), range(300))
    with pytest.raises(SourceError, match="full listing before has 1,000; .* Do so."):
        insist_on_whole(twice, 1_000, "Do so.")
    insist_on_whole(listed(tmp_path, range(400), range(300, 700)), 1_000, "Do so.")


def test_a_partial_listing_may_be_as_short_as_it_is(tmp_path: Path) -> None:
    insist_on_whole(listed(tmp_path, range(1), kind="partial"), 1_000, "Do so.")
