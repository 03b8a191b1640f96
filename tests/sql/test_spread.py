"""The whole Hub by the country of the root: which listing stands for a week, what is summed, and what a share needs."""

LISTINGS = "listing_id | listed_on | week | kind | source | licence | finished_at \n"
SUMS = (
    "listing_id | root_namespace | root_status | is_maker_tracked | relation | size_class | is_new | n_models | downloads_30d"
    " | n_downloads_30d | likes | n_likes \n"
)
NUMBERS = dict.fromkeys(("n_models", "downloads_30d", "n_downloads_30d", "likes", "n_likes"), "double")
ORGANIZATIONS = """organization_id | country | hub_namespaces
    q | CN   | [Qwen]
    m | US   | [meta-llama, facebook]
    x | FR   | [mistralai]
    n | null | [nobody]"""


def given_listings(warehouse, drawing):
    """Listings as `listing_id | listed_on | week | kind`, finished at noon."""
    lines = [f"{line} | hub | terms | 2026-08-18 12:00:00+00" for line in drawing.strip().splitlines()]
    warehouse.given("raw.hub_listings", LISTINGS + "\n".join(lines))
    warehouse.made("core.weekly_listings", "week")


def given_sums(warehouse, drawing):
    given_listings(warehouse, "a | 2026-08-18 | 2026-W34 | full")
    warehouse.given("staging.organizations", ORGANIZATIONS)
    lines = "\n".join(f"a | {line}" for line in drawing.strip().splitlines())
    warehouse.given("raw.hub_spread", SUMS + lines, **NUMBERS)
    warehouse.made("core.spread_sums", "week")
    warehouse.made("core.spread_totals", "week")


def given_roots(warehouse, drawing):
    """Roots as `rank | root_namespace | downloads_30d`, each named after its rank."""
    cells = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    lines = [f"a | {rank} | h{rank} | {owner}/r{rank} | {owner} | 2 | {n} | 1" for rank, owner, n in cells]
    head = "listing_id | rank | root_hub_id | root_hub_model_id | root_namespace | n_models | downloads_30d | likes \n"
    warehouse.given("raw.hub_roots", head + "\n".join(lines), rank="bigint", **NUMBERS)
    warehouse.made("marts.largest_roots", "week")


MIXED = """
    qwen       | listed     | false | finetune | 1b_to_10b | true  | 3    | 30   | 2 | 3    | 3
    qwen       | listed     | true  | base     | over_100b | false | 2    | 50   | 2 | null | 0
    meta-llama | listed     | false | merge    | unknown   | false | 0.5  | 20   | 1 | 1    | 1
    facebook   | not_listed | false | adapter  | unknown   | true  | 1    | null | 0 | 1    | 1
    mistralai  | listed     | true  | base     | 1b_to_10b | false | 1    | 40   | 1 | 2    | 1
    nobody     | listed     | true  | base     | 1b_to_10b | false | 1    | 30   | 1 | 1    | 1
    null       | listed     | false | base     | 1b_to_10b | false | 9    | 30   | 9 | 9    | 9
    null       | unnamed    | false | finetune | unknown   | true  | 4    | null | 0 | null | 0
"""


def test_the_last_full_listing_of_a_week_stands_for_it_and_a_partial_one_for_none(warehouse, rows):
    given_listings(
        warehouse,
        "a | 2026-08-18 | 2026-W34 | full \n b | 2026-08-20 | 2026-W34 | full \n c | 2026-08-22 | 2026-W34 | partial \n"
        "d | 2026-08-25 | 2026-W35 | partial \n e | 2026-09-01 | 2026-W36 | full",
    )
    assert warehouse.made("core.weekly_listings", "week, listing_id") == rows("w | l \n 2026-W34 | b \n 2026-W36 | e")


def test_sums_are_by_the_country_of_the_root_and_unknown_is_not_other(warehouse, rows):
    given_sums(warehouse, MIXED)
    warehouse.made("core.spread_totals", "week")
    given_roots(warehouse, "1 | Qwen | 80")
    made = warehouse.made(
        "marts.spread_weekly",
        "cohort, maker, size_class, origin, n_models, downloads_30d, n_downloads_30d, likes, n_likes, n_derivatives, n_new_derivatives,"
        "n_root_not_listed",
    )
    # Null was not read and adds nothing; nobody is tracked and has no country.
    assert [row[3:] for row in made if row[:3] == ("all", "any", "any")] == rows(
        "o | n | d | nd | l | nl | nv | nn | nr \n"
        "CN | 5.0 | 80.0 | 4.0 | 3.0 | 3.0 | 3.0 | 3.0 | 0.0 \n"
        "US | 1.5 | 20.0 | 1.0 | 2.0 | 2.0 | 1.5 | 1.0 | 1.0 \n"
        "other | 1.0 | 40.0 | 1.0 | 2.0 | 1.0 | 0.0 | 0.0 | 0.0 \n"
        "unknown | 14.0 | 60.0 | 10.0 | 10.0 | 10.0 | 4.0 | 4.0 | 0.0"
    )
    # Every cut has its four rows, and one without a repository counts none and has no sum.
    assert len(made) == 2 * 3 * 6 * 4
    assert [row[3:6] for row in made if row[:3] == ("new", "tracked", "over_100b")] == rows(
        "o | n | d \n CN | 0.0 | null \n US | 0.0 | null \n other | 0.0 | null \n unknown | 0.0 | null"
    )


def test_makers_sizes_and_the_new_ones_add_up_to_all(warehouse):
    given_sums(warehouse, MIXED)
    made = warehouse.made("core.spread_totals", "cohort, maker, size_class, origin, n_models, downloads_30d")
    cells = {row[:4]: tuple(float(value or 0) for value in row[4:]) for row in made}
    for origin in ("CN", "US", "other", "unknown"):
        whole = cells["all", "any", "any", origin]
        makers = [cells["all", maker, "any", origin] for maker in ("tracked", "untracked")]
        sizes = [cells["all", "any", size, origin] for size in {row[2] for row in made} - {"any"}]
        assert tuple(map(sum, zip(*makers, strict=True))) == tuple(map(sum, zip(*sizes, strict=True))) == whole
    assert [cells["new", "any", "any", origin][0] for origin in ("CN", "US", "other", "unknown")] == [3, 1, 0, 4]


def test_a_share_of_the_two_needs_both(warehouse, rows):
    given_sums(warehouse, MIXED)
    given_roots(warehouse, "1 | Qwen | 80")
    made = warehouse.made(
        "marts.spread_weekly",
        "cohort, maker, size_class, origin, share_downloads_30d, share_downloads_30d_of_two, share_likes_of_two,"
        "share_derivatives_of_two, share_new_derivatives_of_two",
    )
    shares = {row[:4]: row[4:] for row in made}
    assert shares["all", "any", "any", "CN"] == ("0.4", "0.8", "0.6", str(3 / 4.5), "0.75")
    assert shares["all", "any", "any", "other"] == ("0.2", None, None, None, None)
    # Of the new ones no downloads of US roots are known; and of 1 to 10 billion parameters there are none.
    assert shares["new", "any", "any", "CN"][1:] == (None, "0.75", "0.75", "0.75")
    assert shares["all", "any", "1b_to_10b", "CN"][1:3] == (None, None)


def test_derivatives_are_told_by_relation_and_a_base_is_none(warehouse, rows):
    given_sums(warehouse, MIXED)
    made = warehouse.made("marts.derivatives", "relation, origin, n_models, n_new_models, downloads_30d, likes")
    assert len(made) == 5 * 4
    assert [row for row in made if row[2] != "0.0"] == rows(
        "r | o | n | w | d | l \n adapter | US | 1.0 | 1.0 | null | 1.0 \n finetune | CN | 3.0 | 3.0 | 30.0 | 3.0 \n"
        "finetune | unknown | 4.0 | 4.0 | null | null \n merge | US | 0.5 | 0.0 | 20.0 | 1.0"
    )
    shares = warehouse.made(
        "marts.derivatives", "relation, origin, share_derivatives_of_two, share_downloads_30d_of_two"
    )
    assert ("finetune", "CN", "1.0", None) in shares and ("merge", "CN", "0.0", None) in shares


def test_the_claim_is_judged_on_shares_of_the_two_and_told_how_much_is_unknown(warehouse, rows):
    given_sums(warehouse, MIXED)
    made = warehouse.made(
        "core.spread_shares",
        "week, listing_id, n_models, share_downloads_30d_of_two, share_likes_of_two, share_new_derivatives_of_two,"
        "share_downloads_30d_unknown",
    )
    assert made == [("2026-W34", "a", "21.5", "0.8", "0.6", "0.75", "0.3")]


def test_without_downloads_of_one_of_the_two_there_is_no_share_to_judge(warehouse):
    given_sums(warehouse, "qwen | listed | true | base | unknown | false | 2 | 50 | 2 | 3 | 2")
    made = warehouse.made(
        "core.spread_shares", "share_downloads_30d_of_two, share_new_derivatives_of_two, share_downloads_30d_unknown"
    )
    assert made == [(None, None, "0.0")]


def test_the_ten_largest_roots_of_each_origin_are_named_and_fewer_give_no_share(warehouse):
    given_sums(warehouse, MIXED)
    drawing = "1 | other-maker | 90 \n" + "\n".join(f"{rank} | Qwen | {12 - rank}" for rank in range(2, 14))
    given_roots(warehouse, f"{drawing} \n 14 | facebook | 1")
    made = warehouse.made("marts.largest_roots", "origin, place, rank, root_hub_model_id")
    assert [row[0] for row in made] == ["CN"] * 10 + ["US", "unknown"]
    assert ("CN", "1", "2", "Qwen/r2") in made and ("CN", "10", "11", "Qwen/r11") in made
    shares = warehouse.made("marts.spread_weekly", "cohort, maker, size_class, origin, share_top_ten")
    # 10 + 9 + ... + 1 of 80.
    assert [row for row in shares if row[4] is not None] == [("all", "any", "any", "CN", str(55 / 80))]


def test_without_a_listing_there_is_no_row_and_no_fault(warehouse):
    given_listings(warehouse, "a | 2026-08-18 | 2026-W34 | partial")
    warehouse.given("staging.organizations", ORGANIZATIONS)
    warehouse.given("raw.hub_spread", SUMS, **NUMBERS)
    for table in ("core.spread_sums", "core.spread_totals", "core.spread_shares", "marts.derivatives"):
        assert warehouse.made(table, "week") == []
    given_roots(warehouse, "1 | Qwen | 80")
    assert warehouse.made("marts.largest_roots", "week") == warehouse.made("marts.spread_weekly", "week") == []
