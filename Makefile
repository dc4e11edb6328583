# Needs nothing but Python 3.11 to 3.13 with its venv module; README.md has the commands for Windows.

VENV := .venv
BIN := $(VENV)/bin
LOCK := tooling/requirements-dev.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# The newest Python on the path that will do: `make PYTHON=/path/to/python` chooses another.
SUITS := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	if "$$name" -c '$(SUITS)' >/dev/null 2>&1; then echo "$$name"; break; fi; done)

.DEFAULT_GOAL := help
.PHONY: help briefs test lint format docs figures lock clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

briefs: $(VENV)/.installed ## build the example briefs to HTML and PDF
	$(BIN)/brief build

test: $(VENV)/.locked ## run every test
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.locked ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/.locked ## set the code in shape
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

docs: $(VENV)/.installed ## build the guide to docs/_build
	$(BIN)/python -m sphinx -nW -b html docs docs/_build

figures: $(VENV)/.locked ## measure speed and memory, and put the figures into the guide
	$(PIP) install --constraint $(LOCK) --editable .[benchmark]
	$(BIN)/python tests/benchmarks --write

lock: $(VENV)/.locked ## renew the pinned dependencies
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
		--upgrade --no-emit-index-url --no-emit-find-links --no-annotate \
		--custom-compile-command "make lock" --quiet --output-file $(LOCK)

clean: ## delete what the other targets made
	rm -rf build dist docs/_build $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 with its venv module is needed;" \
		"on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The pinned versions keep a first try from failing on somebody else's new release.
$(VENV)/.installed: pyproject.toml $(LOCK) | $(VENV)/bin/python
	$(PIP) install --constraint $(LOCK) --editable .
	@touch $@

$(VENV)/.locked: pyproject.toml $(LOCK) | $(VENV)/bin/python
	$(PIP) install --requirement $(LOCK) --editable .
	@touch $@ $(VENV)/.installed
