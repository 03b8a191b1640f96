# uv comes into the project's own environment, so none is needed beforehand and an old one is not in the way; the rest comes from uv.lock.
PYTHON ?= python3
BIN := .venv/bin

# The caller's shell may point elsewhere: at another environment, another project, other modules. What names an index, a mirror, a proxy or a
# certificate stays, for that is how packages are reached here.
REACHED_BY := UV_INDEX% UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_NO_INDEX UV_FIND_LINKS UV_OFFLINE UV_HTTP% UV_INSECURE_HOST UV_KEYRING% \
  UV_NATIVE_TLS UV_SYSTEM_CERTS UV_%_MIRROR UV_CACHE_DIR UV_CONFIG_FILE PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_NO_INDEX PIP_FIND_LINKS \
  PIP_TRUSTED_HOST PIP_CERT PIP_CLIENT_CERT PIP_PROXY PIP_KEYRING% PIP_%TIMEOUT PIP_RETRIES PIP_CACHE_DIR PIP_CONFIG_FILE
unexport $(filter-out $(REACHED_BY),$(filter UV_% PIP_% VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONSAFEPATH,$(.VARIABLES)))

# Compiled libraries are kept: without them every start, and every child of one, compiles them anew, some 10 s of it.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: report test check chaos scale serve tables lineage translate help

report: .venv/ready ## Run the week and write the report; a source that cannot be reached is replaced by its stored snapshot, and the report says so
	@$(BIN)/openlag weekly --fallback

# Three on two cores: a fifth of the time a test waits, for a server or a limit of time.
test: .venv/ready ## Run every test, three files at a time
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: .venv/ready ## Lint, types and tests: what CI runs
	@$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

chaos: .venv/ready ## Kill 500 runs, flip 1,000 bits of what is landed and kept, and say what was lost
	@$(BIN)/python -m tests.chaos

scale: .venv/ready ## Test several machines with real servers, in an environment of their own (PostgreSQL is needed), and say what was measured
	@.ci/scale -m scale

serve: .venv/ready ## Start a local Prefect server with the schedules, until interrupted
	@$(BIN)/openlag serve

tables: .venv/ready ## List the marts and named queries
	@$(BIN)/openlag tables

lineage: .venv/ready ## Draw docs/lineage.md anew: what every table rests on
	@$(BIN)/python -m warehouse.build.lineage

translate: .venv/ready ## Bring the catalogues of other languages up to date with what is said
	@$(BIN)/python -m reports.translate

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

# An environment that a newcomer did not make (a virtualenv of another tool, say) is left alone: this one is in .venv. It is ready when its
# command is there, whatever the mark says.
ifeq ($(wildcard $(BIN)/openlag),)
.PHONY: .venv/ready
endif
.venv/ready: uv.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit("openlag needs Python 3.11 or newer; try make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.13,<0.14"
	@$(BIN)/uv sync --frozen --quiet --inexact
	@$(BIN)/openlag --version >/dev/null && touch .venv/ready
