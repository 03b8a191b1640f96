"""Estimators of lag: pure functions over arrays."""
