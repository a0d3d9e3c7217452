# Each target works as the first command on a fresh clone: the environment is made from the lock when it is missing or old.
SHELL := /bin/sh
.SHELLFLAGS := -eu -c
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CODE   := bot digest handlers storage
SECONDS ?= 60
DATA   ?= $(or $(PAPERBOY_TEST_DATA),../shared/data)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo run test nightly year check format lint types bench pictures package sbom audit fuzz hadolint lock clean

help:
	@echo 'make demo    the whole day offline, on the sample day: posts, messages, preview.html'
	@echo 'make run     the bot, with the settings of .env'
	@echo 'make test    every test'
	@echo 'make check   format, lint, types, tests: what CI runs'
	@echo 'make nightly the tests that take minutes: a thousand kills of the delivery'
	@echo 'make year    a simulated year of a thousand chats, with outages, kills and wrong clocks: YEAR="--seed 9 --days 90"'
	@echo 'make bench   the benchmarks, with their goals beside them'
	@echo 'make pictures the pictures of the documents, anew (needs Chromium)'
	@echo 'make package wheel and sdist into dist/; make sbom beside them what they consist of (CycloneDX)'
	@echo 'make audit   known weaknesses of what the lock names (asks the network)'
	@echo 'make fuzz    every parser of what strangers write: FUZZ="id post" SECONDS=600'
	@echo 'make hadolint what is wrong with the Dockerfile, without Docker'
	@echo 'make lock    resolve the dependencies anew (needs uv)'

# One stamp a lock file: what is installed is what the lock says, and a second run costs nothing.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Paperboy needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo 'Installing Paperboy into $(VENV) …'
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/.ready-%: requirements-%.lock $(VENV)/.ready
	@echo 'Installing what $< names …'
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement $<
	@touch $@

demo: $(VENV)/.ready
	@$(BIN)/paperboy demo --out demo

run: $(VENV)/.ready
	@$(BIN)/paperboy run

test: $(VENV)/.ready-dev
	@PAPERBOY_TEST_DATA='$(DATA)' $(BIN)/python -m pytest -q

nightly: $(VENV)/.ready-dev
	@PAPERBOY_TEST_DATA='$(DATA)' $(BIN)/python -m pytest -q -m nightly

year: $(VENV)/.ready-dev
	@PAPERBOY_TEST_DATA='$(DATA)' $(BIN)/python -m tests.year $(YEAR)

format: $(VENV)/.ready-dev
	@$(BIN)/ruff format --check .

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff check .

types: $(VENV)/.ready-dev
	@$(BIN)/mypy --no-error-summary $(CODE) deploy docs tests benchmarks

check: format lint types test

bench: $(VENV)/.ready-dev
	@PAPERBOY_TEST_DATA='$(DATA)' $(BIN)/python -m benchmarks $(BENCH)

pictures: $(VENV)/.ready
	@$(BIN)/python -m docs.pictures

# The date of the last commit: the same commit gives the same bytes.
package: $(VENV)/.ready
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct 2>/dev/null || echo 315532800) $(BIN)/python -m hatchling build --directory dist

sbom: $(VENV)/.ready
	@mkdir -p dist
	@$(BIN)/python -m deploy.sbom > dist/paperboy.cdx.json

# Strict: what could not be looked up is a failure, not a pass.
audit: $(VENV)/.ready-audit
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

fuzz: $(VENV)/.ready-dev $(VENV)/.ready-fuzz
	@$(BIN)/python -m tests.security.fuzz --seconds $(SECONDS) $(FUZZ)

hadolint: $(VENV)/.ready-image
	@$(BIN)/hadolint Dockerfile

lock:
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --group build pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --constraint requirements.lock --group build --group dev pyproject.toml --output-file requirements-dev.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --constraint requirements-dev.lock --group pyproject.toml:audit --output-file requirements-audit.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --constraint requirements-dev.lock --group pyproject.toml:fuzz --output-file requirements-fuzz.lock
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --group pyproject.toml:image --output-file requirements-image.lock

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage build dist
