"""The whole Hub by the country of the root: which listing stands for a week, what is summed, and what a share needs."""

from warehouse.ids import proposal_id

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


ROOTS = "listing_id | rank | root_hub_id | root_hub_model_id | root_namespace | n_models | downloads_30d | likes \n"


def given_all_roots(warehouse, drawing):
    given_listings(warehouse, "o | 2026-08-11 | 2026-W33 | full \n a | 2026-08-18 | 2026-W34 | full")
    warehouse.given("staging.organizations", ORGANIZATIONS)
    warehouse.given("raw.hub_roots", ROOTS + drawing.strip(), rank="bigint", **NUMBERS)


def test_owners_of_large_roots_whom_nobody_tracks_are_newcomers_of_the_newest_listing(warehouse, rows):
    given_all_roots(
        warehouse,
        """
        o | 1 | h0 | gone/Old  | gone | 9 | 900 | 1
        a | 1 | h1 | qwen/One  | qwen | 9 | 900 | 1
        a | 2 | h2 | New/Two   | New  | 3 | 50  | 1
        a | 3 | h3 | other/One | other | 3 | 60 | 1
        a | 4 | null | lost/One | lost | 3 | 55 | 1
        a | 5 | h5 | new/Three | new  | 3 | 20  | 1
        a | 6 | h6 | mute/One  | mute | 3 | null | 1
        a | 7 | h7 | bare      | null | 3 | 5   | 1
        """,
    )
    made = warehouse.made(
        "core.listed_newcomers", "namespace, subject, n_roots, rank, root_hub_model_id, downloads_30d"
    )
    assert made == rows(
        "n | s | c | r | m | d \n mute | mute | 1 | 6 | mute/One | null \n new | New | 2 | 2 | New/Two | 70.0 \n"
        "other | other | 1 | 3 | other/One | 60.0"
    )


def test_no_more_newcomers_are_asked_about_than_a_reviewer_can_look_at(warehouse):
    given_all_roots(warehouse, "\n".join(f"a | {n} | h{n} | u{n}/M | u{n} | 1 | {100 - n} | 1" for n in range(1, 61)))
    made = warehouse.made("core.listed_newcomers", "namespace")
    assert len(made) == 50 and ("u50",) in made and ("u51",) not in made


QUEUE = {
    "core.identity_proposals": "proposal_id | source | name | release_name | release_id | place | score | evidence | source_url",
    "core.renamed_names": "proposal_id | name | release_name | release_id | evidence",
    "core.unlabelled_notices": "source | subject | detail | release_id",
    "staging.review_rejections": "proposal_id",
}
PROPOSED = (
    "proposal_id | kind | source | subject | suggestion | score | evidence | suggested_name | suggested_family"
    " | suggested_organization_id | suggested_openness | suggested_released_on | suggested_country \n"
)


def test_a_newcomer_of_the_whole_hub_is_asked_about_once_and_not_again_once_rejected(warehouse):
    for table, head in QUEUE.items():
        warehouse.given(table, head, place="bigint")
    newcomers = "namespace | subject | listed_on | n_roots | rank | root_hub_model_id | downloads_30d \n"
    lines = [f"{n} | {n} | 2026-08-18 | 2 | 5 | {n}/M | 1234.5" for n in ("first", "again", "rejected")]
    warehouse.given("core.listed_newcomers", newcomers + "\n".join(lines), rank="bigint", downloads_30d="double")
    ids = {subject: proposal_id("organization", "hub", subject) for subject in ("first", "again", "rejected")}
    warehouse.given(
        "core.release_proposals", f"{PROPOSED} {ids['again']} | organization | hub | again | s | 90 | e" + " | null" * 6
    )
    warehouse.given("staging.review_rejections", f"proposal_id \n {ids['rejected']}")
    made = warehouse.made("marts.review_queue", "proposal_id, kind, subject, score, suggested_organization_id")
    assert made == sorted([
        (ids["first"], "organization", "first", "5.0", "first"), (ids["again"], "organization", "again", "90.0", None),
    ], key=str)  # fmt: skip


def test_the_sources_name_the_newest_listing_of_each_kind_with_its_licence(warehouse):
    head = "listing_id | listed_on | week | source | licence | kind | finished_at | title | producer | url | n_models | n_rejects \n"
    rest = " | full | 2026-08-18 04:00:00+00 | T | P | u | 3 | 0"
    drawn = [
        f"a | 2026-08-04 | 2026-W32 | hub_stats | ODbL-1.0 {rest}",
        f"b | 2026-08-11 | 2026-W33 | hub_stats | ODbL-1.0 {rest}",
        f"c | 2026-08-18 | 2026-W34 | hub | terms {rest}",
    ]
    warehouse.given("raw.hub_listings", head + "\n".join(drawn))
    warehouse.made("core.weekly_listings", "week")
    for table in ("staging.score_load", "staging.name_loads", "staging.hub_top"):
        warehouse.given(table, "load_id")
    warehouse.given("staging.hub_pulls", "load_id | pulled_on")
    loads = (
        "load_id | source | title | producer | url | licence | retrieved_on | row_count | reject_count | is_snapshot"
    )
    warehouse.given("raw.loads", loads, row_count="bigint", reject_count="bigint")
    made = warehouse.made("marts.sources", "source, load_id, licence, age_days, row_count")
    assert made == [("crawl", "b", "ODbL-1.0", "0", "3"), ("crawl", "c", "terms", "-7", "3")]
