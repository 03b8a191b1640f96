"""What counts as a base repository, which country it counts for, and what is added, differenced and shared of its counts."""

PULLS = "pulled_on | load_id | is_snapshot \n"
HUB = (
    "pulled_on | is_snapshot | hub_id | hub_model_id | organization_id | country | base_models | base_model_relation | library | tags"
    " | downloads_30d | downloads_all_time | likes | finetune_count | adapter_count | merge_count | quantized_count \n"
)
COUNTS = (
    "downloads_30d",
    "downloads_all_time",
    "likes",
    "finetune_count",
    "adapter_count",
    "merge_count",
    "quantized_count",
)
TYPES = {"base_models": "varchar[]", "tags": "varchar[]"} | dict.fromkeys(COUNTS, "bigint")
NO_COUNTS = " | null" * 7


def given_pulls(warehouse, *days):
    warehouse.given("staging.hub_pulls", PULLS + " \n ".join(f"{day} | {day} | false" for day in days))


def given_lineages(warehouse, drawing, day="2026-08-03"):
    """Repositories as `hub_id | hub_model_id | country | base_models | base_model_relation | library | tags`, without counts."""
    lines = []
    for line in drawing.strip().splitlines():
        hub_id, name, country, *rest = (cell.strip() for cell in line.split("|"))
        lines.append(" | ".join([day, "false", hub_id, name, "o", country, *rest]) + NO_COUNTS)
    given_pulls(warehouse, day)
    warehouse.given("core.hub_repositories", HUB + "\n".join(lines), **TYPES)


def test_a_repository_that_names_a_base_or_states_a_relation_is_a_derivative(warehouse, rows):
    given_lineages(
        warehouse,
        """
        a | q/One          | CN   | null    | null     | null         | [x]
        b | q/One-Instruct | CN   | [q/One] | finetune | null         | [x]
        c | q/Two          | CN   | [Q/two] | finetune | null         | [x]
        d | q/Three        | CN   | []      | merge    | null         | [x]
        e | q/Four         | CN   | [z/Far] | null     | transformers | null
        f | q/Five         | CN   | []      | null     | peft         | []
        g | q/Six          | CN   | null    | null     | null         | [x, mergekit]
        h | q/Seven        | null | null    | null     | null         | null
        """,
    )
    # q/Two names itself alone, in other letters: it names no base. Nothing at all was read of q/Seven.
    assert warehouse.made("core.hub_origins", "week, hub_id, is_derivative, is_lineage_known, country") == rows(
        "w | h | d | k | c \n 2026-W32 | a | false | true | CN \n 2026-W32 | b | true | true | CN \n"
        "2026-W32 | c | false | true | CN \n 2026-W32 | d | true | true | CN \n 2026-W32 | e | true | true | CN \n"
        "2026-W32 | f | true | true | CN \n 2026-W32 | g | true | true | CN \n 2026-W32 | h | false | false | null"
    )


def test_a_quantisation_shows_in_the_name_and_a_tag_of_fp8_shows_nothing(warehouse, rows):
    names = ("M-AWQ", "M-GPTQ-Int4", "M-fp8", "M-NVFP4-v2", "M-MLX-4bit", "M.Q4_K_M.gguf", "M-w4a16", "M-8-bit")
    bases = ("M-70B", "M-V3.2", "M-A22B-Instruct-2507", "Int4llm", "M-4b", "M-Bit")
    drawing = "\n".join(f"{name} | awq-lab/{name} | CN | null | null | null | [fp8]" for name in (*names, *bases))
    given_lineages(warehouse, drawing)
    made = warehouse.made("core.hub_origins", "hub_id, is_derivative")
    assert {name for name, is_derivative in made if is_derivative == "true"} == set(names)


def test_a_derivative_counts_for_the_country_of_the_furthest_base_in_the_pull(warehouse, rows):
    given_lineages(
        warehouse,
        """
        a | q/One         | CN   | null              | null      | null | null
        b | l/One         | US   | null              | null      | null | null
        c | d/One-l       | CN   | [L/One]           | finetune  | null | null
        d | n/One-l-NVFP4 | US   | [d/One-l]         | quantized | null | null
        e | n/One-q-NVFP4 | US   | [q/One]           | quantized | null | null
        f | n/Both        | US   | [q/One, l/One]    | merge     | null | null
        g | n/Far         | US   | [z/Far]           | finetune  | null | null
        h | n/Half        | US   | [z/Far, q/One]    | merge     | null | null
        i | s/One         | null | null              | null      | null | null
        j | n/One-s       | US   | [s/One]           | finetune  | null | null
        k | n/Name-FP8    | US   | null              | null      | null | null
        """,
    )
    # d goes over the Chinese fine-tune c to the US base b; f has bases of two countries; g's base is in no pull; that of j has no country.
    assert [tuple(row) for row in warehouse.made("core.hub_origins", "hub_id, country")] == rows(
        "h | c \n a | CN \n b | US \n c | US \n d | US \n e | CN \n f | null \n g | US \n h | CN \n i | null \n j | null \n k | US"
    )


def test_repositories_that_name_one_another_in_a_circle_keep_their_makers(warehouse, rows):
    given_lineages(
        warehouse,
        """
        a | q/One | CN | [l/One] | merge | null | null
        b | l/One | US | [q/One] | merge | null | null
        """,
    )
    assert warehouse.made("core.hub_origins", "hub_id, is_derivative, country") == rows(
        "h | d | c \n a | true | CN \n b | true | US"
    )


def test_a_base_counts_in_the_pull_it_stands_in_and_the_first_pull_of_a_week_is_taken(warehouse, rows):
    given_pulls(warehouse, "2026-08-03", "2026-08-05", "2026-08-10")
    line = "{} | false | {} | {} | {} | {} | {} | null | null | null" + NO_COUNTS
    warehouse.given(
        "core.hub_repositories",
        HUB
        + "\n".join(
            line.format(*cells)
            for cells in (
                ("2026-08-03", "a", "n/A", "o", "US", "[q/B]"),
                ("2026-08-05", "b", "q/B", "p", "CN", "null"),
                ("2026-08-10", "a", "n/A", "o", "US", "[q/B]"),
                ("2026-08-10", "b", "q/B", "p", "CN", "null"),
                ("2026-08-10", "c", "x/C", "null", "null", "null"),
            )
        ),
        **TYPES,
    )
    # x is nobody's namespace any more, and does not count at all.
    assert warehouse.made("core.hub_origins", "week, pulled_on, hub_id, country") == rows(
        "w | p | h | c \n 2026-W32 | 2026-08-03 | a | US \n 2026-W33 | 2026-08-10 | a | CN \n 2026-W33 | 2026-08-10 | b | CN"
    )


ORIGINS = (
    "week | pulled_on | is_snapshot | hub_id | is_derivative | country | is_lineage_known | downloads_30d | downloads_all_time | likes"
    " | finetune_count | adapter_count | merge_count | quantized_count \n"
)
COUNT_TYPES = dict.fromkeys(COUNTS, "bigint")


def given_origins(warehouse, drawing):
    """Weeks by number; the lines end as in ORIGINS, from hub_id on."""
    days = {"30": "2026-07-20", "32": "2026-08-03", "33": "2026-08-10"}
    lines = []
    for line in drawing.strip().splitlines():
        week, *rest = (cell.strip() for cell in line.split("|"))
        lines.append(" | ".join([f"2026-W{week}", days[week], "false", *rest]))
    warehouse.given("core.hub_origins", ORIGINS + "\n".join(lines), **COUNT_TYPES)


def test_counts_are_added_by_origin_over_bases_with_the_value_known(warehouse, rows):
    given_origins(
        warehouse,
        """
        33 | a | false | CN   | true  | 10   | null | 1    | 5    | null | null | 2
        33 | b | false | CN   | false | null | null | 2    | null | null | null | null
        33 | c | true  | CN   | true  | 100  | null | 9    | 7    | 7    | 7    | 7
        33 | d | false | US   | true  | 30   | null | null | 0    | 0    | 0    | 0
        33 | e | false | FR   | true  | 4    | null | 5    | null | null | null | null
        33 | f | true  | null | true  | null | null | null | null | null | null | null
        """,
    )
    assert warehouse.made(
        "core.hub_adoption",
        "origin, n_repositories, n_lineage_known, downloads_30d, n_downloads_30d, likes, n_likes, n_tracked_derivatives, "
        "tracked_derivative_downloads_30d",
    ) == rows(
        "o | n | k | d | nd | l | nl | t | td \n CN | 2 | 1 | 10 | 1 | 3 | 2 | 1 | 100 \n US | 1 | 1 | 30 | 1 | null | 0 | 0 | null \n"
        "other | 1 | 1 | 4 | 1 | 5 | 1 | 0 | null \n unknown | 0 | 0 | null | 0 | null | 0 | 1 | null"
    )
    assert warehouse.made(
        "core.hub_adoption",
        "origin, finetune_count, adapter_count, merge_count, quantized_count, derivative_count, n_children_read",
    ) == rows(
        "o | f | a | m | q | d | n \n CN | 5 | null | null | 2 | 7 | 1 \n US | 0 | 0 | 0 | 0 | 0 | 1 \n"
        "other | null | null | null | null | null | 0 \n unknown | null | null | null | null | null | 0"
    )


def test_only_the_all_time_counter_is_differenced_and_never_over_a_fall_a_gap_or_a_missing_week(warehouse, rows):
    given_origins(
        warehouse,
        """
        30 | a | false | CN | true | 50 | 800  | null | null | null | null | null
        32 | a | false | CN | true | 60 | 1000 | null | null | null | null | null
        32 | b | false | CN | true | 60 | 1000 | null | null | null | null | null
        32 | c | false | CN | true | 60 | null | null | null | null | null | null
        32 | d | false | US | true | 60 | 1000 | null | null | null | null | null
        33 | a | false | CN | true | 70 | 1010 | null | null | null | null | null
        33 | b | false | CN | true | 70 | 999  | null | null | null | null | null
        33 | c | false | CN | true | 70 | 1000 | null | null | null | null | null
        33 | d | false | US | true | 70 | 1000 | null | null | null | null | null
        33 | e | false | US | true | 70 | 1000 | null | null | null | null | null
        """,
    )
    # b fell, c was not read before, e is new; the week before week 32 has no pull. d rose by 0, which is known.
    made = warehouse.made(
        "core.hub_adoption", "week, origin, downloads_gained, n_downloads_gained, gained_days, downloads_30d"
    )
    assert [row for row in made if row[1] in ("CN", "US")] == rows(
        "w | o | g | n | d | l \n 2026-W30 | CN | null | 0 | null | 50 \n 2026-W30 | US | null | 0 | null | null \n"
        "2026-W32 | CN | null | 0 | null | 180 \n 2026-W32 | US | null | 0 | null | 60 \n"
        "2026-W33 | CN | 10 | 1 | 7 | 210 \n 2026-W33 | US | 0 | 1 | 7 | 140"
    )


ADOPTION = (
    "week | pulled_on | is_snapshot | origin | n_repositories | n_lineage_known | downloads_30d | n_downloads_30d | likes | n_likes"
    " | downloads_all_time | n_downloads_all_time | downloads_gained | n_downloads_gained | gained_days | finetune_count | adapter_count"
    " | merge_count | quantized_count | derivative_count | n_children_read | n_tracked_derivatives | tracked_derivative_downloads_30d \n"
)
ADOPTION_TYPES = COUNT_TYPES | {
    "origin": "varchar",
    "downloads_gained": "bigint",
    "derivative_count": "bigint",
    "tracked_derivative_downloads_30d": "bigint",
}


def given_adoption(warehouse, drawing):
    """Lines of `week | origin | downloads_30d | likes | derivative_count | tracked_derivative_downloads_30d`."""
    lines = []
    for line in drawing.strip().splitlines():
        week, origin, downloads, likes, derivatives, more = (cell.strip() for cell in line.split("|"))
        lines.append(
            f"{week} | 2026-08-10 | true | {origin} | 1 | 1 | {downloads} | 1 | {likes} | 1 | null | 0"
            f" | null | 0 | null | null | null | null | null | {derivatives} | 1 | 1 | {more}"
        )
    warehouse.given("core.hub_adoption", ADOPTION + "\n".join(lines), **ADOPTION_TYPES)


def test_shares_are_of_all_origins_and_of_the_two(warehouse, rows):
    given_adoption(
        warehouse,
        """
        a | CN      | 30   | 5    | null | 70
        a | US      | 10   | null | 6    | null
        a | other   | 40   | 15   | 2    | 9
        a | unknown | null | null | null | null
        b | CN      | 0    | 1    | 1    | null
        b | US      | 0    | 3    | 1    | null
        """,
    )
    assert warehouse.made(
        "marts.adoption_weekly", "week, origin, share_downloads_30d, share_downloads_30d_of_two"
    ) == rows(
        "w | o | s | t \n a | CN | 0.375 | 0.75 \n a | US | 0.125 | 0.25 \n a | other | 0.5 | null \n a | unknown | null | null \n"
        "b | CN | null | null \n b | US | null | null"
    )
    # The US likes were not read, nor the models derived from Chinese ones: the other of the two does not have all of them.
    assert warehouse.made(
        "marts.adoption_weekly",
        "week, origin, share_likes, share_likes_of_two, share_derivatives, share_derivatives_of_two",
    ) == rows(
        "w | o | l | l2 | d | d2 \n a | CN | 0.25 | null | null | null \n a | US | null | null | 0.75 | null \n"
        "a | other | 0.75 | null | 0.25 | null \n a | unknown | null | null | null | null \n"
        "b | CN | 0.25 | 0.25 | 0.5 | 0.5 \n b | US | 0.75 | 0.75 | 0.5 | 0.5"
    )
    # 30 + 70 of 30 + 70 + 10
    shares = {
        row[:2]: row[2]
        for row in warehouse.made("marts.adoption_weekly", "week, origin, share_with_derivatives_of_two")
    }
    assert shares["a", "CN"][:6] == "0.9090" and shares["a", "other"] is None


def test_without_a_pull_there_is_no_row(warehouse):
    warehouse.given("staging.hub_pulls", PULLS)
    warehouse.given("core.hub_repositories", HUB, **TYPES)
    for table in ("core.hub_origins", "core.hub_adoption", "marts.adoption_weekly"):
        assert warehouse.made(table, "week") == []
