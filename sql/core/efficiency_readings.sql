-- meaning: What "a hundred times more efficient" can mean: list price, the cost of the same work on a benchmark, training compute.
-- grain: one row per reading
-- key: reading_id
-- caveat: claim_reading is the reading of the claim; the four benchmarks are one, the cost of the same work.
select reading_id, reading_name, claim_reading, unit, benchmark_id, place,
from (
    values
    ('input_price', 'list price, input', 'input price', 'USD per million tokens', null, 1),
    ('output_price', 'list price, output', 'output price', 'USD per million tokens', null, 2),
    ('cost_aider_polyglot', 'Aider polyglot', 'cost of the same work', 'USD per exercise', 'aider-polyglot', 3),
    ('cost_swe_bench_bash', 'SWE-bench, bash only', 'cost of the same work', 'USD per task', 'swe-bench-bash', 4),
    ('cost_the_agent_company', 'The Agent Company', 'cost of the same work', 'USD per task', 'the-agent-company', 5),
    ('cost_weirdml', 'WeirdML', 'cost of the same work', 'USD per run', 'weirdml', 6),
    ('training_compute', 'training compute', 'training compute', 'FLOP', null, 7)
) as readings (reading_id, reading_name, claim_reading, unit, benchmark_id, place)
