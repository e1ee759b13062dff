# Everything a person does with a checkout. Needs make (3.81 will do) and Python 3.11 or newer with venv.

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
FILES := bot handlers tests
RELEASE := .venv-release
# The same commit gives the same bytes: what is built carries the time of its commit.
EPOCH = $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),1767225600)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo init doctor run test soak browser check format lint imports types sentences fix bench pictures lock wheel \
	zipapp sbom audit-dependencies deploy-check clean

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime  ## Try it out in a browser, with a pretend Slack and Recall; ARGS="--once" plays it in the terminal
	@$(BIN)/python -m bot demo $(ARGS)

init: $(VENV)/.runtime  ## Create .env, question by question; run it again to change an answer
	@$(BIN)/python -m bot init $(ARGS)

doctor: $(VENV)/.runtime  ## Check the installation in .env, and say how to fix it
	@$(BIN)/python -m bot doctor

run: $(VENV)/.runtime  ## Run the app with the settings in .env
	@$(BIN)/python -m bot serve

test: $(VENV)/.dev  ## Run the tests; ARGS="-k booking" runs some
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q --numprocesses auto --dist worksteal $(ARGS)

soak: $(VENV)/.dev  ## Kill real processes for over a hundred rounds and ten minutes more, some twenty minutes; SOAK_SEED=1 repeats a run
	@$(BIN)/python -m pytest -q -s -m soak tests/soak $(ARGS)

browser: $(VENV)/.dev  ## Play the demo's story in a real Chromium; skipped where there is none
	@$(BIN)/python -m pytest -q tests/browser -m browser --ignore tests/browser/test_openid_provider.py $(ARGS)
	@$(BIN)/python -m pytest -q tests/browser/test_openid_provider.py -m browser

check: format lint imports types test  ## What must hold before a change goes in: format, lint, imports, types, tests

format: $(VENV)/.dev
	@$(BIN)/python -m ruff format --check $(FILES)

lint: $(VENV)/.dev
	@$(BIN)/python -m ruff check $(FILES)

imports: $(VENV)/.dev
	@$(BIN)/lint-imports

types: $(VENV)/.dev
	@$(BIN)/python -m mypy

sentences: $(VENV)/.dev  ## Print every sentence of the product that a person reads, by file
	@$(BIN)/python -m tests.sentences

fix: $(VENV)/.dev  ## Format, and fix what the linter can fix
	@$(BIN)/python -m ruff format $(FILES)
	@$(BIN)/python -m ruff check --fix $(FILES)

bench: $(VENV)/.dev  ## Measure what is promised about speed
	@$(BIN)/python -m tests.benchmarks

pictures: $(VENV)/.dev  ## Take the README's pictures again, from the demo in Chromium
	@$(BIN)/python -m tests.browser.pictures

lock: $(VENV)/.dev  ## Write the requirements files again; ARGS="--upgrade" takes newer releases
	@for part in ":pyproject.toml --extra all" "-dev:pyproject.toml --extra dev" "-build:--group build" "-release:--group release"; do \
	  $(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    $${part#*:} $(ARGS) --output-file requirements$${part%%:*}.txt || exit 1; \
	done

wheel: $(RELEASE)/.ready  ## Build the wheel and the source archive into dist/; the same commit gives the same bytes
	@rm -rf dist/*.whl dist/*.tar.gz
	@SOURCE_DATE_EPOCH=$(EPOCH) $(RELEASE)/bin/python -m hatchling build --target wheel --target sdist

zipapp: wheel  ## Build dist/recall-schedule.pyz, one file that needs nothing but a Python like the one it is made with
	@rm -rf build/zipapp
	@umask 022; $(RELEASE)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --target build/zipapp \
	  --require-hashes -r requirements.txt
	@umask 022; $(RELEASE)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --target build/zipapp --upgrade --no-deps \
	  --no-index --find-links dist recall-schedule
	@rm -rf build/zipapp/bin  # scripts, which hold the path of the Python that they were made with
	@sed -i.orig '/^\.\.\/\.\.\/bin\//d' build/zipapp/*.dist-info/RECORD && rm -f build/zipapp/*.dist-info/RECORD.orig
	@SOURCE_DATE_EPOCH=$(EPOCH) $(RELEASE)/bin/python -m shiv.cli --reproducible --site-packages build/zipapp --console-script recall-schedule \
	  --python "/usr/bin/env python3" --output-file dist/recall-schedule.pyz

sbom: $(RELEASE)/.ready  ## Write dist/sbom.cdx.json, the bill of materials of what the lock installs (CycloneDX)
	@mkdir -p dist build
	@sed "s/^dynamic = .*/version = \"$$($(RELEASE)/bin/python -m hatchling version)\"/" pyproject.toml >build/sbom.toml
	@$(RELEASE)/bin/python -W ignore -m cyclonedx_py requirements requirements.txt --pyproject build/sbom.toml --mc-type application \
	  --output-reproducible --output-format JSON --output-file dist/sbom.cdx.json

audit-dependencies: $(VENV)/.dev  ## Hold the locks to their rules, without the network: pinned, hashed, from the registry, within pyproject's bounds
	@$(BIN)/python -m pytest -q tests/packaging/test_locks.py

deploy-check: $(VENV)/.dev $(RELEASE)/.ready  ## Run or validate each file in deploy/; what cannot be checked here says why
	@$(BIN)/python -m pytest -q -rs -m deploy --numprocesses 2 --dist loadfile tests/deploy $(ARGS)

clean:  ## Remove the virtual environment and what tools have left
	rm -rf $(VENV) $(RELEASE) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# A stamp is newer than the requirements that were installed last.
$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "Installing what the app needs (about a minute, once)..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the app and its tests need (about a minute, once)..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(VENV)/.runtime $@

$(RELEASE)/.ready: requirements-release.txt | $(RELEASE)/bin/python
	@echo "Installing what releases are made with (half a minute, once)..."
	@umask 022; $(RELEASE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-release.txt
	@touch $@

# PYTHON, or the first of these that is new enough and can make a virtual environment.
$(BIN)/python $(RELEASE)/bin/python:
	@for python in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3); do \
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec "$$python" -m venv --clear $(@D)/..; \
	  fi; \
	done; \
	echo "No Python 3.11 or newer with venv was found: install one (Debian, Ubuntu: apt install python3-venv), or name it with make PYTHON=/path/to/python." >&2; \
	exit 1
