"""From the sums of full listings to the verdict on the spread, the shares by hand."""

from itertools import starmap

from lag.sister_claims import SpreadListing, judge_spread
from warehouse.estimates.claim_verdicts import QUERIES

LISTINGS = """listing_id | listed_on | week | kind | source | licence | finished_at
    a | 2026-01-06 | 2026-W02 | full    | hub_stats | terms | null
    b | 2026-03-03 | 2026-W10 | partial | hub       | terms | null
    c | 2026-07-07 | 2026-W28 | full    | hub       | terms | null
    d | 2026-07-14 | 2026-W29 | full    | hub       | terms | null"""
SUMS = """listing_id | root_namespace | root_status | is_maker_tracked | relation | size_class | is_new | n_models | downloads_30d \
    | n_downloads_30d | likes | n_likes
    a | qwen       | listed  | true  | base     | unknown | false | 2   | 20   | 2   | 1 | 2
    a | meta-llama | listed  | true  | base     | unknown | false | 3   | 60   | 3   | 1 | 3
    a | meta-llama | listed  | false | merge    | unknown | false | 0.5 | 20   | 0.5 | 1 | 1
    a | null       | unnamed | false | finetune | unknown | false | 9   | 90   | 8   | 1 | 9
    b | qwen       | listed  | true  | base     | unknown | false | 9   | 900  | 9   | 1 | 9
    c | qwen       | listed  | true  | base     | unknown | false | 2   | 50   | 2   | 1 | 2
    c | qwen       | listed  | false | adapter  | unknown | true  | 1.5 | 50   | 1.5 | 1 | 1
    c | meta-llama | listed  | true  | base     | unknown | false | 3   | 100  | 3   | 1 | 3
    c | null       | listed  | false | base     | unknown | false | 9   | 50   | 9   | 1 | 9
    d | qwen       | listed  | true  | base     | unknown | false | 2   | 80   | 2   | 1 | 2
    d | meta-llama | listed  | true  | base     | unknown | false | 3   | null | 0   | 1 | 3"""


def judged(warehouse, sums=SUMS):
    numbers = dict.fromkeys(("n_models", "downloads_30d", "n_downloads_30d", "likes", "n_likes"), "double")
    warehouse.given("raw.hub_listings", LISTINGS)
    warehouse.given("staging.organizations", "country | hub_namespaces \n CN | [Qwen] \n US | [meta-llama]")
    warehouse.given("raw.hub_spread", sums, **numbers)
    for table in ("core.weekly_listings", "core.spread_sums", "core.spread_totals", "core.spread_shares"):
        warehouse.made(table, "week")
    return judge_spread(starmap(SpreadListing, warehouse.connection.execute(QUERIES["spread"]).fetchall()))


def test_the_verdict_is_on_the_first_and_the_last_full_listing_with_a_share(warehouse):
    told = judged(warehouse)
    # 20 of 100, then 100 of 200; a partial listing is none, and one without US downloads has no share.
    assert (told.verdict, told.reason_code, told.first_share, told.figure) == ("supported", "moved_more", 0.2, 0.5)
    assert (str(told.first_on), str(told.last_on)) == ("2026-01-06", "2026-07-07")
    # 90 of 190 and 50 of 250 of unknown root; 2 + 1.5 + 3 models with a Chinese or a US root.
    assert (told.first_unknown_share, told.last_unknown_share, told.n) == (90 / 190, 0.2, 6)


def test_nothing_but_unknown_roots_in_one_listing_leaves_it_open(warehouse):
    judged(warehouse)
    warehouse.connection.execute(
        "update core.spread_shares set share_downloads_30d_unknown = 0.51 where week = '2026-W28'"
    )
    rows = warehouse.connection.execute(QUERIES["spread"]).fetchall()
    assert judge_spread(starmap(SpreadListing, rows)).reason_code == "roots_unknown"


def test_a_listing_whose_unknown_roots_were_not_counted_has_no_word_in_it(warehouse):
    told = judged(warehouse, SUMS.replace("unknown | false | 9   | 50   | 9 ", "unknown | false | 9   | null | 0 "))
    assert told.reason_code == "one_listing"
