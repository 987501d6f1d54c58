# make demo: install, audit the example stores, say where the reports lie.   make test: install, run the tests.
SHELL := /bin/bash
# Bytecode, the kept rule book and compiled templates make a start several times faster.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help install demo test check bench lock clean

help: ## show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

# Not compiled while it is installed: that takes as long as the rest, and Python compiles what is used when it is.
$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

install: $(VENV)/.installed ## install everything into .venv, pinned by hash

demo: install ## audit the example stores
	$(BIN)/auditor audit examples/stores --as-of 2026-11-15 --out demo-out || test $$? -eq 1 -o $$? -eq 3

# Three processes on two cores: a third of a test's time is waiting, for browsers, disks and processes that are killed.
test: install ## run the tests
	$(BIN)/python -m pytest -n 3

check: install ## lint, types, rule files, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/auditor rules check
	$(BIN)/auditor rules docs --out docs/handbook --check
	$(BIN)/python -m tests.docs_check

bench: install ## speed as ratios against peers in the same run
	$(BIN)/python -m benchmarks

lock: ## pin the whole set anew
	$(BIN)/pip-compile --quiet --output-file requirements.lock pyproject.toml requirements-dev.in

clean: ## remove what make makes
	rm -rf $(VENV) demo-out dist build
