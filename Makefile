PYTHON ?= python3
VENV := .venv/bin

.PHONY: run test lint bench screens lock packages package-check

run:
	$(PYTHON) installer/develop.py run

test:
	$(PYTHON) installer/develop.py test

lint:
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/mypy
	$(VENV)/lint-imports --cache-dir build/import-linter

# The packages of all twelve CACs and of the server, into build/package/out.
packages:
	$(PYTHON) installer/develop.py package

# Builds them, then installs, runs, updates and removes them in a bare Debian (as root, Linux).
package-check:
	SATCHEL_LONG=1 $(PYTHON) installer/develop.py test tests/installer -n 0

bench:
	$(VENV)/python -m tests.bench

# Every screen over the practice state, light and dark, at 100 and 200 % text, into build/screens.
screens:
	$(VENV)/python -m tests.screens

# Needs uv on the path. Keeps what is locked unless pyproject.toml asks for more;
# add UPGRADE=--upgrade for the newest of everything.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --annotation-style line --no-header $(UPGRADE) \
		--output-file requirements.lock
