# One entry to everything. Needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHOW ?= podcast
ARTICLE ?= examples/harbor-lights.md

.PHONY: help install dev episode demo check format lint types imports test test-voices bench clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@

install: $(VENV)/.installed ## a private virtual environment with podcaster in it

dev: $(VENV)/.dev ## the same with the tools for development

episode: install ## make ARTICLE=path into an episode in the show SHOW=folder
	$(BIN)/podcaster convert --show '$(SHOW)' '$(ARTICLE)'

demo: install ## the example post as an episode, and a server for a podcast app
	$(BIN)/podcaster convert --show '$(SHOW)' examples/harbor-lights.md
	$(BIN)/podcaster serve --show '$(SHOW)'

check: format lint types imports test ## format, lint, types, imports, tests

format: dev
	$(BIN)/ruff format --check .

lint: dev
	$(BIN)/ruff check .

types: dev
	$(BIN)/mypy

imports: dev ## one direction, no circles, late imports with a reason, no long functions
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tests.house

test: dev ## all tests, the few with real voices too
	$(BIN)/python -m pytest -n auto

test-voices: dev ## only the tests with real voices
	$(BIN)/python -m pytest -m voices

bench: dev ## the numbers we hold ourselves to
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
