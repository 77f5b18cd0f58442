# Every target sets up what it needs in .venv, and only when pyproject.toml changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.tierlight-runtime
DEVELOPMENT := $(VENV)/.tierlight-development
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test test-full neo4j coverage lint format docs examples benchmarks clean

help:
	@echo "make demo        load the shipped EV battery data, run it and show what it says"
	@echo "make test        all tests, with a tenth of the repetitions (at most 15 minutes)"
	@echo "make test-full   all tests, with all repetitions"
	@echo "make neo4j       only the tests that need a Neo4j server"
	@echo "make coverage    the tests with line coverage; fails below 95 % for graph/ and loaders/"
	@echo "make lint        ruff and strict mypy"
	@echo "make docs        write the generated pages of docs/ again"
	@echo "make examples    run the examples of the commands' help again and keep what they print"
	@echo "make benchmarks  print the speed tables"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "tierlight: $(PYTHON) is older than Python 3.11; name another one: make PYTHON=python3.12" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'

$(RUNTIME): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[fast]'
	@touch $@

$(DEVELOPMENT): pyproject.toml | $(RUNTIME)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[fast]' --group test --group lint
	@touch $@

demo: $(RUNTIME)
	$(BIN)/tierlight demo

test: $(DEVELOPMENT)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-full: $(DEVELOPMENT)
	TIERLIGHT_TEST_FULL=1 $(BIN)/python -m pytest $(PYTEST_ARGS)

neo4j: $(DEVELOPMENT)
	TIERLIGHT_TEST_REQUIRE=neo4j $(BIN)/python -m pytest -m neo4j $(PYTEST_ARGS)

coverage: $(DEVELOPMENT)
	$(BIN)/python -m pytest --cov=graph --cov=loaders --cov-report=term-missing:skip-covered \
	  --cov-fail-under=95 $(PYTEST_ARGS)

lint: $(DEVELOPMENT)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(DEVELOPMENT)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

docs: $(DEVELOPMENT)
	$(BIN)/python -m tierlight.reference docs

examples: $(DEVELOPMENT)
	$(BIN)/python -m tierlight.commandline.examples

benchmarks: $(DEVELOPMENT)
	for name in load run explain export; do $(BIN)/python -m benchmarks.$$name || exit 1; done

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
