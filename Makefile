# Everything a fresh machine needs is made from here; nothing is installed outside this folder but Chromium (for tests).
PY ?= python3
UV := .uv/bin/uv
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
export VIRTUAL_ENV := $(CURDIR)/.venv
export PYTHONUTF8 := 1
unexport PYTHONDONTWRITEBYTECODE # a start compiles every module again where this is set: 17 s instead of 7

.DEFAULT_GOAL := help
.PHONY: help run test demo check format browser lock docs screenshots clean

help:            ## this list
	@grep -hE '^[a-z]+: .*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(UV):
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with: make PY=python3.12 …"; exit 1; }
	$(PY) -m venv .uv
	.uv/bin/pip install -q --disable-pip-version-check 'uv>=0.9,<0.14'

.venv/.run: requirements/run.txt pyproject.toml | $(UV)
	@test -x $(BIN)/python || $(UV) venv -q --python $(PY) .venv
	@test -e .venv/.dev || $(UV) pip sync -q --require-hashes requirements/run.txt
	@$(BIN)/python -X utf8 requirements/link.py .
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml | $(UV)
	@test -x $(BIN)/python || $(UV) venv -q --python $(PY) .venv
	$(UV) pip sync -q --require-hashes requirements/dev.txt
	@$(BIN)/python -X utf8 requirements/link.py .
	@touch $@ .venv/.run

run: .venv/.run  ## set up and start the studio with the example brand
	@$(BIN)/studio run

demo: .venv/.run ## fourteen days of the example brand in a minute or two, with a report
	@$(BIN)/studio demo

browser: .venv/.dev ## find or install the Chromium of the browser tests
	@$(BIN)/python -m tests.browser.chromium

test: .venv/.dev browser ## set up and run the whole suite
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: .venv/.dev ## format, lint, types, import contracts, dependencies, dead code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture

format: .venv/.dev ## mend the format, and what lint can mend by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: | $(UV)    ## write the lock files again from pyproject.toml (hashes, no addresses)
	$(PY) requirements/inputs.py
	$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements/limits.txt requirements/run.in -o requirements/run.txt
	$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements/run.txt -c requirements/limits.txt requirements/dev.in -o requirements/dev.txt

docs: .venv/.dev ## write the tables of the reference again
	$(BIN)/python -m docs.tables

screenshots: .venv/.dev browser ## take the README's pictures again
	$(BIN)/python -m docs.screenshots

clean:           ## take away what was set up and the studio of this folder with its data
	rm -rf .venv .uv .studio
