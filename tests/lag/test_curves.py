"""Benchmarks that move alone between two steps of all: where they end, and that sparse tables need it."""

import itertools

import numpy as np
import pytest
import scipy.optimize
from scipy.special import expit

import lag.curves
import lag.index
import lag.score_table
from tests.lag.test_index import Simulated


def test_a_benchmark_that_moves_alone_goes_to_the_minimum_of_its_own_loss(monkeypatch):
    monkeypatch.setattr(lag.curves, "N_OWN_STEPS", 300)
    s = Simulated(5, n_releases=30, n_benchmarks=12, per=5)
    curves = lag.score_table.tabulate(*s.columns, s.anchors, 0.1, "b001", 4).curves
    rng = np.random.default_rng(1)
    params = np.concatenate((rng.normal(size=42), rng.uniform(0.3, 3, 12)))[None].repeat(2, axis=0)
    params[:, 43] = 1.0  # of the unit benchmark
    weights = rng.integers(0, 3, (2, len(curves.score))).astype(float)
    weights[1, curves.benchmark_of == 7] = 0.0  # drawn by nobody: difficulty to 0, slope to its bound
    point = lag.curves._evaluate(curves, weights, params)
    hessian = lag.curves._hessian(curves, weights, point, np.full(2, 1e-3), False)
    capability, difficulty, slope = curves.split(lag.curves._move_on(curves, weights, point, hessian).params)
    assert np.array_equal(capability, params[:, :30]) and (slope[:, 1] == curves.slope_lower[1]).all()
    assert (difficulty[1, 7], slope[1, 7]) == pytest.approx((0.0, 0.1), abs=1e-6)
    for row, benchmark in itertools.product(range(2), range(12)):
        mine = curves.benchmark_of == benchmark
        at, score, weight = capability[row, curves.release_of[mine]], curves.score[mine], weights[row, mine]

        def loss(d, at=at, score=score, weight=weight, penalty=curves.penalty[[30 + benchmark, 42 + benchmark]]):
            return (weight * (expit(d[1] * (at - d[0])) - score) ** 2).sum() + penalty @ np.square(d)

        bounds = [(None, None), (curves.slope_lower[benchmark], curves.slope_upper[benchmark])]
        lowest = scipy.optimize.minimize(loss, (difficulty[row, benchmark], slope[row, benchmark]), bounds=bounds).fun
        assert loss((difficulty[row, benchmark], slope[row, benchmark])) == pytest.approx(lowest, abs=1e-8)


def test_draws_of_a_sparse_table_take_few_more_steps_than_those_of_a_dense_one(monkeypatch):
    def mean_steps(n_benchmarks):
        s = Simulated(2, n_releases=200, n_benchmarks=n_benchmarks, per=10)
        table = lag.score_table.tabulate(*s.columns, s.anchors, 0.1, "b000", 4)
        counts = np.array([lag.index._resample(table.curves, rng) for rng in np.random.default_rng(1).spawn(20)])
        start = lag.index._fit_all(table).params[0]
        return lag.curves.minimise(table.curves, counts, start, lag.curves.DAMPING_WARM).iterations.mean()

    assert mean_steps(150) < 1.2 * mean_steps(57)
    monkeypatch.setattr(lag.curves, "OWN_TOLERANCE", np.inf)
    assert mean_steps(150) > 1.3 * mean_steps(57)
