# Everything a person does with a checkout. Needs make (3.81 will do) and Python 3.11 or newer with venv.

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
FILES := bot handlers tests

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo init doctor run test soak browser check format lint imports types fix bench pictures lock clean

help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime  ## Try it out in a browser, with a pretend Slack and Recall; ARGS="--once" plays it in the terminal
	@$(BIN)/python -m bot demo $(ARGS)

init: $(VENV)/.runtime  ## Create .env, question by question; run it again to change an answer
	@$(BIN)/python -m bot init $(ARGS)

doctor: $(VENV)/.runtime  ## Look at the installation in .env, and say how to mend it
	@$(BIN)/python -m bot doctor

run: $(VENV)/.runtime  ## Run the app with the settings in .env
	@$(BIN)/python -m bot serve

test: $(VENV)/.dev  ## Run the tests; ARGS="-k booking" runs some
	@$(BIN)/python -m pytest -q --numprocesses auto --dist worksteal $(ARGS)

soak: $(VENV)/.dev  ## Kill real processes for over a hundred rounds, some eight minutes; SOAK_SEED=1 repeats a run
	@$(BIN)/python -m pytest -q -s -m soak tests/soak $(ARGS)

browser: $(VENV)/.dev  ## Play the demo's story in a real Chromium; skipped with a word where there is none
	@$(BIN)/python -m pytest -q tests/browser -m browser $(ARGS)

check: format lint imports types test  ## What must hold before a change goes in: format, lint, imports, types, tests

format: $(VENV)/.dev
	@$(BIN)/python -m ruff format --check $(FILES)

lint: $(VENV)/.dev
	@$(BIN)/python -m ruff check $(FILES)

imports: $(VENV)/.dev
	@$(BIN)/lint-imports

types: $(VENV)/.dev
	@$(BIN)/python -m mypy

fix: $(VENV)/.dev  ## Format, and mend what the linter can mend by itself
	@$(BIN)/python -m ruff format $(FILES)
	@$(BIN)/python -m ruff check --fix $(FILES)

bench: $(VENV)/.dev  ## Measure what is promised about speed
	@$(BIN)/python -m tests.benchmarks

pictures: $(VENV)/.dev  ## Take the README's pictures anew, from the demo in Chromium
	@$(BIN)/python -m tests.browser.pictures

lock: $(VENV)/.dev  ## Write both requirements files anew; ARGS="--upgrade" takes newer releases
	@for extra in "" "--extra dev"; do \
	  $(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	    pyproject.toml $$extra $(ARGS) --output-file requirements$${extra:+-dev}.txt || exit 1; \
	done

clean:  ## Remove the virtual environment and what tools have left
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

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

# PYTHON, or the first of these that is new enough and can make a virtual environment.
$(BIN)/python:
	@for python in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3); do \
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec "$$python" -m venv --clear $(VENV); \
	  fi; \
	done; \
	echo "No Python 3.11 or newer with venv was found: install one (Debian, Ubuntu: apt install python3-venv), or name it with make PYTHON=/path/to/python." >&2; \
	exit 1
