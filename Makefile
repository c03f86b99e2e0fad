# What a developer does. `make help` lists it.
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
.DEFAULT_GOAL := help
.PHONY: help setup run test test-fast test-long lint fix models mutants bench pictures lock clean

help:  ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## Make the environment and the front end; does nothing when they are up to date
	@sh .ci/setup.sh

run: setup  ## Start everything with sample data and print the address (PORT, RANDA_DATA)
	@.venv/bin/randa run

test: setup  ## Every test at its fixed sample (at most 15 minutes)
	@$(PYTEST) -n 2 --dist loadgroup -rfE -m "not long" tests

test-fast: setup  ## House rules, words, FEEL and engine (at most one minute)
	@$(PYTEST) -n 2 -m "not long and not postgres and not browser" tests/house tests/unit tests/engine tests/workflows

test-long: setup  ## The full numbers; writes docs/reference/long-run.md (at most 90 minutes)
	@$(PY) -m tests.long_run

lint: setup  ## Style, imports, types
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports && .venv/bin/mypy

fix: setup  ## Mend what can be mended by machine
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .

models: setup  ## The verdict of the profile on every model of ours
	@.venv/bin/randa models check bpmn/*/*.bpmn

mutants: setup  ## Prove the tests: every named fault must be caught
	@$(PY) -m tests.mutants

bench: setup  ## How fast, how it grows: a table and bench.json
	@$(PY) -m tests.bench

pictures: setup  ## Every page at 1280 and 390 px, into var/pictures
	@$(PY) -m tests.browser.pictures

lock:  ## Freeze versions and hashes anew after a change of pyproject.toml
	@$(PY) -m pip install -q uv && .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock && .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## Throw away the environment and the bundles; keeps the data
	@rm -rf .venv .setup service/static/dist service/frontend/node_modules
