# Learning from Reviews. `make` alone prints this list.
SHELL := /bin/bash
PYTHON ?= python3.11
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
LFR := $(BIN)/learning-from-reviews
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run setup test lint evaluate bench bench-workers bench-edits bench-scale assure papers bundle

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set up, build the index where it is absent or stale, and serve the page (PORT=8000)
	@exec $(LFR) serve --host $(HOST) --port $(PORT)

setup: $(VENV)/.built ## only the environment and the index
	@$(LFR) index

test: setup $(VENV)/.tested lint ## set up, lint, and run all tests
	@$(BIN)/python -m pytest

lint: $(VENV)/.built $(VENV)/.tested ## ruff, mypy (strict) and the borders between packages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

evaluate: setup ## retrieval quality on the judged cases, with baselines in the same run
	@$(LFR) evaluate

bench: setup $(VENV)/.tested ## speed, memory and size against the usual tools, in the same run
	@[ -e $(VENV)/bench/txtai ] || $(PIP_INSTALL) -r requirements/bench.lock --no-deps --target $(VENV)/bench \
	  || { rm -rf $(VENV)/bench; echo "txtai cannot be installed: its row is left out."; }
	@$(BIN)/python -m tests.benchmarks

bench-workers: setup $(VENV)/.tested ## how many workers pay on this machine: throughput, p95, memory
	@$(BIN)/python -m tests.benchmarks.workers

bench-edits: setup ## seconds that an index takes after each kind of edit of the corpus (about ten minutes)
	@$(BIN)/python -m tests.benchmarks.edits --compare

bench-scale: setup $(VENV)/.tested ## the search of a made library of up to a million passages (minutes; 5 GB of temporary files)
	@$(BIN)/python -m tests.benchmarks.scale

assure: papers ## the long proofs (about half an hour), and their report in docs/
	@ASSURANCE_RECORD=docs/assurance.json $(BIN)/python -m pytest tests/assurance -m "assure or not assure"; \
	  code=$$?; $(BIN)/python -m tests.assurance.report && $(BIN)/python -m tests.assurance.papers && exit $$code

papers: setup $(VENV)/.tested ## measure again what the papers in docs/ state, and write them
	@$(BIN)/python -m tests.assurance.measuring
	@$(BIN)/python -m tests.assurance.report
	@$(BIN)/python -m tests.assurance.papers

bundle: setup ## a folder, bundle/, that serves on a machine without torch (POSTGRES=1: with what LFR_STORE needs)
	@POSTGRES="$(POSTGRES)" bash deploy/bundle.sh bundle

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 was not found. Install it (Debian: apt-get install python3.11 python3.11-venv) or name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed. Name it: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.served: requirements/serve.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what serving needs (about 300 MB on disk) ..."
	@$(PIP_INSTALL) -r requirements/serve.lock
	@touch $@

$(VENV)/.built: requirements/build.lock requirements/torch.lock requirements/torch-cpu.lock $(VENV)/.served
	@PIP_INSTALL="$(PIP_INSTALL)" bash requirements/install-torch.sh $(BIN)/python
	@$(PIP_INSTALL) -r requirements/build.lock --no-deps
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tested: requirements/test.lock $(VENV)/.built
	@$(PIP_INSTALL) -r requirements/test.lock --no-deps
	@touch $@
