PYTHON ?= python3
VENV := .venv/bin

.PHONY: run test lint bench lock

run:
	$(PYTHON) installer/develop.py run

test:
	$(PYTHON) installer/develop.py test

lint:
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/mypy
	$(VENV)/lint-imports --cache-dir build/import-linter

bench:
	$(VENV)/python -m tests.bench

# Needs uv on the path. Keeps what is locked unless pyproject.toml asks for more;
# add UPGRADE=--upgrade for the newest of everything.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --annotation-style line --no-header $(UPGRADE) \
		--output-file requirements.lock
