# make run    sets up .venv and opens the app        make test   sets up .venv and runs every check
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

# make quality  measures GenreLens against other models on ../shared/data; goes on where it stopped   make teacher  see benchmarks/teacher.py
# make bench    measures speed, memory and growth beside other ways and writes docs/benchmarks.md; goes on where it stopped
.PHONY: run test lint quality teacher bench

run: .venv/run.stamp
	$(BIN)/streamlit run dashboard/Home.py

test: .venv/dev.stamp lint
	$(BIN)/python -m pytest

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

TEACHER := build/quality/teacher.csv.gz

quality: .venv/quality.stamp $(TEACHER)
	$(BIN)/python -m benchmarks.quality

bench: .venv/bench.stamp
	$(BIN)/python -m benchmarks.bench

teacher: $(TEACHER)

$(TEACHER): | .venv/quality.stamp
	$(BIN)/python -m benchmarks.teacher

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "GenreLens needs Python 3.11; $(PYTHON) is another one. Install it or run: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python can't make a virtual environment. On Debian: apt install python3-venv"; exit 1; }

.venv/run.stamp: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements.txt requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.venv/quality.stamp: benchmarks/requirements-quality.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements-quality.txt
	@touch $@

.venv/bench.stamp: $(wildcard benchmarks/requirements-*.txt) .venv/dev.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements-bench.txt
	@touch $@
