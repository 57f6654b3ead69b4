# Everything runs from .venv, made from the hashed lock file; nothing else is prepared.
PYTHON ?= python3
BIN := .venv/bin
DAY ?= 10
SEED ?= 1
STORE ?= sqlite
MINUTES ?= 0
# Bytecode may be written, whatever the machine says: the sandbox loads the workflows for each run
# anew, and compiling them each time is a quarter of what a story costs.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup demo up check test verify chaos-short format bench-intake histories pictures police lock clean rehearsals

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

.venv/installed: requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Homeward needs Python 3.11 or later; name one with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip --disable-pip-version-check --quiet install --require-hashes --requirement requirements-dev.lock
	@touch $@

setup: .venv/installed ## make .venv from the lock file

demo: setup ## thirty days of a dozen patients in five minutes, in the real Temporal UI
	@$(BIN)/python starter.py demo --day $(DAY)

up: setup ## the same stack in real time, nobody scripted, until Ctrl-C
	@$(BIN)/python starter.py up

check: setup ## ruff, mypy, import-linter, vulture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/vulture

test: setup ## every test but the long ones, on two cores
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m "not long and not rehearsal"

chaos-short: setup ## faults on a running stack, judged by its checker (SEED=1 STORE=sqlite or postgresql MINUTES=60 for an hour)
	$(BIN)/python -m tests.chaos --seed $(SEED) --store $(STORE) --minutes $(MINUTES)

verify: setup ## what takes long: floods, the busiest phone, a demo killed, a run of faults on each store
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m long
	$(BIN)/python -m tests.chaos --seed 1 --store sqlite
	$(BIN)/python -m tests.chaos --seed 2 --store postgresql

rehearsals: setup ## fifty seeds, and silence of every discharge, by the real workflows beside the pure walk: some twenty minutes
	$(BIN)/python -m pytest tests/local/rehearsal --numprocesses 2 --dist worksteal -m rehearsal

format: setup ## put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench-intake: setup ## messages a second: parse, MLLP to AA, HTTP to 202, beside bare starts
	@$(BIN)/python bench/intake.py

histories: setup ## record the golden histories anew (a change that breaks them says so in its commit)
	rm -rf tests/histories
	$(BIN)/python -m pytest tests/stories -m golden --record-histories

pictures: setup ## take the pictures of the documents, from a demo that is running now
	$(BIN)/python docs/take_pictures.py

.homeward/prism/installed: Makefile
	npm install --no-fund --no-audit --loglevel=error --prefix .homeward/prism @stoplight/prism-cli@5.16.0
	@touch $@

police: setup .homeward/prism/installed ## Twilio's own OpenAPI, by Prism, between its client and the phone simulator
	$(BIN)/python -m pytest tests/simulator/test_police.py --quiet -rs

lock: setup ## write both lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev pyproject.toml --output-file requirements-dev.lock

clean: ## forget every run: databases, histories, keys
	rm -rf .homeward
