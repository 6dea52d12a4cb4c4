# What a newcomer needs: git, make and python3 (3.11 or newer, with venv). The rest is fetched by `make setup`.
#
#   make run     the service on http://localhost:8000, its data in ./data
#   make demo    a made-up service, filled, on http://localhost:8010; prints a link for a worker and a supervisor
#   make test    everything but the long runs; names what it did not run
#   make check   formats, types, lint, walls, and that what is generated is what is committed

PYTHON ?= python3
BIN := .venv/bin
NODE := $(CURDIR)/.venv/bin/node
DATA ?= data
PORT ?= 8000
DEMO_DATA ?= demo-data
DEMO_PORT ?= 8010
CODE = $(wildcard sync server scripts tests bench)

.DEFAULT_GOAL := help
.PHONY: help setup build wire check check-python check-app check-wire test test-long run demo guide bench clean

help:
	@sed -n 's/^#   //p' Makefile

setup:
	@$(PYTHON) scripts/setup.py

build: setup
	@cd pwa && $(NODE) build.mjs

# Everything with one source elsewhere: TypeScript tables and types, schemas, byte tables of docs/spec, vectors.
wire: setup
	@if [ -f scripts/wire.py ]; then $(BIN)/python -m scripts.wire; fi
	@for script in tests/vectors/make_*.py; do \
		if [ -f "$$script" ]; then PYTHONPATH=. $(BIN)/python "$$script" || exit 1; fi; \
	done

check: check-python check-app check-wire
	@echo "check: all well"

check-python: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-logo

check-app: setup
	cd pwa && $(NODE) node_modules/typescript/bin/tsc -b
	cd pwa && $(NODE) node_modules/eslint/bin/eslint.js .
	cd pwa && $(NODE) checks/words.mjs && $(NODE) checks/contrast.mjs

check-wire: setup
	$(BIN)/python -m scripts.unchanged $(MAKE) --no-print-directory wire

test: build
	@$(BIN)/python -m scripts.run_tests

test-long: build
	@AMANAT_LONG=1 $(BIN)/python -m scripts.run_tests

run: build
	@$(BIN)/amanat-server init --data $(DATA)
	@$(BIN)/amanat-server serve --data $(DATA) --port $(PORT)

demo: build
	@$(BIN)/python -m scripts.demo --data $(DEMO_DATA) --port $(DEMO_PORT)

bench: setup
	@$(BIN)/python -m scripts.list_benches

# The pictures of docs/guide: of the demo, and of a visit in which a film is made.
guide: build
	$(BIN)/python -m pytest -q tests/e2e/test_pictures.py -k "[en]"
	AMANAT_LONG=1 $(BIN)/python -m pytest -q tests/e2e/test_states.py -k "worker and [en]"
	mkdir -p docs/guide/pictures
	cd test-results/pictures/en && cp worker/tablet-wide/today.png worker/tablet-wide/films.png \
		worker/tablet-wide/notes.png worker/tablet-wide/visit-who.png worker/tablet-wide/visit-ask.png \
		states-worker/tablet-wide/filming.png states-worker/tablet-wide/after.png \
		supervisor/laptop/inbox.png supervisor/laptop/player.png ../../../docs/guide/pictures/

# Leaves what `make setup` installed, ./data and ./demo-data.
clean:
	rm -rf pwa/.build server/amanat_server/static dist
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find sync server scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +
