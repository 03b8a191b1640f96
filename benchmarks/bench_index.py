"""Time, accuracy and memory of the capability index at several sizes; prints one line a size, asserts nothing.

    python -m benchmarks.bench_index                       # simulated: 200, 1,000 and 5,000 releases on 57 benchmarks
    python -m benchmarks.bench_index --benchmarks 57 150   # as many scores, spread over more benchmarks
    python -m benchmarks.bench_index --scores FILE         # and Epoch's, from its eci_benchmarks.csv

ms per draw: processor time, one BLAS thread, the fit to all scores left out, best of --repeats; steps: Newton steps of
a draw, their mean. Draws per second: slices of one bootstrap in as many processes as --processes; each makes the fit to
all scores first, which at 5,000 releases weighs as much as the draws unless --draws is large. Start of the processes
left out. Objective: what the fit reaches above the same search run with a ten-thousandth of the tolerance from the
neutral start and from two random ones. Peak memory: of a process that does the fit and a fifth of the draws, and before
it (Linux).
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"  # before NumPy reads them
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import multiprocessing
import platform
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl

import lag.curves
import lag.index
import lag.score_table
from lag.index import IndexDraws, bootstrap_index, fit_index

Columns = tuple[list[str], list[str], np.ndarray, dict[str, float], str]


def simulate(n_releases: int, n_benchmarks: int = 57, per_release: int = 10, seed: int = 1) -> Columns:
    """Noisy scores of releases on the benchmarks nearest to them, about as many each as in Epoch's table."""
    rng = np.random.default_rng(seed)
    capability = np.sort(rng.normal(140, 12, n_releases))
    difficulty = rng.normal(142, 15, n_benchmarks)
    slope = np.exp(rng.normal(np.log(0.1), 0.5, n_benchmarks))
    nearness = np.exp(-(((difficulty - capability[:, None]) / 25) ** 2))
    shares = nearness / nearness.sum(axis=1, keepdims=True)
    column = np.concatenate([rng.choice(n_benchmarks, per_release, replace=False, p=share) for share in shares])
    row = np.repeat(np.arange(n_releases), per_release)
    fitted = 1 / (1 + np.exp(-slope[column] * (capability[row] - difficulty[column])))
    scores = np.clip(fitted + rng.normal(0, 0.05, len(row)), 0, 1)
    anchors = {f"r{i:05d}": float(capability[i]) for i in (n_releases // 4, 3 * n_releases // 4)}
    return [f"r{i:05d}" for i in row], [f"b{j:03d}" for j in column], scores, anchors, f"b{column[0]:03d}"


def read(path: Path) -> Columns:
    """Epoch's table of scores."""
    rows = pl.read_csv(path)
    names = rows["model"].to_list(), rows["benchmark"].to_list()
    return *names, rows["performance"].to_numpy(), lag.index.ANCHORS, lag.index.UNIT_BENCHMARK


def draw(columns: Columns, n_draws: int, draws: range) -> IndexDraws:
    releases, benchmarks, scores, anchors, unit = columns
    rng = np.random.default_rng(1)
    return bootstrap_index(
        releases, benchmarks, scores, rng=rng, n_draws=n_draws, draws=draws, anchors=anchors, unit_benchmark=unit
    )


def time_draws(columns: Columns, n_draws: int, repeats: int) -> float:
    """Milliseconds a draw; one draw alone is taken off, as it costs the fit to all scores as well."""
    best = []
    for stop in (1, n_draws):
        seconds = []
        for _ in range(repeats):
            start = time.process_time()
            draw(columns, n_draws, range(stop))
            seconds.append(time.process_time() - start)
        best.append(min(seconds))
    return 1e3 * (best[1] - best[0]) / (n_draws - 1)


def count_steps(columns: Columns, n_draws: int) -> float:
    """Mean number of steps of the first draws."""
    releases, benchmarks, scores, anchors, unit = columns
    table = lag.score_table.tabulate(releases, benchmarks, scores, anchors, lag.index.RIDGE, unit, lag.index.MIN_SCORES)
    counts = np.array([lag.index._resample(table.curves, rng) for rng in np.random.default_rng(1).spawn(n_draws)])
    start = lag.index._fit_all(table).params[0]
    return float(lag.curves.minimise(table.curves, counts, start, lag.curves.DAMPING_WARM).iterations.mean())


def time_processes(columns: Columns, n_draws: int, processes: int) -> float:
    """Draws per second, all processes together."""
    edges = np.linspace(0, n_draws, processes + 1).astype(int)
    slices = [range(first, stop) for first, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)]
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(time.sleep, [0.5] * processes))  # imports done
        start = time.perf_counter()
        list(pool.map(draw, [columns] * processes, [n_draws] * processes, slices))
        return n_draws / (time.perf_counter() - start)


def excess_objective(columns: Columns) -> tuple[float, float]:
    """The objective reached, and how far it lies above the lowest of three tight searches."""
    releases, benchmarks, scores, anchors, unit = columns
    table = lag.score_table.tabulate(releases, benchmarks, scores, anchors, lag.index.RIDGE, unit, lag.index.MIN_SCORES)
    reached = 2 * float(lag.index._fit_all(table).loss[0])
    rng = np.random.default_rng(1)
    n_names, b = len(table.releases) + len(table.benchmarks), len(table.benchmarks)
    weights = np.ones((1, len(table.curves.score)))
    tolerance, lag.curves.TOLERANCE = lag.curves.TOLERANCE, 1e-4 * lag.curves.TOLERANCE
    lowest = []
    for spread in (0.0, 0.3, 0.3):
        start = np.concatenate((rng.normal(0, spread, n_names), np.ones(b)))
        found = lag.curves.minimise(table.curves, weights, start, lag.curves.DAMPING_COLD)
        lowest.append(2 * float(found.loss[0]))
    lag.curves.TOLERANCE = tolerance
    return reached, reached - float(np.nanmin(lowest))


def measure_memory(columns: Columns, n_draws: int) -> tuple[float, float]:
    """Peak resident megabytes of a fresh process before and after the work."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_work_and_report, columns, n_draws).result()


def _work_and_report(columns: Columns, n_draws: int) -> tuple[float, float]:
    before = _peak_megabytes()
    draw(columns, n_draws, range(max(1, n_draws // 5)))
    return before, _peak_megabytes()


def _peak_megabytes() -> float:
    # Not getrusage: its maximum passes on from the parent that spawned the process.
    status = Path("/proc/self/status").read_text()
    return float(status.split("VmHWM:")[1].split()[0]) / 1024


def report(name: str, columns: Columns, n_draws: int, repeats: int, processes: int) -> None:
    releases, benchmarks, scores, anchors, unit = columns
    start = time.perf_counter()
    fit = fit_index(releases, benchmarks, scores, anchors=anchors, unit_benchmark=unit)
    seconds = time.perf_counter() - start
    milliseconds = time_draws(columns, n_draws, repeats)
    steps = count_steps(columns, min(n_draws, 50))
    per_second = time_processes(columns, n_draws, processes)
    objective, excess = excess_objective(columns)
    before, peak = measure_memory(columns, n_draws)
    print(
        f"{name:>10} {len(fit.releases):>8} {len(fit.benchmarks):>10} {fit.n_scores:>7} {1e3 * seconds:>7.1f} "
        f"{milliseconds:>9.2f} {steps:>6.1f} {per_second:>8.0f} {objective:>12.6f} {excess:>9.1e} {before:>7.0f} {peak:>7.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, nargs="+", default=[200, 1000, 5000], help="sizes to simulate")
    parser.add_argument("--benchmarks", type=int, nargs="+", default=[57], help="that the scores are spread over")
    parser.add_argument("--scores", type=Path, help="Epoch's eci_benchmarks.csv, measured first")
    parser.add_argument("--draws", type=int, default=200, help="draws at 200 releases; larger sizes take fewer")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"NumPy {np.__version__}, one BLAS thread a process, {given.processes} processes for draws/s")
    print(
        f"{'':>10} {'releases':>8} {'benchmarks':>10} {'scores':>7} {'fit ms':>7} {'ms / draw':>9} {'steps':>6} {'draws/s':>8} "
        f"{'objective':>12} {'excess':>9} {'MB idle':>7} {'MB peak':>7}"
    )
    if given.scores:
        report("epoch", read(given.scores), given.draws, given.repeats, given.processes)
    for size in given.releases:
        n_draws = max(4 * given.processes, given.draws * 200 // max(size, 200))
        for n_benchmarks in given.benchmarks:
            report("simulated", simulate(size, n_benchmarks), n_draws, given.repeats, given.processes)


if __name__ == "__main__":
    main()
