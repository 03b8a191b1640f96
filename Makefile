# uv is brought into the project's own environment when the machine has none; everything else comes from uv.lock.
PYTHON ?= python3
BIN := .venv/bin
UV := $(shell command -v uv || echo $(BIN)/uv)

.DEFAULT_GOAL := help
.PHONY: report test check serve tables help

report: .venv/ready ## Run the week and write the report; a source that cannot be reached is replaced by its stored snapshot, and the report says so
	@$(BIN)/openlag weekly --fallback

test: .venv/ready ## Run every test
	@$(BIN)/python -m pytest

check: .venv/ready ## Lint, types and tests: what CI runs
	@$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/python -m pytest

serve: .venv/ready ## Start a local Prefect server with the schedules, until interrupted
	@$(BIN)/openlag serve

tables: .venv/ready ## List the marts and named queries
	@$(BIN)/openlag tables

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

# An environment that a newcomer did not make (a virtualenv of another tool, say) is left alone: this one is in .venv.
.venv/ready: uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit("openlag needs Python 3.11 or newer; try make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x "$(UV)" || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(UV) sync --frozen --quiet --inexact
	@touch .venv/ready
