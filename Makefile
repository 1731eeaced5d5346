# make run        sets up .venv and opens the app         make test      sets up .venv and runs every check
# make test-all   the same checks with larger numbers     make lint      ruff and mypy alone
# make wheel      the library as a wheel, in dist/        make lock      compiles the requirements again from pyproject.toml
# make quality    GenreLens beside other models           make bench     speed, memory and growth; both go on where they stopped
# make teacher    the teacher's answers beside their texts: see recipe/__init__.py
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# The files are complete, so nothing is resolved (--no-deps), and every package must match its hash. Only the tests, which
# start many processes, wait for bytecode: it takes 20 seconds of a processor, what the first page needs of it 2.
INSTALL := $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-package torch \
  --custom-compile-command "make lock"
# MAKEFLAGS is emptied, for tests that start make themselves; bytecode is kept, whatever the environment says, or else each
# worker and each of the hundreds of processes that tests start compiles everything again.
PYTEST := MAKEFLAGS= PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest
TEACHER := build/quality/teacher.csv.gz
.PHONY: run test test-all tests lint lock wheel quality bench teacher

run: .venv/run.stamp
	$(BIN)/streamlit run dashboard/Home.py

test: .venv/dev.stamp
	@$(MAKE) --no-print-directory -j2 lint tests

test-all: export GENRELENS_TIER = all
test-all: test

# Three workers for two cores: tests of the app and of trainings wait much of their time. A thread for each: more of them
# wait for a core, spinning. What takes time or memory as it is runs after them, from the few files that hold it.
ONE_THREAD := GENRELENS_THREADS=1 OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 TF_NUM_INTRAOP_THREADS=1 TF_NUM_INTEROP_THREADS=1
tests: .venv/dev.stamp
	$(ONE_THREAD) $(PYTEST) -n 3 --dist loadscope --no-loadscope-reorder -m "not alone"
	$(PYTEST) -m alone $$(grep -rl --include='test_*.py' pytest.mark.alone tests)

# Politely: beside the tests it takes the moments in which they wait.
lint: .venv/dev.stamp
	nice -n 19 $(BIN)/ruff check .
	nice -n 19 $(BIN)/ruff format --check .
	nice -n 19 $(BIN)/mypy

wheel: .venv/dev.stamp
	$(BIN)/python -m hatchling build -t wheel

lock: $(BIN)/uv
	$(COMPILE) --group uv -o requirements-uv.txt
	$(COMPILE) --group app -o requirements.txt
	$(COMPILE) --group ray -o requirements-ray.txt
	$(COMPILE) --group dev -o requirements-dev.txt
	$(COMPILE) --group quality -o benchmarks/requirements-quality.txt
	$(COMPILE) --group bench -o benchmarks/requirements-bench.txt

quality: .venv/quality.stamp
	$(BIN)/python -m benchmarks.quality.table
	$(BIN)/python -m benchmarks.quality.posters

bench: .venv/bench.stamp
	$(BIN)/python -m benchmarks.speed.bench

teacher: $(TEACHER)

$(TEACHER): $(wildcard recipe/answers/*.npz) | .venv/run.stamp
	$(BIN)/python -m recipe.answers

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "GenreLens needs Python 3.11; $(PYTHON) is another one. Install it or run: make PYTHON=/path/to/python3.11 run"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python can't make a virtual environment. On Debian: apt install python3-venv"; exit 1; }

$(BIN)/uv: requirements-uv.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/run.stamp: requirements.txt | $(BIN)/uv
	$(INSTALL) requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | $(BIN)/uv
	$(INSTALL) requirements-dev.txt --compile-bytecode
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m compileall -q -j 0 core data train dashboard recipe benchmarks
	@touch $@ .venv/run.stamp

.venv/quality.stamp: benchmarks/requirements-quality.txt benchmarks/requirements-torch.txt | $(BIN)/uv
	$(INSTALL) benchmarks/requirements-quality.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements-torch.txt
	@touch $@

.venv/bench.stamp: benchmarks/requirements-bench.txt benchmarks/requirements-torch.txt | $(BIN)/uv
	$(INSTALL) benchmarks/requirements-bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements-torch.txt
	@touch $@
