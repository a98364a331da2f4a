# make demo   show everything on this machine, with a chat page in the browser
# make test   run every test, on SQLite and PostgreSQL
# make check  lint, format, types, import contracts, the question bank
# make bench  run the benchmarks
# make pins   resolve requirements/*.in again and pin them with hashes
# make clean  remove what the above made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=

.PHONY: demo test check bench pins clean browser

demo: $(VENV)/run.stamp
	$(BIN)/yinling demo

test: $(VENV)/dev.stamp browser
	$(BIN)/python -m pytest -n 4 --dist worksteal $(PYTEST_ARGS)

check: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yinling bank check

bench: $(VENV)/dev.stamp
	for each in benchmarks/*.py; do echo "== $$each" && $(BIN)/python "$$each" || exit 1; done

# The browser test drives Debian's Chromium. It is installed here where that is possible.
browser:
	@command -v chromium >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	echo "Chromium is missing: install it (Debian: apt-get install chromium), or the browser tests will fail." >&2

pins: $(VENV)/dev.stamp
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 requirements/run.in -o requirements/run.txt
	$(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --python-version 3.11 -c requirements/run.txt requirements/dev.in -o requirements/dev.txt
	$(BIN)/uv pip compile -q --no-deps --generate-hashes --no-emit-index-url --python-version 3.11 requirements/oracle.in -o requirements/oracle.txt

clean:
	rm -rf $(VENV) demo build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .nicegui

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt requirements/oracle.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements/oracle.txt
	touch $@
