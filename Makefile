# Wirewatch: make run · demo · test · check · fuzz · bench
PYTHON ?= python3
PORT   ?= 8080
BIN    := .venv/bin

.PHONY: run demo install install-dev test test-slow test-all check format fuzz bench

run: install            ## install everything and run the main job on this machine
	@$(BIN)/wirewatch up --port $(PORT)

demo: install           ## the same with the built-in newsroom instead of real sources
	@$(BIN)/wirewatch up --port $(PORT) --demo

install: .venv/installed

install-dev: .venv/installed-dev

test: install-dev       ## every test that needs no Airflow start (minutes)
	$(BIN)/pytest -m "not slow"

test-slow: install-dev  ## those that start real Airflow, Celery or a browser, or play weeks of polls
	$(BIN)/pytest -m slow

test-all: test test-slow

check: install-dev      ## what must be clean before a commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_architecture.py

format: install-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: install-dev       ## a minute of broken feeds, new ones each time
	$(BIN)/python tests/fuzz/fuzz_feeds.py --seconds 60

bench: install-dev      ## speed and memory, ours beside the alternatives in one run
	$(BIN)/python -m tests.bench

.venv/installed: requirements.txt pyproject.toml ingest/install.py
	@$(PYTHON) ingest/install.py requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt pyproject.toml ingest/install.py
	@$(PYTHON) ingest/install.py requirements-dev.txt
	@touch $@ .venv/installed
