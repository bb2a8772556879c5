# Two commands do all the set-up: `make demo` and `make test`. Everything else is for people who change the code.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test test-all bench lint types floors check format lock wheel clean

demo: $(VENV)/.run
	@$(BIN)/warroom demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not slow"

# What `make test` runs, then the suites that take long. `make test check test-all` runs each once.
test-all: test
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m slow --durations=15

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

floors: $(VENV)/.dev
	$(BIN)/lint-imports

check: lint types floors

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(VENV)/.dev
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

# What the room needs to run. The lock is checked by hash; the package itself is linked, not copied.
$(VENV)/.run: requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "warroom needs Python 3.11 or later; say make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --no-deps -r requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.lock
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.lock
	@touch $@

# Makes the locks anew from pyproject.toml and requirements/*.in, for every platform, without any address in them.
lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet pip-tools
	$(VENV)-lock/bin/pip-compile $(LOCK) --output-file requirements/run.lock pyproject.toml requirements/run.in
	$(VENV)-lock/bin/pip-compile $(LOCK) --output-file requirements/dev.lock requirements/dev.in
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) dist build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
