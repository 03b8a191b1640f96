"""Benchmarks of a load: which each is by the one list, whether its scores lie on their scale, and what is told of the others."""

from warehouse.build.heads import read_checks
from warehouse.ids import slug

LISTED = "benchmark_id | name | other_names \n hle | HLE | Humanity's Last Exam \n gpqa-diamond | GPQA diamond | null"
SCALES = (
    "scale_id | scale_type | floor | ceiling | superseded_by \n"
    "hle | proportion | 0 | 1 | null \n gpqa-diamond | proportion | 0 | 1 | null \n eci_published | index | null | null | null"
)
SCORES = "load_id | model | benchmark | score | benchmark_released_on | source \n"


def given_load(warehouse, *scores: str, names: str = "A | a \n B | b \n C | c") -> None:
    """A load of Epoch's in use with these scores, up to core.benchmark_faults."""
    warehouse.given("raw.benchmarks", LISTED)
    warehouse.given("staging.benchmarks", SCALES)
    warehouse.given("staging.score_load_by_week", "week | load_id \n w | e")
    warehouse.given("staging.score_load", "load_id | source | vintage \n e | epoch | 2026-08-18")
    warehouse.given("staging.epoch_names", "epoch_name | release_id \n" + names)
    warehouse.given("staging.reference_scores", "load_id | release_id | scale_id | score")
    warehouse.given(
        "core.published_index", "load_id | release_id | score \n e | claude-3-5-sonnet | 130 \n e | gpt-5 | 150"
    )
    warehouse.given(
        "raw.epoch_scores",
        SCORES + "\n".join(f"e | {score} | null | s" for score in (*scores, "C | GPQA diamond | 0.4")),
    )
    for table in ("staging.scale_names", "staging.epoch_scores", "core.load_benchmarks", "core.sound_scores"):
        warehouse.made(table, "scale_id")
    warehouse.made("staging.index_anchors", "release_id")


SOUND = "release_id, scale_id, is_listed, score"
FAULT = "kind, source, subject, n, detail"


def test_a_benchmark_under_another_name_of_the_list_is_itself(warehouse, rows):
    given_load(warehouse, "A | Humanity's Last Exam | 0.3", "B | humanity’s last EXAM | 0.2")
    assert warehouse.made("core.sound_scores", SOUND) == rows(
        "r | s | l | v \n a | hle | true | 0.3 \n b | hle | true | 0.2 \n c | gpqa-diamond | true | 0.4"
    )


def test_a_benchmark_renamed_to_what_nobody_listed_is_named_and_so_is_the_one_that_is_gone(warehouse, rows):
    given_load(warehouse, "A | The Last Exam | 0.3", "B | The Last Exam | 0.2")
    assert warehouse.made("core.sound_scores", SOUND) == rows(
        "r | s | l | v \n a | the-last-exam | false | 0.3 \n b | the-last-exam | false | 0.2 \n c | gpqa-diamond | true | 0.4"
    )
    assert warehouse.made("core.benchmark_faults", FAULT) == rows(
        "k | o | s | n | d \n"
        "benchmark not listed | epoch | the-last-exam | 2 | in our own index and in no pooled figure \n"
        "benchmark gone | epoch | hle | 0 | listed, and without a score in the load of 2026-08-18"
    )


def test_a_benchmark_under_both_names_counts_once_by_its_main_one_and_is_told(warehouse, rows):
    given_load(warehouse, "A | Humanity's Last Exam | 0.3", "A | HLE | 0.25", "B | Humanity's Last Exam | 0.2")
    assert warehouse.made("core.sound_scores", SOUND) == rows(
        "r | s | l | v \n a | hle | true | 0.25 \n b | hle | true | 0.2 \n c | gpqa-diamond | true | 0.4"
    )
    assert warehouse.made("core.benchmark_faults", "kind, subject, detail") == rows(
        "k | s | d \n"
        "benchmark under two names | hle | HLE, Humanity's Last Exam; where both have a score the main name counts"
    )


def test_benchmarks_without_a_latin_letter_have_ids_of_their_own(warehouse, rows):
    one, other = slug("数学"), slug("物理")
    given_load(warehouse, "A | HLE | 0.3", "A | 数学 | 0.3", "A | 物理 | 0.4")
    assert warehouse.made("core.sound_scores", SOUND) == rows(
        f"r | s | l | v \n a | hle | true | 0.3 \n a | {one} | false | 0.3 \n a | {other} | false | 0.4 \n c | gpqa-diamond | true | 0.4"
    )


def test_a_benchmark_in_percent_is_left_out_whole_though_some_of_its_scores_lie_within_0_and_1(warehouse, rows):
    given_load(warehouse, "A | HLE | 0.3", "A | Percents | 0.8", "B | Percents | 41.5", "C | Percents | 1")
    assert warehouse.made("core.sound_scores", SOUND) == rows(
        "r | s | l | v \n a | hle | true | 0.3 \n c | gpqa-diamond | true | 0.4"
    )
    assert warehouse.made("core.benchmark_faults", FAULT) == rows(
        "k | o | s | n | d \n benchmark not listed | epoch | percents | 3 | in no figure \n"
        "benchmark above its scale | epoch | percents | 1 | 1 of 3 scores are above 1.0, up to 41.5; left out whole"
    )


def test_a_listed_benchmark_in_percent_is_left_out_whole_too(warehouse, rows):
    given_load(warehouse, "A | HLE | 0.9", "B | HLE | 30")
    assert warehouse.made("core.sound_scores", SOUND) == rows("r | s | l | v \n c | gpqa-diamond | true | 0.4")
    assert warehouse.made("core.benchmark_faults", "kind, subject, n") == rows(
        "k | s | n \n benchmark above its scale | hle | 1"
    )


def test_one_score_below_the_scale_is_left_out_alone_and_counted(warehouse, rows):
    given_load(warehouse, "A | HLE | -0.01", "B | HLE | 0", "C | HLE | 1")
    assert warehouse.made("core.sound_scores", SOUND) == rows(
        "r | s | l | v \n b | hle | true | 0.0 \n c | hle | true | 1.0 \n c | gpqa-diamond | true | 0.4"
    )
    assert warehouse.made("core.benchmark_faults", FAULT) == rows(
        "k | o | s | n | d \n score below its scale | epoch | hle | 1 | below 0.0: a -0.01"
    )


def test_a_benchmark_with_several_scores_below_its_scale_is_on_another_one(warehouse, rows):
    given_load(warehouse, "A | HLE | -2.1", "B | HLE | -0.4", "C | HLE | 0.9")  # logits
    assert warehouse.made("core.sound_scores", SOUND) == rows("r | s | l | v \n c | gpqa-diamond | true | 0.4")
    assert warehouse.made("core.benchmark_faults", FAULT) == rows(
        "k | o | s | n | d \n"
        "benchmark below its scale | epoch | hle | 2 | 2 of 3 scores are below 0.0, down to -2.1; left out whole"
    )


def test_a_few_scores_below_the_scale_of_a_benchmark_that_many_took_leave_the_others_in(warehouse, rows):
    models = [f"M{i}" for i in range(20)]
    names = "\n".join(f"{model} | {model.lower()}" for model in [*models, "C"])
    given_load(warehouse, *(f"{model} | HLE | {-0.1 if i < 2 else 0.5}" for i, model in enumerate(models)), names=names)
    kept = warehouse.made("core.sound_scores", "release_id, scale_id")
    assert len([release for release, scale in kept if scale == "hle"]) == 18
    assert warehouse.made("core.benchmark_faults", "kind, n, detail") == rows(
        "k | n | d \n score below its scale | 2 | below 0.0: m0 -0.1, m1 -0.1"
    )


def test_an_anchor_that_is_missing_or_off_its_points_in_the_load_in_use_is_named(warehouse, rows):
    given_load(warehouse, "A | HLE | 0.3")
    warehouse.given(
        "core.published_index", "load_id | release_id | score \n e | gpt-5 | 15 \n old | claude-3-5-sonnet | 130"
    )
    assert warehouse.made("core.benchmark_faults", FAULT) == rows(
        "k | o | s | n | d \n"
        "anchor missing | epoch | claude-3-5-sonnet | 0 | the scale of the index has it at 130.0, the load has no score of it \n"
        "anchor off its points | epoch | gpt-5 | 1 | the scale of the index has it at 150.0, the load at 15.0"
    )


def test_a_listed_benchmark_that_the_reference_scores_lack_is_gone_while_they_are_in_use(warehouse, rows):
    given_load(warehouse)
    warehouse.given("staging.score_load", "load_id | source | vintage \n r | reference | 2026-08-11")
    warehouse.given("staging.reference_scores", "load_id | release_id | scale_id | score \n r | a | hle | 0.3")
    warehouse.given(
        "core.published_index", "load_id | release_id | score \n r | claude-3-5-sonnet | 130 \n r | gpt-5 | 150"
    )
    assert warehouse.made("core.benchmark_faults", FAULT) == rows(
        "k | o | s | n | d \n benchmark gone | reference | gpqa-diamond | 0 | listed, and without a score in the load of 2026-08-11"
    )


def given_pool(warehouse, superseded_by: str) -> None:
    """Two benchmarks of five records each, matched after 100 days on the old one and 300 on the new one."""
    warehouse.given("core.starts", "start_on \n null")
    warehouse.given(
        "core.scales",
        "scale_id | domain | scale_type | superseded_by \n"
        f"old | mathematics | proportion | {superseded_by} \n new | mathematics | proportion | null \n few | coding | proportion | null \n"
        "eci_published | index | index | null",
    )
    matches = [
        f"p | {scale} | available | strict | records | as_of | 2025-01-0{day} | {lag} | true | m{day} | null"
        for scale, lag, n in (("old", 100, 5), ("new", 300, 5), ("few", 200, 4), ("eci_published", 1, 5))
        for day in range(1, n + 1)
    ]
    warehouse.given(
        "core.censored_matches",
        "pairing_id | scale_id | date_basis | rule_id | cohort_id | censoring_id | record_released_on | lag_days | is_matched"
        " | match_release_id | follow_up_days \n" + "\n".join(matches),
    )


POOL = "domain, has_first_tested, has_superseded, n_benchmarks, n_records, median_days"


def test_the_pool_stands_with_and_without_a_superseded_benchmark(warehouse, rows):
    given_pool(warehouse, "new")
    assert warehouse.made("marts.benchmarks_pooled", POOL) == rows(
        "d | f | s | b | n | m \n"
        "null | true | true | 2 | 10 | 100.0 \n null | false | true | 2 | 8 | 100.0 \n"
        "null | true | false | 1 | 5 | 300.0 \n null | false | false | 1 | 4 | 300.0 \n"
        "mathematics | true | true | 2 | 10 | 100.0 \n mathematics | false | true | 2 | 8 | 100.0 \n"
        "mathematics | true | false | 1 | 5 | 300.0 \n mathematics | false | false | 1 | 4 | 300.0"
    )


def test_a_pool_without_a_superseded_benchmark_is_the_same_twice(warehouse):
    given_pool(warehouse, "null")
    made = warehouse.made("marts.benchmarks_pooled", POOL)
    both = [[(*row[:2], *row[3:]) for row in made if row[2] == flag] for flag in ("true", "false")]
    assert len(both[0]) == 4 and sorted(both[0], key=str) == sorted(both[1], key=str)


def offending(warehouse, check: str) -> list[tuple[object, ...]]:
    (sql,) = [one.sql for one in read_checks() if one.name == check]
    return warehouse.connection.execute(sql).fetchall()


def test_a_successor_that_is_not_listed_or_is_the_benchmark_itself_stops_the_build(warehouse):
    warehouse.given("staging.benchmarks", "scale_id | superseded_by \n a | b \n b | null \n c | nobody \n d | d")
    assert sorted(offending(warehouse, "fail_unknown_successor")) == [("c", "nobody"), ("d", "d")]


def test_only_a_score_kept_by_hand_stops_the_build_for_lying_outside_its_scale(warehouse):
    given_load(warehouse, "A | HLE | 30")
    head = "load_id | release_id | scale_id | score | source \n"
    warehouse.given("staging.reference_scores", head + "r | a | hle | 1 | s \n r | a | eci_published | 150 | s")
    assert offending(warehouse, "fail_score_outside_scale") == []
    warehouse.given("staging.reference_scores", head + "r | a | hle | 1.01 | s")
    assert [row[:3] for row in offending(warehouse, "fail_score_outside_scale")] == [("hle", "a", 1.01)]
