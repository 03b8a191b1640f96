"""Sums by root against a slow walk over the same rows in plain Python, and each rule of what derives from what."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.history.listed import TRACKED, keep, loaded, model, rows_of
from warehouse.history import sums

LISTED_ON = date(2026, 8, 18)
NAMESPACES = {namespace.lower() for names in TRACKED.values() for namespace in names.split()}
COLUMNS = """root_namespace, root_status, is_maker_tracked, relation, size_class, is_new, n_models, downloads_30d, n_downloads_30d, likes,
    n_likes"""


def spread(home, rows):
    keep(home, rows)
    return rows_of(loaded(home), f"select {COLUMNS} from raw.hub_spread order by all")


def roots(home, columns="root_hub_model_id, n_models, downloads_30d"):
    return rows_of(loaded(home), f"select {columns} from raw.hub_roots order by rank")


def listed(home):
    return rows_of(
        loaded(home), "select n_roots, n_without_base, n_cycles_cut, n_bases_not_listed from raw.hub_listings"
    )


def test_a_chain_is_followed_to_its_end_whatever_the_case_of_the_names(tmp_path):
    keep(tmp_path, [
        model("Qwen/One", downloads_30d=100),
        model("me/Tune", base_models=["QWEN/one"], base_model_relation="finetune"),
        model("you/Quant", base_models=["Me/tune "], base_model_relation="quantized"),
    ])  # fmt: skip
    assert roots(tmp_path) == [("Qwen/One", 3.0, 120.0)] and listed(tmp_path) == [(1, 1, 0, 0)]


def test_a_merge_is_shared_out_and_a_merge_of_merges_too(tmp_path):
    keep(tmp_path, [
        model("Qwen/One"), model("facebook/Two"), model("z/Three", downloads_30d=0),
        model("me/Merge", base_models=["Qwen/One", "facebook/Two"], base_model_relation="merge", downloads_30d=80),
        model("me/More", base_models=["me/Merge", "z/Three"], base_model_relation="merge", downloads_30d=40),
    ])  # fmt: skip
    assert roots(tmp_path) == [("facebook/Two", 1.75, 60.0), ("Qwen/One", 1.75, 60.0), ("z/Three", 1.5, 20.0)]


def test_a_base_that_is_not_listed_is_a_root_of_its_name_and_one_that_is_not_named_is_unknown(tmp_path):
    found = spread(tmp_path, [
        model("me/A", base_models=["Qwen/Gone"], base_model_relation="adapter"),
        model("me/B", base_models=["old-name"], base_model_relation="adapter"),
        model("me/C", base_models=[], base_model_relation="finetune"),
        model("me/D", base_models=None, base_model_relation="other"),
        model("me/E", base_models=["me/C"]),
    ])  # fmt: skip
    assert [(row[:2], row[3], row[6]) for row in found] == [
        (("qwen", "not_listed"), "adapter", 1.0), ((None, "not_listed"), "adapter", 1.0), ((None, "unnamed"), "finetune", 1.0),
        ((None, "unnamed"), "unstated", 2.0),
    ]  # fmt: skip
    assert roots(tmp_path, "root_hub_id, root_hub_model_id, root_namespace, n_models") == [
        (None, "old-name", None, 1.0), (None, "qwen/gone", "qwen", 1.0),
    ]  # fmt: skip
    assert listed(tmp_path) == [(2, 0, 0, 2)]


def test_a_repository_that_names_itself_alone_names_no_base(tmp_path):
    found = spread(tmp_path, [model("Qwen/One", base_models=["qwen/ONE", ""], base_model_relation="finetune")])
    assert [(row[0], row[1], row[3]) for row in found] == [("qwen", "listed", "base")]


def test_a_circle_is_cut_at_the_one_created_first_which_goes_on_counting_as_derived(tmp_path):
    older = {"created_at": datetime(2024, 1, 1, tzinfo=UTC)}
    keep(tmp_path, [
        model("me/A", base_models=["Qwen/B"], base_model_relation="merge"),
        model("Qwen/B", base_models=["me/A"], base_model_relation="merge", **older),
        model("me/C", base_models=["me/A"], base_model_relation="finetune"),
    ])  # fmt: skip
    assert roots(tmp_path)[0][:2] == ("Qwen/B", 3.0) and listed(tmp_path) == [(1, 0, 1, 0)]


def test_of_two_repositories_with_one_name_the_younger_is_the_base(tmp_path):
    keep(tmp_path, [
        model("Qwen/One", hub_id="id-1"), model("qwen/one", hub_id="id-2"), model("me/Tune", base_models=["Qwen/One"]),
    ])  # fmt: skip
    assert sorted(roots(tmp_path, "root_hub_id, n_models")) == [("id-1", 1.0), ("id-2", 2.0)]


@pytest.mark.parametrize(
    ("count", "size_class"),
    [(0, "under_1b"), (10**9 - 1, "under_1b"), (10**9, "1b_to_10b"), (10**10, "10b_to_100b"), (10**11 - 1, "10b_to_100b"),
     (10**11, "over_100b"), (None, "unknown")],
)  # fmt: skip
def test_a_size_class_is_of_the_parameters_stated(tmp_path, count, size_class):
    ((*_, found),) = (row[:5] for row in spread(tmp_path, [model("Qwen/One", parameter_count=count)]))
    assert found == size_class


@pytest.mark.parametrize(("days", "is_new"), [(0, True), (29, True), (30, False), (-1, False), (None, False)])
def test_new_is_what_was_created_in_the_thirty_days_up_to_the_listing(tmp_path, days, is_new):
    day = None if days is None else LISTED_ON - timedelta(days=days)
    created = None if day is None else datetime(day.year, day.month, day.day, 23, tzinfo=UTC)
    ((*_, found),) = (row[:6] for row in spread(tmp_path, [model("Qwen/One", created_at=created)]))
    assert found is is_new


def test_a_count_that_was_not_read_is_not_zero(tmp_path):
    found = spread(
        tmp_path, [model("Qwen/One", downloads_30d=None, likes=None), model("Qwen/Two", downloads_30d=5, likes=None)]
    )
    assert [row[6:] for row in found] == [(2.0, 5.0, 1.0, None, 0.0)]


def test_a_root_has_a_rank_only_where_downloads_of_its_lineage_were_read(tmp_path):
    keep(tmp_path, [
        model("a/Unread", downloads_30d=None), model("b/Known", downloads_30d=0), model("c/Base", downloads_30d=None),
        model("me/Tune", base_models=["c/Base"], downloads_30d=5),
    ])  # fmt: skip
    assert roots(tmp_path) == [("c/Base", 2.0, 5.0), ("b/Known", 1.0, 0.0)]
    assert listed(tmp_path) == [(3, 3, 0, 0)]


def test_a_partial_listing_has_no_sums_and_its_versions_count(tmp_path):
    partial = keep(tmp_path, [model("me/New", base_models=["Qwen/One"])], 18, "partial")
    found = rows_of(loaded(tmp_path), "select kind, n_models, n_roots from raw.hub_listings")
    assert found == [("partial", 1, None)] and rows_of(loaded(tmp_path), "from raw.hub_spread") == []
    full = keep(tmp_path, [model("Qwen/One"), model("me/New", base_models=["Qwen/One"])], 25)
    assert (partial.files["attributes"].rows, full.files["attributes"].rows) == (1, 1)
    # What the partial one lists alone is known from there, and what it does not list is not gone.
    assert roots(tmp_path) == [("Qwen/One", 2.0, 20.0)]


def walk(rows):
    """Shares by definition, for listings without circles."""
    by_name = {row["hub_model_id"].lower(): row for row in sorted(rows, key=lambda row: row["hub_id"])}

    def ends(row):
        bases = {base.lower() for base in row["base_models"]} - {row["hub_model_id"].lower()}
        if not row["base_models"] and row["base_model_relation"]:
            return {None: 1.0}
        if not bases:
            return {row["hub_model_id"].lower(): 1.0}
        total = {}
        for base in bases:
            for end, part in (ends(by_name[base]) if base in by_name else {base: 1.0}).items():
                total[end] = total.get(end, 0) + part / len(bases)
        return total

    found = {}
    for row in rows:
        for end, part in ends(row).items():
            space = end.partition("/")[0] if end else None
            key = (space if space in NAMESPACES else None, row["hub_model_id"].partition("/")[0].lower() in NAMESPACES)
            one = found.setdefault(key, [0.0, 0.0, 0.0])
            one[0] += part
            if row["downloads_30d"] is not None:
                one[1] += part * row["downloads_30d"]
                one[2] += part
    return found


@st.composite
def listings_without_circles(draw):
    owners = ["Qwen", "meta-llama", "Facebook", "me", "you"]
    names = [f"{draw(st.sampled_from(owners))}/m{n}" for n in range(draw(st.integers(1, 8)))]
    rows = []
    for place, name in enumerate(names):
        known = [*names[:place], name, "Qwen/Gone", "x/Gone"]
        bases = [
            draw(st.sampled_from([str.upper, str]))(base) for base in draw(st.lists(st.sampled_from(known), max_size=3))
        ]
        relation = draw(st.sampled_from([None, "finetune", "merge"]))
        downloads = draw(st.one_of(st.none(), st.integers(0, 10**9)))
        rows.append(
            model(name, hub_id=f"{place}", base_models=bases, base_model_relation=relation, downloads_30d=downloads)
        )
    return rows


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rows=listings_without_circles())
def test_sums_are_those_of_a_slow_walk_and_nothing_is_lost(tmp_path_factory, rows):
    found = spread(tmp_path_factory.mktemp("walk"), rows)
    total = [row["downloads_30d"] for row in rows if row["downloads_30d"] is not None]
    assert sum(row[6] for row in found) == len(rows)
    assert sum(row[7] or 0 for row in found) == sum(total) and sum(row[8] for row in found) == len(total)
    summed = {}
    for row in found:
        one = summed.setdefault((row[0], row[2]), [0.0, 0.0, 0.0])
        for place, value in enumerate(row[6:9]):
            one[place] += value or 0
    expected = walk(rows)
    assert summed.keys() == expected.keys()
    for key, values in expected.items():
        assert summed[key] == [pytest.approx(value, rel=1e-4, abs=1e-3) for value in values]


# What the rule makes of a listing with something of everything. Where this changes, raise sums.RULE: sums of before are then made anew.
EVERYTHING = [
    model("Qwen/One", downloads_30d=90, parameter_count=2 * 10**9),
    model("me/Three", base_models=["Qwen/One", "facebook/Gone", "z/Gone"], base_model_relation="merge", downloads_30d=30),
    model("Qwen/Circle", base_models=["me/Circle"], base_model_relation="finetune"),
    model("me/Circle", base_models=["Qwen/Circle"], created_at=None, likes=None),
    model("me/Unknown", base_model_relation="adapter", created_at=datetime(2026, 8, 2, tzinfo=UTC), downloads_30d=None),
]  # fmt: skip
PINNED = [
    ("facebook", "not_listed", False, "merge", False, 87_381, 2_621_430, 87_381),
    ("qwen", "listed", False, "merge", False, 87_382, 2_621_460, 87_382),
    ("qwen", "listed", False, "unstated", False, 262_144, 2_621_440, 0),
    ("qwen", "listed", True, "base", False, 262_144, 23_592_960, 262_144),
    ("qwen", "listed", True, "finetune", False, 262_144, 2_621_440, 262_144),
    (None, "not_listed", False, "merge", False, 87_381, 2_621_430, 87_381),
    (None, "unnamed", False, "adapter", True, 262_144, None, 262_144),
]


def test_a_rule_that_gives_other_sums_has_another_number(tmp_path):
    """Here a third is 87,381 units and the one left over, of 262,144."""
    keep(tmp_path, EVERYTHING)
    columns = "root_namespace, root_status, is_maker_tracked, relation, is_new, n_models * 262144, downloads_30d * 262144, n_likes * 262144"
    found = rows_of(loaded(tmp_path), f"select {columns} from raw.hub_spread order by all")
    assert (sums.RULE, found) == (4, PINNED)
    assert roots(tmp_path, "root_hub_model_id") == [("Qwen/One",), ("Qwen/Circle",), ("facebook/gone",), ("z/gone",)]
