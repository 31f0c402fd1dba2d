# Everything people and CI do. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
QUICK := -m "not slow and not browser"

.PHONY: help setup setup-dev run demo test test-all check fix safety bench new lock docs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/'

setup:
	@$(PYTHON) tools/bootstrap.py run

setup-dev:
	@$(PYTHON) tools/bootstrap.py dev

run: setup ## set up, then serve Evenkeel on this machine
	@$(BIN)/evenkeel serve

demo: setup ## the same product with a synthetic member, in a folder of its own
	@$(BIN)/evenkeel demo

test: setup-dev ## set up, then the tests (under 10 minutes on 2 cores)
	@$(PYTEST) $(QUICK) -n 2 -q

test-all: check ## what `make test` leaves out: checks, browser, long tests, PostgreSQL
	@$(PYTEST) -m "slow or browser" -n 2 -q
	@$(BIN)/python tools/postgres.py $(PYTEST) -m "database and not slow and not browser" -n 2 -q

check: setup-dev ## formatting, types, layers, content, migrations, documents
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/evenkeel check
	@$(BIN)/python tools/front_end.py run check

fix: setup-dev ## format and mend what can be mended by itself
	@$(BIN)/ruff check -q --fix . || true
	@$(BIN)/ruff format -q .

safety: setup-dev ## every safety figure beside its floor, in one table
	@$(BIN)/python -m tests.safety

bench: setup-dev ## speed, memory and quality as ratios, in one run
	@$(BIN)/python -m benchmarks

new: setup-dev ## a passing skeleton: make new kind=exercise id=my-exercise
	@$(BIN)/evenkeel new $(kind) $(id)

docs: setup-dev ## write the generated reference
	@$(BIN)/evenkeel docs

lock: ## pin the dependencies of pyproject.toml, with hashes and no addresses
	@$(BIN)/python tools/lock.py

clean: ## remove what set-up made (never the data folder)
	rm -rf .venv frontend/node_modules src/evenkeel/site/static/built build
